"""Info: what the wearable is and can do, read once after each connection.

Later minor versions only append to it, so a longer payload of our major version is read as far as we know it.
"""

import struct
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from typing import Final

from firmware_protocol.fields import (
    RANGES_G,
    RATES_HZ,
    U8,
    U16,
    U32,
    Payload,
    bits_of,
    decoding,
    members_of,
    require_length,
    require_member,
    require_whole,
)
from firmware_protocol.gatt import LONGEST_BYTES, MAJOR, MAX_SAMPLES_PER_PACKET

# major, minor, features, counts_per_g, tick_hz, rates, ranges, max_samples, wear_site, boot_id
_INFO: Final = struct.Struct("<BBHHIHBBBI")

MIN_TICK_HZ: Final = 1_000
"""Slowest device clock: coarser than 1 ms it could not tell the spacing of samples at 416 Hz."""

MAX_TICK_HZ: Final = 1_000_000
"""Fastest device clock: its 32 bits wrap after 71 min, still longer than any lease (an hour)."""


class Features(IntFlag):
    """What this wearable does beyond streaming; bits unknown to us are kept as they came."""

    RESEND = 0x0001
    IDENTIFY = 0x0002
    TIME_SYNC = 0x0004
    CONFIGURE = 0x0008
    ENCRYPTED = 0x0010


class WearSite(StrEnum):
    """Where on the body it is worn; the place in this list is the code on the wire."""

    UNKNOWN = "unknown"
    THIGH = "thigh"
    POCKET = "pocket"
    HIP = "hip"
    BACK = "back"
    WRIST = "wrist"


WEAR_SITES: Final = tuple(WearSite)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the wearable says of itself.

    Attributes:
        major: version of the profile; always 1 here.
        minor: what was appended to it, from 0.
        features: what it does beyond streaming.
        counts_per_g: LSB of `raw_xyz` in one g, 1 to 32767, the same at every range.
        tick_hz: nominal rate of the device clock, 1 kHz to 1 MHz.
        sample_rates_hz: the rates it can sample at, in the order of `RATES_HZ`; at least one.
        ranges_g: the full scales it can be set to, ± g, ascending; at least one.
        max_samples: the most samples it can put in one packet, 1 to 83.
        wear_site: where it was last told that it is worn.
        boot_id: drawn anew at each boot; sequence, index and tick start again when it changes.
    """

    major: int
    minor: int
    features: Features
    counts_per_g: int
    tick_hz: int
    sample_rates_hz: tuple[float, ...]
    ranges_g: tuple[int, ...]
    max_samples: int
    wear_site: WearSite
    boot_id: int

    def __post_init__(self) -> None:
        require_whole("major", self.major, MAJOR, MAJOR)
        require_whole("minor", self.minor, 0, U8)
        require_whole("features", self.features, 0, U16)
        require_whole("counts_per_g", self.counts_per_g, 1, 0x7FFF)
        require_whole("tick_hz", self.tick_hz, MIN_TICK_HZ, MAX_TICK_HZ)
        _require_subset("sample_rates_hz", self.sample_rates_hz, RATES_HZ)
        _require_subset("ranges_g", self.ranges_g, RANGES_G)
        require_whole("max_samples", self.max_samples, 1, MAX_SAMPLES_PER_PACKET)
        require_member("wear_site", self.wear_site, WEAR_SITES)
        require_whole("boot_id", self.boot_id, 0, U32)


def encode_capabilities(value: Capabilities) -> bytes:
    """Write Info, version 1.0: 19 bytes, which fit into one read even at the smallest MTU."""
    return _INFO.pack(
        value.major,
        value.minor,
        value.features,
        value.counts_per_g,
        value.tick_hz,
        bits_of(value.sample_rates_hz, RATES_HZ),
        bits_of(value.ranges_g, RANGES_G),
        value.max_samples,
        WEAR_SITES.index(value.wear_site),
        value.boot_id,
    )


def decode_capabilities(payload: Payload) -> Capabilities:
    """Read Info; what a later minor version appended is passed over, a wear site new to us is UNKNOWN.

    Raises:
        ProtocolError: too short, another major version, or a field out of its bounds; it names the field.
    """
    octets = bytes(payload)
    with decoding("Info"):
        # The version first: what follows it may have any shape in another one.
        require_length(octets, 1, LONGEST_BYTES)
        require_whole("major", octets[0], MAJOR, MAJOR)
        require_length(octets, _INFO.size, LONGEST_BYTES)
        major, minor, features, counts, tick_hz, rates, ranges, most, site, boot = _INFO.unpack_from(octets)
        return Capabilities(
            major=major,
            minor=minor,
            features=Features(features),
            counts_per_g=counts,
            tick_hz=tick_hz,
            sample_rates_hz=members_of(rates, RATES_HZ),
            ranges_g=members_of(ranges, RANGES_G),
            max_samples=most,
            wear_site=WEAR_SITES[site] if site < len(WEAR_SITES) else WearSite.UNKNOWN,
            boot_id=boot,
        )


def _require_subset(field: str, members: tuple[float, ...], table: tuple[float, ...]) -> None:
    """Refuse an empty choice, a member that the table lacks, and any order but that of the table."""
    if not members or members != tuple(member for member in table if member in members):
        raise ValueError(f"{field} is {members!r}, must be some of {table}, in this order")
