"""When nudges are answered: learned from one's own outcomes, with a floor, and always explained."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.hours import Hours
from monitor.coaching.inputs import Context, ContextChange
from monitor.coaching.nudges import Learned, Nudge, Wait
from monitor.coaching.outcomes import Outcome, Result, Stages
from monitor.coaching.receptivity import JUST_ENDED_S, LearningRules, Receptivity
from monitor.wording.nudges import say_learned
from tests.support.stories import ZURICH
from tests.support.stories import at as at_on
from tests.support.words import WORDS, reason_of

DAY_S = 86400.0
ON = LearningRules(enabled=True)
MEETING = Context.MEETING


def at(clock: str) -> float:
    """A time on the first day, in April: summer time does not end while anybody learns here."""
    return at_on(clock, "2026-04-01")


def on(clock: str) -> float:
    """A time on a day after those that taught."""
    return at(clock) + 10 * DAY_S


def nudge(time_s: float) -> Nudge:
    """A nudge after half an hour of sitting."""
    return Nudge(time_s, time_s - 1800.0, 1800.0, 1, "30 min sitting since 09:00.")


def answered(time_s: float, moved: bool) -> list[Nudge | Outcome]:
    """A nudge, and what the wearable saw of it."""
    result = Result.VERIFIED if moved else Result.NOT_TAKEN
    return [nudge(time_s), Outcome(time_s + 300.0, time_s, result, stages=Stages(delivered=True))]


def call(end_s: float) -> list[ContextChange]:
    """A call of half an hour."""
    return [ContextChange(end_s - 1800.0, MEETING, True), ContextChange(end_s, MEETING, False)]


def taught(*hours: tuple[str, int, int], rules: LearningRules = ON, calls: Iterable[bool] = ()) -> Receptivity:
    """Somebody who moved after so many of so many nudges at an hour, and after some calls that ended at 16:30."""
    receptivity = Receptivity(rules, ZURICH, Hours())
    for clock, moved, nudges in hours:
        for n in range(nudges):
            for item in answered(at(clock) + n * DAY_S, n < moved):
                receptivity.feed(item)
    for n, moved in enumerate(calls):
        end_s = at("16:30") + n * DAY_S
        for item in [*call(end_s), *answered(end_s + 60.0, moved)]:
            receptivity.feed(item)
    return receptivity


@dataclass
class Prompt:
    """What became of one nudge that was due."""

    due_s: float
    time_s: float
    at_once: bool
    could_move: bool
    good: bool


@dataclass
class Worker:
    """Moves only from 10:00 to 11:00 and just after calls; works from nine to six, with three calls of 10 min a day.

    The calls end at about the same times each day, or at any time.
    """

    receptivity: Receptivity
    seed: int = 1
    regular: bool = True
    prompts: list[Prompt] = field(default_factory=list)

    def live(self, days: int) -> "Worker":
        """So many days."""
        rng = np.random.default_rng(self.seed)
        for day in range(days):
            start_s = at("09:00") + day * DAY_S
            at_min = [150, 290, 430] if self.regular else rng.choice(np.arange(30, 530, 30), 3, replace=False).tolist()
            self._work(start_s, [start_s + 60.0 * (m + int(rng.integers(-4, 5))) for m in sorted(at_min)], rng)
        return self

    def _work(self, start_s: float, ends_s: list[float], rng: np.random.Generator) -> None:
        """A day of nudges, each due half an hour or more after the one before, and held back by calls."""
        calls = [ContextChange(end_s - (600.0 if on else 0.0), MEETING, on) for end_s in ends_s for on in (True, False)]
        due_s = start_s + 60.0 * int(rng.integers(10, 40))
        while due_s < start_s + 9 * 3600.0:
            due_s = next((end_s for end_s in ends_s if end_s - 600.0 <= due_s < end_s), due_s)
            calls = self._pass(calls, due_s)
            wait = self.receptivity.consider(due_s)
            if wait is not None:
                self.receptivity.feed(wait)
            time_s = due_s
            while self.receptivity.wait_s(due_s, time_s) > 0.0 or any(e - 600.0 <= time_s < e for e in ends_s):
                time_s += 30.0
                calls = self._pass(calls, time_s)
            good = is_good(time_s, ends_s)
            self.prompts.append(Prompt(due_s, time_s, wait is None, could_move(due_s, ends_s), good))
            for item in answered(time_s, good):
                self.receptivity.feed(item)
            due_s = time_s + 60.0 * int(rng.integers(30, 50))

    def _pass(self, calls: list[ContextChange], time_s: float) -> list[ContextChange]:
        """Feed the changes up to `time_s`; gives the others."""
        for change in calls:
            if change.time_s <= time_s:
                self.receptivity.feed(change)
        return [change for change in calls if change.time_s > time_s]


def is_good(time_s: float, ends_s: list[float]) -> bool:
    """Whether the worker would move."""
    at_ten = datetime.fromtimestamp(time_s, ZURICH).hour == 10
    return at_ten or any(0.0 <= time_s - end_s <= JUST_ENDED_S for end_s in ends_s)


def could_move(due_s: float, ends_s: list[float]) -> bool:
    """Whether a nudge came due in a bad moment, with a good one within twenty minutes."""
    soon = [due_s + 30.0 * n for n in range(41)]
    return not is_good(due_s, ends_s) and any(is_good(time_s, ends_s) for time_s in soon)


@pytest.mark.parametrize("seed", range(3))
def test_who_answers_only_at_ten_and_after_calls_is_nudged_there(seed: int) -> None:
    """After forty days, of the nudges with a good moment within reach at least 70 % come then; the floor holds."""
    worker = Worker(Receptivity(ON, ZURICH, Hours()), seed).live(140)
    late = [prompt for prompt in worker.prompts if prompt.due_s > at("00:00") + 40 * DAY_S]
    movable = [prompt for prompt in late if prompt.could_move]

    assert len(movable) > 50
    assert sum(prompt.good for prompt in movable) >= 0.7 * len(movable)
    for hour in range(9, 18):
        at_hour = [p for p in worker.prompts if datetime.fromtimestamp(p.due_s, ZURICH).hour == hour]
        assert sum(prompt.at_once for prompt in at_hour) >= ON.floor * len(at_hour)


def test_a_call_that_may_come_at_any_time_is_not_waited_for() -> None:
    """Waiting in vain is sitting longer: fewer than one nudge in twenty does."""
    worker = Worker(Receptivity(ON, ZURICH, Hours()), regular=False).live(100)
    in_vain = [prompt for prompt in worker.prompts if not prompt.at_once and not prompt.good]

    assert len(in_vain) < 0.05 * len(worker.prompts)


def test_nobody_else_is_nudged_otherwise_than_without_learning() -> None:
    """Off by default: everything is counted, nothing waits."""
    worker = Worker(Receptivity(LearningRules(), ZURICH, Hours())).live(30)

    assert all(prompt.at_once for prompt in worker.prompts)
    assert worker.receptivity.learned()


histories = st.lists(
    st.tuples(st.integers(0, 3600 * 2), st.sampled_from(["call", "moved", "stayed", "break"])), max_size=120
)


@given(histories, st.floats(0.0, 1.0))
def test_the_floor_holds_whatever_happens(history: list[tuple[int, str]], floor: float) -> None:
    """Of the nudges due in any hour, the set share came at once, at every point of every history."""
    receptivity = Receptivity(LearningRules(enabled=True, floor=floor), ZURICH, Hours(quiet=(0, 0)))
    due, at_once = Counter[int](), Counter[int]()
    now_s = at("08:00")
    for apart_s, what in history:
        now_s += apart_s + 1.0
        if what == "call":
            for change in call(now_s):
                receptivity.feed(change)
            continue
        hour = datetime.fromtimestamp(now_s, ZURICH).hour
        wait = receptivity.consider(now_s)
        due[hour] += 1
        at_once[hour] += wait is None
        assert at_once[hour] >= floor * due[hour] - 1e-9
        if wait is not None:
            assert now_s < wait.until_s <= now_s + 1200.0
            receptivity.feed(wait)
            assert 0.0 == receptivity.wait_s(wait.time_s, wait.until_s)
            now_s = wait.until_s
        if what != "break":
            for item in answered(now_s, what == "moved"):
                receptivity.feed(item)
        elif wait is None:
            receptivity.feed(nudge(now_s))


def test_a_nudge_waits_for_an_hour_that_is_better() -> None:
    """Due at 09:45, it comes at 10:00, and says what was learned of both hours."""
    receptivity = taught(("09:30", 1, 9), ("10:30", 8, 10))
    due_s = on("09:45")
    wait = receptivity.consider(due_s)

    assert wait == Wait(due_s, on("10:00"), Learned(10, 8, 10), Learned(9, 1, 9))
    assert reason_of(wait) == (
        "This nudge waits for a better moment, until 10:00 at the latest. "
        "Nudges from 10:00 to 11:00: you moved after 8 of 10. Nudges from 09:00 to 10:00: you moved after 1 of 9."
    )
    receptivity.feed(wait)
    assert [900.0, 1.0, 0.0] == [receptivity.wait_s(due_s, on(c)) for c in ("09:45", "09:59:59", "10:00")]


def test_a_nudge_waits_for_a_call_that_usually_ends_about_now_and_comes_after_it() -> None:
    """Due at 16:20, it comes as soon as the call is over, or after twenty minutes."""
    receptivity = taught(("16:15", 0, 8), calls=[True] * 8)
    due_s = on("16:20")
    wait = receptivity.consider(due_s)
    assert wait is not None
    receptivity.feed(wait)

    assert on("16:40") == wait.until_s
    assert "Nudges after a meeting: you moved after 8 of 8." in reason_of(wait)
    assert (600.0, False) == (receptivity.wait_s(due_s, on("16:30")), receptivity.is_good_moment(on("16:30")))
    for change in call(on("16:31")):
        receptivity.feed(change)
    assert (0.0, True) == (receptivity.wait_s(due_s, on("16:31")), receptivity.is_good_moment(on("16:31")))
    assert 180.0 == receptivity.wait_s(due_s, on("16:37"))


@pytest.mark.parametrize(("clock", "waits"), [("14:05", False), ("16:05", False), ("16:15", True), ("16:35", False)])
def test_a_call_is_waited_for_only_about_its_time_of_day(clock: str, waits: bool) -> None:
    """Calls end at half past four; at two nobody waits for one."""
    receptivity = taught(("14:30", 0, 8), ("16:10", 0, 8), calls=[True] * 8)

    assert waits is (receptivity.consider(on(clock)) is not None)


def test_a_lull_in_typing_is_no_moment_of_its_own() -> None:
    """It comes every minute: what was learned of the hour, and of the call before it, still holds."""
    receptivity = Receptivity(ON, ZURICH, Hours())
    for change in [*call(at("10:29")), *(ContextChange(at("10:29:30"), Context.TYPING, on) for on in (True, False))]:
        receptivity.feed(change)
    for item in [*answered(at("10:30"), True), *answered(at("10:50"), False)]:
        receptivity.feed(item)

    assert [Learned(MEETING, 1, 1), Learned(10, 0, 1)] == [receptivity.learned_of(moment) for moment in (MEETING, 10)]
    assert 2 == len(receptivity.learned())


@pytest.mark.parametrize(
    ("here", "there"),
    [((0, 0), (8, 8)), ((0, 4), (8, 8)), ((0, 9), (4, 4)), ((4, 9), (6, 9)), ((3, 6), (5, 6)), ((9, 9), (9, 9))],
)
def test_nothing_follows_from_little(here: tuple[int, int], there: tuple[int, int]) -> None:
    """Too few nudges, or too small a difference: the nudge comes at once."""
    assert taught(("09:30", *here), ("10:30", *there)).consider(on("09:45")) is None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_better_has_one_direction(a: int, more_a: int, b: int, more_b: int) -> None:
    """Of two moments at most one is better, and none is better than itself."""
    one, other = Learned(9, a, a + more_a), Learned(10, b, b + more_b)

    assert not (one.is_better_than(other) and other.is_better_than(one))
    assert not one.is_better_than(one)
    assert 0.0 < one.share < 1.0


@pytest.mark.parametrize(
    ("hours", "clock", "until"),
    [
        (Hours(quiet=(22 * 60, 7 * 60)), "21:40", "21:57"),
        (Hours(quiet=(21 * 60 + 41, 7 * 60)), "21:40", None),
        (Hours(quiet=(23 * 60, 7 * 60)), "21:41", "22:00"),
        (Hours(quiet=(0, 0), lunch=(21 * 60 + 50, 21 * 60 + 55)), "21:40", "21:47"),
    ],
)
def test_no_nudge_waits_into_hours_in_which_nothing_is_said(hours: Hours, clock: str, until: str | None) -> None:
    """It would not be late then, but lost: it comes two minutes before at the latest."""
    receptivity = Receptivity(ON, ZURICH, hours)
    for n in range(9):
        for item in [*answered(at("21:30") + n * DAY_S, False), *answered(at("22:30") + n * DAY_S, True)]:
            receptivity.feed(item)
        for item in [*call(at("21:45") + n * DAY_S), *answered(at("21:46") + n * DAY_S, True)]:
            receptivity.feed(item)
    wait = receptivity.consider(on(clock))

    assert until == (None if wait is None else f"{datetime.fromtimestamp(wait.until_s, ZURICH):%H:%M}")


def test_what_is_not_known_teaches_nothing() -> None:
    """Claimed, not observable, not shown, or never nudged: no tally moves."""
    receptivity, time_s = Receptivity(ON, ZURICH, Hours()), at("10:30")
    outcomes = [
        Outcome(time_s + 300.0, time_s, Result.CLAIMED),
        Outcome(time_s + 300.0, time_s, Result.NOT_OBSERVABLE),
        Outcome(time_s + 300.0, time_s, Result.NOT_TAKEN, stages=Stages(delivered=False)),
    ]
    for outcome in outcomes:
        receptivity.feed(nudge(time_s))
        receptivity.feed(outcome)
    receptivity.feed(Outcome(time_s + 300.0, time_s, Result.VERIFIED))

    assert Learned(10) == receptivity.learned_of(10)
    assert [] == receptivity.learned()


def test_what_is_learned_is_said_in_one_sentence_each() -> None:
    """Hours in order, then contexts."""
    receptivity = taught(("14:30", 1, 9), ("10:30", 8, 10), calls=[True, True, False])

    assert [
        "Nudges from 10:00 to 11:00: you moved after 8 of 10.",
        "Nudges from 14:00 to 15:00: you moved after 1 of 9.",
        "Nudges after a meeting: you moved after 2 of 3.",
    ] == [say_learned(one, WORDS) for one in receptivity.learned()]


def test_people_change_and_only_the_last_thirty_count() -> None:
    """Forty nudges without an answer are forgotten after thirty with one."""
    receptivity = taught(("10:30", 0, 40))
    for n in range(30):
        for item in answered(at("10:30") + (40 + n) * DAY_S, True):
            receptivity.feed(item)

    assert Learned(10, 30, 30) == receptivity.learned_of(10)


def test_a_restart_changes_nothing() -> None:
    """Whoever is fed the same past decides the same, floor included."""
    first = taught(("09:30", 1, 9), ("10:30", 8, 10))
    again = taught(("09:30", 1, 9), ("10:30", 8, 10))
    decided: dict[str, list[bool]] = defaultdict(list)
    for n in range(40):
        due_s = on("09:45") + n * DAY_S
        for name, receptivity in (("first", first), ("again", again)):
            wait = receptivity.consider(due_s)
            decided[name].append(wait is not None)
            for item in [wait, nudge(due_s + 900.0)] if wait else [nudge(due_s)]:
                receptivity.feed(item)

    assert decided["first"] == decided["again"]
    assert 0.7 < sum(decided["first"]) / 40 <= 1.0


@pytest.mark.parametrize("fields", [{"wait_s": -1.0}, {"floor": -0.1}, {"floor": 1.1}])
def test_rules_that_mean_nothing_are_refused(fields: dict[str, float]) -> None:
    """A wait is not negative, a share is one."""
    with pytest.raises(ValueError, match="from 0 to 1"):
        LearningRules(**fields)  # type: ignore[arg-type]
