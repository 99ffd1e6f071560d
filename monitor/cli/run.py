"""`sitmon run`: the watching, until it is told to stop."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from monitor.assembly import (
    Shower,
    about_live,
    keep_beginning,
    known_mounting,
    pipeline_for,
    storage_paths,
)
from monitor.coaching.coach import Coach
from monitor.coaching.inputs import Action
from monitor.edges.control import serve
from monitor.edges.desktop import Answer, Desktop
from monitor.edges.host_clock import HostClock
from monitor.edges.journal import Journal, JournalWriter
from monitor.edges.link.known import KnownWearable, read_known, write_known
from monitor.edges.link.machine import LinkState
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.mountings import write_mounting
from monitor.edges.presence import sources_of, watch
from monitor.edges.recordings import RecordingWriter
from monitor.edges.service import browse, watched
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import JournalError, WearableError
from monitor.history import Past, recall
from monitor.page.views import PageOnDemand, PageViews
from monitor.posture.mounting import Mounting
from monitor.running import integrations as outside
from monitor.running.answers import answer, words_of
from monitor.running.daemon import Daemon
from monitor.running.guide_opener import GuideOpener
from monitor.running.virtual import SAMPLES_PER_PACKET, Around, claim_folder, virtual_around
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

TICK_S: Final = 0.25
"""How often the live view is drawn anew."""


def run(args: argparse.Namespace) -> int:
    """Watch until interrupted."""
    if args.log is not None:
        _write_to(args.log)
    settings = read_settings(args.config)
    claim_folder(settings.storage.folder, virtual=args.virtual is not None)
    with contextlib.suppress(asyncio.CancelledError):
        if args.virtual is None:
            asyncio.run(_watch(settings, live=args.live, config=args.config))
        else:
            asyncio.run(_watch_virtual(args, settings))
    return 0


async def _watch_virtual(args: argparse.Namespace, settings: Settings) -> None:
    """The same with the virtual wearable, until it has no more to send."""
    async with virtual_around(args.virtual, args.speed, settings, _ended_s(settings.storage.journal)) as around:
        watching = asyncio.create_task(_watch(settings, live=args.live, config=args.config, around=around))
        ending = asyncio.create_task(around.ended.wait() if around.ended else asyncio.sleep(0.0))
        try:
            await asyncio.wait({watching, ending}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(TICK_S)  # what is on the air still arrives
        finally:
            watching.cancel()
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)
        await watching


def _ended_s(path: Path) -> float | None:
    """When what the journal holds ended, UTC in POSIX seconds; None if it holds nothing."""
    if not path.exists():
        return None
    with Journal(path, read_only=True) as journal:
        last, seconds = journal.last(), journal.seconds_rows()
    ends_s = [last.time_s] if last is not None else []
    return max([*ends_s, *(row.end_s for row in seconds[-1:])], default=None)


def _write_to(log: Path) -> None:
    """Say all there from now on, for systems that start us without an output."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        sys.stdout = sys.stderr = log.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise JournalError(f"{log}: cannot be written ({error.strerror or error})") from error


