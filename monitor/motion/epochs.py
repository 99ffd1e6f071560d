"""One-second epochs, aligned to the clock.

An epoch is the second `[k, k + 1)`.  It is described as soon as it is over, once, from all the samples that fell
into it.  Where fewer than half of its samples came, there is no epoch: a gap is where no epochs are.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitor.motion.features import Features, Floats, describe_seconds, inclination_deg
from monitor.motion.samples import SNAP_SAMPLES, SampleBlock

MIN_COVERAGE = 0.5
"""Least share of a second's samples that makes an epoch (product default)."""

_PIECE_SECONDS = 600
"""Seconds gathered at a time where counts are uneven, so that a long block is never copied whole."""

_NO_EDGES = np.empty(0, dtype=np.int64)


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

    def part(self, begin: int, end: int) -> "EpochBlock":
        """The epochs from index `begin` up to `end`."""
        if begin == 0 and end == len(self):
            return self
        of = self.features
        features = Features(of.mean_g[begin:end], of.sd_g[begin:end], of.mad_g[begin:end])
        return EpochBlock(self.start_s + begin, features)

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
        first, edges = _cuts(block)
        done: list[EpochBlock] = []
        if self._parts and first < self._second:
            raise ValueError(f"block at {block.start_s} s lies before second {self._second}")
        if first > self._second:
            done += self.finish()
        self._second, self._expected = first, block.sample_rate_hz
        if not len(edges):
            self._parts.append(block.xyz_g)
            return done
        self._parts.append(block.xyz_g[: edges[0]])
        done += self.finish()
        done += _whole_seconds(block, edges, first + 1)
        self._second, self._parts = first + len(edges), [block.xyz_g[edges[-1] :]]
        return _joined(done)

    def finish(self) -> list[EpochBlock]:
        """The second that is being filled, if it holds enough samples; nothing is left behind."""
        parts, self._parts = self._parts, []
        if sum(map(len, parts)) < max(1.0, MIN_COVERAGE * self._expected):
            return []
        samples = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return [EpochBlock(float(self._second), describe_seconds(samples[None]))]


def _cuts(block: SampleBlock) -> tuple[int, NDArray[np.int64]]:
    """The second in which the block starts, and the sample indices at which the seconds after it begin."""
    count, rate = len(block.xyz_g), block.sample_rate_hz
    snap_s = SNAP_SAMPLES / rate
    first = math.floor(block.start_s + snap_s)
    last = math.floor(block.start_s + (count - 1) / rate + snap_s)
    if last <= first:
        return first, _NO_EDGES
    seconds = np.arange(first + 1, last + 1)
    return first, np.ceil((seconds - block.start_s) * rate - SNAP_SAMPLES).astype(np.int64)


def _whole_seconds(block: SampleBlock, edges: NDArray[np.int64], first: int) -> list[EpochBlock]:
    """Epochs of the seconds between `edges`; at an uneven rate their sample counts differ by one or so."""
    if len(edges) < 2:
        return []
    counts = np.diff(edges)
    if (counts == counts[0]).all():
        samples = block.xyz_g[edges[0] : edges[-1]].reshape(len(counts), -1, 3)
        return [EpochBlock(float(first), describe_seconds(samples))]
    pieces = []
    for begin in range(0, len(counts), _PIECE_SECONDS):
        end = min(begin + _PIECE_SECONDS, len(counts))
        pieces.append(EpochBlock(float(first + begin), _uneven(block.xyz_g, edges[begin:end], counts[begin:end])))
    return pieces


def _uneven(xyz_g: NDArray[np.floating], starts: NDArray[np.int64], counts: NDArray[np.int64]) -> Features:
    """Features of seconds of different sample counts, each count's seconds described together."""
    features = Features(np.empty((len(counts), 3)), np.empty(len(counts)), np.empty(len(counts)))
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        some = describe_seconds(xyz_g[starts[rows, None] + np.arange(count)])
        features.mean_g[rows], features.sd_g[rows] = some.mean_g, some.sd_g
        features.mad_g[rows] = some.mad_g
    return features


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
            np.concatenate([part.mad_g for part in parts]),
        ),
    )
