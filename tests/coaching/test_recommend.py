"""Which exercise, which side, and why, in words that can be shown as they are."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import product

import pytest

from monitor.coaching.catalogue import BREAKS, CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.eligible import find_eligible
from monitor.coaching.exercises import Break, ExerciseId, Harder, Pillar, Place
from monitor.coaching.gate import SafetyGate
from monitor.coaching.hours import Hours
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.plan import Lead, Plan, PlanTargets
from monitor.coaching.prescriptions import Dose, prescribe
from monitor.coaching.profile import Profile, Side
from monitor.coaching.recommend import Recommendation, Recommender
from monitor.coaching.reminders import Reminder
from monitor.coaching.sessions import DuePillar, Ledger, PracticeOutcome, PracticeResult, Reason
from monitor.texts import ENGLISH
from monitor.wording.exercises import render
from monitor.wording.nudges import say_due
from tests.support.stories import ZURICH, at
from tests.support.words import body_of, rendered, title_of, why_of

BALL = frozenset({"ball"})
WALK = MOVEMENT_BREAK.id
LYING = {ExerciseId.SUPINE_FIGURE_4, ExerciseId.BALL_MASSAGE, ExerciseId.GLUTE_BRIDGE, ExerciseId.CLAMSHELL}
PROFILES = [
    Profile(affected_side=side, worn_leg=worn, equipment=equipment, standing_opt_in=standing, unstable_chair=unstable)
    for side, worn, equipment, standing, unstable in product(
        (None, *Side), (None, Side.LEFT, Side.RIGHT), (frozenset[str](), BALL), (False, True), (False, True)
    )
]
CLOCKS = ["00:30", "06:45", "07:59", "08:00", "11:00", "15:30", "19:59", "20:00", "22:30"]


def nudge_at(clock: str, sitting_min: int = 34, wear_site: str = "thigh") -> Nudge:
    """A nudge after some minutes of sitting."""
    time_s = at(clock)
    start_s = time_s - 60.0 * sitting_min
    return Nudge(time_s, start_s, 60.0 * sitting_min, 1, wear_site=wear_site)


class InThisOrder(Plan):
    """A plan in which some pillars are due, in the order given."""

    def __init__(self, *pillars: Pillar) -> None:
        super().__init__(PlanTargets(), ZURICH, Hours())
        self._pillars = pillars

    def due(self, ledger: Ledger, time_s: float, able: AbstractSet[Pillar]) -> list[DuePillar]:
        """Those of the given ones of which something can be done."""
        return [DuePillar(pillar, 0, 3) for pillar in self._pillars if pillar in able]


STRETCH_FIRST = InThisOrder(Pillar.LENGTHEN, Pillar.HABIT)


def recommender(profile: Profile, *said: str, plan: Plan = STRETCH_FIRST) -> Recommender:
    """A recommender after some feedback, given at nine."""
    ledger = Ledger(ZURICH, CATALOGUE)
    made = Recommender(profile, ZURICH, Hours(), SafetyGate(ZURICH), plan, ledger, CATALOGUE)
    for detail in said:
        made.feelings.feed(UserAction(at("09:00"), Action.FEEDBACK, detail))
    return made


def advise_often(profile: Profile, times: int, clock: str = "11:00") -> list[Recommendation]:
    """What is recommended one after the other, from a fresh install on."""
    made = recommender(profile)
    found = []
    for _ in range(times):
        found.append(made.recommend(nudge_at(clock)))
        made.recall(found[-1])
    return found


def advise(profile: Profile, clock: str = "11:00", *said: str, after: ExerciseId | None = WALK) -> Recommendation:
    """What is recommended at a local time, after some feedback and after another exercise; None: as the first."""
    made = recommender(profile, *said)
    if after is not None:
        made.recall(begun(recommender(profile), after))
    return made.recommend(nudge_at(clock))


def begun(made: Recommender, exercise: ExerciseId, clock: str = "08:30") -> Recommendation:
    """An exercise that was begun by itself."""
    found = made.begin(at(clock), MOVEMENT_BREAK if exercise is WALK else CATALOGUE[exercise], None)
    assert isinstance(found, Recommendation)
    return found


# -------------------------------------------------------------------------------- which
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_fresh_install_begins_with_the_seated_figure_4(clock: str) -> None:
    """Whatever the hour, the first is the guided seated figure-4, and the reason is the guide's (H5)."""
    first = advise(Profile(affected_side=Side.LEFT), clock, after=None)

    assert (ExerciseId.SEATED_FIGURE_4, Place.DESK) == (first.exercise, first.place)
    assert "The guide this follows begins with it." in why_of(first)


