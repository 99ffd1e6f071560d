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
)

if __name__ == "__main__":
    sys.exit(run_parts("validation", PARTS))
