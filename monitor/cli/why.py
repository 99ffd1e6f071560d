"""`sitmon why [ID]`: why a nudge came, why this exercise and this side, and what became of it; all from the journal."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final

from monitor.assembly import red_flag_since, words_for
from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, JSON, command, option
from monitor.coaching.experiment import Assignment
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import PracticeOutcome
from monitor.edges.journal import Journal, JournalRow
from monitor.edges.settings import Settings, read_settings
from monitor.errors import UsageError
from monitor.pipeline import Event
from monitor.records import event_of, iso_time
from monitor.terminal.output import write_line
from monitor.texts import Text
from monitor.wording import Words
from monitor.wording.events import say_event
from monitor.wording.exercises import say_origins
from monitor.wording.nudges import say_bar, say_limit
from monitor.wording.recommendations import say_why

BEFORE_S: Final = 3600.0
"""A nudge waits for a better moment for less than this."""

LATEST_S: Final = 86400.0
"""What became of a nudge is known within a day of it, or never."""


@command(
    "sitmon why",
    CONFIG,
    option("id", "number of the nudge; by default the last one", nargs="?", type=int, metavar="ID"),
    JSON,
)
def run(args: argparse.Namespace) -> int:
    """Tell about the nudge with this number, or about the last one; exit status 1 if there was none."""
    settings = read_settings(args.config)
    with Journal(settings.storage.journal, read_only=True) as journal:
        told = journal.known([*journal.events("nudge"), *journal.events("reminder")])
        nudges = sorted(told, key=lambda row: (row.time_s, row.id))
        if not nudges:
            write_line(settings.tr(Text("No nudge has come yet: there is nothing to explain.")))
            return 1
        row = _chosen(nudges, args.id)
        rows = list(journal.known(journal.events(since_s=row.time_s - BEFORE_S, until_s=row.time_s + LATEST_S)))
        locked = red_flag_since(journal) is not None
    if locked:  # no exercise is told of then, nor its dose (F1)
        rows = [one for one in rows if one.kind != "recommendation"]
    records = ({"id": one.id, "event": one.kind, **one.body} for one in _of(row, rows))
    urgent = [say_bar(Bar.RED_FLAG, settings.tr)] if locked else []
    answer(args, records, [*urgent, *tell(row, rows, settings)])
    return 0


def tell(row: JournalRow, rows: Sequence[JournalRow], settings: Settings) -> Iterator[str]:
    """Tell about a nudge, of the `rows` before and after it: with the values in force then, in the words of now."""
    words = replace(words_for(settings), zone=_zone(row))
    when = f"{datetime.fromtimestamp(row.time_s, words.zone):%Y-%m-%d %H:%M}"
    asked, about = _event(row), list(map(_event, _of(row, rows)))
    head = Text("Nudge {number}, {when}") if isinstance(asked, Nudge) else Text("Reminder of the plan {number}, {when}")
    yield words(head, number=row.id, when=when)
    if reason := say_event(asked, words):
        yield words(Text("When: {reason}"), reason=reason)
    if isinstance(asked, Nudge):
        yield from _tell_moment(asked, rows, words)
    for event in about:
        if isinstance(event, Recommendation):
            yield from _tell_exercise(event, words)
        elif isinstance(event, Assignment):
            yield say_event(event, words)
    if isinstance(asked, Nudge) and (limit := say_limit(asked, words)):
        yield limit
    became = [line for event in about for line in _became(event, words)]
    yield from became or [words(Text("What became of it is not known yet."))]
    yield words(Text("Why it hurts at all: sitmon why-it-hurts"))


def _event(row: JournalRow) -> Event:
    return event_of(row.kind, row.time_s, row.body)


def _tell_moment(nudge: Nudge, rows: Sequence[JournalRow], words: Words) -> Iterator[str]:
    """Which of the sitting it was, and what it waited for."""
    if nudge.level > 1:
        text = Text("It was number {level} of this sitting: the waits between them grow until you have moved.")
        yield words(text, level=nudge.level)
    for one in rows:
        if one.kind == "wait" and nudge.bout_start_s <= one.time_s <= nudge.time_s:
            yield say_event(_event(one), words)


def _tell_exercise(said: Recommendation, words: Words) -> Iterator[str]:
    """What was recommended and why; of an older journal, which does not tell, what is known of the exercise now."""
    if why := say_why(said, words):
        yield words(Text("What: {why}"), why=why)
    if (exercise := words.exercise(said.exercise)) is not None:
        yield words(Text("Why this helps: {why}"), why=words(exercise.why))
    if said.asked is not None:
        yield from (words(Text("Dose: {origin}"), origin=origin) for origin in say_origins(said, words.tr))


_STAGES = {"delivered": Text("delivered"), "seen": Text("seen"), "willing": Text("willing")}


def _became(event: Event, words: Words) -> Iterator[str]:
    if isinstance(event, Outcome):
        yield words(Text("Then: {outcome}"), outcome=say_event(event, words))
        stages = [words(text) for name, text in _STAGES.items() if getattr(event.stages, name)]
        if stages:
            said = ", ".join(stages)
            yield words(Text("It was: {stages}."), stages=said, Stages=said.capitalize())
    elif isinstance(event, PracticeOutcome):
        yield words(Text("And: {outcome}"), outcome=say_event(event, words))


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
