"""Is the wearable on the body?

A worn thigh is never as still as a desk: over ten minutes the direction of gravity creeps, even in a quiet sitter.
The first rule is therefore plain: no movement and no creep for ten minutes means that it is not worn.
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

STILL_RANGE_G = 0.010
"""A still run ends where any axis' mean has moved through more than this.  In 40 h of 20 worn thighs the least range
over any 600 s was 0.024 g (van Hees 2013, doi 10.1371/journal.pone.0061691, allows 0.050 g over 30 to 60 min)."""

MUTE_S = 60
"""After so long a still run no nudge is given until the next movement: 3 % of the time of 20 worn thighs, but nearly
all of a desk's (product default)."""

SUSPECT_S = 300
"""After so long a still run the wearable may be off, and the posture is unknown: 43 s in 35 h of 20 worn thighs."""

NON_WEAR_S = 600
"""After so long a still run the wearable counts as off, since the run's beginning: never in 35 h of 20 worn thighs."""

_PIECE_S = 128
"""Seconds looked at in one go."""


@dataclass(slots=True)
class WearDetector:
    """Counts, for each second, how long the wearable has been desk-still; feed epochs in order of time."""

    _still_s: int = 0
    _lowest_g: Floats | None = None
    _highest_g: Floats | None = None
    _end_s: float = float("-inf")

    def feed(self, block: EpochBlock) -> NDArray[np.int64]:
        """Length in seconds of the still run that each epoch ends, shape (n,); 0 while it is below `MUTE_S`."""
        if block.start_s - self._end_s >= BRIDGE_S:
            self._still_s = 0
        self._end_s = block.end_s
        count, mean_g = len(block), block.features.mean_g
        still_s = np.zeros(count, dtype=np.int64)
        still = block.features.sd_g < STILL_SD_G
        if still.all():
            self._extend(mean_g.T, still_s)
        elif still.any():
            self._runs(mean_g, still, still_s)
        if not still[-1]:
            self._still_s = 0
        still_s[still_s < MUTE_S] = 0
        return still_s

    def _runs(self, mean_g: Floats, still: Flags, still_s: NDArray[np.int64]) -> None:
        """Each still run of a block that moves now and then."""
        bounds = run_bounds(still)
        # Most runs are short and lie within the block: they matter to nobody.
        matters = (bounds[:, 1] - bounds[:, 0] >= MUTE_S) | (bounds[:, 0] == 0) | (bounds[:, 1] == len(still))
        axes = np.ascontiguousarray(mean_g.T)
        for begin, end in bounds[matters].tolist():
            if begin > 0:
                self._still_s = 0
            self._extend(axes[:, begin:end], still_s[begin:end], MUTE_S if end < len(still) else 1)

    def _extend(self, axes: Floats, still_s: NDArray[np.int64], least_s: int = 1) -> None:
        """Go on with the still run through the means `axes`, shape (3, n), anew wherever gravity crept too far.

        What begins anew with less than `least_s` to go matters to nobody.
        """
        position, count = 0, len(still_s)
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
