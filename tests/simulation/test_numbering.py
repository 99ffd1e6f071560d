"""How the virtual wearable numbers what it sends."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol import AccelPacket, PacketFlags
from monitor.simulation.numbering import Numbering, TimedPacket
from tests.support.air import TICK_HZ, packets
from tests.support.faulty import RebootingNumbering

PERIOD_S = 0.5


def timed(number: int) -> TimedPacket:
    """The packet with this number in an endless row."""
    due_s, packet = next(packets(1))
    return due_s + number * PERIOD_S, replace(
        packet,
        sequence=number % 65_536,
        first_sample_index=number * 25,
        tick=round(number * PERIOD_S * TICK_HZ) % 2**32,
    )


def test_undisturbed_packets_stay_as_they_are() -> None:
    """Without heartbeat, loss or reboot nothing is renumbered."""
    numbering = Numbering(TICK_HZ)
    source = [packet for _, packet in packets(5)]
    assert source == [numbering.send(packet) for packet in source]


@given(st.lists(st.sampled_from(["send", "skip", "beat"]), max_size=60))
def test_sequences_count_what_is_sent(deeds: list[str]) -> None:
    """Whatever is sent, skipped or beaten, the sequence goes up by one with each that is sent (PROTOCOL.md 1)."""
    numbering = Numbering(TICK_HZ)
    sent: list[AccelPacket] = []
    number = 0
    for deed in deeds:
        near = timed(number)
        if deed == "beat":
            sent.append(numbering.beat(near, near[0] - 0.1))
            continue
        if deed == "send":
            sent.append(numbering.send(near[1]))
        else:
            numbering.skip(near[1])
        number += 1
    assert list(range(len(sent))) == [packet.sequence for packet in sent]


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_skipped_samples_are_said_to_overflow(heard: list[bool]) -> None:
    """A packet says OVERFLOW exactly when the one before it was sent to nobody."""
    numbering = Numbering(TICK_HZ)
    was_heard = True
    for number, is_heard in enumerate(heard):
        packet = timed(number)[1]
        if is_heard:
            assert was_heard != bool(numbering.send(packet).flags & PacketFlags.OVERFLOW)
        else:
            numbering.skip(packet)
        was_heard = is_heard


@given(st.integers(0, 1000), st.floats(0.0, 20.0))
def test_heartbeat_stands_on_the_line_of_the_samples(number: int, ahead_s: float) -> None:
    """Index and tick of a heartbeat are those of the time at which it is sent, within one sample."""
    near = timed(number)
    time_s = max(0.0, near[0] - ahead_s)
    beat = Numbering(TICK_HZ).beat(near, time_s)
    # The first sample is taken at 0 s, so the next one to be taken at `time_s` is the one after that many periods.
    assert abs(beat.first_sample_index - (time_s * 50.0 + 1)) <= 0.51
    assert abs(beat.tick - time_s * TICK_HZ) <= 1
    assert (0, PacketFlags.HEARTBEAT) == (beat.count, beat.flags)


def test_tick_at_the_start_is_that_of_the_first_sample() -> None:
    """The clock that TimeSync tells is the one that the packets carry, within one sample."""
    assert abs(Numbering(TICK_HZ).tick(timed(4), 4 * PERIOD_S) - timed(4)[1].tick) <= TICK_HZ / 50


def test_reboot_starts_all_counters_again() -> None:
    """After a reboot the first packet has sequence 0 and counts from the boot, and packets from before it are lost."""
    numbering = RebootingNumbering(TICK_HZ)
    numbering.reboot(timed(10), 10 * PERIOD_S + 0.1)
    assert not numbering.was_taken(timed(10))
    assert numbering.was_taken(timed(11))
    numbering.skip(timed(10)[1])
    first = numbering.send(timed(11)[1])
    assert 0 == first.sequence
    assert 19 <= first.first_sample_index <= 20
    assert abs(first.tick - 0.4 * TICK_HZ) <= 1


def test_jumps_of_the_source_stay() -> None:
    """A loss that the source simulates, a jump in its sequence, is not numbered away."""
    numbering = Numbering(TICK_HZ)
    numbering.beat(timed(0), 0.0)
    assert [1, 4] == [numbering.send(timed(number)[1]).sequence for number in (0, 3)]
