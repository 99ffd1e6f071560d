"""Arrivals of a simulated person, as the monitor would have got them."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    INFO_UUID,
    STREAM_UUID,
    AccelPacket,
    decode_battery_level,
    decode_capabilities,
    decode_packet,
)
from monitor.errors import UsageError
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleAssembler, SampleBlock
from monitor.simulation.body import Motion
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.stream import REBOOT_S, arrivals_of
from tests.support.simulated import simulate

START_S = 1_772_438_400.0
CAPABILITIES = simulated_capabilities(1)


def heard(motion: Motion, **link: Any) -> list[Arrival]:
    """All arrivals of the motion."""
    return list(arrivals_of(motion, start_s=START_S, capabilities=CAPABILITIES, **link))


def packets(arrivals: list[Arrival]) -> list[tuple[float, AccelPacket]]:
    """The stream's packets with the seconds since the script began at which they came."""
    return [
        (arrival.time_s - START_S, decode_packet(arrival.payload))
        for arrival in arrivals
        if arrival.characteristic == STREAM_UUID
    ]


def test_a_connection_begins_with_info_and_battery() -> None:
    """The first two arrivals are reads, at the start; all others are packets."""
    info, battery, *stream = heard(simulate("sit:20s"))
    assert (START_S, INFO_UUID) == (info.time_s, info.characteristic)
    assert CAPABILITIES == decode_capabilities(info.payload)
    assert (START_S, BATTERY_LEVEL_UUID) == (battery.time_s, battery.characteristic)
    assert 0 < decode_battery_level(battery.payload) <= 100
    assert {STREAM_UUID} == {arrival.characteristic for arrival in stream}
    assert 40 == len(stream)


@settings(max_examples=20)
@given(
    st.floats(-200, 200),
    st.floats(0.0075, 0.25),
    st.floats(0, 0.3),
    st.floats(0, 0.3),
    st.floats(0, 0.3),
    st.integers(0, 99),
)
def test_nothing_arrives_before_it_was_measured(
    drift_ppm: float, interval_s: float, loss: float, duplicates: float, reorder: float, seed: int
) -> None:
    """Whatever the link, times never go back, and each packet comes after its last sample was taken."""
    arrivals = heard(
        simulate("sit:20s gap:10s walk:10s"),
        clock_drift_ppm=drift_ppm,
        connection_interval_s=interval_s,
        loss=loss,
        duplicates=duplicates,
        reorder=reorder,
        seed=seed,
    )
    assert all(one.time_s <= other.time_s for one, other in pairwise(arrivals))
    for came_s, packet in packets(arrivals):
        last = packet.first_sample_index + packet.count - 1
        assert came_s > last / (50.0 * (1.0 + drift_ppm * 1e-6)) - 1e-6


def test_nothing_arrives_in_a_gap() -> None:
    """From the gap's start to its end there is silence; a long one ends with a new connection to the same boot."""
    arrivals = heard(simulate("sit:20s gap:30s sit:20s"), missed=0.3)
    assert [] == [arrival for arrival in arrivals if 20.0 <= arrival.time_s - START_S < 50.0]
    infos = [arrival for arrival in arrivals if arrival.characteristic == INFO_UUID]
    assert [0.0, 50.0] == [info.time_s - START_S for info in infos]
    assert 1 == len({info.payload for info in infos})


def test_a_short_gap_is_bridged_by_the_link() -> None:
    """Below the supervision time-out the connection lives on: no second read of Info."""
    arrivals = heard(simulate("sit:20s gap:4s sit:20s"))
    assert 1 == sum(arrival.characteristic == INFO_UUID for arrival in arrivals)


def test_a_script_may_begin_with_a_gap() -> None:
    """Then the first connection comes at its end."""
    arrivals = heard(simulate("gap:20s sit:20s"))
    assert (START_S + 20.0, INFO_UUID) == (arrivals[0].time_s, arrivals[0].characteristic)
    assert packets(arrivals)[0][1].first_sample_index == 1000


def test_of_a_gap_alone_nothing_is_heard() -> None:
    """Nobody was there."""
    assert [] == heard(simulate("gap:20s"))


