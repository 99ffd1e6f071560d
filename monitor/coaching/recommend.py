"""What to say: which exercise, which side, why, in words that can be shown as they are.

The place decides.  By day a nudge reaches a person at a desk: the exercise may need a chair or a wall.  Early and late
a bed may be near, and the lying version comes first.  Of what fits the place, the guide's order decides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo

from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.exercises import Exercise, ExerciseId, Level, Place, SideRule, render
from monitor.coaching.gate import SafetyGate
from monitor.coaching.nudges import Nudge
from monitor.coaching.profile import Profile, Side
from monitor.coaching.words import say_duration

DAY_STARTS = time(8)
DAY_ENDS = time(20)
"""Outside these a bed may be near: the guide says before bed or on waking (D11); the hours are product defaults."""

_PLACES_BY_DAY = (Place.DESK, Place.WALL)
_PLACES_EARLY_AND_LATE = (Place.BED, Place.FLOOR, Place.DESK, Place.WALL)
_PLACE_REASONS = {
    Place.DESK: "because it needs only the chair",
    Place.BED: "because a bed may be near at this hour",
    Place.FLOOR: "because there may be room to lie down at this hour",
    Place.WALL: "because your chair is not sturdy and you asked for standing",
}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A nudge with an exercise, in words for one side.

    Attributes:
        time_s: of the nudge, UTC in POSIX seconds.
        exercise: which.
        name: its name in prose.
        side: the side that is worked; both where both legs work alike.
        place: where to do it.
        steps: the precondition, then what to do, in order.
        cues: every safety cue, in full.
        donts: what not to do.
        hold_s: how long to hold; None if nothing is held.
        why: one sentence: why now, why this exercise, why this side.
        title: at most 40 characters.
        body: at most 120 characters: the movement, then every safety cue.
    """

    time_s: float
    exercise: ExerciseId
    name: str
    side: Side
    place: Place
    steps: tuple[str, ...]
    cues: tuple[str, ...]
    donts: tuple[str, ...]
    hold_s: float | None
    why: str
    title: str
    body: str


def find_eligible(
    profile: Profile, local: time, may: Callable[[Exercise], bool] = lambda _: True
) -> list[tuple[Exercise, Place]]:
    """The exercises that fit the person and the hour, each with its place, best first; empty if none does.

    Lying versions only early and late, never as the prompt at the desk (D11); standing only after opt-in (D13); the
    ball only if owned (E1); seated only on a chair that is sturdy (D1); and only what `may` be offered at all.
    """
    places = _PLACES_BY_DAY if DAY_STARTS <= local < DAY_ENDS else _PLACES_EARLY_AND_LATE
    fitting = [exercise for exercise in CATALOGUE.values() if _suits(exercise, profile) and may(exercise)]
    return [(exercise, place) for place in places for exercise in fitting if place is exercise.places[0]]


def _suits(exercise: Exercise, profile: Profile) -> bool:
    if exercise.level is Level.ADVANCED and not profile.standing_opt_in:
        return False
    if exercise.id is ExerciseId.SEATED_FIGURE_4 and profile.unstable_chair:
        return False
    return exercise.equipment <= profile.equipment


def recommend(
    nudge: Nudge, profile: Profile, history: Sequence[Recommendation], tz: tzinfo, gate: SafetyGate | None = None
) -> Recommendation:
    """What to do about a nudge.

    Args:
        nudge: when, and after how much sitting.
        profile: who.
        history: what was recommended before, in order of time; empty on a fresh install.
        tz: the time zone of the person.
        gate: knows what may not be offered now; None bars nothing.
    """

    def may(exercise: Exercise) -> bool:
        return gate is None or gate.bars(exercise, nudge.time_s) is None

    local = datetime.fromtimestamp(nudge.time_s, tz).time()
    exercise, place, exercise_reason = _choose(profile, history, local, may)
    if exercise.hold_s is not None:
        exercise = replace(exercise, hold_s=profile.hold_s)
    if exercise.side_rule is SideRule.BOTH_LEGS:
        side, reason = Side.BOTH, exercise_reason
    else:
        side, side_reason = _choose_side(profile, history)
        reason = f"{exercise_reason}, {side} {side_reason}"
    words = render(exercise, side)
    return Recommendation(
        time_s=nudge.time_s,
        exercise=exercise.id,
        name=exercise.name,
        side=side,
        place=place,
        steps=words.steps,
        cues=words.cues,
        donts=words.donts,
        hold_s=exercise.hold_s,
        why=f"{nudge.reason.removesuffix('.')}: {exercise.name.lower()} {reason}.",
        title=f"{say_duration(nudge.sitting_s)} {profile.sitting_word}: {exercise.name.lower()}",
        body=words.short,
    )


def _choose(
    profile: Profile, history: Sequence[Recommendation], local: time, may: Callable[[Exercise], bool]
) -> tuple[Exercise, Place, str]:
    """The exercise, its place and why it is this one."""
    seated = CATALOGUE[ExerciseId.SEATED_FIGURE_4]
    if not history and _suits(seated, profile) and may(seated):
        return seated, Place.DESK, "because the guide this follows begins with it"  # H5
    eligible = find_eligible(profile, local, may)
    if not eligible:
        if find_eligible(profile, local):
            return MOVEMENT_BREAK, Place.DESK, "because the exercises for now wait, after what you said"
        return MOVEMENT_BREAK, Place.DESK, "because no exercise suits a chair that is not sturdy"
    exercise, place = eligible[0]
    return exercise, place, _PLACE_REASONS[place]


def _choose_side(profile: Profile, history: Sequence[Recommendation]) -> tuple[Side, str]:
    """The side and why: the affected one; else both in turn, beginning where the wearable can see it.

    While no side is known both take turns as well: to favour one would miss the sore side for half of all people.
    """
    if profile.affected_side in (Side.LEFT, Side.RIGHT):
        return profile.affected_side, "because that is the side you named"
    last = next((past.side for past in reversed(history) if past.side is not Side.BOTH), None)
    first = Side.RIGHT if profile.worn_leg is Side.RIGHT else Side.LEFT
    side = first if last is None else last.other
    if profile.affected_side is Side.BOTH:
        return side, "because the two sides take turns"
    if last is None:
        return side, "to begin with; please tell which side hurts"
    return side, "because you named no side and the two take turns"
