"""A year that was lived: a journal written by the daemon itself, out of the samples of a simulated thigh.

    python -m benchmarks.lived_year -o year.sqlite [--days 365]
    python -m benchmarks.year --journal year.sqlite

Every day of the year somebody sits in an office for about seven hours, at weekends for about three, and writes a line
into the diary in the morning.  Samples at 12.5 Hz go through the packets of our profile, the whole pipeline and the
daemon, as they would from a radio; it takes about eight seconds a day.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from monitor.assembly import build_pipeline
from monitor.coaching.inputs import Action
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.edges.journal import Entry, InputEntry, JournalWriter
from monitor.motion.arrivals import Arrival
from monitor.posture.mounting import X_AXIS
from monitor.running.daemon import Daemon, Told
from monitor.simulation.body import simulate_motion
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.script import parse_script
from monitor.simulation.stream import arrivals_of
from tests.support.weeks import FIRST

RATE_HZ: Final = 12.5
WORKDAY_H, WEEKEND_H = 7.0, 3.0


@dataclass(slots=True)
class Heard:
    """The clock of the last arrival."""

    time_s: float = 0.0

    def now_s(self) -> float:
        """UTC in POSIX seconds."""
        return self.time_s


class Screen:
    """A screen on which everything can be shown."""

    async def show(self, shown: Told) -> tuple[bool, str]:  # noqa: ARG002  what it is does not matter
        """It is shown."""
        return True, "screen"


class SaidAtOnce(JournalWriter):
    """Keeps what is said before life goes on: here it runs thousands of times as fast as the disk is used to."""

    def keep(self, entry: Entry) -> Future[int]:
        """Have it written."""
        kept = super().keep(entry)
        if isinstance(entry, InputEntry):
            kept.result()
        return kept


def script_of(day: date, rng: np.random.Generator) -> str:
    """What somebody does that day: sittings of all lengths, each followed by a little standing and walking."""
    wanted_s = 3600.0 * float(rng.normal(WORKDAY_H if day.weekday() < 5 else WEEKEND_H, 0.8))
    steps, sat_s = ["walk:4m"], 0.0
    while sat_s < wanted_s:
        sit_s = float(np.clip(60.0 * rng.lognormal(3.1, 0.8), 60.0, 9000.0))
        sat_s += sit_s
        steps += [f"sit:{sit_s:.0f}s", f"stand:{rng.uniform(20, 300):.0f}s", f"walk:{rng.uniform(20, 500):.0f}s"]
    return " ".join(steps)


def arrivals_on(day: date, seed: int) -> Iterator[Arrival]:
    """What the wearable sends from half past seven on."""
    rng = np.random.default_rng([seed, day.toordinal()])
    motion = simulate_motion(parse_script(script_of(day, rng)), leg=Side.LEFT, seed=seed, sample_rate_hz=RATE_HZ)
    start_s = datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC).timestamp()
    yield from arrivals_of(motion, start_s=start_s, capabilities=simulated_capabilities(seed, motion.sensor), seed=seed)


async def live(path: Path, days: int, seed: int) -> None:
    """Let the daemon watch so many days, and keep its journal."""
    clock, rng = Heard(), np.random.default_rng(seed)
    stages = build_pipeline(Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT), NudgeRules(), UTC, X_AXIS)
    with SaidAtOnce(path, clock.now_s) as journal:
        daemon = Daemon(stages, clock, UTC, Screen(), journal, finishes=True)

        async def source() -> AsyncGenerator[Arrival]:
            for number in range(days):
                day = FIRST + timedelta(days=number)
                for count, arrival in enumerate(arrivals_on(day, seed)):
                    clock.time_s = arrival.time_s
                    if count == 0:
                        daemon.say(Action.PAIN, f"{int(np.clip(round(rng.normal(4.0, 1.2)), 0, 10))} aching left")
                    if count % 100 == 0:
                        await asyncio.sleep(0)
                    yield arrival
                sys.stderr.write(f"\r{day} ")

        await daemon.run(source())


def main() -> None:
    """Live it, and say how long that took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="the journal; must not exist")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.out.exists():
        parser.error(f"{args.out} is there already")
    began_s = time.perf_counter()
    asyncio.run(live(args.out, args.days, args.seed))
    sys.stderr.write(f"\r{args.days} days in {time.perf_counter() - began_s:.0f} s: {args.out}\n")


if __name__ == "__main__":
    main()
