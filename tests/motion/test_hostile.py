"""Streams that no honest wearable sends: whatever they claim, the timeline keeps to the time in which they came."""

import random
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    INFO_UUID,
    RATES_HZ,
    STREAM_UUID,
    AccelPacket,
    Capabilities,
    Features,
    PacketFlags,
    WearSite,
    encode_capabilities,
    encode_packet,
)
from firmware_protocol.wearables import WEARABLES
from monitor.coaching.nudges import Nudge
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import MAX_LATENCY_S, Rejected, SampleAssembler, SampleBlock
from tests.support.feeds import START_S, pipeline

UUIDS = (BATTERY_LEVEL_UUID, *sorted(uuid for wearable in WEARABLES for uuid in wearable.characteristics))
SITTING = (0).to_bytes(2, "little") + (0).to_bytes(2, "little") + (4096).to_bytes(2, "little")
"""A thigh that lies flat, at 4096 LSB in a g."""


def info(boot_id: int = 1) -> bytes:
    """What a wearable may say of itself."""
    return encode_capabilities(
        Capabilities(1, 0, Features(0), 4096, 32_768, RATES_HZ, (8,), 83, WearSite.THIGH, boot_id)
    )


packets = st.builds(
    AccelPacket,
    sequence=st.integers(0, 2**16 - 1),
    first_sample_index=st.integers(0, 2**32 - 1) | st.integers(0, 500),
    tick=st.integers(0, 2**32 - 1) | st.integers(0, 100_000),
    flags=st.just(PacketFlags(0)),
    sample_rate_hz=st.sampled_from(RATES_HZ),
    samples=st.integers(1, 83).map(lambda count: SITTING * count),
).map(encode_packet)

arrivals = st.lists(
    st.tuples(
        st.floats(0.0, 5.0),
        st.tuples(st.just(STREAM_UUID), packets)
        | st.tuples(st.just(INFO_UUID), st.integers(0, 3).map(info))
        | st.tuples(st.sampled_from(UUIDS), st.binary(max_size=64)),
    ),
    max_size=60,
)


def check(made: list[tuple[float, SampleBlock | Rejected]]) -> None:
    """Blocks go forward, never overlap, and never lie in the future of their arrival."""
    blocks = [(time_s, some) for time_s, some in made if isinstance(some, SampleBlock)]
    for time_s, block in blocks:
        assert block.sample_rate_hz > 0.0
        assert block.end_s <= time_s + MAX_LATENCY_S + 1e-6
    for (_, earlier), (_, later) in pairwise(blocks):
        assert later.start_s >= earlier.end_s - 1e-6


@settings(max_examples=300)
@given(arrivals)
def test_any_bytes_make_an_honest_timeline_or_none(came: list[tuple[float, tuple[str, bytes]]]) -> None:
    """Random bytes, rates, indices, ticks and boots, on any characteristic of any wearable."""
    assembler, time_s, made = SampleAssembler(), START_S, []
    for pause_s, (uuid, payload) in came:
        time_s += pause_s
        made += [(time_s, some) for some in assembler.feed(Arrival(time_s, uuid, payload))]
    check(made)


def rushing(number: int, tick_step: int, boots: bool) -> list[Arrival]:
    """Packets of 6.6 s of sitting each, 2 ms apart: half a year of sitting in a day, if it were believed."""
    came = [Arrival(START_S, INFO_UUID, info())]
    for k in range(number):
        if boots:
            came.append(Arrival(START_S + k * 0.002, INFO_UUID, info(k)))
        packet = AccelPacket(k % 2**16, k * 83, k * tick_step % 2**32, PacketFlags(0), 12.5, SITTING * 83)
        came.append(Arrival(START_S + k * 0.002, STREAM_UUID, encode_packet(packet)))
    return came


@pytest.mark.parametrize("boots", [False, True])
@pytest.mark.parametrize("tick_step", [0, 1, round(83 / 12.5 * 32_768), 2**31 - 1])
def test_a_stream_that_rushes_makes_no_hours_and_no_nudge(tick_step: int, boots: bool) -> None:
    """However its clock, its indices and its boots run, four seconds of arrivals are no two minutes of sitting."""
    stages = pipeline()
    events = [event for arrival in rushing(2000, tick_step, boots) for event in stages.feed(arrival)]
    events += stages.finish()

    assert not [event for event in events if isinstance(event, Nudge)]
    assert stages.coach.sitting_s <= 83 / 12.5 + 4.0 + MAX_LATENCY_S


def test_memory_stays_flat_under_any_stream() -> None:
    """A hundred thousand random arrivals of all wearables leave no more behind than ten thousand."""
    chance, assembler = random.Random(1), SampleAssembler()

    def feed(number: int) -> int:
        for k in range(number):
            uuid = chance.choice(UUIDS)
            assembler.feed(Arrival(START_S + k * 1e-4, uuid, chance.randbytes(chance.randrange(64))))
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        early = feed(10_000)
        late = feed(90_000)
    finally:
        tracemalloc.stop()
    assert late - early < 100_000
