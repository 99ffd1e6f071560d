"""Whether pain is less, or worse: a line through some weeks, how far to trust it, and what of its change is felt.

Days of pain hang together: a bad week is no trend.  So the change of a line has a doubt, from how much this person's
days scatter and how long a bad spell lasts, both estimated from the diary itself.  The evidence is weighed for
improving against flat, and for flat against improving.  Each is a likelihood ratio: what is true is denied with a
chance of at most `ERROR`, however often one looks (Robbins 1970, doi 10.1214/aoms/1177696786), as far as noise and
model are estimated well.  `python -m validation.pain` measures how far that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from math import exp, log, sqrt
from statistics import fmean, median
from typing import Final

SLIGHTLY_POINTS, SLIGHTLY_SHARE = 1.0, 0.15
"""A fall of a point or of 15 % is felt as slightly better (Salaffi 2004, doi 10.1016/j.ejpain.2003.09.004).  Less than
that is flat."""

CLEARLY_POINTS: Final = 2.0
"""A change of two points is clinically important (Farrar 2001, doi 10.1016/S0304-3959(01)00349-9)."""

LEAST_POINTS: Final = 0.5
"""A smaller change is none, whatever its share: at low levels 15 % is within the noise (product default)."""

ERROR: Final = 0.1
"""The budget of each statement: of so many at most it is ever said though it is not true (product default)."""

SEEMS: Final = 4.0
"""Odds from which pain seems flat, or to fall (product default; docs/coach.md has what others would cost)."""

HOPED_A_WEEK: Final = 0.25
"""Pain that falls by a point in four weeks improves (product default: what Salaffi calls slight, in a month)."""

FASTER: Final = (1.0, 2.0, 4.0)
"""So many times as fast it may fall as well."""

USUAL_SD: Final = 1.5
"""Of daily pain around its course, in points, before a diary has told (product default)."""

APART_DAYS: Final = 7

_MEMORIES: Final = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
"""How much of today's deviation may be left tomorrow; each as likely before a diary has told."""

_PRIOR_DAYS, _PRIOR_SD = 1, 1.0
"""So many days with such a scatter, in points, weigh beside those of the diary (product default)."""

_ROUNDING: Final = 1.0 / 12.0
"""The variance that whole numbers bring; it has no memory."""

_FAR: Final = 3.0
"""A deviation counts as at most so many times the middle one: a bad evening is not the scatter of all others."""


@dataclass(frozen=True, slots=True)
class PainLine:
    """The straight line through the daily medians of some time.

    Attributes:
        start, end: its levels on the first and the last day.
        days: of the whole time.
        doubt: standard error of its change from start to end, in points.
    """

    start: float
    end: float
    days: int = 28
    doubt: float = 0.0

    @property
    def rise(self) -> float:
        """How much higher it ends, in points; below zero where it falls."""
        return self.end - self.start

    @property
    def fell(self) -> bool:
        """Whether it fell by as much as is felt; the noise may have done it."""
        return -self.rise >= max(LEAST_POINTS, min(SLIGHTLY_POINTS, SLIGHTLY_SHARE * self.start))

    @property
    def is_less(self) -> bool:
        """Whether it is shown that the pain falls: one that stays flat is called so with a chance of `ERROR`, ever."""
        return self.fell and self._odds([-HOPED_A_WEEK * faster for faster in FASTER], 0.0) >= 1.0 / ERROR

    @property
    def is_not_less(self) -> bool:
        """Whether it is shown that it does not: one that improves is called so with a chance of `ERROR`, ever."""
        return self._odds([0.0, HOPED_A_WEEK], -HOPED_A_WEEK) >= 1.0 / ERROR

    @property
    def is_more(self) -> bool:
        """Whether it is shown that it rises: one that stays flat is called so with a chance of `ERROR`, ever."""
        return self._odds([HOPED_A_WEEK * faster for faster in FASTER], 0.0) >= 1.0 / ERROR

    @property
    def seems_less(self) -> bool:
        """Whether improving is the likelier; less surely than for *less*, since it decides about load, not words."""
        return self.fell and self._odds([-HOPED_A_WEEK], 0.0) >= SEEMS

    @property
    def seems_flat(self) -> bool:
        """Whether flat is the likelier; less surely than for *not less*, since it decides about care, not words."""
        return self._odds([0.0], -HOPED_A_WEEK) >= SEEMS

    def _odds(self, ones: Sequence[float], other: float) -> float:
        """How much likelier the change is under some courses, in points a week, than under another."""
        weeks, doubt = self.days / 7.0, max(self.doubt, 0.01)

        def misfit(a_week: float) -> float:
            return ((self.rise - a_week * weeks) / doubt) ** 2 / 2.0

        return fmean(exp(max(-700.0, min(700.0, misfit(other) - misfit(one)))) for one in ones)


