"""What can be called, and how."""

import argparse
from pathlib import Path

from monitor import __version__
from monitor.cli.arguments import BARS, JSON, SITES, Commands, Parser, add, add_config, positive, seed
from monitor.cli.parser_coach import add_coach
from monitor.cli.parser_data import add_data


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options; every command's help ends with an example."""
    parser = Parser(
        prog="sitmon",
        description="Knows from a wearable whether you sit, and after too much of it shows the stretch that fits now.",
        epilog="First time?  `sitmon demo` needs no hardware and ends by itself.",
    )
    parser.add_argument("--version", action="version", version=f"sitmon {__version__}")
    parser.set_defaults(module=None)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_run(commands)
    _add_status(commands)
    _add_dashboard(commands)
    _add_tray(commands)
    _add_settings(commands)
    _add_setup(commands)
    _add_privacy(commands)
    _add_service(commands)
    _add_doctor(commands)
    add_coach(commands)
    add_data(commands)
    return parser


def _add_demo(commands: Commands) -> None:
    parser = add(commands, "demo", "show a simulated morning, without hardware or settings", "sitmon demo --seed 3")
    parser.add_argument("--seed", type=seed, default=1, help="another person, another chance (default 1)")
    parser.add_argument("--plain", action="store_true", help="lines instead of the live view, as when piped")
    parser.add_argument("--json", action="store_true", help=f"the events, {JSON}")


def _add_run(commands: Commands) -> None:
    parser = add(commands, "run", "watch through your wearable, and speak up when it is time", "sitmon run --live")
    add_config(parser)
    parser.add_argument("--live", action="store_true", help="show the live view in this terminal")
    parser.add_argument(
        "--virtual", metavar="SCRIPT", help="a simulated person's wearable instead of a real one; see sitmon simulate"
    )
    parser.add_argument("--speed", type=positive, default=1.0, help="of the virtual wearable, times as fast as life")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write there what is said, not to the terminal")


def _add_status(commands: Commands) -> None:
    parser = add(
        commands, "status", "say what the running sitmon sees, or what was last known", "sitmon status --watch"
    )
    add_config(parser)
    parser.add_argument("--watch", action="store_true", help="look each second, until Ctrl-C")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=JSON)
    form.add_argument("--bar", choices=BARS, help="one line for the bar of a desktop: plain (polybar), waybar, i3")


def _add_dashboard(commands: Commands) -> None:
    parser = add(commands, "dashboard", "open the local page of the running sitmon", "sitmon dashboard")
    add_config(parser)
    parser.add_argument(
        "--port", type=int, default=0, help="on which port of this machine; by default any that is free"
    )
    parser.add_argument("--url", action="store_true", help="write the address, open nothing")


def _add_tray(commands: Commands) -> None:
    parser = add(commands, "tray", "show an icon in the desktop's tray, with minutes and a menu", "sitmon tray")
    add_config(parser)


def _add_settings(commands: Commands) -> None:
    parser = add(commands, "settings", "print a commented settings file to begin with", "sitmon settings > sitmon.toml")
    add_config(parser)
    parser.add_argument("--check", action="store_true", help="read yours instead, and say every fault with its line")


def _add_setup(commands: Commands) -> None:
    parser = add(
        commands,
        "setup",
        "go through wearable, place, side, pose, hours and a test notification; or take one of these steps again",
        "sitmon setup\n  sitmon setup --site thigh --leg left --side left --hours 'mon-fri 09:00-17:30'",
    )
    add_config(parser)
    parser.add_argument(
        "--wearable", nargs="?", const="", metavar="ADDRESS", help="which one is yours; without an address, choose"
    )
    parser.add_argument("--site", choices=SITES, help="where it is worn")
    parser.add_argument("--leg", choices=("left", "right"), help="which leg wears it")
    parser.add_argument("--side", choices=("left", "right", "both"), help="where it hurts")
    parser.add_argument("--hours", metavar="TEXT", help="when nudges are wanted, such as 'mon-fri 09:00-17:30'")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the journal and all else is kept")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--pair", nargs="?", const="", metavar="ADDRESS", help="make a bond; without an address, with the only one near"
    )
    what.add_argument(
        "--bangle", nargs="?", const="", metavar="ADDRESS", help="upload our app to a Bangle.js 2 or Puck.js"
    )
    what.add_argument(
        "--pose", action="store_true", help="stand for 5 s, sit for 5 s: how the wearable sits is then known at once"
    )
    what.add_argument("--forget", action="store_true", help="belong to the next wearable that is near, not to this one")
    what.add_argument("--notification", action="store_true", help="show a notification, and say which button came back")


def _add_privacy(commands: Commands) -> None:
    parser = add(commands, "privacy", "list every file that is kept, and purge it when you say so", "sitmon privacy")
    add_config(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=JSON)
    form.add_argument("--purge", choices=("journal", "recordings", "wearable", "everything"), help="take it away")
    parser.add_argument("--before", metavar="DAY", help="only what is older than this day, such as 2026-03-01")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _add_service(commands: Commands) -> None:
    parser = add(
        commands, "service", "have `sitmon run` started at log-in, and again if it fails", "sitmon service install"
    )
    add_config(parser)
    parser.add_argument("do", choices=("install", "uninstall", "status", "logs"), help="what is to be done")
    parser.add_argument("--print", action="store_true", help="write what would be done, do nothing")
    parser.add_argument("--follow", action="store_true", help="with logs: go on until Ctrl-C")


def _add_doctor(commands: Commands) -> None:
    parser = add(
        commands, "doctor", "look at everything that sitmon needs, and say what to do where it lacks", "sitmon doctor"
    )
    add_config(parser)
    parser.add_argument("--json", action="store_true", help=JSON)
