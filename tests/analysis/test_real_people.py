"""Two real people, one on foot and one who also cycles: sedentary against upright, second by second."""

from pathlib import Path

import numpy as np
import pytest

from monitor.analysis import X_AXIS, Mounting, classify, learn_mounting
from monitor.simulation.sensor import random_rotation

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "data"
SEDENTARY, UPRIGHT = (1, 3), (2, 4, 5, 6, 7, 10)
pytestmark = pytest.mark.shared_data


def _person(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Samples in g, times in s, a label a sample, and the rate."""
    path = RECORDINGS / f"{name}.npz"
    if not path.exists():
        pytest.skip(f"the labelled recordings of real people are not here: {RECORDINGS}")
    with np.load(path) as arrays:
        rate_hz = 12.5 if name.startswith("sens") else 50.0
        return arrays["xyz"] / 4000.0, arrays["t_ms"] / 1000.0, arrays["label"], rate_hz


def _still(xyz_g: np.ndarray, labels: np.ndarray, label: int, samples: int) -> np.ndarray:
    """The quietest five seconds or so of one label: a guided pose."""
    own = xyz_g[labels == label]
    pieces = own[: len(own) // samples * samples].reshape(-1, samples, 3)
    return pieces[pieces.std(axis=1).sum(axis=1).argmin()]


def _balanced_accuracy(xyz_g: np.ndarray, person: tuple, mounting: Mounting) -> float:
    _, times_s, labels, rate_hz = person
    table = classify(xyz_g, rate_hz, time_s=times_s, mounting=mounting)
    seconds, first = np.unique(np.floor(times_s), return_index=True)
    truth = dict(zip(seconds.tolist(), labels[first].tolist(), strict=True))
    told = table["posture"].isin(["sitting", "lying"]).to_numpy()
    true = np.array([truth.get(second, 0) for second in table["start_s"]])
    return float((told[np.isin(true, SEDENTARY)].mean() + (~told[np.isin(true, UPRIGHT)]).mean()) / 2.0)


@pytest.mark.parametrize("name", ["harth_thigh_S029", "sens_thigh_P10"])
def test_a_real_person(name: str) -> None:
    """With the axis known, and with any rotation and a guided pose: balanced accuracy of at least .98."""
    person = _person(name)
    xyz_g, _, labels, rate_hz = person
    turned = xyz_g @ random_rotation(7).T
    samples = round(5 * rate_hz)
    pose = learn_mounting(_still(turned, labels, 2, samples), _still(turned, labels, 1, samples))

    assert _balanced_accuracy(xyz_g, person, X_AXIS) >= 0.98
    assert _balanced_accuracy(turned, person, pose) >= 0.98
