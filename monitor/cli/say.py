"""`sitmon snooze`, `skip`, `done`, `pause`, `resume`: what the buttons say, for desktops that draw none."""

import argparse
from typing import Final

from monitor.coaching.inputs import Action
from monitor.edges.settings import read_settings
from monitor.running.telling import say
from monitor.terminal.output import write_line
from monitor.texts import Text


def run(args: argparse.Namespace) -> int:
    """Tell the running sitmon; without one there is nobody to tell.

    Raises:
        NotRunningError: sitmon is not running.
    """
    settings = read_settings(args.config)
    action = Action(args.command)
    for line in say(settings, action) or [settings.tr(HEARD[action])]:
        write_line(line)
    return 0


HEARD: Final = {
    Action.SNOOZE: Text("Snoozed."),
    Action.SKIP: Text("Skipped."),
    Action.DONE: Text("Noted as said by you. Whether the body moved, the sensor says."),
    Action.PAUSE: Text("Paused. Nothing is said until `sitmon resume`; the watching goes on."),
    Action.RESUME: Text("Going on."),
}
"""What follows from an action where the running sitmon itself has nothing to say to it."""