async def _watch(settings: Settings, *, live: bool, config: Path | None = None, around: Around | None = None) -> None:
    """The daemon between the real wearable, or what is `around` instead, and the real desktop."""
    around = around or Around(HostClock())
    host_clock = around.clock
    past, last_number = _remembered(settings, host_clock.now_s())
    mounting = known_mounting(settings, _address(settings))
    pipeline = pipeline_for(settings, mounting, past)
    loop = asyncio.get_running_loop()
    journal = JournalWriter(
        settings.storage.journal,
        host_clock.now_s,
        hear_after=last_number,
        heard=lambda number, item: loop.call_soon_threadsafe(daemon.hear, number, item),
        troubled=lambda trouble: loop.call_soon_threadsafe(daemon.note_trouble, trouble),
        replaced=lambda _: loop.call_soon_threadsafe(warn, REPLACED),
    )
    desktop = Desktop(
        lambda answer: _heed(daemon, answer, guide),
        notifier=settings.desktop.notifier,
        sound=settings.desktop.sound,
    )
    words = Words(settings.tongue, settings.zone, pipeline.coach.exercises)
    daemon = Daemon(
        pipeline, host_clock, words.zone, Shower(desktop, words), journal, complain=warn, tongue=words.tongue,
        finishes=around.ended is not None,
    )  # fmt: skip
    daemon.remember(past)
    _tell_what_stands(pipeline.coach, settings)
    link = _link(settings, daemon, around, None if live else StateTeller())
    daemon.keep_mounting = lambda found: _keep_mounting(settings, link.address, found)
    journal_path, socket_path, _ = storage_paths(settings)
    async with AsyncExitStack() as stack:
        stack.callback(journal.close)
        stack.push_async_callback(desktop.close)
        recording = stack.enter_context(ExitStack())
        if settings.storage.record:
            _record(settings, config, daemon, past, recording)
        if live:
            _draw(daemon, link, stack)

        def begin_anew() -> None:
            """Go on from the journal: what the clock shows now is another time than before."""
            journal.flush(FLUSH_S)
            past, _ = _remembered(settings, host_clock.now_s())
            overhear = daemon.pipeline.overhear
            daemon.pipeline = pipeline_for(settings, known_mounting(settings, link.address), past)
            daemon.pipeline.overhear = overhear
            recording.close()
            if settings.storage.record:
                _record(settings, config, daemon, past, recording)

        page = PageOnDemand(PageViews(daemon, link, settings, journal_path, settings_path(config)), stack)
        guide = None
        if settings.desktop.open_page:
            guide = GuideOpener(lambda: daemon.pipeline.coach.recommended, page, browse)
        await stack.enter_async_context(serve(socket_path, lambda request: answer(request, daemon, link, page)))
        cancel_on_signals()
        outside.begin(settings, daemon, link, stack)
        if (sources := sources_of(settings.presence.sources)) != []:
            stack.callback(asyncio.create_task(watch(sources, daemon.change)).cancel)
        stack.callback(asyncio.create_task(follow_clock(host_clock, begin_anew)).cancel)
        name = settings.wearable.name or "the wearable"
        minding = asyncio.create_task(daemon.mind(lambda: link.health, name))
        stack.callback(minding.cancel)
        if (watcher := watched()) is not None:
            pulse = asyncio.create_task(daemon.pulse(watcher.turned, watcher.every_s))
            stack.callback(pulse.cancel)
        await daemon.run(link.arrivals())


async def follow_clock(clock: HostClock, begin_anew: Callable[[], None]) -> None:
    """Follow the wall clock when it was set, by a person or by NTP after the start, and begin anew with the time."""
    while True:
        await asyncio.sleep(CLOCK_S)
        if abs(off_s := clock.off_s()) > STEP_S:
            clock.follow()
            warn(f"the clock was put {say_duration(abs(off_s))} {'ahead' if off_s > 0.0 else 'back'}: it is followed")
            begin_anew()


def _record(settings: Settings, config: Path | None, daemon: Daemon, past: list[Past], recording: ExitStack) -> None:
    """Record from now on, with what is known now beside it."""
    mounting = daemon.pipeline.practice.mounting
    folder = settings.storage.recordings / datetime.fromtimestamp(daemon.clock.now_s(), settings.zone).strftime(
        "%Y-%m-%d_%H%M%S"
    )
    daemon.recording = recording.enter_context(RecordingWriter(folder, about_live(settings, "sitmon run", mounting)))
    keep_beginning(folder, config, past)


def _draw(daemon: Daemon, link: WearableLink, stack: AsyncExitStack) -> None:
    """Show the live view in this terminal, as long as the stack lasts."""
    from monitor.terminal.live import LiveView, showing  # whoever watches in silence needs no drawing

    view = LiveView(lambda: daemon.pipeline, words_of(daemon), link_state=lambda: link.state)
    daemon.watch = view.watch
    stack.enter_context(showing(view, TICK_S))


def _link(settings: Settings, daemon: Daemon, around: Around, say_state: "StateTeller | None") -> WearableLink:
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


def _heed(daemon: Daemon, answer: str, guide: GuideOpener | None) -> None:
    """Take what a button of a notification says."""
    if answer == Answer.START and guide is not None:
        guide()
    if answer in ACTIONS:
        action = ACTIONS[Answer(answer)]
        daemon.say(action, answer if action is Action.SEEN else "")


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


def _remembered(settings: Settings, now_s: float) -> tuple[list[Past], int]:
    """What earlier runs left behind, and the number of the last input among it."""
    path = settings.storage.journal
    if not path.exists():
        return [], 0
    with Journal(path, read_only=True) as journal:
        last_number = -1
        while (number := journal.last_input()) != last_number:  # what is said meanwhile belongs to it
            last_number, past = number, recall(journal, now_s, settings.zone)
        for line in journal.passed_over:
            warn(f"{path}: {line}")
    return past, last_number


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
