"""How commands write: words for people, JSON for machines, progress where it takes long."""

import contextlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final, TypeVar

from monitor.coaching.durations import say_duration

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
Record = dict[str, object]

__all__ = [
    "clean", "clock", "console", "say_duration", "say_size", "show_progress", "warn", "write_json", "write_line",
    "write_over",
]  # fmt: skip

_COMMANDS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal takes for a command, or turns the order of signs with: all but the end of a line and a tab."""


def clean(text: str) -> str:
    """The same text, with a question mark for whatever a terminal would take for a command.

    Files, devices and other people's texts pass here whatever they hold: nothing else writes to a terminal.
    """
    return _COMMANDS.sub("?", text)


def console(*, stderr: bool = False) -> "Console":
    """Where people read; plain text without colours when piped."""
    from monitor.terminal.screen import Screen  # what only answers in a line needs none of it

    return Screen(stderr=stderr, highlight=False, soft_wrap=True)


def write_line(text: str = "") -> None:
    """One line to standard output."""
    sys.stdout.write(clean(text) + "\n")


def warn(text: str) -> None:
    """One line to standard error; the command goes on, also where nobody can read it."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"sitmon: {clean(text)}\n")


def write_over(text: str) -> None:
    """Write on the line of standard error that the cursor stands on, from its beginning."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"\r{clean(text)}")
        sys.stderr.flush()


def write_json(record: Record) -> None:
    """One record as one line of JSON; what a terminal would take for a command is escaped, so no value is changed."""
    line = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    sys.stdout.write(_COMMANDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line) + "\n")


def say_size(size_bytes: int) -> str:
    """A size as people say it: `0 B`, `340 kB`, `1.2 MB`, `79.1 GB`."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.0f} kB"
    if size_bytes < 1_000_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{size_bytes / 1_000_000_000:.1f} GB"


def clock(time_s: float, zone: tzinfo) -> str:
    """Local time of day, with seconds."""
    return datetime.fromtimestamp(time_s, zone).strftime("%H:%M:%S")


def show_progress(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """The same items, with a progress bar on a terminal's standard error while they pass."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import Progress, TimeElapsedColumn

    with Progress(
        *Progress.get_default_columns(), TimeElapsedColumn(), console=console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task(what, total=total)
        for item in items:
            yield item
            bar.advance(task)
