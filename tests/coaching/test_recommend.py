"""Which exercise, which side, and why, in words that can be shown as they are."""

from collections.abc import Sequence
from datetime import time
from itertools import product

import pytest

from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.exercises import ExerciseId, Place, render
from monitor.coaching.nudges import Nudge
from monitor.coaching.profile import Profile, Side
from monitor.coaching.recommend import Recommendation, find_eligible, recommend
from tests.support.stories import ZURICH, at

BALL = frozenset({"ball"})
LYING = {ExerciseId.SUPINE_FIGURE_4, ExerciseId.BALL_MASSAGE, ExerciseId.GLUTE_BRIDGE, ExerciseId.CLAMSHELL}
PROFILES = [
    Profile(affected_side=side, worn_leg=worn, equipment=equipment, standing_opt_in=standing, unstable_chair=unstable)
    for side, worn, equipment, standing, unstable in product(
        (None, *Side), (None, Side.LEFT, Side.RIGHT), (frozenset[str](), BALL), (False, True), (False, True)
    )
]
CLOCKS = ["00:30", "06:45", "07:59", "08:00", "11:00", "15:30", "19:59", "20:00", "22:30"]


def nudge_at(clock: str, sitting_min: int = 34) -> Nudge:
    """A nudge after some minutes of sitting."""
    time_s = at(clock)
    start_s = time_s - 60.0 * sitting_min
    return Nudge(time_s, start_s, 60.0 * sitting_min, 1, f"{sitting_min} min sitting since 10:12.")


def advise(
    profile: Profile, clock: str = "11:00", history: Sequence[Recommendation] = (), sitting_min: int = 34
) -> Recommendation:
    """What is recommended at a local time."""
    return recommend(nudge_at(clock, sitting_min), profile, history, ZURICH)


def advise_often(profile: Profile, times: int, clock: str = "11:00") -> list[Recommendation]:
    """What is recommended one after the other, from a fresh install on."""
    history: list[Recommendation] = []
    for _ in range(times):
        history.append(advise(profile, clock, history))
    return history


# -------------------------------------------------------------------------------- which
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_fresh_install_begins_with_the_seated_figure_4(clock: str) -> None:
    """Whatever the hour, the first is the guided seated figure-4, and the reason is the guide's (H5)."""
    first = advise(Profile(affected_side=Side.LEFT), clock)

    assert (ExerciseId.SEATED_FIGURE_4, Place.DESK) == (first.exercise, first.place)
    assert "because the guide this follows begins with it" in first.why


@pytest.mark.parametrize(
    ("clock", "exercise", "place"),
    [
        ("07:59", ExerciseId.SUPINE_FIGURE_4, Place.BED),
        ("08:00", ExerciseId.SEATED_FIGURE_4, Place.DESK),
        ("11:00", ExerciseId.SEATED_FIGURE_4, Place.DESK),
        ("19:59", ExerciseId.SEATED_FIGURE_4, Place.DESK),
        ("20:00", ExerciseId.SUPINE_FIGURE_4, Place.BED),
        ("22:30", ExerciseId.SUPINE_FIGURE_4, Place.BED),
        ("00:30", ExerciseId.SUPINE_FIGURE_4, Place.BED),
    ],
)
def test_seated_by_day_and_lying_early_and_late(clock: str, exercise: ExerciseId, place: Place) -> None:
    """Before bed and on waking one may lie; the day is for the desk (D11)."""
    later = advise(Profile(affected_side=Side.LEFT), clock, advise_often(Profile(affected_side=Side.LEFT), 1))

    assert (exercise, place) == (later.exercise, later.place)


@pytest.mark.parametrize("local", [time(8), time(11), time(15, 30), time(19, 59)])
def test_no_lying_exercise_is_eligible_by_day(local: time) -> None:
    """Never as the prompt at the desk, whoever it is (D11)."""
    assert set() == LYING & {exercise.id for profile in PROFILES for exercise, _ in find_eligible(profile, local)}


