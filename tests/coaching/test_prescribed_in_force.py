"""What was prescribed goes before ours: in the plan, in what is recommended, in the ledger, and after a restart."""

from monitor.coaching.coach import Coach
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Reply
from monitor.coaching.plan import PlanTargets
from monitor.coaching.practice import PracticeTracker
from monitor.coaching.prescriptions import Dose, Prescription, prescribe, put_in_force
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.sessions import PracticeResult
from monitor.texts import ENGLISH
from monitor.wording import Words
from monitor.wording.events import title_and_body
from monitor.wording.recommendations import say_why
from tests.coaching.test_prescriptions import BRIDGE, BY, SEATED, wall_slide
from tests.support.stories import Story
from tests.support.words import ZURICH, reason_of

SLIDE = wall_slide(Side.RIGHT, Dose(hold_s=20.0, repetitions=5, sets=3, per_week=5))
SET = Prescription(BY, (prescribe(SEATED, Dose(hold_s=20.0), BY), prescribe(BRIDGE, Dose(sets=4), BY), SLIDE))
EXERCISES = put_in_force(SET)
WORDS = Words(ENGLISH, ZURICH, EXERCISES)
PERSON = Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT)


def live(start: str = "09:00") -> Story:
    """A day with the prescribed set."""
    targets = PlanTargets().prescribed(EXERCISES.values())
    coach = Coach(PERSON, NudgeRules(window_s=0.0), ZURICH, targets=targets, exercises=EXERCISES)
    return Story(coach.feed, start)


def test_a_prescribed_hold_is_what_is_recommended() -> None:
    """20 s, and not the 45 s of the settings (G5)."""
    first = live().sit(minutes=31).of(Recommendation)[0]

    assert (ExerciseId.SEATED_FIGURE_4, 20.0) == (first.exercise, first.hold_s)
    assert "20 s" in title_and_body(first, WORDS)[1]


def test_how_it_felt_does_not_change_what_was_prescribed() -> None:
    """Whoever prescribed it should hear of it; we do not turn 20 s into 60 (G5)."""
    day = live().sit(minutes=31).say(Action.FEEDBACK, "not-felt seated-figure-4").stand(minutes=1)
    again = day.sit(minutes=31).stand(minutes=1).sit(minutes=31).of(Recommendation)

    assert {20.0} == {one.hold_s for one in again if one.exercise == ExerciseId.SEATED_FIGURE_4}


def test_an_exercise_of_their_own_is_recommended_for_its_side() -> None:
    """At the wall, by day, on the side that it is for, and honest about what the sensor knows (G5, C3)."""
    day = live().sit(minutes=31)
    for _ in range(4):
        day.stand(minutes=1).sit(minutes=31)
    (slide, *_) = [one for one in day.of(Recommendation) if one.exercise == "wall-slide"]

    assert (Side.RIGHT, 20.0, 5, 3) == (slide.side, slide.hold_s, slide.repetitions, slide.sets)
    assert "Right: the side that it was prescribed for." in say_why(slide, WORDS)
    assert "only you can tell" in say_why(slide, WORDS)
    assert "Stop if pain shoots or tingles." in title_and_body(slide, WORDS)[1]
    assert len(title_and_body(slide, WORDS)[0]) <= 40


def test_their_times_a_week_are_the_plans() -> None:
    """Five days with strength were prescribed, so five are planned (G5)."""
    targets = PlanTargets().prescribed(EXERCISES.values())

    assert (5, 2, 3) == (targets.strength_days, targets.stretches_a_day, targets.massages_a_week)
    assert PlanTargets() == PlanTargets().prescribed(put_in_force(None).values())


def test_it_can_be_begun_claimed_and_stopped_like_ours() -> None:
    """Done is a claim, and counts in the ledger; pain down the leg bars it for the day (E5, G5)."""
    day = live().sit(minutes=31).say(Action.STRETCH, "wall-slide")
    begun = day.of(Recommendation)[-1]
    tracker = PracticeTracker(Side.LEFT, None, "thigh")
    tracker.begin(begun)
    tracker.heed(UserAction(day.now_s + 30.0, Action.DONE))
    (outcome,) = tracker.finish()
    day.feed(outcome)
    day.say(Action.FEEDBACK, "radiating wall-slide").say(Action.STRETCH, "wall-slide")

    assert "wall-slide" == begun.exercise
    assert PracticeResult.CLAIMED is outcome.result
    assert "Pain went down the leg today." == reason_of(day.of(Reply)[-1])


def test_what_was_done_of_it_counts_for_its_pillar() -> None:
    """The evening asks for strength until the day has had some, whoever prescribed it (C3, G5)."""
    day = live("17:50").sit(minutes=31).say(Action.STRETCH, "wall-slide")
    tracker = PracticeTracker(Side.LEFT, None, "thigh")
    tracker.begin(day.of(Recommendation)[-1])
    tracker.heed(UserAction(day.now_s + 30.0, Action.DONE))
    (outcome,) = tracker.finish()
    after = day.feed(outcome).stand(minutes=40).of(Reminder)

    assert [] == [reminder for reminder in after if reminder.pillar is Pillar.STRENGTHEN]
