"""One timeline out of whatever the radio brings: no invented sample, a gap exactly where samples are missing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_protocol import BATTERY_LEVEL_UUID, INFO_UUID, STREAM_UUID
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleAssembler
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.stream import arrivals_of
from tests.support.simulated import simulate
from tests.support.wearer import START_S, Wearable, hear


def test_a_quiet_day() -> None:
    """Everything comes out once, in order, without a gap, at the time at which it was taken plus the radio's 30 ms."""
    wearable = Wearable()
    heard = hear([wearable.info(), *wearable.stream(60)])

    assert list(range(3000)) == heard.numbers
    assert ([], []) == (heard.gaps, heard.rejected)
    assert pytest.approx(0.03, abs=1e-4) == heard.worst_s(wearable)


@pytest.mark.parametrize("drift_ppm", [-500.0, -200.0, -20.0, 200.0, 500.0])
def test_drift(drift_ppm: float) -> None:
    """A clock that runs off stays within 0.1 s of the truth for hours, without a gap."""
    wearable = Wearable(drift_ppm=drift_ppm, count=83)
    heard = hear([wearable.info(), *wearable.stream(3 * 3600)])

    assert [] == heard.gaps
    assert heard.worst_s(wearable) < 0.1


@pytest.mark.parametrize("true_hz", [48.5, 51.5])
def test_a_sensor_whose_rate_is_off_by_3_percent(true_hz: float) -> None:
    """The rate is measured, within 0.35 s in the ten seconds that this takes, and the error is slewed away after."""
    wearable = Wearable(true_hz=true_hz)
    heard = hear([wearable.info(), *wearable.stream(600)])

    assert [] == heard.gaps
    assert heard.worst_s(wearable) < 0.4
    assert heard.worst_s(wearable, after_s=200) < 0.1
    assert pytest.approx(true_hz, rel=0.003) == heard.blocks[-1].sample_rate_hz


def test_a_sensor_that_warms_up() -> None:
    """A rate that creeps by 1 % within an hour of tick is followed."""
    rng = np.random.default_rng(1)
    wearable = Wearable()
    arrivals, device_s, truth = [wearable.info()], 0.0, []
    for first in range(0, 180_000, 25):
        arrival = wearable.packet(first, pause_s=device_s - first / 50.0)
        came_s = START_S + device_s + 0.5 + 0.02 + rng.exponential(0.02)
        arrivals.append(Arrival(came_s, arrival.characteristic, arrival.payload))
        truth.append(START_S + device_s)
        device_s += 25 / (50.0 * (1.0 + 0.01 * first / 180_000))
    heard = hear(arrivals)

    assert [] == heard.gaps
    assert max(abs(block.start_s - true) for block, true in zip(heard.blocks, truth, strict=True)) < 0.15


def test_jitter_never_becomes_sample_time() -> None:
    """Arrivals late by up to a second, in bursts, change no sample's time by more than the start-up's error."""
    rng = np.random.default_rng(1)
    wearable = Wearable()
    late_s = rng.exponential(0.15, 1200).clip(0.02, 1.0)
    arrivals = [wearable.packet(25 * at, late) for at, late in enumerate(late_s.tolist())]
    heard = hear([wearable.info(), *arrivals])

    assert list(range(30_000)) == heard.numbers
    assert heard.worst_s(wearable) < late_s[0] + 0.03
    assert heard.worst_s(wearable, after_s=100) < 0.06


@pytest.mark.parametrize(
    ("field", "value"),
    [("index", 2**32 - 700), ("tick", 2**32 - 10 * 32_768), ("index", 2**32 - 1), ("tick", 2**32 - 1)],
)
def test_counters_wrap(field: str, value: int) -> None:
    """No counter's wrap is seen in the samples or their times."""
    wearable = Wearable(**{field: value})
    heard = hear([wearable.info(), *wearable.stream(60)])

    assert (list(range(3000)), []) == (heard.numbers, heard.gaps)
    assert heard.worst_s(wearable) < 0.04


