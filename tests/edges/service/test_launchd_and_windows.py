"""The agent for macOS and the task for Windows: their files; neither system was ever at hand."""

import plistlib
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from monitor.edges.service import Program, ServiceError, recipe_for

SCHEMA = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def test_the_agent_is_a_property_list_that_runs_the_program(program: Program) -> None:
    """It starts at log-in, again after a failure, not after a good end; and says what it says into the log."""
    recipe = recipe_for(program, "darwin")
    agent = plistlib.loads(recipe.text.encode())

    assert [*program.words, "--log", str(program.log)] == agent["ProgramArguments"]
    assert (True, {"SuccessfulExit": False}) == (agent["RunAtLoad"], agent["KeepAlive"])
    assert f"{agent['Label']}.plist" == recipe.path.name
    assert str(recipe.path) in recipe.start[0]


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
