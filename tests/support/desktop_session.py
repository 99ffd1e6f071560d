"""A real desktop session to show notifications in: a screen, a session bus, a notification server.

All of it is private (a bus of its own, a screen that nobody sees) and is stopped by its own process ids.  Each
daemon's input and output are redirected: an inherited pipe would keep a test run from ever ending.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PARTS = {
    "dunst": ("Xvfb", "dbus-daemon", "dunst", "dunstctl", "notify-send"),
    "xfce4-notifyd": ("Xvfb", "dbus-daemon", "import", "xdotool", "openbox"),
    "nobody": ("dbus-daemon",),
}
XFCE_SERVER = "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd"

# No service folders: else asking for a notification server would start whichever one is installed.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*"/> <allow receive_sender="*"/> <allow own="*"/>
  </policy>
</busconfig>
"""

# dunst draws no buttons; it asks a menu program which one was pressed.  Ours picks what `pick.txt` says.
_DUNST = """[global]
    dmenu = {folder}/pick.sh
    mouse_left_click = do_action, close_current
    mouse_right_click = close_current
    width = 420
    markup = full
    format = "<b>%s</b>\\n%b"
"""


@dataclass(frozen=True, slots=True)
class DesktopSession:
    """A running session.

    Attributes:
        folder: holds the logs of its daemons.
        environment: what a program needs to find the bus and the screen.
    """

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str) -> str:
        """Run a program in the session; gives what it prints."""
        return subprocess.run(
            command, env=os.environ | self.environment, capture_output=True, text=True, timeout=10, check=True
        ).stdout

    def press(self, button: str) -> None:
        """Press the button of the shown notification that has this text (dunst)."""
        (self.folder / "pick.txt").write_text(button)
        self.run("dunstctl", "context")

    def history(self) -> list[tuple[str, str]]:
        """Close what is on the screen; title and body of all that ever was on it, oldest first (dunst)."""
        self.run("dunstctl", "close-all")
        entries = json.loads(self.run("dunstctl", "history"))["data"][0]
        return [(entry["summary"]["data"], entry["body"]["data"]) for entry in reversed(entries)]

    def count(self) -> int:
        """How many notifications are on the screen (dunst)."""
        return int(self.run("dunstctl", "count", "displayed"))

    def screenshot(self, path: Path) -> Path:
        """Save a picture of the screen as PNG."""
        self.run("import", "-window", "root", str(path))
        return path


def missing_parts(server: str) -> str:
    """Name the programs that a session with this server needs and this machine lacks."""
    missing = [name for name in PARTS[server] if shutil.which(name) is None]
    if server == "xfce4-notifyd" and not Path(XFCE_SERVER).exists():
        missing.append(server)
    return ", ".join(missing)


@contextlib.contextmanager
def desktop_session(folder: Path, server: str) -> Iterator[DesktopSession]:
    """Start a session with `"dunst"`, `"xfce4-notifyd"` or `"nobody"`, and stop it at the end."""
    with contextlib.ExitStack() as daemons:
        environment = {"DBUS_SESSION_BUS_ADDRESS": _start_bus(folder, daemons)}
        if server != "nobody":
            environment["DISPLAY"] = start_screen(folder, daemons)
        session = DesktopSession(folder, environment)
        if server == "dunst":
            _start_dunst(session, daemons)
        elif server == "xfce4-notifyd":
            daemons.enter_context(_daemon(["openbox"], folder, environment))
            daemons.enter_context(_daemon([XFCE_SERVER], folder, environment))
        if server != "nobody":
            _wait_for(lambda: _has_server(session), f"{server} to come onto the bus")
        yield session


def _start_bus(folder: Path, daemons: contextlib.ExitStack) -> str:
    path, configuration = folder / "bus", folder / "bus.conf"
    configuration.write_text(_BUS.format(socket=path))
    daemons.enter_context(_daemon(["dbus-daemon", f"--config-file={configuration}", "--nofork"], folder, {}))
    _wait_for(lambda: _listens(path), "the session bus")
    return f"unix:path={path}"


def _listens(path: Path) -> bool:
    """Whether somebody takes connections there; a socket has its name before that."""
    with socket.socket(socket.AF_UNIX) as asked:
        return asked.connect_ex(str(path)) == 0


def start_screen(folder: Path, daemons: contextlib.ExitStack) -> str:
    """Start a screen on a display number that the X server picks itself, so that two never meet."""
    number = folder / "display"
    with number.open("w") as file:
        command = ["Xvfb", "-displayfd", str(file.fileno()), "-screen", "0", "1024x600x24", "-nolisten", "tcp"]
        daemons.enter_context(_daemon(command, folder, {}, keep=(file.fileno(),)))
    _wait_for(lambda: number.read_text().endswith("\n"), "the screen")
    return f":{number.read_text().strip()}"


def _start_dunst(session: DesktopSession, daemons: contextlib.ExitStack) -> None:
    pick = session.folder / "pick.sh"
    pick.write_text(f'#!/bin/sh\ngrep -F "$(cat {session.folder}/pick.txt)" | head -1\n')
    pick.chmod(0o700)
    (session.folder / "dunstrc").write_text(_DUNST.format(folder=session.folder))
    command = ["dunst", "-conf", str(session.folder / "dunstrc")]
    daemons.enter_context(_daemon(command, session.folder, session.environment))


@contextlib.contextmanager
def _daemon(
    command: list[str], folder: Path, environment: dict[str, str], keep: tuple[int, ...] = ()
) -> Iterator[None]:
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=keep,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _has_server(session: DesktopSession) -> bool:
    command = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", ""]
    command[-1] = "org.freedesktop.DBus.NameHasOwner"
    return "true" in session.run(*command, "string:org.freedesktop.Notifications")


def _wait_for(ready: Callable[[], bool], what: str, patience_s: float = 10.0) -> None:
    deadline = time.monotonic() + patience_s
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience_s:g} s for {what}")
        time.sleep(0.02)
