"""Rows read back as values; what this version cannot read is passed over and counted, and never stops a reader."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from math import isfinite
from typing import Any, Final, NoReturn, TypeGuard, TypeVar

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.journal.rows import ContextDay, InputRow, JournalRow, Minute, UnreadableRowError
from monitor.edges.journal.schema import SECONDS_COLUMN
from monitor.edges.journal.seconds import SecondsRow

LATEST_S: Final = 253_370_764_800.0  # 9999-01-01 UTC: beyond it there is no calendar day in Python
_DAY_S: Final = 86_400
_SHOWN: Final = 40  # characters of a strange word that are shown

T = TypeVar("T")
W = TypeVar("W", Action, Context)


class PassedOver:
    """Counts the rows that could not be read, each once, by what was wrong with them."""

    def __init__(self) -> None:
        self._rows: dict[str, set[int]] = {}

    def read(self, value_of: Callable[..., T], rows: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Make a value of each row that begins with its number, passing over what cannot be read."""
        for row in rows:
            try:
                yield value_of(*row)
            except UnreadableRowError as error:
                self.add(str(error), row[0])

    def add(self, reason: str, number: int) -> None:
        """Count a row by its number, once for each reason."""
        self._rows.setdefault(reason, set()).add(number)

    def lines(self) -> tuple[str, ...]:
        """Say what was passed over: one line for each kind of trouble, with how many rows."""
        return tuple(f"{reason}: {len(rows)} passed over" for reason, rows in self._rows.items())


def event_of_row(
    number: int, kind: object, time_s: object, utc_offset_s: object, body: object, after_second: object
) -> JournalRow:
    """Read an event, with its time in UTC POSIX seconds.

    Raises:
        UnreadableRowError: it is damaged.
    """
    time_s, utc_offset_s = _when("events", time_s, utc_offset_s)
    try:
        read = json.loads(str(body), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableRowError("events with a damaged body") from error
    if not isinstance(read, dict):
        raise UnreadableRowError("events with a damaged body")
    after = after_second if isinstance(after_second, int) else None
    return JournalRow(number, str(kind), time_s, utc_offset_s, read, after)


def input_of_row(
    number: int,
    time_s: object,
    utc_offset_s: object,
    action: str | None,
    detail: str | None,
    context: str,
    active: object,
    after_second: object,
) -> InputRow:
    """Read an input, with its times in UTC POSIX seconds.

    Raises:
        UnreadableRowError: it is damaged, or of a newer sitmon that knows more words.
    """
    time_s, utc_offset_s = _when("inputs", time_s, utc_offset_s)
    heard = after_second if isinstance(after_second, int) else None
    if action is not None:
        return InputRow(number, _said(time_s, _word(Action, action), str(detail or "")), utc_offset_s, heard)
    return InputRow(number, ContextChange(time_s, _word(Context, context), bool(active)), utc_offset_s, heard)


def _word(words: type[W], written: str) -> W:
    try:
        return words(written)
    except ValueError as error:
        what, shown = words.__name__.lower(), repr(written)[:_SHOWN]
        raise UnreadableRowError(f"inputs with the {what} {shown}, which this sitmon does not know") from error


def _said(time_s: float, action: Action, detail: str) -> UserAction:
    try:
        return UserAction(time_s, action, detail)
    except ValueError as error:
        raise UnreadableRowError(f"inputs with the action '{action}' and a detail that is none of it") from error


def minute_of_row(minute_s: int, utc_offset_s: object, *seconds: object) -> Minute:
    """Read how a minute, UTC in POSIX seconds, was spent.

    Raises:
        UnreadableRowError: it is damaged.
    """
    _, utc_offset_s = _when("minutes", minute_s, utc_offset_s)
    counts = {p: n for p, n in zip(SECONDS_COLUMN, seconds, strict=True) if n and isinstance(n, int)}
    if len(counts) < sum(map(bool, seconds)):
        raise UnreadableRowError("minutes with damaged counts")
    return Minute(minute_s, utc_offset_s, counts)


def seconds_of_row(number: int, start_s: object, utc_offset_s: object, packed: object) -> SecondsRow:
    """Read a row of seconds, still packed, with its start in UTC POSIX seconds.

    Raises:
        UnreadableRowError: it is damaged.
    """
    _, utc_offset_s = _when("seconds", start_s, utc_offset_s)
    if not isinstance(start_s, int) or not isinstance(packed, bytes):
        raise UnreadableRowError("seconds that are damaged")
    return SecondsRow(number, start_s, utc_offset_s, packed)


def context_day_of_row(_: int, day: str, context: str, times: int, active_s: int) -> ContextDay:
    """Read what remains of a context's day, in seconds.

    Raises:
        UnreadableRowError: it is damaged, or of a newer sitmon that knows more words.
    """
    try:
        return ContextDay(date.fromisoformat(day), Context(context), times, active_s)
    except (TypeError, ValueError) as error:
        raise UnreadableRowError("days of contexts that are damaged") from error


def is_time(value: object) -> TypeGuard[float]:
    """Tell whether this is a time, UTC in POSIX seconds, of which there is a calendar day."""
    return isinstance(value, int | float) and isfinite(value) and 0.0 <= value < LATEST_S


def is_offset(value: object) -> TypeGuard[int]:
    """Tell whether this is how far local time can be ahead of UTC, in seconds."""
    return isinstance(value, int) and -_DAY_S < value < _DAY_S


def _when(table: str, time_s: object, utc_offset_s: object) -> tuple[float, int]:
    if not is_time(time_s) or not is_offset(utc_offset_s):
        raise UnreadableRowError(f"{table} with a damaged time")
    return time_s, utc_offset_s


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
