"""The seconds in the journal, as they were told."""

import sqlite3
import tempfile
import time
from itertools import pairwise
from math import floor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import (
    InputEntry,
    Journal,
    JournalWriter,
    Minute,
    RelabelEntry,
    SecondsEntry,
)
from monitor.packed import pack, unpack
from monitor.posture.labels import Posture, PostureEpoch
from tests.support.minutes import told_seconds

NINE_S = 1772438400.0
CET_S = 3600
DAY_S = 86_400

epochs = st.builds(
    PostureEpoch,
    st.integers(0, 4_000_000_000).map(float),
    st.sampled_from(Posture),
    st.floats(0.0, 1.0),
    st.integers(0, 200_000),
    stirs=st.booleans(),
)


@given(epochs)
def test_a_second_comes_back_as_it_was_told(epoch: PostureEpoch) -> None:
    """Posture and stirs exactly, confidence rounded down by less than 1/200, stillness up to 18 hours; twice alike."""
    (back,) = unpack(int(epoch.start_s), pack([epoch]))

    assert (epoch.start_s, epoch.posture, epoch.stirs) == (back.start_s, back.posture, back.stirs)
    assert min(epoch.still_s, 65535) == back.still_s
    assert floor(epoch.confidence * 200 + 1e-9) / 200 == back.confidence
    assert pack([epoch]) == pack([back])


@given(st.integers(0, 200))
def test_no_confidence_rises(level: int) -> None:
    """A second that was just below a threshold of whole percents is not above it afterwards."""
    below = level / 200 - 1e-6
    told = PostureEpoch(NINE_S, Posture.SITTING, max(0.0, below))
    (back,) = unpack(int(NINE_S), pack([told]))

    assert back.confidence <= told.confidence


def second(number: int, posture: Posture = Posture.SITTING) -> SecondsEntry:
    """The second so many after nine."""
    return SecondsEntry((PostureEpoch(NINE_S + number, posture, 0.5, 0, stirs=True),), CET_S)


def test_seconds_are_kept_in_rows_of_a_minute_and_counted(tmp_path: Path) -> None:
    """130 seconds are three rows, their minutes add up, and each gets the number of its row."""
    path = tmp_path / "journal.db"
    with JournalWriter(path, lambda: NINE_S) as writer:
        kept = [writer.keep(second(number)) for number in range(130)]
        assert writer.flush(10.0)
    with Journal(path, read_only=True) as journal:
        assert [epoch for number in range(130) for epoch in second(number).epochs] == told_seconds(journal)
        assert [60, 60, 10] == [len(row.epochs) for row in journal.seconds_rows()]
        assert [1] * 60 + [2] * 60 + [3] * 10 == [future.result(0) for future in kept]
        assert [60, 60, 10] == [minute.seconds[Posture.SITTING] for minute in journal.minutes()]
        assert journal.seconds_rows()[2:] == journal.seconds_rows(NINE_S + 121)


def test_the_next_run_goes_on_in_the_row(tmp_path: Path) -> None:
    """A restart within a second leaves no seam; a gap, and a clock that was put back, begin a new row, in order."""
    path = tmp_path / "journal.db"
    for runs in [(0, 1), (2, 3), (10, 11), (5, 6)]:
        with JournalWriter(path, lambda: NINE_S) as writer:
            for number in runs:
                writer.keep(second(number))
    with Journal(path, read_only=True) as journal:
        assert [0, 1, 2, 3, 10, 11, 5, 6] == [epoch.start_s - NINE_S for epoch in told_seconds(journal)]
        assert [4, 2, 2] == [len(row.epochs) for row in journal.seconds_rows()]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from([0, 3600])), min_size=1, max_size=40))
def test_however_seconds_come_they_are_read_in_that_order(told: list[tuple[int, int]]) -> None:
    """Consecutive or not, back or forth, in one zone or two: the order is that of telling, the number of all stays."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        entries = [SecondsEntry((PostureEpoch(NINE_S + at, Posture.MOVING, 1.0),), offset_s) for at, offset_s in told]
        with Journal(path) as journal:
            for entry in entries:
                journal.keep(entry)
            rows = journal.seconds_rows()

            assert [entry.epochs[0] for entry in entries] == told_seconds(journal)
            assert len(told) == sum(sum(minute.seconds.values()) for minute in journal.minutes())
            assert all(len(row.epochs) <= 60 for row in rows)
            assert all(one.place < two.place for one, two in pairwise(rows))


@pytest.mark.parametrize("seconds", [[], [0, 2], [1, 0], list(range(61))], ids=["none", "gap", "back", "many"])
def test_only_consecutive_seconds_are_an_entry(seconds: list[int]) -> None:
    """None, a gap, back in time or more than a row holds is the caller's mistake."""
    with pytest.raises(ValueError, match="consecutive"):
        SecondsEntry(tuple(PostureEpoch(NINE_S + at, Posture.SITTING, 1.0) for at in seconds), 0)


