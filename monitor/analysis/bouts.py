"""The bouts of a whole recording, as they turned out to be."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeVar

import numpy as np

from monitor.posture.bouts import Bout, BoutTracker
from monitor.posture.classifier import PostureBlock
from monitor.posture.labels import Posture, Relabel

AnyBout = TypeVar("AnyBout", bound=Bout)


def recorded_bouts(blocks: Iterable[PostureBlock]) -> list[Bout]:
    """All bouts, in order of time: what the live bouts and their corrections come to, many times as fast.

    Args:
        blocks: postures of a recording, in order of time.
    """
    tracker, bouts, found_off, worn = BoutTracker(), list[Bout](), list[Relabel](), True
    for block in blocks:
        for begin, end in _runs(block):
            first = block.epoch(begin)
            if worn and first.posture is Posture.NON_WEAR:
                found_off.append(first.taken_off())
            worn = first.posture is not Posture.NON_WEAR
            for offset in range(begin, end):
                if tracker.goes_on(epoch := block.epoch(offset)):
                    tracker.go_on(block.epoch(end - 1))
                    break
                bouts += tracker.feed(epoch)
    bouts += tracker.finish()
    for off in found_off:
        bouts = corrected(bouts, Bout(off.posture, off.start_s, off.end_s))
    return sorted(bouts, key=lambda bout: bout.start_s)


def corrected(bouts: Iterable[AnyBout], truth: AnyBout) -> list[AnyBout]:
    """What was told of a time turned out wrong: the bouts without it, and last the true one; not in order of time."""
    return [*(part for bout in bouts for part in _without(bout, truth.start_s, truth.end_s)), truth]


def days_of(start_s: float, end_s: float, zone: tzinfo) -> Iterator[tuple[date, float, float]]:
    """A time in pieces, none over local midnight: the day of each, its start and its end."""
    while True:
        day = datetime.fromtimestamp(start_s, zone).date()
        midnight_s = datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
        yield day, start_s, min(end_s, midnight_s)
        if midnight_s >= end_s:
            return
        start_s = midnight_s


def _without(bout: AnyBout, start_s: float, end_s: float) -> Iterator[AnyBout]:
    """What is left of a bout when a time is taken out of it; its shifts stay with the part before."""
    if bout.end_s <= start_s or end_s <= bout.start_s:
        yield bout
        return
    if bout.start_s < start_s:
        yield replace(bout, end_s=start_s)
    if end_s < bout.end_s:
        yield replace(bout, start_s=end_s, shifts=None)


def _runs(block: PostureBlock) -> Iterator[tuple[int, int]]:
    """Where runs of one posture begin and end, `[begin, end)`."""
    cuts = (np.flatnonzero(np.diff(block.codes)) + 1).tolist()
    yield from zip([0, *cuts], [*cuts, len(block)], strict=True)
