"""The thread that writes the journal: in order, never lost, never waited for."""

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.journal import (
    Entry,
    EventEntry,
    HeardEntry,
    Input,
    InputEntry,
    Journal,
    JournalWriter,
    RelabelEntry,
    SecondsEntry,
    Trouble,
    tell,
    writer,
)
from monitor.edges.journal.owned import missing_from
from monitor.errors import JournalError
from monitor.posture.labels import Posture, PostureEpoch
from tests.support.minutes import told_seconds

NINE_S = 1772438400.0
PATIENCE_S = 30.0
"""How long a test waits for what must come; none waits for it to pass."""


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again soon, and locks are waited for shortly."""
    monkeypatch.setattr(writer, "RETRY_S", (0.02,))
    monkeypatch.setattr("monitor.edges.journal.owned.LOCKED_S", 0.01)


def say(number: int, action: Action = Action.DONE) -> InputEntry:
    """Something that a person said, with the number in its detail."""
    detail = f"injury={number}" if action is Action.INTAKE else str(number)
    return InputEntry(UserAction(NINE_S + number, action, detail), 0)


def happen(number: int) -> EventEntry:
    """Something that happened."""
    return EventEntry("bout", NINE_S + number, 0, {"number": number})


def sit(number: int) -> SecondsEntry:
    """A second of sitting."""
    return SecondsEntry((PostureEpoch(NINE_S + number, Posture.SITTING, 1.0),), 0)


def details(path: Path) -> list[str]:
    """The numbers of what people said, in order."""
    with Journal(path, read_only=True) as journal:
        return [item.detail.removeprefix("injury=") for item in journal.inputs() if isinstance(item, UserAction)]


def wait_until(holds: Callable[[], object]) -> None:
    """Wait for what must come."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.005)


def test_what_is_kept_has_its_number_and_order(tmp_path: Path) -> None:
    """Of many entries of all kinds each gets its number once it is in the file, in the order of giving."""
    path = tmp_path / "journal.db"
    with JournalWriter(path, lambda: NINE_S) as journal_writer:
        futures: list[Future[int]] = []
        for number in range(40):
            futures += [journal_writer.keep(entry) for entry in (sit(number), say(number), happen(number))]
        numbers = [future.result(PATIENCE_S) for future in futures]
        relabelled = journal_writer.keep(RelabelEntry(sit(0).epochs, Posture.NON_WEAR))
        assert 0 == relabelled.result(PATIENCE_S)
    with Journal(path, read_only=True) as journal:
        assert [str(number) for number in range(40)] == details(path)
        assert list(range(1, 41)) == numbers[1::3] == numbers[2::3]
        assert [row.id for row in journal.events()] == [row.body["number"] + 1 for row in journal.events()]  # type: ignore[operator]
        assert [1] * 40 == numbers[0::3]
        assert {Posture.SITTING: 39, Posture.NON_WEAR: 1} == journal.minutes()[0].seconds


def test_what_comes_together_is_committed_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds wait for the next look and go with the saying that comes after them, in one commit that is synced."""
    commits: list[tuple[int, ...]] = []

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
            if sql == "COMMIT" and threading.current_thread().name == "journal":
                level = super().execute("PRAGMA synchronous").fetchone()[0]
                counts = [super(Watched, self).execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables]
                commits.append((level, *counts))
            return super().execute(sql, *args)

    tables = ("seconds", "inputs")
    connect = sqlite3.connect
    Journal(tmp_path / "journal.db").close()
    monkeypatch.setattr(writer, "LOOK_S", 3600.0)
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, factory=Watched, **named))
    with JournalWriter(tmp_path / "journal.db", lambda: NINE_S) as journal_writer:
        journal_writer.flush(PATIENCE_S)
        wait_until(lambda: commits)  # it has looked for what is old
        waiting_seconds = [journal_writer.keep(sit(number)) for number in (0, 1, 3)]
        assert not any(future.done() for future in waiting_seconds)
        journal_writer.keep(say(1)).result(PATIENCE_S)

    assert [(2, 2, 1)] == [commit for commit in commits if commit[1]]


def test_the_seconds_need_no_asking(tmp_path: Path) -> None:
    """A second is kept by the next look, though nothing comes after it."""
    with JournalWriter(tmp_path / "journal.db", lambda: NINE_S) as journal_writer:
        assert 1 == journal_writer.keep(sit(0)).result(PATIENCE_S)


# --------------------------------------------------------------------------------------- others


def test_what_others_say_is_heard_once_and_in_order(tmp_path: Path) -> None:
    """Sayings of this process and of others, mixed: the others' are heard, by number; the own never, known ones not."""
    path, heard = tmp_path / "journal.db", list[tuple[int, Input]]()
    known = tell(path, say(-1).item, 0)
    with JournalWriter(
        path, lambda: NINE_S, hear_after=known, heard=lambda number, item: heard.append((number, item))
    ) as journal_writer:
        theirs = {}
        for number in range(0, 60, 2):
            theirs[tell(path, say(number).item, 0)] = say(number).item
            own = journal_writer.keep(say(number + 1))
            if number % 3 == 0:
                own.result(PATIENCE_S)
        journal_writer.look()
        wait_until(lambda: len(heard) == 30)
        journal_writer.keep(say(99)).result(PATIENCE_S)

    assert list(theirs.items()) == heard
    assert 62 == len(details(path))


