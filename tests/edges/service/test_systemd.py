"""The unit for systemd."""

import os
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from monitor.edges.service import Program, recipe_for
from monitor.edges.service.systemd import WATCHDOG_S

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed (Debian: systemd)")


def unit(text: str) -> RawConfigParser:
    """What a unit says."""
    parser = RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def analyze(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Ask systemd-analyze; without a runtime folder it fails for any file."""
    return subprocess.run(
        [str(ANALYZE), *words],
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder), "SYSTEMD_COLORS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def runnable(program: Program, tmp_path: Path) -> Path:
    """The unit of a program that is there, as a file."""
    python = tmp_path / "bin dir" / "python"
    python.parent.mkdir()
    python.symlink_to("/bin/true")
    path = tmp_path / "sitmon.service"
    path.write_text(recipe_for(Program(program.config, program.log, str(python)), "linux").text)
    return path


@needs_systemd
@pytest.mark.system("systemd")
def test_systemd_finds_nothing_to_complain_of(runnable: Path, tmp_path: Path) -> None:
    """`systemd-analyze verify --user` succeeds, and warns of no key or value that it would ignore."""
    said = analyze(tmp_path, "verify", "--user", str(runnable))

    assert (0, "") == (said.returncode, said.stderr)


@needs_systemd
@pytest.mark.system("systemd")
@pytest.mark.parametrize("fault", ["WatchdogSecs=60", "Restart=perhaps", "SystemCallFilter=@no-such-set"])
def test_the_check_can_fail(runnable: Path, tmp_path: Path, fault: str) -> None:
    """A key or value that systemd does not know is found by the same check: it warns, though it ends with 0."""
    runnable.write_text(runnable.read_text().replace("Type=notify", f"Type=notify\n{fault}"))

    assert "sitmon.service" in analyze(tmp_path, "verify", "--user", str(runnable)).stderr


@needs_systemd
@pytest.mark.system("systemd")
def test_the_unit_is_hardened(runnable: Path, tmp_path: Path) -> None:
    """Systemd's own measure of exposure (0 to 10, lower is better) stays below 7: most of the rest needs root."""
    said = analyze(tmp_path, "security", "--offline=true", "--user", "--no-pager", "--threshold=70", str(runnable))

    assert 0 == said.returncode, said.stdout + said.stderr


def test_the_command_comes_through_as_it_was(program: Program) -> None:
    """Blanks, quotes, `%` and `$` in a path are the same for the program as for the person."""
    line = unit(recipe_for(program, "linux").text)["Service"]["ExecStart"]

    assert list(program.words) == [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def test_the_watchdog_ready_and_restart_are_as_promised(program: Program) -> None:
    """Systemd waits for READY=1, restarts what hangs or fails, but not what cannot start for its settings."""
    service = unit(recipe_for(program, "linux").text)["Service"]

    assert ("notify", "main", str(WATCHDOG_S)) == tuple(service[key] for key in ("Type", "NotifyAccess", "WatchdogSec"))
    assert ("on-failure", "2") == (service["Restart"], service["RestartPreventExitStatus"])


def test_bluetooth_and_the_session_bus_stay_reachable(program: Program) -> None:
    """Both are sockets of the machine; nothing hides them, the runtime folder or the user's files."""
    service = unit(recipe_for(program, "linux").text)["Service"]

    assert "AF_UNIX" in service["RestrictAddressFamilies"].split()
    hiding = {"PrivateNetwork", "PrivateTmp", "ProtectHome", "PrivateUsers", "InaccessiblePaths", "PrivateDevices"}
    assert set() == hiding & set(service)


@pytest.mark.parametrize(
    ("config", "folder"), [("/etc/mine", "/etc/mine"), ("", "/home/u/.config"), ("rel", "/home/u/.config")]
)
def test_the_unit_lies_where_systemd_looks(
    program: Program, monkeypatch: pytest.MonkeyPatch, config: str, folder: str
) -> None:
    """XDG_CONFIG_HOME counts if it is absolute, as the specification says."""
    monkeypatch.setenv("XDG_CONFIG_HOME", config)
    monkeypatch.setenv("HOME", "/home/u")

    assert Path(folder) / "systemd" / "user" / "sitmon.service" == recipe_for(program, "linux").path
