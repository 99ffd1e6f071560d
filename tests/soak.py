"""A long day of bad radio: the daemon in simulated time, a random fault every few minutes, and what became of it.

    python -m tests.soak                    24 simulated hours
    python -m tests.soak --hours 3 --seed 7

Everything from bleak upwards is the real thing: link, pipeline, journal and recording; the air, the wearable and the
person are simulated.  Exit status 1 if the timeline overlaps, holds a sample that was never taken, or its gaps are
not the injected ones.
"""

import argparse
import asyncio
import random
import resource
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC
from itertools import pairwise
from pathlib import Path
from typing import Final
from unittest.mock import patch

from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from benchmarks.tables import table
from firmware_protocol import STREAM_UUID, AccelPacket, decode_packet, encode_packet
from monitor.assembly import about_live, build_pipeline
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.daemon import Daemon
from monitor.edges.journal import Journal
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import Damage, RecordingWriter, read_recording
from monitor.edges.settings import Settings
from monitor.motion.arrivals import Arrival
from monitor.pipeline import Event, assemble, classify_blocks
from monitor.posture.classifier import classifier_for
from monitor.posture.labels import Posture, PostureEpoch
from monitor.posture.mounting import X_AXIS
from monitor.simulation.air import Air, virtual_air
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.device import packets_of, simulated_capabilities
from monitor.simulation.script import parse_script
from monitor.simulation.virtual_wearable import VirtualWearable
from tests.support.simulated_time import SimulatedClock, run_simulated

START_S: Final = 1_772_438_400.0
HOUR: Final = "sit:22m walk:2m stand:4m sit:18m stairs:1m stand:3m sit:9m walk:1m"
POSTURES: Final = tuple(Posture)
BETWEEN_S: Final = (120.0, 480.0)
SAMPLES: Final = 25
GAP_S: Final = 0.1
"""A pause in the timeline that counts as a gap: five samples."""


class TellingWearable(VirtualWearable):
    """A virtual wearable that remembers each packet that it sent: when its last sample was taken, and a hash of all."""

    sent_at_s: "array[float]"
    sent_hashes: "array[int]"

    async def _notify(self, packet: AccelPacket) -> None:
        if packet.count:
            self.sent_at_s.append(self.due_s)
            self.sent_hashes.append(hash(encode_packet(packet)))
        await super()._notify(packet)


@dataclass(slots=True)
class Day:
    """What happened.

    Attributes:
        faults: how often each kind.
        seconds, postures: what the daemon said of each second, as a place in `POSTURES`.
        memory_mb: resident, once an hour.
    """

    faults: Counter[str] = field(default_factory=Counter)
    seconds: "array[float]" = field(default_factory=lambda: array("d"))
    postures: bytearray = field(default_factory=bytearray)
    memory_mb: list[float] = field(default_factory=list)
    reconnects: int = 0
    recoveries_s: list[float] = field(default_factory=list)


async def live(motion: Motion, folder: Path, seed: int) -> tuple[Day, TellingWearable]:
    """Let the daemon watch all of it, with faults."""
    day, chance = Day(), random.Random(seed)
    capabilities = simulated_capabilities(seed, motion.sensor)
    clock = SimulatedClock(START_S)
    about, settings = about_live(Settings(), "soak"), Settings()
    async with virtual_air() as air:
        wearable = TellingWearable(
            air.link,
            packets_of(motion, capabilities=capabilities, samples_per_packet=SAMPLES),
            capabilities=capabilities,
        )
        wearable.sent_at_s, wearable.sent_hashes = array("d"), array("q")
        await air.add(wearable)
        link = WearableLink(None, None, clock=clock, backend=air.backends, patient=True)
        pipeline = build_pipeline(Profile(worn_leg=Side.LEFT), NudgeRules(), UTC, X_AXIS)
        with Journal(folder / "journal.sqlite") as journal, RecordingWriter(folder / "recording", about) as recording:
            daemon = Daemon(pipeline, clock, settings.zone, Silent(), journal, recording, watch=_remembering(day))
            tasks = [
                asyncio.create_task(work)
                for work in (daemon.run(link.arrivals()), vex(day, air, wearable, chance), _weigh(day))
            ]
            await wearable.exhausted.wait()
            await asyncio.sleep(3.0)
            day.reconnects = link.health.reconnects
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return day, wearable


class Silent:
    """Shows nothing."""

    async def show(self, _shown: object) -> None:
        """Nothing."""


def _remembering(day: Day) -> Callable[[Event], None]:
    def remember(event: Event) -> None:
        if isinstance(event, PostureEpoch):
            day.seconds.append(event.start_s)
            day.postures.append(POSTURES.index(event.posture))

    return remember


async def _weigh(day: Day) -> None:
    """Note the memory once an hour."""
    while True:
        day.memory_mb.append(_resident_mb())
        await asyncio.sleep(3600.0)


