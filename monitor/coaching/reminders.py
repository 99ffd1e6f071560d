"""What needs room is seldom done at a desk: in the evening, the plan may ask for it by itself.

No sitting has to lead to it: who works from nine to five would else never hear of it (C3).  It comes once a day, and
again, twice at most, where the one before was followed; only to a body that wears the wearable and does not walk, and
never in a context, a pause, quiet hours or while a red flag stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from monitor.coaching.exercises import Pillar
from monitor.coaching.hours import Span, is_within, minute_of
from monitor.coaching.sessions import DuePillar
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import Posture

MOST_A_DAY: Final = 3
AGAIN_S: Final = 1800.0
"""So soon after one, and not before it was followed, another may come (product defaults): whose chair rolls has both
stretches of a day to do in the evening, beside what else needs room."""

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
        self._reminded: list[float] = []  # when, of the latest day that had one
        self._next_s = float("-inf")

    def recall(self, reminder: Reminder) -> None:
        """Take a reminder of now or of an earlier run into account."""
        today = self._day(reminder.time_s)
        self._reminded = [time_s for time_s in self._reminded if self._day(time_s) == today] + [reminder.time_s]

    def is_open(self, progress: BoutProgress, done_s: float | None) -> bool:
        """Whether a reminder could come in this second; looked at once a minute.

        Args:
            progress: the second.
            done_s: when an exercise was done last; None if none ever was.
        """
        if progress.time_s < self._next_s or progress.posture in AWAY:
            return False
        self._next_s = progress.time_s + 60.0
        local = datetime.fromtimestamp(progress.time_s, self._tz)
        return is_within(self._span, minute_of(local)) and self._may_again(progress.time_s, done_s)

    def _may_again(self, time_s: float, done_s: float | None) -> bool:
        today = [one for one in self._reminded if self._day(one) == self._day(time_s)]
        if not today:
            return True
        followed = done_s is not None and done_s > today[-1]
        return followed and len(today) < MOST_A_DAY and time_s >= today[-1] + AGAIN_S

    def _day(self, time_s: float) -> date:
        return datetime.fromtimestamp(time_s, self._tz).date()

    def remind(self, time_s: float, wanted: Sequence[DuePillar]) -> Reminder | None:
        """The reminder of the first pillar of which something is wanted; None if nothing is."""
        if not wanted:
            return None
        reminder = Reminder(time_s, wanted[0].pillar, wanted[0].done, wanted[0].target)
        self.recall(reminder)
        return reminder
