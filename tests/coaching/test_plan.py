"""The four pillars over the week: what is done, what is due, and nothing that punishes."""

import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.habit import Habit
from monitor.coaching.hours import Hours
from monitor.coaching.plan import Lead, Off, PillarStatus, Plan, PlanTargets, State
from monitor.coaching.sessions import DuePillar, Ledger, PracticeOutcome, PracticeResult
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture
from monitor.texts import ENGLISH
from monitor.wording.nudges import say_due
from monitor.wording.plan import PILLAR_NAMES, STATE_WORDS, say_pillar, say_plan_origins
from tests.coaching.test_voice import BANNED
from tests.support.practices import BALL, BRIDGE, CARRY_GAP_S, MONDAY, STRETCH, day, moment, practised
from tests.support.stories import ZURICH

CLAIMED = PracticeResult.CLAIMED
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVERY = frozenset(Pillar)
DESK = frozenset({Pillar.LENGTHEN, Pillar.HABIT})
EXERCISE_OF = {Pillar.LENGTHEN: STRETCH, Pillar.RELEASE: BALL, Pillar.STRENGTHEN: BRIDGE}


def ledger_of(*outcomes: PracticeOutcome) -> Ledger:
    """A ledger that was fed these."""
    ledger = Ledger(ZURICH, CATALOGUE)
    for outcome in outcomes:
        ledger.feed(outcome)
    return ledger


def old(*outcomes: PracticeOutcome) -> Ledger:
    """The same of somebody who began weeks ago."""
    return ledger_of(practised(-30), *outcomes)


def sat(habit: Habit, number: int, prolonged: int) -> None:
    """A day with so many prolonged sittings, each with a walk after it, and a long evening on the feet."""
    now_s = moment(number, "08:00")
    for minutes, posture in [(40, Posture.SITTING), (5, Posture.MOVING)] * prolonged + [(300, Posture.STANDING)]:
        habit.feed(Bout(posture, now_s, now_s + 60.0 * minutes))
        now_s += 60.0 * minutes


def status(
    ledger: Ledger, number: int, clock: str = "21:00", targets: PlanTargets | None = None, habit: Habit | None = None
) -> dict[Pillar, PillarStatus]:
    """How the pillars stand on a day."""
    plan = Plan(targets or PlanTargets(), ZURICH, Hours())
    every = plan.status(ledger, habit or Habit(ZURICH, CARRY_GAP_S), moment(number, clock), EVERY)
    return {one.pillar: one for one in every}


def test_the_plan_has_exactly_the_four_pillars() -> None:
    """Each with a state, a sentence and a name (A5, H1)."""
    every = Plan(PlanTargets(), ZURICH, Hours()).status(ledger_of(), Habit(ZURICH, CARRY_GAP_S), moment(0), EVERY)

    assert [*Pillar] == [one.pillar for one in every] == [*PILLAR_NAMES]
    assert all(say_pillar(one, ENGLISH) for one in every)
    assert {*State} == {*STATE_WORDS}


@pytest.mark.parametrize(
    ("days", "number", "state"),
    [
        ((), MON, State.ON_THE_WAY),
        ((), WED, State.ON_THE_WAY),
        ((), THU, State.BEHIND),
        ((MON,), WED, State.ON_THE_WAY),
        ((MON, WED), WED, State.ON_THE_WAY),
        ((MON, WED), THU, State.BEHIND),
        ((MON, WED), SUN, State.BEHIND),
        ((MON, WED, FRI), FRI, State.MET),
        ((MON, TUE, WED, THU), THU, State.MET),
    ],
)
def test_two_strength_days_are_behind_by_thursday_and_three_are_met(
    days: tuple[int, ...], number: int, state: State
) -> None:
    """0 to 2 behind, 3 to 4 met; no strength in a week is said (C3, G4)."""
    found = status(old(*(practised(one, BRIDGE) for one in days)), number)[Pillar.STRENGTHEN]

    assert (state, len(days), 3) == (found.state, found.done, found.target)
    assert f"Days with strength this week: {len(days)} of 3." == say_pillar(found, ENGLISH)


