"""What needs a floor is seldom done at a desk: once an evening, the plan may ask for strength or massage by itself.

No sitting has to lead to it: who works from nine to five would else never hear of it (C3).  It comes at most once a
day, only for a pillar that is behind, only to a body that wears the wearable and does not walk, and never in a context,
a pause, quiet hours or while a red flag stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from monitor.coaching.exercises import Pillar
from monitor.coaching.hours import Span, is_within
from monitor.coaching.sessions import DuePillar
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import Posture

PILLARS = frozenset({Pillar.STRENGTHEN, Pillar.RELEASE})
"""What needs room to lie down."""

AWAY = frozenset({Posture.MOVING, Posture.NON_WEAR, Posture.UNKNOWN})
"""Who walks, or is not known to be there, sees no screen."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The plan asks for an exercise, without any sitting.

    Attributes:
        time_s: UTC in POSIX seconds.
        pillar: which of the four.
        done, target: days with it this week, and how many are wanted; None in the journal of an older sitmon.
    """

    time_s: float
    pillar: Pillar
    done: int | None = None
    target: int | None = None


class Evening:
    """Decides when to remind; feed every second in order of time.

    Args:
        span: minutes after local midnight within which a reminder may come; empty for none at all.
        tz: the time zone of the person.
    """

    def __init__(self, span: Span, tz: tzinfo) -> None:
        self._span = span
        self._tz = tz
        self._reminded_on: date | None = None
        self._next_s = float("-inf")

    def recall(self, reminder: Reminder) -> None:
        """Take a reminder of now or of an earlier run into account: one a day is enough."""
        self._reminded_on = datetime.fromtimestamp(reminder.time_s, self._tz).date()

    def is_open(self, progress: BoutProgress) -> bool:
        """Whether a reminder could come in this second; looked at once a minute."""
        if progress.time_s < self._next_s or progress.posture in AWAY:
            return False
        self._next_s = progress.time_s + 60.0
        local = datetime.fromtimestamp(progress.time_s, self._tz)
        in_span = is_within(self._span, local.hour * 60 + local.minute)
        return in_span and local.date() != self._reminded_on

    def remind(self, time_s: float, behind: Sequence[DuePillar]) -> Reminder | None:
        """The reminder of the first pillar that is behind and needs a floor; None if none is."""
        for one in behind:
            if one.pillar in PILLARS:
                reminder = Reminder(time_s, one.pillar, one.done, one.target)
                self.recall(reminder)
                return reminder
        return None
