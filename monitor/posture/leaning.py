"""How far a site leans from where it points while its body walks, and how still it is, over the last seconds.

Gravity's direction while walking is a reference that every site has: an arm hangs, a phone in the pocket and a pelvis
stand upright.  It needs no pose and no rotation changes it.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats, directions
from monitor.posture.runs import Flags, run_length

WINDOW_S = 8
"""Seconds of walking without a stop before any of it is believed (product default); as on the thigh."""

WINDOWS = 4
"""Believed seconds before the reference counts as known (product default)."""

MEMORY_S = 300
"""The reference is made of so many seconds of walking, the latest ones: enough steps hold it steady, and a
phone that was put back otherwise is learned within minutes (60, 300 and 600 tried on people, flat from 300)."""

_Integers = NDArray[np.int64]
_PARTS = 1e6
"""What is added up over seconds is rounded to millionths first: integers add up the same however the input is cut."""


@dataclass(frozen=True, slots=True)
class Gait:
    """What a second of walking looks like at a site.

    Attributes:
        least_sd_g: least SD of each second.
        spread_deg: most circular spread of the seconds' directions within `WINDOW_S`.
        calm: power of 1 / SD in a second's weight: where running holds the site otherwise than walking, as an arm is
            bent, walking outweighs it.
        either_way_up: the reference is a line: a phone is put into a pocket either way up.
    """

    least_sd_g: float
    spread_deg: float
    calm: float = 0.0
    either_way_up: bool = False


@dataclass(slots=True)
class ReferenceLearner:
    """Learns, causally, where gravity points while the body walks; feed epochs in order of time.

    Attributes:
        gait: what walking looks like at the site.
    """

    gait: Gait
    _tail: "Trailing" = field(default_factory=lambda: Trailing(WINDOW_S))
    _strides: int = 0
    _first: _Integers | None = None
    _sums: _Integers = field(default_factory=lambda: np.zeros((1, 3), dtype=np.int64))
    _walked: int = 0
    _end_s: float = float("-inf")

    def feed(self, block: EpochBlock) -> tuple[Floats, Flags]:
        """The direction as known at the end of each epoch, shape (n, 3), and whether it is known, shape (n,)."""
        ups, sd_g = directions(block.features.mean_g), block.features.sd_g
        if block.start_s != self._end_s:
            self._strides = 0  # a walk does not go on across a gap
            self._tail.forget()
        self._end_s = block.end_s
        strides = run_length(np.concatenate([np.ones(self._strides, dtype=bool), sd_g > self.gait.least_sd_g]))
        strides = strides[self._strides :]
        self._strides = min(int(strides[-1]), WINDOW_S)
        window = self._tail.means(whole(ups))
        agree = np.sqrt((window * window).sum(axis=1)) > np.cos(np.radians(self.gait.spread_deg))
        walks = np.flatnonzero(agree & (strides >= WINDOW_S))
        weights = sd_g[walks] ** -self.gait.calm
        return self._learn(whole(directions(window[walks]) * weights[:, None]), walks, len(block))

    def forget(self) -> None:
        """Begin anew: nothing of before says how the site will lean."""
        self._tail.forget()
        self._strides, self._walked, self._first, self._sums = 0, 0, None, self._sums[:1] * 0

    def _learn(self, steps: _Integers, walks: _Integers, count: int) -> tuple[Floats, Flags]:
        if self._first is None and len(steps):
            self._first = steps[0]
        if self.gait.either_way_up and self._first is not None:
            steps = np.where((steps @ self._first < 0)[:, None], -steps, steps)
        before = len(self._sums) - 1
        sums = np.concatenate([self._sums, self._sums[-1] + np.cumsum(steps, axis=0)])
        at = np.zeros(count, dtype=np.int64)
        at[walks] = 1
        seen = np.cumsum(at)
        now = before + seen
        axes = directions((sums[now] - sums[np.maximum(0, now - MEMORY_S)]).astype(np.float64))
        known = self._walked + seen >= WINDOWS
        self._sums, self._walked = sums[-MEMORY_S - 1 :], self._walked + len(walks)
        return axes, known


@dataclass(slots=True)
class Trailing:
    """Means over the last seconds, of integers; those before the first count for nothing.

    Attributes:
        window_s: how many seconds.
    """

    window_s: int
    _last: _Integers | None = None

    def means(self, rows: _Integers) -> Floats:
        """Mean of each row and those before it within the window, divided by `_PARTS`, shape (n, k)."""
        before = 0 if self._last is None else len(self._last)
        every = rows if self._last is None else np.concatenate([self._last, rows])
        sums = np.concatenate([np.zeros_like(every[:1]), np.cumsum(every, axis=0)])
        ends = np.arange(before + 1, len(sums))
        begins = np.maximum(0, ends - self.window_s)
        self._last = every[len(every) - min(len(every), self.window_s - 1) :]
        means: Floats = (sums[ends] - sums[begins]) / ((ends - begins)[:, None] * _PARTS)
        return means

    def forget(self) -> None:
        """Begin anew."""
        self._last = None


def whole(values: Floats) -> _Integers:
    """Millionths, as integers."""
    return np.rint(values * _PARTS).astype(np.int64)
