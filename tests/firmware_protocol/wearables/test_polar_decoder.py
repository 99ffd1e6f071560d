"""Polar's frames to packets: scale, rate and time."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import AccelPacket, ProtocolError
from firmware_protocol.wearables.polar_control import (
    CONTROL_UUID,
    DATA_UUID,
    Answer,
    Op,
    Setting,
    Settings,
    Status,
    encode_answer,
)
from firmware_protocol.wearables.polar_decoder import TICK_HZ, PolarDecoder
from firmware_protocol.wearables.polar_frames import COMPRESSED_G, COMPRESSED_MG, encode_compressed, encode_raw
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleAssembler, SampleBlock
from tests.firmware_protocol.wearables.test_polar_control import H10, VERITY

RESET_NS = 599_616_000 * 10**9
"""2019-01-01: where the H10's clock begins after it was off (TimeSystemExplained.md)."""

N = 36
UP = (0, 0, 1000)


def offer(settings: Settings) -> bytes:
    """The answer to the question for settings."""
    return encode_answer(Answer(Op.GET_SETTINGS, 2, Status.SUCCESS, settings=settings))


def started(factor: float | None = None) -> bytes:
    """The answer to a start."""
    settings = {} if factor is None else {Setting.FACTOR: struct.unpack("<I", struct.pack("<f", factor))}
    return encode_answer(Answer(Op.START, 2, Status.SUCCESS, settings=settings))


def frame(number: int, *, rate_hz: float = 50.0, count: int = N, since_ns: int = RESET_NS) -> bytes:
    """The raw frame of that number, without a gap."""
    return encode_raw(since_ns + round((number + 1) * count / rate_hz * 1e9), 0x01, [UP] * count)


def fed(decoder: PolarDecoder, *frames: bytes) -> list[AccelPacket]:
    """The packets that came of frames."""
    packets = [decoder.feed(DATA_UUID, payload) for payload in frames]
    return [packet for packet in packets if packet is not None]


def verity() -> PolarDecoder:
    """A decoder that has heard a Verity Sense start."""
    decoder = PolarDecoder()
    for answer in (offer(VERITY), started(2.44e-4)):
        assert decoder.feed(CONTROL_UUID, answer) is None
    return decoder


def test_the_only_rate_offered_is_that_of_the_first_frame() -> None:
    """A Verity Sense has one rate: no frame is lost to finding it out, and the tick is that of the first sample."""
    (packet,) = fed(verity(), frame(0, rate_hz=52.0, count=52))

    assert (52.0, 52, 0, 0) == (packet.sample_rate_hz, packet.count, packet.sequence, packet.first_sample_index)
    assert RESET_NS // 10**5 + TICK_HZ / 52 == pytest.approx(packet.tick + (RESET_NS // 10**5 // 2**32) * 2**32, abs=1)


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0, 200.0])
@pytest.mark.parametrize("true_share", [0.97, 1.0, 1.03])
def test_one_rate_of_several_is_found_by_the_second_frame(rate_hz: float, true_share: float) -> None:
    """The H10 does not say which rate it was told; two frames do, also where its oscillator is off by 3 %."""
    decoder = PolarDecoder()
    decoder.feed(CONTROL_UUID, offer(H10))
    packets = fed(decoder, *(frame(number, rate_hz=rate_hz * true_share) for number in range(4)))

    assert [rate_hz] * 3 == [packet.sample_rate_hz for packet in packets]
    assert [0, N, 2 * N] == [packet.first_sample_index for packet in packets]
    spacing = TICK_HZ * N / (rate_hz * true_share)
    assert [spacing] * 2 == pytest.approx([b.tick - a.tick for a, b in pairwise(packets)], abs=1)


def test_a_recording_may_begin_in_the_middle() -> None:
    """Without the settings the rate is found among all that Polar's sensors have."""
    packets = fed(PolarDecoder(), frame(7), frame(8))

    assert [50.0] == [packet.sample_rate_hz for packet in packets]


