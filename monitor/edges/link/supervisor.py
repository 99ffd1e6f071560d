"""The wearable over Bluetooth: found, connected, started, kept alive, and found again.

One task owns the link and does one act after another, as `LinkMachine` says.  What comes is stamped in the radio's
callback and put into a bounded mailbox, nothing else.
"""

import asyncio
import random
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from bleak.backends.device import BLEDevice

from firmware_protocol import BATTERY_LEVEL_UUID, Start
from firmware_protocol.wearables import Started, Wearable
from monitor.edges.host_clock import HostClock
from monitor.edges.link.machine import FIND_S, Act, Duty, End, LinkHealth, LinkMachine, LinkState
from monitor.edges.link.mailbox import Mailbox
from monitor.edges.link.peripheral import LinkError, NotBondedError, Peripheral
from monitor.edges.radio import AdapterError, Backends, NotFoundError, NotUsableError, find_wearable
from monitor.errors import WearableError
from monitor.motion.arrivals import Arrival

SILENT_PACKETS: Final = 5
"""Silence in packet periods after which the link is probed (product default), where packets come slowly."""

BATTERY_EVERY_S: Final = 600.0
"""How often the battery is read (product default)."""

FIRST_TRIES: Final = 3
"""Attempts to connect before an impatient user is told: a first often fails, a third seldom (bleak #631)."""

SCAN_SLACK_S: Final = 10.0
"""What a scan may take beyond its own time to begin and to end; a Bluetooth service that hangs takes for ever."""

SHORTEST_S: Final = 0.01
"""Shortest wait for what is due: of two times that differ by a rounding error, neither may wait for the other."""

SLEPT_S: Final = 5.0
"""The computer slept if its clocks disagree by more (product default): nothing else makes them."""


