"""How packets travel."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.simulation.stream import Radio

SENT = [(0.5 * number, number) for number in range(4000)]


def delivered(radio: Radio, seed: int = 1) -> list[tuple[float, int]]:
    """What comes of half-second packets in 2000 s."""
    return list(radio.deliver(SENT, np.random.default_rng(seed)))


shares = st.floats(0.0, 1.0)


@given(shares, shares, shares, shares, st.floats(0.0075, 4.0), st.integers(0, 99))
def test_time_never_goes_back_and_nothing_comes_early(
    missed: float, loss: float, duplicates: float, reorder: float, interval_s: float, seed: int
) -> None:
    """On any link arrivals are in order of time, and no packet comes before it was ready."""
    radio = Radio(interval_s, missed, loss, duplicates, reorder)
    came = list(radio.deliver(SENT[:60], np.random.default_rng(seed)))
    assert all(one <= other for one, other in pairwise(time_s for time_s, _ in came))
    assert all(time_s >= SENT[number][0] for time_s, number in came)


def test_a_good_link_delivers_all_in_order() -> None:
    """Without loss each packet comes once, at most an interval and a little late."""
    came = delivered(Radio(0.1, missed=0.0))
    assert [number for _, number in SENT] == [number for _, number in came]
    late_s = np.array([time_s - SENT[number][0] for time_s, number in came])
    assert 0.0 <= late_s.min()
    assert late_s.max() < 0.13
    assert late_s.min() < 0.11


def test_packets_wait_for_connection_events() -> None:
    """Arrivals lie on the grid of the interval, plus the host's few milliseconds."""
    came = np.array([time_s for time_s, _ in delivered(Radio(0.25, missed=0.1))])
    phase_s = (came - came.min() + 0.05) % 0.25
    assert np.ptp(phase_s) < 0.1


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_losses_are_as_frequent_as_asked(share: float) -> None:
    """Of 4000 packets that share is missing, within four standard errors."""
    came = {number for _, number in delivered(Radio(loss=share))}
    assert 1.0 - len(came) / 4000 == pytest.approx(share, abs=4.0 * np.sqrt(share / 4000))


@pytest.mark.parametrize("share", [0.02, 0.2])
def test_duplicates_are_as_frequent_as_asked(share: float) -> None:
    """That share comes twice, one right after the other, never three times."""
    numbers = [number for _, number in delivered(Radio(duplicates=share))]
    assert len(numbers) / 4000 - 1.0 == pytest.approx(share, abs=4.0 * np.sqrt(share / 4000))
    assert set(range(4000)) == set(numbers)
    assert {0, 1} == {other - one for one, other in pairwise(numbers)}


@pytest.mark.parametrize("share", [0.02, 0.2])
def test_reordered_packets_change_places_with_the_next(share: float) -> None:
    """About that share comes one place late, and none is missing."""
    numbers = [number for _, number in delivered(Radio(reorder=share))]
    late = sum(other < one for one, other in pairwise(numbers))
    assert list(range(4000)) == sorted(numbers)
    assert 0.6 * share < late / 4000 <= 1.2 * share
    assert max(abs(place - number) for place, number in enumerate(numbers)) == 1


def test_missed_events_bring_bursts() -> None:
    """On a poor link several packets come within a few milliseconds; on a good one none do."""
    crowded = []
    for missed in (0.0, 0.8):
        times_s = [time_s for time_s, _ in delivered(Radio(0.25, missed=missed))]
        crowded.append(sum(other - one < 0.05 for one, other in pairwise(times_s)))
    assert 0 == crowded[0]
    assert 200 < crowded[1]


def test_a_link_that_loses_everything_delivers_nothing() -> None:
    """Total loss is no error."""
    assert [] == delivered(Radio(loss=1.0))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"loss": 1.5}, "loss is 1.5; allowed are shares from 0 to 1"),
        ({"loss": float("nan")}, "loss is nan; allowed are shares from 0 to 1"),
        ({"duplicates": -0.1}, "duplicates is -0.1; allowed are shares from 0 to 1"),
        ({"reorder": 2.0}, "reorder is 2; allowed are shares from 0 to 1"),
        ({"missed": -1.0}, "missed is -1; allowed are shares from 0 to 1"),
        ({"connection_interval_s": 0.005}, "connection interval is 0.005 s; allowed are 0.0075 to 4 s"),
        ({"connection_interval_s": 5.0}, "connection interval is 5 s; allowed are 0.0075 to 4 s"),
    ],
)
def test_an_impossible_radio_is_refused(arguments: dict[str, float], line: str) -> None:
    """The line names the value and what is allowed."""
    with pytest.raises(UsageError) as refused:
        Radio(**arguments)
    assert line == str(refused.value)
