"""The Espruino app's stream: what it measures, how it counts, what it does when the computer is away."""

from itertools import pairwise

import pytest

from firmware_protocol import (
    HEARTBEAT_S,
    LEASE_DEFAULT_S,
    STREAM_UUID,
    AccelPacket,
    KeepLease,
    PacketFlags,
    Start,
    Status,
    Stop,
    samples_per_packet,
)
from tests.firmware_protocol.reference.watch import START, Watch

MTU = {"BANGLEJS2": 131, "PUCKJS": 53}  # as Espruino's board files set them
ROOM = 1024  # samples in the queue of the Bangle.js 2
BANGLE_STARTS = [Start(rate_hz, 4, 25) for rate_hz in (12.5, 25.0, 50.0)]
PUCK_STARTS = [Start(rate_hz, 4, 25) for rate_hz in (12.5, 26.0, 52.0)]


def streaming(watch: Watch, start: Start = START) -> Watch:
    """Connect, subscribe, start; each sample's x is its number, from 1."""
    watch.set(counting=True)
    watch.meet()
    assert watch.ask(start).status is Status.OK
    return watch


def numbers(packets: list[AccelPacket], start: Start = START) -> list[int]:
    """The numbers of all samples, in their order."""
    return [round(x * 8 / start.range_g) for packet in packets for x, _, _ in packet.raw_xyz]


def carrying(packets: list[AccelPacket]) -> list[AccelPacket]:
    """Without the heartbeats."""
    return [packet for packet in packets if packet.count]


def assert_unbroken(packets: list[AccelPacket]) -> None:
    """Sequence goes up by one with every packet, the index by the samples of each."""
    assert packets
    for before, after in pairwise(packets):
        assert (before.sequence + 1) % 65_536 == after.sequence
    for before, after in pairwise(carrying(packets)):
        assert before.first_sample_index + before.count == after.first_sample_index


def slope_hz(packets: list[AccelPacket], tick_hz: int) -> float:
    """The true sample rate: index over tick."""
    first, last = carrying(packets)[0], carrying(packets)[-1]
    return (last.first_sample_index - first.first_sample_index) * tick_hz / (last.tick - first.tick)


def assert_every_rate_streams(watch: Watch, start: Start, att_mtu: int) -> None:
    """Half a minute: every sample once and in order, rate by the device clock, packets full and within the MTU."""
    streaming(watch, start)
    packets = watch.advance(30.0)
    full = min(start.samples_per_packet, samples_per_packet(att_mtu))

    assert_unbroken(packets)
    assert list(range(0, full * len(carrying(packets)), full)) == [p.first_sample_index for p in carrying(packets)]
    assert {full} == {packet.count for packet in carrying(packets)}
    assert {start.sample_rate_hz} == {packet.sample_rate_hz for packet in packets}
    assert start.sample_rate_hz == pytest.approx(slope_hz(packets, watch.info().tick_hz), rel=1e-3)
    assert full * len(carrying(packets)) == pytest.approx(30.0 * start.sample_rate_hz, abs=full)
    assert att_mtu - 3 >= max(len(bytes.fromhex(event["hex"])) for event in watch.of_kind("notify"))


@pytest.mark.parametrize("start", BANGLE_STARTS, ids=lambda start: f"{start.sample_rate_hz:g} Hz")
def test_a_bangle_streams_at_every_rate_that_it_offers(start: Start, bangle: Watch) -> None:
    """A Bangle.js 2 delivers every sample, in order, at the rate that was asked for."""
    assert_every_rate_streams(bangle, start, MTU["BANGLEJS2"])


@pytest.mark.parametrize("start", PUCK_STARTS, ids=lambda start: f"{start.sample_rate_hz:g} Hz")
def test_a_puck_streams_at_every_rate_that_it_offers(start: Start, puck: Watch) -> None:
    """A Puck.js delivers every sample, in order, at the rate that was asked for."""
    assert_every_rate_streams(puck, start, MTU["PUCKJS"])


def test_every_sample_arrives_with_its_value(bangle: Watch) -> None:
    """What the sensor measured is what the packets hold, none lost, none invented."""
    packets = streaming(bangle).advance(10.0)

    assert list(range(1, len(numbers(packets)) + 1)) == numbers(packets)
    assert len(numbers(packets)) > 450


