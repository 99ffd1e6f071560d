"""The coach as a whole: stories, and what holds whatever happens."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.coach import Coach, CoachEvent, CoachInput
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import CONTEXT_HOLDS, WALKED_S, Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Card, SafetyNotice
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import Posture
from tests.support.said import a_detail, sayings
from tests.support.stories import ZURICH, Story, at, say_clock
from tests.support.words import why_of

PERSON = Profile(affected_side=Side.BOTH, worn_leg=Side.LEFT)
RULES = NudgeRules(window_s=0.0)
SHORT_RULES = NudgeRules(
    limit_s=120.0,
    ladder_s=(60.0, 90.0),
    snoozes_s=(60.0, 60.0, 60.0),
    carry_gap_s=90.0,
    daily_cap=6,
    quiet=(9 * 60 + 20, 9 * 60 + 25),
    cooldown_s=75.0,
    settle_s=20.0,
    window_s=0.0,
)
"""Everything happens within minutes, so that random days reach every corner."""


def new_coach(rules: NudgeRules = RULES, past: tuple[CoachEvent | UserAction, ...] = ()) -> Coach:
    """A coach for one person in Zurich."""
    return Coach(PERSON, rules, ZURICH, [p for p in past if isinstance(p, UserAction | Nudge | Recommendation)])


def morning(rules: NudgeRules = RULES) -> Story:
    """A day that begins at 09:00 with a fresh coach."""
    return Story(new_coach(rules).feed)


# -------------------------------------------------------------------------------- stories
def test_a_nudge_brings_its_recommendation_and_later_its_outcome() -> None:
    """30 min of sitting, a nudge, a recommendation, and a break that answers both."""
    day = morning().sit(minutes=30, seconds=20).stand(seconds=70).sit(minutes=1)

    assert [Nudge, Recommendation, Outcome] == [type(event) for event in day.heard]
    assert day.of(Nudge)[0].time_s == day.of(Recommendation)[0].time_s == day.of(Outcome)[0].nudge_time_s
    assert (Result.VERIFIED, 20.0, 70.0) == (
        day.of(Outcome)[0].result,
        day.of(Outcome)[0].latency_s,
        day.of(Outcome)[0].break_s,
    )


def test_the_first_prompt_of_a_fresh_install_is_the_guided_seated_figure_4() -> None:
    """Starting today, with a mindful seated figure-4 (H5)."""
    first = morning().sit(minutes=30).of(Recommendation)[0]

    assert ExerciseId.SEATED_FIGURE_4 is first.exercise
    assert why_of(first).startswith("30 min sitting since 09:00. ")


def test_a_day_alternates_the_sides() -> None:
    """With both sides sore, stretch by stretch the other one, and never a third stretch running (D3, B5)."""
    day = morning(replace(RULES, daily_cap=200)).sit(minutes=150)
    sides = [recommendation.side for recommendation in day.of(Recommendation)]

    assert [Side.LEFT, Side.RIGHT, Side.BOTH, Side.LEFT, Side.BOTH, Side.BOTH] == sides


def test_a_stretch_done_on_the_chair_does_not_end_the_sitting() -> None:
    """Done in minute 34 is a claim; the bout goes on and is told from its beginning."""
    day = morning().sit(minutes=34).say(Action.DONE).sit(minutes=11)

    assert [Result.CLAIMED] == [outcome.result for outcome in day.of(Outcome)]
    assert at("09:00") == day.of(Nudge)[-1].bout_start_s
    assert 44 * 60.0 == day.of(Nudge)[-1].sitting_s


def test_no_exercise_is_asked_for_while_driving() -> None:
    """90 min at the wheel bring nothing, their end one recommendation (A3)."""
    day = morning().begin(Context.DRIVING).sit(minutes=90)

    assert [] == day.heard
    assert 1 == len(day.end(Context.DRIVING).sit(minutes=5).of(Recommendation))


def test_a_red_flag_brings_the_notice_at_once_and_then_silence() -> None:
    """The urgent message with the action itself, and no nudge in the two hours after it (F1, F2)."""
    day = morning().sit(minutes=29).say(Action.RED_FLAG, "leg-weakness").sit(minutes=120)

    assert [SafetyNotice(at("09:29"), "leg-weakness", Card.URGENT)] == day.heard


def test_a_red_flag_after_a_nudge_stops_the_ladder() -> None:
    """Whatever was under way, nothing more is proposed; what is measured goes on (F1)."""
    day = morning().sit(minutes=31).say(Action.RED_FLAG).sit(minutes=60)

    assert [Nudge, Recommendation, SafetyNotice, Outcome] == [type(event) for event in day.heard]


def test_when_the_red_flag_is_cleared_the_nudges_come_back() -> None:
    """Only the user's clearing opens the gate (F1)."""
    day = morning().say(Action.RED_FLAG).sit(minutes=60).say(Action.CLEAR_RED_FLAG).sit(minutes=1)

    assert ["10:00:01"] == day.nudge_clocks


