"""Polar's frames to packets: the factor is told once, the rate must be found out, the clock is that of the last sample.

The command that chose the rate is not among what comes, and a recording may begin after it.  So the rate is learnt:
samples of a frame over the time since the frame before, rounded to one of the rates offered.  A lost frame makes it
look slower, never faster; so a higher rate is believed at once, a lower one after three frames in a row.
"""

from dataclasses import dataclass, field
from typing import Final

from firmware_protocol.errors import ProtocolError
from firmware_protocol.stream import AccelPacket, PacketFlags
from firmware_protocol.wearables.polar_control import (
    ACCELERATION,
    ANSWER,
    CONTROL_UUID,
    DATA_UUID,
    Op,
    Status,
    decode_answer,
)
from firmware_protocol.wearables.polar_frames import (
    COMPRESSED_G,
    COMPRESSED_MG,
    Frame,
    decode_frame,
    is_acceleration,
)
from firmware_protocol.wearables.wearable import Scale

TICK_HZ: Final = 10_000
_NS_PER_TICK: Final = 10**9 // TICK_HZ

MG_PER_G: Final = 1000.0

RATES_HZ: Final = (13.0, 25.0, 26.0, 50.0, 52.0, 100.0, 104.0, 200.0, 208.0, 416.0)
"""All that Polar's sensors offer (documentation/products of polarofficial/polar-ble-sdk)."""

FACTORS: Final = (1e-5, 1.0)
"""Least and greatest factor that makes sense: in int16 a range of ±0.3 g, and of ±32767 g."""

MAX_RATE_ERROR: Final = 0.15
"""How far a pace may be from the rate that it is taken for (product default): there was no frame missing."""

SLOWER_FRAMES: Final = 3
"""Frames in a row that must agree on a lower rate (product default)."""

LATE_NS: Final = 10 * 10**9
"""A clock that went back by less is a frame that came twice or late; by more, it was set, or reset to 2019."""


@dataclass(slots=True)
class FramePace:
    """The sample rate and the time of first samples, out of the times of last samples.

    Attributes:
        rate_hz: nominal; None until it is known.
    """

    rate_hz: float | None = None
    _offered_hz: tuple[float, ...] = RATES_HZ
    _last_ns: int | None = None
    _slower: int = 0

    def offer(self, rates_hz: tuple[float, ...]) -> None:
        """The sensor says which rates it has; if it is only one, that is it."""
        self._offered_hz = rates_hz or RATES_HZ
        if self.rate_hz not in self._offered_hz:
            self.rate_hz = None
        if len(self._offered_hz) == 1:
            self.rate_hz = self._offered_hz[0]

    def feed(self, frame: Frame) -> int | None:
        """Time of the frame's first sample in ns; None while the rate is not known.

        Raises:
            ProtocolError: the frame came twice, or late.
        """
        last_ns, elapsed_ns = self._last_ns, frame.time_ns - (self._last_ns or 0)
        if last_ns is not None and -LATE_NS < elapsed_ns <= 0:
            raise ProtocolError("PMD frame: it came twice or late: its time is not after that of the one before")
        self._last_ns = frame.time_ns
        follows = last_ns is not None and elapsed_ns > 0 and self._learn(1e9 * frame.count / elapsed_ns)
        if self.rate_hz is None:
            return None
        period_ns = elapsed_ns / frame.count if follows else 1e9 / self.rate_hz
        return frame.time_ns - round((frame.count - 1) * period_ns)

    def _learn(self, pace_hz: float) -> bool:
        """Take a pace into account; whether it is that of the rate, so that no frame is missing."""
        nearest_hz = min(self._offered_hz, key=lambda rate_hz: abs(pace_hz / rate_hz - 1.0))
        if abs(pace_hz / nearest_hz - 1.0) > MAX_RATE_ERROR:
            return False
        is_slower = self.rate_hz is not None and nearest_hz < self.rate_hz
        self._slower = self._slower + 1 if is_slower else 0
        if not is_slower or self._slower >= SLOWER_FRAMES:
            self.rate_hz, self._slower = nearest_hz, 0
        return self.rate_hz == nearest_hz


@dataclass(slots=True)
class PolarDecoder:
    """Answers give factor and rates, frames the packets."""

    _factor: float | None = None
    _pace: FramePace = field(default_factory=FramePace)
    _scale: Scale | None = None
    _packets: int = 0
    _samples: int = 0

    @property
    def scale(self) -> Scale | None:
        """Of the last frame's type."""
        return self._scale

    def feed(self, characteristic: str, payload: bytes) -> AccelPacket | None:
        """The packet, if it is one; None for the first frame of all where the sensor has several rates.

        Raises:
            ProtocolError: not what the specification says, a frame that came twice, or one in g before its factor.
        """
        if characteristic == CONTROL_UUID:
            self._hear(payload)
        elif characteristic == DATA_UUID and is_acceleration(payload):
            return self._packet(decode_frame(payload))
        return None

    def _hear(self, payload: bytes) -> None:
        """Note what an answer says; the features read, and news that a measurement ended, say nothing to us."""
        if payload[:1] != bytes((ANSWER,)):
            return
        answer = decode_answer(payload)
        if answer.measurement != ACCELERATION or answer.status != Status.SUCCESS:
            return
        if answer.op == Op.GET_SETTINGS:
            self._pace.offer(answer.sample_rates_hz)
        elif answer.op == Op.START:
            factor = answer.factor
            if factor is not None and not FACTORS[0] <= factor <= FACTORS[1]:
                raise ProtocolError(f"PMD answer: factor is {factor:g}, must be from {FACTORS[0]:g} to {FACTORS[1]:g}")
            self._factor = factor

    def _packet(self, frame: Frame) -> AccelPacket | None:
        counts_per_g = self._counts_per_g(frame.kind)
        first_ns = self._pace.feed(frame)
        if first_ns is None or self._pace.rate_hz is None:
            return None
        packet = AccelPacket(
            sequence=self._packets % 2**16,
            first_sample_index=self._samples % 2**32,
            tick=first_ns // _NS_PER_TICK % 2**32,
            flags=PacketFlags(0),
            sample_rate_hz=self._pace.rate_hz,
            samples=frame.samples,
        )
        self._packets += 1
        self._samples += frame.count
        if self._scale is None or self._scale.counts_per_g != counts_per_g:
            self._scale = Scale(counts_per_g, TICK_HZ)
        return packet

    def _counts_per_g(self, kind: int) -> float:
        """LSB in one g, by the frame type."""
        if kind == COMPRESSED_G:
            if self._factor is None:
                raise ProtocolError("PMD frame: it came before the sensor told the factor of its samples")
            return 1.0 / self._factor
        return MG_PER_G / (self._factor or 1.0) if kind == COMPRESSED_MG else MG_PER_G