def test_too_few_days_to_spread_them_are_behind_before_thursday() -> None:
    """Four days with a rest between need all seven: by Tuesday they do not fit (G4)."""
    targets = PlanTargets(strength_days=4)

    assert [State.ON_THE_WAY, State.BEHIND] == [
        status(old(), number, targets=targets)[Pillar.STRENGTHEN].state for number in (MON, TUE)
    ]


def test_two_sessions_in_one_day_are_one_day_and_the_plan_says_whose_rule_that_is() -> None:
    """Two on Monday, one on Tuesday: two days (G4)."""
    found = status(
        old(practised(MON, BRIDGE), practised(MON, ExerciseId.CLAMSHELL, clock="19:00"), practised(TUE, BRIDGE)), TUE
    )[Pillar.STRENGTHEN]

    assert 2 == found.done
    assert say_pillar(found, ENGLISH).endswith("Two sessions in one day count as one day: our rule, not the guide's.")


def test_more_than_four_strength_days_are_told_without_praise() -> None:
    """The guide's number stands beside it (G4)."""
    found = status(old(*(practised(number, BRIDGE) for number in range(6))), SAT)[Pillar.STRENGTHEN]

    assert "Days with strength this week: 6 of 3. The guide this follows says 3 to 4, spread out." == say_pillar(
        found, ENGLISH
    )


def test_what_was_only_said_is_shown_apart() -> None:
    """It counts for the plan, and is never mixed with what was seen."""
    found = status(old(practised(MON, BALL, CLAIMED), practised(TUE, BALL, CLAIMED)), TUE)[Pillar.RELEASE]

    assert (2, 2) == (found.done, found.claimed)
    assert say_pillar(found, ENGLISH).endswith("2 of them on your word.")


@pytest.mark.parametrize(
    ("clock", "done", "state"),
    [
        ("07:00", 0, State.ON_THE_WAY),
        ("13:59", 0, State.ON_THE_WAY),
        ("14:00", 0, State.BEHIND),
        ("19:59", 1, State.ON_THE_WAY),
        ("20:00", 1, State.BEHIND),
        ("10:00", 2, State.MET),
    ],
)
def test_stretches_are_spread_over_the_day(clock: str, done: int, state: State) -> None:
    """Behind is who did fewer than the day has had room for; two a day are a product default (D10)."""
    ledger = old(*(practised(0, clock="06:00") for _ in range(done)))

    assert state is status(ledger, 0, clock)[Pillar.LENGTHEN].state


def test_a_first_week_that_was_no_whole_one_is_never_behind() -> None:
    """Who begins on a Friday has not missed Monday (H3)."""
    found = status(ledger_of(practised(FRI, clock="09:00")), SUN)

    assert State.BEHIND not in {one.state for one in found.values()}


def test_sitting_less_is_measured_by_the_own_first_week() -> None:
    """Fewer prolonged sittings than then are on the way, few enough are met, more are behind (H2)."""
    states = []
    for later in (7, 5, 3, 8):
        habit = Habit(ZURICH, CARRY_GAP_S)
        for number in range(7):
            sat(habit, number, 7)
        for number in range(7, 14):
            sat(habit, number, later)
        found = status(ledger_of(), 14, habit=habit)[Pillar.HABIT]
        states.append(found.state)
        assert say_pillar(found, ENGLISH).endswith(
            f"Long sits a day: {later} (first week 7). Longest 40 min (40 min). Got up {later} times (7)."
        )
        assert ((0, 0, 1, 6) if later == 3 else (0, 0, 0, 0)) == found.weeks

    assert [State.ON_THE_WAY, State.ON_THE_WAY, State.MET, State.BEHIND] == states


