"""The control point of Polar's measurement service (PMD): what can be set, what is chosen, and its answers.

    command   op   measurement   settings
    answer    F0   op   measurement   status   more   settings
    setting   type   count   count values of the type's size, little-endian

Source: Polar, Measurement Data Specification for 3rd Party (technical_documentation/online_measurement.pdf of
polarofficial/polar-ble-sdk), and, where it is silent, PmdSetting.kt and PmdControlPointResponse.kt of the same.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from firmware_protocol.control import Start
from firmware_protocol.fields import decoding, require_length
from firmware_protocol.gatt import LONGEST_BYTES
from firmware_protocol.stream import MAX_RATE_HZ

SERVICE_UUID: Final = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL_UUID: Final = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA_UUID: Final = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

ACCELERATION: Final = 2
"""The measurement that we want; another bit pair of this byte says online or offline."""

MEASUREMENT_BITS: Final = 0x3F

ANSWER: Final = 0xF0
ANSWER_BYTES: Final = 4
"""At least, in a refusal."""

FEATURES: Final = 0x0F
"""What a value read from the control point begins with; a bit for each measurement follows."""


class Op(IntEnum):
    """What a command asks."""

    GET_SETTINGS = 1
    START = 2
    STOP = 3


class Setting(IntEnum):
    """What can be set; FACTOR is what a value is to be multiplied with, and never sent to the sensor."""

    SAMPLE_RATE_HZ = 0
    RESOLUTION_BITS = 1
    RANGE_G = 2
    RANGE_MILLI = 3
    CHANNELS = 4
    FACTOR = 5


Settings = Mapping[Setting, tuple[int, ...]]
"""The values offered, or in force, for each setting; FACTOR as the bits of its float."""

_VALUE_BYTES: Final = {
    Setting.SAMPLE_RATE_HZ: 2,
    Setting.RESOLUTION_BITS: 2,
    Setting.RANGE_G: 2,
    Setting.RANGE_MILLI: 4,
    Setting.CHANNELS: 1,
    Setting.FACTOR: 4,
}


class Status(IntEnum):
    """How a command ended, where it matters to us; the others have only their number."""

    SUCCESS = 0
    INVALID_OP = 1
    INVALID_MEASUREMENT = 2
    NOT_SUPPORTED = 3
    ALREADY_IN_STATE = 6
    INVALID_MTU = 10
    INVALID_STATE = 12
    IN_CHARGER = 13


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sensor says to a command.

    Attributes:
        op: of the command, 0 to 255.
        measurement: that it was about.
        status: one of `Status`, or a number that is new to us.
        more: further answers follow with the rest of the settings.
        settings: on success; after GET_SETTINGS those offered, after START perhaps the FACTOR.
    """

    op: int
    measurement: int
    status: int
    more: bool = False
    settings: Settings = field(default_factory=lambda: MappingProxyType({}))

    @property
    def sample_rates_hz(self) -> tuple[float, ...]:
        """The rates offered, ascending, as far as any wearable may have them."""
        rates_hz = self.settings.get(Setting.SAMPLE_RATE_HZ, ())
        return tuple(float(rate_hz) for rate_hz in sorted(set(rates_hz)) if 1 <= rate_hz <= MAX_RATE_HZ)

    @property
    def factor(self) -> float | None:
        """What a value is to be multiplied with, if the answer says so."""
        bits = self.settings.get(Setting.FACTOR, ())
        return float(struct.unpack("<f", struct.pack("<I", bits[0]))[0]) if bits else None


def decode_answer(payload: bytes) -> Answer:
    """Read an answer; settings of a type new to us, and all behind them, are passed over.

    Raises:
        ProtocolError: no answer, or cut short.
    """
    with decoding("PMD answer"):
        require_length(payload, ANSWER_BYTES, LONGEST_BYTES)
        if payload[0] != ANSWER:
            raise ValueError(f"begins with 0x{payload[0]:02x}, must be 0x{ANSWER:02x}")
        _, op, measurement, status = payload[:ANSWER_BYTES]
        more = bool(payload[4:5].strip(b"\0"))
        settings = _read_settings(payload[5:], may_be_cut=more) if status == Status.SUCCESS else {}
        return Answer(op, measurement & MEASUREMENT_BITS, status, more, MappingProxyType(settings))


def encode_answer(answer: Answer) -> bytes:
    """Write an answer, as a sensor does."""
    head = bytes((ANSWER, answer.op, answer.measurement, answer.status, answer.more))
    return head + encode_settings(answer.settings)


def encode_settings(settings: Settings) -> bytes:
    """Write settings, one after another."""
    written = bytearray()
    for setting, values in settings.items():
        written += bytes((setting, len(values)))
        written += b"".join(value.to_bytes(_VALUE_BYTES[setting], "little") for value in values)
    return bytes(written)


def encode_command(op: Op, settings: Settings = MappingProxyType({})) -> bytes:
    """Write a command about acceleration."""
    return bytes((op, ACCELERATION)) + encode_settings(settings)


def decode_settings(octets: bytes) -> Settings:
    """Read the settings of a command.

    Raises:
        ProtocolError: cut short.
    """
    with decoding("PMD settings"):
        return _read_settings(octets, may_be_cut=False)


def choose(offered: Settings, wanted: Start) -> dict[Setting, tuple[int, ...]]:
    """Choose one value of each setting offered: the nearest rate, the least range that holds the wanted one.

    Of any other setting the greatest value, as Polar's own SDK does; of two rates equally near the higher one.
    """
    chosen = {setting: max(values) for setting, values in offered.items() if values and setting is not Setting.FACTOR}
    if rates_hz := offered.get(Setting.SAMPLE_RATE_HZ):
        chosen[Setting.SAMPLE_RATE_HZ] = min(rates_hz, key=lambda rate: (abs(rate - wanted.sample_rate_hz), -rate))
    if wide_enough := [value for value in offered.get(Setting.RANGE_G, ()) if value >= wanted.range_g]:
        chosen[Setting.RANGE_G] = min(wide_enough)
    return {setting: (value,) for setting, value in sorted(chosen.items())}


def _read_settings(octets: bytes, *, may_be_cut: bool) -> dict[Setting, tuple[int, ...]]:
    settings: dict[Setting, tuple[int, ...]] = {}
    place = 0
    while place < len(octets) and octets[place] in tuple(Setting):
        setting = Setting(octets[place])
        size = _VALUE_BYTES[setting]
        end = place + 2 + size * sum(octets[place + 1 : place + 2])
        if place + 2 > len(octets) or end > len(octets):
            if may_be_cut:
                break
            raise ValueError(f"the values of {setting.name} are cut short")
        values = range(place + 2, end, size)
        settings[setting] = tuple(int.from_bytes(octets[value : value + size], "little") for value in values)
        place = end
    return settings
