"""The curves that movement is made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.simulation.noise import Noise, minimum_jerk


def noise(duration_s: float = 600.0, sample_rate_hz: float = 50.0, seed: int = 1) -> Noise:
    """Some noise of that length."""
    return Noise(np.random.default_rng(seed), round(duration_s * sample_rate_hz), sample_rate_hz)


def test_minimum_jerk_rests_at_both_ends() -> None:
    """The way leads from 0 to 1 without speed or acceleration at either end, and half of it at half time."""
    way = minimum_jerk(np.linspace(-0.5, 1.5, 20_001))
    speed = np.diff(way) * 10_000
    assert (0.0, 0.5, 1.0) == (way[5000], pytest.approx(way[10_000]), way[15_000])
    assert np.abs(speed[[4999, 5001, 14_998, 15_001]]).max() < 1e-5
    assert speed.max() == pytest.approx(1.875, rel=1e-3)
    assert (speed >= -1e-9).all()


def test_wander_is_smooth_and_of_unit_size() -> None:
    """Its SD is about 1, and from one sample to the next it hardly moves."""
    curve = noise().wander(every_s=2.0)
    assert 0.7 < curve.std() < 1.2
    assert np.abs(np.diff(curve)).max() < 0.15


@pytest.mark.parametrize(("low_hz", "high_hz"), [(0.2, 0.3), (1.0, 1.3), (8.0, 12.0), (2.0, 18.0)])
def test_band_noise_keeps_to_its_band(low_hz: float, high_hz: float) -> None:
    """Its SD is 1 and nothing of it lies outside the band."""
    curve = noise().band(low_hz, high_hz)
    power = np.abs(np.fft.rfft(curve)) ** 2
    hz = np.fft.rfftfreq(len(curve), 0.02)
    assert curve.std() == pytest.approx(1.0, rel=1e-6)
    assert power[(hz < low_hz) | (hz > high_hz)].sum() < 1e-9 * power.sum()


def test_band_noise_of_a_step_too_short_for_it_is_none() -> None:
    """One second holds no breath: there is silence rather than a wrong frequency."""
    assert not noise(duration_s=1.0).band(0.2, 0.3).any()


@pytest.mark.parametrize("duration_s", [1.0, 2.0, 10.0, 300.0])
def test_a_gate_begins_and_ends_closed(duration_s: float) -> None:
    """However short the step, the gate opens in between."""
    gate = noise(duration_s).gate(1.2, 1.0)
    assert (0.0, 0.0) == (gate[0], gate[-1])
    assert gate.max() > 0.9


def test_bursts_are_as_frequent_as_asked() -> None:
    """Over an hour their number is near the mean, and between them there is nothing."""
    curve = noise(3600.0).bursts(3.0, 1.0, 2.0)
    begins = int((np.diff((curve > 0.0).astype(int)) == 1).sum())
    assert 140 < begins < 220
    assert (curve == 0.0).mean() > 0.85
    assert 0.4 < curve.max() <= 1.0


def test_shifts_stay_where_they_went() -> None:
    """Levels are held: most of the time nothing moves, yet the level differs in the end."""
    curve = noise(3600.0).shifts(1.0, 3.0)
    assert (np.diff(curve) == 0.0).mean() > 0.9
    assert 1.5 < curve.std() < 5.0
    assert np.abs(curve).max() <= 12.0


@given(st.integers(1, 20), st.integers(0, 1000), st.sampled_from([12.5, 25.0, 50.0, 104.0]))
def test_curves_fit_any_step(duration_s: int, seed: int, sample_rate_hz: float) -> None:
    """Each curve has one finite number for each sample, however short the step."""
    some = noise(duration_s, sample_rate_hz, seed)
    curves = [
        some.wander(5.0),
        some.band(1.0, 6.0),
        some.bursts(20.0, 0.5, 3.0),
        some.shifts(20.0, 2.0),
        some.gate(1.0, 1.0),
    ]
    assert [(some.n,)] * len(curves) == [curve.shape for curve in curves]
    assert all(np.isfinite(curve).all() for curve in curves)


def test_the_same_seed_gives_the_same_curves() -> None:
    """Chance comes from the generator alone."""
    one, other = noise(seed=5), noise(seed=5)
    np.testing.assert_array_equal(one.wander(3.0), other.wander(3.0))
    np.testing.assert_array_equal(one.bursts(5.0, 1.0, 2.0), other.bursts(5.0, 1.0, 2.0))
    np.testing.assert_array_equal(one.shifts(5.0, 1.0), other.shifts(5.0, 1.0))
