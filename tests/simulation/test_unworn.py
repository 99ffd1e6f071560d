"""A strap that nobody wears is still on a desk, a chair, a charger and a hook, and is not in a bag."""

import numpy as np
import pytest

from monitor.motion.features import describe_seconds
from monitor.posture.labels import Posture
from monitor.posture.wear import STILL_RANGE_G, STILL_SD_G
from monitor.simulation.script import StepKind
from monitor.simulation.unworn import COOLING_G
from tests.support.simulated import simulate

HANDLED_S = 6


def _seconds(kind: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """SD and mean of each second of ten minutes, without the handling."""
    motion = simulate(f"{kind}:10m", seed=seed)
    found = describe_seconds(motion.xyz_g.reshape(-1, round(motion.sample_rate_hz), 3))
    return found.sd_g[HANDLED_S:-HANDLED_S], found.mean_g[HANDLED_S:-HANDLED_S]


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("kind", ["off", "off-charger", "off-cooling"])
def test_on_a_desk_nothing_moves(kind: str, seed: int) -> None:
    """Each second is below the threshold of stillness, buzz and cooling or not."""
    assert _seconds(kind, seed)[0].max() < STILL_SD_G


def test_a_charger_buzzes() -> None:
    """Its seconds have a larger SD than a desk's."""
    assert np.median(_seconds("off-charger", 1)[0]) > 1.2 * np.median(_seconds("off", 1)[0])


def test_what_cools_drifts() -> None:
    """Some strap's zero moves by several mg in ten minutes, and a desk's does not."""
    drifts_g = {kind: max(np.ptp(_seconds(kind, seed)[1], axis=0).max() for seed in (1, 2, 3)) for kind in PLACES}

    assert drifts_g["off-cooling"] > 2.0 * drifts_g["off"]
    assert drifts_g["off-cooling"] < COOLING_G


PLACES = ("off", "off-cooling")


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_a_chair_is_bumped_and_stays(seed: int) -> None:
    """A few seconds move, most do not, and gravity afterwards is where it was."""
    sd_g, mean_g = _seconds("off-chair", seed)
    still = sd_g < STILL_SD_G

    assert 0 < int((~still).sum()) < 60
    assert np.ptp(mean_g[still], axis=0).max() < STILL_RANGE_G


@pytest.mark.parametrize("seed", range(1, 4))
def test_what_hangs_points_up_or_down(seed: int) -> None:
    """Its long axis is within 30 degrees of the vertical."""
    assert np.abs(np.median(_seconds("off-hook", seed)[1], axis=0)[0]) > np.cos(np.radians(30.0))


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_carried_bag_moves_all_the_time(seed: int) -> None:
    """Hardly a second of it is still."""
    assert np.mean(_seconds("off-bag", seed)[0] < STILL_SD_G) < 0.02


@pytest.mark.parametrize("kind", [kind for kind in StepKind if kind.posture is Posture.NON_WEAR])
def test_it_is_off_for_as_long_as_the_script_says(kind: StepKind) -> None:
    """The seconds without the body are those of the step, wherever the strap lies."""
    motion = simulate(f"sit:10s {kind}:20s sit:10s")

    off = [second for second, step in enumerate(motion.step_labels) if step.posture is Posture.NON_WEAR]
    assert list(range(10, 30)) == off
