"""How sitting is spread over a day: the field's measures of sedentary bouts, each with its source.

Every function takes the lengths of sedentary bouts in seconds, shape (n,), as a minimum-event rule made them: ours is
10 s (`monitor.posture.bouts.MINIMUM_EVENT_S`), and numbers from another rule are not comparable.  Where too few bouts
are there for a measure to mean anything it is NaN.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]

FEWEST_BOUTS: Final = 5
"""Below so many bouts a measure of their distribution says nothing (product default)."""

LONG_S: Final = (1800.0, 3600.0)
"""Bouts from these lengths count as prolonged: the bins of activPAL's reports."""

VALID_DAY_S: Final = 10 * 3600.0
"""A day counts with at least so much wear in waking hours: 10 h (doi:10.1249/mss.0b013e31815a51b3)."""

ENOUGH_DAYS: Final = 4
"""A person counts with at least so many days that do, as most studies ask (doi:10.1007/s40279-017-0716-0)."""


def _lengths(lengths_s: ArrayLike) -> Floats:
    lengths = np.asarray(lengths_s, dtype=np.float64)
    if lengths.ndim != 1 or not np.isfinite(lengths).all() or (lengths <= 0.0).any():
        raise ValueError("lengths of bouts are one row of seconds, each above zero")
    return lengths


def usual_bout_s(lengths_s: ArrayLike) -> float:
    """W50 by the time-weighted median: about half of all sedentary time is in bouts shorter than this.

    Found in the data itself, between two bouts by their shares of the time.  The usual bout duration of Chastin and
    Granat 2010 (doi:10.1016/j.gaitpost.2009.09.002) is read off a fitted curve, and on the same days is shorter.

    Returns:
        Seconds; NaN below `FEWEST_BOUTS`.
    """
    lengths = np.sort(_lengths(lengths_s))
    if len(lengths) < FEWEST_BOUTS:
        return float("nan")
    share = (np.cumsum(lengths) - lengths / 2.0) / lengths.sum()
    return float(np.interp(0.5, share, lengths))


def mean_bout_s(lengths_s: ArrayLike) -> float:
    """Mean length in seconds; NaN without a bout."""
    lengths = _lengths(lengths_s)
    return float(lengths.mean()) if len(lengths) else float("nan")


def weighted_mean_bout_s(lengths_s: ArrayLike) -> float:
    """Mean length of the bout that a sedentary second lies in: the mean weighted by time; NaN without a bout."""
    lengths = _lengths(lengths_s)
    return float((lengths**2).sum() / lengths.sum()) if len(lengths) else float("nan")


def power_law_alpha(lengths_s: ArrayLike) -> float:
    """The exponent of the bouts' lengths: larger is more broken up.

    Maximum likelihood for lengths in whole seconds, as ours are: `1 + n / sum(ln(x / (min - 1/2)))`; in other steps it
    would be another number.

    Source: Chastin and Granat 2010, doi:10.1016/j.gaitpost.2009.09.002; Clauset 2009, doi:10.1137/070710111.

    Returns:
        No unit, above 1; NaN below `FEWEST_BOUTS` or if all are equal to the shortest possible.
    """
    seconds = _lengths(lengths_s)
    if len(seconds) < FEWEST_BOUTS:
        return float("nan")
    spread = np.log(seconds / (seconds.min() - 0.5)).sum()
    return float(1.0 + len(seconds) / spread) if spread > 0.0 else float("nan")


def gini(lengths_s: ArrayLike) -> float:
    """Inequality of the lengths: 0 if all are equal, near 1 if few long ones hold nearly all the time.

    With the correction for few bouts, n / (n - 1).

    Source: Di et al. 2017, doi:10.1101/182337.

    Returns:
        0 to 1; NaN below `FEWEST_BOUTS`.
    """
    lengths = np.sort(_lengths(lengths_s))
    n = len(lengths)
    if n < FEWEST_BOUTS:
        return float("nan")
    raw = (n + 1 - 2.0 * np.cumsum(lengths).sum() / lengths.sum()) / n
    return float(min(raw * n / (n - 1), 1.0))


