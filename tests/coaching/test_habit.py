"""The habit of sitting: sittings, not bouts, are what is long; a day is compared with the own first week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.habit import ENOUGH_SEEN_S, Habit, HabitDay, HabitMean
from monitor.posture.bouts import Bout, corrected
from monitor.posture.labels import Posture, Relabel
from tests.support.practices import CARRY_GAP_S, MONDAY, day, moment
from tests.support.stories import ZURICH

SIT, LIE, STAND, WALK = Posture.SITTING, Posture.LYING, Posture.STANDING, Posture.MOVING
GAP = None

Lived = list[tuple[Posture | None, float]]


def live(steps: Lived, number: int = 0, clock: str = "09:00", habit: Habit | None = None) -> Habit:
    """The habit after these bouts, each so many minutes long; a gap is no bout."""
    habit, now_s = habit or Habit(ZURICH, CARRY_GAP_S), moment(number, clock)
    for posture, minutes in steps:
        end_s = now_s + 60.0 * minutes
        if posture is not None:
            habit.feed(Bout(posture, now_s, end_s))
        now_s = end_s
    return habit


def told(*items: Bout | Relabel) -> Habit:
    """The habit after bouts and what was relabelled, in the order of telling, as journals hold them."""
    habit = Habit(ZURICH, CARRY_GAP_S)
    for bout in corrected(items):
        habit.feed(bout)
    return habit


@pytest.mark.parametrize(
    ("steps", "prolonged", "longest_min", "got_up"),
    [
        ([(SIT, 29)], 0, 29, 0),
        ([(SIT, 30)], 1, 30, 0),
        ([(SIT, 20), (STAND, 1), (SIT, 20)], 0, 20, 1),
        ([(SIT, 20), (GAP, 3), (SIT, 15), (WALK, 4)], 1, 35, 1),
        ([(SIT, 20), (GAP, 31), (SIT, 15)], 0, 20, 0),
        ([(SIT, 20), (Posture.NON_WEAR, 31), (SIT, 15)], 0, 20, 0),
        ([(SIT, 20), (Posture.UNKNOWN, 5), (SIT, 15)], 1, 35, 0),
        ([(SIT, 20), (LIE, 10), (SIT, 15)], 1, 35, 0),
        ([(LIE, 400), (STAND, 5)], 0, 0, 1),
        ([(SIT, 40), (GAP, 10), (STAND, 5)], 1, 40, 0),
        ([(SIT, 40), (STAND, 5), (WALK, 5), (SIT, 50), (WALK, 1)], 2, 50, 2),
    ],
)
def test_a_sitting_goes_on_until_the_body_moves(steps: Lived, prolonged: int, longest_min: float, got_up: int) -> None:
    """Gaps and lying neither add nor end it; getting up is counted where it was seen (H2)."""
    found = live(steps).day(MONDAY)

    assert (prolonged, 60.0 * longest_min, got_up) == (found.prolonged, found.longest_s, found.got_up)


def test_a_sitting_belongs_to_the_day_on_which_it_began() -> None:
    """Over midnight it stays one."""
    habit = live([(STAND, 10), (SIT, 40), (STAND, 5)], clock="23:20")

    assert (1, 0) == (habit.day(MONDAY).prolonged, habit.day(day(1)).prolonged)
    assert HabitDay() == habit.day(day(2))


def test_what_was_not_worn_after_all_is_no_sitting() -> None:
    """The wearable lay on the desk for half of what looked like a sitting."""
    start_s = moment(0, "09:00")
    off = Relabel(start_s + 1200.0, start_s + 2400.0, Posture.NON_WEAR)
    habit = told(off, Bout(SIT, start_s, start_s + 2400.0))

    assert (0, 1200.0) == (habit.day(MONDAY).prolonged, habit.day(MONDAY).longest_s)


def test_days_of_which_little_was_seen_are_not_compared() -> None:
    """They would look good for no reason; lying is not waking time."""
    habit = Habit(ZURICH, CARRY_GAP_S)
    hours = ENOUGH_SEEN_S / 3600.0
    live([(SIT, 60 * hours), (WALK, 1)], 0, habit=habit)
    live([(SIT, 60 * (hours - 1)), (LIE, 300)], 1, habit=habit)
    live([(SIT, 20), (WALK, 60 * hours)], 2, habit=habit)

    assert HabitMean(2, 0.5, (ENOUGH_SEEN_S + 1200.0) / 2.0, 1.0, (ENOUGH_SEEN_S + 1200.0) / 2.0) == habit.mean(
        MONDAY, day(6)
    )
    assert habit.first_week() == habit.mean(MONDAY, day(6))
    assert None is habit.mean(day(1), day(1))
    assert 1 == habit.good_days(MONDAY, day(6), 0)


def test_nothing_seen_is_not_zero() -> None:
    """Before the first bout nothing is known."""
    assert (None, None, None) == (
        Habit(ZURICH, CARRY_GAP_S).first_day,
        Habit(ZURICH, CARRY_GAP_S).first_week(),
        Habit(ZURICH, CARRY_GAP_S).mean(MONDAY, MONDAY),
    )


@given(st.lists(st.tuples(st.sampled_from([SIT, LIE, STAND, WALK, GAP]), st.integers(1, 60)), max_size=20))
def test_sittings_never_add_up_to_more_than_was_sat(steps: list[tuple[Posture | None, int]]) -> None:
    """However it was cut, no second is counted twice; the longest is no longer than all of them."""
    found = live([(posture, float(minutes)) for posture, minutes in steps], clock="00:10").day(MONDAY)
    sat_s = 60.0 * sum(minutes for posture, minutes in steps if posture is SIT)

    assert found.longest_s <= sat_s
    assert 1800.0 * found.prolonged <= sat_s
    assert found.got_up <= sum(posture in (STAND, WALK) for posture, _ in steps)


@pytest.mark.parametrize("closed", [True, False])
def test_a_strap_on_a_desk_has_not_sat_however_late_it_is_known(closed: bool) -> None:
    """Sitting for 26 min, then a desk: its first five minutes were told as sitting, in a bout that is closed or not."""
    start_s = moment(0)
    sat = Bout(Posture.SITTING, start_s, start_s + 1860.0)
    off = Relabel(start_s + 1560.0, start_s + 2160.0, Posture.NON_WEAR)

    found = told(*(sat, off) if closed else (off, sat)).day(day(0))
    assert (0, 1560.0, 1560.0, 1560.0) == (found.prolonged, found.longest_s, found.sat_s, found.seen_s)