def test_a_red_flag_outlives_a_restart() -> None:
    """A coach that starts with the journal's past is locked, without saying it again (F1)."""
    coach = new_coach(past=(UserAction(at("08:00"), Action.RED_FLAG, "bladder-or-bowel"),))

    assert coach.locked
    assert [] == Story(coach.feed).sit(minutes=120).heard


def test_a_pause_outlives_a_restart() -> None:
    """Who paused yesterday is still paused."""
    coach = new_coach(past=(UserAction(at("08:00"), Action.PAUSE),))

    assert [] == Story(coach.feed).sit(minutes=60).heard


def test_the_turn_and_the_cap_outlive_a_restart() -> None:
    """Left was last, and one of three nudges is used up: right comes, and the third is kept for the afternoon (D3)."""
    rules = replace(RULES, daily_cap=3)
    before = morning(rules).sit(minutes=30)
    after = Story(new_coach(rules, tuple(before.of(Nudge) + before.of(Recommendation))).feed, "10:00").sit(minutes=120)

    assert [Side.LEFT] == [recommendation.side for recommendation in before.of(Recommendation)]
    assert [Side.RIGHT] == [recommendation.side for recommendation in after.of(Recommendation)]


def test_the_coach_tells_how_long_one_sits_and_how_long_until_the_nudge() -> None:
    """What a live view shows: minutes in this sitting, and minutes to go."""
    coach = new_coach()
    day = Story(coach.feed).sit(minutes=12)

    assert (720.0, 1080.0) == (coach.sitting_s, coach.wait_s(day.now_s))
    assert not coach.locked


# -------------------------------------------------------------------------------- whatever happens
LIVED = st.tuples(st.sampled_from(Posture), st.integers(1, 200))
SAT = st.tuples(st.just(Posture.SITTING), st.integers(60, 400))
LOST = st.tuples(st.just("gap"), st.integers(1, 200))
UNASKED = (Action.STRETCH, Action.INTAKE)  # what brings a recommendation, or a red flag, by another way
SAID = sayings(st.sampled_from([action for action in Action if action not in UNASKED]))
CALM = st.sampled_from([a for a in Action if a not in (*UNASKED, Action.RED_FLAG, Action.PAUSE)]).map(
    lambda action: (action, a_detail(action))
)
MET = st.tuples(st.sampled_from(list(CONTEXT_HOLDS)), st.booleans())
Step = tuple[object, object]
DAYS = st.lists(st.one_of(SAT, LIVED, LOST, CALM, MET), max_size=25)
UPSET_DAYS = st.lists(st.one_of(SAT, LIVED, LOST, SAID, MET), max_size=25)


def live(steps: list[Step], rules: NudgeRules = SHORT_RULES) -> Story:
    """Live through random steps with a fresh coach."""
    day = morning(rules)
    for what, how in steps:
        match what, how:
            case Posture(), int():
                day.live(what, how)
            case "gap", int():
                day.gap(seconds=how)
            case Action(), str():
                day.say(what, how)
            case Context(), bool():
                day.feed(ContextChange(day.now_s, what, how))
    return day


