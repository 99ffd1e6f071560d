"""Runs in a sequence of flags, vectorised."""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def run_length(flags: Flags) -> NDArray[np.int64]:
    """Length of the run of True that each flag ends; 0 where it is False.  Shape (n,)."""
    index = np.arange(len(flags))
    last_false = np.maximum.accumulate(np.where(flags, -1, index))
    return index - last_false


def trailing_count(flags: Flags, window: int) -> NDArray[np.int64]:
    """How many of the last `window` flags, each with its own, are True.  Shape (n,)."""
    total: NDArray[np.int64] = np.add.accumulate(flags, dtype=np.int64)
    if len(total) > window:
        total[window:] -= total[:-window].copy()
    return total


def run_bounds(flags: Flags) -> NDArray[np.int64]:
    """Where the runs of True begin and end, `[begin, end)`, shape (runs, 2)."""
    padded = np.zeros(len(flags) + 2, dtype=bool)
    padded[1:-1] = flags
    edges: NDArray[np.int64] = (padded[1:] != padded[:-1]).nonzero()[0]
    return edges.reshape(-1, 2)
