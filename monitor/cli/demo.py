"""`sitmon demo`: a simulated morning, sped up, through the virtual wearable, real bleak and the whole pipeline."""

import argparse
import asyncio
import io
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Final

from monitor.assembly import Shower, pipeline_for, words_for
from monitor.cli.answering import answer, write_lines
from monitor.cli.options import as_json, command, flag, option, whole
from monitor.coaching.outcomes import Result
from monitor.coaching.profile import Side
from monitor.edges.desktop import Desktop, NotShown, Shown
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.settings import PersonSettings, Settings, WearableSettings
from monitor.errors import MonitorError, to_install
from monitor.pipeline import Event
from monitor.posture.labels import PostureEpoch
from monitor.posture.mounting import X_AXIS
from monitor.records import record_of
from monitor.running.daemon import Daemon
from monitor.running.virtual import WearableTime
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import parse_script
from monitor.terminal.live import LiveView, showing
from monitor.terminal.narrate import narrate
from monitor.terminal.output import warn

SCRIPT: Final = "walk:2m sit:31m15s figure4-left:50s sit:90s stand:90s walk:2m sit:31m30s walk:2m sit:1m"
"""A morning: two long sits, a nudge in each; the stretch that the first asked for, and a break after each."""

STARTED_S: Final = datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp()
TIME_SCALE: Final = 150.0
SAMPLES_PER_PACKET: Final = 38
TICK_S: Final = 0.1

LONGEST_S: Final = 42.0
"""The demo ends by then, on a slow machine too; the rest of the morning is then left out."""


@command(
    "sitmon demo --seed 3",
    option("--seed", "another person, another chance (default 1)", type=whole(0), default=1),
    flag("--plain", "lines instead of the live view, as when piped"),
    as_json("the events"),
)
def run(args: argparse.Namespace) -> int:
    """Show the morning; exit status 1 if it did not show what it should: a nudge, and a break seen by the sensor."""
    if find_spec("bumble") is None:
        raise MonitorError(f"the demo needs the virtual wearable: {to_install('demo')}")
    view = asyncio.run(_play(args))
    if not args.json:
        write_lines([*view.summary(), view.note, "That was simulated.  With a wearable of your own: sitmon run"])
    if view.nudges_s and any(outcome.result is Result.VERIFIED for outcome in view.outcomes):
        return 0
    warn("the morning was cut short: this machine is too slow or too busy for the demo; try again")
    return 1


async def _play(args: argparse.Namespace) -> LiveView:
    from monitor.simulation.air import virtual_air
    from monitor.simulation.device import packets_of, simulated_capabilities
    from monitor.simulation.virtual_wearable import VirtualWearable

    motion = simulate_motion(parse_script(SCRIPT), leg=Side.LEFT, seed=args.seed)
    capabilities = simulated_capabilities(args.seed, motion.sensor)
    packets = packets_of(motion, capabilities=capabilities, samples_per_packet=SAMPLES_PER_PACKET)
    async with virtual_air() as air:
        wearable = VirtualWearable(air.link, packets, capabilities=capabilities, time_scale=TIME_SCALE)
        await air.add(wearable)
        clock = WearableTime(STARTED_S)
        clock.elapsed_s = lambda: wearable.due_s
        link = WearableLink(None, None, clock=clock, backend=air.backends, samples_per_packet=SAMPLES_PER_PACKET)
        return await _watch(args, link, clock, wearable.exhausted)


async def _watch(args: argparse.Namespace, link: WearableLink, clock: WearableTime, ended: asyncio.Event) -> LiveView:
    """The daemon as it always runs, but with a view and an end."""
    settings = Settings(WearableSettings(leg=Side.LEFT), PersonSettings(affected_side=Side.LEFT, timezone="UTC"))
    pipeline = pipeline_for(settings, X_AXIS, [])
    words = words_for(settings)
    view = LiveView(lambda: pipeline, words, link_state=lambda: link.state, span_s=74 * 60.0)
    desktop = Desktop(lambda _answer: None, terminal=io.StringIO())  # what no desktop shows, the view shows anyway
    daemon = Daemon(pipeline, clock, UTC, Shower(desktop, words, lambda how: _note(view, how)))
    with ExitStack() as stack:
        daemon.watch = _watcher(view, args, stack)
        watching = asyncio.create_task(daemon.run(link.arrivals()))
        ending = asyncio.create_task(ended.wait())
        await asyncio.wait({watching, ending}, timeout=LONGEST_S, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(TICK_S)  # what is on the air still arrives
        watching.cancel()
        ending.cancel()
        result, _ = await asyncio.gather(watching, ending, return_exceptions=True)
    await desktop.close()
    if isinstance(result, MonitorError):
        raise result
    return view


def _note(view: LiveView, how: Shown | NotShown) -> None:
    if isinstance(how, Shown) and how.backend != "terminal":
        view.note = f"Also shown on your desktop, by {how.backend}{', with buttons' if how.has_buttons else ''}."
    else:
        view.note = "There is no desktop to show notifications on here; the recommendation stands above instead."


def _watcher(view: LiveView, args: argparse.Namespace, stack: ExitStack) -> Callable[[Event], None]:
    """What is told of each event: the live view on a terminal, lines when piped, JSON if asked for."""
    if sys.stdout.isatty() and not args.plain and not args.json:
        stack.enter_context(showing(view, TICK_S))
        return view.watch

    def tell(event: Event) -> None:
        view.watch(event)
        if not isinstance(event, PostureEpoch):
            answer(args, [record_of(event, UTC)], narrate(event, view.words))

    return tell