def test_the_first_week_is_only_what_later_ones_stand_beside() -> None:
    """Until it is over there is nothing to compare; before the first day nothing is known (H2)."""
    habit = Habit(ZURICH, CARRY_GAP_S)
    unknown = status(ledger_of(), 0, habit=habit)[Pillar.HABIT].state
    sat(habit, 0, 7)

    assert [State.UNKNOWN, State.ON_THE_WAY] == [unknown, status(ledger_of(), 0, habit=habit)[Pillar.HABIT].state]
    assert State.UNKNOWN is status(ledger_of(), 30, habit=habit)[Pillar.HABIT].state


@pytest.mark.parametrize(("wanted", "days"), [(False, 0), (True, 7)])
def test_the_first_week_may_pass_without_nudges(wanted: bool, days: int) -> None:
    """Seven days from the first day with the wearable, if wanted (H2)."""
    plan = Plan(PlanTargets(baseline_week=wanted), ZURICH, Hours())

    assert days == sum(plan.is_baseline(MONDAY, moment(number)) for number in range(30))
    assert wanted is plan.is_baseline(None, moment(0))


def test_what_is_not_wanted_or_cannot_be_done_is_off_and_says_why() -> None:
    """Nobody is behind in what was switched off, or in what there is no ball for (E1, H1)."""
    plan = Plan(PlanTargets(disabled=frozenset({Pillar.HABIT})), ZURICH, Hours())
    found = plan.status(old(), Habit(ZURICH, CARRY_GAP_S), moment(SUN), EVERY - {Pillar.RELEASE})

    assert [
        (
            Pillar.RELEASE,
            'It needs a tennis or massage ball. Have one? Write it into your settings: equipment = ["ball"].',
        ),
        (Pillar.HABIT, "Not wanted, as set."),
    ] == [(one.pillar, say_pillar(one, ENGLISH)) for one in found if one.state is State.OFF]


def test_where_stretching_irritates_strength_leads() -> None:
    """It is due before all else, also once it was begun this week; stretches are never due, and said to be off."""
    plan = Plan(PlanTargets(lead=Lead.STRENGTH), ZURICH, Hours())
    ledger = old(practised(MON, BRIDGE))
    found = plan.status(ledger, Habit(ZURICH, CARRY_GAP_S), moment(SUN), EVERY)

    assert Pillar.STRENGTHEN is plan.due(ledger, moment(SUN), EVERY)[0].pillar
    assert Pillar.LENGTHEN not in [one.pillar for one in plan.due(ledger, moment(SUN), EVERY)]
    assert [Pillar.LENGTHEN] == [one.pillar for one in found if one.off is Off.NOT_WANTED]


def test_each_number_says_where_it_comes_from() -> None:
    """Two a day is a product default, not from the guide; what was changed is a choice (D10, G5)."""
    usual, changed = say_plan_origins(PlanTargets(), ENGLISH), say_plan_origins(PlanTargets(stretches_a_day=3), ENGLISH)

    assert "Stretches a day, 2: product default, not from the guide." in usual
    assert "Stretches a day, 3: your choice, not from the guide." in changed
    assert [True] * 5 == [bool(re.search(r", (at most )?\d", sentence)) for sentence in usual]
    assert "3 to 4" in usual[0]


def test_what_was_prescribed_is_said_to_be() -> None:
    """Neither a default nor a choice; what the plan gains beyond it is its own again (B4, G5)."""
    bridge = replace(CATALOGUE[BRIDGE], per_week=3)
    asked = PlanTargets().prescribed([bridge])

    assert "Days with strength a week, 3: as prescribed to you." in say_plan_origins(asked, ENGLISH)
    assert not any("prescribed" in sentence for sentence in say_plan_origins(asked.widened(), ENGLISH))
    assert "Stretches a day, 2: product default, not from the guide." in say_plan_origins(asked, ENGLISH)


@pytest.mark.parametrize(
    "numbers",
    [
        {"stretches_a_day": 0},
        {"strength_days": 8},
        {"massages_a_week": 0},
        {"prolonged_a_day": -1},
        {"judged_weeks": 0},
    ],
)
def test_targets_that_cannot_be_are_refused(numbers: dict[str, int]) -> None:
    """A week has seven days; what is not wanted is disabled instead."""
    with pytest.raises(ValueError, match=r"a week has seven days|is disabled"):
        PlanTargets(**numbers)  # type: ignore[arg-type]


