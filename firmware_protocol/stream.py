"""Stream: packets of raw acceleration, one to a GATT notification, each complete in itself.

Two counters tell two culprits apart.  `sequence` counts packets handed to the radio: a jump in it means that
packets were lost on their way.  `first_sample_index` counts samples taken: a jump in it without one in
`sequence` means that the wearable took samples which no packet carries (and says OVERFLOW).  `tick` is the
wearable's own clock, so that sample times owe nothing to when the radio chose to deliver.
"""

import struct
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from firmware_protocol.fields import (
    U8,
    U16,
    U32,
    Payload,
    decoding,
    rate_index,
    rate_of_index,
    require_length,
    require_whole,
)
from firmware_protocol.gatt import HEADER_BYTES, MAJOR, MAX_SAMPLES_PER_PACKET, SAMPLE_BYTES

VERSION_AND_TYPE: Final = MAJOR << 4 | 1
"""First byte of a packet: the major version above, the type below; type 1 is acceleration in int16."""

MAX_RATE_HZ: Final = 1000.0
"""Fastest that any wearable of ours can be set to, and more (a Movesense reaches 833 Hz)."""

MOST_SAMPLES: Final = 1024
"""Bound of any packet (product default): compressed ones of other makers hold up to about 250."""

# version and type, flags, sequence, first_sample_index, tick, count, rate index
_HEADER: Final = struct.Struct("<BBHIIBB")
_SAMPLE: Final = struct.Struct("<hhh")


class PacketFlags(IntFlag):
    """What happened while the packet was filled; bits unknown to us are kept as they came.

    OVERFLOW: samples were taken before this packet that no packet carries.  CLIP: a sample in it hit the end
    of its range.  HEARTBEAT: nothing to send, but alive.  LOW_BATTERY: a tenth of the charge or less is left.
    """

    OVERFLOW = 0x01
    CLIP = 0x02
    HEARTBEAT = 0x04
    LOW_BATTERY = 0x08


@dataclass(frozen=True, slots=True)
class AccelPacket:
    """One decoded payload, in device units: of our Stream, or of what another wearable sends instead.

    Attributes:
        sequence: counts packets sent since boot, modulo 2^16.
        first_sample_index: of the first sample, counting samples taken since boot, modulo 2^32;
            in a heartbeat the index that the next sample will have.
        tick: device clock at the first sample, modulo 2^32; in a heartbeat at sending.
        flags: HEARTBEAT if and only if there are no samples.
        sample_rate_hz: nominal, 1 to 1000, in our profile one of `RATES_HZ`; the true rate is the slope of index over
            tick.
        samples: n times x, y, z as little-endian int16 in LSB; at most 1024 times, in our profile 83.
    """

    sequence: int
    first_sample_index: int
    tick: int
    flags: PacketFlags
    sample_rate_hz: float
    samples: bytes

    def __post_init__(self) -> None:
        require_whole("sequence", self.sequence, 0, U16)
        require_whole("first_sample_index", self.first_sample_index, 0, U32)
        require_whole("tick", self.tick, 0, U32)
        require_whole("flags", self.flags, 0, U8)
        if not 1.0 <= self.sample_rate_hz <= MAX_RATE_HZ:
            raise ValueError(f"sample_rate_hz is {self.sample_rate_hz!r}, must be from 1 to {MAX_RATE_HZ:g}")
        if not isinstance(self.samples, bytes) or len(self.samples) % SAMPLE_BYTES:
            raise ValueError(f"samples must be bytes, {SAMPLE_BYTES} to a sample")
        require_whole("count", self.count, 0, MOST_SAMPLES)
        if bool(self.flags & PacketFlags.HEARTBEAT) != (self.count == 0):
            raise ValueError(f"flags has{' no' if self.count == 0 else ''} HEARTBEAT with {self.count} samples")

    @property
    def count(self) -> int:
        """How many samples it carries."""
        return len(self.samples) // SAMPLE_BYTES

    @property
    def raw_xyz(self) -> tuple[tuple[int, int, int], ...]:
        """The samples as (x, y, z) in LSB, oldest first."""
        return tuple((x, y, z) for x, y, z in _SAMPLE.iter_unpack(self.samples))


def encode_packet(packet: AccelPacket) -> bytes:
    """Write one packet: 14 bytes and 6 for each sample.

    Raises:
        ValueError: more than 83 samples, or a rate that is not in `RATES_HZ`.
    """
    require_whole("count", packet.count, 0, MAX_SAMPLES_PER_PACKET)
    header = _HEADER.pack(
        VERSION_AND_TYPE,
        packet.flags,
        packet.sequence,
        packet.first_sample_index,
        packet.tick,
        packet.count,
        rate_index(packet.sample_rate_hz),
    )
    return header + packet.samples


def decode_packet(payload: Payload) -> AccelPacket:
    """Read one packet; its length must be exactly what its count says.

    Raises:
        ProtocolError: cut short or too long, another version or type, an unknown rate, or a heartbeat with
            samples (or the reverse); it names the field.
    """
    octets = bytes(payload)
    with decoding("Stream packet"):
        require_length(octets, HEADER_BYTES, HEADER_BYTES + MAX_SAMPLES_PER_PACKET * SAMPLE_BYTES)
        kind, flags, sequence, index, tick, count, rate = _HEADER.unpack_from(octets)
        if kind != VERSION_AND_TYPE:
            raise ValueError(f"version and type are 0x{kind:02x}, must be 0x{VERSION_AND_TYPE:02x}")
        require_whole("count", count, 0, MAX_SAMPLES_PER_PACKET)
        size = HEADER_BYTES + count * SAMPLE_BYTES
        require_length(octets, size, size)
        return AccelPacket(
            sequence=sequence,
            first_sample_index=index,
            tick=tick,
            flags=PacketFlags(flags),
            sample_rate_hz=rate_of_index(rate),
            samples=octets[HEADER_BYTES:],
        )
