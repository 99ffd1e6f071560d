"""macOS: the lock and the idle time, as the registry of devices has them.  Never run on a Mac; see the documents.

Focus, microphone and full screen are told to signed apps only: not known.
"""

import asyncio
import re
from dataclasses import dataclass

from monitor.edges.presence.states import TYPING_S, Source, SourceState


@dataclass(slots=True)
class Lock:
    """The console is locked."""

    name: str = "lock"

    async def look(self) -> SourceState:
        """By `ioreg`."""
        found = re.search(r'"IOConsoleLocked" = (Yes|No)', await _registry("-n", "Root", "-d1"))
        if found is None:
            return SourceState(self.name, None, "the system does not tell")
        return SourceState(self.name, found[1] == "Yes", "the system")


@dataclass(slots=True)
class Typing:
    """Keys or mouse were used a moment ago."""

    name: str = "typing"

    async def look(self) -> SourceState:
        """By `ioreg`."""
        found = re.search(r'"HIDIdleTime" = (\d+)', await _registry("-c", "IOHIDSystem", "-d4"))
        if found is None:
            return SourceState(self.name, None, "the system does not tell")
        return SourceState(self.name, int(found[1]) < 1e9 * TYPING_S, "the system")


def macos_sources() -> list[Source]:
    """Both."""
    return [Lock(), Typing()]


async def _registry(*words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        "/usr/sbin/ioreg", *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    out, _ = await process.communicate()
    return out.decode(errors="replace")
