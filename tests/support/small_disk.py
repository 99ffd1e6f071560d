"""A disk so small that it is soon full: a tmpfs in a mount namespace of its own, gone with the process."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_MOUNTED = ["unshare", "--mount", "--map-root-user", "sh", "-c"]


def can_mount(folder: Path) -> bool:
    """Whether this machine lets us mount a tmpfs where nobody else sees it."""
    if shutil.which("unshare") is None:
        return False
    return 0 == subprocess.run([*_MOUNTED, f"mount -t tmpfs none '{folder}'"], capture_output=True).returncode


def run_on_small_disk(folder: Path, size: str, code: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process for which `folder` is a tmpfs of `size`, such as `"64k"`; at most 20 s."""
    script = f"mount -t tmpfs -o size={size} none '{folder}' && exec '{sys.executable}' -c \"$CODE\" '{folder}'"
    return subprocess.run(
        [*_MOUNTED, script],
        env=os.environ | {"CODE": code, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=20,
    )
