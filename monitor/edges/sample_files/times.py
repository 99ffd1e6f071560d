"""The times in a table, as people and programs write them: numbers, ISO 8601, and dates by their format."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.edges.reading import EARLIEST_S, LATEST_S, finite, plain
from monitor.edges.sample_files.samples import TIMES, YEAR_2001_S, untied

Floats = NDArray[np.float64]

_EXCEL_1970_D, _DAY_S = 25569.0, 86400.0
_NUMERIC_UNITS: Final = (("nanoseconds", 1e-9), ("microseconds", 1e-6), ("milliseconds", 1e-3), ("seconds", 1.0))
"""Units in which programs count from 1970; which it is shows by the size: only one of them gives a year of ours."""

_LEAST_HZ, _MOST_HZ = 5.0, 1000.0
"""Rates between which times that count from a beginning of their own may be (`motion.arrays`)."""

_UNIT_NAMES: Final = {
    "ms": 1e-3, "msec": 1e-3, "millis": 1e-3, "milliseconds": 1e-3, "s": 1.0, "sec": 1.0, "seconds": 1.0,
    "us": 1e-6, "µs": 1e-6, "micros": 1e-6, "ns": 1e-9, "nanos": 1e-9, "nanoseconds": 1e-9,
}  # fmt: skip
_DATE: Final = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,:](\d{1,9}))?)?\s*([AaPp][Mm])?"
)


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """How the times of a column are read.

    Attributes:
        read: makes a number of a cell; raises `ValueError`.
        finish: makes seconds of all the numbers.
        is_local: they are what a clock on the spot showed.
        what: how they were understood, as people say it.
        is_number: the cells are numbers as they stand.
    """

    read: Callable[[str], float]
    finish: Callable[[Floats], Floats]
    is_local: bool
    what: str
    is_number: bool = False


def time_column(name: str, two: Sequence[str], date_format: str, *, is_comma: bool) -> TimeColumn | None:
    """Find how the times of a column are read, by its name and its first two cells; None if they are not understood."""
    first, second = two
    number = (lambda cell: finite(cell.replace(",", "."))) if is_comma else finite
    try:
        start, step = number(first), number(second) - number(first)
    except ValueError:
        return _written(first, date_format)
    if (named := _unit_of(name)) is not None:
        return _numeric(number, _scaled(named), False, f"times in units of {named:g} s")
    for what, unit_s in _NUMERIC_UNITS:
        if YEAR_2001_S < start * unit_s < LATEST_S and (unit_s == 1.0 or start * unit_s < 4.0e9):
            return _numeric(number, _scaled(unit_s), False, f"{what} since 1970, UTC")
    if 20000.0 < start < 80000.0 and 0.0 <= step < 1.0 / _DAY_S:
        return _numeric(number, _from_days, True, "days since 1899-12-30, of a clock on the spot")
    for unit_s in (1.0, 1e-3):
        if step > 0.0 and _LEAST_HZ <= 1.0 / (step * unit_s) <= _MOST_HZ:
            return _numeric(number, _scaled(unit_s), False, "seconds" if unit_s == 1.0 else "milliseconds")
    return None


def _numeric(
    number: Callable[[str], float],
    finish: Callable[[Floats], Floats],
    is_local: bool,
    what: str,
) -> TimeColumn:
    return TimeColumn(number, finish, is_local, what, is_number=True)


def _unit_of(name: str) -> float | None:
    """The unit that a name tells, in seconds: `time_s`, `t_ms`, `Time (s)`, `seconds_elapsed`."""
    if name in TIMES:
        return TIMES[name]
    words = re.split(r"[\s_()\[\]./-]+", name)
    if "unix" in words or "epoch" in words:
        return None
    return next((_UNIT_NAMES[word] for word in reversed(words) if word in _UNIT_NAMES), None)


def _scaled(unit_s: float) -> Callable[[Floats], Floats]:
    """Whole units that are the same are spread over their unit: more than one sample fell into each."""

    def _finish(times: Floats) -> Floats:
        is_whole = bool((times == np.floor(times)).all())
        return (untied(times) if is_whole else times) * unit_s

    return _finish


def _from_days(days: Floats) -> Floats:
    times: Floats = np.round((days - _EXCEL_1970_D) * _DAY_S, 3)
    return times


def _written(first: str, date_format: str) -> TimeColumn | None:
    """Dates in words and digits."""
    try:
        time = datetime.fromisoformat(first)
    except ValueError:
        return _by_format(first, date_format)
    is_local = time.tzinfo is None

    def _read(cell: str) -> float:
        found = datetime.fromisoformat(cell)
        if (found.tzinfo is None) != is_local:
            raise ValueError("has an offset in some lines and none in others")
        return _seconds(found if found.tzinfo else found.replace(tzinfo=UTC))

    said = "ISO 8601, of a clock on the spot" if is_local else "ISO 8601 with offset"
    return TimeColumn(_read, _scaled(1.0), is_local, said)


def day_order(date_format: str, example: str) -> str | None:
    """In which order day, month and year stand: `dMy`, `Mdy` or `yMd`; None if that cannot be told.

    Args:
        date_format: such as `d/M/yyyy`; empty if none is told.
        example: a date.
    """
    letters = "".join(dict.fromkeys(sign for sign in date_format.replace("D", "d").replace("Y", "y") if sign in "dMy"))
    if letters in ("dMy", "Mdy", "yMd"):
        return letters
    parts = re.match(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})", example)
    if parts is None:
        return None
    first, sign, second = int(parts[1]), parts[2], int(parts[3])
    if len(parts[1]) == 4:
        return "yMd"
    if sign == "." or first > 12:
        return "dMy"
    return "Mdy" if second > 12 else None


def read_date(text: str, order: str) -> float:
    """Read a date and time, in seconds since 1970 on the clock that showed it.

    Raises:
        ValueError: it is none.
    """
    if (found := _DATE.fullmatch(text.strip())) is None:
        raise ValueError(f"{plain(text, 40)!r} is no date and time")
    parts = dict(zip(order, (int(found[1]), int(found[3]), int(found[4])), strict=True))
    hour = int(found[5]) % 12 + 12 * (found[9].lower() == "pm") if found[9] else int(found[5])
    year = parts["y"] if parts["y"] > 99 else 2000 + parts["y"]
    whole = datetime(year, parts["M"], parts["d"], hour, int(found[6]), int(found[7] or 0), tzinfo=UTC)
    return _seconds(whole) + float(f"0.{found[8] or 0}")


def _by_format(first: str, date_format: str) -> TimeColumn | None:
    if (order := day_order(date_format, first)) is None:
        return None
    try:
        read_date(first, order)
    except ValueError:
        return None
    said = {"dMy": "day before month", "Mdy": "month before day", "yMd": "year first"}[order]
    return TimeColumn(lambda cell: read_date(cell, order), _scaled(1.0), True, f"dates, {said}, of a clock on the spot")


def _seconds(time: datetime) -> float:
    seconds = time.timestamp()
    if not EARLIEST_S <= seconds <= LATEST_S:
        raise ValueError(f"{time:%Y} is no year of the calendar that is read")
    return seconds
