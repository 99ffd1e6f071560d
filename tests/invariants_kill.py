"""`kill -9` over the commands that say that something was kept: `python -m tests.invariants_kill 200`.

Each time one command runs as a process of its own, some of them beside a running sitmon with a virtual wearable, and
all are killed: every second time at the very word that acknowledges, else at a random moment.  What was acknowledged
on the standard output must be in the journal, and the journal must be whole.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.control import NotRunningError, ask
from monitor.edges.journal import Input, Journal, tell
from monitor.edges.settings import read_settings
from tests.kill_journal import is_whole
from tests.support.commands import ROOT

MOMENTS: Final = 0.3, 1.2
"""Between which shares of the time that an acknowledgement takes the random moments lie; before, Python starts."""

STARTED_S: Final = 60.0
"""How long the running sitmon may take until it can be asked."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A command that says that something was kept.

    Attributes:
        words: of the call.
        acknowledged: a part of what it says once that is so.
        item: what is then in the journal, at whatever time.
        heard: by a running sitmon, without which there is nobody to say it to.
        standing: what must have been said before.
    """

    words: str
    acknowledged: str
    item: Action | tuple[Context, bool]
    heard: bool = False
    standing: Action | None = None


SAYINGS: Final = (
    Saying("red-flag leg-weakness", "stay off until you clear this", Action.RED_FLAG),
    Saying("red-flag --clear", "Cleared.", Action.CLEAR_RED_FLAG, standing=Action.RED_FLAG),
    Saying("feedback good", "Noted.", Action.FEEDBACK),
    Saying("pain 4 aching left", "Noted: 4 aching left.", Action.PAIN),
    Saying("intake injury=yes", "let a professional look first", Action.INTAKE),
)
"""What is said with or without a running sitmon."""

HEARD: Final = (
    Saying("pause", "Paused.", Action.PAUSE, heard=True),
    Saying("resume", "Going on.", Action.RESUME, heard=True),
    Saying("context meeting on", "Nudges wait", (Context.MEETING, True), heard=True),
    Saying("context driving off", "It is over", (Context.DRIVING, False), heard=True),
    Saying("red-flag leg-weakness", "stay off until you clear this", Action.RED_FLAG, heard=True),
)
"""What a running sitmon hears, and most of it nobody else."""


class Outcome(NamedTuple):
    """What became of so many kills.

    Attributes:
        acknowledged: how many sayings were.
        lost: those of them that the journal does not hold.
        torn: how often the journal was not whole.
    """

    acknowledged: int
    lost: list[str]
    torn: int


class Home:
    """Settings and a journal of their own in a folder.

    Attributes:
        config: the settings.
        journal: its path.
        socket: of the running sitmon.
    """

    def __init__(self, folder: Path) -> None:
        self.config = folder / "sitmon.toml"
        text = f'[storage]\nfolder = "{folder / "store"}"\n[desktop]\nnotifier = "terminal"\n[presence]\nsources = []\n'
        self.config.write_text(text)
        storage = read_settings(self.config).storage
        self.journal, self.socket = storage.journal, storage.socket

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command of which each line is out as soon as it is written."""
        more = {"SITMON_CONFIG": str(self.config), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [sys.executable, "-m", "monitor", *words],
            cwd=ROOT, env=os.environ | more, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @contextmanager
    def running(self, script: str = "sit:30m") -> Iterator["subprocess.Popen[str]"]:
        """Have a sitmon with a virtual wearable run; it is killed at the end, if it still runs."""
        with self.start("run", "--virtual", script, "--speed", "1") as process:
            try:
                self._wait_for(process)
                yield process
            finally:
                process.kill()

    def _wait_for(self, process: "subprocess.Popen[str]") -> None:
        ends_s = time.monotonic() + STARTED_S
        while time.monotonic() < ends_s and process.poll() is None:
            with suppress(NotRunningError):
                ask(self.socket, {"do": "status"})
                return
            time.sleep(0.05)
        raise TimeoutError("the running sitmon cannot be asked")

    def count(self, item: Action | tuple[Context, bool]) -> int:
        """How often it is in the journal."""
        if not self.journal.exists():
            return 0
        with Journal(self.journal, read_only=True) as journal:
            return sum(_is_said(one, item) for one in journal.inputs())


def _is_said(one: Input, item: Action | tuple[Context, bool]) -> bool:
    if isinstance(one, ContextChange):
        return (one.context, one.active) == item
    return one.action is item


class Killed(NamedTuple):
    """What became of one saying.

    Attributes:
        acknowledged, kept: whether it was, and whether it is in the journal.
        took_s: from the start of the command to the kill.
    """

    acknowledged: bool
    kept: bool
    took_s: float


def kill_one(home: Home, saying: Saying, after_s: float | None) -> Killed:
    """Say it and kill, so long after its start, or at the acknowledgement."""
    if saying.standing is not None:
        tell(home.journal, UserAction(time.time(), saying.standing), 0)
    if not saying.heard:
        before, (said, took_s) = home.count(saying.item), _said_until_killed(home, saying, after_s)
    else:
        with home.running() as sitmon:
            before, (said, took_s) = home.count(saying.item), _said_until_killed(home, saying, after_s, sitmon)
    return Killed(saying.acknowledged in said, home.count(saying.item) > before, took_s)


def _said_until_killed(
    home: Home, saying: Saying, after_s: float | None, sitmon: "subprocess.Popen[str] | None" = None
) -> tuple[str, float]:
    began_s = time.monotonic()
    with home.start(*saying.words.split()) as command:
        said = ""
        if after_s is not None:
            time.sleep(after_s)
        else:
            for line in command.stdout or ():
                said += line
                if saying.acknowledged in said:
                    break
        for process in (sitmon, command):
            if process is not None:
                process.kill()
        took_s = time.monotonic() - began_s
        return said + (command.stdout.read() if command.stdout else ""), took_s


def kill_many(folder: Path, times: int, seed: int) -> Outcome:
    """Kill so many on one journal, every third beside a running sitmon."""
    rng, home = random.Random(seed), Home(folder)
    count, torn, lost, took_s = 0, 0, list[str](), 0.0
    for number in range(times):
        saying = HEARD[number // 3 % len(HEARD)] if number % 3 == 2 else SAYINGS[number % len(SAYINGS)]
        killed = kill_one(home, saying, rng.uniform(*MOMENTS) * took_s if number % 2 else None)
        took_s = took_s if number % 2 else killed.took_s
        count += killed.acknowledged
        lost += [saying.words] if killed.acknowledged and not killed.kept else []
        torn += home.journal.exists() and not is_whole(home.journal)
    return Outcome(count, lost, torn)


def main() -> None:
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("times", type=int, nargs="?", default=15)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = kill_many(Path(folder), args.times, args.seed)
    sys.stdout.write(
        f"{args.times} killed: {found.acknowledged} acknowledged, {len(found.lost)} lost {sorted(set(found.lost))}, "
        f"{found.torn} times torn\n"
    )
    sys.exit(bool(found.lost or found.torn or found.acknowledged < args.times // 2))


if __name__ == "__main__":
    main()
