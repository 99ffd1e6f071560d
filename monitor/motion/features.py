"""Numbers that describe one second of movement.

A second's features come from that second's samples alone, by sums in a fixed order, so a second looks the same,
bit for bit, whether it was computed live or inside a week.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SUMS = np.float32
"""Samples come with 12 to 16 bits.  Sums of a second of them in single precision are off by 0.0005 g at most, far less
than any threshold resolves, and take two thirds of the time."""

LIVELY_SD_G = 0.08
"""MAD is worked out for seconds with a larger SD only: nobody asks for that of others (walking begins at 0.12)."""

_CHUNK_SAMPLES = 60_000
"""Samples per pass: the work arrays then stay inside a core's cache, which halves the time."""

_TINY = 1e-150
"""Length that a zero vector is divided by, to stay zero."""

Floats = NDArray[np.float64]
_Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """Features of `n` seconds.

    Attributes:
        mean_g: mean vector, shape (n, 3); gravity's direction while the body is still.
        sd_g: standard deviation of the vector, sqrt of the sum of the three axes' variances, shape (n,).
        mad_g: mean absolute deviation of ‖a‖ from its mean, shape (n,) (Vähä-Ypyä 2015, doi 10.1111/cpf.12127); 0 for
            seconds whose SD is `LIVELY_SD_G` or less.
    """

    mean_g: Floats
    sd_g: Floats
    mad_g: Floats


def describe_seconds(xyz_g: NDArray[np.floating]) -> Features:
    """Features of seconds that hold equally many samples.

    Args:
        xyz_g: shape (n, samples per second, 3), in g, without NaN.
    """
    seconds, samples, _ = xyz_g.shape
    features = Features(np.empty((seconds, 3)), np.empty(seconds), np.empty(seconds))
    step = min(seconds, max(1, _CHUNK_SAMPLES // max(1, samples)))
    # One contiguous row per axis and second: sums run along the row, in an order that the other rows cannot change.
    # One work array for all chunks: a fresh one costs as much as the sums do.
    work = np.empty((3, step * samples), dtype=_SUMS)
    for start in range(0, seconds, max(1, step)):
        some = slice(start, start + step)
        features.mean_g[some], features.sd_g[some], features.mad_g[some] = _describe(xyz_g[some], work)
    return features


def _describe(xyz_g: NDArray[np.floating], work: _Singles) -> tuple[_Singles, _Singles, _Singles]:
    seconds, samples, _ = xyz_g.shape
    rows = work[:, : seconds * samples]
    for row, axis in zip(rows, xyz_g.reshape(-1, 3).T, strict=True):
        np.copyto(row, axis, casting="same_kind")
    axes = rows.reshape(3, seconds, samples)
    mean = _row_means(axes)
    axes *= axes
    squared_norm = axes[0]
    squared_norm += axes[1]
    squared_norm += axes[2]
    squared_mean = mean * mean
    sd = np.sqrt(np.maximum(_row_means(squared_norm) - (squared_mean[0] + squared_mean[1] + squared_mean[2]), 0.0))
    return mean.T, sd, _deviation(squared_norm, sd > LIVELY_SD_G)


def _deviation(squared_norm: _Singles, lively: NDArray[np.bool_]) -> _Singles:
    """MAD of the seconds that are lively, from the squares of ‖a‖, shape (seconds, samples); 0 for the others."""
    mad = np.zeros(len(lively), dtype=_SUMS)
    if lively.any():
        norm = np.sqrt(squared_norm[lively])
        mean = _row_means(norm)
        # Deviations above the mean and below it add up to the same, so one side is enough.
        above = _row_means(np.maximum(norm, mean[:, None], out=norm)) - mean
        mad[lively] = _SUMS(2.0) * np.maximum(above, 0.0)
    return mad


def _row_means(rows: _Singles) -> _Singles:
    """Means along the last axis; `einsum` adds up short rows more than twice as fast as `sum` does."""
    means: _Singles = np.einsum("...i->...", rows) / _SUMS(rows.shape[-1])
    return means


def directions(vectors: Floats) -> Floats:
    """Unit vectors of `vectors`, shape (n, 3) or (3,); a zero vector stays zero."""
    norm = np.maximum(np.sqrt(dot(vectors, vectors)), _TINY)
    unit: Floats = vectors / norm[..., None]
    return unit


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
    norm = np.maximum(np.sqrt(dot(mean_g, mean_g)), _TINY)
    cosine = np.minimum(np.maximum(dot(mean_g, axis) / norm, -1.0), 1.0)  # np.clip takes 5 µs for one second
    angle: Floats = np.degrees(np.arccos(cosine))
    return angle
