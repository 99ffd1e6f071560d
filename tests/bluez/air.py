"""In the guest: a Bluetooth adapter for the kernel, and wearables, on one link; told what to do over a local socket.

The adapter is a bumble controller behind /dev/vhci.  The wearables are the product's own `VirtualWearable`, with all
that they send written down, each packet with the true time of its samples.
"""

import asyncio
import json
import logging
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bumble.att import Attribute
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.device import Connection
from bumble.hci import Address, LeFeatureMask
from bumble.link import LocalLink
from bumble.transport import Transport, open_transport

from firmware_protocol import AccelPacket, Features
from monitor.simulation.air import ACL_BYTES
from monitor.simulation.body import Motion
from monitor.simulation.device import packets_of
from monitor.simulation.numbering import TimedPacket
from tests.bluez.motions import read_motions
from tests.support.faulty import CAPABILITIES, FaultyWearable

SOCKET: Final = Path("/run/bed/air.sock")
SHARED: Final = Path("/mnt")
LOG: Final = SHARED / "air.jsonl"
ADAPTER_ADDRESS: Final = "02:00:00:AA:BB:CC"

LOOK_S: Final = 0.1
HELD_S: Final = 0.4
"""A delay of the controller's loop from which on it is written down."""

UNKEPT: Final = LeFeatureMask.LL_PRIVACY | LeFeatureMask.LE_EXTENDED_ADVERTISING | LeFeatureMask.LE_PERIODIC_ADVERTISING
"""What bumble's controller claims and does not do as Linux expects: it answers with the plain connection event
where the *enhanced* one is due, and Linux lets every later command wait 20 s for that."""

Traits = dict[str, Any]


class DirectLink(LocalLink):
    """The air between controllers, with each packet under the address that its connection was made with.

    bumble's own link names the sender by its *random* address.  A central that connects from its public one, as
    BlueZ does, is then a stranger to the peripheral, which throws all its packets away.
    """

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """Carry one packet to the controller at the other end of the connection."""
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection is None or receiver is None:
            super().send_acl_data(sender_controller, destination_address, transport, data)
        else:
            loop = asyncio.get_running_loop()
            loop.call_soon(receiver.on_link_acl_data, connection.self_address, transport, data)


class WitnessedWearable(FaultyWearable):
    """A virtual wearable all of whose doings are told, with the true times of its samples.

    Args:
        witness: is given what happened, and more about it.
        mtu: the largest that it agrees to, 23 to 517.
        encrypted: Control may be written over an encrypted link only.
    """

    def __init__(
        self, *args: Any, witness: Callable[..., None], mtu: int = 517, encrypted: bool = False, **traits: Any
    ) -> None:
        if encrypted:
            offers = traits.get("capabilities", CAPABILITIES)
            traits["capabilities"] = replace(offers, features=offers.features | Features.ENCRYPTED)
        super().__init__(*args, **traits)
        self._witness = witness
        self._device.gatt_server.max_mtu = mtu
        self._device.on("connection", self._on_link)
        if encrypted:
            self._control.permissions |= Attribute.Permissions.WRITE_REQUIRES_ENCRYPTION

    @property
    def mtu(self) -> int:
        """What was agreed on with the central; 0 if there is none."""
        return 0 if self._connection is None else int(self._connection.att_mtu)

    async def _notify(self, packet: AccelPacket) -> None:
        before = self.sent
        due_s = self._near[0]
        try:
            await super()._notify(packet)
        finally:  # also when it is switched off between the radio's taking the packet and the next one
            if self.sent > before:
                boot, first, count = self.capabilities.boot_id, packet.first_sample_index, packet.count
                last_s = round(wall_s(self._began_s + due_s), 4)
                self._witness("sent", boot=boot, first=first, count=count, last_s=last_s, script_s=due_s)

    def _on_link(self, connection: Connection) -> None:
        self._witness("connected", peer=str(connection.peer_address))
        connection.on("disconnection", lambda reason: self._witness("disconnected", reason=reason))
        connection.on("connection_att_mtu_update", lambda: self._witness("mtu", mtu=connection.att_mtu))
        connection.on("pairing", lambda *_: self._witness("paired"))
        connection.on("pairing_failure", lambda reason: self._witness("pairing-failed", reason=str(reason)))
        connection.on("connection_encryption_change", lambda: self._witness("encryption", now=connection.encryption))


