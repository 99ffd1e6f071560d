"""What may not be offered, and until when."""

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.coach import Coach
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.gate import SafetyGate
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Bar, Card, SafetyNotice
from tests.support.said import ANSWERS, sayings
from tests.support.stories import ZURICH, Story, at
from tests.support.words import title_of

HOUR_S, DAY_S = 3600.0, 86400.0
SEATED = CATALOGUE[ExerciseId.SEATED_FIGURE_4]
LOADING = {e.id for e in CATALOGUE.values() if e.pillar in (Pillar.LENGTHEN, Pillar.RELEASE)}
RULES = NudgeRules(limit_s=60.0, ladder_s=(60.0,), cooldown_s=0.0, settle_s=0.0, window_s=0.0, daily_cap=200)

said = st.one_of(
    sayings(),
    st.tuples(st.just(Action.INTAKE), st.sampled_from(ANSWERS)),
    st.tuples(st.just(Action.FEEDBACK), st.sampled_from(["radiating", "radiating seated-figure-4", "too-strong"])),
)


def morning(start: str = "09:00", **traits: object) -> Story:
    """Somebody who is nudged every minute."""
    return Story(Coach(Profile(**traits), RULES, ZURICH).feed, start)  # type: ignore[arg-type]


def say(gate: SafetyGate, *details: str, action: Action = Action.FEEDBACK, time_s: float = at("09:00")) -> list[str]:
    """Say one thing after the other; gives what the notices are about."""
    notices = [notice for detail in details for notice in gate.feed(UserAction(time_s, action, detail))]
    return [notice.red_flag for notice in notices]


@given(st.lists(said, max_size=12))
def test_while_locked_nothing_is_offered_by_any_way(things: list[tuple[Action, str]]) -> None:
    """From every state: a red flag, and no exercise until it is cleared, whatever else is said (F1, F2)."""
    day = morning()
    locked = False
    for action, detail in things:
        before = len(day.of(Recommendation))
        notices = len([n for n in day.of(SafetyNotice) if title_of(n) == "Get medical help now"])
        day.say(action, detail)
        locked = action is not Action.CLEAR_RED_FLAG and (
            locked or len([n for n in day.of(SafetyNotice) if title_of(n) == "Get medical help now"]) > notices
        )
        day.sit(minutes=3)
        assert not (locked and len(day.of(Recommendation)) > before)


@pytest.mark.parametrize("answer", ["bladder-or-bowel=yes", "weakness=sudden", "numbness=new", "worrying=yes"])
def test_an_answer_that_is_a_red_flag_locks_at_once(answer: str) -> None:
    """Like a red flag that is reported; a better answer later does not unlock, only the user does (F1, F2, F3, F9)."""
    day = morning().sit(minutes=2).say(Action.INTAKE, answer)
    before = len(day.of(Recommendation))
    day.sit(minutes=5).say(Action.INTAKE, f"{answer.partition('=')[0]}=no").sit(minutes=5)

    assert [answer] == [notice.red_flag for notice in day.of(SafetyNotice)]
    assert before == len(day.of(Recommendation))
    assert len(day.say(Action.CLEAR_RED_FLAG).sit(minutes=2).of(Recommendation)) > before


def test_chronic_numbness_is_recorded_and_locks_nothing() -> None:
    """It is among the usual complaints (F9)."""
    gate = SafetyGate(UTC)

    assert [] == say(gate, "numbness=chronic", action=Action.INTAKE)
    assert not gate.locked


