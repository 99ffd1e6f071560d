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
from monitor.posture.runs import run_bounds

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
        bounds = run_bounds(block.features.sd_g < STILL_SD_G)
        # Most runs are short and lie within the block: they matter to nobody.
        matters = (bounds[:, 1] - bounds[:, 0] >= MUTE_S) | (bounds[:, 0] == 0) | (bounds[:, 1] == count)
        for begin, end in bounds[matters].tolist():
            if begin > 0:
                self._still_s = 0
            self._extend(mean_g[begin:end], still_s[begin:end])
        if block.features.sd_g[-1] >= STILL_SD_G:
            self._still_s = 0
        return np.where(still_s < MUTE_S, 0, still_s)

    def _extend(self, mean_g: Floats, still_s: NDArray[np.int64]) -> None:
        """Go on with the still run through `mean_g`, starting it anew wherever gravity crept too far."""
        position = 0
        while position < len(mean_g):
            piece = mean_g[position : position + _PIECE_S]
            if self._still_s == 0 or self._lowest_g is None or self._highest_g is None:
                self._lowest_g = self._highest_g = piece[0]
            lowest = np.minimum(np.minimum.accumulate(piece), self._lowest_g)
            highest = np.maximum(np.maximum.accumulate(piece), self._highest_g)
            crept = ((highest - lowest) > STILL_RANGE_G).any(axis=1)
            length = int(crept.argmax()) if crept.any() else len(piece)
            still_s[position : position + length] = self._still_s + 1 + np.arange(length)
            if length:
                self._still_s += length
                self._lowest_g, self._highest_g = lowest[length - 1], highest[length - 1]
            if length < len(piece):
                self._still_s = 0  # the second that crept begins a new run
            position += length