def test_a_rate_learnt_over_a_lost_frame_is_mended_by_the_next() -> None:
    """A frame missing at the beginning makes 50 Hz look like 25; the next frame says better."""
    decoder = PolarDecoder()
    decoder.feed(CONTROL_UUID, offer(H10))

    assert [25.0, 50.0, 50.0] == [packet.sample_rate_hz for packet in fed(decoder, *map(frame, (0, 2, 3, 4)))]


def test_single_lost_frames_do_not_make_it_slower() -> None:
    """Every other pace is half the rate; the rate stays."""
    packets = fed(PolarDecoder(), *map(frame, (0, 1, 3, 4, 6, 7, 9, 10)))

    assert [50.0] * 7 == [packet.sample_rate_hz for packet in packets]


def test_a_lower_rate_is_believed_after_three_frames() -> None:
    """Another start with another rate: the third frame that says so is of the new one."""
    later_ns = RESET_NS + 60 * 10**9
    decoder = PolarDecoder()
    before = fed(decoder, frame(0), frame(1))
    packets = fed(decoder, *(frame(number, rate_hz=25.0, since_ns=later_ns) for number in range(5)))

    assert [50.0] == [packet.sample_rate_hz for packet in before]
    assert [50.0, 50.0, 50.0, 25.0, 25.0] == [packet.sample_rate_hz for packet in packets]


def test_a_frame_that_comes_twice_is_refused() -> None:
    """Its time is that of the frame before (bleak #2002: every notification twice); the next one is taken."""
    decoder = PolarDecoder()
    fed(decoder, frame(0), frame(1))
    for late in (frame(1), frame(0)):
        with pytest.raises(ProtocolError, match="twice or late"):
            decoder.feed(DATA_UUID, late)
    (packet,) = fed(decoder, frame(2))

    assert (1, N) == (packet.sequence, packet.first_sample_index)


def test_a_clock_that_was_reset_goes_on_from_there() -> None:
    """After a battery pull the clock is that of 2019 again: the frames are taken, at their new time."""
    now_ns = RESET_NS + 200_000_000 * 10**9
    decoder = PolarDecoder()
    before = fed(decoder, frame(0, since_ns=now_ns), frame(1, since_ns=now_ns))
    after = fed(decoder, frame(0), frame(1))

    assert [1, 2] == [len(before), len(after)]
    assert round(TICK_HZ * N / 50.0) == (after[1].tick - after[0].tick) % 2**32


@pytest.mark.parametrize(
    ("factor", "kind", "counts_per_g"),
    [
        (2.44e-4, COMPRESSED_G, 1 / 2.44e-4),
        (None, COMPRESSED_MG, 1000.0),
        (0.5, COMPRESSED_MG, 2000.0),
        (2.44e-4, 0x01, 1000.0),
    ],
)
def test_the_scale_is_up_to_frame_type_and_factor(factor: float | None, kind: int, counts_per_g: float) -> None:
    """Type 80 is in g times the factor, 81 in mg times the factor if there is one, raw ones are in mg."""
    decoder = PolarDecoder()
    for answer in (offer(VERITY), started(factor)):
        decoder.feed(CONTROL_UUID, answer)
    payload = encode_raw(1, kind, [UP]) if kind == 0x01 else encode_compressed(1, kind, UP, [])
    fed(decoder, payload)

    assert decoder.scale is not None
    assert counts_per_g == pytest.approx(decoder.scale.counts_per_g, rel=1e-6)
    assert (TICK_HZ, False, False) == (decoder.scale.tick_hz, decoder.scale.numbered, decoder.scale.held)


def test_a_frame_in_g_before_its_factor_is_refused() -> None:
    """Nobody knows what its numbers mean; nothing is guessed."""
    decoder = PolarDecoder()
    with pytest.raises(ProtocolError, match="before the sensor told the factor"):
        decoder.feed(DATA_UUID, encode_compressed(1, COMPRESSED_G, UP, []))
    assert decoder.scale is None


