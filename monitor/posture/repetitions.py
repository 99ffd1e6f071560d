"""Repetitions of what is done on the floor, counted from the swings of the worn thigh.

Glute bridge: on the back, knees bent, the knee is above the hip; lifting the hips brings the thigh nearer to level.
Clamshell: on the side, the worn leg on top, its outer side faces up; opening the knee turns its front up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from monitor.motion.closeup import PARTS
from monitor.motion.features import Floats, inclination_deg
from monitor.posture.angles import ThighFrame
from monitor.posture.labels import BRIDGE_S
from monitor.posture.mounting import Vector
from monitor.posture.recent import Second
from monitor.posture.runs import Flags
from monitor.posture.swings import Zigzag

SWING_DEG = 14.0
"""Least swing of a repetition, there and back: half of what is expected, 25 to 45 degrees (reasoned)."""

REPETITION_S = (1.0, 8.0)
"""A repetition takes as long (product default): faster is shaking, slower is a change of position."""

KNEE_UP_DEG = 95.0
"""Least inclination on the back with knees bent; a level thigh has 90 (reasoned: 115 at the top to 145 at rest)."""

ON_SIDE_DEG = (-130.0, -15.0)
"""Outward roll of the top thigh, lying on the side: -90 closed, up to 45 more when it opens (reasoned)."""

Angles = Callable[[Floats], tuple[Floats, Flags]]
"""Of mean vectors, shape (n, 3): the angle that swings, and whether the body is in the exercise's position."""


def bridge_angles(axis: Vector) -> Angles:
    """How far the hips are lifted, in degrees, on the back with knees bent."""

    def angles(parts_g: Floats) -> tuple[Floats, Flags]:
        knee_up_deg = inclination_deg(parts_g, np.array(axis))
        return -knee_up_deg, knee_up_deg >= KNEE_UP_DEG

    return angles


def clamshell_angles(thigh: ThighFrame) -> Angles:
    """How far the top knee is opened, in degrees, lying on the other side."""

    def angles(parts_g: Floats) -> tuple[Floats, Flags]:
        roll_deg = thigh.roll_deg(parts_g)
        return roll_deg, (roll_deg >= ON_SIDE_DEG[0]) & (roll_deg <= ON_SIDE_DEG[1])

    return angles


@dataclass(slots=True)
class RepetitionCounter:
    """Counts repetitions; feed the seconds in order of time, without those that say nothing of the body.

    Attributes:
        angles: what swings.
        count: repetitions so far.
        last_s: when the last was over; None before the first.
    """

    angles: Angles
    count: int = 0
    last_s: float | None = None
    _zigzag: Zigzag = field(default_factory=lambda: Zigzag(SWING_DEG))
    _rose_s: float | None = None
    _end_s: float = float("-inf")

    def feed(self, second: Second) -> None:
        """Count what this second completed."""
        if second.start_s - self._end_s >= BRIDGE_S:
            self._forget()
        self._end_s = second.end_s
        if second.parts_g is None or not second.posture.sedentary:
            self._forget()
            return
        angles_deg, placed = self.angles(second.parts_g)
        for part, (angle_deg, in_place) in enumerate(zip(angles_deg.tolist(), placed.tolist(), strict=True)):
            if in_place:
                self._swing(second.start_s + (part + 1) / PARTS, angle_deg)
            else:
                self._forget()

    def _swing(self, time_s: float, angle_deg: float) -> None:
        match self._zigzag.feed(angle_deg):
            case 1:
                self._rose_s = time_s
            case -1 if self._rose_s is not None:
                fastest_s, slowest_s = REPETITION_S
                paced = self.last_s is None or time_s - self.last_s >= fastest_s
                if paced and time_s - self._rose_s <= slowest_s:
                    self.count, self.last_s = self.count + 1, time_s
                self._rose_s = None

    def _forget(self) -> None:
        """Out of position, or unseen: the next swing begins anew."""
        self._zigzag, self._rose_s = Zigzag(SWING_DEG), None
