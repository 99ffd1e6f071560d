"""The simulated wearable's firmware: it counts samples and packets, reads its own clock, and fills packets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firmware_protocol import HEARTBEAT_S, AccelPacket, Capabilities, Features, PacketFlags, WearSite
from monitor.errors import UsageError
from monitor.simulation.body import Motion
from monitor.simulation.sensor import INT16_MAX, Sensor

MAX_DRIFT_PPM: Final = 10_000.0
"""Worst clock: 1 %, an RC oscillator; quartz has 20 to 50 ppm."""

U16: Final = 0xFFFF
U32: Final = 0xFFFF_FFFF


def simulated_capabilities(seed: int, sensor: Sensor | None = None) -> Capabilities:
    """What the simulated wearable says of itself; the seed chooses its boot_id."""
    return Capabilities(
        major=1,
        minor=0,
        features=Features.IDENTIFY | Features.TIME_SYNC,
        counts_per_g=(sensor or Sensor()).counts_per_g,
        tick_hz=32_768,
        sample_rates_hz=(12.5, 25.0, 50.0, 100.0),
        ranges_g=(2, 4, 8, 16),
        max_samples=38,
        wear_site=WearSite.THIGH,
        boot_id=int(np.random.default_rng([seed, 1]).integers(U32)),
    )


def packets_of(
    motion: Motion, *, capabilities: Capabilities, samples_per_packet: int = 25, clock_drift_ppm: float = 0.0
) -> Iterator[tuple[float, AccelPacket]]:
    """All packets of a motion, each with the time in seconds since it began at which the packet is complete.

    A packet with a sample out of a gap is counted but not given: it was sent to nobody.  The last packet may be
    shorter.  Where filling a packet takes longer than `HEARTBEAT_S`, heartbeats come between.

    Raises:
        UsageError: a packet size or a sample rate that this wearable does not have, or an impossible drift.
    """
    return Boot(motion, capabilities, samples_per_packet, clock_drift_ppm).packets()


@dataclass(frozen=True, slots=True)
class Boot:
    """One life of the firmware, from its first sample to the next boot.

    The device clock paces everything: sample `i` is taken at device time `i / sample_rate_hz`, whatever the true
    time.  It is then the motion's sample that is nearest in true time.

    Attributes:
        motion: what there is to measure.
        capabilities: of the wearable; `boot_id` is this boot's.
        samples_per_packet: 1 to `capabilities.max_samples`.
        clock_drift_ppm: how much the device clock, and with it the sample rate, is too fast.
        uptime_s: how long the wearable ran before its first sample; there its tick starts.
        begin_s, end_s: the part of the motion that this boot sees.

    Raises:
        UsageError: a packet size or a sample rate that this wearable does not have, or an impossible drift.
    """

    motion: Motion
    capabilities: Capabilities
    samples_per_packet: int = 25
    clock_drift_ppm: float = 0.0
    uptime_s: float = 0.0
    begin_s: float = 0.0
    end_s: float = float("inf")

    def __post_init__(self) -> None:
        rates_hz, most = self.capabilities.sample_rates_hz, self.capabilities.max_samples
        if self.motion.sample_rate_hz not in rates_hz:
            allowed = ", ".join(f"{rate_hz:g}" for rate_hz in rates_hz)
            raise UsageError(f"sample rate is {self.motion.sample_rate_hz:g} Hz; this wearable has {allowed} Hz")
        if not 1 <= self.samples_per_packet <= most:
            raise UsageError(f"samples per packet are {self.samples_per_packet}; this wearable can send 1 to {most}")
        if not abs(self.clock_drift_ppm) <= MAX_DRIFT_PPM:
            raise UsageError(f"clock drift is {self.clock_drift_ppm:g} ppm; allowed are up to ±{MAX_DRIFT_PPM:g}")

    @property
    def true_rate_hz(self) -> float:
        """Samples in a true second."""
        return self.motion.sample_rate_hz * (1.0 + self.clock_drift_ppm * 1e-6)

    def packets(self) -> Iterator[tuple[float, AccelPacket]]:
        """As `packets_of`, of this boot alone."""
        raw, heard = self._measured()
        sequence = 0
        for first in range(0, len(raw), self.samples_per_packet):
            samples = raw[first : first + self.samples_per_packet]
            listened = heard[first : first + len(samples)].all()
            for due_s, packet in (*self._heartbeats(first, len(samples)), self._packet(first, samples)):
                if listened:
                    yield due_s, replace(packet, sequence=sequence & U16)
                sequence += 1

    def _measured(self) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
        """The samples in LSB, shape (n, 3), and whether anybody listened, shape (n,)."""
        start = int(np.ceil(self.begin_s * self.true_rate_hz))
        end = round(min(self.end_s, self.motion.duration_s) * self.true_rate_hz)
        if self.end_s < self.motion.duration_s:
            end -= (end - start) % self.samples_per_packet  # a packet that the boot cut off is never sent
        rows = np.rint(np.arange(start, end) * (self.motion.sample_rate_hz / self.true_rate_hz)).astype(int)
        xyz_g = self.motion.xyz_g[np.minimum(rows, len(self.motion.xyz_g) - 1)]
        heard = ~np.isnan(xyz_g[:, 0])
        counts = np.rint(np.nan_to_num(xyz_g) * self.capabilities.counts_per_g)
        return np.clip(counts, -INT16_MAX, INT16_MAX).astype("<i2"), heard

    def _packet(self, first: int, samples: NDArray[np.int16]) -> tuple[float, AccelPacket]:
        """The packet that begins with sample `first`, due when its last sample is taken; not yet numbered."""
        limit = min(self.motion.sensor.range_g * self.capabilities.counts_per_g, INT16_MAX)
        flags = PacketFlags.CLIP if (np.abs(samples) >= limit).any() else PacketFlags(0)
        return self._due_s(first + len(samples) - 1), self._filled(first, flags, samples.tobytes())

    def _heartbeats(self, first: int, count: int) -> Iterator[tuple[float, AccelPacket]]:
        """What is sent while the packet that begins with sample `first` fills, counted from the one before it."""
        every = int(HEARTBEAT_S * self.motion.sample_rate_hz)
        for index in range(first - 1 + every, first + count - 1, every):
            yield self._due_s(index), self._filled(index, PacketFlags.HEARTBEAT, b"")

    def _filled(self, index: int, flags: PacketFlags, samples: bytes) -> AccelPacket:
        tick = round((self.uptime_s + index / self.motion.sample_rate_hz) * self.capabilities.tick_hz)
        return AccelPacket(0, index & U32, tick & U32, flags, self.motion.sample_rate_hz, samples)

    def _due_s(self, index: int) -> float:
        """True time at which sample `index` is taken."""
        start = int(np.ceil(self.begin_s * self.true_rate_hz))
        return (start + index) / self.true_rate_hz
