"""The six exercises of the guide, as data.

A capital letter and digits in a comment name the requirement that a line fulfils.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from monitor.coaching.exercises import (
    Break,
    Cue,
    Exercise,
    ExerciseId,
    Harder,
    Level,
    Pillar,
    Place,
    SideRule,
    Source,
    Target,
)
from monitor.texts import Text

DEEP_GLUTEAL = frozenset({Target.PIRIFORMIS, Target.GEMELLI, Target.OBTURATOR_INTERNUS})
"""The deep rotators of the hip: any of them can be the one that presses (B3)."""


# The cue of D4.  The guide gives it for the seated version; a crossed ankle asks the same of the knee in the other two.
_FLEX = Text("Keep the {side} foot flexed, toes toward the shin: this protects the knee.")
_FLEX_SHORT = Text("Flex the {side} foot to protect the knee.")
_FLEX_GUIDE = Cue(_FLEX, _FLEX_SHORT, Source.GUIDE)
_FLEX_ASSUMED = Cue(_FLEX, _FLEX_SHORT, Source.ASSUMED)

# E5 is the guide's word on the ball; everywhere else the same stop is ours.
STOP = Cue(
    Text("Stop if pain shoots, tingles or goes numb down the leg."),
    Text("Stop if pain shoots or tingles."),
    Source.PRODUCT_DEFAULT,
)
"""The cue that no exercise goes without, whoever prescribed it."""

# Said in more than one exercise.
IN_SETS = Text("Do this {repetitions} times, rest, and do {sets} sets in all.")  # G5
BACK_SUPPORTED = Text("Before you start: a bed or a mat on which the whole back is supported.")
LIE_DOWN = Text("Lie on your back with both knees bent, the back fully supported.")
BESIDE_WALL = Text("Stand beside the wall and hold it with one hand until the end.")
KEEP_WALL = Text("Do not let go of the wall.")
NO_BOUNCING = Text("Do not bounce or push in jerks: it does not help and can injure.")  # D9
SWEET_SPOT = Text("Stop at a clear, deep, tolerable ache or tightness deep in the {side} buttock.")  # D6
BREATHE = Text("Hold still for {hold}: breathe long and deep, and release a little more with each exhale.")  # D7

_SEATED_FIGURE_4 = Exercise(
    id=ExerciseId.SEATED_FIGURE_4,
    name=Text("Seated figure-4"),
    pillar=Pillar.LENGTHEN,
    targets=DEEP_GLUTEAL,
    places=(Place.DESK,),
    equipment=frozenset(),
    level=Level.BASIC,
    precondition=Text(
        "Before you start: a sturdy chair that does not roll or tip; if yours does, walk a little instead."
    ),
    steps=(
        Text("Sit tall, with even pressure on both sit bones."),  # D2
        Text(
            "Put the {side} ankle on the {other} thigh, just above the knee, so that the legs make a 4; the {other} "
            "foot stays on the floor."
        ),
        _FLEX,  # D4, after D3 and before D5
        Text("Keep the back perfectly straight, hinge at the hips and bring the chest toward the {side} shin."),  # D5
        SWEET_SPOT,
        BREATHE,
    ),
    movement=Text("{Side} ankle just above {other} knee, {hold}."),
    cues=(_FLEX_GUIDE, STOP),
    donts=(Text("Do not round the back."), NO_BOUNCING),  # D8, D9
    side_rule=SideRule.CROSSED_LEG,
    why=Text(  # B1
        "The guide this follows says that this lengthens the piriformis, a deep muscle from sacrum to thigh bone that "
        "turns the leg outward and helps in walking, stairs and balance."
    ),
)

_SUPINE_FIGURE_4 = Exercise(
    id=ExerciseId.SUPINE_FIGURE_4,
    name=Text("Supine figure-4"),
    pillar=Pillar.LENGTHEN,
    targets=DEEP_GLUTEAL,
    places=(Place.BED, Place.FLOOR),
    equipment=frozenset(),
    level=Level.BASIC,
    precondition=BACK_SUPPORTED,  # D11
    steps=(
        LIE_DOWN,
        Text("Put the {side} ankle on the {other} thigh, just above the knee, so that the legs make a 4."),  # D12
        _FLEX,
        Text("Put both hands round the {other} thigh, the bottom leg of the 4."),
        Text("Pull the {other} thigh gently to the chest; the {side} leg comes along."),
        SWEET_SPOT,
        Text("Let the whole body relax."),  # D11
        BREATHE,
    ),
    movement=Text("Lying: {side} ankle just above {other} knee, {hold}."),
    cues=(_FLEX_ASSUMED, STOP),
    donts=(Text("Do not lift the head or the back to reach the thigh."), NO_BOUNCING),
    side_rule=SideRule.CROSSED_LEG,
    why=Text(
        "The guide this follows says that lying down, before bed or on waking, lets the back rest fully while the same "
        "deep muscles lengthen."
    ),
    hold_source=Source.ASSUMED,
)

_STANDING_FIGURE_4 = Exercise(
    id=ExerciseId.STANDING_FIGURE_4,
    name=Text("Standing figure-4"),
    pillar=Pillar.LENGTHEN,
    targets=DEEP_GLUTEAL,
    places=(Place.WALL,),
    equipment=frozenset(),
    level=Level.ADVANCED,
    precondition=Text("Before you start: a wall within reach, a firm floor, and some practice in the seated version."),
    steps=(
        BESIDE_WALL,  # D14
        Text(
            "Stand on the {other} leg and put the {side} ankle on the {other} thigh, just above the knee, so that the "
            "legs make a 4."
        ),
        _FLEX,
        Text("Bend the {other} leg and send the hips back, as if onto an invisible chair; keep the back straight."),
        SWEET_SPOT,
        BREATHE,
    ),
    movement=Text("{Side} ankle on {other} thigh, {hold}."),
    cues=(
        Cue(Text("Hold the wall the whole time."), Text("Hold a wall."), Source.GUIDE),  # D14
        _FLEX_ASSUMED,
        STOP,
    ),
    donts=(KEEP_WALL, Text("Do not round the back."), NO_BOUNCING),
    side_rule=SideRule.CROSSED_LEG,
    why=Text(  # D15
        "The guide this follows says that this more advanced version also trains balance, the core and the leg you "
        "stand on."
    ),
    hold_source=Source.ASSUMED,
)

_BALL_MASSAGE = Exercise(
    id=ExerciseId.BALL_MASSAGE,
    name=Text("Ball massage"),
    pillar=Pillar.RELEASE,
    targets=DEEP_GLUTEAL,
    places=(Place.FLOOR,),
    equipment=frozenset({"ball"}),  # E1
    level=Level.BASIC,
    precondition=Text(
        "Before you start: a tennis or massage ball, and a floor to sit on. If the floor is too much, stand and lean "
        "the buttock on the ball at a wall."
    ),
    steps=(
        Text(  # E2; the bones of E4 are named where the ball is laid
            "Sit on the floor and put the ball under the soft part of the {side} buttock: not under the sit bone, the "
            "tailbone or the outer hip bone."
        ),
        Text("Let your body weight rest on the ball, both hands on the floor for support."),
        Text("Roll gently until you find the sorest spot."),
        Text("Stop rolling and keep a steady pressure on that spot."),
        Text("Breathe deeply for {hold}, or until the spot melts or releases."),  # E3
    ),
    movement=Text("Ball under the sorest spot of the {side} buttock, {hold}."),
    cues=(
        Cue(  # E4; which bones lie there is ours
            Text("Never press directly on bone: not on the sit bone, the tailbone or the outer hip bone."),
            Text("Never press on bone."),
            Source.GUIDE,
        ),
        Cue(  # E5
            Text("Stop at once if pain radiates or tingles down the leg, and leave the ball for today."),
            Text("Stop if pain radiates or tingles."),
            Source.GUIDE,
        ),
    ),
    donts=(Text("Do not press directly on bone."), Text("Do not go on through pain that radiates down the leg.")),
    side_rule=SideRule.UNDER_BALL,
    why=Text("The guide this follows says that steady pressure reaches knots that stretching cannot."),  # E6
)

_GLUTE_BRIDGE = Exercise(
    id=ExerciseId.GLUTE_BRIDGE,
    name=Text("Glute bridge"),
    pillar=Pillar.STRENGTHEN,
    targets=frozenset({Target.GLUTE_MAX}),
    places=(Place.FLOOR, Place.BED),
    equipment=frozenset(),
    level=Level.BASIC,
    precondition=Text("Before you start: a mat or a firm bed to lie on."),
    steps=(
        Text("Lie on your back with both knees bent and both feet flat."),  # G2
        Text("Squeeze the glutes, the big muscles of both buttocks."),
        Text(
            "Lift the hips: press through the heels until shoulders, hips and knees make a line; do not arch the lower "
            "back. Lower slowly."
        ),
        IN_SETS,  # G5
    ),
    movement=Text("On your back, knees bent: squeeze the glutes, lift the hips, {repetitions} times."),
    cues=(STOP,),
    donts=(Text("Do not swing the hips up with a jerk."), Text("Do not arch the lower back.")),
    side_rule=SideRule.BOTH_LEGS,
    why=Text(  # C3, G1
        "The guide this follows says that the big buttock muscle can forget its work, so that the piriformis makes up "
        "for it, and that stretching without strengthening does not last."
    ),
    hold_s=None,
    repetitions=10,
    sets=2,
)

_CLAMSHELL = Exercise(
    id=ExerciseId.CLAMSHELL,
    name=Text("Clamshell"),
    pillar=Pillar.STRENGTHEN,
    targets=frozenset({Target.GLUTE_MED}),
    places=(Place.FLOOR, Place.BED),
    equipment=frozenset(),
    level=Level.BASIC,
    precondition=Text("Before you start: a mat or a firm bed to lie on."),
    steps=(
        Text("Lie on your {other} side with both knees bent, the {side} leg on top."),  # G3
        Text(
            "Keep the heels together and the hips stacked. Open the {side} knee, the top one, like a shell; the "
            "{other} leg, the bottom one, stays down."
        ),
        Text("Close it slowly."),
        IN_SETS,  # G5
    ),
    movement=Text("Lie on your {other} side, knees bent, heels together: open the {side} knee, {repetitions} times."),
    cues=(STOP,),
    donts=(Text("Do not roll the hips backward to open the knee further."), Text("Do not let the heels part.")),
    side_rule=SideRule.TOP_LEG,
    why=Text(
        "The guide this follows says that the muscle at the side of the hip can forget its work, so that the "
        "piriformis makes up for it."
    ),
    hold_s=None,
    repetitions=10,
    sets=2,
)

_GUIDE_ORDER = (_SEATED_FIGURE_4, _SUPINE_FIGURE_4, _STANDING_FIGURE_4, _BALL_MASSAGE, _GLUTE_BRIDGE, _CLAMSHELL)
CATALOGUE: Mapping[str, Exercise] = MappingProxyType({exercise.id: exercise for exercise in _GUIDE_ORDER})
"""The six exercises of the guide, in its order."""

MOVEMENT_BREAK = Exercise(
    id=ExerciseId.MOVEMENT_BREAK,
    name=Text("Stand and walk"),
    pillar=Pillar.HABIT,
    targets=frozenset(),
    places=(Place.DESK,),
    equipment=frozenset(),
    level=Level.BASIC,
    precondition=Text("Before you start: a clear way to walk."),
    steps=(Text("Stand up."), Text("Walk about for 5 min; 1 min is a break too.")),
    movement=Text("Stand up and walk for 5 min, or 1 min if time is short."),
    cues=(STOP,),
    donts=(),
    side_rule=SideRule.BOTH_LEGS,
    why=Text("The guide this follows says that sitting less and in shorter stretches takes away the root cause."),  # H2
    hold_s=None,
)
"""Not one of the six: what is left when none of them fits.  5 min each 30 min of sitting did best of the walking doses
in Duran 2023 (doi 10.1249/MSS.0000000000003109); that 1 min counts too is a product default."""


_OURS = Text("A break of ours, not the guide's, which says to sit less and in shorter stretches; any way up counts.")


def _break(name: Text, step: Text, movement: Text) -> Exercise:
    """Make another way to get up."""
    return replace(MOVEMENT_BREAK, name=name, steps=(Text("Stand up."), step), movement=movement, why=_OURS)


BREAKS: Mapping[Break, Exercise] = MappingProxyType(
    {
        Break.WALK: MOVEMENT_BREAK,
        Break.WATER: _break(
            Text("Fetch some water"),
            Text("Walk to get a glass of water, and drink it standing; 1 min is enough."),
            Text("Stand up, walk to get a glass of water, and drink it standing."),
        ),
        Break.WINDOW: _break(
            Text("To the window"),
            Text("Walk to a window, and look into the distance for 2 min; 1 min is enough."),
            Text("Stand up, walk to a window, and look into the distance for 2 min."),
        ),
        Break.STAIRS: _break(
            Text("One stair up"),
            Text("Walk one flight of stairs up and down again, with a hand on the rail and without haste."),
            Text("Stand up, and walk one flight of stairs up and down, without haste."),
        ),
        Break.CALF_RAISES: _break(
            Text("Calf raises"),
            Text("Walk to the printer or another place to hold on to; rise onto your toes 15 times, slowly."),
            Text("Stand up, hold on to something, and rise onto your toes 15 times, slowly."),
        ),
        Break.MARCH: _break(
            Text("March on the spot"),
            Text("March on the spot for 1 min, the knees only as high as is comfortable."),
            Text("Stand up, and march on the spot for 1 min, the knees only as high as is comfortable."),
        ),
        Break.READ: _break(
            Text("Read standing"),
            Text("Take what you read next to a shelf or a window sill, and read it standing, for 2 min or more."),
            Text("Stand up, and read the next thing standing, for 2 min or more."),
        ),
        Break.STRETCH_UP: _break(
            Text("Stand tall"),
            Text("Reach both arms up, let them sink, and take ten steps; then once more."),
            Text("Stand up, reach both arms up, let them sink, and take ten steps; then once more."),
        ),
    }
)
"""The ways to get up; all but the first are product defaults."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a harder way is told: the step that replaces the second last but one, the last step, and the movement."""

    step: Text
    movement: Text
    last: Text | None = None
    donts: tuple[Text, ...] = ()


