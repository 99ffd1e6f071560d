"""Reading the journal, and writing it where nobody waits."""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Self, TypeVar

from monitor.coaching.inputs import Action
from monitor.edges.journal.entries import MAY_WAIT, SAFETY, Entry, EventEntry, InputEntry, write_entry
from monitor.edges.journal.rows import (
    ROW_S,
    SECONDS_COLUMN,
    Columns,
    Input,
    InputRow,
    JournalRow,
    Minute,
    PassedOver,
    SecondsRow,
    event_of_row,
    input_of_row,
    minute_of_row,
    seconds_of_row,
)
from monitor.edges.journal.schema import (
    PATIENCE_S,
    identity,
    lock_for_writing,
    make_file,
    open_for_reading,
    open_for_writing,
    transaction,
    worded,
)
from monitor.errors import JournalError
from monitor.records import KINDS, event_of

T = TypeVar("T")

_EVENT: Final = "SELECT id, kind, time_s, utc_offset_s, body, after_second FROM events"
_INPUT: Final = "SELECT id, time_s, utc_offset_s, action, detail, context, active, after_second FROM inputs"
_MINUTE: Final = f"SELECT minute_s, utc_offset_s, {', '.join(SECONDS_COLUMN.values())} FROM minutes"  # noqa: S608  our own names
_SECONDS: Final = "SELECT number, start_s, utc_offset_s, packed FROM seconds"


