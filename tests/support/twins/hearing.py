"""Hears a twin over the real link, in simulated time, and makes samples of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from monitor.coaching.profile import Side
from monitor.edges.link.supervisor import WearableLink
from monitor.errors import WearableError
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected, SampleAssembler, SampleBlock
from monitor.simulation.air import Air
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.script import parse_script
from tests.support.air import clean_air
from tests.support.simulated_time import SimulatedClock, run_simulated
from tests.support.twins.twin import Twin

T = TypeVar("T")

START_S = 1_772_438_400.0


def person(sample_rate_hz: float, seconds: int = 60) -> Motion:
    """Somebody who sits and gets up and walks, as often as there is time."""
    script = parse_script(" ".join(["sit:10s walk:10s"] * -(-seconds // 20)))
    return simulate_motion(script, leg=Side.LEFT, seed=7, sample_rate_hz=sample_rate_hz)


@dataclass(slots=True)
class Heard:
    """What came of a twin.

    Attributes:
        link: through which it came.
        arrivals: all of them.
        blocks: the samples that they made.
        rejected: what could not be used.
        reading: ends with the link, and with its error.
    """

    link: WearableLink
    arrivals: list[Arrival] = field(default_factory=list)
    blocks: list[SampleBlock] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    reading: asyncio.Task[None] | None = None

    @property
    def xyz_g(self) -> NDArray[np.floating]:
        """All samples, one after the other."""
        return np.concatenate([block.xyz_g for block in self.blocks])

    @property
    def gaps_s(self) -> list[float]:
        """How long the gaps are between them."""
        return [after.start_s - before.end_s for before, after in pairwise(self.blocks) if after.start_s > before.end_s]

    @property
    def runs_g(self) -> list[NDArray[np.floating]]:
        """The samples between the gaps."""
        cuts = [at for at, (before, after) in enumerate(pairwise(self.blocks), 1) if after.start_s > before.end_s]
        bounds = pairwise([0, *cuts, len(self.blocks)])
        return [np.concatenate([block.xyz_g for block in self.blocks[first:last]]) for first, last in bounds]

    async def ending(self) -> WearableError:
        """The error with which the link gave up."""
        assert self.reading is not None
        with pytest.raises(WearableError) as refusal:
            await self.reading
        return refusal.value

    async def read(self) -> None:
        """Read the link until it is stopped."""
        assembler = SampleAssembler()
        async with aclosing(self.link.arrivals()) as arrivals:
            async for arrival in arrivals:
                self.arrivals.append(arrival)
                for made in assembler.feed(arrival):
                    if isinstance(made, Rejected):
                        self.rejected.append(made)
                    else:
                        self.blocks.append(made)


@asynccontextmanager
async def hearing(air: Air, twin: Twin, *, sample_rate_hz: float = 50.0, patient: bool = True) -> AsyncIterator[Heard]:
    """Put a twin into the air and hear it over the supervised link, which tells it to stop in the end."""
    await air.add(twin)
    link = WearableLink(
        twin.address,
        None,
        clock=SimulatedClock(START_S),
        backend=air.backends,
        sample_rate_hz=sample_rate_hz,
        find_s=5.0,
        patient=patient,
    )
    heard = Heard(link)
    heard.reading = reading = asyncio.create_task(heard.read())
    try:
        yield heard
    finally:
        await link.stop()
        await asyncio.gather(reading, return_exceptions=True)


def in_the_air(work: Callable[[Air], Awaitable[T]]) -> T:
    """Do this in an air of its own, in simulated time; it must leave no task."""

    async def in_an_air() -> T:
        async with clean_air() as air:
            return await work(air)

    return run_simulated(in_an_air())


def places_of(part_g: NDArray[np.floating], whole_g: NDArray[np.floating], tolerance_g: float) -> list[int]:
    """Where, counted in samples, a run lies within another one."""
    near = np.abs(whole_g[: len(whole_g) - len(part_g) + 1] - part_g[0]).max(axis=1) <= tolerance_g
    return [
        int(first)
        for first in np.flatnonzero(near)
        if np.abs(whole_g[first : first + len(part_g)] - part_g).max() <= tolerance_g
    ]
