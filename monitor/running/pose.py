"""`sitmon setup --pose`: five seconds of standing and five of sitting tell how the wearable sits."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.edges.host_clock import HostClock
from monitor.edges.link.known import read_known, write_mounting
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.settings import Settings
from monitor.errors import PoseError, WearableError
from monitor.motion.arrivals import Arrival
from monitor.motion.features import Floats
from monitor.motion.samples import SampleAssembler, SampleBlock
from monitor.posture.mounting import Mounting
from monitor.posture.pose import learn_mounting
from monitor.terminal.output import write_line
from monitor.texts import Text

SETTLE_S: Final = 4.0
"""Seconds from the word to the pose: time to stand up, and to come to rest (product default)."""

POSE_S: Final = 5.0
"""Seconds that a pose is held."""

TRIES: Final = 3
"""How often it is tried before giving up."""

STAND: Final = Text("Stand still, feet under the hips, weight on both legs.")
SIT: Final = Text("Now sit down as you usually do, and keep still.")
HOLD: Final = Text("Hold it.")
GOOD: Final = Text("Good: the thigh turned by {degrees}° between the two. From now on {address} is known like that.")


@dataclass(frozen=True, slots=True)
class Cue:
    """What to do now, and for how many seconds."""

    text: Text
    seconds: float


def run(settings: Settings) -> int:
    """Take the pose with the wearable, and keep what it tells; exit status 1 if it never was two postures."""
    address, mounting = asyncio.run(take(settings))
    if mounting is None:
        tries = Text("That was not two poses, {count} times: nothing was changed. Until there is one, walking tells.")
        write_line(settings.tr(tries, count=TRIES))
        return 1
    write_mounting(settings.storage.folder, address, settings.wearable.mounting, mounting)
    write_line(settings.tr(GOOD, degrees=f"{mounting.sitting_deg:.0f}", address=address))
    return 0


async def take(settings: Settings) -> tuple[str, Mounting | None]:
    """The wearable's address, and the mounting; None if no try was two postures.

    Raises:
        WearableError: there is none near, or it went away.
    """
    known = read_known(settings.storage.folder)
    address = settings.wearable.address or (known.address if known else None)
    bonded = known is not None and known.bonded and known.address == address
    link = WearableLink(address, settings.wearable.name, clock=HostClock(), bonded=bonded)
    say = settings.tr

    def tell(cue: Cue) -> None:
        write_line(say(Text("{what}  ({seconds} s)"), what=say(cue.text), seconds=f"{cue.seconds:.0f}"))

    write_line(say(Text("Looking for the wearable …")))
    async with aclosing(link.arrivals()) as arrivals:
        blocks = _blocks(arrivals)
        first = await anext(blocks)
        streams = Text("{address} streams with {rate} Hz.")
        write_line(say(streams, address=link.address, rate=f"{first.sample_rate_hz:.0f}"))
        for _ in range(TRIES):
            try:
                return link.address or "", await pose(blocks, tell)
            except PoseError as error:
                write_line(f"{error}")
    return link.address or "", None


async def pose(blocks: AsyncGenerator[SampleBlock], tell: Callable[[Cue], None]) -> Mounting:
    """Both poses, one after the other.

    Args:
        blocks: what the wearable sends, as it comes.
        tell: tells the person what to do.

    Raises:
        PoseError: they were not two postures held still.
        WearableError: the wearable went away.
    """
    held = []
    for text in (STAND, SIT):
        tell(Cue(text, SETTLE_S))
        await _collect(blocks, SETTLE_S)
        tell(Cue(HOLD, POSE_S))
        held.append(await _collect(blocks, POSE_S))
    return learn_mounting(*held)


async def _collect(blocks: AsyncGenerator[SampleBlock], seconds: float) -> Floats:
    """The samples of the next seconds, counted in samples: a wearable that pauses is waited for."""
    parts = []
    held_s = 0.0
    async for block in blocks:
        parts.append(block.xyz_g)
        held_s += len(block.xyz_g) / block.sample_rate_hz
        if held_s >= seconds:
            return np.concatenate(parts, dtype=np.float64)
    raise WearableError("the wearable went away during the pose: bring it near and begin again")


async def _blocks(arrivals: AsyncGenerator[Arrival]) -> AsyncGenerator[SampleBlock]:
    assembler = SampleAssembler()
    async for arrival in arrivals:
        for made in assembler.feed(arrival):
            if isinstance(made, SampleBlock):
                yield made
