"""Where a strap is when nobody wears it: a desk, a chair, a charger, a hook, a bag; warm at first, and cooling."""

from typing import Final

import numpy as np

from monitor.simulation.noise import Floats, Noise
from monitor.simulation.rest import jolt
from monitor.simulation.thigh import Person, Pose, Track

HANDLING_S: Final = 4.0
"""How long taking the wearable off, or putting it on, shakes it."""

COOLING_G: Final = 0.012
"""Most that the zero of an axis drifts while the sensor cools from skin to room, by some 12 K (MEMS datasheets promise
0.5 to 1 mg/K; the worst of that)."""

COOLING_S: Final = 300.0
"""Time constant of that cooling (reasoned: a few grams of plastic in still air)."""

BUZZ_G: Final = 0.004
"""SD of a charger's buzz on each axis (reasoned; mains hum is above most sample rates and folds down)."""


def off(person: Person, noise: Noise) -> Track:  # noqa: ARG001 - one signature for all steps
    """On a desk, on one of its four long faces: gravity and nothing else, after and before it is handled."""
    return _handled(_laid(noise), noise)


def off_chair(person: Person, noise: Noise) -> Track:  # noqa: ARG001 - one signature for all steps
    """On the seat of a chair that is bumped every few minutes, for a second or two, and stays where it is."""
    track = _laid(noise)
    bumped = noise.bursts(0.3, 0.5, 1.5)
    track.flexion_deg[:] += 2.0 * bumped * noise.band(1.0, 4.0)
    jolt(track, 0.15 * bumped, noise)
    return _handled(track, noise)


def off_charger(person: Person, noise: Noise) -> Track:  # noqa: ARG001 - one signature for all steps
    """In a charger that buzzes: one steady tone on all axes."""
    track = _laid(noise)
    hz, strength = noise.rng.uniform(3.0, 20.0), BUZZ_G * noise.rng.uniform(0.5, 1.0, 3)
    tone = np.sqrt(2.0) * np.sin(2.0 * np.pi * hz * noise.time_s)
    track.shock_g[:] += tone[:, None] * strength
    return _handled(track, noise)


def off_cooling(person: Person, noise: Noise) -> Track:  # noqa: ARG001 - one signature for all steps
    """On a desk, fresh from a warm thigh: while the sensor cools, the zero of each axis drifts."""
    track = _laid(noise)
    drift_g = noise.rng.uniform(-COOLING_G, COOLING_G, 3)
    track.shock_g[:] += (1.0 - np.exp(-noise.time_s / COOLING_S))[:, None] * drift_g
    return _handled(track, noise)


def off_hook(person: Person, noise: Noise) -> Track:  # noqa: ARG001 - one signature for all steps
    """Hanging from a hook, either end up; a door now and then sets it swinging."""
    end_deg = noise.rng.choice([0.0, 180.0])
    track = Track.held(Pose(end_deg + noise.rng.normal(0.0, 8.0), noise.rng.uniform(0.0, 360.0)), noise.n)
    swinging = noise.bursts(0.2, 4.0, 10.0)
    track.swing_deg[:] += 3.0 * swinging * np.sin(2.0 * np.pi * 1.1 * noise.time_s)
    return _handled(track, noise)


def off_bag(person: Person, noise: Noise) -> Track:
    """In a bag that is carried at a walk, lying in it anyhow: it bounces with each step, and sways with each stride."""
    track = _laid(noise)
    track.flexion_deg[:] += noise.rng.uniform(-60.0, 60.0)
    phase = np.cumsum(person.stride_hz * (1.0 + 0.03 * noise.wander(4.0))) * (2.0 * np.pi / noise.sample_rate_hz)
    carried = noise.gate(3.0, 3.0) * (1.0 + 0.1 * noise.wander(3.0))
    track.hip_g[:, 2] += 0.25 * person.vigor * carried * (np.sin(2.0 * phase) + 0.3 * np.sin(4.0 * phase + 1.0))
    track.hip_g[:, 0] += 0.08 * carried * np.sin(2.0 * phase + 0.7)
    track.swing_deg[:] += 6.0 * carried * np.sin(phase)
    track.flexion_deg[:] += noise.shifts(1.0, 6.0)
    return _handled(track, noise)


def _laid(noise: Noise) -> Track:
    face_deg = noise.rng.choice([0.0, 90.0, 180.0, 270.0])
    return Track.held(Pose(90.0 + noise.rng.normal(0.0, 2.0), face_deg + noise.rng.normal(0.0, 2.0)), noise.n)


def _handled(track: Track, noise: Noise) -> Track:
    """Shaken at the beginning and at the end."""
    from_end_s = noise.duration_s - 1.0 / noise.sample_rate_hz - noise.time_s
    handled: Floats = np.zeros(noise.n)
    for since_s in (noise.time_s, from_end_s):
        handled += np.sin(np.pi * np.clip(since_s / min(HANDLING_S, noise.duration_s), 0.0, 1.0)) ** 2
    track.swing_deg[:] += 25.0 * handled * noise.band(0.4, 2.5)
    track.roll_deg[:] += 40.0 * handled * noise.band(0.3, 2.0)
    jolt(track, 0.3 * handled, noise)
    return track
