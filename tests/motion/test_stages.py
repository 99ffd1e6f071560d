"""The stages of motion keep the contract of all stages."""

from dataclasses import replace
from typing import Any

from monitor.motion.arrivals import Arrival
from monitor.motion.epochs import EpochBlock, Windower
from monitor.motion.samples import SampleAssembler, SampleBlock
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.stream import arrivals_of
from tests.support.motions import cut_samples, slice_epochs, wobbly
from tests.support.simulated import simulate
from tests.support.stages import CutContract, Row, StageContract


def _row(block: EpochBlock) -> Row:
    f = block.features
    return block.start_s, block.end_s, b"".join(part.tobytes() for part in (f.mean_g, f.sd_g, f.mad_g))


class TestSampleAssembler(StageContract):
    """Arrivals, with everything that a radio does to them, to sample blocks."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """Two minutes over a bad radio."""
        motion = simulate("stand:20s walk:20s gap:15s sit:65s")
        radio = {"loss": 0.05, "duplicates": 0.05, "reorder": 0.05, "missed": 0.3, "reboot_at_s": 80.0}
        return list(arrivals_of(motion, start_s=1e9, capabilities=simulated_capabilities(1), **radio))

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """One arrival after the other."""
        assembler = SampleAssembler()
        return [made for arrival in inputs for made in assembler.feed(arrival)]

    def rows(self, outputs: list[Any]) -> list[Row]:
        """Each block of samples."""
        blocks = [made for made in outputs if isinstance(made, SampleBlock)]
        return [(block.start_s, block.end_s, block.xyz_g.tobytes()) for block in blocks]

    def bits(self, inputs: list[Any]) -> list[bytes]:
        """Payloads."""
        return [repr(arrival).encode() for arrival in inputs]

    def test_a_rewritten_arrival_is_another_input(self) -> None:
        """What the rows compare is indeed what came: one bit in a payload changes them."""
        inputs: list[Arrival] = self.inputs([])
        payload = bytearray(inputs[5].payload)
        payload[-1] ^= 1
        changed = [*inputs[:5], replace(inputs[5], payload=bytes(payload)), *inputs[6:]]

        assert self.rows(self.run_stage(inputs)) != self.rows(self.run_stage(changed))


class TestWindower(CutContract):
    """Sample blocks to epochs."""

    sample_rate_hz = 50.0
    start_s = 1_772_438_400.37

    def inputs(self, cuts: list[int]) -> list[Any]:
        """25 seconds, a gap of 3.3 s, 12 seconds more."""
        rate, start = self.sample_rate_hz, self.start_s
        first = SampleBlock(start, rate, wobbly(1, 25, rate))
        second = SampleBlock(first.end_s + 3.3, rate, wobbly(2, 12, rate))
        return [*cut_samples(first, cuts), *cut_samples(second, cuts)]

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """Block after block, and the last second."""
        windower = Windower()
        return [*(epochs for block in inputs for epochs in windower.feed(block)), *windower.finish()]

    def rows(self, outputs: list[Any]) -> list[Row]:
        """Each second."""
        return [_row(slice_epochs(block, at, at + 1)) for block in outputs for at in range(len(block))]

    def bits(self, inputs: list[Any]) -> list[bytes]:
        """Samples."""
        return [block.xyz_g.tobytes() for block in inputs]


class TestWindowerAtAnUnevenRate(TestWindower):
    """The same where seconds hold 51 or 52 samples."""

    sample_rate_hz = 51.2


class TestWindowerAtASlowRate(TestWindower):
    """The same where seconds hold 12 or 13 samples."""

    sample_rate_hz = 12.5
    start_s = 0.0
