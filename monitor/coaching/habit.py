"""The habit of sitting, in figures of each local day: how often for long, how long at most, how often got up (H2).

    bouts      sitting 20 | standing 2 | sitting 25 | gap 3 | sitting 15 | walking 4
    sittings   20                        40 ------------------------------             one of two is prolonged
    got up              1                                                  1

A sitting goes on until the body moves, as it does for the nudges: lying and unseen time neither add to it nor end it,
unless it was unseen for too long.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from monitor.coaching.sitting import UNSEEN
from monitor.posture.bouts import MINIMUM_EVENT_S, Bout
from monitor.posture.labels import Posture

PROLONGED_S: Final = 1800.0
"""Sitting of so long is prolonged (30 min; Diaz 2017, doi 10.7326/M17-0212, is observational; product default)."""

ENOUGH_SEEN_S: Final = 4 * 3600.0
"""A day of which less was seen, lying left out, is not compared with others (product default)."""

FIRST_WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class HabitDay:
    """How one local day was sat.

    Attributes:
        prolonged: sittings of at least 30 min.
        longest_s: the longest sitting.
        got_up: changes from sitting or lying to standing or moving.
        seen_s: time that was seen, lying left out.
        sat_s: all sittings together; one that crosses midnight is of the day on which it began.
    """

    prolonged: int = 0
    longest_s: float = 0.0
    got_up: int = 0
    seen_s: float = 0.0
    sat_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HabitMean:
    """The mean of those days of which enough was seen.

    Attributes:
        days: how many these are, at least one.
        prolonged, longest_s, got_up, sat_s: of a day, on average.
    """

    days: int
    prolonged: float
    longest_s: float
    got_up: float
    sat_s: float


@dataclass(slots=True)
class _Day:
    """What is known of a day so far; each sitting belongs to the day on which it began."""

    sittings_s: list[float]
    got_up: int = 0
    seen_s: float = 0.0


class Habit:
    """Counts sittings; feed every bout in order of time, as it turned out to be: `monitor.posture.bouts.corrected`.

    Args:
        tz: the time zone of the person, in which a day ends.
        carry_gap_s: longest unseen time that a sitting survives.
    """

    def __init__(self, tz: tzinfo, carry_gap_s: float) -> None:
        self._tz = tz
        self._carry_gap_s = carry_gap_s
        self._days: dict[date, _Day] = {}
        self._sitting_on: _Day | None = None  # the day on which the open sitting began
        self._sedentary_until_s = float("-inf")
        self._seen_until_s = float("-inf")

    def feed(self, bout: Bout) -> None:
        """Take a bout."""
        if bout.posture in UNSEEN or bout.duration_s <= 0.0:
            return
        day = self._days.setdefault(self._day_of(bout.start_s), _Day([]))
        if bout.start_s - self._seen_until_s > self._carry_gap_s:
            self._sitting_on = None
        self._seen_until_s = bout.end_s
        if bout.posture is Posture.LYING:
            self._sedentary_until_s = bout.end_s
            return
        day.seen_s += bout.duration_s
        if bout.posture.upright:
            self._sitting_on = None
            day.got_up += bout.start_s - self._sedentary_until_s < MINIMUM_EVENT_S
            return
        self._sedentary_until_s = bout.end_s
        if self._sitting_on is None:
            self._sitting_on = day
            day.sittings_s.append(0.0)
        self._sitting_on.sittings_s[-1] += bout.duration_s

    @property
    def first_day(self) -> date | None:
        """The first day of which anything was seen; None before there is one."""
        return next(iter(self._days), None)

    def day(self, day: date) -> HabitDay:
        """The figures of one day; zeros if nothing was seen of it."""
        found = self._days.get(day)
        if found is None:
            return HabitDay()
        prolonged = sum(sitting_s >= PROLONGED_S for sitting_s in found.sittings_s)
        return HabitDay(
            prolonged, max(found.sittings_s, default=0.0), found.got_up, found.seen_s, sum(found.sittings_s)
        )

    def mean(self, first: date, last: date) -> HabitMean | None:
        """The mean day from one day to another, both included; None if enough was seen of none of them."""
        every = [self.day(first + timedelta(days=offset)) for offset in range((last - first).days + 1)]
        days = [day for day in every if day.seen_s >= ENOUGH_SEEN_S]
        if not days:
            return None
        figures = ([getattr(day, name) for day in days] for name in ("prolonged", "longest_s", "got_up", "sat_s"))
        return HabitMean(len(days), *(sum(every) / len(days) for every in figures))

    def good_days(self, first: date, last: date, most: int) -> int:
        """Days of which enough was seen, with no more than `most` prolonged sittings."""
        every = (self.day(first + timedelta(days=offset)) for offset in range((last - first).days + 1))
        return sum(day.seen_s >= ENOUGH_SEEN_S and day.prolonged <= most for day in every)

    def first_week(self) -> HabitMean | None:
        """The mean day of the own first week, which later ones are compared with (H2); None before there is one."""
        first = self.first_day
        return None if first is None else self.mean(first, first + timedelta(days=FIRST_WEEK_DAYS - 1))

    def _day_of(self, time_s: float) -> date:
        return datetime.fromtimestamp(time_s, self._tz).date()
