"""The air: an in-process radio link with a central on it, for bleak, and room for wearables."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Protocol

from bumble.controller import Controller
from bumble.device import Device
from bumble.hci import (
    Address,
    HCI_ErrorCode,
    HCI_LE_Connection_Complete_Event,
    HCI_LE_Create_Connection_Cancel_Command,
    HCI_LE_Extended_Create_Connection_Command,
    HCI_StatusReturnParameters,
    Role,
)
from bumble.host import Host
from bumble.link import LocalLink
from bumble.utils import AsyncRunner

from monitor.edges.radio import Backends
from monitor.simulation.bleak_backend import make_backends

CENTRAL_ADDRESS: Final = "C0:00:00:00:00:01"

ACL_BYTES: Final = 1024
"""Size of the controllers' buffers: a packet crosses in one piece.  With bumble's 27 bytes it would take eight."""


class Switchable(Protocol):
    """What can be put into the air: a virtual wearable."""

    async def power_on(self) -> None:
        """Begin to advertise."""

    async def power_off(self) -> None:
        """Fall silent, and leave no task behind."""


class RepentantController(Controller):  # type: ignore[misc]  # mypy does not follow bumble
    """A controller that can take an attempt to connect back; bumble's only says that it did, and waits for ever."""

    pending_le_connection: HCI_LE_Extended_Create_Connection_Command | None

    def on_hci_le_create_connection_cancel_command(
        self, _command: HCI_LE_Create_Connection_Cancel_Command
    ) -> HCI_StatusReturnParameters:
        """End the pending attempt with the event that is due (Bluetooth Core, Vol 4 Part E, 7.8.13)."""
        if (attempt := self.pending_le_connection) is not None:
            event = HCI_LE_Connection_Complete_Event(
                status=HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=Role.CENTRAL,
                peer_address_type=attempt.peer_address.address_type,
                peer_address=attempt.peer_address,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
            self.pending_le_connection = None
            self.send_hci_packet(event)
        return HCI_StatusReturnParameters(HCI_ErrorCode.SUCCESS)


class Air:
    """One room of radio.  Made by `virtual_air`.

    Attributes:
        link: what a virtual wearable is made with.
        backends: of the central, for `scan` and `WearableLink`.

    Args:
        link: the air itself.
        central: the computer's side, powered.
    """

    def __init__(self, link: LocalLink, central: Device) -> None:
        self.link = link
        self.backends: Backends = make_backends(central)
        self._wearables: list[Switchable] = []

    async def add(self, wearable: Switchable) -> None:
        """Switch a wearable on; it is switched off with the air."""
        self._wearables.append(wearable)
        await wearable.power_on()

    async def clear(self) -> None:
        """Switch all wearables off."""
        while self._wearables:
            await self._wearables.pop().power_off()


@asynccontextmanager
async def virtual_air() -> AsyncIterator[Air]:
    """Build an air with a powered central, and clear it in the end, whatever happened."""
    logging.getLogger("bumble").addHandler(logging.NullHandler())  # it warns of the faults that we make on purpose
    link = LocalLink()
    central = radio_device(link, "central", CENTRAL_ADDRESS)
    await central.power_on()
    air = Air(link, central)
    try:
        yield air
    finally:
        await air.clear()
        await power_off(central)
        own_loop = asyncio.get_running_loop()
        if loose := {task for task in AsyncRunner.running_tasks if task.get_loop() is own_loop}:
            await asyncio.wait(loose, timeout=1.0)


def radio_device(link: LocalLink, name: str, address: str) -> Device:
    """Put a host and a controller on the link, with a random static address."""
    controller = RepentantController(name, link=link)
    controller.acl_data_packet_length = controller.le_acl_data_packet_length = ACL_BYTES
    host = Host()
    host.controller = controller
    return Device(name, address=Address(address), host=host)


async def power_off(device: Device) -> None:
    """Part from everybody and fall silent."""
    for connection in list(device.connections.values()):
        await connection.disconnect()
    await device.stop_advertising()
    await device.power_off()
