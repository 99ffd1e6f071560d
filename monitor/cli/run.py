"""`sitmon run`: the watching, until it is told to stop."""

import argparse
import asyncio
import contextlib
import os
import sys
from pathlib import Path

from monitor.cli.options import CONFIG, command, flag, option, positive
from monitor.edges.files import append_to, make_folder
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings
from monitor.errors import JournalError, MonitorError
from monitor.running.starting import CANNOT_START, forget_told, settings_to_run, settings_to_tell, tell_left, tell_once
from monitor.running.virtual import Environment, claim_folder, virtual_around
from monitor.watching import TICK_S, Watching


@command(
    "sitmon run --live",
    CONFIG,
    flag("--live", "show the live view in this terminal"),
    option("--virtual", "a simulated person's wearable instead of a real one; see sitmon simulate", metavar="SCRIPT"),
    option("--speed", "of the virtual wearable, times as fast as life", type=positive, default=1.0),
    option("--log", "write there what is said, not to the terminal", type=Path, metavar="FILE"),
)
def run(args: argparse.Namespace) -> None:
    """Watch until interrupted."""
    if args.log is not None:
        _write_to(args.log)
    try:
        settings, left = settings_to_run(args.config)
        tell_left(settings, left)
        claim_folder(settings.storage.folder, virtual=args.virtual is not None)
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(_watch(settings, args, None) if args.virtual is None else _watch_virtual(args, settings))
    except (MonitorError, OSError) as error:
        tell_once(settings_to_tell(args.config), CANNOT_START, str(error))
        raise
    if not left:
        forget_told(settings)


async def _watch_virtual(args: argparse.Namespace, settings: Settings) -> None:
    """The same with the virtual wearable, until it has no more to send."""
    async with virtual_around(args.virtual, args.speed, settings, _ended_s(settings.storage.journal)) as around:
        watching = asyncio.create_task(_watch(settings, args, around))
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
    return max([*ends_s, *(row.epochs[-1].end_s for row in seconds[-1:])], default=None)


def _write_to(log: Path) -> None:
    """Say all there from now on, for systems that start us without an output."""
    try:
        make_folder(log.parent)
        sys.stdout = sys.stderr = os.fdopen(append_to(log), "a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise JournalError(f"{log}: cannot be written ({error.strerror or error})") from error


async def _watch(settings: Settings, args: argparse.Namespace, around: Environment | None) -> None:
    await Watching(settings, args.config, around).run(live=args.live)
