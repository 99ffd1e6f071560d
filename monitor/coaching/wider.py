"""What a wider plan gains beside more of the same: exercises of ours for the neighbours of the piriformis.

The guide says that they can be what presses, and to be comprehensive (B3, B4); it names no exercise for them.  These
are held back until the plan is wider and the person has agreed: a hip that was replaced or operated on must not be
drawn across, so that question has to be answered first.
"""

from collections.abc import Mapping
from types import MappingProxyType

from monitor.coaching.catalogue import (
    BACK_SUPPORTED,
    BESIDE_WALL,
    BREATHE,
    CATALOGUE,
    IN_SETS,
    KEEP_WALL,
    LIE_DOWN,
    NO_BOUNCING,
    STOP,
    SWEET_SPOT,
)
from monitor.coaching.exercises import Cue, Exercise, ExerciseId, Level, Pillar, Place, SideRule, Source, Target
from monitor.texts import Text

_KNEE_ACROSS = Exercise(
    id=ExerciseId.KNEE_ACROSS,
    name=Text("Knee to the other shoulder"),
    pillar=Pillar.LENGTHEN,
    targets=frozenset({Target.GEMELLI, Target.OBTURATOR_INTERNUS}),
    places=(Place.BED, Place.FLOOR),
    equipment=frozenset(),
    level=Level.BASIC,
    precondition=BACK_SUPPORTED,
    steps=(
        LIE_DOWN,
        Text("Take the {side} shin in both hands, just below the knee, and let the thigh come up."),
        Text("Draw the {side} knee gently across, toward the {other} shoulder; the pelvis stays flat."),
        SWEET_SPOT,
        BREATHE,
    ),
    movement=Text("Lying: draw the {side} knee to the {other} shoulder, {hold}."),
    cues=(
        Cue(
            Text("If it pinches in the {side} groin, draw the knee less far across."),
            Text("Less far if the groin pinches."),
            Source.PRODUCT_DEFAULT,
        ),
        STOP,
    ),
    donts=(
        Text("Do not let the pelvis roll along."),
        NO_BOUNCING,
    ),
    side_rule=SideRule.CROSSED_LEG,
    why=Text(
        "Ours, not the guide's: a bent hip that is drawn across lengthens the gemelli and the obturator internus, as "
        "Vaarbakken 2014 measured."
    ),
    hold_source=Source.PRODUCT_DEFAULT,
)
"""The obturator internus and the gemelli draw a bent thigh outward (Vaarbakken 2014, Clin Biomech 29(7):794-802); bent,
drawn across and turned is how the deep rotators are longest (Gulledge 2014, Med Eng Phys 36:212-218)."""

_HIP_HITCH = Exercise(
    id=ExerciseId.HIP_HITCH,
    name=Text("Hip hitch"),
    pillar=Pillar.STRENGTHEN,
    targets=frozenset({Target.GLUTE_MED}),
    places=(Place.WALL,),
    equipment=frozenset(),
    level=Level.BASIC,
    precondition=Text("Before you start: a wall within reach and a firm floor."),
    steps=(
        BESIDE_WALL,
        Text("Stand on the {side} leg, the knee not locked, and lift the {other} foot just off the floor."),
        Text("Let the {other} side of the pelvis sink slowly, then lift it until it is level."),
        IN_SETS,
    ),
    movement=Text("On the {side} leg: let the {other} hip sink and lift it, {repetitions} times."),
    cues=(Cue(Text("Hold the wall the whole time."), Text("Hold a wall."), Source.PRODUCT_DEFAULT), STOP),
    donts=(KEEP_WALL, Text("Do not lean the body to one side.")),
    side_rule=SideRule.STANDING_LEG,
    why=Text(
        "Ours, not the guide's: on one leg the muscle at the side of the hip keeps the pelvis level, and this asks "
        "much of it, as Bolgla 2005 measured."
    ),
    hold_s=None,
    repetitions=10,
    sets=2,
)
"""The pelvic drop: of six exercises for the gluteus medius it asked the most (Bolgla and Uhl 2005,
doi 10.2519/jospt.2005.35.8.487)."""

WIDER: Mapping[str, Exercise] = MappingProxyType({exercise.id: exercise for exercise in (_KNEE_ACROSS, _HIP_HITCH)})
"""Ours for the neighbours, by their names in files."""

OURS: Mapping[str, Exercise] = MappingProxyType({**CATALOGUE, **WIDER})
"""All that nobody has to prescribe: the guide's, then those for the neighbours."""
