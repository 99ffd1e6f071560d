"""A short visit to a wearable, only to read its battery."""

import asyncio
from typing import Final

from bleak.backends.device import BLEDevice

from firmware_protocol import BATTERY_LEVEL_UUID, ProtocolError, decode_battery_level
from monitor.edges.link.peripheral import LinkError, Peripheral
from monitor.edges.radio import Backends
from monitor.errors import WearableError

VISIT_S: Final = 5.0
"""For connecting and reading (product default): somebody waits before a list.  Parting takes 4 s more at most."""


async def read_battery(device: BLEDevice, *, backend: Backends | None = None) -> int | None:
    """The charge that is left, in per cent, 0 to 100; None if it has no such characteristic.

    Args:
        device: fresh from a scan, and nobody connected to it.
        backend: bleak's platform part; None for the real one.

    Raises:
        WearableError: no answer within `VISIT_S`, no wearable that is supported, not bonded, or no charge: one line.
    """
    peripheral = Peripheral(device, lambda *_: None, backend=backend)
    try:
        async with asyncio.timeout(VISIT_S):
            await peripheral.connect()
            payload = await peripheral.read(BATTERY_LEVEL_UUID)
        return None if payload is None else decode_battery_level(payload)
    except TimeoutError as error:
        raise LinkError(f"{device.address} does not answer within {VISIT_S:g} s: bring it near") from error
    except ProtocolError as error:
        raise WearableError(f"{device.address} tells no charge ({error}): update it") from error
    finally:
        await peripheral.part()
