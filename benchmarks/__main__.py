"""What it costs, with short defaults: `python -m benchmarks` (also `make bench`)."""

import sys

from benchmarks.parts import run_parts

PARTS = (
    ("speed", "--repeats", "3"),
    ("daemon",),
    ("year", "--days", "60"),
    ("cohort", "--days", "20", "--peer-days", "2"),
)

if __name__ == "__main__":
    sys.exit(run_parts("benchmarks", PARTS))
