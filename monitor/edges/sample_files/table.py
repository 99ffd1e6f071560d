"""Tables of samples in text, as the programs of the field export them: what is read is said, what is not is refused.

A table may begin with lines of a header of its own (ActiLife, GENEActiv), name its columns or not (OmGui), part them by
commas, semicolons or tabs, and write decimal commas.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from monitor.edges.reading import LONGEST_LINE, finite, lines_of, plain
from monitor.edges.sample_files.samples import TIMES, SampleFile, rate_of
from monitor.edges.sample_files.times import TimeColumn, day_order, read_date, time_column
from monitor.errors import RecordingError

_AXES: Final = ("x", "y", "z")
_PREAMBLE: Final = 200
"""Lines within which the first row is looked for (GENEActiv writes 100)."""

_LEAST_G, _MOST_G, _WIDEST_G = 0.5, 2.0, 16.0
"""Between which ‖a‖ of a body lies most of the time, and beyond which no sensor here measures (product default)."""

_MOST_COLUMNS: Final = 64
_BYTES_AT_ONCE: Final = 4 << 20
_TIME_WORDS: Final = re.compile(r"time|date|epoch|unix|utc|elapsed|^t($|[\s_(\[])|^ts$")
_OTHER_WORDS: Final = re.compile(r"gyr|rotation|mag|grav|linear|user|lux|temp|filter")
_AXIS_NAME: Final = re.compile(r"^(?:accelerometer|acceleration|accel|acc|a)?([xyz])(?:axis)?$")
_UNITS: Final = (
    (re.compile(r"m/?s\^?[2²]|ms-2|m/s/s"), 1.0 / 9.80665, "m/s²"),
    (re.compile(r"[\[(_ ]mg[\])]?$"), 0.001, "mg"),
)
_ACTILIFE: Final = re.compile(r"data file created by actigraph", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where what stands in a table.

    Attributes:
        first: number of the first row, from 1.
        separator, is_comma: between cells; whether decimals stand behind a comma.
        places: of x, y, z and of the time, if there is one.
        time: how that is read.
        rate_hz, start_s: as the preamble says; None if it does not.
        unit_g: what one of the numbers is, in g.
        what: how it was understood; empty for a table of our own kind.
    """

    first: int
    separator: str
    is_comma: bool
    places: Mapping[str, int]
    time: TimeColumn | None
    rate_hz: float | None = None
    start_s: float | None = None
    unit_g: float = 1.0
    what: str = ""


def read_table(path: Path, sample_rate_hz: float | None) -> SampleFile:
    """Read a table.

    Raises:
        OSError: it cannot be read.
        RecordingError: it has no samples that are understood, or times that are not; names the line.
    """
    try:
        with path.open("rb") as file:
            head = list(islice(_lines(file), _PREAMBLE + 2))
        layout = _layout(path, head)
        columns = _columns(path, layout)
    except ValueError as error:
        raise RecordingError(f"{path}: {error}") from error
    xyz_g = np.column_stack([columns[axis] for axis in _AXES]) * layout.unit_g
    time_s = layout.time.finish(columns["time"]) if layout.time else None
    rate_hz = sample_rate_hz or layout.rate_hz or rate_of(path, time_s)
    if time_s is None and layout.start_s is not None:
        time_s = layout.start_s + np.arange(len(xyz_g)) / rate_hz
    is_local = layout.time.is_local if layout.time else layout.start_s is not None
    reading = _reading(layout, rate_hz, time_s)
    tells_unit = layout.unit_g != 1.0
    return SampleFile(xyz_g, rate_hz, time_s, None, is_local=is_local, reading=reading, tells_unit=tells_unit)


def _reading(layout: _Layout, rate_hz: float, time_s: NDArray[np.float64] | None) -> str:
    if not layout.what:
        return ""
    begin = time_s is not None and f", starts {np.datetime64(int(time_s[0]), 's')}".replace("T", " ")
    is_dated = time_s is not None and time_s[0] > 1e8
    return f"read as {layout.what}, {rate_hz:.4g} Hz{begin if is_dated else ''}"


def _lines(file: IO[bytes]) -> Iterator[str]:
    for line in lines_of(file):
        yield line.decode("utf-8-sig", errors="replace").rstrip("\r\n")


# ---------------------------------------------------------------- where what stands
def _layout(path: Path, head: list[str]) -> _Layout:
    """Find where the rows begin: below a line that names x, y and z, else where the first three numbers stand."""
    for number, line in enumerate(head, start=1):
        separator, is_comma = _parting(line)
        cells = _cells(line, separator)
        if set(_AXES) <= _named(cells).keys():
            rows = [row for row in head[number:] if row.strip()]
            if not rows:
                raise RecordingError(f"{path}: has a header and no samples")
            is_comma = separator != "," and _parting(rows[0])[1]
            of_rows = [_cells(row, separator) for row in rows]
            return _of_rows(path, head[: number - 1], cells, of_rows, number + 1, separator, is_comma=is_comma)
        if _is_row(cells, is_comma):
            above = _cells(head[number - 2], separator) if number > 1 else []
            if len(above) == len(cells) and not any(map(_is_number, above)):
                break
            of_rows = [_cells(row, separator) for row in head[number - 1 :] if row.strip()]
            return _of_rows(path, head[: number - 1], [], of_rows, number, separator, is_comma=is_comma)
    return _without_rows(path, head)