def test_it_listens_unasked(tmp_path: Path) -> None:
    """What another process tells is heard by the next look of its own; a context too, and a word of tomorrow is not."""
    path, heard = tmp_path / "journal.db", list[Input]()
    driving = ContextChange(NINE_S, Context.DRIVING, True)
    with JournalWriter(path, lambda: NINE_S, heard=lambda _, item: heard.append(item)):
        rows = sqlite3.connect(path)
        rows.execute("INSERT INTO inputs (time_s, utc_offset_s, action, detail) VALUES (1, 0, 'breathe', 'x')")
        rows.commit()
        rows.close()
        tell(path, driving, 0)
        wait_until(lambda: heard)

    assert [driving] == heard


def test_when_it_was_heard_can_be_noted(tmp_path: Path) -> None:
    """The second after which another's input was heard stands beside it afterwards."""
    path = tmp_path / "journal.db"
    number = tell(path, say(1).item, 0)
    with JournalWriter(path, lambda: NINE_S) as journal_writer:
        journal_writer.keep(SecondsEntry((PostureEpoch(NINE_S, Posture.SITTING, 1.0),), 0))
        assert number == journal_writer.keep(HeardEntry(number)).result(PATIENCE_S)
    with Journal(path, read_only=True) as journal:
        assert [journal.seconds_rows()[0].place] == [row.after_second for row in journal.input_rows()]


# ------------------------------------------------------------------------------------- trouble

HOLD = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1], isolation_level=None)
rows.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
rows.execute("ROLLBACK")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal that is there."""
    Journal(tmp_path / "journal.db").close()
    return tmp_path / "journal.db"


@pytest.fixture
def hold(path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Has another process hold the journal, until it is told a line."""
    holders: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD, str(path)]
        holders.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert holders[-1].stdout is not None
        holders[-1].stdout.readline()
        return holders[-1]

    yield begin
    for holder in holders:
        if holder.poll() is None:
            holder.communicate("\n")


def test_a_journal_that_is_held_keeps_nobody_waiting_and_loses_nothing(path: Path, hold: Callable) -> None:
    """While another program holds it, the trouble is told once; then all is written, in order, and its end is told."""
    told: list[Trouble | None] = []
    with JournalWriter(path, lambda: NINE_S, troubled=told.append) as journal_writer:
        holder = hold()
        futures = [journal_writer.keep(entry) for number in range(20) for entry in (sit(number), say(number))]
        wait_until(lambda: journal_writer.trouble)
        trouble = journal_writer.trouble
        assert 40 == journal_writer._line.count
        assert not any(future.done() for future in futures)
        assert not journal_writer.flush(0.05)
        holder.communicate("\n")
        assert journal_writer.flush(PATIENCE_S)
        wait_until(lambda: len(told) == 2)
        assert journal_writer.trouble is None

    assert trouble is not None
    assert NINE_S == trouble.since_s
    assert f"{path}: database is locked; another program holds it: close that program." == trouble.reason
    assert told[0] is not None
    assert told[1] is None
    assert list(range(1, 21)) == [future.result(0) for future in futures[1::2]]
    assert list(map(str, range(20))) == details(path)