def tell(path: Path, item: Input, utc_offset_s: int) -> int:
    """Append what was said, from whichever process heard it, also while a sitmon runs.

    It is on the disk when this returns, which gives its number.  A private journal is made if there is none, and an
    older one is brought to this version.  Another program's lock is waited for, `PATIENCE_S` seconds.

    Raises:
        JournalError: it could not be kept; why, and what to do.
    """
    entry = InputEntry(item, utc_offset_s)
    try:
        with worded(path):
            while True:
                make_file(path)
                opened = identity(path)
                with contextlib.closing(open_for_writing(path, PATIENCE_S)) as rows:
                    with transaction(rows):
                        number = write_entry(rows, entry)
                    if opened is not None and opened == identity(path):
                        return number  # else it was moved away meanwhile: once more, into the one in its place
    except JournalError as error:
        raise JournalError(f"This was not kept, say it again later. {error}") from error


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
            if not read_only:
                make_file(path)
                undo.enter_context(contextlib.closing(lock_for_writing(path)))
            rows = open_for_reading(path) if read_only else open_for_writing(path, PATIENCE_S)
            self._rows = undo.enter_context(contextlib.closing(rows))
            self._open = undo.pop_all()

    @property
    def passed_over(self) -> tuple[str, ...]:
        """List what was read so far and not understood: one line for each kind of trouble, with how many rows."""
        return self._passed_over.lines()

    def pass_over(self, row: JournalRow) -> None:
        """Count an event whose body its reader cannot make out, as one of a newer sitmon, among what is passed over."""
        self._passed_over.add(f"events of the kind {row.kind!r} that this sitmon cannot make out", row.id)

    def keep(self, entry: Entry) -> int:
        """Append one entry; it is on the disk when this returns, which gives its number.

        Seconds survive the death of this process at once; a power cut may cost the latest of them.
        """
        with worded(self._path), transaction(self._rows, may_wait=isinstance(entry, MAY_WAIT)):
            return write_entry(self._rows, entry)

    def write(self, kind: str, time_s: float, utc_offset_s: int, body: Mapping[str, object]) -> None:
        """Append one event, see `EventEntry`; it is on the disk when this returns."""
        self.keep(EventEntry(kind, time_s, utc_offset_s, body))

    def write_input(self, item: Input, utc_offset_s: int) -> None:
        """Append what the person or the desktop said; it is on the disk when this returns."""
        self.keep(InputEntry(item, utc_offset_s))

    def events(
        self, kind: str | None = None, since_s: float | None = None, until_s: float | None = None
    ) -> list[JournalRow]:
        """List the events in `[since_s, until_s)`, of one kind or of all, in the order of their numbers.

        Args:
            kind: such as `"bout"`; None for all.
            since_s: UTC in POSIX seconds; None for no bound.
            until_s: likewise.
        """
        # The plus keeps SQLite to the index of time where there is a span: a kind has rows of all years.
        of_kind = "" if kind is None else "kind = ?" if since_s is None else "+kind = ?"
        return self._span(event_of_row, _EVENT, "time_s", since_s, until_s, of_kind, [kind] if of_kind else [])

    def inputs(
        self, since_s: float | None = None, until_s: float | None = None, *, actions: Collection[Action] | None = None
    ) -> list[Input]:
        """List what was said as `input_rows` does, ready to be fed again."""
        return [row.item for row in self.input_rows(since_s, until_s, actions=actions)]

    def input_rows(
        self, since_s: float | None = None, until_s: float | None = None, *, actions: Collection[Action] | None = None
    ) -> list[InputRow]:
        """List what was said in `[since_s, until_s)`, in the order of saying.

        Args:
            since_s: UTC in POSIX seconds; None for no bound.
            until_s: likewise.
            actions: only these; None for all that was said, changes of context too.
        """
        among = "" if actions is None else f"action IN ({', '.join('?' * len(actions))})"
        words = [action.value for action in actions or ()]
        return self._span(input_of_row, _INPUT, "time_s", since_s, until_s, among, words)

    def last_input(self) -> int:
        """Give the number of the last thing that was said; 0 if nothing was."""
        with worded(self._path):
            return int(self._rows.execute("SELECT coalesce(max(id), 0) FROM inputs").fetchone()[0])

    def minutes(self, since_s: float | None = None, until_s: float | None = None) -> list[Minute]:
        """List the minutes that start in `[since_s, until_s)`; a minute in which nothing was seen is left out."""
        return self._span(minute_of_row, _MINUTE, "minute_s", since_s, until_s)

    def seconds_rows(self, since_s: float | None = None) -> list[SecondsRow]:
        """List the rows that may hold a second at `since_s` (UTC in POSIX seconds) or later, as they were told then.

        Only those of the last days are there, whatever was relabelled since.
        """
        return self._span(seconds_of_row, _SECONDS, "start_s", None if since_s is None else since_s - ROW_S, None)

    def last(self, kind: str | None = None) -> JournalRow | None:
        """Find the event with the greatest number, of one kind or of any; None if there is none."""
        of_kind, values = ("", ()) if kind is None else ("WHERE kind = ?", (kind,))
        return next(self._read(event_of_row, f"{_EVENT} {of_kind} ORDER BY id DESC", values), None)

    def first(self, kind: str) -> JournalRow | None:
        """Find the event of one kind with the smallest number; None if there is none."""
        return next(self._read(event_of_row, f"{_EVENT} WHERE kind = ? ORDER BY id", (kind,)), None)

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
        old = {"events": "time_s", "minutes": "minute_s", "seconds": "start_s", "context_days": "midnight_s"}
        kept = f"coalesce(action, '') NOT IN ({', '.join('?' * len(SAFETY))})"
        with worded(self._path):
            self._rows.execute("PRAGMA secure_delete = ON")
            gone = [
                self._rows.execute(f"DELETE FROM {table} WHERE {time} < ?", (before_s,))  # noqa: S608  our own names
                for table, time in old.items()
            ]
            said = f"DELETE FROM inputs WHERE time_s < ? AND {kept}"  # noqa: S608  our own words
            gone.append(self._rows.execute(said, (before_s, *SAFETY)))
            self._rows.execute("VACUUM")
            self._rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return sum(deleted.rowcount for deleted in gone)

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, value_of: Callable[[Columns], T], sql: str, values: Sequence[object] = ()) -> Iterator[T]:
        with worded(self._path):
            yield from self._passed_over.read(value_of, self._rows.execute(sql, values))

    def _span(
        self,
        value_of: Callable[[Columns], T],
        select: str,
        time: str,
        since_s: float | None,
        until_s: float | None,
        term: str = "",
        values: Sequence[object] = (),
    ) -> list[T]:
        """Read the rows of a span, in the order of their numbers, which stand in the first column.

        A plus before the number keeps SQLite from its index, so that the time is looked up where there is a span.
        """
        bounds = {f"{time} >= ?": since_s, f"{time} < ?": until_s}
        given = {bound: time_s for bound, time_s in bounds.items() if time_s is not None}
        where = " AND ".join(filter(None, [*given, term]))
        number = select.split(",")[0].removeprefix("SELECT ")
        order = f"ORDER BY {'' if since_s is None else '+'}{number}"
        sql = f"{select} {f'WHERE {where}' if where else ''} {order}"
        return list(self._read(value_of, sql, [*given.values(), *values]))
