"""What an exercise is, with its texts for one side of the body as data: `monitor.wording.exercises` says them.

Texts are templates: `{side}` is the leg that is worked, `{other}` the leg that helps or stays, `{Side}` the same at the
head of a sentence, `{hold}`, `{repetitions}` and `{sets}` the numbers.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from monitor.coaching.profile import Side, check_hold_s
from monitor.texts import Text


class ExerciseId(StrEnum):
    """What an exercise is called in files and tables."""

    SEATED_FIGURE_4 = "seated-figure-4"
    SUPINE_FIGURE_4 = "supine-figure-4"
    STANDING_FIGURE_4 = "standing-figure-4"
    BALL_MASSAGE = "ball-massage"
    GLUTE_BRIDGE = "glute-bridge"
    CLAMSHELL = "clamshell"
    KNEE_ACROSS = "knee-across"
    HIP_HITCH = "hip-hitch"
    MOVEMENT_BREAK = "movement-break"


class Break(StrEnum):
    """The ways to get up that take turns; the guide says to sit less, how is ours."""

    WALK = "walk"
    WATER = "water"
    WINDOW = "window"
    STAIRS = "stairs"
    CALF_RAISES = "calf-raises"
    MARCH = "march"
    READ = "read"
    STRETCH_UP = "stretch-up"


class Pillar(StrEnum):
    """The four pillars of the guide: massage releases, stretch lengthens, strength strengthens, habit lasts (H1)."""

    RELEASE = "release"
    LENGTHEN = "lengthen"
    STRENGTHEN = "strengthen"
    HABIT = "habit"


class Target(StrEnum):
    """The muscles that an exercise is for (B3)."""

    PIRIFORMIS = "piriformis"
    GEMELLI = "gemelli"
    OBTURATOR_INTERNUS = "obturator-internus"
    GLUTE_MAX = "glute-max"
    GLUTE_MED = "glute-med"


class Place(StrEnum):
    """Where an exercise can be done."""

    DESK = "desk"
    BED = "bed"
    FLOOR = "floor"
    WALL = "wall"


class Harder(StrEnum):
    """The harder ways to do a strength exercise: each repetition held, then one leg at a time or against a band."""

    HELD = "held"
    LAST = "last"


class Level(StrEnum):
    """Who an exercise is for; advanced ones wait for an opt-in (D13)."""

    BASIC = "basic"
    ADVANCED = "advanced"


class SideRule(StrEnum):
    """What the affected leg does."""

    CROSSED_LEG = "the affected leg is crossed over the other"
    TOP_LEG = "the affected leg is the top one, so the body lies on the other side"
    UNDER_BALL = "the affected buttock rests on the ball"
    STANDING_LEG = "the affected leg is the one stood on"
    BOTH_LEGS = "both legs work alike"
    AS_PRESCRIBED = "one leg at a time, as the prescription says it"


class Source(StrEnum):
    """Where a text or a number comes from."""

    GUIDE = "guide"
    ASSUMED = "assumed"
    PRODUCT_DEFAULT = "product default"
    PRESCRIBED = "prescribed"


@dataclass(frozen=True, slots=True)
class Cue:
    """A safety cue: part of every rendering.

    Attributes:
        text: template of the full sentence.
        short: template of the same in the short form.
        source: who says so; `ASSUMED` where the guide says it of a sibling exercise.
    """

    text: Text
    short: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, ours or one that was prescribed, side left open.

    Attributes:
        id: its name in files; of ours an `ExerciseId`.
        name: its name in prose.
        pillar: which of the four pillars it serves.
        targets: the muscles it is for.
        places: where it can be done, the best place first.
        equipment: what must be at hand.
        level: who it is for.
        precondition: template; shown before the first step (D1).
        steps: templates, in the order in which they are done.
        movement: template; the movement in a few words, for the short form.
        cues: safety cues, the most important first.
        donts: templates; what not to do.
        side_rule: what the affected leg does.
        why: one sentence, attributed.
        hold_s: how long to hold, 30 to 60; None if nothing is held that long.
        hold_source: where the hold comes from; `ASSUMED` if the guide names it for a sibling only (D16).
        repetitions, sets: how often; the guide names none, so both are product defaults (D10, G5).
        per_week: how many times a week, as prescribed; None: as the plan has it.
        only_side: the one side that it is prescribed for; None: whichever is due.
        prescribed_by: who prescribed it, or some of its numbers; empty if nobody.
        prescribed: the names of those numbers: they are never replaced by ours or by settings (G5).
        images: pictures of it, as paths.
        harder: the harder way in which it is told; None: as usual.

    Raises:
        ValueError: `hold_s` is outside the guide's range (D7), and nobody prescribed it.
    """

    id: str
    name: Text
    pillar: Pillar
    targets: frozenset[Target]
    places: tuple[Place, ...]
    equipment: frozenset[str]
    level: Level
    precondition: Text
    steps: tuple[Text, ...]
    movement: Text
    cues: tuple[Cue, ...]
    donts: tuple[Text, ...]
    side_rule: SideRule
    why: Text
    hold_s: float | None = 45.0
    hold_source: Source = Source.GUIDE
    repetitions: int = 1
    sets: int = 1
    per_week: int | None = None
    only_side: Side | None = None
    prescribed_by: str = ""
    prescribed: frozenset[str] = frozenset()
    images: tuple[str, ...] = ()
    harder: Harder | None = None

    def __post_init__(self) -> None:
        if self.hold_s is not None and "hold_s" not in self.prescribed:
            check_hold_s(self.hold_s)

    def held(self, hold_s: float) -> Self:
        """The same with another hold, as the person has set it; as it is if nothing is held or the hold is prescribed.

        Raises:
            ValueError: `hold_s` is outside the guide's range.
        """
        if self.hold_s is None or "hold_s" in self.prescribed:
            return self
        return replace(self, hold_s=hold_s)

    def repeated(self, repeats: int) -> Self:
        """The same stretch as often as the person has set it; as it is if it is none of our stretches."""
        if self.pillar is not Pillar.LENGTHEN or self.prescribed_by:
            return self
        return replace(self, repetitions=repeats)
