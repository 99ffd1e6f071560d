"""One day: the wearable, the faults, and what the daemon said and did."""

import asyncio
import ctypes
import gc
import random
import resource
from array import array
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from firmware_protocol import AccelPacket, encode_packet
from monitor.assembly import about_live, build_pipeline
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.edges.journal import JournalWriter
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import RecordingWriter
from monitor.edges.settings import Settings
from monitor.pipeline import Event
from monitor.posture.labels import Posture, PostureEpoch
from monitor.posture.mounting import X_AXIS
from monitor.running.daemon import Daemon
from monitor.simulation.air import Air, virtual_air
from monitor.simulation.body import Motion
from monitor.simulation.device import packets_of, simulated_capabilities
from tests.support.faulty import FaultyWearable
from tests.support.simulated_time import SimulatedClock

START_S: Final = 1_772_438_400.0
HOUR: Final = "sit:38m walk:2m stand:4m sit:9m stairs:1m stand:3m sit:2m walk:1m"
"""Long enough in one seat for a nudge, whatever the radio does meanwhile."""

POSTURES: Final = tuple(Posture)
BETWEEN_S: Final = (120.0, 480.0)
SAMPLES: Final = 25
WEIGH_S: Final = 600.0
OVERTIME_S: Final = 900.0
"""A day that has not ended so long after its script never will."""


class TellingWearable(FaultyWearable):
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
        recoveries_s: how long the link needed after the cause of each was gone.
        seconds, postures: what the daemon said of each second, as a place in `POSTURES`.
        told: how many events of each class the daemon told.
        memory_mb: resident, every `WEIGH_S`.
        troubles: what the daemon could not keep, and each task that died.
    """

    faults: Counter[str] = field(default_factory=Counter)
    recoveries_s: list[float] = field(default_factory=list)
    reconnects: int = 0
    seconds: "array[float]" = field(default_factory=lambda: array("d"))
    postures: bytearray = field(default_factory=bytearray)
    told: Counter[str] = field(default_factory=Counter)
    memory_mb: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """Note an event of the daemon."""
        self.told[type(event).__name__] += 1
        if isinstance(event, PostureEpoch):
            self.seconds.append(event.start_s)
            self.postures.append(POSTURES.index(event.posture))


class Screen:
    """Shows everything, to nobody."""

    async def show(self, _shown: object) -> tuple[bool, str]:
        """Say that it was shown."""
        return True, "soak"


async def live(motion: Motion, folder: Path, seed: int) -> tuple[Day, TellingWearable]:
    """Let the daemon watch all of it, with faults."""
    day, clock, settings = Day(), SimulatedClock(START_S), Settings()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, found: day.troubles.append(_worded(found)))
    async with virtual_air() as air:
        wearable = _wearable_in(air, motion, seed)
        await air.add(wearable)
        link = WearableLink(None, None, clock=clock, backend=air.backends, patient=True)
        pipeline = build_pipeline(Profile(worn_leg=Side.LEFT), NudgeRules(), UTC, X_AXIS)
        about = about_live(settings, "soak")
        with _journal(folder, day) as journal, RecordingWriter(folder / "recording", about) as recording:
            daemon = Daemon(pipeline, clock, settings.zone, Screen(), journal, recording, watch=day.note, finishes=True)
            daemon.complain = day.troubles.append
            works = (daemon.run(link.arrivals()), vex(day, air, wearable, random.Random(seed)), _weigh(day))
            tasks = [asyncio.create_task(work) for work in works]
            await _end_of(day, wearable, motion.duration_s + OVERTIME_S)
            day.reconnects = link.health.reconnects
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
    day.troubles += [repr(one) for one in ended if isinstance(one, Exception)]
    gc.collect()  # a task that died is told of when it is forgotten
    return day, wearable


def _journal(folder: Path, day: Day) -> JournalWriter:
    """The journal, in its thread, by the simulated clock; each trouble is noted."""
    loop = asyncio.get_running_loop()
    return JournalWriter(
        folder / "journal.sqlite",
        lambda: START_S + loop.time(),
        troubled=lambda trouble: day.troubles.append("kept again" if trouble is None else trouble.reason),
    )


def _wearable_in(air: Air, motion: Motion, seed: int) -> TellingWearable:
    capabilities = simulated_capabilities(seed, motion.sensor)
    packets = packets_of(motion, capabilities=capabilities, samples_per_packet=SAMPLES)
    wearable = TellingWearable(air.link, packets, capabilities=capabilities)
    wearable.sent_at_s, wearable.sent_hashes = array("d"), array("q")
    return wearable


async def _end_of(day: Day, wearable: TellingWearable, longest_s: float) -> None:
    """Wait until all was sent and what is on the air has arrived."""
    try:
        await asyncio.wait_for(wearable.exhausted.wait(), longest_s)
    except TimeoutError:
        day.troubles.append(f"the day did not end within {longest_s:.0f} s")
    await asyncio.sleep(3.0)


def _worded(found: dict[str, Any]) -> str:
    return f"{found.get('message')}: {found.get('exception')!r}"


async def _weigh(day: Day) -> None:
    """Note the memory from time to time."""
    while True:
        day.memory_mb.append(_resident_mb())
        await asyncio.sleep(WEIGH_S)


def _resident_mb() -> float:
    """What this process holds in memory when what is free has been given back; Linux with glibc only."""
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


async def vex(day: Day, air: Air, wearable: TellingWearable, chance: random.Random) -> None:
    """A fault every few minutes, and how long the link needs when its cause is gone."""
    now_s = asyncio.get_running_loop().time
    faults: dict[str, Callable[[], Awaitable[None]]] = {
        "out of reach": lambda: wearable.drop(chance.uniform(1.0, 120.0)),
        "reboot": lambda: wearable.reboot(chance.uniform(0.1, 20.0)),
        "stall": lambda: stall(wearable, chance.uniform(1.0, 60.0)),
        "adapter off": lambda: without_adapter(air, wearable, chance.uniform(1.0, 60.0)),
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


async def stall(wearable: FaultyWearable, seconds: float) -> None:
    """Hang through every connection, for so long."""
    loop = asyncio.get_running_loop()
    ends_s = loop.time() + seconds
    while loop.time() < ends_s:
        wearable.stall()
        await asyncio.sleep(0.05)
    wearable.recover()


async def without_adapter(air: Air, wearable: FaultyWearable, seconds: float) -> None:
    """The adapter is switched off: every link is lost, and no scan begins."""

    async def refuse(*_: object, **__: object) -> None:
        raise BleakBluetoothNotAvailableError("off", BleakBluetoothNotAvailableReason.POWERED_OFF)

    with patch.object(air.backends.scanner, "start", refuse), patch.object(air.backends.client, "connect", refuse):
        await wearable.drop(seconds)
