"""`sitmon dashboard`: open the local page of the running sitmon."""

import argparse
import sys
import webbrowser

from monitor.cli.options import CONFIG, command, flag, option
from monitor.edges.control import ask
from monitor.edges.settings import read_settings
from monitor.terminal.output import write_line
from monitor.texts import Text


@command(
    "sitmon dashboard",
    CONFIG,
    option("--port", "on which port of this machine; by default any that is free", type=int, default=0),
    flag("--url", "write the address, open nothing"),
)
def run(args: argparse.Namespace) -> None:
    """Ask for the page's address, and show it in the browser; `--url` only writes it."""
    settings = read_settings(args.config)
    url = str(ask(settings.storage.socket, {"do": "page", "port": args.port})["url"])
    is_open = not args.url and sys.stdout.isatty() and webbrowser.open(url)
    write_line(settings.tr(Text("The page is open in your browser. It ends with sitmon.")) if is_open else url)
