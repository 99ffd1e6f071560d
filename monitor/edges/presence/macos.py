"""macOS: the lock and the idle time, as the registry of devices has them.  Never run on a Mac; see the documents.

Focus, microphone and full screen are told to signed apps only: not known.
"""

import asyncio
import re

from monitor.edges.presence.watch import TYPING_S, Seen, Source


async def see_lock() -> Seen:
    """Whether the console is locked."""
    found = re.search(r'"IOConsoleLocked" = (Yes|No)', await _registry("-n", "Root", "-d1"))
    return (None, "the system does not tell") if found is None else (found[1] == "Yes", "the system")


async def see_typing() -> Seen:
    """Whether keys or mouse were used a moment ago."""
    found = re.search(r'"HIDIdleTime" = (\d+)', await _registry("-c", "IOHIDSystem", "-d4"))
    return (None, "the system does not tell") if found is None else (int(found[1]) < 1e9 * TYPING_S, "the system")


def macos_sources() -> list[Source]:
    """Both, by `ioreg`."""
    return [Source("lock", see_lock), Source("typing", see_typing)]


async def _registry(*words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        "/usr/sbin/ioreg", *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    out, _ = await process.communicate()
    return out.decode(errors="replace")
