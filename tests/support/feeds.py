"""Simulated arrivals, and a daemon to feed them to, with no radio between."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from concurrent.futures import Future
from datetime import UTC
from functools import cache

from monitor.assembly import build_pipeline
from monitor.coaching.inputs import UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.practice import PracticeTracker
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.edges.journal import Entry, Journal
from monitor.errors import MonitorError
from monitor.motion.arrivals import Arrival
from monitor.pipeline import Pipeline
from monitor.posture.mounting import X_AXIS, Mounting
from monitor.running.daemon import Told
from monitor.simulation.body import simulate_motion
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.script import parse_script
from monitor.simulation.stream import arrivals_of

START_S = 1_772_438_400.0
"""2026-03-02, 08:00 UTC."""

RULES = NudgeRules(limit_s=120.0, ladder_s=(60.0,), cooldown_s=30.0, settle_s=20.0, window_s=0.0, quiet=(0, 0))
"""Impatient rules: what takes half an hour then takes two minutes."""

POSED = Mounting(axis=(1.0, 0.0, 0.0), forward=(0.0, 0.0, 1.0), sitting_deg=88.0)
"""What a guided pose finds of a strap that is not turned."""


@cache
def arrivals(script: str, seed: int = 1, sample_rate_hz: float = 12.5, loss: float = 0.0) -> tuple[Arrival, ...]:
    """What a central hears of a scripted person."""
    motion = simulate_motion(parse_script(script), leg=Side.LEFT, seed=seed, sample_rate_hz=sample_rate_hz)
    capabilities = simulated_capabilities(seed, motion.sensor)
    return tuple(arrivals_of(motion, start_s=START_S, capabilities=capabilities, seed=seed, loss=loss))


def pipeline(past: list[UserAction | Nudge | Recommendation] | None = None, rules: NudgeRules = RULES) -> Pipeline:
    """New stages, for a strap that is not turned, and with little patience."""
    made = build_pipeline(Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT), rules, UTC, X_AXIS, past)
    made.practice = PracticeTracker(Side.LEFT, POSED, "thigh")
    return made


async def source(items: Iterable[Arrival], *, pause_every: int = 50) -> AsyncGenerator[Arrival]:
    """Arrivals as a wearable link gives them, with a moment for others now and then."""
    for number, item in enumerate(items):
        if number % pause_every == 0:
            await asyncio.sleep(0)
        yield item


class StillClock:
    """A clock that shows what it is told."""

    def __init__(self, time_s: float = START_S) -> None:
        self.time_s = time_s

    def now_s(self) -> float:
        """UTC in POSIX seconds."""
        return self.time_s


class Screen:
    """Remembers what was shown."""

    def __init__(self, delay_s: float = 0.01) -> None:
        self.delay_s = delay_s
        self.shown: list[Told] = []

    async def show(self, shown: Told) -> tuple[bool, str]:
        """Remember it, after a moment, as a desktop takes one."""
        await asyncio.sleep(self.delay_s)
        self.shown.append(shown)
        return True, "screen"


class Kept:
    """A journal that is written at once, in this thread, for tests that read it meanwhile."""

    trouble = None

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def keep(self, entry: Entry) -> Future[int]:
        """Write it; what fails is in the future."""
        kept: Future[int] = Future()
        try:
            kept.set_result(self.journal.keep(entry))
        except MonitorError as error:
            kept.set_exception(error)
        return kept

    def look(self) -> None:
        """Nobody else writes here."""
