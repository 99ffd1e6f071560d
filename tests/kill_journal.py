"""`kill -9` at random moments over processes that write the journal: `python -m tests.kill_journal --times 200`.

Half of the processes tell, one saying after the other, as commands do; half keep sayings, events and seconds through
a `JournalWriter`.  Each prints what was acknowledged, line by line.  After each kill every line that was printed must
be in the file, and the file must be whole.
"""

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import EventEntry, InputEntry, Journal, JournalWriter, SecondsEntry, tell
from monitor.posture.labels import Posture, PostureEpoch
from tests.support.commands import ROOT

START_S: Final = 1772438400.0
LONGEST_S: Final = 0.3
"""How long a process may write before it is killed."""


def write(path: Path, how: str, run: int) -> None:
    """Write until killed; tell `number detail` of each saying that was acknowledged."""
    acknowledged = _telling(path, run) if how == "tell" else _keeping(path, run)
    for number, detail in acknowledged:
        sys.stdout.write(f"{number} {detail}\n")
        sys.stdout.flush()


def _telling(path: Path, run: int) -> Iterator[tuple[int, str]]:
    count = 0
    while True:
        count += 1
        yield tell(path, UserAction(START_S, Action.RED_FLAG, f"{run}-{count}"), 0), f"{run}-{count}"


def _keeping(path: Path, run: int) -> Iterator[tuple[int, str]]:
    with JournalWriter(path, lambda: START_S) as writer:
        count = 0
        while True:
            count += 1
            writer.keep(SecondsEntry((PostureEpoch(START_S + count, Posture.SITTING, 1.0),), 0))
            writer.keep(EventEntry("bout", START_S, 0, {"count": count}))
            said = writer.keep(InputEntry(UserAction(START_S, Action.RED_FLAG, f"{run}-{count}"), 0))
            yield said.result(), f"{run}-{count}"


def kill_one(path: Path, how: str, run: int, after_s: float) -> dict[int, str]:
    """Start one, kill it so long after its first word; what it said was acknowledged, in whole lines."""
    command = [sys.executable, "-m", "tests.kill_journal", "--write", how, "--run", str(run), "--journal", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        if process.stdout is None:
            return {}
        lines = [process.stdout.readline()]
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout
    whole = (line.split() for line in lines if line.endswith("\n"))
    return {int(number): detail for number, detail in whole}


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def missing(path: Path, acknowledged: dict[int, str]) -> dict[int, str]:
    """What was acknowledged and is not in the journal."""
    with Journal(path, read_only=True) as journal:
        kept = {row.id: row.item.detail for row in journal.input_rows() if isinstance(row.item, UserAction)}
    return {number: detail for number, detail in acknowledged.items() if kept.get(number) != detail}


def is_whole(path: Path) -> bool:
    """Whether SQLite finds the file in order."""
    rows = sqlite3.connect(path)
    try:
        return [("ok",)] == rows.execute("PRAGMA integrity_check").fetchall()
    finally:
        rows.close()


def kill_many(path: Path, times: int, seed: int) -> tuple[int, dict[int, str], int]:
    """Kill so many on one journal; how much was acknowledged, what of it is lost, and how often the file was torn."""
    rng = random.Random(seed)
    acknowledged: dict[int, str] = {}
    torn = 0
    for run in range(times):
        acknowledged |= kill_one(path, ("tell", "keep")[run % 2], run, rng.uniform(0.0, LONGEST_S))
        torn += not is_whole(path)
    return len(acknowledged), missing(path, acknowledged), torn


def main() -> None:
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", choices=("tell", "keep"), help=argparse.SUPPRESS)
    parser.add_argument("--run", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--journal", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write is not None:
        write(args.journal, args.write, args.run)
    with tempfile.TemporaryDirectory() as folder:
        count, lost, torn = kill_many(Path(folder) / "journal.db", args.times, args.seed)
    sys.stdout.write(f"{args.times} killed: {count} acknowledged, {len(lost)} lost, {torn} times torn\n")
    sys.exit(bool(lost or torn or count < args.times))


if __name__ == "__main__":
    main()
