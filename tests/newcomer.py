"""The way of a newcomer: the README's own lines, on a machine that has Python and make, to the first verified stretch.

    python -m tests.newcomer

Exit status 1, with what was said, if a line fails or the stretch was not seen.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

README: Final = Path(__file__).resolve().parents[1] / "README.md"
BLOCK: Final = re.compile(r"<!-- newcomer:.*?-->\n```\n(.*?)```", re.DOTALL)
SEEN: Final = re.compile(r"Figure-4 pose, \d+ s, seen by the sensor\.")


def lines_of(text: str) -> str:
    """The lines that the README gives a newcomer.

    Raises:
        ValueError: there are none.
    """
    found = BLOCK.search(text)
    if found is None:
        raise ValueError("README.md has no block for a newcomer")
    return found[1]


def main() -> int:
    """Clone this checkout, and run them there with a home of their own."""
    with tempfile.TemporaryDirectory() as scratch:
        clone, home = Path(scratch) / "sitmon", Path(scratch) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(README.parent), str(clone)], check=True)
        environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", lines_of(README.read_text(encoding="utf-8"))],
            cwd=clone,
            env=environment | {"HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        left = sorted(path.name for path in (home / "sitmon-try").rglob("*") if path.is_file())
    seen = SEEN.search(done.stdout)
    if done.returncode or seen is None or left != ["report.html", "sitmon.toml"]:
        sys.stderr.write(f"{done.stdout}\n{done.stderr}\nexit status {done.returncode}, left behind: {left}\n")
        return 1
    sys.stdout.write(f"a newcomer's first stretch: {seen[0]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
