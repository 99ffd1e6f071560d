"""Which way the strap points: from a guided pose, or learned from walking.

The thigh axis is the direction, in the sensor frame, that points up along the thigh while the body stands.  All
that the classifier asks of a strap is this axis, so it does not care how the strap is turned.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats, directions
from monitor.posture.runs import run_length

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Mounting:
    """How the wearable sits on the thigh, in the sensor frame.

    Attributes:
        axis: unit vector that points up along the thigh while the body stands.
        forward: unit vector square to `axis` that points up while the body sits (out of the front of the thigh);
            None if no sitting pose was seen.
        sitting_deg: inclination of the sitting pose; None if none was seen.
    """

    axis: Vector
    forward: Vector | None = None
    sitting_deg: float | None = None


X_AXIS = Mounting((1.0, 0.0, 0.0))
"""A wearable whose x axis points up along the thigh while the body stands."""

WALK_SD_G = 0.12
"""Least SD of each second of walking (slow treadmill gait of 12 adults: 5th percentile 0.16; chosen on people)."""

WALK_RATIO = 0.5
"""Most MAD / SD of walking.  Walking swings gravity through the sensor as well as it shakes its length (median 0.40 to
0.48 in 18 adults); pedalling mostly shakes its length (0.67 to 0.71)."""

WALK_SPREAD_DEG = 10.0
"""Within the window the seconds' directions agree this well (circular spread): a stride is over within each second."""

WALK_WINDOW_S = 8
"""Seconds of walking without a stop before any of it is believed (product default)."""

WALK_WINDOWS = 4
"""Believed seconds before the axis counts as known (product default)."""

STAND_SD_G = 0.1
"""Most SD of a second that counts as standing still."""

STAND_DEG = 25.0
"""Most angle between the walking axis and gravity in a second that counts as standing."""

WALK_WEIGHT = 30.0
"""The walking axis weighs as much as so many seconds of standing.  A walking thigh is on average flexed by about 10
degrees, a standing one is not: standing refines what walking found."""


_TAIL_S = WALK_WINDOW_S - 1
_NO_TAIL: tuple[Floats, Floats, Floats] = (np.empty((0, 3)), np.empty(0), np.empty(0))


@dataclass(slots=True)
class MountingLearner:
    """Learns the thigh axis from walking, causally: what it says of a second rests on that second and those before.

    Walking is told from fidgeting and pedalling by features that no rotation changes.  Fed the same epochs, however
    cut, it says the same.
    """

    _tail: list[Floats] = field(default_factory=lambda: list(_NO_TAIL))
    _walk_sum: Floats = field(default_factory=lambda: np.zeros(3))
    _walk_seconds: int = 0
    _stand_sum: Floats = field(default_factory=lambda: np.zeros(3))
    _end_s: float = float("-inf")

    def feed(self, block: EpochBlock) -> tuple[Floats, NDArray[np.bool_]]:
        """The axis as known at the end of each epoch, shape (n, 3), and whether it is known, shape (n,)."""
        if block.start_s != self._end_s:
            self._tail = list(_NO_TAIL)  # a walk does not go on across a gap
        self._end_s = block.end_s
        mean_g, sd_g = block.features.mean_g, block.features.sd_g
        walked, walk_directions = self._walks(mean_g, sd_g, block.features.mad_g)
        walks = _counts(walked, len(block))
        walk_sums = _running_sums(self._walk_sum, walk_directions * np.minimum(sd_g[walked], 1.0)[:, None])
        walk_axes = directions(walk_sums)
        known = self._walk_seconds + walks >= WALK_WINDOWS

        stood = np.flatnonzero(known & (sd_g < STAND_SD_G))
        up = directions(mean_g[stood])
        upright = (up * walk_axes[walks[stood]]).sum(axis=1) > np.cos(np.radians(STAND_DEG))
        stood, up = stood[upright], up[upright]
        stands = _counts(stood, len(block))
        stand_sums = _running_sums(self._stand_sum, up)

        self._walk_sum, self._stand_sum = walk_sums[-1], stand_sums[-1]
        self._walk_seconds += len(walked)
        # The axis changes only where the body walked or stood: it is worked out there, and looked up elsewhere.
        changed = np.union1d(walked, stood)
        walk, stand = np.append(0, walks[changed]), np.append(0, stands[changed])
        axes = directions(WALK_WEIGHT * walk_axes[walk] + stand_sums[stand])
        return axes[_counts(changed, len(block))], known

    def _walks(self, mean_g: Floats, sd_g: Floats, mad_g: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Which seconds end a window of walking, and the mean direction of each of those windows."""
        before = len(self._tail[1])
        mean_g, sd_g, mad_g = (np.concatenate(pair) for pair in zip(self._tail, (mean_g, sd_g, mad_g), strict=True))
        self._tail = [mean_g[-_TAIL_S:], sd_g[-_TAIL_S:], mad_g[-_TAIL_S:]]
        ends = np.flatnonzero(run_length(sd_g > WALK_SD_G)[before:] >= WALK_WINDOW_S) + before
        if not len(ends):
            return ends, np.empty((0, 3))
        ups, sds, mads = np.zeros((len(ends), 3)), np.zeros(len(ends)), np.zeros(len(ends))
        for lag in range(WALK_WINDOW_S):  # second by second, always in this order: the sum must not depend on the cut
            ups += directions(mean_g[ends - lag])
            sds += sd_g[ends - lag]
            mads += mad_g[ends - lag]
        agree = np.sqrt((ups * ups).sum(axis=1)) > WALK_WINDOW_S * np.cos(np.radians(WALK_SPREAD_DEG))
        walks = agree & (mads < WALK_RATIO * sds)
        return ends[walks] - before, directions(ups[walks])


def _counts(indices: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """How many of the indices lie at or before each position, shape (length,)."""
    flags = np.zeros(length, dtype=np.int64)
    flags[indices] = 1
    counts: NDArray[np.int64] = np.cumsum(flags)
    return counts


def _running_sums(start: Floats, terms: Floats) -> Floats:
    """`start`, then `start` plus the terms up to and with each row, added one after the other."""
    sums: Floats = np.cumsum(np.concatenate([start[None], terms]), axis=0)
    return sums
