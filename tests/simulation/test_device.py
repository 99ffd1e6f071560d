"""The simulated firmware: what it counts, and what it puts into packets."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from firmware_protocol import HEARTBEAT_S, AccelPacket, Capabilities, PacketFlags, decode_packet, encode_packet
from monitor.errors import UsageError
from monitor.motion.features import Floats
from monitor.simulation.body import Motion
from monitor.simulation.device import Boot, packets_of, simulated_capabilities
from monitor.simulation.sensor import Sensor
from tests.support.simulated import simulate

CAPABILITIES = simulated_capabilities(1)


def measured_g(packets: list[tuple[float, AccelPacket]], capabilities: Capabilities = CAPABILITIES) -> Floats:
    """All samples in the packets, in g."""
    raw = np.frombuffer(b"".join(packet.samples for _, packet in packets), dtype="<i2").reshape(-1, 3)
    return raw / capabilities.counts_per_g


@pytest.fixture(scope="module")
def motion() -> Motion:
    """A minute of sitting and walking."""
    return simulate("sit:30s walk:30s")


@pytest.mark.parametrize("samples_per_packet", [1, 7, 25, 38])
def test_packets_hold_the_motion_and_nothing_else(motion: Motion, samples_per_packet: int) -> None:
    """However the samples are cut, together they are the motion, bit for bit; the last packet may be shorter."""
    packets = list(packets_of(motion, capabilities=CAPABILITIES, samples_per_packet=samples_per_packet))
    np.testing.assert_array_equal(motion.xyz_g, measured_g(packets))
    assert {samples_per_packet} == {packet.count for _, packet in packets[:-1]}


def test_counters_count(motion: Motion) -> None:
    """Sequence counts packets, the index samples, the tick the device's time at the first sample."""
    packets = [packet for _, packet in packets_of(motion, capabilities=CAPABILITIES)]
    assert list(range(120)) == [packet.sequence for packet in packets]
    assert list(range(0, 3000, 25)) == [packet.first_sample_index for packet in packets]
    assert list(range(0, 120 * 16_384, 16_384)) == [packet.tick for packet in packets]


def test_a_packet_is_complete_when_its_last_sample_is_taken(motion: Motion) -> None:
    """At 50 Hz sample 24 is taken after 0.48 s; the times go on from there by half a second."""
    due_s = [due_s for due_s, _ in packets_of(motion, capabilities=CAPABILITIES)]
    np.testing.assert_allclose(due_s, 0.48 + 0.5 * np.arange(120))


@pytest.mark.parametrize("drift_ppm", [-10_000.0, -40.0, 40.0, 10_000.0])
def test_a_fast_clock_takes_more_samples(motion: Motion, drift_ppm: float) -> None:
    """Drift changes how many samples a true second holds, and neither the tick of a sample nor when things happened."""
    packets = list(packets_of(motion, capabilities=CAPABILITIES, samples_per_packet=1, clock_drift_ppm=drift_ppm))
    assert round(3000 * (1.0 + drift_ppm * 1e-6)) == len(packets)
    ticks = np.array([packet.tick for _, packet in packets])
    np.testing.assert_allclose(ticks, np.arange(len(packets)) * 32_768 / 50.0, atol=0.5)
    rows = np.rint(np.array([due_s for due_s, _ in packets]) * 50.0).astype(int)
    np.testing.assert_array_equal(motion.xyz_g[np.minimum(rows, 2999)], measured_g(packets))


def test_the_sequence_wraps() -> None:
    """After 65535 comes 0."""
    long = simulate("sit:22m")
    sequences = [packet.sequence for _, packet in packets_of(long, capabilities=CAPABILITIES, samples_per_packet=1)]
    assert [65_534, 65_535, 0, 1] == sequences[65_534:65_538]
    assert {1} == {(other - one) % 65_536 for one, other in pairwise(sequences)}


def test_the_tick_wraps(motion: Motion) -> None:
    """After 2^32 - 1 comes 0: with 32768 Hz a day and a half after the boot."""
    boot = Boot(motion, CAPABILITIES, uptime_s=2**32 / 32_768 - 10.0)
    ticks = [packet.tick for _, packet in boot.packets()]
    assert (2**32 - 16_384, 0, 16_384) == tuple(ticks[19:22])
    assert {16_384} == {(other - one) % 2**32 for one, other in pairwise(ticks)}


def test_in_a_gap_the_wearable_goes_on_counting() -> None:
    """Packets with a sample out of the gap are missing; sequence, index and tick jump by what was missed."""
    packets = [packet for _, packet in packets_of(simulate("sit:10s gap:7s sit:10s"), capabilities=CAPABILITIES)]
    missing = [(one, other) for one, other in pairwise(packets) if other.sequence - one.sequence != 1]
    ((last, first),) = missing
    assert (14, 350, 7 * 32_768) == (
        first.sequence - last.sequence - 1,
        first.first_sample_index - last.first_sample_index - 25,
        first.tick - last.tick - 16_384,
    )


