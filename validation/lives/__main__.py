"""`python -m validation.lives`: the table of all planted people; with a name and `--day`, that day as it is heard."""

import argparse
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from benchmarks.tables import table
from monitor.edges.languages import languages
from validation.lives.judging import Figures, check, measure, row
from validation.lives.living import FORTNIGHT, QUARTER, Life
from validation.lives.people import PEOPLE
from validation.lives.telling import tell_day

NAMED = {person.name: person for person in PEOPLE}


def live(name: str, days: int, seed: int) -> Figures:
    """Live so many days of a person, and take the figures."""
    return measure(Life(NAMED[name], seed).live(days), days)


def report(lived: list[Figures]) -> tuple[str, bool]:
    """Say what holds and what fails, person by person; and whether all holds."""
    failures: dict[str, list[str]] = defaultdict(list)
    for figures in lived:
        for what, broken in check(figures).items():
            failures[what] += [f"        {figures.name}: {broken}"] if broken else []
    lines = [
        line
        for what, broken in failures.items()
        for line in ("  FAILS " + what if broken else "  holds " + what, *broken)
    ]
    return "\n".join(lines), not any(failures.values())


def main(argv: list[str] | None = None) -> int:
    """Print the table, a day, or what fails; 1 if something fails that is to be checked."""
    parser = argparse.ArgumentParser(prog="python -m validation.lives", description=__doc__)
    parser.add_argument("person", nargs="*", choices=[*NAMED, []], metavar="PERSON", help=f"of: {', '.join(NAMED)}")
    parser.add_argument("--day", type=int, help="print this day, counted from 0, as the person hears it")
    parser.add_argument("--language", choices=languages(), default="en", help="of what the product says")
    parser.add_argument("--days", type=int, default=FORTNIGHT, help="to live (default: %(default)s)")
    parser.add_argument("--quarter", action="store_const", const=QUARTER, dest="days", help=f"live {QUARTER} days")
    parser.add_argument("--seed", type=int, default=1, help="of all chance (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="say what must hold, and end with 1 if it does not")
    args = parser.parse_args(argv)
    names = args.person or list(NAMED)
    if args.day is not None:
        for name in names:
            print(tell_day(Life(NAMED[name], args.seed).live(args.day + 1), args.day, args.language), end="\n\n")
        return 0
    with ProcessPoolExecutor() as pool:
        lived = list(pool.map(partial(live, days=args.days, seed=args.seed), names))
    rows = [row(figures) for figures in lived]
    print(table(list(rows[0]), [list(one.values()) for one in rows]))
    if not args.check:
        return 0
    said, holds = report(lived)
    print(f"\n{said}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
