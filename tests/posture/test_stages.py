"""The stages of posture keep the contract of all stages."""

from typing import Any

import numpy as np

from monitor.motion.samples import SampleBlock
from monitor.posture.bouts import Bout, BoutTracker
from monitor.posture.classifier import classifier_for
from monitor.posture.labels import Posture
from monitor.posture.mounting import Mounting
from monitor.posture.mounting_tracker import MountingTracker
from monitor.posture.wear import WearDetector
from tests.support.motions import cut_epochs, epochs_of, seconds_of, wobbly
from tests.support.simulated import simulate
from tests.support.stages import CutContract, Row, StageContract
from tests.support.stories import Story

SCRIPT = "sit:90s walk:40s stand:20s sit:60s gap:5s sit:30s lie:40s gap:30s cycle:60s sit:40s off:800s walk:30s sit:30s"
BLOCKS = epochs_of(list(simulate(SCRIPT, seed=3).blocks(1e9)))


class _FromEpochs(CutContract):
    """A stage that is fed blocks of epochs and answers each with rows."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """Everything that people do, with a short gap and a long one."""
        first = BLOCKS[0].start_s
        return [
            piece for block in BLOCKS for piece in cut_epochs(block, [int(first + cut - block.start_s) for cut in cuts])
        ]

    def bits(self, inputs: list[Any]) -> list[bytes]:
        """Means and SDs."""
        return [block.features.mean_g.tobytes() + block.features.sd_g.tobytes() for block in inputs]

    def rows(self, outputs: list[Any]) -> list[Row]:
        """Each second."""
        return [
            (block.start_s + at, block.start_s + at + 1.0, b"".join(column[at].tobytes() for column in columns))
            for block, *columns in outputs
            for at in range(len(block))
        ]


class TestMountingKeeper(_FromEpochs):
    """The axis at each second; none while it is not known."""

    mounting: Mounting | None = None

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Block after block, and within each the parts."""
        keeper = MountingTracker(self.mounting)
        return [
            (part.block, np.tile((0.0,) * 3 if part.mounting is None else part.mounting.axis, (len(part.block), 1)))
            for block in inputs
            for part in keeper.feed(block)
        ]


class TestMountingKeeperOfATurnedStrap(TestMountingKeeper):
    """A pose that the walks contradict: it is learned anew."""

    mounting = Mounting((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


class TestWearDetector(_FromEpochs):
    """How long each second has been still."""

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Block after block."""
        detector = WearDetector()
        return [(block, detector.feed(block)) for block in inputs]


class TestPostureClassifier(_FromEpochs):
    """The posture of each second, the mounting being learned."""

    mounting: Mounting | None = None

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Block after block."""
        classifier = classifier_for(self.mounting)
        made = [classifier.feed(block) for block in inputs]
        return [(block, block.codes, block.confidence) for block in made]


class TestPostureClassifierWithAPose(TestPostureClassifier):
    """The same with a known mounting, so that lying is seen too."""

    mounting = Mounting((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


class TestPostureClassifierAtTheThresholds(TestPostureClassifierWithAPose):
    """The same on a signal that jumps about all thresholds."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """Four minutes."""
        (block,) = epochs_of([SampleBlock(0.0, 50.0, wobbly(11, 240, 50.0))])
        return cut_epochs(block, cuts)


class TestBoutTracker(StageContract):
    """Seconds to bouts."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """Letters at random, and gaps."""
        rng = np.random.default_rng(4)
        letters = rng.choice(list("SSSUMLnu.."), 60)
        return seconds_of("".join(letter * int(rng.integers(1, 25)) for letter in letters))

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Second after second, and the open bout."""
        tracker = BoutTracker()
        return [*(bout for epoch in inputs for bout in tracker.feed(epoch)), *tracker.finish()]

    def rows(self, outputs: list[Bout]) -> list[Row]:
        """Each bout."""
        return [(bout.start_s, bout.end_s, bout.posture.encode()) for bout in outputs]

    def bits(self, inputs: list[Any]) -> list[bytes]:
        """Seconds."""
        return [repr(epoch).encode() for epoch in inputs]


class TestBoutTrackerWithDesks(TestBoutTracker):
    """The same with straps that are laid down, for shorter and for longer than it takes to know."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """Bodies between them, and a gap now and then."""
        rng = np.random.default_rng(5)
        day = Story(lambda _: [])
        for posture in rng.choice([Posture.SITTING, Posture.LYING, Posture.STANDING], 20):
            day.stir(seconds=int(rng.integers(0, 60))).rest(Posture(posture), seconds=int(rng.integers(1, 700)))
            day.walk(seconds=int(rng.integers(0, 20))).gap(seconds=int(rng.choice([0, 0, 5, 30])))
        return day.epochs


def test_the_recording_holds_what_the_contract_is_about() -> None:
    """A long gap, a short one, and all six postures or five: else the contract would prove little."""
    seen = {
        row[2][:1]
        for case in (TestPostureClassifier(), TestPostureClassifierWithAPose())
        for row in case.rows(case.run_stage(case.inputs([])))
    }

    assert 3 == len(BLOCKS)
    assert len(seen) >= 5