def test_a_packet_that_reaches_into_a_gap_is_lost_whole() -> None:
    """With 38 samples a packet the ends of the gap do not fall between packets."""
    packets = list(packets_of(simulate("sit:10s gap:7s sit:10s"), capabilities=CAPABILITIES, samples_per_packet=38))
    assert np.isfinite(measured_g(packets)).all()
    heard = {packet.first_sample_index for _, packet in packets}
    assert heard == {first for first in range(0, 1350, 38) if first + 38 <= 500 or first >= 850}


def test_heartbeats_come_while_a_packet_fills() -> None:
    """At 12.5 Hz 38 samples take 3 s: a heartbeat comes before 2 s are over, numbered like a packet."""
    slow = simulate("sit:60s", sample_rate_hz=12.5)
    packets = list(packets_of(slow, capabilities=CAPABILITIES, samples_per_packet=38))
    np.testing.assert_array_equal(slow.xyz_g, measured_g(packets))
    (first_s, beat), (second_s, full) = packets[:2]
    assert (PacketFlags.HEARTBEAT, 0, 24, 62_915) == (beat.flags, beat.sequence, beat.first_sample_index, beat.tick)
    assert (1, 0, 38) == (full.sequence, full.first_sample_index, full.count)
    assert (24 / 12.5, 37 / 12.5) == (first_s, second_s)
    assert list(range(len(packets))) == [packet.sequence for _, packet in packets]
    silences_s = [other - one for one, other in pairwise([0.0, *(due_s for due_s, _ in packets)])]
    assert max(silences_s) <= HEARTBEAT_S + 1e-9


def test_a_clipped_sample_is_flagged() -> None:
    """CLIP is set on exactly those packets that hold a sample at the end of the range."""
    motion = simulate("walk:20s run:20s", sensor=Sensor(range_g=2))
    packets = [packet for _, packet in packets_of(motion, capabilities=CAPABILITIES)]
    at_limit = (np.abs(motion.xyz_g) >= 2.0).any(axis=1).reshape(-1, 25).any(axis=1)
    assert at_limit.tolist() == [bool(packet.flags & PacketFlags.CLIP) for packet in packets]
    assert 0 < at_limit.sum() < len(packets)


def test_packets_survive_the_wire(motion: Motion) -> None:
    """Each can be encoded and is decoded as the same."""
    packets = [packet for _, packet in packets_of(motion, capabilities=CAPABILITIES)]
    assert packets == [decode_packet(encode_packet(packet)) for packet in packets]


def test_other_counts_are_scaled() -> None:
    """A wearable with coarser counts sends the same motion, rounded to them."""
    motion = simulate("sit:10s walk:10s")
    coarse = replace(CAPABILITIES, counts_per_g=256)
    sent = measured_g(list(packets_of(motion, capabilities=coarse)), coarse)
    np.testing.assert_allclose(sent, motion.xyz_g, atol=0.5 / 256 + 1e-9)


def test_a_boot_sees_its_part_only(motion: Motion) -> None:
    """It begins to count at its own first sample, and a packet that its end cuts off is never sent."""
    packets = list(Boot(motion, CAPABILITIES, begin_s=10.0, end_s=20.3).packets())
    assert (10.48, 19.98) == (packets[0][0], packets[-1][0])
    assert (0, 0, 0) == (packets[0][1].sequence, packets[0][1].first_sample_index, packets[0][1].tick)
    np.testing.assert_array_equal(motion.xyz_g[500:1000], measured_g(packets))


def test_the_seed_chooses_the_boot_id() -> None:
    """Two simulated wearables are not taken for each other."""
    assert simulated_capabilities(1) == simulated_capabilities(1)
    assert 20 == len({simulated_capabilities(seed).boot_id for seed in range(20)})


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"samples_per_packet": 0}, "samples per packet are 0; this wearable can send 1 to 38"),
        ({"samples_per_packet": 39}, "samples per packet are 39; this wearable can send 1 to 38"),
        ({"clock_drift_ppm": 1e6}, "clock drift is 1e+06 ppm; allowed are up to ±10000"),
        ({"clock_drift_ppm": float("nan")}, "clock drift is nan ppm; allowed are up to ±10000"),
    ],
)
def test_what_the_wearable_cannot_do_is_refused(motion: Motion, arguments: dict[str, float], line: str) -> None:
    """At once, not at the first packet, with what is allowed."""
    with pytest.raises(UsageError) as refused:
        packets_of(motion, capabilities=CAPABILITIES, **arguments)  # type: ignore[arg-type]
    assert line == str(refused.value)


def test_a_rate_that_the_wearable_lacks_is_refused() -> None:
    """40 Hz can be simulated but not sent."""
    with pytest.raises(UsageError) as refused:
        packets_of(simulate("sit:5s", sample_rate_hz=40.0), capabilities=CAPABILITIES)
    assert "sample rate is 40 Hz; this wearable has 12.5, 25, 50, 100 Hz" == str(refused.value)
