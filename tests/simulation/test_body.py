"""A whole script on one person: determinism, frames, gaps, transitions."""

import time
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.coaching.profile import Side
from monitor.errors import UsageError
from monitor.motion.features import describe_seconds, inclination_deg
from monitor.simulation.body import Span, simulate_motion
from monitor.simulation.script import Step, StepKind, duration_s, parse_script
from monitor.simulation.sensor import Sensor, random_rotation
from tests.support.simulated import PERFECT, X_AXIS, simulate

pytestmark = pytest.mark.slow

MORNING = "sit:60s stand:20s walk:30s cycle:20s lie:20s off:15s fidget:20s figure4-left:20s"

short_scripts = st.lists(st.builds(Step, st.sampled_from(StepKind), st.integers(1, 12)), min_size=1, max_size=6)


def test_the_same_seed_gives_the_same_numbers() -> None:
    """Bit for bit; and another seed is another person on another day."""
    one, same, other = simulate(MORNING, seed=7), simulate(MORNING, seed=7), simulate(MORNING, seed=8)
    np.testing.assert_array_equal(one.xyz_g, same.xyz_g)
    assert np.abs(one.xyz_g - other.xyz_g).max() > 0.1


@settings(max_examples=25)
@given(short_scripts, short_scripts, st.integers(0, 1000))
def test_what_comes_later_changes_nothing_before(steps: list[Step], more: list[Step], seed: int) -> None:
    """A script and a longer one that begins with it begin alike."""
    short = simulate_motion(steps, leg=Side.LEFT, seed=seed)
    long = simulate_motion([*steps, *more], leg=Side.LEFT, seed=seed)
    np.testing.assert_array_equal(short.xyz_g, long.xyz_g[: len(short.xyz_g)])


@settings(max_examples=40)
@given(short_scripts, st.sampled_from([12.5, 25.0, 50.0]), st.sampled_from([Side.LEFT, Side.RIGHT]), st.integers(0, 99))
def test_any_script_can_be_simulated(steps: list[Step], sample_rate_hz: float, leg: Side, seed: int) -> None:
    """Every script, however short its steps, gives finite samples within range, for as long as it lasts."""
    motion = simulate_motion(steps, leg=leg, seed=seed, sample_rate_hz=sample_rate_hz)
    assert (round(duration_s(steps) * sample_rate_hz), 3) == motion.xyz_g.shape
    assert duration_s(steps) == len(motion.step_labels)
    assert (np.abs(motion.xyz_g[motion.present]) <= 8.0).all()
    in_gaps = np.array([label is StepKind.GAP for label in motion.step_labels])
    assert abs(int((~motion.present).sum()) - int(in_gaps.sum()) * sample_rate_hz) <= len(steps)


@pytest.mark.parametrize("seed", range(4))
def test_the_strap_changes_the_frame_and_nothing_else(seed: int) -> None:
    """With a perfect sensor a turned strap gives the same vectors, turned; with a real one the same norms."""
    rotation = random_rotation(seed)
    plain = simulate(MORNING, seed=seed, sensor=PERFECT)
    turned = simulate(MORNING, seed=seed, sensor=PERFECT, strap_rotation=rotation)
    np.testing.assert_allclose(turned.xyz_g, plain.xyz_g @ rotation.T, atol=0.001)
    real = simulate(MORNING, seed=seed, strap_rotation=rotation)
    norm, real_norm = np.linalg.norm(plain.xyz_g, axis=1), np.linalg.norm(real.xyz_g, axis=1)
    np.testing.assert_allclose(real_norm, norm, atol=0.02 * np.sqrt(3.0) + 0.02)


@pytest.mark.parametrize("rotation", [np.eye(2), 2.0 * np.eye(3), np.diag([1.0, 1.0, -1.0]), np.zeros((3, 3))])
def test_only_a_rotation_turns_the_strap(rotation: np.ndarray) -> None:
    """A matrix that stretches or mirrors is the caller's mistake."""
    with pytest.raises(ValueError, match="must be a rotation matrix"):
        simulate("sit:10s", strap_rotation=rotation)


def test_both_legs_mirror_each_other_while_both_do_the_same() -> None:
    """Worn on the other leg the same person's sitting and walking is seen mirrored."""
    left = simulate("sit:30s walk:30s", leg=Side.LEFT, sensor=PERFECT)
    right = simulate("sit:30s walk:30s", leg=Side.RIGHT, sensor=PERFECT)
    quiet = slice(0, 1400)
    np.testing.assert_allclose(left.xyz_g[quiet, 0], right.xyz_g[quiet, 0], atol=0.05)
    np.testing.assert_allclose(left.xyz_g[quiet, 1].mean(), -right.xyz_g[quiet, 1].mean(), atol=0.02)


