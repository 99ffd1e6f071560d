"""The wiring of a run: the daemon between wearable, journal, desktop and everybody who asks."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from monitor.assembly import Shower, about_live, keep_beginning, known_mounting, pipeline_for
from monitor.coaching.coach import Coach
from monitor.coaching.inputs import Action
from monitor.edges.control import serve
from monitor.edges.desktop import Answer, Desktop
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import Journal, JournalWriter
from monitor.edges.link.known import KnownWearable, read_known, write_known, write_mounting
from monitor.edges.link.machine import LinkState
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.presence import sources_of, watch
from monitor.edges.recordings import RecordingWriter
from monitor.edges.service import browse
from monitor.edges.service.notify import watched
from monitor.edges.settings import Settings, settings_path
from monitor.errors import MonitorError, WearableError
from monitor.history import Past, clock_set, recall
from monitor.page.on_demand import PageOnDemand
from monitor.page.views import PageViews
from monitor.pipeline import Pipeline
from monitor.posture.mounting import Mounting
from monitor.records import utc_offset_s
from monitor.running import integrations
from monitor.running.answers import answer, words_of
from monitor.running.daemon import Daemon
from monitor.running.guide_opener import GuideOpener
from monitor.running.virtual import SAMPLES_PER_PACKET, Environment
from monitor.terminal.output import clock, say_duration, warn
from monitor.wording import Words

ACTIONS: Final = {
    Answer.START: Action.START,
    Answer.SNOOZE: Action.SNOOZE,
    Answer.SKIP: Action.SKIP,
    Answer.CLICKED: Action.SEEN,
    Answer.DISMISSED: Action.SEEN,
    Answer.EXPIRED: Action.EXPIRED,
}
"""What becomes of a desktop notification, as the coach hears it."""

REPLACED: Final = "the journal was moved away or replaced; another one is kept in its place"

CLOCK_S: Final = 5.0
"""How often it is looked whether the clock was set (product default)."""

STEP_S: Final = 30.0
"""A wall clock that is off ours by more was set; less is drift (product default)."""

FLUSH_S: Final = 2.0
"""So long it is waited for the journal before it is read again (product default)."""

READ_S: Final = 5.0
"""So long the journal may take to be read again, while nothing is fed (product default)."""

TICK_S: Final = 0.25
"""How often the live view is drawn anew."""


class Watching:
    """One run of the watching, from the journal's memory to the journal.

    Args:
        settings: in force.
        config: where they stand; None for the usual place.
        around: the world around it; by default the real one.

    Raises:
        MonitorError: another sitmon runs, or the journal, the prescribed set or the settings cannot be used.
    """

    def __init__(self, settings: Settings, config: Path | None, around: Environment | None = None) -> None:
        self._settings, self._config = settings, config
        self._around = around or Environment(HostClock())
        self._clock = self._around.clock
        self._recording = ExitStack()
        self._guide: GuideOpener | None = None
        past, last_number, pipeline = _derive(settings, _address(settings), self._clock.now_s())
        words = Words(settings.tr, settings.zone, pipeline.coach.exercises)
        self._journal = self._open_journal(last_number)
        self._desktop = Desktop(
            lambda answer: take_answer(answer, self._daemon, self._guide),
            notifier=settings.desktop.notifier,
            sound=settings.desktop.sound,
        )
        self._daemon = Daemon(
            pipeline, self._clock, words.zone, Shower(self._desktop, words), self._journal, complain=warn,
            tr=words.tr, finishes=self._around.ended is not None,
        )  # fmt: skip
        self._daemon.remember(past)
        self._past = past
        _tell_what_stands(pipeline.coach, settings)

    def _open_journal(self, last_number: int) -> JournalWriter:
        """Let what the journal's thread has to say be heard in the loop."""
        soon = asyncio.get_running_loop().call_soon_threadsafe
        return JournalWriter(
            self._settings.storage.journal,
            self._clock.now_s,
            hear_after=last_number,
            heard=lambda number, item: soon(lambda: self._daemon.hear(number, item)),  # once there is one
            troubled=lambda trouble: soon(lambda: self._daemon.note_trouble(trouble)),
            replaced=lambda: soon(warn, REPLACED),
        )

    async def run(self, *, live: bool) -> None:
        """Watch until this task is cancelled; with `live`, drawn in this terminal."""
        settings, daemon = self._settings, self._daemon
        async with AsyncExitStack() as stack:
            stack.callback(self._journal.close)
            stack.push_async_callback(self._desktop.close)
            stack.enter_context(self._recording)
            link = _link(settings, daemon, self._around, None if live else StateTeller())
            daemon.keep_mounting = lambda found: _keep_mounting(settings, link.address, found)
            self._record(self._past)
            if live:
                _draw(daemon, link, stack)
            views = PageViews(daemon, link, settings, settings.storage.journal, settings_path(self._config))
            page = PageOnDemand(views, stack, settings.storage.folder)
            if settings.desktop.open_page:
                self._guide = GuideOpener(lambda: daemon.pipeline.coach.recommended, page, browse)
            asked = serve(settings.storage.socket, lambda request: answer(request, daemon, link, page))
            await stack.enter_async_context(asked)
            cancel_on_signals()
            integrations.begin(settings, daemon, link, stack)
            self._begin_tasks(link, stack)
            await daemon.run(link.arrivals())

    def _begin_tasks(self, link: WearableLink, stack: AsyncExitStack) -> None:
        """Begin what goes on beside the watching."""
        daemon, settings = self._daemon, self._settings
        beside = [
            daemon.watch_silence(lambda: link.health, settings.wearable.name or "the wearable"),
            follow_clock(self._clock, lambda: self._begin_anew(link)),
        ]
        if sources := sources_of(settings.presence.sources):
            beside.append(watch(sources, daemon.change))
        if (watcher := watched()) is not None:
            beside.append(daemon.watchdog_ticks(watcher.turned, watcher.every_s))
        for work in beside:
            stack.callback(asyncio.create_task(work).cancel)

    async def _begin_anew(self, link: WearableLink) -> bool:
        """Go on from the journal, by the wall clock as it is now.

        No disk is waited for in the loop: what cannot be read leaves all as it was, and False is given.
        """
        journal, daemon = self._journal, self._daemon
        if not await asyncio.to_thread(journal.flush, FLUSH_S) and journal.trouble is None:
            return False
        person = replace(self._settings.person, affected_side=daemon.pipeline.coach.affected_side)
        settings, off_s = replace(self._settings, person=person), self._clock.off_s()
        now_s = self._clock.now_s() + off_s

        def derive() -> tuple[list[Past], int, Pipeline]:
            if journal.trouble is None:
                self._keep_clock(now_s, -off_s)
                journal.flush(FLUSH_S)  # the seconds that came since, and this
            return _derive(settings, link.address, now_s)

        daemon.may_feed.clear()
        try:
            past, _, pipeline = await asyncio.wait_for(asyncio.to_thread(derive), READ_S)
        except TimeoutError:
            return False
        except MonitorError as error:
            warn(str(error))
            return False
        else:
            self._clock.follow()
            self._settings = settings
            pipeline.sample_listener, daemon.pipeline = daemon.pipeline.sample_listener, pipeline
            daemon.remember(past)
            self._recording.close()
            self._record(past)
            return True
        finally:
            daemon.may_feed.set()

    def _keep_clock(self, now_s: float, ahead_s: float) -> None:
        """Keep that the clock is set from now on, and which of what was said came before."""
        with Journal(self._settings.storage.journal, read_only=True) as journal:
            number = journal.last_input()
        self._journal.keep(clock_set(now_s, utc_offset_s(now_s, self._settings.zone), number, ahead_s))

    def _record(self, past: list[Past]) -> None:
        """Record from now on, if that is wanted, with what is known now beside it."""
        settings = self._settings
        if not settings.storage.record:
            return
        began = datetime.fromtimestamp(self._clock.now_s(), settings.zone)
        folder = settings.storage.recordings / began.strftime("%Y-%m-%d_%H%M%S")
        about = about_live(settings, "sitmon run", self._daemon.pipeline.practice.mounting)
        self._daemon.recording = self._recording.enter_context(RecordingWriter(folder, about))
        keep_beginning(folder, self._config, settings.person.prescription, past)


