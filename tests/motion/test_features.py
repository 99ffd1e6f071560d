"""A second's features against formulas of their own."""

import numpy as np
import pytest
from scipy import stats

from monitor.motion.features import LIVELY_SD_G, Features, describe_seconds, directions, inclination_deg
from tests.support.motions import wobbly

SUM_G = 1e-6
"""What a sum in single precision may be off by."""

RATES_HZ = [12, 13, 51, 52, 102, 103]


def _described(samples: int, dtype: type = np.float64) -> tuple[np.ndarray, Features]:
    xyz_g = wobbly(3, 40, samples).reshape(40, samples, 3).astype(dtype)
    return xyz_g.astype(np.float64), describe_seconds(xyz_g)


@pytest.mark.parametrize("samples", RATES_HZ)
def test_mean_and_sd(samples: int) -> None:
    """The SD of the vector is the root of the sum of the axes' variances."""
    xyz_g, features = _described(samples)

    np.testing.assert_allclose(features.mean_g, xyz_g.mean(axis=1), atol=SUM_G)
    np.testing.assert_allclose(features.sd_g, np.sqrt(xyz_g.var(axis=1).sum(axis=1)), atol=1e-4)


@pytest.mark.parametrize("samples", RATES_HZ)
def test_mad(samples: int) -> None:
    """Mean amplitude deviation: mean |r - mean r| (doi 10.1111/cpf.12127); of a second that is not lively it is 0."""
    xyz_g, features = _described(samples)
    norm = np.linalg.norm(xyz_g, axis=2)
    mad = np.array([stats.trim_mean(np.abs(row - row.mean()), 0.0) for row in norm])

    lively = features.sd_g > LIVELY_SD_G

    assert 0 < lively.sum() < len(lively)
    np.testing.assert_allclose(features.mad_g, np.where(lively, mad, 0.0), atol=SUM_G)


def test_single_precision_is_enough() -> None:
    """Samples in float32 are described in float64."""
    xyz_g, features = _described(50, np.float32)

    assert np.float64 == features.mean_g.dtype
    np.testing.assert_allclose(features.mean_g, xyz_g.mean(axis=1), atol=SUM_G)


def test_a_still_second_has_no_sd() -> None:
    """Rounding may not make the root of a negative number of it, nor more than the noise of any sensor."""
    for level_g in (0.1, 0.577, 1.0, 4.0):
        features = describe_seconds(np.full((3, 50, 3), level_g))
        np.testing.assert_allclose(features.sd_g, 0.0, atol=5e-4 * max(1.0, 1.8 * level_g))


def test_no_seconds_no_features() -> None:
    """Of nothing there is nothing."""
    features = describe_seconds(np.empty((0, 50, 3)))

    assert ((0, 3), (0,), (0,)) == (features.mean_g.shape, features.sd_g.shape, features.mad_g.shape)


@pytest.mark.parametrize(
    ("mean_g", "angle_deg"),
    [
        ((1.0, 0.0, 0.0), 0.0), ((0.0, 0.0, 2.0), 90.0), ((-0.5, 0.0, 0.0), 180.0),
        ((1.0, 1.0, 0.0), 45.0), ((1.0, 0.0, np.sqrt(3.0)), 60.0),
    ],
)  # fmt: skip
def test_inclination(mean_g: tuple[float, float, float], angle_deg: float) -> None:
    """0 where the axis points up, 180 where it points down; the length of gravity does not matter."""
    angle = inclination_deg(np.array([mean_g]), np.array([1.0, 0.0, 0.0]))

    np.testing.assert_allclose(angle, angle_deg, atol=1e-6)


def test_the_direction_of_nothing() -> None:
    """A zero vector stays zero instead of becoming NaN."""
    np.testing.assert_array_equal(directions(np.array([[0.0, 0.0, 0.0], [0.0, 3.0, 4.0]])), [[0, 0, 0], [0, 0.6, 0.8]])
