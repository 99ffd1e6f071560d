"""Does the pain follow the sitting?  Days against days, with a refusal to claim from little data.

Ranks and not values, since pain from 0 to 10 is an order.  Days are not independent, so chance is judged by shifting
one series against the other in a circle, forward and backward in time: each keeps its own rhythm, and only what binds
them is broken.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr

Floats = NDArray[np.float64]

FEWEST_DAYS: Final = 35
"""Pairs of days below which nothing is said: five weeks.  With fewer there are too few shifts for any to be rare."""

LAGS: Final = (0, 1, 2)
"""Days from the sitting to the pain that are looked at."""

FOUND_P: Final = 0.05
"""After Holm's correction for the lags (doi:10.2307/4615733)."""


@dataclass(frozen=True, slots=True)
class Link:
    """How one day's sitting and a later day's pain go together.

    Attributes:
        lag: days between them.
        rho: rank correlation, -1 to 1.
        low, high: of its 95 % interval, by Fisher's transformation; as of so many days as would tell as much if
            they did not hang together.
        p: chance of as strong a link, two-sided, by circular shifts, corrected for the lags.
        days: pairs.
    """

    lag: int
    rho: float
    low: float
    high: float
    p: float
    days: int

    @property
    def is_found(self) -> bool:
        """Whether chance is a poor explanation, and the interval has no zero in it."""
        return self.p < FOUND_P and (self.low > 0.0 or self.high < 0.0)


@dataclass(frozen=True, slots=True)
class TooFewDays:
    """There is too little to say anything; `days` of the `needed` pairs are there."""

    days: int
    needed: int = FEWEST_DAYS


def daily_pain(diary: pd.DataFrame) -> "pd.Series[float]":
    """Median pain of each day that has an entry, by day."""
    return diary.groupby("day")["level"].median().astype(float)


def link_pain_to_sitting(sedentary_h: "pd.Series[float]", pain: "pd.Series[float]") -> list[Link] | TooFewDays:
    """Compare each day's sitting with the pain of that day and of those after it.

    Args:
        sedentary_h: hours by day, of days that were worn long enough.
        pain: 0 to 10, by day.

    Returns:
        One for each of `LAGS`; or that there is too little.
    """
    pairs = [_paired(sedentary_h, pain, lag) for lag in LAGS]
    fewest = min(len(sitting) for sitting, _ in pairs)
    if fewest < FEWEST_DAYS:
        return TooFewDays(fewest)
    found = [_link(lag, *pair) for lag, pair in zip(LAGS, pairs, strict=True)]
    return _corrected(found)


def _paired(sedentary_h: "pd.Series[float]", pain: "pd.Series[float]", lag: int) -> tuple[Floats, Floats]:
    later = {day + pd.Timedelta(days=lag): hours for day, hours in sedentary_h.dropna().items()}  # type: ignore[operator]
    days = sorted(set(later) & set(pain.dropna().index))
    sitting = np.array([later[day] for day in days], dtype=np.float64)
    return sitting, np.asarray(pain.loc[days], dtype=np.float64)


def _link(lag: int, sitting: Floats, pain: Floats) -> Link:
    n = len(sitting)
    if np.ptp(sitting) == 0.0 or np.ptp(pain) == 0.0:  # one that never changes goes with nothing
        return Link(lag, 0.0, -1.0, 1.0, 1.0, n)
    rho = float(spearmanr(sitting, pain).statistic)
    turned = [np.roll(sitting, by) for by in range(1, n)] + [np.roll(sitting[::-1], by) for by in range(n)]
    others = np.array([float(spearmanr(one, pain).statistic) for one in turned])
    p = float((1 + (np.abs(others) >= abs(rho)).sum()) / (1 + len(others)))
    spread = 1.96 / np.sqrt(max(1.0, _independent_days(sitting, pain) - 3.0))
    middle = np.arctanh(np.clip(rho, -0.999999, 0.999999))
    return Link(lag, rho, float(np.tanh(middle - spread)), float(np.tanh(middle + spread)), p, n)


def _independent_days(sitting: Floats, pain: Floats) -> float:
    """How many days that do not hang together would tell as much of a correlation, at most those that there are.

    Bartlett 1946 (doi:10.2307/2983611), with the memory of a day of each series, which fades by the same share from day
    to day; of few days it comes out too small, by `(1 + 4 r) / n` (Kendall 1954, doi:10.1093/biomet/41.3-4.403).
    """
    n = len(sitting)
    memories = []
    for series in (sitting, pain):
        off = rankdata(series) - (n + 1) / 2.0
        found = float(off[:-1] @ off[1:] / (off @ off))
        memories.append(min(0.99, max(0.0, found + (1.0 + 4.0 * found) / n)))
    shared = memories[0] * memories[1]
    return n * (1.0 - shared) / (1.0 + shared)


def _corrected(found: list[Link]) -> list[Link]:
    """Holm's step-down over the lags."""
    p = np.array([link.p for link in found])
    order = np.argsort(p, kind="stable")
    p[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return [replace(link, p=float(corrected)) for link, corrected in zip(found, p, strict=True)]
