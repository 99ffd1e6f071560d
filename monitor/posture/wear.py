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
from monitor.posture.labels import BRIDGE_S, MUTE_S, SUSPECT_S
from monitor.posture.runs import Flags, run_bounds

STILL_SD_G = 0.02
"""A second with a larger SD is movement (sensor noise is 2 to 10 mg)."""

STILL_RANGE_G = 0.006
"""A still run ends where any axis' mean has moved through more than this.  On a desk noise moves it by less than
0.001 g, and a sensor that cools by some mg; 20 worn thighs stayed within it for 235 s at most in 35 h, and within
0.008 g for 275 s (van Hees 2013, doi 10.1371/journal.pone.0061691, allows 0.050 g over 30 to 60 min)."""

BUMP_S = 2
"""So few seconds of movement in a row are a bump, if the run is `MUTE_S` old and gravity is back where it was
afterwards: a chair that somebody pushes.  A body that moved comes back to within 0.006 g by chance only (product
default: a bump of 1.5 s touches two seconds)."""

_PIECE_S = 128
"""Seconds looked at in one go."""


@dataclass(slots=True)
class WearDetector:
    """Counts, for each second, how long the wearable has been desk-still; feed epochs in order of time."""

    _still_s: int = 0
    _moved_s: int = 0
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
            self._still_s = self._calm_s = 0
        self._end_s = block.end_s
        still_s = np.zeros(len(block), dtype=np.int64)
        still = block.features.sd_g < STILL_SD_G
        if still.all():
            self._extend(block.features.mean_g.T, still_s)
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
        """Each still stretch of a block that moves now and then, and each bump."""
        bounds, axes = run_bounds(still).tolist(), np.ascontiguousarray(mean_g.T)
        count = len(still)
        begins = [*(begin for begin, _ in bounds), count]
        self._move(still_s[: begins[0]])
        for (begin, end), after in zip(bounds, begins[1:], strict=True):
            if self._still_s or end - begin >= MUTE_S or end == count:  # most are short and matter to nobody
                self._extend(axes[:, begin:end], still_s[begin:end], MUTE_S if end < count else 1)
                self._move(still_s[end:after])

    def _move(self, still_s: NDArray[np.int64]) -> None:
        """Movement of so many seconds: the first are a bump, if the run is a minute old, and more are its end."""
        if not len(still_s):
            return
        bump_s = min(len(still_s), BUMP_S - self._moved_s) if self._still_s >= MUTE_S else 0
        still_s[:bump_s] = np.arange(self._still_s + 1, self._still_s + 1 + bump_s)
        self._still_s = self._still_s + bump_s if bump_s == len(still_s) else 0
        self._moved_s += bump_s

    def _extend(self, axes: Floats, still_s: NDArray[np.int64], least_s: int = 1) -> None:
        """Go on with the still run through the means `axes`, shape (3, n), anew wherever gravity crept too far.

        What begins anew with less than `least_s` to go matters to nobody.
        """
        position, count, self._moved_s = 0, len(still_s), 0
        while self._still_s or count - position >= least_s:
            piece = axes[:, position : position + _PIECE_S]
            if self._still_s == 0 or self._lowest_g is None or self._highest_g is None:
                self._lowest_g = self._highest_g = piece[:, 0]
            lowest = np.minimum(np.minimum.accumulate(piece, axis=1), self._lowest_g[:, None])
            highest = np.maximum(np.maximum.accumulate(piece, axis=1), self._highest_g[:, None])
            range_g = np.maximum.reduce(highest - lowest, axis=0)
            length = int(np.count_nonzero(range_g <= STILL_RANGE_G))  # the range only grows
            still_s[position : position + length] = np.arange(self._still_s + 1, self._still_s + 1 + length)
            position += length
            self._still_s += length
            if length == piece.shape[1]:
                self._lowest_g, self._highest_g = lowest[:, -1], highest[:, -1]
                if position == count:
                    return
            else:
                self._still_s = 0  # the second that crept begins a new run
