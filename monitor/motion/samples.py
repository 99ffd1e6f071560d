"""Samples on one timeline: what arrived becomes blocks of samples, each at the time at which it was taken.

Two counters of the wearable rule.  `first_sample_index` says which samples a packet holds: the next ones, ones that we
have (a duplicate, a late packet), or later ones (samples were lost: a gap).  `tick`, its clock, says when they were
taken.  Arrival times only set that clock; they never become sample times.

A wearable that numbers no samples goes on without a break unless its clock says otherwise; one that has no clock either
is placed by `unclocked`.

The timeline never goes back, never overlaps, and holds no invented sample.  Where packets follow each other, each block
begins exactly where the one before ended, and corrections of the clock are slewed into the sample period.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from firmware_protocol import AccelPacket
from firmware_protocol.wearables import Scale
from monitor.motion.arrivals import Arrival
from monitor.motion.clock import DeviceClock, Unwrapped
from monitor.motion.packets import PacketReader, Rejected
from monitor.motion.quality import StreamQuality
from monitor.motion.unclocked import place_by_arrival

__all__ = ["Rejected", "SampleAssembler", "SampleBlock"]

MAX_LATENCY_S = 10.0
"""A packet cannot be on its way for longer: the link's supervision time-out is 6 s at most in our profile.  A device
clock that disagrees with the host's by more has been set back (a reboot that we were not told of)."""

MAX_STALL_S = 120.0
"""A computer that hangs hears late, but no longer than a lease lasts.  Where index and tick go on hand in hand, an
arrival so late is believed to be that; where they do not, it is a reboot."""

MAX_SLEW = 0.002
"""Most that a correction of the clock changes the sample period (crystals are off by 0.0001, RC oscillators 0.0005)."""

SNAP_SAMPLES = 1e-3
"""A sample this near to a full second, in sample periods, counts as on it: float times are not exact."""

STEP_S = 1.0
"""Arrivals that go back by more were stamped by a clock that was set back (ours never is; other people's are)."""

RATE_SPAN_S = 10.0
"""The true sample rate is taken from index over tick once they span this long; until then it is the nominal one."""

RATE_MEMORY_S = 100.0
"""After so long the rate is counted anew, so that it follows a sensor that warms up (product default)."""

MAX_RATE_ERROR = 0.1
"""Most that the true rate differs from the nominal one (cheap sensors are off by up to 5 %)."""

RATE_DOUBT = 0.01
"""Most that the true rate differs from one that was measured a while ago."""

TICK_DOUBT_S = 0.1
"""A step in tick that the index does not explain is a pause, and thus a gap, if it is longer than this."""


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


@dataclass(slots=True)
class _Boot:
    """What is known of the wearable since it booted.

    Attributes:
        scale: of its packets.
        next_index: of the sample after the last one that came.
        last: sample index and device time of the last packet.
        rate_hz: true sample rate, `nominal_hz` until it is measured; 0 before the first packet.
        rate_from: index and device time from which the rate is counted.
    """

    scale: Scale
    clock: DeviceClock = field(default_factory=DeviceClock)
    tick: Unwrapped = field(default_factory=Unwrapped)
    next_index: Unwrapped = field(default_factory=Unwrapped)
    last: tuple[int, float] = (0, 0.0)
    rate_hz: float = 0.0
    nominal_hz: float = 0.0
    rate_from: tuple[int, float] = (0, 0.0)

    def explains(self, index: int, device_s: float) -> bool:
        """Whether index and tick of a packet went on hand in hand since the last one: sampling never paused."""
        if not self.rate_hz:
            return False
        last_index, last_s = self.last
        expected_s = (index - last_index) / self.rate_hz
        doubt = MAX_RATE_ERROR if self.rate_hz == self.nominal_hz else RATE_DOUBT
        return abs(device_s - last_s - expected_s) <= TICK_DOUBT_S + doubt * abs(expected_s)

    def measure_rate(self, nominal_hz: float, index: int, device_s: float, *, explained: bool) -> None:
        """Learn the true sample rate: samples counted over device time."""
        if nominal_hz != self.nominal_hz:
            self.rate_hz = self.nominal_hz = nominal_hz
            explained = False
        if not explained:  # a beginning, another rate, or a pause: count anew
            self.rate_from = (index, device_s)
        first_index, first_s = self.rate_from
        span_s = device_s - first_s
        if span_s < RATE_SPAN_S:
            return
        measured_hz = (index - first_index) / span_s
        if abs(measured_hz / nominal_hz - 1.0) < MAX_RATE_ERROR:
            self.rate_hz = measured_hz
        if span_s >= RATE_MEMORY_S:
            self.rate_from = (index, device_s)


