"""What every integration is, and how it is kept going."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, Protocol

Status = Mapping[str, object]
"""How things are, as `sitmon status --json` says it."""

RETRY_S: Final = (5.0, 30.0, 300.0)
"""How long it is waited before the next try; the last repeats (product default)."""


class UnreachableError(Exception):
    """The other program is not there or refuses; the text says what is wrong and what to do, in one line."""


class Integration(Protocol):
    """Something outside that is told."""

    name: str

    def hear(self, record: Mapping[str, object]) -> None:
        """Take one event, as the journal has it; returns at once and never raises."""

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