def _without_rows(path: Path, head: list[str]) -> NoReturn:
    """Say which column is missing in the header."""
    names = _named(_cells(head[0], _parting(head[0])[0])) if head else {}
    missing = ", ".join(axis for axis in _AXES if axis not in names)
    raise RecordingError(
        f"{path}:1: column {missing} missing; needs a header with x, y, z in g and, "
        f"for gaps, time_s (found {plain(head[0] if head else '', 80) or 'nothing'})"
    )


def _of_rows(
    path: Path, above: list[str], names: list[str], rows: list[list[str]], first: int, separator: str, *, is_comma: bool
) -> _Layout:
    actilife = _ACTILIFE.search(above[0]) if above else None
    date_format, rate_hz, start_s = _preamble(above) if actilife else ("", None, None)
    is_named = bool(names)
    places = _named(names) if is_named else _unnamed(path, first, rows, is_comma=is_comma)
    time, place = _time_of(path, first, names, rows, date_format, is_comma=is_comma)
    if not is_named and time is None and places["x"] == 1 and rate_hz is None:
        raise RecordingError(f"{path}:{first}: {plain(rows[0][0], 40)!r} is no time that is understood; {_TIMES_READ}")
    unit_g, unit = next(
        ((g, what) for pattern, g, what in _UNITS if is_named and _says_unit(names, places, pattern)), (1.0, "")
    )
    kind = "ActiLife RAW" if actilife else "a table with named columns" if is_named else "a table without header"
    is_ours = (
        is_named and not above and separator == "," and (time is None or names[place].lower().strip(' "') in TIMES)
    )
    said = ", ".join(filter(None, [kind, f"in {unit}" if unit else "", date_format, time.what if time else "no times"]))
    places = {axis: places[axis] for axis in _AXES} | ({"time": place} if time else {})
    return _Layout(
        first, separator, is_comma, places, time, rate_hz, start_s, unit_g, "" if is_ours and not unit else said
    )


_TIMES_READ: Final = "times are read as seconds, as milliseconds or days since 1970, and as 2026-03-02T09:00:00"


def _time_of(
    path: Path, first: int, names: list[str], rows: list[list[str]], date_format: str, *, is_comma: bool
) -> tuple[TimeColumn | None, int]:
    """How the times are read, and in which column they stand; a column that must be one and is not is refused."""
    lowered = [name.lower().strip(' "') for name in names]
    likely = [at for at, name in enumerate(lowered) if _TIME_WORDS.search(name)] if names else [0]
    likely.sort(key=lambda at: bool(names) and lowered[at] not in TIMES)
    for place in likely:
        cells = [row[place] if place < len(row) else "" for row in (*rows, rows[0])[:2]]
        name = lowered[place] if names else "time"
        if not names and (len(rows[0]) <= len(_AXES) or _may_be_g(cells[0], is_comma=is_comma)):
            continue
        if found := time_column(name, cells, date_format, is_comma=is_comma):
            return found, place
    if names and likely:
        place = likely[0]
        raise RecordingError(
            f"{path}:{first}: column {plain(names[place], 40)} is {plain(rows[0][place], 40)!r}, no time that is "
            f"understood; {_TIMES_READ}; else leave the column out"
        )
    return None, -1


def _named(names: list[str]) -> dict[str, int]:
    """The places of x, y and z by the names of the columns; those called just so go before."""
    found: dict[str, int] = {}
    for is_exact in (True, False):
        for place, name in enumerate(names[:_MOST_COLUMNS]):
            lowered = name.lower().strip(' "')
            bare = re.sub(r"[\s_]*[(\[].*[)\]]$|_(g|mg)$", "", lowered).strip()
            axis = _AXIS_NAME.match(re.sub(r"[^a-zµ]", "", bare))
            if axis and not _OTHER_WORDS.search(lowered) and (bare in _AXES or not is_exact):
                found.setdefault(axis[1], place)
    return found


def _unnamed(path: Path, first: int, rows: list[list[str]], *, is_comma: bool) -> dict[str, int]:
    """The places of x, y and z where nobody names them: behind a time, and where a body of one g lies."""
    cells = rows[0]
    begin = len(cells) > len(_AXES) and not _may_be_g(cells[0], is_comma=is_comma)
    for place in (begin, begin + 3):
        some = [row[place : place + 3] for row in rows]
        if not all(len(three) == len(_AXES) and all(_is_number(cell, is_comma) for cell in three) for three in some):
            break
        numbers = np.array([[float(cell.replace(",", ".")) for cell in three] for three in some])
        if len(cells) < begin + 6 or _LEAST_G < float(np.median(np.linalg.norm(numbers, axis=1))) < _MOST_G:
            return dict(zip(_AXES, range(place, place + 3), strict=True))
    raise RecordingError(
        f"{path}:{first}: {len(cells)} columns without names, and none of them near 1 g; add a header with x, y, z in g"
    )


