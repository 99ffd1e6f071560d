"""A day's nudges last for the day: what is open when, what a nudge costs, and which one is the last."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.budget import AT_ONCE, Budget
from monitor.coaching.hours import Hours, Span
from tests.support.stories import ZURICH, at

OFFICE = Hours(working=(((9 * 60, 17 * 60),),) * 5 + ((), ()))
NONE: Span = (0, 0)
EVENING: Span = (18 * 60 + 30, 20 * 60 + 30)
NIGHT = Hours(quiet=(8 * 60, 15 * 60), working=(((0, 6 * 60), (21 * 60, 24 * 60)),) * 7)


def spent(budget: Budget, *levels: int, clock: str = "09:00") -> Budget:
    """The same after some nudges."""
    for level in levels:
        budget.spend(at(clock), level)
    return budget


def test_two_may_come_at_once_and_the_third_waits() -> None:
    """Of twelve over a working day of eight hours the third opens after 48 min."""
    budget = spent(Budget(12, OFFICE, NONE, ZURICH), 1, 1)

    assert 48 * 60.0 == budget.wait_s(at("09:00"), 1)
    assert 0.0 == budget.wait_s(at("09:48"), 1)


def test_what_was_asked_again_costs_the_next_sitting_half() -> None:
    """After a first nudge and two more the next first one waits as long as after two."""
    assert 48 * 60.0 == spent(Budget(12, OFFICE, NONE, ZURICH), 1, 2, 2).wait_s(at("09:00"), 1)


def test_asking_again_comes_only_while_less_was_heard_than_is_open() -> None:
    """Three were heard: the fourth is open after twice 48 min, though they cost two."""
    assert 96 * 60.0 == spent(Budget(12, OFFICE, NONE, ZURICH), 1, 2, 2).wait_s(at("09:00"), 2)


def test_the_evening_keeps_its_share() -> None:
    """Ten hours instead of eight to spread over: the third opens after an hour."""
    assert 3600.0 == spent(Budget(12, OFFICE, EVENING, ZURICH), 1, 1).wait_s(at("09:00"), 1)


def test_a_budget_that_is_used_up_waits_for_nothing() -> None:
    """It says so by another answer: none comes any more today, and a new day begins anew."""
    budget = spent(Budget(2, OFFICE, NONE, ZURICH), 1, 1)

    assert (True, 0.0) == (budget.is_used_up(at("16:00")), budget.wait_s(at("16:00"), 1))
    assert not budget.is_used_up(at("09:00") + 86_400.0)


def test_the_last_one_is_known_as_the_last() -> None:
    """Since after it nothing is heard any more."""
    budget = Budget(3, OFFICE, NONE, ZURICH)

    assert not spent(budget, 1).is_last(at("12:00"))
    assert spent(budget, 2).is_last(at("12:00"))


@pytest.mark.parametrize(("hours", "begins", "ends"), [(OFFICE, "09:00", "17:00"), (Hours(), "07:00", "22:00")])
def test_the_whole_budget_opens_when_the_day_of_this_person_ends(hours: Hours, begins: str, ends: str) -> None:
    """Working hours if they are set, else all but the quiet hours."""
    budget = spent(Budget(6, hours, NONE, ZURICH), 1, 1, 1, 1, 1)

    assert at(ends) - at(begins) == budget.wait_s(at(begins), 1)


def test_a_night_at_work_opens_over_both_of_its_parts() -> None:
    """What is kept for after 21:00 is not given away before 06:00."""
    budget = spent(Budget(4, NIGHT, NONE, ZURICH), 1, 1, clock="00:10")

    assert at("04:30") - at("00:10") == budget.wait_s(at("00:10"), 1)


def test_a_day_that_is_never_open_holds_nothing_back_by_itself() -> None:
    """The hours do, and say so."""
    saturday_s = (datetime.fromtimestamp(at("10:00"), ZURICH) + timedelta(days=1)).timestamp()
    budget = Budget(12, Hours(working=((),) * 7), NONE, ZURICH)
    for _ in range(5):
        budget.spend(saturday_s, 1)

    assert 0.0 == budget.wait_s(saturday_s, 1)


@given(st.integers(1, 20), st.lists(st.tuples(st.integers(0, 15 * 60 - 1), st.booleans()), max_size=200))
def test_whoever_asks_at_any_minutes_never_exceeds_what_is_open(daily: int, asked: list[tuple[int, bool]]) -> None:
    """First nudges alone are no more than two and the share of the day that has passed; and all never more than all."""
    budget, total, firsts = Budget(daily, Hours(), NONE, ZURICH), 0, 0
    for minute, first in sorted(asked):
        now_s, level = at("07:00") + 60.0 * minute, 1 if first else 2
        if not budget.is_used_up(now_s) and budget.wait_s(now_s, level) == 0.0:
            budget.spend(now_s, level)
            total, firsts = total + 1, firsts + first

            assert total <= daily
            assert (firsts if first else total) <= AT_ONCE + max(0.0, daily - AT_ONCE) * minute / (15 * 60) + 1e-9
