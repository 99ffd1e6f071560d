"""Short ways to a simulated person, for tests."""

import numpy as np
from numpy.typing import NDArray

from monitor.coaching.profile import Side
from monitor.motion.features import Features, Floats, describe_seconds, inclination_deg
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.script import StepKind, parse_script
from monitor.simulation.sensor import Sensor

PERFECT = Sensor(noise_g=0.0, bias_g=0.0, range_g=16, counts_per_g=2000)
"""A sensor that changes as little as 16 bits allow."""

X_AXIS = np.array([1.0, 0.0, 0.0])


def simulate(
    script: str,
    *,
    seed: int = 1,
    leg: Side = Side.LEFT,
    sample_rate_hz: float = 50.0,
    strap_rotation: Floats | None = None,
    sensor: Sensor | None = None,
) -> Motion:
    """What the script looks like on a thigh."""
    return simulate_motion(
        parse_script(script),
        leg=leg,
        seed=seed,
        sample_rate_hz=sample_rate_hz,
        strap_rotation=strap_rotation,
        sensor=sensor,
    )


def during(motion: Motion, kind: str, *, settle_s: int = 5) -> Floats:
    """The samples of one kind of step by seconds, shape (seconds, samples, 3), without the way into it and out."""
    labels = np.array([label == StepKind(kind) for label in motion.step_labels])
    inside: NDArray[np.bool_] = labels.copy()
    for lag in range(1, settle_s + 1):
        inside &= np.r_[np.zeros(lag, dtype=bool), labels[:-lag]]
    return motion.xyz_g.reshape(len(labels), -1, 3)[inside]


def features(motion: Motion, kind: str) -> Features:
    """Features of the seconds of one kind of step."""
    return describe_seconds(during(motion, kind))


def inclinations_deg(motion: Motion, kind: str) -> Floats:
    """Angle of each second of one kind of step between gravity and the thigh, the strap not being turned."""
    return inclination_deg(features(motion, kind).mean_g, X_AXIS)


def rolls_deg(motion: Motion, kind: str, leg: Side = Side.LEFT) -> Floats:
    """How far the thigh is turned outward in each second of one kind of step, -180 to 180."""
    mean = features(motion, kind).mean_g
    inward = mean[:, 1] if leg is Side.LEFT else -mean[:, 1]
    return np.degrees(np.arctan2(inward, mean[:, 2]))
