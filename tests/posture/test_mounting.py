"""The axis is learned from walking, from nothing else, and standing refines it."""

import numpy as np
import pytest

from monitor.motion.features import Floats
from monitor.posture.mounting import MountingLearner
from monitor.simulation.sensor import random_rotation
from tests.support.motions import epochs_of
from tests.support.simulated import simulate


def _learned(script: str, seed: int, turn: Floats | None = None) -> tuple[Floats, np.ndarray]:
    learner = MountingLearner()
    parts = [
        learner.feed(block) for block in epochs_of(list(simulate(script, seed=seed, strap_rotation=turn).blocks()))
    ]
    return np.concatenate([axis for axis, _ in parts]), np.concatenate([known for _, known in parts])


def _off_deg(axis: Floats, truth: Floats) -> float:
    return float(np.degrees(np.arccos(np.clip(axis @ truth, -1.0, 1.0))))


@pytest.mark.parametrize("seed", range(6))
def test_walking_gives_the_axis(seed: int) -> None:
    """After a minute of walking the axis is known to 30 degrees, however the strap is turned."""
    turn = random_rotation(seed)
    axes, known = _learned("stand:10s walk:60s stand:60s", seed, turn)

    assert not known[:18].any()
    assert known[40:].all()
    assert _off_deg(axes[-1], turn @ [1.0, 0.0, 0.0]) < 30.0


@pytest.mark.parametrize("seed", range(4))
def test_standing_refines_it(seed: int) -> None:
    """Two minutes of standing bring the axis nearer to where a standing thigh points."""
    motion = simulate("walk:40s stand:120s", seed=seed)
    stands = motion.xyz_g[60 * 50 :].mean(axis=0)
    axes, _ = _learned("walk:40s stand:120s", seed)

    assert _off_deg(axes[-1], stands / np.linalg.norm(stands)) <= _off_deg(axes[39], stands / np.linalg.norm(stands))


@pytest.mark.parametrize(
    "script", ["sit:5m", "fidget:5m", "drive:5m", "lie:5m", "figure4-left:2m", "stand:5m", "off:5m"]
)
def test_nothing_else_is_taken_for_walking(script: str) -> None:
    """Whoever does not walk has no axis."""
    assert not any(_learned(script, seed)[1].any() for seed in range(3))
