"""The nudges of a day, spread over the hours in which somebody may be spoken to.

    first nudge of a sitting       costs one
    asking again, up the ladder    costs half
    at the beginning of the day    two may come at once; the others open up evenly, the last when the day ends

So whoever sits until the evening is still spoken to in the evening.  All three are product defaults.
"""

from bisect import bisect_left
from datetime import date, datetime, tzinfo
from itertools import accumulate
from typing import Final

from monitor.coaching.hours import Hours, clock_s

FIRST_COST: Final = 1.0
LADDER_COST: Final = 0.5
AT_ONCE: Final = 2.0
"""So much of a day's budget is open when the day begins (product default)."""


def cost_of(level: int) -> float:
    """Tell what a nudge costs: whoever is asked again is asked the same thing."""
    return FIRST_COST if level == 1 else LADDER_COST


class Budget:
    """Counts what the nudges of each local day cost, and says when the next one may come.

    Args:
        daily: what the nudges of a day may cost in all.
        hours: in which to speak; the budget opens up over them.
        tz: the time zone of the person.
    """

    def __init__(self, daily: float, hours: Hours, tz: tzinfo) -> None:
        self._daily = daily
        self._tz = tz
        self._spent: dict[date, float] = {}
        self._hours = hours
        self._opened: dict[int, list[int]] = {}  # of each weekday, once it is asked for

    def spend(self, time_s: float, level: int) -> None:
        """Take a nudge into account, of now or of an earlier run."""
        self._spent[self._local(time_s).date()] = self._spent_on(time_s) + cost_of(level)

    def is_used_up(self, time_s: float) -> bool:
        """Whether no nudge comes any more on the day of `time_s`, of whatever level."""
        return self._spent_on(time_s) + FIRST_COST > self._daily

    def is_last(self, time_s: float, level: int) -> bool:
        """Whether a nudge of this level at `time_s` is the last one of its day."""
        return self._spent_on(time_s) + cost_of(level) + FIRST_COST > self._daily

    def wait_s(self, time_s: float, level: int) -> float:
        """Seconds from `time_s` until a nudge of this level may come; 0 if it may, or if none comes today."""
        cost = self._spent_on(time_s) + cost_of(level)
        if cost <= AT_ONCE or cost > self._daily:
            return 0.0
        local = self._local(time_s)
        opened = self._opened_on(local.weekday())
        if not opened[-1]:
            return 0.0
        minute = bisect_left(opened, opened[-1] * (cost - AT_ONCE) / (self._daily - AT_ONCE)) + 1
        return max(0.0, 60.0 * minute - clock_s(local))

    def _opened_on(self, weekday: int) -> list[int]:
        """How many minutes of a weekday are open up to each of its minutes."""
        if weekday not in self._opened:
            self._opened[weekday] = list(accumulate(self._hours.open_minutes(weekday)))
        return self._opened[weekday]

    def _spent_on(self, time_s: float) -> float:
        return self._spent.get(self._local(time_s).date(), 0.0)

    def _local(self, time_s: float) -> datetime:
        return datetime.fromtimestamp(time_s, self._tz)
