"""What must always hold: an acknowledgement means kept, and what cannot be read or written is said in a line."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.coaching.inputs import Action
from monitor.edges.journal import Journal
from tests.invariants_kill import HEARD, SAYINGS, Home, Saying, kill_many
from tests.support.commands import ROOT, Commands, Said
from tests.support.small_disk import can_mount, run_on_small_disk, run_without_rights

KILLS = 15


@pytest.fixture
def sitmon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The commands, with settings and storage of this test alone."""
    return Commands(tmp_path, monkeypatch)


def journal_of(sitmon: Commands) -> Path:
    """Where they keep."""
    return sitmon.store / "journal.sqlite"


def run_sql(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Change the journal by hand, or look into it."""
    rows = sqlite3.connect(path, isolation_level=None)
    try:
        return rows.execute(sql).fetchall()
    finally:
        rows.close()


# ----------------------------------------------------------------- an acknowledgement means kept
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_whatever_was_acknowledged_before_a_kill_is_in_the_journal(tmp_path: Path) -> None:
    """Fifteen commands, a third of them beside a running sitmon, are killed at their word or at random moments."""
    acknowledged, lost, torn = kill_many(tmp_path, KILLS, seed=20260302)

    assert ([], 0) == (lost, torn)
    assert acknowledged >= (KILLS + 1) // 2


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("told", [True, False])
def test_the_kills_find_a_command_that_acknowledges_first(
    tmp_path: Path, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that says its word and keeps nothing is found out; one that keeps it is not."""
    pain = SAYINGS[3]
    keep = "tell(read_settings().storage.journal, UserAction(0.0, Action.PAIN, '4'), 0); "
    code = (
        "from monitor.edges.journal import tell; from monitor.edges.settings import read_settings; "
        f"from monitor.coaching.inputs import *; {keep if told else ''}print('{pain.acknowledged}', flush=True)"
    )
    command = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _call, **named: command([sys.executable, "-c", code], **named))
    monkeypatch.setattr("tests.invariants_kill.SAYINGS", (pain,))

    _, lost, torn = kill_many(tmp_path, 1, seed=1)

    assert ([] if told else [pain.words], 0) == (lost, torn)


FULL = """
import contextlib, io, json, os, sys
from pathlib import Path
from monitor.__main__ import main
from monitor.edges.journal import Journal

disk, words, leave = Path(sys.argv[1]), os.environ["WORDS"].split(), int(os.environ["LEAVE"])
path, ballast = disk / "store" / "journal.sqlite", disk / "ballast"

def call(*words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(words))
    return status, out.getvalue(), err.getvalue()

def count():
    with Journal(path, read_only=True) as journal:
        return journal.last_input()

call("red-flag")
before = count()
with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
    while True:
        file.write(bytes(4096))
os.truncate(ballast, max(0, ballast.stat().st_size // 4096 * 4096 - leave * 4096))
full, then = call(*words), None
ballast.unlink()
then = count()
print(json.dumps([full, then - before, call(*words), count() - before]))
"""


