"""Movesense sensors: a subscription to /Meas/Acc over the GATT SensorData Protocol (GSP).

    command   code   reference   path                      0 hello, 1 subscribe, 2 unsubscribe
    answer    01     reference   u16 status                as of HTTP; hello has none
    message   02     reference   u32 ms   x y z x y z ...  float32 in m/s², ms of the first sample
    its rest  03     reference   what did not fit into the payload before, cut anywhere

Sources: GATT SensorData Protocol specification (movesense.com/docs/esw/gatt_sensordata_protocol); meas/acc.yaml of
movesense-device-lib ("Local timestamp of first measurement", m/s²); GATTSensorDataClient.cpp of the same.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Final

from firmware_protocol.control import Start
from firmware_protocol.fields import decoding, require_length, require_whole
from firmware_protocol.gatt import LONGEST_BYTES
from firmware_protocol.stream import MOST_SAMPLES, AccelPacket, PacketFlags
from firmware_protocol.wearables.pace import Pace
from firmware_protocol.wearables.wearable import Ask, Dialogue, RefusedError, Scale, Started, Subscribe, Wearable, Write

SERVICE_UUID: Final = "34802252-7185-4d5d-b431-630e7050e8f0"
COMMAND_UUID: Final = "34800001-7185-4d5d-b431-630e7050e8f0"
DATA_UUID: Final = "34800002-7185-4d5d-b431-630e7050e8f0"

HELLO, SUBSCRIBE, UNSUBSCRIBE = 0, 1, 2
ANSWER, MESSAGE, REST = 1, 2, 3

ACCELERATION: Final = 99
"""Our reference for the subscription; any but 0 will do."""

RATES_HZ: Final = (13.0, 26.0, 52.0, 104.0, 208.0, 416.0, 833.0)
"""Of /Meas/Acc, as far as a packet of ours can say them (docs/movesense-api.md of sensein/movesense-py)."""

M_S2_PER_G: Final = 9.80665

COUNTS_PER_G: Final = 2000.0
"""Of our packets: ±16.38 g, for a sensor that can be set to ±16 g; a step is half of the noise at 52 Hz."""

TICK_HZ: Final = 10_000
_TICKS_PER_MS: Final = TICK_HZ // 1000

MAX_RATE_ERROR: Final = 0.25
"""Of one measurement of the rate (product default): over four samples whole milliseconds alone make 3 % at 52 Hz and
13 % at 208 Hz, and 13 Hz may be 12.5 in truth."""

LATE_MS: Final = 10_000
"""A clock that went back by less is a message that came twice or late; by more, the sensor rebooted."""

_XYZ: Final = struct.Struct("<fff")
_HEAD_BYTES: Final = 2
_TIME_BYTES: Final = 4

WHITEBOARD_UUID: Final = "61353090-8231-49cc-b57a-886370740041"
"""Service of the protocol that Movesense's own phone library speaks; every firmware has it."""

MANUFACTURER_UUID: Final = "00002a29-0000-1000-8000-00805f9b34fb"
"""Something that can be read: its own two characteristics can not."""

GREETING: Final = 100
"""Our reference for hello."""

SAMPLES_PER_MESSAGE: Final = 4
"""At 52 Hz (a message of a real sensor in tests/fixtures/validation of sensein/movesense-py)."""

_OTHER_FIRMWARE: Final = "install Movesense's default firmware 2.3 or later, or its gatt_sensordata_app"
_OK: Final = range(200, 300)
_REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        404: f"its firmware does not share its accelerometer: {_OTHER_FIRMWARE}",
        501: "it does not have this rate: choose 12.5, 25, 50 or 100 Hz",
        507: "all its subscriptions are taken: restart it",
    }
)


def encode_subscribe(rate_hz: float) -> bytes:
    """Write the command that subscribes to acceleration at that rate."""
    return bytes((SUBSCRIBE, ACCELERATION)) + f"/Meas/Acc/{rate_hz:.0f}".encode()


def decode_status(payload: bytes) -> int:
    """Read the status of an answer.

    Raises:
        ProtocolError: it is none.
    """
    with decoding("GSP answer"):
        require_length(payload, 4, LONGEST_BYTES)
        require_whole("code", payload[0], ANSWER, ANSWER)
        return int.from_bytes(payload[2:4], "little")


def encode_answer(reference: int, status: int) -> bytes:
    """Write an answer, as a sensor does."""
    return bytes((ANSWER, reference)) + status.to_bytes(2, "little")


def encode_message(
    time_ms: int, xyz_m_s2: Iterable[tuple[float, float, float]], longest: int = LONGEST_BYTES
) -> tuple[bytes, ...]:
    """Write a message as a sensor does: in as many payloads, of `longest` bytes each, as it needs."""
    body = time_ms.to_bytes(_TIME_BYTES, "little") + b"".join(_XYZ.pack(*xyz) for xyz in xyz_m_s2)
    room = longest - _HEAD_BYTES
    parts = (body[place : place + room] for place in range(0, len(body), room))
    return tuple(bytes((REST if number else MESSAGE, ACCELERATION)) + part for number, part in enumerate(parts))


