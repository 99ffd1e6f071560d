"""The journal, on a real SQLite file."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.journal import Journal, JournalRow, Minute, RelabelEntry, SecondsEntry
from monitor.errors import JournalError
from monitor.posture.labels import Posture, PostureEpoch
from tests.support.minutes import add_seconds
from tests.support.small_disk import can_mount, run_on_small_disk

NINE_S = 1772438400.0  # 2026-03-02 09:00 in Zurich
CET_S = 3600


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A fresh journal."""
    with Journal(tmp_path / "sitmon" / "journal.db") as journal:
        yield journal


def test_an_event_reads_back_as_written(journal: Journal) -> None:
    """Kind, time, offset and body come back; the first id is 1."""
    body = {"posture": "sitting", "duration_s": 2400.0, "why": "34 min ‖ Zürich", "steps": ["one", "two"]}
    journal.write("bout", NINE_S + 0.125, CET_S, body)

    assert [JournalRow(1, "bout", NINE_S + 0.125, CET_S, body)] == journal.events()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json_values, max_size=4), st.floats(0, 4e9))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_survives(journal: Journal, body: dict[str, object], time_s: float) -> None:
    """Whatever JSON can hold comes back equal, and so does the time."""
    journal.write("any", time_s, 0, body)

    row = max(journal.events("any"), key=lambda row: row.id)
    assert (time_s, body) == (row.time_s, row.body)


def test_bodies_are_stored_with_sorted_keys(journal: Journal, tmp_path: Path) -> None:
    """The same event gives the same bytes, so that two journals can be compared."""
    journal.write("x", NINE_S, CET_S, {"b": 1, "a": 2})
    journal.write("x", NINE_S, CET_S, {"a": 2, "b": 1})

    with sqlite3.connect(tmp_path / "sitmon" / "journal.db") as rows:
        stored = [text for (text,) in rows.execute("SELECT body FROM events")]
    rows.close()
    assert ['{"a":2,"b":1}'] * 2 == stored


def test_a_body_that_is_no_json_is_the_callers_mistake(journal: Journal) -> None:
    """NaN and foreign objects are refused, and nothing is written."""
    with pytest.raises(ValueError, match="JSON"):
        journal.write("x", NINE_S, CET_S, {"a": float("nan")})
    with pytest.raises(TypeError):
        journal.write("x", NINE_S, CET_S, {"a": object()})

    assert [] == journal.events()


@pytest.mark.parametrize(
    ("kind", "since_s", "until_s", "expected"),
    [
        (None, None, None, [4, 3, 2, 1]),
        ("bout", None, None, [4, 1]),
        (None, 2.0, None, [4, 3, 2]),
        (None, None, 3.0, [2, 1]),
        (None, 2.0, 3.0, [2]),
        ("nudge", 3.0, 9.0, [3]),
        ("bout", 2.0, None, [4]),
        ("gap", None, None, []),
        (None, 3.0, 3.0, []),
    ],
)
def test_events_of_a_kind_and_a_span(
    journal: Journal, kind: str | None, since_s: float | None, until_s: float | None, expected: list[int]
) -> None:
    """Spans are [since, until), and a kind picks its own, in the order of writing, whatever the clock showed."""
    for what, time_s in [("bout", 4.0), ("nudge", 3.0), ("nudge", 2.0), ("bout", 1.0)]:
        journal.write(what, time_s, CET_S, {})

    assert expected == [row.time_s for row in journal.events(kind, since_s, until_s)]


def test_the_last_event(journal: Journal) -> None:
    """None in an empty journal; then the one written last, of any kind or of one, also if the clock was ahead once."""
    assert journal.last() is None
    for what, time_s in [("bout", 9.0), ("bout", 2.0), ("nudge", 3.0)]:
        journal.write(what, time_s, CET_S, {})

    found = [row for row in (journal.last(), journal.last("bout"), journal.first("bout")) if row is not None]
    assert [("nudge", 3.0), ("bout", 2.0), ("bout", 9.0)] == [(row.kind, row.time_s) for row in found]
    assert [None, None] == [journal.last("gap"), journal.first("gap")]


INPUTS = [
    UserAction(1.0, Action.RED_FLAG, "sudden numbness"),
    ContextChange(2.0, Context.DO_NOT_DISTURB, True),
    UserAction(3.0, Action.SNOOZE),
    ContextChange(4.0, Context.DO_NOT_DISTURB, False),
]


def test_inputs_come_back_ready_to_be_fed(journal: Journal) -> None:
    """What was said reads back as the very values that the coach takes, within a span too."""
    for item in INPUTS:
        journal.write_input(item, CET_S)

    assert INPUTS == journal.inputs()
    assert INPUTS[1:3] == journal.inputs(2.0, 4.0)


