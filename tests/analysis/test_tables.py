"""A journal as tables: what stands in it is what was written, and days end at the person's own midnight."""

import math
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from monitor.analysis.tables import (
    SCHEMAS,
    TABLES,
    bouts,
    daily_metrics,
    diary,
    exercises,
    load_journal,
    minutes,
    nudges,
)
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import Journal
from monitor.errors import JournalError
from monitor.posture.labels import Posture
from monitor.running.daemon import Daemon
from tests.support.feeds import START_S, Kept, Screen, StillClock, arrivals, pipeline, source
from tests.support.weeks import simulate_journal

WINTER, SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))


def at(text: str, zone: timezone = WINTER) -> float:
    """A moment, UTC in POSIX seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


class Written:
    """A journal that is written by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = Journal(path)

    def span(self, kind: str, posture: str, start: str, end: str, zone: timezone = WINTER, **more: object) -> None:
        """A bout or a relabelled time."""
        times = [datetime.fromisoformat(text).replace(tzinfo=zone) for text in (start, end)]
        body = {"posture": posture, "start": times[0].isoformat(), "end": times[1].isoformat(), **more}
        offset = zone.utcoffset(None)
        assert offset is not None
        self.journal.write(kind, times[1].timestamp(), int(offset.total_seconds()), body)

    def say(self, item: UserAction) -> None:
        """Something that was said."""
        self.journal.write_input(item, 0)

    def close(self) -> None:
        """All of it is on the disk."""
        self.journal.close()


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """An empty one."""
    return Written(tmp_path / "journal.sqlite")


async def lived(path: Path) -> None:
    """A morning that a real daemon wrote: a nudge, a break, an entry of the diary, and one that nobody can read."""
    with Journal(path) as journal:
        daemon = Daemon(
            pipeline(),
            StillClock(START_S + 100.0),
            datetime.now().astimezone().tzinfo,
            Screen(),
            Kept(journal),
            finishes=True,
        )  # type: ignore[arg-type]
        await daemon.run(source(arrivals("walk:30s sit:3m stand:40s walk:30s sit:2m"), pause_every=1))
        journal.write_input(UserAction(START_S + 200.0, Action.PAIN, "4 aching left desk"), 0)
        said = (START_S + 300.0, 0, "pain", "eleven")
        journal._rows.execute("INSERT INTO inputs (time_s, utc_offset_s, action, detail) VALUES (?, ?, ?, ?)", said)


async def test_what_a_daemon_wrote_is_in_the_tables(tmp_path: Path) -> None:
    """Bouts, nudges with their outcome, the diary; types as documented, times in UTC."""
    await lived(tmp_path / "journal.sqlite")
    journal = load_journal(tmp_path / "journal.sqlite")
    sat, said, noted = bouts(journal, whole=True), nudges(journal), diary(journal)

    assert ["moving", "sitting", "standing", "moving", "sitting"] == list(sat["posture"])
    assert "datetime64[us, UTC]" == str(sat["start"].dtype) == str(said["time"].dtype)
    assert ["verified"] == list(said["result"])[:1]
    assert said["latency_s"].iloc[0] > 0.0
    assert [(4, "aching", "left", "desk")] == list(
        noted[["level", "quality", "side", "situation"]].itertuples(index=False, name=None)
    )
    assert 5 == len(exercises(journal).columns) - 3
    seen_s = minutes(journal)[[str(posture) for posture in Posture]].to_numpy().sum()
    assert seen_s == pytest.approx(sat["duration_s"].sum(), abs=15.0)


def test_a_bout_over_midnight_belongs_to_both_days(written: Written) -> None:
    """Cut at the person's midnight, and not at UTC's; as one piece if wanted."""
    written.span("bout", "sitting", "2026-03-02T23:30", "2026-03-03T00:45", shifts=9)
    written.close()
    journal = load_journal(written.path)

    assert [(date(2026, 3, 2), 1800.0), (date(2026, 3, 3), 2700.0)] == list(
        bouts(journal)[["day", "duration_s"]].itertuples(index=False, name=None)
    )
    assert [9.0, True] == [bouts(journal)["shifts"].iloc[0], math.isnan(bouts(journal)["shifts"].iloc[1])]
    assert [4500.0] == list(bouts(journal, whole=True)["duration_s"])


def test_summer_time_and_travel(written: Written) -> None:
    """Each row has the offset that held: an evening after a flight is of the day that the traveller's clock showed."""
    written.span("bout", "sitting", "2026-03-28T22:00", "2026-03-28T23:00", WINTER)
    written.span("bout", "sitting", "2026-03-29T22:00", "2026-03-29T23:00", SUMMER)
    tokyo = timezone(timedelta(hours=9))
    written.span("bout", "sitting", "2026-03-31T00:10", "2026-03-31T01:00", tokyo)  # still the 30th in UTC
    written.close()

    assert [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 31)] == list(bouts(load_journal(written.path))["day"])


def test_an_entry_is_of_the_day_that_the_clock_showed(written: Written) -> None:
    """What was said has no offset of its own: that of the nearest event holds, before and after a flight."""
    tokyo = timezone(timedelta(hours=9))
    written.span("bout", "sitting", "2026-03-02T22:00", "2026-03-02T23:30", WINTER)
    written.span("bout", "sitting", "2026-03-04T00:10", "2026-03-04T01:00", tokyo)
    for time_s in (at("2026-03-02T23:50"), at("2026-03-04T00:05", tokyo)):
        written.say(UserAction(time_s, Action.PAIN, "4"))
    written.close()

    assert [date(2026, 3, 2), date(2026, 3, 4)] == list(diary(load_journal(written.path))["day"])