class WearableLink:
    """The one way to the wearable's bytes.

    Attributes:
        state: where it is now.
        address: whom it is bound to; if None was given, the first that it connected to, from then on.

    Args:
        address: Bluetooth address as `scan` shows it; None for the only wearable near.
        name: with no address, only a wearable of this name; None for any.
        clock: stamps each arrival, once.
        backend: bleak's platform part; None for the real one.
        sample_rate_hz: asked of the wearable; it takes one that it offers.
        range_g: full scale asked of it, ± g.
        samples_per_packet: asked of it, 1 to 83; it lowers this to what the MTU carries.
        find_s: longest slice of one scan.
        bonded: speak only to a wearable that this computer has a bond with.
        patient: wait out whatever may pass, also before it streamed once: no adapter, not found, no connection.
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
        find_s: float = FIND_S,
        bonded: bool = False,
        patient: bool = False,
        on_state: Callable[[LinkState, str], None] = lambda _state, _reason: None,
    ) -> None:
        self.state = LinkState.IDLE
        self.address = address
        self._name = name
        self._clock = clock
        self._backend = backend
        self._wanted = Start(sample_rate_hz, range_g, samples_per_packet)
        self._machine = LinkMachine(random.SystemRandom(), find_s)
        self._patient = patient
        self._bonded = bonded
        self._on_state = on_state
        self._reason = ""
        self._reconnects = self._failed_tries = 0
        self._has_streamed = False
        self._may_be_held = True
        self._since_s = self._heard_s = self._attended_s = self._keep_due_s = self._battery_due_s = 0.0
        self._device: BLEDevice | None = None
        self._peripheral: Peripheral | None = None
        self._kind: Wearable | None = None
        self._packet_s = 0.0
        self._mailbox = Mailbox()
        self._heard = asyncio.Event()
        self._radio_lost = asyncio.Event()
        self._radio_back = asyncio.Event()
        self._owner: asyncio.Task[None] | None = None

    @property
    def health(self) -> LinkHealth:
        """How it is now; to be asked within the event loop."""
        now_s = _now_s()
        return LinkHealth(
            state=self.state,
            since_s=now_s - self._since_s,
            reason=self._reason,
            kind="" if self._kind is None else self._kind.name,
            address=self.address,
            silent_s=now_s - self._heard_s,
            reconnects=self._reconnects,
            dropped=self._mailbox.dropped,
            flooded=self._mailbox.flooded,
        )

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Connect, and yield what comes, in the order in which it came, through every loss, until `stop`.

        On each connection the battery comes first (again every 10 min), then what the wearable says of itself, then the
        stream.  Closing the iterator (`contextlib.aclosing`), or cancelling its reader, stops the wearable.

        Raises:
            WearableError: what the user must mend first: not supported, firmware of another version, several near and
                no address; and if not patient, before it has streamed once: no adapter, not found, refused, or three
                attempts to connect failed.
        """
        self._since_s = self._heard_s = _now_s()
        self._owner = owner = asyncio.create_task(self._live())
        owner.add_done_callback(lambda _: self._mailbox.ring())
        try:
            while not owner.done():
                await self._mailbox.wait()
                for arrival in self._mailbox.empty():
                    yield arrival
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

    async def _live(self) -> None:
        """Do what the machine says, until cancelled or told that there is no point."""
        watch = None
        if self._backend is None and sys.platform == "linux":
            from monitor.edges.link.bluez import BluezWatch

            watch = BluezWatch(self._radio_lost.set, self._radio_back.set)
        duty = self._machine.begin()
        try:
            while True:
                if watch is not None:
                    await watch.listen()
                self._enter(duty.state)
                duty = self._machine.next(duty, await self._perform(duty), _now_s())
        except asyncio.CancelledError:
            if self.state is LinkState.STREAMING and self._peripheral is not None and self._kind is not None:
                with suppress(WearableError):  # it stops, if it can be told
                    await self._peripheral.perform(self._kind.end())
            raise
        finally:
            await self._part(duty)
            if watch is not None:
                watch.close()

    async def _perform(self, duty: Duty) -> End:
        acts: dict[Act, Callable[[Duty], Awaitable[End]]] = {
            Act.FIND: self._find,
            Act.CONNECT: self._connect,
            Act.BEGIN: self._begin,
            Act.ATTEND: self._attend,
            Act.PROBE: self._probe,
            Act.BEGIN_AGAIN: self._begin_again,
            Act.PART: self._part,
            Act.REST: self._rest,
        }
        slack_s = SCAN_SLACK_S if duty.act is Act.FIND else 0.0
        try:
            async with asyncio.timeout(None if duty.act in {Act.ATTEND, Act.REST} else duty.limit_s + slack_s):
                return await acts[duty.act](duty)
        except TimeoutError:
            return self._judge(LinkError(f"{self.address or 'the wearable'} does not answer: restart it"))
        except WearableError as error:
            return self._judge(error)

    def _judge(self, error: WearableError) -> End:
        """What an error means to the machine; raises it where there is no point in going on."""
        self._reason = str(error)
        self._failed_tries += 1
        by_chance = isinstance(error, LinkError) and not isinstance(error, NotBondedError)
        may_help = by_chance and self._failed_tries < FIRST_TRIES
        if not self._has_streamed and (isinstance(error, NotUsableError) or not (self._patient or may_help)):
            raise error
        if isinstance(error, AdapterError):
            return End.NO_ADAPTER
        if isinstance(error, NotBondedError):
            return End.UNBONDED
        return End.FAILED if isinstance(error, LinkError | NotFoundError) else End.REFUSED

    # ------------------------------------------------------------------------------- acts

    async def _find(self, duty: Duty) -> End:
        self._radio_lost.clear()
        self._radio_back.clear()
        held, self._may_be_held = self._may_be_held, False
        try:
            self._device = await find_wearable(self.address, self._name, duty.limit_s, held=held, backend=self._backend)
        except NotFoundError:
            self._may_be_held = True  # it does not advertise: because this computer is still connected to it?
            raise
        return End.DONE

    async def _connect(self, _duty: Duty) -> End:
        if self._device is None:
            return End.FAILED
        self._peripheral = Peripheral(self._device, self._take, backend=self._backend)
        self._kind = await self._peripheral.connect(bonded=self._bonded)
        self.address = self._device.address
        return End.DONE

    async def _begin(self, _duty: Duty) -> End:
        peripheral, kind = self._connected()
        await peripheral.read(BATTERY_LEVEL_UUID)
        self._battery_due_s = _now_s() + BATTERY_EVERY_S
        await self._start(peripheral, kind)
        self._reconnects += self._has_streamed
        self._has_streamed, self._failed_tries = True, 0
        return End.DONE

    async def _begin_again(self, _duty: Duty) -> End:
        """Start the stream once more on the same link; it is as good if it comes back by itself meanwhile."""
        self._heard.clear()
        await _first_of(self._start(*self._connected()), self._heard.wait())
        return End.DONE

    async def _start(self, peripheral: Peripheral, kind: Wearable) -> None:
        started: Started = await peripheral.perform(kind.begin(self._wanted))
        self._packet_s = started.packet_s
        self._keep_due_s = _now_s() + kind.keep_s

    async def _attend(self, _duty: Duty) -> End:
        """Look after the stream until it is lost: keep the lease, read the battery, listen for silence."""
        peripheral, kind = self._connected()
        if kind.speaks_on_change:
            self._machine.heard()
        silence_s = max(kind.silence_s, SILENT_PACKETS * self._packet_s)
        asleep_s, self._attended_s = self._clock.asleep_s(), _now_s()
        while (end := self._ending(peripheral, silence_s, asleep_s)) is None:
            now_s = _now_s()
            if now_s >= self._keep_due_s:
                await peripheral.perform(kind.keep())
                self._keep_due_s = now_s + kind.keep_s
            if now_s >= self._battery_due_s:
                await peripheral.read(BATTERY_LEVEL_UUID)
                self._battery_due_s = now_s + BATTERY_EVERY_S
            next_s = min(self._quiet_since_s + silence_s, self._keep_due_s, self._battery_due_s)
            within_s = max(next_s - _now_s(), SHORTEST_S)
            await _first_of(peripheral.gone.wait(), self._radio_lost.wait(), within_s=within_s)
        return end

    def _ending(self, peripheral: Peripheral, silence_s: float, asleep_s: float) -> End | None:
        slept_s = self._clock.asleep_s() - asleep_s
        if slept_s > SLEPT_S:
            self._reason = f"the computer slept for {slept_s:.0f} s"
            return End.ASLEEP
        if peripheral.gone.is_set():
            self._reason = f"the link to {peripheral.address} was lost"
            return End.GONE
        if self._radio_lost.is_set():
            self._reason = "the Bluetooth service of this computer ended"
            return End.NO_ADAPTER
        if _now_s() >= self._quiet_since_s + silence_s:
            self._reason = f"{peripheral.address} fell silent for {silence_s:g} s"
            return End.SILENT
        return None

    async def _probe(self, _duty: Duty) -> End:
        """Ask a silent wearable for anything: tells a dead link from a live one with nothing to say."""
        peripheral, kind = self._connected()
        asked_s = _now_s()
        answer = await peripheral.read(kind.probe)
        if kind.speaks_on_change and answer is not None:
            self._heard_s = _now_s()
        return End.DONE if self._heard_s >= asked_s else End.SILENT

    async def _part(self, _duty: Duty) -> End:
        peripheral, self._peripheral = self._peripheral, None
        if peripheral is not None:
            await peripheral.part()
        return End.DONE

    async def _rest(self, duty: Duty) -> End:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._radio_back.wait(), duty.limit_s)
            return End.WOKEN
        return End.DONE

    # ------------------------------------------------------------------------- what comes

    def _take(self, characteristic: str, payload: bytes, pushed: bool) -> None:
        """Take what came: stamp it and put it away, nothing else, for the radio waits."""
        kind = self._kind
        if kind is None or (characteristic not in kind.characteristics and characteristic != BATTERY_LEVEL_UUID):
            return
        now_s = _now_s()
        if pushed:
            self._heard_s = now_s
            self._heard.set()
            self._machine.heard()
        self._mailbox.put(Arrival(self._clock.now_s(), characteristic, payload), now_s)

    @property
    def _quiet_since_s(self) -> float:
        """Since when nothing has come, counted from the beginning of the attention at the earliest."""
        return max(self._heard_s, self._attended_s)

    def _connected(self) -> tuple[Peripheral, Wearable]:
        """Whom we are connected to."""
        if self._peripheral is None or self._kind is None:
            raise LinkError("there is no link")
        return self._peripheral, self._kind

    def _enter(self, state: LinkState) -> None:
        if state is self.state:
            return
        self.state, self._since_s = state, _now_s()
        self._on_state(
            state, self._reason if state in {LinkState.LOST, LinkState.NO_ADAPTER, LinkState.STALLED} else ""
        )


async def _first_of(*works: Coroutine[Any, Any, object], within_s: float | None = None) -> None:
    """Wait until one of these is done, or fails, but not for longer; give up the others, and leave nothing behind."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _now_s() -> float:
    """A clock that goes on, for time-outs; never for arrivals.  It stands still while the computer sleeps."""
    return asyncio.get_running_loop().time()