READS = {
    "red flags": (lambda journal: journal.inputs(actions=[Action.RED_FLAG]), "inputs_by_action"),
    "pain of a span": (lambda journal: journal.inputs(1.0, 2.0, actions=[Action.PAIN]), "inputs_by_action"),
    "inputs of a span": (lambda journal: journal.inputs(1.0), "inputs_by_time"),
    "events of a span": (lambda journal: journal.events(since_s=1.0), "events_by_time"),
    "bouts of a span": (lambda journal: journal.events("bout", 1.0), "events_by_time"),
    "all bouts": (lambda journal: journal.events("bout"), "events_by_kind"),
    "the last bout": (lambda journal: journal.last("bout"), "events_by_kind"),
    "the first bout": (lambda journal: journal.first("bout"), "events_by_kind"),
    "minutes of a span": (lambda journal: journal.minutes(1.0), "PRIMARY KEY"),
}


@pytest.mark.parametrize(("read", "index"), READS.values(), ids=READS)
def test_what_a_start_reads_is_looked_up(journal: Journal, read: Callable[[Journal], object], index: str) -> None:
    """By an index, so that ten years cost what two months do (`python -m benchmarks.decade` measures it)."""
    asked: list[str] = []
    journal._rows.set_trace_callback(asked.append)
    read(journal)
    journal._rows.set_trace_callback(None)

    (plan, *sorting) = [row[-1] for row in journal._rows.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert plan.startswith("SEARCH ")
    assert index in plan
    assert sorting in ([], ["USE TEMP B-TREE FOR ORDER BY"])


def test_inputs_come_in_the_order_of_saying(journal: Journal) -> None:
    """A red flag that was said after its clearing stays the last word, though the clock was put back in between."""
    said = [
        UserAction(NINE_S + 7200.0, Action.RED_FLAG, "leg-numbness"),
        UserAction(NINE_S + 7210.0, Action.CLEAR_RED_FLAG),
        ContextChange(NINE_S, Context.LOCKED, True),
        UserAction(NINE_S + 10.0, Action.RED_FLAG, "leg-weakness"),
    ]
    for item in said:
        journal.write_input(item, CET_S)

    assert said == journal.inputs()
    assert [said[0], said[3]] == journal.inputs(actions={Action.RED_FLAG})
    assert [said[3]] == journal.inputs(NINE_S, NINE_S + 7200.0, actions=[Action.RED_FLAG, Action.CLEAR_RED_FLAG])
    assert [] == journal.inputs(actions=())
    assert list(enumerate(said, 1)) == [(row.id, row.item) for row in journal.input_rows()]


def test_a_red_flag_outlives_the_process_that_heard_it(tmp_path: Path) -> None:
    """F1: the next start finds the red flag in the inputs, even if its detail was no clean text."""
    with Journal(tmp_path / "journal.db") as journal:
        journal.write_input(UserAction(NINE_S, Action.RED_FLAG, "numb\udcff"), CET_S)

    with Journal(tmp_path / "journal.db") as journal:
        assert [UserAction(NINE_S, Action.RED_FLAG, "numb?")] == journal.inputs()


def test_minutes_add_up(journal: Journal) -> None:
    """Seconds are summed by minute and posture, across a restart too; a minute unseen is left out."""
    for second in range(50):
        add_seconds(journal, Posture.SITTING, NINE_S + second, CET_S)
    add_seconds(journal, Posture.NON_WEAR, NINE_S + 55, CET_S)
    add_seconds(journal, Posture.MOVING, NINE_S + 120, CET_S, seconds=60)
    add_seconds(journal, Posture.SITTING, NINE_S + 59.9, CET_S)

    expected = [
        Minute(int(NINE_S), CET_S, {Posture.SITTING: 51, Posture.NON_WEAR: 1}),
        Minute(int(NINE_S) + 120, CET_S, {Posture.MOVING: 60}),
    ]
    assert expected == journal.minutes()
    assert expected[1:] == journal.minutes(since_s=NINE_S + 1)
    assert expected[:1] == journal.minutes(until_s=NINE_S + 120)


def test_seconds_can_be_relabelled(journal: Journal) -> None:
    """What was told as sitting becomes non-wear, second by second, and no second is lost or won."""
    told = [PostureEpoch(NINE_S + second, Posture.SITTING, 1.0) for second in range(90)]
    for epoch in told:
        add_seconds(journal, epoch.posture, epoch.start_s, CET_S)
    journal.keep(RelabelEntry(tuple(told[50:]), Posture.NON_WEAR))

    assert [
        Minute(int(NINE_S), CET_S, {Posture.SITTING: 50, Posture.NON_WEAR: 10}),
        Minute(int(NINE_S) + 60, CET_S, {Posture.NON_WEAR: 30}),
    ] == journal.minutes()


def test_relabelling_nothing_changes_nothing(journal: Journal) -> None:
    """No epochs, no change, and the journal can still be written."""
    journal.keep(RelabelEntry((), Posture.NON_WEAR))
    add_seconds(journal, Posture.SITTING, NINE_S, CET_S)

    assert [Minute(int(NINE_S), CET_S, {Posture.SITTING: 1})] == journal.minutes()


def test_the_journal_is_private_from_birth(tmp_path: Path) -> None:
    """Folder 0700, files 0600, the side files of SQLite included, even under a lax umask."""
    before = os.umask(0)
    try:
        with Journal(tmp_path / "home" / "journal.db") as journal:
            journal.write("x", NINE_S, CET_S, {})
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "home").iterdir()}
    finally:
        os.umask(before)

    names = ["journal.db", "journal.db-shm", "journal.db-wal", "journal.db.lock"]
    assert dict.fromkeys(names, 0o600) == modes
    assert 0o700 == stat.S_IMODE((tmp_path / "home").stat().st_mode)


