"""What comes next, or why nothing does: the one answer that every surface gives."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.coaching.hours import Closed


class Next(StrEnum):
    """What comes next.

    NUDGE and DUE while somebody sits: after some more sitting, or at the next natural pause.  HELD: something holds
    nudges back, whatever the body does, or lets the one that is due wait.  UNSEEN: the wearable sends nothing.
    UNLEARNED: it is not known yet how the wearable sits.  UNCLEAR and UNWORN: it cannot be seen whether somebody sits.
    NOTHING: nobody sits.
    """

    NUDGE = "nudge"
    DUE = "due"
    HELD = "held"
    UNSEEN = "unseen"
    UNLEARNED = "unlearned"
    UNCLEAR = "unclear"
    UNWORN = "unworn"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next, or why nothing does.

    Attributes:
        next: which.
        wait_s: sitting still needed before the nudge, in seconds; 0 but for NUDGE.
        held_by: what holds nudges back; None but for HELD.
    """

    next: Next
    wait_s: float = 0.0
    held_by: Closed | None = None
