"""Those that send three int16: bytes from their specifications, any bytes, and what is said to them."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import ProtocolError, Start
from firmware_protocol.stream import MOST_SAMPLES, AccelPacket, PacketFlags
from firmware_protocol.wearables import (
    MICROBIT,
    PINETIME,
    THINGY,
    Read,
    RefusedError,
    Scale,
    Started,
    Subscribe,
    Write,
    wearable_advertised,
    wearable_with,
)
from firmware_protocol.wearables.three_int16 import (
    MICROBIT_ROW,
    PINETIME_ROW,
    THINGY_ROW,
    ThreeInt16,
    ThreeInt16Decoder,
    encode_samples,
    rate_of_period,
)
from tests.support.dialogues import perform

ROWS = (PINETIME_ROW, MICROBIT_ROW, THINGY_ROW)
WANTED = Start(50.0, 8, 25)
INT16 = st.integers(-(2**15), 2**15 - 1)


# ------------------------------------------------------------------------- golden bytes, and the scale


def test_a_watch_that_lies_on_its_back() -> None:
    """PineTime (InfiniTime, MotionService.cpp): x, y, z as int16, 1024 in a g."""
    packet = ThreeInt16Decoder(PINETIME_ROW).feed(PINETIME_ROW.data, bytes.fromhex("0000ffff0004"))
    assert AccelPacket(0, 0, 0, PacketFlags(0), 10.24, bytes.fromhex("0000ffff0004")) == packet
    assert ((0, -1, 1024),) == packet.raw_xyz
    assert Scale(1024.0, held=True) == ThreeInt16Decoder(PINETIME_ROW).scale


def test_several_samples_at_once() -> None:
    """Firmware that sends n samples each 100 ms samples n times as fast, for all that is known."""
    packet = ThreeInt16Decoder(PINETIME_ROW).feed(PINETIME_ROW.data, bytes.fromhex("010002000300 040005000600"))
    assert packet is not None
    assert (2, 20.48) == (packet.count, packet.sample_rate_hz)


def test_a_board_that_lies_flat() -> None:
    """micro:bit (Bluetooth profile 1.11): x, y, z as int16 in mg; its period says the rate."""
    decoder = ThreeInt16Decoder(MICROBIT_ROW)
    assert decoder.feed(MICROBIT_ROW.period, bytes.fromhex("1400")) is None
    packet = decoder.feed(MICROBIT_ROW.data, bytes.fromhex("1000f0ff18fc"))

    assert packet is not None
    assert (((16, -16, -1000),), 50.0) == (packet.raw_xyz, packet.sample_rate_hz)
    assert Scale(1000.0) == decoder.scale


def test_acceleration_before_all_else() -> None:
    """Thingy:52 (ble_tms.h): accelerometer, gyroscope, compass; of 18 bytes the first 6 are ours."""
    packet = ThreeInt16Decoder(THINGY_ROW).feed(THINGY_ROW.data, bytes.fromhex("000400000000") + bytes(range(12)))
    assert packet is not None
    assert ((1024, 0, 0),) == packet.raw_xyz


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@given(samples=st.lists(st.tuples(INT16, INT16, INT16), min_size=1, max_size=20))
def test_what_is_written_is_read(row: ThreeInt16, samples: list[tuple[int, int, int]]) -> None:
    """Encoder and decoder agree, and the counters go on."""
    decoder = ThreeInt16Decoder(row)
    first = decoder.feed(row.data, encode_samples(row, *samples))
    second = decoder.feed(row.data, encode_samples(row, samples[0]))

    assert first is not None
    assert second is not None
    assert tuple(samples) == first.raw_xyz
    assert (0, len(samples)) == (first.first_sample_index, second.first_sample_index)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@given(payloads=st.lists(st.tuples(st.booleans(), st.binary(max_size=600)), max_size=20))
def test_any_bytes_are_a_packet_or_an_error(row: ThreeInt16, payloads: list[tuple[bool, bytes]]) -> None:
    """Never anything else, and never more samples than the bytes hold."""
    decoder = ThreeInt16Decoder(row)
    for is_period, payload in payloads:
        try:
            packet = decoder.feed(row.period or row.data if is_period else row.data, payload)
        except ProtocolError:
            continue
        assert packet is None or 1 <= packet.count <= min(len(payload) // 6, MOST_SAMPLES)


@pytest.mark.parametrize(
    ("row", "payload", "told"),
    [
        (PINETIME_ROW, b"", "PineTime: length is 0 bytes, which holds no whole samples"),
        (PINETIME_ROW, bytes(7), "PineTime: length is 7 bytes, which holds no whole samples"),
        (THINGY_ROW, bytes(11), "Nordic Thingy:52: length is 11 bytes, which holds no whole samples"),
        (PINETIME_ROW, bytes(588), "PineTime: 98 samples at once would be 1003.52 Hz"),
    ],
)
def test_a_wrong_length_is_named(row: ThreeInt16, payload: bytes, told: str) -> None:
    """Which wearable, how long, and what is wrong with it."""
    with pytest.raises(ProtocolError, match=told):
        ThreeInt16Decoder(row).feed(row.data, payload)


@pytest.mark.parametrize("payload", [b"", b"\x14", b"\0\0", b"\xff\xff", b"\x14\0\0"])
def test_an_impossible_period_is_named(payload: bytes) -> None:
    """Two bytes, 1 to 1000 ms."""
    with pytest.raises(ProtocolError, match=r"^period: "):
        rate_of_period(payload)


# -------------------------------------------------------------------------------------- dialogues


def test_a_watch_is_read_first_then_subscribed_to() -> None:
    """The value that stands now is the first sample; 10.24 Hz, whatever is wanted."""
    requests, started = perform(PINETIME.begin(WANTED), [bytes(6)])
    assert [Read(PINETIME_ROW.data), Subscribe(PINETIME_ROW.data)] == requests
    assert Started(10.24, 1 / 10.24) == started


def test_a_watch_without_values_is_refused_in_words() -> None:
    """A motion service without its characteristic is broken firmware."""
    with pytest.raises(RefusedError, match="gives no values: restart it"):
        perform(PINETIME.begin(WANTED), [None])


@pytest.mark.parametrize(("wanted_hz", "period_ms"), [(12.5, 80), (25.0, 80), (50.0, 20), (100.0, 10), (400.0, 10)])
def test_a_micro_bit_takes_the_nearest_period(wanted_hz: float, period_ms: int) -> None:
    """It is written, read back, and what it says then is in force."""
    written = struct.pack("<H", period_ms)
    requests, started = perform(MICROBIT.begin(replace(WANTED, sample_rate_hz=wanted_hz)), [b"\x80\x02", written])
    period, data = MICROBIT_ROW.period, MICROBIT_ROW.data
    assert [Read(period), Write(period, written), Read(period), Subscribe(data)] == requests
    assert Started(1000.0 / period_ms, period_ms / 1000.0) == started


def test_a_micro_bit_that_keeps_its_own_period_is_believed() -> None:
    """Its answer counts, not our wish."""
    _, started = perform(MICROBIT.begin(WANTED), [b"\x14\0", b"\x50\0"])
    assert Started(12.5, 0.08) == started


def test_what_only_calls_itself_a_micro_bit() -> None:
    """A Bangle.js with the app "btadv" has no period: it is only subscribed to."""
    requests, started = perform(MICROBIT.begin(replace(WANTED, sample_rate_hz=12.5)), [None])
    assert [Read(MICROBIT_ROW.period), Subscribe(MICROBIT_ROW.data)] == requests
    assert Started(12.5, 0.08) == started


def test_a_thingy_is_configured_first() -> None:
    """Nine bytes: three intervals in ms, the rate of motion in Hz, no waking by motion."""
    requests, started = perform(THINGY.begin(WANTED))
    assert [
        Write("ef680401-9b35-4933-9b10-52ffa9740042", bytes.fromhex("640064006400320000")),
        Subscribe(THINGY_ROW.data),
    ] == requests
    assert Started(50.0, 0.02) == started


def test_a_thingy_is_probed_by_what_it_lets_us_read() -> None:
    """Its raw values are notified only (ble_tms.c); a watch and a micro:bit answer with a sample."""
    assert "ef680401-9b35-4933-9b10-52ffa9740042" == THINGY.probe
    assert THINGY.probe not in THINGY.characteristics
    assert (PINETIME_ROW.data, MICROBIT_ROW.data) == (PINETIME.probe, MICROBIT.probe)


# ----------------------------------------------------------------------------------- recognised


def test_each_is_recognised_by_what_it_advertises() -> None:
    """Name or service; and by its service when connected."""
    assert PINETIME is wearable_advertised("InfiniTime", [])
    assert PINETIME is wearable_advertised("Pinetime-JF", [])
    assert MICROBIT is wearable_advertised("BBC micro:bit [zuvav]", [])
    assert THINGY is wearable_advertised("", ["ef680100-9b35-4933-9b10-52ffa9740042"])
    assert [PINETIME, MICROBIT, THINGY] == [wearable_with({row.service}) for row in ROWS]
    assert "update InfiniTime to 1.7 or later" in PINETIME.hints["00001530-1212-efde-1523-785feabcd123"]
