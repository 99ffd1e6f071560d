"""Recommendations in words that can be shown as they are; each part of the choice has its own sentence."""

from collections.abc import Iterator
from typing import Final

from monitor.coaching.catalogue import BREAKS, harden
from monitor.coaching.durations import say_duration
from monitor.coaching.exercises import Exercise
from monitor.coaching.feelings import Adjusted
from monitor.coaching.nudges import Nudge
from monitor.coaching.recommend import Choice, Recommendation, SideReason, Where
from monitor.coaching.reminders import Reminder
from monitor.texts import Text
from monitor.wording import Words
from monitor.wording.exercises import SIDE_WORDS, RenderedExercise, render
from monitor.wording.nudges import say_due, say_nudge, say_reminder, sitting_word
from monitor.wording.practice import REASON_TEXTS

_CHOICES: Final = {
    Choice.BEGINNING: Text("The guide this follows begins with it."),
    Choice.NOT_FELT: Text("The stretch was not felt, and the ball reaches what it does not."),
    Choice.OTHERWISE: Text("Something else than last time: sitting less is a pillar of its own."),
    Choice.BARRED: Text("The exercises wait for now, after what you said."),
    Choice.UNSTABLE: Text("Your chair rolls or tips: get up now; lying stretches come when you are at home."),
}
_PLACES: Final = {
    Where.AT_HAND: Text("You said that there is room for it."),
    Where.CHAIR: Text("It needs only the chair."),
    Where.BED_NEAR: Text("A bed may be near at this hour."),
    Where.FLOOR_NEAR: Text("There may be room to lie down at this hour."),
    Where.WALL_WANTED: Text("You asked for standing, and a wall is enough."),
}
_SIDES: Final = {
    SideReason.NAMED: Text("{Side}: the side that you named."),
    SideReason.TURNS: Text("{Side}: the two sides take turns."),
    SideReason.TO_BEGIN: Text("{Side} to begin with; please tell which side hurts."),
    SideReason.UNNAMED: Text("{Side}: you named no side, so the two take turns."),
    SideReason.PRESCRIBED: Text("{Side}: the side that it was prescribed for."),
}
ADJUSTED_TEXTS: Final = {
    Adjusted.EASED: Text("Pain went down the leg this week: {hold} s, and stop at once if it does so again."),
    Adjusted.SHORTER: Text("Held {hold} s only: last time it was too strong."),
    Adjusted.LONGER: Text("Held {hold} s: last time it was not felt."),
    Adjusted.FEWER: Text("{repetitions} repetitions only: last time it was too strong."),
    Adjusted.MORE: Text("{repetitions} repetitions: four sessions went well."),
    Adjusted.HARDER: Text("{repetitions} repetitions, and a step harder: four sessions went well."),
    Adjusted.BACK: Text("{repetitions} repetitions, a step back: it was too strong."),
}
"""Why a dose is another than usual."""


def say_title(said: Recommendation, words: Words) -> str:
    """Say what is recommended, and after how much sitting, in at most 40 characters."""
    exercise = _exercise(said, words)
    name = said.exercise if exercise is None else words(exercise.name)
    if not isinstance(said.asked, Nudge):
        return name
    text = Text("{exercise}. {duration} {sitting}") if said.other_words else Text("{duration} {sitting}. {exercise}")
    sat, sitting = say_duration(said.asked.sitting_s), sitting_word(said.asked.wear_site)
    return words(text, exercise=name, duration=sat, sitting=sitting)


def render_recommended(said: Recommendation, words: Words) -> RenderedExercise:
    """Say the exercise for its side and in its dose; with nothing but its name if it is no longer in force."""
    exercise = _exercise(said, words)
    if exercise is None:
        return RenderedExercise((), (), (), said.exercise)
    return render(exercise, said.side, words.tr, said)


def _exercise(said: Recommendation, words: Words) -> Exercise | None:
    if said.variant is not None:
        return BREAKS[said.variant]
    exercise = words.exercise(said.exercise)
    return None if exercise is None else harden(exercise, said.harder)


def say_why(said: Recommendation, words: Words) -> str:
    """Say why now, why this exercise, why here, why this side, why this dose, and what is seen of it."""
    return " ".join(filter(None, _reasons(said, words)))


def _reasons(said: Recommendation, words: Words) -> Iterator[str]:
    if isinstance(said.asked, Nudge):
        yield say_nudge(said.asked, words)
        if said.asked.last_of is not None:
            text = Text("This is the last nudge of today: the day's budget of {number} is used up.")
            yield words(text, number=said.asked.last_of)
    elif isinstance(said.asked, Reminder):
        yield say_reminder(said.asked, words)
    elif said.begun:
        yield words(Text("You began it yourself."))
    if said.choice is Choice.PRESCRIBED and said.due is not None:
        text = Text("It was prescribed {target} times a week; done this week: {done}.")
        yield words(text, target=said.due.target, done=said.due.done)
    elif said.choice is Choice.DUE and said.due is not None:
        yield say_due(said.due, words.tr)
    elif said.choice in _CHOICES:
        yield words(_CHOICES[said.choice])
    if said.where is not None:
        yield words(_PLACES[said.where])
    if said.side_reason is not None:
        yield words(_SIDES[said.side_reason], Side=words(SIDE_WORDS[said.side]).capitalize())
    if said.adjusted is not None:
        hold = f"{said.hold_s or 0.0:.0f}"
        yield words(ADJUSTED_TEXTS[said.adjusted], hold=hold, repetitions=said.repetitions)
    if said.unseen is not None:
        yield words(REASON_TEXTS[said.unseen])
