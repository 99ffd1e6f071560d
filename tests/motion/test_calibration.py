"""Autocalibration: gravity is a sphere, and what is not is corrected, or said to be beyond it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from monitor.motion.calibration import Calibration, StillWindows, Uncalibrated, calibrate
from monitor.motion.samples import SampleBlock

Floats = NDArray[np.float64]

_gains = st.tuples(*[st.floats(0.9, 1.1)] * 3)
_offsets = st.tuples(*[st.floats(-0.1, 0.1)] * 3)


def _sphere(count: int, seed: int = 0) -> Floats:
    """Directions of gravity, each as likely as the other."""
    directions = np.random.default_rng(seed).standard_normal((count, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


@given(gain=_gains, offset=_offsets, seed=st.integers(0, 1000))
def test_a_distorted_gravity_is_recovered(gain: tuple[float, ...], offset: tuple[float, ...], seed: int) -> None:
    """Whatever the sensor did to each axis is undone to within 2 mg, given rests on all sides."""
    true_g = _sphere(300, seed)
    said_g = (true_g - np.array(offset)) / np.array(gain)
    found = calibrate(said_g)
    if isinstance(found, Uncalibrated):
        assert found.reason.startswith("no fit is better")  # it was true from the beginning
        return
    np.testing.assert_allclose(said_g * found.gain + found.offset_g, true_g, atol=0.002)
    assert found.error_after_g < found.error_before_g


def test_noise_of_still_windows_does_not_spoil_it() -> None:
    """With 3 mg of noise the gain is right to 5 thousandths and the offset to 5 mg."""
    noise = 0.003 * np.random.default_rng(1).standard_normal((400, 3))
    found = calibrate((_sphere(400) - 0.05) / 1.03 + noise)
    assert isinstance(found, Calibration)
    np.testing.assert_allclose(found.gain, 1.03, atol=0.005)
    np.testing.assert_allclose(found.offset_g, 0.05, atol=0.005)
    assert 400 == found.windows


def test_the_oracle_agrees() -> None:
    """scikit-digital-health, which follows the same paper, finds the same to half a thousandth, and half a mg."""
    skdh = pytest.importorskip("skdh.preprocessing", reason="the oracle needs scikit-digital-health")
    rng, rate_hz = np.random.default_rng(4), 10.0
    true_g, offset_g, gain = _sphere(360 * 13, 5), np.array([0.04, -0.03, 0.02]), np.array([1.02, 0.98, 1.01])
    still = np.repeat((true_g - offset_g) / gain, round(10 * rate_hz), axis=0)
    samples = still + 0.002 * rng.standard_normal(still.shape)
    theirs = skdh.CalibrateAccelerometer(min_hours=12).predict(
        time=1.7e9 + np.arange(len(samples)) / rate_hz, accel=samples, fs=rate_hz, apply=False
    )
    windows = StillWindows()
    windows.feed(SampleBlock(0.0, rate_hz, samples))
    ours = calibrate(windows.means_g())
    assert isinstance(ours, Calibration)
    np.testing.assert_allclose(ours.gain, theirs["scale"], atol=0.0005)
    np.testing.assert_allclose(ours.offset_g, theirs["offset"] * theirs["scale"], atol=0.0005)


@pytest.mark.parametrize(
    ("means_g", "reason"),
    [
        (_sphere(9), "9 still windows of 10 s, 10 are needed"),
        (np.empty((0, 3)), "0 still windows of 10 s, 10 are needed"),
        (np.abs(_sphere(100)), "at rest it never pointed -x, -y, -z by 0.3 g or more"),
        (np.repeat(_sphere(1), 50, axis=0) * [0.0, 0.0, 1.0] + [0.0, 0.0, 0.5], "at rest it never pointed"),
        (_sphere(200) * np.random.default_rng(3).uniform(0.9, 1.1, (200, 1)), "the best fit leaves"),
    ],
)
def test_what_cannot_be_calibrated_is_said(means_g: Floats, reason: str) -> None:
    """Too few rests, one side only, or no sphere at all: a reason, and nothing is corrected."""
    found = calibrate(means_g)
    assert isinstance(found, Uncalibrated)
    assert found.reason.startswith(reason)
    assert len(means_g) == found.windows


def test_only_still_windows_count() -> None:
    """Of ten seconds of rest, ten of shaking and ten of rest, two windows are left, with their means."""
    rest, rng = np.tile([0.0, 0.6, 0.8], (500, 1)), np.random.default_rng(0)
    windows = StillWindows()
    windows.feed(SampleBlock(0.0, 50.0, np.concatenate([rest, rest + 0.1 * rng.standard_normal((500, 3)), -rest])))
    np.testing.assert_allclose(windows.means_g(), [[0.0, 0.6, 0.8], [0.0, -0.6, -0.8]], atol=1e-12)


def test_dead_axes_and_wild_ones_do_not_count() -> None:
    """All zeros, or 3 g held for ten seconds, is no rest."""
    windows = StillWindows()
    windows.feed(SampleBlock(0.0, 50.0, np.concatenate([np.zeros((500, 3)), np.tile([3.0, 0.0, 0.0], (500, 1))])))
    assert 0 == len(windows.means_g())


@pytest.mark.parametrize(("gap_s", "expected"), [(0.0, 1), (5.0, 0)])
def test_a_window_spans_blocks_but_no_gap(gap_s: float, expected: int) -> None:
    """Two blocks of six seconds are one window if they meet, and none if they do not."""
    windows, rest = StillWindows(), np.tile([0.0, 0.0, 1.0], (300, 1))
    windows.feed(SampleBlock(100.0, 50.0, rest))
    windows.feed(SampleBlock(106.0 + gap_s, 50.0, rest))
    assert expected == len(windows.means_g())


def test_a_calibration_is_applied_to_a_block() -> None:
    """Gain, then offset; times and rate stay, and so does the block given."""
    block = SampleBlock(5.0, 50.0, np.ones((2, 3)))
    found = Calibration(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.5, -1.0]), 0.1, 0.001, 20)
    corrected = found.apply(block)
    assert [[1.0, 2.5, 2.0]] * 2 == corrected.xyz_g.tolist()
    assert (5.0, 50.0) == (corrected.start_s, corrected.sample_rate_hz)
    assert [[1.0, 1.0, 1.0]] * 2 == block.xyz_g.tolist()
