"""`sitmon report`: one page for a physiotherapist, a massage therapist or a doctor, from the journal alone (F8)."""

import argparse
import html
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from monitor.assembly import known_exercises, storage_paths
from monitor.cli.diary import read_diary
from monitor.cli.output import write_line
from monitor.cli.plan import relabel_of
from monitor.coaching.diary import weekly_medians
from monitor.coaching.exercises import Pillar
from monitor.coaching.habit import Habit, HabitMean
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.intake import QUESTIONS, Intake
from monitor.coaching.outcomes import Result
from monitor.coaching.plan import PILLAR_NAMES
from monitor.coaching.profile import SIDE_NAMES, Side
from monitor.coaching.sessions import Count, Ledger, Sides
from monitor.coaching.words import local_midnight_s, say_duration
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings, read_settings
from monitor.errors import UsageError
from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.posture.sites import SITES
from monitor.remembered import bout_of, practice_of
from monitor.texts import Text, Tongue

DAYS: Final = 28
"""How many days are reported on, if nobody says (product default)."""

RESULT_WORDS: Final = {
    Result.VERIFIED: Text("break, seen by the sensor"),
    Result.CLAIMED: Text("break, said by the person"),
    Result.NOT_TAKEN: Text("no break"),
    Result.NOT_OBSERVABLE: Text("not observable"),
}
TITLE: Final = Text("Sitting, practice and pain")
PERIOD: Final = Text("{first} to {last}. Worn at: {site}. Affected: {side}.")
NOTHING: Final = Text("not said")
SITTING: Final = Text("Sitting")
PER_DAY: Final = Text("Per day worn: sittings of 30 min and more {prolonged}, longest {longest}, got up {got_up}.")
UNWORN: Final = Text("No day with the wearable.")
PRACTICE: Final = Text("Practice")
PRACTISED: Final = Text("{pillar}: {verified} seen by the sensor, {claimed} said by the person.")
SIDED: Final = Text("Left {left}, right {right}.")
NUDGES: Final = Text("Nudges and what followed within 5 min")
PAIN: Final = Text("Pain, 0 to 10")
MEDIANS: Final = Text("Median of each week, the latest last: {weeks}. Entries: {entries}.")
WARNINGS: Final = Text("Warning signs")
NONE: Final = Text("None was reported.")
REPORTED: Final = Text("{when}: reported: {what}")
CLEARED: Final = Text("{when}: cleared by the person")
CARD: Final = Text("{when}: {title}")
ANSWERS: Final = Text("Answers before the first exercise")
METHOD: Final = Text("How this was measured, and what it cannot know")
LIMITS: Final = (
    Text("Postures come from an accelerometer, each second, by a rule that was checked on 20 labelled people."),
    Text("Time without data, or not worn, is unknown: it counts as neither sitting nor a break."),
    Text("An exercise counts as seen only where the sensor, as worn, can see it; all else is what the person said."),
    Text("Pain is what the person noted. This page is no diagnosis."),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page says; each number is one query on the journal.

    Attributes:
        first, last: local days, both included.
        seconds: of each posture.
        habit: mean of the days on which it was worn; None if there was none.
        results: of the nudges.
        practised: of each pillar.
        sides: of all exercises.
        weeks: median pain of each seven days, the last ending with `last`; None without an entry.
        entries: of the diary.
        warnings: red flags, when they were cleared, and cards, in order of time.
        answers: the intake's, by question.
    """

    first: date
    last: date
    seconds: Mapping[Posture, int]
    habit: HabitMean | None
    results: Mapping[Result, int]
    practised: Mapping[Pillar, Count]
    sides: Sides
    weeks: tuple[float | None, ...]
    entries: int
    warnings: tuple[str, ...]
    answers: Mapping[str, str]


def run(args: argparse.Namespace) -> int:
    """Write the page.

    Raises:
        UsageError: the days make no sense, or the page cannot be written.
    """
    settings = read_settings(args.config)
    last = _day(args.to) or datetime.now(settings.zone).date()
    first = _day(args.start) or last - timedelta(days=DAYS - 1)
    if first > last:
        raise UsageError(f"--from {first} lies after --to {last}")
    journal_path, _, _ = storage_paths(settings)
    with Journal(journal_path, read_only=True) as journal:
        page = render_page(summarise(journal, settings, first, last), settings)
    try:
        Path(args.out).write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{args.out}: cannot be written ({error.strerror or error})") from error
    write_line(settings.tongue(Text("Written: {path}. Open it in a browser; print it from there."), path=args.out))
    return 0


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day: write it like 2026-03-02") from None


def summarise(journal: Journal, settings: Settings, first: date, last: date) -> Summary:
    """Ask the journal for every number of some local days."""
    zone = settings.zone
    start_s, end_s = local_midnight_s(first, zone), local_midnight_s(last + timedelta(days=1), zone)
    seconds: Counter[Posture] = Counter()
    for minute in journal.minutes(start_s, end_s):
        seconds.update(minute.seconds)
    habit, ledger = Habit(zone, settings.nudges.carry_gap_s), Ledger(zone, known_exercises(settings))
    sat = [*journal.events("bout", start_s, end_s), *journal.events("relabel", start_s, end_s)]
    for row in sorted(sat, key=lambda row: row.id):
        habit.feed(bout_of(row.time_s, row.body) if row.kind == "bout" else relabel_of(row))
    for row in journal.events("practice", start_s, end_s):
        ledger.feed(practice_of(row.time_s, row.body))
    results = Counter(Result(str(row.body["result"])) for row in journal.events("outcome", start_s, end_s))
    entries = [entry for entry in read_diary(journal) if start_s <= entry.time_s < end_s]
    said = [item for item in journal.inputs() if isinstance(item, UserAction)]
    return Summary(
        first,
        last,
        seconds,
        habit.mean(first, last),
        results,
        {pillar: ledger.count(first, last, pillar) for pillar in Pillar if pillar is not Pillar.HABIT},
        ledger.sides(first, last),
        tuple(weekly_medians(entries, last, max(1, ((last - first).days + 7) // 7), zone)),
        len(entries),
        tuple(_warnings(journal, settings, said, start_s, end_s)),
        _answers(said),
    )


def _warnings(
    journal: Journal, settings: Settings, said: Iterable[UserAction], start_s: float, end_s: float
) -> Iterator[str]:
    say, found = settings.tongue, []
    for item in said:
        if item.action is Action.RED_FLAG:
            found.append((item.time_s, REPORTED, {"what": item.detail}))
        elif item.action is Action.CLEAR_RED_FLAG:
            found.append((item.time_s, CLEARED, {}))
    found += [
        (row.time_s, CARD, {"title": str(row.body["title"])})
        for row in journal.events("judgement", start_s, end_s)
        if row.body["title"]
    ]
    for time_s, text, words in sorted(found, key=lambda one: one[0]):
        if start_s <= time_s < end_s:
            yield say(text, when=f"{datetime.fromtimestamp(time_s, settings.zone):%Y-%m-%d}", **words)


def _answers(said: Iterable[UserAction]) -> dict[str, str]:
    intake = Intake()
    for item in said:
        if item.action is Action.INTAKE and item.detail.partition("=")[0] in QUESTIONS:
            intake.answer(item.detail)
    return intake.answers


def render_page(summary: Summary, settings: Settings) -> str:
    """The page: HTML that needs nothing else, and prints on A4."""
    say = settings.tongue
    side = settings.person.affected_side or (Side(summary.answers["side"]) if "side" in summary.answers else None)
    site = settings.wearable.wear_site
    period = say(
        PERIOD, first=summary.first, last=summary.last, site=site, side=NOTHING if side is None else SIDE_NAMES[side]
    )
    sections = [
        (say(SITTING), _sitting(summary, say)),
        (say(PRACTICE), _practice(summary, say)),
        (say(NUDGES), [f"{say(RESULT_WORDS[result])}: {summary.results.get(result, 0)}" for result in Result]),
        (say(PAIN), [_medians(summary, say)]),
        (say(WARNINGS), list(summary.warnings) or [say(NONE)]),
        (say(ANSWERS), [f"{say(QUESTIONS[name].text)} {answer}" for name, answer in summary.answers.items()]),
        (say(METHOD), [say(SITES[site].limit), *map(say, LIMITS)]),
    ]
    body = "".join(
        f"<section><h2>{html.escape(head)}</h2>{_drawn(summary) if head == say(PAIN) else ''}"
        f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul></section>"
        for head, lines in sections
        if lines
    )
    return _PAGE.format(
        language=say.code, title=html.escape(say(TITLE)), period=html.escape(period), style=_STYLE, body=body
    )


def _sitting(summary: Summary, say: Tongue) -> list[str]:
    lines = [f"{say(POSTURE_WORDS[posture])}: {say_duration(count)}" for posture, count in summary.seconds.items()]
    if summary.habit is None:
        return [*lines, say(UNWORN)]
    mean = summary.habit
    prolonged, got_up = f"{mean.prolonged:.1f}", f"{mean.got_up:.1f}"
    return [say(PER_DAY, prolonged=prolonged, longest=say_duration(mean.longest_s), got_up=got_up), *lines]


def _practice(summary: Summary, say: Tongue) -> list[str]:
    counted = [
        say(PRACTISED, pillar=PILLAR_NAMES[pillar], verified=count.verified, claimed=count.claimed)
        for pillar, count in summary.practised.items()
    ]
    return [*counted, say(SIDED, left=summary.sides.left, right=summary.sides.right)]


def _medians(summary: Summary, say: Tongue) -> str:
    weeks = "  ".join("–" if level is None else f"{level:g}" for level in summary.weeks)
    return say(MEDIANS, weeks=weeks, entries=summary.entries)


def _drawn(summary: Summary) -> str:
    """The weekly medians as dots on a line; nothing where there are none."""
    known = [(week, level) for week, level in enumerate(summary.weeks) if level is not None]
    if not known:
        return ""
    step = 300.0 / max(1, len(summary.weeks) - 1)
    points = [(10.0 + step * week, 70.0 - 6.0 * level) for week, level in known]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>' for x, y in points)
    axes = '<path d="M10 10h300M10 70h300"/>'
    return f'<svg viewBox="0 0 320 80" aria-hidden="true">{axes}<polyline points="{line}"/>{dots}</svg>'


_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;color:#22252a;max-width:44rem;"
    "margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:1.2rem 0 .2rem}"
    "ul{margin:0;padding-left:1.1rem}p{color:#5b6068}svg{width:20rem;height:5rem;display:block}"
    "path{stroke:#dedbd3;fill:none}polyline{fill:none;stroke:#1f7a70;stroke-width:2}circle{fill:#1f7a70}"
    "@page{size:A4;margin:15mm}@media print{body{margin:0;font-size:11pt}}"
)
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    "</head><body><h1>{title}</h1><p>{period}</p>{body}</body></html>\n"
)
