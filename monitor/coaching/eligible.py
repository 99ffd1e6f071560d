"""Which exercises fit a person and a place: what is at hand, and what was opted in to."""

from collections.abc import Callable, Mapping
from typing import Final

from monitor.coaching.exercises import Exercise, ExerciseId, Level, Place
from monitor.coaching.profile import Profile

RESTFUL: Final = frozenset({ExerciseId.SUPINE_FIGURE_4})
"""For before bed, on waking and free days, even where there is room at the desk (D11)."""

LYING: Final = frozenset({Place.BED, Place.FLOOR})


def find_eligible(
    profile: Profile,
    exercises: Mapping[str, Exercise],
    *,
    at_desk: bool,
    may: Callable[[Exercise], bool] = lambda _: True,
) -> list[tuple[Exercise, Place]]:
    """The exercises that fit person and place, each with its place, in the guide's order; empty if none does.

    Lying versions only away from the desk (D11); standing only after opt-in (D13); the ball only if owned (E1); seated
    only on a chair that is sturdy (D1); and only what `may` be offered at all.
    """
    near = {Place.DESK, Place.WALL} | (set(profile.room) if at_desk else LYING)
    eligible = []
    for exercise in exercises.values():
        place = next((place for place in exercise.places if place in near), None)
        rests = at_desk and exercise.id in RESTFUL
        if place is not None and not rests and suits(exercise, profile) and may(exercise):
            eligible.append((exercise, place))
    return eligible


def suits(exercise: Exercise, profile: Profile) -> bool:
    """Tell whether an exercise fits a person, wherever they are."""
    if exercise.level is Level.ADVANCED and not profile.standing_opt_in:
        return False
    if exercise.id == ExerciseId.SEATED_FIGURE_4 and profile.unstable_chair:
        return False
    return exercise.equipment <= profile.equipment
