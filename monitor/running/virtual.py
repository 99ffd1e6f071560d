"""`sitmon run --virtual`: the virtual wearable in place of a radio, to try everything before buying one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from monitor.coaching.profile import Side
from monitor.edges.files import make_folder, write_file
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import Journal
from monitor.edges.radio import Backends
from monitor.edges.settings import Settings
from monitor.errors import MonitorError, UsageError, to_install

MARK: Final = "virtual.txt"
"""Says of a storage folder that what lies in it was simulated."""

TOLD: Final = "What lies in this folder was simulated by `sitmon run --virtual`; no body did any of it.\n"
LARGEST_SPEED: Final = 200.0
"""Times as fast as life; above it the radio library is no longer fast enough (product default)."""

SAMPLES_PER_PACKET: Final = 38
TEN: Final = time(10)


@dataclass(frozen=True, slots=True)
class Environment:
    """The world around the watching.

    Attributes:
        clock: UTC.
        backends: of the radio library; None for the real radio.
        ended: set when there will be no more.
    """

    clock: HostClock
    backends: Backends | None = None
    ended: asyncio.Event | None = None


class WearableTime(HostClock):
    """The computer's time as the wearable's: sped up alike, and however late this machine is, never ahead of it.

    Attributes:
        elapsed_s: the wearable's time, in seconds; set by whoever has the wearable.

    Args:
        start_s: what it shows at the wearable's first second, UTC in POSIX seconds.
    """

    def __init__(self, start_s: float) -> None:
        super().__init__(start_s=start_s)
        self._began_at_s = start_s
        self.elapsed_s: Callable[[], float] = float

    def now_s(self) -> float:
        """UTC in POSIX seconds of the simulated life."""
        return self._began_at_s + self.elapsed_s()


def claim_folder(folder: Path, *, virtual: bool) -> None:
    """Keep what was simulated and what a body did apart, each in a folder of its own.

    Raises:
        UsageError: the folder is the other's.
    """
    marked, journal = (folder / MARK).exists(), folder / "journal.sqlite"
    if virtual and not marked and journal.exists() and _has_seen(journal):
        raise UsageError(
            f"{folder} holds what a real body did: set another [storage] folder, in a settings file that --config names"
        )
    if marked and not virtual:
        raise UsageError(f"{folder} holds what was simulated: set another [storage] folder for your own days")
    if virtual and not marked:
        make_folder(folder)
        write_file(folder / MARK, TOLD)


def _has_seen(path: Path) -> bool:
    """Whether a wearable was ever seen; answers alone, as of the intake, are nobody's day."""
    with Journal(path, read_only=True) as journal:
        return journal.last() is not None


def begin_s(now_s: float, length_s: float, settings: Settings, after_s: float | None) -> float:
    """When a simulated life begins, UTC in POSIX seconds: so that it ends now, or after what there is.

    If it ended in hours in which nothing is said, it begins at ten on the last day on which ten is not such an hour, or
    right after what there is, so that it can be tried at night as well.
    """
    hours, now = settings.nudges.hours, datetime.fromtimestamp(now_s, settings.zone)
    least_s = float("-inf") if after_s is None else after_s + 1.0
    if hours.closed_by(now) is not None:
        tens = [datetime.combine(now.date() - timedelta(days=ago), TEN, settings.zone) for ago in range(8)]
        next_ = [] if after_s is None else [datetime.fromtimestamp(least_s, settings.zone)]
        for begin in (*tens, *next_):
            if least_s <= begin.timestamp() <= now_s - length_s and hours.closed_by(begin) is None:
                return begin.timestamp()
    return max(now_s - length_s, least_s)


@asynccontextmanager
async def virtual_around(
    script: str, speed: float, settings: Settings, after_s: float | None
) -> AsyncIterator[Environment]:
    """A simulated person whose wearable is in the air, on the leg that the settings name.

    Args:
        script: what the person does, as `sitmon simulate` takes it.
        speed: times as fast as life.
        settings: name the leg.
        after_s: when what was simulated before ended, UTC in POSIX seconds; None if nothing was.

    Raises:
        UsageError: the script or the speed cannot be.
        MonitorError: the extra package is missing.
    """
    if find_spec("bumble") is None:
        raise MonitorError(f"the virtual wearable needs one more package: {to_install('demo')}")
    from monitor.simulation.air import virtual_air
    from monitor.simulation.body import simulate_motion
    from monitor.simulation.device import packets_of, simulated_capabilities
    from monitor.simulation.script import duration_s, parse_script
    from monitor.simulation.virtual_wearable import VirtualWearable

    if not 1.0 <= speed <= LARGEST_SPEED:
        raise UsageError(f"--speed {speed:g} should be from 1 to {LARGEST_SPEED:g}")
    steps = parse_script(script)
    clock = WearableTime(begin_s(HostClock().now_s(), duration_s(steps), settings, after_s))
    motion = simulate_motion(steps, leg=settings.wearable.leg or Side.LEFT, seed=1)
    capabilities = simulated_capabilities(1, motion.sensor)
    packets = packets_of(motion, capabilities=capabilities, samples_per_packet=SAMPLES_PER_PACKET)
    async with virtual_air() as air:
        wearable = VirtualWearable(air.link, packets, capabilities=capabilities, time_scale=speed)
        await air.add(wearable)
        clock.elapsed_s = lambda: wearable.due_s
        yield Environment(clock, air.backends, wearable.exhausted)
