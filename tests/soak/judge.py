"""What a day of bad radio proves: the timeline beside what was sent, what was said beside what was done, and goals."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from firmware_protocol import STREAM_UUID, decode_packet
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.journal import Journal
from monitor.edges.recordings import read_recording
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleBlock
from monitor.pipeline import assemble, classify_blocks
from monitor.posture.classifier import classifier_for
from monitor.posture.labels import Posture
from monitor.posture.mounting import X_AXIS
from monitor.simulation.body import Motion
from tests.soak.day import POSTURES, SAMPLES, WEIGH_S, Day, TellingWearable

GAP_S: Final = 0.1
"""A pause in the timeline that counts as a gap: five samples."""

AROUND_S: Final = 5
"""So near to a transition, either posture may be said."""

BACK_S: Final = 30.0
"""The link streams again so long after the cause of a fault is gone; the worst of 24 h needed half of that."""

OTHERWISE: Final = 0.002
"""Share of seconds that may be said otherwise than without faults: those right after a gap; 0.02 % of a day are."""

FALSE: Final = 0.01
"""Share of seconds that may be said otherwise than the script; 0.2 % of a day are, a step of somebody who stands."""

UNSAID: Final = 0.01
"""Share of seconds heard that may not be said: those that a gap cut."""

GROWTH_MB: Final = 2.0
GROWTH_MB_PER_H: Final = 0.5
"""How far memory may grow after the first ten minutes.  What this very test notes takes 0.3 MB an hour."""

KEPT: Final = ("Bout", "Nudge", "Recommendation")
"""Events of which each one is journalled."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the timeline compares with what was sent, and the journal with what was said.

    Attributes:
        samples: in the timeline.
        overlaps: pauses that are negative.
        invented, lost: samples that were never sent, or sent and never recorded.
        gaps: pauses of more than `GAP_S`.
        worst_gap_error_s: between a gap and the one that was injected; infinite if there are more or fewer.
        heard_s: seconds of samples.
        otherwise_s, false_s: seconds said otherwise than without faults, and than the script.
        journalled_s: seconds in the journal.
        journalled: events in the journal, by class.
        delivered: recommendations of which the journal says that they were shown.
    """

    samples: int
    overlaps: int
    invented: int
    lost: int
    gaps: int
    worst_gap_error_s: float
    heard_s: float
    otherwise_s: int
    false_s: int
    journalled_s: int
    journalled: Counter[str]
    delivered: int


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: what is looked at, what was seen, what is wanted, and whether it is so."""

    what: str
    seen: str
    wanted: str
    met: bool


def judge(motion: Motion, day: Day, wearable: TellingWearable, folder: Path) -> Verdict:
    """Compare recording and journal with what the wearable sent, what the body did and what the daemon said."""
    items = read_recording(folder / "recording")
    arrivals = [item for item in items if isinstance(item, Arrival)]
    blocks = list(assemble(arrivals))
    heard = {hash(one.payload): decode_packet(one.payload).count for one in arrivals if _is_data(one)}
    sent = set(wearable.sent_hashes)
    delivered = [
        (at_s, heard[code])
        for at_s, code in zip(wearable.sent_at_s, wearable.sent_hashes, strict=True)
        if code in heard
    ]
    began_s = _began_s(blocks, delivered, motion.sample_rate_hz)
    gaps, true_gaps = _gaps(blocks), _true_gaps(delivered, motion.sample_rate_hz)
    errors = [abs(ours - theirs) for ours, theirs in zip(gaps, true_gaps, strict=False)]
    samples = sum(len(block.xyz_g) for block in blocks)
    with Journal(folder / "journal.sqlite", read_only=True) as journal:
        inputs, minutes = journal.inputs(), journal.minutes()
        journalled = Counter({kind: len(journal.events(kind.lower())) for kind in KEPT})
    return Verdict(
        samples=samples,
        overlaps=sum(later.start_s - earlier.end_s < -1e-6 for earlier, later in pairwise(blocks)),
        invented=sum(count for code, count in heard.items() if code not in sent),
        lost=SAMPLES * sum(code not in heard for code in wearable.sent_hashes),
        gaps=len(gaps),
        worst_gap_error_s=max(errors, default=0.0) if len(gaps) == len(true_gaps) else float("inf"),
        heard_s=samples / motion.sample_rate_hz,
        otherwise_s=_differing(day, _undisturbed(motion), began_s),
        false_s=_differing(day, [kind.posture for kind in motion.step_labels], began_s),
        journalled_s=sum(sum(minute.seconds.values()) for minute in minutes),
        journalled=journalled,
        delivered=sum(isinstance(one, UserAction) and one.action is Action.DELIVERED for one in inputs),
    )


def _is_data(arrival: Arrival) -> bool:
    return arrival.characteristic == STREAM_UUID and bool(decode_packet(arrival.payload).count)


def _began_s(blocks: Sequence[SampleBlock], delivered: Sequence[tuple[float, int]], rate_hz: float) -> float:
    """When the motion began, on the timeline; it never did if nothing was recorded."""
    if not blocks or not delivered:
        return float("-inf")
    (at_s, count), *_ = delivered
    return blocks[0].start_s - (at_s - (count - 1) / rate_hz)


