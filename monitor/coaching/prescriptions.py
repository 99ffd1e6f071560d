"""What a professional prescribed: other doses for our exercises, and exercises of their own.

A prescribed number replaces ours and is never replaced by it (G5).  The words of an exercise of their own are kept as
they were written, in whatever language; our stop for pain that goes down the leg stands above their cues.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from monitor.coaching.catalogue import STOP
from monitor.coaching.exercises import Cue, Exercise, Level, Pillar, Place, SideRule, Source
from monitor.coaching.profile import Side
from monitor.coaching.wider import OURS
from monitor.texts import Text

SHORT_FORM_CHARACTERS = 110
"""So long may the short form be in English, all cues within: the notification holds 120, other tongues need more."""

NAME_CHARACTERS = 17
"""So long may a name be: the longest of ours, and what a title of 40 has room for beside the time sat."""

E = TypeVar("E", bound=Exercise)


class Given(Text):
    """Words that somebody gave: never in the catalogue of texts, and said as they are."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """The numbers that were prescribed; None: not this one.

    Attributes:
        hold_s: how long to hold; may be outside the guide's 30 to 60 s, which binds our numbers only.
        repetitions, sets: how often.
        per_week: times a week.
    """

    hold_s: float | None = None
    repetitions: int | None = None
    sets: int | None = None
    per_week: int | None = None

    @property
    def numbers(self) -> dict[str, float]:
        """Those that were prescribed, by their names."""
        return {name: number for name, number in asdict(self).items() if number is not None}


@dataclass(frozen=True, slots=True)
class Prescription:
    """A whole set.

    Attributes:
        by: who prescribed it, in free words.
        exercises: ours with other doses, and others, in the order of the file.
    """

    by: str
    exercises: tuple[Exercise, ...]


def put_in_force(prescription: Prescription | None) -> Mapping[str, Exercise]:
    """All exercises by their names in files: ours, with the doses that were prescribed, then the others."""
    prescribed = () if prescription is None else prescription.exercises
    return MappingProxyType({exercise.id: exercise for exercise in (*OURS.values(), *prescribed)})


def prescribe(exercise: E, dose: Dose, by: str) -> E:
    """An exercise with the numbers that were prescribed; what its steps do not say of them is said in a last step."""
    numbers = dose.numbers
    said = " ".join(exercise.steps)
    steps = list(exercise.steps)
    if "hold_s" in numbers and "{hold}" not in said:
        steps.append(_HOLD_STEP)
    if {"repetitions", "sets"} & set(numbers) and not ("{repetitions}" in said and "{sets}" in said):
        steps.append(_AMOUNT_STEP)
    return replace(
        exercise,
        **numbers,  # type: ignore[arg-type]  # mypy takes every field for each of them
        steps=tuple(steps),
        prescribed_by=by,
        prescribed=frozenset(numbers),
        hold_source=Source.PRESCRIBED if "hold_s" in numbers else exercise.hold_source,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """An exercise that is none of ours, as it was written down.

    Attributes:
        name: at most `NAME_CHARACTERS`.
        pillar: which of the four it serves.
        places: where it can be done, the best place first.
        side: the side that it is for; both where both legs work alike; None: each side by itself.
        steps: in order; `{side}`, `{other}`, `{hold}`, `{repetitions}` and `{sets}` stand for what they say.
        cues: each in full and in the short form; the same places.
        donts: what not to do; the same places.
        equipment: what must be at hand.
        images: pictures, as paths.
    """

    name: str
    pillar: Pillar
    places: tuple[Place, ...]
    side: Side | None
    steps: tuple[str, ...]
    cues: tuple[tuple[str, str], ...] = ()
    donts: tuple[str, ...] = ()
    equipment: frozenset[str] = frozenset()
    images: tuple[str, ...] = ()


def make_own(written: Written, dose: Dose, by: str) -> Exercise:
    """An exercise that is none of ours, with our stop above its cues."""
    exercise = Exercise(
        id=name_in_files(written.name),
        name=Given(written.name),
        pillar=written.pillar,
        targets=frozenset(),
        places=written.places,
        equipment=written.equipment,
        level=Level.BASIC,
        precondition=Text("Before you start: do it as it was shown to you; if anything is unclear, ask first."),
        steps=tuple(map(Given, written.steps)),
        movement=Given(f"{written.name}."),
        cues=(STOP, *(Cue(Given(text), Given(short), Source.PRESCRIBED) for text, short in written.cues)),
        donts=tuple(map(Given, written.donts)),
        side_rule=SideRule.BOTH_LEGS if written.side is Side.BOTH else SideRule.AS_PRESCRIBED,
        why=Text("It was prescribed to you."),
        hold_s=None,
        only_side=None if written.side is Side.BOTH else written.side,
        images=written.images,
    )
    return prescribe(exercise, dose, by)


def name_in_files(name: str) -> str:
    """How a name is written in files and commands: `Wall slide` is `wall-slide`; empty if it has no letter or digit."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


_HOLD_STEP = Text("Each time, hold for {hold}.")
_AMOUNT_STEP = Text("Repetitions: {repetitions}. Sets: {sets}.")
