"""The second ledger: what was seen and what was said stand apart, and days are local days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.profile import Side, next_side
from monitor.coaching.sessions import Balance, Count, Ledger, PracticeOutcome, PracticeResult, Sides, week_of
from monitor.texts import ENGLISH
from monitor.wording.plan import say_balance
from tests.support.practices import BALL, BRIDGE, MONDAY, STRETCH, day, moment, practised
from tests.support.stories import ZURICH

CLAIMED = PracticeResult.CLAIMED
SUNDAY = day(6)


def ledger_of(*outcomes: PracticeOutcome) -> Ledger:
    """A ledger that was fed these, in order of time."""
    ledger = Ledger(ZURICH, CATALOGUE)
    for outcome in sorted(outcomes, key=lambda outcome: outcome.time_s):
        ledger.feed(outcome)
    return ledger


def test_what_was_seen_and_what_was_said_are_counted_apart() -> None:
    """A stretch that the sensor saw, one that was only claimed, and what is neither."""
    others = [result for result in PracticeResult if result not in (PracticeResult.CONFIRMED, CLAIMED)]
    ledger = ledger_of(
        practised(0), practised(1, result=CLAIMED), *(practised(2, result=result) for result in others), practised(3)
    )

    assert Count(verified=2, claimed=1) == ledger.count(MONDAY, SUNDAY, Pillar.LENGTHEN)
    assert 3 == ledger.count(MONDAY, SUNDAY, Pillar.LENGTHEN).done
    assert Count() == ledger.count(MONDAY, SUNDAY, Pillar.STRENGTHEN)
    assert [0, 1, 3] == [(at - MONDAY).days for at, _ in ledger.sessions(MONDAY, SUNDAY)]


def test_two_strength_sessions_in_one_day_are_one_day() -> None:
    """Verified if one of them was (G4: our rule, since the guide wants them spread out)."""
    ledger = ledger_of(
        practised(0, BRIDGE),
        practised(0, ExerciseId.CLAMSHELL, CLAIMED, clock="19:00"),
        practised(2, BRIDGE, CLAIMED),
        practised(2, BRIDGE, CLAIMED, clock="20:00"),
    )

    assert Count(verified=1, claimed=1) == ledger.days(MONDAY, SUNDAY, Pillar.STRENGTHEN)
    assert Count(verified=1, claimed=3) == ledger.count(MONDAY, SUNDAY, Pillar.STRENGTHEN)


@pytest.mark.parametrize(("clock", "number"), [("23:59", 0), ("00:01", 1)])
def test_a_day_ends_at_local_midnight(clock: str, number: int) -> None:
    """Also where that is another day in UTC."""
    ledger = ledger_of(practised(number, clock=clock))

    assert [(day(number), STRETCH)] == [(at, one.exercise) for at, one in ledger.sessions(MONDAY, SUNDAY)]


def test_a_week_is_that_of_the_calendar() -> None:
    """From Monday to Sunday, also across a change to summer time and a new year."""
    assert (MONDAY, SUNDAY) == week_of(MONDAY) == week_of(SUNDAY)
    assert {week_of(day(7 * week + 3)) for week in range(60)} == {
        (day(7 * week), day(7 * week + 6)) for week in range(60)
    }


def test_the_last_time_of_each_exercise() -> None:
    """The latest of the day, for each side by itself; what was not done has no last time."""
    ledger = ledger_of(
        practised(0, BALL, CLAIMED, clock="09:00"),
        practised(0, clock="10:00"),
        practised(0, clock="15:00"),
        practised(0, BRIDGE, PracticeResult.NOT_SEEN, clock="18:00"),
    )

    assert (moment(0, "15:00"), moment(0, "09:00")) == (
        ledger.last_s(STRETCH, Side.LEFT),
        ledger.last_s(BALL, Side.LEFT),
    )
    assert (None, None) == (ledger.last_s(BRIDGE, Side.BOTH), ledger.last_s(STRETCH, Side.RIGHT))


def test_an_outcome_of_an_unknown_exercise_is_passed_over() -> None:
    """A walk has its outcome among the breaks: it is no tissue care, as no exercise is a break."""
    ledger = ledger_of(practised(0, ExerciseId.MOVEMENT_BREAK))

    assert (None, []) == (ledger.first_day, list(ledger.sessions(MONDAY, SUNDAY)))


@given(st.sampled_from([Side.LEFT, Side.RIGHT]), st.sampled_from([None, Side.BOTH]), st.integers(1, 40))
def test_whoever_takes_turns_is_even(first: Side, affected: Side | None, number: int) -> None:
    """With both sides affected, or none named, left and right differ by one at most, over any ten sessions (D3)."""
    ledger, sides = Ledger(ZURICH, CATALOGUE), list[Side]()
    for session in range(number):
        sides.append(next_side(affected, ledger.last_side, first))
        ledger.feed(practised(session, side=sides[-1]))
        ledger.feed(practised(session, BRIDGE, clock="19:00"))

    windows = [sides[start : start + 10] for start in range(number)]
    assert first is sides[0]
    assert all(abs(window.count(Side.LEFT) - window.count(Side.RIGHT)) <= 1 for window in [*windows, sides])


def test_the_affected_side_has_every_turn_and_what_was_asked_for_is_a_turn() -> None:
    """Done or not: as the coach itself chooses; what works both legs has no side."""
    ledger = ledger_of(practised(0, side=Side.LEFT, result=PracticeResult.NOT_SEEN), practised(2, BRIDGE))

    assert Side.LEFT is ledger.last_side
    assert Side.RIGHT is next_side(None, ledger.last_side, None)
    assert [Side.LEFT, Side.RIGHT] == [next_side(side, Side.LEFT, None) for side in (Side.LEFT, Side.RIGHT)]


def test_sides_are_counted_of_a_pillar_or_of_all() -> None:
    """The ball is no stretch; what works both legs has no side."""
    ledger = ledger_of(practised(0, side=Side.LEFT), practised(1, BALL, CLAIMED, side=Side.RIGHT), practised(2, BRIDGE))

    assert Sides(left=1, right=1) == ledger.sides(MONDAY, SUNDAY)
    assert Sides(left=1, right=0) == ledger.sides(MONDAY, SUNDAY, Pillar.LENGTHEN)


def test_ten_stretches_without_strength_bring_a_warning() -> None:
    """The guide's word on it, with both numbers; one bridge is enough to be silent (G1)."""
    stretches = [practised(number // 2, clock=f"1{number % 2}:00") for number in range(10)]
    alone, both = ledger_of(*stretches), ledger_of(*stretches, practised(3, BRIDGE, CLAIMED))

    assert say_balance(alone.balance(SUNDAY), ENGLISH) == (
        "Stretches in seven days: 10, strength: none. "
        "The guide this follows says that stretching without strengthening does not last."
    )
    assert Balance(10, 1) == both.balance(SUNDAY)
    assert Balance(0, 0) == alone.balance(day(13))


@given(st.lists(st.tuples(st.integers(0, 13), st.sampled_from(PracticeResult)), max_size=30))
def test_only_what_was_confirmed_or_claimed_counts(lived: list[tuple[int, PracticeResult]]) -> None:
    """Days never outnumber sessions, nor sessions outcomes; two weeks are the sum of each."""
    ledger = ledger_of(*(practised(number, result=result) for number, result in lived))
    weeks = [ledger.count(day(start), day(start + 6), Pillar.LENGTHEN).done for start in (0, 7)]

    assert sum(weeks) == ledger.count(day(0), day(13), Pillar.LENGTHEN).done
    assert sum(weeks) == sum(result in (PracticeResult.CONFIRMED, CLAIMED) for _, result in lived)
    assert ledger.days(day(0), day(13), Pillar.LENGTHEN).done <= sum(weeks)
