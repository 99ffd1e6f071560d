"""The file: its tables, who may read it, who may write it, and what its troubles mean."""

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.edges.files import PRIVATE_FILE, make_folder
from monitor.edges.journal.rows import SECONDS_COLUMN
from monitor.errors import JournalError

SCHEMA_VERSION: Final = 3
"""Raised whenever a word or a table is added that an older sitmon could not read; a test pins what belongs to it."""

PATIENCE_S: Final = 5.0
"""How long another program's lock is waited for by somebody who waits for the answer (product default)."""

_APPLICATION_ID: Final = 0x7369746D  # "sitm": tells our file from any other SQLite file

_FIRST: Final = (
    """CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
    time_s REAL NOT NULL, utc_offset_s INTEGER NOT NULL, body TEXT NOT NULL
)""",
    "CREATE INDEX events_by_time ON events (time_s, kind)",
    """CREATE TABLE inputs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time_s REAL NOT NULL, utc_offset_s INTEGER NOT NULL,
    action TEXT, detail TEXT, context TEXT, active INTEGER, CHECK ((action IS NULL) <> (context IS NULL))
)""",
    "CREATE INDEX inputs_by_time ON inputs (time_s)",
    f"""CREATE TABLE minutes (
    minute_s INTEGER PRIMARY KEY, utc_offset_s INTEGER NOT NULL,
    {", ".join(f"{column} INTEGER NOT NULL DEFAULT 0" for column in SECONDS_COLUMN.values())}
)""",
    f"PRAGMA application_id = {_APPLICATION_ID}",
)
_SECOND: Final = (
    "ALTER TABLE inputs ADD COLUMN after_second INTEGER",
    "ALTER TABLE events ADD COLUMN after_second INTEGER",
    "CREATE INDEX inputs_by_action ON inputs (action, time_s) WHERE action IS NOT NULL",
    "CREATE INDEX inputs_by_context ON inputs (context) WHERE context IS NOT NULL",
    "CREATE INDEX events_by_kind ON events (kind)",
    """CREATE TABLE seconds (
    number INTEGER PRIMARY KEY AUTOINCREMENT, start_s INTEGER NOT NULL, utc_offset_s INTEGER NOT NULL,
    packed BLOB NOT NULL
)""",
    """CREATE TABLE context_days (
    day TEXT NOT NULL, context TEXT NOT NULL, midnight_s INTEGER NOT NULL,
    times INTEGER NOT NULL, active_s INTEGER NOT NULL, PRIMARY KEY (day, context)
)""",
)
_THIRD: Final = ()  # a word more: what was done of one's own accord
_STEPS: Final[tuple[tuple[str, ...], ...]] = (_FIRST, _SECOND, _THIRD)
"""What makes of each version the next; a new journal goes through all of them."""


def make_private(path: Path) -> None:
    """Make an empty file that is its owner's only from birth; an existing one becomes so.

    The folder is made the owner's only as well, unless it was there before: it may be shared on purpose.
    """
    make_folder(path.parent)
    try:
        # O_EXCL: an existing file must not be opened here, since closing it would drop this process's locks.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
    except FileExistsError:
        path.chmod(PRIVATE_FILE)


def make_file(path: Path) -> None:
    """Make the journal's file, private; what a journal that was moved away left beside it goes.

    A running sitmon may still hold those side files, and SQLite would take them for the new journal's.
    """
    if not path.exists():
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    make_private(path)


def lock_for_writing(path: Path) -> sqlite3.Connection:
    """Take the lock that marks the one running sitmon of the journal at `path`; it holds until it is closed.

    The lock is SQLite's own, on an empty database beside the journal: the journal itself must stay readable for
    others, it works alike on each system, and the kernel drops it with the process, so none is ever stale.

    Raises:
        JournalError: another process, or this one, has it.
    """
    beside = path.with_name(path.name + ".lock")
    make_private(beside)
    lock = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("PRAGMA journal_mode = MEMORY")  # nothing is ever written, so no file for undoing it
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise JournalError(f"{path}: another sitmon is writing this journal; stop it first.") from None
    return lock


