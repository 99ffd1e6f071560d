"""One line of a terminal that is written over."""

import io
import os
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

from monitor.terminal.live_line import LiveLine


class Terminal(io.StringIO):
    """Standard error of somebody who looks."""

    def isatty(self) -> bool:
        """It is one."""
        return True

    @property
    def line(self) -> str:
        """What stands there now: each carriage return goes back to the beginning and leaves what is there."""
        cells: list[str] = []
        for piece in self.getvalue().split("\r"):
            cells[: len(piece)] = piece
        return "".join(cells).rstrip()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 40 cells."""
    made = Terminal()
    for module in ("live_line", "output"):
        monkeypatch.setattr(f"monitor.terminal.{module}.sys", SimpleNamespace(stderr=made))
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((40, 24)))
    return made


def test_a_shorter_text_leaves_nothing_of_the_longer(terminal: Terminal) -> None:
    """Each text stands alone, and the line is empty in the end."""
    with LiveLine() as line:
        line.show("reading the battery …")
        assert "reading the battery …" == terminal.line
        line.show("done")
        assert "done" == terminal.line
    assert "" == terminal.line


def test_a_long_text_does_not_wrap(terminal: Terminal) -> None:
    """It is cut one cell before the edge, also where letters are two cells wide, or it could not be written over."""
    with LiveLine() as line:
        line.show("手" * 60)
        assert 39 >= cell_len(terminal.line) >= 38
        assert "\n" not in terminal.getvalue()


def test_after_wiping_others_may_write(terminal: Terminal) -> None:
    """A warning between two texts stands on its own line."""
    with LiveLine() as line:
        line.show("something long")
        line.wipe()
        terminal.write("warning\n")
        line.show("on")
    assert "\r              \rwarning\n" in terminal.getvalue()


def test_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """Into a pipe or a file goes not a single byte."""
    with LiveLine() as line:
        line.show("something")
        line.wipe()
    assert "" == capsys.readouterr().err
