"""The unit for systemd's user manager (Linux): systemd.service(5), systemd.exec(5)."""

import os
import re
from pathlib import Path
from typing import Final

from monitor.edges.service import Program, Recipe

UNIT: Final = "sitmon.service"

WATCHDOG_S: Final = 60
"""After so long without a turn of the loop that feeds the pipeline, systemd starts sitmon anew (product default)."""

_TEXT: Final = """\
# Written by `sitmon service install`, which writes it anew each time.
[Unit]
Description=sitmon: knows whether you sit, and says when it is time to move
# Where a session begins at once, it has told its screen by then; where it comes later, or never as with some window
# managers, sitmon begins without it and asks the user manager for it again and again.
After=graphical-session.target
# A wearable that is out of reach is no reason to end; ten ends within five minutes are one to give up.
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
# Fed by the loop that feeds the pipeline: if that stands still, a process that merely lives does not help.
WatchdogSec={watchdog_s}
Restart=on-failure
RestartSec=5
# 2: the settings are wrong; they are so the next time as well.
RestartPreventExitStatus=2
TimeoutStopSec=20
Environment=PYTHONUNBUFFERED=1 OPENBLAS_NUM_THREADS=1

# It needs sockets of this machine (system and session bus, its own page on loopback) and the user's files, no more.
# What would hide the session bus, the runtime folder or the network of this machine is left out.
NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_BLUETOOTH
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077

[Install]
# Not by graphical-session.target, which some window managers never reach.
WantedBy=default.target
"""


def systemd_recipe(program: Program) -> Recipe:
    """The unit, in the folder of the user's own units, and `systemctl --user`."""
    user = ("systemctl", "--user")
    logs = ("journalctl", "--user", f"--user-unit={UNIT}", "--no-pager", "--lines=100")
    return Recipe(
        path=_units() / UNIT,
        text=_TEXT.format(command=" ".join(map(_quoted, program.words)), watchdog_s=WATCHDOG_S),
        probe=(*user, "show-environment"),
        without="no systemd user manager; let your session start `sitmon run` at log-in instead",
        enable=((*user, "daemon-reload"), (*user, "enable", UNIT)),
        before=((*user, "reset-failed", UNIT),),
        start=((*user, "restart", UNIT),),
        stop=((*user, "disable", "--now", UNIT),),
        after=((*user, "daemon-reload"), (*user, "reset-failed", UNIT)),
        status=(*user, "--no-pager", "status", UNIT),
        logs=logs,
        follow=(*logs, "--follow"),
    )


def _units() -> Path:
    """Where the user's own units lie: systemd.unit(5)."""
    config = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (config if config.is_absolute() else Path.home() / ".config") / "systemd" / "user"


def _quoted(word: str) -> str:
    """One word of a command line, as systemd reads it: no specifiers, no variables, quotes where needed."""
    word = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", word, re.ASCII):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
