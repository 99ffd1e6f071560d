"""The task for the Windows Task Scheduler (its XML schema 1.2, schtasks.exe).  Never run on Windows."""

import getpass
import os
import subprocess
from pathlib import Path, PureWindowsPath
from typing import Final
from xml.sax.saxutils import escape

from monitor.edges.service import Program, Recipe

TASK: Final = "sitmon"

_TEXT: Final = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>sitmon: knows whether you sit, and says when it is time to move</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger><UserId>{user}</UserId></LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>StopExisting</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>{command}</Command><Arguments>{arguments}</Arguments></Exec>
  </Actions>
</Task>
"""


def windows_recipe(program: Program) -> Recipe:
    """The task, started at log-on without a window; its file is kept beside the log."""
    path = program.log.parent / "sitmon-task.xml"
    python, *words = program.words
    domain, name = os.environ.get("USERDOMAIN"), getpass.getuser()
    text = _TEXT.format(
        user=escape(f"{domain}\\{name}" if domain else name),
        command=escape(_without_window(python)),
        arguments=escape(subprocess.list2cmdline([*words, "--log", str(program.log)])),
    )
    shown = ("powershell", "-NoProfile", "-Command", "Get-Content -Encoding UTF8 -Tail 100")
    quoted = "'" + str(program.log).replace("'", "''") + "'"
    return Recipe(
        path=path,
        text=text,
        probe=("schtasks", "/Query"),
        without="the Task Scheduler does not answer; put `sitmon run` in your startup folder instead",
        enable=(("schtasks", "/Create", "/TN", TASK, "/XML", str(path), "/F"),),
        before=(("schtasks", "/End", "/TN", TASK),),
        start=(("schtasks", "/Run", "/TN", TASK),),
        stop=(("schtasks", "/End", "/TN", TASK), ("schtasks", "/Delete", "/TN", TASK, "/F")),
        after=(),
        status=("schtasks", "/Query", "/TN", TASK, "/V", "/FO", "LIST"),
        logs=(*shown[:-1], f"{shown[-1]} {quoted}"),
        follow=(*shown[:-1], f"{shown[-1]} -Wait {quoted}"),
        encoding="utf-16",
    )


def _without_window(python: str) -> str:
    """The interpreter that opens no console, where it lies beside the other."""
    beside = PureWindowsPath(python).with_name("pythonw.exe")
    return str(beside) if Path(beside).exists() else python
