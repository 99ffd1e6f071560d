"""Small things that many texts say, and where a local day ends."""

from datetime import date, datetime, tzinfo


def say_duration(duration_s: float) -> str:
    """A duration as people say it, rounded down: `45 s`, `34 min`, `1 h 20`."""
    if duration_s < 60.0:
        return f"{duration_s:.0f} s"
    hours, minutes = divmod(int(duration_s // 60.0), 60)
    return f"{hours} h {minutes:02d}" if hours else f"{minutes} min"


def say_count(number: int, what: str) -> str:
    """How many of something, as people say it: `no more snooze`, `1 more snooze`, `2 more snoozes`."""
    return f"{number or 'no'} {what}{'s' if number > 1 else ''}"


def local_midnight_s(day: date, tz: tzinfo) -> float:
    """When a local day begins, UTC in POSIX seconds."""
    return datetime(day.year, day.month, day.day, tzinfo=tz).timestamp()
