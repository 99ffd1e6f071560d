"""Times without samples, each with its reason."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.motion.samples import SampleBlock

GAP_S: Final = 1.0
"""A time without samples that is counted as a hole (product default)."""


class Reason(StrEnum):
    """Why there are no samples."""

    HELD = "held"
    """The wearable slept and watched for movement; its last sample stands for that time."""
    ASLEEP = "asleep"
    """The same, and nothing stands for it."""
    CORRUPT = "corrupt"
    """What the file holds there is damaged."""
    CLOCK_SET = "clock-set"
    """The clock was set: time goes on, the hole has no length."""
    MISSING = "missing"
    """Nobody says why."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Time `[start_s, end_s)` without samples of its own.

    Attributes:
        start_s, end_s: as those of the blocks around it.
        reason: why.
    """

    start_s: float
    end_s: float
    reason: Reason

    @property
    def duration_s(self) -> float:
        """How long it is, in seconds."""
        return self.end_s - self.start_s

    @property
    def is_gap(self) -> bool:
        """Whether time passed for which nothing stands."""
        return self.end_s > self.start_s and self.reason is not Reason.HELD

    def moved(self, by_s: float) -> "Hole":
        """The same, so many seconds later."""
        return Hole(self.start_s + by_s, self.end_s + by_s, self.reason)


def noting(blocks: Iterable[SampleBlock], holes: list[Hole]) -> Iterator[SampleBlock]:
    """Pass blocks on, and note in `holes`, which stay in order of time, what is missing and none of them tells of."""
    end_s = None
    for block in blocks:
        if end_s is not None and block.start_s - end_s > GAP_S:
            for hole in list(_untold(end_s, block.start_s, holes)):
                insort(holes, hole, key=_start_s)
        end_s = block.end_s
        yield block


def _untold(start_s: float, end_s: float, known: list[Hole]) -> Iterator[Hole]:
    """What of a gap no hole tells of."""
    for hole in known[max(bisect_left(known, start_s, key=_start_s) - 1, 0) :]:
        if hole.start_s >= end_s:
            break
        if hole.end_s > start_s:
            if hole.start_s - start_s > GAP_S:
                yield Hole(start_s, hole.start_s, Reason.MISSING)
            start_s = hole.end_s
    if end_s - start_s > GAP_S:
        yield Hole(start_s, end_s, Reason.MISSING)


def _start_s(hole: Hole) -> float:
    return hole.start_s
