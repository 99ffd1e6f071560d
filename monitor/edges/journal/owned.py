"""The journal's file as the one writer owns it: always the file at the path, with the safety words that were known."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.edges.journal.ageing import prune_seconds, sum_contexts
from monitor.edges.journal.entries import (
    SAFETY,
    Entry,
    HeardEntry,
    InputEntry,
    SecondsEntry,
    input_values,
    is_written,
    last_place,
    write_entry,
    write_input,
)
from monitor.edges.journal.reading import PassedOver, input_of_row
from monitor.edges.journal.rows import Input, Replaced
from monitor.edges.journal.schema import (
    PASSING,
    code_of,
    identity,
    lock_for_writing,
    make_file,
    open_for_writing,
    transaction,
    worded,
)

LOCKED_S: Final = 1.0
"""How long a lock of another program is waited for before the writer tells that it cannot write (product default)."""

_SAID: Final = "time_s, utc_offset_s, action, detail, context, active"

Said = tuple[Any, ...]
"""The columns of an input, without its number: what it has in common with its copy in another file."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What a commit held of which SQLite said that it failed: it may be in the file all the same."""

    written: tuple[tuple[Entry, int], ...]
    last_input: int


class OwnedFile:
    """The file at `path`, held with its lock by one thread.  Each method may raise a JournalError, and be called again.

    Attributes:
        news: inputs that others kept, each once, with its number; whoever takes them empties the list.
        replaced: that another file took the place of the one that was written, likewise.
    """

    def __init__(self, path: Path, hear_after: int) -> None:
        self.news: list[tuple[int, Input]] = []
        self.replaced: list[Replaced] = []
        self._path = path
        self._heard = hear_after
        self._open = contextlib.ExitStack()
        self._rows: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._change: int | None = None  # SQLite's counter of what others committed, when it was looked at last
        self._is_moved = False  # a new file may well have the inode of the one that is gone
        self._safety: list[Said] = []
        self._doubt: _Doubt | None = None
        self._left: set[Said] | None = None  # the inputs of the file that was there before, if it could be read
        self._last_second: int | None = None

    def write(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries, all or none, into the file that is at the path afterwards; gives their numbers."""
        with worded(self._path), self._letting_go():
            while True:
                rows = self._enter()
                numbers, last_second = self._commit(rows, entries)
                if identity(self._path) == self._identity:
                    break
        self._last_second = last_second
        said = [input_values(entry) for entry in entries if isinstance(entry, InputEntry)]
        self._safety += [one for one in said if one[2] in SAFETY]
        return numbers

    def listen(self) -> None:
        """Take note of what others kept since the last time."""
        with worded(self._path), self._letting_go():
            rows = self._enter()
            change = rows.execute("PRAGMA data_version").fetchone()[0]
            if change != self._change:
                self._hear(rows)
                self._change = change

    def age(self, now_s: float) -> bool:
        """Take out some of what goes for its age, as of `now_s` (UTC in POSIX seconds); gives whether more is left."""
        with worded(self._path), self._letting_go():
            rows = self._enter()
            rows.execute("PRAGMA synchronous = NORMAL")
            rows.execute("PRAGMA secure_delete = ON")  # when somebody typed is gone from the file's bytes as well
            with transaction(rows):
                prune_seconds(rows)
                return sum_contexts(rows, now_s)

    def close(self) -> None:
        """Let go of the file; the next call of another method opens it again."""
        self._rows = None
        with contextlib.suppress(sqlite3.Error):
            self._open.close()

    @contextlib.contextmanager
    def _letting_go(self) -> Iterator[None]:
        """Let go of the file after a trouble that only opening it anew may end."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            if code_of(error) not in PASSING or code_of(error) == sqlite3.SQLITE_IOERR:
                self.close()
            raise

    def _enter(self) -> sqlite3.Connection:
        """Give the connection to the file that is at the path now."""
        if self._rows is not None and identity(self._path) != self._identity:
            self._leave(self._rows)
        if self._rows is not None:
            return self._rows
        with contextlib.ExitStack() as undo:
            begun_anew = identity(self._path) is None
            make_file(self._path)
            found = identity(self._path)
            undo.enter_context(contextlib.closing(lock_for_writing(self._path)))
            rows = undo.enter_context(contextlib.closing(open_for_writing(self._path, LOCKED_S)))
            if self._identity is None:
                self._safety = self._select_safety(rows, self._heard)
            elif self._is_moved or found != self._identity or _last_number(rows) < self._heard:
                self._take_over(rows, begun_anew=begun_anew)
            self._last_second = last_place(rows)
            self._rows, self._identity, self._change, self._open = rows, found, None, undo.pop_all()
            self._is_moved = False
        return rows

    def _leave(self, rows: sqlite3.Connection) -> None:
        """Let go of a file that is no longer at the path, once it is whole: its side files have stayed behind."""
        self._is_moved, self._left, self._doubt = True, None, None
        with contextlib.suppress(sqlite3.Error):
            self._left = set(rows.execute(f"SELECT {_SAID} FROM inputs"))  # noqa: S608  our own names
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()

    def _take_over(self, rows: sqlite3.Connection, *, begun_anew: bool) -> None:
        """Go on in another file: hear what the one before did not hold, and say the safety words that it lacks."""
        rows.execute("PRAGMA synchronous = FULL")
        with transaction(rows):
            found = self._inputs(rows, 0)
            news = [one for one in found if self._is_new(one[1:7])]
            missing = missing_from(self._select_safety(rows), self._safety)
            for said in missing:
                write_input(rows, (*said, None))
        self._heard, self._safety = _last_number(rows), self._select_safety(rows)
        self._tell(news)
        self.replaced.append(Replaced(begun_anew or not found, len(missing)))

    def _is_new(self, said: Said) -> bool:
        if self._left is None:
            return said[2] in SAFETY and said not in self._safety
        return said not in self._left

    def _commit(self, rows: sqlite3.Connection, entries: Sequence[Entry]) -> tuple[list[int], int | None]:
        """Write all or none; gives the numbers and the last second."""
        may_wait = all(isinstance(entry, SecondsEntry | HeardEntry) for entry in entries)
        rows.execute(f"PRAGMA synchronous = {'NORMAL' if may_wait else 'FULL'}")
        numbers, last = [], self._last_second
        with transaction(rows):
            written = self._committed_after_all(rows)
            self._hear(rows)  # nobody else can write now: what follows is ours
            for entry in entries:
                number = written.get(id(entry))
                numbers.append(write_entry(rows, entry, last) if number is None else number)
                last = last_place(rows) if isinstance(entry, SecondsEntry) else last
            heard = _last_number(rows)
            self._doubt = _Doubt(tuple(zip(entries, numbers, strict=True)), heard)
        self._doubt, self._heard = None, heard
        return numbers, last

    def _committed_after_all(self, rows: sqlite3.Connection) -> dict[int, int]:
        """Find what was written though SQLite said that the commit failed: numbers, by the identity of the entry."""
        doubt = self._doubt
        if doubt is None or not any(is_written(rows, entry, number) for entry, number in doubt.written):
            return {}
        self._heard = doubt.last_input
        return {id(entry): number for entry, number in doubt.written}

    def _hear(self, rows: sqlite3.Connection) -> None:
        found = self._inputs(rows, self._heard)
        if found:
            self._heard = found[-1][0]
            self._safety += [one[1:7] for one in found if one[3] in SAFETY]
            self._tell(found)

    def _tell(self, found: list[Said]) -> None:
        """Give out what can be read; what cannot, a newer sitmon said."""
        self.news += [(row.id, row.item) for row in PassedOver().read(input_of_row, found)]

    @staticmethod
    def _inputs(rows: sqlite3.Connection, above: int) -> list[Said]:
        sql = f"SELECT id, {_SAID}, after_second FROM inputs WHERE id > ? ORDER BY id"  # noqa: S608  our own names
        return rows.execute(sql, (above,)).fetchall()

    @staticmethod
    def _select_safety(rows: sqlite3.Connection, up_to: int | None = None) -> list[Said]:
        marks = ", ".join("?" * len(SAFETY))
        bound = "" if up_to is None else "AND id <= ?"
        sql = f"SELECT {_SAID} FROM inputs WHERE action IN ({marks}) {bound} ORDER BY id"  # noqa: S608  our own names
        return rows.execute(sql, (*SAFETY, *(() if up_to is None else (up_to,)))).fetchall()


def _last_number(rows: sqlite3.Connection) -> int:
    """The greatest number that an input of this file ever had."""
    found = rows.execute("SELECT seq FROM sqlite_sequence WHERE name = 'inputs'").fetchone()
    return 0 if found is None else int(found[0])


def missing_from(found: Sequence[Said], known: Sequence[Said]) -> list[Said]:
    """List what must follow the safety words that were found, so that those known stand in their order.

    What nobody knew was said last, after the file had been replaced: it is said again, so that it stays last.
    """
    same = 0
    while same < min(len(found), len(known)) and found[same] == known[same]:
        same += 1
    rest = list(known[same:])
    return [*rest, *(said for said in found[same:] if said not in known)] if rest else []