_WAYS: Mapping[tuple[str, Harder], _Way] = MappingProxyType(
    {
        (ExerciseId.GLUTE_BRIDGE, Harder.HELD): _Way(
            Text("Lift the hips, hold them up for 3 s, then lower them slowly."),
            Text("On your back, knees bent: lift the hips, hold them for 3 s, {repetitions} times."),
        ),
        (ExerciseId.GLUTE_BRIDGE, Harder.LAST): _Way(
            Text("Stretch one leg out, thigh beside thigh; lift the hips with the other leg, then lower them slowly."),
            Text("On your back, one leg stretched out: lift the hips, {repetitions} times; then the other leg."),
            Text("Do this {repetitions} times, rest, and change the leg with each set: {sets} sets in all."),
            (Text("Do not let the hips tip to one side."),),
        ),
        (ExerciseId.CLAMSHELL, Harder.HELD): _Way(
            Text(
                "Open the {side} knee, the top one, and hold it open for 3 s; the {other} leg, the bottom one, stays "
                "down."
            ),
            Text("Lie on your {other} side: open the {side} knee, hold it for 3 s, {repetitions} times."),
        ),
        (ExerciseId.CLAMSHELL, Harder.LAST): _Way(
            Text(
                "With a light band round both thighs open the {side} knee, the top one, and hold it for 3 s; without a "
                "band hold it for 5 s."
            ),
            Text("Lie on your {other} side: open the {side} knee against a band, {repetitions} times."),
        ),
    }
)


def harden(exercise: Exercise, harder: Harder | None) -> Exercise:
    """Tell an exercise in a harder way; as it is if there is none."""
    way = None if harder is None else _WAYS.get((exercise.id, harder))
    if way is None:
        return exercise
    at = 2 if exercise.id == ExerciseId.GLUTE_BRIDGE else 1  # the step of the movement
    steps = (*exercise.steps[:at], way.step, *exercise.steps[at + 1 : -1], way.last or exercise.steps[-1])
    return replace(exercise, steps=steps, movement=way.movement, donts=(*exercise.donts, *way.donts), harder=harder)