def take_answer(answer: str, daemon: Daemon, guide: Callable[[], None] | None) -> None:
    """Take what a button of a notification says; the one that begins opens the guide."""
    if answer == Answer.START and guide is not None:
        guide()
    if answer in ACTIONS:
        action = ACTIONS[Answer(answer)]
        daemon.say(action, answer if action is Action.SEEN else "")


async def follow_clock(clock: HostClock, begin_anew: Callable[[], Awaitable[bool]]) -> None:
    """Begin anew with the time when the wall clock was set, by a person or by NTP after the start."""
    while True:
        await asyncio.sleep(CLOCK_S)
        if abs(off_s := clock.off_s()) > STEP_S and await begin_anew():
            warn(f"the clock was put {say_duration(abs(off_s))} {'ahead' if off_s > 0.0 else 'back'}: it is followed")


def _draw(daemon: Daemon, link: WearableLink, stack: AsyncExitStack) -> None:
    """Show the live view in this terminal, as long as the stack lasts."""
    from monitor.terminal.live import LiveView, showing  # whoever watches in silence needs no drawing

    view = LiveView(lambda: daemon.pipeline, words_of(daemon), link_state=lambda: link.state)
    daemon.watch = view.watch
    stack.enter_context(showing(view, TICK_S))


def _link(settings: Settings, daemon: Daemon, around: Environment, say_state: "StateTeller | None") -> WearableLink:
    """The link to the one wearable that the settings name, or that is known from before; else to the first."""
    wearable, folder, clock = settings.wearable, settings.storage.folder, around.clock
    if around.backends is not None:
        return WearableLink(
            None, None, clock=clock, backend=around.backends, samples_per_packet=SAMPLES_PER_PACKET,
            on_state=daemon.note_link,
        )  # fmt: skip
    known, address = read_known(folder), _address(settings)

    def on_state(state: LinkState, reason: str) -> None:
        daemon.note_link(state, reason)
        if say_state is not None:
            say_state(state, reason)
        if state is LinkState.STREAMING and address is None:
            _remember(folder, link)

    bonded = known is not None and known.bonded and known.address == address
    link = WearableLink(address, wearable.name, clock=clock, bonded=bonded, patient=True, on_state=on_state)
    return link


