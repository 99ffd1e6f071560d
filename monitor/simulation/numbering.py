"""How firmware numbers what it sends: sequence, sample index and tick, since boot, with what was never sent."""

from dataclasses import replace
from typing import Final

from firmware_protocol import AccelPacket, PacketFlags

TimedPacket = tuple[float, AccelPacket]
"""When a packet leaves, in seconds of the wearable's time since it first began to stream, and the packet."""

_U16: Final = 0xFFFF
_U32: Final = 0xFFFF_FFFF


class Numbering:
    """Renumbers the packets of a source as one wearable would that beats and loses its link.

    As long as nothing happens every packet stays as it is.  A heartbeat of ours moves the sequences behind it
    up, a packet that nobody could be sent moves them down (and the next one says OVERFLOW).  Jumps that the source
    itself makes stay.

    Args:
        tick_hz: rate of the wearable's clock.
    """

    def __init__(self, tick_hz: int) -> None:
        self._tick_hz = tick_hz
        self._sequence_shift = 0
        self._overflow = PacketFlags(0)

    def send(self, packet: AccelPacket) -> AccelPacket:
        """Number a packet that is sent."""
        overflow, self._overflow = self._overflow, PacketFlags(0)
        return replace(
            packet,
            sequence=(packet.sequence + self._sequence_shift) & _U16,
            flags=packet.flags | overflow,
        )

    def skip(self, packet: AccelPacket) -> None:
        """Pass over a packet that is not sent: its samples are missing, its sequence is not."""
        self._sequence_shift -= 1
        if packet.count:
            self._overflow = PacketFlags.OVERFLOW

    def beat(self, near: TimedPacket, time_s: float) -> AccelPacket:
        """Make a heartbeat at `time_s`, to be sent before `near`, from whose counters it reckons."""
        index, tick = self._reckon(near, time_s)
        beat = replace(near[1], first_sample_index=index, tick=tick, flags=PacketFlags.HEARTBEAT, samples=b"")
        numbered = self.send(beat)
        self._sequence_shift += 1
        return numbered

    def tick(self, near: TimedPacket, time_s: float) -> int:
        """Read the clock at `time_s`, modulo 2^32."""
        return self._reckon(near, time_s)[1]

    def _reckon(self, near: TimedPacket, time_s: float) -> tuple[int, int]:
        """Index and tick at `time_s` in the source's numbers, by the nominal rates, from a packet near that time."""
        due_s, packet = near
        ahead_s = due_s - time_s
        index = packet.first_sample_index + packet.count - round(ahead_s * packet.sample_rate_hz)
        tick = packet.tick + round((_span_s(packet) - ahead_s) * self._tick_hz)
        return max(0, index) & _U32, max(0, tick) & _U32


def _span_s(packet: AccelPacket) -> float:
    """Seconds from the first sample, where its tick stands, to the last, with which it leaves."""
    return max(0, packet.count - 1) / packet.sample_rate_hz