def test_an_input_knows_after_which_second_it_was_heard(tmp_path: Path) -> None:
    """Before any second of the journal: none; else the last one kept before it, also one of the run before."""
    path = tmp_path / "journal.db"
    said = InputEntry(UserAction(NINE_S, Action.SNOOZE), CET_S)
    with JournalWriter(path, lambda: NINE_S) as writer:
        for entry in [said, second(0), second(1), said, second(2), said]:
            writer.keep(entry)
    with JournalWriter(path, lambda: NINE_S) as writer:
        writer.keep(said)
    with Journal(path, read_only=True) as journal:
        first = journal.seconds_rows()[0].place
        assert [None, first + 1, first + 2, first + 2] == [row.after_second for row in journal.input_rows()]


def fill_days(path: Path, days: int) -> None:
    """A row for each minute of so many days, the last of which begins at nine."""
    packed = pack([PostureEpoch(0.0, Posture.SITTING, 1.0)] * 60)
    first_s = int(NINE_S) - (days - 1) * DAY_S
    with Journal(path) as journal:
        rows: sqlite3.Connection = journal._rows
        rows.execute("BEGIN")
        rows.executemany(
            "INSERT INTO seconds (start_s, utc_offset_s, packed) VALUES (?, 0, ?)",
            [(first_s + 60 * minute, packed) for minute in range(days * 1440)],
        )
        rows.execute("COMMIT")


def count_rows(journal: Journal) -> int:
    """Count the rows of seconds, without unpacking them."""
    return int(journal._rows.execute("SELECT count(*) FROM seconds").fetchone()[0])


def test_seconds_stay_two_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer takes out what is older than the last two days, a bounded number of rows at a time."""
    path = tmp_path / "journal.db"
    fill_days(path, 5)
    monkeypatch.setattr("monitor.edges.journal.writer.AGE_S", 0.0)
    counts = []
    with JournalWriter(path, lambda: NINE_S) as writer, Journal(path, read_only=True) as journal:
        while not counts or counts[-1] != count_rows(journal):
            counts.append(count_rows(journal))
            writer.look()
            deadline = time.monotonic() + 10.0
            while counts[-1] == count_rows(journal) > 2 * 1440 + 1 and time.monotonic() < deadline:
                time.sleep(0.01)

        assert 2 * 1440 <= counts[-1] <= 2 * 1440 + 1
        assert all(before - after <= 2 * 500 for before, after in pairwise(counts))


def test_a_clock_that_jumps_does_not_cost_the_last_day(tmp_path: Path) -> None:
    """A year ahead by mistake: the day of rows that was told just before stays."""
    path = tmp_path / "journal.db"
    fill_days(path, 1)
    with JournalWriter(path, lambda: NINE_S) as writer:
        writer.keep(SecondsEntry((PostureEpoch(NINE_S + 365 * DAY_S, Posture.SITTING, 1.0),), 0)).result(10.0)
    JournalWriter(path, lambda: NINE_S + 365 * DAY_S).close()
    with Journal(path, read_only=True) as journal:
        assert 1440 <= len(journal.seconds_rows())


def test_a_day_is_two_thousand_rows_and_not_a_hundred_thousand(tmp_path: Path) -> None:
    """Sixteen hours, 57 600 seconds, are 960 rows to read."""
    path = tmp_path / "journal.db"
    fill_days(path, 1)
    with Journal(path, read_only=True) as journal:
        rows = journal.seconds_rows(NINE_S + 8 * 3600)

        assert 960 <= len(rows) <= 961
        assert 57_600 <= sum(len(row.epochs) for row in rows) <= 57_660


def test_relabelling_leaves_what_was_told(tmp_path: Path) -> None:
    """The minutes are put right; the seconds stay as they were told, since they are told again at the next start."""
    with Journal(tmp_path / "journal.db") as journal:
        for number in range(5):
            journal.keep(second(number))
        journal.keep(RelabelEntry(tuple(told_seconds(journal)[2:]), Posture.NON_WEAR))

        assert [Minute(int(NINE_S), CET_S, {Posture.SITTING: 2, Posture.NON_WEAR: 3})] == journal.minutes()
        assert {Posture.SITTING} == {epoch.posture for epoch in told_seconds(journal)}
