"""Linux: logind and the screen savers, the notification servers, the sound card, the camera, X11.

Each desktop has its own words for the same; all are asked, and whoever answers counts.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from monitor.edges.presence.watch import TYPING_S, Seen, Source

SCREEN_SAVERS: Final = (
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
)
LOGIN: Final = ("org.freedesktop.login1", "/org/freedesktop/login1/session/auto")
NOTIFICATIONS: Final = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
SILENCED: Final = (
    ("notification server", NOTIFICATIONS[0], "Inhibited"),
    ("dunst", "org.dunstproject.cmd0", "paused"),
)
XFCONF: Final = ("org.xfce.Xfconf", "/org/xfce/Xfconf", "org.xfce.Xfconf")
SESSION: Final = ("org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager")
POWER: Final = ("org.freedesktop.PowerManagement", "/org/freedesktop/PowerManagement/Inhibit")
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
IDLE_INHIBITED: Final = 8
"""The flag of GNOME's session manager for programs that keep the session from becoming idle."""


class Bus:
    """One of the two buses, connected when it is first asked, and again after it was lost.

    Args:
        system: the system bus, else the session bus.
    """

    def __init__(self, *, system: bool = False) -> None:
        self._system = system
        self._bus: Any = None

    async def call(self, name: str, path: str, interface: str, member: str, signature: str = "", *body: object) -> Any:  # noqa: ANN401  whatever it answers
        """The first value of the answer; None if nobody answers to this.

        Raises:
            OSError: there is no bus.
        """
        from dbus_fast import Message, MessageFlag, MessageType, Variant

        bus = await self._connected()
        message = Message(
            destination=name, path=path, interface=interface, member=member, signature=signature, body=list(body),
            flags=MessageFlag.NO_AUTOSTART,
        )  # fmt: skip
        reply = await bus.call(message)
        if reply is None or reply.message_type is not MessageType.METHOD_RETURN or not reply.body:
            return None
        value = reply.body[0]
        return value.value if isinstance(value, Variant) else value

    async def read(self, name: str, path: str, interface: str, key: str) -> Any:  # noqa: ANN401
        """A property; None if nobody has it."""
        return await self.call(name, path, PROPERTIES, "Get", "ss", interface, key)

    async def _connected(self) -> Any:  # noqa: ANN401  a MessageBus
        from dbus_fast import BusType
        from dbus_fast.aio import MessageBus
        from dbus_fast.errors import AuthError, InvalidAddressError

        if self._bus is None or not self._bus.connected:
            try:
                kind = BusType.SYSTEM if self._system else BusType.SESSION
                self._bus = await MessageBus(bus_type=kind).connect()
            except (AuthError, InvalidAddressError, KeyError) as error:
                raise OSError(f"no {'system' if self._system else 'session'} bus ({error})") from error
        return self._bus


async def see_lock(session: Bus, system: Bus) -> Seen:
    """Whether the session is locked: logind or a screen saver says so, or both."""
    said: dict[str, object] = {}
    async with _forgiving():
        said["logind"] = await system.read(*LOGIN, f"{LOGIN[0]}.Session", "LockedHint")
    async with _forgiving():
        for name, path in SCREEN_SAVERS:
            said[name] = await session.call(name, path, name, "GetActive")
    return _joined(said, "neither logind nor a screen saver answers")


async def see_do_not_disturb(session: Bus) -> Seen:
    """Whether the desktop shows no notifications.

    KDE and others tell by the server's own property, dunst by its own, Xfce and GNOME by their settings.
    """
    said: dict[str, object] = {}
    for who, interface, key in SILENCED:
        said[who] = await session.read(*NOTIFICATIONS, interface, key)
    said["Xfce"] = await session.call(*XFCONF, "GetProperty", "ss", "xfce4-notifyd", "/do-not-disturb")
    if "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "") and shutil.which("gsettings"):
        banners = await _said_by("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
        said["GNOME"] = {"true": False, "false": True}.get(banners.strip())
    return _joined(said, "this desktop does not tell")


async def see_inhibitors(session: Bus) -> Seen:
    """Whether a program keeps the session awake, as GNOME's session manager or KDE's and Xfce's power manager says."""
    inhibited = await session.call(*SESSION, "IsInhibited", "u", IDLE_INHIBITED)
    held = await session.call(*POWER, f"{POWER[0]}.Inhibit", "HasInhibit")
    return _joined({"GNOME": inhibited, "power manager": held}, "this desktop does not tell")


async def see_typing(session: Bus) -> Seen:
    """Whether keys or mouse were used a moment ago.

    By the idle time that GNOME and KDE tell; X11 alone tells none without a helper.
    """
    mutter = "org.gnome.Mutter.IdleMonitor"
    idle_ms = await session.call(mutter, "/org/gnome/Mutter/IdleMonitor/Core", mutter, "GetIdletime")
    if idle_ms is None:
        name, path = SCREEN_SAVERS[1]
        idle_ms = await session.call(name, path, name, "GetSessionIdleTime")
    if not isinstance(idle_ms, int):
        return None, "this desktop does not tell the idle time"
    return idle_ms < 1000.0 * TYPING_S, "the desktop's idle time"


async def see_microphone(asound: Path = Path("/proc/asound")) -> Seen:
    """Whether a sound card records, as the kernel tells; a Bluetooth headset's microphone is no sound card."""
    if not asound.is_dir():
        return None, "no sound card"
    streams = list(asound.glob("card*/pcm*c/sub*/status"))
    if not streams:
        return None, "no microphone"
    return any("RUNNING" in _text(path) for path in streams), "the sound card"


async def see_camera(device: str = "/dev/video", present: Path = Path("/dev")) -> Seen:
    """Whether a program of yours has a camera open; those of others cannot be seen."""
    if not any(present.glob("video*")):
        return None, "no camera"
    return await asyncio.to_thread(_is_held, device), "the camera's device"


def _is_held(device: str) -> bool:
    """Whether any process that we may look into holds it."""
    return any(_link(path).startswith(device) for path in Path("/proc").glob("[0-9]*/fd/*"))


async def see_full_screen() -> Seen:
    """Whether the window in front fills the screen, by the window manager's own properties; only X11 tells."""
    if os.environ.get("WAYLAND_DISPLAY"):
        return None, "Wayland does not tell"
    if not os.environ.get("DISPLAY"):
        return None, "no screen"
    if shutil.which("xprop") is None:
        return None, "xprop is not installed (package x11-utils)"
    window = (await _said_by("xprop", "-root", "_NET_ACTIVE_WINDOW")).rpartition("# ")[2].strip()
    if not window.startswith("0x"):
        return None, "this window manager does not tell"
    states = "" if window == "0x0" else await _said_by("xprop", "-id", window, "_NET_WM_STATE")
    return "_NET_WM_STATE_FULLSCREEN" in states, "the window manager"


def linux_sources() -> list[Source]:
    """All of them, on one connection to each bus."""
    session, system = Bus(), Bus(system=True)
    return [
        Source("lock", lambda: see_lock(session, system)),
        Source("do-not-disturb", lambda: see_do_not_disturb(session)),
        Source("microphone", see_microphone),
        Source("camera", see_camera),
        Source("full-screen", see_full_screen),
        Source("inhibitors", lambda: see_inhibitors(session)),
        Source("typing", lambda: see_typing(session)),
    ]


def _joined(answers: dict[str, object], otherwise: str) -> Seen:
    """Active if anybody says so; not known if nobody says anything."""
    said = {who: active for who, active in answers.items() if isinstance(active, bool)}
    if not said:
        return None, otherwise
    loud = [who for who, active in said.items() if active] or said
    return any(said.values()), ", ".join(loud)


@asynccontextmanager
async def _forgiving() -> AsyncIterator[None]:
    """One of several ways may be missing."""
    try:
        yield
    except (OSError, EOFError):
        return


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


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