def test_a_saying_is_tried_at_once_also_in_a_trouble(
    path: Path, hold: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written is tried again in an hour; a person says something, and all of it is written now."""
    monkeypatch.setattr(writer, "RETRY_S", (3600.0,))
    with JournalWriter(path, lambda: NINE_S) as journal_writer:
        holder = hold()
        event = journal_writer.keep(happen(1))
        wait_until(lambda: journal_writer.trouble)
        holder.communicate("\n")
        assert 1 == journal_writer.keep(say(1)).result(PATIENCE_S)
        assert 1 == event.result(0)


def test_a_start_on_a_journal_that_is_held_is_a_trouble_and_no_end(tmp_path: Path) -> None:
    """The watching begins; what is said meanwhile is kept when the journal is free."""
    path = tmp_path / "journal.db"
    rows = sqlite3.connect(path, isolation_level=None)
    rows.execute("PRAGMA journal_mode = WAL")
    rows.execute("BEGIN IMMEDIATE")
    with JournalWriter(path, lambda: NINE_S) as journal_writer:
        kept = journal_writer.keep(say(1))
        assert journal_writer.trouble is not None
        rows.execute("ROLLBACK")
        rows.close()
        assert 1 == kept.result(PATIENCE_S)


def test_memory_is_bounded_and_sayings_are_not_dropped(
    path: Path, hold: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a day of waiting the oldest seconds and events go, counted and told; no saying of a person ever does."""
    monkeypatch.setattr(writer, "MOST", 300)
    with JournalWriter(path, lambda: NINE_S) as journal_writer:
        holder = hold()
        said = [journal_writer.keep(say(number)) for number in range(30)]
        seconds = [journal_writer.keep(sit(number)) for number in range(600)]
        said += [journal_writer.keep(say(number)) for number in range(30, 60)]
        wait_until(lambda: journal_writer.trouble is not None and journal_writer._line.count <= 300)
        waiting = journal_writer._line.count
        holder.communicate("\n")
        assert journal_writer.flush(PATIENCE_S)
        with pytest.raises(JournalError, match="not kept"):
            seconds[0].result(0)
        assert seconds[-1].result(0)
    with Journal(path, read_only=True) as journal:
        kept = told_seconds(journal)

    assert waiting == len(said) + len(kept)
    assert NINE_S + 599 == kept[-1].start_s
    assert list(map(str, range(60))) == details(path)
    assert list(range(1, 61)) == [future.result(0) for future in said]


def test_the_end_is_bounded_and_says_what_is_not_kept(path: Path, hold: Callable) -> None:
    """Closed while the journal is held: it ends, each waiter is told that it is not kept, and so is who comes after."""
    journal_writer = JournalWriter(path, lambda: NINE_S)
    hold()
    lost = journal_writer.keep(say(1))
    journal_writer.close(0.1)
    journal_writer.close()

    for future in (lost, journal_writer.keep(say(2))):
        with pytest.raises(JournalError, match=r"not kept: .*database is locked"):
            future.result(0)
    assert [] == details(path)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_dies_is_a_trouble(path: Path) -> None:
    """A fault of ours in the thread leaves nobody waiting for ever."""

    def fail(_number: int, _item: Input) -> None:
        raise RuntimeError("ours")

    journal_writer = JournalWriter(path, lambda: NINE_S, heard=fail)
    tell(path, say(1).item, 0)
    wait_until(lambda: not journal_writer._thread.is_alive())

    with pytest.raises(JournalError, match="start sitmon again"):
        journal_writer.keep(say(2)).result(PATIENCE_S)
    assert journal_writer.trouble is not None
    journal_writer.close()


class Failing(sqlite3.Connection):
    """A connection of the writer's thread that fails at one call, before or after it did what it was asked."""

    calls = 0
    fails_at = -1
    code = sqlite3.SQLITE_IOERR
    did_it = False

    def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
        """Fail once."""
        if threading.current_thread().name != "journal":
            return super().execute(sql, *args)
        Failing.calls += 1
        fails = Failing.calls == Failing.fails_at
        if fails and not Failing.did_it:
            raise self._error()
        cursor = super().execute(sql, *args)
        if fails:
            raise self._error()
        return cursor

    def _error(self) -> sqlite3.OperationalError:
        error = sqlite3.OperationalError("made up")
        error.sqlite_errorcode = Failing.code
        return error


def live_through_a_fault(path: Path) -> tuple[list[tuple[InputEntry, int]], list[tuple[int, Input]], bool]:
    """Keep and tell while one call fails; what was acknowledged, what was heard, and whether the fault came."""
    heard: list[tuple[int, Input]] = []
    Failing.calls = 0
    with JournalWriter(path, lambda: NINE_S, heard=lambda number, item: heard.append((number, item))) as journal_writer:
        kept = []
        for number in range(0, 4, 2):
            journal_writer.keep(sit(number))
            kept.append((say(number), journal_writer.keep(say(number)).result(PATIENCE_S)))
            tell(path, say(number + 1).item, 0)
            journal_writer.look()
        wait_until(lambda: len(heard) == 2)
        assert journal_writer.flush(PATIENCE_S)
        wait_until(lambda: journal_writer.trouble is None)
    return kept, heard, Failing.calls >= Failing.fails_at


@pytest.mark.parametrize(
    ("code", "did_it"), [(sqlite3.SQLITE_FULL, False), (sqlite3.SQLITE_IOERR, True)], ids=["full", "io-after-all"]
)
def test_whichever_call_fails_nothing_acknowledged_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, did_it: bool
) -> None:
    """SQLite fails at the first call, at the second, and so on: all is kept, once and in order, and heard once."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, factory=Failing, **named))
    monkeypatch.setattr(Failing, "code", code)
    monkeypatch.setattr(Failing, "did_it", did_it)
    came, fault = True, 0
    while came:
        fault += 1
        monkeypatch.setattr(Failing, "fails_at", fault)
        path = tmp_path / f"{fault}.db"
        kept, heard, came = live_through_a_fault(path)
        with Journal(path, read_only=True) as journal:
            numbered, seconds = {row.id: row.item for row in journal.input_rows()}, told_seconds(journal)
            counted = sum(sum(minute.seconds.values()) for minute in journal.minutes())
        assert [entry.item for entry, _ in kept] == [numbered[number] for _, number in kept]
        assert [say(1).item, say(3).item] == [item for _, item in heard]
        assert list("0123") == details(path)
        assert [NINE_S, NINE_S + 2.0] == [epoch.start_s for epoch in seconds]
        assert 2 == counted
    assert fault > 40


# ------------------------------------------------------------------------------- another file


class AtCommit(sqlite3.Connection):
    """A connection of the writer's thread in which something happens once, right after a commit."""

    then: Callable[[], None] | None = None

    def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
        """Commit, and let it happen."""
        cursor = super().execute(sql, *args)
        if sql == "COMMIT" and threading.current_thread().name == "journal" and AtCommit.then is not None:
            then, AtCommit.then = AtCommit.then, None
            then()
        return cursor


