"""Samples on one timeline: what arrived becomes blocks of samples, each at the time at which it was taken.

Two counters of the wearable rule.  `first_sample_index` says which samples a packet holds: the next ones, ones that we
have (a duplicate, a late packet), or later ones (samples were lost: a gap).  `tick`, its clock, says when they were
taken.  Arrival times only set that clock; they never become sample times.

The timeline never goes back, never overlaps, and holds no invented sample.  Where packets follow each other, each block
begins exactly where the one before ended, and corrections of the clock are slewed into the sample period.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from firmware_protocol import (
    INFO_UUID,
    STREAM_UUID,
    AccelPacket,
    Capabilities,
    ProtocolError,
    decode_capabilities,
    decode_packet,
)
from monitor.motion.arrivals import Arrival
from monitor.motion.clock import DeviceClock, Unwrapped

MAX_LATENCY_S = 10.0
"""A packet cannot be on its way for longer: the link's supervision time-out is 6 s at most in our profile.  A device
clock that disagrees with the host's by more has been set back (a reboot that we were not told of)."""

MAX_SLEW = 0.002
"""Most that a correction of the clock changes the sample period (crystals are off by 0.0001, RC oscillators 0.0005)."""

RATE_SPAN_S = 10.0
"""The true sample rate is taken from index over tick once they span this long; until then it is the nominal one."""

MAX_RATE_ERROR = 0.1
"""A measured rate further than this from the nominal one means that the rate was changed on the way (cheap sensors
are off by up to 5 %)."""


@dataclass(frozen=True, slots=True)
class SampleBlock:
    """A run of samples without a gap.

    Two blocks without a gap between them meet exactly: `first.end_s == second.start_s`.

    Attributes:
        start_s: time of the first sample, UTC in POSIX seconds (or seconds of a file's own time).
        sample_rate_hz: the true rate of this run, as the device clock and the host clock tell it.
        xyz_g: shape (n, 3), in g, n >= 1, +1 g upward at rest; never changed by a reader.
    """

    start_s: float
    sample_rate_hz: float
    xyz_g: NDArray[np.floating]

    @property
    def end_s(self) -> float:
        """Time at which the sample after the last one would have been taken."""
        return self.start_s + len(self.xyz_g) / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that came and was not used; `reason` is one line that says what it was.

    Attributes:
        time_s: when it came, UTC in POSIX seconds.
        reason: what was wrong with it.
    """

    time_s: float
    reason: str


@dataclass(slots=True)
class _Boot:
    """What is known of the wearable since it booted."""

    capabilities: Capabilities
    clock: DeviceClock = field(default_factory=DeviceClock)
    tick: Unwrapped = field(default_factory=Unwrapped)
    next_index: Unwrapped = field(default_factory=Unwrapped)
    rate_hz: float = 0.0
    rate_from: tuple[int, float] = (0, 0.0)


@dataclass(slots=True)
class SampleAssembler:
    """Arrivals to sample blocks; feed arrivals in the order in which they came."""

    _boot: _Boot | None = None
    _end_s: float = float("-inf")

    def feed(self, arrival: Arrival) -> list[SampleBlock | Rejected]:
        """The samples that came with this arrival, at most one block; or why it was not used."""
        try:
            if arrival.characteristic == INFO_UUID:
                self._meet(decode_capabilities(arrival.payload))
            elif arrival.characteristic == STREAM_UUID:
                return self._place(decode_packet(arrival.payload), arrival.time_s)
        except ProtocolError as error:
            return [Rejected(arrival.time_s, str(error))]
        return []

    def _meet(self, capabilities: Capabilities) -> None:
        """The wearable said what it is; a new boot identity means that its counters began anew."""
        if self._boot is None or self._boot.capabilities != capabilities:
            self._boot = _Boot(capabilities)

    def _place(self, packet: AccelPacket, arrival_s: float) -> list[SampleBlock | Rejected]:
        if self._boot is None:
            return [Rejected(arrival_s, "a packet came before the wearable said what it is")]
        if not packet.count:
            return []  # a heartbeat: alive, nothing to say
        boot = self._synchronised(self._boot, packet, arrival_s)
        device_s = boot.tick.value / boot.capabilities.tick_hz
        begins = not boot.rate_hz
        index = packet.first_sample_index if begins else boot.next_index.nearest(packet.first_sample_index)
        known = 0 if begins else max(boot.next_index.value - index, 0)
        if known >= packet.count:
            return [Rejected(arrival_s, f"packet {packet.sequence} came twice or late: its samples are known")]
        follows = not begins and boot.next_index.value >= index
        _measure_rate(boot, packet, index, device_s)
        boot.next_index.value = index + packet.count
        raw = np.frombuffer(packet.samples, dtype="<i2").reshape(-1, 3)[known:]
        xyz_g = raw / boot.capabilities.counts_per_g
        return [self._block(boot, xyz_g, device_s + known / boot.rate_hz, follows=follows)]

    def _synchronised(self, boot: _Boot, packet: AccelPacket, arrival_s: float) -> _Boot:
        """The boot that the packet belongs to, its clock fed with it."""
        tick_hz = boot.capabilities.tick_hz
        tick = boot.tick.nearest(packet.tick) if boot.clock.known else packet.tick
        last_s = tick / tick_hz + (packet.count - 1) / packet.sample_rate_hz
        if boot.clock.known and abs(arrival_s - boot.clock.host_s(last_s)) > MAX_LATENCY_S:
            # Either clock was set, or the wearable rebooted, or slept for longer than its tick counts.
            boot = self._boot = _Boot(boot.capabilities)
            tick, last_s = packet.tick, packet.tick / tick_hz + (packet.count - 1) / packet.sample_rate_hz
        boot.tick.value = tick
        boot.clock.feed(last_s, arrival_s)
        return boot

    def _block(self, boot: _Boot, xyz_g: NDArray[np.float64], device_s: float, *, follows: bool) -> SampleBlock:
        """The samples at their place: right behind those before, or behind a gap."""
        start_s = self._end_s if follows else max(boot.clock.host_s(device_s), self._end_s)
        nominal_s = len(xyz_g) / boot.rate_hz
        aim_s = boot.clock.host_s(device_s + nominal_s) - start_s
        duration_s = min(max(aim_s, nominal_s * (1.0 - MAX_SLEW)), nominal_s * (1.0 + MAX_SLEW))
        block = SampleBlock(start_s, len(xyz_g) / duration_s, xyz_g)
        self._end_s = block.end_s
        return block


def _measure_rate(boot: _Boot, packet: AccelPacket, index: int, device_s: float) -> None:
    """The true sample rate: samples counted over device time."""
    if not boot.rate_hz:
        boot.rate_hz, boot.rate_from = packet.sample_rate_hz, (index, device_s)
    first_index, first_s = boot.rate_from
    if device_s - first_s < RATE_SPAN_S:
        return
    measured_hz = (index - first_index) / (device_s - first_s)
    if abs(measured_hz / packet.sample_rate_hz - 1.0) < MAX_RATE_ERROR:
        boot.rate_hz = measured_hz
    else:  # the rate was changed: count anew
        boot.rate_hz, boot.rate_from = packet.sample_rate_hz, (index, device_s)
