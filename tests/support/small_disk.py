"""Folders that are soon full, or cannot be written: in a mount namespace of its own, gone with the process."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.commands import ROOT

_MOUNTED = ["unshare", "--mount", "--map-root-user", "sh", "-c"]


def can_mount(folder: Path) -> bool:
    """Whether this machine lets us mount a tmpfs where nobody else sees it."""
    if shutil.which("unshare") is None:
        return False
    return 0 == subprocess.run([*_MOUNTED, f"mount -t tmpfs none '{folder}'"], capture_output=True).returncode


def run_without_rights(folder: Path, *command: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a command for which `folder` can be read and not written, which holds for root as well; at most 60 s.

    `values` are set in its environment.
    """
    script = f"mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}' && exec \"$@\""
    mounted = [*_MOUNTED, script, "sh", *command]
    return subprocess.run(mounted, cwd=ROOT, env=os.environ | values, capture_output=True, text=True, timeout=60)


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