@pytest.mark.parametrize(
    ("clock", "after", "exercise", "place"),
    [
        ("07:59", ExerciseId.SEATED_FIGURE_4, ExerciseId.SUPINE_FIGURE_4, Place.BED),
        ("08:00", WALK, ExerciseId.SEATED_FIGURE_4, Place.DESK),
        ("11:00", WALK, ExerciseId.SEATED_FIGURE_4, Place.DESK),
        ("19:59", WALK, ExerciseId.SEATED_FIGURE_4, Place.DESK),
        ("20:00", ExerciseId.SEATED_FIGURE_4, ExerciseId.SUPINE_FIGURE_4, Place.BED),
        ("22:30", ExerciseId.SEATED_FIGURE_4, ExerciseId.SUPINE_FIGURE_4, Place.BED),
        ("00:30", ExerciseId.SEATED_FIGURE_4, ExerciseId.SUPINE_FIGURE_4, Place.BED),
    ],
)
def test_seated_by_day_and_lying_early_and_late(
    clock: str, after: ExerciseId, exercise: ExerciseId, place: Place
) -> None:
    """Before bed and on waking one may lie; the day is for the desk (D11)."""
    later = advise(Profile(affected_side=Side.LEFT), clock, after=after)

    assert (exercise, place) == (later.exercise, later.place)


def test_the_same_is_never_said_a_third_time_running_nor_a_fourth_time_a_day() -> None:
    """Novelty wears off: while the stretch stays due, walks lie between, and after three it is for tomorrow (B5)."""
    stretch = ExerciseId.SEATED_FIGURE_4

    assert [stretch, stretch, WALK, stretch, WALK, WALK] == [found.exercise for found in advise_often(Profile(), 6)]


def test_what_a_person_began_over_and_over_is_not_asked_for_as_well() -> None:
    """Begun three times running it is not said a fourth time."""
    made = recommender(Profile())
    for _ in range(3):
        made.recall(begun(made, ExerciseId.SEATED_FIGURE_4))

    assert ExerciseId.SEATED_FIGURE_4 != made.recommend(nudge_at("11:00")).exercise


def test_the_ways_to_get_up_take_turns() -> None:
    """Each way comes once before any comes again, so that no two alike follow each other."""
    made = recommender(Profile(), plan=InThisOrder(Pillar.HABIT))
    made.recall(begun(made, ExerciseId.SEATED_FIGURE_4))
    ways = []
    for _ in range(2 * len(Break)):
        made.recall(found := made.recommend(nudge_at("11:00")))
        ways.append(found.variant)

    assert list(Break) * 2 == ways


def test_who_has_pain_on_the_stairs_is_not_sent_there() -> None:
    """For two weeks after the diary named them (A2)."""
    made = recommender(Profile(), plan=InThisOrder(Pillar.HABIT))
    made.recall(begun(made, ExerciseId.SEATED_FIGURE_4))
    made.stairs_hurt_s = at("09:00")
    ways = []
    for _ in range(8):
        made.recall(found := made.recommend(nudge_at("11:00")))
        ways.append(found.variant)

    assert set(Break) - {Break.STAIRS} == set(ways)


def test_the_plan_decides_which_pillar_it_is() -> None:
    """In the evening, with a ball and a floor, what is most due comes first, and the reason says so (B5, C3)."""
    for pillar in Pillar:
        made = recommender(Profile(equipment=BALL), plan=InThisOrder(pillar, *Pillar))
        made.recall(begun(made, ExerciseId.SEATED_FIGURE_4))
        found = made.recommend(nudge_at("20:30"))

        assert pillar is Pillar.HABIT or say_due(DuePillar(pillar, 0, 3), ENGLISH) in why_of(found)
        assert pillar is (Pillar.HABIT if found.exercise is WALK else CATALOGUE[found.exercise].pillar)


