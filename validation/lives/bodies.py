"""How a thigh moves in what people do, as eight samples a second; gravity alone, with breath and tremor."""

import numpy as np

from monitor.coaching.exercises import ExerciseId
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.motion.features import Floats
from monitor.posture.labels import Posture
from monitor.posture.mounting import Mounting

RATE_HZ = 8
WORN = Mounting((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
"""Straight on the front of the thigh, as a guided pose has told."""

NOISE_G = 0.003
SWAY_DEG = 0.35
"""Of a body that holds still, from one second to the next: no desk sways (reasoned, as is the noise of the sensor)."""

WALKING_G = 0.3

_INCLINED_DEG = {Posture.SITTING: 86.0, Posture.LYING: 92.0, Posture.STANDING: 4.0, Posture.MOVING: 8.0}

REPETITION_S = 4
REST_S = 30
ON_THE_BALL_S = 60

Movement = tuple[Posture, Floats]
"""The posture and the vectors of its seconds, shape (8 times the seconds, 3)."""


def stay(posture: Posture, seconds: int, rng: np.random.Generator) -> Floats:
    """Stay in a posture."""
    noise_g = WALKING_G if posture is Posture.MOVING else NOISE_G
    level = np.full(seconds * RATE_HZ, _INCLINED_DEG[posture])
    return _vectors(level, np.zeros_like(level), 1.0, rng, noise_g)


def exercise(said: Recommendation, worn_leg: Side | None, roll_deg: float, rng: np.random.Generator) -> list[Movement]:
    """Do what was recommended, as the worn thigh moves in it; the other thigh hardly moves.

    Args:
        said: which, for which side, how long and how often.
        worn_leg: of the wearable; None if it is on no leg.
        roll_deg: how far this body rolls the thigh in the figure-4.
        rng: of the breath.
    """
    outward = -1.0 if worn_leg is Side.RIGHT else 1.0
    worked = worn_leg is said.side or said.side is Side.BOTH
    hold_s = int(said.hold_s or ON_THE_BALL_S) + 4
    match said.exercise:
        case ExerciseId.SEATED_FIGURE_4 if worked:
            count = hold_s * RATE_HZ
            return [(Posture.SITTING, _vectors(np.full(count, 88.0), np.full(count, roll_deg), outward, rng, NOISE_G))]
        case ExerciseId.GLUTE_BRIDGE:
            return _sets(said, 140.0, (-25.0, 0.0), 0.0, outward, rng)
        case ExerciseId.CLAMSHELL if worked:
            return _sets(said, 60.0, (0.0, 35.0), -90.0, outward, rng)
        case ExerciseId.CLAMSHELL | ExerciseId.SUPINE_FIGURE_4:
            return [(Posture.LYING, stay(Posture.LYING, hold_s, rng))]
        case ExerciseId.STANDING_FIGURE_4:
            return [(Posture.STANDING, stay(Posture.STANDING, hold_s, rng))]
    return [(Posture.SITTING, stay(Posture.SITTING, hold_s, rng))]


def _sets(
    said: Recommendation,
    level_deg: float,
    swing: tuple[float, float],
    roll_deg: float,
    outward: float,
    rng: np.random.Generator,
) -> list[Movement]:
    """Sets of repetitions that swing the inclination and the roll, with a rest after each."""
    seconds = said.repetitions * REPETITION_S
    phase = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(seconds * RATE_HZ) / (REPETITION_S * RATE_HZ))
    phase = np.concatenate([np.zeros(5 * RATE_HZ), phase, np.zeros(REST_S * RATE_HZ)])
    return [
        (Posture.LYING, _vectors(level_deg + swing[0] * phase, roll_deg + swing[1] * phase, outward, rng, NOISE_G))
        for _ in range(said.sets)
    ]


def _vectors(level_deg: Floats, roll_deg: Floats, outward: float, rng: np.random.Generator, noise_g: float) -> Floats:
    """Gravity as the strap shows it: inclined from standing, and rolled outward about the thigh."""
    seconds = np.arange(len(level_deg)) / RATE_HZ
    sway_deg = np.interp(seconds, np.arange(len(seconds)), rng.normal(0.0, SWAY_DEG, len(seconds)))
    level, roll = np.radians(level_deg + sway_deg), np.radians(roll_deg + sway_deg)
    clean = np.stack([np.cos(level), outward * np.sin(level) * np.sin(roll), np.sin(level) * np.cos(roll)], axis=1)
    noisy: Floats = clean + rng.normal(0.0, noise_g, clean.shape)
    return noisy
