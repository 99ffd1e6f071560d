"""How long a start reads the journal after ten years: as long as after one, or it is a fault.

    python -m benchmarks.decade [--years 10]

The years are those of somebody who does not exist (`benchmarks.year`), one of them written and then repeated, with 300
changes of typing and 40 of other contexts a day, ten sayings a day, and the seconds of the last two days.  Each read is
made on an empty journal, on one of a year, about as far back as a start looks, and on the one of all years.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.tables import table
from benchmarks.year import simulate_journal
from monitor.coaching.inputs import Action
from monitor.edges.journal import Journal, JournalWriter
from monitor.edges.journal.ageing import STEP
from monitor.edges.journal.entries import SAFETY

DAY_S: Final = 86_400
TIMES: Final = 5
TYPING, OTHER, SAID = 300, 40, 10
"""A day of changes of typing, of changes of other contexts, and of sayings."""

READS: Final[dict[str, Callable[[Journal, float], object]]] = {
    "red flags: inputs(actions=SAFETY)": lambda journal, _: journal.inputs(actions=SAFETY),
    "pain of 400 days": lambda journal, now_s: journal.inputs(now_s - 400 * DAY_S, actions=[Action.PAIN]),
    "all inputs of 14 days": lambda journal, now_s: journal.inputs(now_s - 14 * DAY_S),
    "nudges of 60 days": lambda journal, now_s: journal.events("nudge", now_s - 60 * DAY_S),
    "outcomes of 60 days": lambda journal, now_s: journal.events("outcome", now_s - 60 * DAY_S),
    "first bout, last event": lambda journal, _: (journal.first("bout"), journal.last()),
    "minutes of today": lambda journal, now_s: journal.minutes(now_s - DAY_S),
    "seconds_rows of 16 h": lambda journal, now_s: journal.seconds_rows(now_s - 16 * 3600),
}


def repeat(year: Path, path: Path, years: int, end_s: float) -> None:
    """Write the year so many times, one behind the other, the last of them ending at `end_s`."""
    Journal(path).close()
    rows = sqlite3.connect(path, isolation_level=None)
    rows.execute("PRAGMA synchronous = OFF")
    rows.execute("ATTACH ? AS year", (str(year),))
    (last_s,) = rows.execute("SELECT max(time_s) FROM year.events").fetchone()
    rows.execute("BEGIN")
    for number in range(years):
        shift_s = int(end_s - last_s) // 60 * 60 - (years - 1 - number) * 365 * DAY_S
        _shift(rows, shift_s)
        _say(rows, int(last_s) + shift_s - 365 * DAY_S)
    packed = bytes.fromhex("80c80000") * 60
    rows.executemany(
        "INSERT INTO seconds (start_s, utc_offset_s, packed) VALUES (?, 0, ?)",
        [(int(end_s) - 2 * DAY_S + 60 * minute, packed) for minute in range(2 * 1440)],
    )
    rows.execute("COMMIT")
    rows.close()


def _shift(rows: sqlite3.Connection, shift_s: int) -> None:
    rows.execute(
        "INSERT INTO events (kind, time_s, utc_offset_s, body) "
        "SELECT kind, time_s + ?, utc_offset_s, body FROM year.events ORDER BY id",
        (shift_s,),
    )
    columns = [row[1] for row in rows.execute("PRAGMA year.table_info(minutes)")][1:]
    rows.execute(
        f"INSERT OR IGNORE INTO minutes SELECT minute_s + ?, {', '.join(columns)} FROM year.minutes", (shift_s,)
    )


def _say(rows: sqlite3.Connection, start_s: int) -> None:
    said = "INSERT INTO inputs (time_s, utc_offset_s, action, detail, context, active) VALUES (?, 0, ?, ?, ?, ?)"
    for day in range(365):
        day_s = start_s + day * DAY_S
        for context, count in (("typing", TYPING), ("locked", OTHER)):
            rows.executemany(
                said, [(day_s + 90.0 * place, None, None, context, place % 2 == 0) for place in range(count)]
            )
        actions = ["pain", *("done", "snooze", "delivered") * (SAID // 3)]
        rows.executemany(said, [(day_s + 900.0 * place, one, "4", None, None) for place, one in enumerate(actions)])
    rows.execute(said, (start_s, "red-flag", "leg-weakness", None, None))
    rows.execute(said, (start_s + 60, "clear-red-flag", "", None, None))


def grow_old(path: Path, now_s: float) -> tuple[float, int]:
    """Let the writer take out what goes for its age; how long that took, and how many rows there were."""
    with Journal(path, read_only=True) as journal:
        before = _count(journal)
        began_s = time.perf_counter()
        with JournalWriter(path, lambda: now_s, hear_after=1 << 40) as writer:
            left = before + STEP
            while left > (left := _count(journal)):
                deadline = time.perf_counter() + 1.0
                while _count(journal) == left and time.perf_counter() < deadline:
                    writer.look()
                    time.sleep(0.01)
    return time.perf_counter() - began_s, before


def _count(journal: Journal) -> int:
    return int(journal._rows.execute("SELECT count(*) FROM inputs").fetchone()[0])  # noqa: SLF001


def took_ms(work: Callable[[], object]) -> float:
    """The median of a few times."""
    times = []
    for _ in range(TIMES):
        began_s = time.perf_counter()
        work()
        times.append(1000.0 * (time.perf_counter() - began_s))
    return median(times)


def open_to_write(path: Path, now_s: float) -> None:
    """As a start does."""
    JournalWriter(path, lambda: now_s, hear_after=1 << 40).close()


def measure(path: Path, now_s: float) -> list[float]:
    """Opening, and each read, in ms."""
    opened = [
        took_ms(lambda: Journal(path, read_only=True).close()),
        took_ms(lambda: open_to_write(path, now_s)),
    ]
    with Journal(path, read_only=True) as journal:
        return opened + [took_ms(lambda read=read: read(journal, now_s)) for read in READS.values()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--years", type=int, default=10)
    args = parser.parse_args()
    now_s = 1_900_000_000.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        simulate_journal(folder / "year", 365)
        Journal(folder / "empty").close()
        repeat(folder / "year", folder / "young", 1, now_s)
        repeat(folder / "year", folder / "old", args.years, now_s)
        unaged = measure(folder / "old", now_s)
        aged_s, count = grow_old(folder / "old", now_s)
        grow_old(folder / "young", now_s)
        columns = [measure(folder / name, now_s) for name in ("empty", "young", "old")]
    rows = [
        (what, f"{empty:.2f}", f"{young:.2f}", f"{old:.2f}", f"{old / empty:.1f}", f"{old / young:.1f}", f"{first:.2f}")
        for what, empty, young, old, first in zip(
            ("open to read", "open to write", *READS), *columns, unaged, strict=True
        )
    ]
    head = ("ms", "empty", "1 year", f"{args.years} years", "to empty", "to 1 year", "before it aged")
    print(table(head, rows))
    print(f"\n{count} inputs aged in {aged_s:.0f} s, at most {STEP} rows of a context at a time")


if __name__ == "__main__":
    main()
