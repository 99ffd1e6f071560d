"""The second ledger: stretching, massage and strength.  None of it is a break, and no break is any of it."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.coaching.exercises import ExerciseId
from monitor.coaching.profile import Side


class PracticeResult(StrEnum):
    """What became of an exercise, and how it is known; what was seen and what was only said never mix."""

    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    TOO_SHORT = "too_short"
    NOT_CREDITED = "not_credited"
    NOT_SEEN = "not_seen"
    NOT_OBSERVABLE = "not_observable"


@dataclass(frozen=True, slots=True)
class PracticeOutcome:
    """What became of one prompted exercise.

    Attributes:
        time_s: when that was known, UTC in POSIX seconds.
        recommendation_time_s: which recommendation.
        exercise, side: what was prompted.
        result: what became of it.
        reason: the same in one plain sentence.
        hold_s: longest still hold that was seen, in seconds; None where no hold can be seen.
        repetitions: repetitions that were seen; None where none can be seen.
        bouncing: whether a bounce of 1 to 2 Hz was seen in the hold (D9).
    """

    time_s: float
    recommendation_time_s: float
    exercise: ExerciseId
    side: Side
    result: PracticeResult
    reason: str
    hold_s: float | None = None
    repetitions: int | None = None
    bouncing: bool = False
