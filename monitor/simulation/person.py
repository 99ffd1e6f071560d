"""One person: what differs from body to body and stays for the day."""

from dataclasses import dataclass

import numpy as np


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
