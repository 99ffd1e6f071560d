"""Another sample rate: each new sample is the mean of the signal over its own period.

The mean keeps every second's mean as it was, dampens what is too fast for the new rate, looks at no sample that comes
later than the period, and needs no filter that rings.  No sample is invented: the rate only goes down, and a gap stays
a gap.
"""

from dataclasses import dataclass, field

import numpy as np

from monitor.motion.features import Floats
from monitor.motion.samples import SampleBlock

_DOUBT = 1e-6
"""Share of a period by which a sample may be incomplete: the rounding of times near 1e9 s."""


@dataclass(slots=True)
class Resampler:
    """Sample blocks to sample blocks of a lower rate; feed them in order of time.

    What is less than one new sample before a gap or the end is dropped.

    Attributes:
        sample_rate_hz: the new rate, not above that of any block.
    """

    sample_rate_hz: float
    _xyz_g: Floats = field(default_factory=lambda: np.empty((0, 3)))
    _edges_s: Floats = field(default_factory=lambda: np.zeros(1))
    _start_s: float = float("-inf")

    def feed(self, block: SampleBlock) -> list[SampleBlock]:
        """The new samples that this block completes, at most one block."""
        period_s = 1.0 / block.sample_rate_hz
        if abs(block.start_s - self._start_s - float(self._edges_s[-1])) > period_s / 2.0:
            self._xyz_g, self._edges_s, self._start_s = np.empty((0, 3)), np.zeros(1), block.start_s
        added_s = self._edges_s[-1] + period_s * np.arange(1, len(block.xyz_g) + 1)
        self._xyz_g = np.concatenate([self._xyz_g, block.xyz_g])
        self._edges_s = np.concatenate([self._edges_s, added_s])
        count = int(self._edges_s[-1] * self.sample_rate_hz + _DOUBT)
        return [self._take(count)] if count else []

    def _take(self, count: int) -> SampleBlock:
        """Cut off the first `count` new samples; what is left begins where they end."""
        cuts_s = np.minimum(np.arange(count + 1) / self.sample_rate_hz, self._edges_s[-1])
        sums = np.concatenate([np.zeros((1, 3)), np.cumsum(self._xyz_g * np.diff(self._edges_s)[:, None], axis=0)])
        at_cuts = np.column_stack([np.interp(cuts_s, self._edges_s, sums[:, axis]) for axis in range(3)])
        block = SampleBlock(self._start_s, self.sample_rate_hz, np.diff(at_cuts, axis=0) / np.diff(cuts_s)[:, None])
        kept = int(np.searchsorted(self._edges_s, cuts_s[-1], side="right")) - 1
        self._xyz_g = self._xyz_g[kept:]
        self._edges_s = np.concatenate([[0.0], self._edges_s[kept + 1 :] - cuts_s[-1]])
        self._start_s += count / self.sample_rate_hz
        return block
