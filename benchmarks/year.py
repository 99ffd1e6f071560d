"""How long a year's journal takes: to be read, to be made into tables, and to be written as a report.

    python -m benchmarks.year [--days 365] [--journal FILE]

By default the year is that of somebody who does not exist, written bout by bout without a signal
(`tests.support.weeks`); `python -m benchmarks.lived_year` makes one with the daemon itself, in an hour.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.tables import table
from monitor.analysis.tables import TABLES, load_journal
from tests.support.weeks import FIRST, simulate_journal


@contextmanager
def timed(rows: list[tuple[str, str]], what: str) -> Iterator[None]:
    """Note how long this took."""
    began_s = time.perf_counter()
    yield
    rows.append((what, f"{time.perf_counter() - began_s:.2f} s"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--journal", type=Path, metavar="FILE", help="measure this one, of as many days, instead")
    args = parser.parse_args()
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if args.journal is None:
            simulate_journal(folder / "journal.sqlite", args.days)
        else:
            shutil.copyfile(args.journal, folder / "journal.sqlite")
        with timed(rows, "read (load_journal)"):
            journal = load_journal(folder / "journal.sqlite")
        for name, make in TABLES.items():
            with timed(rows, f"table {name}"):
                make(journal)
        (folder / "sitmon.toml").write_text(f'[storage]\nfolder = "{folder}"\n[person]\ntimezone = "UTC"\n')
        days = ("--from", FIRST.isoformat(), "--to", (FIRST + timedelta(days=args.days - 1)).isoformat())
        for ending in ("html", "pdf"):
            with timed(rows, f"sitmon report, {ending}"):
                subprocess.run(
                    [sys.executable, "-m", "monitor", "report", *days, "--out", str(folder / f"report.{ending}")],
                    env=os.environ | {"SITMON_CONFIG": str(folder / "sitmon.toml")},
                    check=True,
                    capture_output=True,
                )
    print(table(("a journal of " + str(args.days) + " days", "took"), rows))


if __name__ == "__main__":
    main()
