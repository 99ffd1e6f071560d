"""A command of one's own, which is run on events and reads them as JSON from its standard input."""

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Final

from monitor.edges.integrations import Integration, UnreachableError

PATIENCE_S: Final = 30.0
"""How long one run of the command may take (product default); then it is stopped."""

MOST_WAITING: Final = 32
"""Events that wait while it runs; older ones are left out (product default)."""


class Hook(Integration):
    """Runs a command for each event of some kinds, one after the other, without a shell.

    Args:
        command: program and arguments.
        kinds: of events, such as `"nudge"`.
    """

    name = "hook"

    def __init__(self, command: Sequence[str], kinds: frozenset[str]) -> None:
        self._command = tuple(command)
        self._kinds = kinds
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)

    def hear(self, record: Mapping[str, object]) -> None:
        """Take one event; the oldest is left out if too many wait."""
        if record.get("event") not in self._kinds:
            return
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(json.dumps(record, ensure_ascii=False).encode() + b"\n")

    async def run(self) -> None:
        """Run the command for each event.

        Raises:
            UnreachableError: it cannot be started, failed, or took too long.
        """
        while True:
            await self._tell(await self._waiting.get())

    async def _tell(self, line: bytes) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            raise UnreachableError(f"{self._command[0]} cannot be started ({error.strerror})") from error
        try:
            async with asyncio.timeout(PATIENCE_S):
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it need not read
                    await process.communicate(line)
        except TimeoutError:
            raise UnreachableError(f"{self._command[0]} took more than {PATIENCE_S:.0f} s and was stopped") from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            raise UnreachableError(f"{self._command[0]} ended with exit status {process.returncode}")
