"""All of it, with short defaults: `python -m validation` (also `make validate`)."""

import sys

from benchmarks.parts import run_parts

PARTS = (
    ("thresholds",),
    ("accuracy",),
    ("robustness",),
    ("wear",),
    ("sites",),
    ("practice",),
    ("peers",),
    ("quarter",),
    ("pain", "--people", "40"),
    ("lives", "adherent", "never", "both-sides", "wheels", "night", "radiating", "--days", "7", "--check"),
)

if __name__ == "__main__":
    sys.exit(run_parts("validation", PARTS))
