"""All figures, with short defaults: `python -m benchmarks` (also `make bench`)."""

import subprocess
import sys

PARTS = (
    ("thresholds",),
    ("accuracy",),
    ("robustness",),
    ("wear",),
    ("sites",),
    ("practice",),
    ("peers",),
    ("quarter",),
    ("speed", "--repeats", "3"),
    ("fuzz_decoders", "--inputs", "100000"),
)


def main() -> int:
    """Run one after the other; the exit status is the worst of theirs."""
    worst = 0
    for name, *options in PARTS:
        print(f"\n# {name}\n", flush=True)
        worst = max(
            worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *options], check=False).returncode
        )
    return worst


if __name__ == "__main__":
    sys.exit(main())
