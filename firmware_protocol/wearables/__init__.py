"""The wearables that sitmon understands, one module each, all decoded to the same packet.

To add one: a module with a `Wearable` value, its decoder and an encoder for tests, a line in `WEARABLES`, golden
bytes from its specification in the tests, a twin in `tests/support/twins`, a page in `docs/wearables`.
"""

from collections.abc import Collection
from typing import Final

from firmware_protocol.wearables.movesense import MOVESENSE
from firmware_protocol.wearables.polar import POLAR
from firmware_protocol.wearables.sitmon_profile import SITMON_PROFILE
from firmware_protocol.wearables.three_int16 import MICROBIT, PINETIME, THINGY
from firmware_protocol.wearables.wearable import (
    Ask,
    Decoder,
    Dialogue,
    Read,
    RefusedError,
    Request,
    RequireBond,
    Scale,
    Started,
    Subscribe,
    Wearable,
    Write,
)

__all__ = [
    "MICROBIT",
    "MOVESENSE",
    "PINETIME",
    "POLAR",
    "SITMON_PROFILE",
    "THINGY",
    "WEARABLES",
    "Ask",
    "Decoder",
    "Dialogue",
    "Read",
    "RefusedError",
    "Request",
    "RequireBond",
    "Scale",
    "Started",
    "Subscribe",
    "Wearable",
    "Write",
    "wearable_advertised",
    "wearable_of",
    "wearable_with",
]

WEARABLES: Final[tuple[Wearable, ...]] = (SITMON_PROFILE, POLAR, MOVESENSE, PINETIME, MICROBIT, THINGY)
"""In the order in which they are tried: our own profile first, for a board may offer it beside its maker's."""

_BY_CHARACTERISTIC: Final = {uuid: wearable for wearable in WEARABLES for uuid in wearable.characteristics}


def wearable_of(characteristic: str) -> Wearable | None:
    """The kind whose decoder wants this characteristic; None for what all share, such as the battery."""
    return _BY_CHARACTERISTIC.get(characteristic)


def wearable_with(services: Collection[str]) -> Wearable | None:
    """The kind of a connected device, by the services that it offers."""
    return next((wearable for wearable in WEARABLES if wearable.service in services), None)


def wearable_advertised(name: str, services: list[str]) -> Wearable | None:
    """The kind that an advertisement speaks for; connecting tells for sure."""
    return next((wearable for wearable in WEARABLES if wearable.advertises(name, services)), None)
