"""The contract of a stateful stage, whatever it takes and gives: test classes inherit it and say how to feed theirs."""

from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Row = tuple[float, float, bytes]


class StageContract:
    """What holds of each stage; subclasses say how theirs is fed."""

    def inputs(self, cuts: list[int]) -> list[Any]:
        """One and the same input, cut at these places if it can be cut."""
        raise NotImplementedError

    def run_stage(self, inputs: list[Any]) -> list[Any]:
        """What a new stage makes of all of it, `finish` included."""
        raise NotImplementedError

    def rows(self, outputs: list[Any]) -> list[Row]:
        """Start, end and all bits of each output, in the smallest pieces that there are."""
        raise NotImplementedError

    def bits(self, inputs: list[Any]) -> list[bytes]:
        """All bits of the input."""
        raise NotImplementedError

    def test_times_never_go_back_nor_overlap(self) -> None:
        """Each output begins where the one before ended, or later; and there are some."""
        rows = self.rows(self.run_stage(self.inputs([100, 300])))

        assert len(rows) > 3
        for before, after in pairwise(rows):
            assert before[0] < before[1] <= after[0] < after[1]

    def test_nothing_in_nothing_out(self) -> None:
        """Without input there is no output."""
        assert [] == self.run_stage([])

    def test_the_input_is_not_changed(self) -> None:
        """Whoever else reads the input finds it as it was."""
        inputs = self.inputs([50])
        before = self.bits(inputs)
        self.run_stage(inputs)

        assert before == self.bits(inputs)

    def test_two_fed_alike_agree(self) -> None:
        """Nothing but the input counts."""
        inputs = self.inputs([77])

        assert self.rows(self.run_stage(inputs)) == self.rows(self.run_stage(inputs))


class CutContract(StageContract):
    """What holds besides of a stage that takes blocks of any length."""

    @settings(max_examples=30, suppress_health_check=[HealthCheck.differing_executors])
    @given(cuts=st.lists(st.integers(1, 1300), max_size=12))
    def test_the_same_however_cut(self, cuts: list[int]) -> None:
        """The same output, bit for bit, however the input is cut."""
        assert self.rows(self.run_stage(self.inputs([]))) == self.rows(self.run_stage(self.inputs(cuts)))

    def test_the_same_one_by_one(self) -> None:
        """The same output, bit for bit, in the smallest pieces, as it comes live."""
        assert self.rows(self.run_stage(self.inputs([]))) == self.rows(self.run_stage(self.inputs([*range(1, 1300)])))