@pytest.mark.parametrize("range_g", [2, 4, 8])
def test_one_g_reads_the_same_at_every_range(range_g: int, board: Watch) -> None:
    """The axis that points up reads counts_per_g, whatever the range; nothing is clipped."""
    board.meet()
    board.ask(Start(12.5, range_g, 19))
    packets = carrying(board.advance(5.0))

    assert {(0, 0, board.info().counts_per_g)} == {sample for packet in packets for sample in packet.raw_xyz}
    assert {PacketFlags(0)} == {packet.flags for packet in packets}


@pytest.mark.parametrize("range_g", [2, 4, 8])
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_end_of_the_range_is_told(range_g: int, sign: int, board: Watch) -> None:
    """Beyond the full scale the value stays at its end, and the packet says CLIP."""
    board.set(g=[0, sign * 20.0, 0])
    board.meet()
    board.ask(Start(12.5, range_g, 19))
    packets = carrying(board.advance(5.0))
    (value,) = {y for packet in packets for _, y, _ in packet.raw_xyz}

    assert sign * range_g == pytest.approx(value / 4096, abs=0.001)
    assert {PacketFlags.CLIP} == {packet.flags for packet in packets}


@pytest.mark.parametrize("wanted", [1, 2, 7, 19, 20, 83])
def test_no_packet_holds_more_than_was_asked_for_nor_than_fits(wanted: int, board: Watch) -> None:
    """Start's reply says how many samples a packet will hold, and so many it holds, also one at a time at 50 Hz."""
    info = board.info()
    fastest = Start(info.sample_rates_hz[-1], 8, wanted)
    reply = streaming(board, fastest).ask(fastest)
    packets = carrying(board.advance(4.0))

    assert Start(fastest.sample_rate_hz, 8, min(wanted, info.max_samples)) == reply.actual
    assert {min(wanted, info.max_samples)} == {packet.count for packet in packets}
    assert sum(packet.count for packet in packets) > 3.0 * fastest.sample_rate_hz


def test_each_board_offers_what_its_mtu_carries(bangle: Watch, puck: Watch) -> None:
    """max_samples is what the MTU of the firmware carries: 19 on the watch, 6 on the puck."""
    assert [samples_per_packet(131), samples_per_packet(53)] == [bangle.info().max_samples, puck.info().max_samples]


@pytest.mark.parametrize("rate_hz", [12.5, 25.0, 50.0])
@pytest.mark.parametrize("silent", [False, True])
def test_two_seconds_never_pass_in_silence(rate_hz: float, silent: bool, bangle: Watch) -> None:
    """While it streams no two notifications are 2 s apart, also if the sensor says nothing at all."""
    bangle.set(silent=silent)
    streaming(bangle, Start(rate_hz, 8, 83))
    bangle.advance(60.0)
    at_ms = [0.0, *(event["ms"] for event in bangle.of_kind("notify") if event["uuid"] == STREAM_UUID), 60_000.0]

    assert max(after - before for before, after in pairwise(at_ms)) < 1000.0 * HEARTBEAT_S


def test_a_heartbeat_tells_the_index_that_comes_next(bangle: Watch) -> None:
    """With the sensor fallen silent, heartbeats hold the next sample's index and the clock, and count in sequence."""
    before = streaming(bangle).advance(10.0)
    bangle.set(silent=True)
    beats = bangle.advance(10.0)

    assert_unbroken(before + beats)
    assert {(0, PacketFlags.HEARTBEAT, bangle.state["samples"])} == {
        (packet.count, packet.flags, packet.first_sample_index) for packet in beats
    }
    assert [1.5, 1.5] == pytest.approx(
        [(after.tick - one.tick) / 32_768 for one, after in pairwise(beats[1:4])], abs=0.26
    )


# ---------------------------------------------------------------------------------- the lease


def test_nothing_is_sent_before_start_and_nothing_measured(bangle: Watch) -> None:
    """A central that only subscribes gets nothing, and the sensor is left as Espruino keeps it."""
    bangle.meet()

    assert [] == bangle.advance(30.0)
    assert 0 == bangle.state["accel"]


def test_the_stream_ends_with_its_lease(bangle: Watch) -> None:
    """120 s after Start nothing more comes, the sensor is as it was before, and KeepLease finds it GONE."""
    packets = streaming(bangle).advance(LEASE_DEFAULT_S + 1.0)

    assert LEASE_DEFAULT_S == pytest.approx(packets[-1].tick / 32_768, abs=2.0)
    assert [] == bangle.advance(60.0)
    assert Status.GONE is bangle.ask(KeepLease(60)).status
    assert (0, 80, 4, 12.5, True) == tuple(
        bangle.state[part] for part in ("accel", "period_ms", "range_g", "odr_hz", "powerSave")
    )


