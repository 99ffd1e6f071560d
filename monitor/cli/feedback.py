"""`sitmon feedback`: how the exercise felt; one word is enough."""

import argparse

from monitor.assembly import known_exercises
from monitor.cli.exercises import find_exercise
from monitor.coaching.inputs import Action
from monitor.edges.settings import read_settings
from monitor.running.telling import tell
from monitor.terminal.output import write_line
from monitor.wording.practice import FELT_ANSWERS


def run(args: argparse.Namespace) -> int:
    """Keep it; without an exercise it is about the one that was offered last.

    Raises:
        UsageError: there is no such exercise.
    """
    detail = f"{args.felt} {args.exercise}" if args.exercise else args.felt
    settings = read_settings(args.config)
    if args.exercise:
        find_exercise(known_exercises(settings), args.exercise, settings.tr)
    lines = tell(settings, Action.FEEDBACK, detail)
    write_line(settings.tr(FELT_ANSWERS[args.felt]))
    for line in lines:
        write_line(line)
    return 0
