"""The link's state machine, told of ends in simulated time: what it says to do next, and for how long."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.link.machine import (
    ABSENT_S,
    ADAPTER_S,
    AGAIN_S,
    BACK_OFF_S,
    BOND_S,
    GOOD_STREAM_S,
    Act,
    Duty,
    End,
    LinkMachine,
    LinkState,
)

CONNECTED = {Act.CONNECT, Act.BEGIN, Act.ATTEND, Act.PROBE, Act.BEGIN_AGAIN}
"""What there is to part from after any of these."""


class Life:
    """A machine and the time that passes for it.

    Attributes:
        duty: what it says to do now.
        now_s: simulated time.
        states: that it was in, without repeats.
    """

    def __init__(self, seed: int = 1) -> None:
        self.machine = LinkMachine(Random(seed))
        self.duty = self.machine.begin()
        self.now_s = 0.0
        self.states = [self.duty.state]

    def ends(self, end: End, after_s: float = 0.1) -> Duty:
        """The present duty ends so, after a while."""
        self.now_s += after_s
        self.duty = self.machine.next(self.duty, end, self.now_s)
        if self.duty.state is not self.states[-1]:
            self.states.append(self.duty.state)
        return self.duty

    def goes_well(self, until: Act) -> "Life":
        """Everything is done at once, and something is heard, until this is to be done."""
        while self.duty.act is not until:
            self.ends(End.DONE, self.duty.limit_s if self.duty.act is Act.REST else 0.1)
        return self


def streaming(seconds: float = 0.0) -> Life:
    """A life in which the stream runs, and has been heard."""
    life = Life().goes_well(Act.ATTEND)
    life.machine.heard()
    life.now_s += seconds
    return life


def test_the_way_up() -> None:
    """Scanning, connecting, subscribing, streaming: each act with its time, and the stream without a limit."""
    life = Life()
    limits_s = [life.duty.limit_s, *(life.ends(End.DONE).limit_s for _ in range(3))]

    assert [LinkState.SCANNING, LinkState.CONNECTING, LinkState.SUBSCRIBING, LinkState.STREAMING] == life.states
    assert [15.0, 20.0, 15.0, float("inf")] == limits_s


def test_a_silence_is_probed_first() -> None:
    """A silent stream is asked; if it speaks again nothing happened."""
    life = streaming()
    assert Act.PROBE is life.ends(End.SILENT).act
    assert LinkState.STALLED is life.duty.state
    assert Act.ATTEND is life.ends(End.DONE).act


def test_one_that_answers_but_sends_nothing_is_begun_again_once() -> None:
    """Probe, begin again on the same link; and if that brings nothing either, part."""
    life = streaming()
    life.ends(End.SILENT)
    assert Act.BEGIN_AGAIN is life.ends(End.SILENT).act
    assert Act.ATTEND is life.ends(End.DONE).act
    assert Act.PART is life.ends(End.SILENT, 2.5).act


def test_a_stream_that_comes_back_is_trusted_again() -> None:
    """After something was heard, the next silence is probed as the first was."""
    life = streaming()
    for end in (End.SILENT, End.SILENT, End.DONE):
        life.ends(end)
    life.machine.heard()
    assert Act.PROBE is life.ends(End.SILENT).act


def test_a_stream_that_never_brought_anything_is_parted_from() -> None:
    """There is nothing to probe in a connection that has never worked."""
    assert Act.PART is Life().goes_well(Act.ATTEND).ends(End.SILENT, 2.5).act


@pytest.mark.parametrize("end", [End.GONE, End.FAILED, End.REFUSED, End.ASLEEP, End.NO_ADAPTER])
def test_every_loss_leads_through_parting(end: End) -> None:
    """However the stream is lost, the old client is let go of before anything else (bleak #2002)."""
    life = streaming()
    assert (Act.PART, LinkState.LOST) == (life.ends(end).act, life.duty.state)
    assert Act.REST is life.ends(End.DONE).act
    assert Act.FIND is life.ends(End.DONE).act


def test_after_a_good_stream_it_is_back_quickly() -> None:
    """A loss after a few seconds of data is met with the shortest rest, however many there were before."""
    life = Life()
    for _ in range(8):
        life.goes_well(Act.ATTEND).ends(End.GONE, GOOD_STREAM_S + 1.0)
        assert BACK_OFF_S[0] == life.ends(End.DONE).limit_s


def test_rests_double_up_to_half_a_minute() -> None:
    """Connections that fail one after the other are tried ever more rarely, with jitter, within the bounds."""
    life, rests_s = Life(), []
    for _ in range(12):
        life.goes_well(Act.CONNECT).ends(End.FAILED)
        rests_s.append(life.ends(End.DONE).limit_s)

    assert BACK_OFF_S[0] == rests_s[0]
    assert all(15.0 <= rest_s <= 30.0 for rest_s in rests_s[7:])
    assert len(set(rests_s[7:])) > 3
    ceilings_s = [min(0.5 * 2**k, 30.0) for k in range(12)]
    assert all(max(0.5, most_s / 2) <= rest_s <= most_s for rest_s, most_s in zip(rests_s, ceilings_s, strict=True))


def test_a_stream_that_breaks_at_once_counts_as_a_failure() -> None:
    """A wearable that connects and says nothing does not keep the radio busy for ever."""
    life = Life()
    for _ in range(8):
        life.goes_well(Act.ATTEND).ends(End.SILENT, 2.5)
        life.ends(End.DONE)
    assert life.duty.limit_s >= 15.0


def test_a_wearable_out_of_reach_is_looked_for_without_pause() -> None:
    """Scan follows scan, still scanning, so that it is found as soon as it advertises."""
    life = Life()
    while life.now_s < ABSENT_S - 20.0:
        assert (Act.REST, LinkState.SCANNING, AGAIN_S) == (
            life.ends(End.FAILED, 15.0).act,
            life.duty.state,
            life.duty.limit_s,
        )
        assert Act.FIND is life.ends(End.DONE, AGAIN_S).act


def test_a_wearable_long_gone_is_looked_for_more_rarely() -> None:
    """After ten minutes there are up to 30 s between two scans; once found it is as before."""
    life = Life()
    while life.now_s < ABSENT_S + 20.0:
        life.ends(End.FAILED, 15.0)
        life.ends(End.DONE, life.duty.limit_s)
    assert 15.0 <= life.ends(End.FAILED, 15.0).limit_s <= 30.0

    life.goes_well(Act.ATTEND).ends(End.GONE, GOOD_STREAM_S + 1.0)
    life.goes_well(Act.FIND)
    assert AGAIN_S == life.ends(End.FAILED, 15.0).limit_s


def test_a_missing_adapter_is_a_state() -> None:
    """It is looked for at growing intervals of at most a few seconds."""
    life = Life()
    rests_s = []
    for _ in range(6):
        assert LinkState.NO_ADAPTER is life.ends(End.NO_ADAPTER).state
        rests_s.append(life.duty.limit_s)
        life.ends(End.DONE, life.duty.limit_s)
    assert BACK_OFF_S[0] == rests_s[0]
    assert ADAPTER_S / 2 <= rests_s[-1] <= ADAPTER_S


def test_an_adapter_that_says_it_is_back_is_tried_quickly() -> None:
    """BlueZ says `Powered` a moment before it can scan: the tries after that are close together again."""
    life = Life()
    for _ in range(6):
        life.ends(End.NO_ADAPTER)
        life.ends(End.DONE, life.duty.limit_s)
    life.ends(End.NO_ADAPTER)
    assert Act.FIND is life.ends(End.WOKEN).act
    assert BACK_OFF_S[0] == life.ends(End.NO_ADAPTER).limit_s


def test_a_lost_adapter_shows_while_it_is_waited_for() -> None:
    """After the parting from a connection that lost its adapter the state says why it rests."""
    life = streaming()
    life.ends(End.NO_ADAPTER)
    assert LinkState.NO_ADAPTER is life.ends(End.DONE).state


def test_an_adapter_that_refuses_to_scan_is_not_pressed() -> None:
    """`InProgress` and the like are failures: the rests grow."""
    life = Life()
    for _ in range(7):
        life.ends(End.REFUSED)
        rest = life.duty
        life.ends(End.DONE, rest.limit_s)
    assert (Act.REST, LinkState.LOST) == (rest.act, rest.state)
    assert rest.limit_s >= 15.0


def test_while_somebody_pairs_nobody_disturbs() -> None:
    """A wearable that wants a bond is left alone for half a minute, unless the bond is told of before."""
    life = Life().goes_well(Act.BEGIN)
    assert Act.PART is life.ends(End.UNBONDED).act
    assert (Act.REST, BOND_S) == (life.ends(End.DONE).act, life.duty.limit_s)
    assert Act.FIND is life.ends(End.WOKEN).act
    life.goes_well(Act.BEGIN).ends(End.FAILED)
    assert life.ends(End.DONE).limit_s < BOND_S


def test_two_programs_do_not_stay_in_step() -> None:
    """Rests after the same failures differ from one run to another."""

    def rest_s(seed: int) -> float:
        life = Life(seed)
        for _ in range(6):
            life.goes_well(Act.CONNECT).ends(End.FAILED)
            life.ends(End.DONE)
        return life.duty.limit_s

    assert 5 == len({rest_s(seed) for seed in range(5)})


@given(st.lists(st.tuples(st.sampled_from(End), st.floats(0.0, 100.0)), max_size=60), st.integers(0, 99))
def test_whatever_happens_one_thing_is_done_at_a_time(ends: list[tuple[End, float]], seed: int) -> None:
    """Any ends at all: no connection without a scan before it, no scan before the parting, every act bounded."""
    life = Life(seed)
    before: Callable[[], Act] = lambda: acts[-1]  # noqa: E731
    acts = [life.duty.act]
    for end, after_s in ends:
        duty = life.ends(end, after_s)
        match duty.act:
            case Act.CONNECT:
                assert Act.FIND is before()
            case Act.FIND:
                assert Act.REST is before()
            case Act.REST:
                assert before() in {Act.FIND, Act.PART}
                assert BACK_OFF_S[0] <= duty.limit_s <= BACK_OFF_S[1]
            case Act.PART:
                assert before() in CONNECTED
        assert (Act.ATTEND is duty.act) == (duty.limit_s == float("inf"))
        acts.append(duty.act)
