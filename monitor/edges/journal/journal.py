"""Writing and reading the journal."""

import contextlib
import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.journal.rows import JournalRow, Minute
from monitor.edges.journal.schema import (
    SECONDS_COLUMN,
    lock_for_writing,
    make_private,
    settle_tables,
    worded,
)
from monitor.errors import JournalError
from monitor.posture.labels import Posture, PostureEpoch

_KEPT: Final = (Action.RED_FLAG, Action.CLEAR_RED_FLAG, Action.INTAKE)
"""What is never forgotten for its age: it says which exercise may be offered."""


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
        if read_only and not path.exists():
            raise JournalError(f"{path}: there is no journal yet; it begins with the first `sitmon run`.")
        with worded(path), contextlib.ExitStack() as undo:
            if not read_only:
                make_private(path)
                undo.enter_context(contextlib.closing(lock_for_writing(path)))
            uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
            self._rows = undo.enter_context(contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)))
            settle_tables(self._rows, path, may_create=not read_only)
            if not read_only:
                self._rows.execute("PRAGMA journal_mode = WAL")
            self._open = undo.pop_all()

    def write(self, kind: str, time_s: float, utc_offset_s: int, body: Mapping[str, object]) -> None:
        """Append one event; it is on the disk when this returns.

        Args:
            kind: such as `"bout"`.
            time_s: when it happened, UTC in POSIX seconds.
            utc_offset_s: what local time was ahead of UTC then, in seconds.
            body: what JSON can hold; no NaN.

        Raises:
            TypeError: `body` holds what JSON cannot.
            ValueError: `body` holds NaN or infinity.
        """
        text = json.dumps(dict(body), sort_keys=True, allow_nan=False, separators=(",", ":"))
        self._append(
            "INSERT INTO events (kind, time_s, utc_offset_s, body) VALUES (?, ?, ?, ?)",
            (kind, time_s, utc_offset_s, text),
        )

    def write_input(self, item: UserAction | ContextChange, utc_offset_s: int) -> None:
        """Append what the person or the desktop said; it is on the disk when this returns."""
        match item:
            case UserAction():
                # A command line may hold bytes that are no text; a red flag must not fail on them.
                detail = item.detail.encode("utf-8", "replace").decode()
                said: tuple[object, ...] = (item.action.value, detail, None, None)
            case ContextChange():
                said = (None, None, item.context.value, item.active)
        self._append(
            "INSERT INTO inputs (time_s, utc_offset_s, action, detail, context, active) VALUES (?, ?, ?, ?, ?, ?)",
            (item.time_s, utc_offset_s, *said),
        )

    def add_seconds(self, posture: Posture, start_s: float, utc_offset_s: int, seconds: int = 1) -> None:
        """Count seconds of one posture to the minute in which `start_s` (UTC in POSIX seconds) lies.

        Meant to be called once a second.  It survives the death of this process; a power cut may cost the
        latest of them (see above).
        """
        column = SECONDS_COLUMN[posture]
        self._append(
            f"INSERT INTO minutes (minute_s, utc_offset_s, {column}) VALUES (?, ?, ?) "  # noqa: S608  our own names
            f"ON CONFLICT (minute_s) DO UPDATE SET {column} = {column} + excluded.{column}",
            (int(start_s // 60) * 60, utc_offset_s, seconds),
            synchronous="NORMAL",
        )

    def relabel(self, epochs: Iterable[PostureEpoch], posture: Posture) -> None:
        """Count seconds that were counted before, as they were told then, as another posture instead; all or none."""
        moved = Counter((int(epoch.start_s // 60) * 60, SECONDS_COLUMN[epoch.posture]) for epoch in epochs)
        new = SECONDS_COLUMN[posture]
        with worded(self._path), self._rows:
            self._rows.execute("BEGIN")
            for (minute_s, old), count in moved.items():
                self._rows.execute(
                    f"UPDATE minutes SET {old} = {old} - ?, {new} = {new} + ? WHERE minute_s = ?",  # noqa: S608  our own names
                    (count, count, minute_s),
                )

    def events(
        self, kind: str | None = None, since_s: float | None = None, until_s: float | None = None
    ) -> list[JournalRow]:
        """List the events in `[since_s, until_s)`, of one kind or of all, in order of time."""
        rows = self._select(
            "SELECT id, kind, time_s, utc_offset_s, body FROM events "
            "WHERE time_s >= ? AND time_s < ? AND ? IN (kind, '') ORDER BY time_s, id",
            (*_span(since_s, until_s), kind or ""),
        )
        return [_row(*row) for row in rows]

    def inputs(self, since_s: float | None = None, until_s: float | None = None) -> list[UserAction | ContextChange]:
        """List what was said in `[since_s, until_s)`, in order of time, ready to be fed again."""
        rows = self._select(
            "SELECT time_s, action, detail, context, active FROM inputs "
            "WHERE time_s >= ? AND time_s < ? ORDER BY time_s, id",
            _span(since_s, until_s),
        )
        return [_said(*row) for row in rows]

    def minutes(self, since_s: float | None = None, until_s: float | None = None) -> list[Minute]:
        """List the minutes that start in `[since_s, until_s)`; a minute in which nothing was seen is left out."""
        rows = self._select(
            f"SELECT minute_s, utc_offset_s, {', '.join(SECONDS_COLUMN.values())} FROM minutes "  # noqa: S608  our own names
            "WHERE minute_s >= ? AND minute_s < ? ORDER BY minute_s",
            _span(since_s, until_s),
        )
        return [
            Minute(minute_s, utc_offset_s, {p: n for p, n in zip(SECONDS_COLUMN, seconds, strict=True) if n})
            for minute_s, utc_offset_s, *seconds in rows
        ]

    def last(self, kind: str | None = None) -> JournalRow | None:
        """The latest event, of one kind or of any; None if there is none."""
        rows = self._select(
            "SELECT id, kind, time_s, utc_offset_s, body FROM events WHERE ? IN (kind, '') "
            "ORDER BY time_s DESC, id DESC LIMIT 1",
            (kind or "",),
        )
        return _row(*rows[0]) if rows else None

    def first(self, kind: str) -> JournalRow | None:
        """The earliest event of one kind; None if there is none."""
        rows = self._select(
            "SELECT id, kind, time_s, utc_offset_s, body FROM events WHERE kind = ? ORDER BY time_s, id LIMIT 1",
            (kind,),
        )
        return _row(*rows[0]) if rows else None

    def forget(self, before_s: float) -> int:
        """Take out all that is older, so that nothing of it is left in the file.

        What decides which exercise is safe to offer stays: red flags, their clearing, and answers of the intake.

        Args:
            before_s: UTC in POSIX seconds.

        Returns:
            How many entries are gone.
        """
        marks = ", ".join("?" * len(_KEPT))
        with worded(self._path):
            self._rows.execute("PRAGMA secure_delete = ON")
            gone = [
                self._rows.execute("DELETE FROM events WHERE time_s < ?", (before_s,)),
                self._rows.execute("DELETE FROM minutes WHERE minute_s < ?", (before_s,)),
                self._rows.execute(
                    f"DELETE FROM inputs WHERE time_s < ? AND coalesce(action, '') NOT IN ({marks})",  # noqa: S608  our own words
                    (before_s, *_KEPT),
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

    def _append(self, sql: str, values: tuple[object, ...], synchronous: str = "FULL") -> None:
        with worded(self._path):
            self._rows.execute(f"PRAGMA synchronous = {synchronous}")
            self._rows.execute(sql, values)

    def _select(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with worded(self._path):
            return self._rows.execute(sql, values).fetchall()


def _span(since_s: float | None, until_s: float | None) -> tuple[float, float]:
    return (
        -math.inf if since_s is None else since_s,
        math.inf if until_s is None else until_s,
    )


def _row(number: int, kind: str, time_s: float, utc_offset_s: int, body: str) -> JournalRow:
    return JournalRow(number, kind, time_s, utc_offset_s, json.loads(body))


def _said(time_s: float, action: str | None, detail: str, context: str, active: int) -> UserAction | ContextChange:
    if action is not None:
        return UserAction(time_s, Action(action), detail)
    return ContextChange(time_s, Context(context), bool(active))
