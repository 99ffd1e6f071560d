"""Seconds of posture as they were told, packed: four bytes each."""

import struct
from collections.abc import Iterable
from math import floor
from typing import Final

from monitor.posture.labels import Posture, PostureEpoch

POSTURES: Final = (
    Posture.SITTING,
    Posture.LYING,
    Posture.STANDING,
    Posture.MOVING,
    Posture.NON_WEAR,
    Posture.UNKNOWN,
)
"""A posture is its place here; another one goes to the end, and raises the number of the journal's schema."""

LEVELS: Final = 200
"""Steps of confidence; it is rounded down, so that none passes a threshold that it did not pass when it was told."""

SECOND_BYTES: Final = 4

_STIRS: Final = 0x80
_SHIFTED: Final = 0x40
_POSTURE: Final = 0x3F
_LONGEST_STILL_S: Final = 0xFFFF
_SECOND: Final = struct.Struct("<BBH")
_CODES: Final = {posture: code for code, posture in enumerate(POSTURES)}
_CONFIDENCES: Final = tuple(level / LEVELS for level in range(LEVELS + 1))
_ROUNDING: Final = 1e-9


def pack(epochs: Iterable[PostureEpoch]) -> bytes:
    """Pack seconds, four bytes each; stillness beyond 18 hours counts as 18 hours."""
    return b"".join(
        _SECOND.pack(
            _CODES[epoch.posture] | _STIRS * epoch.stirs | _SHIFTED * epoch.shifted,
            floor(epoch.confidence * LEVELS + _ROUNDING),
            min(epoch.still_s, _LONGEST_STILL_S),
        )
        for epoch in epochs
    )


def unpack(start_s: int, packed: bytes) -> list[PostureEpoch]:
    """Unpack consecutive seconds, the first of which starts at `start_s`, UTC in POSIX seconds.

    Raises:
        ValueError: the bytes are none that `pack` makes.
    """
    try:
        return [
            PostureEpoch(
                float(second_s),
                POSTURES[code & _POSTURE],
                _CONFIDENCES[level],
                still_s,
                stirs=bool(code & _STIRS),
                shifted=bool(code & _SHIFTED),
            )
            for second_s, (code, level, still_s) in enumerate(_SECOND.iter_unpack(packed), start_s)
        ]
    except (IndexError, struct.error) as error:
        raise ValueError("seconds that are damaged") from error
