"""`sitmon setup`: from a wearable in its box to a sitmon that watches; each step can be taken again, alone."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from monitor.assembly import storage_paths
from monitor.edges.control import NotRunningError, ask
from monitor.edges.link.known import KnownWearable, forget_known, read_known, write_known
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import MonitorError, UsageError
from monitor.setting_up import (
    Dialogue,
    Setup,
    choose_hours,
    choose_side,
    choose_site,
    choose_wearable,
    try_notification,
)
from monitor.terminal.output import write_line
from monitor.texts import Text

NEXT: Final = "Next: `sitmon scan` shows what is near, `sitmon run --live` begins to watch."


def run(args: argparse.Namespace) -> int:
    """Set what the flags say and do what they ask for; without any, go through all of it with the person.

    Raises:
        MonitorError: what was asked for cannot be done.
    """
    path = settings_path(args.config)
    setup = Setup(path, read_settings(args.config) if path.exists() else Settings())
    is_told = _set_values(args, setup)
    for step in (_paired, _uploaded, _posed, _forgotten, _notified):
        if (status := step(args, setup)) is not None:
            return status
    if is_told:
        write_line(f"Written: {path}")
    elif sys.stdin.isatty() and sys.stdout.isatty():
        _guide(setup, args.config)
    else:
        _tell(setup)
    return 0


def _set_values(args: argparse.Namespace, setup: Setup) -> bool:
    """Write what flags say; whether there was anything."""
    said = {
        "wearable__address": args.wearable or None,
        "wearable__wear_site": args.site,
        "wearable__leg": args.leg,
        "person__affected_side": args.side,
        "nudges__working_hours": args.hours,
        "storage__folder": None if args.folder is None else str(args.folder.absolute()),
    }
    changes = {name: value for name, value in said.items() if value is not None}
    if changes:
        setup.write(**changes)
    if args.wearable == "":
        _require_free_link(setup.settings)
        choose_wearable(setup, Dialogue(setup.settings.tr))
    return bool(changes) or args.wearable is not None


# ---------------------------------------------------------------- all of it, one after the other
def _guide(setup: Setup, config: Path | None) -> None:
    """Every step, with a heading; one that fails is told, and the others go on."""
    from monitor.cli import intake

    tr = setup.settings.tr
    dialogue = Dialogue(tr)
    _require_free_link(setup.settings)
    write_line(tr(Text("This takes three minutes. Enter keeps what stands in brackets; Ctrl-C ends, and keeps.")))
    steps: tuple[tuple[Text, Callable[[], None]], ...] = (
        (Text("The wearable"), lambda: choose_wearable(setup, dialogue)),
        (Text("Where it is worn"), lambda: choose_site(setup, dialogue)),
        (Text("Where it hurts"), lambda: choose_side(setup, dialogue)),
        (Text("Before the first exercise"), lambda: intake.ask(setup.settings, config)),
        (Text("How it sits"), lambda: _pose_if_wanted(setup, dialogue)),
        (Text("When you want to be nudged"), lambda: choose_hours(setup, dialogue)),
        (Text("How a nudge looks"), lambda: _notify_if_wanted(setup, dialogue)),
        (Text("By itself, at each log-in"), lambda: _install_if_wanted(setup, dialogue, config)),
    )
    for number, (heading, step) in enumerate(steps, 1):
        write_line(f"\n{number} / {len(steps)}  {tr(heading)}")
        try:
            step()
        except MonitorError as error:
            write_line(f"  {error}")
    write_line("\n" + tr(Text("Done. Your settings: {path}"), path=setup.path))
    write_line(
        tr(Text("Strap it on. `sitmon run --live` shows what it sees; `sitmon doctor` says if anything is wrong."))
    )


def _pose_if_wanted(setup: Setup, dialogue: Dialogue) -> None:
    from monitor.running import pose

    write_line(dialogue.tr(Text("Stand for 5 s and sit for 5 s, strap on; else it is learned while you walk.")))
    if dialogue.confirm(Text("Now?")):
        pose.run(setup.settings)


def _notify_if_wanted(setup: Setup, dialogue: Dialogue) -> None:
    if dialogue.confirm(Text("Show one now?")):
        try_notification(setup.settings, dialogue.tr)


def _install_if_wanted(setup: Setup, dialogue: Dialogue, config: Path | None) -> None:
    from monitor.edges.service import install
    from monitor.setting_up import recipe_of

    if dialogue.confirm(Text("Start sitmon now, and at each log-in?")):
        recipe = recipe_of(setup.settings, config)
        install(recipe)
        write_line(dialogue.tr(Text("Installed and started: {path}"), path=recipe.path))


# ---------------------------------------------------------------- one thing, by a flag
def _paired(args: argparse.Namespace, setup: Setup) -> int | None:
    """Make a bond, and insist on it from now on."""
    if args.pair is None:
        return None
    from monitor.edges.link.visits import pair

    settings = setup.settings
    _require_free_link(settings)
    write_line("Put the wearable into pairing mode and keep it near …")
    known = asyncio.run(pair(args.pair or settings.wearable.address, ask=input if sys.stdin.isatty() else None))
    write_known(settings.storage.folder, known)
    write_line(f"Paired: {_told(known)}.  From now on nobody else is taken for it.")
    write_line(NEXT)
    return 0


def _uploaded(args: argparse.Namespace, setup: Setup) -> int | None:  # noqa: ARG001 - one signature for all
    """Bring our app onto a board."""
    if args.bangle is None:
        return None
    from monitor.edges.link.visits import upload_app

    write_line("Looking for a Bangle.js 2 or a Puck.js, then uploading; this takes half a minute …")
    where, board = asyncio.run(upload_app(args.bangle or None))
    write_line(f"{board} {where} runs our app now.")
    write_line(NEXT)
    return 0


def _posed(args: argparse.Namespace, setup: Setup) -> int | None:
    if not args.pose:
        return None
    from monitor.running import pose

    _require_free_link(setup.settings)
    return pose.run(setup.settings)


def _forgotten(args: argparse.Namespace, setup: Setup) -> int | None:
    if not args.forget:
        return None
    forgotten = forget_known(setup.settings.storage.folder)
    write_line(f"Forgotten: {_told(forgotten)}" if forgotten else "No wearable was known.")
    return 0


def _notified(args: argparse.Namespace, setup: Setup) -> int | None:
    if not args.notification:
        return None
    try_notification(setup.settings, setup.settings.tr)
    return 0


# ---------------------------------------------------------------- how things are
def _tell(setup: Setup) -> None:
    settings, path = setup.settings, setup.path
    write_line(f"Settings: {path}{'' if path.is_file() else ' (not there: the defaults hold; see `sitmon settings`)'}")
    known = read_known(settings.storage.folder)
    if settings.wearable.address is not None:
        write_line(f"Wearable: {settings.wearable.address}, by the settings")
    else:
        write_line(f"Wearable: {_told(known) if known else 'the first one that is near; it is then remembered'}")
    write_line(NEXT)


def _told(known: KnownWearable) -> str:
    return f"{known.address} ({known.kind}{', bonded' if known.bonded else ''})"


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