def test_strength_can_be_done_by_day_where_there_is_room() -> None:
    """Who has a floor at hand is asked at eleven as well, and told why (C3)."""
    made = recommender(Profile(room=frozenset({"floor"})), plan=InThisOrder(Pillar.STRENGTHEN))
    made.recall(begun(made, ExerciseId.SEATED_FIGURE_4))
    found = made.recommend(nudge_at("11:00"))

    assert (ExerciseId.GLUTE_BRIDGE, Place.FLOOR) == (found.exercise, found.place)
    assert "You said that there is room for it." in why_of(found)


def test_a_bed_by_day_brings_no_lying_stretch() -> None:
    """It stays the version for before bed and on waking (D11)."""
    profile = Profile(room=frozenset({"bed", "floor"}))

    assert ExerciseId.SUPINE_FIGURE_4 not in {
        exercise.id for exercise, _ in find_eligible(profile, CATALOGUE, at_desk=True)
    }


def test_a_reminder_brings_its_own_pillar() -> None:
    """Bridge and clamshell take turns, from one evening to the next (C3)."""
    made = recommender(Profile(affected_side=Side.LEFT))
    found = []
    for _ in range(2):
        made.recall(made.recommend(Reminder(at("19:00"), Pillar.STRENGTHEN, 1, 3)))
        assert made.last is not None
        found.append(made.last)

    assert [ExerciseId.GLUTE_BRIDGE, ExerciseId.CLAMSHELL] == [one.exercise for one in found]
    assert why_of(found[0]).startswith("Days with strength this week: 1 of 3. ")
    assert "Glute bridge" == title_of(found[0])


# -------------------------------------------------------------------------------- how it felt
def test_what_was_too_strong_is_shorter_next_time() -> None:
    """30 s, the shortest of the guide, and the reason says so (D6, H4)."""
    found = advise(Profile(affected_side=Side.LEFT), "11:00", "too-strong seated-figure-4")

    assert 30.0 == found.hold_s
    assert "Held 30 s only: last time it was too strong." in why_of(found)
    assert "30 s" in body_of(found)


def test_what_was_too_strong_twice_stays_away_for_two_days() -> None:
    """A walk instead; another feeling in between, or time, brings it back (D6, H4)."""
    twice = ("too-strong seated-figure-4", "too-strong seated-figure-4")
    eased = ("too-strong seated-figure-4", "good seated-figure-4", "too-strong seated-figure-4")

    assert WALK is advise(Profile(), "11:00", *twice).exercise
    assert ExerciseId.SEATED_FIGURE_4 is advise(Profile(), "11:00", *eased).exercise
    made = recommender(Profile(), *twice)
    assert made.feelings.rests(ExerciseId.SEATED_FIGURE_4, at("09:00") + 2 * 86_400.0 - 1.0)
    assert not made.feelings.rests(ExerciseId.SEATED_FIGURE_4, at("09:00") + 2 * 86_400.0)


def test_what_was_not_felt_is_held_longer() -> None:
    """60 s, the longest of the guide (D6, H4)."""
    found = advise(Profile(), "11:00", "not-felt seated-figure-4")

    assert 60.0 == found.hold_s
    assert "Held 60 s: last time it was not felt." in why_of(found)


@pytest.mark.parametrize(("equipment", "offered"), [(BALL, True), (frozenset[str](), False)])
def test_a_stretch_that_was_not_felt_brings_the_ball(equipment: frozenset[str], offered: bool) -> None:
    """It reaches knots that stretching does not, for those who own one and have a floor (E1, E6)."""
    found = advise(Profile(equipment=equipment), "20:30", "not-felt seated-figure-4", after=ExerciseId.SEATED_FIGURE_4)

    assert offered == (ExerciseId.BALL_MASSAGE is found.exercise)
    assert offered == ("The stretch was not felt, and the ball reaches what it does not." in why_of(found))


def test_good_brings_back_the_usual_hold_and_two_weeks_forget() -> None:
    """The last word counts, for a time (H4)."""
    assert 45.0 == advise(Profile(), "11:00", "too-strong seated-figure-4", "good seated-figure-4").hold_s
    seated = CATALOGUE[ExerciseId.SEATED_FIGURE_4]
    feelings = recommender(Profile(), "too-strong seated-figure-4").feelings

    assert 30.0 == feelings.adjust(seated, at("09:00") + 14 * 86_400.0 - 1.0, eased=False)[0].hold_s
    assert (seated, None) == feelings.adjust(seated, at("09:00") + 14 * 86_400.0, eased=False)


