"""Packets out of arrivals: which wearable speaks is told by the characteristic that it speaks on."""

from dataclasses import dataclass

from firmware_protocol import AccelPacket, ProtocolError
from firmware_protocol.wearables import Decoder, Scale, Wearable, wearable_of
from monitor.motion.arrivals import Arrival


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
class PacketReader:
    """Decodes one wearable's bytes; where another kind begins to speak, it is understood from then on."""

    _wearable: Wearable | None = None
    _decoder: Decoder | None = None

    def feed(self, arrival: Arrival) -> tuple[AccelPacket, Scale] | Rejected | None:
        """The packet with its scale, or why there is none; None for what is no stream, such as the battery."""
        wearable = wearable_of(arrival.characteristic)
        if wearable is None:
            return None
        if self._decoder is None or wearable is not self._wearable:
            self._wearable, self._decoder = wearable, wearable.decoder()
        try:
            packet = self._decoder.feed(arrival.characteristic, arrival.payload)
        except ProtocolError as error:
            return Rejected(arrival.time_s, str(error))
        scale = self._decoder.scale
        return None if packet is None or scale is None else (packet, scale)
