"""The thigh that goes: walking, stairs, running, cycling.

A stride is two steps.  The thigh swings once a stride; the hip rises and falls, and is braked and pushed, once a step.
That alone would be too smooth: a real leg is also jerked by its own knee and foot, which is taken as measured, harmonic
by harmonic.  Strides differ by a few percent in time and in strength.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.simulation.noise import Floats, Noise
from monitor.simulation.thigh import Person, Pose, Track

STRIKE_PHASE: Final = 0.5
"""Where in the stride, in radians after the thigh is furthest forward, the heel strikes."""

WOBBLE_S: Final = 0.06
"""Time in which soft tissue and strap calm down after an impact (reasoned: they ring a few times at about 10 Hz)."""

WALK_G: Final = np.array(
    [
        [0.05, 0.08, 0.09, 0.05, 0.045, 0.045, 0.05, 0.05],
        [0.06, 0.06, 0.06, 0.07, 0.06, 0.07, 0.05, 0.04],
        [0.06, 0.12, 0.15, 0.16, 0.15, 0.09, 0.07, 0.06],
    ]
)
"""What a walking leg adds to swing and hip: rms in g of the harmonics 1 to 8 of the stride, on x, y and z.

This and the tables below: fitted so that all together comes near the medians of 20 adults (see `Person`)."""

RUN_G: Final = np.array(
    [
        [0.20, 0.00, 0.40, 0.10, 0.15, 0.00, 0.15, 0.10],
        [0.05, 0.08, 0.12, 0.25, 0.25, 0.20, 0.12, 0.10],
        [0.10, 0.00, 0.50, 0.30, 0.35, 0.20, 0.20, 0.12],
    ]
)
"""The same of a running leg."""

PEDAL_G: Final = np.array(
    [
        [0.03, 0.05, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02],
        [0.07, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.02],
        [0.03, 0.05, 0.08, 0.06, 0.04, 0.03, 0.02, 0.02],
    ]
)
"""The same of a pedalling leg, by turns of the pedals."""


@dataclass(frozen=True, slots=True)
class Stride:
    """How the legs go.

    Attributes:
        stride_hz: strides a second.
        pose: the middle of the swing.
        swing_deg: amplitude of the thigh's swing.
        bounce_g, push_g, waddle_g: acceleration of the hip up and forward, once a step, and sideways, once a stride.
        strike_g: impact of the own heel; the other heel's is felt at a third.
        leg_g: what the leg adds, as `WALK_G`.
    """

    stride_hz: float
    pose: Pose
    swing_deg: float
    bounce_g: float
    push_g: float
    waddle_g: float
    strike_g: float
    leg_g: Floats


def walk(person: Person, noise: Noise) -> Track:
    """On the level, at the person's own pace."""
    pace = noise.rng.normal(1.0, 0.04)
    force = person.vigor * pace * pace
    return _stride(
        Stride(
            stride_hz=person.stride_hz * pace,
            pose=Pose(person.stand_deg + 3.0, 2.0, person.stand_abduction_deg),
            swing_deg=person.swing_deg * pace,
            bounce_g=0.16 * force,
            push_g=0.16 * force,
            waddle_g=0.10 * force,
            strike_g=0.5 * force,
            leg_g=WALK_G * force,
        ),
        noise,
    )


def stairs(person: Person, noise: Noise) -> Track:
    """Up and down: slower, the thigh lifted higher."""
    return _stride(
        Stride(
            stride_hz=0.9 * person.stride_hz,
            pose=Pose(person.stand_deg + 14.0, 2.0, person.stand_abduction_deg),
            swing_deg=1.15 * person.swing_deg,
            bounce_g=0.20 * person.vigor,
            push_g=0.12 * person.vigor,
            waddle_g=0.10 * person.vigor,
            strike_g=0.6 * person.vigor,
            leg_g=WALK_G * person.vigor,
        ),
        noise,
    )


def run(person: Person, noise: Noise) -> Track:
    """Jogging, with a phase of flight in each step."""
    return _stride(
        Stride(
            stride_hz=1.5 * person.stride_hz,
            pose=Pose(person.stand_deg + 8.0, 2.0, person.stand_abduction_deg),
            swing_deg=1.4 * person.swing_deg,
            bounce_g=1.0 * person.vigor,
            push_g=0.3 * person.vigor,
            waddle_g=0.2 * person.vigor,
            strike_g=1.2 * person.vigor,
            leg_g=RUN_G * person.vigor,
        ),
        noise,
    )


def cycle(person: Person, noise: Noise) -> Track:
    """A bicycle on the road: pedalling, now and then coasting, and the road all the while."""
    pose = Pose(float(noise.rng.uniform(44.0, 54.0)), 0.0, 0.0)
    swing_deg = float(noise.rng.uniform(18.0, 22.0))
    track = Track.held(pose, noise.n)
    riding = noise.gate(1.5, 1.5)
    # Where the rider coasts, the pedals stand still, wherever they are.
    coasting = np.clip(3.0 * noise.bursts(2.0, 3.0, 9.0), 0.0, 1.0)
    turning = riding * (1.0 - coasting)
    hz = person.cadence_hz * (1.0 + 0.06 * noise.wander(15.0)) * (1.0 - coasting)
    phase = _phase(hz, noise)
    track.flexion_deg[:] += 1.0 * noise.wander(20.0)
    track.swing_deg[:] += riding * swing_deg * (np.cos(phase) + 0.06 * np.cos(2.0 * phase + 1.0))
    track.roll_deg[:] += 3.0 * noise.wander(20.0) + riding * 5.0 * np.cos(phase + 0.5)
    track.hip_g[:, 2] -= 0.15 * turning * np.cos(phase)
    track.shock_g[:] += turning[:, None] * _leg_g(phase, PEDAL_G, noise)
    road = riding * (0.7 + 0.2 * noise.wander(8.0))
    track.hip_g[:, 2] += 0.13 * road * noise.band(2.0, 18.0)
    track.hip_g[:, 0] += 0.06 * road * noise.band(1.0, 12.0)
    track.hip_g[:, 1] += 0.06 * road * noise.band(0.5, 12.0)
    return track


