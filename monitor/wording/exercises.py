"""Exercises in words for one side of the body, and where their numbers come from.

The short form is never written by hand: `render` puts it together from one line of movement and *every* safety cue, so
that no rendering can lose one.
"""

from dataclasses import dataclass
from typing import Final

from monitor.coaching.exercises import Exercise, Pillar, SideRule, Source
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.texts import Text, Translator

SIDE_WORDS: Final = {Side.LEFT: Text("left"), Side.RIGHT: Text("right"), Side.BOTH: Text("both")}
"""Left and right as they stand before a noun; in a language that inflects, the stem that takes an ending."""

SIDE_NAMES: Final = {Side.LEFT: Text("left side"), Side.RIGHT: Text("right side"), Side.BOTH: Text("both sides")}
"""The same as they stand alone."""

PRODUCT_DEFAULT: Final = Text("product default, not from the guide.")

_NUMBERS: Final = {
    "hold_s": Text("Hold {hold} s"),
    "repetitions": Text("{repetitions} repetitions"),
    "sets": Text("{sets} sets"),
    "per_week": Text("{times} times a week"),
}
_ONE: Final = {"repetitions": Text("1 repetition"), "sets": Text("1 set"), "per_week": Text("once a week")}
_HOLD_ORIGINS: Final = {
    Source.GUIDE: Text("30 to 60 s in the guide this follows; where in between is your choice."),
    Source.ASSUMED: Text("assumed, since the guide this follows names 30 to 60 s for other versions only."),
}

SHORT_CHARACTERS: Final = 120
"""What a desktop notification holds."""

_TWICE: Final = Text("{hold}, twice")
_OFTEN: Final = Text("{hold}, {times} times")

Dosed = Exercise | Recommendation
"""What has a dose."""


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
    hold = f"{numbers.hold_s or 0.0:.0f} s"
    is_repeated = exercise.pillar is Pillar.LENGTHEN and numbers.repetitions > 1 and not exercise.prescribed_by
    words = {
        "side": worked,
        "Side": worked.capitalize(),
        "other": other,
        "hold": hold,
        "repetitions": numbers.repetitions,
        "sets": numbers.sets,
    }

    def say(text: Text, **other: object) -> str:
        return tr(text, **words | other)

    short = [exercise.movement, *(cue.short for cue in exercise.cues)]
    if is_repeated:
        words["hold"] = tr(_TWICE if numbers.repetitions == 2 else _OFTEN, hold=hold, times=numbers.repetitions)
        told = " ".join(say(text, hold=f"{numbers.repetitions}×{hold}") for text in short)
    if not is_repeated or len(told) > SHORT_CHARACTERS:  # no cue gives way to a number that the steps tell
        told = " ".join(say(text, hold=hold) for text in short)
    return RenderedExercise(
        steps=tuple(map(say, (exercise.precondition, *exercise.steps))),
        cues=tuple(say(cue.text) for cue in exercise.cues),
        donts=tuple(map(say, exercise.donts)),
        short=told,
    )


def say_origins(dose: Dosed, tr: Translator) -> tuple[str, ...]:
    """Say of each number where it comes from, one sentence each."""
    origins = [([name], Text("prescribed by {by}.")) for name in _NUMBERS if name in dose.prescribed]
    if dose.hold_s is not None and dose.hold_source in _HOLD_ORIGINS:
        origins.append((["hold_s"], _HOLD_ORIGINS[dose.hold_source]))
    if ours := [name for name in ("repetitions", "sets") if name not in dose.prescribed]:
        origins.append((ours, PRODUCT_DEFAULT))
    return tuple(
        f"{', '.join(_say_number(name, dose, tr) for name in names)}: {tr(text, by=dose.prescribed_by)}"
        for names, text in origins
    )


def _say_number(name: str, dose: Dosed, tr: Translator) -> str:
    if name in _ONE and getattr(dose, name) == 1:
        return tr(_ONE[name])
    hold = f"{dose.hold_s or 0.0:.0f}"
    return tr(_NUMBERS[name], hold=hold, repetitions=dose.repetitions, sets=dose.sets, times=dose.per_week)
