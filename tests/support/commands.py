"""The commands, called as people call them, but with settings and storage of their own."""

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.__main__ import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said.

    Attributes:
        status: its exit status.
        out, err: what it wrote.
    """

    status: int
    out: str
    err: str

    @property
    def whole(self) -> tuple[int, str, str]:
        """All of it."""
        return self.status, self.out, self.err

    @property
    def records(self) -> list[dict[str, object]]:
        """Its output, each line as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def complaint(self) -> str:
        """The one line in which it failed: no traceback, no second line, nothing on standard output before it."""
        assert 0 != self.status, self.out
        lines = self.err.splitlines()
        assert 1 == len(lines), self.err
        assert lines[0].startswith("sitmon"), lines
        assert "Traceback" not in self.err + self.out
        return lines[0]


class Commands:
    """Calls commands within this process; settings and storage are in `folder`, as for every process started from it.

    Attributes:
        folder: holds `sitmon.toml` and the storage folder `store`.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.store = folder / "store"
        self.configure()
        monkeypatch.setenv("SITMON_CONFIG", str(folder / "sitmon.toml"))
        monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def configure(self, text: str = "") -> None:
        """Write these settings beside the storage folder's."""
        (self.folder / "sitmon.toml").write_text(f'{text}\n[storage]\nfolder = "{self.store}"\n')

    def __call__(self, *words: object) -> Said:
        """Call a command."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main([str(word) for word in words])
            except SystemExit as end:  # argparse: help and wrong calls
                status = int(end.code or 0)
        return Said(status, out.getvalue(), err.getvalue())

    def start(self, *words: object) -> "subprocess.Popen[str]":
        """Start a command as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "monitor", *map(str, words)],
            cwd=ROOT,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def until(self, line: str, *words: object, timeout_s: float = 20.0) -> Said:
        """Run a command that does not end by itself until it complains of `line`, then ask it to end."""
        with self.start(*words) as process:
            killer = threading.Timer(timeout_s, process.kill)
            killer.start()
            try:
                heard: list[str] = []
                for said in process.stderr or ():
                    heard.append(said)
                    if line in said:
                        process.terminate()
                out = process.stdout.read() if process.stdout else ""
            finally:
                killer.cancel()
                process.kill()
        return Said(process.returncode, out, "".join(heard))

    def run(self, *words: object, timeout_s: float = 60.0) -> Said:
        """Run a command as a process of its own, to its end."""
        with self.start(*words) as process:
            try:
                out, err = process.communicate(timeout=timeout_s)
            finally:
                process.kill()
        return Said(process.returncode, out, err)


def kinds(records: Sequence[dict[str, object]]) -> list[str]:
    """The kind of each event."""
    return [str(record["event"]) for record in records]


def only(records: Sequence[dict[str, object]], kind: str) -> list[dict[str, object]]:
    """The events of one kind."""
    return [record for record in records if record["event"] == kind]
