"""One connection to one wearable: performs what its kind wants said; bounded, and every failure said in one line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final, TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bleak.exc import BleakDBusError, BleakError, BleakGATTProtocolError, BleakGATTProtocolErrorCode

from firmware_protocol import ProtocolError
from firmware_protocol.wearables import (
    WEARABLES,
    Ask,
    Dialogue,
    Read,
    RefusedError,
    Request,
    RequireBond,
    Subscribe,
    Wearable,
    Write,
    wearable_with,
)
from monitor.edges.link.machine import CONNECT_S, PART_S
from monitor.edges.radio import Backends, NotUsableError, one_line
from monitor.errors import WearableError

T = TypeVar("T")

ANSWER_S: Final = 5.0
"""For any one answer of a connected wearable; the profile grants it 1 s, the radio needs its retries."""

PAIR_S: Final = 60.0
"""For pairing: the user may have to press a button or to type a number."""

_UNBONDED: Final = {
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHORIZATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
}
"""How a wearable says that it talks to bonded computers only (Bluetooth Core, Vol 3 Part F, 3.4.1.1)."""

_UNBONDED_BLUEZ: Final = ("AuthenticationFailed", "AuthenticationCanceled", "AuthenticationRejected", "NotAuthorized")
"""The same, as BlueZ says it after it tried to pair by itself."""


class LinkError(WearableError):
    """The radio failed us: no connection, no answer, or a lost link.  Trying again often helps."""


class NotBondedError(LinkError):
    """The wearable speaks only to computers that it is bonded with, and we are none, or it is not the one we know."""


class Peripheral:
    """The wearable while it is connected; made anew for each connection (a macOS client serves only one).

    Attributes:
        address: whom we speak to.
        gone: set when the link is lost.
        is_bonded: whether this computer has a bond with it; None where the system does not tell.

    Args:
        device: fresh from a scan.
        on_payload: is given UUID and bytes of all that comes, in the radio's callback, and whether the wearable pushed
            it by itself or was read; must be quick.
        backend: bleak's platform part; None for the real one.
    """

    def __init__(
        self, device: BLEDevice, on_payload: Callable[[str, bytes, bool], None], *, backend: Backends | None = None
    ) -> None:
        self.address = device.address
        self.is_bonded = _is_bonded(device)
        self.gone = asyncio.Event()
        self._on_payload = on_payload
        self._client = BleakClient(
            device,
            lambda _client: self.gone.set(),
            timeout=CONNECT_S,
            winrt={"use_cached_services": False},  # Windows would show the attributes of the firmware before an update
            backend=backend.client if backend else None,
        )
        self._subscribed: set[str] = set()
        self._awaited: tuple[Ask, asyncio.Future[bytes]] | None = None

    async def connect(self, *, bonded: bool = False) -> Wearable:
        """Connect, and find out which kind it is; if it must be bonded and is not, do not even try.

        Raises:
            LinkError: no connection within 20 s.
            NotBondedError: there is no bond, or it does not know of it.
            NotUsableError: no kind that we know, or with firmware that is too old or too new.
        """
        if bonded and self.is_bonded is False:
            raise NotBondedError(self._how_to_bond())
        services = await self.connect_any()
        if (kind := wearable_with(services)) is not None:
            return kind
        for wearable in WEARABLES:
            if known := services & wearable.hints.keys():
                raise NotUsableError(f"{self.address}: {wearable.hints[min(known)]}")
        raise NotUsableError(
            f"{self.address} is no wearable that sitmon supports: see `sitmon scan`, and check `address`"
        )

    async def pair(self) -> None:
        """Make a bond.

        Raises:
            NotBondedError: it refused, nobody answered for this computer, or the link was lost.
        """
        try:
            async with asyncio.timeout(PAIR_S):
                await self._client.pair()
        except NotImplementedError as error:
            raise NotBondedError(
                f"{self.address}: this system pairs by itself when the wearable asks; `sitmon run` is enough"
            ) from error
        except (BleakError, OSError, EOFError) as error:  # a TimeoutError is an OSError
            raise NotBondedError(
                f"{self.address} did not pair ({one_line(error)}): put it into pairing mode, bring it near, "
                "and try again"
            ) from error

    async def unpair(self) -> None:
        """Let this computer forget its bond.

        Raises:
            LinkError: the system refuses.
        """
        async with self._bounded(ANSWER_S):
            await self._client.unpair()

    async def perform(self, dialogue: Dialogue[T]) -> T:
        """Say what a dialogue wants said, and give what it found.

        Raises:
            LinkError: no answer, or the link was lost.
            NotBondedError: it speaks to bonded computers only.
            WearableError: it refused, or its answer is not of its protocol.
        """
        answer: bytes | None = None
        try:
            while True:
                answer = await self._do(dialogue.send(answer))
        except StopIteration as done:
            result: T = done.value
            return result
        except RefusedError as error:
            raise WearableError(f"{self.address}: {error}") from error
        except ProtocolError as error:
            raise WearableError(f"{self.address} answers what nobody understands ({error}): update it") from error

    async def connect_any(self) -> set[str]:
        """Connect to whatever it is, and give the UUIDs of its services.

        Raises:
            LinkError: no connection within 20 s.
            NotBondedError: it does not know of the bond that this computer has.
        """
        try:
            async with self._bounded(CONNECT_S):
                await self._client.connect()
        except LinkError as error:
            if self.is_bonded:  # it advertises, and fails: so looks one without the key, which BlueZ insists on
                raise NotBondedError(f"{error}; or: {self._how_to_bond()}") from error
            raise
        return {service.uuid for service in self._client.services}

    async def read(self, characteristic: str) -> bytes | None:
        """Read a value; None if the wearable has no such characteristic.

        Raises:
            LinkError: no answer, or the link was lost.
        """
        if self._client.services.get_characteristic(characteristic) is None:
            return None
        async with self._bounded(ANSWER_S):
            payload = bytes(await self._client.read_gatt_char(characteristic))
        self._on_payload(characteristic, payload, False)
        return payload

    async def part(self) -> None:
        """End the connection, within 4 s, also one that was lost already, and never complain.

        A lost client that is merely forgotten stays subscribed in BlueZ, and every packet of the next
        connection comes twice (bleak #2002).
        """
        with suppress(LinkError):
            async with self._bounded(PART_S):
                await self._client.disconnect()

    async def _do(self, request: Request) -> bytes | None:
        match request:
            case Read(characteristic):
                return await self.read(characteristic)
            case Write(characteristic, payload):
                async with self._bounded(ANSWER_S):
                    await self._client.write_gatt_char(characteristic, payload)
            case Subscribe(characteristic):
                await self._subscribe(characteristic)
            case Ask():
                return await self._ask(request)
            case RequireBond() if self.is_bonded is False:
                raise NotBondedError(self._how_to_bond())
        return None

    async def _subscribe(self, characteristic: str) -> None:
        async with self._bounded(ANSWER_S):
            if characteristic in self._subscribed:
                self._subscribed.discard(characteristic)
                await self._client.stop_notify(characteristic)
            await self._client.start_notify(characteristic, self._on_notification)
            self._subscribed.add(characteristic)

    async def _ask(self, ask: Ask) -> bytes:
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._awaited = (ask, answered)
        try:
            async with self._bounded(ANSWER_S):
                await self._client.write_gatt_char(ask.characteristic, ask.payload)
                return await answered
        finally:
            self._awaited = None

    def _on_notification(self, characteristic: BleakGATTCharacteristic, value: bytearray) -> None:
        """Hand over what came; if it is the answer that somebody waits for, to him too."""
        payload = bytes(value)
        self._on_payload(characteristic.uuid, payload, True)
        if self._awaited is None:
            return
        ask, answered = self._awaited
        if (
            characteristic.uuid == (ask.answers or ask.characteristic)
            and not answered.done()
            and ask.is_answer(payload)
        ):
            answered.set_result(payload)

    def _how_to_bond(self) -> str:
        """What the user can do about a missing bond, or about one that only this computer remembers."""
        if self.is_bonded:
            return (
                f"{self.address} does not know its bond with this computer: it was reset, or another device pretends "
                f"to be it.  If it is yours, `sitmon setup --pair {self.address}` makes a new one"
            )
        return (
            f"{self.address} talks to bonded computers only: put it into pairing mode, then "
            f"`sitmon setup --pair {self.address}`"
        )

    @asynccontextmanager
    async def _bounded(self, limit_s: float) -> AsyncIterator[None]:
        """Let the block take at most `limit_s`, and say its failure in our words."""
        try:
            async with asyncio.timeout(limit_s):
                yield
        except TimeoutError as error:
            raise LinkError(f"{self.address} does not answer: bring it near, or restart it") from error
        except (BleakError, OSError, EOFError) as error:
            if _wants_bond(error):
                raise NotBondedError(self._how_to_bond()) from error
            raise LinkError(f"{self.address} is lost ({one_line(error)}): bring it near") from error


def _is_bonded(device: BLEDevice) -> bool | None:
    """What BlueZ says of the device that it found; the other systems do not tell."""
    properties = device.details.get("props", {}) if isinstance(device.details, dict) else {}
    said = properties.get("Bonded", properties.get("Paired"))
    return None if said is None else bool(said)


def _wants_bond(error: Exception) -> bool:
    """Whether this is how a missing or a false bond looks."""
    if isinstance(error, BleakGATTProtocolError):
        return error.code in _UNBONDED
    return isinstance(error, BleakDBusError) and error.dbus_error.endswith(_UNBONDED_BLUEZ)