def _resident_mb() -> float:
    """What this process holds in memory; Linux only."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


async def vex(day: Day, air: Air, wearable: TellingWearable, chance: random.Random) -> None:
    """A fault every few minutes, and how long the link needs when its cause is gone."""
    now_s = asyncio.get_running_loop().time
    faults: dict[str, Callable[[], Awaitable[None]]] = {
        "out of reach": lambda: wearable.drop(chance.uniform(1.0, 120.0)),
        "reboot": lambda: wearable.reboot(chance.uniform(0.1, 20.0)),
        "stall": lambda: _stall(wearable, chance.uniform(1.0, 60.0)),
        "adapter off": lambda: _without_adapter(air, wearable, chance.uniform(1.0, 60.0)),
    }
    while True:
        await asyncio.sleep(chance.uniform(*BETWEEN_S))
        name = chance.choice(sorted(faults))
        day.faults[name] += 1
        await faults[name]()
        gone_s, before = now_s(), len(wearable.sent_at_s)
        while len(wearable.sent_at_s) == before:  # noqa: ASYNC110  sent by somebody else
            await asyncio.sleep(0.1)
        day.recoveries_s.append(now_s() - gone_s)


async def _stall(wearable: TellingWearable, seconds: float) -> None:
    """Hang through every connection, for so long."""
    loop = asyncio.get_running_loop()
    ends_s = loop.time() + seconds
    while loop.time() < ends_s:
        wearable.stall()
        await asyncio.sleep(0.05)
    wearable.recover()


async def _without_adapter(air: Air, wearable: TellingWearable, seconds: float) -> None:
    """The adapter is switched off: every link is lost, and no scan begins."""

    async def refuse(*_: object, **__: object) -> None:
        raise BleakBluetoothNotAvailableError("off", BleakBluetoothNotAvailableReason.POWERED_OFF)

    with patch.object(air.backends.scanner, "start", refuse), patch.object(air.backends.client, "connect", refuse):
        await wearable.drop(seconds)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the timeline compares with what was sent."""

    samples: int
    overlaps: int
    invented: int
    lost: int
    gaps: int
    worst_gap_error_s: float
    false_seconds: int


def judge(motion: Motion, day: Day, wearable: TellingWearable, folder: Path) -> Verdict:
    """Compare the recorded timeline with what the wearable sent."""
    arrivals = [item for item in read_recording(folder) if isinstance(item, Arrival) and not isinstance(item, Damage)]
    blocks = list(assemble(arrivals))
    heard = {hash(arrival.payload): decode_packet(arrival.payload).count for arrival in arrivals if _is_data(arrival)}
    sent = set(wearable.sent_hashes)
    pauses = [later.start_s - earlier.end_s for earlier, later in pairwise(blocks)]
    rate_hz = motion.sample_rate_hz
    delivered = [
        (at_s, heard[code])
        for at_s, code in zip(wearable.sent_at_s, wearable.sent_hashes, strict=True)
        if code in heard
    ]
    true_pauses = [later_s - count / rate_hz - earlier_s for (earlier_s, _), (later_s, count) in pairwise(delivered)]
    gaps, true_gaps = [p for p in pauses if p > GAP_S], [p for p in true_pauses if p > GAP_S]
    errors = [abs(ours - theirs) for ours, theirs in zip(gaps, true_gaps, strict=False)]
    offset_s = blocks[0].start_s - (delivered[0][0] - (delivered[0][1] - 1) / rate_hz)
    return Verdict(
        samples=sum(len(block.xyz_g) for block in blocks),
        overlaps=sum(pause < -1e-6 for pause in pauses),
        invented=sum(count for code, count in heard.items() if code not in sent),
        lost=SAMPLES * sum(code not in heard for code in sent),
        gaps=len(gaps),
        worst_gap_error_s=max(errors, default=0.0) if len(gaps) == len(true_gaps) else float("inf"),
        false_seconds=_false_seconds(motion, day, offset_s),
    )


def _is_data(arrival: Arrival) -> bool:
    return arrival.characteristic == STREAM_UUID and bool(decode_packet(arrival.payload).count)


def _false_seconds(motion: Motion, day: Day, offset_s: float) -> int:
    """Seconds in which the daemon said another posture than without faults, 5 s around each transition left out."""
    pipeline = classifier_for(X_AXIS)
    postures = [
        epoch.posture for block in classify_blocks(motion.blocks(start_s=0.0), pipeline) for epoch in block.epochs()
    ]
    wrong = 0
    for start_s, place in zip(day.seconds, day.postures, strict=True):
        k = int(start_s - offset_s + 0.5)
        around = set(postures[max(0, k - 5) : k + 6])
        wrong += around == {postures[min(k, len(postures) - 1)]} and POSTURES[place] not in around
    return wrong


def main(argv: list[str] | None = None) -> int:
    """Live, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    began_s = time.perf_counter()
    motion = simulate_motion(parse_script(" ".join([HOUR] * args.hours)), leg=Side.LEFT, seed=args.seed)
    with tempfile.TemporaryDirectory() as name:
        day, wearable = run_simulated(live(motion, Path(name), args.seed))
        verdict = judge(motion, day, wearable, Path(name) / "recording")
    recoveries_s = sorted(day.recoveries_s)
    rows = [
        ("faults", ", ".join(f"{count} {kind}" for kind, count in sorted(day.faults.items()))),
        ("reconnects", day.reconnects),
        (
            "streaming again after the cause was gone",
            f"median {recoveries_s[len(recoveries_s) // 2]:.1f} s, worst {recoveries_s[-1]:.1f} s",
        ),
        ("samples in the timeline", verdict.samples),
        ("overlaps", verdict.overlaps),
        ("invented samples", verdict.invented),
        ("samples sent but lost", verdict.lost),
        ("gaps, worst error of a gap", f"{verdict.gaps}, {verdict.worst_gap_error_s:.3f} s"),
        ("seconds said otherwise than without faults", f"{verdict.false_seconds} of {len(day.postures)}"),
        ("memory after one hour, at the end", f"{day.memory_mb[1]:.0f} MB, {day.memory_mb[-1]:.0f} MB"),
        ("took", f"{time.perf_counter() - began_s:.0f} s"),
    ]
    print(table(("a day of bad radio", f"{args.hours} h, seed {args.seed}"), rows))
    good = not verdict.overlaps and not verdict.invented and verdict.worst_gap_error_s < 1.0
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
