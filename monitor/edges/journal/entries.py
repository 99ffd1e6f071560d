"""What can be kept in the journal, valid at birth, and how each is written."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal.reading import PassedOver, is_offset, is_time, seconds_of_row
from monitor.edges.journal.rows import Input
from monitor.edges.journal.schema import SECONDS_COLUMN
from monitor.edges.journal.seconds import ROW_S, SecondsRow
from monitor.packed import pack
from monitor.posture.labels import Posture, PostureEpoch

SAFETY: Final = (Action.RED_FLAG, Action.CLEAR_RED_FLAG, Action.INTAKE)
"""What is never forgotten for its age: it says which exercise may be offered."""


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event of the pipeline or the link.

    Attributes:
        kind: such as `"bout"`.
        time_s: when it happened, UTC in POSIX seconds.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        body: what JSON can hold; no NaN.
        text: the body as it is written.

    Raises:
        TypeError: `body` holds what JSON cannot.
        ValueError: `body` holds NaN or infinity, or there is no such time.
    """

    kind: str
    time_s: float
    utc_offset_s: int
    body: Mapping[str, object]
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require_time(self.time_s, self.utc_offset_s)
        text = json.dumps(dict(self.body), sort_keys=True, allow_nan=False, separators=(",", ":"))
        object.__setattr__(self, "text", text)


@dataclass(frozen=True, slots=True)
class InputEntry:
    """What the person or the desktop said.

    Attributes:
        item: that.
        utc_offset_s: what local time was ahead of UTC then, in seconds.

    Raises:
        ValueError: there is no such time.
    """

    item: Input
    utc_offset_s: int

    def __post_init__(self) -> None:
        _require_time(self.item.time_s, self.utc_offset_s)


@dataclass(frozen=True, slots=True)
class SecondsEntry:
    """One second of posture, or up to sixty consecutive ones.

    Attributes:
        epochs: the seconds, as they are told.
        utc_offset_s: what local time was ahead of UTC then, in seconds.

    Raises:
        ValueError: there are none, too many, or they do not follow each other.
    """

    epochs: tuple[PostureEpoch, ...]
    utc_offset_s: int

    def __post_init__(self) -> None:
        starts = [epoch.start_s for epoch in self.epochs]
        if not 1 <= len(starts) <= ROW_S or starts != [starts[0] + place for place in range(len(starts))]:
            raise ValueError(f"1 to {ROW_S} consecutive seconds are kept at once")
        _require_time(starts[0], self.utc_offset_s)

    def joined(self, later: "SecondsEntry") -> "SecondsEntry | None":
        """Join the seconds that follow; None if they do not follow, or are too many for one row."""
        follows = later.epochs[0].start_s == self.epochs[-1].end_s and later.utc_offset_s == self.utc_offset_s
        if not follows or len(self.epochs) + len(later.epochs) > ROW_S:
            return None
        return SecondsEntry(self.epochs + later.epochs, self.utc_offset_s)


@dataclass(frozen=True, slots=True)
class RelabelEntry:
    """Seconds that turn out to have been another posture; the minutes are put right, what was told stays told.

    Attributes:
        epochs: the seconds as they were told.
        posture: what they were.
    """

    epochs: tuple[PostureEpoch, ...]
    posture: Posture


@dataclass(frozen=True, slots=True)
class HeardEntry:
    """That an input which another process kept was heard, after the second that was kept last.

    Attributes:
        number: the input's.
        time_s: when it was heard, UTC in POSIX seconds, if the clock that stamped it was another; None leaves it.
    """

    number: int
    time_s: float | None = None


Entry = EventEntry | InputEntry | SecondsEntry | RelabelEntry | HeardEntry


