"""The hours in which somebody wants to be spoken to: quiet hours, working hours of each weekday, lunch.

All are told in minutes after local midnight, as a clock on the wall shows them; a change to summer time moves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

Span = tuple[int, int]
"""From one minute after local midnight up to another, 0 to 1440; it may span midnight; equal means none."""

Week = tuple[tuple[Span, ...], ...]
"""The spans of each weekday, Monday first; none of them spans midnight."""

DAY_MIN = 24 * 60
DESK_DAY: Final = (8 * 60, 20 * 60)
"""Where no working hours are set, somebody who sits is taken to be at a desk between these (product default)."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The names of the days in settings."""


class Hold(StrEnum):
    """What holds a nudge back.

    Free time is what lies outside working hours; DAILY_CAP: as many have come today as are to come at most; FIRST_WEEK:
    the week that is only watched; BETTER_MOMENT: this person moves more often when asked at another one.
    """

    PAUSE = "pause"
    DRIVING = "driving"
    MEETING = "meeting"
    LOCKED = "locked"
    DO_NOT_DISTURB = "do-not-disturb"
    FULL_SCREEN = "full-screen"
    QUIET_HOURS = "quiet-hours"
    FREE_TIME = "free-time"
    LUNCH = "lunch"
    DAILY_CAP = "daily-cap"
    FIRST_WEEK = "first-week"
    RED_FLAG = "red-flag"
    BETTER_MOMENT = "better-moment"


@dataclass(frozen=True, slots=True)
class Hours:
    """When to speak, and when not.

    Attributes:
        quiet: nothing is said within; 22:00 to 07:00 is a product default.
        working: nothing is said outside; empty: at any hour.
        lunch: nothing is said within.

    Raises:
        ValueError: a span is not within a day, or `working` is not of seven days.
    """

    quiet: Span = (22 * 60, 7 * 60)
    working: Week = ()
    lunch: Span = (0, 0)

    def __post_init__(self) -> None:
        spans = [self.quiet, self.lunch, *(span for day in self.working for span in day)]
        if len(self.working) not in (0, len(WEEKDAYS)) or not all(
            0 <= end <= DAY_MIN for span in spans for end in span
        ):
            raise ValueError("hours are spans of 0 to 1440 minutes, working hours those of seven days")

    def closed_by(self, local: datetime) -> "Closed | None":
        """What forbids to speak at a local time, and until when; None if nothing does."""
        now_min = minute_of(local)
        if is_within(self.quiet, now_min):
            return Closed(Hold.QUIET_HOURS, self.quiet[1])
        if self.working and not any(is_within(span, now_min) for span in self.working[local.weekday()]):
            return self._free_time(local.weekday(), now_min)
        if is_within(self.lunch, now_min):
            return Closed(Hold.LUNCH, self.lunch[1])
        return None

    def open_minutes(self, weekday: int) -> list[bool]:
        """Tell of each minute of a weekday, 0 for Monday, whether nudges may come in it."""
        working = self.working[weekday] if self.working else ((0, DAY_MIN),)
        return [
            any(is_within(span, minute) for span in working)
            and not is_within(self.quiet, minute)
            and not is_within(self.lunch, minute)
            for minute in range(DAY_MIN)
        ]

    def is_at_desk(self, local: datetime) -> bool:
        """Whether somebody who sits at a local time is taken to be at work: within working hours, or else by day."""
        spans = self.working[local.weekday()] if self.working else (DESK_DAY,)
        return any(is_within(span, minute_of(local)) for span in spans)

    def desk_share(self, local: datetime) -> float:
        """How much of the day's time at the desk has passed at a local time, 0 to 1; by day where none is worked."""
        spans = (self.working and self.working[local.weekday()]) or (DESK_DAY,)
        now_min = minute_of(local)
        passed = sum(min(max(now_min - start_min, 0), end_min - start_min) for start_min, end_min in spans)
        return passed / sum(end_min - start_min for start_min, end_min in spans)

    def _free_time(self, weekday: int, now_min: int) -> "Closed":
        """Until working hours begin next, if they ever do."""
        for days, start_min in self._starts(weekday):
            if days or start_min > now_min:
                return Closed(Hold.FREE_TIME, start_min, (weekday + days) % 7 if days else None)
        return Closed(Hold.FREE_TIME)

    def _starts(self, weekday: int) -> Iterator[tuple[int, int]]:
        """Days from today and minute of every beginning within a week, in order."""
        for days in range(8):
            for start_min, _ in sorted(self.working[(weekday + days) % 7]):
                yield days, start_min


@dataclass(frozen=True, slots=True)
class Closed:
    """What forbids to speak, and until when.

    Attributes:
        what: pause, context or hours.
        until_min: minute after local midnight at which it ends; None if nobody knows.
        weekday: the day on which it ends, 0 for Monday; None if that is today.
    """

    what: Hold
    until_min: int | None = None
    weekday: int | None = None


def is_within(span: Span, now_min: int) -> bool:
    """Whether a minute after midnight lies within a span, which may go over midnight."""
    start_min, end_min = span
    if start_min <= end_min:
        return start_min <= now_min < end_min
    return now_min >= start_min or now_min < end_min


def minute_of(local: datetime) -> int:
    """Tell how many minutes a clock shows since midnight."""
    return 60 * local.hour + local.minute


def clock_s(local: datetime) -> float:
    """Tell how many seconds a clock shows since midnight."""
    return 60.0 * minute_of(local) + local.second


def say_minute(minute: int) -> str:
    """A minute after midnight as a clock shows it: `09:05`."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
