"""The bouts of a whole recording, as they turned out to be."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo

import numpy as np

from monitor.posture.bouts import Bout, BoutTracker, corrected
from monitor.posture.classifier import PostureBlock
from monitor.posture.labels import Posture, Relabel


def recorded_bouts(blocks: Iterable[PostureBlock]) -> list[Bout]:
    """All bouts, in order of time: what the live bouts and their corrections come to, many times as fast.

    Args:
        blocks: postures of a recording, in order of time.
    """
    tracker, told, off, worn = BoutTracker(), list[Bout | Relabel](), list[Bout](), True
    for block in blocks:
        for begin, end in _runs(block):
            first, still_s = block.epoch(begin), block.still_s[begin:end]
            if worn and first.posture is Posture.NON_WEAR:
                told.append(wrong := first.taken_off())
                off.append(Bout(wrong.posture, wrong.start_s, wrong.end_s))
            worn = first.posture is not Posture.NON_WEAR
            least_s, most_s = int(still_s.min()), int(still_s.max())
            for offset in range(begin, end):
                if tracker.goes_on(epoch := block.epoch(offset), least_s, most_s):
                    tracker.go_on(block.epoch(end - 1))
                    break
                told += tracker.feed(epoch)
    told += tracker.finish()
    return sorted([*corrected(told), *off], key=lambda bout: bout.start_s)


def days_of(start_s: float, end_s: float, zone: tzinfo) -> Iterator[tuple[date, float, float]]:
    """A time in pieces, none over local midnight: the day of each, its start and its end."""
    while True:
        day = datetime.fromtimestamp(start_s, zone).date()
        midnight_s = datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
        yield day, start_s, min(end_s, midnight_s)
        if midnight_s >= end_s:
            return
        start_s = midnight_s


def _runs(block: PostureBlock) -> Iterator[tuple[int, int]]:
    """Where runs of one posture begin and end, `[begin, end)`."""
    cuts = (np.flatnonzero(np.diff(block.codes)) + 1).tolist()
    yield from zip([0, *cuts], [*cuts, len(block)], strict=True)
