"""The error rates of the judgement of pain hold, in small; `python -m validation.pain` holds them in full."""

import pytest

from validation import pain
from validation.pain import BETTER, FLAT, RATES, SELDOM_BETTER, WORSE, Rate, live, main

pytestmark = pytest.mark.slow

PEOPLE = 40
"""Few, and always the same: what is within the bounds here was within them for 200."""


@pytest.mark.parametrize(
    "rate", [rate for rate in RATES if rate.goal], ids=lambda rate: f"{rate.person.name}: {rate.what}"
)
def test_the_stated_rates_hold(rate: Rate) -> None:
    """Who needs care is sent, who improves is not told otherwise, and nothing comes of too few entries (B4, F5)."""
    share, holds = pain.measure(rate, PEOPLE)

    assert holds, f"{share:.1%}, {rate.goal}"


def test_a_goal_that_is_missed_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And is named in the table; one that holds ends with zero."""
    always, never = (
        Rate(FLAT, name, lambda _, told=told: told, least=0.95) for name, told in (("a", True), ("b", False))
    )
    monkeypatch.setattr(pain, "RATES", (always,))
    assert 0 == main(["--people", "1"])
    assert "missed" not in capsys.readouterr().out

    monkeypatch.setattr(pain, "RATES", (always, never))
    assert 1 == main(["--people", "1"])
    assert "missed" in capsys.readouterr().out


@pytest.mark.parametrize("person", [FLAT, BETTER, WORSE, SELDOM_BETTER], ids=lambda person: person.name)
def test_a_life_is_the_same_each_time(person: pain.Person) -> None:
    """Seeds are all that differ."""
    assert live.__wrapped__(person, 3) == live(person, 3)
    assert live(person, 4) != live(person, 3)
