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
    """

    axis: Vector
    forward: Vector | None = None


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


@dataclass(slots=True)
class MountingLearner:
    """Learns the thigh axis from walking, causally: what it says of a second rests on that second and those before.

    Walking is told from fidgeting and pedalling by features that no rotation changes.  Fed the same epochs, however
    cut, it says the same.
    """

    _tail: Floats = field(default_factory=lambda: np.empty((0, 5)))
    _walk_sum: Floats = field(default_factory=lambda: np.zeros(3))
    _walk_seconds: int = 0
    _stand_sum: Floats = field(default_factory=lambda: np.zeros(3))
    _end_s: float = float("-inf")

    def feed(self, block: EpochBlock) -> tuple[Floats, NDArray[np.bool_]]:
        """The axis as known at the end of each epoch, shape (n, 3), and whether it is known, shape (n,)."""
        if block.start_s != self._end_s:
            self._tail = np.empty((0, 5))  # a walk does not go on across a gap
        self._end_s = block.end_s
        up, sd_g = directions(block.features.mean_g), block.features.sd_g
        walking, walk_directions = self._walking(np.column_stack([up, sd_g, block.features.mad_g]))
        terms = np.zeros((len(block), 3))
        terms[walking] = walk_directions * np.minimum(sd_g[walking], 1.0)[:, None]
        walk_sums = _running_sums(self._walk_sum, terms)
        walk_axis = directions(walk_sums)
        known = self._walk_seconds + np.cumsum(walking) >= WALK_WINDOWS

        standing = known & (sd_g < STAND_SD_G) & ((up * walk_axis).sum(axis=1) > np.cos(np.radians(STAND_DEG)))
        stand_sums = _running_sums(self._stand_sum, up * standing[:, None])
        self._walk_sum, self._stand_sum = walk_sums[-1], stand_sums[-1]
        self._walk_seconds += int(walking.sum())
        return directions(WALK_WEIGHT * walk_axis + stand_sums), known

    def _walking(self, fresh: Floats) -> tuple[NDArray[np.bool_], Floats]:
        """Which seconds end a window of walking, and the mean direction of those windows; rows: x, y, z, SD, MAD."""
        rows = np.concatenate([self._tail, fresh])
        before = len(self._tail)
        self._tail = rows[-(WALK_WINDOW_S - 1) :]
        ends = np.flatnonzero(run_length(rows[:, 3] > WALK_SD_G)[before:] >= WALK_WINDOW_S) + before
        sums = rows[ends]
        for lag in range(1, WALK_WINDOW_S):  # row by row, always in this order: the sum must not depend on the cut
            sums += rows[ends - lag]
        resultant = np.sqrt((sums[:, :3] * sums[:, :3]).sum(axis=1))
        agree = resultant > WALK_WINDOW_S * np.cos(np.radians(WALK_SPREAD_DEG))
        walks = agree & (sums[:, 4] < WALK_RATIO * sums[:, 3])
        walking = np.zeros(len(fresh), dtype=bool)
        walking[ends[walks] - before] = True
        return walking, directions(sums[walks, :3])


def _running_sums(start: Floats, terms: Floats) -> Floats:
    """`start` plus the terms up to and with each row, added one after the other."""
    sums: Floats = np.cumsum(np.concatenate([start[None], terms]), axis=0)[1:]
    return sums
