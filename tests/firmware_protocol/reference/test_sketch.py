"""The XIAO sketch on a stubbed board: it compiles, and keeps to the profile.  It was never run on hardware."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from firmware_protocol import (
    HEARTBEAT_S,
    LEASE_DEFAULT_S,
    AccelPacket,
    Configure,
    DeviceTick,
    Features,
    Identify,
    KeepLease,
    PacketFlags,
    ProtocolError,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    WearSite,
    decode_command,
    encode_command,
    refuse,
    samples_per_packet,
)
from tests.firmware_protocol import document
from tests.firmware_protocol.reference.sketch import FOLDER, Sketch, packets_in
from tests.firmware_protocol.strategies import garbage

START = Start(sample_rate_hz=52.0, range_g=8, samples_per_packet=25)
ROOM = 4096


def streaming(sketch: Sketch, start: Start = START, att_mtu: int = 247) -> Sketch:
    """Connected, subscribed, started; each sample's x is its number, from 1."""
    sketch.meet(att_mtu)
    assert sketch.ask(start).status is Status.OK
    return sketch


def assert_unbroken(packets: list[AccelPacket]) -> None:
    """Sequence and index go up without a jump."""
    assert packets
    for before, after in pairwise(packets):
        assert (before.sequence + 1) % 65_536 == after.sequence
    filled = [packet for packet in packets if packet.count]
    for before, after in pairwise(filled):
        assert before.first_sample_index + before.count == after.first_sample_index


@pytest.mark.parametrize("rate_hz", [12.5, 26.0, 52.0, 104.0])
@pytest.mark.parametrize("att_mtu", [23, 131, 247])
def test_it_streams_at_every_rate_and_mtu(rate_hz: float, att_mtu: int, sketch: Sketch) -> None:
    """Every sample once, in order, within the MTU, at the right rate by the device clock; never 2 s of silence."""
    wanted = Start(rate_hz, 8, 83)
    packets = streaming(sketch, wanted, att_mtu).advance(30.0)
    filled = [packet for packet in packets if packet.count]
    at_ms = [float(line.split()[0]) for line in sketch.lines if " notify " in line]

    assert_unbroken(packets)
    assert {min(38, samples_per_packet(att_mtu))} == {packet.count for packet in filled}
    numbers = [x for packet in filled for x, _, _ in packet.raw_xyz]
    assert list(range(1, len(numbers) + 1)) == numbers
    assert 30.0 * rate_hz == pytest.approx(len(numbers), abs=38 + 0.2 * rate_hz)
    span = filled[-1].tick - filled[0].tick
    measured_hz = (filled[-1].first_sample_index - filled[0].first_sample_index) * sketch.info().tick_hz / span
    assert rate_hz == pytest.approx(measured_hz, rel=0.01)
    assert max(after - before for before, after in pairwise(at_ms)) < 1000.0 * HEARTBEAT_S
    assert "cut" not in sketch.lines


def test_a_sample_is_timed_to_within_its_period(sketch: Sketch) -> None:
    """Tick is when the first sample was taken, or less than one sample period later: never earlier."""
    packets = streaming(sketch, Start(12.5, 8, 3)).advance(20.0)
    (started_ms,) = [float(line.split()[0]) for line in sketch.lines if " indicate " in line]
    late_ms = [p.tick / 1.024 - (started_ms + 80.0 * p.raw_xyz[0][0]) for p in packets if p.count]

    assert len(late_ms) > 70
    assert -1.0 <= min(late_ms)
    assert max(late_ms) < 80.0


def test_a_heartbeat_tells_the_index_that_comes_next(sketch: Sketch) -> None:
    """While 38 samples gather at 12.5 Hz a heartbeat comes: index of the next sample, and the clock as it is."""
    streaming(sketch, Start(12.5, 8, 38))
    beats = [
        (packet, int(sketch.do("state")[0].split()[2])) for _ in range(60) for packet in sketch.advance(0.1)
        if not packet.count
    ]  # fmt: skip

    assert len(beats) >= 2
    assert {0, 1, 2} >= {taken - packet.first_sample_index for packet, taken in beats}  # until we could look
    assert {(PacketFlags.HEARTBEAT, 12.5)} == {(packet.flags, packet.sample_rate_hz) for packet, _ in beats}


