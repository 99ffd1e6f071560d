"""`sitmon record`: what the wearable sends, into a folder, with its quality while it comes."""

import argparse
import asyncio
import contextlib
import shutil
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from pathlib import Path
from typing import Final

from firmware_protocol.wearables import SITMON_PROFILE
from monitor.assembly import about_live, known_mounting
from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, as_json, command, option, reading
from monitor.cli.quality import Quality
from monitor.edges.host_clock import HostClock
from monitor.edges.link.known import read_known
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.recordings import RecordingWriter
from monitor.edges.settings import Settings, read_settings
from monitor.edges.toml_values import parse_duration
from monitor.errors import RecordingError, WearableError
from monitor.running.asking import running_status
from monitor.terminal.live_line import LiveLine
from monitor.terminal.output import warn
from monitor.watching import cancel_on_signals

TICK_S: Final = 0.5
"""How often the line is written anew."""


@command(
    "sitmon record -o monday --for 1h",
    CONFIG,
    option("-o --out", "folder to record into", type=Path, required=True, metavar="DIR"),
    option("--for", 'how long, such as "90s" or "1h30m"', dest="limit_s", type=reading(parse_duration), metavar="TIME"),
    as_json("what was recorded"),
)
def run(args: argparse.Namespace) -> int:
    """Record until interrupted, or for as long as asked; exit status 1 if no samples came."""
    settings = read_settings(args.config)
    if args.out.exists() and not args.out.is_dir():
        raise RecordingError(f"{args.out}: is a file; name a folder to record into")
    if running_status(settings) is not None:
        raise WearableError(
            "sitmon is running and has the wearable: stop it first, or let it record, with `record = true` under "
            "[storage]"
        )
    quality = Quality()
    is_new = not args.out.exists()
    try:
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            asyncio.run(_record(settings, args.out, quality, args.limit_s))
    finally:
        if is_new and quality.wearable is None and args.out.exists():
            shutil.rmtree(args.out)  # ours, and nothing in it but a battery level
    _report(args, quality)
    return 0 if quality.samples else 1


async def _record(settings: Settings, folder: Path, quality: Quality, limit_s: float | None) -> None:
    """Write what comes; the folder is opened when something does, for only then it is known what speaks."""
    cancel_on_signals()
    link = _link(settings)
    writer: RecordingWriter | None = None
    has_complained = False
    async with AsyncExitStack() as stack:
        line = stack.enter_context(LiveLine())
        telling = asyncio.create_task(_tell(line, quality, link))
        stack.push_async_callback(_end, telling)
        await stack.enter_async_context(asyncio.timeout(limit_s))
        arrivals = await stack.enter_async_context(aclosing(link.arrivals()))
        async for arrival in arrivals:
            if writer is None:
                writer = stack.enter_context(_open(folder, settings, link.health.kind, link.health.address))
            writer.write(arrival)
            quality.take(arrival)
            quality.health = link.health
            if quality.scale.complaint and not has_complained:
                has_complained = True
                line.wipe()
                warn(f"{link.address} {quality.scale.complaint}")


async def _tell(line: LiveLine, quality: Quality, link: WearableLink) -> None:
    """Show how it goes, also while nothing comes."""
    while True:
        quality.health = link.health
        line.show(quality.now())
        await asyncio.sleep(TICK_S)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _link(settings: Settings) -> WearableLink:
    """The link to the wearable that the settings name, or that sitmon belongs to; else to the only one near."""
    wearable, known = settings.wearable, read_known(settings.storage.folder)
    address = wearable.address or (known.address if known else None)
    bonded = known is not None and known.bonded and known.address == address
    return WearableLink(address, wearable.name, clock=HostClock(), bonded=bonded)


def _open(folder: Path, settings: Settings, kind: str, address: str | None) -> RecordingWriter:
    """The recording, new or continued; its birth certificate names the kind of a foreign wearable."""
    about = about_live(settings, "sitmon record", known_mounting(settings, address))
    if kind != SITMON_PROFILE.name:
        name = settings.wearable.name or settings.wearable.address
        about = replace(about, device=f"{name} ({kind})" if name else kind)
    writer = RecordingWriter(folder, about)
    if writer.repaired is not None:
        warn(f"{folder}: the {writer.repaired.what} was cut away; the recording goes on")
    return writer


def _report(args: argparse.Namespace, quality: Quality) -> None:
    said = [f"{args.out}: {quality}"] if quality.samples else []
    answer(args, [{"folder": str(args.out), **quality.as_record()}], said)
    if not said:
        warn(f"{args.out}: no samples came; look with `sitmon scan` whether the wearable is awake and near")