def test_strength_that_was_too_strong_has_fewer_repetitions() -> None:
    """Six instead of ten, in the value and in the words (H4)."""
    made = recommender(Profile(), "too-strong glute-bridge")
    found = begun(made, ExerciseId.GLUTE_BRIDGE)

    assert (6, 2) == (found.repetitions, found.sets)
    assert "6 repetitions only: last time it was too strong." in why_of(found)
    assert "lift the hips, 6 times" in body_of(found)


def test_strength_that_went_well_grows_and_says_so() -> None:
    """Four days with it, in the value, in the words and in the reason; a step harder is told with its own steps."""
    made = recommender(Profile())
    for number in range(4):
        time_s = at("09:00") - (8 - 2 * number) * 86_400.0
        done = PracticeOutcome(time_s, time_s, "glute-bridge", Side.BOTH, PracticeResult.CLAIMED, Reason.SAID)
        made.ledger.feed(done)
    found = begun(made, ExerciseId.GLUTE_BRIDGE)

    assert (12, 2) == (found.repetitions, found.sets)
    assert "12 repetitions: four sessions went well." in why_of(found)
    assert "lift the hips, 12 times" in body_of(found)
    held = replace(found, harder=Harder.HELD)
    assert "Lift the hips, hold them up for 3 s, then lower them slowly." in rendered(held).steps


def test_after_pain_down_the_leg_a_stretch_is_held_once() -> None:
    """Shorter, and not repeated, for the week; as many as were set else (D10, E5)."""
    made = recommender(Profile(repeats=3))
    made.gate.feed(UserAction(at("09:00"), Action.FEEDBACK, "radiating seated-figure-4"))
    seated = CATALOGUE[ExerciseId.SEATED_FIGURE_4]

    assert 3 == made.dose(seated, at("09:00") + 8 * 86_400.0)[0].repetitions
    assert (1, 30.0) == (lambda found: (found.repetitions, found.hold_s))(made.dose(seated, at("09:00") + 86_400.0)[0])


@pytest.mark.parametrize("clock", CLOCKS)
def test_while_strength_leads_no_stretch_of_ours_is_offered(clock: str) -> None:
    """Not even as the first of all, whatever is due and at hand; what was prescribed still is (G5)."""
    plan = Plan(PlanTargets(lead=Lead.STRENGTH), ZURICH, Hours())
    made = recommender(Profile(equipment=BALL, standing_opt_in=True), plan=plan)
    for _ in range(12):
        found = made.recommend(nudge_at(clock))
        made.recall(found)
        assert found.exercise == WALK or CATALOGUE[found.exercise].pillar is not Pillar.LENGTHEN

    seated = prescribe(CATALOGUE[ExerciseId.SEATED_FIGURE_4], Dose(per_week=14), "A. Keller")
    made.exercises = {**CATALOGUE, seated.id: seated}
    offered = {made.recommend(nudge_at("17:00")).exercise}
    assert {ExerciseId.SEATED_FIGURE_4} == offered


# -------------------------------------------------------------------------------- what is possible
def test_no_lying_exercise_is_eligible_at_the_desk() -> None:
    """Never as the prompt at the desk, whoever it is (D11)."""
    assert set() == LYING & {
        exercise.id for profile in PROFILES for exercise, _ in find_eligible(profile, CATALOGUE, at_desk=True)
    }


def test_supine_is_eligible_at_home() -> None:
    """Away from the desk the lying version is there (D11)."""
    assert (ExerciseId.SUPINE_FIGURE_4, Place.BED) in [
        (exercise.id, place) for exercise, place in find_eligible(Profile(), CATALOGUE, at_desk=False)
    ]


@pytest.mark.parametrize("at_desk", [True, False])
def test_what_is_eligible_follows_from_the_profile(at_desk: bool) -> None:
    """Standing iff opted in, seated iff the chair is sturdy, the ball only if owned (D1, D13, E1)."""
    for profile in PROFILES:
        eligible = {exercise.id for exercise, _ in find_eligible(profile, CATALOGUE, at_desk=at_desk)}

        assert profile.standing_opt_in == (ExerciseId.STANDING_FIGURE_4 in eligible)
        assert profile.unstable_chair != (ExerciseId.SEATED_FIGURE_4 in eligible)
        assert "ball" in profile.equipment or ExerciseId.BALL_MASSAGE not in eligible


