"""Whose turn it is: what was said and when, so that nothing is said over and over, and in a week each has its turn."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from monitor.coaching.exercises import Break, Exercise
from monitor.coaching.profile import Side
from monitor.coaching.sessions import Ledger

SAME_A_DAY: Final = 3
SAME_RUNNING: Final = 2
"""The same is said at most so often a day, and so often in a row (product defaults); what is prescribed is exempt."""

NEVER_S: Final = float("-inf")

T = TypeVar("T")


@dataclass(slots=True)
class Turns:
    """Remembers what was said; feed everything that is said in order of time.

    Attributes:
        ledger: knows what was done.
    """

    ledger: Ledger
    _running: tuple[str, int] = ("", 0)
    _said_s: dict[str, float] = field(default_factory=dict)
    _today: tuple[date, Counter[str]] = field(default_factory=lambda: (date.min, Counter()))
    _sides: dict[str, Side] = field(default_factory=dict)

    def say(self, time_s: float, exercise: str, variant: Break | None, side: Side) -> None:
        """Take note of what is said, now or in an earlier run; of a break, by its way to get up."""
        name = variant or exercise
        before, times = self._running
        self._running = name, times + 1 if name == before else 1
        self._said_s[name] = time_s
        self._count_today(time_s)[name] += 1
        if side is not Side.BOTH:
            self._sides[exercise] = side

    @property
    def has_named_a_side(self) -> bool:
        """Whether any side was worked yet."""
        return bool(self._sides)

    def last_side(self, exercise: Exercise) -> Side | None:
        """The side for which an exercise was said last; None if it never was."""
        return self._sides.get(exercise.id)

    def ignored_s(self, exercises: Sequence[Exercise]) -> float:
        """When any of these was asked for last, if each was asked for since any was done; else long ago."""
        said_s = [self._said_s.get(exercise.id, NEVER_S) for exercise in exercises]
        done_s = [self.ledger.last_s(exercise.id) or NEVER_S for exercise in exercises]
        return max(said_s, default=NEVER_S) if min(said_s, default=NEVER_S) > max(done_s, default=NEVER_S) else NEVER_S

    def is_fresh(self, exercise: Exercise, time_s: float) -> bool:
        """Whether it may be said once more: not a third time running, nor too often a day."""
        if exercise.per_week is not None:
            return True
        name, times = self._running  # a person may begin the same again and again, and that counts
        is_third = name == exercise.id and times >= SAME_RUNNING
        return not is_third and self._count_today(time_s)[exercise.id] < SAME_A_DAY

    def choose(self, among: Iterable[T], exercise_of: Callable[[T], Exercise], time_s: float) -> T | None:
        """The one that was said least today, then not done for the longest time, then not said; None of none."""
        today = self._count_today(time_s)

        def key(one: T) -> tuple[int, float, float]:
            name = exercise_of(one).id
            done_s = self.ledger.last_s(name)
            return today[name], NEVER_S if done_s is None else done_s, self._said_s.get(name, NEVER_S)

        return min(among, key=key, default=None)

    def choose_break(self, ways: Iterable[Break], time_s: float) -> Break:
        """The way to get up that was said least today, and not for the longest time."""
        today = self._count_today(time_s)
        return min(ways, key=lambda way: (today[way], self._said_s.get(way, NEVER_S)))

    def waited_days(self, exercise: Exercise, today: date) -> float:
        """Days since an exercise was done or asked for; endless if it never was."""
        times = (self.ledger.last_s(exercise.id), self._said_s.get(exercise.id))
        days = [(today - self.ledger.day_of(time_s)).days for time_s in times if time_s is not None]
        return min(days, default=float("inf"))

    def _count_today(self, time_s: float) -> Counter[str]:
        """What was said on the day of a time, and how often."""
        today = self.ledger.day_of(time_s)
        if today != self._today[0]:
            self._today = today, Counter()
        return self._today[1]
