"""`sitmon why [ID]`: why a nudge came, why this exercise and this side, and what became of it; all from the journal."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final

from monitor.assembly import storage_paths
from monitor.cli.narrate import say_outcome, say_practice
from monitor.cli.output import say_duration, write_json, write_line
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.profile import NudgeRules
from monitor.coaching.recommend import Recommendation
from monitor.edges.journal import Journal, JournalRow
from monitor.edges.settings import read_settings
from monitor.errors import UsageError
from monitor.records import iso_time, nudge_of, outcome_of, practice_of, recommendation_of

LATEST_S: Final = 86400.0
"""What became of a nudge is known within a day of it, or never."""


def run(args: argparse.Namespace) -> int:
    """Tell about the nudge with this number, or about the last one; exit status 1 if there was none."""
    journal_path, _, _ = storage_paths(read_settings(args.config))
    with Journal(journal_path, read_only=True) as journal:
        nudges = journal.events("nudge")
        if not nudges:
            write_line("No nudge has come yet: there is nothing to explain.")
            return 1
        row = _chosen(nudges, args.id)
        rows = journal.events(since_s=row.time_s, until_s=row.time_s + LATEST_S)
    if args.json:
        for one in _of(row, rows):
            write_json({"id": one.id, "event": one.kind, **one.body})
        return 0
    for line in tell(row, rows):
        write_line(line)
    return 0


def tell(row: JournalRow, rows: Sequence[JournalRow]) -> Iterator[str]:
    """The lines about one nudge.

    Args:
        row: the nudge.
        rows: the events from it on.
    """
    nudge = nudge_of(row.time_s, row.body)
    yield f"Nudge {row.id}, {datetime.fromtimestamp(row.time_s, _zone(row)):%Y-%m-%d %H:%M}"
    yield f"When: {nudge.reason}"
    if nudge.level > 1:
        yield f"It was number {nudge.level} of this sitting: the waits between them grow until you have moved."
    for one in _of(row, rows):
        if one.kind == "recommendation":
            yield from _tell_exercise(recommendation_of(one.time_s, one.body))
    limit = say_duration(NudgeRules().limit_s)
    yield f"Numbers: {limit} of sitting is a product default, not from the guide; your settings may say otherwise."
    became = list(_became(row, rows))
    yield from became or ["What became of it is not known yet."]


def _tell_exercise(recommendation: Recommendation) -> Iterator[str]:
    yield f"What: {recommendation.why}"
    if (exercise := CATALOGUE.get(recommendation.exercise)) is not None:
        held = exercise if exercise.hold_s is None else replace(exercise, hold_s=recommendation.hold_s)
        yield f"Why this helps: {exercise.why}"
        yield from (f"Dose: {origin}" for origin in held.origins())


def _became(row: JournalRow, rows: Sequence[JournalRow]) -> Iterator[str]:
    for one in _of(row, rows):
        if one.kind == "outcome":
            outcome = outcome_of(one.time_s, one.body)
            stages = [name for name in ("delivered", "seen", "willing") if getattr(outcome.stages, name)]
            came = f" It was {', '.join(stages)}." if stages else ""
            yield f"Then: {say_outcome(outcome)}{came}"
        if one.kind == "practice":
            yield f"And: {say_practice(practice_of(one.time_s, one.body))}"


def _of(row: JournalRow, rows: Sequence[JournalRow]) -> Iterator[JournalRow]:
    """The nudge, its recommendation, and what became of both."""
    when = iso_time(row.time_s, _zone(row))
    for one in rows:
        about = {
            "nudge": one.id == row.id,
            "recommendation": one.time_s == row.time_s,
            "outcome": one.body.get("nudge_time") == when,
            "practice": one.body.get("recommendation_time") == when,
        }
        if about.get(one.kind):
            yield one


def _zone(row: JournalRow) -> tzinfo:
    return timezone(timedelta(seconds=row.utc_offset_s))


def _chosen(nudges: Sequence[JournalRow], number: int | None) -> JournalRow:
    """The nudge with this number; the last one without."""
    if number is None:
        return nudges[-1]
    for row in nudges:
        if row.id == number:
            return row
    known = ", ".join(str(row.id) for row in nudges[-5:])
    raise UsageError(f"there is no nudge {number} in the journal; the last ones are {known}")
