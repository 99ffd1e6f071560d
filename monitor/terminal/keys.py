"""Single keys from a terminal, without Enter and without an echo."""

import os
import select
import sys
from typing import Final, Self

try:
    import termios
    import tty
except ImportError:  # Windows has no such terminals
    termios = tty = None  # type: ignore[assignment]

ESCAPE: Final = "\x1b"
END: Final = "q"
"""What a terminal that is closed says."""


def has_keys() -> bool:
    """Whether somebody sits at a terminal that gives single keys, and sees what is written."""
    return termios is not None and sys.stdin.isatty() and sys.stdout.isatty()


class Keys:
    """The keys of standard input, where `has_keys`; a context manager, which leaves the terminal as it was."""

    def __init__(self) -> None:
        self._file = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._file)

    def read(self, timeout_s: float) -> str:
        """The next key in small letters; `q` once the terminal is gone, empty if none came in time."""
        key = self._next(timeout_s)
        if key == ESCAPE:
            self._pass_over()
            return ""
        return "\n" if key == "\r" else key.lower()

    def _next(self, timeout_s: float) -> str:
        ready, _, _ = select.select([self._file], [], [], timeout_s)
        if not ready:
            return ""
        try:
            return os.read(self._file, 1).decode(errors="replace") or END
        except OSError:
            return END

    def _pass_over(self) -> None:
        """The rest of an arrow or the like: several signs, of which a letter or a tilde is the last."""
        if self._next(0.0) in ("[", "O"):
            while (sign := self._next(0.0)) and not (sign.isalpha() or sign == "~"):
                pass

    def __enter__(self) -> Self:
        tty.setcbreak(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)
