"""What a wider plan gains: exercises of ours for the neighbours, when the person agrees, and never before."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.exercises import Exercise
from monitor.coaching.gate import SafetyGate
from monitor.coaching.hours import Hours
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.plan import Plan, PlanTargets
from monitor.coaching.prescriptions import put_in_force
from monitor.coaching.profile import Profile, Side
from monitor.coaching.recommend import Recommendation, Recommender
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import Ledger
from monitor.coaching.wider import WIDER
from monitor.texts import ENGLISH
from monitor.wording.exercises import render
from monitor.wording.nudges import BAR_WORDS
from tests.support.commands import Commands
from tests.support.stories import ZURICH, at

DAY_S = 86_400.0
EXERCISES = put_in_force(None)
AGREED = ("condition=no", "wider=yes")

exercises = pytest.mark.parametrize("exercise", WIDER.values(), ids=list(WIDER))


def gate_of(*answers: str) -> SafetyGate:
    """A gate that has heard these answers."""
    return SafetyGate(ZURICH, [UserAction(at("08:00"), Action.INTAKE, answer) for answer in answers])


def offered(gate: SafetyGate, *, wider: bool, days: int = 14) -> set[str]:
    """What is offered in a fortnight of nudges, by day at the desk and in the evening, of which none is followed."""
    targets = replace(PlanTargets(), is_wider=wider)
    hours, ledger = Hours(), Ledger(ZURICH, EXERCISES)
    made = Recommender(Profile(Side.LEFT), ZURICH, hours, gate, Plan(targets, ZURICH, hours), ledger, EXERCISES)
    found = set()
    for number in range(days):
        for clock in ("09:00", "11:00", "13:30", "15:30", "20:30", "21:30"):
            time_s = at(clock) + number * DAY_S
            said: Recommendation = made.recommend(Nudge(time_s, time_s - 1800.0, 1800.0, 1))
            made.recall(said)
            found.add(said.exercise)
    return found


def test_in_a_wider_plan_each_has_its_turn_once_the_person_agrees() -> None:
    """By day at a wall, in the evening on a mat; in the plan of before neither is."""
    assert set(WIDER) <= offered(gate_of(*AGREED), wider=True)
    assert not set(WIDER) & offered(gate_of(*AGREED), wider=False)


@given(st.lists(st.sampled_from(["wider=no", "condition=yes", "condition=no", "condition=acknowledged", "side=left"])))
def test_without_a_yes_none_is_ever_offered(answers: list[str]) -> None:
    """Whatever else was answered, in any order."""
    gate = gate_of(*answers)

    assert not any(gate.bars(exercise, at("09:00")) is None for exercise in WIDER.values())
    assert not set(WIDER) & offered(gate, wider=True, days=2)


@pytest.mark.parametrize("answers", [("wider=yes",), ("condition=no", "wider=yes", "wider=no")])
@exercises
def test_a_yes_counts_only_beside_the_answer_about_the_hip(exercise: Exercise, answers: tuple[str, ...]) -> None:
    """And until it is taken back."""
    assert Bar.CONSENT is gate_of(*answers).bars(exercise, at("09:00"))


@exercises
def test_a_condition_a_red_flag_and_the_wheel_come_first(exercise: Exercise) -> None:
    """They are exercises of ours like the others."""
    assert Bar.CONDITION is gate_of(*AGREED, "condition=yes").bars(exercise, at("09:00"))
    assert Bar.RED_FLAG is gate_of(*AGREED, "saddle=yes").bars(exercise, at("09:00"))


def test_on_a_day_of_pain_down_the_leg_the_stretch_of_the_same_muscles_waits() -> None:
    """What loads the deep rotators does, the work at the side of the hip does not."""
    gate = gate_of(*AGREED)
    gate.feed(UserAction(at("10:00"), Action.PAIN, "5 radiating"))

    assert {"knee-across": Bar.RADIATED, "hip-hitch": None} == {
        name: gate.bars(exercise, at("11:00")) for name, exercise in WIDER.items()
    }


def test_before_a_yes_nobody_is_shown_them(sitmon: Commands) -> None:
    """Neither listed nor described, and told what they wait for; after it both."""
    before = sitmon("exercises").out
    refused = sitmon("exercises", "show", "knee-across").out
    sitmon("intake", "condition=no", "wider=yes")

    assert not any(name in before for name in WIDER)
    assert refused.strip() == str(BAR_WORDS[Bar.CONSENT])
    assert all(name in sitmon("exercises").out for name in WIDER)
    assert "Draw the left knee" in sitmon("exercises", "show", "knee-across", "--side", "left").out


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
@exercises
def test_each_says_that_it_is_ours_and_how_to_do_it(exercise: Exercise, side: Side) -> None:
    """With its cue and its dose; held no longer than the guide says."""
    told = render(exercise, side, ENGLISH)

    assert exercise.why.startswith("Ours, not the guide's: ")
    assert "Stop if pain shoots, tingles or goes numb down the leg." in told.cues
    assert exercise.hold_s is None or 30.0 <= exercise.hold_s <= 60.0
    assert len(told.short) <= 120
