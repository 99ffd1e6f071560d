"""A wearable that is not there: a GATT server of our profile on an in-process link.

It speaks to the central as firmware would (Info, Stream, Control, Battery Level, Device Information).  What it
measures comes from outside, as packets with the time at which each is due.

Its own time may run faster than ours: with a time scale of 240 a second of ours is four minutes of its, and of
the person's.  Everything that is between wearable and central, lease, heartbeat and time-outs, stays in our seconds,
because the central's watchdog does.
"""

import asyncio
import math
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from bumble.att import ATT_Error
from bumble.device import Connection
from bumble.link import LocalLink

from firmware_protocol import (
    HEARTBEAT_S,
    LEASE_DEFAULT_S,
    AccelPacket,
    Actual,
    Capabilities,
    Command,
    DeviceTick,
    Features,
    Identify,
    KeepLease,
    Op,
    ProtocolError,
    Reply,
    Start,
    Status,
    Stop,
    TimeSync,
    decode_command,
    encode_capabilities,
    encode_packet,
    encode_reply,
    refuse,
)
from monitor.simulation.air import power_off, radio_device
from monitor.simulation.attributes import NAME_BYTES, advertisement, attribute_table
from monitor.simulation.numbering import Numbering, TimedPacket

ADVERTISING_MS: Final = 100.0
"""How often it advertises, as the profile asks for in the first 30 s."""

WAKE_S: Final = 0.5
"""How often the pump looks up while it waits; a heartbeat comes after a silence of `HEARTBEAT_S` less twice this."""

_NOT_SUBSCRIBED: Final = 0xFD
"""ATT error "descriptor improperly configured" (Core Specification Supplement, Part B): no indications wanted."""


