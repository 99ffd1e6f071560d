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
    told: set[str] = set()
    tries = 0
    while True:
        began_s = asyncio.get_running_loop().time()
        try:
            await one.run()
        except UnreachableError as error:
            if str(error) not in told:
                told.add(str(error))
                complain(f"{one.name}: {error}")
        if asyncio.get_running_loop().time() - began_s > retry_s[-1]:
            tries = 0
        await asyncio.sleep(retry_s[min(tries, len(retry_s) - 1)])
        tries += 1
