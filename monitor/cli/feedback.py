"""`sitmon feedback`: how the exercise felt; one word is enough."""

import argparse
from typing import Final

from monitor.assembly import known_exercises
from monitor.cli.exercises import find_exercise
from monitor.cli.output import write_line
from monitor.cli.telling import tell
from monitor.coaching.inputs import Action
from monitor.edges.settings import read_settings
from monitor.texts import Text

HEARD: Final = {
    "good": Text("Noted."),
    "too-strong": Text("Noted. Less is enough: stop at a clear, deep, tolerable ache."),
    "not-felt": Text("Noted."),
    "released": Text("Noted as released: that counts as done."),
    "radiating": Text("Stopped for today: what shoots or tingles down the leg is no stretch."),
}
"""What can be felt, and what is answered to it."""


def run(args: argparse.Namespace) -> int:
    """Keep it; without an exercise it is about the one that was offered last.

    Raises:
        UsageError: there is no such exercise.
    """
    detail = f"{args.felt} {args.exercise}" if args.exercise else args.felt
    settings = read_settings(args.config)
    if args.exercise:
        find_exercise(known_exercises(settings), args.exercise, settings.tongue)
    lines = tell(settings, Action.FEEDBACK, detail)
    write_line(settings.tongue(HEARD[args.felt]))
    for line in lines:
        write_line(line)
    return 0
