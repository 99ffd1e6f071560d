"""Pain against sitting: what was planted is found, noise is not, and little data is refused."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from monitor.analysis.pain_and_sitting import FEWEST_DAYS, TooFewDays, daily_pain, link_pain_to_sitting

DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(90)]


def lived(seed: int, effect: float, lag: int = 1, days: int = 90) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Sitting and pain of a person whose pain follows the sitting by so many points an hour."""
    rng = np.random.default_rng(seed)
    sitting = np.zeros(days)
    for day in range(days):  # today resembles yesterday, as lives do
        sitting[day] = 7.0 + 0.4 * (sitting[day - 1] - 7.0 if day else 0.0) + rng.normal(0.0, 1.2)
    pain = 4.0 + effect * (np.roll(sitting, lag) - 7.0) + rng.normal(0.0, 1.0, days)
    return pd.Series(sitting, DAYS[:days]), pd.Series(np.clip(pain.round(), 0, 10), DAYS[:days])


def test_what_was_planted_is_found_at_its_lag() -> None:
    """A point an hour, a day later: found in nearly everybody, and strongest at one day."""
    found = strongest = 0
    for seed in range(20):
        links = link_pain_to_sitting(*lived(seed, 1.0))
        assert isinstance(links, list)
        found += links[1].is_found
        strongest += links[1].rho == max(link.rho for link in links)

    assert found >= 18
    assert strongest >= 18


def test_noise_is_not_found() -> None:
    """Of 40 people whose pain follows nothing, hardly one is told that it follows the sitting, at any lag."""
    told = 0
    for seed in range(40):
        links = link_pain_to_sitting(*lived(100 + seed, 0.0))
        assert isinstance(links, list)
        told += any(link.is_found for link in links)

    assert told <= 4


@pytest.mark.parametrize("days", [0, 5, FEWEST_DAYS])
def test_little_data_is_refused(days: int) -> None:
    """Below five weeks of pairs, at the longest lag too, nothing is claimed."""
    sitting, pain = lived(1, 1.0, days=90)

    refused = link_pain_to_sitting(sitting.iloc[:days], pain.iloc[:days])
    assert isinstance(refused, TooFewDays)
    assert refused.days < refused.needed == FEWEST_DAYS


def test_what_never_changes_goes_with_nothing() -> None:
    """The same pain each day, or the same sitting."""
    sitting, pain = lived(2, 1.0)
    for links in (link_pain_to_sitting(sitting, pain * 0 + 4), link_pain_to_sitting(sitting * 0 + 7, pain)):
        assert isinstance(links, list)
        assert not any(link.is_found for link in links)


def test_days_without_wear_or_entry_are_left_out() -> None:
    """They are not known, and not zero."""
    sitting, pain = lived(3, 1.0)
    sitting.iloc[::5] = float("nan")
    links = link_pain_to_sitting(sitting, pain.drop(pain.index[::7]))

    assert isinstance(links, list)
    assert links[0].days == sum(number % 5 != 0 and number % 7 != 0 for number in range(90))


def test_the_day_is_its_median() -> None:
    """Three entries of a day are one number."""
    diary = pd.DataFrame({"day": [DAYS[0]] * 3 + [DAYS[1]], "level": [2, 9, 4, 5]})

    assert [4.0, 5.0] == list(daily_pain(diary))
