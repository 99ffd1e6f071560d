"""One connection to one wearable: bounded in every step, and every failure said in one line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final, TypedDict

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.exc import BleakError

from firmware_protocol import (
    CONTROL_UUID,
    MAJOR,
    SERVICE_UUID,
    STREAM_UUID,
    Command,
    ProtocolError,
    Reply,
    decode_reply,
    encode_command,
)
from monitor.edges.radio import Backends
from monitor.errors import WearableError

CONNECT_S: Final = 20.0
"""For a connection and the discovery of its services (bleak-retry-connector's default)."""

ANSWER_S: Final = 5.0
"""For any one answer of a connected wearable; the profile grants it 1 s, the radio needs its retries."""

PART_S: Final = 3.0
"""For parting; with a dead bluetoothd it would block for 10 s."""


class LinkError(WearableError):
    """The radio failed us: no connection, no answer, or a lost link.  Trying again often helps."""


class _ClientChoice(TypedDict, total=False):
    """The keyword of `BleakClient` that chooses the backend, or none."""

    backend: type[BaseBleakClient]


class Peripheral:
    """The wearable while it is connected; made anew for each connection (a macOS client serves only one).

    Attributes:
        address: whom we speak to.
        gone: set when the link is lost.

    Args:
        device: fresh from a scan.
        backend: bleak's platform part; None for the real one.
    """

    def __init__(self, device: BLEDevice, *, backend: Backends | None = None) -> None:
        choice: _ClientChoice = {} if backend is None else {"backend": backend.client}
        self.address = device.address
        self.gone = asyncio.Event()
        self._client = BleakClient(device, lambda _client: self.gone.set(), timeout=CONNECT_S, **choice)
        self._request_id = 0
        self._reply: asyncio.Future[Reply] | None = None

    async def connect(self) -> None:
        """Connect, and see that it speaks our profile.

        Raises:
            LinkError: no connection within 20 s.
            WearableError: it is no wearable of ours, or one of another major version.
        """
        async with self._bounded(CONNECT_S):
            await self._client.connect()
        self._require_profile()

    async def read(self, characteristic: str) -> bytes | None:
        """Read a value; None if the wearable has no such characteristic.

        Raises:
            LinkError: no answer, or the link was lost.
        """
        if self._client.services.get_characteristic(characteristic) is None:
            return None
        async with self._bounded(ANSWER_S):
            return bytes(await self._client.read_gatt_char(characteristic))

    async def subscribe(self, on_packet: Callable[[bytes], None]) -> None:
        """Subscribe to Control and to Stream; `on_packet` is called in the radio's callback and must be quick.

        Raises:
            LinkError: no answer, or the link was lost.
        """

        def hand_over(_characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
            on_packet(bytes(payload))

        async with self._bounded(ANSWER_S):
            await self._client.start_notify(CONTROL_UUID, self._on_reply)
            await self._client.start_notify(STREAM_UUID, hand_over)

    async def ask(self, command: Command) -> Reply:
        """Write a command and wait for its reply; one at a time.

        Raises:
            LinkError: no reply within 5 s, or the link was lost.
        """
        self._request_id = (self._request_id + 1) % 256
        self._reply = asyncio.get_running_loop().create_future()
        async with self._bounded(ANSWER_S):
            await self._client.write_gatt_char(CONTROL_UUID, encode_command(command, self._request_id), response=True)
            return await self._reply

    async def part(self) -> None:
        """End the connection, within 3 s, also one that was lost already, and never complain.

        A lost client that is merely forgotten stays subscribed in BlueZ, and every packet of the next
        connection comes twice (bleak #2002).
        """
        with suppress(LinkError):
            async with self._bounded(PART_S):
                await self._client.disconnect()

    def _on_reply(self, _characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
        """Take an indication; what is no reply to the pending command is passed over."""
        with suppress(ProtocolError):
            reply = decode_reply(payload)
            if self._reply is not None and not self._reply.done() and reply.request_id == self._request_id:
                self._reply.set_result(reply)

    def _require_profile(self) -> None:
        """Refuse a device without our service, and name the version if it speaks another one."""
        if self._client.services.get_service(SERVICE_UUID) is not None:
            return
        family, rest = SERVICE_UUID[:4], SERVICE_UUID[6:]
        uuids = [service.uuid for service in self._client.services]
        majors = [int(uuid[4:6], 16) for uuid in uuids if uuid.startswith(family) and uuid.endswith(rest)]
        if majors:
            theirs = f"version {majors[0]} of the profile"
            raise WearableError(f"{self.address} speaks {theirs}, this sitmon speaks {MAJOR}: update the older one")
        raise WearableError(f"{self.address} is no wearable of ours (no service {SERVICE_UUID}): check `address`")

    @asynccontextmanager
    async def _bounded(self, limit_s: float) -> AsyncIterator[None]:
        """Let the block take at most `limit_s`, and say its failure in our words.

        Raises:
            LinkError: whenever the block raises what a radio raises.
        """
        try:
            async with asyncio.timeout(limit_s):
                yield
        except TimeoutError as error:
            raise LinkError(f"{self.address} does not answer: bring it near, or restart it") from error
        except (BleakError, OSError, EOFError) as error:
            raise LinkError(f"{self.address} is lost ({error or type(error).__name__}): bring it near") from error