def test_three_strength_days_are_met_also_where_four_are_planned() -> None:
    """The guide says 3 to 4: nobody is behind with three, and a fourth is still due (G4)."""
    ledger, wider = old(*(practised(one, BRIDGE) for one in (MON, WED, FRI))), PlanTargets().widened()

    assert State.MET is status(ledger, SUN, targets=wider)[Pillar.STRENGTHEN].state
    assert Pillar.STRENGTHEN in [one.pillar for one in Plan(wider, ZURICH, Hours()).due(ledger, moment(SUN), EVERY)]
    assert "how much wider is a product default" in say_plan_origins(wider, ENGLISH)[-1]


def test_a_widened_plan_gains_massage_and_strength() -> None:
    """Within what the guide says of strength, and a week's days; what is not wanted stays so (B4)."""
    narrow = PlanTargets(disabled=frozenset({Pillar.RELEASE}))

    assert (4, 5) == (narrow.widened().strength_days, narrow.widened().massages_a_week)
    assert narrow.disabled == narrow.widened().disabled
    assert 7 == PlanTargets(massages_a_week=7).widened().massages_a_week


Week = list[list[tuple[int, bool]]]
weeks = st.lists(
    st.lists(st.tuples(st.integers(0, 11), st.booleans()), min_size=3, max_size=8), min_size=7, max_size=7
).filter(lambda week: sum(any(lying for _, lying in one) for one in week) >= 2)
"""Seven days, each with some occasions: how many hours after 9, and whether there is room to lie down."""


def live(week: Week, disabled: frozenset[Pillar] = frozenset()) -> tuple[Ledger, list[Pillar]]:
    """A week in which whatever is most due, and can be done there, is done; and what that was."""
    plan, ledger, done = Plan(PlanTargets(disabled=disabled), ZURICH, Hours()), Ledger(ZURICH, CATALOGUE), []
    for number, occasions in enumerate(week):
        for hour, lying in sorted(occasions):
            clock = f"{9 + hour:02}:00"
            due = plan.due(ledger, moment(number, clock), EVERY if lying else DESK)
            if not due:
                continue
            done.append(due[0].pillar)
            if due[0].pillar in EXERCISE_OF:
                ledger.feed(practised(number, EXERCISE_OF[due[0].pillar], CLAIMED, clock=clock))
    return ledger, done


@given(weeks, st.sets(st.sampled_from(Pillar), max_size=2).map(frozenset))
def test_no_pillar_is_left_at_zero(week: Week, disabled: frozenset[Pillar]) -> None:
    """Two evenings with room are enough for strength and massage; what is not wanted never comes (B5, C3)."""
    ledger, done = live(week, disabled)

    care = {Pillar.LENGTHEN, Pillar.RELEASE, Pillar.STRENGTHEN} - disabled
    assert care <= {*done}
    assert not disabled & {*done}
    assert all(ledger.count(MONDAY, day(SUN), pillar).done for pillar in care)


def test_a_week_at_the_desk_with_evenings_at_home_meets_every_target() -> None:
    """Nine hours of nudges and one evening a day: all four pillars, strength spread out (B5, C3, G4)."""
    ledger, done = live([[(hour, False) for hour in range(9)] + [(11, True), (11, True)]] * 7)
    found = status(ledger, SUN)
    strength = [one for one, _ in ledger.sessions(MONDAY, day(SUN), Pillar.STRENGTHEN)]

    assert [State.MET] * 3 == [found[pillar].state for pillar in (Pillar.RELEASE, Pillar.LENGTHEN, Pillar.STRENGTHEN)]
    assert {*Pillar} == {*done}
    assert [day(MON), day(WED), day(FRI)] == strength


