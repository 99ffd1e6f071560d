"""What the coach does over days and weeks: evenings, a silent first week, pain against practice, lots and waits."""

from dataclasses import replace

import pytest

from monitor.coaching.coach import Coach
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.experiment import Arm, Assignment, Design, ExperimentRules
from monitor.coaching.inputs import Action, Context, UserAction
from monitor.coaching.nudges import Nudge, Wait
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.plan import PlanTargets
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.receptivity import LearningRules
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.coaching.trend import Judgement, Kind
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture
from tests.support.stories import ZURICH, Story, at
from tests.support.words import body_of, card_of, reason_of, title_of, why_of

DAY_S = 86_400.0
PERSON = Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT, equipment=frozenset({"ball"}))
RULES = NudgeRules(window_s=0.0)
SILENT = PlanTargets(baseline_week=True)


def live(start: str, coach: Coach | None = None) -> Story:
    """A day that begins at some time, with a fresh coach or one that has lived before."""
    return Story((coach or Coach(PERSON, RULES, ZURICH)).feed, start)


def done(exercise: ExerciseId, time_s: float, result: PracticeResult = PracticeResult.CONFIRMED) -> PracticeOutcome:
    """An exercise that was done."""
    return PracticeOutcome(time_s, time_s - 60.0, exercise, Side.LEFT, result, "Held 46 s.", hold_s=46.0)


# -------------------------------------------------------------------------------- evenings
def test_strength_is_asked_for_in_the_evening_without_any_sitting() -> None:
    """Once, with the plan's reason, and an exercise for the floor (C3, G4)."""
    day = live("17:55").sit(minutes=31).stand(minutes=2)
    evening = day.stand(minutes=10)
    reminders = evening.of(Reminder)

    assert [Pillar.STRENGTHEN] == [reminder.pillar for reminder in reminders]
    assert at("18:30") <= reminders[0].time_s <= at("18:31")
    last = evening.of(Recommendation)[-1]
    assert ExerciseId.GLUTE_BRIDGE is last.exercise
    assert why_of(last).startswith("Days with strength this week: 0 of 3.")


def test_nothing_is_reminded_of_before_the_first_nudge() -> None:
    """The beginning is the guided seated figure-4, not a bridge on the floor (H5)."""
    assert [] == live("18:20").stand(minutes=60).heard


def test_free_time_holds_nudges_back_but_not_the_evening() -> None:
    """Who is watched from nine to five is asked in the evening, when there is a floor (C3)."""
    rules = replace(RULES, working=(((540, 1020),),) * 7)
    day = live("16:20", Coach(PERSON, rules, ZURICH)).sit(minutes=160)

    assert ["16:50:00"] == day.nudge_clocks
    assert 1 == len(day.of(Reminder))


@pytest.mark.parametrize("held", [Context.MEETING, Context.LOCKED, Context.DRIVING])
def test_a_context_holds_the_evening_back_too(held: Context) -> None:
    """It comes once the context is over (A3)."""
    day = live("17:55").sit(minutes=31).begin(held).stand(minutes=20)
    assert [] == day.of(Reminder)

    assert 1 == len(day.end(held).stand(minutes=2).of(Reminder))


def test_a_red_flag_and_a_walk_bring_no_reminder() -> None:
    """Who walks sees no screen, and a lock is a lock (F1)."""
    walking = live("17:55").sit(minutes=31).walk(minutes=30)
    flagged = live("17:55").sit(minutes=31).say(Action.RED_FLAG, "leg-weakness").stand(minutes=30)

    assert [] == walking.of(Reminder)
    assert [] == flagged.of(Reminder)


def test_who_wants_no_evening_gets_none() -> None:
    """An empty span is never."""
    day = live("17:55", Coach(PERSON, replace(RULES, evening=(0, 0)), ZURICH)).sit(minutes=31).stand(minutes=60)

    assert [] == day.of(Reminder)


def test_what_was_done_this_evening_outlives_a_restart() -> None:
    """One reminder a day, whoever remembers it (H1)."""
    reminder = Reminder(at("18:30"), Pillar.STRENGTHEN, "Days with strength this week: 0 of 3.")
    first = live("17:55").sit(minutes=31)
    again = Coach(PERSON, RULES, ZURICH, [*first.of(Nudge), *first.of(Recommendation), reminder])

    assert [] == live("18:40", again).stand(minutes=60).of(Reminder)


