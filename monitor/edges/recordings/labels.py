"""`labels.csv`: what a human, or the simulated script, says was true."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.edges.reading import plain
from monitor.edges.recordings.tables import read_rows, seconds, write_rows
from monitor.posture.labels import Posture

LABELS: Final = "labels.csv"
LONGEST_S: Final = 366 * 86400.0
"""No recording lasts longer (product default)."""

_COLUMNS: Final = ["start_s", "end_s", "label", "posture"]


@dataclass(frozen=True, slots=True)
class Label:
    """What was true during `[start_s, end_s)`.

    Attributes:
        start_s, end_s: seconds since `About.start_s`.
        label: in the words of who labelled, such as `"figure4-left"`.
        posture: what a posture classifier should say.

    Raises:
        ValueError: it does not end after it starts, or lasts longer than any recording.
    """

    start_s: float
    end_s: float
    label: str
    posture: Posture

    def __post_init__(self) -> None:
        if not self.start_s < self.end_s:
            raise ValueError(f"ends at {self.end_s:g} s, not after its start at {self.start_s:g} s")
        if self.end_s - self.start_s > LONGEST_S:
            raise ValueError(f"lasts from {self.start_s:g} to {self.end_s:g} s, and nothing lasts longer than a year")


def write_labels(folder: Path, labels: Iterable[Label]) -> None:
    """Write `labels.csv`, whole or not at all; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    write_rows(folder / LABELS, _COLUMNS, ((x.start_s, x.end_s, x.label, x.posture.value) for x in labels))


def read_labels(folder: Path) -> list[Label]:
    """Read `labels.csv`; a recording without one has no labels, so the list is empty.

    Raises:
        RecordingError: a column is missing or a line is not a label; names the line.
    """
    return read_rows(folder / LABELS, _COLUMNS, _label)


def _label(start: str, end: str, label: str, posture: str) -> Label:
    return Label(seconds(start, "start_s"), seconds(end, "end_s"), plain(label), Posture(posture))
