"""`sitmon dashboard`: open the local page of the running sitmon."""

import argparse
import sys
import webbrowser

from monitor.edges.control import ask
from monitor.edges.settings import read_settings
from monitor.terminal.output import write_line
from monitor.texts import Text


def run(args: argparse.Namespace) -> int:
    """Ask for the page's address, and show it in the browser; `--url` only writes it.

    Raises:
        NotRunningError: sitmon is not running.
    """
    settings = read_settings(args.config)
    url = str(ask(settings.storage.socket, {"do": "page", "port": args.port})["url"])
    if args.url or not sys.stdout.isatty() or not webbrowser.open(url):
        write_line(url)
        return 0
    write_line(settings.tr(Text("The page is open in your browser. It ends with sitmon.")))
    return 0
