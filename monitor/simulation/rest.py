"""The thigh at rest, which is never quite still: sitting, standing, lying, the figure-4; and on a mat, in exercises."""

from typing import Final

import numpy as np

from monitor.simulation.noise import Floats, Noise, minimum_jerk
from monitor.simulation.thigh import Person, Pose, Track

SET: Final = 10
"""Repetitions of a set (product default, as in the catalogue)."""

READY_S: Final = 4.0
"""Time to get into position before the first repetition."""


def sit(person: Person, noise: Noise) -> Track:
    """On a chair at a desk: long stillness, a small shift now and then."""
    flexion_deg = float(np.clip(person.sit_deg + noise.rng.normal(0.0, 2.0), 72.0, 103.0))
    return _seated(Pose(flexion_deg, person.sit_roll_deg + noise.rng.normal(0.0, 2.0)), person, noise)


def slump(person: Person, noise: Noise) -> Track:
    """Seated with the legs stretched out, so that the thigh slopes down."""
    return _seated(Pose(person.slump_deg + noise.rng.normal(0.0, 1.0), person.sit_roll_deg), person, noise)


def fidget(person: Person, noise: Noise) -> Track:
    """Seated and shifting, rocking and jiggling."""
    track = sit(person, noise)
    track.flexion_deg[:] += noise.shifts(4.0, 3.0)
    track.roll_deg[:] += noise.shifts(4.0, 5.0)
    rocking, jiggling = noise.bursts(9.0, 1.0, 4.0), noise.bursts(3.0, 3.0, 10.0)
    track.swing_deg[:] += 3.0 * rocking * noise.band(0.6, 2.5) + 0.35 * jiggling * noise.band(4.5, 6.0)
    track.roll_deg[:] += 5.0 * rocking * noise.band(0.4, 2.0)
    jolt(track, 0.06 * rocking, noise)
    return track


def drive(person: Person, noise: Noise) -> Track:
    """In a car seat, the knees above the hips: engine and road, turns and traffic lights."""
    track = _seated(Pose(person.sit_deg + 12.0, person.sit_roll_deg), person, noise)
    rolling = noise.gate(5.0, 5.0) * np.clip(0.7 + 0.6 * noise.wander(25.0), 0.0, 1.2)
    track.hip_g[:, 0] += 0.06 * rolling * noise.wander(4.0)
    track.hip_g[:, 1] += 0.05 * rolling * noise.wander(5.0)
    track.hip_g[:, 2] += 0.03 * rolling * noise.band(1.5, 18.0)
    track.swing_deg[:] += 2.0 * noise.bursts(4.0, 0.8, 2.0)  # the foot between the pedals
    return track


def figure4(person: Person, noise: Noise) -> Track:
    """Seated, this leg's ankle on the other knee: the thigh rolled outward and held, breathing.

    The foot is lifted over on the way in, which flexes the thigh by some 15 degrees more for a moment.
    """
    track = Track.held(_crossed(person, noise), noise.n)
    breathe(track, person, noise)
    track.flexion_deg[:] += 0.3 * noise.wander(12.0)
    track.roll_deg[:] += 0.6 * noise.wander(15.0)
    lift = np.sin(np.pi * np.clip(noise.time_s / 2.2, 0.0, 1.0)) ** 2
    track.swing_deg[:] += noise.rng.uniform(10.0, 18.0) * lift
    return track


def bounce4(person: Person, noise: Noise) -> Track:
    """The figure-4 as it should not be done: bouncing at 1 to 2 Hz."""
    track = figure4(person, noise)
    hz = noise.rng.uniform(1.2, 1.8) * (1.0 + 0.05 * noise.wander(3.0))
    phase = np.cumsum(hz) * (2.0 * np.pi / noise.sample_rate_hz)
    bouncing = noise.gate(3.0, 1.0) * (1.0 + 0.15 * noise.wander(2.0))
    track.swing_deg[:] += bouncing * 4.0 * np.sin(phase)
    track.roll_deg[:] += bouncing * 3.0 * np.sin(phase + 0.4)
    return track


def other_figure4(person: Person, noise: Noise) -> Track:
    """Seated while the other leg does the figure-4: its ankle's weight, and stillness."""
    track = Track.held(Pose(person.sit_deg - 1.5, person.sit_roll_deg + 1.0), noise.n)
    breathe(track, person, noise)
    track.flexion_deg[:] += 0.2 * noise.wander(15.0)
    return track


