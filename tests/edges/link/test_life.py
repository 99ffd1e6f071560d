"""The link through whole faults, in simulated time: how soon it notices, how soon it is back."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from firmware_protocol import STREAM_UUID
from monitor.edges.link.machine import LinkState
from monitor.edges.link.supervisor import WearableLink
from monitor.motion.arrivals import Arrival
from monitor.pipeline import assemble
from monitor.simulation.air import Air, virtual_air
from tests.soak.day import stall, without_adapter
from tests.support.air import ADDRESS, packets
from tests.support.faulty import FaultyWearable
from tests.support.simulated_time import SimulatedClock, run_simulated

START_S = 1_772_438_400.0
Fault = Callable[[Air, FaultyWearable], Awaitable[None]]


async def drop(_air: Air, wearable: FaultyWearable) -> None:
    """Out of reach for 5 s."""
    await wearable.drop(5.0)


async def reboot(_air: Air, wearable: FaultyWearable) -> None:
    """Its battery taken out for 5 s."""
    await wearable.reboot(5.0)


async def hang(_air: Air, wearable: FaultyWearable) -> None:
    """Connected, and silent, for 5 s, through every connection."""
    await stall(wearable, 5.0)


async def unplug(air: Air, wearable: FaultyWearable) -> None:
    """No adapter for 5 s."""
    await without_adapter(air, wearable, 5.0)


async def suffer(fault: Fault, faults: int) -> tuple[list[tuple[float, float]], list[Arrival]]:
    """Stream for ten seconds, suffer, and so on: seconds to notice each, and to stream again when its cause is gone."""
    async with virtual_air() as air:
        wearable = FaultyWearable(air.link, packets())
        await air.add(wearable)
        heard: list[Arrival] = []
        changes: list[tuple[float, LinkState]] = []
        now_s = asyncio.get_running_loop().time
        link = WearableLink(
            ADDRESS,
            None,
            clock=SimulatedClock(START_S),
            backend=air.backends,
            patient=True,
            on_state=lambda state, _reason: changes.append((now_s(), state)),
        )

        async def read() -> None:
            async for arrival in link.arrivals():
                heard.append(arrival)

        reader, measured = asyncio.create_task(read()), []
        for _ in range(faults):
            await asyncio.sleep(10.0)
            began_s = now_s()
            await fault(air, wearable)
            gone_s = now_s()
            await asyncio.sleep(10.0)
            noticed_s = next(at_s for at_s, state in changes if at_s >= began_s and state is not LinkState.STREAMING)
            data = (one.time_s - START_S for one in heard if one.characteristic == STREAM_UUID)
            measured.append((noticed_s - began_s, next(at_s for at_s in data if at_s > gone_s) - gone_s))
        await link.stop()
        await reader
    return measured, heard


@pytest.mark.parametrize("fault", [drop, reboot, hang, unplug])
def test_each_fault_is_noticed_and_survived_within_seconds(fault: Fault) -> None:
    """Five times in a row: noticed within 3 s, data again within 3 s of the cause going away, nothing twice."""
    measured, heard = run_simulated(suffer(fault, 5))

    assert max(notice_s for notice_s, _ in measured) <= 3.0
    assert max(back_s for _, back_s in measured) <= 3.0
    data = [one.payload for one in heard if one.characteristic == STREAM_UUID]
    assert len(data) == len(set(data))
    blocks = list(assemble(heard))
    assert all(later.start_s >= earlier.end_s - 1e-6 for earlier, later in pairwise(blocks))