@lru_cache(maxsize=128)
def fit_line(levels: tuple[tuple[int, float], ...], days: int) -> PainLine:
    """The line of the middle slope between two days, after Theil and Sen (doi 10.1080/01621459.1968.10480934).

    Not their median, which sticks to zero when most levels are one of two whole numbers, but the mean of the middle
    half; and only of days a week apart, since neighbours say little.  An eighth of all days may be anything without
    much harm.

    Kept for the weeks of two years, which are asked for again whenever somebody looks.

    Args:
        levels: day, from 0, and level, in order; at least two of the days a week apart.
        days: of the whole time.
    """
    pairs = [(one, other) for one, other in combinations(levels, 2) if other[0] - one[0] >= APART_DAYS]
    slope = middle_mean([(later - level) / (after - day) for (day, level), (after, later) in pairs])
    start = middle_mean([level - slope * day for day, level in levels])
    off = [(day, level - start - slope * day) for day, level in levels]
    doubt = _doubt_of_slope(off) * (days - 1)
    return PainLine(max(0.0, start), max(0.0, start + slope * (days - 1)), days, doubt)


def middle_mean(values: Sequence[float]) -> float:
    """The mean of the middle half."""
    outside = len(values) // 4
    return fmean(sorted(values)[outside : len(values) - outside])


def spread(levels: Sequence[float], weight: int = 8) -> float:
    """How far days lie from the middle one, in points; the usual scatter weighs as much as so many of them."""
    middle = median(levels)
    squares = weight * USUAL_SD**2 + sum((level - middle) ** 2 for level in levels)
    return sqrt(squares / (weight + len(levels) - 1))


def _doubt_of_slope(off: Sequence[tuple[int, float]]) -> float:
    """The standard error of a slope, in points a day, from deviations whose memory fades from day to day.

    The memory is not known: each is weighed by how well it explains the deviations (restricted likelihood of an
    autoregressive process of days of which some are missing).
    """
    far = _FAR * max(LEAST_POINTS, 1.4826 * median(abs(level) for _, level in off))
    tame = [(day, max(-far, min(far, level))) for day, level in off]
    fits = [_fit(tame, memory) for memory in _MEMORIES]
    best, rounding = max(fit for fit, _, _ in fits), _ROUNDING * fits[0][2]
    weights = [exp(fit - best) for fit, _, _ in fits]
    variances = [rounding + max(0.0, scatter - _ROUNDING) * share for _, scatter, share in fits]
    return sqrt(sum(weight * variance for weight, variance in zip(weights, variances, strict=True)) / sum(weights))


def _fit(off: Sequence[tuple[int, float]], memory: float) -> tuple[float, float, float]:
    """How well a memory explains deviations, as a log-likelihood; their variance, and how much of it a slope has."""
    first, level = off[0]
    rows = [(1.0, float(first), level, 1.0)]  # one, day and level as news since the entry before; variance of the news
    for (day, level), (after, later) in pairwise(off):
        kept = memory ** (after - day)
        rows.append((1.0 - kept, after - kept * day, later - kept * level, 1.0 - kept**2))

    def total(one: int, other: int) -> float:
        return sum(row[one] * row[other] / row[3] for row in rows)

    ones, days, mixed = total(0, 0), total(1, 1), total(0, 1)
    size = ones * days - mixed**2
    slope = (ones * total(1, 2) - mixed * total(0, 2)) / size
    start = (days * total(0, 2) - mixed * total(1, 2)) / size
    rest = max(0.0, total(2, 2) - start * total(0, 2) - slope * total(1, 2))
    squares, free = _PRIOR_DAYS * _PRIOR_SD**2 + rest, _PRIOR_DAYS + len(off) - 2
    fit = -(sum(log(row[3]) for row in rows) + log(size) + free * log(squares)) / 2.0
    return fit, squares / free, ones / size
