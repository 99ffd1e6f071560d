"""A process that watches a virtual wearable into a folder until it is killed: `python -m tests.support.watching DIR N`.

N is which start this is: each takes up some hours after the one before.  It tells on standard output, line by line,
what it has kept: `recording COUNT` and `journal NUMBER` after each write, `repaired LINE` at the start.
"""

import asyncio
import sys
from concurrent.futures import Future
from datetime import UTC
from itertools import count
from pathlib import Path

from monitor.coaching.inputs import ContextChange, UserAction
from monitor.coaching.profile import Side
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import Entry, EventEntry, JournalWriter, Trouble
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import RecordingWriter
from monitor.motion.arrivals import Arrival
from monitor.running.daemon import Daemon
from monitor.simulation.air import virtual_air
from monitor.simulation.body import simulate_motion
from monitor.simulation.device import packets_of, simulated_capabilities
from monitor.simulation.script import parse_script
from monitor.simulation.virtual_wearable import VirtualWearable
from tests.support.feeds import START_S, Screen, pipeline
from tests.support.recordings import ABOUT

SCRIPT = " ".join(["sit:125s walk:15s"] * 10)
TIME_SCALE = 240.0
BETWEEN_STARTS_S = 7200.0


def tell(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class TellingRecording:
    """A recording that tells of each arrival when it is written."""

    def __init__(self, writer: RecordingWriter) -> None:
        self._writer = writer
        self._count = count(1)

    def write(self, item: Arrival | UserAction | ContextChange) -> None:
        """Write, then tell of an arrival."""
        self._writer.write(item)
        if isinstance(item, Arrival):
            tell(f"recording {next(self._count)}")


class TellingJournal:
    """The journal's writer, that tells of each event when it is on the disk."""

    def __init__(self, writer: JournalWriter) -> None:
        self._writer = writer
        self.look = writer.look

    @property
    def trouble(self) -> Trouble | None:
        """That of the writer."""
        return self._writer.trouble

    def keep(self, entry: Entry) -> Future[int]:
        """Have it written, then tell of an event."""
        kept = self._writer.keep(entry)
        if isinstance(entry, EventEntry):
            kept.add_done_callback(lambda done: tell(f"journal {done.result()}"))
        return kept


async def watch(folder: Path, number: int) -> None:
    """Watch into `folder`."""
    motion = simulate_motion(parse_script(SCRIPT), leg=Side.LEFT, seed=number, sample_rate_hz=12.5)
    capabilities = simulated_capabilities(number, motion.sensor)
    clock = HostClock(scale=TIME_SCALE, start_s=START_S + number * BETWEEN_STARTS_S)
    path = folder / "journal.sqlite"
    with JournalWriter(path, clock.now_s) as journal, RecordingWriter(folder / "recording", ABOUT) as writer:
        if writer.repaired is not None:
            tell(f"repaired {writer.repaired.line_number}")
        async with virtual_air() as air:
            packets = packets_of(motion, capabilities=capabilities)
            await air.add(VirtualWearable(air.link, packets, capabilities=capabilities, time_scale=TIME_SCALE))
            link = WearableLink(None, None, clock=clock, backend=air.backends, sample_rate_hz=12.5)
            daemon = Daemon(
                pipeline(), clock, UTC, Screen(), journal=TellingJournal(journal), recording=TellingRecording(writer)
            )
            await daemon.run(link.arrivals())


if __name__ == "__main__":
    asyncio.run(watch(Path(sys.argv[1]), int(sys.argv[2])))