def test_the_ball_is_eligible_for_its_owner_when_there_is_room() -> None:
    """Owned, and a floor is near (E1)."""
    eligible = {exercise.id for exercise, _ in find_eligible(Profile(equipment=BALL), CATALOGUE, at_desk=False)}

    assert ExerciseId.BALL_MASSAGE in eligible


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_fresh_profile_never_receives_standing(clock: str) -> None:
    """It is locked until asked for (D13)."""
    assert ExerciseId.STANDING_FIGURE_4 not in {found.exercise for found in advise_often(Profile(), 10, clock)}


def test_standing_is_not_the_first_even_after_opt_in() -> None:
    """With a sturdy chair the seated version comes first; later the two take turns (D13)."""
    found = [one.exercise for one in advise_often(Profile(standing_opt_in=True), 4)]

    assert [ExerciseId.SEATED_FIGURE_4, ExerciseId.STANDING_FIGURE_4] * 2 == found


def test_an_unstable_chair_and_opt_in_bring_standing_with_the_wall() -> None:
    """The declined chair is answered with the standing version, wall and all (D1, D14)."""
    found = advise(Profile(affected_side=Side.RIGHT, unstable_chair=True, standing_opt_in=True))

    assert (ExerciseId.STANDING_FIGURE_4, Place.WALL) == (found.exercise, found.place)
    assert "You asked for standing, and a wall is enough." in why_of(found)
    assert "Hold a wall." in body_of(found)


def test_an_unstable_chair_alone_brings_a_walk_by_day() -> None:
    """No exercise fits: the walk that ends the sitting is what is left (D1)."""
    found = advise(Profile(unstable_chair=True), after=None)

    assert (MOVEMENT_BREAK.id, Side.BOTH, None) == (found.exercise, found.side, found.hold_s)


def test_an_unstable_chair_brings_the_lying_version_late() -> None:
    """The bed does not roll (D1, D11)."""
    assert ExerciseId.SUPINE_FIGURE_4 is advise(Profile(unstable_chair=True), "21:00").exercise


def test_every_exercise_that_is_there_suits_who_has_all_and_some_none() -> None:
    """Where a stretch is due and none fits, or none may be done, a walk says which of the two it is (D1, E5)."""
    made = recommender(Profile(unstable_chair=True))
    barred = recommender(Profile(), plan=InThisOrder())
    barred.gate.feed(UserAction(at("09:00"), Action.FEEDBACK, "radiating seated-figure-4"))

    assert "Your chair rolls or tips: get up now; lying stretches come when you are at home." in why_of(
        made.recommend(nudge_at("11:00"))
    )
    assert "The exercises wait for now, after what you said." in why_of(barred.recommend(nudge_at("11:00")))


# -------------------------------------------------------------------------------- which side
@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_the_affected_side_is_the_only_one(side: Side) -> None:
    """Who named a side is never prompted for the other, whichever leg wears the wearable (D3)."""
    found = [one for one in advise_often(Profile(affected_side=side, worn_leg=side.other), 6) if one.exercise != WALK]

    assert [side] * 3 == [recommendation.side for recommendation in found]
    assert all(f"{side.capitalize()}: the side that you named." in why_of(recommendation) for recommendation in found)


@pytest.mark.parametrize("affected", [Side.BOTH, None])
@pytest.mark.parametrize("worn", [None, Side.LEFT, Side.RIGHT, Side.BOTH])
def test_both_sides_take_turns(affected: Side | None, worn: Side | None) -> None:
    """Each exercise changes sides, beginning with the worn leg, which can be seen; a walk disturbs no turn (D3)."""
    found = advise_often(Profile(affected_side=affected, worn_leg=worn, standing_opt_in=True), 20)
    first = Side.RIGHT if worn is Side.RIGHT else Side.LEFT

    for exercise in (ExerciseId.SEATED_FIGURE_4, ExerciseId.STANDING_FIGURE_4):
        assert [first, first.other, first] == [one.side for one in found if one.exercise == exercise]