class VirtualWearable:
    """The peripheral: advertises, is connected to, obeys Control, and streams what its source gives.

    The wearable's clock begins with the first Start and runs on, whatever the link does, as the person does; what
    falls due while it does not stream, or while nobody is connected, is measured but sent to nobody.

    Attributes:
        sent: GATT notifications of packets and heartbeats handed to the radio.
        identified: how often it was asked to blink.
        exhausted: set when the source has no more packets; from then on only heartbeats come.
        capabilities: what Info says.

    Args:
        link: the air that it shares with the central.
        source: its packets in order of time, numbered from any start; may be endless.
        capabilities: what Info says.
        address: random static address, `C0:…` and up.
        name: as advertised, at most 8 bytes.
        battery_percent: what Battery Level says, 0 to 100.
        time_scale: seconds of the wearable's time in one second of ours.

    Raises:
        ValueError: the name is too long, the time scale not above zero, or the source empty.
    """

    def __init__(
        self,
        link: LocalLink,
        source: Iterable[TimedPacket],
        *,
        capabilities: Capabilities,
        address: str = "C4:11:22:33:44:55",
        name: str = "sitmon",
        battery_percent: int = 87,
        time_scale: float = 1.0,
    ) -> None:
        if len(name.encode()) > NAME_BYTES:
            raise ValueError(f"name is {name!r}, must be at most {NAME_BYTES} bytes")
        if not time_scale > 0.0:
            raise ValueError(f"time_scale is {time_scale!r}, must be above zero")
        self._source = iter(source)
        if (first := next(self._source, None)) is None:
            raise ValueError("source has no packets, must have at least one")
        self.sent = 0
        self.identified = 0
        self.exhausted = asyncio.Event()
        self.capabilities = capabilities
        self._name = name
        self._time_scale = time_scale
        self._near = first
        self._numbering = Numbering(capabilities.tick_hz)
        self._began = asyncio.Event()
        self._began_s = 0.0
        self._lease_ends_s = -math.inf
        self._last_sent_s = -math.inf
        self._may_advertise = True
        self._connection: Connection | None = None
        self._pump_task: asyncio.Task[None] | None = None
        self._chores: set[asyncio.Task[None]] = set()
        self._device = radio_device(link, name, address)
        services, self._stream, self._control = attribute_table(
            self._read_info,
            self._on_command,
            battery_percent,
            serial_number=address,
            encrypted=Features.ENCRYPTED in capabilities.features,
        )
        self._device.add_services(services)
        self._device.on("connection", self._on_connection)

    @property
    def is_streaming(self) -> bool:
        """Whether it was started and its lease has not ended; a lost link does not end it."""
        return _now_s() < self._lease_ends_s

    @property
    def due_s(self) -> float:
        """When the packet that is next falls due, in seconds of the wearable's time since the first Start."""
        return self._near[0]

    async def power_on(self) -> None:
        """Boot, advertise, and wait for the first Start."""
        await self._device.power_on()
        await self._advertise()
        self._pump_task = asyncio.create_task(self._pump())

    async def power_off(self) -> None:
        """Go off the air, and leave no task behind."""
        self._may_advertise = False
        if self._pump_task is not None:
            await _cancel({self._pump_task})
        await power_off(self._device)
        await _cancel(self._chores)

    # ------------------------------------------------------------------------------- GATT

    async def _advertise(self) -> None:
        """Look for a central."""
        await self._device.start_advertising(
            advertising_data=advertisement(self._name),
            advertising_interval_min=ADVERTISING_MS,
            advertising_interval_max=ADVERTISING_MS,
        )

    def _read_info(self) -> bytes:
        """What Info says just now."""
        return encode_capabilities(self.capabilities)

    def _on_connection(self, connection: Connection) -> None:
        """Take the one central that we serve."""
        self._connection = connection
        connection.on("disconnection", self._on_disconnection)

    def _on_disconnection(self, _reason: int) -> None:
        """Look for the central again unless told to be silent."""
        self._connection = None
        for chore in self._chores:  # replies that nobody will confirm
            chore.cancel()
        if self._may_advertise:
            self._spawn(self._advertise())

    def _spawn(self, chore: Coroutine[Any, Any, None]) -> None:
        """Do something beside, for as long as the link lasts."""
        task = asyncio.ensure_future(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)

    def _on_command(self, connection: Connection, payload: bytes) -> None:
        """Carry out what was written to Control, and indicate the reply after the write was acknowledged."""
        subscription = self._device.gatt_server.read_cccd(connection, self._control)
        if not subscription[0] & 0x02:
            raise ATT_Error(_NOT_SUBSCRIBED)
        try:
            request_id, command = decode_command(payload)
            status, actual = self._carry_out(command)
            reply = Reply(Op(payload[0]), request_id, status, actual)
        except ProtocolError:
            reply = refuse(payload)
        self._spawn(self._device.gatt_server.indicate_subscriber(connection, self._control, encode_reply(reply)))

    def _carry_out(self, command: Command) -> tuple[Status, Actual]:
        """Do it, and say what is now in force."""
        match command:
            case Start():
                return self._start(command)
            case Stop():
                self._lease_ends_s = -math.inf
                return Status.OK, None
            case KeepLease(seconds) if self.is_streaming:
                self._lease_ends_s = _now_s() + seconds
                return Status.OK, command
            case KeepLease():
                return Status.GONE, None
            case TimeSync() if Features.TIME_SYNC in self.capabilities.features:
                return Status.OK, DeviceTick(self._numbering.tick(self._near, self._time_s()))
            case Identify() if Features.IDENTIFY in self.capabilities.features:
                self.identified += 1
                return Status.OK, None
            case _:
                return Status.NOT_SUPPORTED, None

    def _start(self, wanted: Start) -> tuple[Status, Actual]:
        """Open the lease; rate and packet size in force are those that the source has."""
        offers = self.capabilities
        if wanted.sample_rate_hz not in offers.sample_rates_hz or wanted.range_g not in offers.ranges_g:
            return Status.NOT_SUPPORTED, None
        self._lease_ends_s = _now_s() + LEASE_DEFAULT_S
        self._last_sent_s = _now_s()
        if not self._began.is_set():
            self._began_s = _now_s()
            self._began.set()
        packet = self._near[1]
        return Status.OK, Start(packet.sample_rate_hz, wanted.range_g, packet.count or wanted.samples_per_packet)

    # ----------------------------------------------------------------------------- stream

    async def _pump(self) -> None:
        """Send each packet when it is due, one after another: a late one makes the next ones late, never lost."""
        await self._began.wait()
        for timed in self._packets():
            await self._wait_until(timed[0])
            if self._is_heard():
                await self._notify(self._numbering.send(timed[1]))
            else:
                self._numbering.skip(timed[1])
        self.exhausted.set()
        await self._wait_until(math.inf)

    def _packets(self) -> Iterator[TimedPacket]:
        """What the source gives; `_near` is always the packet that is next, after the last one a ghost of it."""
        yield self._near
        for timed in self._source:
            self._near = timed
            yield timed
        due_s, last = self._near
        self._near = (due_s, replace(last, sequence=(last.sequence + 1) & 0xFFFF))

    async def _wait_until(self, due_s: float) -> None:
        """Sleep until then, in the wearable's time, with a heartbeat whenever the silence grows long."""
        await asyncio.sleep(0)
        due_in_ours_s = self._began_s + due_s / self._time_scale
        while (wait_s := due_in_ours_s - _now_s()) > 0.0:
            if self._is_heard() and _now_s() - self._last_sent_s >= HEARTBEAT_S - 2 * WAKE_S:
                await self._notify(self._numbering.beat(self._near, self._time_s()))
            await asyncio.sleep(min(wait_s, WAKE_S))

    async def _notify(self, packet: AccelPacket) -> None:
        """Hand one packet to the radio, and wait until the radio has taken it: nothing piles up or is cut off."""
        connection = self._connection
        if connection is None:
            return
        await self._device.gatt_server.notify_subscriber(connection, self._stream, encode_packet(packet))
        self.sent += 1
        self._last_sent_s = _now_s()
        if (queue := connection.data_packet_queue) is not None:
            await queue.drain(connection.handle)

    def _is_heard(self) -> bool:
        """Whether what is sent now reaches somebody."""
        if not self.is_streaming or self._connection is None:
            return False
        return bool(self._device.gatt_server.read_cccd(self._connection, self._stream)[0] & 0x01)

    def _time_s(self) -> float:
        """The wearable's time, in seconds since it first began to stream."""
        return (_now_s() - self._began_s) * self._time_scale if self._began.is_set() else 0.0


async def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait until they have ended."""
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def _now_s() -> float:
    """The event loop's clock: our seconds."""
    return asyncio.get_running_loop().time()
