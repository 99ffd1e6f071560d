"""Samples to a table of postures, through the same stages that run live."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.motion.arrays import blocks_of
from monitor.pipeline import classify_blocks
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
    return table_of(list(classify_blocks(blocks_of(xyz_g, sample_rate_hz, time_s), classifier)))


def table_of(blocks: list[PostureBlock]) -> pd.DataFrame:
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