@pytest.mark.parametrize("factor", [0.0, -2.44e-4, float("nan"), float("inf"), 1e-30, 5.0])
def test_a_factor_that_makes_no_sense_is_refused(factor: float) -> None:
    """Zero, negative, not a number, or of any other world; the one from before stays."""
    decoder = verity()
    with pytest.raises(ProtocolError, match="factor is"):
        decoder.feed(CONTROL_UUID, started(factor))
    fed(decoder, encode_compressed(1, COMPRESSED_G, UP, []))

    assert decoder.scale is not None
    assert 1 / 2.44e-4 == pytest.approx(decoder.scale.counts_per_g, rel=1e-6)


@pytest.mark.parametrize(
    ("characteristic", "payload"),
    [
        (CONTROL_UUID, "0f 05 00 00"),
        (CONTROL_UUID, "01 02"),
        (CONTROL_UUID, ""),
        (CONTROL_UUID, "f0 01 00 00 00 00 01 82 00"),
        (CONTROL_UUID, "f0 02 02 06"),
        (DATA_UUID, ""),
        (DATA_UUID, "00 00 00 00 00 00 00 00 00 00 01 02 03"),
        ("00002a37-0000-1000-8000-00805f9b34fb", "00 40"),
    ],
    ids=["features", "ended", "empty", "ECG settings", "refusal", "no frame", "ECG", "heart rate"],
)
def test_what_does_not_concern_us_is_passed_over(characteristic: str, payload: str) -> None:
    """Other measurements and news change nothing."""
    decoder = verity()

    assert decoder.feed(characteristic, bytes.fromhex(payload)) is None
    assert [52.0] == [packet.sample_rate_hz for packet in fed(decoder, frame(0, rate_hz=52.0))]


def test_the_counters_wrap() -> None:
    """After 2^16 packets the sequence begins anew, and after 2^32 samples the index does."""
    decoder = verity()
    decoder._packets, decoder._samples = 2**16 - 1, 2**32 - N
    packets = fed(decoder, frame(0, rate_hz=52.0), frame(1, rate_hz=52.0))

    assert [(2**16 - 1, 2**32 - N), (0, 0)] == [(packet.sequence, packet.first_sample_index) for packet in packets]


def test_the_timeline_has_the_gap_of_a_lost_frame_and_no_other() -> None:
    """Samples lie at their own time, though Polar numbers nothing: one lost frame is one gap of 0.72 s."""
    assembler = SampleAssembler()
    decoded = [Arrival(1000.0, CONTROL_UUID, offer(H10))]
    decoded += [Arrival(1000.0 + (number + 1) * 0.72, DATA_UUID, frame(number)) for number in range(40) if number != 20]
    made = [block for arrival in decoded for block in assembler.feed(arrival)]
    blocks = [block for block in made if isinstance(block, SampleBlock)]

    assert len(made) == len(blocks) == 38
    gaps_s = [after.start_s - before.end_s for before, after in pairwise(blocks)]
    assert [0.72] == pytest.approx([gap_s for gap_s in gaps_s if gap_s], abs=0.03)
    assert 1000.0 + 40 * 0.72 == pytest.approx(blocks[-1].end_s - 0.02, abs=0.03)
    assert [0.0, 0.0, 1.0] == blocks[0].xyz_g[0].tolist()


@given(
    payloads=st.lists(
        st.tuples(
            st.sampled_from([CONTROL_UUID, DATA_UUID]),
            st.one_of(
                st.binary(max_size=60),
                st.binary(max_size=60).map(b"\x02\x00\x00\x00\x00\x00\x00\x00\x00\x80".__add__),
                st.builds(frame, st.integers(0, 2**30)),
                st.sampled_from([offer(H10), offer(VERITY), started(2.44e-4), started()]),
            ),
        ),
        max_size=12,
    )
)
def test_garbage_raises_only_protocol_error(payloads: list[tuple[str, bytes]]) -> None:
    """Whatever comes in whatever order: packets with a scale, or ProtocolError."""
    decoder = PolarDecoder()
    for characteristic, payload in payloads:
        try:
            packet = decoder.feed(characteristic, payload)
        except ProtocolError:
            continue
        assert packet is None or (decoder.scale is not None and packet.count > 0)