def test_off_still_streams() -> None:
    """On the desk the wearable goes on: packets come all the time."""
    came_s = [came_s for came_s, _ in packets(heard(simulate("sit:10s off:60s")))]
    assert max(other - one for one, other in pairwise(came_s)) < 2.0
    assert came_s[-1] > 69.5


def test_a_reboot_starts_all_counters_again() -> None:
    """Silence for the time of the boot, then Info with another boot_id, and sequence, index and tick from the start."""
    arrivals = heard(simulate("sit:60s"), reboot_at_s=20.3)
    first, second = [arrival for arrival in arrivals if arrival.characteristic == INFO_UUID]
    assert START_S + 20.3 + REBOOT_S == second.time_s
    assert decode_capabilities(first.payload).boot_id != decode_capabilities(second.payload).boot_id
    stream = packets(arrivals)
    assert [] == [came_s for came_s, _ in stream if 20.3 <= came_s < 20.3 + REBOOT_S]
    before = [packet for came_s, packet in stream if came_s < 20.3]
    after = [packet for came_s, packet in stream if came_s >= 20.3 + REBOOT_S]
    assert (39, 0) == (before[-1].sequence, after[0].sequence)
    assert 0 == after[0].first_sample_index
    assert after[0].tick < 32_768


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Arrivals can be made again, and another seed is another radio."""
    motion = simulate("sit:20s walk:20s")
    link = {"loss": 0.1, "duplicates": 0.1, "reorder": 0.1, "reboot_at_s": 15.0}
    assert heard(motion, seed=3, **link) == heard(motion, seed=3, **link)
    assert heard(motion, seed=3, **link) != heard(motion, seed=4, **link)


def test_chance_of_the_radio_does_not_touch_the_samples() -> None:
    """What is lost on one link is the same, byte for byte, as what comes on a better one."""
    motion = simulate("sit:20s walk:20s")
    good = {packet.sequence: packet for _, packet in packets(heard(motion))}
    poor = packets(heard(motion, loss=0.3, duplicates=0.2, reorder=0.2, seed=9))
    assert all(good[packet.sequence] == packet for _, packet in poor)
    assert 0 < len({packet.sequence for _, packet in poor}) < len(good)


@pytest.mark.parametrize("drift_ppm", [-100.0, 0.0, 100.0])
def test_the_monitor_finds_the_samples_again_at_their_time(drift_ppm: float) -> None:
    """Assembled by the monitor, the samples are the motion's, a radio's delay late at most."""
    motion = simulate("sit:3m walk:1m")
    assembler = SampleAssembler()
    blocks = []
    for arrival in heard(motion, clock_drift_ppm=drift_ppm):
        blocks += [block for block in assembler.feed(arrival) if isinstance(block, SampleBlock)]
    xyz_g = np.concatenate([block.xyz_g for block in blocks])
    times_s = (
        np.concatenate([block.start_s + np.arange(len(block.xyz_g)) / block.sample_rate_hz for block in blocks])
        - START_S
    )
    true_s = np.arange(len(xyz_g)) / (50.0 * (1.0 + drift_ppm * 1e-6))
    late_s = times_s - true_s
    assert -0.03 < late_s.min()
    assert late_s.max() < 0.2
    np.testing.assert_array_equal(motion.xyz_g[np.minimum(np.rint(true_s * 50.0).astype(int), 11_999)], xyz_g)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"reboot_at_s": 60.0}, "reboot is at 60 s; allowed is within the script, 0 to 60 s"),
        ({"reboot_at_s": -1.0}, "reboot is at -1 s; allowed is within the script, 0 to 60 s"),
        ({"seed": -1}, "seed is -1; allowed are whole numbers from 0"),
        ({"loss": 3.0}, "loss is 3; allowed are shares from 0 to 1"),
        ({"samples_per_packet": 99}, "samples per packet are 99; this wearable can send 1 to 38"),
    ],
)
def test_what_cannot_be_is_refused_at_once(arguments: dict[str, Any], line: str) -> None:
    """Before the first arrival, in one line."""
    with pytest.raises(UsageError) as refused:
        arrivals_of(simulate("sit:60s"), start_s=START_S, capabilities=CAPABILITIES, **arguments)
    assert line == str(refused.value)