@pytest.mark.parametrize(("question", "card"), [("injury=yes", Card.INJURY), ("weakness=chronic", Card.WEAKNESS)])
def test_after_an_injury_or_old_weakness_strength_and_massage_wait(question: str, card: Card) -> None:
    """Each with a card and words of its own, until it is acknowledged that a professional has looked (C1, F4, F6)."""
    gate, name = SafetyGate(UTC), question.partition("=")[0]
    told = gate.feed(UserAction(at("09:00"), Action.INTAKE, question))
    bars = {e.pillar: gate.bars(e, at("09:00")) for e in CATALOGUE.values()}
    say(gate, f"{name}=acknowledged", action=Action.INTAKE)

    assert [SafetyNotice(at("09:00"), question, card)] == told
    assert {Pillar.RELEASE: Bar(name), Pillar.STRENGTHEN: Bar(name), Pillar.LENGTHEN: None} == bars
    assert not gate.locked
    assert [] == [e for e in CATALOGUE.values() if gate.bars(e, at("09:00"))]


def test_a_condition_holds_back_ours_and_not_what_was_prescribed() -> None:
    """Who prescribed it knows of the hip; walking goes on, since it is no exercise of the catalogue."""
    gate = SafetyGate(UTC)
    say(gate, "condition=yes", action=Action.INTAKE)
    prescribed = replace(SEATED, id="wall-slide", targets=frozenset())

    assert {Bar.CONDITION} == {gate.bars(e, at("09:00")) for e in CATALOGUE.values()}
    assert [None, None] == [gate.bars(e, at("09:00")) for e in (prescribed, MOVEMENT_BREAK)]
    say(gate, "condition=acknowledged", action=Action.INTAKE)
    assert gate.bars(SEATED, at("09:00")) is None


@pytest.mark.parametrize("way", ["radiating ball-massage", "radiating", "radiating glute-bridge"])
def test_pain_down_the_leg_stops_all_that_loads_the_nerve_for_today(way: str) -> None:
    """Whatever it came from: every stretch and the ball, and the exercise that was named; tomorrow shorter (B2, E5)."""
    gate = SafetyGate(ZURICH)
    say(gate, way, time_s=at("23:00"))
    barred = {e.id for e in CATALOGUE.values() if gate.bars(e, at("23:30")) is Bar.RADIATED}

    assert LOADING | {way.partition(" ")[2] or ExerciseId.BALL_MASSAGE} == barred
    assert {None} == {gate.bars(e, at("23:30") + HOUR_S) for e in CATALOGUE.values()}
    assert LOADING == {e.id for e in CATALOGUE.values() if gate.eases(e, at("23:00") + 7 * DAY_S - 1.0)}
    assert set() == {e.id for e in CATALOGUE.values() if gate.eases(e, at("23:00") + 7 * DAY_S)}


def test_an_entry_of_the_diary_counts_like_a_word_on_an_exercise() -> None:
    """Pain that goes down the leg is the same, wherever it is said (E5)."""
    gate = SafetyGate(ZURICH)
    say(gate, "6 stabbing left radiating", action=Action.PAIN)

    assert {Bar.RADIATED} == {gate.bars(CATALOGUE[name], at("10:00")) for name in LOADING}


def test_it_gets_stricter_each_time_until_a_professional_has_looked() -> None:
    """Today; then shorter; twice in a week, two days of rest; three times, a card, and no more until acknowledged."""
    gate, morning_s = SafetyGate(ZURICH), at("09:00")
    found = []
    for day in range(6):
        now_s = morning_s + day * DAY_S
        bar = gate.bars(SEATED, now_s)
        cards = [] if bar else say(gate, "radiating seated-figure-4", time_s=now_s)
        found.append((bar, cards))

    rests = (Bar.RESTS, [])
    assert [(None, []), (None, []), rests, (None, ["radiating"]), (Bar.REFERRED, []), (Bar.REFERRED, [])] == found
    assert gate.bars(SEATED, morning_s + 300 * DAY_S) is Bar.REFERRED
    say(gate, "radiating=acknowledged", action=Action.INTAKE, time_s=morning_s + 6 * DAY_S)
    assert gate.bars(SEATED, morning_s + 6 * DAY_S) is None


