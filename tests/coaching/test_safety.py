"""Red flags lock, and only the user unlocks."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.gate import SafetyGate
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.safety import Card, Onset, SafetyNotice, Symptom, Urgency, triage
from monitor.wording.safety import INJURY_CARD, URGENT_BODY, URGENT_TEXT, URGENT_TITLE
from tests.support.said import a_detail

HARMLESS = [action for action in Action if action not in (Action.RED_FLAG, Action.CLEAR_RED_FLAG)]
FLAGS = (Action.RED_FLAG, Action.CLEAR_RED_FLAG)
ACTIONS = st.lists(
    st.tuples(st.floats(0.0, 1e6), st.sampled_from(Action), st.sampled_from("ab")).map(
        lambda said: UserAction(*said[:2], said[2] if said[1] in FLAGS else a_detail(said[1]))
    )
)


@pytest.mark.parametrize(
    ("symptom", "onset", "urgency"),
    [
        (Symptom.LEG_NUMBNESS, Onset.SUDDEN, Urgency.IMMEDIATE),
        (Symptom.LEG_NUMBNESS, Onset.NEW, Urgency.IMMEDIATE),
        (Symptom.LEG_NUMBNESS, Onset.UNKNOWN, Urgency.IMMEDIATE),
        (Symptom.LEG_NUMBNESS, Onset.CHRONIC, Urgency.RECORD),
        (Symptom.LEG_WEAKNESS, Onset.SUDDEN, Urgency.IMMEDIATE),
        (Symptom.LEG_WEAKNESS, Onset.NEW, Urgency.IMMEDIATE),
        (Symptom.LEG_WEAKNESS, Onset.UNKNOWN, Urgency.IMMEDIATE),
        (Symptom.LEG_WEAKNESS, Onset.CHRONIC, Urgency.SEE_PROFESSIONAL),
    ],
)
def test_weakness_and_numbness_are_red_flags_unless_they_have_long_been_there(
    symptom: Symptom, onset: Onset, urgency: Urgency
) -> None:
    """Sudden or new is a red flag; chronic numbness alone is only recorded (F1, F9)."""
    assert urgency is triage(symptom, onset)


@pytest.mark.parametrize("onset", Onset)
@pytest.mark.parametrize("symptom", [Symptom.BLADDER_OR_BOWEL, Symptom.WORRYING])
def test_lost_control_and_anything_worrying_are_always_red_flags(symptom: Symptom, onset: Onset) -> None:
    """However it came, it is for a doctor at once (F2, F3)."""
    assert Urgency.IMMEDIATE is triage(symptom, onset)


@pytest.mark.parametrize("onset", Onset)
def test_an_injury_at_the_beginning_is_for_a_professional_but_not_urgent(onset: Onset) -> None:
    """Pain that began with an injury brings a card, not the emergency message (F4)."""
    assert Urgency.SEE_PROFESSIONAL is triage(Symptom.INJURY, onset)


def test_the_gate_is_open_at_first() -> None:
    """Who said nothing is not locked."""
    assert not SafetyGate(UTC).locked


@pytest.mark.parametrize("detail", ["leg-weakness", "leg-numbness", "bladder-or-bowel", "", "words nobody foresaw"])
def test_any_red_flag_locks_and_is_answered_once(detail: str) -> None:
    """The gate does not judge the words: a red flag locks, and the urgent message comes once (F1, F2, F3)."""
    gate = SafetyGate(UTC)

    assert [SafetyNotice(5.0, detail, Card.URGENT)] == gate.feed(UserAction(5.0, Action.RED_FLAG, detail))
    assert gate.locked
    assert [] == gate.feed(UserAction(6.0, Action.RED_FLAG, detail))


def test_a_second_red_flag_is_answered_as_well() -> None:
    """A new red flag beside a standing one is news."""
    gate = SafetyGate(UTC, [UserAction(1.0, Action.RED_FLAG, "leg-weakness")])

    assert [SafetyNotice(2.0, "bladder-or-bowel", Card.URGENT)] == gate.feed(
        UserAction(2.0, Action.RED_FLAG, "bladder-or-bowel")
    )


@pytest.mark.parametrize("action", HARMLESS)
def test_nothing_but_clearing_unlocks(action: Action) -> None:
    """Snooze, done, resume and the rest leave the lock as it is (F1)."""
    gate = SafetyGate(UTC, [UserAction(1.0, Action.RED_FLAG)])

    assert [] == gate.feed(UserAction(2.0, action, a_detail(action)))
    assert gate.locked


def test_clearing_unlocks_whatever_was_set() -> None:
    """One clear lifts every red flag, and the next one is answered anew (F1)."""
    gate = SafetyGate(UTC, [UserAction(1.0, Action.RED_FLAG, "a"), UserAction(2.0, Action.RED_FLAG, "b")])

    assert [] == gate.feed(UserAction(3.0, Action.CLEAR_RED_FLAG))
    assert not gate.locked
    assert 1 == len(gate.feed(UserAction(4.0, Action.RED_FLAG, "a")))


@given(said=ACTIONS)
def test_the_lock_follows_from_what_was_said_alone(said: list[UserAction]) -> None:
    """Locked means that a red flag came after the last clear, and a restart from history knows as much (F1)."""
    flags = [action.action for action in said if action.action not in HARMLESS]
    expected = bool(flags) and flags[-1] is Action.RED_FLAG
    live = SafetyGate(UTC)
    for action in said:
        live.feed(action)

    assert expected == live.locked
    assert expected == SafetyGate(UTC, said).locked


def test_the_urgent_message_says_first_what_to_do() -> None:
    """Help first, reasons second, in the title and in the whole text (F1)."""
    assert "Get medical help now" == URGENT_TITLE
    assert URGENT_TEXT.startswith(URGENT_TITLE)
    assert "call your local emergency number" in URGENT_TEXT


@pytest.mark.parametrize("text", [URGENT_BODY, URGENT_TEXT])
@pytest.mark.parametrize("sign", ["weakness or numbness", "bladder or bowel control", "anything sudden or worrying"])
def test_the_urgent_message_is_complete_in_either_length(text: str, sign: str) -> None:
    """Both name the signs of the guide, and that the list is not the whole of it (F1, F2, F3)."""
    assert sign in text


def test_the_urgent_message_fits_a_desktop_notification() -> None:
    """Title and body are short enough to be shown whole."""
    assert len(URGENT_TITLE) <= 40
    assert len(URGENT_BODY) <= 120


def test_the_injury_card_names_three_professions_and_is_calm() -> None:
    """Who to see, and that it is not urgent by itself (F4, F6)."""
    for role in ("doctor", "physiotherapist", "clinical massage therapist"):
        assert role in INJURY_CARD
    assert "This is not urgent, unless" in INJURY_CARD
