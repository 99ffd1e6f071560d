"""`sitmon service`, with a `systemctl` that writes down what it was asked."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.support.commands import Commands
from tests.support.running import running

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="systemd is Linux's")

SYSTEMCTL = """#!/bin/sh
echo "$@" >> "{folder}/asked"
case "$*" in
  *show-environment*) [ ! -e "{folder}/absent" ] ;;
  *status*) echo "Active: active (running)"; [ -e "{folder}/started" ] ;;
  *restart*) touch "{folder}/started" ;;
  *disable*) rm -f "{folder}/started" ;;
esac
"""


@pytest.fixture
def system(sitmon: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """A system whose service manager is a script; units go to a folder of this test."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in (("systemctl", SYSTEMCTL), ("journalctl", '#!/bin/sh\necho "journal: $@"\n')):
        (tools / name).write_text(text.format(folder=tmp_path))
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return sitmon


def unit(system: Commands) -> Path:
    """Where the unit is to lie."""
    return system.folder / "config" / "systemd" / "user" / "sitmon.service"


def test_installed_it_runs_and_uninstalled_nothing_is_left(system: Commands) -> None:
    """The whole way: not there, installed and running, gone; each state is said, and is the exit status."""
    assert (1, "Not installed. To do so: sitmon service install\n", "") == system("service", "status").whole
    assert (0, f"Installed and started: {unit(system)}\n", "") == system("service", "install").whole
    running = system("service", "status")
    assert (0, f"Installed: {unit(system)}\nActive: active (running)\n") == (running.status, running.out)
    assert (0, f"Stopped and removed: {unit(system)}\n", "") == system("service", "uninstall").whole
    assert (0, f"It was not installed: {unit(system)}\n", "") == system("service", "uninstall").whole
    assert not unit(system).exists()


def test_the_unit_runs_this_sitmon_with_these_settings(system: Commands) -> None:
    """The interpreter that installs is the one that runs, and a file of settings that was named is named again."""
    system("service", "install")

    expected = f"ExecStart={sys.executable} -m monitor run --config {system.folder / 'sitmon.toml'}"
    assert expected in unit(system).read_text().splitlines()


def test_printing_changes_nothing(system: Commands) -> None:
    """`--print` shows the file and the commands, also where there is no systemd at all."""
    said = system("service", "install", "--print")

    assert "Type=notify" in said.out
    called = [line.removeprefix("# systemctl --user ") for line in said.out.splitlines() if line.startswith("# ")]
    wanted = ["daemon-reload", "enable sitmon.service", "reset-failed sitmon.service", "restart sitmon.service"]
    assert wanted == called[-4:]
    assert "# systemctl --user disable --now sitmon.service" in system("service", "uninstall", "--print").out
    assert not unit(system).exists()
    assert not (system.folder / "asked").exists()


def test_a_unit_of_before_is_said_to_want_renewal(system: Commands) -> None:
    """After an update the unit may be an old one; a stopped service is no good status."""
    system("service", "install")
    unit(system).write_text("old")
    (system.folder / "started").unlink()
    said = system("service", "status")

    assert 1 == said.status
    assert "To renew it: sitmon service install" in said.out
    assert "It does not run. To see why: sitmon service logs" in said.out


def test_without_a_user_manager_one_line_says_what_to_do(system: Commands) -> None:
    """A container or a system without systemd: the session's autostart is named."""
    (system.folder / "absent").touch()

    assert "let your session start `sitmon run` at log-in instead" in system("service", "install").complaint
    assert not unit(system).exists()


def test_wrong_settings_are_not_made_a_service(system: Commands) -> None:
    """What would fail at each log-in fails now, with the fault named."""
    system.configure("[nudges]\nlimit = 3")

    assert 2 == system("service", "install").status
    assert not unit(system).exists()


async def test_a_sitmon_that_was_started_by_hand_is_in_the_way(system: Commands) -> None:
    """Two cannot watch through one wearable: what to do is said, and nothing is written."""
    async with running(system):
        said = await asyncio.to_thread(system, "service", "install")

    assert "sitmon runs already, started by hand: end it first" in said.complaint
    assert not unit(system).exists()


async def test_the_running_service_is_no_hindrance(system: Commands) -> None:
    """To install again, as after an update, starts it anew."""
    system("service", "install")
    async with running(system):
        said = await asyncio.to_thread(system, "service", "install")

    assert 0 == said.status


def test_follow_goes_with_logs_alone(system: Commands) -> None:
    """A call that makes no sense is refused."""
    assert "--follow goes with `sitmon service logs`" in system("service", "status", "--follow").complaint


def test_the_logs_are_the_systems(system: Commands, capfd: pytest.CaptureFixture[str]) -> None:
    """Journalctl writes to the terminal itself; with --follow it goes on."""
    assert 0 == system("service", "logs").status
    assert 0 == system("service", "logs", "--follow").status

    first, second = capfd.readouterr().out.splitlines()
    assert first.startswith("journal: --user --user-unit=sitmon.service")
    assert second == f"{first} --follow"
