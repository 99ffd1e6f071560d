"""What people and desktops tell the coach."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a user can say, and what the desktop says on the user's behalf.

    FEEDBACK is how the last exercise felt; PAIN an entry of the diary; INTAKE an answer to one of its questions;
    STRETCH an exercise that the user begins unasked; POSE what a guided pose told of how the wearable sits, as
    `Mounting.as_text` writes it.  What each says stands in the detail.

    DELIVERED, NOT_DELIVERED, SEEN and EXPIRED come from the desktop: a nudge was shown (the detail says by which way),
    it could not be shown (why), it was clicked or waved away, or nobody answered.
    """

    START = "start"
    SNOOZE = "snooze"
    SKIP = "skip"
    DONE = "done"
    PAUSE = "pause"
    RESUME = "resume"
    RED_FLAG = "red-flag"
    CLEAR_RED_FLAG = "clear-red-flag"
    FEEDBACK = "feedback"
    PAIN = "pain"
    INTAKE = "intake"
    STRETCH = "stretch"
    POSE = "pose"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not-delivered"
    SEEN = "seen"
    EXPIRED = "expired"


OF_THE_DESKTOP = frozenset({Action.DELIVERED, Action.NOT_DELIVERED, Action.SEEN, Action.EXPIRED})
"""What only the nudge on the screen is concerned with."""

OF_THE_MOMENT = OF_THE_DESKTOP | {Action.POSE}
"""What the coach is not told again after a restart: the screen is empty then, and mountings are kept elsewhere."""


@dataclass(frozen=True, slots=True)
class UserAction:
    """One thing the user said, with its own time.

    Attributes:
        time_s: UTC in POSIX seconds.
        action: what.
        detail: free text or a value, such as which red flag; empty if there is none.
    """

    time_s: float
    action: Action
    detail: str = ""


class Context(StrEnum):
    """What the desktop or the user may report about the moment.

    All hold nudges back while they last, but TYPING: it only tells a natural pause from the middle of a sentence.
    """

    LOCKED = "locked"
    DO_NOT_DISTURB = "do-not-disturb"
    MEETING = "meeting"
    FULL_SCREEN = "full-screen"
    DRIVING = "driving"
    TYPING = "typing"


@dataclass(frozen=True, slots=True)
class ContextChange:
    """A context began or ended at `time_s` (UTC in POSIX seconds)."""

    time_s: float
    context: Context
    active: bool
