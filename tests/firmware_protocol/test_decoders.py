"""What holds for every decoder: it gives back what was encoded, and refuses all else in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import ProtocolError
from tests.firmware_protocol.decoders import CODECS, Codec
from tests.firmware_protocol.strategies import garbage

every_codec = pytest.mark.parametrize("codec", CODECS, ids=str)


@every_codec
@given(data=st.data())
def test_what_was_encoded_is_decoded(codec: Codec, data: st.DataObject) -> None:
    """Decoding the bytes of any valid value gives that value."""
    value = data.draw(codec.values)

    assert value == codec.decode(codec.encode(value))


@every_codec
@given(data=st.data())
def test_canonical_bytes_come_back(codec: Codec, data: st.DataObject) -> None:
    """Encoding what an encoder's bytes decode to gives those bytes again, to the last one."""
    canonical = codec.encode(data.draw(codec.values))

    assert canonical == codec.encode(codec.decode(canonical))


@every_codec
@given(payload=garbage())
def test_garbage_gives_a_value_or_a_protocol_error(codec: Codec, payload: bytes) -> None:
    """Any bytes give a value whose encoding means the same, or ProtocolError and nothing else."""
    try:
        value = codec.decode(payload)
    except ProtocolError:
        return

    assert value == codec.decode(codec.encode(value))


@every_codec
@given(data=st.data())
def test_one_changed_byte_gives_a_value_or_a_protocol_error(codec: Codec, data: st.DataObject) -> None:
    """A valid payload with one byte changed gives a value whose encoding means the same, or ProtocolError."""
    payload = bytearray(codec.encode(data.draw(codec.values)))
    payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))

    try:
        value = codec.decode(payload)
    except ProtocolError:
        return

    assert value == codec.decode(codec.encode(value))


@every_codec
@given(data=st.data())
def test_a_payload_cut_anywhere_is_refused(codec: Codec, data: st.DataObject) -> None:
    """Cut short at any length, a valid payload raises ProtocolError that says its length."""
    whole = codec.encode(data.draw(codec.values))

    for length in range(len(whole)):
        with pytest.raises(ProtocolError, match=f"^{codec.leader}: length is {length} bytes, must be "):
            codec.decode(whole[:length])


@every_codec
@given(data=st.data())
def test_further_bytes_are_passed_over_only_where_the_profile_grows(codec: Codec, data: st.DataObject) -> None:
    """Info and replies of a later minor version may be longer; packets and commands never are."""
    value = data.draw(codec.values)
    longer = codec.encode(value) + data.draw(st.binary(min_size=1, max_size=8))

    if codec.grows:
        assert value == codec.decode(longer)
        return

    with pytest.raises(ProtocolError, match="length is"):
        codec.decode(longer)


@every_codec
@pytest.mark.parametrize("size", [513, 2_000])
def test_no_attribute_is_longer_than_512_bytes(codec: Codec, size: int) -> None:
    """A payload longer than any attribute can be is refused, whatever it begins with."""
    for first in range(256):
        with pytest.raises(ProtocolError, match=f"^{codec.leader}: "):
            codec.decode(bytes([first]) + bytes(size - 1))


@every_codec
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview], ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_every_kind_of_buffer_is_read_alike(codec: Codec, kind: type, data: st.DataObject) -> None:
    """Radio libraries hand out bytes, bytearray or memoryview: all three decode to the same value."""
    value = data.draw(codec.values)
    payload = codec.encode(value)

    assert value == codec.decode(kind(payload))


@every_codec
@given(data=st.data())
def test_a_value_outlives_its_buffer(codec: Codec, data: st.DataObject) -> None:
    """A decoded value does not change when the radio library reuses the buffer it came in."""
    value = data.draw(codec.values)
    buffer = bytearray(codec.encode(value))

    decoded = codec.decode(memoryview(buffer))
    buffer[:] = bytes(len(buffer))

    assert value == decoded
    assert hash(value) == hash(decoded)


@pytest.mark.parametrize("step", [2, -1])
def test_a_strided_view_is_read_in_its_own_order(step: int) -> None:
    """A memoryview that skips or runs backwards is read as the bytes it shows, not those it lies over."""
    command = next(codec for codec in CODECS if codec.name == "command")
    shown = bytes.fromhex("07 30 78 00")
    laid_out = bytes(8) if step == 2 else bytes(4)
    buffer = bytearray(laid_out)
    memoryview(buffer)[::step] = shown

    assert command.decode(shown) == command.decode(memoryview(buffer)[::step])
