"""Exercises in words for one side of the body, and where their numbers come from.

The short form is never written by hand: `render` puts it together from one line of movement and *every* safety cue, so
that no rendering can lose one.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from monitor.coaching.exercises import Exercise, SideRule, Source
from monitor.coaching.profile import Side
from monitor.texts import Text, Translator

SIDE_WORDS: Final = {Side.LEFT: Text("left"), Side.RIGHT: Text("right"), Side.BOTH: Text("both")}
"""Left and right as they stand before a noun; in a language that inflects, the stem that takes an ending."""

SIDE_NAMES: Final = {Side.LEFT: Text("left side"), Side.RIGHT: Text("right side"), Side.BOTH: Text("both sides")}
"""The same as they stand alone."""

_HOLD_ORIGINS: Final = {
    Source.GUIDE: Text("Hold {hold} s: 30 to 60 s in the guide this follows; where in between is your choice."),
    Source.ASSUMED: Text(
        "Hold {hold} s: assumed, since the guide this follows names 30 to 60 s for other versions only."
    ),
}
_AMOUNT_ORIGIN: Final = Text("Repetitions {repetitions}, sets {sets}: product default, not from the guide.")
_AMOUNT_ORIGINS: Final = {
    "repetitions": Text("Repetitions {repetitions}: product default, not from the guide."),
    "sets": Text("Sets {sets}: product default, not from the guide."),
}
_PRESCRIBED_ORIGINS: Final = {
    "hold_s": Text("Hold {hold} s: prescribed by {by}."),
    "repetitions": Text("Repetitions {repetitions}: prescribed by {by}."),
    "sets": Text("Sets {sets}: prescribed by {by}."),
    "per_week": Text("Times a week {times}: prescribed by {by}."),
}


class Dosed(Protocol):
    """What has a dose: an exercise, or the recommendation of one."""

    @property
    def hold_s(self) -> float | None:
        """How long to hold; None if nothing is held."""

    @property
    def repetitions(self) -> int:
        """How often in a set."""

    @property
    def sets(self) -> int:
        """How many sets."""

    @property
    def per_week(self) -> int | None:
        """Times a week, as prescribed."""

    @property
    def hold_source(self) -> Source | None:
        """Where the hold comes from."""

    @property
    def prescribed_by(self) -> str:
        """Who prescribed it, or some of its numbers."""

    @property
    def prescribed(self) -> frozenset[str]:
        """The names of the numbers that were prescribed."""


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


def render(exercise: Exercise, side: Side, tr: Translator, dose: Dosed | None = None) -> RenderedExercise:
    """Say the exercise for one side, in words that name the leg that moves and the leg that stays.

    Args:
        exercise: which.
        side: the side that is worked.
        tr: what it is said in.
        dose: how long and how often; None: as the exercise has it.

    Raises:
        ValueError: the exercise works one side, and `side` is both.
    """
    if side is Side.BOTH and exercise.side_rule is not SideRule.BOTH_LEGS:
        raise ValueError(f"{exercise.id} works one side at a time: left or right, not both")
    worked, other = tr(SIDE_WORDS[side]), tr(SIDE_WORDS[side.other])
    numbers = dose or exercise
    words = {
        "side": worked,
        "Side": worked.capitalize(),
        "other": other,
        "hold": f"{numbers.hold_s or 0.0:.0f} s",
        "repetitions": numbers.repetitions,
        "sets": numbers.sets,
    }

    def say(text: Text) -> str:
        return tr(text, **words)

    return RenderedExercise(
        steps=tuple(map(say, (exercise.precondition, *exercise.steps))),
        cues=tuple(say(cue.text) for cue in exercise.cues),
        donts=tuple(map(say, exercise.donts)),
        short=" ".join(map(say, (exercise.movement, *(cue.short for cue in exercise.cues)))),
    )


def say_origins(dose: Dosed, tr: Translator) -> tuple[str, ...]:
    """Say of each number where it comes from, one sentence each."""
    values: dict[str, object] = {
        "hold": f"{dose.hold_s or 0.0:.0f}",
        "repetitions": dose.repetitions,
        "sets": dose.sets,
        "times": dose.per_week,
    }
    texts = [text for name, text in _PRESCRIBED_ORIGINS.items() if name in dose.prescribed]
    if dose.hold_s is not None and dose.hold_source in _HOLD_ORIGINS:
        texts.append(_HOLD_ORIGINS[dose.hold_source])
    ours = [text for name, text in _AMOUNT_ORIGINS.items() if name not in dose.prescribed]
    texts += [_AMOUNT_ORIGIN] if len(ours) == len(_AMOUNT_ORIGINS) else ours
    return tuple(tr(text, **values, by=dose.prescribed_by) for text in texts)