def said_on_a_full_disk(folder: Path, saying: Saying, leave: int, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a command says with so many pages left, how much is kept then; and the same when there is space again."""
    disk, config = folder / "disk", folder / "sitmon.toml"
    disk.mkdir()
    config.write_text(f'[storage]\nfolder = "{disk / "store"}"\n')
    for name, value in {"SITMON_CONFIG": config, "WORDS": saying.words, "LEAVE": leave}.items():
        monkeypatch.setenv(name, str(value))
    run = run_on_small_disk(disk, "1m", FULL)
    assert "" == run.stderr
    found: list[object] = json.loads(run.stdout)
    return found


@pytest.mark.system("unshare")
@pytest.mark.parametrize("leave", [0, 1])
@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: saying.words)
def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_kept(
    saying: Saying, leave: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says so, the status is not 0, and what was kept before stays; with space again it is kept."""
    if not can_mount(tmp_path):
        pytest.skip("needs leave to mount a tmpfs in a namespace of our own (unshare)")
    (status, out, err), kept, again, kept_again = said_on_a_full_disk(tmp_path, saying, leave, monkeypatch)  # type: ignore[misc]

    assert (0, 0) == (kept, out.count(saying.acknowledged)), out
    assert 0 != status
    assert 1 == len(err.splitlines()), err
    assert "Free some space" in err
    assert (0, 1, "") == (again[0], kept_again, again[2])
    assert saying.acknowledged in again[1]


# -------------------------------------------------------------- what cannot be read or written
OF_TOMORROW = {
    "an action": (
        "INSERT INTO inputs (time_s, utc_offset_s, action, detail) SELECT max(time_s), 0, 'breathe', 'x' FROM inputs",
        "inputs with the action 'breathe', which this sitmon does not know: 1 passed over",
    ),
    "a kind of event": (
        "INSERT INTO events (kind, time_s, utc_offset_s, body) VALUES ('song', 1772438400, 0, '{}')",
        None,
    ),
    "a nudge of another shape": (
        "INSERT INTO events (kind, time_s, utc_offset_s, body) "
        "SELECT 'nudge', max(time_s), 0, '{\"loudness\": 11}' FROM inputs",
        "events of the kind 'nudge' that this sitmon cannot make out: 1 passed over",
    ),
}
"""What a newer sitmon may have written under the same number of the schema, and the line that a start says of it."""

COMMANDS = ("red-flag leg-weakness", "pain 4", "feedback good", "plan", "report", "export", "status", "why")


@pytest.mark.parametrize(("sql", "line"), OF_TOMORROW.values(), ids=OF_TOMORROW)
def test_what_is_of_tomorrow_stops_no_command_and_stays(
    sql: str, line: str | None, sitmon: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command does what it does; a start says what it passed over, once; the row stays for who knows it."""
    monkeypatch.chdir(sitmon.folder)  # reports and tables go there
    virtual = ("run", "--virtual", "sit:5s", "--speed", "50")
    first = sitmon.run(*virtual)
    sitmon("pain", "3")
    run_sql(journal_of(sitmon), sql)
    tables = ("inputs", "events")
    before = [run_sql(journal_of(sitmon), f"SELECT * FROM {table}") for table in tables]

    told = [sitmon(*words.split()) for words in COMMANDS]
    run = sitmon.run(*virtual)

    assert [0] * 6 + [1, 1] == [said.status for said in told]  # none runs, and no nudge came that can be explained
    assert (0, 0) == (first.status, run.status), run.err
    assert (0 if line is None else 1) == sum(line is not None and line in one for one in run.err.splitlines()), run.err
    after = [run_sql(journal_of(sitmon), f"SELECT * FROM {table}") for table in tables]
    assert before == [now[: len(then)] for then, now in zip(before, after, strict=True)]


def without_rights(sitmon: Commands, *words: str) -> Said:
    """Run a command where the storage folder can be read and not written, which holds for root as well."""
    run = run_without_rights(sitmon.store, sys.executable, "-m", "monitor", *words)
    return Said(run.returncode, run.stdout, run.stderr)


@pytest.mark.system("unshare")
@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: saying.words)
def test_a_journal_without_rights_acknowledges_nothing(saying: Saying, sitmon: Commands) -> None:
    """One line, a status that is not 0, and the journal as it was."""
    if not can_mount(sitmon.folder):
        pytest.skip("needs leave to mount in a namespace of our own (unshare)")
    sitmon("red-flag")
    before = journal_of(sitmon).read_bytes()
    said = without_rights(sitmon, *saying.words.split())

    assert str(journal_of(sitmon)) in said.complaint
    assert saying.acknowledged not in said.out
    assert before == journal_of(sitmon).read_bytes()


@pytest.mark.system("unshare")
def test_a_journal_without_rights_is_not_watched_into(sitmon: Commands) -> None:
    """The watching ends in one line, before anything is seen that could not be kept."""
    if not can_mount(sitmon.folder):
        pytest.skip("needs leave to mount in a namespace of our own (unshare)")
    sitmon.run("run", "--virtual", "sit:5s", "--speed", "50")
    before = journal_of(sitmon).read_bytes()

    assert str(sitmon.store) in without_rights(sitmon, "run", "--virtual", "sit:5s").complaint
    assert before == journal_of(sitmon).read_bytes()


@pytest.mark.parametrize("there", [True, False], ids=["there", "dangling"])
def test_settings_that_are_a_link_stay_a_link(there: bool, sitmon: Commands) -> None:
    """The side that is answered is written into the file that the link names, with all that stood in it."""
    link, real = sitmon.folder / "sitmon.toml", sitmon.folder / "dotfiles" / "mine.toml"
    real.parent.mkdir()
    stood = link.read_text()
    link.rename(real) if there else link.unlink()
    link.symlink_to(real)
    sitmon_said = sitmon("intake", "side=left") if there else sitmon("setup", "--side", "left")

    assert (0, "") == (sitmon_said.status, sitmon_said.err)
    assert link.is_symlink()
    assert real.samefile(link)
    assert 'affected_side = "left"' in real.read_text()
    assert not there or all(line in real.read_text() for line in stood.splitlines())


# ---------------------------------------------------------------------------------- two of them
def test_a_second_sitmon_is_refused_in_a_line_and_the_first_goes_on(tmp_path: Path) -> None:
    """What is said afterwards is heard by the first one and kept, and it ends in good order."""
    home = Home(tmp_path)
    with home.running() as first:
        second = subprocess.run(
            [sys.executable, "-m", "monitor", "run", "--virtual", "sit:5s"],
            cwd=ROOT, env=os.environ | {"SITMON_CONFIG": str(home.config), "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        with home.start("pause") as paused:
            out, _ = paused.communicate(timeout=60)
        still_runs = first.poll() is None
        first.send_signal(signal.SIGTERM)
        status = first.wait(30)

    assert "another sitmon is writing this journal" in Said(second.returncode, second.stdout, second.stderr).complaint
    assert (True, 0) == (still_runs, status)
    assert (0, HEARD[0].acknowledged) == (paused.returncode, out[: len(HEARD[0].acknowledged)])
    assert 1 == home.count(Action.PAUSE)


def test_what_is_said_while_another_program_holds_the_journal_is_kept_or_not_acknowledged(tmp_path: Path) -> None:
    """The running sitmon answers all the while; what it could not keep at once it keeps when the journal is free."""
    home = Home(tmp_path)
    with home.running():
        holder = sqlite3.connect(home.journal, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with home.start("pause") as paused:
            out, _ = paused.communicate(timeout=60)
        with home.start("status") as asked:
            asked.communicate(timeout=60)
        holder.execute("ROLLBACK")
        holder.close()
        ends_s = time.monotonic() + 30.0
        while not home.count(Action.PAUSE) and time.monotonic() < ends_s:
            time.sleep(0.1)

    assert "" == out
    assert 0 != paused.returncode
    assert 0 == asked.returncode
    assert 1 == home.count(Action.PAUSE)
    with Journal(home.journal, read_only=True) as journal:
        assert () == journal.passed_over
