"""What is asked first, and what the answers mean."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.gate import SafetyGate
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.intake import QUESTIONS, Intake, fold_answers, parse_answer
from monitor.coaching.profile import Side
from monitor.coaching.safety import Urgency

IMMEDIATE, SEE, RECORD = Urgency.IMMEDIATE, Urgency.SEE_PROFESSIONAL, Urgency.RECORD
EVERY = [f"{name}={answer}" for name, question in QUESTIONS.items() for answer in question.answers]


@pytest.mark.parametrize(
    ("answer", "urgency"),
    [
        ("bladder-or-bowel=yes", IMMEDIATE),
        ("bladder-or-bowel=no", None),
        ("weakness=sudden", IMMEDIATE),
        ("weakness=new", IMMEDIATE),
        ("weakness=unknown", IMMEDIATE),
        ("weakness=chronic", SEE),
        ("weakness=no", None),
        ("numbness=sudden", IMMEDIATE),
        ("numbness=new", IMMEDIATE),
        ("numbness=unknown", IMMEDIATE),
        ("numbness=chronic", RECORD),
        ("numbness=no", None),
        ("worrying=yes", IMMEDIATE),
        ("injury=yes", SEE),
        ("injury=acknowledged", None),
        ("side=left", None),
        (" Injury = YES ", SEE),
    ],
)
def test_each_answer_asks_for_what_the_triage_says(answer: str, urgency: Urgency | None) -> None:
    """Sudden or new is for a doctor at once, chronic numbness is recorded (F1, F2, F3, F4, F9)."""
    assert urgency is Intake().answer(answer)


def test_what_waits_for_a_professional_waits_until_it_is_acknowledged() -> None:
    """An injury, old weakness and a condition, each by itself (C1, F4)."""
    intake = Intake()
    for answer in ("condition=yes", "injury=yes", "weakness=chronic"):
        intake.answer(answer)
    waiting = [intake.waits_for]
    for name in ("injury", "weakness", "condition"):
        intake.answer(f"{name}=acknowledged")
        waiting.append(intake.waits_for)

    assert [("weakness", "injury", "condition"), ("weakness", "condition"), ("condition",), ()] == waiting


def test_the_urgent_questions_come_first_and_each_is_asked_once() -> None:
    """The order in which they are asked is theirs."""
    intake = Intake()
    for name in QUESTIONS:
        intake.answer(f"{name}={QUESTIONS[name].answers[-1]}")

    urgent = ["bladder-or-bowel", "saddle", "weakness", "numbness", "worrying"]
    assert [*urgent, "injury", "condition", "side", "wider", "radiating"] == [*intake.answers]
    assert ["wider", "radiating"] == [name for name, question in QUESTIONS.items() if not question.asked]
    assert Side.BOTH is intake.affected_side


def test_numbness_and_weakness_are_asked_for_as_sudden_or_new() -> None:
    """The guide knows numbness as a usual complaint and as a red flag: the question tells them apart (F9)."""
    for name in ("numbness", "weakness"):
        assert {"sudden", "new", "chronic"} <= set(QUESTIONS[name].answers)
        assert "suddenly" in QUESTIONS[name].text


@given(st.lists(st.sampled_from(EVERY)))
def test_only_the_last_answer_to_a_question_counts(answers: list[str]) -> None:
    """Whatever was said before."""
    intake, last = Intake(), Intake()
    for answer in answers:
        intake.answer(answer)
    for answer in {answer.partition("=")[0]: answer for answer in answers}.values():
        last.answer(answer)

    assert last.answers == intake.answers
    assert last.waits_for == intake.waits_for


@pytest.mark.parametrize(
    ("detail", "what"),
    [
        ("age=40", "'age' is no question of the intake; there are: bladder-or-bowel saddle weakness"),
        ("injury", "injury is answered by one of: yes no acknowledged; not by ''"),
        ("side=up", "side is answered by one of: left right both; not by 'up'"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_is_allowed(detail: str, what: str) -> None:
    """And nothing of it is kept."""
    intake = Intake()
    with pytest.raises(ValueError, match=what):
        intake.answer(detail)

    assert {} == intake.answers
    with pytest.raises(ValueError, match=what):
        parse_answer(detail)


def test_an_answer_that_only_another_sitmon_knows_is_passed_over_in_every_fold() -> None:
    """What was recorded may be older or newer than the questions, and is no reason to stop; the rest counts."""
    said = [
        UserAction(float(second), action, detail)
        for second, (action, detail) in enumerate(
            [
                (Action.INTAKE, "weakness=yes"),
                (Action.INTAKE, "age=40"),
                (Action.INTAKE, "side=left"),
                (Action.PAIN, "3"),
                (Action.INTAKE, "injury=perhaps"),
            ]
        )
    ]

    assert {"side": "left"} == fold_answers(said).answers
    assert [] == [notice for one in said for notice in SafetyGate(UTC).feed(one)]