def _stride(stride: Stride, noise: Noise) -> Track:
    track = Track.held(stride.pose, noise.n)
    going = noise.gate(1.2, 1.0) * (1.0 - 0.5 * noise.bursts(1.0, 2.0, 6.0))  # slower round corners
    strength = going * (1.0 + 0.08 * noise.wander(3.0))
    phase = _phase(stride.stride_hz * (0.6 + 0.4 * going) * (1.0 + 0.02 * noise.wander(4.0)), noise)
    lag = noise.rng.normal(0.0, 0.25, 6)

    track.flexion_deg[:] += 1.0 * noise.wander(10.0)
    track.swing_deg[:] += strength * stride.swing_deg * (np.cos(phase) + 0.14 * np.cos(2.0 * phase + 0.6 + lag[0]))
    track.roll_deg[:] += going * (4.0 * np.sin(phase + 0.5 + lag[1]) + 3.0 * noise.wander(15.0))
    track.abduction_deg[:] += going * 2.5 * np.sin(phase + lag[2])
    track.hip_g[:, 0] += strength * stride.push_g * (np.sin(2.0 * phase + lag[3]) + 0.4 * np.sin(4.0 * phase + lag[4]))
    track.hip_g[:, 1] += strength * stride.waddle_g * (np.sin(phase + lag[5]) + 0.5 * np.sin(3.0 * phase))
    track.hip_g[:, 2] += strength * stride.bounce_g * _bounce(phase, lag)
    track.shock_g[:] += strength[:, None] * _strikes(phase, stride.strike_g, noise)
    track.shock_g[:] += strength[:, None] * _leg_g(phase, stride.leg_g, noise)
    for axis in range(3):
        track.shock_g[:, axis] += 0.1 * stride.strike_g * strength * noise.band(3.0, 16.0)
    return track


def _leg_g(phase: Floats, rms_g: Floats, noise: Noise) -> Floats:
    """Harmonics of the stride that all peak near the heel strike, shape (n, 3); `rms_g` as `WALK_G`."""
    shock = np.zeros((len(phase), 3))
    for axis, harmonic in np.ndindex(rms_g.shape):
        lag = noise.rng.normal(0.0, 0.6) + 0.5 * noise.wander(6.0)  # no stride is quite like the one before
        late = (harmonic + 1) * (phase - STRIKE_PHASE) + lag
        shock[:, axis] += np.sqrt(2.0) * rms_g[axis, harmonic] * np.cos(late)
    return shock


def _bounce(phase: Floats, lag: Floats) -> Floats:
    """The hip is lowest, and pushed up hardest, shortly after each of the two heels struck."""
    late = phase - STRIKE_PHASE - 0.9
    curve: Floats = np.cos(2.0 * late) + 0.35 * np.cos(4.0 * late + lag[3]) + 0.15 * np.cos(6.0 * late + lag[4])
    return curve


def _phase(hz: Floats, noise: Noise) -> Floats:
    """Radians, growing by 2 pi each cycle; it begins anywhere."""
    phase: Floats = noise.rng.uniform(0.0, 2.0 * np.pi) + np.cumsum(hz) * (2.0 * np.pi / noise.sample_rate_hz)
    return phase


def _strikes(phase: Floats, strike_g: float, noise: Noise) -> Floats:
    """Impacts of both heels, each followed by the wobble of the tissue under the strap; shape (n, 3)."""
    shock = np.zeros((noise.n, 3))
    own_g = np.array([1.0, 0.25 * noise.rng.choice([-1.0, 1.0]), -0.5]) * strike_g
    for at_phase, axes_g in ((STRIKE_PHASE, own_g), (STRIKE_PHASE + np.pi, own_g * [0.35, -0.5, 0.25])):
        turns = (phase - at_phase) / (2.0 * np.pi)
        place = np.interp(np.arange(np.ceil(turns[0]), turns[-1]), turns, np.arange(noise.n))
        height = noise.rng.lognormal(0.0, 0.2, len(place))
        wobble_hz = noise.rng.uniform(8.0, 13.0, 3)
        for lag in range(round(5.0 * WOBBLE_S * noise.sample_rate_hz) + 1):
            row = np.ceil(place).astype(int) + lag
            late_s = (row - place) / noise.sample_rate_hz
            fits = row < noise.n
            fading = (height * np.exp(-late_s / WOBBLE_S))[fits, None]
            ringing = np.cos(2.0 * np.pi * late_s[fits, None] * wobble_hz)
            shock[row[fits]] += axes_g * fading * ringing
    return shock