@pytest.fixture
def at_commit(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JournalWriter]:
    """A writer that looks only when it is asked, and whose commits can be watched."""
    connect = sqlite3.connect
    monkeypatch.setattr(writer, "LOOK_S", 3600.0)
    monkeypatch.setattr(writer, "AGE_S", 3600.0)
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, factory=AtCommit, **named))
    with JournalWriter(path, lambda: NINE_S) as journal_writer:
        journal_writer.keep(say(0)).result(PATIENCE_S)
        wait_until(lambda: journal_writer._age_at_s > 0.0)
        yield journal_writer


def test_a_journal_that_goes_within_the_commit_is_no_keeping(at_commit: JournalWriter, path: Path) -> None:
    """Moved away between the commit and its acknowledgement: the saying is in the one in its place, with its number."""
    AtCommit.then = lambda: path.rename(path.with_name("away.db")) and None
    number = at_commit.keep(say(1)).result(PATIENCE_S)
    with Journal(path, read_only=True) as journal:
        assert [(number, say(1).item)] == [(row.id, row.item) for row in journal.input_rows()]


def test_a_second_after_a_doubtful_commit_is_counted_once(at_commit: JournalWriter, path: Path) -> None:
    """SQLite says that seconds are not committed, and they are; the next one comes before they are tried again.

    One of them was relabelled in the same commit, and is so once.
    """

    def fail() -> None:
        error = sqlite3.OperationalError("made up")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    AtCommit.then = fail
    at_commit._troubled = lambda trouble: None if trouble is None else at_commit.keep(sit(2)) and None
    with at_commit._changed:
        for number in range(2):
            at_commit.keep(sit(number))
        at_commit.keep(RelabelEntry(sit(0).epochs, Posture.NON_WEAR))
    assert at_commit.flush(PATIENCE_S)
    with Journal(path, read_only=True) as journal:
        assert [NINE_S, NINE_S + 1.0, NINE_S + 2.0] == [epoch.start_s for epoch in told_seconds(journal)]
        assert [{Posture.SITTING: 2, Posture.NON_WEAR: 1}] == [minute.seconds for minute in journal.minutes()]


def test_a_journal_in_which_nothing_was_said_is_begun_anew_as_well(tmp_path: Path) -> None:
    """Only events were in it: there is nothing to restore, and it is told all the same."""
    path, told = tmp_path / "journal.db", list[bool]()
    with JournalWriter(path, lambda: NINE_S, replaced=lambda: told.append(True)) as journal_writer:
        journal_writer.keep(happen(1)).result(PATIENCE_S)
        path.unlink()
        journal_writer.keep(happen(2)).result(PATIENCE_S)

    assert [True] == told


