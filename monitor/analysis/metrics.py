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

Floats = NDArray[np.float64]

FEWEST_BOUTS: Final = 5
"""Below so many bouts a measure of their distribution says nothing (product default)."""

LONG_S: Final = (1800.0, 3600.0)
"""Bouts from these lengths count as prolonged: the bins of activPAL's reports."""

VALID_DAY_S: Final = 10 * 3600.0
"""A day counts with at least so much wear in waking hours: 10 h (doi:10.1249/mss.0b013e31815a51b3)."""

ENOUGH_DAYS: Final = 4
"""A person counts with at least so many days that do, as most studies ask (doi:10.1007/s40279-017-0716-0)."""

RESAMPLES: Final = 2000


def _lengths(lengths_s: ArrayLike) -> Floats:
    lengths = np.asarray(lengths_s, dtype=np.float64)
    if lengths.ndim != 1 or not np.isfinite(lengths).all() or (lengths <= 0.0).any():
        raise ValueError("lengths of bouts are one row of seconds, each above zero")
    return lengths


def usual_bout_s(lengths_s: ArrayLike) -> float:
    """W50, the usual bout duration: half of all sedentary time is in bouts shorter than this.

    Found in the data itself: the time-weighted median, between two bouts by their shares of the time.

    Source: Chastin and Granat 2010, doi:10.1016/j.gaitpost.2009.09.002; there fitted by a curve, here without one.

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


def transition_probability(lengths_s: ArrayLike, step_s: float = 60.0) -> float:
    """The chance that sitting ends within the next step: the reciprocal of the mean bout.

    Source: Di et al. 2017, doi:10.1101/182337.

    Args:
        lengths_s: of the bouts.
        step_s: per minute by default.

    Returns:
        Per step; NaN without a bout.
    """
    return step_s / mean_bout_s(lengths_s)


def average_hazard(lengths_s: ArrayLike) -> float:
    """The hazard of ending, averaged over the lengths at which bouts ended.

    At each length, the bouts that end there over those that have lasted so long.

    Source: Di et al. 2017, doi:10.1101/182337.

    Returns:
        0 to 1; NaN below `FEWEST_BOUTS`.
    """
    lengths = _lengths(lengths_s)
    if len(lengths) < FEWEST_BOUTS:
        return float("nan")
    _, counts = np.unique(lengths, return_counts=True)
    lasting = len(lengths) - np.concatenate([[0], np.cumsum(counts)[:-1]])
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
    "transition_per_min": transition_probability,
    "average_hazard": average_hazard,
}
"""The measures of the distribution of bouts, by the column that they fill."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over days.

    Attributes:
        value: the mean; NaN without a day.
        low, high: of the 95 % interval, by bootstrap over days; NaN below three days.
        days: how many there were.
    """

    value: float
    low: float
    high: float
    days: int


def mean_over_days(values: ArrayLike, seed: int = 1, resamples: int = RESAMPLES) -> Estimate:
    """The mean of a daily number with its 95 % interval, resampling whole days.

    Days are what varies, and seconds of one day are not independent; so days are drawn.  Percentile bootstrap
    (Efron 1979, doi:10.1214/aos/1176344552); seeded, so that the same days give the same interval.

    Args:
        values: one a day; NaN for days on which it is not known, which are left out.
        seed: of the draw.
        resamples: how often it is drawn.
    """
    days = np.asarray(values, dtype=np.float64)
    days = days[~np.isnan(days)]
    if not len(days):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    if len(days) < 3:
        return Estimate(float(days.mean()), float("nan"), float("nan"), len(days))
    drawn = np.random.default_rng(seed).choice(days, (resamples, len(days))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(float(days.mean()), float(low), float(high), len(days))
