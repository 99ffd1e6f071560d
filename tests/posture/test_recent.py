"""The last minute is remembered as it was, and each second can be seen closely, however it came."""

from typing import Any

import numpy as np

from monitor.motion.closeup import PARTS, CloseUp
from monitor.motion.epochs import Windower
from monitor.motion.samples import SampleBlock
from monitor.posture.classifier import classifier_for
from monitor.posture.recent import LOOKBACK_S, Recent, Second
from tests.support.feeds import POSED
from tests.support.motions import cut_samples, wobbly
from tests.support.simulated import simulate
from tests.support.stages import CutContract, Row

RATE_HZ = 12.5


class TestRecent(CutContract):
    """Every second, seen closely."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """Forty seconds, a gap, and forty more, at a rate that fills no second evenly."""
        before = SampleBlock(1000.3, RATE_HZ, wobbly(3, 40, RATE_HZ))
        after = SampleBlock(1047.7, RATE_HZ, wobbly(4, 40, RATE_HZ))
        return [*cut_samples(before, cuts), *cut_samples(after, [cut - 500 for cut in cuts])]

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Samples first, then the epochs that are made of them."""
        windower, recent, classifier = Windower(), Recent(), classifier_for(POSED)
        seconds: list[Second] = []
        for block in inputs:
            recent.feed_samples(block)
            for epochs in windower.feed(block):
                recent.feed_epochs(epochs, classifier.feed(epochs))
                seconds += map(recent.second, range(len(epochs)))
        return seconds

    def rows(self, outputs: list[Second]) -> list[Row]:
        """Each second with its parts."""
        return [
            (second.start_s, second.end_s, second.mean_g.tobytes() + np.asarray(second.parts_g).tobytes())
            for second in outputs
        ]

    def bits(self, inputs: list[Any]) -> list[bytes]:
        """Samples."""
        return [block.xyz_g.tobytes() for block in inputs]

    def test_every_second_has_its_parts(self) -> None:
        """At 12.5 Hz too, where most have a single sample."""
        for second in self.run_stage(self.inputs([])):
            assert second.parts_g is not None
            assert (PARTS, 3) == second.parts_g.shape


def test_only_the_last_minute_is_remembered() -> None:
    """All seconds that were over at the time, as far as the lookback reaches, oldest first."""
    windower, recent, classifier = Windower(), Recent(), classifier_for(POSED)
    for block in simulate("sit:150s").blocks(1000.0):
        recent.feed_samples(block)
        for epochs in windower.feed(block):
            recent.feed_epochs(epochs, classifier.feed(epochs))
    starts = [second.start_s for second in recent.before(1140.0)]

    assert starts == [1140.0 - LOOKBACK_S + at for at in range(int(LOOKBACK_S))]


def test_nothing_is_seen_of_a_second_without_samples() -> None:
    """None, rather than parts made of nothing."""
    close_up = CloseUp()
    close_up.feed(SampleBlock(1000.0, 50.0, wobbly(1, 2, 50.0)))

    assert close_up.parts_g(1000.0) is not None
    assert close_up.parts_g(1002.0) is None


def test_the_parts_of_a_second_are_its_eighths() -> None:
    """A step half way through it parts them in two halves."""
    step_g = np.zeros((80, 3))
    step_g[40:, 2] = 1.0
    close_up = CloseUp()
    close_up.feed(SampleBlock(1000.0, 80.0, step_g))
    parts_g = close_up.parts_g(1000.0)

    assert parts_g is not None
    assert [0.0] * 4 + [1.0] * 4 == parts_g[:, 2].tolist()
