"""One body in joint angles, and where its joints are then: the figure of every exercise drawing.

A person's own axes: x to the left, y to the front, z up; metres, of somebody of about 1.70 m.  Bones never change their
length, so that every pose looks like the same person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, radians, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

Point = NDArray[np.float64]
X, Y, Z = range(3)

TRUNK_M: Final = 0.46
"""From the middle of the pelvis to the base of the neck."""

NECK_M, HEAD_RADIUS_M = 0.17, 0.105
HIP_M, SHOULDER_M = 0.10, 0.17
"""From the middle line to a hip, and to a shoulder."""

THIGH_M, SHIN_M, FOOT_M = 0.43, 0.41, 0.20
UPPER_ARM_M, FOREARM_M = 0.27, 0.27


@dataclass(frozen=True, slots=True)
class Leg:
    """The angles of one leg, in degrees; all 0 is standing.

    Attributes:
        flex: hip, thigh to the front.
        out: hip, thigh to the side.
        turn: hip, turned outward about the thigh.
        knee: bent.
        foot: toes toward the shin.
    """

    flex: float = 0.0
    out: float = 0.0
    turn: float = 0.0
    knee: float = 0.0
    foot: float = 0.0


@dataclass(frozen=True, slots=True)
class Arm:
    """The angles of one arm, in degrees; all 0 hangs down.

    Attributes:
        flex: shoulder, to the front.
        out: shoulder, to the side.
        turn: shoulder, turned inward about the upper arm.
        elbow: bent.
    """

    flex: float = 0.0
    out: float = 8.0
    turn: float = 0.0
    elbow: float = 8.0


@dataclass(frozen=True, slots=True)
class Pose:
    """A body.

    Attributes:
        pelvis: its middle, in metres.
        pitch, roll, yaw: of the pelvis, in degrees: 90 of pitch lies on the back, 90 of roll on the right side.
        bend: of the trunk on the pelvis, to the front.
        nod: of the head.
        left_leg, right_leg, left_arm, right_arm: the limbs.
    """

    pelvis: tuple[float, float, float] = (0.0, 0.0, 0.86)
    pitch: float = 0.0
    roll: float = 0.0
    yaw: float = 0.0
    bend: float = 0.0
    nod: float = 0.0
    left_leg: Leg = field(default_factory=Leg)
    right_leg: Leg = field(default_factory=Leg)
    left_arm: Arm = field(default_factory=Arm)
    right_arm: Arm = field(default_factory=Arm)


@dataclass(frozen=True, slots=True)
class Body:
    """Where the joints of a pose are, in metres; each limb from the trunk outward.

    Attributes:
        hips, shoulders: left, right.
        buttock: where the deep muscles of the left buttock lie, between the sacrum and the hip.
        waist: middle of the pelvis.
        neck, head: base of the neck, middle of the head.
        left_leg, right_leg: hip, knee, ankle, toes.
        left_arm, right_arm: shoulder, elbow, wrist.
    """

    waist: Point
    neck: Point
    head: Point
    hips: Sequence[Point]
    shoulders: Sequence[Point]
    buttock: Point
    left_leg: Sequence[Point]
    right_leg: Sequence[Point]
    left_arm: Sequence[Point]
    right_arm: Sequence[Point]


def body_of(pose: Pose) -> Body:
    """Forward kinematics: from the pelvis outward."""
    waist = np.array(pose.pelvis)
    pelvis = turn(Z, pose.yaw) @ turn(X, pose.pitch) @ turn(Y, -pose.roll)
    trunk = pelvis @ turn(X, -pose.bend)
    neck = waist + trunk @ (0.0, 0.0, TRUNK_M)
    hips = [waist + pelvis @ (side * HIP_M, 0.0, -0.02) for side in (1.0, -1.0)]
    shoulders = [neck + trunk @ (side * SHOULDER_M, 0.0, -0.04) for side in (1.0, -1.0)]
    return Body(
        waist=waist,
        neck=neck,
        head=neck + trunk @ turn(X, -pose.nod) @ (0.0, 0.02, NECK_M),
        hips=hips,
        shoulders=shoulders,
        buttock=waist + pelvis @ (0.11, -0.06, -0.04),
        left_leg=leg_of(pelvis, hips[0], pose.left_leg, 1.0),
        right_leg=leg_of(pelvis, hips[1], pose.right_leg, -1.0),
        left_arm=arm_of(trunk, shoulders[0], pose.left_arm, 1.0),
        right_arm=arm_of(trunk, shoulders[1], pose.right_arm, -1.0),
    )


def leg_of(pelvis: Point, hip: Point, leg: Leg, side: float) -> Sequence[Point]:
    """Hip, knee, ankle, toes; `side` is 1 on the left and -1 on the right."""
    thigh = pelvis @ turn(X, leg.flex) @ turn(Y, -side * leg.out) @ turn(Z, -side * leg.turn)
    shin = thigh @ turn(X, -leg.knee)
    knee = hip + thigh @ (0.0, 0.0, -THIGH_M)
    ankle = knee + shin @ (0.0, 0.0, -SHIN_M)
    return hip, knee, ankle, ankle + shin @ turn(X, leg.foot) @ (0.0, FOOT_M, -0.03)


def arm_of(trunk: Point, shoulder: Point, arm: Arm, side: float) -> Sequence[Point]:
    """Shoulder, elbow, wrist; `side` as of `leg_of`."""
    upper = trunk @ turn(X, arm.flex) @ turn(Y, -side * arm.out) @ turn(Z, side * arm.turn)
    elbow = shoulder + upper @ (0.0, 0.0, -UPPER_ARM_M)
    return shoulder, elbow, elbow + upper @ turn(X, arm.elbow) @ (0.0, 0.0, -FOREARM_M)


def turn(axis: int, degrees: float) -> Point:
    """The rotation about an axis, right-handed: about x, what hangs swings to the front; shape (3, 3)."""
    before, after = (axis + 1) % 3, (axis + 2) % 3
    rotation = np.eye(3)
    rotation[before, before] = rotation[after, after] = cos(radians(degrees))
    rotation[after, before] = sin(radians(degrees))
    rotation[before, after] = -rotation[after, before]
    return rotation
