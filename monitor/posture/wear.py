"""Is the wearable on the body?

A worn thigh is never as still as a desk: over ten minutes the direction of gravity creeps, even in a quiet sitter.
The first rule is therefore plain: no movement and no creep for ten minutes means that it is not worn.  A chair is
bumped now and then: a short movement that leaves gravity where it was is no sign of life.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.posture.labels import BRIDGE_S
from monitor.posture.runs import Flags, run_bounds

STILL_SD_G = 0.02
"""A second with a larger SD is movement (sensor noise is 2 to 10 mg)."""

STILL_RANGE_G = 0.006
"""A still run ends where any axis' mean has moved through more than this.  On a desk noise moves it by less than
0.001 g, and a sensor that cools by some mg; 20 worn thighs stayed within it for 235 s at most in 35 h, and within
0.008 g for 275 s (van Hees 2013, doi 10.1371/journal.pone.0061691, allows 0.050 g over 30 to 60 min)."""

MUTE_S = 60
"""After so long a still run no nudge is given until the next movement: 7 % of the sitting and lying of 20 worn thighs,
but nearly all of a desk's (product default)."""

SUSPECT_S = 300
"""After so long a still run the wearable may be off, and the posture is unknown: never in 35 h of 20 worn thighs."""

NON_WEAR_S = 600
"""After so long a still run the wearable counts as off, since the run's beginning: never in 35 h of 20 worn thighs."""

BUMP_S = 2
"""So few seconds of movement in a row are a bump, if gravity is back where it was afterwards: a chair that somebody
pushes.  A body that moved comes back to within 0.006 g by chance only (product default: the least that a bump of 1.5 s
needs)."""

_PIECE_S = 128
"""Seconds looked at in one go."""


@dataclass(slots=True)
class WearDetector:
    """Counts, for each second, how long the wearable has been desk-still; feed epochs in order of time."""

    _still_s: int = 0
    _moved_s: int = BUMP_S
    _calm_s: int = 0
    _lowest_g: Floats | None = None
    _highest_g: Floats | None = None
    _end_s: float = float("-inf")

    def feed(self, block: EpochBlock) -> NDArray[np.int64]:
        """Length in seconds of the still run that each epoch ends, bumps too, shape (n,); 0 while below `MUTE_S`.

        While a bump lasts, the run goes on; it is known to be over when gravity is elsewhere, or after `BUMP_S`.  After
        a bump it is 0 again until `MUTE_S` have passed without another, unless the run has come to `SUSPECT_S`: people
        who sit stir, and a nudge may come then.
        """
        if block.start_s - self._end_s >= BRIDGE_S:
            self._still_s, self._moved_s, self._calm_s = 0, BUMP_S, 0
        self._end_s = block.end_s
        still_s = np.zeros(len(block), dtype=np.int64)
        still = block.features.sd_g < STILL_SD_G
        if still.all():
            axes = block.features.mean_g.T
            self._extend(axes, axes, still_s)
            self._moved_s = 0
        else:
            self._runs(block.features.mean_g, still, still_s)
        calm_s = self._calm(still)
        still_s[(still_s < MUTE_S) | (still_s < SUSPECT_S) & (calm_s < MUTE_S)] = 0
        return still_s

    def _calm(self, still: Flags) -> NDArray[np.int64]:
        """Seconds since the last that moved, shape (n,)."""
        places = np.arange(1, len(still) + 1)
        moved = np.maximum.accumulate(np.where(still, -self._calm_s, places))
        calm_s: NDArray[np.int64] = places - moved
        self._calm_s = int(calm_s[-1])
        return calm_s

    def _runs(self, mean_g: Floats, still: Flags, still_s: NDArray[np.int64]) -> None:
        """Each still run of a block that moves now and then."""
        count, goes_on = len(still), still.copy()
        goes_on[: BUMP_S - self._moved_s] = True
        for lag in range(1, min(BUMP_S, count - 1) + 1):
            goes_on[lag:] |= still[:-lag]
        moved_s = count - 1 - int(np.flatnonzero(still)[-1]) if still.any() else self._moved_s + count
        self._moved_s = min(BUMP_S, moved_s)
        if goes_on.any():
            bounds = run_bounds(goes_on)
            # Most runs are short and lie within the block: they matter to nobody.
            matters = (bounds[:, 1] - bounds[:, 0] >= MUTE_S) | (bounds[:, 0] == 0) | (bounds[:, 1] == count)
            low, high = np.where(still, mean_g.T, np.inf), np.where(still, mean_g.T, -np.inf)
            for begin, end in bounds[matters].tolist():
                if begin > 0:
                    self._still_s = 0
                self._extend(low[:, begin:end], high[:, begin:end], still_s[begin:end], MUTE_S if end < count else 1)
        if not goes_on[-1]:
            self._still_s = 0

    def _extend(self, low_g: Floats, high_g: Floats, still_s: NDArray[np.int64], least_s: int = 1) -> None:
        """Go on with the still run through the means of each axis, shape (3, n), anew wherever gravity crept too far.

        `low_g` and `high_g` are those means; in a bump they are infinite and widen no range.

        What begins anew with less than `least_s` to go matters to nobody.
        """
        position, count = 0, len(still_s)
        while self._still_s or count - position >= least_s:
            low, high = (axes[:, position : position + _PIECE_S] for axes in (low_g, high_g))
            if self._still_s == 0 or self._lowest_g is None or self._highest_g is None:
                self._lowest_g = self._highest_g = low[:, 0]
            lowest = np.minimum(np.minimum.accumulate(low, axis=1), self._lowest_g[:, None])
            highest = np.maximum(np.maximum.accumulate(high, axis=1), self._highest_g[:, None])
            range_g = np.maximum.reduce(highest - lowest, axis=0)
            length = int(np.count_nonzero(range_g <= STILL_RANGE_G))  # the range only grows
            still_s[position : position + length] = np.arange(self._still_s + 1, self._still_s + 1 + length)
            position += length
            self._still_s += length
            if length == low.shape[1]:
                self._lowest_g, self._highest_g = lowest[:, -1], highest[:, -1]
                if position == count:
                    return
            else:
                self._still_s = 0  # the second that crept begins a new run
