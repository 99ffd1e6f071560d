"""Info: what the wearable says of itself."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from firmware_protocol import (
    RANGES_G,
    RATES_HZ,
    Capabilities,
    Features,
    ProtocolError,
    WearSite,
    decode_capabilities,
    encode_capabilities,
)

THIGH = Capabilities(
    major=1,
    minor=0,
    features=Features.RESEND,
    counts_per_g=4096,
    tick_hz=32768,
    sample_rates_hz=(25.0, 50.0),
    ranges_g=(2, 8),
    max_samples=38,
    wear_site=WearSite.THIGH,
    boot_id=1,
)


def changed(offset: int, octets: str) -> bytes:
    """Give the payload of THIGH with some bytes replaced."""
    payload = bytearray(encode_capabilities(THIGH))
    new = bytes.fromhex(octets)
    payload[offset : offset + len(new)] = new
    return bytes(payload)


def test_info_is_19_bytes() -> None:
    """Info fits into one read at the smallest MTU, which carries 22 bytes."""
    assert len(encode_capabilities(THIGH)) == 19


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "length is 0 bytes, must be 1 to 512"),
        (b"\x01", "length is 1 bytes, must be 19 to 512"),
        (changed(0, "00"), "major is 0, must be 1"),
        (changed(0, "02"), "major is 2, must be 1"),
        (b"\x02", "major is 2, must be 1"),
        (changed(4, "00 00"), "counts_per_g is 0, must be a whole number from 1 to 32767"),
        (changed(4, "00 80"), "counts_per_g is 32768, must be a whole number from 1 to 32767"),
        (changed(6, "e7 03 00 00"), "tick_hz is 999, must be a whole number from 1000 to 1000000"),
        (changed(6, "41 42 0f 00"), "tick_hz is 1000001, must be a whole number from 1000 to 1000000"),
        (changed(10, "00 00"), f"sample_rates_hz is (), must be some of {RATES_HZ}, in this order"),
        (changed(10, "00 f8"), f"sample_rates_hz is (), must be some of {RATES_HZ}, in this order"),
        (changed(12, "00"), f"ranges_g is (), must be some of {RANGES_G}, in this order"),
        (changed(13, "00"), "max_samples is 0, must be a whole number from 1 to 83"),
        (changed(13, "54"), "max_samples is 84, must be a whole number from 1 to 83"),
    ],
)
def test_each_field_out_of_its_bounds_is_named(payload: bytes, message: str) -> None:
    """A payload with one field wrong raises ProtocolError that names it and says what it held."""
    with pytest.raises(ProtocolError) as caught:
        decode_capabilities(payload)

    assert f"Info: {message}" == str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("major", 2, "major is 2, must be 1"),
        ("minor", 256, "minor is 256"),
        ("minor", -1, "minor is -1"),
        ("features", 0x1_0000, "features is 65536"),
        ("counts_per_g", 4096.0, "counts_per_g is 4096.0, must be a whole number"),
        ("tick_hz", 0, "tick_hz is 0"),
        ("sample_rates_hz", (50.0, 25.0), r"sample_rates_hz is \(50.0, 25.0\)"),
        ("sample_rates_hz", (50.0, 50.0), r"sample_rates_hz is \(50.0, 50.0\)"),
        ("sample_rates_hz", (31.25,), r"sample_rates_hz is \(31.25,\)"),
        ("sample_rates_hz", [50.0], r"sample_rates_hz is \[50.0\]"),
        ("ranges_g", (), r"ranges_g is \(\)"),
        ("ranges_g", (3,), r"ranges_g is \(3,\)"),
        ("max_samples", 84, "max_samples is 84"),
        ("wear_site", "ankle", "wear_site is 'ankle', must be one of unknown, thigh, pocket, hip, back, wrist"),
        ("boot_id", 1 << 32, "boot_id is 4294967296"),
    ],
)
def test_no_invalid_value_can_exist(field: str, value: Any, message: str) -> None:
    """The constructor refuses each field that is out of its bounds, by name."""
    with pytest.raises(ValueError, match=message):
        replace(THIGH, **{field: value})


def test_a_value_is_frozen() -> None:
    """What was decoded stays as it was."""
    with pytest.raises(FrozenInstanceError):
        THIGH.boot_id = 2  # type: ignore[misc]


@pytest.mark.parametrize(("index", "rate_hz"), tuple(enumerate(RATES_HZ)))
def test_each_rate_has_its_bit(index: int, rate_hz: float) -> None:
    """Bit i of the rate bitmap stands for rate i of the table."""
    payload = changed(10, (1 << index).to_bytes(2, "little").hex())

    assert (rate_hz,) == decode_capabilities(payload).sample_rates_hz


@pytest.mark.parametrize(("index", "range_g"), tuple(enumerate(RANGES_G)))
def test_each_range_has_its_bit(index: int, range_g: int) -> None:
    """Bit i of the range bitmap stands for range i of the table."""
    assert (range_g,) == decode_capabilities(changed(12, f"{1 << index:02x}")).ranges_g


def test_rates_and_ranges_of_a_later_minor_version_are_passed_over() -> None:
    """Bits beyond our tables are no error: the rates and ranges that we know remain."""
    later = changed(10, "0a f8 fa")

    assert replace(THIGH, ranges_g=(4, 16)) == decode_capabilities(later)


@pytest.mark.parametrize("code", [6, 7, 255])
def test_a_wear_site_of_a_later_minor_version_is_unknown(code: int) -> None:
    """A wear site that we have no word for is unknown, which is true, and no error."""
    assert WearSite.UNKNOWN is decode_capabilities(changed(14, f"{code:02x}")).wear_site


def test_features_of_a_later_minor_version_are_kept() -> None:
    """Feature bits that we have no name for survive the round trip."""
    payload = changed(2, "01 80")

    assert decode_capabilities(payload).features == 0x8001
    assert payload == encode_capabilities(decode_capabilities(payload))
