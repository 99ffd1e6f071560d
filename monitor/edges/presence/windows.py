"""Windows: one question to the shell answers four, and one the idle time.  Never run on Windows; see the documents."""

import ctypes
from dataclasses import dataclass
from typing import Any, Final

from monitor.edges.presence.states import TYPING_S, Source, SourceState

STATES: Final = {1: "lock", 2: "full-screen", 3: "full-screen", 4: "do-not-disturb", 6: "do-not-disturb"}
"""What SHQueryUserNotificationState answers: nobody there, busy, Direct3D, presentation, quiet time."""


@dataclass(slots=True)
class Shell:
    """What the shell would hold notifications back for."""

    name: str

    async def look(self) -> SourceState:
        """By SHQueryUserNotificationState."""
        state = ctypes.c_int()
        if _library("shell32").SHQueryUserNotificationState(ctypes.byref(state)) != 0:
            return SourceState(self.name, None, "the shell does not tell")
        return SourceState(self.name, STATES.get(state.value) == self.name, "the shell")


class _LastInput(ctypes.Structure):
    _fields_ = (("cbSize", ctypes.c_uint), ("dwTime", ctypes.c_uint))


@dataclass(slots=True)
class Typing:
    """Keys or mouse were used a moment ago."""

    name: str = "typing"

    async def look(self) -> SourceState:
        """By GetLastInputInfo."""
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if not _library("user32").GetLastInputInfo(ctypes.byref(last)):
            return SourceState(self.name, None, "the system does not tell")
        idle_ms = (_library("kernel32").GetTickCount() - last.dwTime) & 0xFFFF_FFFF
        return SourceState(self.name, idle_ms < 1000.0 * TYPING_S, "the system")


def windows_sources() -> list[Source]:
    """All of them."""
    return [*(Shell(name) for name in ("lock", "full-screen", "do-not-disturb")), Typing()]


def _library(name: str) -> Any:  # noqa: ANN401  a library has no type
    return getattr(ctypes, "windll")[name]  # noqa: B009  there is no such attribute elsewhere
