"""A person does what the script says; an accelerometer on the thigh feels it.

Every step has its own chance, drawn from the seed and the step's place, so a script and a longer one that begins
with it begin alike.  Nothing here knows of packets: however the samples are cut later, they are the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.coaching.profile import Side
from monitor.errors import UsageError
from monitor.motion.samples import SampleBlock
from monitor.simulation import gait, rest, unworn
from monitor.simulation.noise import Floats, Noise, minimum_jerk
from monitor.simulation.script import Step, StepKind, label_seconds
from monitor.simulation.sensor import Sensor
from monitor.simulation.thigh import Person, Pose, Track, acceleration_g

MIN_RATE_HZ: Final = 10.0
"""Lowest sample rate: below it, the fastest step could not be told from a slower one."""

_PERFORM: Final[dict[StepKind, Callable[[Person, Noise], Track]]] = {
    StepKind.SIT: rest.sit,
    StepKind.STAND: rest.stand,
    StepKind.WALK: gait.walk,
    StepKind.STAIRS: gait.stairs,
    StepKind.RUN: gait.run,
    StepKind.CYCLE: gait.cycle,
    StepKind.DRIVE: rest.drive,
    StepKind.LIE: rest.lie,
    StepKind.SLUMP: rest.slump,
    StepKind.FIDGET: rest.fidget,
    StepKind.BRIDGE: rest.bridge,
    StepKind.OFF: unworn.off,
    StepKind.OFF_CHAIR: unworn.off_chair,
    StepKind.OFF_CHARGER: unworn.off_charger,
    StepKind.OFF_COOLING: unworn.off_cooling,
    StepKind.OFF_HOOK: unworn.off_hook,
    StepKind.OFF_BAG: unworn.off_bag,
}
_SIDED: Final = {
    StepKind.FIGURE4_LEFT: (Side.LEFT, rest.figure4, rest.other_figure4),
    StepKind.FIGURE4_RIGHT: (Side.RIGHT, rest.figure4, rest.other_figure4),
    StepKind.BOUNCE4_LEFT: (Side.LEFT, rest.bounce4, rest.other_bounce4),
    StepKind.BOUNCE4_RIGHT: (Side.RIGHT, rest.bounce4, rest.other_bounce4),
    StepKind.CLAM_LEFT: (Side.LEFT, rest.clamshell, rest.under_clamshell),
    StepKind.CLAM_RIGHT: (Side.RIGHT, rest.clamshell, rest.under_clamshell),
}
_MOVING: Final = (StepKind.WALK, StepKind.STAIRS, StepKind.RUN, StepKind.CYCLE)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time `[start_s, end_s)` in seconds since the script began."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Motion:
    """What the accelerometer of one person measured during one script.

    Attributes:
        sample_rate_hz: sample i was taken i / sample_rate_hz seconds after the script began.
        xyz_g: shape (n, 3), in g, in the sensor frame, +1 g upward at rest; NaN in gaps, where there are no samples.
        step_labels: the step of each whole second.
        gaps: where nothing arrives.
        sensor: what measured.
    """

    sample_rate_hz: float
    xyz_g: Floats
    step_labels: tuple[StepKind, ...]
    gaps: tuple[Span, ...]
    sensor: Sensor

    @property
    def duration_s(self) -> float:
        """Length in seconds, gaps too."""
        return len(self.xyz_g) / self.sample_rate_hz

    @property
    def present(self) -> NDArray[np.bool_]:
        """Whether there is a sample, shape (n,)."""
        return ~np.isnan(self.xyz_g[:, 0])

    def blocks(self, start_s: float = 0.0) -> Iterator[SampleBlock]:
        """The samples between the gaps, on a timeline on which the script began at `start_s`."""
        edges = np.flatnonzero(np.diff(np.r_[False, self.present, False]))
        for first, last in edges.reshape(-1, 2).tolist():
            yield SampleBlock(start_s + first / self.sample_rate_hz, self.sample_rate_hz, self.xyz_g[first:last])


def simulate_motion(
    steps: Sequence[Step],
    *,
    leg: Side,
    seed: int,
    wear_site: str = "thigh",
    sample_rate_hz: float = 50.0,
    strap_rotation: Floats | None = None,
    sensor: Sensor | None = None,
) -> Motion:
    """What a wearable measures while somebody does these steps; the same arguments always give the same numbers.

    Args:
        steps: what the body does, one or more.
        leg: the thigh that wears the wearable, left or right.
        seed: chooses the person and all chance, 0 or more.
        wear_site: only "thigh" so far.
        sample_rate_hz: 10 or more.
        strap_rotation: shape (3, 3), turns the thigh frame (x up along the thigh when standing, z out of its front,
            y to the right) into the sensor frame; None leaves it as it is.
        sensor: None for the usual one.

    Raises:
        UsageError: a wear site, leg, seed or rate that cannot be simulated.
        ValueError: no steps, or a rotation that is none.
    """
    _check(steps, leg, seed, wear_site, sample_rate_hz)
    rotation = np.eye(3) if strap_rotation is None else _checked_rotation(strap_rotation)
    sensor = sensor or Sensor()
    person_rng, sensor_rng = (np.random.default_rng([seed, 0, part]) for part in range(2))
    person = Person.draw(person_rng)
    # Step by step: the movement needs ten times the room of what is felt of it.
    felt_g = np.concatenate(list(_felt(steps, person, leg, seed, sample_rate_hz)))
    xyz_g = sensor.measure(felt_g @ rotation.T, sensor_rng)
    gaps = _gaps(steps)
    for gap in gaps:
        xyz_g[round(gap.start_s * sample_rate_hz) : round(gap.end_s * sample_rate_hz)] = np.nan
    return Motion(sample_rate_hz, xyz_g, label_seconds(steps), gaps, sensor)


def _check(steps: Sequence[Step], leg: Side, seed: int, wear_site: str, sample_rate_hz: float) -> None:
    if wear_site != "thigh":
        raise UsageError(f'wear site is "{wear_site}"; only "thigh" is simulated yet')
    if leg not in (Side.LEFT, Side.RIGHT):
        raise UsageError(f'leg is "{leg}"; a wearable is worn on the "left" or the "right" one')
    if seed < 0:
        raise UsageError(f"seed is {seed}; allowed are whole numbers from 0")
    if not MIN_RATE_HZ <= sample_rate_hz <= 1000.0:
        raise UsageError(f"sample rate is {sample_rate_hz:g} Hz; allowed are {MIN_RATE_HZ:g} to 1000 Hz")
    if not steps:
        raise ValueError("there must be at least one step")


def _checked_rotation(rotation: Floats) -> Floats:
    matrix = np.asarray(rotation, dtype=np.float64)
    if matrix.shape != (3, 3) or not np.allclose(matrix @ matrix.T, np.eye(3)) or np.linalg.det(matrix) < 0.0:
        raise ValueError("strap_rotation must be a rotation matrix, shape (3, 3)")
    return matrix


def _felt(steps: Sequence[Step], person: Person, leg: Side, seed: int, sample_rate_hz: float) -> Iterator[Floats]:
    """What the thigh feels during each step, the way from the one before into it included; shape (n, 3) each."""
    pose: Pose | None = None
    kind = StepKind.SIT
    end_s = 0
    for place, step in enumerate(steps, start=1):
        if step.kind is not StepKind.GAP:
            kind = step.kind
        elif kind in _MOVING:  # while nobody listens the body stays as it was, but walks on only if it is told to
            kind = StepKind.STAND
        first, end_s = round(end_s * sample_rate_hz), end_s + step.duration_s
        noise = Noise(np.random.default_rng([seed, place]), round(end_s * sample_rate_hz) - first, sample_rate_hz)
        track = _performance(kind, leg)(person, noise)
        if pose is not None:
            takes_s = min(noise.rng.uniform(1.2, 2.5), noise.duration_s)
            track.come_from(pose, minimum_jerk(noise.time_s / takes_s))
        pose = track.last_pose
        yield acceleration_g(
            track,
            leg=leg,
            hip_arm_m=person.hip_arm_m,
            knee_arm_m=person.knee_arm_m,
            sample_rate_hz=sample_rate_hz,
        )


def _performance(kind: StepKind, leg: Side) -> Callable[[Person, Noise], Track]:
    if kind not in _SIDED:
        return _PERFORM[kind]
    side, this_leg, other_leg = _SIDED[kind]
    return this_leg if side is leg else other_leg


def _gaps(steps: Sequence[Step]) -> tuple[Span, ...]:
    ends = np.cumsum([step.duration_s for step in steps]).tolist()
    return tuple(
        Span(float(end - step.duration_s), float(end))
        for step, end in zip(steps, ends, strict=True)
        if step.kind is StepKind.GAP
    )
