"""How strength grows: by what was done and how it felt, one step at a time, and never beyond what was prescribed.

    6    10    12    15    12, each held for 3 s    one leg at a time, or against a band

It begins with ten.  Four days with it bring the next step, from the day after on; what was too strong, or radiated,
brings the step before at once; four weeks without it begin anew.

All of these numbers are product defaults: the guide names none (G5).  That exercises get harder in steps has one
example for us, the case report of a single patient, who went from bridging and clams by way of exercises in standing to
such on one leg (Tonley 2010, doi 10.2519/jospt.2010.3108); it proves nothing for others.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from monitor.coaching.catalogue import harden
from monitor.coaching.exercises import Exercise, ExerciseId, Harder
from monitor.coaching.feelings import Adjusted, Feelings
from monitor.coaching.sessions import Ledger

DAYS_A_STEP: Final = 4
"""Days with it, none of them too strong, that bring the next step."""

ANEW_DAYS: Final = 28
"""So many days without it begin anew: muscles forget, and nobody returns to the hardest step."""

LOOKED_BACK_DAYS: Final = 390
"""So far back it counts: a little less than what a later run recalls of sessions and feelings."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many repetitions, and whether they are done in a harder way."""

    repetitions: int
    harder: Harder | None = None


USUAL: Final = 1
"""The step that everybody begins with."""

STEPS: Final = (Step(6), Step(10), Step(12), Step(15), Step(12, Harder.HELD), Step(8, Harder.LAST))
GROWING: Final = frozenset({ExerciseId.GLUTE_BRIDGE, ExerciseId.CLAMSHELL})
"""The exercises that have these steps."""


def grow(exercise: Exercise, ledger: Ledger, feelings: Feelings, time_s: float) -> tuple[Exercise, Adjusted | None]:
    """Give a strength exercise the step that fits what was done and felt, and why that is another than usual.

    Args:
        exercise: as it would else be done; what was prescribed, or does not grow, stays as it is.
        ledger: what was done.
        feelings: how it felt.
        time_s: now.
    """
    if exercise.prescribed_by or exercise.id not in GROWING:
        return exercise, None
    today = ledger.day_of(time_s)
    first = today - timedelta(days=LOOKED_BACK_DAYS)
    done = {day for day, session in ledger.sessions(first, today) if session.exercise == exercise.id}
    hard = {day for day in map(ledger.day_of, feelings.hard_times(exercise.id)) if day >= first}
    number, eased = find_step(done, hard, today)
    step = STEPS[number]
    return harden(replace(exercise, repetitions=step.repetitions), step.harder), _explain(number, eased=eased)


def _explain(number: int, *, eased: bool) -> Adjusted | None:
    if number < USUAL:
        return Adjusted.FEWER
    if eased:
        return Adjusted.BACK
    if number == USUAL:
        return None
    return Adjusted.MORE if STEPS[number].harder is None else Adjusted.HARDER


def find_step(done: AbstractSet[date], hard: AbstractSet[date], today: date) -> tuple[int, bool]:
    """Find the step of today, as its place in `STEPS`, and whether the last move was back.

    Args:
        done: days with the exercise.
        hard: days on which it was too strong, or radiated.
        today: the day in question, which brings a step back but none on.
    """
    number, well, eased, last = USUAL, 0, False, today
    for day in sorted(done | hard):
        if (day - last).days >= ANEW_DAYS:
            number, well, eased = USUAL, 0, False
        last = day
        if day in hard:
            number, well, eased = max(0, number - 1), 0, True
        elif day < today:
            well += 1
            if well >= DAYS_A_STEP and number < len(STEPS) - 1:
                number, well, eased = number + 1, 0, False
    return (USUAL, False) if (today - last).days >= ANEW_DAYS else (number, eased)
