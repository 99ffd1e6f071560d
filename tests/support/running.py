"""A sitmon that runs within this process, at its socket and with its journal, for the commands that speak to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC

from monitor.coaching.inputs import UserAction
from monitor.edges.control import serve
from monitor.edges.journal import Input, Journal, JournalWriter
from monitor.edges.link.machine import LinkHealth, LinkState
from monitor.running.answers import answer
from monitor.running.daemon import Daemon
from tests.support.commands import Commands, Said
from tests.support.feeds import Screen, StillClock, arrivals, pipeline


class Link:
    """What a command may ask of the link."""

    state = LinkState.STREAMING
    address = "C4:11:22:33:44:55"
    health = LinkHealth(
        LinkState.STREAMING, 60.0, "it was lost", "sitmon profile", "C4:11:22:33:44:55", 0.5, 2, dropped=0, flooded=0
    )


class Written:
    """What a recording would keep."""

    def __init__(self) -> None:
        self.items: list[object] = []

    def write(self, item: object) -> None:
        """Keep it."""
        self.items.append(item)


def said_to(daemon: Daemon) -> list[UserAction]:
    """What people said to it."""
    assert isinstance(daemon.recording, Written)
    return [item for item in daemon.recording.items if isinstance(item, UserAction)]


@asynccontextmanager
async def running(sitmon: Commands, script: str = "sit:101s", first: int | None = None) -> AsyncIterator[Daemon]:
    """A daemon that has seen some sitting, listening at its socket and in its journal, as `sitmon run` does."""
    seen = arrivals(script)[:first]
    clock, soon = StillClock(seen[-1].time_s + 0.5), asyncio.get_running_loop().call_soon_threadsafe
    path, last = sitmon.store / "journal.sqlite", 0
    if path.exists():
        with Journal(path, read_only=True) as before:
            last = before.last_input()

    def heard(number: int, item: Input) -> None:
        soon(daemon.hear, number, item)

    with JournalWriter(path, clock.now_s, hear_after=last, heard=heard) as journal:
        daemon = Daemon(pipeline(), clock, UTC, Screen(), journal, Written())
        for arrival in seen:
            daemon._room = asyncio.Semaphore(10)
            daemon._take(arrival)

        async def hear() -> None:
            while (said := await daemon._queue.get()) is not None:
                daemon._take(said)

        hearing = asyncio.create_task(hear())
        async with serve(sitmon.store / "control.sock", lambda request: answer(request, daemon, Link())):  # type: ignore[arg-type]
            yield daemon
        hearing.cancel()


async def call(sitmon: Commands, *words: str) -> Said:
    """Call a command while the daemon serves."""
    return await asyncio.to_thread(sitmon, *words)
