"""`kill -9` at any moment costs nothing that was kept, and the next start goes on."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.edges.journal import Journal
from monitor.edges.recordings import Damage, read_recording
from monitor.motion.arrivals import Arrival
from tests.support.commands import ROOT
from tests.support.feeds import START_S
from tests.support.watching import BETWEEN_STARTS_S

pytestmark = pytest.mark.slow

STARTS = 3


def watch_and_kill(folder: Path, number: int, after: int) -> tuple[int, list[int], bool]:
    """Start the watching, kill it after so many lines; what it told: arrivals, numbers of events, a repair."""
    command = [sys.executable, "-m", "tests.support.watching", str(folder), str(number)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = []
        while len(lines) < after and (line := process.stdout.readline()):
            lines.append(line)
        process.send_signal(signal.SIGKILL)
        lines += [line for line in process.stdout if line.endswith("\n")]
        assert after <= len(lines), process.stderr.read()
    assert -signal.SIGKILL == process.returncode
    words = [line.split() for line in lines]
    numbers = [int(number) for what, number in words if what == "journal"]
    whats = [what for what, _ in words]
    return whats.count("recording"), numbers, "repaired" in whats


def kept(folder: Path) -> tuple[list[Arrival], int, list[int]]:
    """What is in the folder: arrivals, damaged lines, the numbers of the events in the journal."""
    items = list(read_recording(folder / "recording"))
    with Journal(folder / "journal.sqlite", read_only=True) as journal:
        events = [row.id for row in journal.events()]
    arrivals = [item for item in items if isinstance(item, Arrival)]
    return arrivals, sum(isinstance(item, Damage) for item in items), events


def test_killed_again_and_again(tmp_path: Path) -> None:
    """A process that watches is killed at random moments: all that it had kept is there, and each start adds to it."""
    rng = random.Random(20260302)
    recorded = 0
    journalled: list[int] = []
    for number in range(STARTS):
        told, numbers, repaired = watch_and_kill(tmp_path, number, after=rng.randint(40, 200))
        arrivals, damages, events = kept(tmp_path)
        recorded, journalled = recorded + told, journalled + numbers

        # A line may be kept and not yet told, never the other way round; of events the last few, that share a commit.
        assert 0 <= len(arrivals) - recorded <= 1
        assert journalled == events[: len(journalled)]
        assert numbers
        assert damages <= 1
        assert repaired == (number == 2)
        recorded, journalled = len(arrivals), events
        if number == 1:
            tear_last_line(tmp_path / "recording" / "arrivals.jsonl")
            recorded -= 1

    starts = {int((arrival.time_s - START_S) // BETWEEN_STARTS_S) for arrival in arrivals}
    assert set(range(STARTS)) == starts


def tear_last_line(path: Path) -> None:
    """Leave half of the last line, as a kill within a write, or a power cut, may."""
    path.write_bytes(path.read_bytes()[:-25])
