"""Polar's acceleration frames: golden bytes, and an independent decoder (polar-python) on any valid frame.

Golden bytes are those of the worked examples in Polar's Measurement Data Specification for 3rd Party ("Delta frame
sample example") and of AccDataTest.kt in polarofficial/polar-ble-sdk, cut short where they are long.
"""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from polar_python.models import ACCData
from polar_python.parsers import parse_polar_data

from firmware_protocol import ProtocolError
from firmware_protocol.stream import MOST_SAMPLES
from firmware_protocol.wearables.polar_frames import (
    AXIS_BYTES,
    COMPRESSED_G,
    COMPRESSED_MG,
    MOST_BITS,
    Block,
    Frame,
    Xyz,
    block_of,
    decode_frame,
    encode_compressed,
    encode_raw,
    is_acceleration,
)

TWO_S = "02 00 94 35 77 00 00 00 00"
"""Acceleration, at 2 s of the sensor's time."""

INT16 = st.integers(-0x8000, 0x7FFF)
TIMES_NS = st.integers(0, 2**63)


def xyz_of(frame: Frame) -> list[Xyz]:
    """The samples as numbers."""
    return [(x, y, z) for x, y, z in struct.iter_unpack("<hhh", frame.samples)]


def triples(numbers: SearchStrategy[int]) -> SearchStrategy[Xyz]:
    """Any x, y, z."""
    return st.tuples(numbers, numbers, numbers)


@st.composite
def compressed(draw: st.DrawFn, least_bits: int = 1) -> tuple[list[Xyz], list[Block]]:
    """Samples that stay within int16, and blocks of any width that hold their deltas."""
    samples, blocks = [draw(triples(INT16))], []
    for bits in draw(st.lists(st.integers(least_bits, MOST_BITS), max_size=4)):
        reach = 1 << bits - 1
        deltas = []
        for _ in range(draw(st.integers(1, 8))):
            before = samples[-1]
            after = tuple(
                draw(st.integers(max(-0x8000, axis - reach), min(0x7FFF, axis + reach - 1))) for axis in before
            )
            samples.append((after[0], after[1], after[2]))
            deltas.append((after[0] - before[0], after[1] - before[1], after[2] - before[2]))
        blocks.append(Block(bits, tuple(deltas)))
    return samples, blocks


@pytest.mark.parametrize(
    ("payload", "kind", "expected"),
    [
        (f"{TWO_S} 00 f7 ff 7f", 0x00, [(-9, -1, 127)]),
        (f"{TWO_S} 01 f7 ff ff ff e7 03 f8 ff fe ff e5 03", 0x01, [(-9, -1, 999), (-8, -2, 997)]),
        (f"{TWO_S} 02 f7 ff ff ff ff ff e7 03 00", 0x02, [(-9, -1, 999)]),
        (
            f"{TWO_S} 80 71 07 f0 6a 9e 8d 0a 01 be 5c be 3a",
            0x80,
            [(1905, 27376, -29282), (1905 + 190, 27376 - 105, -29282 - 85)],
        ),
        (f"{TWO_S} 81 f1 ff 14 00 f0 03 06 01 7b 0f 08", 0x81, [(-15, 20, 1008), (-20, 17, 1008)]),
        (f"{TWO_S} 80 d0 ff 65 01 e4 0f", 0x80, [(-48, 357, 4068)]),
    ],
    ids=["int8", "int16", "int24", "deltas of 10 bits", "deltas of 6 bits", "reference sample alone"],
)
def test_golden_frames(payload: str, kind: int, expected: list[Xyz]) -> None:
    """Each frame type gives the samples that the specification, or Polar's own test, says."""
    frame = decode_frame(bytes.fromhex(payload))

    assert (2_000_000_000, kind, len(expected)) == (frame.time_ns, frame.kind, frame.count)
    assert expected == xyz_of(frame)


def test_a_block_begins_with_a_whole_byte() -> None:
    """What is left of a block's last byte is passed over; several blocks follow each other."""
    blocks = [Block(3, ((1, -1, 3),)), Block(17, ((-1000, 2000, -3000),))]
    payload = encode_compressed(7, COMPRESSED_MG, (0, 0, 0), blocks)

    assert bytes.fromhex("03 01 f9 00 11 01") == payload[16:22]
    assert [(0, 0, 0), (1, -1, 3), (-999, 1999, -2997)] == xyz_of(decode_frame(payload))


@given(time_ns=TIMES_NS, samples=st.lists(triples(INT16), min_size=1, max_size=83))
def test_raw_frames_decode_as_an_independent_decoder_says(time_ns: int, samples: list[Xyz]) -> None:
    """polar-python gives the same samples for any frame of type 01, at the same time."""
    payload = encode_raw(time_ns, 0x01, samples)
    theirs = parse_polar_data(bytearray(payload), lambda _measurement: None)

    assert isinstance(theirs, ACCData)
    assert theirs.data == xyz_of(decode_frame(payload)) == samples


@given(samples=st.lists(triples(st.integers(-128, 127)), min_size=1, max_size=83))
def test_raw_8_bit_frames_decode_as_an_independent_decoder_says(samples: list[Xyz]) -> None:
    """polar-python gives the same samples for any frame of type 00."""
    payload = encode_raw(1, 0x00, samples)
    theirs = parse_polar_data(bytearray(payload), lambda _measurement: None)

    assert isinstance(theirs, ACCData)
    assert theirs.data == xyz_of(decode_frame(payload)) == samples


