"""What the journal holds, as values, and how its rows are read as such.

What this version cannot read is passed over and counted, and never stops a reader.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, TypeGuard, TypeVar

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.reading import decode_json
from monitor.packed import unpack
from monitor.posture.labels import Posture, PostureEpoch

SECONDS_COLUMN: Final = {posture: posture.value.replace("-", "_") + "_s" for posture in Posture}
"""The column of `minutes` that counts the seconds of a posture."""

ROW_S: Final = 60
"""Seconds in one row at most: a day is 1440 rows (product default)."""

LATEST_S: Final = 253_370_764_800.0  # 9999-01-01 UTC: beyond it there is no calendar day in Python
_DAY_S: Final = 86_400
_SHOWN: Final = 40  # characters of a strange word that are shown

T = TypeVar("T")
W = TypeVar("W", Action, Context)

Columns = tuple[Any, ...]
"""A row as SQLite gives it: anything may stand in it."""

Input = UserAction | ContextChange
"""What the person or the desktop said."""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One event.

    Attributes:
        id: grows with each row written, never reused.
        kind: such as `"bout"` or `"nudge"`.
        time_s: when it happened, UTC in POSIX seconds.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        body: the rest of the event.
        after_second: the place of the last second of posture before it was kept, see `SecondsRow.place`; None if that
            is not known.
    """

    id: int
    kind: str
    time_s: float
    utc_offset_s: int
    body: Mapping[str, object]
    after_second: int | None = None


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input.

    Attributes:
        id: its number; grows with each input kept, whatever the clock shows, never reused.
        item: what was said.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        after_second: the place of the last second of posture before it was heard, see `SecondsRow.place`; None if no
            running sitmon heard it.
    """

    id: int
    item: Input
    utc_offset_s: int
    after_second: int | None


@dataclass(frozen=True, slots=True)
class Minute:
    """How the minute `[minute_s, minute_s + 60)`, UTC in POSIX seconds, was spent.

    Attributes:
        minute_s: a multiple of 60.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        seconds: for each posture that occurred; they add up to less than 60 where nothing was seen.
    """

    minute_s: int
    utc_offset_s: int
    seconds: Mapping[Posture, int]


@dataclass(frozen=True, slots=True)
class SecondsRow:
    """Consecutive seconds of posture, up to sixty, as they were told.

    Attributes:
        place: of the first among all seconds that were ever told; the next has one more, whatever the clock showed.  A
            row that is not full leaves places unused.
        epochs: the seconds.
    """

    place: int
    epochs: list[PostureEpoch]


class PassedOver:
    """Counts the rows that could not be read, each once, by what was wrong with them."""

    def __init__(self) -> None:
        self._rows: dict[str, set[int]] = {}

    def read(self, value_of: Callable[[Columns], T], rows: Iterable[Columns]) -> Iterator[T]:
        """Make a value of each row that begins with its number, passing over what cannot be read."""
        for row in rows:
            try:
                yield value_of(row)
            except ValueError as error:
                self.add(str(error), row[0])

    def add(self, reason: str, number: int) -> None:
        """Count a row by its number, once for each reason."""
        self._rows.setdefault(reason, set()).add(number)

    def lines(self) -> tuple[str, ...]:
        """Say what was passed over: one line for each kind of trouble, with how many rows."""
        return tuple(f"{reason}: {len(rows)} passed over" for reason, rows in self._rows.items())


# --------------- each makes a value of a row, or raises a ValueError that says alike of all such rows what is wrong
def event_of_row(row: Columns) -> JournalRow:
    """Read an event."""
    number, kind, *when, body, after_second = row
    time_s, utc_offset_s = _when("events", *when)
    try:
        read = decode_json(str(body))
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise ValueError("events with a damaged body")  # noqa: TRY004  one kind of error for one kind of fault
    return JournalRow(number, str(kind), time_s, utc_offset_s, read, _place(after_second))


def input_of_row(row: Columns) -> InputRow:
    """Read an input; a newer sitmon may know more words."""
    number, *when, action, detail, context, active, after_second = row
    time_s, utc_offset_s = _when("inputs", *when)
    item: Input
    if action is None:
        item = ContextChange(time_s, _word(Context, context), bool(active))
    else:
        known = _word(Action, action)
        try:
            item = UserAction(time_s, known, str(detail or ""))
        except ValueError as error:
            raise ValueError(f"inputs with the action '{action}' and a detail that is none of it") from error
    return InputRow(number, item, utc_offset_s, _place(after_second))


def minute_of_row(row: Columns) -> Minute:
    """Read how a minute was spent."""
    minute_s, utc_offset_s, *seconds = row
    _, utc_offset_s = _when("minutes", minute_s, utc_offset_s)
    counts = {p: n for p, n in zip(SECONDS_COLUMN, seconds, strict=True) if n and isinstance(n, int)}
    if len(counts) < sum(map(bool, seconds)):
        raise ValueError("minutes with damaged counts")
    return Minute(minute_s, utc_offset_s, counts)


def seconds_of_row(row: Columns) -> SecondsRow:
    """Read a row of seconds."""
    number, start_s, utc_offset_s, packed = row
    _when("seconds", start_s, utc_offset_s)
    if not isinstance(start_s, int) or not isinstance(packed, bytes):
        raise ValueError("seconds that are damaged")  # noqa: TRY004  as above
    return SecondsRow(number * ROW_S, unpack(start_s, packed))


def is_time(value: object) -> TypeGuard[float]:
    """Tell whether this is a time, UTC in POSIX seconds, of which there is a calendar day."""
    return isinstance(value, int | float) and isfinite(value) and 0.0 <= value < LATEST_S


def is_offset(value: object) -> TypeGuard[int]:
    """Tell whether this is how far local time can be ahead of UTC, in seconds."""
    return isinstance(value, int) and -_DAY_S < value < _DAY_S


def _when(table: str, time_s: object, utc_offset_s: object) -> tuple[float, int]:
    if not is_time(time_s) or not is_offset(utc_offset_s):
        raise ValueError(f"{table} with a damaged time")
    return time_s, utc_offset_s


def _place(after_second: object) -> int | None:
    return after_second if isinstance(after_second, int) else None


def _word(words: type[W], written: str) -> W:
    try:
        return words(written)
    except ValueError as error:
        what, shown = words.__name__.lower(), repr(written)[:_SHOWN]
        raise ValueError(f"inputs with the {what} {shown}, which this sitmon does not know") from error
