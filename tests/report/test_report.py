"""`sitmon report`: one page for a professional, of which every number is a query on the journal."""

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from pypdf import PdfReader

from monitor.analysis.tables import daily_metrics, load_journal, minutes, nudges
from monitor.coaching.habit import ENOUGH_SEEN_S
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.profile import Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.edges.journal import Journal
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture
from monitor.records import body_of
from monitor.report import pages as report_pages
from monitor.report.drawings import INK, LEGEND_MM
from monitor.running.daemon import Daemon
from monitor.terminal.output import say_duration
from tests.support.commands import Commands
from tests.support.feeds import START_S, Kept, Screen, StillClock, arrivals, pipeline, source
from tests.support.weeks import FIRST, simulate_journal

TODAY = datetime.fromtimestamp(START_S, UTC).date()
DAY = f"{TODAY.day} {TODAY:%b %Y}"
PERIOD = ("--from", TODAY.isoformat(), "--to", TODAY.isoformat())


async def live(sitmon: Commands) -> None:
    """A morning with a nudge, an entry of the diary, an answer and a red flag that was cleared."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        daemon = Daemon(pipeline(), StillClock(START_S + 100.0), UTC, Screen(delay_s=0.0), Kept(journal), finishes=True)
        await daemon.run(source(arrivals("walk:30s sit:3m stand:40s sit:2m"), pause_every=1))
        for number, (action, detail) in enumerate(
            [
                (Action.PAIN, "4 aching left desk"),
                (Action.PAIN, "6"),
                (Action.INTAKE, "side=left"),
                (Action.RED_FLAG, "leg-weakness <b>"),
                (Action.CLEAR_RED_FLAG, ""),
            ]
        ):
            journal.write_input(UserAction(START_S + 1000.0 + number, action, detail), 0)


def written(sitmon: Commands, *more: str) -> str:
    """The page as text, without its marks."""
    said = sitmon("report", *PERIOD, "--out", str(sitmon.folder / "page.html"), *more)
    assert (0, "") == (said.status, said.err)
    page = (sitmon.folder / "page.html").read_text()
    assert 0o600 == (sitmon.folder / "page.html").stat().st_mode & 0o777
    return unescape(re.sub(r"<[^>]+>", " | ", page))


def cells(page: str, head: str, count: int) -> list[str]:
    """So many cells of a row of a table, from its head on."""
    texts = [text for part in page.split(" | ") if (text := part.strip())]
    begin = texts.index(head)
    return texts[begin : begin + count]


async def test_every_number_of_the_page_is_a_query_on_the_journal(sitmon: Commands) -> None:
    """Sitting, nudges, practice and pain, as SQL finds them in the file (F8, H2)."""
    sitmon.configure('[person]\ntimezone = "UTC"')
    await live(sitmon)
    page = written(sitmon)
    with sqlite3.connect(sitmon.store / "journal.sqlite") as rows:
        sitting_s = rows.execute("SELECT SUM(sitting_s) FROM minutes").fetchone()[0]
        verified, not_taken = (
            rows.execute(
                "SELECT COUNT(*) FROM events WHERE kind = 'outcome' AND body LIKE ?", (f'%"result":"{result}"%',)
            ).fetchone()[0]
            for result in ("verified", "not_taken")
        )

    assert f"In all: sitting {sitting_s // 60:.0f} min" in page
    assert f"break, seen by the sensor: {verified}" in page
    assert f"no break: {not_taken}" in page
    assert "Median of each week, the latest last: 5. Entries: 2." in page
    assert ["Stretch", "0", "0", "0 of 1", "–"] == cells(page, "Stretch", 5)


async def test_the_page_says_what_a_professional_asks_for(sitmon: Commands) -> None:
    """Side, site, warning signs with their days, answers, method and limits, and that it is no diagnosis (F8, F7)."""
    sitmon.configure('[person]\ntimezone = "UTC"')
    await live(sitmon)
    page = written(sitmon)

    assert f"{DAY} to {DAY}. Worn at: thigh. Affected: left side." in page
    assert f"{DAY}: reported: leg-weakness <b>" in page
    assert f"{DAY}: cleared by the person" in page
    assert "Like: aching 1. When: at the desk 1. Where: left side 1." in page
    assert "side that hurts: left side." in page
    assert "This page is no diagnosis." in page


async def test_the_page_needs_nothing_else(sitmon: Commands) -> None:
    """Offline: no script, nothing from elsewhere, what people wrote is no markup (F8)."""
    await live(sitmon)
    written(sitmon)
    page = (sitmon.folder / "page.html").read_text()

    assert not re.search(r"<script|https?:|src=|@import|url[(]", page)
    assert "&lt;b&gt;" in page
    assert "@page{size:A4" in page


def test_days_without_anything_say_so(sitmon: Commands) -> None:
    """An empty journal makes an honest page."""
    with Journal(sitmon.store / "journal.sqlite"):
        pass
    page = written(sitmon)

    assert "On no day was it worn for 4 h or more." in page
    assert "None was reported." in page


@pytest.fixture
def weeks(sitmon: Commands) -> Commands:
    """Four weeks of somebody, ready to be reported on."""
    sitmon.configure('[person]\ntimezone = "UTC"')
    simulate_journal(sitmon.store / "journal.sqlite", days=28)
    return sitmon


MONTH = ("--from", FIRST.isoformat(), "--to", (FIRST + timedelta(days=27)).isoformat())


def test_the_mean_day_stands_beside_the_first_and_the_last_week(weeks: Commands) -> None:
    """As the bouts of the journal have it, counted another way (H2, F8)."""
    weeks("report", *MONTH, "--out", weeks.folder / "page.html")
    page = (weeks.folder / "page.html").read_text()
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t", row) for row in re.findall(r"<tr>(.*?)</tr>", page)][4:]
    days = daily_metrics(load_journal(weeks.store / "journal.sqlite")).astype(float)
    days = days[days["sedentary_s"] + days["upright_s"] >= ENOUGH_SEEN_S]
    parts = [days, days.loc[: FIRST + timedelta(days=6)], days.loc[FIRST + timedelta(days=21) :]]

    assert ["", "All days", "First 7 days", "Last 7 days"] == rows[0]
    assert ["Sitting", *(say_duration(part["sedentary_s"].mean()) for part in parts)] == rows[1]
    assert ["Longest sitting", *(say_duration(part["longest_s"].mean()) for part in parts)] == rows[3]
    assert ["Got up", *(f"{part['breaks'].mean():.1f}" for part in parts)] == rows[4]


def test_the_last_days_are_drawn_as_they_were(weeks: Commands) -> None:
    """A line each, every minute of sitting, and a mark for each nudge: filled where a break was seen (F8)."""
    weeks("report", *MONTH, "--out", weeks.folder / "page.html")
    page = (weeks.folder / "page.html").read_text()
    drawn = page.partition("<title>Day by day, the last 14:")[2].partition("</svg>")[0]
    widths = [float(one) for one in re.findall(r'width="([\d.]+)" height="[\d.]+" fill="#E0A030"', drawn)]
    (left, first), *_, (right, last) = re.findall(r'<text x="([\d.]+)" [^>]*>(\d+):00<', drawn)
    scale = (float(right) - float(left)) / (60.0 * (int(last) - int(first)))
    marks = re.findall(r'<circle [^>]*fill="(.*?)"', drawn)
    since = datetime.combine(FIRST + timedelta(days=14), datetime.min.time(), UTC)
    journal = load_journal(weeks.store / "journal.sqlite")
    nudged = nudges(journal)[lambda table: table["time"] >= since]
    sat_min = (minutes(journal)[lambda table: table["time"] >= since]["sitting"] > 30).sum()

    assert 14 == len(re.findall(r">\d+ Mar<", drawn))
    assert pytest.approx(sat_min, rel=0.01) == (sum(widths) - LEGEND_MM) / scale
    assert len(nudged) + 2 == len(marks)
    assert (nudged["result"] == "verified").sum() + 1 == marks.count(INK)


def test_four_weeks_are_one_sheet(weeks: Commands) -> None:
    """What is handed over a desk (F8)."""
    weeks("report", *MONTH, "--out", weeks.folder / "page.pdf")

    assert 1 == len(PdfReader(weeks.folder / "page.pdf").pages)


def test_of_many_weeks_the_first_and_the_last_are_said(sitmon: Commands) -> None:
    """Fifty medians in a row say nothing; all of them are drawn."""
    sitmon.configure('[person]\ntimezone = "UTC"')
    with Journal(sitmon.store / "journal.sqlite") as journal:
        for day in range(16 * 7):
            journal.write_input(UserAction(START_S + 86400.0 * day, Action.PAIN, f"{day // 7 % 11}"), 0)
    period = [(datetime.fromtimestamp(START_S, UTC).date() + timedelta(days=ahead)).isoformat() for ahead in (0, 111)]
    sitmon("report", "--from", period[0], "--to", period[1], "--out", sitmon.folder / "y.html")
    page = (sitmon.folder / "y.html").read_text()

    assert "Median of the first four weeks: 0 · 1 · 2 · 3; of the last four: 1 · 2 · 3 · 4. Entries: 112." in page
    assert 16 == page.partition("<title>Pain")[2].count("<circle")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--from", "yesterday"], "'yesterday' should be a day such as 2026-03-01"),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "--from 2026-03-02 lies after --to 2026-03-01"),
        ([*PERIOD, "--out", "/nowhere/page.html"], "/nowhere/page.html: cannot be written"),
    ],
)
def test_what_makes_no_sense_is_one_line(sitmon: Commands, words: list[str], problem: str) -> None:
    """What is wrong, and nothing is written."""
    with Journal(sitmon.store / "journal.sqlite"):
        pass
    said = sitmon("report", *words)

    assert said.status != 0
    assert problem in said.err
    assert 1 == len(said.err.splitlines())


def test_without_a_journal_there_is_nothing_to_report(sitmon: Commands) -> None:
    """One line says so."""
    said = sitmon("report", "--out", str(sitmon.folder / "page.html"))

    assert said.status != 0
    assert "there is no journal yet" in said.err


Said = tuple[float, Action, str]
HOUR_S = 3600.0


def kept(sitmon: Commands, *said: Said) -> None:
    """A journal in which a person said these, so many hours after the beginning."""
    sitmon.configure('[person]\ntimezone = "UTC"')
    with Journal(sitmon.store / "journal.sqlite") as journal:
        for hours, action, detail in said:
            journal.write_input(UserAction(START_S + HOUR_S * hours, action, detail), 0)


def test_what_was_noted_comes_out(sitmon: Commands) -> None:
    """How it hurts, when, down the leg, numb, and how exercises felt: counts, and the day of the last (F8)."""
    kept(
        sitmon,
        (0.1, Action.PAIN, "7 stabbing left driving radiating"),
        (0.2, Action.PAIN, "6 numb left desk"),
        (0.3, Action.PAIN, "5 stabbing left driving"),
        (0.4, Action.FEEDBACK, "radiating ball-massage"),
        (0.5, Action.FEEDBACK, "radiating"),
        (0.6, Action.FEEDBACK, "too-strong seated-figure-4"),
        (0.7, Action.FEEDBACK, "not-felt seated-figure-4"),
        (0.8, Action.FEEDBACK, "too-strong seated-figure-4"),
    )
    page = written(sitmon)

    assert "Like: stabbing 2, numb 1. When: driving 2, at the desk 1. Where: left side 3." in page
    assert f"Pain down the leg, in the diary: 1, last on {DAY}." in page
    assert f"Exercises stopped for pain down the leg: 2, last on {DAY} (Ball massage 1, none named 1)." in page
    assert f"Numbness, in the diary: 1, last on {DAY}." in page
    assert "How exercises felt: too strong 2, not felt 1." in page


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(0.1, Action.INTAKE, "weakness=new")], [f"A red flag stands since {DAY}", "weakness in a leg: new"]),
        ([(0.1, Action.INTAKE, "saddle=yes")], [f"A red flag stands since {DAY}", "cannot pass water"]),
        (
            [(0.1, Action.INTAKE, "injury=yes"), (0.2, Action.INTAKE, "weakness=chronic")],
            ["Waits until a professional has looked: weakness in a leg; began with an injury.", "injury: yes"],
        ),
        (
            [(0.1, Action.INTAKE, "injury=yes"), (0.2, Action.INTAKE, "injury=acknowledged")],
            [f"{DAY}: a professional has looked: began with an injury"],
        ),
        (
            [(hours, Action.FEEDBACK, "radiating ball-massage") for hours in (0.0, 2.0, 4.0)],
            ["Waits until a professional has looked: pain down the leg, again and again."],
        ),
        (
            [(-700.0, Action.RED_FLAG, "leg-weakness"), (-699.0, Action.INTAKE, "injury=yes")],
            [
                "A red flag stands since",
                "no exercise is offered: weakness in a leg.",
                "Waits until a professional has looked: began with an injury.",
            ],
        ),
    ],
)
def test_what_must_not_be_missed_stands_first(sitmon: Commands, said: list[Said], expected: list[str]) -> None:
    """Flags and waits, whichever way they came and however long ago, before all else (F1, F4, F8)."""
    kept(sitmon, *said)
    page = written(sitmon)
    signs = page.partition("Warning signs")[2].partition("Pain, 0 to 10")[0]

    assert "None was reported" not in signs
    assert all(text in signs for text in expected), signs


def test_numbness_of_long_ago_and_a_wider_plan_are_no_warning_signs(sitmon: Commands) -> None:
    """The one is the usual complaint (F9); the other is the course of it (B4)."""
    kept(sitmon, (0.1, Action.INTAKE, "numbness=chronic"), (0.2, Action.PAIN, "5"))
    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write("judgement", START_S + HOUR_S, 0, {"card": "widen", "kind": "widen"})
        journal.write("judgement", START_S + HOUR_S, 0, {"card": "refer", "kind": "refer"})
    page = written(sitmon)
    signs, _, course = page.partition("Course")

    assert f"{DAY}: See a professional" in signs
    assert f"{DAY}: The plan gets wider" not in signs
    assert f"{DAY}: The plan gets wider" in course
    assert "numbness in a leg" not in signs
    assert "numbness in a leg: long there." in course


def test_what_was_only_said_stands_beside_what_was_seen(sitmon: Commands) -> None:
    """And what was done unasked is counted (F8, E3)."""
    kept(sitmon)
    done = [
        ("seated-figure-4", Side.LEFT, PracticeResult.CONFIRMED, Reason.OWN_ACCORD),
        ("seated-figure-4", Side.RIGHT, PracticeResult.CLAIMED, Reason.SAID),
        ("seated-figure-4", Side.LEFT, PracticeResult.CONFIRMED, Reason.HELD),
        ("seated-figure-4", Side.LEFT, PracticeResult.TOO_SHORT, Reason.HELD_BRIEFLY),
    ]
    with Journal(sitmon.store / "journal.sqlite") as journal:
        for number, (exercise, side, result, reason) in enumerate(done):
            outcome = PracticeOutcome(START_S + 60.0 * number, START_S, exercise, side, result, reason)
            journal.write("practice", outcome.time_s, 0, body_of(outcome, UTC))
    page = written(sitmon)

    assert ["Stretch", "2", "1", "1 of 1", "2, 1"] == cells(page, "Stretch", 5)
    assert "Figure-4 stretches of one's own accord, seen by the sensor: 1." in page


def test_of_a_year_weeks_are_drawn(sitmon: Commands) -> None:
    """A trend of sitting, practice and pain, week by week, instead of the last days (F8)."""
    sitmon.configure('[person]\ntimezone = "UTC"')
    with Journal(sitmon.store / "journal.sqlite") as journal:
        for week in range(10):
            start_s = datetime.combine(FIRST + timedelta(days=7 * week), datetime.min.time(), UTC).timestamp()
            bout = Bout(Posture.SITTING, start_s + 8 * HOUR_S, start_s + 13 * HOUR_S)
            journal.write("bout", bout.end_s, 0, body_of(bout, UTC))
    period = ("--from", FIRST.isoformat(), "--to", (FIRST + timedelta(days=69)).isoformat())
    sitmon("report", *period, "--out", sitmon.folder / "y.html")
    page = (sitmon.folder / "y.html").read_text()
    drawn = page.partition("<title>Week by week:")[2].partition("</svg>")[0]

    assert "Day by day" not in page
    assert ">Hours of sitting a day<" in drawn
    assert 10 == len([height for height in re.findall(r'height="([\d.]+)" fill="#E0A030"', drawn) if float(height) > 0])
    assert ">2 Mar<" in drawn


EVERYTHING: list[Said] = [
    *((1.0 + number, Action.PAIN, "7 numb left driving radiating") for number in range(9)),
    *((1.2 + number, Action.FEEDBACK, "radiating ball-massage") for number in range(5)),
    *((1.4 + number, Action.FEEDBACK, "too-strong seated-figure-4") for number in range(5)),
    *((1.5 + number, Action.RED_FLAG, f"leg-weakness {number}") for number in range(9)),
    *(
        (20.0, Action.INTAKE, answer)
        for answer in [
            *("bladder-or-bowel=no", "saddle=no", "weakness=chronic", "numbness=chronic", "worrying=no"),
            *("injury=yes", "condition=yes", "side=left"),
        ]
    ),
]


@pytest.mark.parametrize("language", ["en", "de"])
def test_with_everything_answered_and_noted_it_is_one_sheet(sitmon: Commands, language: str) -> None:
    """What is handed over a desk has one side, whatever there is to tell (F8)."""
    sitmon.configure(f'[person]\ntimezone = "UTC"\nlanguage = "{language}"')
    simulate_journal(sitmon.store / "journal.sqlite", days=28)
    begin_s = datetime.combine(FIRST + timedelta(days=20), datetime.min.time(), UTC).timestamp()
    with Journal(sitmon.store / "journal.sqlite") as journal:
        for hours, action, detail in EVERYTHING:
            journal.write_input(UserAction(begin_s + HOUR_S * hours, action, detail), 0)
    sitmon("report", *MONTH, "--out", sitmon.folder / "page.pdf")

    assert 1 == len(PdfReader(sitmon.folder / "page.pdf").pages)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_pdf_says_the_same(sitmon: Commands, language: str) -> None:
    """Every line of the page stands in the PDF too, umlauts and people's own words included, on one sheet."""
    sitmon.configure(f'[person]\ntimezone = "UTC"\nlanguage = "{language}"')
    await live(sitmon)
    page = written(sitmon)
    said = sitmon("report", *PERIOD, "--out", sitmon.folder / "page.pdf")
    reader = PdfReader(sitmon.folder / "page.pdf")
    text = "".join("".join(sheet.extract_text().split()) for sheet in reader.pages)

    assert (0, "") == (said.status, said.err)
    assert 1 == len(reader.pages)
    lines = ["".join(line.split()) for line in page.split(" | ") if len(line.strip()) > 3]
    assert len(lines) > 20
    assert [] == [line for line in lines if line not in text and "font:15px" not in line]


def test_without_the_extra_a_page_is_offered(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and no half a file."""
    with Journal(sitmon.store / "journal.sqlite"):
        pass
    monkeypatch.setattr(report_pages, "find_spec", lambda _name: None)

    assert "or write an .html" in sitmon("report", "--out", sitmon.folder / "page.pdf").complaint
    assert not (sitmon.folder / "page.pdf").exists()
