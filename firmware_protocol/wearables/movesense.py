"""Movesense sensors: a subscription to /Meas/Acc over the GATT SensorData Protocol (GSP); movesense_messages has it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firmware_protocol.control import Start
from firmware_protocol.wearables.movesense_messages import (
    ACCELERATION,
    ANSWER,
    COMMAND_UUID,
    DATA_UUID,
    HELLO,
    MESSAGE,
    RATES_HZ,
    SERVICE_UUID,
    UNSUBSCRIBE,
    MovesenseDecoder,
    decode_status,
    encode_subscribe,
)
from firmware_protocol.wearables.wearable import Ask, Dialogue, RefusedError, Started, Subscribe, Wearable, Write

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