def test_the_card_comes_again_each_week_while_it_goes_on() -> None:
    """Once is not enough, and each day would be too much."""
    gate = SafetyGate(ZURICH)
    days = [day for day in range(30) if say(gate, "radiating", time_s=at("09:00") + day * DAY_S)]

    assert [2, 9, 16, 23] == days


@pytest.mark.parametrize(("answer", "asked"), [(None, True), ("no", True), ("chronic", False)])
def test_numbness_that_nobody_called_old_is_asked_about_once_a_day(answer: str | None, asked: bool) -> None:
    """Sudden or new it is a red flag; long there it is a usual complaint (F9)."""
    gate = SafetyGate(ZURICH)
    if answer:
        say(gate, f"numbness={answer}", action=Action.INTAKE)
    cards = [say(gate, "8 numb left", action=Action.PAIN, time_s=at(clock)) for clock in ("10:00", "12:00")]

    assert [["numb"] if asked else [], []] == cards
    assert not gate.locked


def test_what_names_no_exercise_is_about_the_last_one_that_was_offered() -> None:
    """The stop works the same day: the seated figure-4 is not offered again, a walk is (E5)."""
    day = morning().sit(minutes=1).say(Action.FEEDBACK, "radiating").sit(minutes=2)

    assert [ExerciseId.SEATED_FIGURE_4, ExerciseId.MOVEMENT_BREAK] == [r.exercise for r in day.of(Recommendation)][:2]


def test_an_ache_that_was_too_strong_stops_nothing() -> None:
    """Only what goes down the leg does (B2)."""
    gate = SafetyGate(UTC)
    say(gate, "too-strong seated-figure-4", "not-felt seated-figure-4")

    assert gate.bars(SEATED, at("09:00")) is None


def test_what_is_said_within_an_hour_is_one_time() -> None:
    """In the diary and of an exercise it is the same pain; and three times in a month bring no card (E5)."""
    seldom, at_once = SafetyGate(UTC), SafetyGate(UTC)
    cards = [say(seldom, "radiating x", time_s=at("09:00") + day * 8 * DAY_S) for day in range(4)]

    assert [[]] * 4 == cards
    assert [] == say(at_once, "radiating a", "radiating b", "radiating c", "radiating d")


def test_the_newest_word_on_the_side_counts_and_from_a_start_on_the_settings_which_have_it() -> None:
    """An answer goes before what stood in the settings; at a start the settings go before an older answer (D3)."""
    answer = UserAction(at("08:00"), Action.INTAKE, "side=right")
    asked = morning().say(Action.INTAKE, "side=right").sit(minutes=1)
    corrected = morning(affected_side=Side.LEFT).say(Action.INTAKE, "side=right").sit(minutes=1)
    settled, unsettled = (
        Story(Coach(Profile(affected_side=side), RULES, ZURICH, [answer]).feed, "09:00").sit(minutes=1)
        for side in (Side.LEFT, None)
    )

    days = (asked, corrected, settled, unsettled)
    assert [Side.RIGHT, Side.RIGHT, Side.LEFT, Side.RIGHT] == [day.of(Recommendation)[0].side for day in days]


@given(st.lists(said, max_size=20))
def test_a_restart_changes_nothing(things: list[tuple[Action, str]]) -> None:
    """What was said before holds from the start."""
    past = [UserAction(at("09:00") + 60.0 * n, action, detail) for n, (action, detail) in enumerate(things)]
    live = SafetyGate(UTC)
    for one in past:
        live.feed(one)
    again, now_s = SafetyGate(UTC, past), at("10:00")

    assert (live.locked, live.affected_side) == (again.locked, again.affected_side)
    assert [live.bars(e, now_s) for e in CATALOGUE.values()] == [again.bars(e, now_s) for e in CATALOGUE.values()]


def test_an_answer_that_is_none_is_passed_over() -> None:
    """A recording may be older than the questions."""
    assert [] == say(SafetyGate(UTC), "age=40", "injury=perhaps", action=Action.INTAKE)