@pytest.mark.parametrize("range_g", [2, 4, 8])
def test_one_g_reads_the_same_at_every_range(range_g: int, sketch: Sketch) -> None:
    """What the sensor gives in its own LSB is scaled to counts_per_g; the end of the range is CLIP."""
    raw_one_g = 32_768 // range_g
    sketch.do("set", "z", raw_one_g)
    sketch.do("set", "y", -32_768)
    packets = [packet for packet in streaming(sketch, Start(12.5, range_g, 25)).advance(5.0) if packet.count]

    assert {(-4096 * range_g, 4096)} == {(y, z) for packet in packets for _, y, z in packet.raw_xyz}
    assert {PacketFlags.CLIP} == {packet.flags for packet in packets}


def test_info_says_what_it_can_do(sketch: Sketch) -> None:
    """The rates of its sensor, three ranges, 38 samples, and all features but resend, encryption included."""
    info = sketch.info()

    assert ((12.5, 26.0, 52.0, 104.0), (2, 4, 8), 38) == (info.sample_rates_hz, info.ranges_g, info.max_samples)
    assert Features.IDENTIFY | Features.TIME_SYNC | Features.CONFIGURE | Features.ENCRYPTED == info.features
    assert (4096, 1024, WearSite.UNKNOWN) == (info.counts_per_g, info.tick_hz, info.wear_site)


def test_it_asks_for_encryption_where_it_says_so(sketch: Sketch) -> None:
    """Stream and Control ask for an encrypted link, Info may be read without."""
    assert ["security 2 2 1"] == sketch.do("security")


def test_the_advertisement_is_that_of_the_document(sketch: Sketch) -> None:
    """The very bytes of PROTOCOL.md, every 100 ms for 30 s, then each second."""
    parts = [row[1].replace(" ", "") for row in document.table("part", "bytes", "meaning")]

    assert {"intervals 100 1000", "fast 30", f"advertise {''.join(parts)}"} <= set(sketch.lines)


def test_each_command_is_answered(sketch: Sketch) -> None:
    """Good ones are carried out, Resend is not supported, a lease that there is not is GONE."""
    sketch.meet()

    assert Status.NOT_SUPPORTED is sketch.ask(Start(50.0, 8, 25)).status
    assert Status.NOT_SUPPORTED is sketch.ask(Start(52.0, 16, 25)).status
    assert Start(52.0, 8, 38) == sketch.ask(Start(52.0, 8, 83)).actual
    assert KeepLease(60) == sketch.ask(KeepLease(60)).actual
    assert isinstance(sketch.ask(TimeSync(0)).actual, DeviceTick)
    assert Status.NOT_SUPPORTED is sketch.ask(Resend(0, 1)).status
    assert Status.OK is sketch.ask(Stop()).status
    assert Status.GONE is sketch.ask(KeepLease(60)).status


def test_commands_that_come_in_a_heap_are_answered_in_their_order(sketch: Sketch) -> None:
    """Four written at once, by a central that does not wait, are all answered."""
    sketch.meet()
    reply = sketch.write(*(encode_command(Stop(), request_id) for request_id in (5, 6, 7, 8)))

    assert 8 == reply.request_id


@settings(max_examples=150)
@given(payload=garbage().map(lambda payload: payload[:20]))
def test_a_bad_write_is_answered_as_python_would(payload: bytes, running_sketch: Sketch) -> None:
    """Bytes that are no command get the very reply that `refuse` gives."""
    reply = running_sketch.write(payload)

    try:
        decode_command(payload)
    except ProtocolError:
        assert refuse(payload) == reply
    else:
        assert reply.status not in (Status.UNKNOWN_OP, Status.INVALID_ARGUMENT)


def test_the_wear_site_is_kept(sketch: Sketch, sketch_program: Path) -> None:
    """Configure shows in Info, and what lies in the flash is what a boot finds; nonsense is unknown."""
    sketch.meet()
    assert Configure(WearSite.THIGH) == sketch.ask(Configure(WearSite.THIGH)).actual
    assert WearSite.THIGH is sketch.info().wear_site
    for code, expected in ((2, WearSite.POCKET), (99, WearSite.UNKNOWN)):
        later = Sketch(sketch_program, wear_site=code)
        assert expected is later.info().wear_site
        assert 0 == later.close()


