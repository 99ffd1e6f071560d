"""What an exercise is, and its words for one side of the body.

Texts are templates: `{side}` is the leg that is worked, `{other}` the leg that helps or stays, `{Side}` the same at the
head of a sentence, `{hold}`, `{repetitions}` and `{sets}` the numbers.

The short form is never written by hand: `render` puts it together from one line of movement and *every* safety cue, so
that no rendering can lose one.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from monitor.coaching.profile import SIDE_WORDS, Side, check_hold_s
from monitor.texts import ENGLISH, Text, Tongue


class ExerciseId(StrEnum):
    """What an exercise is called in files and tables."""

    SEATED_FIGURE_4 = "seated-figure-4"
    SUPINE_FIGURE_4 = "supine-figure-4"
    STANDING_FIGURE_4 = "standing-figure-4"
    BALL_MASSAGE = "ball-massage"
    GLUTE_BRIDGE = "glute-bridge"
    CLAMSHELL = "clamshell"
    MOVEMENT_BREAK = "movement-break"


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


class Level(StrEnum):
    """Who an exercise is for; advanced ones wait for an opt-in (D13)."""

    BASIC = "basic"
    ADVANCED = "advanced"


class SideRule(StrEnum):
    """What the affected leg does."""

    CROSSED_LEG = "the affected leg is crossed over the other"
    TOP_LEG = "the affected leg is the top one, so the body lies on the other side"
    UNDER_BALL = "the affected buttock rests on the ball"
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

    def origins(self, tongue: Tongue = ENGLISH) -> tuple[str, ...]:
        """Each number with where it comes from, one sentence each."""
        values: dict[str, object] = {
            "hold": f"{self.hold_s or 0.0:.0f}",
            "repetitions": self.repetitions,
            "sets": self.sets,
            "times": self.per_week,
        }
        texts = [text for name, text in _PRESCRIBED_ORIGINS.items() if name in self.prescribed]
        if self.hold_s is not None and "hold_s" not in self.prescribed:
            texts.append(_HOLD_ORIGINS[self.hold_source])
        ours = [text for name, text in _AMOUNT_ORIGINS.items() if name not in self.prescribed]
        texts += [_AMOUNT_ORIGIN] if len(ours) == len(_AMOUNT_ORIGINS) else ours
        return tuple(tongue(text, **values, by=self.prescribed_by) for text in texts)


_HOLD_ORIGINS = {
    Source.GUIDE: Text("Hold {hold} s: 30 to 60 s in the guide this follows; where in between is your choice."),
    Source.ASSUMED: Text(
        "Hold {hold} s: assumed, since the guide this follows names 30 to 60 s for other versions only."
    ),
}
_AMOUNT_ORIGIN = Text("Repetitions {repetitions}, sets {sets}: product default, not from the guide.")
_AMOUNT_ORIGINS = {
    "repetitions": Text("Repetitions {repetitions}: product default, not from the guide."),
    "sets": Text("Sets {sets}: product default, not from the guide."),
}
_PRESCRIBED_ORIGINS = {
    "hold_s": Text("Hold {hold} s: prescribed by {by}."),
    "repetitions": Text("Repetitions {repetitions}: prescribed by {by}."),
    "sets": Text("Sets {sets}: prescribed by {by}."),
    "per_week": Text("Times a week {times}: prescribed by {by}."),
}


@dataclass(frozen=True, slots=True)
class RenderedExercise:
    """An exercise in plain words, sides named.

    Attributes:
        steps: the precondition, then what to do, in order.
        cues: every safety cue, in full.
        donts: what not to do.
        short: the movement and every safety cue, at most 120 characters.
    """

    steps: tuple[str, ...]
    cues: tuple[str, ...]
    donts: tuple[str, ...]
    short: str


def render(exercise: Exercise, side: Side, tongue: Tongue = ENGLISH) -> RenderedExercise:
    """The exercise for one side, in words that name the leg that moves and the leg that stays.

    Raises:
        ValueError: the exercise works one side, and `side` is both.
    """
    if side is Side.BOTH and exercise.side_rule is not SideRule.BOTH_LEGS:
        raise ValueError(f"{exercise.id} works one side at a time: left or right, not both")
    worked, other = tongue(SIDE_WORDS[side]), tongue(SIDE_WORDS[side.other])
    words = {
        "side": worked,
        "Side": worked.capitalize(),
        "other": other,
        "hold": f"{exercise.hold_s or 0.0:.0f} s",
        "repetitions": exercise.repetitions,
        "sets": exercise.sets,
    }

    def say(text: Text) -> str:
        return tongue(text, **words)

    return RenderedExercise(
        steps=tuple(map(say, (exercise.precondition, *exercise.steps))),
        cues=tuple(say(cue.text) for cue in exercise.cues),
        donts=tuple(map(say, exercise.donts)),
        short=" ".join(map(say, (exercise.movement, *(cue.short for cue in exercise.cues)))),
    )
