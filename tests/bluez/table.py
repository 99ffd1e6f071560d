"""The table that `make bluez` prints."""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.bluez.judge import BACK_S, NOTICE_S, Row

_HEADS: Final = ("fault", "noticed", "streams again", "lost", "twice", "sockets", "false", "of", "pace", "")
_GOALS: Final = ("goal", f"<= {NOTICE_S:g} s", f"<= {BACK_S:g} s", "", "0", "0", "0 s", "", "", "")


def table(rows: Sequence[Row]) -> list[str]:
    """The rows under their heads, in columns, and below it what was seen besides.

    "lost" counts samples, "false" seconds of posture, and "of" how many seconds could be compared with the truth;
    "pace" how many times slower the guest was than on a quiet machine: the goals in seconds grow with it.
    """
    cells = [_HEADS, *map(_cells, rows), _GOALS]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADS))]
    lines = [_line(row, widths) for row in cells]
    rule = "-" * max(map(len, lines))
    notes = [f"{row.fault}: {row.note}" for row in rows if row.note]
    return [lines[0], rule, *lines[1:-1], rule, lines[-1], *(["", *notes] if notes else [])]


def verdict(rows: Sequence[Row], failures: Sequence[str]) -> list[str]:
    """What is not as it should be, a line each; nothing if all is."""
    return [*failures, *(f"{row.fault}: {'; '.join(row.unmet)}" for row in rows if row.unmet)]


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.lost, row.twice, row.sockets)
    times = (_seconds(row.noticed_s), _seconds(row.back_s))
    seconds = (f"{row.false_s} s", f"{row.judged_s} s", f"x {row.second_s:.1f}")
    return (row.fault, *times, *map(str, numbers), *seconds, "MISSED" * bool(row.unmet))


def _seconds(time_s: float | None) -> str:
    return "-" if time_s is None else f"{time_s:.2f} s"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells: Iterator[str] = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join((row[0].ljust(widths[0]), *cells)).rstrip()
