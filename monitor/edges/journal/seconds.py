"""Rows of seconds of posture as they were told, up to sixty in one."""

from dataclasses import dataclass
from typing import Final

from monitor.edges.journal.rows import UnreadableRowError
from monitor.packed import SECOND_BYTES, unpack
from monitor.posture.labels import PostureEpoch

ROW_S: Final = 60
"""Seconds in one row at most: a day is 1440 rows (product default)."""


@dataclass(frozen=True, slots=True)
class SecondsRow:
    """A row of consecutive seconds.

    Attributes:
        number: grows with each row, whatever the clock shows.
        start_s: start of the first second, UTC in POSIX seconds.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        packed: four bytes a second; see `monitor.packed`.
    """

    number: int
    start_s: int
    utc_offset_s: int
    packed: bytes

    @property
    def end_s(self) -> int:
        """End of the last second, UTC in POSIX seconds."""
        return self.start_s + len(self.packed) // SECOND_BYTES

    @property
    def place(self) -> int:
        """The place of its first second among all that were ever told; the next has one more, whatever the clock shows.

        A row that is not full leaves places unused.
        """
        return self.number * ROW_S

    def epochs(self) -> list[PostureEpoch]:
        """Unpack the seconds.

        Raises:
            UnreadableRowError: the bytes are none that `pack` makes.
        """
        try:
            return unpack(self.start_s, self.packed)
        except ValueError as error:
            raise UnreadableRowError(str(error)) from error
