"""Whose turn it is: what was said and when, so that nothing is said over and over, and in a week each has its turn."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from monitor.coaching.exercises import Break, Exercise, Place
from monitor.coaching.profile import Side
from monitor.coaching.sessions import Ledger

SAME_A_DAY: Final = 3
SAME_RUNNING: Final = 2
"""The same is said at most so often a day, and so often in a row (product defaults); what is prescribed is exempt."""

OVERDUE_DAYS: Final = 6
"""What was neither done nor asked for on so many days is asked for, so that a week has each exercise once, for each
side that hurts (B5; product default)."""

NEVER_S: Final = float("-inf")

Turn = tuple[Exercise, Place, Side]
"""An exercise, where it would be done, and the side that would be worked: what has its turn."""


@dataclass(slots=True)
class Turns:
    """Remembers what was said; feed everything that is said in order of time.

    Attributes:
        ledger: knows what was done.
    """

    ledger: Ledger
    _running: tuple[str, int] = ("", 0)
    _said_s: dict[tuple[str, Side], float] = field(default_factory=dict)
    _today: tuple[date, Counter[str]] = field(default_factory=lambda: (date.min, Counter()))
    has_named_a_side: bool = False

    def say(self, time_s: float, exercise: str, variant: Break | None, side: Side) -> None:
        """Take note of what is said, now or in an earlier run; of a break, by its way to get up."""
        name = variant or exercise
        before, times = self._running
        self._running = name, times + 1 if name == before else 1
        self._said_s[name, side] = time_s
        self._count_today(time_s)[name] += 1
        self.has_named_a_side = self.has_named_a_side or side is not Side.BOTH

    def ignored_s(self, turns: Sequence[Turn]) -> float:
        """When any of these was asked for last, if each was asked for since any was done; else long ago."""
        said_s = [self._last_said_s(exercise, side) for exercise, _, side in turns]
        done_s = [self._done_s(exercise, side) for exercise, _, side in turns]
        return max(said_s, default=NEVER_S) if min(said_s, default=NEVER_S) > max(done_s, default=NEVER_S) else NEVER_S

    def is_fresh(self, exercise: Exercise, time_s: float) -> bool:
        """Whether it may be said once more: not a third time running, nor too often a day."""
        if exercise.per_week is not None:
            return True
        name, times = self._running  # a person may begin the same again and again, and that counts
        is_third = name == exercise.id and times >= SAME_RUNNING
        return not is_third and self._count_today(time_s)[exercise.id] < SAME_A_DAY

    def choose(self, among: Iterable[Turn], time_s: float) -> Turn | None:
        """The one that was said least today, then not done for the longest time, then not said; None of none."""
        today = self._count_today(time_s)

        def key(one: Turn) -> tuple[int, float, float]:
            exercise, _, side = one
            return today[exercise.id], self._done_s(exercise, side), self._last_said_s(exercise, side)

        return min(among, key=key, default=None)

    def choose_break(self, ways: Iterable[Break], time_s: float) -> Break:
        """The way to get up that was said least today, and not for the longest time."""
        today = self._count_today(time_s)
        return min(ways, key=lambda way: (today[way], self._said_s.get((way, Side.BOTH), NEVER_S)))

    def find_late(self, among: Iterable[Turn], time_s: float) -> list[Turn]:
        """What was neither done nor asked for during so long that a week would else not have it."""
        today = self.ledger.day_of(time_s)

        def is_late(exercise: Exercise, side: Side) -> bool:
            last_s = max(self._done_s(exercise, side), self._last_said_s(exercise, side))
            return last_s == NEVER_S or (today - self.ledger.day_of(last_s)).days >= OVERDUE_DAYS

        return [turn for turn in among if is_late(turn[0], turn[2])]

    def _done_s(self, exercise: Exercise, side: Side) -> float:
        done_s = self.ledger.last_s(exercise.id, side)
        return NEVER_S if done_s is None else done_s

    def _last_said_s(self, exercise: Exercise, side: Side) -> float:
        return self._said_s.get((exercise.id, side), NEVER_S)

    def _count_today(self, time_s: float) -> Counter[str]:
        """What was said on the day of a time, and how often."""
        today = self.ledger.day_of(time_s)
        if today != self._today[0]:
            self._today = today, Counter()
        return self._today[1]
