"""Labelled recordings that nothing can be compared with are refused in one line."""

from pathlib import Path

import numpy as np
import pytest

from monitor.analysis.labelled import read_labelled
from monitor.errors import RecordingError

RATE_HZ = 50


def _written(folder: Path, xyz_g: np.ndarray, label: int = 1) -> Path:
    path = folder / "any_thigh_P1.npz"
    t_ms = np.arange(len(xyz_g), dtype=np.int32) * (1000 // RATE_HZ)
    np.savez(path, xyz=np.rint(xyz_g * 4000.0).astype(np.int16), t_ms=t_ms, label=np.full(len(xyz_g), label, np.uint8))
    return path


def _sitting(seconds: int) -> np.ndarray:
    return np.array([0.0, 0.0, 1.0]) + np.random.default_rng(1).normal(0.0, 0.01, (seconds * RATE_HZ, 3))


def test_a_minute_of_sitting_is_read(tmp_path: Path) -> None:
    """Each of its seconds is scored."""
    assert list(range(60)) == read_labelled(_written(tmp_path, _sitting(60))).seconds.tolist()


@pytest.mark.parametrize(
    ("xyz_g", "label", "message"),
    [
        (np.tile([0.0, 0.0, 1.0], (3000, 1)), 1, "a constant signal: all 3000 samples are the same"),
        (np.zeros((3000, 3)), 1, "a constant signal"),
        (_sitting(1), 1, "holds less than 2 s of samples"),
        (_sitting(60), 0, "no second is labelled sitting, lying or upright"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path: Path, xyz_g: np.ndarray, label: int, message: str) -> None:
    """One line says what is wrong, and with which file."""
    path = _written(tmp_path, xyz_g, label)

    with pytest.raises(RecordingError, match=message) as refused:
        read_labelled(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)
