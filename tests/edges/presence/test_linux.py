"""What Linux desktops know, asked over a real session bus of real services that speak the real interfaces."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import pytest
import pytest_asyncio
from dbus_fast import BusType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.constants import PropertyAccess
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from monitor.coaching.inputs import Context
from monitor.edges.presence import look_once, sources_of
from monitor.edges.presence.linux import (
    LOGIN,
    SCREEN_SAVERS,
    linux_sources,
    see_camera,
    see_full_screen,
    see_microphone,
)
from monitor.edges.presence.watch import NAMES, Seen, Source, SourceState
from monitor.edges.presence.x11 import Screen
from monitor.edges.settings import Settings
from monitor.edges.silence import MAKO, NOTIFICATIONS, SWAYNC
from tests.support.desktop_session import desktop_session, missing_parts

pytestmark = pytest.mark.system("dbus-daemon")

Bool = Annotated[bool, DBusSignature("b")]
UInt = Annotated[int, DBusSignature("u")]
ULong = Annotated[int, DBusSignature("t")]
Str = Annotated[str, DBusSignature("s")]
Var = Annotated[Any, DBusSignature("v")]


class Session(ServiceInterface):
    """logind's session."""

    locked = False

    @dbus_property(access=PropertyAccess.READ, name="LockedHint")
    def locked_hint(self) -> Bool:
        """As logind says it."""
        return self.locked


class Saver(ServiceInterface):
    """A screen saver; KDE's also tells the idle time."""

    active, idle_ms = False, 60_000

    @dbus_method(name="GetActive")
    def get_active(self) -> Bool:
        """Whether it covers the screen."""
        return self.active

    @dbus_method(name="GetSessionIdleTime")
    def get_idle_time(self) -> UInt:
        """In milliseconds."""
        return self.idle_ms


class Server(ServiceInterface):
    """KDE's notification server."""

    silent = False

    @dbus_property(access=PropertyAccess.READ, name="Inhibited")
    def inhibited_property(self) -> Bool:
        """Do not disturb."""
        return self.silent


class Gnome(ServiceInterface):
    """GNOME's session manager."""

    inhibited = False

    @dbus_method(name="IsInhibited")
    def is_inhibited(self, flags: UInt) -> Bool:
        """Whether the session is kept from becoming idle."""
        return self.inhibited and flags == 8


class Xfconf(ServiceInterface):
    """Xfce's settings."""

    silent = False

    @dbus_method(name="GetProperty")
    def get_property(self, channel: Str, key: Str) -> Var:
        """One of them."""
        assert ("xfce4-notifyd", "/do-not-disturb") == (channel, key)
        return Variant("b", self.silent)


