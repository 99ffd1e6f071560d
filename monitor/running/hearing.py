"""How what people say comes to the coach: it is kept first and heard second.

    said to this process      kept by its journal, then heard, in the order of saying
    said to another one       kept by that one, noticed here, heard under its number

If the journal cannot keep it at once it is heard all the same, and told as not kept: a red flag waits for no disk.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final, NamedTuple

from monitor.coaching.inputs import ContextChange, UserAction
from monitor.edges.journal import HeardEntry, InputEntry, JournalWriter
from monitor.pipeline import Event
from monitor.records import utc_offset_s

KEPT_WITHIN_S: Final = 1.0
"""So long the journal has to keep what was said before it is heard all the same (product default)."""

ANSWERED_WITHIN_S: Final = 1.5
"""So long after it was said it is told whether it is kept (product default): the commands wait two seconds."""

SAME_CLOCK_S: Final = 60.0
"""What another process stamped by more than this off our time, it stamped by another clock (product default)."""

MOST_HEARD: Final = 64
"""So many of the last inputs that other processes kept are remembered with what came of them."""

Said = UserAction | ContextChange


class Heeded(NamedTuple):
    """What became of what was said.

    Attributes:
        events: what it brought about.
        not_kept: why the journal does not hold it yet, in one line; empty if it does.
    """

    events: list[Event]
    not_kept: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something said, in line to be fed.

    Attributes:
        item: that.
        follows: is given what it brings about.
        note: tells the journal that it was heard, if another process kept it.
    """

    item: Said
    follows: asyncio.Future[list[Event]]
    note: HeardEntry | None = None


class Hearing:
    """Brings what is said into line; lives in one event loop.

    Attributes:
        on_the_way: how much is said and not in line yet.

    Args:
        journal: keeps; None keeps nothing.
        zone: the time zone of the person.
        put: puts something heard at the end of the line.
    """

    def __init__(self, journal: JournalWriter | None, zone: tzinfo, put: Callable[[Heard], None]) -> None:
        self.on_the_way = 0
        self._journal = journal
        self._zone = zone
        self._put = put
        self._heard: dict[int, asyncio.Future[list[Event]]] = {}
        self._tasks: set[asyncio.Task[Heeded]] = set()

    def take(self, item: Said) -> asyncio.Task[Heeded]:
        """Keep it, then have it heard; gives what it brought about, and whether it is kept."""
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[int] | None = None
        if self._journal is not None:
            entry = InputEntry(item, utc_offset_s(item.time_s, self._zone))
            kept = asyncio.wrap_future(self._journal.keep(entry), loop=loop)
            kept.add_done_callback(lambda done: done.cancelled() or done.exception())  # told below, if to anybody
        self.on_the_way += 1
        heeding = loop.create_task(self._heed(Heard(item, loop.create_future()), kept))
        self._tasks.add(heeding)
        heeding.add_done_callback(self._tasks.discard)
        return heeding

    def hear(self, number: int, item: Said, now_s: float) -> None:
        """Have heard what another process kept, under its number; at `now_s`, if that one went by another clock."""
        is_ours = abs(item.time_s - now_s) <= SAME_CLOCK_S
        note = HeardEntry(number, None if is_ours else now_s)
        self._put(Heard(item if is_ours else replace(item, time_s=now_s), self._follows(number), note))

    async def heard(self, number: int) -> list[Event]:
        """Give what came of the input with that number, once it was heard."""
        if self._journal is not None:
            self._journal.look()
        return await asyncio.shield(self._follows(number))

    async def _heed(self, heard: Heard, kept: asyncio.Future[int] | None) -> Heeded:
        try:
            if kept is not None:
                await asyncio.wait({kept}, timeout=KEPT_WITHIN_S)
        finally:
            self.on_the_way -= 1
            self._put(heard)
        events = await heard.follows
        if kept is None or self._journal is None:
            return Heeded(events)
        await asyncio.wait({kept}, timeout=ANSWERED_WITHIN_S - KEPT_WITHIN_S)
        if kept.done():
            error = kept.exception()
            return Heeded(events, "" if error is None else str(error))
        trouble = self._journal.trouble
        return Heeded(events, "the journal takes long to write" if trouble is None else trouble.reason)

    def _follows(self, number: int) -> asyncio.Future[list[Event]]:
        """What is given the events of the input with that number; the last few are remembered."""
        if number not in self._heard:
            self._heard[number] = asyncio.get_running_loop().create_future()
            for old in sorted(self._heard)[:-MOST_HEARD]:
                del self._heard[old]
        return self._heard[number]
