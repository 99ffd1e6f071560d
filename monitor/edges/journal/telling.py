"""Telling: what a person said goes into the journal from whichever process heard it."""

import contextlib
import sqlite3
from pathlib import Path

from monitor.edges.journal.entries import InputEntry, write_entry
from monitor.edges.journal.rows import Input
from monitor.edges.journal.schema import PATIENCE_S, identity, make_file, open_for_writing, transaction, worded
from monitor.errors import JournalError


def tell(path: Path, item: Input, utc_offset_s: int) -> int:
    """Append what was said, also while a sitmon runs; it is on the disk when this returns, which gives its number.

    A private journal is made if there is none, and an older one is brought to this version.  Another program's lock is
    waited for, `PATIENCE_S` seconds.

    Raises:
        JournalError: it could not be kept; why, and what to do.
    """
    entry = InputEntry(item, utc_offset_s)
    try:
        with worded(path):
            while (number := _append(path, entry)) is None:
                pass  # the file was moved away meanwhile: once more, into the one in its place
    except JournalError as error:
        raise JournalError(f"This was not kept, say it again later. {error}") from error
    return number


def _append(path: Path, entry: InputEntry) -> int | None:
    """Append it; None if the file that it went to is no longer at the path."""
    make_file(path)
    opened = identity(path)
    with contextlib.closing(open_for_writing(path, PATIENCE_S)) as rows:
        number = _write(rows, entry)
        return number if opened is not None and opened == identity(path) else None


def _write(rows: sqlite3.Connection, entry: InputEntry) -> int:
    rows.execute("PRAGMA synchronous = FULL")
    with transaction(rows):
        return write_entry(rows, entry)
