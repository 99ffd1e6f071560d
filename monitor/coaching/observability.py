"""What a wearable can tell of each exercise: a table of wear site, leg and exercise.

A sensor that cannot see an exercise says so, and why; it never guesses, and never blames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from monitor.coaching.exercises import ExerciseId
from monitor.coaching.profile import Side
from monitor.coaching.sessions import Reason
from monitor.posture.mounting import Mounting


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
        reason: why it is nothing; else None.
    """

    sees: Sees
    reason: Reason | None = None


def _blind(reason: Reason) -> Observability:
    return Observability(Sees.NOTHING, reason)


_PRESCRIBED = _blind(Reason.NOT_OURS)
_SITES = {
    "pocket": Reason.IN_A_POCKET,
    "hip": Reason.AT_THE_HIP,
    "back": Reason.AT_THE_BACK,
    "wrist": Reason.AT_THE_WRIST,
}

_SIDED: Mapping[str, Sees] = MappingProxyType(
    {ExerciseId.SEATED_FIGURE_4: Sees.HOLD, ExerciseId.CLAMSHELL: Sees.REPETITIONS}
)
_NEVER: Mapping[str, Reason] = MappingProxyType(
    {
        ExerciseId.SUPINE_FIGURE_4: Reason.LIKE_REST,
        ExerciseId.STANDING_FIGURE_4: Reason.LIKE_SITTING,
        ExerciseId.BALL_MASSAGE: Reason.NO_PRESSURE,
    }
)


def _on_a_thigh(exercise: str, worn_on: WornOn) -> Observability:
    if exercise in _NEVER:
        return _blind(_NEVER[exercise])
    if exercise == ExerciseId.GLUTE_BRIDGE:
        return Observability(Sees.REPETITIONS)
    if worn_on is WornOn.WORKED_LEG:
        return Observability(_SIDED[exercise])
    return _blind(Reason.OTHER_LEG if worn_on is WornOn.OTHER_LEG else Reason.UNKNOWN_LEG)


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
        return _blind(Reason.NO_AXIS)
    if mounting.forward is None and exercise in _SIDED:
        return _blind(Reason.NO_FRONT)
    return found


def could_see(exercise: str, side: Side, *, wear_site: str, worn_leg: Side | None) -> Reason | None:
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