def test_a_lax_journal_is_made_private(tmp_path: Path) -> None:
    """A journal copied back with open permissions is closed to others at the next start."""
    path = tmp_path / "journal.db"
    Journal(path).close()
    path.chmod(0o644)
    Journal(path).close()

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_it_is_written_ahead_and_in_full(journal: Journal, tmp_path: Path) -> None:
    """WAL, and synchronous=FULL (2) after an event or an input; only the seconds go with NORMAL (1)."""
    levels = []
    for write in (
        lambda: journal.write("x", NINE_S, CET_S, {}),
        lambda: journal.keep(SecondsEntry((PostureEpoch(NINE_S, Posture.SITTING, 1.0),), CET_S)),
        lambda: journal.write_input(INPUTS[0], CET_S),
    ):
        write()
        levels.append(journal._rows.execute("PRAGMA synchronous").fetchone()[0])

    assert [2, 1, 2] == levels
    assert ("wal",) == journal._rows.execute("PRAGMA journal_mode").fetchone()


def test_readers_read_while_one_writes(journal: Journal, tmp_path: Path) -> None:
    """`sitmon status` sees the events of the running daemon, and cannot write."""
    journal.write("nudge", NINE_S, CET_S, {})
    with Journal(tmp_path / "sitmon" / "journal.db", read_only=True) as reader:
        assert ["nudge"] == [row.kind for row in reader.events()]
        journal.write("outcome", NINE_S + 60, CET_S, {})
        assert ["nudge", "outcome"] == [row.kind for row in reader.events()]
        with pytest.raises(JournalError, match="readonly"):
            reader.write("x", NINE_S, CET_S, {})


def test_reading_before_the_first_run_says_so(tmp_path: Path) -> None:
    """Reading makes no file, it says that there is none yet."""
    with pytest.raises(JournalError, match="there is no journal yet"):
        Journal(tmp_path / "journal.db", read_only=True)
    assert [] == list(tmp_path.iterdir())


def test_reading_an_empty_file_does_not_make_it_a_journal(tmp_path: Path) -> None:
    """What a crash left before the tables were made is for the next writer, not for a reader."""
    path = tmp_path / "journal.db"
    path.touch()

    with pytest.raises(JournalError, match="not a journal of sitmon"):
        Journal(path, read_only=True)
    Journal(path).close()
    Journal(path, read_only=True).close()


def test_a_second_writer_is_refused(journal: Journal, tmp_path: Path) -> None:
    """Within one process too; the first one is not disturbed, and after it the next may."""
    path = tmp_path / "sitmon" / "journal.db"
    with pytest.raises(JournalError, match=r"another sitmon is writing this journal; stop it first") as caught:
        Journal(path)
    assert 1 == len(str(caught.value).splitlines())

    journal.write("x", NINE_S, CET_S, {})
    journal.close()
    Journal(path).close()


WRITE_FOREVER = """
import sys
from pathlib import Path
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import Journal, SecondsEntry
from monitor.posture.labels import Posture, PostureEpoch
with Journal(Path(sys.argv[1])) as journal:
    n = 0
    while True:
        journal.write("n", float(n), 0, {"n": n})
        journal.write_input(UserAction(float(n), Action.SNOOZE), 0)
        journal.keep(SecondsEntry((PostureEpoch(float(n), Posture.SITTING, 1.0),), 0))
        sys.stdout.write(f"{n}\\n")
        sys.stdout.flush()
        n += 1
"""


