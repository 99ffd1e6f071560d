"""Battery Level, the standard characteristic."""

import pytest

from firmware_protocol import ProtocolError, decode_battery_level, encode_battery_level


@pytest.mark.parametrize(("payload", "percent"), [(b"\x00", 0), (b"\x57", 87), (b"\x64", 100)])
def test_one_byte_is_per_cent(payload: bytes, percent: int) -> None:
    """The byte is the charge in per cent, both ways."""
    assert percent == decode_battery_level(payload)
    assert payload == encode_battery_level(percent)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "Battery Level: length is 0 bytes, must be 1"),
        (b"\x57\x00", "Battery Level: length is 2 bytes, must be 1"),
        (b"\x65", "Battery Level: percent is 101, must be a whole number from 0 to 100"),
        (b"\xff", "Battery Level: percent is 255, must be a whole number from 0 to 100"),
    ],
)
def test_what_is_no_battery_level_is_refused(payload: bytes, message: str) -> None:
    """Anything but one byte of at most 100 raises ProtocolError that names the field."""
    with pytest.raises(ProtocolError) as caught:
        decode_battery_level(payload)

    assert message == str(caught.value)


@pytest.mark.parametrize("percent", [-1, 101, 55.5])
def test_no_other_charge_can_be_written(percent: float) -> None:
    """A charge that is no whole number of per cent is the caller's mistake."""
    with pytest.raises(ValueError, match="percent is"):
        encode_battery_level(percent)  # type: ignore[arg-type]
