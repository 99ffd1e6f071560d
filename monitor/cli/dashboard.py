"""`sitmon dashboard`: open the local page of the running sitmon."""

import argparse
import sys
import webbrowser

from monitor.cli.options import CONFIG, command, flag, option, port
from monitor.edges.control import ask
from monitor.edges.settings import read_settings
from monitor.terminal.output import write_line
from monitor.texts import Text


@command(
    "sitmon dashboard",
    CONFIG,
    option("--port", "on which port of this machine; by default any that is free", type=port, default=0),
    flag("--url", "write an address that opens it once, open nothing"),
)
def run(args: argparse.Namespace) -> None:
    """Ask the running sitmon for the page, and show it in the browser; `--url` only writes an address.

    The browser gets the name of a file, not the address: everybody on this machine can read its command line.
    """
    settings = read_settings(args.config)
    place = settings.storage.socket
    if not args.url and sys.stdout.isatty():
        handed_over = str(ask(place, {"do": "hand-over", "port": args.port})["url"])
        if webbrowser.open(handed_over):
            write_line(settings.tr(Text("The page is open in your browser. It ends with sitmon.")))
            return
    write_line(str(ask(place, {"do": "page", "port": args.port})["url"]))