@given(drawn=compressed(least_bits=2), kind=st.sampled_from([COMPRESSED_G, COMPRESSED_MG]))
def test_compressed_frames_decode_as_an_independent_decoder_says(
    drawn: tuple[list[Xyz], list[Block]], kind: int
) -> None:
    """polar-python, with a factor that leaves the numbers as they are, agrees for deltas of 2 to 32 bits.

    Of 1 bit it does not: it reads 0 and +1 where every other width is two's complement (see docs/wearables/polar.md).
    """
    samples, blocks = drawn
    payload = encode_compressed(1, kind, samples[0], blocks)
    theirs = parse_polar_data(bytearray(payload), lambda _measurement: 0.001 if kind == COMPRESSED_G else 1.0)

    assert isinstance(theirs, ACCData)
    assert theirs.data == xyz_of(decode_frame(payload)) == samples


@given(xyz=triples(INT16), factor=st.floats(1e-4, 1e-2))
def test_the_factor_is_applied_as_an_independent_decoder_does(xyz: Xyz, factor: float) -> None:
    """Counts of type 80 times the factor are polar-python's whole mg."""
    payload = encode_compressed(1, COMPRESSED_G, xyz, [])
    theirs = parse_polar_data(bytearray(payload), lambda _measurement: factor)
    (ours,) = xyz_of(decode_frame(payload))

    assert isinstance(theirs, ACCData)
    assert theirs.data == [tuple(int(count * (factor * 1000.0)) for count in ours)]


@given(drawn=compressed())
def test_every_width_comes_back(drawn: tuple[list[Xyz], list[Block]]) -> None:
    """What was packed into 1 to 32 bits is unpacked as it was, sign and order."""
    samples, blocks = drawn

    assert samples == xyz_of(decode_frame(encode_compressed(9, COMPRESSED_G, samples[0], blocks)))


@given(samples=st.lists(triples(INT16), min_size=1, max_size=83))
def test_24_bit_frames_come_back(samples: list[Xyz]) -> None:
    """Type 02, which polar-python lacks, comes back as it was written."""
    assert samples == xyz_of(decode_frame(encode_raw(1, 0x02, samples)))


@given(samples=st.lists(triples(INT16), min_size=2, max_size=40))
def test_a_block_is_as_narrow_as_it_can_be(samples: list[Xyz]) -> None:
    """A block made of samples gives them back; one bit less would not hold its widest delta."""
    block = block_of(samples)
    widest = max((delta for deltas in block.deltas for delta in deltas), key=lambda delta: max(delta, ~delta))

    assert samples == xyz_of(decode_frame(encode_compressed(1, COMPRESSED_G, samples[0], [block])))
    assert block.bits == 1 or not -(1 << block.bits - 2) <= widest < 1 << block.bits - 2


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "length is 0 bytes"),
        (TWO_S, "length is 9 bytes"),
        ("00 00 94 35 77 00 00 00 00 00 01 02 03", "measurement is 0"),
        (f"{TWO_S} 03 00 00 00", "frame type is 3"),
        (f"{TWO_S} 83 00 00 00 00 00 00", "frame type is 131"),
        (f"{TWO_S} 01", "count is 0"),
        (f"{TWO_S} 01 00 00 00 00 00", "must be a multiple of 6"),
        (f"{TWO_S} 02 00 80 00 00 00 00 00 00 00", "does not fit into 16 bits"),
        (f"{TWO_S} 80 00 00 00 00 00", "length is 5 bytes"),
        (f"{TWO_S} 80 ff 7f 00 00 00 00 02 01 01", "does not fit into 16 bits"),
        (f"{TWO_S} 80 00 00 00 00 00 00 00 01", "bits of a delta is 0"),
        (f"{TWO_S} 80 00 00 00 00 00 00 21 01", "bits of a delta is 33"),
        (f"{TWO_S} 80 00 00 00 00 00 00 08", "deltas of a block is 0"),
        (f"{TWO_S} 80 00 00 00 00 00 00 08 00", "deltas of a block is 0"),
        (f"{TWO_S} 80 00 00 00 00 00 00 08 02 01 02 03 04", "ends 2 bytes before its block"),
    ],
)
def test_what_is_no_frame_is_refused(payload: str, reason: str) -> None:
    """Wrong in any field, cut short, empty or out of range: one line that names it."""
    with pytest.raises(ProtocolError, match=reason):
        decode_frame(bytes.fromhex(payload))


def test_a_frame_never_grows_beyond_the_bound() -> None:
    """512 bytes of one-bit deltas would be 1300 samples: refused."""
    block = Block(1, ((0, 0, 0),) * 255)
    payload = encode_compressed(1, COMPRESSED_G, (0, 0, 0), [block] * 5)

    assert MOST_SAMPLES < 1 + 5 * 255
    with pytest.raises(ProtocolError, match="count is 1276"):
        decode_frame(payload)


@given(payload=st.one_of(st.binary(max_size=600), st.binary(max_size=300).map(bytes.fromhex(TWO_S).__add__)))
def test_garbage_raises_only_protocol_error(payload: bytes) -> None:
    """Any bytes are a frame within the bounds, or a ProtocolError."""
    try:
        frame = decode_frame(payload)
    except ProtocolError:
        return
    assert is_acceleration(payload)
    assert frame.kind in {*AXIS_BYTES, COMPRESSED_G, COMPRESSED_MG}
    assert 1 <= frame.count <= MOST_SAMPLES


@pytest.mark.parametrize(("payload", "expected"), [(b"", False), (b"\x00", False), (b"\x02", True), (b"\x82", True)])
def test_other_measurements_are_told_apart(payload: bytes, expected: bool) -> None:
    """The low six bits of the first byte say acceleration, the upper two online or offline."""
    assert expected is is_acceleration(payload)
