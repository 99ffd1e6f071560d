"""A virtual air for tests: a source of packets, a central that talks, and the promise that no task is left."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from unittest.mock import patch

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from firmware_protocol import (
    CONTROL_UUID,
    STREAM_UUID,
    AccelPacket,
    Command,
    PacketFlags,
    Reply,
    Start,
    decode_packet,
    decode_reply,
    encode_command,
)
from monitor.simulation import virtual_wearable
from monitor.simulation.air import Air, virtual_air
from monitor.simulation.numbering import TimedPacket
from tests.support.faulty import FaultyWearable

TICK_HZ = 32_768
ADDRESS = "C4:11:22:33:44:55"
START = Start(50.0, 8, 25)


def packets(number: int | None = None, *, samples: int = 25, sample_rate_hz: float = 50.0) -> Iterator[TimedPacket]:
    """Packets without a gap, each with samples of its own; endless without a number."""
    for k in count() if number is None else range(number):
        first = k * samples
        body = b"".join((index % 30_000).to_bytes(2, "little") * 3 for index in range(first, first + samples))
        due_s = (first + samples - 1) / sample_rate_hz
        tick = round(first / sample_rate_hz * TICK_HZ)
        yield due_s, AccelPacket(k % 65_536, first, tick, PacketFlags(0), sample_rate_hz, body)


@asynccontextmanager
async def clean_air() -> AsyncIterator[Air]:
    """The virtual air, which must leave no task behind."""
    before = asyncio.all_tasks()
    with patch.object(virtual_wearable, "ADVERTISING_MS", 20.0):  # tests have no time to wait
        async with virtual_air() as air:
            yield air
    assert set() == asyncio.all_tasks() - before - {asyncio.current_task()}


async def put_on(air: Air, **traits: Any) -> FaultyWearable:
    """Switch on a wearable that streams forty times as fast as real ones."""
    wearable = FaultyWearable(air.link, **{"source": packets(), "time_scale": 40.0, **traits})
    await air.add(wearable)
    return wearable


async def eventually(condition: Callable[[], object], within_s: float = 5.0) -> None:
    """Wait until something is so, or fail."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110  a condition of any kind has no event
            await asyncio.sleep(0.01)


class Central:
    """A central that does what it is told, over real bleak."""

    def __init__(self, air: Air, address: str = ADDRESS) -> None:
        self.losses = 0
        self.payloads: list[bytes] = []
        self.replies: asyncio.Queue[Reply] = asyncio.Queue()
        self.client = BleakClient(address, self._on_loss, timeout=3.0, backend=air.backends.client)

    @property
    def packets(self) -> list[AccelPacket]:
        """What was streamed so far."""
        return [decode_packet(payload) for payload in self.payloads]

    async def subscribe(self) -> None:
        """Want replies and packets."""
        await self.client.start_notify(CONTROL_UUID, self._on_reply)
        await self.client.start_notify(STREAM_UUID, self._on_packet)

    async def ask(self, command: Command | bytes, request_id: int = 7) -> Reply:
        """Write a command, or any bytes, and give the reply."""
        payload = command if isinstance(command, bytes) else encode_command(command, request_id)
        await self.client.write_gatt_char(CONTROL_UUID, payload, response=True)
        return await asyncio.wait_for(self.replies.get(), 0.5)

    def _on_loss(self, _client: BleakClient) -> None:
        self.losses += 1

    def _on_packet(self, _characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
        self.payloads.append(bytes(payload))

    def _on_reply(self, _characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
        self.replies.put_nowait(decode_reply(payload))


@asynccontextmanager
async def connected(air: Air, address: str = ADDRESS) -> AsyncIterator[Central]:
    """A central that is connected and subscribed."""
    central = Central(air, address)
    async with central.client:
        await central.subscribe()
        yield central
