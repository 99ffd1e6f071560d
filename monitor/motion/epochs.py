"""One-second epochs, aligned to the clock.

An epoch is the second `[k, k + 1)`.  It is described as soon as it is over, once, from all the samples that fell
into it.  Where fewer than half of its samples came, there is no epoch: a gap is where no epochs are.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.motion.features import Features, Floats, describe_seconds, inclination_deg
from monitor.motion.samples import SampleBlock

MIN_COVERAGE = 0.5
"""Least share of a second's samples that makes an epoch (product default)."""

_SNAP_SAMPLES = 1e-3
"""A sample this near to a full second, in sample periods, counts as on it: float times are not exact."""


@dataclass(frozen=True, slots=True)
class EpochBlock:
    """Consecutive one-second epochs, the first of which starts at `start_s`, a whole second.

    A block whose start is not the end of the one before follows a gap.
    """

    start_s: float
    features: Features

    def __len__(self) -> int:
        return len(self.features.sd_g)

    @property
    def end_s(self) -> float:
        """End of the last epoch."""
        return self.start_s + len(self)

    def inclination_deg(self, axis: Floats) -> Floats:
        """Angle of each epoch's gravity to a body axis given in the sensor frame; 0 where the axis points up."""
        return inclination_deg(self.features.mean_g, axis)


@dataclass(slots=True)
class Windower:
    """Cuts samples into epochs; feed blocks in order of time.

    The same samples give the same epochs however they are cut into blocks.
    """

    _second: int = 0
    _expected: float = 0.0
    _parts: list[NDArray[np.floating]] = field(default_factory=list)

    def feed(self, block: SampleBlock) -> list[EpochBlock]:
        """Epochs that this block completed, consecutive ones together.

        Raises:
            ValueError: the block starts before the second that is being filled.
        """
        edges, seconds = _cuts(block)
        done: list[EpochBlock] = []
        if self._parts and seconds[0] < self._second:
            raise ValueError(f"block at {block.start_s} s lies before second {self._second}")
        if self._parts and seconds[0] > self._second:
            done += self.finish()
        self._second, self._expected = seconds[0], block.sample_rate_hz
        self._parts.append(block.xyz_g[: edges[1]])
        if len(seconds) > 1:
            done += self.finish()
            done += _whole_seconds(block, edges[1:-1], seconds[1])
            self._second = seconds[-1]
            self._parts = [block.xyz_g[edges[-2] :]]
        return _joined(done)

    def finish(self) -> list[EpochBlock]:
        """The second that is being filled, if it holds enough samples; nothing is left behind."""
        samples = np.concatenate(self._parts) if self._parts else np.empty((0, 3))
        self._parts = []
        if len(samples) < max(1.0, MIN_COVERAGE * self._expected):
            return []
        return [EpochBlock(float(self._second), describe_seconds(samples[None]))]


def _cuts(block: SampleBlock) -> tuple[list[int], list[int]]:
    """Where seconds begin in the block: sample indices (first 0, last n), and the seconds between them."""
    count, rate = len(block.xyz_g), block.sample_rate_hz
    snap_s = _SNAP_SAMPLES / rate
    first = math.floor(block.start_s + snap_s)
    last = math.floor(block.start_s + (count - 1) / rate + snap_s)
    starts = np.arange(first + 1, last + 1)
    edges = np.ceil((starts - block.start_s) * rate - _SNAP_SAMPLES).astype(int)
    return [0, *edges.tolist(), count], list(range(first, last + 1))


def _whole_seconds(block: SampleBlock, edges: list[int], first: int) -> Iterator[EpochBlock]:
    """Epochs of the seconds between `edges`, in runs of equally many samples."""
    counts = np.diff(edges)
    if not len(counts):
        return
    changes = [0, *(np.flatnonzero(np.diff(counts)) + 1).tolist(), len(counts)]
    for begin, end in pairwise(changes):
        samples = block.xyz_g[edges[begin] : edges[end]]
        yield EpochBlock(float(first + begin), describe_seconds(samples.reshape(end - begin, -1, 3)))


def _joined(blocks: list[EpochBlock]) -> list[EpochBlock]:
    """The same epochs in as few blocks as possible."""
    runs: list[list[EpochBlock]] = []
    for block in blocks:
        if runs and runs[-1][-1].end_s == block.start_s:
            runs[-1].append(block)
        else:
            runs.append([block])
    return [run[0] if len(run) == 1 else _concatenated(run) for run in runs]


def _concatenated(run: list[EpochBlock]) -> EpochBlock:
    parts = [block.features for block in run]
    return EpochBlock(
        run[0].start_s,
        Features(
            np.concatenate([part.mean_g for part in parts]),
            np.concatenate([part.sd_g for part in parts]),
            np.concatenate([part.enmo_g for part in parts]),
            np.concatenate([part.mad_g for part in parts]),
        ),
    )