def start_writer(path: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes without end, and wait for its first line."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOREVER, str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    return writer


def test_a_killed_process_loses_nothing_and_leaves_no_lock(tmp_path: Path) -> None:
    """While it lives a second process is refused; after `kill -9` all it wrote is there and the next goes on."""
    path = tmp_path / "journal.db"
    with start_writer(path) as writer:
        with pytest.raises(JournalError, match="another sitmon"):
            Journal(path)
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(30)]
        writer.send_signal(signal.SIGKILL)
        last = [int(line) for line in [*lines, *writer.stdout] if line.endswith(b"\n")][-1]

    with Journal(path) as journal:
        events, inputs = journal.events(), journal.inputs()
        seconds = sum(minute.seconds[Posture.SITTING] for minute in journal.minutes())
        journal.write("n", 1e9, 0, {})
        after = journal.last()
    assert last >= 30
    assert all(last < len(rows) <= last + 2 for rows in (events, inputs))
    assert last < seconds <= last + 2
    assert list(range(len(events))) == [row.body["n"] for row in events]
    assert after is not None
    assert 1e9 == after.time_s


def test_ids_are_never_used_again(journal: Journal, tmp_path: Path) -> None:
    """A reader that remembers the last id sees each new event once, even after rows were removed by hand."""
    journal.write("x", 1.0, 0, {})
    journal.write("x", 2.0, 0, {})
    journal._rows.execute("DELETE FROM events WHERE id = 2")
    journal.write("x", 3.0, 0, {})

    assert [1, 3] == [row.id for row in journal.events()]


def test_a_newer_journal_is_refused(tmp_path: Path) -> None:
    """A journal of a later schema is left alone, with one line that says what to do."""
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        journal._rows.execute("PRAGMA user_version = 4")
    before = path.read_bytes()

    for read_only in (False, True):
        with pytest.raises(JournalError, match=r"newer sitmon \(schema 4, this one knows 3\); update sitmon"):
            Journal(path, read_only=read_only)
    assert before == path.read_bytes()


def test_a_foreign_database_is_not_taken_over(tmp_path: Path) -> None:
    """Somebody else's SQLite file stays as it is."""
    path = tmp_path / "journal.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE precious (x)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(JournalError, match="not a journal of sitmon"):
        Journal(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize("content", [b"just text, quite long " * 100, os.urandom(8192)])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    """One line names the file, and a refused start leaves no lock behind."""
    path = tmp_path / "journal.db"
    path.write_bytes(content)

    for _ in range(2):
        with pytest.raises(JournalError, match=r"journal.db: file is not a database; move it away"):
            Journal(path)
    assert content == path.read_bytes()


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """A file where the folder should be is named, with what to do."""
    (tmp_path / "taken").write_text("")

    with pytest.raises(JournalError, match="choose a storage folder") as caught:
        Journal(tmp_path / "taken" / "journal.db")
    assert 1 == len(str(caught.value).splitlines())


FILL_THE_DISK = """
import sys
from pathlib import Path
from monitor.edges.journal import Journal
from monitor.errors import JournalError
folder = Path(sys.argv[1])
(folder / "ballast").write_bytes(bytes(65536))
with Journal(folder / "journal.db") as journal:
    n = 0
    try:
        while True:
            journal.write("n", float(n), 0, {"n": n, "text": "x" * 500})
            n += 1
    except JournalError as error:
        sys.stdout.write(f"{error}\\n")
    kept = [row.body["n"] for row in journal.events()]
    sys.stdout.write(f"{n} written, kept: {kept == list(range(n))}\\n")
    (folder / "ballast").unlink()
    journal.write("n", float(n), 0, {})
    sys.stdout.write(f"then {len(journal.events()) - n} more\\n")
"""


@pytest.mark.system("unshare")
def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    """On a really full disk the journal says so, keeps all earlier events, and goes on once there is space."""
    if not can_mount(tmp_path):
        pytest.skip("needs leave to mount a tmpfs in a namespace of our own (unshare)")
    result = run_on_small_disk(tmp_path, "512k", FILL_THE_DISK)

    assert "" == result.stderr
    message, kept, then = result.stdout.splitlines()
    assert f"{tmp_path}/journal.db: " in message
    assert "what was written before is kept. Free some space" in message
    assert kept.endswith("written, kept: True")
    assert not kept.startswith("0 ")
    assert "then 1 more" == then