def test_an_unknown_side_is_asked_for_once() -> None:
    """The first recommendation asks, no later one does (D3)."""
    asked = ["please tell which side hurts" in why_of(recommendation) for recommendation in advise_often(Profile(), 5)]

    assert [True, False, False, False, False] == asked


def test_a_known_side_is_not_asked_for() -> None:
    """Nobody is asked what they have said (D3)."""
    assert "please tell" not in why_of(advise(Profile(affected_side=Side.BOTH), after=None))


# -------------------------------------------------------------------------------- in what words
def test_the_words_are_those_of_the_exercise_for_that_side() -> None:
    """Steps, cues and don'ts are taken over whole (D3, D4, D8, D9)."""
    found = advise(Profile(affected_side=Side.RIGHT))
    words = render(CATALOGUE[ExerciseId.SEATED_FIGURE_4].repeated(2), Side.RIGHT, ENGLISH)

    assert (words.steps, words.cues, words.donts) == (
        rendered(found).steps,
        rendered(found).cues,
        rendered(found).donts,
    )
    assert words.short == body_of(found)


def test_the_whole_of_a_recommendation_reads_well() -> None:
    """Title, body and reason as a person gets them."""
    found = advise(Profile(affected_side=Side.LEFT, worn_leg=Side.RIGHT))

    assert "34 min sitting. Seated figure-4" == title_of(found)
    assert (
        "Left ankle just above right knee, 2×45 s. Flex the left foot to protect the knee. "
        "Stop if pain shoots or tingles." == body_of(found)
    )
    assert (
        "34 min sitting since 10:26. Stretches today: 0 of 3. It needs only the chair. Left: the side that you named. "
        "The sensor is on the other leg, which hardly moves in this exercise."
    ) == why_of(found)


@pytest.mark.parametrize("hold_s", [30.0, 60.0])
def test_the_hold_is_the_persons(hold_s: float) -> None:
    """The hold of the settings is in the value and in the words (D7)."""
    found = advise(Profile(affected_side=Side.LEFT, hold_s=hold_s))

    assert hold_s == found.hold_s
    assert f"{hold_s:.0f} s" in body_of(found)
    assert any(f"for {hold_s:.0f} s" in step for step in rendered(found).steps)


@pytest.mark.parametrize("clock", CLOCKS)
def test_every_combination_gives_something_that_can_be_shown(clock: str) -> None:
    """Person by hour: title and body fit a desktop notification, every cue is in the body, why is sentences."""
    for found in (found for profile in PROFILES for found in advise_often(profile, 2, clock)):
        exercise = CATALOGUE[found.exercise] if found.variant is None else BREAKS[found.variant]

        assert len(title_of(found)) <= 40
        assert len(body_of(found)) <= 120
        assert all(cue.short.format(side=found.side) in body_of(found) for cue in exercise.cues)
        assert why_of(found).endswith(".")
        assert 2 <= why_of(found).count(". ") + 1 <= 6
        assert rendered(found).steps
        assert rendered(found).cues


def test_the_longest_title_fits() -> None:
    """Hours of what is likely sitting, and the longest name, are within 40 characters."""
    made = recommender(Profile(unstable_chair=True, standing_opt_in=True))

    assert "9 h 34 likely sitting. Standing figure-4" == title_of(
        made.recommend(nudge_at("11:00", 9 * 60 + 34, "wrist"))
    )


def test_the_same_question_has_the_same_answer() -> None:
    """A recommendation follows from what was fed alone, so any past one can be explained."""
    assert advise_often(Profile(), 5) == advise_often(Profile(), 5)


# -------------------------------------------------------------------------------- unasked
def test_an_exercise_may_be_begun_by_oneself() -> None:
    """The side that was named, else the one whose turn it is; and it says that it was begun so."""
    made = recommender(Profile(affected_side=Side.BOTH))
    found = made.begin(at("15:00"), CATALOGUE[ExerciseId.CLAMSHELL], Side.RIGHT)

    assert isinstance(found, Recommendation)
    assert (ExerciseId.CLAMSHELL, Side.RIGHT, 10, 2) == (found.exercise, found.side, found.repetitions, found.sets)
    assert why_of(found).startswith("You began it yourself.")
