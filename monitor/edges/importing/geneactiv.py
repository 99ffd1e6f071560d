"""GENEActiv: `.bin`, text all through: a header of "key:value" lines, then pages of ten lines.

Layout: GENEActiv instruction manual, "Decoding .bin files".  The last line of a page holds 300 samples in hex, 48 bits
each: x, y, z in 12 bits, two's complement, then light, button and a spare bit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from monitor.edges.importing.pages import Fault, ForeignFile, Page, paced, read_offset, read_site, readable
from monitor.errors import RecordingError

_BEGINS: Final = b"Recorded Data"
_LONGEST_HEADER: Final = 200
_LONGEST_LINE: Final = 65536
_SAMPLE_DIGITS, _SAMPLES = 12, 300
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d):(\d{3})")

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Scale:
    """From counts to g, as each unit was calibrated when it was made: (100 counts - offset) / gain."""

    gain: NDArray[np.float64]
    offset: NDArray[np.float64]


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
    numbers = {name: _number(path, fields, name) for name in (*wanted, "Measurement Frequency", "Number of Pages")}
    if zero := next(
        (name for name in ("x gain", "y gain", "z gain", "Measurement Frequency") if numbers[name] <= 0), None
    ):
        raise RecordingError(f"{path}: its {zero} is {numbers[zero]:g}, should be above zero")
    scale = _Scale(np.array([numbers[name] for name in wanted[:3]]), np.array([numbers[name] for name in wanted[3:]]))
    site, side = read_site(fields.get("Device Location Code", ""))
    return ForeignFile(
        device=f"{fields.get('Device Type', 'GENEActiv')} {fields['Device Unique Serial Code']}",
        sample_rate_hz=numbers["Measurement Frequency"],
        range_g=8.0,
        blocks=lambda: paced(_pages(path, scale, int(numbers["Number of Pages"])), numbers["Measurement Frequency"]),
        firmware=fields.get("Device Firmware Version", ""),
        zone=read_offset(fields.get("Time Zone", "")),
        wear_site=site,
        worn_leg=side,
    )


def _header(file: BinaryIO) -> Fields:
    """The lines before the first page; the file then stands behind its first line."""
    fields: Fields = {}
    for _ in range(_LONGEST_HEADER):
        line = file.readline(_LONGEST_LINE)
        if not line or line.startswith(_BEGINS):
            break
        key, colon, value = line.decode(errors="replace").partition(":")
        if colon:
            fields[key.strip()] = value.strip().strip("\0")
    return fields


def _number(path: Path, fields: Fields, name: str) -> float:
    """A number of the header; its unit may stand behind it, and some countries write a comma."""
    words = fields.get(name, "").replace(",", ".").split()
    try:
        return float(words[0])
    except (ValueError, IndexError):
        raise RecordingError(f"{path}: its header says {name} {fields.get(name, '')!r}, should be a number") from None


def _pages(path: Path, scale: _Scale, promised: int) -> Iterator[Page | Fault]:
    with readable(path), path.open("rb") as file:
        _header(file)
        number = 0
        while fields_and_hex := _page_lines(file):
            yield _page(*fields_and_hex, scale, number)
            number += 1
        if number < promised:
            yield Fault(f"cut off: {number} of the {promised} pages that its header promises")


def _page_lines(file: BinaryIO) -> tuple[Fields, bytes] | None:
    """Fields and hex digits of the next page; the file stands behind its first line.  None at the end."""
    fields: Fields = {}
    samples = b""
    while (line := file.readline(_LONGEST_LINE)) and not line.startswith(_BEGINS):
        key, colon, value = line.partition(b":")
        if colon:
            fields[key.decode(errors="replace").strip()] = value.decode(errors="replace").strip()
        else:
            samples += line.strip()
    return (fields, samples) if fields or samples else None


def _page(fields: Fields, digits: bytes, scale: _Scale, number: int) -> Page | Fault:
    time = _TIME.fullmatch(fields.get("Page Time", ""))
    if time is None:
        return Fault(f"page {number} has no valid time")
    if len(digits) != _SAMPLES * _SAMPLE_DIGITS:
        return Fault(f"page {number} holds {len(digits) // _SAMPLE_DIGITS} of {_SAMPLES} samples")
    try:
        octets = np.frombuffer(bytes.fromhex(digits.decode()), np.uint8).reshape(-1, 6).astype(np.int32)
        start_s = float(np.datetime64(f"{time[1]}T{time[2]}.{time[3]}", "ms").astype(np.int64)) / 1000.0
    except ValueError:
        return Fault(f"page {number} holds what is neither hex nor a time")
    high, low = octets[:, [0, 1, 3]], octets[:, [1, 2, 4]]
    raw = np.column_stack(
        [high[:, 0] << 4 | low[:, 0] >> 4, (high[:, 1] & 15) << 8 | low[:, 1], high[:, 2] << 4 | low[:, 2] >> 4]
    )
    signed = raw - ((raw & 0x800) << 1)
    return Page(start_s, ((100.0 * signed - scale.offset) / scale.gain).astype(np.float32))
