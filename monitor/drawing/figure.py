"""One body in joint angles, and where its joints are then: the figure of every exercise drawing.

A person's own axes: x to the left, y to the front, z up; metres, of somebody of about 1.70 m.  Bones never change their
length, so that every pose looks like the same person.
"""

from dataclasses import dataclass, field
from math import cos, radians, sin
from typing import Final

Point = tuple[float, float, float]
Matrix = tuple[Point, Point, Point]

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

    pelvis: Point = (0.0, 0.0, 0.86)
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
    hips: tuple[Point, Point]
    shoulders: tuple[Point, Point]
    buttock: Point
    left_leg: tuple[Point, ...]
    right_leg: tuple[Point, ...]
    left_arm: tuple[Point, ...]
    right_arm: tuple[Point, ...]


def body_of(pose: Pose) -> Body:
    """Forward kinematics: from the pelvis outward."""
    pelvis = multiply(turn_z(pose.yaw), multiply(turn_x(pose.pitch), turn_y(-pose.roll)))
    trunk = multiply(pelvis, turn_x(-pose.bend))
    neck = add(pose.pelvis, apply(trunk, (0.0, 0.0, TRUNK_M)))
    head = add(neck, apply(multiply(trunk, turn_x(-pose.nod)), (0.0, 0.02, NECK_M)))
    hips = tuple(add(pose.pelvis, apply(pelvis, (side * HIP_M, 0.0, -0.02))) for side in (1.0, -1.0))
    shoulders = tuple(add(neck, apply(trunk, (side * SHOULDER_M, 0.0, -0.04))) for side in (1.0, -1.0))
    return Body(
        pose.pelvis,
        neck,
        head,
        (hips[0], hips[1]),
        (shoulders[0], shoulders[1]),
        add(pose.pelvis, apply(pelvis, (0.11, -0.06, -0.04))),
        leg_of(pelvis, hips[0], pose.left_leg, 1.0),
        leg_of(pelvis, hips[1], pose.right_leg, -1.0),
        arm_of(trunk, shoulders[0], pose.left_arm, 1.0),
        arm_of(trunk, shoulders[1], pose.right_arm, -1.0),
    )


def leg_of(pelvis: Matrix, hip: Point, leg: Leg, side: float) -> tuple[Point, ...]:
    """Hip, knee, ankle, toes; `side` is 1 on the left and -1 on the right."""
    thigh = multiply(pelvis, multiply(turn_x(leg.flex), multiply(turn_y(-side * leg.out), turn_z(-side * leg.turn))))
    shin = multiply(thigh, turn_x(-leg.knee))
    knee = add(hip, apply(thigh, (0.0, 0.0, -THIGH_M)))
    ankle = add(knee, apply(shin, (0.0, 0.0, -SHIN_M)))
    toes = add(ankle, apply(multiply(shin, turn_x(leg.foot)), (0.0, FOOT_M, -0.03)))
    return hip, knee, ankle, toes


def arm_of(trunk: Matrix, shoulder: Point, arm: Arm, side: float) -> tuple[Point, ...]:
    """Shoulder, elbow, wrist; `side` as of `leg_of`."""
    upper = multiply(trunk, multiply(turn_x(arm.flex), multiply(turn_y(-side * arm.out), turn_z(side * arm.turn))))
    elbow = add(shoulder, apply(upper, (0.0, 0.0, -UPPER_ARM_M)))
    wrist = add(elbow, apply(multiply(upper, turn_x(arm.elbow)), (0.0, 0.0, -FOREARM_M)))
    return shoulder, elbow, wrist


# ---------------------------------------------------------------- rotations, right-handed
def turn_x(degrees: float) -> Matrix:
    """About x: what hangs swings to the front."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c)


def turn_y(degrees: float) -> Matrix:
    """About y."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c)


def turn_z(degrees: float) -> Matrix:
    """About z."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0)


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """The rotation b, then a."""
    rows = [tuple(sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)) for i in range(3)]
    return tuple(rows)  # type: ignore[return-value]


def apply(a: Matrix, p: Point) -> Point:
    """A point turned."""
    x, y, z = (sum(row[k] * p[k] for k in range(3)) for row in a)
    return x, y, z


def add(p: Point, q: Point) -> Point:
    """Two points added."""
    return p[0] + q[0], p[1] + q[1], p[2] + q[2]
