"""`holes.csv`: why a recording has no samples at some times, where that is known; seconds as in `labels.csv`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from monitor.edges.reading import plain
from monitor.edges.recordings.tables import read_rows, seconds, write_rows
from monitor.motion.holes import Hole, Reason

HOLES: Final = "holes.csv"
_COLUMNS: Final = ["start_s", "end_s", "reason"]


def write_holes(folder: Path, holes: Iterable[Hole]) -> None:
    """Write `holes.csv`, whole or not at all; the folder must exist.  No holes are no file.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    rows = [(round(hole.start_s, 3), round(hole.end_s, 3), hole.reason.value) for hole in holes]
    if rows:
        write_rows(folder / HOLES, _COLUMNS, rows)


def read_holes(folder: Path) -> list[Hole]:
    """Read `holes.csv`, in order of time; without one no reason is known, and the list is empty.

    Raises:
        RecordingError: a column is missing or a line is no hole; names the line.
    """
    return sorted(read_rows(folder / HOLES, _COLUMNS, _hole), key=lambda hole: hole.start_s)


def _hole(start: str, end: str, reason: str) -> Hole:
    start_s, end_s = seconds(start, "start_s"), seconds(end, "end_s")
    if start_s > end_s:
        raise ValueError(f"ends at {end_s:g} s, before its start at {start_s:g} s")
    if reason not in tuple(Reason):
        raise ValueError(f"{plain(reason)!r} is no reason; there are {', '.join(Reason)}")
    return Hole(start_s, end_s, Reason(reason))
