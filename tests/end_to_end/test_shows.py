"""What is promised of a nudge: each promise from raw samples, through the whole pipeline, with the settings handed out.

Somebody walks in, sits down and is nudged after half an hour; a moment later the body does one thing, or none.
"""

from functools import cache
from itertools import groupby

import pytest

from monitor.assembly import build_pipeline
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import MIN_CONFIDENCE, Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import PracticeOutcome, PracticeResult
from monitor.pipeline import Event
from monitor.posture.bouts import Bout
from monitor.posture.labels import MUTE_S, Posture, PostureEpoch
from monitor.texts import ENGLISH
from monitor.wording.practice import say_reason
from tests.support.feeds import POSED, START_S, UTC
from tests.support.motions import cut_samples
from tests.support.simulated import simulate

pytestmark = pytest.mark.slow

SEATED_S, DOES_S = 20, 2000
"""When the person sits down, and when the body does something: by then each of these people was nudged."""

RULES = NudgeRules()
PEOPLE = range(1, 6)
"""Five simulated people whose figure-4 is far enough from how they sit; of a hundred, 86 are (docs/method.md)."""

RATE_HZ = 50.0


@cache
def live(does: str, person: int, worn_leg: Side = Side.LEFT, *, says_done: bool = False) -> list[Event]:
    """All events of one morning of somebody whose left side hurts."""
    profile = Profile(affected_side=Side.LEFT, worn_leg=worn_leg)
    stages = build_pipeline(profile, RULES, UTC, POSED)
    script = f"walk:{SEATED_S}s sit:{DOES_S - SEATED_S}s {does}"
    (block,) = simulate(script, seed=person, leg=worn_leg, sample_rate_hz=RATE_HZ).blocks(START_S)
    before, after = cut_samples(block, [DOES_S * round(RATE_HZ)])
    said = [UserAction(START_S + DOES_S, Action.DONE)] if says_done else []
    return [*(event for item in (before, *said, after) for event in stages.feed(item)), *stages.finish()]


def first(events: list[Event], kind: type[Event]) -> Event:
    """The first event of a kind."""
    return next(event for event in events if isinstance(event, kind))


def nudged(events: list[Event]) -> Nudge:
    """The nudge after half an hour."""
    nudge = first(events, Nudge)
    assert isinstance(nudge, Nudge)
    return nudge


def answered(events: list[Event]) -> Outcome:
    """What became of it, as a break."""
    outcome = first(events, Outcome)
    assert isinstance(outcome, Outcome)
    return outcome


def practised(events: list[Event]) -> PracticeOutcome:
    """What became of it, as an exercise."""
    outcome = first(events, PracticeOutcome)
    assert isinstance(outcome, PracticeOutcome)
    return outcome


@pytest.mark.parametrize("person", PEOPLE)
def test_half_an_hour_of_sitting_brings_the_nudge(person: int) -> None:
    """Not a second before; then with the first movement, or after a minute in which the body surely sat (H5)."""
    events = live("sit:1m", person)
    nudge = nudged(events)
    waited = [
        epoch.posture is Posture.SITTING and epoch.confidence >= MIN_CONFIDENCE and epoch.still_s < MUTE_S
        for epoch in events
        if isinstance(epoch, PostureEpoch) and nudge.bout_start_s + RULES.limit_s < epoch.end_s <= nudge.time_s
    ]
    longest_s = max((len([*run]) for sure, run in groupby(waited) if sure), default=0)

    assert START_S + SEATED_S == pytest.approx(nudge.bout_start_s, abs=3.0)
    assert nudge.sitting_s >= RULES.limit_s
    assert longest_s <= RULES.window_s + 1  # the second of the nudge too
    recommendation = first(events, Recommendation)
    assert isinstance(recommendation, Recommendation)
    assert (ExerciseId.SEATED_FIGURE_4, Side.LEFT) == (recommendation.exercise, recommendation.side)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_stand_of_seventy_seconds_is_verified(person: int) -> None:
    """When it began and how long it took are told to the second."""
    events = live("stand:70s sit:3m", person)
    outcome = answered(events)

    assert Result.VERIFIED is outcome.result
    assert START_S + DOES_S - nudged(events).time_s == pytest.approx(outcome.latency_s, abs=1.0)
    assert outcome.break_s == pytest.approx(70.0, abs=1.0)


def test_done_without_a_stand_is_claimed() -> None:
    """What was said is kept as said, of the break and of the exercise, and is never more than that."""
    events = live("sit:6m", 1, says_done=True)

    assert Result.CLAIMED is answered(events).result
    assert (None, None) == (answered(events).latency_s, answered(events).break_s)
    assert PracticeResult.CLAIMED is practised(events).result


def test_nothing_done_is_not_taken() -> None:
    """Without a word and without a movement."""
    events = live("sit:6m", 1)

    assert Result.NOT_TAKEN is answered(events).result
    assert PracticeResult.NOT_SEEN is practised(events).result


@pytest.mark.parametrize("person", PEOPLE)
def test_a_figure_4_of_forty_five_seconds_is_confirmed(person: int) -> None:
    """On the leg that wears the wearable, to three seconds (D7)."""
    outcome = practised(live("figure4-left:45s sit:6m", person))

    assert PracticeResult.CONFIRMED is outcome.result
    assert outcome.hold_s == pytest.approx(45.0, abs=3.0)
    assert f"Figure-4 pose, {outcome.hold_s:.0f} s, seen by the sensor." == say_reason(outcome, ENGLISH)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_figure_4_of_twelve_seconds_is_too_short(person: int) -> None:
    """It was seen, and half a minute is the least (D7)."""
    outcome = practised(live("figure4-left:12s sit:6m", person))

    assert PracticeResult.TOO_SHORT is outcome.result
    assert outcome.hold_s == pytest.approx(12.0, abs=3.0)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_figure_4_that_bounces_is_not_credited(person: int) -> None:
    """Forty-five seconds of it, and it is said why (D9)."""
    outcome = practised(live("bounce4-left:45s sit:6m", person))

    assert (PracticeResult.NOT_CREDITED, True) == (outcome.result, outcome.bouncing)
    assert say_reason(outcome, ENGLISH).startswith("Still for ")


def test_a_figure_4_of_the_other_leg_is_not_observable() -> None:
    """A wearable on the right thigh cannot see the left one roll; it says so, and blames nobody."""
    outcome = practised(live("figure4-left:45s sit:6m", 1, Side.RIGHT))

    assert (PracticeResult.NOT_OBSERVABLE, None) == (outcome.result, outcome.hold_s)
    assert "on the other leg" in say_reason(outcome, ENGLISH)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_figure_4_on_the_chair_ends_no_sitting(person: int) -> None:
    """Two ledgers: the stretch is credited, and the bout, in minute 33 of it, goes on to its end (A4)."""
    events = live("figure4-left:45s sit:6m", person)
    bouts = [bout for bout in events if isinstance(bout, Bout) and bout.posture is Posture.SITTING]

    assert PracticeResult.CONFIRMED is practised(events).result
    assert [DOES_S - SEATED_S + 45 + 360] == [pytest.approx(bout.end_s - bout.start_s, abs=5.0) for bout in bouts]
    assert Result.NOT_TAKEN is answered(events).result
