"""How commands answer: lines or records as they are asked for, and tables."""

import argparse
from collections.abc import Iterable, Iterator, Sequence

from monitor.terminal.output import Record, write_json, write_line


def write_lines(lines: Iterable[str]) -> None:
    """Write lines for people."""
    for line in lines:
        write_line(line)


def answer(args: argparse.Namespace, records: Iterable[Record], lines: Iterable[str]) -> None:
    """Write records with `--json`, one JSON object a line; else lines for people."""
    if args.json:
        for record in records:
            write_json(record)
    else:
        write_lines(lines)


def columns(rows: Sequence[Sequence[str]], *, is_of_numbers: bool = False) -> Iterator[str]:
    """Set the rows of a table below each other; all but the first column to the right if they hold numbers."""
    from rich.cells import cell_len  # what answers in a line needs none of it

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        gaps = [" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        first, *rest = zip(row, gaps, strict=True)
        yield "  ".join(["".join(first), *(gap + cell if is_of_numbers else cell + gap for cell, gap in rest)]).rstrip()
