"""From how the thigh turns and the hip moves to what an accelerometer strapped to the thigh feels.

The thigh frame: x along the thigh, up when standing; z out of its front; y to the right of the person.  A thigh at
flexion 0 hangs, at 90 degrees it is level; then z points up.
"""

from dataclasses import dataclass

import numpy as np

from monitor.coaching.profile import Side
from monitor.simulation.noise import Floats

STANDARD_GRAVITY = 9.80665
"""m/s² in one g (the standard value)."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How a thigh is held.

    Attributes:
        flexion_deg: 0 hanging, 90 level and forward.
        roll_deg: turned outward about its long axis, as seen at the strap.
        abduction_deg: the knee away from the body's middle.
    """

    flexion_deg: float
    roll_deg: float = 0.0
    abduction_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """How one thigh moves during one step, sample by sample; made at a pose, then added to in place.

    Attributes:
        flexion_deg: of the posture; it changes by turning about the knee, since the feet stay, shape (n,).
        swing_deg: flexion on top of it, by turning about the hip, since the foot is free, shape (n,).
        roll_deg, abduction_deg: as in `Pose`, shape (n,).
        hip_g: acceleration of the hip forward, to the right, and up, shape (n, 3).
        shock_g: what the soft tissue and the strap add, in the thigh frame, shape (n, 3).
    """

    flexion_deg: Floats
    swing_deg: Floats
    roll_deg: Floats
    abduction_deg: Floats
    hip_g: Floats
    shock_g: Floats

    @classmethod
    def held(cls, pose: Pose, n: int) -> "Track":
        """A thigh that does not move at all."""
        return cls(
            flexion_deg=np.full(n, pose.flexion_deg),
            swing_deg=np.zeros(n),
            roll_deg=np.full(n, pose.roll_deg),
            abduction_deg=np.full(n, pose.abduction_deg),
            hip_g=np.zeros((n, 3)),
            shock_g=np.zeros((n, 3)),
        )

    @property
    def last_pose(self) -> Pose:
        """How the thigh is held at the end."""
        return Pose(float(self.flexion_deg[-1]), float(self.roll_deg[-1]), float(self.abduction_deg[-1]))

    def come_from(self, pose: Pose, way: Floats) -> None:
        """Change the beginning into the way from another pose; `way` goes from 0 (there) to 1 (here), shape (n,)."""
        for curve, start in (
            (self.flexion_deg, pose.flexion_deg),
            (self.roll_deg, pose.roll_deg),
            (self.abduction_deg, pose.abduction_deg),
        ):
            curve += (1.0 - way) * (start - curve)


def acceleration_g(track: Track, *, leg: Side, hip_arm_m: float, knee_arm_m: float, sample_rate_hz: float) -> Floats:
    """Proper acceleration in the thigh frame, shape (n, 3), in g; at rest it is 1 g upward.

    Args:
        track: the movement.
        leg: left or right; outward is to the right for the right leg.
        hip_arm_m: from the hip to the sensor.
        knee_arm_m: from the knee to the sensor.
        sample_rate_hz: rate of the track.
    """
    flexion, swing = np.radians(track.flexion_deg), np.radians(track.swing_deg)
    forward, right, up = track.hip_g.T
    sine, cosine = np.sin(flexion + swing), np.cos(flexion + swing)
    towards_hip, ahead = _turning_g(swing, hip_arm_m, sample_rate_hz)
    towards_knee, back = _turning_g(flexion, knee_arm_m, sample_rate_hz)
    x = (1.0 + up) * cosine - forward * sine + towards_hip - towards_knee
    z = (1.0 + up) * sine + forward * cosine + ahead - back
    outward = 1.0 if leg is Side.RIGHT else -1.0
    y, x = _turned(right, x, outward * np.radians(track.abduction_deg))
    z, y = _turned(z, y, outward * np.radians(track.roll_deg))
    return np.stack([x, y, z], axis=1) + track.shock_g


def _turning_g(angle: Floats, arm_m: float, sample_rate_hz: float) -> tuple[Floats, Floats]:
    """Acceleration at the end of a turning arm: towards the pivot, and along the way, in g."""
    speed = np.gradient(angle, 1.0 / sample_rate_hz)
    spin = np.gradient(speed, 1.0 / sample_rate_hz)
    scale = arm_m / STANDARD_GRAVITY
    return scale * speed * speed, scale * spin


def _turned(first: Floats, second: Floats, angle: Floats) -> tuple[Floats, Floats]:
    """Two components of a vector, seen from a frame that is turned from the second towards the first."""
    sine, cosine = np.sin(angle), np.cos(angle)
    return cosine * first + sine * second, cosine * second - sine * first
