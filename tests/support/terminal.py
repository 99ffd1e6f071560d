"""A command at a terminal of its own: keys go in, and what stands on the screen is read."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0

_PIECE = re.compile(r"\x1b\[([?\d;]*)([A-Za-z])|([\r\n])|([^\x1b\r\n]+)|\x1b.?")


class Screen:
    """What stands on a terminal: text, carriage returns, new lines, and the few commands that rich gives.

    Attributes:
        lines: all that was written, what scrolled away included.
        codes: every command that came, such as `"m"`.
    """

    def __init__(self) -> None:
        self.lines: list[str] = [""]
        self.codes: list[str] = []
        self._row = self._column = 0

    def write(self, text: str) -> None:
        """Take what a program writes."""
        for piece in _PIECE.finditer(text):
            number, code, control, words = piece.groups()
            if code:
                self.codes.append(f"{number}{code}")
                self._obey(number, code)
            elif control == "\r":
                self._column = 0
            elif control == "\n":
                self._row += 1
                self.lines += [""] * (self._row + 1 - len(self.lines))
            elif words:
                line = self.lines[self._row].ljust(self._column)
                self.lines[self._row] = line[: self._column] + words + line[self._column + len(words) :]
                self._column += len(words)

    def _obey(self, number: str, code: str) -> None:
        if code == "A":
            self._row = max(0, self._row - int(number or 1))
        elif code == "K":
            self.lines[self._row] = "" if number == "2" else self.lines[self._row][: self._column]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(line.rstrip() for line in self.lines)


class AtTerminal:
    """`sitmon WORDS` as a process at a terminal of 90 columns, whose exercise clock runs `speed` times as fast.

    A context manager; at its end the process is no more.
    """

    def __init__(self, words: Sequence[str], speed: float = 1.0) -> None:
        self._code = (
            "import sys, time\n"
            "from monitor.__main__ import main\n"
            "from monitor.cli import stretch\n"
            f"stretch.clock = lambda: time.monotonic() * {speed}\n"
            f"sys.exit(main({list(words)!r}))\n"
        )
        self.screen = Screen()

    def __enter__(self) -> Self:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 90, 0, 0))
        self.before = termios.tcgetattr(theirs)
        self._theirs = theirs
        environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "90", "LINES": "40"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", self._code], cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
        )
        return self

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def until(self, text: str) -> str:
        """Wait until this stands on the screen; gives the whole screen."""
        return self._wait(lambda: text in self.screen.text, text)

    def end(self) -> int:
        """Wait until the process has ended, and its last words stand on the screen; gives its status."""
        self._wait(lambda: self.process.poll() is not None, "the end")
        while select.select([self._ours], [], [], 0.1)[0]:
            self._read()
        return int(self.process.returncode)

    @property
    def after(self) -> object:
        """How the terminal is set now."""
        return termios.tcgetattr(self._theirs)

    def _wait(self, is_there: Callable[[], bool], what: str) -> str:
        give_up_s = time.monotonic() + PATIENCE_S
        while not is_there():
            if time.monotonic() > give_up_s:
                raise TimeoutError(f"{what!r} never came:\n{self.screen.text}")
            if select.select([self._ours], [], [], 0.02)[0]:
                self._read()
        return self.screen.text

    def _read(self) -> None:
        self.screen.write(os.read(self._ours, 65536).decode(errors="replace"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)
