"""A quarter lived second by second through the real coach brings what was planted, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.trend import Judgement, Kind
from tests.support.words import card_of
from validation.quarter import MONDAY_S, PEOPLE, SHORT, Life

pytestmark = pytest.mark.slow

DILIGENT, _, SELDOM, _ = PEOPLE


@pytest.fixture(scope="module")
def diligent() -> Life:
    """Does what is recommended; the pain stays."""
    return Life(DILIGENT).live(SHORT)


def test_diligence_without_relief_widens_the_plan_and_then_refers(diligent: Life) -> None:
    """After four weeks the neighbours, after four more the professionals; each card once (B4, F5, F6)."""
    cards = [card for card in diligent.of(Judgement) if isinstance(card, Judgement)]

    assert [Kind.WIDEN, Kind.REFER] == [card.kind for card in cards]
    assert "gemelli" in card_of(cards[0])
    assert all(role in card_of(cards[1]) for role in ("doctor", "physiotherapist", "massage therapist"))
    assert 28 <= diligent.cards[0][0] <= 42
    assert 28 <= diligent.cards[1][0] - diligent.cards[0][0] <= 42


def test_who_seldom_practises_is_not_referred() -> None:
    """Nobody knows whether practice would help; it says so where it is asked, and sends no card (B4, F5)."""
    assert [] == Life(SELDOM).live(SHORT).cards


def test_no_pillar_is_forgotten_in_any_week(diligent: Life) -> None:
    """Massage, stretch and strength in each of twelve weeks, strength on three days or more (A5, B5, G4)."""
    monday = datetime.fromtimestamp(MONDAY_S, UTC).date()
    for week in range(12):
        first, last = monday + timedelta(days=7 * week), monday + timedelta(days=7 * week + 6)

        assert diligent.ledger.days(first, last, Pillar.RELEASE).done >= 2
        assert diligent.ledger.count(first, last, Pillar.LENGTHEN).done >= 5
        assert 3 <= diligent.ledger.days(first, last, Pillar.STRENGTHEN).done <= 5


def test_the_quarter_begins_with_the_guides_beginning(diligent: Life) -> None:
    """The first of all is the seated figure-4; what lies on the floor comes in the evening (D11, H5)."""
    recommended = [said for said in diligent.of(Recommendation) if isinstance(said, Recommendation)]
    reminders = {said.time_s for said in diligent.of(Reminder) if isinstance(said, Reminder)}

    assert ExerciseId.SEATED_FIGURE_4 is recommended[0].exercise
    floor = [said for said in recommended if said.exercise in CATALOGUE and "floor" in CATALOGUE[said.exercise].places]
    assert floor
    assert {said.time_s for said in floor} <= reminders
