"""`sitmon report`: one page for a physiotherapist, a massage therapist or a doctor, from the journal alone (F8)."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from monitor.cli.options import CONFIG, command, day, option
from monitor.edges.files import write_file
from monitor.edges.journal import Journal
from monitor.edges.settings import read_settings
from monitor.errors import UsageError
from monitor.report.pages import render_page, render_pdf
from monitor.report.summary import summarise
from monitor.terminal.output import write_line
from monitor.texts import Text

DAYS: Final = 28
"""How many days are reported on, if nobody says (product default)."""


ENDINGS: Final = (".html", ".htm", ".pdf")


@command(
    "sitmon report --from 2026-03-01",
    CONFIG,
    option("--from", "first day; by default four weeks before the last", dest="start", type=day, metavar="DAY"),
    option("--to", "last day; by default today", type=day, metavar="DAY"),
    option("--out", ".html or .pdf", type=Path, metavar="FILE", default=Path("sitmon-report.html")),
)
def run(args: argparse.Namespace) -> None:
    """Write the page."""
    settings = read_settings(args.config)
    last = args.to or datetime.now(settings.zone).date()
    first = args.start or last - timedelta(days=DAYS - 1)
    if args.out.suffix.lower() not in ENDINGS:
        raise UsageError(f"{args.out}: a report is written as {' or '.join(ENDINGS)}; give --out one of these endings")
    if first > last:
        raise UsageError(f"--from {first} lies after --to {last}")
    with Journal(settings.storage.journal, read_only=True) as journal:
        summary = summarise(journal, settings, first, last)
    is_pdf = args.out.suffix.lower() == ".pdf"
    try:
        write_file(args.out, render_pdf(summary, settings) if is_pdf else render_page(summary, settings))
    except OSError as error:
        raise UsageError(f"{args.out}: cannot be written ({error.strerror or error})") from error
    page = Text("Written: {path}. Open it in a browser; print it from there.")
    write_line(settings.tr(Text("Written: {path}.") if is_pdf else page, path=args.out))
