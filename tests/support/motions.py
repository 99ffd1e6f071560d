"""Seeded signals and stages: what the tests of motion, posture and analysis are fed with."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock, Windower, _joined
from monitor.motion.features import Features, Floats
from monitor.motion.samples import SampleBlock
from monitor.posture.bouts import Bout, BoutTracker
from monitor.posture.labels import Posture, PostureEpoch

LETTERS = {
    "S": Posture.SITTING,
    "L": Posture.LYING,
    "U": Posture.STANDING,
    "M": Posture.MOVING,
    "n": Posture.NON_WEAR,
    "u": Posture.UNKNOWN,
}
"""One letter a second; a dot is a second that never came."""

NAMES = {posture: letter for letter, posture in LETTERS.items()}


def wobbly(seed: int, seconds: int, sample_rate_hz: float) -> Floats:
    """Samples of a thigh that now hangs, now lies level, and is now still, now shaken; shape (n, 3), in g."""
    rng = np.random.default_rng(seed)
    n = round(seconds * sample_rate_hz)
    part = np.arange(n) // max(1, round(7 * sample_rate_hz))
    tilt = np.radians(rng.choice([3.0, 46.0, 50.0, 88.0], part[-1] + 1))[part]
    shake = rng.choice([0.002, 0.05, 0.2, 0.5], part[-1] + 1)[part]
    return np.column_stack([np.cos(tilt), np.zeros(n), np.sin(tilt)]) + shake[:, None] * rng.standard_normal((n, 3))


def cut_samples(block: SampleBlock, cuts: Sequence[int]) -> list[SampleBlock]:
    """The same samples in pieces that begin at these sample indices."""
    edges = sorted({0, len(block.xyz_g), *(cut for cut in cuts if 0 < cut < len(block.xyz_g))})
    return [
        SampleBlock(block.start_s + begin / block.sample_rate_hz, block.sample_rate_hz, block.xyz_g[begin:end])
        for begin, end in pairwise(edges)
    ]


def cut_epochs(block: EpochBlock, cuts: Sequence[int]) -> list[EpochBlock]:
    """The same epochs in pieces that begin at these seconds."""
    edges = sorted({0, len(block), *(cut for cut in cuts if 0 < cut < len(block))})
    return [slice_epochs(block, begin, end) for begin, end in pairwise(edges)]


def slice_epochs(block: EpochBlock, begin: int, end: int) -> EpochBlock:
    """The epochs `[begin, end)` of a block."""
    f = block.features
    part = Features(f.mean_g[begin:end], f.sd_g[begin:end], f.mad_g[begin:end])
    return EpochBlock(block.start_s + begin, part)


def epochs_of(blocks: Iterator[SampleBlock] | Sequence[SampleBlock]) -> list[EpochBlock]:
    """All epochs of some sample blocks, those without a gap between them in one block."""
    windower = Windower()
    return _joined([*(epochs for block in blocks for epochs in windower.feed(block)), *windower.finish()])


def still_epochs(mean_g: NDArray[np.float64], sd_g: float | Floats, start_s: float = 0.0) -> EpochBlock:
    """Epochs with these mean vectors, shape (n, 3), and this SD; MAD is 0."""
    n = len(mean_g)
    return EpochBlock(start_s, Features(mean_g, np.broadcast_to(sd_g, n).astype(float), np.zeros(n)))


def seconds_of(line: str, start_s: float = 0.0) -> list[PostureEpoch]:
    """Epochs written as one letter a second; blanks are for the eye."""
    letters = line.replace(" ", "")
    return [PostureEpoch(start_s + at, LETTERS[one], 1.0) for at, one in enumerate(letters) if one != "."]


def bouts_of(epochs: Sequence[PostureEpoch], minimum_s: float = 10.0) -> list[Bout]:
    """All bouts of these seconds, the open one closed at the end."""
    tracker = BoutTracker(minimum_s)
    return [*(bout for epoch in epochs for bout in tracker.feed(epoch)), *tracker.finish()]