@pytest_asyncio.fixture
async def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MessageBus]:
    """A bus of our own, which is session and system bus in one."""
    if missing := missing_parts("nobody"):
        pytest.skip(f"needs {missing}")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)
    with desktop_session(tmp_path, "nobody") as session:
        address = session.environment["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        bus = await MessageBus(bus_type=BusType.SESSION).connect()
        yield bus
        bus.disconnect()


async def seen(name: str) -> SourceState:
    """How a source sees the moment."""
    (state,) = await look_once(sources_of({name}, "linux"))
    return state


async def test_with_nobody_there_nothing_is_known(bus: MessageBus) -> None:
    """An empty bus: not known is never "no", and each says why."""
    states = {state.name: state for state in await look_once(linux_sources())}

    assert set(NAMES) == set(states)
    for name in ("lock", "do-not-disturb", "inhibitors", "typing", "full-screen"):
        assert None is states[name].active, name
        assert states[name].why


async def test_without_any_bus_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a bare machine it is said in words, and nothing is raised."""
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, f"unix:path={tmp_path / 'none'}")

    for name in ("lock", "do-not-disturb", "typing"):
        state = await seen(name)
        assert (None, True) == (state.active, bool(state.why))


async def test_a_locked_session_is_seen_whoever_says_so(bus: MessageBus) -> None:
    """logind, or a screen saver; unlocked again, it is known to be so."""
    session, saver = Session(f"{LOGIN[0]}.Session"), Saver(SCREEN_SAVERS[0][0])
    bus.export(LOGIN[1], session)
    await bus.request_name(LOGIN[0])
    assert (False, "logind") == ((await seen("lock")).active, (await seen("lock")).why)
    session.locked = True
    assert True is (await seen("lock")).active
    session.locked = False
    bus.export(SCREEN_SAVERS[0][1], saver)
    await bus.request_name(SCREEN_SAVERS[0][0])
    saver.active = True
    assert SourceState("lock", active=True, why="org.gnome.ScreenSaver") == await seen("lock")


async def test_do_not_disturb_of_kde_and_of_xfce(bus: MessageBus) -> None:
    """The server's own property, and the setting of Xfce's; one that says so is enough."""
    server, xfconf = Server(NOTIFICATIONS[0]), Xfconf("org.xfce.Xfconf")
    bus.export(NOTIFICATIONS[1], server)
    await bus.request_name(NOTIFICATIONS[0])
    assert False is (await seen("do-not-disturb")).active
    server.silent = True
    assert True is (await seen("do-not-disturb")).active
    server.silent, xfconf.silent = False, True
    bus.export("/org/xfce/Xfconf", xfconf)
    await bus.request_name("org.xfce.Xfconf")
    assert SourceState("do-not-disturb", active=True, why="Xfce") == await seen("do-not-disturb")


class SwayNc(ServiceInterface):
    """SwayNC's control centre, by its source."""

    @dbus_method(name="GetDnd")
    def get_dnd(self) -> Bool:
        """Silent."""
        return True


class Mako(ServiceInterface):
    """mako, by its manual."""

    modes = ("default", "do-not-disturb")

    @dbus_method(name="ListModes")
    def list_modes(self) -> Annotated[list[str], DBusSignature("as")]:
        """Those in force."""
        return list(self.modes)


async def test_do_not_disturb_of_swaync_and_mako(bus: MessageBus) -> None:
    """SwayNC's own switch; of mako's modes the one that its manual names; another mode is not silence."""
    mako = Mako(MAKO[2])
    bus.export(MAKO[1], mako)
    await bus.request_name(MAKO[0])
    assert SourceState("do-not-disturb", active=True, why="mako") == await seen("do-not-disturb")
    mako.modes = ("default", "away")
    assert False is (await seen("do-not-disturb")).active
    bus.export(SWAYNC[1], SwayNc(SWAYNC[2]))
    await bus.request_name(SWAYNC[0])
    assert SourceState("do-not-disturb", active=True, why="SwayNC") == await seen("do-not-disturb")


@pytest.mark.system("dunst")
async def test_a_paused_dunst_does_not_disturb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real dunst, paused and let go on again by its own command."""
    if missing := missing_parts("dunst"):
        pytest.skip(f"needs {missing}")
    with desktop_session(tmp_path, "dunst") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        before = await seen("do-not-disturb")
        session.run("dunstctl", "set-paused", "true")
        paused = await seen("do-not-disturb")

    assert (False, True, "dunst") == (before.active, paused.active, paused.why)


async def test_what_keeps_the_screen_awake_counts_only_if_wanted(bus: MessageBus) -> None:
    """GNOME's flag for idle; by default nobody asks, so that a podcast silences nothing."""
    gnome = Gnome("org.gnome.SessionManager")
    bus.export("/org/gnome/SessionManager", gnome)
    await bus.request_name("org.gnome.SessionManager")
    gnome.inhibited = True

    assert True is (await seen("inhibitors")).active
    assert "inhibitors" not in Settings().presence.sources


@pytest.mark.parametrize(("idle_ms", "active"), [(500, True), (10_000, False)])
async def test_typing_is_input_a_moment_ago(bus: MessageBus, idle_ms: int, *, active: bool) -> None:
    """By the idle time that KDE tells."""
    saver = Saver(SCREEN_SAVERS[1][0])
    saver.idle_ms = idle_ms
    bus.export(SCREEN_SAVERS[1][1], saver)
    await bus.request_name(SCREEN_SAVERS[1][0])

    assert active is (await seen("typing")).active


async def test_a_service_that_hangs_is_not_known(bus: MessageBus, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds up neither the others nor the watching."""
    monkeypatch.setattr(sys.modules["monitor.edges.presence.watch"], "PATIENCE_S", 0.2)

    async def hang() -> Seen:
        await asyncio.sleep(60.0)
        raise AssertionError

    lock, camera = await look_once([*sources_of({"lock"}, "linux"), Source("camera", hang)])

    assert (None, "no answer within 0 s") == (camera.active, camera.why)
    assert "lock" == lock.name


@pytest.mark.parametrize(
    ("statuses", "active"),
    [(["closed"], False), (["state: PREPARED", "state: RUNNING\nowner_pid   : 7"], True), ([], None)],
)
async def test_a_microphone_records(tmp_path: Path, statuses: list[str], *, active: bool | None) -> None:
    """As the kernel's sound card says; playing music is no recording."""
    for number, status in enumerate(statuses):
        folder = tmp_path / f"card{number}" / "pcm0c" / "sub0"
        folder.mkdir(parents=True)
        (folder / "status").write_text(status)
    played = tmp_path / "card0" / "pcm0p" / "sub0"
    played.mkdir(parents=True)
    (played / "status").write_text("state: RUNNING")

    assert active is (await see_microphone(tmp_path))[0]
    assert None is (await see_microphone(tmp_path / "none"))[0]


async def test_a_camera_is_held(tmp_path: Path) -> None:
    """By a process of ours that really has the device open."""
    device = tmp_path / "video0"
    assert None is (await see_camera(str(device), tmp_path))[0]
    device.write_text("")
    assert False is (await see_camera(str(device), tmp_path))[0]
    with device.open():
        assert True is (await see_camera(str(device), tmp_path))[0]


@pytest.mark.system("openbox")
async def test_a_full_screen_window_on_x11(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real window under a real window manager, before and after it fills the screen."""
    if missing := ", ".join(name for name in ("Xvfb", "openbox", "xdotool") if shutil.which(name) is None):
        pytest.skip(f"needs {missing}")
    from Xlib import X, display
    from Xlib.protocol.event import ClientMessage

    if missing := missing_parts("xfce4-notifyd"):
        pytest.skip(f"needs {missing}")
    with desktop_session(tmp_path, "xfce4-notifyd") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        screen = display.Display(os.environ["DISPLAY"])
        root = screen.screen().root
        window = root.create_window(10, 10, 200, 100, 0, screen.screen().root_depth)
        window.map()
        screen.sync()
        session.run("xdotool", "search", "--sync", "--onlyvisible", "--class", ".*", "windowactivate")
        states, ours = [], Screen()
        for add in (0, 1):
            full = screen.intern_atom("_NET_WM_STATE_FULLSCREEN")
            event = ClientMessage(
                window=window, client_type=screen.intern_atom("_NET_WM_STATE"), data=(32, [add, full, 0, 1, 0])
            )
            root.send_event(event, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
            focus = ClientMessage(
                window=window, client_type=screen.intern_atom("_NET_ACTIVE_WINDOW"), data=(32, [2, 0, 0, 0, 0])
            )
            root.send_event(focus, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
            screen.sync()
            await asyncio.sleep(0.6)
            states.append((await see_full_screen(ours))[0])
        ours.close()
        screen.close()

    assert [False, True] == states


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # python-xlib leaves the socket
async def test_a_screen_that_cannot_be_asked_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A display that is gone is said by name; no program is started, and the next look tries again."""
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":6543")
    monkeypatch.setattr(asyncio, "create_subprocess_exec", None)
    (state,) = await look_once(sources_of({"full-screen"}, "linux"))

    assert (None, "the screen :6543 cannot be asked (DisplayConnectionError)") == (state.active, state.why)


async def test_wayland_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is not known, whatever XWayland says."""
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")

    assert (None, "Wayland does not tell") == await see_full_screen(Screen())


def test_every_source_has_a_context_that_the_coach_knows() -> None:
    """A meeting is told by microphone and camera; a drive by nobody but the person."""
    assert {"microphone", "camera"} == {name for name, context in NAMES.items() if context is Context.MEETING}
    assert Context.DRIVING not in NAMES.values()
