"""What people practised and how it hurt, as values: a quarter of a year needs no sensor and no second of waiting."""

from datetime import date, datetime, time, timedelta

from monitor.coaching.diary import PainEntry
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.profile import NudgeRules, Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from tests.support.stories import ZURICH

STRETCH, BALL, BRIDGE = ExerciseId.SEATED_FIGURE_4, ExerciseId.BALL_MASSAGE, ExerciseId.GLUTE_BRIDGE
CARRY_GAP_S = NudgeRules().carry_gap_s
MONDAY = date(2026, 3, 2)
"""A Monday; the change to summer time is in the fourth week after it."""

_SEEN: dict[ExerciseId, tuple[float | None, int | None]] = {
    ExerciseId.SEATED_FIGURE_4: (45.0, None),
    ExerciseId.GLUTE_BRIDGE: (None, 10),
    ExerciseId.CLAMSHELL: (None, 10),
}


def day(number: int) -> date:
    """A day counted from `MONDAY`, which is 0."""
    return MONDAY + timedelta(days=number)


def moment(number: int, clock: str = "12:00") -> float:
    """A local time of the day with this number, in POSIX seconds."""
    return datetime.combine(day(number), time.fromisoformat(clock), ZURICH).timestamp()


def practised(
    number: int,
    exercise: ExerciseId = STRETCH,
    result: PracticeResult = PracticeResult.CONFIRMED,
    *,
    side: Side = Side.LEFT,
    clock: str = "12:00",
    seen: bool = True,
) -> PracticeOutcome:
    """What became of an exercise on the day with this number.

    Args:
        number: of the day, from `MONDAY`.
        exercise: as in the outcome, as are the next two.
        result: what became of it.
        side: which was worked; a bridge has both.
        clock: local time.
        seen: whether the sensor could look; it never can at the ball.
    """
    hold_s, repetitions = _SEEN.get(exercise, (None, None)) if seen else (None, None)
    both = exercise is ExerciseId.GLUTE_BRIDGE
    time_s = moment(number, clock)
    return PracticeOutcome(
        time_s, time_s - 60.0, exercise, Side.BOTH if both else side, result, None, hold_s, repetitions
    )


def hurts(number: int, level: int, clock: str = "20:00") -> PainEntry:
    """An entry of the diary on the day with this number."""
    return PainEntry(moment(number, clock), level)


def diligent_day(number: int, *, seen: bool = True) -> list[PracticeOutcome]:
    """A day of the whole plan: two stretches, and in turn a bridge or the ball.

    The ball is claimed; so is all the rest where no sensor can see it.
    """
    result = PracticeResult.CONFIRMED if seen else PracticeResult.CLAIMED
    outcomes = [practised(number, result=result, clock=clock, seen=seen) for clock in ("10:00", "15:00")]
    weekday = day(number).weekday()
    if weekday in (0, 2, 4):
        outcomes.append(practised(number, BRIDGE, result, clock="19:00", seen=seen))
    if weekday in (1, 3, 5):
        outcomes.append(practised(number, BALL, PracticeResult.CLAIMED, clock="19:00"))
    return outcomes
