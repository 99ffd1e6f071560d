"""What the journal holds, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.coaching.inputs import Context, ContextChange, UserAction
from monitor.posture.labels import Posture

Input = UserAction | ContextChange
"""What the person or the desktop said."""


class UnreadableRowError(ValueError):
    """A row is not as this version writes it; `str()` says in which way, alike for all rows of its kind."""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One event.

    Attributes:
        id: grows with each row written, never reused.
        kind: such as `"bout"` or `"nudge"`.
        time_s: when it happened, UTC in POSIX seconds.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        body: the rest of the event.
        after_second: the place of the last second of posture before it was kept, see `SecondsRow.place`; None if that
            is not known.
    """

    id: int
    kind: str
    time_s: float
    utc_offset_s: int
    body: Mapping[str, object]
    after_second: int | None = None


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input.

    Attributes:
        id: its number; grows with each input kept, whatever the clock shows, never reused.
        item: what was said.
        utc_offset_s: what local time was ahead of UTC then, in seconds.
        after_second: the place of the last second of posture before it was heard, see `SecondsRow.place`; None if no
            running sitmon heard it.
    """

    id: int
    item: Input
    utc_offset_s: int
    after_second: int | None


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


@dataclass(frozen=True, slots=True)
class ContextDay:
    """What remains of a context's changes of one local day when they have gone for their age.

    Attributes:
        day: the local day.
        context: which.
        times: how often it began.
        active_s: how long it lasted, in seconds.
    """

    day: date
    context: Context
    times: int
    active_s: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """The journal cannot be written; what came since waits in memory, in order.

    Attributes:
        since_s: when it began, UTC in POSIX seconds.
        reason: one line: what is wrong, where, what to do.
        waiting: how many events, inputs and seconds wait.
        lost: how many events, changes of context and seconds found no room any more; never what a person said.
    """

    since_s: float
    reason: str
    waiting: int
    lost: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """The journal was moved away or replaced, and the one in its place is written from now on.

    Attributes:
        begun_anew: nothing was in its place, or an empty one.
        restored: how many red flags, clearings and answers of the intake were written into it.
    """

    begun_anew: bool
    restored: int
