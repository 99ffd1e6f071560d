"""The agent for launchd (macOS): launchd.plist(5), launchctl(1).  Never run on a Mac."""

import os
import plistlib
from pathlib import Path
from typing import Final

from monitor.edges.service import Program, Recipe

LABEL: Final = "io.github.sitmon"


def launchd_recipe(program: Program) -> Recipe:
    """The agent, in the user's own, loaded into the graphical session.

    macOS gives the Bluetooth permission to the program that started another; the first time it asks.
    """
    domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    path = Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    agent = {
        "Label": LABEL,
        "ProgramArguments": [*program.words, "--log", str(program.log)],
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "ProcessType": "Background",
        "LimitLoadToSessionType": "Aqua",
        "Umask": 0o077,
        "EnvironmentVariables": {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"},
    }
    return Recipe(
        path=path,
        text=plistlib.dumps(agent, sort_keys=False).decode(),
        probe=("launchctl", "print", domain),
        without="there is no graphical session; log in on the screen of this Mac",
        enable=(),  # what lies in that folder counts at log-in
        before=(("launchctl", "bootout", f"{domain}/{LABEL}"),),
        start=(("launchctl", "bootstrap", domain, str(path)),),
        stop=(("launchctl", "bootout", f"{domain}/{LABEL}"),),
        after=(),
        status=("launchctl", "print", f"{domain}/{LABEL}"),
        logs=("tail", "-n", "100", str(program.log)),
        follow=("tail", "-n", "100", "-f", str(program.log)),
    )
