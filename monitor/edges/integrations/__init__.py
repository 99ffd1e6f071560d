"""Other programs that may know: a command of one's own, an MQTT broker, ActivityWatch.  All of them off by default.

None of them is ever waited for by the watching: each runs in a task of its own, and one that fails is told once and
tried again.  Each is loaded only when it is wanted.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Final

Status = Mapping[str, object]
"""How things are, as `sitmon status --json` says it."""

RETRY_S: Final = (5.0, 30.0, 300.0)
"""How long it is waited before the next try; the last repeats (product default)."""


class UnreachableError(Exception):
    """The other program is not there or refuses; the text says what is wrong and what to do, in one line."""


class Integration(ABC):
    """Something outside that is told."""

    name: str

    def hear(self, record: Mapping[str, object]) -> None:  # noqa: B027  most tell how things are, and no events
        """Take one event, as the journal has it; returns at once and never raises."""

    async def look(self) -> None:  # noqa: B027  most have nothing to look at while the other is away
        """Gather what is to be told, until it is cancelled, also while the other program is away; never raises."""

    @abstractmethod
    async def run(self) -> None:
        """Tell the other program, until it is cancelled.

        Raises:
            UnreachableError: it is not there.
        """


async def keep_going(one: Integration, complain: Callable[[str], None], retry_s: tuple[float, ...] = RETRY_S) -> None:
    """Run it for ever; what fails is told once for each text, and tried again, ever more rarely.

    Args:
        one: what is run.
        complain: is given one line.
        retry_s: waits between tries; the last repeats.
    """
    looking = asyncio.create_task(one.look())
    try:
        await _try_again(one, complain, retry_s)
    finally:
        looking.cancel()


async def _try_again(one: Integration, complain: Callable[[str], None], retry_s: tuple[float, ...]) -> None:
    told: set[str] = set()
    tries = 0
    while True:
        began_s = asyncio.get_running_loop().time()
        try:
            await one.run()
        except Exception as error:  # noqa: BLE001  whatever answers there, it is told and tried again
            line = str(error) if isinstance(error, UnreachableError) else f"{type(error).__name__}: {error}"
            if line not in told:
                told.add(line)
                complain(f"{one.name}: {line}")
        if asyncio.get_running_loop().time() - began_s > retry_s[-1]:
            tries = 0
        await asyncio.sleep(retry_s[min(tries, len(retry_s) - 1)])
        tries += 1