def test_identify_blinks_and_ends(sketch: Sketch) -> None:
    """The blue light goes on within half a second, and is off after a few."""
    sketch.meet()
    sketch.ask(Identify())
    lights = []
    for _ in range(10):
        sketch.advance(0.2)
        lights.append(sketch.do("state")[0].split()[3])
    sketch.advance(3.0)

    assert {"0", "1"} == set(lights)
    assert "1" == sketch.do("state")[0].split()[3]


def test_a_sensor_that_does_not_answer_is_a_fault(sketch: Sketch) -> None:
    """Start says FAULT and nothing streams; the sensor back, the next Start works."""
    sketch.meet()
    sketch.do("set", "broken", 1)
    assert Status.FAULT is sketch.ask(START).status
    assert [] == sketch.advance(5.0)
    sketch.do("set", "broken", 0)
    assert Status.OK is sketch.ask(START).status


def test_the_stream_ends_with_its_lease(sketch: Sketch) -> None:
    """After 120 s nothing comes and the sensor is off; kept for 60 s more it ends after those."""
    streaming(sketch).advance(100.0)
    sketch.ask(KeepLease(60))
    assert_unbroken(sketch.advance(59.0))
    sketch.advance(2.0)

    assert [] == sketch.advance(LEASE_DEFAULT_S)
    assert "0" == sketch.do("state")[0].split()[1]


def test_the_lease_is_kept_over_the_wrap_of_the_tick(sketch: Sketch) -> None:
    """When tick wraps at 2^32 neither lease nor heartbeat nor sample times break."""
    sketch.do("set", "ticks_on", (1 << 32) - 20 * 1024 - (1 << 31))
    sketch.advance(0.1)
    sketch.do("set", "ticks_on", (1 << 31) - 1)
    packets = streaming(sketch).advance(60.0)

    assert_unbroken(packets)
    assert packets[0].tick > packets[-1].tick
    assert 52.0 == pytest.approx(
        (packets[-1].first_sample_index - packets[0].first_sample_index)
        * 1024
        / ((packets[-1].tick - packets[0].tick) % (1 << 32)),
        rel=0.01,
    )


def test_a_short_loss_of_the_link_loses_no_sample(sketch: Sketch) -> None:
    """What was measured during 30 s out of reach comes afterwards; there is no gap."""
    streaming(sketch).advance(10.0)
    sketch.do("lose")
    assert [] == sketch.advance(30.0)
    streaming(sketch).advance(10.0)
    packets = packets_in(sketch.lines)
    numbers = [x for packet in packets for x, _, _ in packet.raw_xyz]

    assert_unbroken(packets)
    assert list(range(1, len(numbers) + 1)) == numbers
    assert PacketFlags.OVERFLOW not in {packet.flags for packet in packets}


def test_a_long_loss_keeps_the_newest_and_says_overflow(sketch: Sketch) -> None:
    """Of 100 s out of reach the last 4096 samples are kept, and the first packet says that others are lost."""
    streaming(sketch).advance(10.0)
    sketch.do("lose")
    sketch.advance(100.0)
    taken = int(sketch.do("state")[0].split()[2])
    already = len(sketch.lines)
    streaming(sketch).advance(5.0)
    packets = packets_in(sketch.lines[already:])

    assert taken - ROOM == pytest.approx(packets[0].first_sample_index, abs=10)
    assert packets[0].first_sample_index + 1 == packets[0].raw_xyz[0][0]
    assert [PacketFlags.OVERFLOW] + [PacketFlags(0)] * (len(packets) - 1) == [packet.flags for packet in packets]


def test_a_full_radio_loses_nothing(sketch: Sketch) -> None:
    """Unlike Espruino's, this radio says that it is full: the packet waits, and its sequence too."""
    packets = streaming(sketch).advance(5.0)
    sketch.do("set", "busy", 1)
    assert [] == sketch.advance(5.0)
    sketch.do("set", "busy", 0)
    packets += sketch.advance(5.0)

    assert_unbroken(packets)


