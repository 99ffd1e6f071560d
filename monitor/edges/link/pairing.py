"""Pairing: a bond with the wearable, so that nobody else can pretend to be it."""

import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Final

from monitor.edges.link.known import KnownWearable
from monitor.edges.link.peripheral import Peripheral
from monitor.edges.radio import Backends, find_wearable

FIND_S: Final = 15.0

Ask = Callable[[str], str]
"""Asks the user a question, in another thread, and gives what was typed."""


async def pair(address: str | None, *, ask: Ask | None = None, backend: Backends | None = None) -> KnownWearable:
    """Make a bond, a new one if there was one, and say with whom.

    Args:
        address: of the wearable; None for the only one near.
        ask: asks the user for a number that the wearable shows; None where nobody can type.
        backend: bleak's platform part; None for the real one.

    Raises:
        WearableError: not found, not supported, or it did not pair: what happened, and what to do.
    """
    device = await find_wearable(address, None, FIND_S, backend=backend)
    old = Peripheral(device, lambda *_: None, backend=backend)
    if old.is_bonded:
        await old.unpair()
        device = await find_wearable(device.address, None, FIND_S, backend=backend)
    async with AsyncExitStack() as stack:
        if backend is None and sys.platform == "linux":
            from monitor.edges.link.agent import pairing_agent

            await stack.enter_async_context(pairing_agent(device.address, ask))
        peripheral = Peripheral(device, lambda *_: None, backend=backend)
        stack.push_async_callback(peripheral.part)
        kind = await peripheral.connect()
        await peripheral.pair()
        return KnownWearable(device.address, kind.name, bonded=True)
