"""A journal of somebody who does not exist, day by day: for notebooks, tests and benchmarks of what reads journals.

It is written bout by bout without a signal, so that weeks take a second.  What is planted: each hour of sitting above
seven adds to the pain of the next day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Cause, Nudge
from monitor.edges.journal import Journal
from monitor.posture.labels import Posture
from monitor.records import body_of
from tests.support.minutes import add_seconds

PAIN_PER_HOUR: Final = 0.8
"""Points of pain that an hour of sitting above seven adds on the next day."""

RESULTS: Final = ("verified", "not_taken", "claimed", "not_observable")
SHARES: Final = (0.62, 0.3, 0.05, 0.03)
FIRST: Final = date(2026, 3, 2)


@dataclass(slots=True)
class _Day:
    journal: Journal
    rng: np.random.Generator
    now: datetime

    def live(self, posture: Posture, minutes: float) -> None:
        """A bout of so many minutes, and its seconds."""
        start, self.now = self.now, self.now + timedelta(minutes=minutes)
        shifts = {"shifts": int(self.rng.poisson(minutes / 4))} if posture is Posture.SITTING else {}
        spell = {"start": start.isoformat(), "end": self.now.isoformat(), "duration_s": 60.0 * minutes}
        self.journal.write("bout", self.now.timestamp(), 0, {"posture": str(posture), **spell, **shifts})
        for done_s in range(0, round(60.0 * minutes), 60):
            left_s = round(60.0 * minutes) - done_s
            add_seconds(self.journal, posture, start.timestamp() + done_s, 0, min(60, left_s))

    def nudge(self, began: datetime) -> None:
        """A nudge at the thirtieth minute, and what followed."""
        when = began + timedelta(minutes=30)
        said = Nudge(when.timestamp(), began.timestamp(), 1800.0, 1, Cause.LIMIT, 1800.0, wear_site="thigh")
        self.journal.write("nudge", when.timestamp(), 0, body_of(said, UTC))
        result = str(self.rng.choice(RESULTS, p=SHARES))
        found = {"latency_s": 90.0, "break_s": 180.0} if result == "verified" else {"latency_s": None, "break_s": None}
        told = {"nudge_time": when.isoformat(), "result": result, "delivered": True, "seen": True, "willing": None}
        self.journal.write("outcome", when.timestamp() + 300.0, 0, told | found)


def simulate_journal(path: Path, days: int = 7, seed: int = 1, first: date = FIRST) -> None:
    """Write the journal of so many days, in UTC, into a file that is not there yet.

    Raises:
        JournalError: it cannot be written.
    """
    rng = np.random.default_rng(seed)
    sat_h = 7.0
    with Journal(path) as journal:
        for number in range(days):
            begun = datetime.combine(first + timedelta(days=number), time(7, 30), UTC)
            level = int(np.clip(round(4.0 + PAIN_PER_HOUR * (sat_h - 7.0) + rng.normal(0.0, 0.7)), 0, 10))
            journal.write_input(UserAction(begun.timestamp(), Action.PAIN, f"{level} aching left"), 0)
            sat_h = _live(_Day(journal, rng, begun), float(rng.normal(7.0, 1.3)))


def _live(day: _Day, hours: float) -> float:
    """A day with about so many hours of sitting; gives how many there were."""
    sat_min = 0.0
    while sat_min < 60.0 * hours and day.now.hour < 22:
        began, minutes = day.now, float(np.clip(day.rng.lognormal(3.1, 0.8), 1.0, 150.0))
        day.live(Posture.SITTING, minutes)
        if minutes > 31.0:
            day.nudge(began)
        sat_min += minutes
        day.live(Posture.STANDING, float(day.rng.uniform(0.5, 6.0)))
        day.live(Posture.MOVING, float(day.rng.uniform(0.5, 12.0)))
    return sat_min / 60.0
