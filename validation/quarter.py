"""A quarter of a year in the life of planted people: `python -m validation.quarter`.

Every second of 90 working days goes through the bout tracker and the coach.  Each person answers nudges, does what is
recommended, and feels pain, as planted; the table says what came of it, and how long the quarter took.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from benchmarks.tables import table
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.coach import Coach, CoachEvent
from monitor.coaching.exercises import ExerciseId, Pillar
from monitor.coaching.habit import Habit
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import Ledger, PracticeOutcome, PracticeResult
from monitor.coaching.trend import Judgement
from monitor.posture.bouts import BoutTracker
from monitor.posture.labels import Posture, PostureEpoch

DAYS = 90
MONDAY_S = datetime(2026, 3, 2, tzinfo=UTC).timestamp()

Stay = tuple[float, Posture, int]
"""Hour of the day at which something begins, posture, minutes."""

OFFICE: tuple[Stay, ...] = (
    *((8.5 + 0.75 * number, Posture.SITTING, 42) for number in range(5)),
    *((13.0 + 0.75 * number, Posture.SITTING, 42) for number in range(6)),
    (18.4, Posture.STANDING, 15),
)
"""A day of eleven sittings of 42 min, with breaks of 3 min in between, and a standing evening."""

SHORT: tuple[Stay, ...] = ((10.0, Posture.SITTING, 34), (15.0, Posture.SITTING, 34), (18.45, Posture.STANDING, 8))
"""As little as a day may be to bring two nudges and a reminder."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is planted.

    Attributes:
        name: in the table.
        practises: share of recommended exercises that are done, and seen by the sensor.
        moves: share of nudges that are answered by a break of two minutes.
        pain: level of the pain on a day, before noise.
    """

    name: str
    practises: float
    moves: float
    pain: Callable[[int], float]


PEOPLE = (
    Person("diligent, pain stays", 0.97, 0.8, lambda _: 5.0),
    Person("diligent, pain goes", 0.97, 0.8, lambda day: 7.0 - 6.0 * day / DAYS),
    Person("seldom practises, pain stays", 0.15, 0.3, lambda _: 5.0),
    Person("diligent, pain grows", 0.97, 0.8, lambda day: 2.0 + 6.0 * day / DAYS),
)


@dataclass(slots=True)
class Life:
    """One person's quarter; `live` lives it.

    Attributes:
        heard: everything that the coach said.
        ledger, habit: what was practised and how was sat, kept beside the coach as `sitmon plan` does.
    """

    person: Person
    seed: int = 1
    days: int = DAYS
    heard: list[CoachEvent] = field(default_factory=list)
    ledger: Ledger = field(default_factory=lambda: Ledger(UTC, CATALOGUE))
    habit: Habit = field(default_factory=lambda: Habit(UTC, NudgeRules().carry_gap_s))
    _coach: Coach = field(init=False)
    _tracker: BoutTracker = field(default_factory=BoutTracker)
    _now_s: float = 0.0

    def __post_init__(self) -> None:
        profile = Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT, equipment=frozenset({"ball"}))
        self._coach = Coach(profile, NudgeRules(), UTC)

    def live(self, day: Sequence[Stay] = OFFICE) -> "Life":
        """Live day after day, each with an entry of the diary in the evening."""
        random = Random(self.seed)
        for number in range(self.days):
            for hour, posture, minutes in day:
                self._stay(MONDAY_S + 86_400.0 * number + 3600.0 * hour, posture, 60 * minutes, random)
            level = min(10, max(0, round(random.gauss(self.person.pain(number), 0.8))))
            self._hear(self._coach.feed(UserAction(self._now_s, Action.PAIN, str(level))))
        return self

    def _stay(self, start_s: float, posture: Posture, seconds: int, random: Random) -> None:
        """Stay in a posture, unless a nudge is answered by getting up."""
        self._now_s = start_s
        for _ in range(seconds):
            for said in self._second(posture):
                if isinstance(said, Recommendation):
                    self._answer(said, random)
                    if random.random() < self.person.moves:
                        self._now_s += 20.0
                        for _ in range(120):
                            self._second(Posture.STANDING)

    def _second(self, posture: Posture) -> list[CoachEvent]:
        epoch = PostureEpoch(self._now_s, posture, 1.0, stirs=int(self._now_s) % 30 == 0)
        self._now_s += 1.0
        for bout in self._tracker.feed(epoch):
            self.habit.feed(bout)
        progress = self._tracker.progress()
        return [] if progress is None else self._hear(self._coach.feed(progress))

    def _hear(self, said: Iterable[CoachEvent]) -> list[CoachEvent]:
        new = list(said)
        self.heard += new
        return new

    def _answer(self, said: Recommendation, random: Random) -> None:
        """Do what is recommended, or not."""
        if said.exercise is not ExerciseId.MOVEMENT_BREAK and random.random() < self.person.practises:
            done = _done(said)
            self.ledger.feed(done)
            self._hear(self._coach.feed(done))

    def of(self, kind: type) -> Iterator[CoachEvent]:
        """What was said of one kind."""
        return (event for event in self.heard if isinstance(event, kind))

    @property
    def cards(self) -> list[tuple[int, str]]:
        """Day and kind of each card."""
        return [
            (int((card.time_s - MONDAY_S) // 86_400.0), str(card.kind))
            for card in self.of(Judgement)
            if isinstance(card, Judgement)
        ]


def _done(said: Recommendation) -> PracticeOutcome:
    """The exercise as the sensor on the left thigh sees it; what it cannot see, the person says."""
    when_s = said.time_s + 50.0
    if said.exercise is ExerciseId.BALL_MASSAGE:
        return PracticeOutcome(when_s, said.time_s, said.exercise, said.side, PracticeResult.CLAIMED, "You said so.")
    held_s = None if CATALOGUE[said.exercise].hold_s is None else 46.0
    count = said.repetitions if held_s is None else None
    return PracticeOutcome(
        when_s, said.time_s, said.exercise, said.side, PracticeResult.CONFIRMED, "Seen.", held_s, count
    )


def describe(life: Life) -> list[str]:
    """One row of the table."""
    outcomes = Counter(outcome.result for outcome in life.of(Outcome) if isinstance(outcome, Outcome))
    nudges = sum(1 for _ in life.of(Nudge))
    start = datetime.fromtimestamp(MONDAY_S, UTC).date()
    end = life.ledger.day_of(MONDAY_S + 86_400.0 * (life.days - 1))
    counts = [str(life.ledger.count(start, end, pillar).done) for pillar in Pillar if pillar is not Pillar.HABIT]
    cards = ", ".join(f"day {day}: {kind}" for day, kind in life.cards) or "none"
    return [life.person.name, str(nudges), f"{outcomes[Result.VERIFIED] / max(nudges, 1):.0%}", *counts, cards]


def main() -> None:
    """Print the table."""
    rows, took_s = [], []
    for person in PEOPLE:
        began_s = time.perf_counter()
        rows.append(describe(Life(person).live()))
        took_s.append(time.perf_counter() - began_s)
    head = ["planted", "nudges", "breaks seen", "massages", "stretches", "strength", "cards"]
    print(table(head, rows))
    hours = sum(minutes for *_, minutes in OFFICE) / 60.0
    print(f"\n{DAYS} days of one person, every second of {hours:.1f} h a day: {max(took_s):.0f} s")


if __name__ == "__main__":
    main()
