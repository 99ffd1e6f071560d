"""UUIDs and what fits into a packet."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import gatt, samples_per_packet

OURS = [gatt.SERVICE_UUID, gatt.INFO_UUID, gatt.STREAM_UUID, gatt.CONTROL_UUID]
STANDARD = {
    gatt.BATTERY_SERVICE_UUID: 0x180F,
    gatt.BATTERY_LEVEL_UUID: 0x2A19,
    gatt.DEVICE_INFORMATION_UUID: 0x180A,
}


@pytest.mark.parametrize("text", [*OURS, *STANDARD])
def test_uuids_are_in_the_form_that_arrivals_use(text: str) -> None:
    """Every UUID is in its full, lower-case, 128-bit form, so that plain string comparison works."""
    assert str(uuid.UUID(text)) == text


def test_our_uuids_are_one_family() -> None:
    """Our UUIDs differ only in the last byte of their first group, and hold the major version before it."""
    families = {(text[:4], int(text[4:6], 16), text[8:]) for text in OURS}

    assert {("7ae9", gatt.MAJOR, "-be4c-492f-a786-69776b18097e")} == families
    assert [text[6:8] for text in OURS] == ["00", "01", "02", "03"]


def test_our_base_uuid_is_a_random_one() -> None:
    """The family comes from a random UUID (version 4), not from a vendor's or the standard's base."""
    assert {4} == {uuid.UUID(text).version for text in OURS}


@pytest.mark.parametrize(("text", "short"), tuple(STANDARD.items()))
def test_standard_uuids_stand_on_the_standard_base(text: str, short: int) -> None:
    """A 16-bit UUID is the base UUID of the standard with the number in its first group."""
    assert f"{short:08x}-0000-1000-8000-00805f9b34fb" == text


@pytest.mark.parametrize(
    ("att_mtu", "count"),
    [(23, 1), (28, 1), (29, 2), (131, 19), (185, 28), (246, 38), (247, 38), (251, 39), (514, 82), (515, 83), (517, 83)],
)
def test_samples_that_fit(att_mtu: int, count: int) -> None:
    """A packet carries (MTU - 17) // 6 samples."""
    assert count == samples_per_packet(att_mtu)


@given(att_mtu=st.integers(23, 600))
def test_a_full_packet_fits_and_one_more_sample_does_not(att_mtu: int) -> None:
    """At every MTU a full packet stays within the payload and the attribute, and one more sample would not."""
    room = min(att_mtu - gatt.GATT_NOTIFICATION_OVERHEAD, 512)
    full = gatt.HEADER_BYTES + gatt.SAMPLE_BYTES * samples_per_packet(att_mtu)

    assert full <= room < full + gatt.SAMPLE_BYTES


@pytest.mark.parametrize("att_mtu", [22, 0, -1])
def test_an_mtu_that_no_link_has_is_refused(att_mtu: int) -> None:
    """An MTU below 23 is the caller's mistake, and said to be."""
    with pytest.raises(ValueError, match=f"att_mtu is {att_mtu}, must be 23 or more"):
        samples_per_packet(att_mtu)
