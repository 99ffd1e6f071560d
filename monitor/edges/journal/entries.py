"""What can be kept in the journal, valid at birth, and how each is written."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal.rows import ROW_S, SECONDS_COLUMN, Input, is_offset, is_time
from monitor.packed import SECOND_BYTES, pack
from monitor.posture.labels import Posture, PostureEpoch

SAFETY: Final = (Action.RED_FLAG, Action.CLEAR_RED_FLAG, Action.INTAKE)
"""What is never forgotten for its age: it says which exercise may be offered."""

_LENGTH_S: Final = f"length(packed) / {SECOND_BYTES}"
_LAST_PLACE: Final = (
    f"(SELECT number * {ROW_S} + {_LENGTH_S} - 1 FROM seconds WHERE typeof(packed) = 'blob' "  # noqa: S608  our own names
    "ORDER BY number DESC LIMIT 1)"
)
"""The place of the last second, see `SecondsRow.place`; NULL if there is none."""


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event of the pipeline or the link.

    Attributes:
        kind: such as `"bout"`.
        time_s: when it happened, UTC in POSIX seconds.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        body: what JSON can hold; no NaN.
        values: its columns.

    Raises:
        TypeError: `body` holds what JSON cannot.
        ValueError: `body` holds NaN or infinity, or there is no such time.
    """

    TABLE: ClassVar = "events"
    COLUMNS: ClassVar = "kind, time_s, utc_offset_s, body"
    kind: str
    time_s: float
    utc_offset_s: int
    body: Mapping[str, object]
    values: tuple[object, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require_time(self.time_s, self.utc_offset_s)
        text = json.dumps(dict(self.body), sort_keys=True, allow_nan=False, separators=(",", ":"))
        object.__setattr__(self, "values", (self.kind, self.time_s, self.utc_offset_s, text))


@dataclass(frozen=True, slots=True)
class InputEntry:
    """What the person or the desktop said.

    Attributes:
        item: that.
        utc_offset_s: what local time was ahead of UTC then, in seconds.

    Raises:
        ValueError: there is no such time.
    """

    TABLE: ClassVar = "inputs"
    COLUMNS: ClassVar = "time_s, utc_offset_s, action, detail, context, active"
    item: Input
    utc_offset_s: int

    def __post_init__(self) -> None:
        _require_time(self.item.time_s, self.utc_offset_s)

    @property
    def values(self) -> tuple[object, ...]:
        """Its columns."""
        item = self.item
        if isinstance(item, UserAction):
            # A command line may hold bytes that are no text; a red flag must not fail on them.
            detail = item.detail.encode("utf-8", "replace").decode()
            return item.time_s, self.utc_offset_s, item.action.value, detail, None, None
        return item.time_s, self.utc_offset_s, None, None, item.context.value, int(item.active)


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

MAY_WAIT: Final = (SecondsEntry, HeardEntry)
"""What a power cut may cost, the latest of it, so that nobody waits for the disk each second."""


def write_entry(rows: sqlite3.Connection, entry: Entry, *, heard: bool = False) -> int:
    """Write an entry within the transaction that is open; gives the number of its row, 0 if it has none of its own.

    With `heard` it is noted after which second that is, since the sitmon that tells the seconds writes it.
    """
    match entry:
        case EventEntry() | InputEntry():
            return insert(rows, entry.TABLE, entry.COLUMNS, entry.values, heard=heard)
        case SecondsEntry():
            minutes = Counter((int(epoch.start_s // 60) * 60, epoch.posture) for epoch in entry.epochs)
            for (minute_s, posture), count in minutes.items():
                count_seconds(rows, posture, minute_s, entry.utc_offset_s, count)
            return _write_seconds(rows, entry)
        case RelabelEntry():
            moved = Counter((SECONDS_COLUMN[epoch.posture], int(epoch.start_s // 60) * 60) for epoch in entry.epochs)
            new = SECONDS_COLUMN[entry.posture]
            for (old, minute_s), count in moved.items():
                changed = f"{old} = {old} - ?, {new} = {new} + ?"
                rows.execute(f"UPDATE minutes SET {changed} WHERE minute_s = ?", (count, count, minute_s))  # noqa: S608  our own names
            return 0
        case HeardEntry():
            after = f"after_second = {_LAST_PLACE}, time_s = coalesce(?, time_s)"
            rows.execute(f"UPDATE inputs SET {after} WHERE id = ?", (entry.time_s, entry.number))  # noqa: S608  our own names
            return entry.number


def insert(
    rows: sqlite3.Connection, table: str, columns: str, values: tuple[object, ...], *, heard: bool = False
) -> int:
    """Write a row of events or inputs; gives its number."""
    marks, after = ", ".join("?" * len(values)), _LAST_PLACE if heard else "NULL"
    added = f"INSERT INTO {table} ({columns}, after_second) VALUES ({marks}, {after})"  # noqa: S608  our own names
    return rows.execute(added, values).lastrowid or 0


def is_written(rows: sqlite3.Connection, entry: Entry, number: int) -> bool:
    """Tell whether the row with that number is this entry, or ends with it; False for an entry without a row."""
    match entry:
        case EventEntry() | InputEntry():
            found = rows.execute(f"SELECT {entry.COLUMNS} FROM {entry.TABLE} WHERE id = ?", (number,))  # noqa: S608  our own names
            return bool(found.fetchone() == entry.values)
        case SecondsEntry():
            ends = f"SELECT 1 FROM seconds WHERE number = ? AND start_s + {_LENGTH_S} = ?"  # noqa: S608  our own names
            return rows.execute(ends, (number, int(entry.epochs[-1].end_s))).fetchone() is not None
        case _:
            return False


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
    last = rows.execute(
        "SELECT number, packed FROM seconds WHERE number = (SELECT max(number) FROM seconds) "  # noqa: S608  our own names
        f"AND typeof(packed) = 'blob' AND utc_offset_s = ? AND start_s + {_LENGTH_S} = ? AND {_LENGTH_S} <= ?",
        (entry.utc_offset_s, start_s, ROW_S - len(entry.epochs)),
    ).fetchone()
    if last is not None:
        rows.execute("UPDATE seconds SET packed = ? WHERE number = ?", (last[1] + packed, last[0]))
        return int(last[0])
    added = "INSERT INTO seconds (start_s, utc_offset_s, packed) VALUES (?, ?, ?)"
    return rows.execute(added, (start_s, entry.utc_offset_s, packed)).lastrowid or 0


def _require_time(time_s: float, utc_offset_s: int) -> None:
    if not (is_time(time_s) and is_offset(utc_offset_s)):
        raise ValueError(f"there is no time {time_s} s, {utc_offset_s} s ahead of UTC")
