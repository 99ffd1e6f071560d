"""What all other makers' files have in common: what they say of themselves, in words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.coaching.profile import Side
from monitor.edges.importing.timeline import Timed
from monitor.posture.mounting import Mounting

_SITES: Final = {"thigh": "thigh", "wrist": "wrist", "waist": "hip", "hip": "hip", "pocket": "pocket", "back": "back"}


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A file of another maker, opened: what it says of itself, and its samples as often as they are wanted.

    Attributes:
        device: maker, model and serial number.
        sample_rate_hz: nominal.
        range_g: full scale, ± g.
        blocks: reads them from the beginning, with faults and holes in their place, on the wearable's own clock:
            seconds since 1970 as if it showed UTC.  Raises `RecordingError` where the disk cannot be read.
        firmware: empty if the file does not say.
        zone: of the wearable's clock, as an offset such as "+01:00"; None if the file does not say.
        is_dated: whether its clock knows the date; else it counts from some moment of its own.
        wear_site, worn_leg: None if the file does not say.
        mounting: None if the file does not say.
    """

    device: str
    sample_rate_hz: float
    range_g: float
    blocks: Callable[[], Iterator[Timed]]
    firmware: str = ""
    zone: str | None = None
    is_dated: bool = True
    wear_site: str | None = None
    worn_leg: Side | None = None
    mounting: Mounting | None = None


def utc_of(wall_s: float, zone: tzinfo) -> float:
    """When a clock of that zone showed this, UTC in POSIX seconds; `wall_s` counts as if it showed UTC."""
    return datetime.fromtimestamp(wall_s, UTC).replace(tzinfo=zone).timestamp()


def read_site(text: str) -> tuple[str | None, Side | None]:
    """Where it was worn, from words such as "right thigh"; None for what they do not say."""
    words = text.lower().replace(",", " ").split()
    site = next((_SITES[word] for word in words if word in _SITES), None)
    side = next((Side(word) for word in words if word in ("left", "right")), None)
    return site, side if site in ("thigh", "pocket") else None


def read_offset(text: str) -> str | None:
    """An offset from UTC, from "GMT +01:00", "-05:00:00" or "01:00:00"; None if it is neither."""
    words = text.split()
    sign, digits = (
        ("-", words[-1][1:]) if words and words[-1][0] == "-" else ("+", words[-1].lstrip("+") if words else "")
    )
    hours, _, rest = digits.partition(":")
    minutes = rest.partition(":")[0] or "00"
    known = hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60
    return f"{sign}{int(hours):02d}:{int(minutes):02d}" if known else None


def wall_s(text: str) -> float:
    """Read a date and time as seconds since 1970 on the clock that showed it.

    Raises:
        ValueError: it is none.
    """
    return float(np.datetime64(text.strip().replace(" ", "T"), "ms").astype(np.int64)) / 1000.0


def unpack_12_bits(payload: bytes) -> NDArray[np.int16]:
    """Numbers of 12 bits, two's complement, the highest bit first; what lacks at the end counts as zeros."""
    octets = np.frombuffer(payload + b"\0" * (-len(payload) % 3), np.uint8).reshape(-1, 3).astype(np.int16)
    raw = np.column_stack([octets[:, 0] << 4 | octets[:, 1] >> 4, (octets[:, 1] & 15) << 8 | octets[:, 2]]).ravel()
    signed: NDArray[np.int16] = raw - ((raw & 0x800) << 1)
    return signed


def read_fields(lines: Iterable[bytes]) -> dict[str, str]:
    """The "key: value" lines among these."""
    parts = (line.decode("utf-8-sig", errors="replace").partition(":") for line in lines)
    return {key.strip(): value.strip().strip("\0") for key, colon, value in parts if colon}
