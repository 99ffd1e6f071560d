"""What the journal holds, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.posture.labels import Posture


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One event.

    Attributes:
        id: grows with each row written, never reused.
        kind: such as `"bout"` or `"nudge"`.
        time_s: when it happened, UTC in POSIX seconds.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        body: the rest of the event.
    """

    id: int
    kind: str
    time_s: float
    utc_offset_s: int
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Minute:
    """How the minute `[minute_s, minute_s + 60)`, UTC in POSIX seconds, was spent.

    Attributes:
        minute_s: a multiple of 60.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        seconds: for each posture that occurred; they add up to less than 60 where nothing was seen.
    """

    minute_s: int
    utc_offset_s: int
    seconds: Mapping[Posture, int]
