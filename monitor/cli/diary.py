"""`sitmon diary`: the pain of the last weeks."""

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from monitor.cli.answering import answer
from monitor.cli.options import CONFIG, JSON, command
from monitor.coaching.diary import PainEntry, weekly_medians
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings, read_settings
from monitor.overview import read_diary
from monitor.records import iso_time
from monitor.texts import Text

WEEKS: Final = 8
"""How many weeks are summed up."""

LATEST: Final = 10
"""How many entries are listed."""


@command("sitmon diary", CONFIG, JSON)
def run(args: argparse.Namespace) -> int:
    """Each week's median, the newest last, and the latest entries; exit status 1 if there is no entry."""
    settings = read_settings(args.config)
    with Journal(settings.storage.journal, read_only=True) as journal:
        entries = read_diary(journal)
    zone = settings.zone
    records = ({"time": iso_time(one.time_s, zone), "level": one.level, "words": one.detail} for one in entries)
    answer(args, records, _tell(entries, settings))
    return 0 if entries else 1


def _tell(entries: list[PainEntry], settings: Settings) -> Iterator[str]:
    tr, zone = settings.tr, settings.zone
    if not entries:
        yield tr(Text("The diary is empty. An entry takes ten seconds: sitmon pain 4 aching left desk"))
        return
    weeks = weekly_medians(entries, datetime.now(zone).date(), WEEKS, zone)
    while weeks[0] is None and len(weeks) > 1:
        weeks = weeks[1:]
    said = "  ".join("–" if level is None else tr.decimal(f"{level:g}") for level in weeks)
    yield tr(Text("Week by week, the median of 0 to 10, this week last: {weeks}"), weeks=said)
    for entry in entries[-LATEST:]:
        yield f"{datetime.fromtimestamp(entry.time_s, zone):%Y-%m-%d %H:%M}  {entry.detail}"
