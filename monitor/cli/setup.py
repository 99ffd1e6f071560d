"""`sitmon setup`: from a wearable in its box to a sitmon that watches; each step can be taken again, alone."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.cli.answering import write_lines
from monitor.cli.options import CONFIG, command, either, flag, option
from monitor.cli.say import ask_questions
from monitor.edges.link.known import KnownWearable, forget_known, read_known, write_known
from monitor.edges.radio import scan
from monitor.edges.service import install
from monitor.edges.settings import SETTINGS, Settings, parse_settings, read_settings, settings_path, write_settings
from monitor.errors import MonitorError, SettingsError, UsageError, WearableError
from monitor.posture.labels import WEAR_SITES
from monitor.running import pose
from monitor.running.asking import running_status
from monitor.setting_up import PRESS_ONE, SCAN_S, SITE_WORDS, recipe_of, say_answer, shown_and_answered
from monitor.terminal.output import write_line
from monitor.texts import Text

ADDRESS: Final[dict[str, Any]] = {"nargs": "?", "const": "", "metavar": "ADDRESS"}
NEXT: Final = "Next: `sitmon scan` shows what is near, `sitmon run --live` begins to watch."


@dataclass(slots=True)
class Setup:
    """What is being set up, and whom to ask.

    Attributes:
        path: of the settings.
        settings: as they are now.
        read: asks a person for a line.
    """

    path: Path
    settings: Settings
    read: Callable[[str], str] = input

    def write(self, changes: Mapping[str, object]) -> None:
        """Set keys, named `section.key`.

        Raises:
            SettingsError: a value cannot be.
        """
        self.settings = write_settings(self.path, changes)

    def choose(self, question: Text, answers: Sequence[str], now: str | None = None) -> str:
        """One of the answers; the empty line keeps what is set now, or takes the first."""
        tr, kept = self.settings.tr, now if now is not None and now in answers else answers[0]
        while True:
            said = self.read(f"{tr(question)}  ({' / '.join(answers)}) [{kept}] ").strip().lower() or kept
            if said in answers:
                return said
            write_line(tr(Text("Please one of: {answers}"), answers=" ".join(answers)))

    def confirm(self, question: Text) -> bool:
        """Yes or no; the empty line is yes."""
        return self.choose(question, ("yes", "no")) == "yes"


@command(
    "sitmon setup\n  sitmon setup --site thigh --leg left --side left --hours 'mon-fri 09:00-17:30'",
    CONFIG,
    option("--wearable", "which one is yours; without an address, choose", **ADDRESS),
    option("--site", "where it is worn", choices=WEAR_SITES),
    option("--leg", "which leg wears it", choices=("left", "right")),
    option("--side", "where it hurts", choices=("left", "right", "both")),
    option("--hours", "when nudges are wanted, such as 'mon-fri 09:00-17:30'", metavar="TEXT"),
    option("--folder", "where the journal and all else is kept", type=Path, metavar="DIR"),
    either(
        option("--pair", "make a bond; without an address, with the only one near", **ADDRESS),
        option("--bangle", "upload our app to a Bangle.js 2 or Puck.js", **ADDRESS),
        flag("--pose", "stand for 5 s, sit for 5 s: how the wearable sits is then known at once"),
        flag("--forget", "belong to the next wearable that is near, not to this one"),
        flag("--notification", "show a notification, and say which button came back"),
    ),
)
def run(args: argparse.Namespace) -> int:
    """Set what the flags say and do what they ask for; without any, go through all of it with the person."""
    path = settings_path(args.config)
    setup = Setup(path, read_settings(args.config) if path.exists() else Settings())
    is_told = _set_values(args, setup)
    if args.pair is not None:
        _pair(args.pair or setup.settings.wearable.address, setup.settings)
    elif args.bangle is not None:
        _upload(args.bangle or None)
    elif args.pose:
        return _take_pose(setup.settings)
    elif args.forget:
        forgotten = forget_known(setup.settings.storage.folder)
        write_line(f"Forgotten: {_told(forgotten)}" if forgotten else "No wearable was known.")
    elif args.notification:
        _try_notification(setup.settings)
    elif is_told:
        write_line(f"Written: {path}")
    elif sys.stdin.isatty() and sys.stdout.isatty():
        _guide(setup, args.config)
    else:
        _tell(setup)
    return 0


def _set_values(args: argparse.Namespace, setup: Setup) -> bool:
    """Write what flags say; whether there was anything."""
    said = {
        "wearable.address": args.wearable or None,
        "wearable.wear_site": args.site,
        "wearable.leg": args.leg,
        "person.affected_side": args.side,
        "nudges.working_hours": args.hours,
        "storage.folder": None if args.folder is None else str(args.folder.absolute()),
    }
    changes = {name: value for name, value in said.items() if value is not None}
    if changes:
        setup.write(changes)
    if args.wearable == "":
        _require_free_link(setup.settings)
        choose_wearable(setup)
    return bool(changes) or args.wearable is not None


# ---------------------------------------------------------------- all of it, one after the other
def _guide(setup: Setup, config: Path | None) -> None:
    """Every step, with a heading; one that fails is told, and the others go on."""
    tr = setup.settings.tr
    _require_free_link(setup.settings)
    write_line(tr(Text("This takes three minutes. Enter keeps what stands in brackets; Ctrl-C ends, and keeps.")))
    steps: tuple[tuple[Text, Callable[[], None]], ...] = (
        (Text("The wearable"), lambda: choose_wearable(setup)),
        (Text("Where it is worn"), lambda: _choose_site(setup)),
        (Text("Where it hurts"), lambda: _choose_side(setup)),
        (Text("Before the first exercise"), lambda: ask_questions(setup.settings, config)),
        (Text("How it sits"), lambda: _pose_if_wanted(setup)),
        (Text("When you want to be nudged"), lambda: choose_hours(setup)),
        (Text("How a nudge looks"), lambda: _notify_if_wanted(setup)),
        (Text("By itself, at each log-in"), lambda: _install_if_wanted(setup, config)),
    )
    for number, (heading, step) in enumerate(steps, 1):
        write_line(f"\n{number} / {len(steps)}  {tr(heading)}")
        try:
            step()
        except MonitorError as error:
            write_line(f"  {error}")
    write_line("\n" + tr(Text("Done. Your settings: {path}"), path=setup.path))
    on_it = Text("Strap it on. `sitmon run --live` shows what it sees; `sitmon doctor` says if anything is wrong.")
    write_line(tr(on_it))


def choose_wearable(setup: Setup) -> None:
    """Look around, and let one be chosen; whoever is alone is suggested."""
    tr = setup.settings.tr
    write_line(tr(Text("Looking for wearables for {seconds} s …"), seconds=f"{SCAN_S:.0f}"))
    try:
        near = [one for one in asyncio.run(scan(SCAN_S)) if one.is_wearable]
    except WearableError as error:
        write_lines([f"  {error}", tr(Text("  Go on without; `sitmon setup --wearable` looks again."))])
        return
    if not near:
        write_line(tr(Text("  None is near. Wake it, and `sitmon setup --wearable` looks again.")))
        return
    numbers = {str(number): one for number, one in enumerate(near, 1)}
    for number, one in numbers.items():
        write_line(f"  {number}  {one.name or one.address} ({one.kind}), {one.address}, {one.rssi_dbm} dBm")
    chosen = setup.choose(Text("Which one is yours?"), [*numbers, "none"])
    if chosen != "none":
        setup.write({"wearable.address": numbers[chosen].address})


def _choose_site(setup: Setup) -> None:
    """Where it is worn, and on which leg."""
    wearable = setup.settings.wearable
    write_lines(f"  {setup.settings.tr(SITE_WORDS[site])}" for site in WEAR_SITES)
    site = setup.choose(SETTINGS["wearable"]["wear_site"].question, WEAR_SITES, wearable.wear_site)
    setup.write({"wearable.wear_site": site})
    if site in ("thigh", "pocket", "hip"):
        leg = setup.choose(SETTINGS["wearable"]["leg"].question, ("left", "right"), wearable.leg)
        setup.write({"wearable.leg": leg})


def _choose_side(setup: Setup) -> None:
    """Which side hurts."""
    question, now = SETTINGS["person"]["affected_side"].question, setup.settings.person.affected_side
    setup.write({"person.affected_side": setup.choose(question, ("left", "right", "both"), now)})


def choose_hours(setup: Setup) -> None:
    """When nudges are wanted; the empty line keeps what is set now, what cannot be read is asked for again."""
    tr, hours = setup.settings.tr, SETTINGS["nudges"]["working_hours"]
    write_line(tr(Text("Such as mon-fri 09:00-12:00 13:00-17:30; or always.")))
    now = str(hours.written(setup.settings.nudges))
    while True:
        said = setup.read(f"{tr(hours.question)} [{now}] ").strip() or now
        try:
            parse_settings(f'[nudges]\nworking_hours = "{said}"\n')
        except SettingsError as error:
            write_line(str(error).partition("working_hours ")[2])
            continue
        setup.write({"nudges.working_hours": said})
        return


def _pose_if_wanted(setup: Setup) -> None:
    write_line(setup.settings.tr(Text("Stand for 5 s and sit for 5 s, strap on; else it is learned while you walk.")))
    if setup.confirm(Text("Now?")):
        _take_pose(setup.settings)


def _notify_if_wanted(setup: Setup) -> None:
    if setup.confirm(Text("Show one now?")):
        _try_notification(setup.settings)


def _install_if_wanted(setup: Setup, config: Path | None) -> None:
    if setup.confirm(Text("Start sitmon now, and at each log-in?")):
        recipe = recipe_of(setup.settings, config)
        install(recipe)
        write_line(setup.settings.tr(Text("Installed and started: {path}"), path=recipe.path))


# ---------------------------------------------------------------- one thing, by a flag
def _pair(address: str | None, settings: Settings) -> None:
    """Make a bond, and insist on it from now on."""
    _require_free_link(settings)
    from monitor.edges.link.visits import pair

    write_line("Put the wearable into pairing mode and keep it near …")
    known = asyncio.run(pair(address, ask=input if sys.stdin.isatty() else None))
    write_known(settings.storage.folder, known)
    write_lines([f"Paired: {_told(known)}.  From now on nobody else is taken for it.", NEXT])


def _upload(address: str | None) -> None:
    """Bring our app onto a board."""
    from monitor.edges.link.visits import upload_app

    write_line("Looking for a Bangle.js 2 or a Puck.js, then uploading; this takes half a minute …")
    where, board = asyncio.run(upload_app(address))
    write_lines([f"{board} {where} runs our app now.", NEXT])


def _take_pose(settings: Settings) -> int:
    """Stand and sit, while nobody else holds the wearable."""
    _require_free_link(settings)
    return pose.run(settings)


def _try_notification(settings: Settings) -> None:
    """Show a notification with the three buttons, and say what was pressed."""
    write_line(settings.tr(PRESS_ONE))
    write_line(say_answer(asyncio.run(shown_and_answered(settings, settings.tr)), settings.tr))


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
    if running_status(settings) is not None:
        raise UsageError(
            "sitmon is running and holds the wearable: stop it first (Ctrl-C where it runs), then try again"
        )
