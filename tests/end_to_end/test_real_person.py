"""A real person through the whole way: our wire format, the virtual wearable, real bleak, the real daemon."""

import asyncio
from collections.abc import Iterator
from datetime import UTC
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from firmware_protocol import AccelPacket, PacketFlags
from monitor.cli.demo import STARTED_S
from monitor.edges.link.supervisor import WearableLink
from monitor.pipeline import Event
from monitor.posture.bouts import Bout
from monitor.running.daemon import Daemon
from monitor.running.virtual import WearableTime
from monitor.simulation.air import virtual_air
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.numbering import TimedPacket
from monitor.simulation.sensor import Sensor
from monitor.simulation.virtual_wearable import VirtualWearable
from tests.support.commands import ROOT, Commands
from tests.support.feeds import Screen, pipeline

DATA = ROOT.parent / "shared" / "data"
COUNTS_PER_G = 4000
TICK_HZ = 32_768
LENGTH_S = 600
TIME_SCALE = 150.0
SAMPLES = 25
PEOPLE = [("harth_thigh_S035", 181, 50.0), ("sens_thigh_P04", 4441, 12.5)]
"""Who, from which second on, and how fast sampled."""

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs the labelled recordings of real people, which are not ours"),
]


def cut(name: str, start_s: int, folder: Path) -> Path:
    """Ten minutes of a labelled person, from whole second to whole second, as an .npz like the one that it is from."""
    with np.load(DATA / f"{name}.npz") as archive:
        arrays = {key: archive[key] for key in ("t_ms", "xyz", "meta")}
    first_ms = start_s * 1000
    inside = (arrays["t_ms"] >= first_ms) & (arrays["t_ms"] < first_ms + LENGTH_S * 1000)
    path = folder / f"{name}.npz"
    np.savez(path, xyz=arrays["xyz"][inside], t_ms=arrays["t_ms"][inside] - first_ms, meta=arrays["meta"])
    return path


def packets_of(path: Path, rate_hz: float) -> Iterator[TimedPacket]:
    """The same counts as packets of our profile, each due when its last sample is taken; none spans a gap."""
    with np.load(path) as archive:
        xyz, time_s = archive["xyz"].astype("<i2"), archive["t_ms"] / 1000.0
    steps = np.maximum(np.rint(np.diff(time_s) / np.median(np.diff(time_s))).astype(int), 1)
    index = np.concatenate([[0], np.cumsum(steps)])
    starts = [at for run in np.split(np.arange(len(xyz)), np.flatnonzero(steps > 1) + 1) for at in run[::SAMPLES]]
    for number, (at, end) in enumerate(pairwise([*starts, len(xyz)])):
        tick = round(float(time_s[at]) * TICK_HZ)
        samples = xyz[at:end].tobytes()
        packet = AccelPacket(number % 65_536, int(index[at]), tick, PacketFlags(0), rate_hz, samples)
        yield float(time_s[end - 1]) + 1.0 / rate_hz, packet


async def stream(path: Path, rate_hz: float) -> list[Bout]:
    """The bouts that the daemon sees of it, over the air."""
    events: list[Event] = []
    capabilities = simulated_capabilities(1, Sensor(counts_per_g=COUNTS_PER_G))
    async with virtual_air() as air:
        wearable = VirtualWearable(
            air.link, packets_of(path, rate_hz), capabilities=capabilities, time_scale=TIME_SCALE
        )
        await air.add(wearable)
        clock = WearableTime(STARTED_S)
        clock.elapsed_s = lambda: wearable.due_s
        link = WearableLink(
            None, None, clock=clock, backend=air.backends, sample_rate_hz=rate_hz, samples_per_packet=SAMPLES
        )
        daemon = Daemon(pipeline(), clock, UTC, Screen(), watch=events.append, finishes=True)
        watching = asyncio.create_task(daemon.run(link.arrivals()))
        async with asyncio.timeout(30.0):
            await wearable.exhausted.wait()
        await asyncio.sleep(0.2)  # what is on the air still arrives
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        assert 0 == link.health.reconnects
    return [event for event in events if isinstance(event, Bout)]


@pytest.mark.parametrize(("name", "start_s", "rate_hz"), PEOPLE, ids=["harth, 50 Hz", "sens, 12.5 Hz"])
async def test_a_real_person_over_the_air(sitmon: Commands, name: str, start_s: int, rate_hz: float) -> None:
    """The daemon sees the bouts that `sitmon classify` finds in the file: as many, of the same postures, within 1 s."""
    path = cut(name, start_s, sitmon.folder)
    expected = sitmon("classify", path, "--json").records
    bouts = await stream(path, rate_hz)

    assert {"sitting", "moving"} <= {bout["posture"] for bout in expected}
    assert [bout["posture"] for bout in expected] == [str(bout.posture) for bout in bouts]
    for end in ("start_s", "end_s"):
        live_s = [getattr(bout, end) - STARTED_S for bout in bouts]
        assert [bout[end] for bout in expected] == pytest.approx(live_s, abs=1.0)