SAFETY = [say(1, Action.INTAKE), say(2, Action.RED_FLAG), say(3, Action.CLEAR_RED_FLAG), say(4, Action.RED_FLAG)]


@pytest.mark.parametrize("moved", ["journal", "folder", "deleted"])
def test_a_journal_that_is_moved_away_is_begun_anew(tmp_path: Path, moved: str) -> None:
    """What comes then is in the new file, after the red flags, their clearing and the intake; it is told once."""
    path, told = tmp_path / "home" / "journal.db", list[bool]()
    with JournalWriter(path, lambda: NINE_S, replaced=lambda: told.append(True)) as journal_writer:
        for entry in [*SAFETY, say(5)]:
            journal_writer.keep(entry).result(PATIENCE_S)
        if moved == "journal":
            path.rename(tmp_path / "away.db")
        elif moved == "folder":
            path.parent.rename(tmp_path / "away")
        else:
            path.unlink()
        number = journal_writer.keep(say(6)).result(PATIENCE_S)
        assert journal_writer.keep(say(7)).result(PATIENCE_S) == number + 1

    assert [True] == told
    assert list("123467") == details(path)
    assert 5 == number
    if moved == "journal":
        assert list("12345") == details(tmp_path / "away.db")


def test_what_is_told_into_the_new_file_is_heard_and_stays_last(tmp_path: Path) -> None:
    """A clearing that another process tells right after the journal was moved away is heard, and is the last word."""
    path, heard = tmp_path / "journal.db", list[Input]()
    cleared = say(5, Action.CLEAR_RED_FLAG)
    with JournalWriter(path, lambda: NINE_S, heard=lambda _, item: heard.append(item)) as journal_writer:
        for entry in SAFETY:
            journal_writer.keep(entry).result(PATIENCE_S)
        path.rename(tmp_path / "away.db")
        tell(path, cleared.item, 0)
        journal_writer.look()
        wait_until(lambda: heard)

    assert [cleared.item] == heard
    assert list("12345") == details(path)[-5:]


def test_a_backup_that_is_put_back_learns_what_was_said_since(tmp_path: Path) -> None:
    """A copy of before the last red flag takes the place: it is written on, with that red flag; none is heard anew."""
    path, copy, heard, told = tmp_path / "journal.db", tmp_path / "copy.db", list[Input](), list[bool]()
    for entry in [*SAFETY[:3], say(9)]:
        tell(path, entry.item, 0)
    shutil.copyfile(path, copy)
    with JournalWriter(
        path, lambda: NINE_S, hear_after=4, heard=lambda _, item: heard.append(item), replaced=lambda: told.append(True)
    ) as journal_writer:
        journal_writer.keep(SAFETY[3]).result(PATIENCE_S)
        copy.replace(path)
        journal_writer.keep(say(6)).result(PATIENCE_S)

    assert list("123946") == details(path)
    assert [True] == told
    assert [] == heard
    rows = sqlite3.connect(path)
    assert [("ok",)] == rows.execute("PRAGMA integrity_check").fetchall()
    rows.close()


words = st.lists(st.integers(0, 6), max_size=8, unique=True)


@given(words, words)
def test_safety_words_end_as_they_were_known(found: list[int], known: list[int]) -> None:
    """Whatever the other file holds: the known words stand in their order, and what nobody knew comes after them."""
    file = [(word,) for word in found]
    known_words = [(word,) for word in known]
    now = [*file, *missing_from(file, known_words)]
    last = {word: place for place, word in enumerate(now)}

    assert set(file) | set(known_words) == set(now)
    assert known_words == sorted(known_words, key=last.__getitem__)
    if known_words and file[: len(known_words)] != known_words:
        strange = [word for word in file if word not in known_words]
        assert all(last[word] > last[known_words[-1]] for word in strange)


def test_nothing_is_in_the_journal_that_was_not_given(path: Path) -> None:
    """A writer that has nothing to write changes nothing of what can be read."""
    entries: list[Entry] = [say(1), happen(1)]
    with Journal(path) as journal:
        for entry in entries:
            journal.keep(entry)
        before = journal.events(), journal.input_rows(), journal.minutes(), told_seconds(journal)
    with JournalWriter(path, lambda: NINE_S) as journal_writer:
        assert journal_writer.flush(PATIENCE_S)
    with Journal(path, read_only=True) as journal:
        assert before == (journal.events(), journal.input_rows(), journal.minutes(), told_seconds(journal))