# -------------------------------------------------------------------------------- the ledger
def test_two_stretches_done_are_enough_for_a_morning() -> None:
    """What was done today is not asked for again; sitting less is, with a reason (D10, H1)."""
    coach = Coach(PERSON, RULES, ZURICH)
    for minute in (0, 30):
        coach.feed(done(ExerciseId.SEATED_FIGURE_4, at("08:05") + 60.0 * minute))
    day = live("09:00", coach).sit(minutes=120)
    offered = [recommendation.exercise for recommendation in day.of(Recommendation)]

    assert ExerciseId.SEATED_FIGURE_4 is offered[0]  # of a fresh install (H5)
    assert {ExerciseId.MOVEMENT_BREAK} == set(offered[1:])
    assert "Stretches today" not in why_of(day.of(Recommendation)[-1])


def test_a_first_week_may_pass_in_silence() -> None:
    """Watched and not spoken to for seven days, then as always; a restart does not begin it anew (H2)."""
    coach = Coach(PERSON, RULES, ZURICH, targets=SILENT)
    first = live("09:00", coach).sit(minutes=60)
    again = Coach(PERSON, RULES, ZURICH, [Bout(Posture.SITTING, at("09:00"), at("10:00"))], targets=SILENT)
    later = Story(again.feed)
    later.now_s = at("09:00") + 6 * DAY_S
    later.sit(minutes=60)
    assert [] == first.heard
    assert [] == later.heard

    later.now_s = at("09:00") + 7 * DAY_S
    assert 1 == len(later.sit(minutes=31).of(Nudge))


# -------------------------------------------------------------------------------- pain
def test_a_quarter_of_diligence_without_relief_widens_and_then_refers() -> None:
    """Each card once, with a reason, to somebody who is there; and the plan asks for more (B4, F5, F6)."""
    coach = Coach(PERSON, RULES, ZURICH)
    cards: list[Judgement] = []
    for day in range(90):
        start_s = at("09:00") + day * DAY_S
        story = Story(coach.feed)
        story.now_s = start_s
        for exercise, hour in ((ExerciseId.SEATED_FIGURE_4, 1), (ExerciseId.SEATED_FIGURE_4, 5)):
            coach.feed(done(exercise, start_s + 3600.0 * hour))
        coach.feed(done(ExerciseId.GLUTE_BRIDGE if day % 2 else ExerciseId.BALL_MASSAGE, start_s + 3600.0 * 9))
        story.sit(minutes=1)
        story.say(Action.PAIN, "5 aching left desk")
        cards += story.of(Judgement)

    assert [Kind.WIDEN, Kind.REFER] == [card.kind for card in cards]
    assert all(title_of(card) and body_of(card) and card_of(card) for card in cards)


def test_a_card_waits_for_the_end_of_a_meeting() -> None:
    """It is not urgent, and for somebody who can read it (F5)."""
    coach = Coach(PERSON, RULES, ZURICH)
    for day in range(40):
        start_s = at("09:00") + day * DAY_S
        for hour in (1, 5):
            coach.feed(done(ExerciseId.SEATED_FIGURE_4, start_s + 3600.0 * hour))
        coach.feed(done(ExerciseId.GLUTE_BRIDGE if day % 2 else ExerciseId.BALL_MASSAGE, start_s + 3600.0 * 9))
        coach._note_pain(UserAction(start_s, Action.PAIN, "5"))
    day_40 = Story(coach.feed)
    day_40.now_s = at("09:00") + 40 * DAY_S
    day_40.begin(Context.MEETING).sit(minutes=10)
    assert [] == day_40.of(Judgement)

    assert [Kind.WIDEN] == [card.kind for card in day_40.end(Context.MEETING).sit(minutes=2).of(Judgement)]


def test_a_red_flag_comes_before_every_card() -> None:
    """Nothing is said of a plan while it stands (F1)."""
    coach = Coach(PERSON, RULES, ZURICH)
    coach.feed(UserAction(at("09:00"), Action.RED_FLAG, "leg-weakness"))
    for day in range(50):
        start_s = at("09:30") + day * DAY_S
        for hour in (1, 5):
            coach.feed(done(ExerciseId.SEATED_FIGURE_4, start_s + 3600.0 * hour))

        assert [] == coach.feed(UserAction(start_s, Action.PAIN, "5"))


