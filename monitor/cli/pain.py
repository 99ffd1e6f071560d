"""`sitmon pain 4 aching left desk`: an entry of the diary, in ten seconds."""

import argparse
import time

from monitor.coaching.diary import parse_pain
from monitor.coaching.inputs import Action
from monitor.edges.settings import read_settings
from monitor.errors import UsageError
from monitor.running.telling import tell
from monitor.terminal.output import write_line
from monitor.texts import Text

_DURING = Text("If it came during an exercise, say so too: `sitmon feedback radiating` stops it for today.")


def run(args: argparse.Namespace) -> int:
    """Keep one entry.

    Raises:
        UsageError: a word that the diary does not know.
    """
    try:
        entry = parse_pain(time.time(), " ".join(args.words))
    except ValueError as error:
        raise UsageError(str(error)) from error
    settings = read_settings(args.config)
    for line in tell(settings, Action.PAIN, entry.detail):
        write_line(line)
    write_line(settings.tr(Text("Noted: {entry}."), entry=entry.detail))
    if entry.radiating:
        write_line(settings.tr(_DURING))
    return 0
