"""Linux: logind and the screen savers, the notification servers, the sound card, the camera, X11.

Each desktop has its own words for the same; all are asked, and whoever answers counts.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from monitor.edges.presence.states import TYPING_S, Source, SourceState

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


@dataclass(slots=True)
class Lock:
    """The session is locked, as logind or a screen saver says."""

    session: Bus
    system: Bus
    name: str = "lock"

    async def look(self) -> SourceState:
        """Locked if anybody says so."""
        said: dict[str, bool] = {}
        async with _forgiving():
            hint = await self.system.read(*LOGIN, f"{LOGIN[0]}.Session", "LockedHint")
            if hint is not None:
                said["logind"] = bool(hint)
        async with _forgiving():
            for name, path in SCREEN_SAVERS:
                active = await self.session.call(name, path, name, "GetActive")
                if isinstance(active, bool):
                    said[name] = active
        return _joined(self.name, said, "neither logind nor a screen saver answers")


@dataclass(slots=True)
class DoNotDisturb:
    """The desktop shows no notifications."""

    session: Bus
    name: str = "do-not-disturb"

    async def look(self) -> SourceState:
        """KDE and others by the server's own property, dunst by its own, Xfce and GNOME by their settings."""
        said: dict[str, bool] = {}
        for who, interface, key in SILENCED:
            value = await self.session.read(*NOTIFICATIONS, interface, key)
            if isinstance(value, bool):
                said[who] = value
        xfconf = await self.session.call(*XFCONF, "GetProperty", "ss", "xfce4-notifyd", "/do-not-disturb")
        if isinstance(xfconf, bool):
            said["Xfce"] = xfconf
        if "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "") and shutil.which("gsettings"):
            banners = await _said_by("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
            if banners.strip() in ("true", "false"):
                said["GNOME"] = banners.strip() == "false"
        return _joined(self.name, said, "this desktop does not tell")


@dataclass(slots=True)
class Inhibitors:
    """A program keeps the session awake."""

    session: Bus
    name: str = "inhibitors"

    async def look(self) -> SourceState:
        """As GNOME's session manager or the power manager of KDE and Xfce says."""
        said: dict[str, bool] = {}
        inhibited = await self.session.call(*SESSION, "IsInhibited", "u", IDLE_INHIBITED)
        held = await self.session.call(*POWER, f"{POWER[0]}.Inhibit", "HasInhibit")
        said |= {
            who: value for who, value in (("GNOME", inhibited), ("power manager", held)) if isinstance(value, bool)
        }
        return _joined(self.name, said, "this desktop does not tell")


@dataclass(slots=True)
class Typing:
    """Keys or mouse were used a moment ago."""

    session: Bus
    name: str = "typing"

    async def look(self) -> SourceState:
        """By the idle time that GNOME and KDE tell; X11 alone tells none without a helper."""
        mutter = "org.gnome.Mutter.IdleMonitor"
        idle_ms = await self.session.call(mutter, "/org/gnome/Mutter/IdleMonitor/Core", mutter, "GetIdletime")
        if idle_ms is None:
            name, path = SCREEN_SAVERS[1]
            idle_ms = await self.session.call(name, path, name, "GetSessionIdleTime")
        if not isinstance(idle_ms, int):
            return SourceState(self.name, None, "this desktop does not tell the idle time")
        return SourceState(self.name, idle_ms < 1000.0 * TYPING_S, "the desktop's idle time")


@dataclass(slots=True)
class Microphone:
    """A sound card records.

    The kernel tells, whatever records; a Bluetooth headset's microphone is no sound card and is not seen.
    """

    asound: Path = Path("/proc/asound")
    name: str = "microphone"

    async def look(self) -> SourceState:
        """Whether any capture stream runs."""
        if not self.asound.is_dir():
            return SourceState(self.name, None, "no sound card")
        streams = list(self.asound.glob("card*/pcm*c/sub*/status"))
        if not streams:
            return SourceState(self.name, None, "no microphone")
        return SourceState(self.name, any("RUNNING" in _text(path) for path in streams), "the sound card")


@dataclass(slots=True)
class Camera:
    """A program of yours has a camera open; those of others cannot be seen."""

    proc: Path = Path("/proc")
    device: str = "/dev/video"
    present: Path = field(default_factory=lambda: Path("/dev"))
    name: str = "camera"

    async def look(self) -> SourceState:
        """Whether any process that we may look into holds a video device."""
        if not any(self.present.glob("video*")):
            return SourceState(self.name, None, "no camera")
        return SourceState(self.name, await asyncio.to_thread(self._held), "the camera's device")

    def _held(self) -> bool:
        return any(_link(path).startswith(self.device) for path in self.proc.glob("[0-9]*/fd/*"))


@dataclass(slots=True)
class FullScreen:
    """The window in front fills the screen; only X11 tells."""

    name: str = "full-screen"

    async def look(self) -> SourceState:
        """By the window manager's own properties."""
        if os.environ.get("WAYLAND_DISPLAY"):
            return SourceState(self.name, None, "Wayland does not tell")
        if not os.environ.get("DISPLAY"):
            return SourceState(self.name, None, "no screen")
        if shutil.which("xprop") is None:
            return SourceState(self.name, None, "xprop is not installed (package x11-utils)")
        window = (await _said_by("xprop", "-root", "_NET_ACTIVE_WINDOW")).rpartition("# ")[2].strip()
        if not window.startswith("0x"):
            return SourceState(self.name, None, "this window manager does not tell")
        states = "" if window == "0x0" else await _said_by("xprop", "-id", window, "_NET_WM_STATE")
        return SourceState(self.name, "_NET_WM_STATE_FULLSCREEN" in states, "the window manager")


def linux_sources() -> list[Source]:
    """All of them, on one connection to each bus."""
    session, system = Bus(), Bus(system=True)
    return [
        Lock(session, system), DoNotDisturb(session), Microphone(), Camera(), FullScreen(), Inhibitors(session),
        Typing(session),
    ]  # fmt: skip


def _joined(name: str, said: dict[str, bool], otherwise: str) -> SourceState:
    """Active if anybody says so; not known if nobody says anything."""
    if not said:
        return SourceState(name, None, otherwise)
    loud: Iterable[str] = [who for who, active in said.items() if active] or said
    return SourceState(name, any(said.values()), ", ".join(loud))


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