def in_minutes(lengths_s: ArrayLike) -> Floats:
    """Bring lengths to whole minutes, at least one: the unit in which Di 2017 measured bouts."""
    return np.maximum(1.0, np.round(_lengths(lengths_s) / 60.0))


def transition_per_min(lengths_s: ArrayLike) -> float:
    """The chance that sitting ends within the next minute: the reciprocal of the mean bout in whole minutes.

    Source: Di et al. 2017, doi:10.1101/182337.

    Returns:
        0 to 1; NaN without a bout.
    """
    minutes = in_minutes(lengths_s)
    return float(1.0 / minutes.mean()) if len(minutes) else float("nan")


def average_hazard(lengths_s: ArrayLike) -> float:
    """The hazard of ending, averaged over the lengths in whole minutes at which bouts ended.

    At each length, the bouts that end there over those that have lasted so long.  In seconds no two bouts are alike,
    and it would tell no more than how many there are.

    Source: Di et al. 2017, doi:10.1101/182337.

    Returns:
        0 to 1; NaN below `FEWEST_BOUTS`.
    """
    minutes = in_minutes(lengths_s)
    if len(minutes) < FEWEST_BOUTS:
        return float("nan")
    _, counts = np.unique(minutes, return_counts=True)
    lasting = len(minutes) - np.concatenate([[0], np.cumsum(counts)[:-1]])
    return float((counts / lasting).mean())


def breaks_per_hour(breaks: int, sedentary_s: float) -> float:
    """Breaks per sedentary hour; NaN without sitting.

    A break is a sedentary bout that ended in an upright one: what ended in a gap or in non-wear is none.

    Source: Healy et al. 2008, doi:10.2337/dc07-2046, where it is the number of breaks; per hour as activPAL reports it.
    """
    return breaks * 3600.0 / sedentary_s if sedentary_s > 0.0 else float("nan")


def prolonged(lengths_s: ArrayLike, from_s: float) -> tuple[int, float]:
    """Number and time in seconds of the bouts of at least this length."""
    lengths = _lengths(lengths_s)
    long_s = lengths[lengths >= from_s]
    return len(long_s), float(long_s.sum())


MEASURES: Final[dict[str, Callable[[ArrayLike], float]]] = {
    "mean_bout_s": mean_bout_s,
    "weighted_mean_bout_s": weighted_mean_bout_s,
    "usual_bout_s": usual_bout_s,
    "power_law_alpha": power_law_alpha,
    "gini": gini,
    "transition_per_min": transition_per_min,
    "average_hazard": average_hazard,
}
"""The measures of the distribution of bouts, by the column that they fill."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over days.

    Attributes:
        value: the mean; NaN without a day.
        low, high: of the 95 % interval, by Student's t over days; NaN below three days.
        days: how many there were.
    """

    value: float
    low: float
    high: float
    days: int


def mean_over_days(values: ArrayLike) -> Estimate:
    """The mean of a daily number with its 95 % interval.

    Days are what varies, and seconds of one day are not independent; so days are counted.  Student's t, which holds for
    a week as well (Student 1908, doi:10.2307/2331554); drawing so few days anew would make it a third too narrow.

    Args:
        values: one a day; NaN for days on which it is not known, which are left out.
    """
    days = np.asarray(values, dtype=np.float64)
    days = days[~np.isnan(days)]
    if not len(days):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    mean = float(days.mean())
    if len(days) < 3:
        return Estimate(mean, float("nan"), float("nan"), len(days))
    reach = float(stats.t.ppf(0.975, len(days) - 1) * days.std(ddof=1) / np.sqrt(len(days)))
    return Estimate(mean, mean - reach, mean + reach, len(days))
