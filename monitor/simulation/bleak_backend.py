"""bleak over bumble: the scanner and the client that `bleak` drives when there is no radio.

bleak lets its platform part be replaced (`BleakScanner(backend=...)`, `BleakClient(backend=...)`).  Here it is
replaced by a bumble host in this process, so that everything above it (the whole of `edges/link`, and
bleak itself) is what runs against a real wearable.  What BlueZ, Windows and macOS add of their own (caches,
stale sockets, power states) is not simulated.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, ClassVar, Final, TypeVar, cast

from bleak.args import SizedBuffer
from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, AdvertisementDataCallback, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError
from bleak.uuids import normalize_uuid_str
from bumble.att import ATT_Error
from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt_client import CharacteristicProxy
from bumble.hci import Address
from bumble.keys import PairingKeys

from monitor.edges.radio import Backends

T = TypeVar("T")

MTU: Final = 517
"""What BlueZ asks for: the longest attribute value, 512 bytes, and the 5 of a prepared write."""

REQUEST_TIMEOUT_S: Final = 30.0
"""After this an unanswered request means a dead link (Bluetooth Core, Vol 3 Part F, 3.3.3)."""

_NAMES: Final = (AdvertisingData.COMPLETE_LOCAL_NAME, AdvertisingData.SHORTENED_LOCAL_NAME)
_UUID_BYTES: Final = {
    AdvertisingData.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    AdvertisingData.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
    AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
}


def make_backends(device: Device) -> Backends:
    """Bind a scanner and a client class to one powered bumble device, the central."""

    class Scanner(BumbleScanner):
        radio = device

    class Client(BumbleClient):
        radio = device

    return Backends(Scanner, Client)


class BumbleScanner(BaseBleakScanner):
    """Finds what advertises on the link of `radio`; scans passively, for the link carries no scan responses."""

    radio: ClassVar[Device]

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None,
        service_uuids: list[str] | None,
        _scanning_mode: str,
        **_platform: object,
    ) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        """Begin to listen; a BleakError if somebody else is scanning with this adapter, as BlueZ says `InProgress`."""
        if self.radio.is_scanning:
            raise BleakError("a scan is already in progress on this adapter")
        self.seen_devices = {}
        self.radio.on("advertisement", self._notice)
        await self.radio.start_scanning(active=False)

    async def stop(self) -> None:
        """Stop listening; what was seen stays."""
        self.radio.remove_listener("advertisement", self._notice)
        await self.radio.stop_scanning()

    def _notice(self, advertisement: Advertisement) -> None:
        """Hand one advertisement to bleak, if it passes the filter."""
        said = _read_advertisement(advertisement)
        if not self.is_allowed_uuid(said.service_uuids):
            return
        address = advertisement.address.to_string(with_type_qualifier=False)
        bonds = getattr(self.radio.keystore, "all_keys", {})
        details = {"address": advertisement.address, "props": {"Bonded": str(advertisement.address) in bonds}}
        device = self.create_or_update_device(address, address, said.local_name, details, said)
        self.call_detection_callbacks(device, said)


class BumbleClient(BaseBleakClient):
    """One connection of `radio` to one GATT server.

    All of it raises what bleak's own backends do: `BleakError` where there is no link or it is lost,
    `BleakGATTProtocolError` where the wearable answers with an ATT error, `TimeoutError` where it does not answer.
    """

    radio: ClassVar[Device]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **_platform: object,
    ) -> None:
        super().__init__(address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout)
        self._scanned: Address | None = None
        if isinstance(address_or_ble_device, BLEDevice):
            self._scanned = address_or_ble_device.details["address"]
        self._connection: Connection | None = None
        self._callbacks: dict[int, Callable[[bytes], None]] = {}

    @property
    def name(self) -> str:
        """The address, for want of a name that the operating system would know."""
        return self.address

    @property
    def mtu_size(self) -> int:
        """The negotiated ATT_MTU in bytes, 23 while there is no link."""
        return 23 if self._connection is None else int(self._connection.att_mtu)

    @property
    def is_connected(self) -> bool:
        """Whether the link is up."""
        return self._connection is not None

    async def connect(self, pair: bool, **_platform: object) -> None:
        """Make the link, agree on the MTU, find services, characteristics and descriptors.

        Raises:
            BleakDeviceNotFoundError: given an address, and nobody there within the client's time-out.
            TimeoutError: given a scanned device, and it no longer answers within the time-out.
        """
        self._connection = connection = await self._reach()
        connection.on("disconnection", self._on_disconnection)
        peer = Peer(connection)
        try:
            await self._answered(peer.request_mtu(MTU))
            if await self._keys(connection) is not None:
                await self._answered(connection.encrypt())  # as BlueZ does, and parts from whoever has not the key
            if pair:
                await self._answered(connection.pair())
            self.services = await self._answered(self._discover(peer))
        except (BleakError, TimeoutError, asyncio.CancelledError):
            await self.disconnect()
            raise

    async def disconnect(self) -> None:
        """End the link; it is no error if there is none."""
        if self._connection is not None:
            with suppress(BleakError):  # the wearable was faster
                await self._answered(self._connection.disconnect())

    async def pair(self, *_options: object, **_platform: object) -> None:
        """Pair by LE Secure Connections, just works; a BleakError if the wearable refused."""
        await self._answered(self._linked().pair())

    async def unpair(self) -> None:
        """Forget the bond; it is no error if there is none."""
        if self.radio.keystore is not None:
            await self.radio.keystore.delete(str(self._scanned or Address(self.address)))

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **_platform: object) -> bytearray:
        """Read a value, however long; never from a cache."""
        self._linked()
        return bytearray(await self._answered(characteristic.obj.read_value()))

    async def read_gatt_descriptor(self, descriptor: BleakGATTDescriptor, **_platform: object) -> bytearray:
        """Read a descriptor."""
        self._linked()
        return bytearray(await self._answered(descriptor.obj.read_value()))

    async def write_gatt_char(self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool) -> None:
        """Write a value, and wait for the answer if `response`."""
        self._linked()
        await self._answered(characteristic.obj.write_value(bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: SizedBuffer) -> None:
        """Write a descriptor."""
        self._linked()
        await self._answered(descriptor.obj.write_value(bytes(data), with_response=True))

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **_platform: object
    ) -> None:
        """Subscribe to GATT notifications, or to indications where there is nothing else; not twice."""
        self._linked()
        if characteristic.handle in self._callbacks:
            raise BleakError("Characteristic notifications already started")
        if not {"notify", "indicate"} & set(characteristic.properties):
            raise BleakError("Characteristic does not support notifications or indications")

        def hand_over(payload: bytes) -> None:
            callback(bytearray(payload))

        await self._answered(characteristic.obj.subscribe(hand_over))
        self._callbacks[characteristic.handle] = hand_over

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Take the subscription back; it is no error if there is none."""
        self._linked()
        if hand_over := self._callbacks.pop(characteristic.handle, None):
            await self._answered(characteristic.obj.unsubscribe(hand_over))

    async def _reach(self) -> Connection:
        """Connect, and leave no attempt behind, whatever ends it."""
        target = self._scanned or Address(self.address)
        attempt = asyncio.ensure_future(self.radio.connect(target, timeout=self._timeout))
        try:
            return await asyncio.shield(attempt)
        except BaseBumbleError as error:
            if self._scanned is not None:
                raise TimeoutError(f"{self.address} did not answer within {self._timeout:g} s") from error
            raise BleakDeviceNotFoundError(self.address, f"{self.address} was not found") from error
        except asyncio.CancelledError:
            await self.radio.cancel_connection()
            await asyncio.wait({attempt})
            if not attempt.cancelled() and attempt.exception() is None:
                await attempt.result().disconnect()
            raise

    async def _keys(self, connection: Connection) -> PairingKeys | None:
        """What is known of a bond with the other end."""
        keystore = self.radio.keystore
        return None if keystore is None else await keystore.get(str(connection.peer_address))

    def _linked(self) -> Connection:
        """Give the link, or raise as bleak's own backends do."""
        if self._connection is None:
            raise BleakError("Not connected")
        return self._connection

    def _on_disconnection(self, _reason: int) -> None:
        """Forget the link and say so, once."""
        self._connection = None
        self.services = None
        self._callbacks.clear()
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def _answered(self, request: Coroutine[Any, Any, T]) -> T:
        """Wait for a request within bounds, and speak bleak's errors.

        bumble *cancels* the pending request when the link is lost; in its own task, that is told apart from
        a cancellation of ours.
        """
        task = asyncio.ensure_future(request)
        try:
            done, _ = await asyncio.wait({task}, timeout=REQUEST_TIMEOUT_S)
        finally:
            task.cancel()
        if not done:
            raise TimeoutError(f"{self.address} did not answer within {REQUEST_TIMEOUT_S:g} s")
        if task.cancelled():
            raise BleakError("the link was lost")
        try:
            return task.result()
        except ATT_Error as error:
            raise BleakGATTProtocolError(error.error_code) from error
        except BaseBumbleError as error:
            raise BleakError(str(error)) from error

    async def _discover(self, peer: Peer) -> BleakGATTServiceCollection:
        """Walk the whole attribute table once."""
        found = BleakGATTServiceCollection()
        for service in await peer.discover_services():
            ours = BleakGATTService(service, service.handle, _text_of(service.uuid))
            found.add_service(ours)
            for characteristic in await service.discover_characteristics():
                await self._add_characteristic(found, ours, characteristic)
        return found

    async def _add_characteristic(
        self, found: BleakGATTServiceCollection, service: BleakGATTService, proxy: CharacteristicProxy
    ) -> None:
        """Enter one characteristic and its descriptors."""
        names = [
            cast("CharacteristicPropertyName", str(one.name).lower().replace("_", "-")) for one in proxy.properties
        ]
        characteristic = BleakGATTCharacteristic(
            proxy, proxy.handle, _text_of(proxy.uuid), names, lambda: self.mtu_size - 3, service
        )
        found.add_characteristic(characteristic)
        for descriptor in await proxy.discover_descriptors():
            found.add_descriptor(
                BleakGATTDescriptor(descriptor, descriptor.handle, _text_of(descriptor.type), characteristic)
            )


def _text_of(uuid: UUID) -> str:
    """Write a UUID as bleak does: 128-bit form, lower case."""
    return normalize_uuid_str(uuid.to_hex_str("-") if len(uuid.uuid_bytes) == 16 else uuid.to_hex_str())


def _read_advertisement(advertisement: Advertisement) -> AdvertisementData:
    """Read name and service UUIDs, all that our wearables advertise."""
    name: str | None = None
    service_uuids: list[str] = []
    for kind, value in advertisement.data.ad_structures:
        if kind in _NAMES:
            name = bytes(value).decode(errors="replace")
        elif size := _UUID_BYTES.get(kind):
            pieces = (bytes(value[at : at + size]) for at in range(0, len(value), size))
            service_uuids += [_text_of(UUID.from_bytes(piece)) for piece in pieces]
    return AdvertisementData(name, {}, {}, service_uuids, None, advertisement.rssi, (advertisement,))
