"""Swings of a curve: how often it went up and came down again by a least amount, whatever it did meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class Zigzag:
    """Finds rises and falls as they happen; feed values in order of time.

    Attributes:
        least: a smaller rise or fall is none, in the unit of the values.
    """

    least: float
    _low: float = float("inf")
    _high: float = float("-inf")
    _rising: bool | None = None

    def feed(self, value: float) -> int:
        """1 if with this value a rise from the last low is noticed, -1 for a fall from the last high, else 0."""
        self._low, self._high = min(self._low, value), max(self._high, value)
        if self._rising is not True and value - self._low >= self.least:
            self._rising, self._high = True, value
            return 1
        if self._rising is not False and self._high - value >= self.least:
            self._rising, self._low = False, value
            return -1
        return 0


def count_swings(values: Iterable[float], least: float) -> int:
    """How many rises and falls of at least `least` follow each other."""
    zigzag = Zigzag(least)
    return sum(abs(zigzag.feed(value)) for value in values)
