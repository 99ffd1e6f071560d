"""A quarter of a year of planted people: plan, plateau and referral come for the planted reasons, and for no others."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import Pillar
from monitor.coaching.habit import Habit
from monitor.coaching.hours import Hours
from monitor.coaching.plan import Plan, PlanTargets, State
from monitor.coaching.sessions import Ledger
from monitor.coaching.trend import NEIGHBOURS, Judgement, Kind, Trend
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture
from tests.support.practices import CARRY_GAP_S, diligent_day, hurts, moment
from tests.support.stories import ZURICH
from tests.support.words import card_of, reason_of

DAYS, SEEDS = 90, range(6)

flat: Callable[[int], float] = lambda _: 5.0  # noqa: E731 - the courses stand in one table
improving: Callable[[int], float] = lambda number: 7.0 - 6.0 * number / DAYS  # noqa: E731
slowly: Callable[[int], float] = lambda number: 7.0 - 4.0 * number / DAYS  # noqa: E731
worse: Callable[[int], float] = lambda number: 2.0 + 6.0 * number / DAYS  # noqa: E731


@dataclass(slots=True)
class Quarter:
    """What a quarter brought.

    Attributes:
        cards: number of the day and kind of each card.
        said: each card.
        kinds: what the trend showed each day.
        strength: how strength stood each Sunday evening.
        trend: as it was at the end.
    """

    cards: list[tuple[int, Kind]] = field(default_factory=list)
    said: list[Judgement] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    strength: list[State] = field(default_factory=list)
    trend: Trend | None = None


def live(course: Callable[[int], float], practice: float, seed: int = 1, *, seen: bool = True) -> Quarter:
    """A person whose pain takes a course, with some noise, and who practises on a share of all days.

    The trend is asked every evening; four days of five have an entry in the diary.
    """
    random, quarter, ledger = Random(seed), Quarter(), Ledger(ZURICH, CATALOGUE)
    trend, habit = Trend(ledger, PlanTargets(), ZURICH), Habit(ZURICH, CARRY_GAP_S)
    quarter.trend = trend
    habit.feed(Bout(Posture.SITTING, moment(0, "09:00"), moment(0, "09:20")))
    for number in range(DAYS):
        if random.random() < practice:
            for outcome in diligent_day(number, seen=seen):
                ledger.feed(outcome)
        if random.random() < 0.8:
            trend.feed(hurts(number, min(10, max(0, round(random.gauss(course(number), 0.8))))))
        now_s = moment(number, "21:30")
        quarter.said += trend.judge(now_s)
        quarter.cards += [(number, said.kind) for said in quarter.said[len(quarter.cards) :]]
        quarter.kinds.append(trend.look(now_s).kind)
        if number % 7 == 6:
            strength = Plan(trend.targets, ZURICH, Hours()).status(ledger, habit, now_s, frozenset(Pillar))[2]
            quarter.strength.append(strength.state)
    return quarter


@pytest.mark.parametrize("seed", SEEDS)
def test_diligent_and_flat_widens_and_then_refers(seed: int) -> None:
    """After four weeks the plan gains the neighbours, massage and strength; after four more comes the card (B4, F5)."""
    quarter = live(flat, 0.95, seed)
    widened, referred = [number for number, _ in quarter.cards]

    assert [Kind.WIDEN, Kind.REFER] == [kind for _, kind in quarter.cards]
    assert 28 <= widened <= 42
    assert widened + 28 <= referred <= widened + 42
    assert NEIGHBOURS == quarter.said[0].targets
    assert quarter.trend is not None
    assert (4, 5) == (quarter.trend.targets.strength_days, quarter.trend.targets.massages_a_week)


def test_diligent_and_improving_brings_no_card() -> None:
    """Pain that falls from seven to one is no plateau: noise makes a month flat for 3 of 20 people (B4, F5)."""
    quarters = [live(improving, 0.95, seed) for seed in range(40)]
    kinds = [kind for quarter in quarters for _, kind in quarter.cards]

    assert Kind.REFER not in kinds
    assert len(kinds) <= 6
    told = [quarter.kinds.count(Kind.LESS) + quarter.kinds.count(Kind.LITTLE_PAIN) for quarter in quarters]
    assert sum(evenings > 0.7 * (DAYS - 34) for evenings in told) >= 38


def test_who_improves_slowly_is_seldom_referred() -> None:
    """From seven to three a month may look flat and widen the plan; what follows errs toward care (F5)."""
    kinds = [kind for seed in range(20) for _, kind in live(slowly, 0.95, seed).cards]

    assert kinds.count(Kind.REFER) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_too_little_practice_is_said_and_nothing_else(seed: int) -> None:
    """Who practises on three days of ten learns that this does not suffice to judge (B4, F5)."""
    quarter = live(flat, 0.3, seed)

    assert not {kind for _, kind in quarter.cards} - {Kind.SUDDEN}
    assert Kind.TOO_LITTLE_PRACTICE in quarter.kinds
    assert not {*quarter.kinds} & {Kind.WIDEN, Kind.REFER}


@pytest.mark.parametrize("practice", [0.3, 0.95])
def test_worse_names_the_professionals_whatever_the_practice_and_adds_nothing(practice: float) -> None:
    """The three who can look are named by the sixth week, once, and the plan never asks for more (F5, F6)."""
    for seed in range(20):
        quarter = live(worse, practice, seed)
        (referred,) = [said for said in quarter.said if said.kind is not Kind.SUDDEN]

        assert Kind.REFER is referred.kind
        assert referred.worse
        assert all(one in card_of(referred) for one in ("doctor", "physiotherapist", "clinical massage therapist"))
        assert [number for number, kind in quarter.cards if kind is Kind.REFER] <= [41]
        assert quarter.trend is not None
        assert quarter.trend.targets == PlanTargets()


def test_what_no_sensor_can_see_counts_as_said() -> None:
    """At the wrist all is claimed: who is diligent there gets the same cards (F5)."""
    quarter = live(flat, 0.95, seen=False)

    assert [Kind.WIDEN, Kind.REFER] == [kind for _, kind in quarter.cards]
    assert "0 % seen by the sensor" in reason_of(quarter.said[0])


def test_strength_is_met_by_who_does_it_and_behind_for_who_does_not() -> None:
    """Three strength days a week are met each week; none at all is behind each week (C3, G4)."""
    assert {State.MET} == {*live(flat, 1.0).strength}
    assert {State.BEHIND} == {*live(flat, 0.0).strength}


def test_a_quarter_is_the_same_each_time_and_however_often_it_is_looked_at() -> None:
    """Days are judged one after the other: asked once at the end, the same cards are there (replay)."""
    often = live(flat, 0.95)
    random, ledger = Random(1), Ledger(ZURICH, CATALOGUE)
    once = Trend(ledger, PlanTargets(), ZURICH)
    for number in range(DAYS):
        for outcome in diligent_day(number) if random.random() < 0.95 else []:
            ledger.feed(outcome)
        if random.random() < 0.8:
            once.feed(hurts(number, min(10, max(0, round(random.gauss(5.0, 0.8))))))
    cards = once.judge(moment(DAYS))

    assert [(said.kind, card_of(said), reason_of(said)) for said in often.said] == [
        (said.kind, card_of(said), reason_of(said)) for said in cards
    ]
    assert often.cards == live(flat, 0.95).cards
    assert Pillar.RELEASE not in once.targets.disabled
