"""The measures of sedentary bouts: against scikit-digital-health, against cases by hand, and what never may happen."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skdh.utility import fragmentation_endpoints as oracle

from monitor.analysis.metrics import (
    FEWEST_BOUTS,
    MEASURES,
    average_hazard,
    breaks_per_hour,
    gini,
    in_minutes,
    mean_bout_s,
    mean_over_days,
    power_law_alpha,
    prolonged,
    transition_per_min,
    usual_bout_s,
    weighted_mean_bout_s,
)
from monitor.analysis.person_days import wear_of_people

lengths = st.lists(st.integers(10, 20_000), min_size=FEWEST_BOUTS, max_size=200)


@given(lengths)
def test_they_equal_scikit_digital_health(lengths_s: list[int]) -> None:
    """Where it has them, to 1e-9; its unit is the sample: a second here, and a minute as in the paper."""
    given_, minutes = {"lengths": np.array(lengths_s)}, {"lengths": in_minutes(lengths_s)}
    pairs = [
        (gini(lengths_s), oracle.gini_index(**given_)),
        (average_hazard(lengths_s), oracle.average_hazard(**minutes)),
        (power_law_alpha(lengths_s), oracle.state_power_law_distribution(**given_)),
        (transition_per_min(lengths_s), oracle.state_transition_probability(**minutes)),
        (mean_bout_s(lengths_s), oracle.average_duration(**given_)),
    ]

    for ours, theirs in pairs:
        assert theirs == pytest.approx(ours, abs=1e-9, rel=1e-9)


def test_a_day_worked_out_by_hand() -> None:
    """Bouts of 10, 20, 30, 60 and 120 min: every number as it comes on paper."""
    bouts = [600.0, 1200.0, 1800.0, 3600.0, 7200.0]

    assert 2880.0 == mean_bout_s(bouts)
    assert 1 / 48 == pytest.approx(transition_per_min(bouts))
    assert (600**2 + 1200**2 + 1800**2 + 3600**2 + 7200**2) / 14400 == pytest.approx(weighted_mean_bout_s(bouts))
    assert (3, 12600.0) == prolonged(bouts, 1800.0)
    assert (2, 10800.0) == prolonged(bouts, 3600.0)
    # at 10 min 1 of 5 ends, then 1 of 4, 1 of 3, 1 of 2, 1 of 1
    assert (1 / 5 + 1 / 4 + 1 / 3 + 1 / 2 + 1) / 5 == pytest.approx(average_hazard(bouts))
    # mean absolute difference over twice the mean, corrected by n / (n - 1)
    differences = sum(abs(a - b) for a in bouts for b in bouts) / 25
    assert differences / (2 * 2880.0) * 5 / 4 == pytest.approx(gini(bouts))
    # half of the 240 min lies at the middle of the longest bout's share, between 60 and 120 min
    shares = [(done - length / 2) / 14400 for done, length in zip(np.cumsum(bouts), bouts, strict=True)]
    expected = 3600 + 3600 * (0.5 - shares[3]) / (shares[4] - shares[3])
    assert expected == pytest.approx(usual_bout_s(bouts))


def test_equal_bouts_are_equal() -> None:
    """Ten bouts of half an hour: no inequality, and every measure of length says half an hour."""
    bouts = [1800.0] * 10

    assert 0.0 == pytest.approx(gini(bouts), abs=1e-12)
    assert [1800.0] * 3 == pytest.approx([usual_bout_s(bouts), mean_bout_s(bouts), weighted_mean_bout_s(bouts)])
    assert 1.0 == average_hazard(bouts)


def test_bouts_that_end_by_the_clock_are_told_from_those_that_end_at_random() -> None:
    """The hazard is no mere count of bouts: it more than doubles where all last about as long."""
    rng = np.random.default_rng(1)
    random = np.mean([average_hazard(np.round(rng.exponential(1200.0, 20) + 10.0)) for _ in range(200)])
    clockwork = np.mean([average_hazard(np.round(rng.normal(1200.0, 60.0, 20))) for _ in range(200)])

    assert clockwork > 1.5 * random


def test_the_exponent_is_recovered() -> None:
    """10 000 bouts drawn from a power law of 1.8 give it back to a few hundredths."""
    drawn = np.floor(10.0 * np.random.default_rng(3).uniform(size=10_000) ** (-1 / 0.8))

    assert 1.8 == pytest.approx(power_law_alpha(drawn), abs=0.05)


@given(lengths)
def test_bounds(lengths_s: list[int]) -> None:
    """Whatever the bouts: shares are shares, and lengths lie among the lengths."""
    shortest, longest = min(lengths_s), max(lengths_s)

    assert 0.0 <= gini(lengths_s) <= 1.0
    assert 0.0 < average_hazard(lengths_s) <= 1.0
    assert 0.0 < transition_per_min(lengths_s) <= 1.0
    assert power_law_alpha(lengths_s) > 1.0
    for length in (usual_bout_s, mean_bout_s, weighted_mean_bout_s):
        assert shortest - 1e-6 <= length(lengths_s) <= longest + 1e-6
    assert mean_bout_s(lengths_s) <= weighted_mean_bout_s(lengths_s) + 1e-6


@given(lengths)
def test_longer_sitting_is_longer(lengths_s: list[int]) -> None:
    """Twice as long bouts: usual and mean bouts double, inequality stays."""
    doubled = [2 * length for length in lengths_s]

    assert 2 * usual_bout_s(lengths_s) == pytest.approx(usual_bout_s(doubled))
    assert gini(lengths_s) == pytest.approx(gini(doubled))


@pytest.mark.parametrize("name", MEASURES)
def test_without_bouts_nothing_is_claimed(name: str) -> None:
    """NaN, and not zero: nobody sat, or too seldom to tell."""
    assert math.isnan(MEASURES[name]([]))


@pytest.mark.parametrize("measure", [usual_bout_s, gini, average_hazard, power_law_alpha])
def test_four_bouts_are_too_few_for_a_distribution(measure: object) -> None:
    """They say nothing of how bouts are spread."""
    assert callable(measure)
    assert math.isnan(measure([600.0] * 4))


@pytest.mark.parametrize("wrong", [[0.0, 60.0], [-1.0], [float("nan")], [[60.0]], [float("inf")]])
def test_what_is_no_length_is_refused(wrong: object) -> None:
    """In one line."""
    with pytest.raises(ValueError, match="lengths of bouts are one row of seconds, each above zero"):
        gini(wrong)  # type: ignore[arg-type]


def test_breaks_per_hour_of_sitting() -> None:
    """Not per hour of the clock."""
    assert 3.0 == breaks_per_hour(24, 8 * 3600.0)
    assert math.isnan(breaks_per_hour(0, 0.0))


def test_ten_hours_make_a_day() -> None:
    """Less does not stand for it."""
    worn = pd.DataFrame({"person": ["short", "long"], "day": "2026-03-02", "worn_s": [9.9 * 3600, 10.0 * 3600]})
    assert [("long", 1), ("short", 0)] == wear_of_people(worn)[["person", "valid_days"]].apply(tuple, axis=1).tolist()


def test_the_interval_over_days() -> None:
    """The same days give the same interval, which holds their mean; without days nothing is claimed."""
    week = [8.0, 9.0, 7.5, 10.0, 8.5, 6.0, float("nan")]
    estimate = mean_over_days(week)

    assert estimate == mean_over_days(week)
    assert (6, 49 / 6) == (estimate.days, pytest.approx(estimate.value))
    assert estimate.low < estimate.value < estimate.high
    assert (True, 0) == (math.isnan(mean_over_days([]).value), mean_over_days([float("nan")]).days)
    assert math.isnan(mean_over_days([8.0, 9.0]).low)


@pytest.mark.parametrize("days", [3, 5, 7, 14])
def test_the_interval_covers_what_is_true(days: int) -> None:
    """Of 1 000 people with so many days each, the interval holds the true mean in about 95 of 100."""
    rng = np.random.default_rng(5)
    found = [mean_over_days(rng.normal(8.0, 1.5, days)) for _ in range(1000)]
    held = sum(one.low <= 8.0 <= one.high for one in found)

    assert 0.93 <= held / 1000 <= 0.97
