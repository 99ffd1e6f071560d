"""ActiGraph: `.gt3x`, a zip with `info.txt` and `log.bin`, a row of records of a second each.

Layout: github.com/actigraph/GT3X-File-Format.  Seconds that the wearable slept through (idle sleep
mode: it moved less than 40 mg for 10 s) have no record; that it fell asleep is one.
"""

import io
import math
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final, cast

import numpy as np

from monitor.edges.files import readable
from monitor.edges.importing.pages import ForeignFile, read_fields, read_offset, read_site, unpack_12_bits
from monitor.edges.importing.timeline import Fault, Item, Page, Sleep, own_rate, paced
from monitor.edges.reading import check_packing, plain, read_member
from monitor.errors import RecordingError

_SEPARATOR: Final = 0x1E
_HEADER_BYTES: Final = 8
_PACKED_YXZ, _PLAIN, _PACKED_XYZ = 0x00, 0x1A, 0x1B
_SCALES: Final = {"NEO": 341.0, "CLE": 341.0, "MRA": 341.0, "MOS": 256.0, "TAS": 256.0}
"""Counts in one g by the first letters of the serial number, where `info.txt` does not tell."""

_EVENT, _ASLEEP = 3, 0x08
"""The kind of a record of events, and what its first byte says when the wearable falls asleep."""

_TICKS_1970: Final = 621_355_968_000_000_000
"""Ticks of 100 ns from the year 1 to 1970, as `info.txt` counts."""

_LARGEST_INFO: Final = 1 << 20
_LONGEST_PADDING: Final = 1 << 20
"""Bytes of zeros between two records at most (product default)."""

_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What a zip that is foreign, cut off, encrypted or damaged raises."""


def open_gt3x(path: Path) -> ForeignFile:
    """Open a `.gt3x`.

    Raises:
        RecordingError: it cannot be read, is cut off, is no GT3X or one of a kind that is not supported; one line.
    """
    fields, calibration = _read_info(path)
    if b'"isCalibrated":false' in b"".join(calibration.split()):
        raise RecordingError(
            f"{path}: its samples are not calibrated (CentrePoint Insight Watch); export it as CSV in g"
        )
    scale, end_s = _scale(path, fields), _time_s(fields, "Last Sample Time")
    rate_hz = own_rate(_pages(path, scale), _number(path, fields, "Sample Rate"))
    bounds_s = _time_s(fields, "Start Date") or -math.inf, end_s or _time_s(fields, "Stop Date") or math.inf
    site, side = read_site(f"{fields.get('Side', '')} {fields.get('Limb', '')}")
    device = " ".join(["ActiGraph", *f"{fields.get('Device Type', '')} {fields.get('Serial Number', '')}".split()])
    return ForeignFile(
        device=plain(device),
        sample_rate_hz=rate_hz,
        range_g=_number(path, {"Acceleration Max": "8"} | fields, "Acceleration Max"),
        blocks=lambda: paced(chain(_pages(path, scale), [Sleep(end_s)] if end_s else []), rate_hz, bounds_s),
        firmware=plain(fields.get("Firmware", "")),
        zone=read_offset(fields.get("TimeZone", "")),
        wear_site=site,
        worn_leg=side,
    )


def _read_info(path: Path) -> tuple[dict[str, str], bytes]:
    """The fields of `info.txt`, and what `calibration.json` holds, if it is there."""
    try:
        with readable(path), zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "info.txt" not in names or "log.bin" not in names:
                old = " (an older GT3X, with activity.bin: convert it with ActiLife)" if "activity.bin" in names else ""
                raise RecordingError(f"{path}: holds no info.txt and log.bin, so it is no GT3X that is supported{old}")
            check_packing(archive, "log.bin")
            fields = read_fields(read_member(archive, "info.txt", _LARGEST_INFO).splitlines())
            calibration = "calibration.json" in names
            return fields, read_member(archive, "calibration.json", _LARGEST_INFO) if calibration else b""
    except _TORN as error:
        raise RecordingError(f"{path}: not a GT3X, or cut off: it is no whole zip ({error})") from error
    except ValueError as error:
        raise RecordingError(f"{path}: {error}") from error


def _time_s(fields: dict[str, str], name: str) -> float:
    """A time of `info.txt`, which counts ticks; 0 if it does not say."""
    ticks = fields.get(name, "")
    known = ticks.isascii() and ticks.isdigit() and len(ticks) == len(str(_TICKS_1970))
    return max((int(ticks) - _TICKS_1970) / 1e7, 0.0) if known else 0.0


def _number(path: Path, fields: dict[str, str], name: str) -> float:
    try:
        value = float(fields.get(name, "").replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0.0 < value < 1e6:
        raise RecordingError(
            f"{path}: info.txt says {name} {fields.get(name, '')[:40]!r}, should be a number above zero"
        )
    return value


def _scale(path: Path, fields: dict[str, str]) -> float:
    if "Acceleration Scale" in fields:
        return _number(path, fields, "Acceleration Scale")
    serial = fields.get("Serial Number", "")
    if serial[:3] not in _SCALES:
        raise RecordingError(f"{path}: info.txt tells no Acceleration Scale, and {serial[:20]!r} is of no known model")
    return _SCALES[serial[:3]]


def _pages(path: Path, scale: float) -> Iterator[Item]:
    try:
        with readable(path), zipfile.ZipFile(path) as archive, archive.open("log.bin") as log:
            yield from _records(io.BufferedReader(cast("io.RawIOBase", log)), scale)
    except _TORN as error:
        yield Fault(f"its log.bin is damaged ({error})")


def _records(log: io.BufferedReader, scale: float) -> Iterator[Item]:
    place = 0
    while True:
        skipped = _skip_zeros(log)
        head, place = log.read(_HEADER_BYTES), place + skipped
        if not head:
            return
        if skipped >= _LONGEST_PADDING:
            yield Fault(f"nothing but zeros before byte {place} of log.bin; the file is read up to there")
            return
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


def _skip_zeros(log: io.BufferedReader) -> int:
    """Skip the zeros before a record, which some wearables leave; how many there were, `_LONGEST_PADDING` at most."""
    skipped = 0
    while skipped < _LONGEST_PADDING and (ahead := log.peek(1)):
        zeros = len(ahead) - len(ahead.lstrip(b"\0"))
        log.read(zeros)
        skipped += zeros
        if zeros < len(ahead):
            break
    return skipped


def _page(kind: int, start_s: int, payload: bytes, scale: float) -> Iterator[Item]:
    """The second that a record holds, or that it slept; none if it holds something else, as that it was docked."""
    if kind == _EVENT and payload[:1] == bytes([_ASLEEP]):
        yield Sleep()
    if kind not in (_PACKED_YXZ, _PLAIN, _PACKED_XYZ) or len(payload) < 5:
        return
    if kind == _PLAIN:
        numbers = np.frombuffer(payload, "<i2", len(payload) // 6 * 3)
    else:
        numbers = unpack_12_bits(payload)[: len(payload) * 8 // 36 * 3]  # half a byte may be left over
    counts = numbers.reshape(-1, 3)[:, [1, 0, 2] if kind == _PACKED_YXZ else [0, 1, 2]]
    yield Page(float(start_s), (counts / scale).astype(np.float32))
