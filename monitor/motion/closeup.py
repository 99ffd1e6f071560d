"""A closer look at one second, for what an epoch's mean hides: a bounce, a repetition.

Nobody looks closely at a whole week.  So the samples of the last seconds are only kept, by reference, and worked on
when a second is asked for.
"""

import math
from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitor.motion.features import Floats
from monitor.motion.samples import SNAP_SAMPLES, SampleBlock

PARTS = 8
"""Parts of a second: 8 a second show 1 to 2 Hz well, and each holds a sample even at 12.5 Hz."""

_KEPT_S = 3.0
"""Samples that ended longer than this before the last block began belong to epochs that were made already."""


@dataclass(slots=True)
class CloseUp:
    """The samples of the last seconds; feed blocks in order of time."""

    _blocks: deque[SampleBlock] = field(default_factory=deque)

    def feed(self, block: SampleBlock) -> None:
        """Remember a block, and forget what is over."""
        while self._blocks and self._blocks[0].end_s < self._blocks[-1].start_s - _KEPT_S:
            self._blocks.popleft()  # counted from the block before: after a gap its last second is still to come
        self._blocks.append(block)

    def parts_g(self, second_s: float) -> Floats | None:
        """Mean vector of each eighth of the second that starts at `second_s`, shape (8, 3); None without samples.

        The same samples give the same parts, bit for bit, however they were cut into blocks.
        """
        pieces = [piece for block in self._blocks if len(piece := _within(block, second_s))]
        if not pieces:
            return None
        samples = np.concatenate(pieces, dtype=np.float64)
        count = len(samples)
        edges = np.arange(PARTS + 1) * count // PARTS
        sums = np.add.reduceat(samples, np.minimum(edges[:-1], count - 1))
        parts: Floats = sums / np.maximum(np.diff(edges), 1)[:, None]  # of no sample of its own: the nearest
        return parts


def _within(block: SampleBlock, second_s: float) -> NDArray[np.floating]:
    """The samples of a block that were taken in the second."""
    first, last = (
        max(0, math.ceil((edge_s - block.start_s) * block.sample_rate_hz - SNAP_SAMPLES))
        for edge_s in (second_s, second_s + 1.0)
    )
    return block.xyz_g[first:last]