@given(steps=DAYS)
def test_two_nudges_keep_the_cooldown(steps: list[Step]) -> None:
    """Never two within it."""
    times_s = [nudge.time_s for nudge in live(steps).of(Nudge)]

    assert all(later - earlier >= SHORT_RULES.cooldown_s for earlier, later in pairwise(times_s))


@given(steps=DAYS)
def test_no_nudge_comes_in_quiet_hours(steps: list[Step]) -> None:
    """Never between 09:20 and 09:25."""
    assert [] == [clock for clock in live(steps).nudge_clocks if "09:20:00" <= clock < "09:25:00"]


@given(steps=DAYS)
def test_a_nudge_comes_only_in_a_second_of_sitting(steps: list[Step]) -> None:
    """Never in non-wear, in unknown, on the feet or lying."""
    day = live(steps)
    postures = {progress.time_s: progress.posture for progress in day.progresses}

    assert {Posture.SITTING} >= {postures[nudge.time_s] for nudge in day.of(Nudge)}


@given(steps=DAYS)
def test_a_nudge_tells_the_sitting_that_was_seen(steps: list[Step]) -> None:
    """Over the limit, and exactly the seconds of sitting between its beginning and the nudge."""
    day = live(steps)
    for nudge in day.of(Nudge):
        lived = [e for e in day.epochs if nudge.bout_start_s <= e.start_s < nudge.time_s]

        assert nudge.sitting_s >= SHORT_RULES.limit_s
        assert nudge.sitting_s == sum(e.posture is Posture.SITTING for e in lived)
        assert Posture.SITTING is lived[0].posture


@given(steps=DAYS)
def test_no_break_lies_within_what_a_nudge_calls_sitting(steps: list[Step]) -> None:
    """Between its beginning and the nudge nobody was on their feet for ten seconds in a row."""
    day = live(steps)
    for nudge in day.of(Nudge):
        upright_s = longest_s = 0
        for epoch in day.epochs:
            if nudge.bout_start_s <= epoch.start_s < nudge.time_s:
                upright_s = upright_s + 1 if epoch.posture.upright else 0
                longest_s = max(longest_s, upright_s)

        assert longest_s < 10


@given(steps=DAYS)
def test_nothing_fires_out_of_a_gap_whatever_the_gap(steps: list[Step]) -> None:
    """Between unseen time of ten seconds or more and a nudge lie 20 s of seen sitting at the least."""
    day = live(steps)
    for nudge in day.of(Nudge):
        settled_s, seen_from_s = 0, nudge.time_s
        for epoch in reversed([e for e in day.epochs if e.start_s < nudge.time_s]):
            if epoch.posture in (Posture.NON_WEAR, Posture.UNKNOWN):
                continue
            if seen_from_s - epoch.end_s >= 10.0:
                break
            settled_s, seen_from_s = settled_s + (epoch.posture is Posture.SITTING), epoch.start_s

        assert settled_s >= SHORT_RULES.settle_s


@given(steps=DAYS)
def test_no_unseen_time_beyond_the_carry_lies_within_a_nudges_sitting(steps: list[Step]) -> None:
    """No two seen seconds of it lie more than the carried gap apart."""
    day = live(steps)
    for nudge in day.of(Nudge):
        seen = [
            e.start_s
            for e in day.epochs
            if nudge.bout_start_s <= e.start_s < nudge.time_s and e.posture not in (Posture.NON_WEAR, Posture.UNKNOWN)
        ]

        assert all(later - earlier - 1.0 <= SHORT_RULES.carry_gap_s for earlier, later in pairwise(seen))


@given(steps=DAYS)
def test_no_context_is_active_when_a_nudge_comes(steps: list[Step]) -> None:
    """Locked, do-not-disturb, meeting, full-screen, driving: never (A3)."""
    day = live(steps)
    active: set[Context] = set()
    nudges_s = {nudge.time_s for nudge in day.of(Nudge)}
    walked_s = 0.0
    for item in day.fed:
        if isinstance(item, BoutProgress):  # who walks for a minute drives no longer
            walked_s = walked_s + 1.0 if item.posture is Posture.MOVING else 0.0
            active -= {Context.DRIVING} if walked_s >= WALKED_S else set()
        if isinstance(item, ContextChange):
            active = active | {item.context} if item.active else active - {item.context}
        elif not isinstance(item, UserAction) and item.time_s in nudges_s:
            assert set() == active


