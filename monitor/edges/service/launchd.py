"""The agent for launchd (macOS): launchd.plist(5), launchctl(1).  Never run on a Mac."""

import os
import plistlib
import sys
from pathlib import Path
from typing import Final

from monitor import __version__
from monitor.edges.service import Program, Recipe

LABEL: Final = "io.github.sitmon"


USES_BLUETOOTH: Final = "sitmon reads your motion sensor, to know whether you sit."
"""What macOS shows when it asks whether sitmon may."""


def launchd_recipe(program: Program) -> Recipe:
    """The agent, in the user's own, loaded into the graphical session; its program lies in an application of its own.

    macOS denies Bluetooth, without a question, to whatever launchd starts that is no application; the same interpreter
    within a minimal one, signed ad hoc, is asked for and works (hbldh/bleak #2019, tried there on macOS 26.6.1).
    """
    domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    path = Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    app = Path.home() / "Applications" / "sitmon.app"
    started = app / "Contents" / "MacOS" / "sitmon"
    agent = {
        "Label": LABEL,
        "AssociatedBundleIdentifiers": [LABEL],
        "ProgramArguments": [str(started), *program.words[1:], "--log", str(program.log)],
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "ProcessType": "Background",
        "LimitLoadToSessionType": "Aqua",
        "Umask": 0o077,
        "EnvironmentVariables": {
            "PYTHONUNBUFFERED": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "__PYVENV_LAUNCHER__": program.python,  # the copy finds what is installed beside this one (getpath.py)
        },
    }
    return Recipe(
        path=path,
        text=plistlib.dumps(agent, sort_keys=False).decode(),
        probe=("launchctl", "print", domain),
        without="there is no graphical session; log in on the screen of this Mac",
        enable=(),  # what lies in that folder counts at log-in
        before=(
            ("codesign", "--force", "--sign", "-", str(app)),
            ("launchctl", "bootout", f"{domain}/{LABEL}"),
        ),
        start=(("launchctl", "bootstrap", domain, str(path)),),
        stop=(("launchctl", "bootout", f"{domain}/{LABEL}"),),
        after=(),
        status=("launchctl", "print", f"{domain}/{LABEL}"),
        logs=("tail", "-n", "100", str(program.log)),
        follow=("tail", "-n", "100", "-f", str(program.log)),
        still=("launchctl", "print", f"{domain}/{LABEL}"),  # bootout returns before the name is free
        beside=((app / "Contents" / "Info.plist", _info()), (started, _interpreter(program.python))),
    )


def _info() -> str:
    """What makes a folder an application: bundle resources, Information Property List (Apple)."""
    info = {
        "CFBundleIdentifier": LABEL,
        "CFBundleName": "sitmon",
        "CFBundleExecutable": "sitmon",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": __version__,
        "LSUIElement": True,  # no icon in the dock
        "NSBluetoothAlwaysUsageDescription": USES_BLUETOOTH,
    }
    return plistlib.dumps(info, sort_keys=False).decode()


def _interpreter(python: str) -> Path:
    """The program that Python is; in a framework the one that its `bin/python3` would start in turn."""
    framework = Path(sys.base_prefix, "Resources", "Python.app", "Contents", "MacOS", "Python")
    return framework if framework.exists() else Path(python).resolve()
