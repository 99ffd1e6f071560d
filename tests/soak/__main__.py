"""Lives a day of bad radio and judges it.

    python -m tests.soak                    24 simulated hours
    python -m tests.soak --hours 3 --seed 7

Exit status 1 if a goal is not met; each such goal is named.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.tables import table
from monitor.coaching.profile import Side
from monitor.simulation.body import simulate_motion
from monitor.simulation.script import parse_script
from tests.fuzz_decoders import positive
from tests.soak.day import HOUR, live
from tests.soak.judge import Goal, goals, judge
from tests.support.simulated_time import run_simulated


def soak(script: str, seed: int) -> list[Goal]:
    """Live this script, and say what became of each goal."""
    motion = simulate_motion(parse_script(script), leg=Side.LEFT, seed=seed)
    with tempfile.TemporaryDirectory() as name:
        day, wearable = run_simulated(live(motion, Path(name), seed))
        return goals(day, judge(motion, day, wearable, Path(name)))


def main(argv: list[str] | None = None) -> int:
    """Live, judge, print."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=positive, default=24)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    began_s = time.perf_counter()
    found = soak(" ".join([HOUR] * args.hours), args.seed)
    rows = [(goal.what, goal.seen, goal.wanted) for goal in found]
    print(table(("a day of bad radio", f"{args.hours} h, seed {args.seed}", "goal"), rows))
    print(f"\ntook {time.perf_counter() - began_s:.0f} s")
    unmet = [goal for goal in found if not goal.met]
    for goal in unmet:
        print(f"not met: {goal.what}: {goal.seen}; wanted is {goal.wanted}", file=sys.stderr)
    return 1 if unmet else 0


if __name__ == "__main__":
    sys.exit(main())
