"""What the reference firmware sends after a lost link is one unbroken timeline for the daemon."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest

from firmware_protocol import INFO_UUID, STREAM_UUID, Start, Status, encode_capabilities
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected, SampleAssembler, SampleBlock
from tests.firmware_protocol.reference.sketch import Sketch
from tests.firmware_protocol.reference.watch import Watch

BEGAN_S = 1_772_438_400.0
RADIO_S = 0.05  # how long each is on its way


def heard_from_watch(watch: Watch) -> Iterator[tuple[float, bytes]]:
    """Milliseconds and payload of each GATT notification of Stream."""
    for event in watch.of_kind("notify"):
        if event["uuid"] == STREAM_UUID:
            yield event["ms"], bytes.fromhex(event["hex"])


def heard_from_sketch(sketch: Sketch) -> Iterator[tuple[float, bytes]]:
    """Milliseconds and payload of each GATT notification of Stream."""
    for words in (line.split() for line in sketch.lines):
        if words[1:2] == ["notify"]:
            yield float(words[0]), bytes.fromhex(words[2])


def timeline(info: bytes, heard: Iterable[tuple[float, bytes]]) -> list[SampleBlock]:
    """What the daemon makes of it; nothing may be rejected."""
    assembler = SampleAssembler()
    assert [] == assembler.feed(Arrival(BEGAN_S, INFO_UUID, info))
    blocks: list[SampleBlock] = []
    for ms, payload in heard:
        for made in assembler.feed(Arrival(BEGAN_S + ms / 1000.0 + RADIO_S, STREAM_UUID, payload)):
            assert not isinstance(made, Rejected), made
            blocks.append(made)
    return blocks


def assert_one_run(blocks: list[SampleBlock], sample_rate_hz: float, ends_s: float) -> None:
    """No gap, no overlap, the right length, at the right time."""
    gaps_s = [after.start_s - before.end_s for before, after in pairwise(blocks)]
    samples = sum(len(block.xyz_g) for block in blocks)

    assert [0.0] * len(gaps_s) == pytest.approx(gaps_s, abs=1e-6)
    assert ends_s == pytest.approx(blocks[-1].end_s - BEGAN_S, abs=1.0)
    assert samples == pytest.approx(sample_rate_hz * (blocks[-1].end_s - blocks[0].start_s), rel=0.01)


@pytest.mark.parametrize("away_s", [2.0, 8.0, 15.0])
def test_a_watch_that_comes_back_leaves_no_gap(away_s: float, bangle: Watch) -> None:
    """A Bangle.js 2 is out of reach for some seconds: one run of samples, at the times when they were taken."""
    for _ in range(2):
        bangle.meet()
        assert bangle.ask(Start(50.0, 8, 25)).status is Status.OK
        bangle.advance(60.0)
        bangle.do("lose")
        bangle.advance(away_s)
    blocks = timeline(encode_capabilities(bangle.info()), heard_from_watch(bangle))

    assert_one_run(blocks, 50.0, 2 * 60.0 + away_s)


@pytest.mark.parametrize("away_s", [2.0, 15.0, 60.0])
def test_a_board_that_comes_back_leaves_no_gap(away_s: float, sketch: Sketch) -> None:
    """The XIAO is out of reach for up to a minute: one run of samples, at the times when they were taken."""
    for _ in range(2):
        sketch.meet()
        assert sketch.ask(Start(52.0, 8, 25)).status is Status.OK
        sketch.advance(50.0)
        sketch.do("lose")
        sketch.advance(away_s)
    blocks = timeline(encode_capabilities(sketch.info()), heard_from_sketch(sketch))

    assert_one_run(blocks, 52.0, 2 * 50.0 + away_s)
