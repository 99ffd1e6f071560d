"""What files of samples have in common."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.errors import RecordingError
from monitor.posture.mounting import Mounting

TIMES: Final = {"time_s": 1.0, "t_s": 1.0, "t_ms": 0.001, "time_ms": 0.001}
"""Names of times of our own, and what one of them is in seconds."""

COUNTS_PER_G: Final = 4000.0
"""What whole numbers of an .npz without `counts_per_g` are divided by, as docs/files.md has it."""

YEAR_2001_S: Final = 978_307_200.0
"""Times beyond this are of the calendar: nothing counts so many seconds from a beginning of its own."""


@dataclass(frozen=True, slots=True)
class SampleFile:
    """What a file holds.

    Attributes:
        xyz_g: shape (n, 3), floats in g.
        sample_rate_hz: nominal.
        time_s: shape (n,), the file's own seconds; None if it has none.
        mounting: what the file says of how it was worn; None if nothing.
        wear_site: what it says of where; None if nothing.
        is_local: its times are what a clock on the spot showed, as if that showed UTC.
        tells_unit: its header said in which unit it is, and it was made g by that.
        reading: how a table was understood that is not of our own kind, as one clause; empty otherwise.
    """

    xyz_g: NDArray[np.float64]
    sample_rate_hz: float
    time_s: NDArray[np.float64] | None
    mounting: Mounting | None
    wear_site: str | None = None
    is_local: bool = False
    reading: str = ""
    tells_unit: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether its times are of the calendar."""
        return self.time_s is not None and len(self.time_s) > 0 and float(self.time_s[0]) > YEAR_2001_S


def rate_of(path: Path, time_s: NDArray[np.float64] | None) -> float:
    """Find the rate of samples, in Hz, by their times.

    Raises:
        RecordingError: there are none, or they do not increase.
    """
    if time_s is None or len(time_s) < 2:
        raise RecordingError(f"{path}: has no times; say how fast it was sampled with --sample-rate HZ")
    if not np.isfinite(time_s).all():
        raise RecordingError(f"{path}: time {int((~np.isfinite(time_s)).argmax())} of it is not a number; leave it out")
    step_s = float(np.median(np.diff(time_s)))
    if not step_s > 0.0:
        raise RecordingError(f"{path}: its times do not increase; sort the samples, or leave the times out")
    return 1.0 / step_s


def untied(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times in whole units, those that are the same spread over their unit, in the order of the file."""
    if not np.isfinite(times).all() or not (np.diff(times) == 0.0).any() or np.ptp(times) == 0.0:
        return times
    _, first, count = np.unique(
        np.cumsum(np.diff(times, prepend=times[0]) != 0.0), return_index=True, return_counts=True
    )
    rank = np.arange(len(times)) - np.repeat(first, count)
    spread: NDArray[np.float64] = times + rank / np.repeat(count, count)
    return spread
