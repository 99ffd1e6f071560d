"""The hours in which somebody wants to be spoken to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.hours import DAY_MIN, Hours, Span
from monitor.wording.nudges import say_held
from tests.support.words import WORDS

OFFICE = (((9 * 60, 12 * 60), (13 * 60, 17 * 60 + 30)),) * 5
WORKING = Hours(quiet=(0, 0), working=(*OFFICE, (), ()))
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)

minutes = st.integers(0, DAY_MIN)
day_spans = st.lists(st.tuples(minutes, minutes).map(lambda span: (min(span), max(span))), max_size=3).map(tuple)


def local(days: int, clock: str) -> datetime:
    """So many days after a Monday, at a time on the clock."""
    return datetime.fromisoformat(f"{MONDAY + timedelta(days=days):%Y-%m-%d}T{clock}+00:00")


@pytest.mark.parametrize(
    ("hours", "days", "clock", "closed_by"),
    [
        (Hours(), 0, "21:59", None),
        (Hours(), 0, "22:00", "quiet hours until 07:00"),
        (Hours(), 0, "06:59", "quiet hours until 07:00"),
        (Hours(), 0, "07:00", None),
        (WORKING, 0, "08:59", "your free time until 09:00"),
        (WORKING, 0, "09:00", None),
        (WORKING, 0, "12:00", "your free time until 13:00"),
        (WORKING, 0, "17:30", "your free time until Tue 09:00"),
        (WORKING, 4, "18:00", "your free time until Mon 09:00"),
        (WORKING, 5, "10:00", "your free time until Mon 09:00"),
        (Hours(working=((),) * 7), 0, "10:00", "your free time"),
        (Hours(lunch=(12 * 60, 13 * 60)), 6, "12:30", "lunch until 13:00"),
        (Hours(lunch=(12 * 60, 13 * 60)), 6, "13:00", None),
    ],
)
def test_what_forbids_to_speak_is_said_with_its_end(hours: Hours, days: int, clock: str, closed_by: str | None) -> None:
    """Quiet hours go before working hours, these before lunch; each names the time at which it ends."""
    closed = hours.closed_by(local(days, clock))

    assert closed_by == (None if closed is None else say_held(closed, WORDS))


@given(st.tuples(*[day_spans] * 7), st.tuples(minutes, minutes), st.integers(0, 7 * DAY_MIN - 1))
def test_outside_of_working_hours_is_outside_of_every_span(
    working: tuple[tuple[Span, ...], ...], quiet: Span, minute: int
) -> None:
    """Open exactly if the minute lies in a span of its weekday and not in the quiet hours, whatever the spans."""
    days, of_day = divmod(minute, DAY_MIN)
    now = MONDAY + timedelta(minutes=minute)
    in_span = any(of_day in range(start, end) for start, end in working[days])
    start, end = quiet
    is_quiet = of_day in range(start, end) if start <= end else of_day not in range(end, start)
    closed_by = Hours(quiet=quiet, working=working).closed_by(now)

    assert (in_span and not is_quiet) == (closed_by is None)


@given(st.integers(0, 7 * DAY_MIN - 1))
def test_the_end_that_is_named_is_when_it_opens(minute: int) -> None:
    """A minute before the named time it is still closed, at that time it is open."""
    now = MONDAY + timedelta(minutes=minute)
    if (closed := WORKING.closed_by(now)) is None:
        return
    *day, clock = say_held(closed, WORDS).removeprefix("your free time until ").split()
    opens = next(
        moment
        for moment in (now + timedelta(minutes=one) for one in range(7 * DAY_MIN))
        if f"{moment:%H:%M}" == clock and (not day or f"{moment:%a}" == day[0])
    )

    assert WORKING.closed_by(opens) is None
    assert WORKING.closed_by(opens - timedelta(minutes=1)) is not None


def test_summer_time_moves_nothing() -> None:
    """The clock on the wall counts: 09:00 is 09:00 on both sides of the change."""
    zurich = ZoneInfo("Europe/Zurich")
    for day in (datetime(2026, 3, 27, 9, 0, tzinfo=zurich), datetime(2026, 3, 30, 9, 0, tzinfo=zurich)):
        assert WORKING.closed_by(day) is None
        assert WORKING.closed_by(day - timedelta(minutes=1)) is not None


@pytest.mark.parametrize(
    "wrong", [{"quiet": (-1, 5)}, {"lunch": (0, 1441)}, {"working": (((0, 60),),)}, {"working": (((0, 1500),),) * 7}]
)
def test_hours_that_are_none_are_refused(wrong: dict[str, object]) -> None:
    """Minutes of a day, and seven days."""
    with pytest.raises(ValueError, match="spans of 0 to 1440 minutes"):
        Hours(**wrong)  # type: ignore[arg-type]
