"""The service: how the system is told to start sitmon at log-in, and to start it again when it fails.

Each system has a recipe: one file, and the commands that make it count.  They are carried out here, again and again if
need be: the end is the same.  systemd (Linux) also hears from the running sitmon that its work goes on (`notify`).
"""

import os
import shutil
import subprocess
import sys
import time
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from monitor.edges.files import PRIVATE_FILE, PRIVATE_FOLDER, make_folder, write_file
from monitor.errors import MonitorError

Command = tuple[str, ...]

PATIENCE_S = 60.0
"""How long the system may take for one command; systemd waits for READY=1 (product default)."""

PARTING_S = 30.0
"""How long a program that was stopped may take to go: systemd and launchd kill it after 20 s (launchd.plist(5))."""

LOOK_S = 0.2
"""How often it is looked whether it is gone (product default)."""


class ServiceError(MonitorError):
    """The system cannot be told to run sitmon; says what it answered."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is to run.

    Attributes:
        config: settings that somebody named, as an absolute path; None where the usual place holds.
        log: the file for what it says, where the system keeps no log of its own; the folder is made when needed.
        python: the interpreter in which sitmon is installed, as an absolute path.
    """

    config: Path | None
    log: Path
    python: str = sys.executable

    @property
    def words(self) -> Command:
        """The command."""
        named = () if self.config is None else ("--config", str(self.config))
        return self.python, "-m", "monitor", "run", *named


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one system runs the program as a service of the user.

    Attributes:
        path: where the file lies.
        text: what stands in it.
        probe: succeeds where the system can be told at all.
        without: what to do where it cannot; one clause.
        enable: makes the file count from the next log-in on; what runs goes on.
        before: makes way for a new start; may fail, since on the first time there is nothing in the way.
        start: starts the program now, once it is enabled.
        stop: ends the program, for good; may fail, since it may have ended.
        after: makes the removal of the file count.
        status: says how it is; succeeds if it is loaded.
        logs: shows what the program said last.
        follow: the same, and goes on until Ctrl-C.
        encoding: of the file.
        still: succeeds as long as what made way is not gone; None where the system waits for that itself.
        beside: what has to lie there as well: a text, or the program of which it is a copy.
    """

    path: Path
    text: str
    probe: Command
    without: str
    enable: tuple[Command, ...]
    before: tuple[Command, ...]
    start: tuple[Command, ...]
    stop: tuple[Command, ...]
    after: tuple[Command, ...]
    status: Command
    logs: Command
    follow: Command
    encoding: str = "utf-8"
    still: Command | None = None
    beside: tuple[tuple[Path, str | Path], ...] = ()


def recipe_for(program: Program, system: str = sys.platform) -> Recipe:
    """Say how this system, named as `sys.platform` does, runs a program as a service of the user.

    Raises:
        ServiceError: it is none of Linux, macOS and Windows.
    """
    # Each is loaded where it is used: the watching needs none of them, and has to be small.
    if system.startswith("linux"):
        from monitor.edges.service.systemd import systemd_recipe

        return systemd_recipe(program)
    if system == "darwin":
        from monitor.edges.service.launchd import launchd_recipe

        return launchd_recipe(program)
    if system == "win32":
        from monitor.edges.service.windows import windows_recipe

        return windows_recipe(program)
    raise ServiceError(f"{system}: no service is known here; let your session start `sitmon run` at log-in")


def is_current(recipe: Recipe) -> bool | None:
    """Whether the file is there and says what it would say today; None if it is not there.

    Raises:
        ServiceError: it cannot be read.
    """
    try:
        return recipe.path.read_bytes() == recipe.text.encode(recipe.encoding)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ServiceError(f"{recipe.path}: cannot be read ({error.strerror or error})") from error


def install(recipe: Recipe) -> None:
    """Write the file and start the program; what runs from before is started anew.

    Raises:
        ServiceError: the system has nobody who runs services (nothing is written then), or it refused.
    """
    enable(recipe)
    for command in recipe.before:
        call(command, may_fail=True)
    end_s = time.monotonic() + PARTING_S
    while recipe.still is not None and call(recipe.still, may_fail=True) is not None and time.monotonic() < end_s:
        time.sleep(LOOK_S)
    for command in recipe.start:
        call(command)


def enable(recipe: Recipe) -> None:
    """Write the file, so that the program starts at the next log-in; what runs goes on.

    Raises:
        ServiceError: the system has nobody who runs services (nothing is written then), or it refused.
    """
    if call(recipe.probe, may_fail=True) is None:
        raise ServiceError(f"`{' '.join(recipe.probe)}` fails here: {recipe.without}")
    try:
        for path, content in recipe.beside:
            make_folder(path.parent)
            write_file(path, content if isinstance(content, str) else content.read_bytes())
            path.chmod(PRIVATE_FILE if isinstance(content, str) else PRIVATE_FOLDER)  # a program can be started
        make_folder(recipe.path.parent)
        write_file(recipe.path, recipe.text.encode(recipe.encoding))
    except OSError as error:
        raise ServiceError(f"{recipe.path}: cannot be written ({error.strerror or error})") from error
    for command in recipe.enable:
        call(command)


def uninstall(recipe: Recipe) -> bool:
    """Stop the program and take the file away; whether there was one.

    Raises:
        ServiceError: the file cannot be removed, or the system refused.
    """
    if not recipe.path.exists():
        return False
    for command in recipe.stop:
        call(command, may_fail=True)
    try:
        for path in (recipe.path, *(path for path, _ in recipe.beside)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ServiceError(f"{recipe.path}: cannot be removed ({error.strerror or error})") from error
    for command in recipe.after:
        call(command, may_fail=True)
    return True


def look(recipe: Recipe) -> str | None:
    """What the system says of the program; None if it does not know it, or runs no services."""
    return call(recipe.status, may_fail=True)


def call(command: Command, *, may_fail: bool = False) -> str | None:
    """Run a command of the system; what it wrote, or None if it failed and may.

    Raises:
        ServiceError: it failed and may not.
    """
    try:
        done = subprocess.run(  # noqa: S603  the words are ours
            command, check=False, capture_output=True, text=True, errors="replace", timeout=PATIENCE_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        trouble = str(error)
    else:
        if done.returncode == 0:
            return done.stdout
        trouble = " ".join((done.stderr or done.stdout).split()) or f"status {done.returncode}"
    if may_fail:
        return None
    raise ServiceError(f"`{' '.join(command)}` failed: {trouble}; see `sitmon service logs`")


def browse(url: str) -> bool:
    """Open an address in the user's browser, and say whether it could.

    From a systemd unit by the user manager: within the unit, the browser would be caught in its hardening and end with
    it.
    """
    opener = shutil.which("xdg-open")
    if "NOTIFY_SOCKET" in os.environ and opener is not None:
        return call(("systemd-run", "--user", "--collect", "--quiet", "--", opener, url), may_fail=True) is not None
    return webbrowser.open(url)
