"""The count of sitting, and what a desk told of it."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.sitting import SittingCount
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import SUSPECT_S, Posture
from tests.support.stories import Story

SITTING = Posture.SITTING
FOREVER_S = 1e9


class Counted(Story):
    """A story that a bare count listens to."""

    def __init__(self, carry_gap_s: float = FOREVER_S) -> None:
        self.count = SittingCount(carry_gap_s)
        super().__init__(lambda item: [self.count.feed(item)] if isinstance(item, BoutProgress) else [])


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 700)), max_size=6))
def test_who_sits_still_loses_nothing_and_a_desk_adds_nothing(steps: list[tuple[int, int]]) -> None:
    """Stillness that was ended by a stir in time is sitting to the second; all of a desk's is taken back (A4)."""
    day, sat_s = Counted(), 0
    for sits_s, rests_s in steps:
        day.sit(seconds=sits_s).stir().rest(SITTING, seconds=rests_s).stir()
        sat_s += sits_s + 2 + (rests_s if rests_s < SUSPECT_S else 0)

    assert sat_s == day.count.sitting_s


@given(st.integers(1, 600), st.integers(SUSPECT_S, 900))
def test_what_is_taken_back_is_left_out(sits_s: int, rests_s: int) -> None:
    """Nothing vanishes: what is no sitting any more is time that was not seen."""
    day = Counted().stir(seconds=sits_s).rest(SITTING, seconds=rests_s)

    assert (sits_s, rests_s) == (day.count.sitting_s, day.count.left_out_s)


def test_the_count_goes_on_while_it_is_in_doubt() -> None:
    """Nobody sees a clock that stops, and then jumps, because of sitting still."""
    day = Counted().stir().rest(SITTING, seconds=SUSPECT_S - 1)

    assert float(SUSPECT_S) == day.count.sitting_s
    assert 1.0 == day.rest(SITTING, seconds=SUSPECT_S).count.sitting_s


def test_a_desk_that_creeps_is_one_desk() -> None:
    """A sensor that cools ends one still run after the other, but nothing stirs: all of it is taken back."""
    day = Counted().stir(seconds=30)
    day.rest(SITTING, minutes=2).rest(SITTING, minutes=3).rest(SITTING, minutes=5)

    assert 30.0 == day.count.sitting_s


def test_sitting_that_was_none_at_all_never_began() -> None:
    """A strap that was laid down right after a walk: there is no sitting that anything could be due in."""
    day = Counted().walk(minutes=1).rest(SITTING, minutes=5)

    assert (None, 0.0, 0.0) == (day.count.start_s, day.count.sitting_s, day.count.settled_s)


def test_what_a_desk_told_is_unseen_from_its_beginning() -> None:
    """Half an hour that ends the count begins when the strap was laid down, not when that was found out."""
    day = Counted(carry_gap_s=1800.0).stir(seconds=300).rest(SITTING, seconds=1800)

    assert 300.0 == day.count.sitting_s
    assert 0.0 == day.take_off(seconds=1).count.sitting_s
