"""Short visits to a wearable: to read its battery, to make a bond with it, to bring our app onto it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import files
from typing import Final

from bleak.backends.device import BLEDevice

from firmware_protocol import BATTERY_LEVEL_UUID, ProtocolError, decode_battery_level
from firmware_protocol.wearables import espruino
from monitor import __version__
from monitor.edges.link.known import KnownWearable
from monitor.edges.link.machine import FIND_S
from monitor.edges.link.peripheral import LinkError, Peripheral
from monitor.edges.radio import Backends, NotFoundError, NotUsableError, Sighting, find_wearable, scan
from monitor.errors import WearableError

BATTERY_S: Final = 5.0
"""For connecting and reading (product default): somebody waits before a list.  Parting takes 4 s more at most."""

SCAN_S: Final = 6.0
"""How long the boards near are listened for (product default): each advertises several times a second."""

Ask = Callable[[str], str]
"""Asks the user a question, in another thread, and gives what was typed."""


@asynccontextmanager
async def _visiting(device: BLEDevice, backend: Backends | None) -> AsyncIterator[Peripheral]:
    """The wearable, not connected yet, and parted from in the end."""
    peripheral = Peripheral(device, lambda *_: None, backend=backend)
    try:
        yield peripheral
    finally:
        await peripheral.part()


async def read_battery(device: BLEDevice, *, backend: Backends | None = None) -> int | None:
    """The charge that is left, in per cent, 0 to 100; None if it has no such characteristic.

    The device is fresh from a scan, and nobody is connected to it.

    Raises:
        WearableError: no answer within `BATTERY_S`, no wearable that is supported, not bonded, or no charge: one line.
    """
    try:
        async with _visiting(device, backend) as peripheral, asyncio.timeout(BATTERY_S):
            await peripheral.connect()
            payload = await peripheral.read(BATTERY_LEVEL_UUID)
        return None if payload is None else decode_battery_level(payload)
    except TimeoutError as error:
        raise LinkError(f"{device.address} does not answer within {BATTERY_S:g} s: bring it near") from error
    except ProtocolError as error:
        raise WearableError(f"{device.address} tells no charge ({error}): update it") from error


async def pair(address: str | None, *, ask: Ask | None = None, backend: Backends | None = None) -> KnownWearable:
    """Make a bond, a new one if there was one, with the wearable of this address, or the only one near; say with whom.

    `ask` is for a wearable that shows a number; None where nobody can type.

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
            from monitor.edges.link.bluez import pairing_agent

            await stack.enter_async_context(pairing_agent(device.address, ask))
        peripheral = await stack.enter_async_context(_visiting(device, backend))
        kind = await peripheral.connect()
        await peripheral.pair()
        return KnownWearable(device.address, kind.name, bonded=True)


def read_app() -> bytes:
    """Our app for a Bangle.js 2 or a Puck.js, as it is in the package."""
    return (files("firmware_protocol") / "reference" / "bangle" / "sitmon.app.js").read_bytes()


async def upload_app(address: str | None, *, backend: Backends | None = None) -> tuple[str, str]:
    """Upload our app and start it, on the board of this address, or the only one near.

    Returns:
        Its address, and what it is, as people say it.

    Raises:
        WearableError: not found, no Espruino, locked, full, or it did not keep what was sent: what, and what to do.
    """
    found = await _find_board(address, backend)
    async with _visiting(found.device, backend) as board:
        if espruino.UART_UUID not in await board.connect_any():
            raise NotUsableError(f"{board.address} has no Espruino console: check the address with `sitmon scan`")
        try:
            return board.address, await board.perform(espruino.upload(read_app(), __version__))
        except LinkError as error:
            raise WearableError(
                f"{error}; or its console is locked by a password, or its Bluetooth settings do not let it be "
                "programmed: allow it there, and try again"
            ) from error


async def _find_board(address: str | None, backend: Backends | None) -> Sighting:
    """The board that is meant."""
    near = await scan(SCAN_S, backend=backend)
    if address is None:
        meant = [seen for seen in near if seen.name.startswith(espruino.NAMES)]
    else:
        meant = [seen for seen in near if seen.address.lower() == address.lower()]
    if len(meant) > 1:
        raise NotUsableError(f"{len(meant)} boards are near: {', '.join(map(str, meant))}; name the one that is meant")
    if not meant:
        raise NotFoundError(
            f"{address or 'no Bangle.js or Puck.js'} not found within {SCAN_S:g} s: wake it, bring it near, and close "
            "any page or phone app that may hold it"
        )
    return meant[0]