@given(steps=DAYS)
def test_the_daily_cap_holds(steps: list[Step]) -> None:
    """Of six a day no more than six are heard, asking again among them."""
    assert len(live(steps).of(Nudge)) <= SHORT_RULES.daily_cap


@given(steps=UPSET_DAYS)
def test_while_a_red_flag_stands_nothing_is_proposed(steps: list[Step]) -> None:
    """From any state: between a red flag and its clearing there is no nudge and no recommendation (F1, F2)."""
    coach = new_coach(SHORT_RULES)
    red = False
    for item in live(steps).fed:
        if isinstance(item, UserAction) and item.action in (Action.RED_FLAG, Action.CLEAR_RED_FLAG):
            red = item.action is Action.RED_FLAG
        events = coach.feed(item)

        assert red == coach.locked
        assert not (red and any(isinstance(event, Nudge | Recommendation) for event in events))


@given(steps=UPSET_DAYS)
def test_every_nudge_has_one_recommendation_and_at_most_one_outcome(steps: list[Step]) -> None:
    """They come in this order and belong together by time."""
    day = live(steps)
    nudges_s = [nudge.time_s for nudge in day.of(Nudge)]
    outcomes_s = [outcome.nudge_time_s for outcome in day.of(Outcome)]

    assert nudges_s == [recommendation.time_s for recommendation in day.of(Recommendation)]
    assert outcomes_s == sorted(set(outcomes_s))
    assert set(outcomes_s) <= set(nudges_s)


@given(steps=UPSET_DAYS)
def test_a_verified_break_was_really_lived(steps: list[Step]) -> None:
    """Its first ten seconds were on the feet, and began within five minutes of the nudge."""
    day = live(steps)
    postures = {epoch.start_s: epoch.posture for epoch in day.epochs}
    for outcome in day.of(Outcome):
        if outcome.latency_s is None or outcome.break_s is None:
            assert outcome.result is not Result.VERIFIED
            continue
        start_s = outcome.nudge_time_s + outcome.latency_s

        assert Result.VERIFIED is outcome.result
        assert 0.0 <= outcome.latency_s <= 300.0
        assert 10.0 <= outcome.break_s <= 600.0
        assert postures[start_s + outcome.break_s - 1.0].upright


def feed_all(coach: Coach, items: list[CoachInput]) -> list[CoachEvent]:
    """Everything that a coach answers."""
    return [event for item in items for event in coach.feed(item)]


@given(steps=UPSET_DAYS, cut=st.integers(0, 5000))
def test_the_same_output_however_fed(steps: list[Step], cut: int) -> None:
    """All at once, in two parts, or live: the same events, at times that never go back."""
    day = live(steps)
    coach = new_coach(SHORT_RULES)
    in_parts = feed_all(coach, day.fed[:cut]) + feed_all(coach, day.fed[cut:])

    assert day.heard == feed_all(new_coach(SHORT_RULES), day.fed) == in_parts
    times_s = [event.time_s for event in in_parts]
    assert sorted(times_s) == times_s


def test_random_days_do_reach_nudges() -> None:
    """The properties above are not empty: an ordinary short day has nudges, outcomes and a held one."""
    steps: list[Step] = [
        (Posture.SITTING, 300),
        (Posture.MOVING, 30),
        (Posture.SITTING, 100),
        ("gap", 30),
        (Posture.SITTING, 100),
        (Context.MEETING, True),
        (Posture.SITTING, 300),
        (Context.MEETING, False),
        (Posture.SITTING, 10),
    ]
    day = live(steps, replace(SHORT_RULES, daily_cap=200))

    expected = ["09:02:00", "09:03:15", "09:04:45", "09:08:00", "09:09:15", "09:14:21"]
    assert expected == [say_clock(nudge.time_s) for nudge in day.of(Nudge)]
    assert [Result.VERIFIED] * 3 == [outcome.result for outcome in day.of(Outcome)][:3]