def test_a_fifo_that_ran_over_is_told(sketch: Sketch) -> None:
    """If the loop did not come round for 7.5 s at 104 Hz, just within the watchdog's, the next packet says OVERFLOW."""
    streaming(sketch, Start(104.0, 8, 38)).advance(5.0)
    sketch.do("set", "pass", 7_500)
    packets = [packet for packet in sketch.advance(5.0) if packet.count]

    assert PacketFlags.OVERFLOW in packets[0].flags


def test_stop_gives_up_what_fills_no_packet_and_says_so(sketch: Sketch) -> None:
    """After Stop and Start the index goes on, the first packet says OVERFLOW, tick tells the pause."""
    before = streaming(sketch).advance(5.2)[-1]
    sketch.ask(Stop())
    assert [] == sketch.advance(20.0)
    sketch.ask(START)
    after = sketch.advance(3.0)[0]

    assert PacketFlags.OVERFLOW == after.flags
    assert before.first_sample_index + before.count < after.first_sample_index + 1
    assert (after.tick - before.tick) / 1024 > 20.0


@pytest.mark.parametrize(("millivolts", "percent"), [(3000, 0), (3380, 9), (3700, 49), (4200, 100)])
def test_the_battery_is_told(millivolts: int, percent: int, sketch: Sketch) -> None:
    """Battery Level follows the cell within a minute, and a tenth or less is LOW_BATTERY."""
    sketch.do("set", "millivolts", millivolts)
    packets = streaming(sketch).advance(63.0)
    (said,) = [int(line.split()[1]) for line in sketch.lines if line.startswith("battery")] or [100]

    assert percent == pytest.approx(said, abs=1)
    assert (percent <= 10) is (PacketFlags.LOW_BATTERY in packets[-1].flags)


@pytest.mark.parametrize(("after_s", "button", "kept"), [(10.0, 1, "1"), (40.0, 1, "0"), (40.0, 0, "1")])
def test_bonds_are_made_only_within_half_a_minute_of_a_press(
    after_s: float, button: int, kept: str, sketch: Sketch
) -> None:
    """Within 30 s after reset or a press a bond is kept; later it is undone and the link cut."""
    sketch.advance(after_s)
    sketch.do("set", "button", button)
    sketch.advance(0.3)
    sketch.do("connect", 247)
    sketch.do("paired")

    assert kept == sketch.do("state")[0].split()[4]
    assert (kept == "0") is ("disconnected" in sketch.lines)


@pytest.mark.parametrize(("held_s", "wiped"), [(4.5, 0), (5.5, 1)])
def test_a_long_press_forgets_all_bonds(held_s: float, wiped: int, sketch: Sketch) -> None:
    """Held for five seconds the button wipes the bonds, once."""
    sketch.advance(1.0)
    sketch.do("set", "button", 0)
    sketch.advance(held_s)
    sketch.do("set", "button", 1)
    sketch.advance(1.0)

    assert wiped == sketch.lines.count("wiped")


def test_it_says_that_it_was_never_run() -> None:
    """Nobody takes it for proven firmware."""
    assert "NEVER RUN ON HARDWARE" in (FOLDER / "xiao_nrf52840_sense.ino").read_text(encoding="utf-8")


def test_a_bus_that_is_stuck_is_a_new_start_after_eight_seconds(sketch: Sketch) -> None:
    """The core waits for it without end; the watchdog does not.  As long as the loop turns it never bites."""
    streaming(sketch)
    assert [] == [line for line in sketch.do("advance", 30_000) if line.startswith("reset")]
    sketch.do("set", "stuck", 1)
    (reset,) = [line for line in sketch.do("advance", 60_000) if line.startswith("reset")]

    assert 8.0 == pytest.approx(float(reset.split()[1]) / 1000.0 - 30.0, abs=1.0)


def test_a_confirmation_that_never_comes_holds_up_nothing(sketch: Sketch) -> None:
    """The link can be lost between a reply and its confirmation: samples and heartbeats go on, the next reply comes."""
    streaming(sketch)
    sketch.do("set", "unconfirmed", 1)
    sketch.do("write", encode_command(KeepLease(60), 9).hex())
    meanwhile = packets_in(sketch.do("advance", 5000))
    sketch.do("set", "unconfirmed", 0)
    late = [line for line in sketch.do("advance", 200) if " indicate " in line]

    assert sum(packet.count for packet in meanwhile) > 200
    assert 1 == len(late)
    assert Status.OK is sketch.ask(KeepLease(60)).status
