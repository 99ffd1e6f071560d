"""Autocalibration: at rest an accelerometer feels 1 g whichever way it lies, and what it says instead is its error.

Over days a wearable rests in many positions.  The mean accelerations of its still moments lie on a sphere of 1 g around
zero if it measures truly, and on a stretched and shifted one if it does not.  The gain and the offset of each axis that
bring them onto the unit sphere are the calibration.  It takes positions on all sides of the sphere: where they are
missing, many ellipsoids fit alike, and nothing is corrected.

Method: van Hees et al. 2014, doi:10.1152/japplphysiol.00421.2014, without the term for temperature.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from monitor.motion.features import Floats
from monitor.motion.samples import SampleBlock

WINDOW_S: Final = 10.0
"""Length of a window (van Hees 2014)."""

STILL_G: Final = 0.013
"""A window is still if no axis has a higher SD (van Hees 2014)."""

REST_G: Final = 2.0
"""No axis of a still wearable says more than this, whatever its error (as GGIR has it)."""

SPREAD_G: Final = 0.3
"""Every axis must have pointed so far up and so far down (van Hees 2014)."""

MAX_ERROR_G: Final = 0.01
"""A fit that leaves more than this unexplained is none (van Hees 2014)."""

LEAST_WINDOWS: Final = 10
"""Still windows without which nothing is fitted: six unknowns, and some to contradict them (product default)."""

_ITERATIONS: Final = 1000
_CONVERGED: Final = 1e-10
_MOST_WEIGHT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes a sensor's samples true: `xyz_g * gain + offset_g`.

    Attributes:
        gain: shape (3,), one number for each axis.
        offset_g: shape (3,), in g.
        error_before_g, error_after_g: mean of |‖a‖ - 1 g| over the still windows.
        windows: how many still windows there were.
    """

    gain: Floats
    offset_g: Floats
    error_before_g: float
    error_after_g: float
    windows: int

    def apply(self, block: SampleBlock) -> SampleBlock:
        """The same block, corrected."""
        return SampleBlock(block.start_s, block.sample_rate_hz, block.xyz_g * self.gain + self.offset_g)


@dataclass(frozen=True, slots=True)
class Uncalibrated:
    """Why there is no calibration.

    Attributes:
        reason: the end of a sentence that begins with "not calibrated: ".
        windows: how many still windows there were.
    """

    reason: str
    windows: int


@dataclass(slots=True)
class StillWindows:
    """Collects the mean accelerations of a recording's still windows; feed its blocks in order of time."""

    _means: list[Floats] = field(default_factory=list)
    _open: Floats = field(default_factory=lambda: np.empty((0, 3)))
    _end_s: float = float("-inf")

    def feed(self, block: SampleBlock) -> None:
        """Take in one block; a window never spans a gap."""
        follows = abs(block.start_s - self._end_s) * block.sample_rate_hz < 1.0
        samples = np.concatenate([self._open, block.xyz_g]) if follows else np.asarray(block.xyz_g, dtype=np.float64)
        length = max(round(WINDOW_S * block.sample_rate_hz), 1)
        whole = len(samples) // length * length
        windows = samples[:whole].reshape(-1, length, 3)
        means, spreads = windows.mean(axis=1), windows.std(axis=1)
        still = (spreads < STILL_G).all(axis=1) & (np.abs(means) < REST_G).all(axis=1) & means.any(axis=1)
        self._means += [means[still]] if still.any() else []
        self._open, self._end_s = samples[whole:], block.end_s

    def means_g(self) -> Floats:
        """Mean acceleration of each still window so far, shape (n, 3), in g."""
        return np.concatenate(self._means) if self._means else np.empty((0, 3))


def calibrate(means_g: Floats) -> Calibration | Uncalibrated:
    """Fit gain and offset of each axis to the means of still windows.

    Args:
        means_g: shape (n, 3), in g.

    Returns:
        The calibration, or why there is none: too few windows, sides of the sphere that no axis saw, or a fit that
        leaves more than 10 mg or is no better than nothing.
    """
    count = len(means_g)
    if count < LEAST_WINDOWS:
        return Uncalibrated(f"{count} still windows of {WINDOW_S:g} s, {LEAST_WINDOWS} are needed", count)
    if lacking := _unseen(means_g):
        return Uncalibrated(f"at rest it never pointed {', '.join(lacking)} by {SPREAD_G:g} g or more", count)
    gain, offset_g = _fit(means_g)
    before_g, after_g = _error(means_g), _error(means_g * gain + offset_g)
    if not after_g < MAX_ERROR_G:
        return Uncalibrated(f"the best fit leaves {1000 * after_g:.1f} mg, allowed are {1000 * MAX_ERROR_G:g}", count)
    if after_g >= before_g:
        return Uncalibrated(f"no fit is better than the {1000 * before_g:.1f} mg it has", count)
    return Calibration(gain, offset_g, before_g, after_g, count)


def _unseen(means_g: Floats) -> list[str]:
    """The directions that a still window never pointed in, such as "-y"."""
    signed = {
        sign + axis: (1.0 if sign == "+" else -1.0) * means_g[:, i] for i, axis in enumerate("xyz") for sign in "+-"
    }
    return [name for name, along in signed.items() if along.max() < SPREAD_G]


def _fit(means_g: Floats) -> tuple[Floats, Floats]:
    """Iterated: the closest points on the unit sphere, then each axis' weighted line through them."""
    gain, offset_g = np.ones(3), np.zeros(3)
    weights, last = np.ones((len(means_g), 1)), np.inf
    for _ in range(_ITERATIONS):
        current = means_g * gain + offset_g
        closest = current / np.linalg.norm(current, axis=1, keepdims=True)
        total = weights.sum()
        middle, aim = (weights * current).sum(axis=0) / total, (weights * closest).sum(axis=0) / total
        spread = (weights * (current - middle) ** 2).sum(axis=0)
        slope = (weights * (current - middle) * (closest - aim)).sum(axis=0) / spread
        gain, offset_g = gain * slope, aim - slope * middle + slope * offset_g
        away = ((current - closest) ** 2).sum(axis=1, keepdims=True)
        residual = float((weights * away).sum() / total)
        weights = 1.0 / np.maximum(np.sqrt(away), 1.0 / _MOST_WEIGHT)
        if abs(last - residual) < _CONVERGED:
            break
        last = residual
    return gain, offset_g


def _error(means_g: Floats) -> float:
    return float(np.abs(np.linalg.norm(means_g, axis=1) - 1.0).mean())
