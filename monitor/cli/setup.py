"""`sitmon setup`: who our wearable is, and what it needs."""

import argparse
import asyncio
import sys
from pathlib import Path

from monitor.assembly import storage_paths
from monitor.cli.output import write_line
from monitor.edges.control import NotRunningError, ask
from monitor.edges.link.known import KnownWearable, forget_known, read_known, write_known
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import UsageError

NEXT = "Next: `sitmon scan` shows what is near, `sitmon run --live` begins to watch."


def run(args: argparse.Namespace) -> int:
    """Do the one thing that is asked for; without a flag, tell how things are."""
    settings = read_settings(args.config)
    folder = settings.storage.folder
    if args.bangle is not None:
        return _upload(args.bangle or None)
    if args.pair is not None:
        return _pair(settings, args.pair or settings.wearable.address)
    if args.pose:
        from monitor.cli import pose

        _require_free_link(settings)
        return pose.run(settings)
    if args.forget:
        forgotten = forget_known(folder)
        write_line(f"Forgotten: {_told(forgotten)}" if forgotten else "No wearable was known.")
        return 0
    _tell(settings, args.config)
    return 0


def _tell(settings: Settings, config: Path | None) -> None:
    path = settings_path(config)
    write_line(f"Settings: {path}{'' if path.is_file() else ' (not there: the defaults hold; see `sitmon settings`)'}")
    known = read_known(settings.storage.folder)
    if settings.wearable.address is not None:
        write_line(f"Wearable: {settings.wearable.address}, by the settings")
    else:
        write_line(f"Wearable: {_told(known) if known else 'the first one that is near; it is then remembered'}")
    write_line(NEXT)


def _told(known: KnownWearable) -> str:
    return f"{known.address} ({known.kind}{', bonded' if known.bonded else ''})"


def _pair(settings: Settings, address: str | None) -> int:
    """Make a bond, and insist on it from now on."""
    from monitor.edges.link.pairing import pair

    _require_free_link(settings)
    write_line("Put the wearable into pairing mode and keep it near …")
    known = asyncio.run(pair(address, ask=input if sys.stdin.isatty() else None))
    write_known(settings.storage.folder, known)
    write_line(f"Paired: {_told(known)}.  From now on nobody else is taken for it.")
    write_line(NEXT)
    return 0


def _require_free_link(settings: Settings) -> None:
    """Two programs of ours must not pull at the same link.

    Raises:
        UsageError: `sitmon run` is running.
    """
    _, socket_path, _ = storage_paths(settings)
    try:
        ask(socket_path, {"do": "status"})
    except NotRunningError:
        return
    raise UsageError("sitmon is running and holds the wearable: stop it first (Ctrl-C where it runs), then try again")


def _upload(address: str | None) -> int:
    """Bring our app onto a board."""
    from monitor.edges.uploader import upload_app

    write_line("Looking for a Bangle.js 2 or a Puck.js, then uploading; this takes half a minute …")
    where, board = asyncio.run(upload_app(address))
    write_line(f"{board} {where} runs our app now.")
    write_line(NEXT)
    return 0
