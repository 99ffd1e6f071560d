"""A wearable written packet by packet: what it sampled, when it sent it, and when that came."""

from dataclasses import dataclass

import numpy as np

from firmware_protocol import (
    INFO_UUID,
    STREAM_UUID,
    AccelPacket,
    Capabilities,
    Features,
    PacketFlags,
    WearSite,
    encode_capabilities,
    encode_packet,
)
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected, SampleAssembler, SampleBlock

START_S = 1_772_438_400.0
"""True time at which the device clock showed 0."""

COUNTS_PER_G = 4096


@dataclass(slots=True)
class Wearable:
    """Its packets and when they come; sample number i, wherever it is, has x = i modulo 2^15 and y = i // 2^15 in LSB.

    Attributes:
        rate_hz: nominal.
        true_hz: samples per second of the device clock.
        count: samples per packet.
        index, tick: where its counters began.
        drift_ppm: how much its clock, and all that it paces, is too fast.
        boot_id: of this boot.
    """

    rate_hz: float = 50.0
    true_hz: float = 50.0
    count: int = 25
    index: int = 0
    tick: int = 0
    tick_hz: int = 32_768
    drift_ppm: float = 0.0
    boot_id: int = 7

    def info(self, time_s: float = START_S) -> Arrival:
        """A read of Info."""
        value = Capabilities(
            1, 0, Features(0), COUNTS_PER_G, self.tick_hz, (12.5, 50.0, 100.0), (8,), 83, WearSite.THIGH, self.boot_id
        )
        return Arrival(time_s, INFO_UUID, encode_capabilities(value))

    def true_s(self, sample: int) -> float:
        """When a sample, counted from 0, is taken."""
        return START_S + sample / self.true_hz / (1.0 + self.drift_ppm * 1e-6)

    def packet(self, first: int, late_s: float = 0.03, *, count: int | None = None, pause_s: float = 0.0) -> Arrival:
        """The packet that begins with sample `first`, `late_s` after its last sample was taken."""
        count = count or self.count
        numbers = np.arange(first, first + count)
        xyz = np.column_stack([numbers % 2**15, numbers // 2**15, np.zeros(count)]).astype("<i2")
        value = AccelPacket(
            sequence=(first // self.count) % 2**16,
            first_sample_index=(self.index + first) % 2**32,
            tick=(self.tick + round((first / self.true_hz + pause_s) * self.tick_hz)) % 2**32,
            flags=PacketFlags(0),
            sample_rate_hz=self.rate_hz,
            samples=xyz.tobytes(),
        )
        came_s = self.true_s(first + count - 1) + pause_s / (1.0 + self.drift_ppm * 1e-6) + late_s
        return Arrival(came_s, STREAM_UUID, encode_packet(value))

    def heartbeat(self, first: int, late_s: float = 0.03) -> Arrival:
        """Alive, nothing to say; the next sample is `first`."""
        tick = (self.tick + round(first / self.true_hz * self.tick_hz)) % 2**32
        index = (self.index + first) % 2**32
        value = AccelPacket(0, index, tick, PacketFlags.HEARTBEAT, self.rate_hz, b"")
        return Arrival(self.true_s(first) + late_s, STREAM_UUID, encode_packet(value))

    def stream(self, seconds: float, late_s: float = 0.03, first: int = 0) -> list[Arrival]:
        """Packets of so many seconds from sample `first` on."""
        end = first + round(seconds * self.true_hz)
        return [self.packet(at, late_s) for at in range(first, end, self.count)]


@dataclass(frozen=True, slots=True)
class Heard:
    """What an assembler made of arrivals."""

    blocks: list[SampleBlock]
    rejected: list[Rejected]

    @property
    def numbers(self) -> list[int]:
        """Number of each sample that came out."""
        counts = [np.rint(block.xyz_g * COUNTS_PER_G).astype(int) for block in self.blocks]
        return [x + y * 2**15 for part in counts for x, y, _ in part.tolist()]

    @property
    def times_s(self) -> list[float]:
        """Time of each sample that came out."""
        return [block.start_s + at / block.sample_rate_hz for block in self.blocks for at in range(len(block.xyz_g))]

    @property
    def gaps(self) -> list[tuple[float, float]]:
        """End and start of the blocks between which there is a gap."""
        pairs = zip(self.blocks, self.blocks[1:], strict=False)
        return [(before.end_s, after.start_s) for before, after in pairs if before.end_s != after.start_s]

    def worst_s(self, wearable: Wearable, after_s: float = 0.0) -> float:
        """Largest error of the time of any sample taken `after_s` after the start."""
        true_s = [wearable.true_s(number) for number in self.numbers]
        return max(
            abs(time_s - true) for time_s, true in zip(self.times_s, true_s, strict=True) if true >= START_S + after_s
        )


def hear(arrivals: list[Arrival]) -> Heard:
    """Feed a new assembler."""
    assembler = SampleAssembler()
    made = [one for arrival in arrivals for one in assembler.feed(arrival)]
    return Heard(
        [one for one in made if isinstance(one, SampleBlock)], [one for one in made if isinstance(one, Rejected)]
    )