def test_supine_is_eligible_late() -> None:
    """At 22:30 the lying version is there, and comes first (D11)."""
    assert ExerciseId.SUPINE_FIGURE_4 is find_eligible(Profile(), time(22, 30))[0][0].id


@pytest.mark.parametrize("local", [time(6), time(11), time(22, 30)])
def test_what_is_eligible_follows_from_the_profile(local: time) -> None:
    """Standing iff opted in, seated iff the chair is sturdy, the ball only if owned (D1, D13, E1)."""
    for profile in PROFILES:
        eligible = {exercise.id for exercise, _ in find_eligible(profile, local)}

        assert profile.standing_opt_in == (ExerciseId.STANDING_FIGURE_4 in eligible)
        assert profile.unstable_chair != (ExerciseId.SEATED_FIGURE_4 in eligible)
        assert "ball" in profile.equipment or ExerciseId.BALL_MASSAGE not in eligible


def test_the_ball_is_eligible_for_its_owner_when_there_is_room() -> None:
    """Owned, and late enough for the floor (E1)."""
    eligible = {exercise.id for exercise, _ in find_eligible(Profile(equipment=BALL), time(21))}

    assert ExerciseId.BALL_MASSAGE in eligible


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_fresh_profile_never_receives_standing(clock: str) -> None:
    """It is locked until asked for (D13)."""
    assert ExerciseId.STANDING_FIGURE_4 not in {found.exercise for found in advise_often(Profile(), 10, clock)}


def test_standing_is_never_the_default_even_after_opt_in() -> None:
    """With a sturdy chair the seated version stays first (D13)."""
    assert {ExerciseId.SEATED_FIGURE_4} == {r.exercise for r in advise_often(Profile(standing_opt_in=True), 4)}


def test_an_unstable_chair_and_opt_in_bring_standing_with_the_wall() -> None:
    """The declined chair is answered with the standing version, wall and all (D1, D14)."""
    found = advise(Profile(affected_side=Side.RIGHT, unstable_chair=True, standing_opt_in=True))

    assert (ExerciseId.STANDING_FIGURE_4, Place.WALL) == (found.exercise, found.place)
    assert "because your chair is not sturdy and you asked for standing" in found.why
    assert "Hold a wall." in found.body


def test_an_unstable_chair_alone_brings_a_walk_by_day() -> None:
    """No exercise fits: the walk that ends the sitting is what is left, and the reason says so (D1)."""
    found = advise(Profile(unstable_chair=True))

    assert (MOVEMENT_BREAK.id, Side.BOTH, None) == (found.exercise, found.side, found.hold_s)
    assert "stand and walk because no exercise suits a chair that is not sturdy." in found.why


def test_an_unstable_chair_brings_the_lying_version_late() -> None:
    """The bed does not roll (D1, D11)."""
    assert ExerciseId.SUPINE_FIGURE_4 is advise(Profile(unstable_chair=True), "21:00").exercise


# -------------------------------------------------------------------------------- which side
@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_the_affected_side_is_the_only_one(side: Side) -> None:
    """Who named a side is never prompted for the other, whichever leg wears the wearable (D3)."""
    found = advise_often(Profile(affected_side=side, worn_leg=side.other), 6)

    assert [side] * 6 == [recommendation.side for recommendation in found]
    assert all(f"{side} because that is the side you named" in recommendation.why for recommendation in found)


@pytest.mark.parametrize("affected", [Side.BOTH, None])
@pytest.mark.parametrize("worn", [None, Side.LEFT, Side.RIGHT, Side.BOTH])
def test_both_sides_take_turns(affected: Side | None, worn: Side | None) -> None:
    """Ten in a row are five of each, beginning with the worn leg, which can be seen (D3)."""
    sides = [r.side for r in advise_often(Profile(affected_side=affected, worn_leg=worn), 10)]
    first = Side.RIGHT if worn is Side.RIGHT else Side.LEFT

    assert [first, first.other] * 5 == sides