def test_what_turned_out_to_be_non_wear_is_no_sitting(written: Written) -> None:
    """A relabel takes its time out of the bouts, in the middle too."""
    written.span("bout", "sitting", "2026-03-02T09:00", "2026-03-02T10:00", shifts=5)
    written.span("relabel", "non-wear", "2026-03-02T09:20", "2026-03-02T09:50")
    written.close()

    assert [("sitting", 1200.0), ("non-wear", 1800.0), ("sitting", 600.0)] == list(
        bouts(load_journal(written.path))[["posture", "duration_s"]].itertuples(index=False, name=None)
    )


def test_a_day_worked_out_by_hand(written: Written) -> None:
    """Sitting and lying that follow each other are one sit; two ended in a break, one in a gap: two breaks."""
    for posture, start, end in (
        ("sitting", "09:00", "09:40"), ("standing", "09:40", "09:50"), ("sitting", "09:50", "10:00"),
        ("lying", "10:00", "10:20"), ("moving", "10:20", "10:30"), ("sitting", "10:30", "11:30"),
    ):  # fmt: skip
        shifts = {"shifts": 6} if posture == "sitting" else {}
        written.span("bout", posture, f"2026-03-02T{start}", f"2026-03-02T{end}", **shifts)
    written.close()
    day = daily_metrics(load_journal(written.path)).loc[date(2026, 3, 2)]

    assert (130 * 60.0, 20 * 60.0, 150 * 60.0) == (day["sedentary_s"], day["upright_s"], day["worn_s"])
    assert (2, 2 / (130 / 60)) == (day["breaks"], pytest.approx(day["breaks_per_h"]))
    assert (3600.0, 3, 7800.0, 1) == (day["longest_s"], day["bouts_30_min"], day["time_30_min_s"], day["bouts_60_min"])
    assert 18 / (110 / 60) == pytest.approx(day["shifts_per_h"])
    assert not day["valid"]


def test_an_empty_journal_has_empty_tables(written: Written) -> None:
    """With their columns, so that a notebook runs on the first day too."""
    written.close()
    journal = load_journal(written.path)

    for name, make in TABLES.items():
        assert 0 == len(make(journal)), name


def test_a_journal_of_a_newer_sitmon_is_one_line(written: Written) -> None:
    """Its tables may mean something else; it is left as it is."""
    written.close()
    with closing(sqlite3.connect(written.path)) as journal:
        journal.execute("PRAGMA user_version = 9")
        journal.execute("VACUUM")
    before = written.path.read_bytes()

    with pytest.raises(JournalError, match=r"written by a newer sitmon \(schema 9, .*update sitmon") as told:
        load_journal(written.path)
    assert 1 == len(str(told.value).splitlines())
    assert before == written.path.read_bytes()


def test_what_is_no_journal_is_one_line(tmp_path: Path) -> None:
    """A missing one, and a foreign file."""
    with pytest.raises(JournalError, match="there is no journal yet"):
        load_journal(tmp_path / "none.sqlite")
    (tmp_path / "foreign").write_bytes(b"something else entirely" * 100)
    with pytest.raises(JournalError) as told:
        load_journal(tmp_path / "foreign")
    assert 1 == len(str(told.value).splitlines())


def test_every_table_has_its_columns_and_types_whatever_the_journal_holds(tmp_path: Path) -> None:
    """Of the first day and of three weeks: so that tables of many people are one."""
    for name, days in (("first", 0), ("later", 21)):
        if days:
            simulate_journal(tmp_path / name, days=days)
        else:
            Journal(tmp_path / name).close()
    first, later = (load_journal(tmp_path / name) for name in ("first", "later"))

    for name, make in TABLES.items():
        assert dict(SCHEMAS[name]) == make(first).dtypes.to_dict() == make(later).dtypes.to_dict(), name


@pytest.mark.parametrize(
    ("start", "end", "offset_h", "later_h", "before_s"),
    [
        ("2026-03-28T18:00", "2026-03-29T05:00", 1, 2, 6 * 3600.0),
        ("2026-03-28T23:10", "2026-03-29T05:00", 1, 2, 3000.0),
        ("2026-10-24T23:30", "2026-10-25T04:00", 2, 1, 1800.0),
    ],
)
def test_a_night_in_which_clocks_change_is_cut_at_its_own_midnight(
    written: Written, start: str, end: str, offset_h: int, later_h: int, before_s: float
) -> None:
    """By the clock that showed it, not by that of the morning."""
    zones = [timezone(timedelta(hours=hours)) for hours in (offset_h, later_h)]
    began, ended = (
        datetime.fromisoformat(text).replace(tzinfo=zone) for text, zone in zip((start, end), zones, strict=True)
    )
    body = {"posture": "sitting", "start": began.isoformat(), "end": ended.isoformat(), "duration_s": 1.0}
    written.journal.write("bout", ended.timestamp(), later_h * 3600, body)
    written.close()

    found = daily_metrics(load_journal(written.path))["sedentary_s"]
    assert [before_s, ended.timestamp() - began.timestamp() - before_s] == found.tolist()


def test_a_nudge_that_was_withheld_is_told_as_such(written: Written) -> None:
    """With the chance of its arm; where no lot was drawn, neither is there."""
    for hour, arm in ((9, "withheld"), (10, "shown"), (11, None)):
        time_s = at(f"2026-03-02T{hour:02}:00")
        start = datetime.fromtimestamp(time_s - 1800.0, UTC).isoformat()
        written.journal.write("nudge", time_s, 3600, {"bout_start": start, "sitting_s": 1800.0, "level": 1})
        if arm is not None:
            written.journal.write("assignment", time_s, 3600, {"arm": arm, "probability": 0.5})
    written.close()
    found = nudges(load_journal(written.path))

    assert ["withheld", "shown"] == found["arm"].dropna().tolist()
    assert [0.5, 0.5] == found["probability"].dropna().tolist()