# -------------------------------------------------------------------------------- lots and waits
def test_a_withheld_nudge_is_not_shown_and_its_break_is_measured() -> None:
    """The lot says so; ladder and outcome go on as if it had been shown (C2)."""
    always = ExperimentRules(Design.WITHHOLD, probability=0.5, most=0.5)
    coach = Coach(PERSON, replace(RULES, daily_cap=200), ZURICH, experiment=always)
    day = live("09:00", coach)
    for _ in range(12):
        day.sit(minutes=31).stand(minutes=2)
    lots = day.of(Assignment)
    shown = [lot for lot in lots if lot.arm is Arm.SHOWN]

    assert 12 == len(lots) == len(day.of(Nudge))
    assert {Arm.SHOWN, Arm.WITHHELD} == {lot.arm for lot in lots}
    assert [lot.time_s for lot in shown] == [recommendation.time_s for recommendation in day.of(Recommendation)]
    assert {Result.VERIFIED} == {outcome.result for outcome in day.of(Outcome)}
    assert 11 == len(day.of(Outcome))  # the last break still goes on


def test_the_two_wordings_differ_in_what_comes_first() -> None:
    """Minutes first, or the exercise first; nothing else (H4)."""
    coach = Coach(PERSON, RULES, ZURICH, experiment=ExperimentRules(Design.WORDS, probability=0.5))
    day = live("08:00", coach)
    for _ in range(12):
        day.sit(minutes=31).stand(minutes=2)
    titles = {
        lot.arm: title_of(recommendation)
        for lot, recommendation in zip(day.of(Assignment), day.of(Recommendation), strict=True)
    }

    assert titles[Arm.WORDING_A].startswith("30 min sitting. ")
    assert titles[Arm.WORDING_B].endswith(". 30 min sitting")


def test_a_nudge_waits_for_the_hour_in_which_it_is_answered() -> None:
    """Learned over days, explained in the nudge, and never later than is set."""
    coach = Coach(PERSON, RULES, ZURICH, learning=LearningRules(enabled=True, wait_s=1200.0, floor=0.1))
    story = Story(coach.feed)
    for day in range(25):
        story.now_s = at("09:00") + day * DAY_S
        story.sit(minutes=36).stand(minutes=2)  # too late for the nudge of nine
        story.sit(minutes=31).stand(minutes=2)  # but soon enough for the one of ten
    story.now_s = at("09:15") + 25 * DAY_S
    before = len(story.heard)
    story.sit(minutes=50)
    heard = story.heard[before:]
    waits = [item for item in heard if isinstance(item, Wait)]
    nudges = [item for item in heard if isinstance(item, Nudge)]

    assert at("09:45") + 25 * DAY_S == waits[0].time_s
    assert at("10:00") + 25 * DAY_S == nudges[0].time_s
    assert "waited 15 min for a better moment" in reason_of(nudges[0])


# -------------------------------------------------------------------------------- the load of a day
def test_a_day_of_short_sittings_may_bring_a_nudge_as_well() -> None:
    """Sitting that a minute's stand does not pay back triggers too, where that is wanted, and says so (C2)."""
    limited = replace(RULES, load_limit_s=5400.0)
    day, plain = live("09:00", Coach(PERSON, limited, ZURICH)), live("09:00")
    for _ in range(5):
        day.sit(minutes=25).stand(minutes=1)
        plain.sit(minutes=25).stand(minutes=1)

    assert [] == plain.nudge_clocks
    assert day.nudge_clocks
    assert "today 1 h 30 in all that no moving has paid back" in reason_of(day.of(Nudge)[0])


def test_walking_pays_the_load_back() -> None:
    """Five minutes of walking each half hour leave nothing to nudge about (C2)."""
    day = live("09:00", Coach(PERSON, replace(RULES, load_limit_s=5400.0), ZURICH))
    for _ in range(8):
        day.sit(minutes=25).walk(minutes=5)

    assert [] == day.nudge_clocks
