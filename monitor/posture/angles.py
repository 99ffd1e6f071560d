"""Inclination and roll of one thigh, from gravity in the sensor frame and the mounting."""

from dataclasses import dataclass

import numpy as np

from monitor.motion.features import Floats
from monitor.posture.mounting import Vector


@dataclass(frozen=True, slots=True)
class ThighFrame:
    """Which way a worn thigh points.

    Attributes:
        axis, forward: of the mounting: up along the standing thigh, and out of its front.
        right: whether the wearable is worn on the right leg.
    """

    axis: Vector
    forward: Vector
    right: bool

    def roll_deg(self, vectors_g: Floats) -> Floats:
        """How far the front of the thigh has turned outward about the thigh's axis, -180 to 180; 0 when facing up.

        Args:
            vectors_g: mean vectors, shape (n, 3).
        """
        ahead = vectors_g @ np.array(self.forward)
        to_the_right = vectors_g @ np.array(_cross(self.forward, self.axis))
        inward = to_the_right if self.right else -to_the_right
        roll: Floats = np.degrees(np.arctan2(-inward, ahead))
        return roll


def _cross(one: Vector, other: Vector) -> Vector:
    """The vector at right angles to two; np.cross takes forty times as long, each second."""
    (x, y, z), (u, v, w) = one, other
    return y * w - z * v, z * u - x * w, x * v - y * u
