"""What the messages share: the checks of one field, and the fixed tables that bits and indices point into.

Every constructor checks its fields with these, so an invalid value cannot exist; every decoder runs inside
`decoding`, so that whatever a constructor refuses leaves it as `ProtocolError`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from firmware_protocol.errors import ProtocolError

T = TypeVar("T")

U8: Final = 0xFF
U16: Final = 0xFFFF
U32: Final = 0xFFFF_FFFF

RATES_HZ: Final = (12.5, 25.0, 26.0, 50.0, 52.0, 100.0, 104.0, 200.0, 208.0, 400.0, 416.0)
"""Nominal rates of the accelerometers in use (25, 50 … Bosch and Kionix; 26, 52 … ST), by their index.

The index is the rate byte of packets and commands and the bit in Info.  A minor version may append, to 16.
"""

RANGES_G: Final = (2, 4, 8, 16)
"""Full scale, ± g, by the bit in Info; commands carry the number itself."""

Payload = bytes | bytearray | memoryview
"""What decoders take: radio libraries hand out any of the three."""


@contextmanager
def decoding(message: str) -> Iterator[None]:
    """Turn every refusal of a value into `ProtocolError`, led by the name of the message.

    Raises:
        ProtocolError: whenever the block raises `ValueError`.
    """
    try:
        yield
    except ValueError as error:
        raise ProtocolError(f"{message}: {error}") from error


def require_whole(field: str, value: int, low: int, high: int) -> None:
    """Refuse what is not a whole number in [low, high].

    Raises:
        ValueError: naming the field and what it held.
    """
    if not isinstance(value, int) or not low <= value <= high:
        due = f"{low}" if low == high else f"a whole number from {low} to {high}"
        raise ValueError(f"{field} is {value!r}, must be {due}")


def require_member(field: str, value: object, allowed: Sequence[object]) -> None:
    """Refuse what is not in a fixed table.

    Raises:
        ValueError: naming the field, what it held and what it may hold.
    """
    if value not in allowed:
        raise ValueError(f"{field} is {value!r}, must be one of {', '.join(map(str, allowed))}")


def require_length(payload: bytes, low: int, high: int) -> None:
    """Refuse a payload that is shorter than `low` bytes or longer than `high`.

    Raises:
        ValueError: with the length found and the length due.
    """
    if not low <= len(payload) <= high:
        due = f"{low}" if low == high else f"{low} to {high}"
        raise ValueError(f"length is {len(payload)} bytes, must be {due}")


def rate_index(sample_rate_hz: float) -> int:
    """Give the byte that stands for a sample rate.

    Raises:
        ValueError: if the rate is not in `RATES_HZ`.
    """
    require_member("sample_rate_hz", sample_rate_hz, RATES_HZ)
    return RATES_HZ.index(sample_rate_hz)


def rate_of_index(index: int) -> float:
    """Give the sample rate in Hz that a byte stands for.

    Raises:
        ValueError: if the table ends before it.
    """
    require_whole("rate index", index, 0, len(RATES_HZ) - 1)
    return RATES_HZ[index]


def bits_of(members: Sequence[float], table: Sequence[float]) -> int:
    """Set one bit for each member, by its place in the table; all members must be in it."""
    return sum(1 << table.index(member) for member in members)


def members_of(bits: int, table: Sequence[T]) -> tuple[T, ...]:
    """List the members whose bits are set, in the order of the table.

    Bits beyond the table are passed over: a later minor version may have appended to it.
    """
    return tuple(member for place, member in enumerate(table) if bits >> place & 1)
