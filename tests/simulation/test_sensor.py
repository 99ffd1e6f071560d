"""The accelerometer and how it is strapped on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.simulation.sensor import Sensor, random_rotation


def test_noise_and_bias_have_their_size() -> None:
    """A sensor at rest reads 1 g, off by its bias, with its noise."""
    felt = np.tile([0.0, 0.0, 1.0], (20_000, 1))
    measured = Sensor(noise_g=0.003, bias_g=0.02).measure(felt, np.random.default_rng(1))
    bias_g = (measured - felt).mean(axis=0)
    assert (np.abs(bias_g) <= 0.0201).all()
    assert np.abs(bias_g).max() > 0.001
    np.testing.assert_allclose((measured - felt).std(axis=0), 0.003, rtol=0.05)


@pytest.mark.parametrize("counts_per_g", [256, 1000, 4096, 16_384])
def test_it_reads_whole_counts(counts_per_g: int) -> None:
    """Whatever is felt, what is read is a whole number of counts."""
    felt = np.random.default_rng(2).normal(size=(1000, 3))
    counts = Sensor(counts_per_g=counts_per_g).measure(felt, np.random.default_rng(3)) * counts_per_g
    np.testing.assert_allclose(counts, np.rint(counts), atol=1e-9)


@pytest.mark.parametrize(
    ("counts_per_g", "range_g", "limit_g"), [(4000, 2, 2.0), (1000, 8, 8.0), (4096, 8, 32_767 / 4096), (2048, 4, 4.0)]
)
def test_it_is_cut_off_at_its_range(counts_per_g: int, range_g: int, limit_g: float) -> None:
    """Beyond the range, or beyond 16 bits where they end first, it reads the limit, on both sides alike."""
    sensor = Sensor(counts_per_g=counts_per_g, range_g=range_g)
    measured = sensor.measure(np.array([[20.0, -20.0, 0.0]]), np.random.default_rng(1))
    np.testing.assert_allclose(measured[0, :2], [limit_g, -limit_g])


def test_what_was_felt_is_not_changed() -> None:
    """Measuring leaves its input alone."""
    felt = np.ones((10, 3))
    Sensor().measure(felt, np.random.default_rng(1))
    np.testing.assert_array_equal(np.ones((10, 3)), felt)


@given(st.integers(0, 2**32))
def test_a_random_rotation_is_a_rotation(seed: int) -> None:
    """It keeps lengths and angles, mirrors nothing, and is the same for the same seed."""
    rotation = random_rotation(seed)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    np.testing.assert_array_equal(rotation, random_rotation(seed))


def test_random_rotations_point_everywhere() -> None:
    """Over many seeds each axis points as often to any side: all nine entries are centred with variance 1/3."""
    entries = np.array([random_rotation(seed) for seed in range(3000)])
    np.testing.assert_allclose(entries.mean(axis=0), 0.0, atol=0.05)
    np.testing.assert_allclose(entries.var(axis=0), 1.0 / 3.0, atol=0.03)
