"""The daemon that `benchmarks.desktop` watches from outside; it loads what `sitmon run` loads, and nothing else."""
# ruff: noqa: E402  what is left out must be left out first

from monitor.cli.no_openssl import leave_out_openssl

leave_out_openssl()

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import monitor.cli.run  # noqa: F401  all that `sitmon run` loads
from monitor.assembly import Shower, pipeline_for, words_for
from monitor.edges.desktop import Desktop
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import JournalWriter
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.presence import sources_of, watch
from monitor.edges.recordings import read_recording
from monitor.edges.settings import Settings
from monitor.motion.arrivals import Arrival
from monitor.page.views import PageOnDemand, PageViews
from monitor.posture.mounting import X_AXIS
from monitor.running.daemon import Daemon


async def live(folder: Path, storage: Path, *, page: bool) -> None:
    """The daemon, given a recording's packets as they came, until it is killed; writes the page's address."""
    clock, settings = HostClock(), Settings()
    shower = Shower(Desktop(lambda _answer: None), words_for(settings))
    daemon = Daemon(pipeline_for(settings, X_AXIS, []), clock, settings.zone, shower)
    link = WearableLink(None, None, clock=clock)
    path = storage / "journal.sqlite"
    async with AsyncExitStack() as stack:
        daemon.journal = stack.enter_context(JournalWriter(path, clock.now_s))
        on_demand = PageOnDemand(PageViews(daemon, link, settings, path, storage / "sitmon.toml"), stack, storage)
        sys.stdout.write(f"{await on_demand.open(0) if page else 'begun'}\n")
        sys.stdout.flush()
        looking = asyncio.create_task(watch(sources_of(settings.presence.sources), daemon.change))
        stack.callback(looking.cancel)
        await daemon.run(paced(folder))


async def paced(folder: Path) -> AsyncGenerator[Arrival]:
    """A recording's arrivals as if they came now."""
    later_s = None
    for item in read_recording(folder):
        if isinstance(item, Arrival):
            later_s = time.time() - item.time_s if later_s is None else later_s
            await asyncio.sleep(max(0.0, item.time_s + later_s - time.time()))
            yield Arrival(item.time_s + later_s, item.characteristic, item.payload)


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), Path(sys.argv[2]), page="--page" in sys.argv))
