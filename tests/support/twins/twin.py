"""What the twins share: a peripheral on the in-process link that feels what a simulated person does.

A twin speaks its maker's protocol as the real device does: it refuses what that refuses, sends nothing before it was
told to, and puts no more into a payload than the link carries.  It can do what radio and firmware do at their
worst: drop the link, hang.  Like that of `VirtualWearable`, its own time may run faster than ours.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Sequence
from typing import Any, Final

from bumble.att import ATT_Error
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection
from bumble.gatt import Characteristic, Service
from bumble.link import LocalLink
from bumble.profiles.battery_service import BatteryService
from bumble.profiles.device_information_service import DeviceInformationService

from monitor.simulation.air import power_off, radio_device
from monitor.simulation.body import Motion
from monitor.simulation.noise import Floats

ADVERTISING_MS: Final = 50.0
"""How often it advertises: more often than real ones do, for a test has no time to wait."""

ADVERTISEMENT_BYTES: Final = 31
"""Of the primary advertisement; the link delivers no scan responses, so that all must be in it."""

_MIN_ATT_MTU: Final = 23
_OVERHEAD: Final = 3  # bytes of the MTU that are not payload: Bluetooth Core, Vol 3 Part F, 3.4.7.1
_NOT_SUBSCRIBED: Final = 0xFD  # Core Specification Supplement, Part B: descriptor improperly configured


class Twin(ABC):
    """The peripheral: advertises, is connected to, and feels the motion from `begin` on, whatever the link does.

    Attributes:
        sent: payloads handed to the radio.
        exhausted: set when the motion is over.
        motion: what it feels.
        address: as advertised.

    Args:
        link: the air that it shares with the central.
        motion: what it feels, at the rate at which it samples; NaN where it measures nothing.
        services: its own; Battery and Device Information come on top.
        name: as advertised.
        address: random static address, `C0:…` and up.
        advertised: UUIDs of services in the advertisement.
        samples_per_step: how many samples it measures before it sends.
        battery_percent: what Battery Level says, 0 to 100.
        time_scale: seconds of its time in one second of ours.

    Raises:
        ValueError: the advertisement would be longer than 31 bytes, or the time scale is not above zero.
    """

    def __init__(
        self,
        link: LocalLink,
        motion: Motion,
        services: Sequence[Service],
        *,
        name: str,
        address: str,
        advertised: Sequence[str] = (),
        samples_per_step: int = 1,
        battery_percent: int = 87,
        time_scale: float = 1.0,
    ) -> None:
        if not time_scale > 0.0:
            raise ValueError(f"time_scale is {time_scale!r}, must be above zero")
        self.sent = 0
        self.exhausted = asyncio.Event()
        self.motion = motion
        self.address = address
        self._advertisement = _advertisement(name, advertised)
        self._samples_per_step = samples_per_step
        self._time_scale = time_scale
        self._began = asyncio.Event()
        self._began_s = 0.0
        self._is_stalled = False
        self._may_advertise = True
        self._connection: Connection | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._device = radio_device(link, name, address)
        about = DeviceInformationService(manufacturer_name="sitmon", model_number="twin", serial_number=address)
        self._device.add_services([*services, BatteryService(lambda _link: battery_percent), about])
        self._device.on("connection", self._on_connection)

    # ------------------------------------------------------------------ what each twin does its own way

    @abstractmethod
    async def measured(self, first: int, xyz_g: Floats) -> None:
        """Samples were taken: `first` is the index of the first one, `xyz_g` has shape (n, 3), in g."""

    def parted(self) -> None:
        """The link was lost, or ended: it hangs no more."""
        self._is_stalled = False

    # ------------------------------------------------------------------------------ what is done to it

    @property
    def is_connected(self) -> bool:
        """Whether a central is there."""
        return self._connection is not None

    @property
    def is_stalled(self) -> bool:
        """Whether it hangs."""
        return self._is_stalled

    async def power_on(self) -> None:
        """Advertise, and wait."""
        await self._device.power_on()
        await self._advertise()
        self._spawn(self._pump())

    async def power_off(self) -> None:
        """Go off the air, and leave no task behind."""
        self._may_advertise = False
        await self._cancel()
        await power_off(self._device)
        await self._cancel()

    async def drop(self, seconds: float) -> None:
        """Lose the link, be silent for `seconds`, then advertise again; what it feels goes on."""
        self._may_advertise = False
        connection, self._connection = self._connection, None  # first, so that nothing is sent into the void
        if connection is not None:
            await connection.disconnect()
        await self._device.stop_advertising()
        await asyncio.sleep(seconds)
        self._may_advertise = True
        await self._advertise()

    def stall(self) -> None:
        """Hang: stay connected, send nothing, answer nothing, until the link is lost."""
        self._is_stalled = True

    # ------------------------------------------------------------------------------------ for twins

    @property
    def time_s(self) -> float:
        """Its time in seconds since `begin`."""
        return (_now_s() - self._began_s) * self._time_scale if self._began.is_set() else 0.0

    @property
    def payload_bytes(self) -> int:
        """How much one GATT notification carries now."""
        return (_MIN_ATT_MTU if self._connection is None else int(self._connection.att_mtu)) - _OVERHEAD

    def begin(self) -> None:
        """Let the motion begin; it does so only once."""
        if not self._began.is_set():
            self._began_s = _now_s()
            self._began.set()

    def require_subscribed(self, connection: Connection, characteristic: Characteristic) -> None:
        """Refuse a command whose answer nobody would hear.

        Raises:
            ATT_Error: there is no subscription.
        """
        if not any(self._device.gatt_server.read_cccd(connection, characteristic)):
            raise ATT_Error(_NOT_SUBSCRIBED)

    def answer(self, connection: Connection, characteristic: Characteristic, *payloads: bytes) -> None:
        """Send them after the write was acknowledged, as indications where the characteristic has these."""
        self._spawn(self._answer(connection, characteristic, payloads))

    async def notify(self, characteristic: Characteristic, payload: bytes) -> None:
        """Hand a payload to the radio if somebody listens, and wait until it was taken: nothing piles up."""
        connection = self._connection
        if connection is None or self._is_stalled:
            return
        if not self._device.gatt_server.read_cccd(connection, characteristic)[0] & 0x01:
            return
        await self._device.gatt_server.notify_subscriber(connection, characteristic, payload)
        self.sent += 1
        if (queue := connection.data_packet_queue) is not None:
            await queue.drain(connection.handle)

    # ---------------------------------------------------------------------------------------- inside

    async def _advertise(self) -> None:
        await self._device.start_advertising(
            advertising_data=self._advertisement,
            advertising_interval_min=ADVERTISING_MS,
            advertising_interval_max=ADVERTISING_MS,
        )

    def _on_connection(self, connection: Connection) -> None:
        self._connection = connection
        connection.on("disconnection", self._on_disconnection)

    def _on_disconnection(self, _reason: int) -> None:
        self._connection = None
        self.parted()
        if self._may_advertise:
            self._spawn(self._advertise())

    async def _answer(self, connection: Connection, characteristic: Characteristic, payloads: Sequence[bytes]) -> None:
        server = self._device.gatt_server
        indicates = characteristic.properties & Characteristic.Properties.INDICATE
        send = server.indicate_subscriber if indicates else server.notify_subscriber
        for payload in payloads:
            await send(connection, characteristic, payload)

    async def _pump(self) -> None:
        """Measure step after step, each when it is due; a late one makes the next ones late, never lost."""
        await self._began.wait()
        rate_hz, step = self.motion.sample_rate_hz, self._samples_per_step
        for first in range(0, len(self.motion.xyz_g), step):
            xyz_g = self.motion.xyz_g[first : first + step]
            due_s = self._began_s + (first + len(xyz_g)) / rate_hz / self._time_scale
            await asyncio.sleep(max(due_s - _now_s(), 0.0))
            if self.motion.present[first : first + step].all():
                await self.measured(first, xyz_g)
        self.exhausted.set()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _cancel(self) -> None:
        """End all that is done beside."""
        ending = list(self._tasks)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)


def _advertisement(name: str, advertised: Sequence[str]) -> bytes:
    """Write flags, services and name.

    Raises:
        ValueError: they do not fit.
    """
    parts = [(AdvertisingData.FLAGS, bytes([0x06]))]
    for text in advertised:
        uuid = bytes(UUID(text))
        is_short = len(uuid) == 2
        kind = "COMPLETE_LIST_OF_16_BIT" if is_short else "COMPLETE_LIST_OF_128_BIT"
        parts.append((getattr(AdvertisingData, f"{kind}_SERVICE_CLASS_UUIDS"), uuid))
    parts.append((AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()))
    written = bytes(AdvertisingData(parts))
    if len(written) > ADVERTISEMENT_BYTES:
        raise ValueError(f"name is {name!r}: the advertisement would be {len(written)} bytes, must be at most 31")
    return written


def _now_s() -> float:
    """The event loop's clock: our seconds."""
    return asyncio.get_running_loop().time()
