"""What walking, standing and sitting say of how the wearable sits, added up in order of time.

A walking thigh hangs, on average, but is flexed by some ten degrees; a standing one is not, so standing refines what
walking found.  A sitting thigh tells which way its front faces.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats, directions
from monitor.posture.mounting import Vector, vector_of

LEAST_WINDOWS = 2
"""Windows of walking before the axis counts as known, unless one was brisk (product default)."""

STAND_SD_G = 0.1
"""Most SD of a second that counts as standing still, or sitting still."""

STAND_DEG = 25.0
"""Most angle between the axis and gravity in a second that counts as standing."""

WALK_WEIGHT = 30.0
"""The walking axis weighs as much as so many seconds of standing."""

SEAT_DEG = (60.0, 120.0)
"""Inclination of a thigh that counts as sitting: level, give or take (slumped, or on a high stool, tells less)."""

SEAT_S = 60
"""Seconds of sitting before the front counts as known (product default); then at twice as many, and so on, so that
lying on one side at first is outweighed."""

SEAT_SPREAD_DEG = 25.0
"""Most circular spread of the seconds of sitting that tell the front: who sits and lies, or puts the wearable onto a
desk, tells nothing (roll of sitting in 20 people: 95th percentile 20 to 36)."""


@dataclass(slots=True)
class Upright:
    """What walking and standing say of the thigh's axis."""

    _walked: Floats = field(default_factory=lambda: np.zeros(3))
    _stood: Floats = field(default_factory=lambda: np.zeros(3))
    _windows: int = 0
    _due: int = field(default_factory=lambda: LEAST_WINDOWS)
    _brisk: bool = False

    def walk(self, direction: Floats, sd_g: float, *, brisk: bool) -> bool:
        """Weigh a window of walking; True if it is time to learn from all.  Brisk ones outdo the others altogether."""
        if brisk and not self._brisk:
            self._walked, self._windows, self._due, self._brisk = np.zeros(3), 0, 1, True
        if self._brisk and not brisk:
            return False
        self._walked = self._walked + direction * min(sd_g, 1.0)
        self._windows += 1
        if self._windows < self._due:
            return False
        self._due = max(self._windows + 1, self._windows * 3 // 2)
        return True

    def stand(self, part: EpochBlock, inclination_deg: Floats) -> None:
        """Weigh the seconds of standing still, as far as the axis of today can tell them."""
        stood = (part.features.sd_g < STAND_SD_G) & (inclination_deg < STAND_DEG)
        if stood.any():
            ups = directions(part.features.mean_g[stood])
            self._stood = np.cumsum(np.concatenate([self._stood[None], ups]), axis=0)[-1]

    @property
    def axis(self) -> Vector:
        """The thigh axis that follows."""
        return vector_of(directions(WALK_WEIGHT * directions(self._walked) + self._stood))


@dataclass(slots=True)
class Seat:
    """What sitting says of the thigh's front."""

    _sat: Floats = field(default_factory=lambda: np.zeros(3))
    _seconds: int = 0
    _due: int = SEAT_S

    def sit(self, part: EpochBlock, inclination_deg: Floats) -> Iterator[int]:
        """Weigh the seconds of sitting still; gives how many of the part's seconds were, each time it is to learn."""
        low, high = SEAT_DEG
        sat = (part.features.sd_g < STAND_SD_G) & (inclination_deg > low) & (inclination_deg < high)
        places = sat.nonzero()[0]
        while len(places):
            some, places = np.split(places, [self._due - self._seconds])
            ups = directions(part.features.mean_g[some])
            self._sat = np.cumsum(np.concatenate([self._sat[None], ups]), axis=0)[-1]
            self._seconds += len(some)
            if self._seconds == self._due:
                self._due *= 2
                yield int(some[-1]) + 1

    @property
    def front(self) -> Vector | None:
        """The direction that was up while sitting; None if there was no such direction."""
        agrees = float(np.sqrt(self._sat @ self._sat)) > self._seconds * np.cos(np.radians(SEAT_SPREAD_DEG))
        return vector_of(directions(self._sat)) if agrees else None
