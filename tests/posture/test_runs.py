"""Runs of flags against their plain definition."""

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.posture.runs import run_bounds, run_length, trailing_count

FLAGS = st.lists(st.booleans(), max_size=60)


@given(FLAGS)
def test_run_length(flags: list[bool]) -> None:
    """Each True counts on, each False begins anew."""
    lengths, length = [], 0
    for flag in flags:
        length = length + 1 if flag else 0
        lengths.append(length)

    assert lengths == run_length(np.array(flags, dtype=bool)).tolist()


@given(FLAGS, st.integers(1, 70))
def test_trailing_count(flags: list[bool], window: int) -> None:
    """How many of the last ones are True, each with its own."""
    counts = [sum(flags[max(0, at + 1 - window) : at + 1]) for at in range(len(flags))]

    assert counts == trailing_count(np.array(flags, dtype=bool), window).tolist()


@given(FLAGS)
def test_run_bounds(flags: list[bool]) -> None:
    """Where each run of True begins and ends."""
    bounds, at = [], 0
    for flag, run in groupby(flags):
        begin, at = at, at + len(list(run))
        bounds += [(begin, at)] if flag else []

    assert bounds == [(int(begin), int(end)) for begin, end in run_bounds(np.array(flags, dtype=bool))]
