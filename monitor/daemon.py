"""The loop that runs all day: what comes in is kept and fed, what comes out is kept and shown.

Everything that is fed passes through one queue, in the order in which it came, so that the recording holds exactly
what the pipeline was fed with.  Nothing that fails to be kept or shown ever stops the watching.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final, Protocol

from firmware_protocol import BATTERY_LEVEL_UUID, ProtocolError, decode_battery_level
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Reply
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.trend import Judgement
from monitor.edges.link.incidents import Incidents, LinkNotice
from monitor.edges.link.machine import LinkHealth
from monitor.errors import MonitorError
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Pipeline
from monitor.posture.labels import NON_WEAR_S, Posture, PostureEpoch, Relabel
from monitor.posture.mounting import Change, Mounting, MountingChange
from monitor.records import Record, event_time_s, record_of, utc_offset_s
from monitor.texts import ENGLISH, Text, Tongue

QUEUE_ARRIVALS: Final = 1024
"""Arrivals that wait while one is worked on; beyond it the radio's own mailbox fills, and counts what it drops.  What
people say always finds room."""

REJECTED_EVERY_S: Final = 60.0
"""Rejected arrivals are journalled at most so often, with their number: a hostile wearable must not fill the disk."""

MIND_S: Final = 5.0
"""How often it is looked after how long nothing came (product default)."""

STRAP_NOTICES: Final = {
    Change.TURNED: (
        Text("The strap sits otherwise than before"),
        Text("It is learned anew from your walking. For certainty: sitmon setup --pose."),
    ),
    Change.SLIPPED: (
        Text("The strap has slipped"),
        Text("It is corrected from your walking. Tighten it, and do the guided pose: sitmon setup --pose."),
    ),
}
"""What the user is told when walking shows that the wearable no longer sits as it did: title and body."""

Said = UserAction | ContextChange
Told = Recommendation | SafetyNotice | Judgement | Reply | LinkNotice


@dataclass(frozen=True, slots=True)
class Turn:
    """Waits in line like all that is fed: when it is taken, the loop is known to turn.

    Attributes:
        told: is told so.
    """

    told: Callable[[], None]


class Clock(Protocol):
    """UTC that never steps."""

    def now_s(self) -> float:
        """UTC in POSIX seconds."""


class Keeps(Protocol):
    """Where events are kept: the journal."""

    def write(self, kind: str, time_s: float, utc_offset_s: int, body: Record) -> None:
        """Keep one event."""

    def write_input(self, item: Said, utc_offset_s: int) -> None:
        """Keep what the person or the desktop said."""

    def add_seconds(self, posture: Posture, start_s: float, utc_offset_s: int) -> None:
        """Count one second of a posture."""

    def relabel(self, epochs: Iterable[PostureEpoch], posture: Posture) -> None:
        """Count seconds that were counted before as another posture instead."""


class Records(Protocol):
    """Where inputs are kept: a recording."""

    def write(self, item: Arrival | Said) -> None:
        """Keep one input."""


class Shows(Protocol):
    """What shows things to the person."""

    async def show(self, shown: Told) -> tuple[bool, str]:
        """Show it, somehow; whether it was shown, and by which way or why not; never raises."""


@dataclass(slots=True)
class Daemon:
    """One run of the watching.

    Attributes:
        pipeline: decides.
        clock: stamps what people say.
        zone: the time zone of the person.
        shows: tells the person.
        journal, recording: keep; None keeps nothing.
        watch: is told of every event, such as a live view.
        complain: is told, in one line, what could not be kept; once for each kind of trouble.
        keep_mounting: is given how the wearable sits whenever that is found out anew; may raise a MonitorError.
        tongue: what the person is told is said in.
    """

    pipeline: Pipeline
    clock: Clock
    zone: tzinfo
    shows: Shows
    journal: Keeps | None = None
    recording: Records | None = None
    watch: Callable[[Event], None] = lambda _: None
    complain: Callable[[str], None] = lambda _: None
    keep_mounting: Callable[[Mounting], None] = lambda _: None
    tongue: Tongue = ENGLISH
    posture: PostureEpoch | None = None
    battery_percent: int | None = None
    last_arrival_s: float | None = None
    rejected: int = 0
    _recent: deque[PostureEpoch] = field(default_factory=lambda: deque(maxlen=NON_WEAR_S))
    _queue: asyncio.Queue[Arrival | Said | Turn | None] = field(default_factory=asyncio.Queue)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(QUEUE_ARRIVALS))
    _asked: deque[tuple[UserAction, asyncio.Future[list[Event]]]] = field(default_factory=deque)
    _complaints: set[str] = field(default_factory=set)
    _rejected_kept_s: float = float("-inf")
    _showing: set[asyncio.Task[None]] = field(default_factory=set)

    def say(self, action: Action, detail: str = "") -> asyncio.Future[list[Event]]:
        """Take what the user says, now; gives what it brought about, once it was fed."""
        said = UserAction(self.clock.now_s(), action, detail)
        follows: asyncio.Future[list[Event]] = asyncio.get_running_loop().create_future()
        self._asked.append((said, follows))
        self._queue.put_nowait(said)
        return follows

    def change(self, context: Context, *, active: bool) -> None:
        """Take that a context begins or ends, now."""
        self._queue.put_nowait(ContextChange(self.clock.now_s(), context, active))

    def note_link(self, state: str, reason: str) -> None:
        """Keep a change of the link's state, now."""
        if self.journal is not None:
            time_s = self.clock.now_s()
            body: Record = {"state": state, "reason": reason}
            self._keep(self.journal.write, "link", time_s, utc_offset_s(time_s, self.zone), body)

    async def mind(self, health: Callable[[], LinkHealth], name: str) -> None:
        """Tell the user once when `name`, the wearable, has long been silent, and once when it is back."""
        incidents = Incidents(name, self.tongue)
        while True:
            await asyncio.sleep(MIND_S)
            link, may_speak = health(), not self.pipeline.coach.is_held_back(self.clock.now_s())
            notice = incidents.feed(link.silent_s, link.state, self.battery_percent, may_speak=may_speak)
            if notice is not None:
                self._show(notice)

    async def pulse(self, turned: Callable[[], None], every_s: float) -> None:
        """Have the loop that works say every so often that it turns; with a wearable that is silent as well."""
        while True:
            self._queue.put_nowait(Turn(turned))
            await asyncio.sleep(every_s)

    async def run(self, source: AsyncGenerator[Arrival]) -> None:
        """Work until the source ends or this task is cancelled; what was open is then closed and kept.

        Raises:
            MonitorError: what the source raises, such as a wearable that is not found.
        """
        reader = asyncio.create_task(self._read(source))
        try:
            while (item := await self._queue.get()) is not None:
                self._take(item)
            await reader
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            self._take_the_rest()
            await asyncio.gather(*self._showing, return_exceptions=True)
            self._take_the_rest()  # that it was shown
            self._tell(self.pipeline.finish())
            await asyncio.gather(*self._showing, return_exceptions=True)

    def _take_the_rest(self) -> None:
        while not self._queue.empty():
            if (item := self._queue.get_nowait()) is not None:
                self._take(item)

    async def _read(self, source: AsyncGenerator[Arrival]) -> None:
        try:
            async with aclosing(source):
                async for arrival in source:
                    await self._room.acquire()
                    self._queue.put_nowait(arrival)
        finally:
            self._queue.put_nowait(None)

    def _take(self, item: Arrival | Said | Turn) -> None:
        if isinstance(item, Turn):
            item.told()
            return
        if self.recording is not None:
            self._keep(self.recording.write, item)
        if isinstance(item, Arrival):
            self._room.release()
            self._note(item)
        elif self.journal is not None:
            self._keep(self.journal.write_input, item, utc_offset_s(item.time_s, self.zone))
        events = self.pipeline.feed(item)
        self._tell(events, unasked=not isinstance(item, UserAction))
        if self._asked and self._asked[0][0] is item:
            _, follows = self._asked.popleft()
            if not follows.done():
                follows.set_result(events)

    def _note(self, arrival: Arrival) -> None:
        self.last_arrival_s = arrival.time_s
        if arrival.characteristic == BATTERY_LEVEL_UUID:
            try:
                self.battery_percent = decode_battery_level(arrival.payload)
            except ProtocolError:
                self.battery_percent = None

    def _tell(self, events: list[Event], *, unasked: bool = True) -> None:
        """Show and keep what happened; an exercise that the person began needs no notice that it is time."""
        for event in events:
            match event:
                case PostureEpoch():
                    self.posture = event
                case Rejected():
                    self.rejected += 1
                case Recommendation() if unasked:
                    self._show(event)
                case SafetyNotice() | Judgement():
                    self._show(event)
                case MountingChange():
                    self._mounted(event)
                case Reply(granted=False, action=Action.SNOOZE | Action.SKIP):
                    self._show(event)
            self._journalise(event)
            self.watch(event)

    def _mounted(self, event: MountingChange) -> None:
        """Keep it for the next run; tell the user if the strap does not sit as it did, but not in quiet hours."""
        self._keep(self.keep_mounting, event.mounting)
        notice = STRAP_NOTICES.get(event.change)
        if notice is not None and not self.pipeline.coach.is_held_back(self.clock.now_s()):
            self._show(LinkNotice(*map(self.tongue, notice)))

    def _show(self, shown: Told) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(shown))
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)

    async def _deliver(self, shown: Told) -> None:
        delivered, how = await self.shows.show(shown)
        if isinstance(shown, Recommendation):
            self.say(Action.DELIVERED if delivered else Action.NOT_DELIVERED, how)

    def _journalise(self, event: Event) -> None:
        if self.journal is None:
            return
        time_s = event_time_s(event)
        offset_s = utc_offset_s(time_s, self.zone)
        if isinstance(event, PostureEpoch):
            self._recent.append(event)
            self._keep(self.journal.add_seconds, event.posture, time_s, offset_s)
            return
        if isinstance(event, Relabel):
            told = [epoch for epoch in self._recent if epoch.start_s >= event.start_s]
            self._keep(self.journal.relabel, told, event.posture)
        record = record_of(event, self.zone)
        if isinstance(event, Rejected):
            if time_s - self._rejected_kept_s < REJECTED_EVERY_S:
                return
            self._rejected_kept_s = time_s
            record["so_far"] = self.rejected
        body = {key: value for key, value in record.items() if key not in ("event", "time")}
        self._keep(self.journal.write, str(record["event"]), time_s, offset_s, body)

    def _keep(self, write: Callable[..., None], *args: object) -> None:
        """Write, or complain once for each kind of trouble and go on watching."""
        try:
            write(*args)
        except MonitorError as error:
            if (line := str(error)) not in self._complaints:
                self._complaints.add(line)
                self.complain(line)
