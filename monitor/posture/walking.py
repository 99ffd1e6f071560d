"""Walking, told from fidgeting and pedalling by features that no rotation changes.

A walking thigh swings about the direction in which it hangs, so the mean direction of some seconds of walking tells how
the strap points.  Walks are looked at in windows that do not overlap, counted from where the movement began.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats, directions
from monitor.posture.runs import Flags, run_length

WALK_SD_G = 0.12
"""Least SD of each second of walking (slow treadmill gait of 12 adults: 5th percentile 0.16; chosen on people)."""

WALK_RATIO = 0.5
"""Most MAD / SD of walking.  Walking swings gravity through the sensor as well as it shakes its length (median 0.40 to
0.48 in 18 adults); pedalling mostly shakes its length (0.67 to 0.71)."""

WALK_SPREAD_DEG = 10.0
"""Within the window the seconds' directions agree this well (circular spread): a stride is over within each second."""

WALK_WINDOW_S = 8
"""Seconds of walking without a stop before they are believed (product default)."""

BRISK_SD_G = 0.4
"""Least mean SD of a window of brisk walking: 81 % of walking in 20 adults, and none of the pedalling that passes for
walking otherwise (most 0.30)."""

_TAIL_S = WALK_WINDOW_S - 1


@dataclass(frozen=True, slots=True)
class Walks:
    """Windows of walking that end within a block.

    Attributes:
        ends: the second of the block with which each ends, ascending, shape (m,).
        directions: mean direction of gravity of each, unit vectors, shape (m, 3).
        sd_g: mean SD of its seconds, shape (m,).
    """

    ends: NDArray[np.int64]
    directions: Floats
    sd_g: Floats

    @property
    def brisk(self) -> Flags:
        """Which of them were brisk, shape (m,)."""
        return self.sd_g > BRISK_SD_G


_NONE = Walks(np.empty(0, dtype=np.int64), np.empty((0, 3)), np.empty(0))


@dataclass(slots=True)
class WalkFinder:
    """Finds windows of walking; feed epochs in order of time.  Fed the same epochs, however cut, it finds the same."""

    _run: int = 0  # how long it has moved, up to the end of the last block ...
    _tail: list[Floats] = field(default_factory=list)  # ... and the features of up to seven seconds of that
    _end_s: float = float("-inf")

    def feed(self, block: EpochBlock) -> Walks:
        """The windows that end in this block."""
        if block.start_s != self._end_s:
            self._run = 0  # a walk does not go on across a gap
        self._end_s = block.end_s
        features = block.features
        moves = features.sd_g > WALK_SD_G
        if not moves[-1] and not moves.any():
            self._run = 0
            return _NONE
        run = run_length(moves)
        run[: len(moves) if moves.all() else int(moves.argmin())] += self._run
        carried = min(self._run, _TAIL_S)
        columns = [features.mean_g, features.sd_g, features.mad_g]
        if carried:
            columns = [np.concatenate(pair) for pair in zip(self._tail, columns, strict=True)]
        self._run = int(run[-1])
        kept = min(self._run, _TAIL_S)
        self._tail = [column[len(column) - kept :] for column in columns]
        ends = np.flatnonzero((run > 0) & (run % WALK_WINDOW_S == 0))
        return _windows(ends, carried, *columns) if len(ends) else _NONE


def _windows(ends: NDArray[np.int64], carried: int, mean_g: Floats, sd_g: Floats, mad_g: Floats) -> Walks:
    """Those of the windows that walk; the columns begin `carried` seconds before the block."""
    last = ends + carried
    ups, sds, mads = np.zeros((len(ends), 3)), np.zeros(len(ends)), np.zeros(len(ends))
    for lag in range(WALK_WINDOW_S):  # second by second, always in this order: the sum must not depend on the cut
        ups += directions(mean_g[last - lag])
        sds += sd_g[last - lag]
        mads += mad_g[last - lag]
    agree = np.sqrt((ups * ups).sum(axis=1)) > WALK_WINDOW_S * np.cos(np.radians(WALK_SPREAD_DEG))
    walks = agree & (mads < WALK_RATIO * sds)
    return Walks(ends[walks], directions(ups[walks]), sds[walks] / WALK_WINDOW_S)
