"""Shifts in the chair: the seated thigh comes to rest elsewhere, and nobody got up.

    rests, in degrees from the first    0    4    7    9    1
    shifts                                        x         x       each is compared with where the last shift led

A shift is a step of more than 5 degrees, as in studies of seated work, where it is told from the fidget that returns to
about the same place (Dunk and Callaghan 2010, doi 10.3233/WOR-2010-0953: one in 10 minutes; of people whose backs hurt
from sitting, one in 4).  Theirs is the lower back's, ours that of one thigh, so their rates are not ours.

It is measured, and never counts as a break.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from math import cos, radians, sqrt

import numpy as np

from monitor.motion.epochs import EpochBlock
from monitor.posture.bouts import Bout
from monitor.posture.classifier import POSTURES, PostureBlock
from monitor.posture.labels import BRIDGE_S, Posture
from monitor.posture.mounting import Vector

SHIFT_DEG = 5.0
"""Least step (Dunk and Callaghan 2010)."""

STEADY_DEG = 2.5
"""All seconds of a rest lie as near to its first: half a shift, so that no rest reaches from one place to the next."""

REST_S = 5
"""Seconds that a rest lasts at least; who is back sooner has fidgeted (product default)."""

SEATED_SITES = ("thigh", "hip", "back")
"""Wear sites that move with the seat; an arm moves by itself, and what is in a pocket turns in it."""

_COSINES = {degrees: cos(radians(degrees)) for degrees in (SHIFT_DEG, STEADY_DEG)}


@dataclass(slots=True)
class ShiftCounter:
    """Finds the shifts in sitting; feed epochs with their postures, in order of time.

    It needs no pose: no rotation of the wearable changes an angle between two rests.

    Attributes:
        wear_site: where the wearable is worn; at one that is none of `SEATED_SITES` nothing is counted.
    """

    wear_site: str = "thigh"
    _shifts_s: deque[float] = field(default_factory=deque)
    _place: Vector | None = None
    _rest: list[Vector] = field(default_factory=list)
    _seated_s: float = float("-inf")

    def feed(self, block: EpochBlock, postures: PostureBlock) -> frozenset[float]:
        """Find what came to rest in this block; gives the seconds, by their start, with which a shift was known."""
        if self.wear_site not in SEATED_SITES:
            return frozenset()
        (seated,) = np.nonzero(postures.codes == POSTURES.index(Posture.SITTING))
        seconds = zip((block.start_s + seated).tolist(), block.features.mean_g[seated].tolist(), strict=True)
        return frozenset(second_s for second_s, mean_g in seconds if self._sit(second_s, _direction(mean_g)))

    def recall(self, second_s: float) -> None:
        """Take it that a shift was known with a second of an earlier run, by its start."""
        self._shifts_s.append(second_s - REST_S + 1.0)

    def counted(self, bout: Bout) -> Bout:
        """A bout that has ended, with its shifts if it is one of sitting; bouts come in order of time."""
        while self._shifts_s and self._shifts_s[0] < bout.start_s:
            self._shifts_s.popleft()
        if bout.posture is not Posture.SITTING or self.wear_site not in SEATED_SITES:
            return bout
        return replace(bout, shifts=sum(shift_s < bout.end_s for shift_s in self._shifts_s))

    def _sit(self, second_s: float, direction: Vector) -> bool:
        """Whether a shift is known with this second."""
        away_s, self._seated_s = second_s - self._seated_s, second_s + 1.0
        if away_s >= BRIDGE_S:  # away for long enough to end a bout: whoever sits down now sits anew
            self._place = None
        if away_s > 0.0 or (self._rest and not _is_within(STEADY_DEG, direction, self._rest[0])):
            self._rest.clear()
        if len(self._rest) < REST_S:
            self._rest.append(direction)
            if len(self._rest) == REST_S:
                return self._settle(second_s - REST_S + 1.0)
        return False

    def _settle(self, began_s: float) -> bool:
        """Whether what came to rest is a shift."""
        x, y, z = map(sum, zip(*self._rest, strict=True))
        place = _direction((x, y, z))
        if self._place is not None and _is_within(SHIFT_DEG, place, self._place):
            return False
        before, self._place = self._place, place
        if before is not None:
            self._shifts_s.append(began_s)
        return before is not None


def _direction(vector: Vector) -> Vector:
    x, y, z = vector
    length = sqrt(x * x + y * y + z * z) or 1.0
    return (x / length, y / length, z / length)


def _is_within(degrees: float, one: Vector, other: Vector) -> bool:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2] >= _COSINES[degrees]
