"""Numbers that describe one second of movement.

A second's features come from that second's samples alone, by sums in a fixed order, so a second looks the same,
bit for bit, whether it was computed live or inside a week.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SUMS = np.float32
"""Samples come with 12 to 16 bits.  Sums of a second of them in single precision are off by 0.0005 g at most, far less
than any threshold resolves, and take two thirds of the time."""

_CHUNK_SAMPLES = 60_000
"""Samples per pass: the work arrays then stay inside a core's cache, which halves the time."""

Floats = NDArray[np.float64]
_Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """Features of `n` seconds.

    Attributes:
        mean_g: mean vector, shape (n, 3); gravity's direction while the body is still.
        sd_g: standard deviation of the vector, sqrt of the sum of the three axes' variances, shape (n,).
        mad_g: mean absolute deviation of ‖a‖ from its mean, shape (n,) (Vähä-Ypyä 2015, doi 10.1111/cpf.12127).
    """

    mean_g: Floats
    sd_g: Floats
    mad_g: Floats


def describe_seconds(xyz_g: NDArray[np.floating]) -> Features:
    """Features of seconds that hold equally many samples.

    Args:
        xyz_g: shape (n, samples per second, 3), in g, without NaN.
    """
    parts = [_describe(chunk) for chunk in _chunks(xyz_g)]
    if not parts:
        return Features(np.empty((0, 3)), np.empty(0), np.empty(0))
    return Features(*(np.concatenate(column, dtype=np.float64) for column in zip(*parts, strict=True)))


def _chunks(xyz_g: NDArray[np.floating]) -> Iterator[NDArray[np.floating]]:
    size = max(1, _CHUNK_SAMPLES // max(1, xyz_g.shape[1]))
    for start in range(0, len(xyz_g), size):
        yield xyz_g[start : start + size]


def _describe(xyz_g: NDArray[np.floating]) -> tuple[_Singles, _Singles, _Singles]:
    seconds, samples, _ = xyz_g.shape
    # One contiguous row per axis and second: sums run along the row, in an order that the other rows cannot change.
    axes = np.ascontiguousarray(xyz_g.reshape(-1, 3).T, dtype=_SUMS).reshape(3, seconds, samples)
    mean = np.einsum("ijk->ij", axes) / _SUMS(samples)
    squared_norm = axes[0] * axes[0]
    squared_norm += axes[1] * axes[1]
    squared_norm += axes[2] * axes[2]
    squared_mean = mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2]
    sd = np.sqrt(np.maximum(_row_means(squared_norm) - squared_mean, 0.0))
    norm = np.sqrt(squared_norm, out=squared_norm)
    mean_norm = _row_means(norm)
    # Deviations above the mean and below it add up to the same, so one side is enough.
    mad = _SUMS(2.0) * np.maximum(_row_means(np.maximum(norm, mean_norm[:, None], out=norm)) - mean_norm, 0.0)
    return np.ascontiguousarray(mean.T), sd, mad


def _row_means(rows: _Singles) -> _Singles:
    """Mean of each row; `einsum` adds up short rows more than twice as fast as `sum` does."""
    means: _Singles = np.einsum("ij->i", rows) / _SUMS(rows.shape[1])
    return means


def directions(vectors: Floats) -> Floats:
    """Unit vectors of `vectors`, shape (n, 3) or (3,); a zero vector stays zero."""
    norm = np.sqrt(dot(vectors, vectors))
    return vectors / np.where(norm > 0.0, norm, 1.0)[..., None]


def dot(vectors: Floats, axis: Floats) -> Floats:
    """Scalar products of vectors, shape (n, 3), with one axis, shape (3,), or with one each, shape (n, 3)."""
    x, y, z = vectors.T
    ax, ay, az = axis.T
    product: Floats = x * ax + y * ay + z * az
    return product


def inclination_deg(mean_g: Floats, axis: Floats) -> Floats:
    """Angle between gravity and a body axis, 0 (axis points up) to 180 degrees, shape (n,).

    Args:
        mean_g: mean vectors, shape (n, 3); a zero vector is level.
        axis: unit vector(s) of the body axis in the sensor frame, shape (3,) or (n, 3).
    """
    norm = np.sqrt(dot(mean_g, mean_g))
    cosine = dot(mean_g, axis) / np.where(norm > 0.0, norm, 1.0)
    angle: Floats = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle
