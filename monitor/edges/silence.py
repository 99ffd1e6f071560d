"""Whether the desktop shows no notifications just now: do not disturb, as each server and desktop says it.

Both who looks whether a nudge should wait and who shows it ask here: what is sent into silence was shown to nobody.
"""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any, Final

from monitor.edges.buses import Bus

NOTIFICATIONS: Final = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
OF_THE_SERVER: Final = (
    ("notification server", NOTIFICATIONS[0], "Inhibited"),  # KDE, and by the specification's 1.3 whoever can
    ("dunst", "org.dunstproject.cmd0", "paused"),
)
XFCONF: Final = ("org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf")
SWAYNC: Final = ("org.erikreider.swaync.cc", "/org/erikreider/swaync/cc", "org.erikreider.swaync.cc")
MAKO: Final = ("org.freedesktop.Notifications", "/fr/emersion/Mako", "fr.emersion.Mako")
MAKO_SILENT: Final = frozenset({"do-not-disturb", "dnd"})
"""mako has modes that each names as he likes; these are what its manual and most configurations name silence."""

_GNOME: Final = ("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
_gnome_said: dict[tuple[str, int], bool | None] = {}
"""What GNOME's settings said, by their file and its time: they are asked again only when they were written."""


async def ask_silence(session: Bus) -> dict[str, object]:
    """Ask everybody who may know; for each whether it is silent, and no truth value where it does not tell.

    Raises:
        OSError: there is no session bus.
    """
    said: dict[str, object] = {}
    for who, interface, key in OF_THE_SERVER:
        said[who] = await session.read(*NOTIFICATIONS, interface, key)
    said["Xfce"] = await session.call(*XFCONF, "GetProperty", "ss", "xfce4-notifyd", "/do-not-disturb")
    said["SwayNC"] = await session.call(*SWAYNC, "GetDnd")
    modes: Any = await session.call(*MAKO, "ListModes")
    said["mako"] = bool(MAKO_SILENT.intersection(modes)) if isinstance(modes, list) else None
    if "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "") and shutil.which(_GNOME[0]):
        said["GNOME"] = await _ask_gnome()
    return said


async def silent_by(session: Bus) -> str:
    """Name who shows nothing just now; empty if nobody says so, or nobody can be asked."""
    try:
        said = await ask_silence(session)
    except OSError:
        return ""
    return ", ".join(who for who, silent in said.items() if silent is True)


async def _ask_gnome() -> bool | None:
    """Ask for the setting, by another program; only when the settings were written since."""
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    path = Path(config) / "dconf" / "user"
    try:
        state = str(path), path.stat().st_mtime_ns
    except OSError:
        state = str(path), 0  # nothing was ever set: the default holds until the file comes
    if state not in _gnome_said:
        _gnome_said.clear()
        said = {"true": False, "false": True}.get((await _said_by(*_GNOME)).strip())
        _gnome_said[state] = said
    return _gnome_said[state]


async def _said_by(*command: str) -> str:
    """What a program prints; empty if it fails."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        out, _ = await process.communicate()
    finally:
        if process.returncode is None:  # we were told to stop waiting
            process.kill()
    return out.decode(errors="replace")
