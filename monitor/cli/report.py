"""`sitmon report`: one page for a physiotherapist, a massage therapist or a doctor, from the journal alone (F8)."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from monitor.assembly import known_exercises
from monitor.cli.options import CONFIG, command, day, option
from monitor.coaching.diary import weekly_medians
from monitor.coaching.durations import local_midnight_s
from monitor.coaching.exercises import Pillar
from monitor.coaching.habit import Habit
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.intake import fold_answers
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.sessions import Ledger, PracticeOutcome
from monitor.coaching.trend import Judgement
from monitor.edges.files import write_file
from monitor.edges.journal import Journal, Minute
from monitor.edges.settings import Settings, read_settings
from monitor.errors import UsageError
from monitor.overview import read_diary, sat_of
from monitor.posture.bouts import corrected
from monitor.posture.labels import Posture
from monitor.records import event_as
from monitor.report.drawings import HEIGHTS, DayLine
from monitor.report.pages import Summary, render_page, render_pdf
from monitor.terminal.output import write_line
from monitor.texts import Text
from monitor.wording.pain import say_judgement_title

LINES: Final = 14
"""So many days, the last ones, are drawn (product default)."""

DAYS: Final = 28
"""How many days are reported on, if nobody says (product default)."""


@command(
    "sitmon report --from 2026-03-01",
    CONFIG,
    option("--from", "first day; by default four weeks before the last", dest="start", type=day, metavar="DAY"),
    option("--to", "last day; by default today", type=day, metavar="DAY"),
    option("--out", ".html or .pdf", type=Path, metavar="FILE", default=Path("sitmon-report.html")),
)
def run(args: argparse.Namespace) -> None:
    """Write the page."""
    settings = read_settings(args.config)
    last = args.to or datetime.now(settings.zone).date()
    first = args.start or last - timedelta(days=DAYS - 1)
    if first > last:
        raise UsageError(f"--from {first} lies after --to {last}")
    with Journal(settings.storage.journal, read_only=True) as journal:
        summary = summarise(journal, settings, first, last)
    is_pdf = args.out.suffix == ".pdf"
    try:
        write_file(args.out, render_pdf(summary, settings) if is_pdf else render_page(summary, settings))
    except OSError as error:
        raise UsageError(f"{args.out}: cannot be written ({error.strerror or error})") from error
    page = Text("Written: {path}. Open it in a browser; print it from there.")
    write_line(settings.tr(Text("Written: {path}.") if is_pdf else page, path=args.out))


def summarise(journal: Journal, settings: Settings, first: date, last: date) -> Summary:
    """Ask the journal for every number of some local days."""
    zone = settings.zone
    start_s, end_s = local_midnight_s(first, zone), local_midnight_s(last + timedelta(days=1), zone)
    minutes = journal.minutes(start_s, end_s)
    seconds: Counter[Posture] = Counter()
    for minute in minutes:
        seconds.update(minute.seconds)
    habit, ledger = Habit(zone, settings.nudges.carry_gap_s), Ledger(zone, known_exercises(settings))
    sat = [*journal.events("bout", start_s, end_s), *journal.events("relabel", start_s, end_s)]
    for bout in corrected(map(sat_of, sorted(journal.known(sat), key=lambda row: row.id))):
        habit.feed(bout)
    for row in journal.known(journal.events("practice", start_s, end_s)):
        ledger.feed(event_as(PracticeOutcome, row.time_s, row.body))
    became = journal.known(journal.events("outcome", start_s, end_s))
    outcomes = [event_as(Outcome, row.time_s, row.body) for row in became]
    entries = [entry for entry in read_diary(journal) if start_s <= entry.time_s < end_s]
    said = [item for item in journal.inputs() if isinstance(item, UserAction)]
    pillars = [pillar for pillar in Pillar if pillar is not Pillar.HABIT]
    week, long_enough = timedelta(days=6), last - first >= timedelta(days=13)
    return Summary(
        first,
        last,
        seconds,
        habit.mean(first, last),
        habit.mean(first, first + week) if long_enough else None,
        habit.mean(last - week, last) if long_enough else None,
        tuple(_lines(minutes, outcomes, max(first, last - timedelta(days=LINES - 1)), last, zone)),
        Counter(outcome.result for outcome in outcomes),
        {pillar: ledger.count(first, last, pillar) for pillar in pillars},
        {pillar: ledger.days(first, last, pillar) for pillar in pillars},
        ledger.sides(first, last),
        tuple(weekly_medians(entries, last, max(1, ((last - first).days + 7) // 7), zone)),
        len(entries),
        tuple(_warnings(journal, settings, said, start_s, end_s)),
        fold_answers(said).answers,
    )


def _lines(
    minutes: Iterable[Minute], outcomes: Iterable[Outcome], first: date, last: date, zone: tzinfo
) -> Iterator[DayLine]:
    """Days as they are drawn: each minute is what the most of it was."""
    start_s = local_midnight_s(first, zone)
    mostly: dict[date, dict[int, Posture]] = {}
    for minute in minutes:
        if minute.minute_s >= start_s and minute.seconds:
            at = datetime.fromtimestamp(minute.minute_s, zone)
            most = max(minute.seconds, key=minute.seconds.__getitem__)
            mostly.setdefault(at.date(), {})[60 * at.hour + at.minute] = most
    nudges: dict[date, list[tuple[int, bool]]] = {}
    for outcome in outcomes:
        at = datetime.fromtimestamp(outcome.nudge_time_s, zone)
        nudges.setdefault(at.date(), []).append((60 * at.hour + at.minute, outcome.result is Result.VERIFIED))
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        yield DayLine(day, tuple(_spans(mostly.get(day, {}))), tuple(nudges.get(day, ())))


def _spans(mostly: Mapping[int, Posture]) -> Iterator[tuple[Posture, int, int]]:
    """Minutes of one posture that follow each other, as one; those that are not drawn are left out."""
    begin, end, now = 0, 0, Posture.UNKNOWN
    for minute, posture in [*sorted(mostly.items()), (-1, Posture.UNKNOWN)]:
        if (minute, posture) == (end, now):
            end += 1
            continue
        if now in HEIGHTS:
            yield now, begin, end
        begin, end, now = minute, minute + 1, posture


def _warnings(
    journal: Journal, settings: Settings, said: Iterable[UserAction], start_s: float, end_s: float
) -> Iterator[str]:
    tr, found = settings.tr, []
    for item in said:
        if item.action is Action.RED_FLAG:
            found.append((item.time_s, Text("{when}: reported: {what}"), item.detail))
        elif item.action is Action.CLEAR_RED_FLAG:
            found.append((item.time_s, Text("{when}: cleared by the person"), ""))
    found += [
        (row.time_s, Text("{when}: {what}"), title)
        for row in journal.known(journal.events("judgement", start_s, end_s))
        if (title := say_judgement_title(event_as(Judgement, row.time_s, row.body), tr))
    ]
    for time_s, text, what in sorted(found, key=lambda one: one[0]):
        if start_s <= time_s < end_s:
            yield tr(text, when=f"{datetime.fromtimestamp(time_s, settings.zone):%Y-%m-%d}", what=what)
