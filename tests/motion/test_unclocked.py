"""Samples without a clock: placed by their arrival, steadily, and only as far as that is honest."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.motion.unclocked import ARRIVAL_DOUBT_S, HOLD_S, Place, place_by_arrival

RATE_HZ = 50.0


def placed(
    arrivals_s: list[float], sample_rate_hz: float = RATE_HZ, count: int = 1, *, held: bool = False
) -> list[tuple[float, Place | None]]:
    """Each arrival with the place of its samples, one after the other."""
    end_s, places = float("-inf"), []
    for arrival_s in arrivals_s:
        place = place_by_arrival(end_s, arrival_s, count, sample_rate_hz, held=held and bool(places))
        places.append((arrival_s, place))
        if place is not None:
            end_s = place.start_s + place.duration_s
    return places


def ends_s(places: list[tuple[float, Place | None]]) -> list[float]:
    """Where each placed packet ends."""
    return [place.start_s + place.duration_s for _, place in places if place is not None]


def test_the_first_packet_ends_when_it_comes() -> None:
    """Nothing is known but that its last sample was taken before it came."""
    assert [(10.0, Place(9.5, 0.5))] == placed([10.0], count=25)


def test_jitter_does_not_show() -> None:
    """Packets each 20 ms that come in fives, each 100 ms: steady, without a gap, none refused."""
    arrivals_s = [np.ceil(k / 5.0) * 0.1 for k in range(1, 3001)]
    places = placed(arrivals_s)
    lengths_s = [place.duration_s for _, place in places if place is not None]

    assert 3000 == len(lengths_s)
    assert 0.018 <= min(lengths_s) <= max(lengths_s) <= 0.022
    assert all(abs(arrival_s - end_s) < 0.12 for (arrival_s, _), end_s in zip(places, ends_s(places), strict=True))


@pytest.mark.parametrize("error", [-0.05, -0.01, 0.01, 0.05])
def test_a_clock_that_runs_wrong_is_followed(error: float) -> None:
    """A wearable 5 % too fast or too slow: an hour of its samples takes an hour, without gap or refusal."""
    arrivals_s = [k / RATE_HZ / (1.0 + error) for k in range(1, 20_001)]
    places = placed(arrivals_s)

    assert all(place is not None for _, place in places)
    assert arrivals_s[-1] == pytest.approx(ends_s(places)[-1], abs=0.05)
    assert all(later == pytest.approx(earlier, abs=1e-9) for earlier, later in _joints(places))


def test_a_pause_is_a_gap() -> None:
    """What comes more than half a second late begins behind a gap, and ends when it came."""
    places = placed([10.0, 10.02, 11.0])
    assert Place(10.98, 0.02) == places[2][1]


def test_what_comes_in_a_burst_is_refused() -> None:
    """After three seconds of silence two seconds of packets at once: little over half a second is taken."""
    places = placed([10.0, *([13.0] * 100)])
    assert 26 <= sum(place is not None for _, place in places[1:]) <= 30


def test_after_a_burst_it_goes_on() -> None:
    """The timeline waits for the arrivals to come level again, and is then as steady as before."""
    places = placed([10.0, *([13.0] * 100), *(13.0 + k * 0.02 for k in range(1, 500))])
    assert all(place is not None for _, place in places[150:])
    assert abs(places[-1][0] - ends_s(places)[-1]) < 0.05


# -------------------------------------------------------------------------------------------- held


def test_an_unchanged_value_is_repeated() -> None:
    """Sent on change at 10 Hz: half a second without news is five times the value before."""
    (_, first), (_, second), (_, third) = placed([10.0, 10.1, 10.7], 10.0, held=True)
    assert first is not None
    assert second is not None
    assert third is not None
    assert (0, 0, 5) == (first.held, second.held, third.held)
    assert 10.7 == pytest.approx(third.start_s + third.duration_s)


@pytest.mark.parametrize("true_hz", [10.0, 10.24, 10.5])
def test_one_that_polls_faster_than_it_says_is_followed(true_hz: float) -> None:
    """Sent on change, a little faster than nominal: an hour without a refusal, and without running ahead."""
    places = placed([k / true_hz for k in range(1, 36_000)], 10.0, held=True)
    assert all(place is not None for _, place in places)
    assert abs(places[-1][0] - ends_s(places)[-1]) < 0.2


def test_a_value_is_not_held_for_longer_than_is_known() -> None:
    """Nobody probed for over two seconds: that is a gap, not stillness."""
    (_, _), (_, place) = placed([10.0, 10.0 + HOLD_S + 0.2], 10.0, held=True)
    assert place is not None
    assert (0, 10.0 + HOLD_S + 0.1) == (place.held, pytest.approx(place.start_s))


def test_a_still_wearable_that_is_probed_each_second_has_no_gap() -> None:
    """An answer a second, ten samples each: an hour of stillness is an hour."""
    places = placed([float(second) for second in range(1, 3601)], 10.0, held=True)
    assert all(later == pytest.approx(earlier, abs=1e-6) for earlier, later in _joints(places))
    assert 36_000 == pytest.approx(sum(1 + place.held for _, place in places if place is not None), abs=10)


# -------------------------------------------------------------------------------------- any arrivals


@given(
    st.lists(st.floats(0.0, 4.0) | st.floats(0.0, 0.05), max_size=80),
    st.sampled_from([10.0, 12.5, 50.0, 416.0]),
    st.integers(1, 40),
    st.booleans(),
)
def test_whatever_comes_time_goes_on(pauses_s: list[float], sample_rate_hz: float, count: int, held: bool) -> None:
    """No overlap, no step back, nothing well after its own arrival, nothing held for longer than is known."""
    places = placed([100.0 + sum(pauses_s[: k + 1]) for k in range(len(pauses_s))], sample_rate_hz, count, held=held)
    for earlier_s, later_s in _joints(places):
        assert later_s >= earlier_s - 1e-9
    for arrival_s, place in places:
        if place is not None:
            assert place.duration_s > 0.0
            assert place.start_s + place.duration_s <= arrival_s + ARRIVAL_DOUBT_S + 0.1 / sample_rate_hz * count + 1e-9
            assert place.held / sample_rate_hz <= HOLD_S + 1.0 / sample_rate_hz


def _joints(places: list[tuple[float, Place | None]]) -> list[tuple[float, float]]:
    """Where one placed packet ends and the next begins."""
    taken = [place for _, place in places if place is not None]
    return [(one.start_s + one.duration_s, other.start_s) for one, other in pairwise(taken)]
