"""Seconds of posture as they were told, packed: four bytes each, up to sixty in one row."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor
from typing import Final

from monitor.edges.journal.rows import UnreadableRowError
from monitor.posture.labels import Posture, PostureEpoch

POSTURES: Final = (
    Posture.SITTING,
    Posture.LYING,
    Posture.STANDING,
    Posture.MOVING,
    Posture.NON_WEAR,
    Posture.UNKNOWN,
)
"""A posture is its place here; another one goes to the end, and raises the number of the schema."""

ROW_S: Final = 60
"""Seconds in one row at most: a day is 1440 rows (product default)."""

LEVELS: Final = 200
"""Steps of confidence; it is rounded down, so that none passes a threshold that it did not pass when it was told."""

_STIRS: Final = 0x80
_SHIFTED: Final = 0x40
_POSTURE: Final = 0x3F
_LONGEST_STILL_S: Final = 0xFFFF
_SECOND: Final = struct.Struct("<BBH")
_CODES: Final = {posture: code for code, posture in enumerate(POSTURES)}
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class SecondsRow:
    """A row of consecutive seconds.

    Attributes:
        number: grows with each row, whatever the clock shows.
        start_s: start of the first second, UTC in POSIX seconds.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        packed: four bytes a second: posture, whether it stirred and shifted; confidence; two of stillness in seconds.
    """

    number: int
    start_s: int
    utc_offset_s: int
    packed: bytes

    @property
    def end_s(self) -> int:
        """End of the last second, UTC in POSIX seconds."""
        return self.start_s + len(self.packed) // _SECOND.size

    def epochs(self) -> list[PostureEpoch]:
        """Unpack the seconds.

        Raises:
            UnreadableRowError: the bytes are none that `pack` makes.
        """
        try:
            return [
                PostureEpoch(
                    float(start_s),
                    POSTURES[code & _POSTURE],
                    _CONFIDENCES[level],
                    still_s,
                    stirs=bool(code & _STIRS),
                    shifted=bool(code & _SHIFTED),
                )
                for start_s, (code, level, still_s) in enumerate(_SECOND.iter_unpack(self.packed), self.start_s)
            ]
        except (IndexError, struct.error) as error:
            raise UnreadableRowError("seconds that are damaged") from error


_CONFIDENCES: Final = tuple(level / LEVELS for level in range(LEVELS + 1))


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