def test_in_a_gap_there_are_no_samples() -> None:
    """The gap is NaN from its first to its last sample, and no block touches it."""
    motion = simulate("sit:20s gap:10s sit:20s gap:5s")
    assert (Span(20.0, 30.0), Span(50.0, 55.0)) == motion.gaps
    assert not motion.present[1000:1500].any()
    assert motion.present[:1000].all()
    assert motion.present[1500:2500].all()
    blocks = list(motion.blocks(start_s=1000.0))
    assert [(1000.0, 1020.0), (1030.0, 1050.0)] == [(block.start_s, block.end_s) for block in blocks]
    assert all(np.isfinite(block.xyz_g).all() for block in blocks)


@pytest.mark.parametrize(("before", "low_deg", "high_deg"), [("sit", 70, 105), ("stand", 0, 20), ("walk", 0, 20)])
def test_through_a_gap_the_body_stays_as_it_was(before: str, low_deg: float, high_deg: float) -> None:
    """After the gap the posture is still the one before: a walker has stopped, a sitter sits."""
    motion = simulate(f"{before}:30s gap:60s {before if before != 'walk' else 'stand'}:10s", seed=6)
    first = describe_seconds(motion.xyz_g[4500:4600].reshape(2, 50, 3))
    angles = inclination_deg(first.mean_g, X_AXIS)
    assert low_deg < angles.min()
    assert angles.max() < high_deg


def test_off_is_told() -> None:
    """Where the wearable is not on the body is part of the motion; it has samples there."""
    motion = simulate("sit:20s off:30s sit:10s")
    assert [StepKind.OFF] * 30 == list(motion.step_labels[20:50])
    assert motion.present.all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "script", ["sit:20s stand:20s", "stand:20s sit:20s", "sit:20s figure4-left:20s", "lie:20s sit:20s"]
)
def test_transitions_are_smooth(script: str, seed: int) -> None:
    """The way from one posture to the next takes 1 to 3 s, with no jump and no jerk greater than a person's."""
    motion = simulate(script, seed=seed, sensor=PERFECT)
    steps_g = np.linalg.norm(np.diff(motion.xyz_g[950:1150], axis=0), axis=1)
    assert steps_g.max() < 0.12
    mean = motion.xyz_g.reshape(-1, 5, 3).mean(axis=1)
    end = motion.xyz_g[1200:1500].mean(axis=0)
    away = np.degrees(np.arccos(np.clip(mean @ end / np.linalg.norm(mean, axis=1) / np.linalg.norm(end), -1, 1)))
    assert (away[230:] < 15.0).all()


@pytest.mark.parametrize("seed", range(4))
def test_standing_up_takes_one_to_three_seconds(seed: int) -> None:
    """Half way between seated and upright the thigh is neither at once nor for long."""
    motion = simulate("sit:20s stand:20s", seed=seed)
    tenths = motion.xyz_g.reshape(-1, 5, 3).mean(axis=1)
    angle = inclination_deg(tenths, X_AXIS)
    between = np.flatnonzero((angle[190:260] > 22.0) & (angle[190:260] < 68.0))
    assert 3 <= len(between) <= 15
    assert 200 <= 190 + between[0]
    assert all(one + 1 == other for one, other in pairwise(between.tolist()))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"wear_site": "pocket"}, 'wear site is "pocket"; only "thigh" is simulated yet'),
        ({"wear_site": "wrist"}, 'wear site is "wrist"; only "thigh" is simulated yet'),
        ({"leg": Side.BOTH}, 'leg is "both"; a wearable is worn on the "left" or the "right" one'),
        ({"seed": -1}, "seed is -1; allowed are whole numbers from 0"),
        ({"sample_rate_hz": 1.0}, "sample rate is 1 Hz; allowed are 10 to 1000 Hz"),
        ({"sample_rate_hz": float("nan")}, "sample rate is nan Hz; allowed are 10 to 1000 Hz"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_one_line(arguments: dict[str, object], line: str) -> None:
    """The line says what it is and what is allowed."""
    usual: dict[str, object] = {"leg": Side.LEFT, "seed": 1}
    with pytest.raises(UsageError) as refused:
        simulate_motion(parse_script("sit:10s"), **{**usual, **arguments})  # type: ignore[arg-type]
    assert line == str(refused.value)


def test_no_steps_are_the_callers_mistake() -> None:
    """`parse_script` never gives them."""
    with pytest.raises(ValueError, match="at least one step"):
        simulate_motion([], leg=Side.LEFT, seed=1)


def test_the_sensor_that_measured_is_remembered() -> None:
    """So that packets can be in its counts."""
    sensor = Sensor(counts_per_g=1000, range_g=2)
    motion = simulate("run:20s", sensor=sensor)
    assert sensor == motion.sensor
    assert np.abs(motion.xyz_g).max() == 2.0


def test_eight_hours_take_seconds_and_little_room() -> None:
    """A working day at 50 Hz takes well under 10 s of one core, and at most 300 bytes for each sample at its peak."""
    script = "sit:50m walk:10m " * 3 + "sit:2h fidget:2h stand:30m cycle:30m"
    tracemalloc.start()
    try:
        began_s = time.process_time()
        motion = simulate(script)
        took_s = time.process_time() - began_s
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 8 * 3600.0 == motion.duration_s
    assert took_s < 10.0
    assert peak_bytes < 300 * len(motion.xyz_g)
