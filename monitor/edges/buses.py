"""The two D-Buses of Linux, which Bluetooth and the desktop are reached by: whether they answer."""

import asyncio
from typing import Final

PATIENCE_S: Final = 3.0
"""How long a bus may take to greet us (product default): a dead one must not hold the doctor up."""


async def bus_trouble(*, system: bool) -> str:
    """Say why the system bus, else the session bus, does not answer; empty if it does.  For Linux only."""
    # Imported here since only Linux has it.
    from dbus_fast import BusType
    from dbus_fast.aio import MessageBus
    from dbus_fast.errors import AuthError, InvalidAddressError

    try:
        async with asyncio.timeout(PATIENCE_S):
            bus = await MessageBus(bus_type=BusType.SYSTEM if system else BusType.SESSION).connect()
    except (InvalidAddressError, AuthError, OSError, EOFError, KeyError) as error:  # TimeoutError is an OSError
        return " ".join(str(error).split()) or type(error).__name__
    bus.disconnect()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
    return ""
