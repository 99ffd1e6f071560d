"""`sitmon diary`: the pain of the last weeks."""

import argparse
from datetime import datetime
from typing import Final

from monitor.assembly import storage_paths
from monitor.coaching.diary import weekly_medians
from monitor.edges.journal import Journal
from monitor.edges.settings import read_settings
from monitor.overview import read_diary
from monitor.records import iso_time
from monitor.terminal.output import write_json, write_line
from monitor.texts import Text

WEEKS: Final = 8
"""How many weeks are summed up."""

LATEST: Final = 10
"""How many entries are listed."""


def run(args: argparse.Namespace) -> int:
    """Each week's median, the newest last, and the latest entries; exit status 1 if there is no entry."""
    settings = read_settings(args.config)
    journal_path, _, _ = storage_paths(settings)
    with Journal(journal_path, read_only=True) as journal:
        entries = list(read_diary(journal))
    if args.json:
        for entry in entries:
            write_json({"time": iso_time(entry.time_s, settings.zone), "level": entry.level, "words": entry.detail})
        return 0 if entries else 1
    if not entries:
        write_line(settings.tr(Text("The diary is empty. An entry takes ten seconds: sitmon pain 4 aching left desk")))
        return 1
    today = datetime.now(settings.zone).date()
    weeks = weekly_medians(entries, today, WEEKS, settings.zone)
    while weeks[0] is None and len(weeks) > 1:
        weeks = weeks[1:]
    said = "  ".join("–" if level is None else settings.tr.decimal(f"{level:g}") for level in weeks)
    write_line(settings.tr(Text("Week by week, the median of 0 to 10, this week last: {weeks}"), weeks=said))
    for entry in entries[-LATEST:]:
        write_line(f"{datetime.fromtimestamp(entry.time_s, settings.zone):%Y-%m-%d %H:%M}  {entry.detail}")
    return 0
