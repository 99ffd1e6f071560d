"""The poses of the exercises, in joint angles, and what each step of them shows.

All for the left side; the right one is the mirror.  Crossed ankles, hands and feet lie where they should to within some
centimetres (the tests measure it).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from monitor.coaching.exercises import ExerciseId
from monitor.drawing.figure import Arm, Leg, Pose


class Prop(StrEnum):
    """What stands or lies there."""

    CHAIR = "chair"
    MAT = "mat"
    MAT_ACROSS = "mat across"
    WALL = "wall"
    BALL = "ball"


class Limb(StrEnum):
    """What moves, or is looked at."""

    LEFT_LEG = "left_leg"
    RIGHT_LEG = "right_leg"
    LEFT_ARM = "left_arm"
    RIGHT_ARM = "right_arm"
    TRUNK = "trunk"


@dataclass(frozen=True, slots=True)
class Picture:
    """What one step shows.

    Attributes:
        pose: of the body.
        before: drawn dotted where `moves` was; None for nothing.
        moves: drawn in the accent colour, with an arrow from `before`.
        foot: a mark at the toes: the foot that is kept flexed.
        muscle: the deep muscles of the buttock are shaded.
        breath: a mark of breathing out.
        to_and_fro: the arrow has two heads.
        azimuth_deg: of an onlooker who has gone elsewhere to see this; None: where the scene is seen from.
    """

    pose: Pose
    before: Pose | None = None
    moves: tuple[Limb, ...] = ()
    foot: bool = False
    muscle: bool = False
    breath: bool = False
    to_and_fro: bool = False
    azimuth_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """All pictures of an exercise, seen from one place.

    Attributes:
        azimuth_deg: of the onlooker: 0 in front, 90 at the person's left.
        elevation_deg: above the horizon.
        props: what stands there.
        pictures: one for each step, the precondition first.
    """

    azimuth_deg: float
    elevation_deg: float
    props: tuple[Prop, ...]
    pictures: tuple[Picture, ...]


# ---------------------------------------------------------------- on a chair
_DOWN = Leg(90, 4, 0, 90, 0)
_ASIDE = Arm(-6, 14, 0, 8)
SIT = Pose((0, 0, 0.53), left_leg=_DOWN, right_leg=_DOWN, left_arm=_ASIDE, right_arm=_ASIDE)
CROSSED = replace(SIT, left_leg=Leg(104, 28, 87, 117, 15))
HINGED = replace(CROSSED, bend=38, nod=-18, left_arm=Arm(-1, 13, -32, 128), right_arm=Arm(-11, 15, 7, 135))

# ---------------------------------------------------------------- on the back
_BENT = Leg(56, 4, 0, 123, -28)
LIE = Pose(
    (0, 0, 0.1), pitch=90, left_leg=_BENT, right_leg=_BENT, left_arm=Arm(0, 18, 0, 5), right_arm=Arm(0, 18, 0, 5)
)
LIE_CROSSED = replace(LIE, left_leg=Leg(85, 26, 73, 123, 15))
LIE_HANDS = replace(
    LIE,
    left_leg=Leg(101, 28, 88, 117, 15), right_leg=Leg(88, 4, 0, 95, 0),
    left_arm=Arm(25, -21, 20, 1), right_arm=Arm(24, 2, 20, 2),
)  # fmt: skip
LIE_PULLED = replace(
    LIE,
    left_leg=Leg(128, 28, 87, 112, 15), right_leg=Leg(118, 4, 0, 90, 0),
    left_arm=Arm(4, -19, 23, 47), right_arm=Arm(-4, 15, 18, 69),
)  # fmt: skip
LIE_HELD = replace(LIE, left_leg=Leg(114, 2, 0, 118, 0), left_arm=Arm(34, 0, 0, 27), right_arm=Arm(47, -23, 0, 0))
LIE_ACROSS = replace(LIE, left_leg=Leg(122, -26, 0, 118, 0), left_arm=Arm(30, -21, 6, 33), right_arm=Arm(22, -5, 3, 52))
_RAISED = Leg(-18, 4, 0, 96, -16)
BRIDGE = replace(LIE, pelvis=(0, -0.08, 0.36), pitch=124, nod=34, left_leg=_RAISED, right_leg=_RAISED)

# ---------------------------------------------------------------- standing
STAND = Pose((0, 0, 0.93))
AT_WALL = replace(STAND, right_arm=Arm(8, 52, -17, 48))
STAND_CROSSED = replace(AT_WALL, left_leg=Leg(49, 20, 51, 122, 15))
STAND_SEATED = replace(
    AT_WALL,
    pelvis=(0, -0.22, 0.74), pitch=-22, bend=30, nod=-25,
    left_leg=Leg(89, 30, 91, 125, 15), right_leg=Leg(79, 2, 0, 76, 16),
    left_arm=Arm(-3, 26, -7, 92), right_arm=Arm(45, 78, -69, 73),
)  # fmt: skip
ON_LEFT_LEG = replace(AT_WALL, right_leg=Leg(16, 0, 0, 46, 0))
SUNK = replace(ON_LEFT_LEG, pelvis=(0, 0, 0.92), roll=6, left_leg=Leg(0, -6), right_leg=Leg(16, 6, 0, 46, 0))
WALK = replace(
    STAND,
    pelvis=(0, 0, 0.91),
    left_leg=Leg(24, 0, 0, 6, 8), right_leg=Leg(-16, 0, 0, 16, -14),
    left_arm=Arm(-22, 8, 0, 16), right_arm=Arm(26, 8, 0, 24),
)  # fmt: skip

# ---------------------------------------------------------------- on the floor
_KNEE_UP = Leg(115, 6, 0, 104, -37)
_PROPPED = Arm(-50, 12, 0, -2)
FLOOR = Pose(
    (0, 0, 0.13), pitch=22, nod=12, left_leg=_KNEE_UP, right_leg=_KNEE_UP, left_arm=_PROPPED, right_arm=_PROPPED
)
ON_BALL = replace(FLOOR, roll=-7, pelvis=(0, 0, 0.15))
_SHUT = Leg(50, 0, 0, 85, 0)
ON_SIDE = Pose(
    (0, 0, 0.13), roll=90, left_leg=_SHUT, right_leg=_SHUT, left_arm=Arm(50, 10, 0, 60), right_arm=Arm(150, 0, 0, 60)
)
OPEN = replace(ON_SIDE, left_leg=Leg(34, 34, 50, 85, 0))


def _figure4(start: Pose, crossed: Pose, *after: Picture) -> tuple[Picture, ...]:
    """Start, crossing and flexing, as in all three versions."""
    crossing = Picture(crossed, before=start, moves=(Limb.LEFT_LEG,))
    return Picture(start), Picture(start), crossing, Picture(crossed, foot=True), *after


_BOTH_LEGS = (Limb.LEFT_LEG, Limb.RIGHT_LEG)
_ARMS = (Limb.LEFT_ARM, Limb.RIGHT_ARM)
_HINGING = Picture(HINGED, before=CROSSED, moves=(Limb.TRUNK,), azimuth_deg=72)
_PULLING = Picture(LIE_PULLED, before=LIE_HANDS, moves=_BOTH_LEGS)
_SENDING = Picture(STAND_SEATED, before=STAND_CROSSED, moves=(Limb.TRUNK,), azimuth_deg=52)

SCENES: Final[Mapping[str, Scene]] = {
    ExerciseId.SEATED_FIGURE_4: Scene(
        -18, 26, (Prop.CHAIR,),
        _figure4(
            SIT, CROSSED, _HINGING, Picture(HINGED, muscle=True, azimuth_deg=72),
            Picture(HINGED, muscle=True, breath=True, azimuth_deg=72),
        ),
    ),
    ExerciseId.SUPINE_FIGURE_4: Scene(
        72, 22, (Prop.MAT,),
        _figure4(
            LIE, LIE_CROSSED,
            Picture(LIE_HANDS, before=LIE_CROSSED, moves=(Limb.LEFT_ARM, Limb.RIGHT_ARM)),
            _PULLING, Picture(LIE_PULLED, muscle=True), Picture(LIE_PULLED),
            Picture(LIE_PULLED, muscle=True, breath=True),
        ),
    ),
    ExerciseId.STANDING_FIGURE_4: Scene(
        14, 12, (Prop.WALL,),
        (
            Picture(STAND), Picture(AT_WALL, before=STAND, moves=(Limb.RIGHT_ARM,)),
            Picture(STAND_CROSSED, before=AT_WALL, moves=(Limb.LEFT_LEG,)), Picture(STAND_CROSSED, foot=True),
            _SENDING, Picture(STAND_SEATED, muscle=True, azimuth_deg=52),
            Picture(STAND_SEATED, muscle=True, breath=True, azimuth_deg=52),
        ),
    ),
    ExerciseId.BALL_MASSAGE: Scene(
        118, 12, (Prop.BALL,),
        (
            Picture(FLOOR), Picture(ON_BALL, muscle=True),
            Picture(ON_BALL, muscle=True, moves=(Limb.LEFT_ARM, Limb.RIGHT_ARM)),
            Picture(ON_BALL, muscle=True, to_and_fro=True), Picture(ON_BALL, muscle=True),
            Picture(ON_BALL, muscle=True, breath=True),
        ),
    ),
    ExerciseId.GLUTE_BRIDGE: Scene(
        80, 12, (Prop.MAT,),
        (
            Picture(LIE), Picture(LIE), Picture(LIE, muscle=True),
            Picture(BRIDGE, before=LIE, moves=(Limb.TRUNK,), muscle=True, to_and_fro=True),
            Picture(BRIDGE, before=LIE, moves=(Limb.TRUNK,), to_and_fro=True),
        ),
    ),
    ExerciseId.CLAMSHELL: Scene(
        8, 24, (Prop.MAT_ACROSS,),
        (
            Picture(ON_SIDE), Picture(ON_SIDE), Picture(OPEN, before=ON_SIDE, moves=(Limb.LEFT_LEG,), muscle=True),
            Picture(ON_SIDE, before=OPEN, moves=(Limb.LEFT_LEG,)),
            Picture(OPEN, before=ON_SIDE, moves=(Limb.LEFT_LEG,), muscle=True, to_and_fro=True),
        ),
    ),
    ExerciseId.KNEE_ACROSS: Scene(
        52, 32, (Prop.MAT,),
        (
            Picture(LIE), Picture(LIE), Picture(LIE_HELD, before=LIE, moves=(Limb.LEFT_LEG, *_ARMS)),
            Picture(LIE_ACROSS, before=LIE_HELD, moves=(Limb.LEFT_LEG,)), Picture(LIE_ACROSS, muscle=True),
            Picture(LIE_ACROSS, muscle=True, breath=True),
        ),
    ),
    ExerciseId.HIP_HITCH: Scene(
        8, 10, (Prop.WALL,),
        (
            Picture(STAND), Picture(AT_WALL, before=STAND, moves=(Limb.RIGHT_ARM,)),
            Picture(ON_LEFT_LEG, before=AT_WALL, moves=(Limb.RIGHT_LEG,)),
            Picture(SUNK, before=ON_LEFT_LEG, moves=(Limb.RIGHT_LEG,), muscle=True, to_and_fro=True),
            Picture(SUNK, before=ON_LEFT_LEG, moves=(Limb.RIGHT_LEG,), to_and_fro=True),
        ),
    ),
    ExerciseId.MOVEMENT_BREAK: Scene(
        50, 10, (Prop.CHAIR,), (Picture(SIT), Picture(STAND, before=SIT, moves=(Limb.TRUNK,)), Picture(WALK)),
    ),
}  # fmt: skip
"""By the exercise's name."""
