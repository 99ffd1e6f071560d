"""Desk-stillness is counted by the second: neither movement nor creep, gaps of ten seconds begin anew."""

import numpy as np
import pytest

from monitor.posture.wear import NON_WEAR_S, STILL_RANGE_G, STILL_SD_G, WearDetector
from tests.support.motions import still_epochs

DESK = np.tile([0.0, 0.0, 1.0], (1000, 1))


def _last(mean_g: np.ndarray, sd_g: np.ndarray | float = 0.003) -> int:
    return int(WearDetector().feed(still_epochs(mean_g, sd_g))[-1])


def test_each_still_second_counts() -> None:
    """After a thousand still seconds the run is a thousand seconds long."""
    assert 1000 == _last(DESK)


def test_one_moving_second_begins_the_count_anew() -> None:
    """A second at the threshold moves."""
    sd_g = np.full(1000, 0.003)
    sd_g[299] = STILL_SD_G

    assert 700 == _last(DESK, sd_g)


@pytest.mark.parametrize(("creep_g", "length_s"), [(0.9 * STILL_RANGE_G, 1000), (1.1 * STILL_RANGE_G, 500)])
def test_creep_of_gravity_begins_the_count_anew(creep_g: float, length_s: int) -> None:
    """A thigh that creeps by more than 10 mg is alive, though each of its seconds is still."""
    assert length_s == _last(DESK + np.where(np.arange(1000) < 500, 0.0, creep_g)[:, None])


@pytest.mark.parametrize(("gap_s", "length_s"), [(9.0, 1000 + 1000), (10.0, 1000)])
def test_a_gap_of_ten_seconds_begins_the_count_anew(gap_s: float, length_s: int) -> None:
    """A shorter one interrupts nothing, nor does it count."""
    detector = WearDetector()
    detector.feed(still_epochs(DESK, 0.003))

    assert length_s == int(detector.feed(still_epochs(DESK, 0.003, 1000.0 + gap_s))[-1])


def test_a_breathing_thigh_never_comes_near() -> None:
    """Slow creep of 15 mg, as of the quietest sitters, never makes a run of ten minutes."""
    creep = 0.0075 * np.sin(2.0 * np.pi * np.arange(3600) / 700.0)
    still_s = WearDetector().feed(still_epochs(np.column_stack([creep, creep, np.ones(3600)]), 0.003))

    assert still_s.max() < NON_WEAR_S
