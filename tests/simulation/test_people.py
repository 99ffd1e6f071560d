"""The simulated person beside real ones: labelled recordings of 20 adults, which are not part of this repository."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from monitor.motion.features import Floats, describe_seconds, inclination_deg
from tests.support.simulated import X_AXIS, during, simulate

RECORDINGS = Path(__file__).parents[3] / "shared" / "data"
LABELS = {"sit": 1, "stand": 2, "lie": 3, "walk": 4, "run": 5, "stairs": 6, "cycle": 7}

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings of real people in {RECORDINGS}"),
]

Table = dict[tuple[str, str], Floats]


def seconds(xyz_g: Floats) -> dict[str, Floats]:
    """Features of seconds, shape (n, samples, 3), by name."""
    told = describe_seconds(xyz_g)
    return {
        "inclination_deg": inclination_deg(told.mean_g, X_AXIS),
        "sd_g": told.sd_g,
        "mad_g": told.mad_g,
        "mad/sd": told.mad_g / np.maximum(told.sd_g, 1e-6),
    }


def people() -> Iterator[tuple[str, Floats]]:
    """Each label of each person, with the whole seconds that hold it."""
    for path in sorted(RECORDINGS.glob("harth_thigh_*.npz")) + sorted(RECORDINGS.glob("sens_thigh_*.npz")):
        with np.load(path) as recording:
            xyz_g, label, t_ms = recording["xyz"] / 4000.0, recording["label"], recording["t_ms"]
        size = 50 if path.name.startswith("harth") else 12
        _, first, count = np.unique(t_ms // 1000, return_index=True, return_counts=True)
        rows = first[count >= size][:, None] + np.arange(size)
        alike = (label[rows] == label[rows][:, :1]).all(axis=1)
        for kind, code in LABELS.items():
            yield kind, xyz_g[rows[alike & (label[rows[:, 0]] == code)]]


@pytest.fixture(scope="module")
def real() -> Table:
    """Every feature of every second of real people, by label and feature; each person weighs the same."""
    parts: dict[tuple[str, str], list[Floats]] = {}
    for kind, xyz_g in people():
        if len(xyz_g) < 20:
            continue
        for name, values in seconds(xyz_g).items():
            parts.setdefault((kind, name), []).append(np.percentile(values, np.linspace(1, 99, 99)))
    return {key: np.concatenate(some) for key, some in parts.items()}


@pytest.fixture(scope="module")
def simulated() -> Table:
    """The same of twenty simulated people."""
    parts: dict[tuple[str, str], list[Floats]] = {}
    for kind in LABELS:
        for seed in range(20):
            motion = simulate(f"stand:10s {kind}:3m", seed=seed)
            for name, values in seconds(during(motion, kind)).items():
                parts.setdefault((kind, name), []).append(values)
    return {key: np.concatenate(some) for key, some in parts.items()}


@pytest.mark.parametrize("feature", ["inclination_deg", "sd_g", "mad_g"])
@pytest.mark.parametrize("kind", list(LABELS))
def test_the_middle_lies_among_people(real: Table, simulated: Table, kind: str, feature: str) -> None:
    """The median of the simulated seconds lies between the 10th and the 90th percentile of real ones."""
    low, high = np.percentile(real[kind, feature], [10, 90])
    assert low <= np.median(simulated[kind, feature]) <= high


@pytest.mark.parametrize("feature", ["inclination_deg", "sd_g", "mad_g"])
@pytest.mark.parametrize("kind", ["sit", "stand", "walk", "cycle"])
def test_no_extreme_that_people_lack(real: Table, simulated: Table, kind: str, feature: str) -> None:
    """Nine in ten simulated seconds lie within the 1st and 99th percentile of real ones, widened by a tenth."""
    low, high = np.percentile(real[kind, feature], [1, 99])
    slack = 0.1 * (high - low)
    inside = (simulated[kind, feature] >= low - slack) & (simulated[kind, feature] <= high + slack)
    assert inside.mean() > 0.9


def test_pedalling_and_walking_differ_as_in_people(real: Table, simulated: Table) -> None:
    """MAD over SD: the simulated medians are within 0.07 of the real ones, for walking and for pedalling."""
    for kind in ("walk", "cycle"):
        assert np.median(simulated[kind, "mad/sd"]) == pytest.approx(np.median(real[kind, "mad/sd"]), abs=0.07)
