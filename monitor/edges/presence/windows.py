"""Windows: one question to the shell answers four, and one the idle time.  Never run on Windows; see the documents."""

import ctypes
from functools import partial
from typing import Any, Final

from monitor.edges.presence.watch import TYPING_S, Seen, Source

STATES: Final = {1: "lock", 2: "full-screen", 3: "full-screen", 4: "do-not-disturb", 6: "do-not-disturb"}
"""What SHQueryUserNotificationState answers: nobody there, busy, Direct3D, presentation, quiet time."""


async def see_shell(name: str) -> Seen:
    """Whether the shell would hold notifications back for that, by SHQueryUserNotificationState."""
    state = ctypes.c_int()
    if _library("shell32").SHQueryUserNotificationState(ctypes.byref(state)) != 0:
        return None, "the shell does not tell"
    return STATES.get(state.value) == name, "the shell"


class _LastInput(ctypes.Structure):
    _fields_ = (("cbSize", ctypes.c_uint), ("dwTime", ctypes.c_uint))


async def see_typing() -> Seen:
    """Whether keys or mouse were used a moment ago, by GetLastInputInfo."""
    last = _LastInput(ctypes.sizeof(_LastInput), 0)
    if not _library("user32").GetLastInputInfo(ctypes.byref(last)):
        return None, "the system does not tell"
    idle_ms = (_library("kernel32").GetTickCount() - last.dwTime) & 0xFFFF_FFFF
    return idle_ms < 1000.0 * TYPING_S, "the system"


def windows_sources() -> list[Source]:
    """All of them."""
    shell = [Source(name, partial(see_shell, name)) for name in ("lock", "full-screen", "do-not-disturb")]
    return [*shell, Source("typing", see_typing)]


def _library(name: str) -> Any:  # noqa: ANN401  a library has no type
    return getattr(ctypes, "windll")[name]  # noqa: B009  there is no such attribute elsewhere
