"""What goes for its age: seconds after two days, changes of context after they were summed by day.

Each call takes out a bounded number of rows, so that the writer is never held up.
"""

import sqlite3
from collections import defaultdict
from datetime import UTC, datetime
from itertools import takewhile, zip_longest
from typing import Final, NamedTuple

from monitor.coaching.inputs import Context
from monitor.edges.journal.rows import is_time

DAY_S: Final = 86_400

CONTEXT_DAYS: Final = {context: 14 for context in Context if context is not Context.DRIVING} | {Context.TYPING: 1}
"""How many days changes of a context are kept: as far as `monitor.coaching.receptivity` looks back, and of typing,
which nobody looks back for, one (product default).  Drives are told by the person, and stay."""

SECONDS_DAYS: Final = 2
"""How many days seconds are kept: what a start needs of them (product default)."""

SECONDS_ROWS: Final = 1440
"""A day of rows that stays in any case: a clock that is put wrong must not cost what was told just before."""

STEP: Final = 500
"""Rows that are looked at in one call for each context (product default)."""


def prune_seconds(rows: sqlite3.Connection) -> None:
    """Take out rows of seconds that are more than two days from the last one, within the open transaction."""
    rows.execute(
        "DELETE FROM seconds WHERE number IN (SELECT old.number FROM seconds AS old, "
        "(SELECT number, start_s FROM seconds ORDER BY number DESC LIMIT 1) AS last "
        "WHERE old.number <= last.number - ? AND abs(old.start_s - last.start_s) > ? ORDER BY old.number LIMIT ?)",
        (SECONDS_ROWS, SECONDS_DAYS * DAY_S, STEP),
    )


def sum_contexts(rows: sqlite3.Connection, now_s: float) -> bool:
    """Sum old changes of contexts by local day and take them out; gives whether more are left for the next call.

    Args:
        rows: the journal, within an open transaction.
        now_s: UTC in POSIX seconds.
    """
    left = [_sum_context(rows, context, now_s - days * DAY_S, now_s) for context, days in CONTEXT_DAYS.items()]
    return any(left)


class _Change(NamedTuple):
    """A change of one context."""

    number: int
    time_s: float
    utc_offset_s: int
    begins: int


def _sum_context(rows: sqlite3.Connection, context: Context, before_s: float, now_s: float) -> bool:
    cursor = rows.execute(
        "SELECT id, CAST(time_s AS REAL), CAST(utc_offset_s AS INTEGER), coalesce(active, 0) FROM inputs "
        "WHERE context = ? ORDER BY id LIMIT ?",
        (context.value, STEP),
    )
    found = [_Change(*row) for row in cursor]
    # What lies ahead by more than a day was written while the clock was wrong.
    old = list(takewhile(lambda change: not before_s <= change.time_s <= now_s + DAY_S, found))
    after = found[len(old) : len(old) + 1]
    if old and old[-1].begins and not (after and after[0].begins):
        old.pop()  # it goes together with its end, which is young or yet to come
    for (day, midnight_s), (times, active_s) in _by_day(old).items():
        rows.execute(
            "INSERT INTO context_days (day, context, midnight_s, times, active_s) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (day, context) DO UPDATE SET times = times + excluded.times, "
            "active_s = active_s + excluded.active_s",
            (day, context.value, midnight_s, times, round(active_s)),
        )
    rows.executemany("DELETE FROM inputs WHERE id = ?", [(change.number,) for change in old])
    return bool(old) and len(found) == STEP


def _by_day(changes: list[_Change]) -> dict[tuple[str, int], tuple[int, float]]:
    """Sum changes by local day, given with its midnight in UTC POSIX seconds: how often it began, and its seconds."""
    days: defaultdict[tuple[str, int], tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for change, after in zip_longest(changes, changes[1:]):
        if not change.begins or not is_time(change.time_s):
            continue
        ended_s = change.time_s if after is None or after.begins or not is_time(after.time_s) else after.time_s
        # Longer than a day in one go: the clock was put, or nobody was there.
        left_s = min(max(ended_s - change.time_s, 0.0), DAY_S)
        times, midnight_s = 1, (change.time_s + change.utc_offset_s) // DAY_S * DAY_S - change.utc_offset_s
        start_s = change.time_s
        while times or left_s > 0.0:
            day = datetime.fromtimestamp(midnight_s + change.utc_offset_s, UTC).date().isoformat()
            part_s = min(left_s, midnight_s + DAY_S - start_s)
            before = days[day, int(midnight_s)]
            days[day, int(midnight_s)] = before[0] + times, before[1] + part_s
            times, left_s, midnight_s = 0, left_s - part_s, midnight_s + DAY_S
            start_s = midnight_s
    return days
