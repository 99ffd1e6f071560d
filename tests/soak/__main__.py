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
from monitor.errors import UsageError
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.script import parse_script
from tests.soak.day import HOUR, live
from tests.soak.judge import Goal, goals, judge
from tests.support.simulated_time import run_simulated


def soak(motion: Motion, seed: int) -> list[Goal]:
    """Live through this, and say what became of each goal."""
    with tempfile.TemporaryDirectory() as name:
        day, wearable = run_simulated(live(motion, Path(name), seed))
        return goals(day, judge(motion, day, wearable, Path(name)))


def main(argv: list[str] | None = None) -> int:
    """Live, judge, print."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=int, default=24, help="1 to 24")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    began_s = time.perf_counter()
    try:
        motion = simulate_motion(parse_script(" ".join([HOUR] * args.hours)), leg=Side.LEFT, seed=args.seed)
    except UsageError as error:
        parser.error(str(error))
    found = soak(motion, args.seed)
    rows = [(goal.what, goal.seen, goal.wanted) for goal in found]
    print(table(("a day of bad radio", f"{args.hours} h, seed {args.seed}", "goal"), rows))
    print(f"\ntook {time.perf_counter() - began_s:.0f} s")
    unmet = [goal for goal in found if not goal.met]
    for goal in unmet:
        print(f"not met: {goal.what}: {goal.seen}; wanted is {goal.wanted}", file=sys.stderr)
    return 1 if unmet else 0


if __name__ == "__main__":
    sys.exit(main())
