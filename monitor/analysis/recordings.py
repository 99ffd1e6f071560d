"""Recordings as tables."""

from pathlib import Path

import numpy as np
import pandas as pd

from monitor.edges.recordings import read_recording
from monitor.motion.arrivals import Arrival
from monitor.pipeline import assemble


def load_recording(folder: Path | str) -> pd.DataFrame:
    """The samples of a recording, on one timeline; a gap is where times step by more than a sample period.

    Returns:
        One row a sample, in order of time: `time_s` (float, UTC in POSIX seconds), `x_g`, `y_g`, `z_g` (float, in g, in
        the sensor frame, +1 g upward at rest).

    Raises:
        RecordingError: there is no recording, or the disk cannot be read.
    """
    arrivals = (item for item in read_recording(Path(folder)) if isinstance(item, Arrival))
    blocks = list(assemble(arrivals))
    times = [block.start_s + np.arange(len(block.xyz_g)) / block.sample_rate_hz for block in blocks]
    xyz_g = np.concatenate([block.xyz_g for block in blocks] or [np.empty((0, 3))])
    return pd.DataFrame(
        {
            "time_s": np.concatenate(times or [np.empty(0)]),
            "x_g": xyz_g[:, 0],
            "y_g": xyz_g[:, 1],
            "z_g": xyz_g[:, 2],
        }
    )
