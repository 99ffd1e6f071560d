"""Stream: packets of raw acceleration."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import (
    MAX_SAMPLES_PER_PACKET,
    RATES_HZ,
    AccelPacket,
    PacketFlags,
    ProtocolError,
    decode_packet,
    encode_packet,
)

ONE = AccelPacket(
    sequence=1,
    first_sample_index=2,
    tick=3,
    flags=PacketFlags(0),
    sample_rate_hz=50.0,
    samples=bytes.fromhex("01 00 fe ff 00 10"),
)
HEARTBEAT = replace(ONE, flags=PacketFlags.HEARTBEAT, samples=b"")
INT16 = st.integers(-0x8000, 0x7FFF)


def changed(packet: AccelPacket, offset: int, octet: int) -> bytes:
    """Give the payload of a packet with one byte replaced."""
    payload = bytearray(encode_packet(packet))
    payload[offset] = octet
    return bytes(payload)


def test_samples_are_read_as_signed_triples() -> None:
    """raw_xyz gives x, y, z as signed numbers in LSB."""
    assert ONE.raw_xyz == ((1, -2, 4096),)
    assert ONE.count == 1


@given(xyz=st.lists(st.tuples(INT16, INT16, INT16), min_size=1, max_size=MAX_SAMPLES_PER_PACKET))
def test_samples_keep_their_order_and_sign(xyz: list[tuple[int, int, int]]) -> None:
    """Any samples come back oldest first, each axis in its place."""
    samples = b"".join(number.to_bytes(2, "little", signed=True) for sample in xyz for number in sample)
    packet = decode_packet(encode_packet(replace(ONE, samples=samples)))

    assert tuple(xyz) == packet.raw_xyz
    assert len(xyz) == packet.count


def test_a_heartbeat_has_no_samples() -> None:
    """A heartbeat is the bare header: 14 bytes, count 0."""
    assert len(encode_packet(HEARTBEAT)) == 14
    assert HEARTBEAT.raw_xyz == ()
    assert HEARTBEAT.count == 0


@pytest.mark.parametrize(("index", "rate_hz"), tuple(enumerate(RATES_HZ)))
def test_the_rate_byte_is_the_index_into_the_table(index: int, rate_hz: float) -> None:
    """The last byte of the header selects the rate."""
    assert rate_hz == decode_packet(changed(ONE, 13, index)).sample_rate_hz


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "length is 0 bytes, must be 14 to 512"),
        (encode_packet(ONE)[:13], "length is 13 bytes, must be 14 to 512"),
        (encode_packet(ONE)[:-1], "length is 19 bytes, must be 20"),
        (encode_packet(ONE) + b"\x00", "length is 21 bytes, must be 20"),
        (encode_packet(HEARTBEAT) + bytes(6), "length is 20 bytes, must be 14"),
        (bytes(513), "length is 513 bytes, must be 14 to 512"),
        (changed(ONE, 0, 0x21), "version and type are 0x21, must be 0x11"),
        (changed(ONE, 0, 0x12), "version and type are 0x12, must be 0x11"),
        (changed(ONE, 12, 2), "length is 20 bytes, must be 26"),
        (changed(ONE, 12, 84), "count is 84, must be a whole number from 0 to 83"),
        (changed(ONE, 13, len(RATES_HZ)), "rate index is 11, must be a whole number from 0 to 10"),
        (changed(ONE, 1, 0x04), "flags has HEARTBEAT with 1 samples"),
        (changed(HEARTBEAT, 1, 0x00), "flags has no HEARTBEAT with 0 samples"),
    ],
)
def test_each_field_that_is_wrong_is_named(payload: bytes, message: str) -> None:
    """A payload with one thing wrong raises ProtocolError that names it and says what it held."""
    with pytest.raises(ProtocolError) as caught:
        decode_packet(payload)

    assert f"Stream packet: {message}" == str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("sequence", 0x1_0000, "sequence is 65536, must be a whole number from 0 to 65535"),
        ("sequence", -1, "sequence is -1"),
        ("sequence", 1.0, "sequence is 1.0"),
        ("first_sample_index", 1 << 32, "first_sample_index is 4294967296"),
        ("tick", 1 << 32, "tick is 4294967296"),
        ("flags", 0x100, "flags is 256"),
        ("sample_rate_hz", 0.5, "sample_rate_hz is 0.5, must be from 1 to 1000"),
        ("sample_rate_hz", float("nan"), "sample_rate_hz is nan"),
        ("samples", bytes(5), "samples must be bytes, 6 to a sample"),
        ("samples", bytearray(6), "samples must be bytes, 6 to a sample"),
        ("samples", bytes(6 * 1025), "count is 1025, must be a whole number from 0 to 1024"),
        ("samples", b"", "flags has no HEARTBEAT with 0 samples"),
        ("flags", PacketFlags.HEARTBEAT, "flags has HEARTBEAT with 1 samples"),
    ],
)
def test_no_invalid_value_can_exist(field: str, value: Any, message: str) -> None:
    """The constructor refuses each field that is out of its bounds, by name."""
    with pytest.raises(ValueError, match=message):
        replace(ONE, **{field: value})


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("sample_rate_hz", 51.0, "sample_rate_hz is 51.0, must be one of 12.5, 25.0, 26.0, 50.0"),
        ("samples", bytes(6 * 84), "count is 84, must be a whole number from 0 to 83"),
    ],
)
def test_what_only_other_wearables_send_is_not_written_in_our_profile(field: str, value: Any, message: str) -> None:
    """The encoder refuses a packet that another wearable may send, but our profile cannot carry."""
    with pytest.raises(ValueError, match=message):
        encode_packet(replace(ONE, **{field: value}))


@pytest.mark.parametrize("field", ["sequence", "samples"])
def test_a_value_is_frozen(field: str) -> None:
    """What was decoded stays as it was."""
    with pytest.raises(FrozenInstanceError):
        setattr(ONE, field, getattr(ONE, field))


def test_flags_of_a_later_minor_version_are_kept() -> None:
    """Flags that we have no name for survive the round trip beside those that we know."""
    payload = changed(ONE, 1, 0x81)
    packet = decode_packet(payload)

    assert PacketFlags.OVERFLOW in packet.flags
    assert payload == encode_packet(packet)


def test_the_largest_packet_fills_an_attribute() -> None:
    """83 samples make 512 bytes, the longest attribute value there is."""
    full = replace(ONE, samples=bytes(6 * MAX_SAMPLES_PER_PACKET))

    assert len(encode_packet(full)) == 512
    assert full == decode_packet(encode_packet(full))
