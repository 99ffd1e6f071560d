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
from monitor.coaching.nudges import Nudge
from monitor.coaching.profile import NudgeRules
from monitor.coaching.recommend import Recommendation
from monitor.edges.journal import Journal, JournalRow
from monitor.edges.settings import read_settings
from monitor.errors import UsageError
from monitor.records import iso_time
from monitor.remembered import assignment_of, nudge_of, outcome_of, practice_of, recommendation_of, wait_of
from monitor.texts import ENGLISH, Text, Tongue

BEFORE_S: Final = 3600.0
"""A nudge waits for a better moment for less than this."""

LATEST_S: Final = 86400.0
"""What became of a nudge is known within a day of it, or never."""


def run(args: argparse.Namespace) -> int:
    """Tell about the nudge with this number, or about the last one; exit status 1 if there was none."""
    settings = read_settings(args.config)
    journal_path, _, _ = storage_paths(settings)
    with Journal(journal_path, read_only=True) as journal:
        nudges = sorted([*journal.events("nudge"), *journal.events("reminder")], key=lambda row: (row.time_s, row.id))
        if not nudges:
            write_line(settings.tongue(Text("No nudge has come yet: there is nothing to explain.")))
            return 1
        row = _chosen(nudges, args.id)
        rows = journal.events(since_s=row.time_s - BEFORE_S, until_s=row.time_s + LATEST_S)
    if args.json:
        for one in _of(row, rows):
            write_json({"id": one.id, "event": one.kind, **one.body})
        return 0
    for line in tell(row, rows, settings.tongue):
        write_line(line)
    return 0


def tell(row: JournalRow, rows: Sequence[JournalRow], tongue: Tongue = ENGLISH) -> Iterator[str]:
    """The lines about one nudge.

    Args:
        row: the nudge.
        rows: the events about it, before and after.
        tongue: what they are said in; what was decided then stays in the words of then.
    """
    when = f"{datetime.fromtimestamp(row.time_s, _zone(row)):%Y-%m-%d %H:%M}"
    is_nudge = row.kind == "nudge"
    head = Text("Nudge {number}, {when}") if is_nudge else Text("Reminder of the plan {number}, {when}")
    yield tongue(head, number=row.id, when=when)
    yield tongue(Text("When: {reason}"), reason=row.body["reason"])
    if is_nudge:
        yield from _tell_moment(nudge_of(row.time_s, row.body), rows, tongue)
    for one in _of(row, rows):
        if one.kind == "recommendation":
            yield from _tell_exercise(recommendation_of(one.time_s, one.body), tongue)
        if one.kind == "assignment":
            yield assignment_of(one.time_s, one.body).say(tongue=tongue)
    if is_nudge:
        text = Text(
            "Limit: {limit} of sitting is a product default, not from the guide; your settings may say otherwise."
        )
        yield tongue(text, limit=say_duration(NudgeRules().limit_s))
    became = list(_became(row, rows, tongue))
    yield from became or [tongue(Text("What became of it is not known yet."))]


def _tell_moment(nudge: Nudge, rows: Sequence[JournalRow], tongue: Tongue) -> Iterator[str]:
    """Which of the sitting it was, and what it waited for."""
    if nudge.level > 1:
        text = Text("It was number {level} of this sitting: the waits between them grow until you have moved.")
        yield tongue(text, level=nudge.level)
    for one in rows:
        if one.kind == "wait" and nudge.bout_start_s <= one.time_s <= nudge.time_s:
            yield wait_of(one.time_s, one.body).reason


def _tell_exercise(recommendation: Recommendation, tongue: Tongue) -> Iterator[str]:
    yield tongue(Text("What: {why}"), why=recommendation.why)
    if (exercise := CATALOGUE.get(recommendation.exercise)) is not None:
        held = exercise if exercise.hold_s is None else replace(exercise, hold_s=recommendation.hold_s)
        yield tongue(Text("Why this helps: {why}"), why=exercise.why)
        yield from (tongue(Text("Dose: {origin}"), origin=origin) for origin in held.origins(tongue))


_STAGES = {"delivered": Text("delivered"), "seen": Text("seen"), "willing": Text("willing")}


def _became(row: JournalRow, rows: Sequence[JournalRow], tongue: Tongue) -> Iterator[str]:
    for one in _of(row, rows):
        if one.kind == "outcome":
            outcome = outcome_of(one.time_s, one.body)
            yield tongue(Text("Then: {outcome}"), outcome=say_outcome(outcome, tongue))
            stages = [tongue(text) for name, text in _STAGES.items() if getattr(outcome.stages, name)]
            if stages:
                yield tongue(Text("It was: {stages}."), stages=", ".join(stages))
        if one.kind == "practice":
            practice = practice_of(one.time_s, one.body)
            yield tongue(Text("And: {outcome}"), outcome=say_practice(practice, tongue))


def _of(row: JournalRow, rows: Sequence[JournalRow]) -> Iterator[JournalRow]:
    """The nudge, its recommendation, and what became of both."""
    when = iso_time(row.time_s, _zone(row))
    for one in rows:
        about = {
            "nudge": one.id == row.id,
            "reminder": one.id == row.id,
            "assignment": one.time_s == row.time_s,
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
