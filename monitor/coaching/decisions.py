"""What the policy of nudges decides, as values: a nudge, a wait for a better moment, the reply to what was said."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from monitor.coaching.hours import Hold
from monitor.coaching.inputs import Action, Context
from monitor.coaching.safety import Bar

Moment = Context | int
"""Just after a context, or an hour of the day, 0 to 23."""


class Cause(StrEnum):
    """Which rule made a nudge due: the limit of this sitting, or that of the day."""

    LIMIT = "limit"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Nudge:
    """The decision to speak, with what was in force then; what an older journal does not tell is None, or 0.

    Attributes:
        time_s: UTC in POSIX seconds.
        bout_start_s: when the sitting began that no break has interrupted since.
        sitting_s: sitting observed since then; less than `time_s - bout_start_s` if something was left out.
        level: 1 for the first nudge of this sitting, one more for each that followed.
        cause: which rule made it due.
        limit_s: sitting before a first nudge.
        load_s: sitting of the day that no moving had paid back.
        load_limit_s: so much of that made a nudge due before the limit; None: none did.
        left_out_s: time within the sitting that was lying or unobserved, and was not counted.
        held_s: how long the nudge was due and held back.
        held_by: what held it back last.
        waited_s: how long it waited for a better moment.
        wear_site: where the wearable was worn.
    """

    time_s: float
    bout_start_s: float
    sitting_s: float
    level: int
    cause: Cause | None = None
    limit_s: float | None = None
    load_s: float | None = None
    load_limit_s: float | None = None
    left_out_s: float = 0.0
    held_s: float = 0.0
    held_by: Hold | None = None
    waited_s: float = 0.0
    wear_site: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a snooze, a skip or a wish for an exercise brought about.

    Attributes:
        time_s: of what the user said, UTC in POSIX seconds.
        action: which.
        granted: False if none was left, or the exercise is not to be had.
        left: how many snoozes or skips are left; None if this is not known.
        until_s: a snooze lasts until then, UTC in POSIX seconds.
        sitting_s: after a skip nothing is said for so much sitting.
        exercise: what was wished for, as it was named.
        bar: why it may not be done; None if there is no such exercise.
    """

    time_s: float
    action: Action
    granted: bool
    left: int | None = None
    until_s: float | None = None
    sitting_s: float | None = None
    exercise: str = ""
    bar: Bar | None = None


PRIOR_MOVED, PRIOR_STAYED = 1.5, 3.5
"""What is believed of a moment before anything is known: 30 % of nudges are answered (Compernolle 2021, older adults;
doi 10.2196/26387), as firmly as five nudges would show it (product default)."""

ENOUGH = 5
"""Nudges that a moment must have seen before anything follows from it (product default)."""

MARGIN = 0.2
"""By how much a better moment is better, in shares of nudges that are answered (product default) ..."""

SURE = 1.28
"""... and in standard deviations of that difference: 90 % sure (product default)."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of the last nudges of one moment.

    Attributes:
        moment: which.
        moved: after how many of them the body was seen to move.
        nudges: how many.
    """

    moment: Moment
    moved: int = 0
    nudges: int = 0

    @property
    def share(self) -> float:
        """Of nudges that will be answered, as far as is known: the mean of a Beta distribution."""
        return (self.moved + PRIOR_MOVED) / (self.nudges + PRIOR_MOVED + PRIOR_STAYED)

    @property
    def variance(self) -> float:
        """Of that share."""
        return self.share * (1.0 - self.share) / (self.nudges + PRIOR_MOVED + PRIOR_STAYED + 1.0)

    def is_better_than(self, other: "Learned") -> bool:
        """Whether this is known to be the better moment, and by enough to wait for it."""
        if min(self.nudges, other.nudges) < ENOUGH:
            return False
        return self.share - other.share >= max(MARGIN, SURE * sqrt(self.variance + other.variance))


@dataclass(frozen=True, slots=True)
class Wait:
    """The decision that a nudge which is due waits for a better moment.

    Attributes:
        time_s: when the nudge was due, UTC in POSIX seconds.
        until_s: when it comes at the latest.
        there, here: what was learned of the moment that it waits for, and of the one in which it was due.
    """

    time_s: float
    until_s: float
    there: Learned | None = None
    here: Learned | None = None
