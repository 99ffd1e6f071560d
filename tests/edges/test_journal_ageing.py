"""What goes for its age, and what is left of it."""

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.journal import Journal, JournalWriter
from monitor.edges.journal.ageing import STEP, sum_contexts
from monitor.edges.journal.schema import transaction

NINE_S = 1772438400.0  # 2026-03-02 08:00 UTC
CET_S = 3600
HOUR_S, DAY_S = 3600.0, 86400.0
SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 3)


def age(journal: Journal, now_s: float) -> bool:
    """One call, as the writer makes it."""
    with transaction(journal._rows):
        return sum_contexts(journal._rows, now_s)


class ContextDay(NamedTuple):
    """What remains of a context's changes of one local day."""

    day: date
    context: Context
    times: int
    active_s: int


def context_days(journal: Journal) -> list[ContextDay]:
    """All that remains, by local day: no part of sitmon reads it yet."""
    rows = journal._rows.execute("SELECT day, context, times, active_s FROM context_days ORDER BY day, context")
    return [ContextDay(date.fromisoformat(day), Context(context), *counts) for day, context, *counts in rows]


def change(context: Context, *times_s: float) -> list[ContextChange]:
    """It begins and ends by turns."""
    return [ContextChange(NINE_S + time_s, context, place % 2 == 0) for place, time_s in enumerate(times_s)]


def journal_of(tmp_path: Path, *items: ContextChange | UserAction) -> Journal:
    """A journal with these."""
    journal = Journal(tmp_path / "journal.db")
    for item in items:
        journal.write_input(item, CET_S)
    return journal


MEETINGS = change(Context.MEETING, 0.0, 600.0, HOUR_S, HOUR_S + 60.0)


@pytest.mark.parametrize(
    ("days", "stay"), [(14.0, 4), (14.0 + 700 / DAY_S, 2), (15.0, 0)], ids=["young", "half", "old"]
)
def test_changes_of_a_context_go_after_fourteen_days(tmp_path: Path, days: float, stay: int) -> None:
    """Until then they are there one by one; then how often and how long on each day; never one without the other."""
    with journal_of(tmp_path, *MEETINGS) as journal:
        age(journal, NINE_S + days * DAY_S)

        gone = {4: [], 2: [(1, 600)], 0: [(2, 660)]}[stay]
        assert MEETINGS[4 - stay :] == journal.inputs()
        assert [ContextDay(SECOND, Context.MEETING, *counts) for counts in gone] == context_days(journal)


@pytest.mark.parametrize("context", [context for context in Context if context is not Context.DRIVING])
def test_typing_goes_after_a_day_and_all_else_after_fourteen(tmp_path: Path, context: Context) -> None:
    """When somebody typed is nobody's concern the day after."""
    with journal_of(tmp_path, *change(context, 0.0, 5.0)) as journal:
        age(journal, NINE_S + 1.1 * DAY_S)
        assert (0 if context is Context.TYPING else 2) == len(journal.inputs())
        age(journal, NINE_S + 14.1 * DAY_S)
        assert [] == journal.inputs()
        assert [ContextDay(SECOND, context, 1, 5)] == context_days(journal)


def test_what_people_said_and_drives_stay(tmp_path: Path) -> None:
    """Whatever its age."""
    said = [*change(Context.DRIVING, 0.0, HOUR_S), UserAction(NINE_S, Action.SNOOZE)]
    with journal_of(tmp_path, *said) as journal:
        age(journal, NINE_S + 4000 * DAY_S)

        assert said == journal.inputs()
        assert [] == context_days(journal)


def test_a_night_is_cut_at_local_midnight(tmp_path: Path) -> None:
    """Locked from 22:30 to 01:15 local time: an hour and a half on one day, the rest on the next, begun once."""
    night = change(Context.LOCKED, 13.5 * HOUR_S, 16.25 * HOUR_S)
    with journal_of(tmp_path, *night) as journal:
        age(journal, NINE_S + 16 * DAY_S)

        assert [
            ContextDay(SECOND, Context.LOCKED, 1, 5400),
            ContextDay(THIRD, Context.LOCKED, 0, 4500),
        ] == context_days(journal)


def test_what_has_not_ended_stays(tmp_path: Path) -> None:
    """A screen that is locked since three weeks is still known to be; a begin whose end nobody told counts no time."""
    began = [ContextChange(NINE_S, Context.LOCKED, True), ContextChange(NINE_S + 60.0, Context.LOCKED, True)]
    with journal_of(tmp_path, *began) as journal:
        age(journal, NINE_S + 21 * DAY_S)

        assert began[1:] == journal.inputs()
        assert [ContextDay(SECOND, Context.LOCKED, 1, 0)] == context_days(journal)


def test_a_clock_that_was_ahead_holds_nothing_up(tmp_path: Path) -> None:
    """Changes of next year are taken out with the old ones, and no context lasts longer than a day."""
    ahead = change(Context.MEETING, 365 * DAY_S, 365 * DAY_S + 60.0)
    with journal_of(tmp_path, *ahead, *MEETINGS, *change(Context.LOCKED, 0.0, 9 * DAY_S)) as journal:
        age(journal, NINE_S + 40 * DAY_S)

        assert [] == journal.inputs()
        days = context_days(journal)
        assert 60 + 660 == sum(day.active_s for day in days if day.context is Context.MEETING)
        assert DAY_S == sum(day.active_s for day in days if day.context is Context.LOCKED)


turns = st.lists(st.tuples(st.integers(0, 40 * 86400), st.booleans()), max_size=30)


@given(turns)
@settings(max_examples=25, deadline=None)
def test_however_often_it_ages_the_sum_is_the_same(told: list[tuple[int, bool]]) -> None:
    """Once for all, or now and then in between: the same days, and what is young is untouched."""
    found = []
    for steps in ([40], range(4, 41, 4)):
        with TemporaryDirectory() as folder, Journal(Path(folder) / "journal.db") as journal:
            coming = sorted(told)
            for day in steps:
                while coming and coming[0][0] <= day * DAY_S:
                    time_s, active = coming.pop(0)
                    journal.write_input(ContextChange(NINE_S + time_s, Context.MEETING, active), CET_S)
                age(journal, NINE_S + day * DAY_S)
            found.append((journal.inputs(), context_days(journal)))
            young = [item for item in journal.inputs() if item.time_s >= NINE_S + 26 * DAY_S]

            assert sum(time_s >= 26 * DAY_S for time_s, _ in told) == len(young)
    assert found[0] == found[1]


def test_it_goes_step_by_step_while_sitmon_runs(tmp_path: Path) -> None:
    """A year of typing goes in bounded steps, by the writer itself, and what was said meanwhile is kept at once."""
    path, count = tmp_path / "journal.db", 3 * STEP
    with Journal(path) as journal, transaction(journal._rows):
        journal._rows.executemany(
            "INSERT INTO inputs (time_s, utc_offset_s, context, active) VALUES (?, 0, 'typing', ?)",
            [(NINE_S + 10.0 * number, number % 2 == 0) for number in range(count)],
        )
    with Journal(path, read_only=True) as journal, JournalWriter(path, lambda: NINE_S + 30 * DAY_S) as writer:
        left = [count]
        deadline = time.monotonic() + 30.0
        while left[-1] and time.monotonic() < deadline:
            writer.look()
            time.sleep(0.005)
            left.append(len(journal.inputs()))

        assert 0 == left[-1]
        assert (count // 2, 10 * count // 2) == (
            sum(day.times for day in context_days(journal)),
            sum(day.active_s for day in context_days(journal)),
        )
