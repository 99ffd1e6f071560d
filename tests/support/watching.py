"""A process that watches a virtual wearable into a folder until it is killed: `python -m tests.support.watching DIR N`.

N is which start this is: each takes up some hours after the one before.  It tells on standard output, line by line,
what it has kept: `recording COUNT` and `journal COUNT` after each write, `repaired LINE` at the start.
"""

import asyncio
import sys
from datetime import UTC
from itertools import count
from pathlib import Path

from monitor.coaching.inputs import ContextChange, UserAction
from monitor.coaching.profile import Side
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import Journal
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import RecordingWriter
from monitor.motion.arrivals import Arrival
from monitor.posture.labels import Posture
from monitor.records import Record
from monitor.running.daemon import Daemon
from monitor.simulation.body import simulate_motion
from monitor.simulation.device import packets_of, simulated_capabilities
from monitor.simulation.script import parse_script
from monitor.simulation.virtual_wearable import VirtualWearable, virtual_air
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
    """A journal that tells of each event when it is written."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._count = count(1)
        self.write_input = journal.write_input

    def write(self, kind: str, time_s: float, utc_offset_s: int, body: Record) -> None:
        """Write, then tell."""
        self._journal.write(kind, time_s, utc_offset_s, body)
        tell(f"journal {next(self._count)}")

    def add_seconds(self, posture: Posture, start_s: float, utc_offset_s: int) -> None:
        """Count a second; of these the last may be lost."""
        self._journal.add_seconds(posture, start_s, utc_offset_s)


async def watch(folder: Path, number: int) -> None:
    """Watch into `folder`."""
    motion = simulate_motion(parse_script(SCRIPT), leg=Side.LEFT, seed=number, sample_rate_hz=12.5)
    capabilities = simulated_capabilities(number, motion.sensor)
    clock = HostClock(scale=TIME_SCALE, start_s=START_S + number * BETWEEN_STARTS_S)
    with Journal(folder / "journal.sqlite") as journal, RecordingWriter(folder / "recording", ABOUT) as writer:
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