def test_the_sequence_wraps() -> None:
    """65 536 packets of one sample and more: 16 bits are not enough for a day, nor need they be."""
    wearable = Wearable(count=1)
    heard = hear([wearable.info(), *wearable.stream(1320)])

    assert (list(range(66_000)), []) == (heard.numbers, heard.gaps)


def test_a_lost_packet_is_a_gap_of_its_length() -> None:
    """A gap is exactly where samples are missing; what follows keeps its place."""
    wearable = Wearable()
    packets = wearable.stream(20)
    del packets[10:13]
    heard = hear([wearable.info(), *packets])

    assert [*range(250), *range(325, 1000)] == heard.numbers
    ((end_s, start_s),) = heard.gaps
    assert pytest.approx(1.5, abs=0.01) == start_s - end_s
    assert pytest.approx(wearable.true_s(325) + 0.03, abs=0.01) == start_s


def test_duplicates_and_late_packets_are_told_and_not_used() -> None:
    """What is known already is rejected in one line; nothing comes out twice."""
    wearable = Wearable()
    packets = wearable.stream(10)
    packets.insert(5, packets[4])
    packets[10], packets[11] = packets[11], packets[10]
    heard = hear([wearable.info(), *packets])

    late = 11 - 1  # packet 10 in the list is number 9: one was put in before it
    assert [n for n in range(500) if n // 25 != late - 1] == heard.numbers
    assert [
        "packet 4 came twice or late: its samples are known",
        "packet 9 came twice or late: its samples are known",
    ] == [rejected.reason for rejected in heard.rejected]
    assert 1 == len(heard.gaps)


def test_a_packet_that_is_half_known_gives_its_other_half() -> None:
    """Packets may overlap, as after a change of their size: each sample comes out once."""
    wearable = Wearable()
    heard = hear([wearable.info(), wearable.packet(0), wearable.packet(10), wearable.packet(35)])

    assert (list(range(60)), []) == (heard.numbers, heard.gaps)


def test_samples_sent_again_a_minute_later_do_not_come_twice() -> None:
    """A packet out of the wearable's ring is older than any radio is late, yet no sign of a reboot."""
    wearable = Wearable()
    packets = wearable.stream(120)
    again = Arrival(packets[200].time_s, packets[80].characteristic, packets[80].payload)
    heard = hear([wearable.info(), *packets[:201], again, *packets[201:]])

    assert (list(range(6000)), []) == (heard.numbers, heard.gaps)
    assert 1 == len(heard.rejected)


@pytest.mark.parametrize("hangs_s", [5, 30, 90])
def test_a_computer_that_hangs_makes_no_gap(hangs_s: int) -> None:
    """Packets that waited and come at once are late, and still taken when they were taken."""
    wearable = Wearable()
    packets = wearable.stream(300)
    wakes_s = START_S + 100 + hangs_s
    packets = [
        Arrival(max(one.time_s, wakes_s) if one.time_s > START_S + 100 else one.time_s, one.characteristic, one.payload)
        for one in packets
    ]
    heard = hear([wearable.info(), *packets])

    assert (list(range(15_000)), []) == (heard.numbers, heard.gaps)
    assert heard.worst_s(wearable) < 0.1


@pytest.mark.parametrize("pause_s", [1.0, 20.0, 2700.0])
def test_a_pause_of_sampling_is_a_gap(pause_s: float) -> None:
    """A step in tick that the index does not explain is a pause (PROTOCOL.md), though no sample is missing."""
    wearable = Wearable()
    before = wearable.stream(600)
    after = [wearable.packet(first, pause_s=pause_s) for first in range(30_000, 60_000, 25)]
    heard = hear([wearable.info(), *before, *after])

    ((end_s, start_s),) = heard.gaps
    assert list(range(60_000)) == heard.numbers
    assert pytest.approx(pause_s, abs=0.01) == start_s - end_s
    assert pytest.approx(wearable.true_s(60_000) + pause_s, abs=0.1) == heard.blocks[-1].end_s


def test_after_hours_of_silence_a_drifting_clock_is_set_anew() -> None:
    """What was known of the clock two minutes ago does not outlive an hour of silence."""
    wearable = Wearable(drift_ppm=-200.0)
    heard = hear([wearable.info(), *wearable.stream(60), *wearable.stream(60, first=4 * 3600 * 50)])

    assert 1 == len(heard.gaps)
    assert heard.worst_s(wearable) < 0.1


def test_another_rate_on_the_way() -> None:
    """After a change from 50 to 100 Hz the samples go on where they were, at the new rate from the first packet on."""
    slow = Wearable()
    fast = Wearable(rate_hz=100.0, true_hz=100.0, index=250 - 500)
    heard = hear([slow.info(), *slow.stream(5), *fast.stream(30, first=500)])

    assert [] == heard.gaps
    assert pytest.approx(100.0, rel=0.01) == heard.blocks[10].sample_rate_hz
    assert pytest.approx(START_S + 35.03, abs=0.02) == heard.blocks[-1].end_s


def test_a_reboot_that_info_tells() -> None:
    """With another boot_id all counters begin anew: new samples, not known ones."""
    first = Wearable()
    heard_from_s = START_S + 30
    second = Wearable(boot_id=8)
    moved = [Arrival(one.time_s + 30, one.characteristic, one.payload) for one in second.stream(10)]
    heard = hear([first.info(), *first.stream(20), second.info(heard_from_s), *moved])

    assert [*range(1000), *range(500)] == heard.numbers
    ((end_s, start_s),) = heard.gaps
    assert pytest.approx((START_S + 20.03, START_S + 30.03), abs=0.01) == (end_s, start_s)


def test_a_reboot_that_nobody_told() -> None:
    """A device clock that jumps back says the same, without Info."""
    wearable = Wearable()
    moved = [Arrival(one.time_s + 600, one.characteristic, one.payload) for one in wearable.stream(10)]
    heard = hear([wearable.info(), *wearable.stream(60), *moved])

    assert [*range(3000), *range(500)] == heard.numbers
    assert 1 == len(heard.gaps)


def test_info_read_again_after_a_reconnection_changes_nothing() -> None:
    """The same boot goes on: what was lost meanwhile is a gap, what was sent twice is known."""
    wearable = Wearable()
    heard = hear([wearable.info(), *wearable.stream(10), wearable.info(START_S + 15), *wearable.stream(20)[18:]])

    assert list(range(1000)) == heard.numbers
    assert 2 == len(heard.rejected)


@pytest.mark.parametrize("step_s", [3600.0, -3600.0])
def test_a_host_clock_that_steps_by_an_hour(step_s: float) -> None:
    """Forward it is a gap; backward time stands and goes on: it never goes back, and no sample is lost."""
    wearable = Wearable()
    stepped = [Arrival(one.time_s + step_s, one.characteristic, one.payload) for one in wearable.stream(60, first=3000)]
    heard = hear([wearable.info(), *wearable.stream(60), *stepped])

    assert list(range(6000)) == heard.numbers
    assert all(before.end_s <= after.start_s for before, after in pairwise(heard.blocks))
    assert pytest.approx(max(step_s, 0.0), abs=0.2) == sum(start_s - end_s for end_s, start_s in heard.gaps)


def test_before_info_nothing_is_understood() -> None:
    """A packet of an unknown wearable is rejected, with the reason, at its time."""
    wearable = Wearable()
    heard = hear([wearable.packet(0), wearable.info(), wearable.packet(25)])

    assert list(range(25, 50)) == heard.numbers
    (rejected,) = heard.rejected
    assert "a packet came before the wearable said what it is" == rejected.reason
    assert wearable.packet(0).time_s == rejected.time_s


def test_a_heartbeat_says_nothing() -> None:
    """It neither makes a sample nor a gap, also where a packet is half full."""
    wearable = Wearable(count=50)
    packets = wearable.stream(10)
    arrivals = [one for at, packet in enumerate(packets) for one in (packet, wearable.heartbeat(50 * at + 75))]
    heard = hear([wearable.info(), *arrivals])

    assert (list(range(500)), [], []) == (heard.numbers, heard.gaps, heard.rejected)


def test_other_characteristics_are_not_ours() -> None:
    """The battery's level passes without a word."""
    assert [] == SampleAssembler().feed(Arrival(START_S, BATTERY_LEVEL_UUID, b"\x50"))


@given(
    characteristic=st.sampled_from([INFO_UUID, STREAM_UUID]),
    payload=st.one_of(st.binary(max_size=40), st.binary(max_size=80).map(lambda tail: b"\x11" + tail)),
)
def test_garbage_is_rejected_and_changes_nothing(characteristic: str, payload: bytes) -> None:
    """Foreign bytes give one line and no samples, and the stream goes on as though they had not come."""
    wearable = Wearable()
    garbage = Arrival(START_S + 1.0, characteristic, payload[:-1] if len(payload) in (19, 164) else payload)
    quiet = hear([wearable.info(), *wearable.stream(5)])
    heard = hear([wearable.info(), *wearable.stream(1), garbage, *wearable.stream(4, first=50)])

    if heard.rejected:  # else it was a well-formed packet or Info, by chance
        assert quiet.numbers == heard.numbers
        assert [] == heard.gaps
        assert "\n" not in heard.rejected[0].reason


@settings(max_examples=25)
@given(
    loss=st.sampled_from([0.0, 0.1, 0.5]),
    duplicates=st.sampled_from([0.0, 0.3]),
    reorder=st.sampled_from([0.0, 0.2]),
    drift_ppm=st.sampled_from([-200.0, 0.0, 200.0]),
    count=st.sampled_from([1, 13, 25, 38]),
    seed=st.integers(0, 1000),
)
def test_over_any_radio(
    loss: float, duplicates: float, reorder: float, drift_ppm: float, count: int, seed: int
) -> None:
    """Samples out are the distinct samples in, less those that were overtaken; their times only grow."""
    came = arrivals_of(
        MOTION, start_s=START_S, capabilities=simulated_capabilities(1), samples_per_packet=count, loss=loss,
        duplicates=duplicates, reorder=reorder, clock_drift_ppm=drift_ppm, seed=seed,
    )  # fmt: skip
    arrivals = list(came)
    heard = hear(arrivals)
    highest, expected = -1, 0
    for arrival in arrivals:
        if arrival.characteristic == STREAM_UUID and len(arrival.payload) > 14:
            first = int.from_bytes(arrival.payload[4:8], "little")
            end = first + (len(arrival.payload) - 14) // 6
            expected += max(0, end - max(first, highest))
            highest = max(highest, end)

    assert expected == sum(len(block.xyz_g) for block in heard.blocks)
    assert all(before.end_s <= after.start_s for before, after in pairwise(heard.blocks))


MOTION = simulate("stand:15s walk:15s")
"""Half a minute, simulated once."""


@pytest.mark.parametrize("drift_ppm", [-200.0, 200.0])
def test_a_simulated_hour_is_within_a_tenth_of_a_second(drift_ppm: float) -> None:
    """Over a usual radio, times are right to 0.1 s, and to 0.4 s (the first packet's lateness) in the first minutes."""
    motion = simulate("sit:15m")
    came = arrivals_of(motion, start_s=START_S, capabilities=simulated_capabilities(1), clock_drift_ppm=drift_ppm)
    heard = hear(list(came))
    starts_s = np.array([block.start_s for block in heard.blocks])
    sizes = np.array([len(block.xyz_g) for block in heard.blocks])
    true_s = START_S + (np.cumsum(sizes) - sizes) / (50.0 * (1.0 + drift_ppm * 1e-6))

    assert [] == heard.gaps
    assert np.abs(starts_s - true_s).max() < 0.4
    assert np.abs(starts_s - true_s)[starts_s > START_S + 200].max() < 0.1
