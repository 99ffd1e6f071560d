"""The journal in the worst: killed processes, a full disk, a medium that cannot be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kill_journal import kill_many
from tests.support.small_disk import can_mount, run_on_small_disk, run_without_rights

pytestmark = pytest.mark.slow

NINE_S = 1772438400.0
KILLS = 20


def test_killed_at_random_moments_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    """Twenty processes that tell or keep are killed: each number that was given is in the file, and it is whole."""
    count, lost, torn = kill_many(tmp_path / "journal.db", KILLS, seed=20260302)

    assert ({}, 0) == (lost, torn)
    assert count >= KILLS


FILL_THE_DISK = """
import itertools, sys, time
from pathlib import Path
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import EventEntry, InputEntry, Journal, JournalWriter, tell, writer
from monitor.errors import JournalError
writer.RETRY_S = (0.01,)
folder, ballast = Path(sys.argv[1]), Path(sys.argv[1]) / "ballast"

def fill(leave):
    with ballast.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    with ballast.open("rb+") as file:
        file.truncate(max(0, ballast.stat().st_size // 4096 * 4096 - leave * 4096))

troubles = kept_later = said_no = 0
for leave in range(0, 24):
    path = folder / f"{leave}.db"
    JournalWriter(path, time.time).close()
    before = tell(path, UserAction(1.0, Action.RED_FLAG, "0"), 0)
    with JournalWriter(path, time.time, hear_after=before) as keeper:
        fill(leave)
        futures = [keeper.keep(InputEntry(UserAction(1.0, Action.RED_FLAG, str(n)), 0)) for n in range(1, 4)]
        futures += [keeper.keep(EventEntry("n", 1.0, 0, {"text": "x" * 9000}))]
        deadline = time.monotonic() + 10
        while keeper.trouble is None and not all(one.done() for one in futures) and time.monotonic() < deadline:
            time.sleep(0.002)
        early = [one.result() for one in futures[:3] if one.done()]
        troubles += keeper.trouble is not None
        try:
            told = tell(path, UserAction(1.0, Action.RED_FLAG, "told"), 0)
        except JournalError as error:
            said_no += 1
            assert "not kept" in str(error) and "\\n" not in str(error), error
        ballast.unlink()
        assert keeper.flush(10), "not kept though there is space"
        kept_later += len(early) < 3
        assert all(one.done() for one in futures)
    with Journal(path, read_only=True) as journal:
        said = [item.detail for item in journal.inputs()]
        assert [str(n) for n in range(4)] == [one for one in said if one != "told"], said
        assert 1 == len(journal.events())
    for one in folder.glob(f"{leave}.db*"):
        one.unlink()
print(f"{troubles > 0} {kept_later > 0} {said_no > 0}")
"""


@pytest.mark.system("unshare")
def test_a_disk_that_is_full_at_any_write_costs_no_saying(tmp_path: Path) -> None:
    """With no page left, with one, and so on: it is a trouble, telling says so, and all is kept once there is space."""
    if not can_mount(tmp_path):
        pytest.skip("needs leave to mount a tmpfs in a namespace of our own (unshare)")
    result = run_on_small_disk(tmp_path, "1m", FILL_THE_DISK)

    assert ("", "True True True\n") == (result.stderr, result.stdout)


READ = """
import sys
from pathlib import Path
from monitor.edges.journal import Journal
from monitor.errors import JournalError
try:
    with Journal(Path(sys.argv[1]), read_only=True) as journal:
        print(len(journal.events()), len(journal.inputs()), journal.passed_over)
except JournalError as error:
    print(error)
"""


def read_where_nothing_can_be_written(path: Path) -> str:
    """What a reader says of a journal whose folder is mounted so that it cannot be written."""
    run = run_without_rights(path.parent, sys.executable, "-c", READ, str(path), PYTHONPATH=os.pathsep.join(sys.path))
    assert "" == run.stderr
    return run.stdout.strip()


FILL = """
import os, sys
from pathlib import Path
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import Journal

journal = Journal(Path(sys.argv[1]))
journal.write("bout", 1.0, 0, {})
journal.write_input(UserAction(1.0, Action.PAIN, "3"), 0)
if sys.argv[2] == "killed":
    os._exit(1)
journal.close()
"""


@pytest.mark.system("unshare")
@pytest.mark.parametrize("end", ["closed", "killed"])
def test_a_journal_is_read_where_nothing_can_be_written(tmp_path: Path, end: str) -> None:
    """A backup or a snapshot is read; if its latest part lies beside it and cannot be, that is said."""
    if not can_mount(tmp_path):
        pytest.skip("needs leave to mount in a namespace of our own (unshare)")
    path = tmp_path / "backup" / "journal.db"
    subprocess.run([sys.executable, "-c", FILL, path, end], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    if end == "killed":
        path.with_name("journal.db-shm").unlink()

    said = read_where_nothing_can_be_written(path)

    if end == "closed":
        assert "1 1 ()" == said
    else:
        assert f"{path}: its latest part, journal.db-wal, cannot be read in a place that cannot be written; " in said
