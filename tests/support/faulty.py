"""A virtual wearable that does what firmware and radio do at their worst: drops the link, hangs, reboots."""

import asyncio
import random
from dataclasses import replace
from typing import Any

from bumble.device import Connection

from firmware_protocol import AccelPacket, Capabilities, Features, PacketFlags, WearSite
from monitor.simulation.numbering import Numbering, TimedPacket
from monitor.simulation.virtual_wearable import VirtualWearable

U32 = 0xFFFF_FFFF

CAPABILITIES = Capabilities(
    major=1,
    minor=0,
    features=Features.IDENTIFY | Features.TIME_SYNC,
    counts_per_g=4096,
    tick_hz=32_768,
    sample_rates_hz=(12.5, 25.0, 50.0, 100.0),
    ranges_g=(2, 4, 8),
    max_samples=83,
    wear_site=WearSite.THIGH,
    boot_id=0x5EED_0001,
)
"""What it says of itself if nobody says otherwise."""


class RebootingNumbering(Numbering):
    """The same, of a wearable that reboots now and then."""

    def __init__(self, tick_hz: int) -> None:
        super().__init__(tick_hz)
        self._first_index = self._first_tick = 0
        self._booted_s = float("-inf")

    def was_taken(self, timed: TimedPacket) -> bool:
        """Whether all its samples are of this boot."""
        due_s, packet = timed
        return due_s - max(0, packet.count - 1) / packet.sample_rate_hz >= self._booted_s

    def send(self, packet: AccelPacket) -> AccelPacket:
        """Number a packet that is sent, since the boot."""
        index, tick = packet.first_sample_index - self._first_index, packet.tick - self._first_tick
        return replace(super().send(packet), first_sample_index=index & U32, tick=tick & U32)

    def tick(self, near: TimedPacket, time_s: float) -> int:
        """Read the clock at `time_s`, since the boot."""
        return (super().tick(near, time_s) - self._first_tick) & U32

    def reboot(self, near: TimedPacket, time_s: float) -> None:
        """Start all counters again at `time_s`; `near` is the next packet, or was the last."""
        self._sequence_shift = -near[1].sequence
        self._first_index, self._first_tick = self._reckon(near, time_s)
        self._booted_s = time_s
        self._overflow = PacketFlags(0)


class FaultyWearable(VirtualWearable):
    """The product's virtual wearable, and what can go wrong with one; `boot_id` changes with each reboot."""

    def __init__(self, *args: Any, capabilities: Capabilities = CAPABILITIES, **traits: Any) -> None:
        super().__init__(*args, capabilities=capabilities, **traits)
        self._numbering: RebootingNumbering = RebootingNumbering(capabilities.tick_hz)
        self._is_stalled = False

    @property
    def is_connected(self) -> bool:
        """Whether a central is there."""
        return self._connection is not None

    async def drop(self, seconds: float) -> None:
        """Lose the link, be silent for `seconds`, then advertise again; the lease runs on."""
        await self._go_silent(seconds)
        await self._come_back()

    def stall(self) -> None:
        """Hang: stay connected, send nothing, answer no command, until the link is lost."""
        self._is_stalled = True

    def recover(self) -> None:
        """Work again after a stall, on whatever link there is."""
        self._is_stalled = False

    async def reboot(self, seconds: float = 0.1) -> None:
        """Lose everything but the identity: link, lease, counters; be off for `seconds`; draw a new boot_id."""
        self._lease_ends_s = float("-inf")
        await self._go_silent(seconds)
        boot_id = self.capabilities.boot_id
        while boot_id == self.capabilities.boot_id:
            boot_id = random.getrandbits(32)
        self.capabilities = replace(self.capabilities, boot_id=boot_id)
        self._numbering.reboot(self._near, self._time_s())
        await self._come_back()

    async def _go_silent(self, seconds: float) -> None:
        """Lose the link, and advertise nothing."""
        self._may_advertise = False
        connection, self._connection = self._connection, None  # first, so that no packet is sent into the void
        if connection is not None:
            await connection.disconnect()
        await self._device.stop_advertising()
        await asyncio.sleep(seconds)

    async def _come_back(self) -> None:
        self._may_advertise = True
        await self._advertise()

    def _on_disconnection(self, reason: int) -> None:
        self._is_stalled = False
        super()._on_disconnection(reason)

    def _on_command(self, connection: Connection, payload: bytes) -> None:
        if not self._is_stalled:
            super()._on_command(connection, payload)

    def _is_heard(self) -> bool:
        return not self._is_stalled and self._numbering.was_taken(self._near) and super()._is_heard()
