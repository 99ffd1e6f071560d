"""Polar's frames to packets: the factor is told once, the rate is learnt, and the clock is that of the last sample."""

from dataclasses import dataclass, field
from typing import Final

from firmware_protocol.errors import ProtocolError
from firmware_protocol.stream import AccelPacket, PacketFlags
from firmware_protocol.wearables.pace import Pace
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

MAX_RATE_ERROR: Final = 0.1
"""Of the true rate against the nominal one (product default): cheap oscillators are off by up to 5 %."""

LATE_NS: Final = 10 * 10**9
"""A clock that went back by less is a frame that came twice or late; by more, it was set, or reset to 2019."""


@dataclass(slots=True)
class FrameClock:
    """The times of first samples, out of those of last samples.

    Attributes:
        pace: the sample rate.
    """

    pace: Pace = field(default_factory=lambda: Pace(RATES_HZ, MAX_RATE_ERROR))
    _last_ns: int | None = None

    def begin(self) -> None:
        """The sensor was started: the next frame follows none."""
        self._last_ns = None

    def feed(self, frame: Frame) -> int | None:
        """Time of the frame's first sample in ns; None while the rate is not known.

        Raises:
            ProtocolError: the frame came twice, or late.
        """
        last_ns, self._last_ns = self._last_ns, frame.time_ns
        elapsed_ns = 0 if last_ns is None else frame.time_ns - last_ns
        if last_ns is not None and -LATE_NS < elapsed_ns <= 0:
            self._last_ns = last_ns
            raise ProtocolError("PMD frame: it came twice or late: its time is not after that of the one before")
        follows = elapsed_ns > 0 and self.pace.feed(frame.count, elapsed_ns / 1e9)
        if self.pace.rate_hz is None:
            return None
        period_ns = elapsed_ns / frame.count if follows else 1e9 / self.pace.rate_hz
        return frame.time_ns - round((frame.count - 1) * period_ns)


@dataclass(slots=True)
class PolarDecoder:
    """Answers give factor and rates, frames the packets.

    Attributes:
        scale: of the last frame's type.
    """

    scale: Scale | None = None
    _factor: float | None = None
    _clock: FrameClock = field(default_factory=FrameClock)
    _packets: int = 0
    _samples: int = 0

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
            self._clock.pace.offer(answer.sample_rates_hz or RATES_HZ)
        elif answer.op == Op.START:
            factor = answer.factor
            if factor is not None and not FACTORS[0] <= factor <= FACTORS[1]:
                raise ProtocolError(f"PMD answer: factor is {factor:g}, must be from {FACTORS[0]:g} to {FACTORS[1]:g}")
            self._factor = factor
            self._clock.begin()

    def _packet(self, frame: Frame) -> AccelPacket | None:
        counts_per_g = self._counts_per_g(frame.kind)
        first_ns, rate_hz = self._clock.feed(frame), self._clock.pace.rate_hz
        if first_ns is None or rate_hz is None:
            return None
        packet = AccelPacket(
            sequence=self._packets % 2**16,
            first_sample_index=self._samples % 2**32,
            tick=first_ns // _NS_PER_TICK % 2**32,
            flags=PacketFlags(0),
            sample_rate_hz=rate_hz,
            samples=frame.samples,
        )
        self._packets += 1
        self._samples += frame.count
        if self.scale is None or self.scale.counts_per_g != counts_per_g:
            self.scale = Scale(counts_per_g, TICK_HZ)
        return packet

    def _counts_per_g(self, kind: int) -> float:
        """LSB in one g, by the frame type."""
        if kind == COMPRESSED_G:
            if self._factor is None:
                raise ProtocolError("PMD frame: it came before the sensor told the factor of its samples")
            return 1.0 / self._factor
        return MG_PER_G / (self._factor or 1.0) if kind == COMPRESSED_MG else MG_PER_G
