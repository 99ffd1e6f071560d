"""A person's thigh: from how it turns and the hip moves to what an accelerometer strapped to it feels.

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
class Person:
    """How this body sits, stands and goes.

    The spreads are those of 20 adults with a thigh-worn accelerometer (HARTH, doi 10.3390/s21237853, and SENS motion,
    doi 10.5281/zenodo.12704412), except where the comment says otherwise.

    Attributes:
        sit_deg: flexion of the seated thigh, 75 to 100 (product default; some people of the study sit at 62 or 117).
        sit_roll_deg: how far the seated thigh falls outward.
        slump_deg: flexion with the legs stretched out.
        stand_deg: flexion of the standing thigh at the strap: the front of a thigh is not parallel to its bone.
        stand_abduction_deg: the same seen from the front.
        figure4_roll_deg: how far the thigh turns outward in a figure-4, at the strap, 35 to 70 (reasoned from anatomy).
        restlessness: how often this person moves at rest, 1 on average.
        stride_hz: strides (two steps) a second at an easy walk.
        swing_deg: half of the way that the thigh swings, walking.
        vigor: how hard this person steps, 1 on average.
        cadence_hz: turns of the pedals a second.
        tremor_g: physiological tremor of a resting thigh, SD on each axis.
        bridge_deg: how far the thigh turns when the hips are lifted, 16 to 34 (reasoned: from the knee's height).
        clamshell_deg: how far it turns outward when the knee is opened, at the strap, 22 to 48 (reasoned from anatomy).
        hip_arm_m, knee_arm_m: from the sensor to the hip and to the knee.
    """

    sit_deg: float
    sit_roll_deg: float
    slump_deg: float
    stand_deg: float
    stand_abduction_deg: float
    figure4_roll_deg: float
    restlessness: float
    stride_hz: float
    swing_deg: float
    vigor: float
    cadence_hz: float
    tremor_g: float
    hip_arm_m: float
    knee_arm_m: float
    bridge_deg: float
    clamshell_deg: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Person":
        """Somebody."""

        def normal(mean: float, sd: float, low: float, high: float) -> float:
            return float(np.clip(rng.normal(mean, sd), low, high))

        return cls(
            sit_deg=float(rng.triangular(75.0, 79.0, 100.0)),
            sit_roll_deg=normal(6.0, 7.0, -8.0, 20.0),
            slump_deg=normal(62.0, 3.0, 56.0, 68.0),
            stand_deg=normal(9.0, 3.5, 2.0, 16.0),
            stand_abduction_deg=normal(4.0, 2.5, -2.0, 9.0),
            figure4_roll_deg=normal(53.0, 8.0, 40.0, 65.0),
            restlessness=float(np.exp(rng.normal(0.0, 0.35))),
            stride_hz=normal(0.90, 0.06, 0.76, 1.04),
            swing_deg=normal(22.0, 1.5, 19.0, 25.0),
            vigor=float(np.exp(np.clip(rng.normal(0.0, 0.22), -0.45, 0.45))),
            cadence_hz=normal(1.2, 0.1, 1.0, 1.5),
            tremor_g=normal(0.0015, 0.0004, 0.0008, 0.0025),
            hip_arm_m=normal(0.24, 0.02, 0.18, 0.30),
            knee_arm_m=normal(0.18, 0.02, 0.12, 0.24),
            bridge_deg=normal(24.0, 4.0, 16.0, 34.0),
            clamshell_deg=normal(34.0, 6.0, 22.0, 48.0),
        )


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