def _may_be_g(cell: str, *, is_comma: bool) -> bool:
    return _is_number(cell, is_comma) and abs(float(cell.replace(",", "."))) < _WIDEST_G


def _says_unit(names: list[str], places: Mapping[str, int], pattern: "re.Pattern[str]") -> bool:
    return all(pattern.search(names[places[axis]].lower().strip(' "')) for axis in _AXES)


def _preamble(above: list[str]) -> tuple[str, float | None, float | None]:
    """What ActiLife says before the rows: the format of dates, the rate, and when the first sample was taken."""
    text = "\n".join(above[:_PREAMBLE])
    date_format = re.search(r"date format (\S+)", text)
    rate = re.search(r"\bat (\d{1,4}) ?Hz", text)
    date = re.search(r"Start Date[ :;,]+([\d./-]+)", text)
    time = re.search(r"Start Time[ :;,]+([\d:.,]+(?: ?[AP]M)?)", text)
    told, start_s = date_format[1] if date_format else "", None
    if date and time:
        if (order := day_order(told, date[1])) is None:
            raise ValueError(f"its Start Date {date[1]} may be of two days, and no date format is told")
        start_s = read_date(f"{date[1]} {time[1]}", order)
    return told, float(rate[1]) if rate else None, start_s


# ---------------------------------------------------------------- cells and rows
def _parting(line: str) -> tuple[str, bool]:
    """What parts the cells of a line, and whether its decimals stand behind a comma."""
    for separator in ("\t", ";"):
        if line.count(separator) >= 2:
            return separator, bool(re.search(r"\d,\d", line))
    return ",", False


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(separator)]


def _is_number(cell: str, is_comma: bool = False) -> bool:
    try:
        finite(cell.replace(",", ".") if is_comma else cell)
    except ValueError:
        return False
    return True


def _is_row(cells: list[str], is_comma: bool) -> bool:
    numbers = sum(_is_number(cell, is_comma) for cell in cells[:_MOST_COLUMNS])
    return numbers >= len(_AXES) and (numbers >= len(cells) - 2 or numbers > len(_AXES))


def _columns(path: Path, layout: _Layout) -> dict[str, NDArray[np.float64]]:
    """The columns that are read, in pieces, so that no row is held as text."""
    pieces: list[NDArray[np.float64]] = []
    with path.open("rb") as file:
        number = 1
        for lines in _pieces(file):
            rows = lines[max(layout.first - number, 0) :]
            pieces.append(_piece(path, layout, rows, max(layout.first, number)))
            number += len(lines)
    found = np.concatenate(pieces)
    return dict(zip(layout.places, found.T, strict=True))


def _pieces(file: IO[bytes]) -> Iterator[list[str]]:
    """The lines of a file, many at once, and none that is longer than `LONGEST_LINE`."""
    rest, number = b"", 0
    while True:
        some = file.read(_BYTES_AT_ONCE)
        whole, _, rest = (rest + some).rpartition(b"\n") if some else (rest, b"", b"")
        lines = whole.decode("utf-8", errors="replace").split("\n") if whole or some else []
        if len(rest) > LONGEST_LINE or max(map(len, lines), default=0) > LONGEST_LINE:
            long = next((at for at, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE), len(lines) + 1)
            raise ValueError(f"its line {number + long} is longer than {LONGEST_LINE} bytes")
        number += len(lines)
        yield lines
        if not some:
            return


def _piece(path: Path, layout: _Layout, rows: list[str], first: int) -> NDArray[np.float64]:
    lines = [line for line in rows if line and not line.isspace()]
    places = list(layout.places.values())
    if not lines:
        return np.empty((0, len(places)))
    try:
        return np.loadtxt(
            [line.replace(",", ".") for line in lines] if layout.is_comma else lines,
            delimiter=layout.separator,
            usecols=places,
            ndmin=2,
            comments=None,
            quotechar='"',
            converters={layout.places["time"]: layout.time.read} if layout.time and not layout.time.is_number else None,
        )
    except ValueError as error:
        raise RecordingError(_find_fault(path, layout, rows, first)) from error


def _find_fault(path: Path, layout: _Layout, rows: list[str], first: int) -> str:
    """Where rows are not numbers: numpy counts rows, and not always alike; people count lines."""
    for number, line in enumerate(rows, start=first):
        cells = _cells(line, layout.separator)
        for name, place in layout.places.items() if line.strip() else ():
            if place >= len(cells):
                return f"{path}:{number}: ends before column {name}"
            cell = cells[place].replace(",", ".") if layout.is_comma else cells[place]
            try:
                layout.time.read(cell) if layout.time and name == "time" else float(cell)
            except ValueError:
                should = "a time as in the first row" if name == "time" else "a number"
                return f"{path}:{number}: {name} is {plain(cell, 40)!r}, should be {should}"
    return f"{path}: not numbers with commas between them"
