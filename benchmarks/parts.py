"""Runs commands one after the other, each in a process of its own."""

import subprocess
import sys
from collections.abc import Sequence


def run_parts(package: str, parts: Sequence[Sequence[str]]) -> int:
    """Run each part, a module's name and its options, and give the worst exit status."""
    worst = 0
    for name, *options in parts:
        print(f"\n# {name}\n", flush=True)
        command = [sys.executable, "-m", f"{package}.{name}", *options]
        worst = max(worst, abs(subprocess.run(command, check=False).returncode))
    return worst
