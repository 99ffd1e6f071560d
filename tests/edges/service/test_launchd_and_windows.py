"""The agent for macOS and the task for Windows: their files; neither system was ever at hand."""

import os
import plistlib
import subprocess
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.edges.service import Program, ServiceError, install, recipe_for, uninstall

SCHEMA = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def test_the_agent_is_a_property_list_that_runs_the_program(program: Program) -> None:
    """It starts at log-in, again after a failure, not after a good end; and says what it says into the log."""
    recipe = recipe_for(program, "darwin")
    agent = plistlib.loads(recipe.text.encode())

    started, *words = agent["ProgramArguments"]
    assert [*program.words[1:], "--log", str(program.log)] == words
    assert started.endswith(".app/Contents/MacOS/sitmon")
    assert program.python == agent["EnvironmentVariables"]["__PYVENV_LAUNCHER__"]
    assert (True, {"SuccessfulExit": False}) == (agent["RunAtLoad"], agent["KeepAlive"])
    assert f"{agent['Label']}.plist" == recipe.path.name
    assert str(recipe.path) in recipe.start[0]


FAKE = """#!/bin/sh
now=$(date +%s%N)
gone() { [ -e "$T/gone" ] && [ $(((now - $(cat "$T/gone")) / 1000000)) -lt 900 ]; }
case $1 in
bootout) [ -e "$T/loaded" ] || exit 3; rm "$T/loaded"; echo "$now" > "$T/gone" ;;
bootstrap) if gone; then echo "Bootstrap failed: 5: Input/output error" >&2; exit 5; fi; touch "$T/loaded" ;;
print) case $2 in */*/*) [ -e "$T/loaded" ] || gone || exit 113 ;; esac ;;
esac
"""
"""A launchctl that frees a name 0.9 s after it was booted out, as a program that parts slowly makes it."""


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a Mac, with its launchctl and codesign; says what was signed."""
    (tmp_path / "bin").mkdir()
    for name, text in (("launchctl", FAKE), ("codesign", '#!/bin/sh\necho "$@" > "$T/signed"\n')):
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    for name, value in (("T", tmp_path), ("HOME", tmp_path / "home"), ("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")):
        monkeypatch.setenv(name, str(value))
    return tmp_path


@pytest.mark.skipif(os.name != "posix", reason="the fake is a shell script")
def test_an_agent_that_runs_is_started_anew(mac: Path) -> None:
    """An update: its name is free only some time after launchctl has answered, and that is waited for."""
    recipe = recipe_for(Program(None, mac / "sitmon.log"), "darwin")
    install(recipe)
    (mac / "loaded").write_text("the first")
    install(recipe)

    assert "" == (mac / "loaded").read_text()


@pytest.mark.skipif(os.name != "posix", reason="the fake is a shell script")
def test_the_agent_is_an_application_that_may_ask_for_bluetooth(mac: Path) -> None:
    """Its own identity and words, the interpreter itself in it, signed; and all of it goes with the service."""
    recipe = recipe_for(Program(None, mac / "sitmon.log"), "darwin")
    install(recipe)
    agent = plistlib.loads(recipe.path.read_bytes())
    started = Path(agent["ProgramArguments"][0])
    app = started.parents[2]
    info = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    said = subprocess.run([started, "-c", "print(6 * 7)"], check=True, capture_output=True, text=True).stdout

    assert (started.name, agent["Label"]) == (info["CFBundleExecutable"], info["CFBundleIdentifier"])
    assert info["NSBluetoothAlwaysUsageDescription"]
    assert "42\n" == said
    assert (mac / "signed").read_text().split()[-1] == str(app)
    assert uninstall(recipe)
    assert not started.exists()


def test_the_task_is_xml_that_runs_the_program(program: Program) -> None:
    """Ampersands and blanks in paths are kept; it never stops for want of mains or after three days."""
    recipe = recipe_for(program, "win32")
    task = ET.fromstring(recipe.text.encode(recipe.encoding))
    said = {one.tag.removeprefix(SCHEMA): one.text for one in task.iter()}

    assert "/opt/sit mon/bin/python" == said["Command"]
    arguments = said["Arguments"] or ""
    assert arguments.startswith("-m monitor run --config ")
    assert f'--log "{program.log}"' in arguments
    assert ("PT0S", "false", "false") == tuple(
        said[key] for key in ("ExecutionTimeLimit", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries")
    )
    assert ("/XML", str(recipe.path)) in set(pairwise(recipe.enable[0]))


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_what_is_started_can_be_stopped(program: Program, system: str) -> None:
    """Each recipe stops what it starts, by the same name."""
    recipe = recipe_for(program, system)
    name = {"linux": "sitmon.service", "darwin": "sitmon", "win32": "sitmon"}[system]

    assert any(name in word for command in recipe.start for word in command)
    assert any(name in word for command in recipe.stop for word in command)
    assert recipe.logs != recipe.follow


def test_an_unknown_system_is_told_what_to_do(program: Program) -> None:
    """Where no service is known, one line says how to start it otherwise."""
    with pytest.raises(ServiceError, match="freebsd14: no service is known here; let your session start"):
        recipe_for(program, "freebsd14")
