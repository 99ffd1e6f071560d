"""Acceleration frames of Polar's measurement service (PMD): raw, or compressed to deltas.

    frame        measurement   u64 ns since 2000-01-01, of the last sample   frame type   samples
    type 00      x y z as int8, in mg
    type 01      x y z as int16, in mg
    type 02      x y z as int24, in mg
    type 80      compressed, times the factor in g
    type 81      compressed, times the factor (1 if there is none) in mg
    compressed   x y z as int16, then blocks: bits, count, count times three deltas of so many bits each

Deltas are signed, packed from the lowest bit of the first byte on; each block begins with a whole byte.  Source:
Polar, Measurement Data Specification for 3rd Party ("Frame types ACC", "Delta frame sample example"); the units of
the compressed types, on which it is silent, from AccData.kt of polarofficial/polar-ble-sdk.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from firmware_protocol.fields import decoding, require_length, require_member, require_whole
from firmware_protocol.gatt import LONGEST_BYTES
from firmware_protocol.stream import MOST_SAMPLES
from firmware_protocol.wearables.polar_control import ACCELERATION, MEASUREMENT_BITS

_HEADER: Final = struct.Struct("<BQB")
_REFERENCE: Final = struct.Struct("<hhh")

COMPRESSED: Final = 0x80
COMPRESSED_G: Final = 0x80
COMPRESSED_MG: Final = 0x81
AXIS_BYTES: Final = {0x00: 1, 0x01: 2, 0x02: 3}
"""Bytes of one raw value, by frame type."""

MOST_BITS: Final = 32
"""Of one delta; 17 are enough for any two int16."""

MOST_DELTAS: Final = 255
"""Samples in one block: the count is a byte."""

Xyz = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded frame.

    Attributes:
        time_ns: sensor time at the last sample, in ns since 2000-01-01, modulo 2^64.
        kind: its frame type, as it was on the wire.
        samples: n times x, y, z as little-endian int16, n from 1 to 1024; the unit is up to `kind`.
    """

    time_ns: int
    kind: int
    samples: bytes

    @property
    def count(self) -> int:
        """How many samples it holds."""
        return len(self.samples) // _REFERENCE.size


@dataclass(frozen=True, slots=True)
class Block:
    """Deltas of one width.

    Attributes:
        bits: width of one delta, 1 to 32.
        deltas: x, y, z of each sample, less those of the sample before; 1 to 255 of them.
    """

    bits: int
    deltas: tuple[Xyz, ...]


def is_acceleration(payload: bytes) -> bool:
    """Whether a frame is of acceleration; other measurements come on the same characteristic."""
    return bool(payload) and payload[0] & MEASUREMENT_BITS == ACCELERATION


def decode_frame(payload: bytes) -> Frame:
    """Read a frame of acceleration.

    Raises:
        ProtocolError: another measurement, an unknown type, cut short, no or too many samples, or one beyond int16.
    """
    with decoding("PMD frame"):
        require_length(payload, _HEADER.size, LONGEST_BYTES)
        measurement, time_ns, kind = _HEADER.unpack_from(payload)
        require_whole("measurement", measurement & MEASUREMENT_BITS, ACCELERATION, ACCELERATION)
        require_member("frame type", kind, (*AXIS_BYTES, COMPRESSED_G, COMPRESSED_MG))
        body = payload[_HEADER.size :]
        values = _decompressed(body) if kind & COMPRESSED else _raw(body, AXIS_BYTES[kind])
        require_whole("count", len(values) // 3, 1, MOST_SAMPLES)
        if not -0x8000 <= min(values) <= max(values) <= 0x7FFF:
            raise ValueError("a sample does not fit into 16 bits")
        return Frame(time_ns, kind, struct.pack(f"<{len(values)}h", *values))


def encode_raw(time_ns: int, kind: int, samples: Iterable[Xyz]) -> bytes:
    """Write a raw frame of type 00, 01 or 02, as a sensor does."""
    size = AXIS_BYTES[kind]
    values = (value.to_bytes(size, "little", signed=True) for value in chain.from_iterable(samples))
    return _HEADER.pack(ACCELERATION, time_ns, kind) + b"".join(values)


def encode_compressed(time_ns: int, kind: int, reference: Xyz, blocks: Iterable[Block]) -> bytes:
    """Write a compressed frame of type 80 or 81, as a sensor does."""
    return _HEADER.pack(ACCELERATION, time_ns, kind) + _REFERENCE.pack(*reference) + b"".join(map(_packed, blocks))


def block_of(samples: Sequence[Xyz]) -> Block:
    """The deltas from each sample to the next, as narrow as they can be; 2 to 256 samples."""
    deltas = tuple(
        (after[0] - before[0], after[1] - before[1], after[2] - before[2]) for before, after in pairwise(samples)
    )
    widest = max(delta if delta >= 0 else ~delta for delta in chain.from_iterable(deltas))
    return Block(widest.bit_length() + 1, deltas)


def _raw(body: bytes, size: int) -> Sequence[int]:
    if len(body) % (3 * size):
        raise ValueError(f"length is {len(body)} bytes of samples, must be a multiple of {3 * size}")
    return [int.from_bytes(body[place : place + size], "little", signed=True) for place in range(0, len(body), size)]


def _decompressed(body: bytes) -> Sequence[int]:
    require_length(body, _REFERENCE.size, LONGEST_BYTES)
    values = list(_REFERENCE.unpack_from(body))
    place = _REFERENCE.size
    while place < len(body):
        bits, count = body[place], sum(body[place + 1 : place + 2])
        require_whole("bits of a delta", bits, 1, MOST_BITS)
        require_whole("deltas of a block", count, 1, MOST_DELTAS)
        begin, place = place + 2, place + 2 + _block_bytes(bits, count)
        if place > len(body):
            raise ValueError(f"the frame ends {place - len(body)} bytes before its block")
        for delta in _deltas(int.from_bytes(body[begin:place], "little"), bits, 3 * count):
            values.append(values[-3] + delta)  # the same axis of the sample before
    return values


def _deltas(packed: int, bits: int, count: int) -> Iterable[int]:
    """Signed numbers of so many bits each, from the lowest one on."""
    mask, sign = (1 << bits) - 1, 1 << bits - 1
    for place in range(0, count * bits, bits):
        yield ((packed >> place & mask) ^ sign) - sign


def _packed(block: Block) -> bytes:
    """A block as it goes onto the wire."""
    mask, packed = (1 << block.bits) - 1, 0
    for place, delta in enumerate(chain.from_iterable(block.deltas)):
        packed |= (delta & mask) << place * block.bits
    count = len(block.deltas)
    return bytes((block.bits, count)) + packed.to_bytes(_block_bytes(block.bits, count), "little")


def _block_bytes(bits: int, count: int) -> int:
    """Bytes of a block's deltas; what is left of the last byte is not used."""
    return (3 * bits * count + 7) // 8
