"""The wearable over Bluetooth: found, connected, started, kept alive, and found again.

One task owns the link and walks it through its states, one connection after another:

    scanning -> connecting -> subscribing -> streaming -> lost (or no adapter) -> scanning ...

Until it has streamed once, whatever is wrong is told to the user and ends the walk.  After that everything
is waited out, for a wearable that was there comes back.

A link can be dead while the system still calls it connected (bluetoothd was killed, the firmware hangs).
So silence is a loss, too.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from enum import StrEnum
from typing import Final

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    INFO_UUID,
    LEASE_DEFAULT_S,
    MAJOR,
    STREAM_UUID,
    Capabilities,
    KeepLease,
    ProtocolError,
    Start,
    Status,
    Stop,
    decode_capabilities,
)
from monitor.edges.host_clock import HostClock
from monitor.edges.peripheral import LinkError, Peripheral
from monitor.edges.radio import AdapterError, Backends, Sighting, find_wearable, scan
from monitor.errors import WearableError
from monitor.motion.arrivals import Arrival

__all__ = ["Backends", "HostClock", "LinkState", "Sighting", "WearableLink", "scan"]

FIND_S: Final = 15.0
"""One slice of scanning, with a new scanner each: a scan can die silently (bluez #1554)."""

SILENCE_S: Final = 3.0
"""Shortest silence that counts as a loss: the wearable owes a heartbeat each 2 s (PROTOCOL.md 1)."""

SILENT_PACKETS: Final = 10
"""Silence in packet periods that counts as a loss (product default), where packets come slowly."""

BATTERY_EVERY_S: Final = 600.0
"""How often the battery is read (product default)."""

RENEWALS: Final = 4
"""How often the lease is renewed within its length; three times is a must (PROTOCOL.md 11)."""

BACK_OFF_S: Final = (0.5, 30.0)
"""First and longest wait before the next attempt (product default), before jitter."""

GOOD_STREAM_S: Final = 60.0
"""A stream that lasted so long makes the next wait short again (product default)."""

FIRST_TRIES: Final = 3
"""Attempts to connect before the user is told: a first attempt fails often, a third seldom (bleak #631)."""

MAILBOX_ARRIVALS: Final = 4096
"""Arrivals kept for a slow reader: 34 min at 2 a second."""


class LinkState(StrEnum):
    """Where the link is on its walk."""

    IDLE = "idle"
    SCANNING = "scanning"
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    STREAMING = "streaming"
    LOST = "lost"
    NO_ADAPTER = "no-adapter"


class WearableLink:
    """The one way to the wearable's bytes.

    Attributes:
        state: where it is now.
        reason: why it was last lost, in one line; empty if it never was.
        reconnects: how often it streamed again after a loss.
        dropped: arrivals thrown away because nobody took them in time.
        address: whom it is bound to; if None was given, the first that it connected to, from then on.

    Args:
        address: Bluetooth address as `scan` shows it; None for the only wearable near.
        name: with no address, only a wearable of this name; None for any.
        clock: stamps each arrival, once.
        backend: bleak's platform part; None for the real one.
        sample_rate_hz: asked of the wearable, one that it offers.
        range_g: full scale asked of it, ± g.
        samples_per_packet: asked of it, 1 to 83; it lowers this to what the MTU carries.
        lease_s: whole seconds that the stream goes on without us, 1 to 3600.
        find_s: how long one scan looks for it.
        silence_s: shortest silence that counts as a loss.
        on_state: called at each change of `state`, with the reason of a loss, else an empty line.
    """

    def __init__(
        self,
        address: str | None,
        name: str | None,
        *,
        clock: HostClock,
        backend: Backends | None = None,
        sample_rate_hz: float = 50.0,
        range_g: int = 8,
        samples_per_packet: int = 25,
        lease_s: int = LEASE_DEFAULT_S,
        find_s: float = FIND_S,
        silence_s: float = SILENCE_S,
        on_state: Callable[[LinkState, str], None] | None = None,
    ) -> None:
        self.state = LinkState.IDLE
        self.reason = ""
        self.reconnects = 0
        self.dropped = 0
        self.address = address
        self._name = name
        self._clock = clock
        self._backend = backend
        self._wanted = Start(sample_rate_hz, range_g, samples_per_packet)
        self._lease = KeepLease(lease_s)
        self._find_s = find_s
        self._silence_s = silence_s
        self._on_state = on_state
        self._has_streamed = False
        self._mailbox: deque[Arrival] = deque()
        self._news = asyncio.Event()
        self._last_heard_s = 0.0
        self._owner: asyncio.Task[None] | None = None

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Connect, and yield what comes, in the order in which it came, through every loss, until `stop`.

        On each connection Info comes first, then the battery (again every 10 min), then the stream.  Closing
        the iterator (`contextlib.aclosing`), or cancelling its reader, stops the wearable as `stop` does.

        Raises:
            WearableError: before it has streamed once: no adapter, not found, several near, not our profile,
                it refused to start, or three attempts to connect failed.
        """
        self._mailbox.clear()
        self._owner = owner = asyncio.create_task(self._walk())
        owner.add_done_callback(lambda _: self._news.set())
        try:
            while not owner.done():
                await self._news.wait()
                self._news.clear()
                while self._mailbox:
                    yield self._mailbox.popleft()
            if not owner.cancelled():
                owner.result()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Tell the wearable to stop, part from it, end `arrivals`; within 10 s, whatever the radio does."""
        owner, self._owner = self._owner, None
        if owner is not None:
            owner.cancel()
            await asyncio.gather(owner, return_exceptions=True)
            self._enter(LinkState.IDLE)

    async def _walk(self) -> None:
        """One connection after another, until cancelled or told that there is no point."""
        failures = 0
        while True:
            began_s = _now_s()
            try:
                await self._stream_until_lost()
            except WearableError as error:
                may_help = isinstance(error, LinkError) and failures + 1 < FIRST_TRIES
                if not self._has_streamed and not may_help:
                    raise
                loss = error
            if self.state is LinkState.STREAMING and _now_s() - began_s > GOOD_STREAM_S:
                failures = 0
            self._enter(LinkState.NO_ADAPTER if isinstance(loss, AdapterError) else LinkState.LOST, str(loss))
            await asyncio.sleep(_back_off_s(failures))
            failures += 1

    async def _stream_until_lost(self) -> None:
        """One connection, from the scan to the loss; always ends by raising, and always parts."""
        self._enter(LinkState.SCANNING)
        device = await find_wearable(self.address, self._name, self._find_s, backend=self._backend)
        self._enter(LinkState.CONNECTING)
        peripheral = Peripheral(device, backend=self._backend)
        try:
            await peripheral.connect()
            self.address = device.address
            self._enter(LinkState.SUBSCRIBING)
            await self._introduce(peripheral)
            in_force = await self._begin(peripheral)
            self._enter(LinkState.STREAMING)
            self.reconnects += self._has_streamed
            self._has_streamed = True
            await self._attend(peripheral, in_force)
        finally:
            await peripheral.part()

    async def _introduce(self, peripheral: Peripheral) -> None:
        """Let Info and battery arrive, and refuse what we cannot understand."""
        capabilities = _capabilities_of(await self._read(peripheral, INFO_UUID))
        if self._wanted.sample_rate_hz not in capabilities.sample_rates_hz:
            offered = ", ".join(f"{rate_hz:g}" for rate_hz in capabilities.sample_rates_hz)
            wanted = f"{self._wanted.sample_rate_hz:g} Hz"
            raise WearableError(f"{peripheral.address} cannot sample at {wanted}: choose one of {offered}")
        await self._read(peripheral, BATTERY_LEVEL_UUID)

    async def _begin(self, peripheral: Peripheral) -> Start:
        """Subscribe and start the stream; give what is really in force."""
        await peripheral.subscribe(self._on_packet)
        reply = await peripheral.ask(self._wanted)
        if reply.status is not Status.OK:
            raise WearableError(f"{peripheral.address} refuses to start ({reply.status.name}): restart it")
        return reply.actual if isinstance(reply.actual, Start) else self._wanted

    async def _attend(self, peripheral: Peripheral, in_force: Start) -> None:
        """Look after the stream until it is lost; say Stop if we are the ones to leave."""
        try:
            await self._keep_fresh(peripheral, _packet_period_s(in_force))
        except asyncio.CancelledError:
            with suppress(LinkError):
                await peripheral.ask(Stop())
            raise
        raise LinkError(f"the link to {peripheral.address} was lost")

    async def _keep_fresh(self, peripheral: Peripheral, packet_period_s: float) -> None:
        """Renew lease and battery reading, listen for silence; returns when the link is gone."""
        silence_s = max(self._silence_s, SILENT_PACKETS * packet_period_s)
        lease_due_s = self._last_heard_s = _now_s()
        battery_due_s = lease_due_s + BATTERY_EVERY_S
        while not peripheral.gone.is_set():
            now_s = _now_s()
            if now_s >= self._last_heard_s + silence_s:
                raise LinkError(f"{peripheral.address} fell silent for {silence_s:g} s")
            if now_s >= lease_due_s:
                await self._keep_lease(peripheral)
                lease_due_s = now_s + self._lease.seconds / RENEWALS
            if now_s >= battery_due_s:
                await self._read(peripheral, BATTERY_LEVEL_UUID)
                battery_due_s = now_s + BATTERY_EVERY_S
            next_s = min(self._last_heard_s + silence_s, lease_due_s, battery_due_s)
            with suppress(TimeoutError):
                await asyncio.wait_for(peripheral.gone.wait(), max(0.0, next_s - _now_s()))

    async def _keep_lease(self, peripheral: Peripheral) -> None:
        """Renew the lease, or find that it has ended."""
        reply = await peripheral.ask(self._lease)
        if reply.status is not Status.OK:
            raise LinkError(f"{peripheral.address} no longer streams ({reply.status.name})")

    async def _read(self, peripheral: Peripheral, characteristic: str) -> bytes:
        """Read a value and let it arrive like any other; empty, and no arrival, if the wearable lacks it."""
        payload = await peripheral.read(characteristic)
        if payload is not None:
            self._put(characteristic, payload)
        return payload or b""

    def _on_packet(self, payload: bytes) -> None:
        """Take one GATT notification: stamp it and put it away, nothing else, for the radio waits."""
        self._last_heard_s = _now_s()
        self._put(STREAM_UUID, payload)

    def _put(self, characteristic: str, payload: bytes) -> None:
        """Stamp an arrival, once, and keep it for the reader; a full mailbox drops it and counts."""
        if len(self._mailbox) >= MAILBOX_ARRIVALS:
            self.dropped += 1
            return
        self._mailbox.append(Arrival(self._clock.now_s(), characteristic, payload))
        self._news.set()

    def _enter(self, state: LinkState, reason: str = "") -> None:
        """Change the state and tell it."""
        self.state = state
        self.reason = reason or self.reason
        if self._on_state is not None:
            self._on_state(state, reason)


def _capabilities_of(payload: bytes) -> Capabilities:
    """Read Info, or say in one line what is wrong with it."""
    try:
        return decode_capabilities(payload)
    except ProtocolError as error:
        raise WearableError(f"the wearable's firmware does not keep to profile version {MAJOR}: {error}") from error


def _packet_period_s(in_force: Start) -> float:
    """Seconds from one packet to the next."""
    return in_force.samples_per_packet / in_force.sample_rate_hz


def _back_off_s(failures: int) -> float:
    """How long to wait after so many failures in a row, jittered so that two computers do not keep colliding."""
    first_s, longest_s = BACK_OFF_S
    return min(longest_s, first_s * 2.0 ** min(failures, 16)) * random.uniform(0.5, 1.0)  # noqa: S311  no secret


def _now_s() -> float:
    """The event loop's clock."""
    return asyncio.get_running_loop().time()
