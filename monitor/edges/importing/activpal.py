"""activPAL event files, "Events" and "EventsEx": postures that its software found, not samples.

They cannot be classified again, so they become the labels of a recording of the same time: what another method said.
One line an event: when it began (days since 1899-12-30, or a date between #), how long it lasted, and a code.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from monitor.edges.files import readable
from monitor.edges.reading import finite, lines_of, read_bounded
from monitor.errors import RecordingError
from monitor.posture.labels import Posture

_HEADS: Final = (("time",), ("interval (s)", "duration (s)"), ("activitycode", "event type"))
"""How the heads of begin, duration and code begin, in small letters: of "Events" and of "EventsEx"."""
_PREAMBLE: Final = 60
"""Lines before the header within which it is looked for (EventsEx begins with settings)."""

_DAY_S, _EXCEL_1970 = 86400.0, 25569.0

CODES: Final = {
    "0": ("sedentary", Posture.SITTING),
    "1": ("standing", Posture.STANDING),
    "2": ("stepping", Posture.MOVING),
    "2.1": ("cycling", Posture.MOVING),
    "3": ("lying", Posture.LYING),
    "3.1": ("primary lying", Posture.LYING),
    "3.2": ("secondary lying", Posture.LYING),
    "4": ("non-wear", Posture.NON_WEAR),
    "5": ("travelling", Posture.SITTING),
}
"""activPAL's codes, in its words and ours.  Its "sedentary" is sitting or lying: older files do not tell them apart."""


@dataclass(frozen=True, slots=True)
class PalEvent:
    """One event.

    Attributes:
        start_s, end_s: on the wearable's own clock, seconds since 1970 as if it showed UTC.
        label: in activPAL's words.
        posture: in ours.
    """

    start_s: float
    end_s: float
    label: str
    posture: Posture


def is_activpal(path: Path) -> bool:
    """Whether a CSV is an event file of an activPAL, by its header."""
    try:
        with path.open("rb") as file:
            return _header(line.decode("utf-8-sig", errors="replace") for line in lines_of(file)) is not None
    except (OSError, ValueError):
        return False  # whoever reads it next says what is wrong


def read_activpal(path: Path) -> list[PalEvent]:
    """Read the events, in order of time.

    Raises:
        RecordingError: it cannot be read, has no header of an event file, or a line is no event; names the line.
    """
    try:
        with readable(path):
            lines = read_bounded(path).decode("utf-8-sig", errors="replace").splitlines()
    except ValueError as error:
        raise RecordingError(f"{path}: {error}") from error
    if (header := _header(lines)) is None:
        raise RecordingError(
            f"{path}: not an event file of an activPAL; columns Time, Interval (s), ActivityCode missing"
        )
    head, places = header
    events: list[PalEvent] = []
    for number, line in enumerate(lines[head:], head + 1):
        if not line.strip():
            continue
        event = _event(line, places, f"{path}:{number}")
        if events and event.start_s < events[-1].start_s:
            raise RecordingError(f"{path}:{number}: begins before the event above it; sort the lines by time")
        events.append(event)
    if not events:
        raise RecordingError(f"{path}: has a header and no events")
    return [event for event in events if event.end_s > event.start_s]


def _cells(line: str) -> list[str]:
    separator = ";" if line.count(";") > line.count(",") else ","
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]


def _header(lines: Iterable[str]) -> tuple[int, list[int]] | None:
    """The number of the header, and where time, duration and code stand; None if there is none."""
    for number, line in enumerate(islice(lines, _PREAMBLE), start=1):
        names = [cell.lower() for cell in _cells(line)]
        places = [next((at for at, name in enumerate(names) if name.startswith(heads)), -1) for heads in _HEADS]
        if min(places) >= 0:
            return number, places
    return None


def _event(line: str, places: list[int], where: str) -> PalEvent:
    cells = _cells(line)
    if len(cells) <= max(places):
        raise RecordingError(f"{where}: ends before its code; an event has a time, a duration and a code")
    time, lasts, code = (cells[place] for place in places)
    try:
        start_s, duration_s = _wall_s(time), finite(lasts.replace(",", "."))
        label, posture = _said(f"{finite(code.replace(',', '.')):g}")
    except ValueError:
        raise RecordingError(
            f"{where}: {time[:30]!r}, {lasts[:20]!r}, {code[:10]!r} is no time, duration and code"
        ) from None
    if not 0.0 <= duration_s < 1e7:
        raise RecordingError(f"{where}: lasts {duration_s:g} s, should be 0 or more")
    return PalEvent(start_s, start_s + duration_s, label, posture)


def _said(code: str) -> tuple[str, Posture]:
    """What a code means; one that is newer than we are keeps its number, and what it was is unknown."""
    return CODES.get(code, (f"activPAL code {code}", Posture.UNKNOWN))


def _wall_s(text: str) -> float:
    """Days since 1899-12-30, as spreadsheets count, or a date and time."""
    text = text.strip("#").strip()
    try:
        days = finite(text.replace(",", "."))
    except ValueError:
        return float(np.datetime64(text.replace(" ", "T"), "ms").astype(np.int64)) / 1000.0
    if not 20000.0 < days < 80000.0:
        raise ValueError("not a date")
    return round((days - _EXCEL_1970) * _DAY_S, 1)  # activPAL counts tenths of a second
