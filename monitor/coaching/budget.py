"""What is heard in a day, spread over the hours in which somebody may be spoken to.

    first nudge of a sitting      costs one, and comes as soon as one is open
    asking again, up the ladder   costs half, but comes only while less was heard than is open
    a reminder of the evening     costs one of those that are left
    at the beginning of the day   two may come at once; the others open up evenly, the last when the day ends

So whoever sits until the evening is still spoken to in the evening, a sitting that is ignored takes nothing from the
next one, and nobody hears more a day than the budget says.  All of these are product defaults.
"""

from bisect import bisect_left
from collections import Counter
from datetime import date, datetime, tzinfo
from itertools import accumulate
from typing import Final

from monitor.coaching.hours import Hours, Span, clock_s, is_within

FIRST_COST: Final = 1.0
LADDER_COST: Final = 0.5
AT_ONCE: Final = 2
"""So many of a day are open when it begins (product default)."""


class Budget:
    """Counts what is heard on each local day, and says when the next nudge may come.

    Args:
        daily: how much may be heard in a day.
        hours: in which nudges come; the budget opens up over them ...
        evening: ... and over the span in which the plan may remind, in minutes after local midnight.
        tz: the time zone of the person.
    """

    def __init__(self, daily: int, hours: Hours, evening: Span, tz: tzinfo) -> None:
        self._daily = daily
        self._tz = tz
        self._heard: Counter[date] = Counter()
        self._spent: dict[date, float] = {}
        self._hours = hours
        self._evening = evening
        self._opened: dict[int, list[int]] = {}  # of each weekday, once it is asked for

    def spend(self, time_s: float, level: int) -> None:
        """Take a nudge into account, of now or of an earlier run; a reminder as a first one."""
        today = self._local(time_s).date()
        self._heard[today] += 1
        self._spent[today] = self._spent.get(today, 0.0) + (FIRST_COST if level == 1 else LADDER_COST)

    def is_used_up(self, time_s: float) -> bool:
        """Whether nothing comes any more on the day of `time_s`."""
        return self._heard_on(time_s) >= self._daily

    def is_last(self, time_s: float) -> bool:
        """Whether what comes at `time_s` is the last of its day."""
        return self._heard_on(time_s) + 1 >= self._daily

    def wait_s(self, time_s: float, level: int) -> float:
        """Seconds from `time_s` until a nudge of this level may come; 0 if it may, or if none comes today."""
        local = self._local(time_s)
        heard, spent = self._heard[local.date()], self._spent.get(local.date(), 0.0)
        wanted = FIRST_COST + (spent if level == 1 else heard)
        if wanted <= AT_ONCE or heard >= self._daily:
            return 0.0
        opened = self._opened_on(local.weekday())
        if not opened[-1]:
            return 0.0
        minute = bisect_left(opened, opened[-1] * (wanted - AT_ONCE) / (self._daily - AT_ONCE)) + 1
        return max(0.0, 60.0 * minute - clock_s(local))

    def _opened_on(self, weekday: int) -> list[int]:
        """How many minutes of a weekday are open up to each of its minutes."""
        if weekday not in self._opened:
            speaks = self._hours.open_minutes(weekday)
            reminds = (is_within(self._evening, minute) for minute in range(len(speaks)))
            self._opened[weekday] = list(accumulate(any(one) for one in zip(speaks, reminds, strict=True)))
        return self._opened[weekday]

    def _heard_on(self, time_s: float) -> int:
        return self._heard[self._local(time_s).date()]

    def _local(self, time_s: float) -> datetime:
        return datetime.fromtimestamp(time_s, self._tz)
