"""Samples from files that are not ours: tables of text with columns, an .npz with arrays."""

from pathlib import Path

from monitor.edges.files import readable
from monitor.edges.sample_files.npz import read_array, read_npz
from monitor.edges.sample_files.samples import COUNTS_PER_G, YEAR_2001_S, SampleFile
from monitor.edges.sample_files.table import read_table
from monitor.errors import RecordingError

__all__ = ["COUNTS_PER_G", "YEAR_2001_S", "SampleFile", "read_array", "read_sample_file"]


def read_sample_file(path: Path, sample_rate_hz: float | None = None) -> SampleFile:
    """Read a CSV or an .npz.

    Args:
        path: the file; its ending says what it is.
        sample_rate_hz: of a CSV without times; None takes it from the times.

    Raises:
        RecordingError: it is missing, of another kind, or lacks what is needed; one line says which.
    """
    readers = {".npz": read_npz, ".csv": read_table}
    if path.suffix.lower() not in readers:
        raise RecordingError(f"{path}: give the folder of a recording, an .npz or a .csv")
    if path.exists() and not path.is_file():
        raise RecordingError(f"{path}: no file on a disk, so its size is not known; copy it to one first")
    with readable(path):
        return readers[path.suffix.lower()](path, sample_rate_hz)
