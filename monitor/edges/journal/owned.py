"""The journal's file as the one writer owns it: always the file at the path, with the safety words that were known."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from monitor.edges.journal.ageing import prune_seconds, sum_contexts
from monitor.edges.journal.entries import MAY_WAIT, SAFETY, Entry, InputEntry, insert, is_written, write_entry
from monitor.edges.journal.rows import Columns, Input, PassedOver, input_of_row
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

_GONE: Final = (-1, -1)
"""Stands for a file that is no longer at the path: a new one may well have its inode."""

_SAFETY: Final = f"action IN ({', '.join(repr(action.value) for action in SAFETY)})"

Said = Columns
"""The columns of an input, without its number: what it has in common with its copy in another file."""


class OwnedFile:
    """The file at `path`, held with its lock by one thread.  Each method may raise a JournalError, and be called again.

    Args:
        path: the journal.
        hear_after: the number of the last input that is known already.
        heard: is given each input that others kept, once, with its number.
        replaced: is told that another file took the place of the one that was written.
    """

    def __init__(
        self, path: Path, hear_after: int, heard: Callable[[int, Input], object], replaced: Callable[[], object]
    ) -> None:
        self._path, self._heard = path, hear_after
        self._tell_heard, self._tell_replaced = heard, replaced
        self._open = contextlib.ExitStack()
        self._rows: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._change: int | None = None  # SQLite's counter of what others committed, when it was looked at last
        self._safety: list[Said] = []
        # What a commit held of which SQLite said that it failed: it may be in the file all the same.
        self._doubt: list[tuple[Entry, int]] = []
        self._left: set[Said] | None = None  # the inputs of the file that was there before, if it could be read

    def write(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries, all or none, into the file that is at the path afterwards; gives their numbers."""
        while True:
            with self._entered() as rows:
                numbers = self._commit(rows, entries)
                if identity(self._path) == self._identity:
                    break
        said = [entry.values for entry in entries if isinstance(entry, InputEntry)]
        self._safety += [one for one in said if one[2] in SAFETY]
        return numbers

    def listen(self) -> None:
        """Hear what others kept since the last time."""
        with self._entered() as rows:
            change = rows.execute("PRAGMA data_version").fetchone()[0]
            if change != self._change:
                self._hear(rows)
                self._change = change

    def age(self, now_s: float) -> bool:
        """Take out some of what goes for its age, as of `now_s` (UTC in POSIX seconds); gives whether more is left."""
        with self._entered() as rows:
            rows.execute("PRAGMA secure_delete = ON")  # when somebody typed is gone from the file's bytes as well
            with transaction(rows, may_wait=True):
                prune_seconds(rows)
                return sum_contexts(rows, now_s)

    def close(self) -> None:
        """Let go of the file; the next call of another method opens it again."""
        self._rows = None
        with contextlib.suppress(sqlite3.Error):
            self._open.close()

    @contextlib.contextmanager
    def _entered(self) -> Iterator[sqlite3.Connection]:
        """Hold the file that is at the path now; it is let go of after a trouble that only opening it anew may end."""
        with worded(self._path):
            try:
                if self._rows is not None and identity(self._path) != self._identity:
                    self._leave(self._rows)
                if self._rows is None:
                    self._rows = self._enter()
                yield self._rows
            except (sqlite3.Error, OSError) as error:
                if code_of(error) not in PASSING or code_of(error) == sqlite3.SQLITE_IOERR:
                    self.close()
                raise

    def _enter(self) -> sqlite3.Connection:
        with contextlib.ExitStack() as undo:
            make_file(self._path)
            found = identity(self._path)
            undo.enter_context(contextlib.closing(lock_for_writing(self._path)))
            rows = undo.enter_context(contextlib.closing(open_for_writing(self._path, LOCKED_S)))
            if self._identity is None:
                self._safety = _said(rows, f"{_SAFETY} AND id <= {self._heard}")
            elif found != self._identity or _last_number(rows) < self._heard:
                self._take_over(rows)
            self._identity, self._change, self._open = found, None, undo.pop_all()
        return rows

    def _leave(self, rows: sqlite3.Connection) -> None:
        """Let go of a file that is no longer at the path, once it is whole: its side files have stayed behind."""
        self._identity, self._left, self._doubt = _GONE, None, []
        with contextlib.suppress(sqlite3.Error):
            self._left = set(_said(rows))
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()

    def _take_over(self, rows: sqlite3.Connection) -> None:
        """Go on in another file: hear what the one before did not hold, and say the safety words that it lacks."""
        with transaction(rows):
            found = _numbered(rows, 0)
            known = set(self._safety) if self._left is None else self._left
            news = [one for one in found if one[1:7] not in known and (self._left is not None or one[3] in SAFETY)]
            for said in missing_from(_said(rows, _SAFETY), self._safety):
                insert(rows, InputEntry.TABLE, InputEntry.COLUMNS, said)
        self._heard, self._safety, self._left = _last_number(rows), _said(rows, _SAFETY), None
        self._tell_replaced()
        self._tell(news)

    def _commit(self, rows: sqlite3.Connection, entries: Sequence[Entry]) -> list[int]:
        """Write those of the entries that no doubtful commit has written after all."""
        with transaction(rows, may_wait=all(isinstance(entry, MAY_WAIT) for entry in entries)):
            is_there = any(is_written(rows, entry, number) for entry, number in self._doubt)
            after_all = self._doubt if is_there else []
            self._heard = max(self._heard, _last_said(after_all))
            self._hear(rows)  # nobody else can write now: what follows is ours
            written = {id(entry): number for entry, number in after_all}
            numbers = [
                written[id(entry)] if id(entry) in written else write_entry(rows, entry, heard=True)
                for entry in entries
            ]
            self._doubt = list(zip(entries, numbers, strict=True))
        self._heard, self._doubt = max(self._heard, _last_said(self._doubt)), []
        return numbers

    def _hear(self, rows: sqlite3.Connection) -> None:
        found = _numbered(rows, self._heard)
        if found:
            self._heard = found[-1][0]
            self._safety += [one[1:7] for one in found if one[3] in SAFETY]
            self._tell(found)

    def _tell(self, found: Sequence[Said]) -> None:
        """Give out what can be read; what cannot, a newer sitmon said."""
        for row in PassedOver().read(input_of_row, found):
            self._tell_heard(row.id, row.item)


def _numbered(rows: sqlite3.Connection, above: int) -> list[Said]:
    sql = f"SELECT id, {InputEntry.COLUMNS}, after_second FROM inputs WHERE id > ? ORDER BY id"  # noqa: S608  our own names
    return rows.execute(sql, (above,)).fetchall()


def _said(rows: sqlite3.Connection, where: str = "TRUE") -> list[Said]:
    return rows.execute(f"SELECT {InputEntry.COLUMNS} FROM inputs WHERE {where} ORDER BY id").fetchall()  # noqa: S608  our own names


def _last_said(written: Sequence[tuple[Entry, int]]) -> int:
    """The greatest number of an input among what was written; 0 if there is none."""
    return max((number for entry, number in written if isinstance(entry, InputEntry)), default=0)


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
