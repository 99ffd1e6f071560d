"""Samples and recordings as tables, through the same stages that run live."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.edges.recordings import read_about, read_recording
from monitor.motion.arrays import blocks_of
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleBlock
from monitor.pipeline import assemble, classify_blocks
from monitor.posture.classifier import POSTURES, PostureBlock, classifier_for
from monitor.posture.mounting import Mounting


def classify(
    xyz_g: NDArray[np.floating],
    sample_rate_hz: float = 50.0,
    time_s: NDArray[np.floating] | None = None,
    wear_site: str = "thigh",
    mounting: Mounting | None = None,
) -> pd.DataFrame:
    """The posture of each second, from the samples up to it.

    Args:
        xyz_g: samples, shape (n, 3), in g, +1 g upward at rest, floats.
        sample_rate_hz: nominal rate, 5 to 1000 Hz.
        time_s: shape (n,), seconds, increasing, with gaps; None means that the samples begin at 0 and have no gap.
        wear_site: where the wearable is worn, one of `WEAR_SITES`.
        mounting: from `learn_mounting`; None learns it from walking, and says unknown until it is known.

    Returns:
        One row per second that holds at least half of its samples: `start_s` (float, whole second), `posture`
        (sitting lying standing moving non-wear unknown), `confidence` (0 to 1).

    Raises:
        ValueError: an unknown wear site, or arrays that do not fit; one line says which and what to do.
    """
    classifier = classifier_for(mounting, wear_site)
    return _table_of(list(classify_blocks(blocks_of(xyz_g, sample_rate_hz, time_s), classifier)))


def blocks_in(folder: Path) -> Iterator[SampleBlock]:
    """The sample blocks of a recording, as the pipeline makes them of its packets.

    Raises:
        RecordingError: there is no recording, or the disk cannot be read.
    """
    return assemble(item for item in read_recording(folder) if isinstance(item, Arrival))


def load_recording(folder: Path | str) -> pd.DataFrame:
    """The samples of a recording, on one timeline; a gap is where times step by more than a sample period.

    Returns:
        One row a sample, in order of time: `time_s` (float, UTC in POSIX seconds), `x_g`, `y_g`, `z_g` (float, in g, in
        the sensor frame, +1 g upward at rest).

    Raises:
        RecordingError: there is no recording, or the disk cannot be read.
    """
    blocks = list(blocks_in(Path(folder)))
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


def epochs(folder: Path | str) -> pd.DataFrame:
    """The posture of each second of a recording, from the samples up to it, worn as the recording says.

    Returns:
        One row for each second that holds at least half of its samples, in order of time: `time` (datetime64[us, UTC],
        when it began), `day` (date) and `hour` (int) of the recording's own time zone, `posture` (sitting lying
        standing moving non-wear unknown), `confidence` (0 to 1).

    Raises:
        RecordingError: there is no recording, or the disk cannot be read.
    """
    about = read_about(Path(folder))
    classifier = classifier_for(about.mounting, about.wear_site)
    found = _table_of(list(classify_blocks(blocks_in(Path(folder)), classifier)))
    time = pd.to_datetime(found.pop("start_s"), unit="s", utc=True).astype("datetime64[us, UTC]")
    local = time.dt.tz_convert(about.zone)
    found.insert(0, "time", time)
    found.insert(1, "day", local.dt.date)
    found.insert(2, "hour", local.dt.hour)
    return found


def _table_of(blocks: list[PostureBlock]) -> pd.DataFrame:
    """The seconds of posture blocks as rows, as `classify` gives them."""
    names = np.array([str(posture) for posture in POSTURES], dtype=object)
    empty = [np.empty(0)]
    return pd.DataFrame(
        {
            "start_s": np.concatenate([block.start_s + np.arange(len(block)) for block in blocks] or empty),
            "posture": names[np.concatenate([block.codes for block in blocks] or [np.empty(0, dtype=np.int8)])],
            "confidence": np.concatenate([block.confidence for block in blocks] or empty),
        }
    )
