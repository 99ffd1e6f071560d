"""Samples on one timeline."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SampleBlock:
    """A run of samples without a gap.

    Two blocks without a gap between them meet exactly: `first.end_s == second.start_s`.

    Attributes:
        start_s: time of the first sample, UTC in POSIX seconds (or seconds of a file's own time).
        sample_rate_hz: the true rate of this run, as the device clock and the host clock tell it.
        xyz_g: shape (n, 3), in g, n >= 1, +1 g upward at rest; never changed by a reader.
    """

    start_s: float
    sample_rate_hz: float
    xyz_g: NDArray[np.floating]

    @property
    def end_s(self) -> float:
        """Time at which the sample after the last one would have been taken."""
        return self.start_s + len(self.xyz_g) / self.sample_rate_hz