def test_keep_lease_keeps_it_for_as_long_as_it_says(bangle: Watch) -> None:
    """Renewed after 100 s for 60 s, it streams until 160 s and no longer."""
    streaming(bangle).advance(100.0)

    assert KeepLease(60) == bangle.ask(KeepLease(60)).actual
    assert_unbroken(bangle.advance(59.0))
    bangle.advance(2.0)
    assert [] == bangle.advance(30.0)


def test_a_new_start_with_the_same_values_breaks_nothing(bangle: Watch) -> None:
    """Start while it streams renews the lease; no sample is lost and none doubled."""
    packets = streaming(bangle).advance(100.3)
    bangle.ask(START)
    packets += bangle.advance(100.0)

    assert_unbroken(packets)
    assert list(range(1, len(numbers(packets)) + 1)) == numbers(packets)


def test_a_packet_never_mixes_two_rates(bangle: Watch) -> None:
    """What was measured at the old rate and did not fill a packet is given up, and told by OVERFLOW."""
    packets = streaming(bangle).advance(1.0)
    taken = bangle.state["samples"]
    bangle.ask(Start(12.5, 8, 25))
    after = carrying(bangle.advance(10.0))

    assert (12.5, taken) == (after[0].sample_rate_hz, after[0].first_sample_index)
    assert packets[-1].first_sample_index + packets[-1].count < taken
    assert [PacketFlags.OVERFLOW] + [PacketFlags(0)] * (len(after) - 1) == [packet.flags for packet in after]


def test_while_it_is_stopped_the_index_stands_and_the_tick_goes_on(bangle: Watch) -> None:
    """After a pause of 40 s the index goes on where it was, the tick is 40 s further: a gap, and told so."""
    streaming(bangle).advance(10.0)
    taken = bangle.state["samples"]
    assert Status.OK is bangle.ask(Stop()).status
    assert [] == bangle.advance(40.0)
    bangle.ask(START)
    (first, *_) = bangle.advance(1.0)

    assert (taken, PacketFlags.OVERFLOW) == (first.first_sample_index, first.flags)
    assert 50.02 == pytest.approx(first.tick / 32_768, abs=0.01)


# ------------------------------------------------------------------------- the computer is away


def back(watch: Watch, away_s: float) -> list[AccelPacket]:
    """Lose the link, be away, come back and start again; the packets of the next 30 s."""
    watch.do("lose")
    assert [] == watch.advance(away_s)
    return streaming(watch).advance(30.0)


def test_a_short_loss_of_the_link_loses_no_sample(bangle: Watch) -> None:
    """What was measured during 5 s out of reach comes afterwards, with its own index and tick: there is no gap."""
    packets = streaming(bangle).advance(10.0)
    packets += back(bangle, 5.0)

    assert_unbroken(packets)
    assert list(range(1, len(numbers(packets)) + 1)) == numbers(packets)
    assert 50.0 == pytest.approx(slope_hz(packets, 32_768), rel=1e-3)
    assert {PacketFlags(0)} == {packet.flags for packet in packets}


def test_a_backlog_does_not_flood_the_radio(bangle: Watch) -> None:
    """After a loss packets leave at most twice as fast as samples are taken, until the queue is short again."""
    streaming(bangle).advance(10.0)
    already = len(bangle.events)
    packets = back(bangle, 15.0)
    at_ms = [event["ms"] for event in bangle.events[already:] if event["kind"] == "notify"]

    assert min(after - before for before, after in pairwise(at_ms[2:])) >= 1000.0 * 19 / 100.0 - 20.0
    assert numbers(packets)[-1] > bangle.state["samples"] - 19


def test_a_long_loss_keeps_the_newest_and_says_overflow(bangle: Watch) -> None:
    """Of 60 s out of reach the queue keeps the last 1024 samples; the first packet says that others are lost."""
    last = streaming(bangle).advance(10.0)[-1]
    bangle.do("lose")
    bangle.advance(60.0)
    kept_from = bangle.state["samples"] - ROOM
    packets = carrying(streaming(bangle).advance(30.0))

    assert last.first_sample_index + last.count < kept_from
    assert kept_from <= packets[0].first_sample_index <= kept_from + 1
    assert [PacketFlags.OVERFLOW] + [PacketFlags(0)] * (len(packets) - 1) == [packet.flags for packet in packets]
    assert_unbroken(packets)
    assert packets[0].first_sample_index + 1 == numbers(packets)[0]


