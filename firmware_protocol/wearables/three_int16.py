"""Wearables that simply send x, y, z as three little-endian int16: one row each, no clock, no numbers.

What comes is placed on a timeline by its arrival (monitor.motion.unclocked), as far as that is honest.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Final

from firmware_protocol.control import Start
from firmware_protocol.errors import ProtocolError
from firmware_protocol.stream import MOST_SAMPLES, AccelPacket, PacketFlags
from firmware_protocol.wearables.wearable import (
    Dialogue,
    Read,
    RefusedError,
    Scale,
    Started,
    Subscribe,
    Wearable,
    Write,
)

SAMPLE_BYTES: Final = 6
_U16: Final = struct.Struct("<H")


@dataclass(frozen=True, slots=True)
class ThreeInt16:
    """One row of the table.

    Attributes:
        name: as people say it.
        service, data: UUIDs of the service and of what notifies the samples.
        counts_per_g: LSB in one g.
        rates_hz: those that it can sample at, ascending; the only one, if it cannot be set.
        bytes_before, bytes_after: of a payload, around the samples.
        held: it sends when a value has changed.
        period: UUID of a characteristic that holds the sampling period, u16 in ms, and says what is in force; empty
            where there is none.
        configuration: what to write before, and where; None if nothing.
        probe: UUID of what answers a read; empty if `data` does.
        names, services: how it advertises.
        hints: by the UUID of a service that is there instead: what to do.
    """

    name: str
    service: str
    data: str
    counts_per_g: float
    rates_hz: tuple[float, ...]
    bytes_before: int = 0
    bytes_after: int = 0
    held: bool = False
    period: str = ""
    configuration: Write | None = None
    probe: str = ""
    names: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def wearable(self) -> Wearable:
        """The kind of wearable that this row is."""
        return Wearable(
            name=self.name,
            service=self.service,
            characteristics=frozenset({self.data, self.period} - {""}),
            begin=partial(begin, self),
            decoder=partial(ThreeInt16Decoder, self),
            probe=self.probe or self.data,
            silence_s=1.0 if self.held else 2.5,
            speaks_on_change=self.held,
            names=self.names,
            services=self.services,
            hints=self.hints,
        )


def begin(row: ThreeInt16, wanted: Start) -> Dialogue[Started]:
    """Choose the rate, where it can be chosen, and subscribe."""
    rate_hz = min(row.rates_hz, key=lambda rate_hz: abs(rate_hz - wanted.sample_rate_hz))
    if row.configuration is not None:
        yield row.configuration
    if row.period and (yield Read(row.period)) is not None:  # what calls itself a micro:bit may lack it
        yield Write(row.period, _U16.pack(round(1000.0 / rate_hz)))
        rate_hz = rate_of_period((yield Read(row.period)) or b"")
    if row.held and not (yield Read(row.data)):
        raise RefusedError("its motion service gives no values: restart it")
    yield Subscribe(row.data)
    return Started(rate_hz, 1.0 / rate_hz)


def rate_of_period(payload: bytes) -> float:
    """The rate in Hz that a period of so many ms is.

    Raises:
        ProtocolError: not two bytes, or no period from 1 to 1000 ms.
    """
    if len(payload) != _U16.size:
        raise ProtocolError(f"period: length is {len(payload)} bytes, must be 2")
    (period_ms,) = _U16.unpack(payload)
    if not 1 <= period_ms <= 1000:
        raise ProtocolError(f"period: it is {period_ms} ms, must be from 1 to 1000")
    return 1000.0 / float(period_ms)


@dataclass(slots=True)
class ThreeInt16Decoder:
    """Each payload is a packet; where one holds several samples they were taken one after the other since the last."""

    row: ThreeInt16
    _rate_hz: float = 0.0
    _count: int = 0

    @property
    def scale(self) -> Scale:
        """Known from the table."""
        return Scale(self.row.counts_per_g, held=self.row.held)

    def feed(self, characteristic: str, payload: bytes) -> AccelPacket | None:
        """The packet, if it is one.

        Raises:
            ProtocolError: a length that no such payload has.
        """
        row = self.row
        if characteristic == row.period:
            self._rate_hz = rate_of_period(payload)
            return None
        samples = payload[row.bytes_before : len(payload) - row.bytes_after]
        count, rest = divmod(len(samples), SAMPLE_BYTES)
        if rest or not 1 <= count <= MOST_SAMPLES or len(payload) < row.bytes_before + row.bytes_after:
            raise ProtocolError(f"{row.name}: length is {len(payload)} bytes, which holds no whole samples")
        rate_hz = (self._rate_hz or row.rates_hz[0]) * count
        if rate_hz > _MOST_HZ:
            raise ProtocolError(f"{row.name}: {count} samples at once would be {rate_hz:g} Hz")
        number, self._count = self._count, (self._count + count) % 2**32
        return AccelPacket(number % 2**16, number, 0, PacketFlags(0), rate_hz, bytes(samples))


_MOST_HZ: Final = 1000.0


def encode_samples(row: ThreeInt16, *samples: tuple[int, int, int]) -> bytes:
    """Write a payload of these samples, in LSB; what stands around them is zeros."""
    return bytes(row.bytes_before) + b"".join(struct.pack("<hhh", *xyz) for xyz in samples) + bytes(row.bytes_after)


_DEVICE_FIRMWARE_UPDATE: Final = "00001530-1212-efde-1523-785feabcd123"
"""Of InfiniTime: there from the first release on, before the motion service."""

_THINGY_CONFIGURATION: Final = "ef680401-9b35-4933-9b10-52ffa9740042"

PINETIME_ROW: Final = ThreeInt16(
    # InfiniTime: doc/MotionService.md, MotionController.cpp (notifies if a value differs), Bma421.cpp (1 g = 1024),
    # SystemTask.cpp and FreeRTOSConfig.h (waits 100 ticks of 1/1024 s; taken for 10 Hz the samples would come too fast,
    # and each that runs half a second ahead is refused).
    name="PineTime",
    service="00030000-78fc-48fe-8e23-433b3a1942d0",
    data="00030002-78fc-48fe-8e23-433b3a1942d0",
    counts_per_g=1024.0,
    rates_hz=(10.24,),
    held=True,
    names=("InfiniTime", "Pinetime-JF"),
    hints=MappingProxyType({_DEVICE_FIRMWARE_UPDATE: "it has no motion service: update InfiniTime to 1.7 or later"}),
)
MICROBIT_ROW: Final = ThreeInt16(
    # lancaster-university.github.io/microbit-docs: Bluetooth profile 1.11 (periods 1, 2, 5, 10, 20, 80, 160, 640 ms;
    # milli-newtons by its text, which every library reads as mg).  Also served by the Bangle.js app "btadv".
    name="BBC micro:bit",
    service="e95d0753-251d-470a-a062-fa1922dfa9a8",
    data="e95dca4b-251d-470a-a062-fa1922dfa9a8",
    counts_per_g=1000.0,
    rates_hz=(12.5, 50.0, 100.0),
    period="e95dfb24-251d-470a-a062-fa1922dfa9a8",
    names=("BBC micro:bit",),
)
THINGY_ROW: Final = ThreeInt16(
    # Nordic-Thingy52-FW: ble_tms.h (configuration: pedometer, temperature, compass in ms; motion in Hz; wake),
    # ble_tms.c (raw values are notified and cannot be read; the configuration can), m_motion.c (raw: accelerometer,
    # gyroscope, compass, each 3 x int16; accelerometer 1/1024 g).
    name="Nordic Thingy:52",
    service="ef680400-9b35-4933-9b10-52ffa9740042",
    data="ef680406-9b35-4933-9b10-52ffa9740042",
    counts_per_g=1024.0,
    rates_hz=(50.0,),
    bytes_after=12,
    configuration=Write(_THINGY_CONFIGURATION, struct.pack("<HHHHB", 100, 100, 100, 50, 0)),
    probe=_THINGY_CONFIGURATION,
    names=("Thingy",),
    services=("ef680100-9b35-4933-9b10-52ffa9740042",),
)

PINETIME: Final = PINETIME_ROW.wearable()
MICROBIT: Final = MICROBIT_ROW.wearable()
THINGY: Final = THINGY_ROW.wearable()
