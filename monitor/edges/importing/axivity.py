"""Axivity AX3 and AX6: `.cwa`, a header of 1024 bytes and sectors of 512.

Layout: github.com/openmovementproject/openmovement, Docs/ax3/cwa.h.  A sector tells the time of one of its samples, in
whole seconds, and in newer firmware a fraction with it.  Its clock shows local time and the file does not say whose.
"""

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.edges.files import readable
from monitor.edges.importing.pages import ForeignFile
from monitor.edges.importing.timeline import Fault, Page, own_rate, paced
from monitor.errors import RecordingError

_HEADER, _SECTOR = 1024, 512
_SECTORS_AT_ONCE: Final = 1024
_PACKED_PER_G: Final = 256.0
_RESUMES: Final = 0x01
"""Of the events: logging was resumed before this sector (cwa.h)."""

_HARDWARE: Final = {0x64: "AX6"}

_LAYOUT: Final = np.dtype(
    [
        *(("magic", "S2"), ("length", "<u2"), ("fraction", "<u2"), ("session", "<u4"), ("sequence", "<u4")),
        *(("time", "<u4"), ("light", "<u2"), ("temperature", "<u2"), ("events", "u1"), ("battery", "u1")),
        *(("rate", "u1"), ("axes", "u1"), ("offset", "<i2"), ("count", "<u2"), ("body", "V480"), ("checksum", "<u2")),
    ]
)


def open_cwa(path: Path) -> ForeignFile:
    """Open a `.cwa`.

    Raises:
        RecordingError: it cannot be read, is no CWA, or holds no sector; one line.
    """
    with readable(path), path.open("rb") as file:
        head, first = file.read(_HEADER), file.read(_SECTOR)
    if not head.startswith(b"MD"):
        raise RecordingError(f"{path}: not a CWA file of an Axivity; its first two bytes should be MD")
    if len(first) < _SECTOR:
        raise RecordingError(
            f"{path}: cut off after {len(head) + len(first)} bytes; a CWA holds {_HEADER + _SECTOR} or more"
        )
    told_hz, range_code = _rate_hz(head[36] or first[24]), (head[36] or first[24]) >> 6
    rate_hz, bounds_s = own_rate(_pages(path), told_hz), (_bound_s(head[13:17], -1), _bound_s(head[17:21], 1))
    serial = int.from_bytes(head[5:7], "little")
    if (upper := int.from_bytes(head[11:13], "little")) != 0xFFFF:  # all ones where it was never written
        serial |= upper << 16
    return ForeignFile(
        device=f"Axivity {_HARDWARE.get(head[4], 'AX3')} {serial:05d}",
        sample_rate_hz=rate_hz,
        range_g=float(16 >> range_code),
        blocks=lambda: paced(_pages(path), rate_hz, bounds_s),
        firmware=str(head[41]),
    )


def _rate_hz(code: int) -> float:
    return 3200.0 / (1 << (15 - (code & 0x0F)))


def _bound_s(octets: bytes, sign: int) -> float:
    """When logging was to begin or end; without end in that direction where the header does not say."""
    try:
        return _wall_s(int.from_bytes(octets, "little"))
    except ValueError:
        return sign * math.inf


def _pages(path: Path) -> Iterator[Page | Fault]:
    with readable(path), path.open("rb") as file:
        file.seek(_HEADER)
        place = _HEADER
        while octets := file.read(_SECTOR * _SECTORS_AT_ONCE):
            whole = len(octets) // _SECTOR
            yield from _sectors(np.frombuffer(octets, np.uint8, whole * _SECTOR).reshape(whole, _SECTOR), place)
            place += whole * _SECTOR
            if left := len(octets) % _SECTOR:
                yield Fault(f"cut off: its last sector holds {left} of {_SECTOR} bytes")


def _sectors(octets: NDArray[np.uint8], place: int) -> Iterator[Page | Fault]:
    sums = octets.view("<u2").sum(axis=1, dtype=np.uint64) & 0xFFFF
    checked = octets.view(_LAYOUT)["checksum"][:, 0] != 0  # firmware before 2012 wrote none
    for number, sector in enumerate(octets.view(_LAYOUT)[:, 0]):
        where = f"the sector at byte {place + number * _SECTOR}"
        if sector["magic"] != b"AX" or sector["length"] != _SECTOR - 4:
            yield Fault(f"{where} is none of an Axivity")
        elif checked[number] and sums[number]:
            yield Fault(f"{where} does not fit its checksum")
        else:
            yield _page(sector, where)


def _page(sector: np.void, where: str) -> Page | Fault:
    axes, packing, count = int(sector["axes"]) >> 4, int(sector["axes"]) & 0x0F, int(sector["count"])
    body: bytes = sector["body"].tobytes()
    size = 4 if packing == 0 else 2 * axes
    if packing not in (0, 2) or axes not in (3, 6, 9) or not 0 < count * size <= len(body):
        return Fault(f"{where} is packed in a way that no description has")
    try:
        start_s = _start_s(sector)
    except ValueError:
        return Fault(f"{where} has no valid time")
    told = partial(
        Page,
        rate_hz=_rate_hz(int(sector["rate"])) if sector["rate"] else None,
        number=int(sector["sequence"]),
        resumes=bool(sector["events"] & _RESUMES),
    )
    if packing == 0:
        return told(start_s, _unpacked(np.frombuffer(body, "<u4", count)))
    values = np.frombuffer(body, "<i2", count * axes).reshape(count, axes)
    first = 0 if axes == 3 else 3  # the gyroscope comes first
    counts_per_g = float(1 << (8 + (int(sector["light"]) >> 13)))
    return told(start_s, (values[:, first : first + 3] / counts_per_g).astype(np.float32))


def _unpacked(words: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Three 10-bit numbers and a common exponent in 32 bits: eezzzzzz zzzzyyyy yyyyyyxx xxxxxxxx."""
    axes = np.column_stack(
        [(words << shift).view(np.int32) >> 22 for shift in (np.uint32(22), np.uint32(12), np.uint32(2))]
    )
    return ((axes << (words >> 30)[:, None].astype(np.int32)) / _PACKED_PER_G).astype(np.float32)


def _start_s(sector: np.void) -> float:
    """Time of the first sample.

    The time told is that of the sample `offset`.  Where a fraction is told too, the offset was set back by the whole
    samples in it, so that software which knows no fraction is less wrong.
    """
    rate_hz, offset, fraction_s = _rate_hz(int(sector["rate"])), int(sector["offset"]), 0.0
    if sector["fraction"] & 0x8000:
        fraction = (int(sector["fraction"]) & 0x7FFF) << 1
        offset += fraction * int(rate_hz) >> 16
        fraction_s = fraction / 65536
    return _wall_s(int(sector["time"])) + fraction_s - offset / rate_hz


def _wall_s(stamp: int) -> float:
    """YYYYYYMM MMDDDDDh hhhhmmmm mmssssss, from 2000."""
    year, month, day = 2000 + (stamp >> 26), stamp >> 22 & 15, stamp >> 17 & 31
    hours, minutes, seconds = stamp >> 12 & 31, stamp >> 6 & 63, stamp & 63
    days = np.datetime64(f"{year}-{month:02d}-{day:02d}", "D").astype(np.int64)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError("not a time of day")
    return float(days) * 86400.0 + hours * 3600 + minutes * 60 + seconds