def test_out_of_reach_the_lease_still_ends(bangle: Watch) -> None:
    """With the link lost and nobody back, it stops measuring when the lease ends, and has forgotten the samples."""
    streaming(bangle).advance(10.0)
    bangle.do("lose")
    bangle.advance(LEASE_DEFAULT_S)

    assert 0 == bangle.state["accel"]
    taken = bangle.state["samples"]
    (first, *_) = carrying(streaming(bangle).advance(2.0))
    assert (taken, PacketFlags.OVERFLOW) == (first.first_sample_index, first.flags)


def test_a_central_that_unsubscribes_is_sent_nothing(bangle: Watch) -> None:
    """Without a subscription nothing is sent; with a new one the queue comes, without a gap."""
    packets = streaming(bangle).advance(5.0)
    bangle.do("subscribe", uuid=STREAM_UUID, bits=0)
    assert [] == bangle.advance(5.0)
    bangle.do("subscribe", uuid=STREAM_UUID, bits=1)
    packets += bangle.advance(20.0)

    assert_unbroken(packets)


def test_a_bonded_central_whose_subscription_is_restored_is_served(bangle: Watch) -> None:
    """A stack that restores the descriptor without a write tells the app nothing: Start is taken for a subscription."""
    bangle.do("connect")
    bangle.do("subscribe", uuid=STREAM_UUID, bits=1, restored=True)
    bangle.do("subscribe", uuid="7ae90103-be4c-492f-a786-69776b18097e", bits=2, restored=True)
    bangle.ask(START)

    assert len(bangle.advance(5.0)) > 10


def test_packets_that_the_radio_drops_show_as_a_jump_of_the_sequence(bangle: Watch) -> None:
    """Espruino passes over a full radio in silence; sequence and index both jump, so that the central sees a gap."""
    before = streaming(bangle).advance(5.0)
    bangle.set(congested=True)
    bangle.advance(5.0)
    bangle.set(congested=False)
    after = bangle.advance(5.0)
    dropped = len(bangle.of_kind("dropped"))

    assert dropped > 10
    assert before[-1].sequence + dropped + 1 == after[0].sequence
    assert before[-1].first_sample_index + 19 * (dropped + 1) == after[0].first_sample_index


# -------------------------------------------------------------------------------- clock and boot


@pytest.mark.parametrize("by_s", [-3600, 3600, 86_400])
def test_setting_the_watch_does_not_move_the_tick(by_s: int, bangle: Watch) -> None:
    """When somebody sets the time of day, tick goes on within one look round of where it was."""
    before = streaming(bangle).advance(10.0)
    bangle.do("set_wall", by_ms=1000 * by_s)
    after = bangle.advance(10.0)

    assert_unbroken(before + after)
    assert 20.0 == pytest.approx(after[-1].tick / 32_768, abs=0.7)
    assert LEASE_DEFAULT_S > after[-1].tick / 32_768
    assert all(one.tick <= other.tick for one, other in pairwise(before + after))


def test_a_restart_counts_from_zero_under_a_new_boot_id(bangle: Watch) -> None:
    """Started again, the app draws another boot_id and begins all its counters anew."""
    streaming(bangle).advance(5.0)
    bangle.boot(random=0xBEEF_CAFE)
    info = bangle.info()
    (first, *_) = streaming(bangle).advance(2.0)

    assert 0xBEEF_CAFE == info.boot_id
    assert (0, 0) == (first.sequence, first.first_sample_index)
    assert first.tick < 32_768


@pytest.mark.parametrize("random", [-1, -(1 << 31), 0])
def test_any_random_number_is_a_boot_id(random: int, bangle: Watch) -> None:
    """Espruino's random numbers are signed; Info says them modulo 2^32."""
    bangle.boot(random=random)

    assert random % (1 << 32) == bangle.info().boot_id


@pytest.mark.parametrize(("percent", "flags"), [(11, PacketFlags(0)), (10, PacketFlags.LOW_BATTERY)])
def test_a_low_battery_is_told(percent: int, flags: PacketFlags, bangle: Watch) -> None:
    """At a tenth of the charge or less every packet says LOW_BATTERY."""
    bangle.boot(battery=percent)

    assert {flags} == {packet.flags for packet in streaming(bangle).advance(3.0)}
