"""How often the pain is judged rightly: planted people keep a diary of twelve weeks, many times over.

    python -m validation.pain [--people N]

Each day's pain scatters around its course (SD 1.5 points) and hangs together with the day before (.7), is rounded to a
whole number, and stands in the diary on 80 % of the days, but for those who write seldom.  The pain is judged each
evening, as the daemon does.  The table says how many of each got what, and ends with 1 if a goal is missed.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from random import Random

from benchmarks.tables import table
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.diary import PainEntry
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.plan import PlanTargets
from monitor.coaching.profile import Side
from monitor.coaching.sessions import Ledger, PracticeOutcome, PracticeResult
from monitor.coaching.trend import Appraisal, Judgement, Kind, Trend

DAYS, DAY_S = 84, 86_400.0
MONDAY_S = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
NOISE, MEMORY = 1.5, 0.7
PLATEAU = frozenset({Kind.WIDEN, Kind.REFER})


@dataclass(frozen=True, slots=True)
class Person:
    """What is planted.

    Attributes:
        name: in the table.
        pain: its course, by day.
        practice: how the whole plan is done, and known; None if nothing is.
        entries: share of the days that have one.
    """

    name: str
    pain: Callable[[int], float]
    practice: PracticeResult | None = PracticeResult.CONFIRMED
    entries: float = 0.8


@dataclass(frozen=True, slots=True)
class Told:
    """What one person was told.

    Attributes:
        cards: each, with the number of its day.
        shown: how the pain stood, each evening.
    """

    cards: Sequence[tuple[int, Judgement]]
    shown: Sequence[Appraisal]

    def has(self, kinds: frozenset[Kind], weeks: int = 12) -> bool:
        """Whether such a card came within so many weeks."""
        return any(card.kind in kinds and day < 7 * weeks for day, card in self.cards)

    def is_sent(self, weeks: int) -> bool:
        """Whether a professional was named within so many weeks."""
        return self.has(frozenset({Kind.REFER}), weeks)

    def reads(self, kind: Kind) -> bool:
        """Whether a card or the plan ever said this of the pain."""
        found = [card.appraisal for _, card in self.cards if card.appraisal is not None]
        return any(one.found is kind for one in (*found, *self.shown))


def rising(day: int) -> float:
    return 4.0 + 3.0 * min(day, 56) / 56


FLAT = Person("5, stays", lambda _: 5.0)
CLAIMS = Person("5, stays, nothing seen", lambda _: 5.0, PracticeResult.CLAIMED)
IDLE = Person("5, stays, no practice", lambda _: 5.0, None)
BETTER = Person("6 to 3 in 12 weeks", lambda day: 6.0 - 3.0 * day / DAYS)
WORSE = Person("4 to 7 in 8 weeks", rising)
IDLE_WORSE = Person("4 to 7 in 8 weeks, no practice", rising, None)
SEVERE = Person("8, stays, no practice", lambda _: 8.0, None)
SELDOM = Person("5, stays, 1.5 entries a week", lambda _: 5.0, entries=1.5 / 7.0)
SELDOM_BETTER = Person("7 to 1, 2 entries a week", lambda day: 7.0 - 6.0 * day / DAYS, entries=2.0 / 7.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """One row: of whom, what, and within which bounds it must be.

    Attributes:
        person: of whom.
        what: in the table.
        holds: whether it is true of one.
        least, most: shares.
    """

    person: Person
    what: str
    holds: Callable[[Told], bool]
    least: float = 0.0
    most: float = 1.0

    @property
    def goal(self) -> str:
        if self.least > 0.0:
            return f"at least {self.least:.0%}"
        return f"at most {self.most:.0%}" if self.most < 1.0 else ""


RATES = (
    Rate(FLAT, "a card by week 5", lambda told: told.has(PLATEAU, 5), least=0.95),
    Rate(CLAIMS, "a card by week 5", lambda told: told.has(PLATEAU, 5), least=0.95),
    Rate(BETTER, "told 'not less'", lambda told: told.reads(Kind.NOT_LESS), most=0.10),
    Rate(WORSE, "a professional by week 8", lambda told: told.is_sent(8), least=0.95),
    Rate(IDLE_WORSE, "a professional by week 8", lambda told: told.is_sent(8), least=0.95),
    Rate(SEVERE, "a professional by week 12", lambda told: told.is_sent(12), least=0.95),
    Rate(FLAT, "asked about a sudden rise", lambda told: told.has(frozenset({Kind.SUDDEN})), most=0.05),
    Rate(SELDOM, "any card", lambda told: bool(told.cards), most=0.05),
    Rate(SELDOM_BETTER, "told of a wider plan", lambda told: told.has(frozenset({Kind.WIDEN})), most=0.02),
    Rate(SELDOM_BETTER, "a professional by week 12", lambda told: told.is_sent(12), most=0.05),
    Rate(FLAT, "told 'less'", lambda told: told.reads(Kind.LESS), most=0.10),
    Rate(FLAT, "a professional by week 9", lambda told: told.is_sent(9)),
    Rate(FLAT, "a professional by week 12", lambda told: told.is_sent(12)),
    Rate(IDLE, "a professional by week 8", lambda told: told.is_sent(8)),
    Rate(IDLE, "a professional by week 12", lambda told: told.is_sent(12)),
    Rate(BETTER, "told 'less'", lambda told: told.reads(Kind.LESS)),
    Rate(BETTER, "a wider plan, 'not clearly less yet'", lambda told: told.has(frozenset({Kind.WIDEN}))),
    Rate(BETTER, "told that it has risen", lambda told: told.reads(Kind.WORSE)),
    Rate(BETTER, "a professional by week 12", lambda told: told.is_sent(12)),
    Rate(WORSE, "a wider plan, before it shows", lambda told: told.has(frozenset({Kind.WIDEN}))),
)


@cache
def live(person: Person, seed: int) -> Told:
    """Twelve weeks of one person."""
    random, ledger = Random(seed), Ledger(UTC, CATALOGUE)
    trend, off = Trend(ledger, PlanTargets(), UTC), random.gauss(0.0, NOISE)
    cards: list[tuple[int, Judgement]] = []
    shown: list[Appraisal] = []
    for day in range(DAYS):
        evening_s = MONDAY_S + DAY_S * day + 75_600.0
        for outcome in _practice(person, day):
            ledger.feed(outcome)
        level = min(10, max(0, round(person.pain(day) + off)))
        if random.random() < person.entries:
            trend.feed(PainEntry(evening_s, level))
        off = MEMORY * off + (1.0 - MEMORY**2) ** 0.5 * random.gauss(0.0, NOISE)
        cards += [(day, card) for card in trend.judge(evening_s)]
        shown.append(trend.look(evening_s))
    return Told(cards, shown)


def _practice(person: Person, day: int) -> list[PracticeOutcome]:
    """Two stretches a day, a bridge every other day and the ball on the others."""
    if person.practice is None:
        return []
    other = (ExerciseId.GLUTE_BRIDGE, ExerciseId.BALL_MASSAGE)[day % 2]
    noon_s = MONDAY_S + DAY_S * day + 43_200.0
    done = (ExerciseId.SEATED_FIGURE_4, ExerciseId.SEATED_FIGURE_4, other)
    return [PracticeOutcome(noon_s, noon_s, one, Side.LEFT, person.practice, None, 45.0) for one in done]


def measure(rate: Rate, people: int) -> tuple[float, bool]:
    """The share of so many of whom it is true, and whether that is within the bounds."""
    share = sum(rate.holds(live(rate.person, seed)) for seed in range(people)) / people
    return share, rate.least <= share <= rate.most


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; gives 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200, help="of each kind (default: %(default)s)")
    people = parser.parse_args(arguments).people
    found = [measure(rate, people) for rate in RATES]
    rows = [
        [rate.person.name, rate.what, f"{share:.1%}", rate.goal, "" if holds else "missed"]
        for rate, (share, holds) in zip(RATES, found, strict=True)
    ]
    print(table(["pain", "of them", "share", "goal", ""], rows))
    return 0 if all(holds for _, holds in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