def open_for_writing(path: Path, patience_s: float) -> sqlite3.Connection:
    """Open the journal, made or brought to this version if need be; others' locks are waited for so many seconds.

    Raises:
        JournalError: it is a newer journal, or not one at all.
    """
    with _opened(path, "mode=rw", patience_s) as rows:
        _bring_up(rows, _version(rows, path))
        rows.execute("PRAGMA journal_mode = WAL")
        return rows


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open the journal to be read, and not a byte of it changed; an older one is brought to this version in memory.

    On a medium that cannot be written SQLite has no place for the file in which readers and the writer meet; there
    nobody writes, so the journal is read as a file that does not change.

    Raises:
        JournalError: it is a newer journal, or not one at all, or its latest part cannot be read where it is.
    """
    try:
        return _read(path, "mode=ro")
    except sqlite3.OperationalError as error:
        latest = path.with_name(path.name + "-wal")
        if code_of(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        if not path.is_file() or os.access(path.parent, os.W_OK):
            raise
        if latest.exists() and latest.stat().st_size:
            raise JournalError(
                f"{path}: its latest part, {latest.name}, cannot be read in a place that cannot be written; "
                "copy both into a folder of yours and read them there."
            ) from error
    return _read(path, "mode=ro&immutable=1")


def _read(path: Path, mode: str) -> sqlite3.Connection:
    with _opened(path, mode, PATIENCE_S) as rows:
        version = _version(rows, path)
        if not version:
            raise JournalError(f"{path}: {_NO_JOURNAL}")
        if version == SCHEMA_VERSION:
            return rows
        with contextlib.closing(rows):
            copy = _connect(":memory:", 0.0)
            rows.backup(copy)
        _bring_up(copy, version)
        copy.execute("PRAGMA query_only = ON")
        return copy


_NO_JOURNAL: Final = "not a journal of sitmon; move it away or choose another storage folder."


@contextlib.contextmanager
def _opened(path: Path, mode: str, patience_s: float) -> Iterator[sqlite3.Connection]:
    """Open it; it is closed again if what follows fails."""
    rows = _connect(f"{path.absolute().as_uri()}?{mode}", patience_s)
    try:
        yield rows
    except BaseException:
        rows.close()
        raise


def _connect(uri: str, patience_s: float) -> sqlite3.Connection:
    rows = sqlite3.connect(uri, patience_s, uri=True, isolation_level=None, check_same_thread=False)
    rows.text_factory = lambda stored: stored.decode("utf-8", "replace")
    return rows


def _version(rows: sqlite3.Connection, path: Path) -> int:
    """Number of the schema; 0 for an empty file."""
    tables = rows.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]  # first: others may make them now
    version, application = (rows.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    if application == _APPLICATION_ID and version > SCHEMA_VERSION:
        raise JournalError(
            f"{path}: written by a newer sitmon (schema {version}, this one knows {SCHEMA_VERSION}); update sitmon."
        )
    if application == _APPLICATION_ID and version > 0:
        return int(version)
    if tables:
        raise JournalError(f"{path}: {_NO_JOURNAL}")
    return 0


def _bring_up(rows: sqlite3.Connection, version: int) -> None:
    """Bring the tables to this version, each step once, also if another process does so at the same time."""
    for number, step in enumerate(_STEPS[version:], version):
        with transaction(rows):
            if rows.execute("PRAGMA user_version").fetchone()[0] == number:
                for statement in step:
                    rows.execute(statement)
                rows.execute(f"PRAGMA user_version = {number + 1}")


@contextlib.contextmanager
def transaction(rows: sqlite3.Connection, *, may_wait: bool = False) -> Iterator[None]:
    """Write all that is within, or nothing of it; on the disk at the end, unless it may wait for a later one."""
    rows.execute(f"PRAGMA synchronous = {'NORMAL' if may_wait else 'FULL'}")
    rows.execute("BEGIN IMMEDIATE")
    try:
        yield
        rows.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # most errors have undone it already
            rows.execute("ROLLBACK")
        raise


def identity(path: Path) -> tuple[int, int] | None:
    """Which file is at the path: its device and inode; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextlib.contextmanager
def worded(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into one line with what to do.

    Raises:
        JournalError: in place of any `sqlite3.Error` or `OSError`.
    """
    try:
        yield
    except sqlite3.Error as error:
        advice = _ADVICE.get(code_of(error), "check the disk and the file.")
        raise JournalError(f"{path}: {error}; {advice}") from error
    except OSError as error:
        advice = _FULL if error.errno in _NO_SPACE else "choose a storage folder that you may write to."
        raise JournalError(f"{path}: {error.strerror}; {advice}") from error


def code_of(error: BaseException | None) -> int:
    """SQLite's primary error code; `SQLITE_FULL` for a file system that is full, `SQLITE_ERROR` for all else."""
    if isinstance(error, OSError):
        return sqlite3.SQLITE_FULL if error.errno in _NO_SPACE else sqlite3.SQLITE_ERROR
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without the extended part


PASSING: Final = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM}
)
"""Troubles that may end by themselves."""

_NO_SPACE: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL: Final = "what was written before is kept. Free some space."
_ADVICE: Final = {
    sqlite3.SQLITE_BUSY: "another program holds it: close that program.",
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_NOTADB: "move it away or choose another storage folder.",
    sqlite3.SQLITE_CORRUPT: "move it away to begin a new one, and keep it: most of it can be recovered.",
    sqlite3.SQLITE_READONLY: "make it writable or choose another storage folder.",
    sqlite3.SQLITE_CANTOPEN: "is the path right, and is it yours?",
}