def _address(settings: Settings) -> str | None:
    """Of the wearable that the settings name, or that is known from before."""
    known = read_known(settings.storage.folder)
    return settings.wearable.address or (known.address if known else None)


def _keep_mounting(settings: Settings, address: str | None, found: Mounting) -> None:
    """Let the next run begin with what this one found out."""
    if address is not None:
        write_mounting(settings.storage.folder, address, settings.wearable.mounting, found)


def cancel_on_signals() -> None:
    """SIGINT and SIGTERM end this task in good order; where loops cannot (Windows), Ctrl-C does it its own way."""
    task, watcher = asyncio.current_task(), watched()
    if task is None:
        return

    def stop() -> None:
        """End, and let systemd know that it was meant."""
        if watcher is not None:
            watcher.stopping()
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop)


def _derive(settings: Settings, address: str | None, now_s: float) -> tuple[list[Past], int, Pipeline]:
    """What earlier runs left behind, the number of the last input among it, and the stages that know it.

    Raises:
        MonitorError: the journal, the mounting or the prescribed set cannot be read.
    """
    path, past, last_number = settings.storage.journal, list[Past](), 0
    if path.exists():
        with Journal(path, read_only=True) as journal:
            last_number = -1
            while (number := journal.last_input()) != last_number:  # what is said meanwhile belongs to it
                last_number, past = number, recall(journal, now_s, settings.zone)
            for line in journal.passed_over:
                warn(f"{path}: {line}")
    return past, last_number, pipeline_for(settings, known_mounting(settings, address), past)


def _tell_what_stands(coach: Coach, settings: Settings) -> None:
    """Say what an earlier run left in force: whoever waits for nudges should know why none come."""
    if coach.red_flag_since_s is not None:
        since = datetime.fromtimestamp(coach.red_flag_since_s, settings.zone)
        warn(
            f"a red flag stands since {since:%Y-%m-%d %H:%M}: no exercise is offered until a professional has looked "
            "at it and you say so with `sitmon red-flag --clear`"
        )
    if coach.paused_since_s is not None:
        since = datetime.fromtimestamp(coach.paused_since_s, settings.zone)
        warn(f"your pause stands since {since:%Y-%m-%d %H:%M}: no nudge comes until `sitmon resume`")


def _remember(folder: Path, link: WearableLink) -> None:
    """Belong to this wearable from now on, so that no stranger is taken for it tomorrow."""
    if link.address is None or read_known(folder) is not None:
        return
    try:
        write_known(folder, KnownWearable(link.address, link.health.kind, bonded=False))
    except WearableError as error:
        warn(str(error))
        return
    warn(f"from now on {link.address} is your wearable; to change it, `sitmon setup --forget`")


class StateTeller:
    """Says each change of the link's state in one line, and the same trouble only once until it streams again."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def __call__(self, state: LinkState, reason: str) -> None:
        """Say it, unless it was said."""
        if state is LinkState.STREAMING:
            self._told.clear()
        now = clock(datetime.now(UTC).timestamp(), datetime.now().astimezone().tzinfo or UTC)
        line = f"{state}{f': {reason}' if reason else ''}"
        if line not in self._told:
            self._told.add(line)
            warn(f"{now} {line}")