def other_bounce4(person: Person, noise: Noise) -> Track:
    """Seated while the other leg bounces in the figure-4: a little of it comes through."""
    track = other_figure4(person, noise)
    hz = noise.rng.uniform(1.2, 1.8) * (1.0 + 0.05 * noise.wander(3.0))
    phase = np.cumsum(hz) * (2.0 * np.pi / noise.sample_rate_hz)
    track.hip_g[:, 2] += 0.01 * noise.gate(3.0, 1.0) * np.sin(phase)
    return track


def stand(person: Person, noise: Noise) -> Track:
    """Standing as people do: swaying, resting on one leg and then on the other, a small step."""
    pose = Pose(person.stand_deg, 2.0 + noise.rng.normal(0.0, 2.0), person.stand_abduction_deg)
    track = Track.held(pose, noise.n)
    breathe(track, person, noise)
    weight = noise.shifts(4.0 * person.restlessness, 1.0)  # which leg carries
    stepping = noise.bursts(2.5 * person.restlessness, 1.0, 3.0)
    track.flexion_deg[:] += 0.35 * noise.band(0.4, 2.0) + 0.8 * noise.wander(12.0) + 3.5 * weight
    track.abduction_deg[:] += 0.3 * noise.band(0.4, 2.0) + 2.0 * noise.shifts(2.0 * person.restlessness, 1.0)
    track.roll_deg[:] += 2.0 * noise.wander(20.0)
    track.hip_g[:, 0] += 0.004 * noise.band(0.2, 1.2)
    track.hip_g[:, 1] += 0.004 * noise.band(0.2, 1.2)
    track.swing_deg[:] += 9.0 * stepping * noise.band(0.7, 2.0)
    jolt(track, 0.12 * stepping, noise)
    return track


def lie(person: Person, noise: Noise) -> Track:
    """On the back or on a side, turning now and then a little."""
    on_side = noise.rng.random() < 0.4
    roll_deg = noise.rng.choice([-1.0, 1.0]) * noise.rng.uniform(68.0, 95.0) if on_side else noise.rng.normal(8.0, 8.0)
    pose = Pose(float(np.clip(noise.rng.normal(86.0, 5.0), 74.0, 98.0)), float(roll_deg))
    track = Track.held(pose, noise.n)
    breathe(track, person, noise)
    _stir(track, 0.6 * person.restlessness, noise)
    track.flexion_deg[:] += noise.shifts(0.3, 2.0)
    track.roll_deg[:] += noise.shifts(0.3, 6.0)
    return track


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


def _seated(pose: Pose, person: Person, noise: Noise) -> Track:
    track = Track.held(pose, noise.n)
    breathe(track, person, noise)
    _stir(track, 2.0 * person.restlessness, noise)
    track.flexion_deg[:] += 0.15 * noise.wander(45.0) + noise.shifts(0.8 * person.restlessness, 3.0)
    track.roll_deg[:] += 0.3 * noise.wander(60.0) + noise.shifts(0.8 * person.restlessness, 3.5)
    return track


def _crossed(person: Person, noise: Noise) -> Pose:
    flexion_deg = float(np.clip(person.sit_deg + noise.rng.normal(-3.0, 3.0), 65.0, 110.0))
    roll_deg = float(np.clip(person.figure4_roll_deg + noise.rng.normal(0.0, 3.0), 36.0, 69.0))
    return Pose(flexion_deg, roll_deg)


def breathe(track: Track, person: Person, noise: Noise) -> None:
    """What never stops: breath (0.2 to 0.3 Hz), heartbeat (1 to 1.3 Hz and its double), tremor (8 to 12 Hz)."""
    track.roll_deg[:] += 0.05 * noise.band(0.2, 0.3)
    track.flexion_deg[:] += 0.03 * noise.band(0.2, 0.3)
    beat = noise.band(1.0, 1.3) + 0.5 * noise.band(2.0, 2.6)
    track.shock_g[:] += 0.0008 * beat[:, None] * [0.4, 0.3, 1.0]
    for axis in range(3):
        track.shock_g[:, axis] += person.tremor_g * noise.band(8.0, 12.0)


def _stir(track: Track, per_min: float, noise: Noise) -> None:
    """The foot moves, the body turns to the desk: bursts that end where they began."""
    stirring = noise.bursts(per_min, 0.8, 4.0)
    track.swing_deg[:] += 3.0 * stirring * noise.band(0.5, 2.5)
    track.roll_deg[:] += 2.5 * stirring * noise.band(0.4, 2.0)
    jolt(track, 0.05 * stirring, noise)


def jolt(track: Track, strength_g: Floats, noise: Noise) -> None:
    """Shaking of all three axes, as strong as the curve says, shape (n,)."""
    for axis in range(3):
        track.shock_g[:, axis] += strength_g * noise.band(1.5, 12.0)
