"""The sample rate, learnt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_protocol.wearables.pace import Pace

RATES_HZ = (25.0, 50.0, 100.0, 200.0)


def pace() -> Pace:
    """One that may be any of four rates, and is off by a tenth at most."""
    return Pace(RATES_HZ, 0.1)


def fed(learner: Pace, *measured_hz: float) -> list[float | None]:
    """The rate after each measurement of 36 samples."""
    rates_hz = []
    for hz in measured_hz:
        learner.feed(36, 36 / hz)
        rates_hz.append(learner.rate_hz)
    return rates_hz


def test_it_is_not_known_before_it_was_measured() -> None:
    """Nothing is assumed."""
    assert pace().rate_hz is None


@given(rate_hz=st.sampled_from(RATES_HZ), error=st.floats(-0.099, 0.099), count=st.integers(1, 300))
def test_one_measurement_is_enough(rate_hz: float, error: float, count: int) -> None:
    """However many samples, and up to a tenth off, the rate is the nearest one."""
    learner = pace()

    assert learner.feed(count, count / (rate_hz * (1.0 + error)))
    assert rate_hz == learner.rate_hz


@pytest.mark.parametrize("measured_hz", [1.0, 44.0, 56.0, 1000.0])
def test_what_is_near_no_rate_says_nothing(measured_hz: float) -> None:
    """It was a pause, or a lost packet: the rate stays as it was, known or not."""
    learner = pace()

    assert not learner.feed(36, 36 / measured_hz)
    assert [None, 50.0, 50.0] == [learner.rate_hz, *fed(learner, 50.0, measured_hz)]


def test_a_higher_rate_is_believed_at_once_a_lower_one_after_three_times() -> None:
    """Lost samples make it look slower, nothing makes it look faster."""
    assert [25.0, 100.0, 100.0, 100.0, 50.0] == fed(pace(), 25.0, 100.0, 50.0, 50.0, 50.0)


def test_the_three_times_must_be_in_a_row() -> None:
    """A measurement that agrees with the rate begins the count anew."""
    assert [50.0] * 7 == fed(pace(), 50.0, 25.0, 25.0, 50.0, 25.0, 25.0, 50.0)


def test_it_tells_whether_samples_are_missing() -> None:
    """True where the measurement agrees with the rate, False where it does not."""
    learner = pace()

    assert [True, True, False] == [learner.feed(36, 36 / hz) for hz in (50.0, 51.0, 25.0)]


@pytest.mark.parametrize(
    ("known_hz", "offered_hz", "expected_hz"),
    [
        (None, (52.0,), 52.0),
        (50.0, (52.0,), 52.0),
        (None, (26.0, 52.0), None),
        (50.0, (25.0, 50.0), 50.0),
        (50.0, (26.0, 52.0), None),
    ],
)
def test_what_is_offered_counts(
    known_hz: float | None, offered_hz: tuple[float, ...], expected_hz: float | None
) -> None:
    """The only rate is known at once; one that is not offered is forgotten."""
    learner = pace()
    if known_hz is not None:
        fed(learner, known_hz)
    learner.offer(offered_hz)

    assert expected_hz == learner.rate_hz
