"""What a wearable can tell of each exercise: a table of wear site, leg and exercise.

A sensor that cannot see an exercise says so, and why; it never guesses, and never blames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from monitor.coaching.exercises import ExerciseId
from monitor.coaching.profile import Side
from monitor.posture.mounting import Mounting
from monitor.texts import Text


class Sees(StrEnum):
    """What can be seen of an exercise."""

    HOLD = "hold"
    REPETITIONS = "repetitions"
    NOTHING = "nothing"


class WornOn(StrEnum):
    """The leg that wears the wearable, as the exercise has it; an exercise of both legs works either."""

    WORKED_LEG = "worked leg"
    OTHER_LEG = "other leg"
    UNKNOWN_LEG = "unknown leg"


@dataclass(frozen=True, slots=True)
class Observability:
    """What can be seen, and if nothing, why.

    Attributes:
        sees: what.
        reason: one plain sentence where it is nothing, else empty.
    """

    sees: Sees
    reason: Text = Text()


def _blind(reason: Text) -> Observability:
    return Observability(Sees.NOTHING, reason)


_OTHER = Text("The sensor is on the other leg, which hardly moves in this exercise.")
_UNKNOWN = Text("The sensor does not know which leg it is on: tell it in the settings.")
_ALIKE = Text("To a thigh sensor this looks like lying at rest; only you can tell.")
_STANDING = Text("A crossed thigh looks like sitting, and the other like standing; only you can tell.")
_BALL = Text("A sensor feels no pressure, and stillness alone proves nothing; only you can tell.")
_NO_FRONT = Text(
    "The sensor does not know yet which way the thigh faces: a walk and a minute of sitting tell it, or a guided pose."
)
_NO_AXIS = Text("The sensor does not know yet which way the thigh points: a walk tells it, or a guided pose.")
_PRESCRIBED = _blind(Text("It was prescribed to you, and the sensor does not know it; only you can tell."))
_SITES = {
    "pocket": Text("What is in a pocket turns by itself, so it does not tell how the thigh turns."),
    "hip": Text("The hip hardly moves in this exercise; only a sensor on the thigh sees it."),
    "back": Text("The back hardly moves in this exercise; only a sensor on the thigh sees it."),
    "wrist": Text("The wrist takes no part in this exercise; only a sensor on the thigh sees it."),
}

_SIDED: Mapping[str, Sees] = MappingProxyType(
    {ExerciseId.SEATED_FIGURE_4: Sees.HOLD, ExerciseId.CLAMSHELL: Sees.REPETITIONS}
)
_NEVER: Mapping[str, Text] = MappingProxyType(
    {
        ExerciseId.SUPINE_FIGURE_4: _ALIKE,
        ExerciseId.STANDING_FIGURE_4: _STANDING,
        ExerciseId.BALL_MASSAGE: _BALL,
    }
)


def _on_a_thigh(exercise: str, worn_on: WornOn) -> Observability:
    if exercise in _NEVER:
        return _blind(_NEVER[exercise])
    if exercise == ExerciseId.GLUTE_BRIDGE:
        return Observability(Sees.REPETITIONS)
    if worn_on is WornOn.WORKED_LEG:
        return Observability(_SIDED[exercise])
    return _blind(_OTHER if worn_on is WornOn.OTHER_LEG else _UNKNOWN)


FOLLOWED = (*_SIDED, *_NEVER, ExerciseId.GLUTE_BRIDGE)
"""The exercises that are followed; a movement break has its outcome among the breaks."""

_THIGH_ROWS = {
    ("thigh", leg, exercise): _on_a_thigh(exercise, leg)
    for leg in (WornOn.WORKED_LEG, WornOn.OTHER_LEG, WornOn.UNKNOWN_LEG)
    for exercise in FOLLOWED
}
_OTHER_ROWS = {
    (site, leg, exercise): _blind(_NEVER.get(exercise, reason))
    for site, reason in _SITES.items()
    for leg in WornOn
    for exercise in FOLLOWED
}
TABLE: Mapping[tuple[str, WornOn, str], Observability] = MappingProxyType(_THIGH_ROWS | _OTHER_ROWS)
"""What can be seen, for every wear site, leg and exercise that there is, once it is known how the wearable sits."""


def find_observability(
    exercise: str, side: Side, *, wear_site: str, worn_leg: Side | None, mounting: Mounting | None
) -> Observability:
    """What this wearable, worn as it is, can see of an exercise for one side.

    An exercise that was prescribed, and is none of ours, cannot be seen.
    """
    found = TABLE.get((wear_site, _worn_on(side, worn_leg), exercise), _PRESCRIBED)
    if found.sees is Sees.NOTHING:
        return found
    if mounting is None:
        return _blind(_NO_AXIS)
    if mounting.forward is None and exercise in _SIDED:
        return _blind(_NO_FRONT)
    return found


def could_see(exercise: str, side: Side, *, wear_site: str, worn_leg: Side | None) -> Text | None:
    """Why a wearable worn there sees nothing of an exercise, even once it is known how it sits; None if it does.

    An exercise that was prescribed, and is none of ours, is never seen; the break has its outcome elsewhere.
    """
    if exercise == ExerciseId.MOVEMENT_BREAK:
        return None
    found = TABLE.get((wear_site, _worn_on(side, worn_leg), exercise), _PRESCRIBED)
    return found.reason if found.sees is Sees.NOTHING else None


def _worn_on(side: Side, worn_leg: Side | None) -> WornOn:
    if side is Side.BOTH or worn_leg is side:
        return WornOn.WORKED_LEG
    return WornOn.UNKNOWN_LEG if worn_leg is None else WornOn.OTHER_LEG
