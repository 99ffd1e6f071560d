"""Small tables beside a recording, written whole, read line by line: what is wrong names file and line, in one line."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from monitor.edges.files import readable, writable, write_file
from monitor.edges.reading import finite, lines_of
from monitor.errors import RecordingError

MOST_ROWS: Final = 2_000_000
"""Rows that are held at most (product default): a label each second for three weeks."""

FARTHEST_S: Final = 1e10
"""Seconds from the start of a recording that a row may tell of (product default): three hundred years."""

T = TypeVar("T")


def read_rows(path: Path, columns: Sequence[str], read: Callable[..., T]) -> list[T]:
    """Read a table in UTF-8 with a header; one that is not there has no rows.

    Args:
        path: of the table.
        columns: that it must have.
        read: makes a row of the texts of these columns, in their order, or raises `ValueError`.

    Raises:
        RecordingError: a column is missing, a line is too long or no row; names the line.
    """
    number = 1
    try:
        with readable(path), suppress(FileNotFoundError), path.open("rb") as file:
            rows = csv.DictReader(line.decode("utf-8" if at else "utf-8-sig") for at, line in enumerate(lines_of(file)))
            if missing := [name for name in columns if name not in (rows.fieldnames or ())]:
                raise RecordingError(f"{path}: column {', '.join(missing)} missing; needs {', '.join(columns)}")
            found = []
            for row in islice(rows, MOST_ROWS):
                number = rows.line_num
                found.append(read(*(row[name] or "" for name in columns)))
            if next(rows, None) is not None:
                raise RecordingError(f"{path}: more than {MOST_ROWS} rows, which no table of a recording has")
            return found
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path}: not a CSV file in UTF-8; save it as UTF-8") from error
    except (csv.Error, ValueError) as error:
        raise RecordingError(f"{path}:{number}: {error}") from error
    return []


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with its header, whole or not at all; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    with writable(path):
        write_file(path, text.getvalue())


def seconds(text: str, name: str) -> float:
    """Read seconds since the start of a recording.

    Raises:
        ValueError: it is no number, not finite, or farther away than any recording.
    """
    try:
        value = finite(text)
    except ValueError:
        raise ValueError(f"{name} is {text[:40]!r}, should be a number of seconds") from None
    if abs(value) > FARTHEST_S:
        raise ValueError(f"{name} is {value:g} s, which is farther from the start than any recording lasts")
    return value
