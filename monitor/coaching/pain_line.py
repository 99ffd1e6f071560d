"""Whether pain is less: a line through the levels of some weeks, and what change of it is felt."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Final

SLIGHTLY_POINTS, SLIGHTLY_SHARE = 1.0, 0.15
"""A fall of a point or of 15 % is felt as slightly better (Salaffi 2004, doi 10.1016/j.ejpain.2003.09.004).  Less than
that is flat; that a rise is judged alike is a product default."""

CLEARLY_POINTS, CLEARLY_SHARE = 2.0, 0.3
"""A fall of two points or of 30 % is clinically important (Farrar 2001, doi 10.1016/S0304-3959(01)00349-9)."""

LEAST_POINTS: Final = 0.5
"""A smaller change is none, whatever its share: at low levels 15 % is within the noise (product default)."""


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
        """Whether it rose by what would be felt as slightly worse."""
        return self.end - self.start >= max(LEAST_POINTS, min(SLIGHTLY_POINTS, SLIGHTLY_SHARE * self.start))


def fit_line(levels: Sequence[tuple[int, float]], days: int) -> PainLine:
    """Theil's and Sen's line: the median of all slopes between two days.

    Args:
        levels: day, from 0, and level; of at least two days.
        days: of the whole time.
    """
    slope = median((later - level) / (after - day) for (day, level), (after, later) in combinations(levels, 2))
    start = median(level - slope * day for day, level in levels)
    return PainLine(max(0.0, start), max(0.0, start + slope * (days - 1)))