def test_the_turns_go_on_across_an_exercise_of_both_legs() -> None:
    """A walk in between does not disturb whose turn it is (D3)."""
    history = [advise(Profile(affected_side=Side.BOTH)), advise(Profile(unstable_chair=True))]

    assert Side.RIGHT is advise(Profile(affected_side=Side.BOTH), history=history).side


def test_an_unknown_side_is_asked_for_once() -> None:
    """The first recommendation asks, no later one does (D3)."""
    asked = ["please tell which side hurts" in recommendation.why for recommendation in advise_often(Profile(), 5)]

    assert [True, False, False, False, False] == asked


def test_a_known_side_is_not_asked_for() -> None:
    """Nobody is asked what they have said (D3)."""
    assert "please tell" not in advise(Profile(affected_side=Side.BOTH)).why


# -------------------------------------------------------------------------------- in what words
def test_the_words_are_those_of_the_exercise_for_that_side() -> None:
    """Steps, cues and don'ts are taken over whole (D3, D4, D8, D9)."""
    found = advise(Profile(affected_side=Side.RIGHT))
    words = render(CATALOGUE[ExerciseId.SEATED_FIGURE_4], Side.RIGHT)

    assert (words.steps, words.cues, words.donts) == (found.steps, found.cues, found.donts)
    assert words.short == found.body


def test_the_whole_of_a_recommendation_reads_well() -> None:
    """Title, body and reason as a person gets them."""
    profile = Profile(affected_side=Side.LEFT)
    found = advise(profile, history=advise_often(profile, 1))

    assert "34 min sitting: seated figure-4" == found.title
    assert (
        "Left ankle over right knee, 45 s. Flex the left foot to protect the knee. Stop if pain shoots or tingles."
        == found.body
    )
    assert (
        "34 min sitting since 10:12: seated figure-4 because it needs only the chair, "
        "left because that is the side you named."
    ) == found.why


@pytest.mark.parametrize("hold_s", [30.0, 60.0])
def test_the_hold_is_the_persons(hold_s: float) -> None:
    """The hold of the settings is in the value and in the words (D7)."""
    found = advise(Profile(affected_side=Side.LEFT, hold_s=hold_s))

    assert hold_s == found.hold_s
    assert f"{hold_s:.0f} s" in found.body
    assert any(f"for {hold_s:.0f} s" in step for step in found.steps)


@pytest.mark.parametrize("clock", CLOCKS)
def test_every_combination_gives_something_that_can_be_shown(clock: str) -> None:
    """Person by hour: title and body fit a desktop notification, every cue is in the body, why is one sentence."""
    for found in (found for profile in PROFILES for found in advise_often(profile, 2, clock)):
        exercise = MOVEMENT_BREAK if found.exercise is MOVEMENT_BREAK.id else CATALOGUE[found.exercise]

        assert len(found.title) <= 40
        assert len(found.body) <= 120
        assert all(cue.short.format(side=found.side) in found.body for cue in exercise.cues)
        assert found.why.endswith(".")
        assert 1 == found.why.count(".")
        assert found.steps
        assert found.cues


def test_the_longest_sitting_still_fits_the_title() -> None:
    """Twelve hours at the desk with the longest name are within 40 characters."""
    profile = Profile(unstable_chair=True, standing_opt_in=True)
    found = advise(profile, sitting_min=12 * 60 + 34)

    assert "12 h 34 sitting: standing figure-4" == found.title


def test_the_same_question_has_the_same_answer() -> None:
    """A recommendation follows from its arguments alone, so any past one can be explained."""
    history = advise_often(Profile(), 3)

    assert advise(Profile(), history=history) == advise(Profile(), history=list(history))
    assert 3 == len(history)
