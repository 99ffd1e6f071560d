"""All decoders of the profile in one table, each with its encoder and the values that it must give back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from firmware_protocol import (
    decode_battery_level,
    decode_capabilities,
    decode_command,
    decode_packet,
    decode_reply,
    encode_battery_level,
    encode_capabilities,
    encode_command,
    encode_packet,
    encode_reply,
)
from tests.firmware_protocol.strategies import CAPABILITIES, COMMANDS, U8, packets, replies


@dataclass(frozen=True, slots=True)
class Codec:
    """A message in both directions.

    Attributes:
        name: as in the golden blocks of PROTOCOL.md.
        leader: how its error messages begin.
        values: every valid value.
        grows: a later minor version may append to it.
    """

    name: str
    leader: str
    decode: Callable[[Any], Any]
    encode: Callable[[Any], bytes]
    values: SearchStrategy[Any]
    grows: bool = False

    def __str__(self) -> str:
        return self.name


CODECS = (
    Codec("Info", "Info", decode_capabilities, encode_capabilities, CAPABILITIES, grows=True),
    Codec("Stream", "Stream packet", decode_packet, encode_packet, packets()),
    Codec(
        "command",
        "Control command",
        decode_command,
        lambda pair: encode_command(pair[1], pair[0]),
        st.tuples(U8, COMMANDS),
    ),
    Codec("reply", "Control reply", decode_reply, encode_reply, replies(), grows=True),
    Codec("battery", "Battery Level", decode_battery_level, encode_battery_level, st.integers(0, 100)),
)
