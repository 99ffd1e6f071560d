"""Bouts of a whole recording: those that were told live, and what was found out later."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.bouts import recorded_bouts
from monitor.posture.bouts import Bout, BoutTracker, corrected
from monitor.posture.classifier import POSTURES, PostureBlock
from monitor.posture.labels import SUSPECT_S, Posture, Relabel

CODE = {posture: code for code, posture in enumerate(POSTURES)}
runs = st.lists(
    st.tuples(st.sampled_from(["sitting", "lying", "standing", "moving", "unknown"]), st.integers(1, 40)),
    min_size=1,
    max_size=30,
)
DESK_TIMES = 14
"""So many times as long as any other run is a desk's: at most 560 s, so that it is suspected, and not sure."""

gaps = st.lists(st.sampled_from([0, 0, 0, 3, 30]), min_size=31, max_size=31)


def block(start_s: float, *postures: str, still_s: int = 0) -> PostureBlock:
    """Seconds of these postures; the still run of the last one has lasted so long."""
    count = len(postures)
    codes = np.array([CODE[Posture(posture)] for posture in postures], dtype=np.int8)
    still = np.maximum(0, still_s - np.arange(count)[::-1])
    return PostureBlock(start_s, codes, np.ones(count), still, np.zeros(count, dtype=bool))


@given(line=runs, silences=gaps, size=st.integers(1, 60), desks=st.sets(st.integers(0, 29)))
def test_they_are_those_that_are_told_second_by_second(
    line: list[tuple[str, int]], silences: list[int], size: int, desks: set[int]
) -> None:
    """However the recording is cut into blocks, whichever runs are a desk's: what is passed over changes nothing."""
    blocks, time_s = [], 0.0
    for number, ((posture, seconds), silent_s) in enumerate(zip(line, silences, strict=False)):
        told, is_desk = [posture] * seconds, number in desks
        if is_desk:
            told = [posture if at < SUSPECT_S else "unknown" for at in range(1, DESK_TIMES * seconds + 1)]
        for begin in range(0, len(told), size):
            part = told[begin : begin + size]
            blocks.append(block(time_s, *part, still_s=begin + len(part) if is_desk else 0))
            time_s += len(part)
        time_s += silent_s
    tracker = BoutTracker()
    live = [bout for one in blocks for epoch in one.epochs() for bout in tracker.feed(epoch)] + tracker.finish()

    assert live == recorded_bouts(blocks)


@given(line=runs)
def test_one_block_of_many_postures_is_no_other(line: list[tuple[str, int]]) -> None:
    """Runs within a block are found in it."""
    seconds = [posture for posture, count in line for _ in range(count)]

    assert recorded_bouts([block(0.0, *seconds)]) == recorded_bouts([block(at, one) for at, one in enumerate(seconds)])


def test_what_lay_on_a_desk_was_not_worn_from_when_it_was_put_there() -> None:
    """Ten minutes were told as sitting and as unknown before it was sure; they are non-wear."""
    told = [*["sitting"] * 400, *["sitting"] * 300, *["unknown"] * 299, *["non-wear"] * 100]
    first = block(0.0, *told[:1000], still_s=600)
    bouts = recorded_bouts([first, block(1000.0, *told[1000:])])

    assert [("sitting", 0.0, 400.0), ("non-wear", 400.0, 999.0), ("non-wear", 999.0, 1099.0)] == [
        (bout.posture, bout.start_s, bout.end_s) for bout in bouts
    ]


def test_a_bout_keeps_its_shifts_before_what_is_taken_out_of_it() -> None:
    """They were counted once, and are not counted again behind it."""
    sat = Bout(Posture.SITTING, 0.0, 100.0, shifts=4)
    off = Relabel(40.0, 60.0, Posture.NON_WEAR)

    assert [Bout(Posture.SITTING, 0.0, 40.0, 4), Bout(Posture.SITTING, 60.0, 100.0)] == corrected([sat, off])
    assert [sat] == corrected([sat, Relabel(100.0, 120.0, Posture.NON_WEAR)])