def write_entry(rows: sqlite3.Connection, entry: Entry, after_second: int | None = None) -> int:
    """Write an entry within the transaction that is open; gives the number of its row, 0 if it has none of its own."""
    match entry:
        case EventEntry():
            added = "INSERT INTO events (kind, time_s, utc_offset_s, body, after_second) VALUES (?, ?, ?, ?, ?)"
            return _insert(rows, added, (entry.kind, entry.time_s, entry.utc_offset_s, entry.text, after_second))
        case InputEntry():
            return write_input(rows, (*input_values(entry), after_second))
        case SecondsEntry():
            minutes = Counter((int(epoch.start_s // 60) * 60, epoch.posture) for epoch in entry.epochs)
            for (minute_s, posture), count in minutes.items():
                count_seconds(rows, posture, minute_s, entry.utc_offset_s, count)
            return _write_seconds(rows, entry)
        case RelabelEntry():
            _relabel(rows, entry)
            return 0
        case HeardEntry():
            rows.execute(
                "UPDATE inputs SET after_second = ?, time_s = coalesce(?, time_s) WHERE id = ?",
                (after_second, entry.time_s, entry.number),
            )
            return entry.number


def is_written(rows: sqlite3.Connection, entry: Entry, number: int) -> bool:
    """Tell whether the row with that number is this entry, or ends with it; False for an entry without a row."""
    match entry:
        case EventEntry():
            values: tuple[object, ...] = (entry.kind, entry.time_s, entry.text)
            found = rows.execute("SELECT kind, time_s, body FROM events WHERE id = ?", (number,)).fetchone()
        case InputEntry():
            values = input_values(entry)
            columns = "time_s, utc_offset_s, action, detail, context, active"
            found = rows.execute(f"SELECT {columns} FROM inputs WHERE id = ?", (number,)).fetchone()  # noqa: S608  our own names
        case SecondsEntry():
            last = last_seconds(rows)
            return last is not None and (last.number, last.end_s) == (number, entry.epochs[-1].end_s)
        case _:
            return False
    return bool(found == values)


def input_values(entry: InputEntry) -> tuple[object, ...]:
    """List the columns of an input, but for its number and the second after which it was heard."""
    item = entry.item
    if isinstance(item, UserAction):
        # A command line may hold bytes that are no text; a red flag must not fail on them.
        detail = item.detail.encode("utf-8", "replace").decode()
        return item.time_s, entry.utc_offset_s, item.action.value, detail, None, None
    return item.time_s, entry.utc_offset_s, None, None, item.context.value, int(item.active)


def write_input(rows: sqlite3.Connection, values: tuple[object, ...]) -> int:
    """Write the columns of an input, the second after which it was heard at their end; gives its number."""
    added = (
        "INSERT INTO inputs (time_s, utc_offset_s, action, detail, context, active, after_second) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    return _insert(rows, added, values)


def count_seconds(rows: sqlite3.Connection, posture: Posture, minute_s: int, utc_offset_s: int, seconds: int) -> None:
    """Count seconds of one posture to a minute, UTC in POSIX seconds."""
    column = SECONDS_COLUMN[posture]
    rows.execute(
        f"INSERT INTO minutes (minute_s, utc_offset_s, {column}) VALUES (?, ?, ?) "  # noqa: S608  our own names
        f"ON CONFLICT (minute_s) DO UPDATE SET {column} = {column} + excluded.{column}",
        (minute_s, utc_offset_s, seconds),
    )


def _write_seconds(rows: sqlite3.Connection, entry: SecondsEntry) -> int:
    """Write the seconds into the last row if they go on from there and it has room, else into a new one."""
    start_s, packed = int(entry.epochs[0].start_s), pack(entry.epochs)
    last = last_seconds(rows)
    goes_on = last is not None and (last.end_s, last.utc_offset_s) == (start_s, entry.utc_offset_s)
    if last is not None and goes_on and start_s - last.start_s + len(entry.epochs) <= ROW_S:
        rows.execute("UPDATE seconds SET packed = ? WHERE number = ?", (last.packed + packed, last.number))
        return last.number
    added = "INSERT INTO seconds (start_s, utc_offset_s, packed) VALUES (?, ?, ?)"
    return _insert(rows, added, (start_s, entry.utc_offset_s, packed))


def last_place(rows: sqlite3.Connection) -> int | None:
    """Find the place of the last second, see `SecondsRow.place`; None if there is none."""
    last = last_seconds(rows)
    return None if last is None else last.place + last.end_s - last.start_s - 1


def last_seconds(rows: sqlite3.Connection) -> SecondsRow | None:
    """Find the row of seconds with the greatest number; None if there is none that can be read."""
    found = rows.execute("SELECT number, start_s, utc_offset_s, packed FROM seconds ORDER BY number DESC LIMIT 1")
    return next(PassedOver().read(seconds_of_row, found), None)


def _relabel(rows: sqlite3.Connection, entry: RelabelEntry) -> None:
    moved = Counter((int(epoch.start_s // 60) * 60, SECONDS_COLUMN[epoch.posture]) for epoch in entry.epochs)
    new = SECONDS_COLUMN[entry.posture]
    for (minute_s, old), count in moved.items():
        rows.execute(
            f"UPDATE minutes SET {old} = {old} - ?, {new} = {new} + ? WHERE minute_s = ?",  # noqa: S608  our own names
            (count, count, minute_s),
        )


def _insert(rows: sqlite3.Connection, added: str, values: tuple[object, ...]) -> int:
    return rows.execute(added, values).lastrowid or 0


def _require_time(time_s: float, utc_offset_s: int) -> None:
    if not (is_time(time_s) and is_offset(utc_offset_s)):
        raise ValueError(f"there is no time {time_s} s, {utc_offset_s} s ahead of UTC")
