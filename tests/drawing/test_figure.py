"""The figure: bones keep their length, and joints bend the way that bodies bend."""

from itertools import pairwise
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.drawing.figure import (
    FOOT_M,
    FOREARM_M,
    SHIN_M,
    THIGH_M,
    TRUNK_M,
    UPPER_ARM_M,
    Arm,
    Body,
    Leg,
    Pose,
    body_of,
)

angles = st.floats(-180.0, 180.0)
legs = st.builds(Leg, angles, angles, angles, angles, angles)
arms = st.builds(Arm, angles, angles, angles, angles)
poses = st.builds(
    Pose, pelvis=st.tuples(*[st.floats(-2.0, 2.0)] * 3), pitch=angles, roll=angles, yaw=angles, bend=angles, nod=angles,
    left_leg=legs, right_leg=legs, left_arm=arms, right_arm=arms,
)  # fmt: skip


@given(poses)
def test_no_bone_ever_changes_its_length(pose: Pose) -> None:
    """Whatever the angles, it is the same person."""
    body = body_of(pose)
    for leg in (body.left_leg, body.right_leg):
        lengths = [dist(a, b) for a, b in pairwise(leg)]
        assert [THIGH_M, SHIN_M, dist((0.0, 0.0), (FOOT_M, 0.03))] == pytest.approx(lengths)
    for arm in (body.left_arm, body.right_arm):
        assert [UPPER_ARM_M, FOREARM_M] == pytest.approx([dist(a, b) for a, b in pairwise(arm)])
    assert TRUNK_M == pytest.approx(dist(body.waist, body.neck))


@given(legs, arms)
def test_left_and_right_are_mirrors(leg: Leg, arm: Arm) -> None:
    """The same angles on both sides give limbs that mirror each other."""
    body = body_of(Pose(left_leg=leg, right_leg=leg, left_arm=arm, right_arm=arm))
    for left, right in ((body.left_leg, body.right_leg), (body.left_arm, body.right_arm)):
        for p, q in zip(left, right, strict=True):
            assert (-p[0], p[1], p[2]) == pytest.approx(q)


def left(body: Body) -> tuple[float, ...]:
    """Where the left toes are, from the hip."""
    return tuple(toe - hip for toe, hip in zip(body.left_leg[3], body.left_leg[0], strict=True))


@pytest.mark.parametrize(
    ("leg", "axis", "sign"),
    [
        (Leg(flex=40), 1, 1.0),  # a thigh that is flexed goes to the front
        (Leg(out=40), 0, 1.0),  # one that is spread goes to its side
        (Leg(knee=60), 1, -1.0),  # a knee bends backward
        (Leg(turn=60), 0, 1.0),  # turned outward, the toes point outward
    ],
)
def test_joints_bend_the_way_that_bodies_bend(leg: Leg, axis: int, sign: float) -> None:
    """Signs as they are documented."""
    moved, stood = left(body_of(Pose(left_leg=leg))), left(body_of(Pose()))

    assert 0.0 < sign * (moved[axis] - stood[axis])
