"""GENEActiv: `.bin`, text all through: a header of "key:value" lines, then pages of ten lines.

Layout: GENEActiv instruction manual, "Decoding .bin files".  The last line of a page holds 300 samples in hex, 48 bits
each: x, y, z in 12 bits, two's complement, then light, button and a spare bit.
"""

import math
import re
from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from monitor.edges.files import readable
from monitor.edges.importing.pages import (
    ForeignFile,
    read_fields,
    read_offset,
    read_site,
    unpack_12_bits,
    wall_s,
)
from monitor.edges.importing.timeline import Fault, Page, own_rate, paced
from monitor.edges.reading import finite, plain
from monitor.errors import RecordingError

_BEGINS: Final = b"Recorded Data"
_LONGEST_HEADER: Final = 200
_LONGEST_LINE: Final = 65536
_LONGEST_PAGE: Final = 64
_SAMPLE_DIGITS, _SAMPLES = 12, 300
_LONGEST_COUNT: Final = 10
_RATE: Final = re.compile(r"\d{1,4}(\.\d{1,6})?")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d):(\d{3})")


Scale = NDArray[np.float64]
"""Gain and offset of x, y, z, as each unit was calibrated when it was made: g = (100 counts - offset) / gain."""


def open_bin(path: Path) -> ForeignFile:
    """Open a `.bin`.

    Raises:
        RecordingError: it cannot be read, is none of a GENEActiv, or its header lacks what is needed; one line.
    """
    with readable(path), path.open("rb") as file:
        fields = _header(file)
    if "Device Unique Serial Code" not in fields:
        raise RecordingError(f'{path}: not a BIN file of a GENEActiv; it should begin with "Device Identity"')
    wanted = [f"{axis} {what}" for what in ("gain", "offset") for axis in "xyz"]
    numbers = {name: _number(path, fields, name) for name in (*wanted, "Measurement Frequency")}
    if zero := next(
        (name for name in ("x gain", "y gain", "z gain", "Measurement Frequency") if numbers[name] <= 0), None
    ):
        raise RecordingError(f"{path}: its {zero} is {numbers[zero]:g}, should be above zero")
    scale = np.array([numbers[name] for name in wanted]).reshape(2, 3)
    pages = partial(_pages, path, scale, _whole(fields.get("Number of Pages", "")))
    rate_hz = own_rate(pages(), numbers["Measurement Frequency"])
    bounds_s = _bound_s(fields, "Start Time", -1), _bound_s(fields, "Extract Time", 1)
    site, side = read_site(fields.get("Device Location Code", ""))
    return ForeignFile(
        device=plain(f"{fields.get('Device Type', 'GENEActiv')} {fields['Device Unique Serial Code']}"),
        sample_rate_hz=rate_hz,
        range_g=8.0,
        blocks=lambda: paced(pages(), rate_hz, bounds_s),
        firmware=plain(fields.get("Device Firmware Version", "")),
        zone=read_offset(fields.get("Time Zone", "")),
        wear_site=site,
        worn_leg=side,
    )


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines up to where a page begins; the file then stands behind the first line of that page."""
    while (line := file.readline(_LONGEST_LINE)) and not line.startswith(_BEGINS):
        yield line


def _header(file: BinaryIO) -> dict[str, str]:
    return read_fields(islice(_lines(file), _LONGEST_HEADER))


def _number(path: Path, fields: dict[str, str], name: str) -> float:
    """A number of the header; its unit may stand behind it, and some countries write a comma."""
    words = fields.get(name, "").replace(",", ".").split()
    try:
        return finite(words[0])
    except (ValueError, IndexError):
        raise RecordingError(
            f"{path}: its header says {name} {fields.get(name, '')[:40]!r}, should be a number"
        ) from None


def _whole(text: str) -> int:
    """A count of the header, which some leave out; 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_COUNT else 0


def _time_s(text: str) -> float:
    """Read "2026-03-02 09:00:00:500" as seconds since 1970 on the wearable's clock.

    Raises:
        ValueError: it is none.
    """
    if (time := _TIME.fullmatch(text)) is None:
        raise ValueError("not a time")
    return wall_s(f"{time[1]}T{time[2]}.{time[3]}")


def _bound_s(fields: dict[str, str], name: str, sign: int) -> float:
    """A time of the header; without end in that direction where it does not say."""
    try:
        return _time_s(fields.get(name, ""))
    except ValueError:
        return sign * math.inf


def _pages(path: Path, scale: Scale, promised: int) -> Iterator[Page | Fault]:
    with readable(path), path.open("rb") as file:
        _header(file)
        number = 0
        while lines := list(islice(of_page := _lines(file), _LONGEST_PAGE)):
            yield _page(lines, scale, number) if next(of_page, None) is None else Fault(f"page {number} has no end")
            deque(of_page, maxlen=0)
            number += 1
        if number < promised:
            yield Fault(f"cut off: {number} of the {promised} pages that its header promises")


def _page(lines: list[bytes], scale: Scale, number: int) -> Page | Fault:
    fields = read_fields(line for line in lines if b":" in line)
    digits = b"".join(line.strip() for line in lines if b":" not in line)
    try:
        start_s = _time_s(fields.get("Page Time", ""))
    except ValueError:
        return Fault(f"page {number} has no valid time")
    if len(digits) != _SAMPLES * _SAMPLE_DIGITS:
        return Fault(f"page {number} holds {len(digits) // _SAMPLE_DIGITS} of {_SAMPLES} samples")
    try:
        counts = unpack_12_bits(bytes.fromhex(digits.decode())).reshape(-1, 4)[:, :3]
    except ValueError:
        return Fault(f"page {number} holds what is neither hex nor a time")
    gain, offset = scale
    told_hz = fields.get("Measurement Frequency", "").replace(",", ".")
    return Page(
        start_s,
        ((100.0 * counts - offset) / gain).astype(np.float32),
        rate_hz=float(told_hz) if _RATE.fullmatch(told_hz) and float(told_hz) > 0.0 else None,
        number=_whole(fields.get("Sequence Number", "")) if "Sequence Number" in fields else None,
    )
