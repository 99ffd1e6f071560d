"""A prescribed set that is read out of its text."""

import contextlib
import tempfile
from pathlib import Path

from monitor.coaching.prescriptions import Prescription
from monitor.edges.prescriptions import read_prescription


def parse_set(raw: bytes, picture: str = "start.png") -> Prescription:
    """Read it as the file `set.toml`, with one picture beside it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(picture).touch()
        Path("set.toml").write_bytes(raw)
        return read_prescription(Path("set.toml"))
