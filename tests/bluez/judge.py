"""What the evidence proves, fault by fault.  Pure: evidence in, rows out.

The samples are told apart by boot and index, so what was lost and what came twice is counted, not estimated.  A posture
is false if the daemon said it of a second of which no sample had arrived, or if the truth was another one, far from any
transition.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from monitor.posture.labels import Posture, PostureEpoch
from tests.bluez.evidence import RATE_HZ, Evidence, LinkChange, Mark, Received, Sent

NOTICE_S: Final = 3.0
"""A fault is noticed within this time; in a guest that is slower than on a quiet machine, in as much more."""

BACK_S: Final = 3.0
"""Samples arrive again within this time after the cause is gone; in a slower guest, in as much more."""

SETTLED_S: Final = 8.0
"""A posture is compared with the truth where so many seconds of samples before it are of the same step of the script:
longer than the way into a step (1 to 3 s) and the classifier's dwell (3 s) together."""

SKEW_S: Final = 0.05
"""Two processes that see the same event write it down within this time of each other."""

UNDISTURBED: Final = "before the first fault"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample that arrived at least once.

    Attributes:
        time_s: when it was taken, UTC in POSIX seconds.
        step: of the script; equal for samples of one step.
        posture: what a perfect monitor would say.
    """

    time_s: float
    step: int
    posture: Posture


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        fault: its name.
        noticed_s: from its beginning to the first state of the link that is not "streaming"; None if never, or if there
            was nobody to notice.
        back_s: from the end of its cause to the next sample; None if none came.
        lost: samples that the wearable took and that never arrived, counted where the gap ended.
        twice: samples that arrived again.
        invented: samples in the recording that no wearable sent.
        sockets: how many more the daemon had open afterwards.
        false_s: seconds of false posture.
        judged_s: seconds of posture that could be compared with the truth.
        second_s: how long the guest took for what takes a second on a quiet machine.
        note: what was seen besides.
        unmet: the goals that it missed, in words.
    """

    fault: str
    noticed_s: float | None
    back_s: float | None
    lost: int
    twice: int
    invented: int
    sockets: int
    false_s: int
    judged_s: int
    second_s: float
    note: str
    unmet: tuple[str, ...]


def judge(evidence: Evidence) -> list[Row]:
    """A row for the time before the first fault, and one for each fault, up to the next."""
    samples = arrived_samples(evidence.sent, evidence.received)
    marks = [Mark(UNDISTURBED, is_noticed=False), *evidence.marks]
    ends_s = [mark.began_s - 1.0 for mark in marks[1:]] + [float("inf")]
    starts_s = [float("-inf"), *ends_s[:-1]]
    return [
        _row(mark, evidence, samples, start_s, end_s)
        for mark, start_s, end_s in zip(marks, starts_s, ends_s, strict=True)
    ]


def arrived_samples(sent: Sequence[Sent], received: Sequence[Received]) -> list[Sample]:
    """Every sample that arrived, once, in order of the time at which it was taken; invented ones have no time."""
    packets = {(packet.boot_id, packet.first): packet for packet in sent}
    names = {(packet.boot_id, packet.first) for packet in received}
    samples = [sample for name in names if name in packets for sample in _samples_of(packets[name])]
    return sorted(samples, key=lambda sample: sample.time_s)


def repeated(received: Sequence[Received]) -> list[Received]:
    """Packets that had arrived before."""
    seen: Counter[tuple[int, int]] = Counter()
    again = []
    for packet in received:
        seen[packet.boot_id, packet.first] += 1
        if seen[packet.boot_id, packet.first] > 1:
            again.append(packet)
    return again


def gaps(samples: Sequence[Sample]) -> Iterator[tuple[float, int]]:
    """Where samples are missing: when the next one was taken, and how many are."""
    for before, after in pairwise(samples):
        missing = round((after.time_s - before.time_s) * RATE_HZ) - 1
        if missing > 0:
            yield after.time_s, missing


