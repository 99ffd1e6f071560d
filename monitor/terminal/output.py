"""How commands write: words for people, JSON for machines, progress where it takes long."""

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, TypeVar

from monitor.coaching.durations import say_duration

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
Record = dict[str, object]

__all__ = ["clock", "console", "say_duration", "say_size", "show_progress", "warn", "write_json", "write_line"]


def console(*, stderr: bool = False) -> "Console":
    """Where people read; plain text without colours when piped."""
    from rich.console import Console  # what only answers in a line needs none of it

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def write_line(text: str = "") -> None:
    """One line to standard output."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """One line to standard error; the command goes on, also where nobody can read it."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"sitmon: {text}\n")


def write_json(record: Record) -> None:
    """One record as one line of JSON."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False, separators=(", ", ": ")) + "\n")


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
