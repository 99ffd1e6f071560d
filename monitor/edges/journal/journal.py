"""Reading the journal, and writing it where nobody waits."""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from monitor.coaching.inputs import Action
from monitor.edges.journal.entries import (
    SAFETY,
    Entry,
    EventEntry,
    InputEntry,
    RelabelEntry,
    count_seconds,
    write_entry,
)
from monitor.edges.journal.reading import (
    PassedOver,
    context_day_of_row,
    event_of_row,
    input_of_row,
    minute_of_row,
    seconds_of_row,
)
from monitor.edges.journal.rows import ContextDay, Input, InputRow, JournalRow, Minute
from monitor.edges.journal.schema import (
    PATIENCE_S,
    SCHEMA_VERSION,
    SECONDS_COLUMN,
    lock_for_writing,
    make_file,
    open_for_reading,
    open_for_writing,
    transaction,
    worded,
)
from monitor.edges.journal.seconds import ROW_S, SecondsRow
from monitor.errors import JournalError
from monitor.posture.labels import Posture, PostureEpoch
from monitor.records import KINDS, event_of

T = TypeVar("T")


class Journal:
    """The journal at `path`, made if it is not there; a context manager.

    One process writes, marked by a lock beside the file that dies with the process; any number of others may
    read with `read_only=True` meanwhile.  The file and a folder made for it are its owner's only, from birth.

    Raises:
        JournalError: another sitmon writes it, it is no journal or a newer one, or the disk refuses.  Every
            method may raise it for the last of these.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._passed_over = PassedOver()
        if read_only and not path.exists():
            raise JournalError(f"{path}: there is no journal yet; it begins with the first `sitmon run`.")
        with worded(path), contextlib.ExitStack() as undo:
            if read_only:
                rows, self._version = open_for_reading(path)
            else:
                make_file(path)
                undo.enter_context(contextlib.closing(lock_for_writing(path)))
                rows, self._version = open_for_writing(path, PATIENCE_S), SCHEMA_VERSION
            self._rows = undo.enter_context(contextlib.closing(rows))
            self._open = undo.pop_all()
        self._after = "after_second" if self._version > 1 else "NULL"
        self._event = f"SELECT id, kind, time_s, utc_offset_s, body, {self._after} FROM events"  # noqa: S608  our own names

    @property
    def passed_over(self) -> tuple[str, ...]:
        """List what was read so far and not understood: one line for each kind of trouble, with how many rows."""
        return self._passed_over.lines()

    def pass_over(self, row: JournalRow) -> None:
        """Count an event whose body its reader cannot make out, as one of a newer sitmon, among what is passed over."""
        self._passed_over.add(f"events of the kind {row.kind!r} that this sitmon cannot make out", row.id)

    def keep(self, entry: Entry) -> int:
        """Append one entry; it is on the disk when this returns, which gives its number."""
        with worded(self._path):
            self._rows.execute("PRAGMA synchronous = FULL")
            with transaction(self._rows):
                return write_entry(self._rows, entry)

    def write(self, kind: str, time_s: float, utc_offset_s: int, body: Mapping[str, object]) -> None:
        """Append one event; it is on the disk when this returns.

        Args:
            kind: such as `"bout"`.
            time_s: when it happened, UTC in POSIX seconds.
            utc_offset_s: what local time was ahead of UTC then, in seconds.
            body: what JSON can hold; no NaN.

        Raises:
            TypeError: `body` holds what JSON cannot.
            ValueError: `body` holds NaN or infinity, or there is no such time.
        """
        self.keep(EventEntry(kind, time_s, utc_offset_s, body))

    def write_input(self, item: Input, utc_offset_s: int) -> None:
        """Append what the person or the desktop said; it is on the disk when this returns."""
        self.keep(InputEntry(item, utc_offset_s))

    def add_seconds(self, posture: Posture, start_s: float, utc_offset_s: int, seconds: int = 1) -> None:
        """Count seconds of one posture to the minute in which `start_s` (UTC in POSIX seconds) lies.

        It survives the death of this process; a power cut may cost the latest of them.
        """
        with worded(self._path):
            self._rows.execute("PRAGMA synchronous = NORMAL")
            count_seconds(self._rows, posture, int(start_s // 60) * 60, utc_offset_s, seconds)

    def relabel(self, epochs: Iterable[PostureEpoch], posture: Posture) -> None:
        """Count seconds that were counted before, as they were told then, as another posture instead; all or none."""
        self.keep(RelabelEntry(tuple(epochs), posture))

    def events(
        self, kind: str | None = None, since_s: float | None = None, until_s: float | None = None, *, above: int = 0
    ) -> list[JournalRow]:
        """List the events in `[since_s, until_s)`, of one kind or of all, in the order of their numbers.

        Args:
            kind: such as `"bout"`; None for all.
            since_s: UTC in POSIX seconds; None for no bound.
            until_s: likewise.
            above: only those with a greater number.
        """
        where = _Where("id", "time_s", since_s, until_s, above)
        if kind is not None:
            # The plus keeps SQLite to the index of time where there is a span: a kind has rows of all years.
            where.add("kind = ?" if since_s is None else "+kind = ?", kind)
        return list(self._read(event_of_row, f"{self._event} {where}", where.values))

    def inputs(
        self,
        since_s: float | None = None,
        until_s: float | None = None,
        *,
        actions: Collection[Action] | None = None,
        above: int = 0,
    ) -> list[Input]:
        """List what was said in `[since_s, until_s)`, in the order of saying, ready to be fed again.

        Args:
            since_s: UTC in POSIX seconds; None for no bound.
            until_s: likewise.
            actions: only these; None for all that was said, changes of context too.
            above: only those with a greater number.
        """
        return [row.item for row in self.input_rows(since_s, until_s, actions=actions, above=above)]

    def input_rows(
        self,
        since_s: float | None = None,
        until_s: float | None = None,
        *,
        actions: Collection[Action] | None = None,
        above: int = 0,
    ) -> list[InputRow]:
        """List what was said as `inputs` does, each with its number and the second after which it was heard."""
        where = _Where("id", "time_s", since_s, until_s, above)
        if actions is not None:
            where.add(f"action IN ({', '.join('?' * len(actions))})", *(action.value for action in actions))
        columns = f"id, time_s, utc_offset_s, action, detail, context, active, {self._after}"
        return list(self._read(input_of_row, f"SELECT {columns} FROM inputs {where}", where.values))  # noqa: S608  our own names

    def numbered_inputs(self, after: int = 0) -> list[tuple[int, Input]]:
        """List what was said after the input with that number, each with its own, in the order of saying."""
        return [(row.id, row.item) for row in self.input_rows(above=after)]

    def last_input(self) -> int:
        """Give the number of the last thing that was said; 0 if nothing was."""
        with worded(self._path):
            return int(self._rows.execute("SELECT coalesce(max(id), 0) FROM inputs").fetchone()[0])

    def minutes(self, since_s: float | None = None, until_s: float | None = None) -> list[Minute]:
        """List the minutes that start in `[since_s, until_s)`; a minute in which nothing was seen is left out."""
        where = _Where("minute_s", "minute_s", since_s, until_s)
        columns = ", ".join(SECONDS_COLUMN.values())
        sql = f"SELECT minute_s, utc_offset_s, {columns} FROM minutes {where}"  # noqa: S608  our own names
        return list(self._read(minute_of_row, sql, where.values))

    def seconds(self, since_s: float | None = None, *, above: int = 0) -> list[PostureEpoch]:
        """List the seconds that start at `since_s` (UTC in POSIX seconds) or later, in the order of their numbers.

        They are as they were told then, whatever was relabelled since; only those of the last days are there.
        """
        rows = [(row.number, row) for row in self.seconds_rows(since_s, above=above)]
        told = [epoch for epochs in self._passed_over.read(_unpacked, rows) for epoch in epochs]
        return told if since_s is None else [epoch for epoch in told if epoch.start_s >= since_s]

    def seconds_rows(self, since_s: float | None = None, *, above: int = 0) -> list[SecondsRow]:
        """List the rows that may hold a second at `since_s` (UTC in POSIX seconds) or later, still packed."""
        if self._version < 2:
            return []
        where = _Where("number", "start_s", None if since_s is None else since_s - ROW_S, None, above)
        sql = f"SELECT number, start_s, utc_offset_s, packed FROM seconds {where}"  # noqa: S608  our own names
        return list(self._read(seconds_of_row, sql, where.values))

    def context_days(self) -> list[ContextDay]:
        """List what remains of contexts whose changes have gone for their age, by local day, in seconds."""
        if self._version < 2:
            return []
        sql = "SELECT rowid, day, context, times, active_s FROM context_days ORDER BY day, context"
        return list(self._read(context_day_of_row, sql))

    def last(self, kind: str | None = None) -> JournalRow | None:
        """Find the event with the greatest number, of one kind or of any; None if there is none."""
        of_kind, values = ("", ()) if kind is None else ("WHERE kind = ?", (kind,))
        return next(self._read(event_of_row, f"{self._event} {of_kind} ORDER BY id DESC", values), None)

    def first(self, kind: str) -> JournalRow | None:
        """Find the event of one kind with the smallest number; None if there is none."""
        return next(self._read(event_of_row, f"{self._event} WHERE kind = ? ORDER BY id", (kind,)), None)

    def known(self, rows: Iterable[JournalRow]) -> Iterator[JournalRow]:
        """List those of these events that this version can make out; of kinds that it does not know, all."""
        for row in rows:
            try:
                if row.kind in KINDS:
                    event_of(row.kind, row.time_s, row.body)
                yield row
            except (KeyError, ValueError):
                self.pass_over(row)

    def forget(self, before_s: float) -> int:
        """Take out all that is older than `before_s` (UTC in POSIX seconds), so that nothing of it is left in the file.

        What decides which exercise is safe to offer stays: red flags, their clearing, and answers of the intake.

        Returns:
            How many entries are gone.
        """
        marks = ", ".join("?" * len(SAFETY))
        with worded(self._path):
            self._rows.execute("PRAGMA secure_delete = ON")
            gone = [
                self._rows.execute("DELETE FROM events WHERE time_s < ?", (before_s,)),
                self._rows.execute("DELETE FROM minutes WHERE minute_s < ?", (before_s,)),
                self._rows.execute("DELETE FROM seconds WHERE start_s < ?", (before_s,)),
                self._rows.execute("DELETE FROM context_days WHERE midnight_s < ?", (before_s,)),
                self._rows.execute(
                    f"DELETE FROM inputs WHERE time_s < ? AND coalesce(action, '') NOT IN ({marks})",  # noqa: S608  our own words
                    (before_s, *SAFETY),
                ),
            ]
            self._rows.execute("VACUUM")
            self._rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return sum(deleted.rowcount for deleted in gone)

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, value_of: Callable[..., T], sql: str, values: Sequence[object] = ()) -> Iterator[T]:
        with worded(self._path):
            yield from self._passed_over.read(value_of, self._rows.execute(sql, values))


def _unpacked(_: int, row: SecondsRow) -> list[PostureEpoch]:
    return row.epochs()


class _Where:
    """Which rows are asked for, and in which order: that of their numbers.

    A plus before a column keeps SQLite from its index, so that the bound which leaves fewer rows is the one that is
    looked up: a number if one is given, else the time.
    """

    def __init__(self, number: str, time: str, since_s: float | None, until_s: float | None, above: int = 0) -> None:
        self.values: list[object] = []
        self._terms: list[str] = []
        self._order = f"+{number}" if since_s is not None and not above else number
        if above:
            self.add(f"{number} > ?", above)
        if since_s is not None:
            self.add(f"+{time} >= ?" if above else f"{time} >= ?", since_s)
        if until_s is not None:
            self.add(f"+{time} < ?" if above else f"{time} < ?", until_s)

    def add(self, term: str, *values: object) -> None:
        """Ask for this besides."""
        self._terms.append(term)
        self.values += values

    def __str__(self) -> str:
        terms = f"WHERE {' AND '.join(self._terms)} " if self._terms else ""
        return f"{terms}ORDER BY {self._order}"
