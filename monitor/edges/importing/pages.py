"""What all other makers' files have in common: pages of samples, each with the time at which it begins."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.coaching.profile import Side
from monitor.motion.samples import SampleBlock
from monitor.posture.mounting import Mounting

_TOLERANCE: Final = 0.1
"""A page may be so much longer or shorter than its samples at the nominal rate: cheap clocks are off by up to 5 %."""

_JITTER_PERIODS: Final = 2.0
"""Sample periods by which the times of pages jitter where they are told in whole samples."""

_SITES: Final = {"thigh": "thigh", "wrist": "wrist", "waist": "hip", "hip": "hip", "pocket": "pocket", "back": "back"}


@dataclass(frozen=True, slots=True)
class Page:
    """Samples as they lie in a file, without a gap.

    Attributes:
        start_s: time of the first sample on the wearable's own clock: seconds since 1970 as if it showed UTC.
        xyz_g: shape (n, 3), in g, n >= 1, axes as the maker numbers them.
    """

    start_s: float
    xyz_g: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a file that could not be used; `what` says which and why, in a few words."""

    what: str


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A file of another maker, opened: what it says of itself, and its samples as often as they are wanted.

    Attributes:
        device: maker, model and serial number.
        sample_rate_hz: nominal.
        range_g: full scale, ± g.
        blocks: reads them from the beginning, with faults in their place, on the wearable's own clock: seconds since
            1970 as if it showed UTC.  Raises `RecordingError` where the disk cannot be read.
        firmware: empty if the file does not say.
        zone: of the wearable's clock, as an offset such as "+01:00"; None if the file does not say.
        is_dated: whether its clock knows the date; else it counts from some moment of its own.
        wear_site, worn_leg: None if the file does not say.
        mounting: None if the file does not say.
    """

    device: str
    sample_rate_hz: float
    range_g: float
    blocks: Callable[[], Iterator[SampleBlock | Fault]]
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


def paced(pages: Iterator[Page | Fault], nominal_hz: float) -> Iterator[SampleBlock | Fault]:
    """Pages as sample blocks, on the wearable's own clock.

    A page that the next one follows lasts until that one begins: so the true rate is found, whatever the nominal one.
    Where the next one begins later there is a gap.  A page that begins before the one before has ended is a fault.
    """
    before: Page | None = None
    for page in pages:
        if isinstance(page, Fault):
            yield page
        elif before is None:
            before = page
        else:
            nominal_s, step_s = len(before.xyz_g) / nominal_hz, page.start_s - before.start_s
            slack_s = _TOLERANCE * nominal_s + _JITTER_PERIODS / nominal_hz
            if step_s < nominal_s - slack_s or step_s <= 0.0:
                wall = str(np.datetime64(int(before.start_s), "s")).replace("T", " ")
                yield Fault(f"the clock goes back by {nominal_s - step_s:.1f} s after {wall}")
                continue
            follows = step_s <= nominal_s + slack_s
            yield SampleBlock(before.start_s, len(before.xyz_g) / (step_s if follows else nominal_s), before.xyz_g)
            before = page
    if before is not None:
        yield SampleBlock(before.start_s, nominal_hz, before.xyz_g)


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
