"""Whether pain is less: a line through the levels of some weeks, and what change of it is felt."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean
from typing import Final

SLIGHTLY_POINTS, SLIGHTLY_SHARE = 1.0, 0.15
"""A fall of a point or of 15 % is felt as slightly better (Salaffi 2004, doi 10.1016/j.ejpain.2003.09.004).  Less than
that is flat."""

CLEARLY_POINTS, CLEARLY_SHARE = 2.0, 0.3
"""A fall of two points or of 30 % is clinically important (Farrar 2001, doi 10.1016/S0304-3959(01)00349-9)."""

LEAST_POINTS: Final = 0.5
"""A smaller change is none, whatever its share: at low levels 15 % is within the noise (product default)."""

APART_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class PainLine:
    """The straight line through the daily medians of some time.

    Attributes:
        start, end: its levels on the first and the last day.
    """

    start: float
    end: float

    def fell(self, points: float, share: float, *, since: float | None = None) -> bool:
        """Whether it fell by so many points or such a share; from another level, if one is given."""
        start = self.start if since is None else since
        return start - self.end >= max(LEAST_POINTS, min(points, share * start))

    @property
    def rose(self) -> bool:
        """Whether it rose by as much as a fall must be to be clinically important (product default)."""
        return self.end - self.start >= max(LEAST_POINTS, min(CLEARLY_POINTS, CLEARLY_SHARE * self.start))


def fit_line(levels: Sequence[tuple[int, float]], days: int) -> PainLine:
    """The line of the middle slope between two days, after Theil and Sen (doi 10.1080/01621459.1968.10480934).

    Not their median, which sticks to zero when most levels are one of two whole numbers, but the mean of the middle
    half; and only of days a week apart, since neighbours say little.  An eighth of all days may be anything without
    much harm.

    Args:
        levels: day, from 0, and level, in order; at least two of the days a week apart.
        days: of the whole time.
    """
    pairs = [(one, other) for one, other in combinations(levels, 2) if other[0] - one[0] >= APART_DAYS]
    slope = middle_mean([(later - level) / (after - day) for (day, level), (after, later) in pairs])
    start = middle_mean([level - slope * day for day, level in levels])
    return PainLine(max(0.0, start), max(0.0, start + slope * (days - 1)))


def middle_mean(values: Sequence[float]) -> float:
    """The mean of the middle half."""
    outside = len(values) // 4
    return fmean(sorted(values)[outside : len(values) - outside])