class Room:
    """All that is in the air: at most one adapter, any number of wearables.

    Args:
        motions: what a wearable measures, by the script that its person follows.
    """

    def __init__(self, motions: Mapping[str, Motion]) -> None:
        self._motions = motions
        self.link = DirectLink()
        self.wearables: dict[str, WitnessedWearable] = {}
        self._adapter: tuple[Controller, Transport] | None = None
        self._log = LOG.open("a", buffering=1)

    def witness(self, who: str, what: str, **more: object) -> None:
        """Write down what happened, now."""
        self._log.write(json.dumps({"t": round(time.time(), 4), "who": who, "what": what, **more}) + "\n")

    async def plug(self) -> None:
        """Plug the adapter in."""
        transport = await open_transport("vhci")
        controller = Controller(
            "adapter",
            host_source=transport.source,
            host_sink=transport.sink,
            link=self.link,
            public_address=ADAPTER_ADDRESS,
        )
        controller.le_features &= ~UNKEPT
        controller.acl_data_packet_length = controller.le_acl_data_packet_length = ACL_BYTES
        self._adapter = controller, transport
        self.witness("adapter", "plugged")

    async def unplug(self) -> None:
        """Pull the adapter out, as the kernel sees it when the owner of /dev/vhci dies; the wearables lose the link."""
        if self._adapter is None:
            return
        controller, transport = self._adapter
        self._adapter = None
        await transport.close()
        self.witness("adapter", "unplugged")
        for wearable in self.wearables.values():
            await wearable.drop(0.0)
        self.link.remove_controller(controller)

    async def put_on(self, who: str, *, script: str, samples: int = 25, **traits: Any) -> None:
        """Switch a wearable on that measures a person who does what the script says, from its first Start on."""
        capabilities = replace(CAPABILITIES, boot_id=random.getrandbits(32))
        await self.take_off(who)
        source: Iterator[TimedPacket] = packets_of(
            self._motions[script], capabilities=capabilities, samples_per_packet=samples
        )
        self.wearables[who] = wearable = WitnessedWearable(
            self.link,
            source,
            capabilities=capabilities,
            witness=lambda what, **more: self.witness(who, what, **more),
            **traits,
        )
        await wearable.power_on()
        self.witness(who, "on", script=script)

    async def take_off(self, who: str) -> None:
        """Switch a wearable off for good, if it is there."""
        if (wearable := self.wearables.pop(who, None)) is not None:
            await wearable.power_off()
            self.witness(who, "off")

    async def obey(self, order: Traits) -> Traits:
        """Do what is asked, and say how things are."""
        match order.pop("do"):
            case "plug":
                await self.plug()
            case "unplug":
                await self.unplug()
            case "put_on":
                await self.put_on(**order)
            case "take_off":
                await self.take_off(order["who"])
            case "drop" | "reboot" as what:
                await getattr(self.wearables[order["who"]], what)(order["seconds"])
            case "stall" | "recover" as what:
                getattr(self.wearables[order["who"]], what)()
        return {who: {"sent": one.sent, "mtu": one.mtu} for who, one in self.wearables.items()}


async def watch_loop(witness: Callable[..., None]) -> None:
    """Write down whenever the loop that plays the controller was held up: the kernel waits for its answers 2 s."""
    while True:
        due_s = time.monotonic() + LOOK_S
        await asyncio.sleep(LOOK_S)
        if (held_s := time.monotonic() - due_s) > HELD_S:
            witness("controller", "held up", seconds=round(held_s, 3))


def wall_s(loop_s: float) -> float:
    """The loop's clock as UTC, POSIX seconds."""
    return time.time() + loop_s - asyncio.get_running_loop().time()


async def serve(obey: Callable[[Traits], Awaitable[Traits]]) -> None:
    """Take orders, a line of JSON each, and answer each when it is carried out."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while line := await reader.readline():
                answer = await obey(json.loads(line))
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(listen, SOCKET)
    await server.serve_forever()


async def main() -> None:
    """Open the room, with the adapter in it."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    room = Room(read_motions(SHARED))
    await room.plug()
    await asyncio.gather(watch_loop(room.witness), serve(room.obey))


if __name__ == "__main__":
    asyncio.run(main())
