"""What a wearable can tell of each exercise, by wear site, leg and exercise.

    at the thigh of the leg that works     figure-4 held, clamshell and bridge repeated
    at the other thigh                     the bridge alone, which both legs do
    at another site                        nothing

A sensor that cannot see an exercise says so, and why; it never guesses, and never blames.
"""

from collections.abc import Mapping
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


_SEEN: Mapping[str, Sees] = MappingProxyType(
    {
        ExerciseId.SEATED_FIGURE_4: Sees.HOLD,
        ExerciseId.CLAMSHELL: Sees.REPETITIONS,
        ExerciseId.GLUTE_BRIDGE: Sees.REPETITIONS,
    }
)
_NEVER: Mapping[str, Reason] = MappingProxyType(
    {
        ExerciseId.SUPINE_FIGURE_4: Reason.LIKE_REST,
        ExerciseId.STANDING_FIGURE_4: Reason.LIKE_SITTING,
        ExerciseId.BALL_MASSAGE: Reason.NO_PRESSURE,
        ExerciseId.KNEE_ACROSS: Reason.LIKE_REST,
        ExerciseId.HIP_HITCH: Reason.LIKE_STANDING,
    }
)
_SITES: Mapping[str, Reason] = MappingProxyType(
    {
        "pocket": Reason.IN_A_POCKET,
        "hip": Reason.AT_THE_HIP,
        "back": Reason.AT_THE_BACK,
        "wrist": Reason.AT_THE_WRIST,
    }
)
FOLLOWED = (*_SEEN, *_NEVER)
"""The exercises that are followed; a movement break has its outcome among the breaks."""


def find_observability(
    exercise: str, side: Side, *, wear_site: str, worn_leg: Side | None, mounting: Mounting | None
) -> Sees | Reason:
    """What this wearable, worn as it is, can see of an exercise for one side, or why it sees nothing."""
    found = _look_from(wear_site, exercise, side, worn_leg)
    if isinstance(found, Reason):
        return found
    if mounting is None:
        return Reason.NO_AXIS
    return Reason.NO_FRONT if mounting.forward is None and exercise != ExerciseId.GLUTE_BRIDGE else found


def could_see(exercise: str, side: Side, *, wear_site: str, worn_leg: Side | None) -> Reason | None:
    """Why a wearable worn there sees nothing of an exercise, even once it is known how it sits; None if it does.

    The break has its outcome elsewhere.
    """
    if exercise == ExerciseId.MOVEMENT_BREAK:
        return None
    found = _look_from(wear_site, exercise, side, worn_leg)
    return found if isinstance(found, Reason) else None


def _look_from(wear_site: str, exercise: str, side: Side, worn_leg: Side | None) -> Sees | Reason:
    """The same for any mounting; what was prescribed, and is none of ours, cannot be seen."""
    if exercise not in FOLLOWED:
        return Reason.NOT_OURS
    blind = _NEVER.get(exercise) or _SITES.get(wear_site)
    if blind is not None:
        return blind
    if exercise == ExerciseId.GLUTE_BRIDGE or side in (Side.BOTH, worn_leg):
        return _SEEN[exercise]
    return Reason.UNKNOWN_LEG if worn_leg is None else Reason.OTHER_LEG
