"""`sitmon snooze`, `skip`, `done`, `pause`, `resume`: what the buttons say, for desktops that draw none."""

import argparse

from monitor.assembly import storage_paths
from monitor.cli.output import write_line
from monitor.coaching.inputs import Action
from monitor.edges.control import ask
from monitor.edges.settings import Settings, read_settings
from monitor.edges.settings.keys import format_duration


def run(args: argparse.Namespace) -> int:
    """Tell the running sitmon; without one there is nobody to tell.

    Raises:
        NotRunningError: sitmon is not running.
    """
    settings = read_settings(args.config)
    _, socket_path, _ = storage_paths(settings)
    action = Action(args.command)
    ask(socket_path, {"do": "say", "action": action, "detail": ""})
    write_line(_heard(action, settings))
    return 0


def _heard(action: Action, settings: Settings) -> str:
    """What follows from it, in one line."""
    rules = settings.nudges
    return {
        Action.SNOOZE: f"Not now.  If you still sit in {format_duration(rules.snooze_s)}, you hear of it again.",
        Action.SKIP: f"Not this one.  Silence until you have sat for another {format_duration(rules.limit_s)}.",
        Action.DONE: "Noted as said by you.  Whether the body moved, the sensor says.",
        Action.PAUSE: "Paused.  Nothing is said until `sitmon resume`; the watching goes on.",
        Action.RESUME: "Going on.",
    }[action]
