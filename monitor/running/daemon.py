"""The loop that runs all day: what comes in is kept and fed, what comes out is kept and shown.

Everything that is fed passes through one queue, in the order in which it came, so that the recording holds exactly
what the pipeline was fed with.  Nothing that fails to be kept or shown ever stops the watching.

A stop is nothing but a gap that begins: what is open stays open, and the next run goes on with it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final, Protocol

from firmware_protocol import BATTERY_LEVEL_UUID, ProtocolError, decode_battery_level
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Reply
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.coaching.trend import Judgement
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import EventEntry, JournalWriter, RelabelEntry, SecondsEntry, Trouble
from monitor.edges.link.incidents import Incidents, LinkNotice
from monitor.edges.link.machine import LinkHealth
from monitor.edges.recordings import RecordingWriter
from monitor.errors import MonitorError
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Pipeline
from monitor.posture.labels import NON_WEAR_S, PostureEpoch, Relabel
from monitor.posture.mounting import Change, Mounting, MountingChange
from monitor.records import body_of, event_time_s, kind_of, utc_offset_s
from monitor.running.hearing import Heard, Hearing, Heeded, Said
from monitor.texts import ENGLISH, Text, Translator

QUEUE_ARRIVALS: Final = 1024
"""Arrivals that wait while one is worked on; beyond it the radio's own mailbox fills, and counts what it drops.  What
people say always finds room."""

REJECTED_EVERY_S: Final = 60.0
"""Rejected arrivals are journalled at most so often, with their number: a hostile wearable must not fill the disk."""

LOOK_S: Final = 5.0
"""How often it is looked after how long nothing came (product default)."""

NOT_KEPT_S: Final = 30.0
"""After so long without a journal the person is told, once (product default)."""

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

Turned = Callable[[], None]
"""Waits in line like all that is fed: when it is called, the loop is known to turn."""

Told = Recommendation | SafetyNotice | Judgement | Reply | LinkNotice

NOT_KEPT: Final = Text("Not kept since {clock}: {reason}")
"""That the journal is not written, as a state."""

NOT_KEPT_LONG: Final = Text("What you say and do is not kept"), Text("sitmon goes on, and tries again. {reason}")
"""What the person is told when the journal has not been written for long: title and body."""


class Notifier(Protocol):
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
        tr: what the person is told is said in.
        finishes: what is open is closed at the end, as where a recording ends.
        may_feed: cleared, it lets what comes wait in line.
        followed_s: when what was recommended last was followed, UTC in POSIX seconds: the break taken, or it was done.
    """

    pipeline: Pipeline
    clock: HostClock
    zone: tzinfo
    shows: Notifier
    journal: JournalWriter | None = None
    recording: RecordingWriter | None = None
    watch: Callable[[Event], None] = lambda _: None
    complain: Callable[[str], None] = lambda _: None
    keep_mounting: Callable[[Mounting], None] = lambda _: None
    tr: Translator = ENGLISH
    finishes: bool = False
    battery_percent: int | None = None
    last_arrival_s: float | None = None
    rejected: int = 0
    followed_s: float = float("-inf")
    may_feed: asyncio.Event = field(default_factory=asyncio.Event)
    _recent: deque[PostureEpoch] = field(default_factory=lambda: deque(maxlen=NON_WEAR_S))
    _queue: asyncio.Queue[Arrival | Heard | Turned | None] = field(default_factory=asyncio.Queue)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(QUEUE_ARRIVALS))
    _told_not_kept: bool = False
    _hearing: Hearing = field(init=False)
    _complaints: set[str] = field(default_factory=set)
    _rejected_kept_s: float = float("-inf")
    _showing: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.may_feed.set()
        self._hearing = Hearing(self.journal, self.zone, self._queue.put_nowait)

    def remember(self, past: Sequence[object]) -> None:
        """Take the last seconds before now, in place of those known: they may turn out not to have been worn."""
        self._recent.clear()
        self._recent.extend(item for item in past if isinstance(item, PostureEpoch))
        for item in past:
            self._note_followed(item)

    def _note_followed(self, event: object) -> None:
        match event:
            case Outcome(result=Result.VERIFIED | Result.CLAIMED):
                self.followed_s = event.time_s
            case PracticeOutcome(is_done=True):
                said = self.pipeline.coach.recommended
                if said is not None and said.exercise == event.exercise:
                    self.followed_s = event.time_s

    @property
    def trouble(self) -> Trouble | None:
        """Since when and why the journal is not kept; None if it is."""
        return None if self.journal is None else self.journal.trouble

    def say(self, action: Action, detail: str = "") -> asyncio.Task[Heeded]:
        """Take what the user says, now; gives what it brought about, and whether it is kept.

        Raises:
            ValueError: the detail is none of this action.
        """
        return self._hearing.take(UserAction(self.clock.now_s(), action, detail))

    def change(self, context: Context, *, active: bool) -> asyncio.Task[Heeded]:
        """Take that a context begins or ends, now."""
        return self._hearing.take(ContextChange(self.clock.now_s(), context, active))

    def hear(self, number: int, item: Said) -> None:
        """Take what another process kept in the journal, under its number there."""
        self._hearing.hear(number, item, self.clock.now_s())

    async def heard(self, number: int) -> list[Event]:
        """Give what came of the input with that number, once it was heard."""
        return await self._hearing.heard(number)

    def note_link(self, state: str, reason: str) -> None:
        """Keep a change of the link's state, now."""
        if self.journal is not None:
            time_s = self.clock.now_s()
            body = {"state": state, "reason": reason}
            self.journal.keep(EventEntry("link", time_s, utc_offset_s(time_s, self.zone), body))

    def note_trouble(self, trouble: Trouble | None) -> None:
        """Say in a line that the journal is not kept, or that it is again."""
        if trouble is not None:
            self.complain(f"not kept: {trouble.reason}")
            return
        self._told_not_kept = False
        self.complain("the journal is kept again, with all that had waited")

    async def watch_silence(self, health: Callable[[], LinkHealth], name: str) -> None:
        """Tell the user once when `name`, the wearable, has long been silent, and once when it is back."""
        incidents = Incidents(name, self.tr)
        while True:
            await asyncio.sleep(LOOK_S)
            link, may_speak = health(), not self.pipeline.coach.is_held_back(self.clock.now_s())
            notice = incidents.feed(link.silent_s, link.state, self.battery_percent, may_speak=may_speak)
            if notice is not None:
                self._show(notice)
            self._tell_not_kept()

    def _tell_not_kept(self) -> None:
        trouble = self.trouble
        if trouble is None or self._told_not_kept or self.clock.now_s() - trouble.since_s < NOT_KEPT_S:
            return
        self._told_not_kept = True
        title, body = NOT_KEPT_LONG
        self._show(LinkNotice(self.tr(title), self.tr(body, reason=trouble.reason)))

    async def watchdog_ticks(self, turned: Turned, every_s: float) -> None:
        """Have the loop that works say every so often that it turns; with a wearable that is silent as well."""
        while True:
            self._queue.put_nowait(turned)
            await asyncio.sleep(every_s)

    async def run(self, source: AsyncGenerator[Arrival]) -> None:
        """Work until the source ends or this task is cancelled.

        Raises:
            MonitorError: what the source raises, such as a wearable that is not found.
        """
        self._tell(self.pipeline.catch_up(self.clock.now_s()))
        reader = asyncio.create_task(self._read(source))
        try:
            while (item := await self._queue.get()) is not None:
                try:
                    await self.may_feed.wait()
                finally:  # also where it is the end that comes
                    self._take(item)
            await reader
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            await self._take_the_rest()
            await asyncio.gather(*self._showing, return_exceptions=True)
            await self._take_the_rest()  # that it was shown
            self._tell(self.pipeline.finish() if self.finishes else self.pipeline.pause())
            await asyncio.gather(*self._showing, return_exceptions=True)

    async def _take_the_rest(self) -> None:
        """Take what is in line, and what is still on its way there."""
        while self._hearing.on_the_way or not self._queue.empty():
            while not self._queue.empty():
                if (item := self._queue.get_nowait()) is not None:
                    self._take(item)
            await asyncio.sleep(0.01 if self._hearing.on_the_way else 0.0)

    async def _read(self, source: AsyncGenerator[Arrival]) -> None:
        try:
            async with aclosing(source):
                async for arrival in source:
                    await self._room.acquire()
                    self._queue.put_nowait(arrival)
        finally:
            self._queue.put_nowait(None)

    def _take(self, item: Arrival | Heard | Turned) -> None:
        match item:
            case Arrival():
                self._room.release()
                self._note(item)
                self._feed(item)
            case Heard():
                if item.note is not None and self.journal is not None:
                    self.journal.keep(item.note)
                events = self._feed(item.item)
                if not item.follows.done():
                    item.follows.set_result(events)
            case _:
                item()

    def _feed(self, item: Arrival | Said) -> list[Event]:
        if self.recording is not None:
            self._keep(self.recording.write, item)
        events = self.pipeline.feed(item)
        self._tell(events, unasked=not isinstance(item, UserAction))
        return events

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
            self._note_followed(event)
            self._journalise(event)
            self.watch(event)

    def _mounted(self, event: MountingChange) -> None:
        """Keep it for the next run; tell the user if the strap does not sit as it did, but not in quiet hours."""
        self._keep(self.keep_mounting, event.mounting)
        notice = STRAP_NOTICES.get(event.change)
        if notice is not None and not self.pipeline.coach.is_held_back(self.clock.now_s()):
            self._show(LinkNotice(*map(self.tr, notice)))

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
            self.journal.keep(SecondsEntry((event,), offset_s))
            return
        if isinstance(event, Relabel):
            told = tuple(epoch for epoch in self._recent if epoch.start_s >= event.start_s)
            self.journal.keep(RelabelEntry(told, event.posture))
        body = body_of(event, self.zone)
        if isinstance(event, Rejected):
            if time_s - self._rejected_kept_s < REJECTED_EVERY_S:
                return
            self._rejected_kept_s = time_s
            body["so_far"] = self.rejected
        self.journal.keep(EventEntry(kind_of(event), time_s, offset_s, body))

    def _keep(self, write: Callable[..., None], *args: object) -> None:
        """Write, or complain once for each kind of trouble and go on watching."""
        try:
            write(*args)
        except MonitorError as error:
            if (line := str(error)) not in self._complaints:
                self._complaints.add(line)
                self.complain(line)
