"""The thigh on a mat: bridges and clamshells, in sets of repetitions with a rest between."""

from typing import Final

import numpy as np

from monitor.simulation.noise import Floats, Noise, minimum_jerk
from monitor.simulation.person import Person
from monitor.simulation.rest import breathe
from monitor.simulation.thigh import Pose, Track

SET: Final = 10
"""Repetitions of a set (product default, as in the catalogue)."""

READY_S: Final = 4.0
"""Time to get into position before the first repetition."""


def bridge(person: Person, noise: Noise) -> Track:
    """On the back, knees bent, feet flat: the hips go up and down, so that the thigh turns about the knee."""
    rest_deg = float(np.clip(noise.rng.normal(138.0, 5.0), 128.0, 148.0))
    track = _held(Pose(rest_deg, noise.rng.normal(4.0, 4.0)), person, noise)
    track.flexion_deg[:] -= person.bridge_deg * repeats(noise)
    return track


def clamshell(person: Person, noise: Noise) -> Track:
    """On the other side, knees bent, this leg on top: its knee opens and closes, the foot stays."""
    track = _held(Pose(noise.rng.normal(91.0, 3.0), -noise.rng.normal(86.0, 5.0)), person, noise)
    opened = person.clamshell_deg * repeats(noise)
    track.roll_deg[:] += opened
    track.swing_deg[:] += 0.5 * opened
    return track


def under_clamshell(person: Person, noise: Noise) -> Track:
    """On this side, this leg at the bottom: it stays down and feels a little of the other."""
    track = _held(Pose(noise.rng.normal(89.0, 3.0), noise.rng.normal(84.0, 5.0)), person, noise)
    track.roll_deg[:] += 1.5 * repeats(noise)
    return track


def repeats(noise: Noise) -> Floats:
    """From 0 up to 1 and back for each repetition: 3 to 4 s each, in sets of ten with 15 to 25 s between."""
    curve = np.zeros(noise.n)
    easy_s = noise.rng.uniform(2.8, 3.6)
    begin_s, done = READY_S, 0
    while begin_s + 1.2 * easy_s < noise.duration_s:
        takes_s, height = easy_s * noise.rng.uniform(0.9, 1.1), noise.rng.uniform(0.9, 1.1)
        since = (noise.time_s - begin_s) / takes_s
        curve += height * minimum_jerk(since / 0.4) * minimum_jerk((1.0 - since) / 0.4)
        begin_s += takes_s + noise.rng.uniform(0.2, 0.6)
        done += 1
        if done % SET == 0:
            begin_s += noise.rng.uniform(15.0, 25.0)
    return curve


def _held(pose: Pose, person: Person, noise: Noise) -> Track:
    track = Track.held(pose, noise.n)
    breathe(track, person, noise)
    track.flexion_deg[:] += 0.4 * noise.wander(10.0)
    track.roll_deg[:] += 0.8 * noise.wander(12.0)
    return track
