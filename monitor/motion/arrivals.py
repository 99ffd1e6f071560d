"""The only sensor input: what one GATT read or notification carried, and when it came."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """The bytes of one GATT notification (or read), stamped once, at the radio.

    Attributes:
        time_s: host time at which it came, UTC in POSIX seconds.  It jitters by the connection interval
            and comes in bursts, so it never becomes a sample time.
        characteristic: UUID of the characteristic, lower case, 128-bit form.
        payload: the bytes.
    """

    time_s: float
    characteristic: str
    payload: bytes
