"""Two ledgers: what the body did to its sitting, and what was done for its tissue; one is never taken for the other."""

from monitor.coaching.coach import Coach
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import Action
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from tests.support.stories import ZURICH, Story, at

RULES = NudgeRules(window_s=0.0)
STANDS = Profile(affected_side=Side.RIGHT, worn_leg=Side.LEFT, unstable_chair=True, standing_opt_in=True)
"""A chair that rolls, and the standing version is wanted: the left leg, which wears the wearable, is stood on."""

SITS = Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT)


def morning(profile: Profile) -> Story:
    """Half an hour of sitting, and the nudge."""
    return Story(Coach(profile, RULES, ZURICH).feed).sit(minutes=30)


def test_the_standing_figure_4_ends_the_sitting() -> None:
    """It is the one stretch that is a break as well: verified as one, and the sitting begins anew after it (D15)."""
    day = morning(STANDS).sit(seconds=20).stand(seconds=50).sit(minutes=31)

    assert ExerciseId.STANDING_FIGURE_4 is day.of(Recommendation)[0].exercise
    assert (Result.VERIFIED, 20.0, 50.0) == (
        day.of(Outcome)[0].result,
        day.of(Outcome)[0].latency_s,
        day.of(Outcome)[0].break_s,
    )
    assert ["09:30:00", "10:01:10"] == day.nudge_clocks
    assert at("09:31:10") == day.of(Nudge)[1].bout_start_s


def test_the_seated_figure_4_does_not() -> None:
    """Whoever says done and stays on the chair has sat on: told from the beginning (D15)."""
    day = morning(SITS).sit(seconds=70).say(Action.DONE).sit(minutes=31)

    assert ExerciseId.SEATED_FIGURE_4 is day.of(Recommendation)[0].exercise
    assert Result.CLAIMED is day.of(Outcome)[0].result
    assert {at("09:00")} == {nudge.bout_start_s for nudge in day.of(Nudge)}


def test_a_stretch_begun_unasked_breaks_no_sitting_either() -> None:
    """Begun in minute 10, done in minute 11: the nudge comes after half an hour all the same."""
    day = Story(Coach(SITS, RULES, ZURICH).feed).sit(minutes=10).say(Action.STRETCH, "seated-figure-4 left")
    day.sit(minutes=1).say(Action.DONE).sit(minutes=20)

    assert ["09:30:00"] == day.nudge_clocks
