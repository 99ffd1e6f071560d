"""What a service is made of, whatever the system: one file and some commands."""

import sys
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import MonitorError

Command = tuple[str, ...]


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
