"""ActiGraph: `.gt3x`, a zip with `info.txt` and `log.bin`, a row of records of a second each.

Layout: github.com/actigraph/GT3X-File-Format.  Seconds that the wearable slept through (idle sleep
mode) have no record: they stay a gap, where other readers repeat the last sample.
"""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import numpy as np

from monitor.edges.files import readable
from monitor.edges.importing.pages import (
    Fault,
    ForeignFile,
    Page,
    paced,
    read_fields,
    read_offset,
    read_site,
    unpack_12_bits,
)
from monitor.errors import RecordingError

_SEPARATOR: Final = 0x1E
_HEADER_BYTES: Final = 8
_PACKED_YXZ, _PLAIN, _PACKED_XYZ = 0x00, 0x1A, 0x1B
_SCALES: Final = {"NEO": 341.0, "CLE": 341.0, "MRA": 341.0, "MOS": 256.0, "TAS": 256.0}
"""Counts in one g by the first letters of the serial number, where `info.txt` does not tell."""

_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What a zip that is foreign, cut off, encrypted or damaged raises."""


def open_gt3x(path: Path) -> ForeignFile:
    """Open a `.gt3x`.

    Raises:
        RecordingError: it cannot be read, is cut off, is no GT3X or one of a kind that is not supported; one line.
    """
    try:
        with readable(path), zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "info.txt" not in names or "log.bin" not in names:
                old = " (an older GT3X, with activity.bin: convert it with ActiLife)" if "activity.bin" in names else ""
                raise RecordingError(f"{path}: holds no info.txt and log.bin, so it is no GT3X that is supported{old}")
            fields = read_fields(archive.read("info.txt").splitlines())
            calibration = archive.read("calibration.json") if "calibration.json" in names else b""
    except _TORN as error:
        raise RecordingError(f"{path}: not a GT3X, or cut off: it is no whole zip ({error})") from error
    if b'"isCalibrated":false' in b"".join(calibration.split()):
        raise RecordingError(
            f"{path}: its samples are not calibrated (CentrePoint Insight Watch); export it as CSV in g"
        )
    rate_hz, scale = _number(path, fields, "Sample Rate"), _scale(path, fields)
    site, side = read_site(f"{fields.get('Side', '')} {fields.get('Limb', '')}")
    return ForeignFile(
        device=" ".join(["ActiGraph", *f"{fields.get('Device Type', '')} {fields.get('Serial Number', '')}".split()]),
        sample_rate_hz=rate_hz,
        range_g=_number(path, {"Acceleration Max": "8"} | fields, "Acceleration Max"),
        blocks=lambda: paced(_pages(path, scale), rate_hz),
        firmware=fields.get("Firmware", ""),
        zone=read_offset(fields.get("TimeZone", "")),
        wear_site=site,
        worn_leg=side,
    )


def _number(path: Path, fields: dict[str, str], name: str) -> float:
    try:
        value = float(fields.get(name, "").replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0.0 < value < 1e6:
        raise RecordingError(f"{path}: info.txt says {name} {fields.get(name, '')!r}, should be a number above zero")
    return value


def _scale(path: Path, fields: dict[str, str]) -> float:
    if "Acceleration Scale" in fields:
        return _number(path, fields, "Acceleration Scale")
    serial = fields.get("Serial Number", "")
    if serial[:3] not in _SCALES:
        raise RecordingError(f"{path}: info.txt tells no Acceleration Scale, and {serial[:20]!r} is of no known model")
    return _SCALES[serial[:3]]


def _pages(path: Path, scale: float) -> Iterator[Page | Fault]:
    try:
        with readable(path), zipfile.ZipFile(path) as archive, archive.open("log.bin") as log:
            yield from _records(log, scale)
    except _TORN as error:
        yield Fault(f"its log.bin is damaged ({error})")


def _records(log: IO[bytes], scale: float) -> Iterator[Page | Fault]:
    place = 0
    while head := _next_head(log):
        skipped, head = len(head) - _HEADER_BYTES, head[-_HEADER_BYTES:]
        place += max(skipped, 0)
        if len(head) < _HEADER_BYTES:
            yield Fault(f"cut off within the record at byte {place} of log.bin")
            return
        if head[0] != _SEPARATOR:
            yield Fault(f"no record begins at byte {place} of log.bin, nor can one be found behind it")
            return
        size = int.from_bytes(head[6:8], "little")
        body = log.read(size + 1)
        if len(body) <= size:
            yield Fault(f"cut off within the record at byte {place} of log.bin")
        elif np.bitwise_xor.reduce(np.frombuffer(head + body, np.uint8)) != 0xFF:
            yield Fault(f"the record at byte {place} of log.bin does not fit its checksum")
        else:
            yield from _page(head[1], int.from_bytes(head[2:6], "little"), body[:-1], scale)
        place += _HEADER_BYTES + size + 1


def _next_head(log: IO[bytes]) -> bytes:
    """The head of the next record, with the zeros before it, which some wearables leave; empty at the end."""
    zeros = b""
    while (first := log.read(1)) == b"\0":
        zeros += first
    return zeros + first + log.read(_HEADER_BYTES - 1) if first else b""


def _page(kind: int, start_s: int, payload: bytes, scale: float) -> Iterator[Page]:
    """The second that a record holds; none if it holds something else, or one byte: that it was docked."""
    if kind not in (_PACKED_YXZ, _PLAIN, _PACKED_XYZ) or len(payload) < 5:
        return
    if kind == _PLAIN:
        numbers = np.frombuffer(payload, "<i2", len(payload) // 6 * 3)
    else:
        numbers = unpack_12_bits(payload)[: len(payload) * 8 // 36 * 3]  # half a byte may be left over
    counts = numbers.reshape(-1, 3)[:, [1, 0, 2] if kind == _PACKED_YXZ else [0, 1, 2]]
    yield Page(float(start_s), (counts / scale).astype(np.float32))