@dataclass(slots=True)
class MovesenseDecoder:
    """Messages to packets: the samples that are whole in their first payload, then those of the rest.

    A rest is used as soon as it ends with a whole sample.  So of a message in two parts, a lost one makes no number of
    what does not belong together; of three and more, which our links do not need, that could not be told.
    The rate is not said: it is learnt from the time between two messages, so the very first one gives no packet.

    Attributes:
        scale: always the same.
    """

    scale: Scale = field(default_factory=lambda: Scale(COUNTS_PER_G, TICK_HZ))
    _pace: Pace = field(default_factory=lambda: Pace(RATES_HZ, MAX_RATE_ERROR))
    _time_ms: int | None = None
    _taken: int = 0
    _rest: bytes | None = None
    _last: bytes = b""
    _doubled: bool = False
    _packets: int = 0
    _samples: int = 0

    def feed(self, characteristic: str, payload: bytes) -> AccelPacket | None:
        """The packet, if these bytes completed any sample.

        Raises:
            ProtocolError: cut short, a message that came twice or late, or a number that no accelerometer gives.
        """
        if characteristic != DATA_UUID:
            return None
        with decoding("GSP message"):
            require_length(payload, _HEAD_BYTES, LONGEST_BYTES)
            code, reference = payload[:_HEAD_BYTES]
            if code == ANSWER:
                self._time_ms = self._rest = None  # a new connection: the next message follows none
            if reference != ACCELERATION or code not in {MESSAGE, REST}:
                return None
            body = self._body(code, payload)
            if body is None:
                return None
            self._rest = None  # until all of it was good
            require_whole("samples of a message", self._taken + len(body) // _XYZ.size, 0, MOST_SAMPLES)
            left_over = len(body) % _XYZ.size
            whole = len(body) - left_over if code == MESSAGE else len(body) * (not left_over)
            samples = _counts(body[:whole])
            self._rest = body[whole:]
            return self._packet(samples)

    def _body(self, code: int, payload: bytes) -> bytes | None:
        """What is to be read: of a message all but its time, of a rest what the payload before left over, too."""
        again, self._last = payload == self._last, payload
        if code == MESSAGE:
            require_length(payload, _HEAD_BYTES + _TIME_BYTES, LONGEST_BYTES)
            self._open(int.from_bytes(payload[_HEAD_BYTES : _HEAD_BYTES + _TIME_BYTES], "little"), again=again)
            return payload[_HEAD_BYTES + _TIME_BYTES :]
        if again and self._doubled:
            raise ValueError("its rest came twice, as its beginning did")
        return None if self._rest is None else self._rest + payload[_HEAD_BYTES:]

    def _open(self, time_ms: int, *, again: bool) -> None:
        """Begin a message, and learn the rate from how long the one before lasted."""
        if self._time_ms is not None:
            elapsed_ms = (time_ms - self._time_ms + 2**31) % 2**32 - 2**31
            if -LATE_MS < elapsed_ms <= 0:
                self._doubled = again
                self._rest = self._rest if again else None
                raise ValueError("it came twice or late: its time is not after that of the one before")
            if elapsed_ms > 0 and self._taken:
                self._pace.feed(self._taken, elapsed_ms / 1000.0)
        self._time_ms, self._taken, self._doubled = time_ms, 0, False

    def _packet(self, samples: bytes) -> AccelPacket | None:
        count, before, rate_hz = len(samples) // 6, self._taken, self._pace.rate_hz
        self._taken += count
        if not count or rate_hz is None or self._time_ms is None:
            return None
        packet = AccelPacket(
            sequence=self._packets % 2**16,
            first_sample_index=self._samples % 2**32,
            tick=(self._time_ms * _TICKS_PER_MS + round(before * TICK_HZ / rate_hz)) % 2**32,
            flags=PacketFlags(0),
            sample_rate_hz=rate_hz,
            samples=samples,
        )
        self._packets += 1
        self._samples += count
        return packet


def _counts(floats: bytes) -> bytes:
    """Accelerations in m/s² as our counts."""
    values = struct.unpack(f"<{len(floats) // 4}f", floats)
    if not all(map(isfinite, values)):
        raise ValueError("an acceleration is not a number")
    counts = [round(value / M_S2_PER_G * COUNTS_PER_G) for value in values]
    if counts and not -0x8000 <= min(counts) <= max(counts) <= 0x7FFF:
        raise ValueError("an acceleration is beyond 16 g")
    return struct.pack(f"<{len(counts)}h", *counts)


def begin(wanted: Start) -> Dialogue[Started]:
    """End what may be left of an earlier subscription, hear that it is there, and subscribe."""
    rate_hz = min(RATES_HZ, key=lambda rate_hz: abs(rate_hz - wanted.sample_rate_hz))
    yield Subscribe(DATA_UUID)
    yield from end()
    yield Ask(COMMAND_UUID, bytes((HELLO, GREETING)), _is_greeting, DATA_UUID)
    answer = (yield Ask(COMMAND_UUID, encode_subscribe(rate_hz), _is_subscribed, DATA_UUID)) or b""
    status = _OK.start if answer[:1] == bytes((MESSAGE,)) else decode_status(answer)
    if status not in _OK:
        raise RefusedError(_REASONS.get(status, f"it refuses to measure (status {status}): restart it"))
    return Started(rate_hz, SAMPLES_PER_MESSAGE / rate_hz)


def end() -> Dialogue[None]:
    """Unsubscribe; older firmware does not answer, so no answer is waited for."""
    yield Write(COMMAND_UUID, bytes((UNSUBSCRIBE, ACCELERATION)))


def _is_greeting(payload: bytes) -> bool:
    return payload[1:2] == bytes((GREETING,))


def _is_subscribed(payload: bytes) -> bool:
    """Older firmware answers only to refuse; otherwise it begins to send."""
    return payload[:2] in {bytes((ANSWER, ACCELERATION)), bytes((MESSAGE, ACCELERATION))}


MOVESENSE: Final = Wearable(
    name="Movesense",
    service=SERVICE_UUID,
    characteristics=frozenset({DATA_UUID}),
    begin=begin,
    decoder=MovesenseDecoder,
    probe=MANUFACTURER_UUID,
    end=end,
    names=("Movesense ",),
    hints=MappingProxyType({WHITEBOARD_UUID: f"its firmware speaks to Movesense's own apps only: {_OTHER_FIRMWARE}"}),
)
