"""Linux: logind and the screen savers, the notification servers, the sound card, the camera, X11.

Each desktop has its own words for the same; all are asked, and whoever answers counts.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from monitor.edges.buses import Bus, Session
from monitor.edges.presence.watch import TYPING_S, Seen, Source
from monitor.edges.presence.x11 import Screen
from monitor.edges.silence import ask_silence

SCREEN_SAVERS: Final = (
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
)
LOGIN: Final = ("org.freedesktop.login1", "/org/freedesktop/login1/session/auto")
SESSION: Final = ("org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager")
POWER: Final = ("org.freedesktop.PowerManagement", "/org/freedesktop/PowerManagement/Inhibit")
IDLE_INHIBITED: Final = 8
"""The flag of GNOME's session manager for programs that keep the session from becoming idle."""


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
    """Whether the desktop shows no notifications, as its server or its settings say."""
    return _joined(await ask_silence(session), "this desktop does not tell")


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


async def see_full_screen(screen: Screen) -> Seen:
    """Whether the window in front fills the screen, by the window manager's own properties; only X11 tells."""
    if os.environ.get("WAYLAND_DISPLAY"):
        return None, "Wayland does not tell"
    if not (name := os.environ.get("DISPLAY")):
        return None, "no screen"
    return await asyncio.to_thread(screen.see, name)


def linux_sources() -> list[Source]:
    """All of them, on one connection to each bus."""
    session, system, screen = Bus(), Bus(system=True), Screen()
    around = Session(session, follow="NOTIFY_SOCKET" in os.environ)

    async def of_the_session(look: Callable[[], Awaitable[Seen]]) -> Seen:
        await around.look()
        return await look()

    return [
        Source("lock", lambda: see_lock(session, system)),
        Source("do-not-disturb", lambda: of_the_session(lambda: see_do_not_disturb(session))),
        Source("microphone", see_microphone),
        Source("camera", see_camera),
        Source("full-screen", lambda: of_the_session(lambda: see_full_screen(screen))),
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
