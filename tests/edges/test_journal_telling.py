"""Telling the journal what a person said, from any process."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.coaching.inputs import Action, ContextChange, UserAction
from monitor.coaching.inputs import Context as About
from monitor.edges.journal import Journal, JournalWriter, tell
from monitor.edges.journal import journal as telling
from monitor.errors import JournalError

NINE_S = 1772438400.0
CET_S = 3600
RED_FLAG = UserAction(NINE_S, Action.RED_FLAG, "leg-weakness")


def test_what_is_told_is_there_with_its_number(tmp_path: Path) -> None:
    """The journal is made, its owner's only; each saying has the next number, also one that is no clean text."""
    path = tmp_path / "home" / "journal.db"
    before = os.umask(0)
    try:
        numbers = [tell(path, RED_FLAG, CET_S), tell(path, ContextChange(NINE_S, About.DRIVING, True), CET_S)]
        numbers.append(tell(path, UserAction(NINE_S, Action.RED_FLAG, "numb\udcff"), CET_S))
    finally:
        os.umask(before)

    assert [1, 2, 3] == numbers
    assert (0o700, 0o600) == tuple(stat.S_IMODE(one.stat().st_mode) for one in (path.parent, path))
    with Journal(path, read_only=True) as journal:
        assert [RED_FLAG, ContextChange(NINE_S, About.DRIVING, True), UserAction(NINE_S, Action.RED_FLAG, "numb?")] == (
            journal.inputs()
        )
        assert [(CET_S, None)] * 3 == [(row.utc_offset_s, row.after_second) for row in journal.input_rows()]


def test_telling_needs_no_lock_of_the_running_sitmon(tmp_path: Path) -> None:
    """While one sitmon writes the journal, be it hung, a red flag is kept; a second sitmon is refused as ever."""
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        assert 1 == tell(path, RED_FLAG, CET_S)
        with pytest.raises(JournalError, match="another sitmon"):
            JournalWriter(path, lambda: NINE_S)
        assert [RED_FLAG] == journal.inputs()
    with JournalWriter(path, lambda: NINE_S), pytest.raises(JournalError, match="another sitmon"):
        Journal(path)


def test_it_is_on_the_disk_when_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit is made with synchronous=FULL."""
    levels = []
    monkeypatch.setattr(
        telling, "write_entry", lambda rows, _: levels.append(rows.execute("PRAGMA synchronous").fetchone()) or 1
    )
    tell(tmp_path / "journal.db", RED_FLAG, CET_S)

    assert [(2,)] == levels


def test_a_lock_that_stays_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was not kept, since another program holds the journal: one line, and nothing half-kept."""
    path = tmp_path / "journal.db"
    tell(path, RED_FLAG, CET_S)
    monkeypatch.setattr(telling, "PATIENCE_S", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match=r"not kept.*journal.db: database is locked; .*close that program") as caught:
        tell(path, UserAction(NINE_S, Action.CLEAR_RED_FLAG), CET_S)
    other.execute("ROLLBACK")
    other.close()

    assert 1 == len(str(caught.value).splitlines())
    with Journal(path, read_only=True) as journal:
        assert [RED_FLAG] == journal.inputs()


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda path: path.write_bytes(b"something else " * 99), "file is not a database; move it away"),
        (lambda path: path.mkdir(), "unable to open"),
        (
            lambda path: sqlite3.connect(path).executescript("CREATE TABLE precious (x)").close(),
            "not a journal of sitmon",
        ),
    ],
    ids=["text", "folder", "foreign"],
)
def test_what_is_no_journal_keeps_nothing(tmp_path: Path, make: Callable[[Path], object], match: str) -> None:
    """Something else at the path is left alone."""
    path = tmp_path / "journal.db"
    make(path)

    with pytest.raises(JournalError, match=f"not kept.*{match}"):
        tell(path, RED_FLAG, CET_S)


MANY = """
import sys
from collections.abc import Callable
from pathlib import Path
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import tell
for number in range(5):
    print(tell(Path(sys.argv[1]), UserAction(1772438400.0, Action.RED_FLAG, f"{sys.argv[2]} {number}"), 0))
"""


def test_many_tell_at_once_and_each_is_kept(tmp_path: Path) -> None:
    """Six processes begin a journal together: 30 sayings, 30 numbers, each process's in its order."""
    path = tmp_path / "journal.db"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    tellers = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, path, str(one)], stdout=subprocess.PIPE, env=environment, text=True
        )
        for one in range(6)
    ]
    numbers = [list(map(int, teller.communicate(timeout=60)[0].split())) for teller in tellers]

    with Journal(path, read_only=True) as journal:
        kept = {row.id: row.item.detail for row in journal.input_rows() if isinstance(row.item, UserAction)}
    assert list(range(1, 31)) == sorted(kept)
    assert [[f"{one} {number}" for number in range(5)] for one in range(6)] == [
        [kept[number] for number in told] for told in numbers
    ]


def test_a_moved_journal_that_a_hung_sitmon_still_holds_is_no_hindrance(tmp_path: Path) -> None:
    """What the sitmon of another process left beside the file that was moved away is not taken for the new one's."""
    path, away = tmp_path / "journal.db", tmp_path / "away.db"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with Journal(path) as hung:
        hung.write_input(RED_FLAG, CET_S)
        path.rename(away)
        said = subprocess.run(
            [sys.executable, "-c", MANY, path, "new"], capture_output=True, text=True, env=environment
        )

        assert ("1\n2\n3\n4\n5\n", "") == (said.stdout, said.stderr)
        assert [RED_FLAG] == hung.inputs()
    with Journal(path, read_only=True) as journal:
        assert 5 == len(journal.inputs())


def test_a_journal_that_goes_within_the_saying_is_no_keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is moved away right after the commit: the saying goes into the one in its place, with its number."""
    path, away = tmp_path / "journal.db", tmp_path / "away.db"
    transaction = telling.transaction

    @contextlib.contextmanager
    def move_after(rows: sqlite3.Connection) -> Iterator[None]:
        with transaction(rows):
            yield
        if not away.exists():
            path.rename(away)

    monkeypatch.setattr(telling, "transaction", move_after)
    number = tell(path, RED_FLAG, CET_S)

    with Journal(path, read_only=True) as journal:
        assert [(number, RED_FLAG)] == [(row.id, row.item) for row in journal.input_rows()]
