"""One line of a terminal that is written over while something goes on."""

import shutil
import sys
from typing import Self

from rich.cells import cell_len, set_cell_size

from monitor.terminal.output import clean, write_over


class LiveLine:
    """The line, on standard error; nothing at all where that is no terminal.  A context manager, which wipes it."""

    def __init__(self) -> None:
        self._is_watched = sys.stderr.isatty()
        self._cells = 0

    def show(self, text: str) -> None:
        """Show this in place of what stood there; what is wider than the terminal is cut."""
        if not self._is_watched:
            return
        room = shutil.get_terminal_size().columns - 1
        text = clean(text).replace("\n", " ")
        line = text if cell_len(text) <= room else set_cell_size(text, room)
        write_over(line + " " * (self._cells - cell_len(line)))
        self._cells = cell_len(line)

    def wipe(self) -> None:
        """Leave the line empty, for something else to be written."""
        if self._cells:
            write_over(" " * self._cells)
            write_over("")
            self._cells = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()