@dataclass(slots=True)
class SampleAssembler:
    """Arrivals to sample blocks; feed arrivals in the order in which they came.

    Attributes:
        quality: how well the stream comes.
    """

    quality: StreamQuality = field(default_factory=StreamQuality)
    _reader: PacketReader = field(default_factory=PacketReader)
    _boot: _Boot | None = None
    _end_s: float = float("-inf")
    _last_g: NDArray[np.float64] | None = None
    _arrived_s: float = float("-inf")
    _set_back_s: float = 0.0

    def feed(self, arrival: Arrival) -> list[SampleBlock | Rejected]:
        """The samples that came with this arrival, at most one block; or why it was not used."""
        read = self._reader.feed(arrival)
        if read is None:
            return []
        made = read if isinstance(read, Rejected) else self._place(*read, self._steady_s(arrival.time_s, read[0]))
        self.quality.rejected += isinstance(made, Rejected)
        return [] if made is None else [made]

    def _steady_s(self, arrival_s: float, packet: AccelPacket) -> float:
        """The time of an arrival on a clock that is never set back: where one was, time goes on by this packet."""
        back_s = self._arrived_s - (arrival_s + self._set_back_s)
        if back_s > STEP_S:
            self._set_back_s += back_s + packet.count / packet.sample_rate_hz
        self._arrived_s = arrival_s + self._set_back_s
        return self._arrived_s

    def _place(self, packet: AccelPacket, scale: Scale, arrival_s: float) -> SampleBlock | Rejected | None:
        if self._boot is None or self._boot.scale != scale:  # another wearable, or a new boot: its counters began anew
            self._boot, self._last_g = _Boot(scale), None
            self.quality.begin()
        self.quality.count(packet, numbered=scale.numbered)
        if not packet.count:
            return None  # a heartbeat: alive, nothing to say
        if scale.tick_hz:
            return self._by_clock(self._synchronised(self._boot, packet, arrival_s), packet, arrival_s)
        return self._by_arrival(packet, scale, arrival_s)

    def _by_arrival(self, packet: AccelPacket, scale: Scale, arrival_s: float) -> SampleBlock | Rejected:
        before_g = self._last_g if scale.held else None
        held = before_g is not None
        place = place_by_arrival(self._end_s, arrival_s, packet.count, packet.sample_rate_hz, held=held)
        if place is None:
            return Rejected(arrival_s, "a packet came in a burst, without a time of its own: nobody knows when it was")
        xyz_g = _xyz_g(packet, scale)
        self._last_g = xyz_g[-1:]
        if before_g is not None:
            xyz_g = np.concatenate([np.repeat(before_g, place.held, axis=0), xyz_g])
        block = SampleBlock(place.start_s, len(xyz_g) / place.duration_s, xyz_g)
        self._end_s = block.end_s
        return block

    def _by_clock(self, boot: _Boot, packet: AccelPacket, arrival_s: float) -> SampleBlock | Rejected:
        device_s = boot.tick.value / boot.scale.tick_hz
        begins = not boot.rate_hz
        index = packet.first_sample_index if begins else boot.next_index.nearest(packet.first_sample_index)
        known = 0 if begins else max(boot.next_index.value - index, 0)
        if known >= packet.count or not (begins or boot.scale.numbered or device_s > boot.last[1]):
            return Rejected(arrival_s, f"packet {packet.sequence} came twice or late: its samples are known")
        explained = boot.explains(index, device_s)
        follows = explained and boot.next_index.value >= index
        boot.measure_rate(packet.sample_rate_hz, index, device_s, explained=explained)
        boot.next_index.value, boot.last = index + packet.count, (index, device_s)
        self.quality.sample_rate_hz, self.quality.drift_ppm = boot.rate_hz, boot.clock.drift_ppm
        xyz_g = _xyz_g(packet, boot.scale)[known:]
        block = self._block(boot, xyz_g, device_s + known / boot.rate_hz, follows=follows)
        if block.end_s > arrival_s + MAX_LATENCY_S:  # a clock that runs ahead of time, or one set back again and again
            return Rejected(arrival_s, f"packet {packet.sequence} holds samples that cannot have been taken yet")
        self._end_s = block.end_s
        return block

    def _synchronised(self, boot: _Boot, packet: AccelPacket, arrival_s: float) -> _Boot:
        """The boot that the packet belongs to, its clock fed with it."""
        tick_hz, length_s = boot.scale.tick_hz, (packet.count - 1) / packet.sample_rate_hz
        tick = boot.tick.nearest(packet.tick) if boot.clock.known else packet.tick
        if boot.clock.known:
            late_s = arrival_s - boot.clock.host_s(tick / tick_hz + length_s)
            hangs = boot.explains(boot.next_index.nearest(packet.first_sample_index), tick / tick_hz)
            if not -MAX_LATENCY_S <= late_s <= (MAX_STALL_S if hangs else MAX_LATENCY_S):
                # Either clock was set, or the wearable rebooted, or slept for longer than its tick counts.
                boot = self._boot = _Boot(boot.scale)
                tick = packet.tick
        boot.tick.value = tick
        boot.clock.feed(tick / tick_hz + length_s, arrival_s)
        return boot

    def _block(self, boot: _Boot, xyz_g: NDArray[np.float64], device_s: float, *, follows: bool) -> SampleBlock:
        """The samples at their place: right behind those before, or behind a gap."""
        taken_s = boot.clock.host_s(device_s)
        start_s = self._end_s if follows and taken_s - self._end_s < MAX_LATENCY_S else max(taken_s, self._end_s)
        nominal_s = len(xyz_g) / boot.rate_hz
        aim_s = boot.clock.host_s(device_s + nominal_s) - start_s
        duration_s = min(max(aim_s, nominal_s * (1.0 - MAX_SLEW)), nominal_s * (1.0 + MAX_SLEW))
        return SampleBlock(start_s, len(xyz_g) / duration_s, xyz_g)


def _xyz_g(packet: AccelPacket, scale: Scale) -> NDArray[np.float64]:
    """The samples of a packet, in g."""
    return np.frombuffer(packet.samples, dtype="<i2").reshape(-1, 3) / scale.counts_per_g
