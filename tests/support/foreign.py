"""Other makers' files, byte by byte from their public descriptions; there are none to download that may be kept.

CWA: github.com/openmovementproject/openmovement, Docs/ax3/cwa.h.  GT3X: github.com/actigraph/GT3X-File-Format.
BIN: GENEActiv instruction manual, "Decoding .bin files".
"""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wall(text: str) -> float:
    """A wall clock's time, as seconds since 1970 on that clock."""
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH).total_seconds()


def _date(local_s: float) -> datetime:
    return EPOCH + timedelta(seconds=local_s)


# ------------------------------------------------------------------------------------------ Axivity


def cwa_header(*, device_id: int = 12345, rate_code: int = 0x4A, gyro: bool = False) -> bytes:
    """The first 1024 bytes; rate code 0x4A is 100 Hz at ± 8 g."""
    head, hardware = bytearray(1024), 0x64 if gyro else 0x17
    struct.pack_into("<2sHBHIH", head, 0, b"MD", 1020, hardware, device_id & 0xFFFF, 7, device_id >> 16)
    head[35], head[36], head[41] = 2 if gyro else 0, rate_code, 48
    struct.pack_into("<h", head, 42, -1)
    return bytes(head)


def cwa_sector(
    xyz_g: Floats,
    start_s: float,
    sequence: int,
    *,
    rate_code: int = 0x4A,
    packed: bool = True,
    gyro: bool = False,
    fractional: bool = True,
) -> bytes:
    """One sector, its first sample at `start_s` of the wall clock: a second, an offset, and a fraction if asked."""
    rate_hz = 3200 / (1 << (15 - (rate_code & 15)))
    into = round(-(-start_s // 1) - start_s, 9) * rate_hz  # samples until the next whole second
    date, offset, fraction = _date(-(-start_s // 1)), int(into), 0
    if fractional and into > offset:  # the second that the sample before the offset is in, and its fraction
        exact = offset - into + rate_hz  # ... told of the sample `offset` samples in, within the second before
        fraction = int(exact / rate_hz * 32768)
        date = _date(-(-start_s // 1) - 1)
        offset -= (fraction * 2 * int(rate_hz)) >> 16
    stamp = (
        (date.year - 2000) << 26 | date.month << 22 | date.day << 17 | date.hour << 12 | date.minute << 6 | date.second
    )
    light = 0 if packed else 4 << 13  # AAA = 4: 4096 LSB in one g
    axes = 0x30 if packed else 0x62 if gyro else 0x32
    body = _packed(xyz_g) if packed else _plain(xyz_g, gyro=gyro)
    sector = struct.pack(
        "<2sHHIIIHHBBBBhH", b"AX", 508, 0x8000 | fraction if fraction else 0, 7, sequence, stamp, light, 200, 0, 200,
        rate_code, axes, offset, len(xyz_g),
    )  # fmt: skip
    sector = (sector + body).ljust(510, b"\0")
    checksum = -sum(struct.unpack("<255H", sector)) & 0xFFFF
    return sector + struct.pack("<H", checksum)


def _packed(xyz_g: Floats) -> bytes:
    words = []
    for counts in np.rint(xyz_g * 256).astype(int):
        exponent = next(e for e in range(4) if (np.abs(counts) >> e).max() <= 511)
        x, y, z = ((count >> exponent) & 0x3FF for count in counts.tolist())
        words.append(exponent << 30 | z << 20 | y << 10 | x)
    return struct.pack(f"<{len(words)}I", *words)


def _plain(xyz_g: Floats, *, gyro: bool) -> bytes:
    counts = np.rint(xyz_g * 4096).clip(-32768, 32767).astype("<i2")
    if gyro:
        counts = np.column_stack([np.full_like(counts, 77), counts])
    return counts.tobytes()


def cwa(
    xyz_g: Floats, start_s: float, *, true_rate_hz: float = 100.0, leave_out: Iterable[int] = (), **how: bool
) -> bytes:
    """A whole file; sectors that are left out are a hole."""
    size = 120 if how.get("packed", True) else 40 if how.get("gyro") else 80
    sectors = [
        cwa_sector(xyz_g[i : i + size], start_s + i / true_rate_hz, number, **how)
        for number, i in enumerate(range(0, len(xyz_g), size))
        if number not in set(leave_out)
    ]
    return cwa_header(gyro=how.get("gyro", False)) + b"".join(sectors)


# ---------------------------------------------------------------------------------------- GENEActiv


def geneactiv(
    xyz_g: Floats,
    start_s: float,
    *,
    gain: Sequence[int] = (25550, 25600, 25450),
    offset: Sequence[int] = (100, -200, 50),
    zone: str = "GMT +01:00",
    location: str = "right thigh",
    leave_out: Iterable[int] = (),
    rate_hz: float = 100.0,
) -> bytes:
    """A whole file of pages of 300 samples."""
    pages = range(0, len(xyz_g), 300)
    header = _geneactiv_header(len(pages), gain, offset, zone, location, rate_hz)
    body = [
        _geneactiv_page(number, xyz_g[i : i + 300], start_s + i / rate_hz, gain, offset, rate_hz)
        for number, i in enumerate(pages)
        if number not in set(leave_out)
    ]
    return header + b"".join(body)


def _geneactiv_header(
    pages: int, gain: Sequence[int], offset: Sequence[int], zone: str, location: str, rate_hz: float
) -> bytes:
    """59 lines."""
    calibration = [line for i, a in enumerate("xyz") for line in (f"{a} gain:{gain[i]}", f"{a} offset:{offset[i]}")]
    lines = [
        "Device Identity", "Device Unique Serial Code:012345", "Device Type:GENEActiv", "Device Model:1.1",
        "Device Firmware Version:Ver4.08a date09Oct13", "Calibration Date:2013-02-14 09:32:12:000", "",
        "Device Capabilities", "Accelerometer Range:-8 to 8", "Accelerometer Resolution:0.0039",
        "Accelerometer Units:g", "Light Meter Range:0 to 5000", "Light Meter Resolution:5", "Light Meter Units:lux",
        "Temperature Sensor Range:0 to 70", "Temperature Sensor Resolution:0.25", "Temperature Sensor Units:deg. C",
        "", "Configuration Info", f"Measurement Frequency:{rate_hz:g} Hz", "Measurement Period:168 Hours",
        "Start Time:2025-01-06 09:00:00:000", f"Time Zone:{zone}", "", "Trial Info", "Study Centre:", "Study Code:",
        "Investigator ID:", "Exercise Type:", "Config Operator ID:", "Config Time:2025-01-06 08:00:00:000",
        "Config Notes:", "Extract Operator ID:", "Extract Time:2025-01-14 08:00:00:000", "Extract Notes:", "",
        "Subject Info", f"Device Location Code:{location}", "Subject Code:0001", "Date of Birth:1980-01-01", "Sex:",
        "Height:", "Weight:", "Handedness Code:right", "Subject Notes:", "", "Calibration Data", *calibration,
        "Volts:300", "Lux:800", "", "Memory Status", f"Number of Pages:{pages}", "",
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines[:59]).encode()


def _geneactiv_page(
    number: int, xyz_g: Floats, start_s: float, gain: Sequence[int], offset: Sequence[int], rate_hz: float
) -> bytes:
    counts = np.rint((xyz_g * np.array(gain) + np.array(offset)) / 100).clip(-2048, 2047).astype(int)
    samples = "".join(f"{x & 0xFFF:03X}{y & 0xFFF:03X}{z & 0xFFF:03X}000" for x, y, z in counts.tolist())
    date = _date(start_s)
    stamp = f"{date:%Y-%m-%d %H:%M:%S}:{date.microsecond // 1000:03d}"
    lines = [
        "Recorded Data", "Device Unique Serial Code:012345", f"Sequence Number:{number}", f"Page Time:{stamp}",
        "Unassigned:", "Temperature:24.1", "Battery voltage:4.0897", "Device Status:Recording",
        f"Measurement Frequency:{rate_hz:.1f}", samples,
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines).encode()


# ---------------------------------------------------------------------------------------- ActiGraph


def gt3x_record(kind: int, time_s: int, payload: bytes) -> bytes:
    """A log record with its checksum."""
    record = struct.pack("<BBIH", 0x1E, kind, time_s, len(payload)) + payload
    check = 0
    for byte in record:
        check ^= byte
    return record + bytes([~check & 0xFF])


def gt3x_second(xyz_g: Floats, time_s: int, scale: float, kind: int = 0) -> bytes:
    """One second of samples: 12 bits in the order y, x, z (kind 0), or int16 in the order x, y, z (kind 26)."""
    counts = np.rint(xyz_g * scale).astype(int)
    if kind == 26:
        return gt3x_record(kind, time_s, counts.astype("<i2").tobytes())
    digits = "".join(f"{y & 0xFFF:03X}{x & 0xFFF:03X}{z & 0xFFF:03X}" for x, y, z in counts.tolist())
    return gt3x_record(kind, time_s, bytes.fromhex(digits + "0" * (len(digits) % 2)))


def gt3x(
    xyz_g: Floats,
    start_s: float,
    *,
    rate_hz: int = 30,
    kind: int = 0,
    leave_out: Iterable[int] = (),
    info: dict[str, str] | None = None,
) -> bytes:
    """A whole file: a zip with info.txt and log.bin; seconds that are left out are a hole (idle sleep)."""
    scale = 341.0 if kind == 0 else 256.0
    told = {
        "Serial Number": "NEO1F18110042" if kind == 0 else "MOS2D18110042",
        "Device Type": "GT3XPlus",
        "Firmware": "3.2.1",
        "Battery Voltage": "4.18",
        "Sample Rate": str(rate_hz),
        "Start Date": "638717508000000000",
        "Stop Date": "0",
        "TimeZone": "01:00:00",
        "Acceleration Scale": f"{scale:.1f}",
        "Acceleration Min": "-6.0",
        "Acceleration Max": "6.0",
        "Limb": "Thigh",
        "Side": "Right",
    } | (info or {})
    log = io.BytesIO()
    log.write(gt3x_record(6, int(start_s), b'{"MetadataType":"Bio"}'))
    for second, i in enumerate(range(0, len(xyz_g) - rate_hz + 1, rate_hz)):
        if second not in set(leave_out):
            log.write(gt3x_second(xyz_g[i : i + rate_hz], int(start_s) + second, scale, kind))
    log.write(gt3x_record(0, int(start_s) + len(xyz_g) // rate_hz, b"\x01"))  # docked to a computer
    return zipped(
        {"info.txt": "".join(f"{key}: {value}\r\n" for key, value in told.items()).encode(), "log.bin": log.getvalue()}
    )


def zipped(files: dict[str, bytes]) -> bytes:
    """Files in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files in a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
