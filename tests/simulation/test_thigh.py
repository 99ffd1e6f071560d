"""What an accelerometer on a moving thigh feels, checked against mechanics done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.profile import Side
from monitor.motion.features import Floats
from monitor.simulation.thigh import STANDARD_GRAVITY, Pose, Track, acceleration_g

RATE_HZ = 1000.0


def felt(track: Track, leg: Side = Side.RIGHT, *, hip_arm_m: float = 0.25, knee_arm_m: float = 0.2) -> Floats:
    """The track as felt on that leg."""
    return acceleration_g(track, leg=leg, hip_arm_m=hip_arm_m, knee_arm_m=knee_arm_m, sample_rate_hz=RATE_HZ)


@pytest.mark.parametrize(
    ("pose", "expected"),
    [
        (Pose(0.0), (1.0, 0.0, 0.0)),
        (Pose(90.0), (0.0, 0.0, 1.0)),
        (Pose(60.0), (0.5, 0.0, np.sqrt(0.75))),
        (Pose(90.0, roll_deg=90.0), (0.0, -1.0, 0.0)),
        (Pose(90.0, roll_deg=-90.0), (0.0, 1.0, 0.0)),
        (Pose(90.0, roll_deg=180.0), (0.0, 0.0, -1.0)),
        (Pose(0.0, abduction_deg=30.0), (np.sqrt(0.75), 0.5, 0.0)),
        (Pose(90.0, abduction_deg=30.0), (0.0, 0.0, 1.0)),
    ],
)
def test_gravity_in_each_pose(pose: Pose, expected: tuple[float, float, float]) -> None:
    """At rest the axis that points up reads +1 g: x when standing, z when sitting, the inner side in a figure-4."""
    np.testing.assert_allclose(felt(Track.held(pose, 5)), [expected] * 5, atol=1e-12)


@given(st.floats(-180, 180), st.floats(-180, 180), st.floats(-90, 90))
def test_the_left_leg_mirrors_the_right_one(flexion_deg: float, roll_deg: float, abduction_deg: float) -> None:
    """Outward is the other way on the other leg: y changes its sign and nothing else does."""
    track = Track.held(Pose(flexion_deg, roll_deg, abduction_deg), 3)
    left, right = felt(track, Side.LEFT), felt(track, Side.RIGHT)
    np.testing.assert_allclose(left, right * [1.0, -1.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(left, axis=1), 1.0, atol=1e-12)


def test_a_thigh_that_spins_about_the_hip_pulls_towards_it() -> None:
    """At 2 rad/s on an arm of 0.25 m the pull is 1 m/s², along the thigh and up to the hip."""
    track = Track.held(Pose(0.0), 100)
    track.swing_deg[:] = np.degrees(2.0 * np.arange(100) / RATE_HZ)
    gravity = np.stack([np.cos(np.radians(track.swing_deg)), np.sin(np.radians(track.swing_deg))], axis=1)
    pull = (felt(track)[:, [0, 2]] - gravity)[5:-5]
    np.testing.assert_allclose(pull, [[0.25 * 4.0 / STANDARD_GRAVITY, 0.0]] * len(pull), atol=1e-9)


def test_a_thigh_that_rises_about_the_knee_is_pushed_the_other_way() -> None:
    """Flexing faster and faster at 3 rad/s² on an arm of 0.2 m from the knee pushes backward with 0.6 m/s²."""
    track = Track.held(Pose(0.0), 50)
    time_s = np.arange(50) / RATE_HZ
    track.flexion_deg[:] = np.degrees(0.5 * 3.0 * time_s**2)
    push = (felt(track)[:, 2] - np.sin(np.radians(track.flexion_deg)))[5:-5]
    np.testing.assert_allclose(push, -0.2 * 3.0 / STANDARD_GRAVITY, atol=1e-6)


@pytest.mark.parametrize(
    ("hip_g", "flexion_deg", "expected"),
    [
        ((0.0, 0.0, 0.5), 0.0, (1.5, 0.0, 0.0)),
        ((0.0, 0.0, 0.5), 90.0, (0.0, 0.0, 1.5)),
        ((0.3, 0.0, 0.0), 0.0, (1.0, 0.0, 0.3)),
        ((0.3, 0.0, 0.0), 90.0, (-0.3, 0.0, 1.0)),
        ((0.0, 0.2, 0.0), 45.0, (np.sqrt(0.5), 0.2, np.sqrt(0.5))),
        ((0.0, 0.0, -1.0), 30.0, (0.0, 0.0, 0.0)),
    ],
)
def test_the_hip_carries_the_thigh(
    hip_g: tuple[float, float, float], flexion_deg: float, expected: tuple[float, float, float]
) -> None:
    """Forward, right and up are turned into the thigh's frame; a hip in free fall feels nothing."""
    track = Track.held(Pose(flexion_deg), 3)
    track.hip_g[:] = hip_g
    np.testing.assert_allclose(felt(track), [expected] * 3, atol=1e-12)


def test_shocks_are_felt_as_they_are() -> None:
    """What the tissue adds is in the thigh's frame already."""
    track = Track.held(Pose(0.0), 3)
    track.shock_g[1] = (0.1, 0.2, 0.3)
    np.testing.assert_allclose(felt(track)[1], (1.1, 0.2, 0.3), atol=1e-12)


def test_a_track_begins_where_it_comes_from() -> None:
    """The way leads from the pose before into the step's own movement, which it leaves alone at its end."""
    track = Track.held(Pose(80.0, 10.0, 0.0), 11)
    track.come_from(Pose(10.0, 0.0, 4.0), np.linspace(0.0, 1.0, 11))
    assert (10.0, 0.0, 4.0) == (track.flexion_deg[0], track.roll_deg[0], track.abduction_deg[0])
    assert (45.0, 5.0, 2.0) == (track.flexion_deg[5], track.roll_deg[5], track.abduction_deg[5])
    assert Pose(80.0, 10.0, 0.0) == track.last_pose
