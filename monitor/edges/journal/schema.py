"""The file: its tables, who may read it, who may write it, and what its troubles mean."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.errors import JournalError
from monitor.posture.labels import Posture

SCHEMA_VERSION: Final = 1
SECONDS_COLUMN: Final = {posture: posture.value.replace("-", "_") + "_s" for posture in Posture}

_APPLICATION_ID: Final = 0x7369746D  # "sitm": tells our file from any other SQLite file

_TABLES: Final = f"""
BEGIN;
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
    time_s REAL NOT NULL, utc_offset_s INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX events_by_time ON events (time_s, kind);
CREATE TABLE inputs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time_s REAL NOT NULL, utc_offset_s INTEGER NOT NULL,
    action TEXT, detail TEXT, context TEXT, active INTEGER, CHECK ((action IS NULL) <> (context IS NULL))
);
CREATE INDEX inputs_by_time ON inputs (time_s);
CREATE TABLE minutes (
    minute_s INTEGER PRIMARY KEY, utc_offset_s INTEGER NOT NULL,
    {", ".join(f"{column} INTEGER NOT NULL DEFAULT 0" for column in SECONDS_COLUMN.values())}
);
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""


def make_private(path: Path) -> None:
    """Make an empty file that is its owner's only from birth; an existing one becomes so.

    The folder is made the owner's only as well, unless it was there before: it may be shared on purpose.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # O_EXCL: an existing file must not be opened here, since closing it would drop this process's locks.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        path.chmod(0o600)


def lock_for_writing(path: Path) -> sqlite3.Connection:
    """Take the lock that marks the one writer of the journal at `path`; it holds until it is closed.

    The lock is SQLite's own, on an empty database beside the journal: the journal itself must stay readable for
    others, it works alike on each system, and the kernel drops it with the process, so none is ever stale.

    Raises:
        JournalError: another process, or this one, has it.
    """
    beside = path.with_name(path.name + ".lock")
    make_private(beside)
    lock = sqlite3.connect(beside, timeout=0, isolation_level=None)
    try:
        lock.execute("PRAGMA journal_mode = MEMORY")  # nothing is ever written, so no file for undoing it
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise JournalError(f"{path}: another sitmon is writing this journal; stop it first.") from error
    return lock


def settle_tables(rows: sqlite3.Connection, path: Path, *, may_create: bool) -> None:
    """Make the tables of an empty file; leave those of a journal as they are.

    Raises:
        JournalError: it is a newer journal, or not one at all.
    """
    version, application = (rows.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    if application == _APPLICATION_ID and version > SCHEMA_VERSION:
        raise JournalError(
            f"{path}: written by a newer sitmon (schema {version}, this one knows {SCHEMA_VERSION}); update sitmon."
        )
    if application == _APPLICATION_ID:
        return
    if not may_create or rows.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise JournalError(f"{path}: not a journal of sitmon; move it away or choose another storage folder.")
    rows.executescript(_TABLES)


@contextlib.contextmanager
def worded(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into one line with what to do.

    Raises:
        JournalError: in place of any `sqlite3.Error` or `OSError`.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without the extended part
        advice = _ADVICE.get(code, "check the disk and the file.")
        raise JournalError(f"{path}: {error}; {advice}") from error
    except OSError as error:
        raise JournalError(f"{path}: {error.strerror}; choose a storage folder that you may write to.") from error


_ADVICE: Final = {
    sqlite3.SQLITE_FULL: "what was written before is kept. Free some space, then start again.",
    sqlite3.SQLITE_NOTADB: "move it away or choose another storage folder.",
    sqlite3.SQLITE_CORRUPT: "move it away to begin a new one, and keep it: most of it can be recovered.",
    sqlite3.SQLITE_READONLY: "make it writable or choose another storage folder.",
    sqlite3.SQLITE_CANTOPEN: "is the path right, and is it yours?",
}