def test_a_stretch_is_due_twice_a_day_and_else_a_walk() -> None:
    """In the morning and after two; what was done is not asked for again at once (B5)."""
    _, done = live([[(hour, False) for hour in range(11)]])

    assert [0, 5] == [hour for hour, pillar in enumerate(done) if pillar is Pillar.LENGTHEN]


def test_what_is_furthest_behind_comes_first() -> None:
    """On Saturday strength with one of three goes before massage with two of three, with its tally (C3)."""
    ledger = old(practised(MON, BRIDGE), practised(MON, BALL, CLAIMED), practised(WED, BALL, CLAIMED))
    plan = Plan(PlanTargets(), ZURICH, Hours())

    due = plan.due(ledger, moment(SAT, "09:00"), EVERY)

    assert [Pillar.LENGTHEN, Pillar.STRENGTHEN, Pillar.RELEASE, Pillar.HABIT] == [one.pillar for one in due]
    assert (DuePillar(Pillar.LENGTHEN, 0, 2), DuePillar(Pillar.STRENGTHEN, 1, 3)) == (due[0], due[1])


def test_nothing_that_was_done_today_is_due_again_but_a_stretch() -> None:
    """Strength and massage are for days, and a week that is met is met (G4)."""
    plan = Plan(PlanTargets(), ZURICH, Hours())
    today = old(practised(SUN, BRIDGE, clock="09:00"), practised(SUN, BALL, CLAIMED, clock="09:00"))
    met = old(*(practised(number, exercise) for number, exercise in product((MON, WED, FRI), (BRIDGE, BALL))))

    assert [Pillar.LENGTHEN, Pillar.HABIT] == [one.pillar for one in plan.due(today, moment(SUN), EVERY)]
    assert [Pillar.LENGTHEN, Pillar.HABIT] == [one.pillar for one in plan.due(met, moment(SAT), EVERY)]


@given(
    st.lists(st.tuples(st.integers(0, 27), st.sampled_from([STRETCH, BALL, BRIDGE])), max_size=60), st.integers(0, 27)
)
def test_one_missed_day_costs_one_day_and_zeroes_nothing(lived: list[tuple[int, ExerciseId]], missed: int) -> None:
    """The four weeks that the plan shows differ by that day and no more, in one week (H3)."""
    whole = status(ledger_of(*(practised(*one) for one in sorted(lived))), 27)
    without = status(ledger_of(*(practised(*one) for one in sorted(lived) if one[0] != missed)), 27)

    for pillar in EXERCISE_OF:
        lost = [before - after for before, after in zip(whole[pillar].weeks, without[pillar].weeks, strict=True)]
        assert all(cost in (0, 1) for cost in lost)
        assert sum(lost) <= 1
        assert lost[: missed // 7] + lost[missed // 7 + 1 :] == [0, 0, 0]


@given(
    st.lists(st.tuples(st.integers(-30, 6), st.sampled_from([STRETCH, BALL, BRIDGE]), st.sampled_from(PracticeResult))),
    st.integers(0, 6),
    st.integers(0, 23),
)
def test_no_sentence_of_the_plan_blames_or_promises(
    lived: list[tuple[int, ExerciseId, PracticeResult]], number: int, hour: int
) -> None:
    """Whatever was done, no banned phrase, no loose end, no state that is not known (F7, H3)."""
    ledger = ledger_of(*(practised(*one) for one in sorted(lived) if one[0] <= number))
    found = status(ledger, number, f"{hour:02}:00")
    sentences = [say_pillar(one, ENGLISH) for one in found.values()] + [*say_plan_origins(PlanTargets(), ENGLISH)]
    sentences += [
        say_due(one, ENGLISH) for one in Plan(PlanTargets(), ZURICH, Hours()).due(ledger, moment(number), EVERY)
    ]

    for sentence, pattern in product(sentences, [*BANNED.values(), r"[{}]|  |\.\.|None"]):
        assert not re.search(pattern, sentence, re.IGNORECASE)
    assert all(one.done >= one.claimed >= 0 for one in found.values())
