"""`sitmon context driving on`: what the desktop cannot know of the moment, said by hand."""

import argparse

from monitor.edges.control import ask
from monitor.edges.settings import read_settings
from monitor.running.telling import check_kept
from monitor.terminal.output import write_line
from monitor.texts import Text


def run(args: argparse.Namespace) -> int:
    """Tell the running sitmon; a context that began lasts until it is said to end, or sitmon is started again.

    A drive goes on then; it lasts twelve hours at most.

    Raises:
        NotRunningError: sitmon is not running.
    """
    settings = read_settings(args.config)
    began = args.state == "on"
    check_kept(ask(settings.storage.socket, {"do": "context", "context": args.context, "active": began}))
    text = Text("Nudges wait until it is over.") if began else Text("It is over; what waited comes now.")
    write_line(settings.tr(text))
    return 0
