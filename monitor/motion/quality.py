"""How well the stream comes: counted, not judged."""

from dataclasses import dataclass

from firmware_protocol import AccelPacket

_U16 = 2**16


@dataclass(slots=True)
class StreamQuality:
    """What came and what did not, since the beginning.

    Attributes:
        packets: that came and were understood.
        lost: that the wearable sent and that never came, by their sequence; only our own profile tells.
        samples: that came, the duplicates too.
        rejected: arrivals that could not be used.
        sample_rate_hz: true rate by the wearable's clock; 0 until it is known.
        drift_ppm: how much too fast the wearable's clock runs against ours; None until it is known.
    """

    packets: int = 0
    lost: int = 0
    samples: int = 0
    rejected: int = 0
    sample_rate_hz: float = 0.0
    drift_ppm: float | None = None
    _next_sequence: int | None = None

    @property
    def loss(self) -> float:
        """Share of the packets sent that never came, 0 to 1."""
        sent = self.packets + self.lost
        return self.lost / sent if sent else 0.0

    def begin(self) -> None:
        """The wearable's counters began anew."""
        self._next_sequence = None

    def count(self, packet: AccelPacket, *, numbered: bool) -> None:
        """Count one packet, and those that its sequence says are missing before it."""
        self.packets += 1
        self.samples += packet.count
        if not numbered:
            return
        if self._next_sequence is not None:
            missing = (packet.sequence - self._next_sequence) % _U16
            if missing >= _U16 // 2:  # twice or late: it is not missing any more, and nothing else is
                self.lost = max(0, self.lost - 1)
                return
            self.lost += missing
        self._next_sequence = (packet.sequence + 1) % _U16