def _gaps(blocks: Sequence[SampleBlock]) -> list[float]:
    pauses = (later.start_s - earlier.end_s for earlier, later in pairwise(blocks))
    return [pause_s for pause_s in pauses if pause_s > GAP_S]


def _true_gaps(delivered: Sequence[tuple[float, int]], rate_hz: float) -> list[float]:
    pauses = (later_s - count / rate_hz - earlier_s for (earlier_s, _), (later_s, count) in pairwise(delivered))
    return [pause_s for pause_s in pauses if pause_s > GAP_S]


def _undisturbed(motion: Motion) -> list[Posture]:
    """What is said of each second without faults."""
    blocks = classify_blocks(motion.blocks(start_s=0.0), classifier_for(X_AXIS))
    return [epoch.posture for block in blocks for epoch in block.epochs()]


def _differing(day: Day, postures: Sequence[Posture], began_s: float) -> int:
    """Seconds in which the daemon said another posture than this, transitions left out."""
    return sum(around == {posture} and said is not posture for said, posture, around in _pairs(day, postures, began_s))


def _pairs(day: Day, postures: Sequence[Posture], began_s: float) -> Iterator[tuple[Posture, Posture, set[Posture]]]:
    """What was said of each second, what should have been, and that of the seconds around it."""
    last = len(postures) - 1
    for start_s, place in zip(day.seconds, day.postures, strict=True):
        k = round(min(max(start_s - began_s, 0.0), last))
        yield POSTURES[place], postures[k], set(postures[max(0, k - AROUND_S) : k + AROUND_S + 1])


def goals(day: Day, verdict: Verdict) -> list[Goal]:
    """What must be so, and whether it is."""
    return [*_of_the_link(day, verdict), *_of_what_was_said(day, verdict), *_of_the_process(day)]


def _of_the_link(day: Day, verdict: Verdict) -> Iterator[Goal]:
    faults, back_s = day.faults.total(), sorted(day.recoveries_s)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(day.faults.items()))
    middle_s, worst_s = (back_s[len(back_s) // 2], back_s[-1]) if back_s else (float("inf"), float("inf"))
    yield Goal(
        "faults survived", f"{len(back_s)} of {kinds}", "all, the last may be too late", faults - len(back_s) < 2
    )
    yield Goal(
        "streaming again after the cause was gone",
        f"median {middle_s:.1f} s, worst {worst_s:.1f} s; {day.reconnects} reconnections",
        f"within {BACK_S:g} s",
        worst_s <= BACK_S,
    )
    yield Goal("samples in the timeline", f"{verdict.samples}", "some", verdict.samples > 0)
    yield Goal("overlaps", f"{verdict.overlaps}", "0", verdict.overlaps == 0)
    yield Goal("invented samples", f"{verdict.invented}", "0", verdict.invented == 0)
    yield Goal("samples sent but lost", f"{verdict.lost}", "a packet a fault", verdict.lost <= SAMPLES * faults)
    seen = f"{verdict.gaps}, {verdict.worst_gap_error_s:.3f} s"
    yield Goal("gaps, worst error of a gap", seen, "those injected, below 1 s", verdict.worst_gap_error_s < 1.0)


def _of_what_was_said(day: Day, verdict: Verdict) -> Iterator[Goal]:
    said_s, unsaid_s = len(day.postures), abs(len(day.postures) - verdict.heard_s)
    seen = f"{said_s} of {verdict.heard_s:.0f}"
    yield Goal("seconds said of those heard", seen, f"all but {UNSAID:.0%}", unsaid_s <= UNSAID * verdict.heard_s)
    for what, seconds, share in (
        ("seconds said otherwise than without faults", verdict.otherwise_s, OTHERWISE),
        ("seconds said otherwise than the script", verdict.false_s, FALSE),
    ):
        yield Goal(what, f"{seconds}", f"at most {share:.1%}", seconds <= share * said_s)
    yield Goal("seconds journalled", f"{verdict.journalled_s}", "those said", verdict.journalled_s == said_s)
    told = Counter({kind: day.told[kind] for kind in KEPT})
    yield Goal("events journalled", _counted(verdict.journalled), _counted(told), verdict.journalled == told)
    shown = day.told["Recommendation"]
    yield Goal("nudges shown", f"{verdict.delivered} of {shown}", "all, and some", shown == verdict.delivered > 0)


def _of_the_process(day: Day) -> Iterator[Goal]:
    memory_mb = day.memory_mb[1:] or [float("nan")]
    first_mb, last_mb = memory_mb[0], memory_mb[-1]
    most_mb = GROWTH_MB + GROWTH_MB_PER_H * (len(memory_mb) - 1) * WEIGH_S / 3600.0
    seen = f"{first_mb:.1f} MB, {last_mb:.1f} MB"
    yield Goal("memory after ten minutes, at the end", seen, f"{most_mb:.1f} MB more", last_mb - first_mb <= most_mb)
    yield Goal("troubles", "; ".join(sorted(set(day.troubles))) or "none", "none", not day.troubles)


def _counted(numbers: Counter[str]) -> str:
    return ", ".join(f"{numbers[kind]} {kind.lower()}" for kind in KEPT)