def false_epochs(epochs: Sequence[PostureEpoch], samples: Sequence[Sample]) -> tuple[list[PostureEpoch], int]:
    """The epochs that are false, and how many could be compared with the truth."""
    times_s = [sample.time_s for sample in samples]
    settled = round(SETTLED_S * RATE_HZ)
    false, judged = [], 0
    for epoch in epochs:
        if epoch.posture is Posture.UNKNOWN:
            continue
        begin, end = bisect_left(times_s, epoch.start_s), bisect_left(times_s, epoch.end_s)
        if begin == end:
            false.append(epoch)
            continue
        if begin < settled or samples[begin - settled].step != samples[end - 1].step:
            continue
        judged += 1
        if samples[begin].posture is not epoch.posture:
            false.append(epoch)
    return false, judged


def _row(mark: Mark, evidence: Evidence, samples: Sequence[Sample], start_s: float, end_s: float) -> Row:
    """Judge one fault by what happened from it to the next."""
    sent = {(packet.boot_id, packet.first) for packet in evidence.sent}
    received = [packet for packet in evidence.received if start_s <= packet.time_s < end_s]
    false, judged = false_epochs([epoch for epoch in evidence.epochs if start_s <= epoch.start_s < end_s], samples)
    again = [packet for packet in repeated(evidence.received) if start_s <= packet.time_s < end_s]
    is_fault = mark.fault != UNDISTURBED
    row = Row(
        fault=mark.fault,
        noticed_s=_noticed_s(mark, evidence.changes) if mark.is_noticed else None,
        back_s=_back_s(mark, received) if is_fault else None,
        lost=sum(missing for time_s, missing in gaps(samples) if start_s <= time_s < end_s),
        twice=sum(packet.count for packet in again),
        invented=sum(packet.count for packet in received if (packet.boot_id, packet.first) not in sent),
        sockets=mark.sockets_after - mark.sockets_before,
        false_s=len(false),
        judged_s=judged,
        second_s=mark.second_s,
        note=mark.note,
        unmet=(),
    )
    return _with_goals(row, mark) if is_fault else _with_counts(row, ())


def _with_goals(row: Row, mark: Mark) -> Row:
    """Hold a fault against the goals."""
    unmet = [mark.failed] if mark.failed else []
    if mark.is_noticed and (row.noticed_s is None or row.noticed_s > NOTICE_S * mark.second_s):
        unmet.append("noticed late" if row.noticed_s is not None else "not noticed")
    if row.back_s is None or row.back_s > BACK_S * mark.second_s:
        unmet.append("back late" if row.back_s is not None else "not back")
    return _with_counts(row, tuple(unmet))


def _with_counts(row: Row, unmet: tuple[str, ...]) -> Row:
    """Hold what must be nought against nought."""
    counted = {"twice": row.twice, "invented": row.invented, "sockets more": row.sockets, "false": row.false_s}
    return replace(row, unmet=(*unmet, *(f"{number} {what}" for what, number in counted.items() if number > 0)))


def _noticed_s(mark: Mark, changes: Sequence[LinkChange]) -> float | None:
    """From the beginning of the fault to the first state that is not "streaming"."""
    times_s = [x.time_s for x in changes if x.time_s >= mark.began_s - SKEW_S and x.state != "streaming"]
    return max(0.0, times_s[0] - mark.began_s) if times_s else None


def _back_s(mark: Mark, received: Sequence[Received]) -> float | None:
    """From the end of the cause to the next sample."""
    times_s = [packet.time_s for packet in received if packet.time_s > mark.over_s]
    return times_s[0] - mark.over_s if times_s else None


def _samples_of(packet: Sent) -> Iterator[Sample]:
    """The samples of one packet, with their truth."""
    for k, (step, posture) in enumerate(zip(packet.steps, packet.postures, strict=True)):
        yield Sample(packet.last_s - (packet.count - 1 - k) / RATE_HZ, step, posture)
