"""What people and desktops tell the coach: each action is a value, read once where it enters and valid from birth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from monitor.coaching.diary import PainEntry, parse_pain
from monitor.coaching.profile import Side
from monitor.posture.mounting import Mounting, parse_mounting


class Action(StrEnum):
    """What a user can say, and what the desktop says on the user's behalf.

    FEEDBACK is how an exercise felt; PAIN an entry of the diary; INTAKE an answer to one of its questions; STRETCH an
    exercise that the user begins unasked; POSE what a guided pose told of how the wearable sits.

    DELIVERED, NOT_DELIVERED, SEEN and EXPIRED come from the desktop: a nudge was shown (by which way), it could not be
    shown (why), it was clicked or waved away, or nobody answered.
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

OF_SAFETY = frozenset({Action.RED_FLAG, Action.CLEAR_RED_FLAG, Action.INTAKE})
"""What says which exercise may be offered at all: it is never forgotten for its age."""


class Felt(StrEnum):
    """How an exercise felt, in one word."""

    GOOD = "good"
    TOO_STRONG = "too-strong"
    NOT_FELT = "not-felt"
    RELEASED = "released"
    RADIATING = "radiating"


@dataclass(frozen=True, slots=True)
class Feedback:
    """How an exercise felt.

    Attributes:
        felt: in one word.
        exercise: which, by its name in files; None: the one that was offered last.
    """

    felt: Felt
    exercise: str | None = None


@dataclass(frozen=True, slots=True)
class IntakeAnswer:
    """An answer to a question of the intake; an older or newer sitmon may ask and take others.

    Attributes:
        question, answer: each one word, as files have it.
    """

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Begun:
    """An exercise that a person begins unasked.

    Attributes:
        exercise: which, by its name in files.
        side: the side to work; None: whichever is due.
    """

    exercise: str
    side: Side | None = None


Said = str | Feedback | PainEntry | IntakeAnswer | Begun | Mounting
"""What an action says, read: a text where it is only kept or shown, such as the symptom of a red flag."""


@dataclass(frozen=True, slots=True)
class UserAction:
    """One thing the user said, with its own time.

    Attributes:
        time_s: UTC in POSIX seconds.
        action: what.
        detail: what it says, as it is written in files and commands; empty if it says no more.
        said: the same, read.

    Raises:
        ValueError: the detail is none of this action; one line says what is allowed.
    """

    time_s: float
    action: Action
    detail: str = ""
    said: Said = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        read = _READERS.get(self.action)
        object.__setattr__(self, "said", self.detail if read is None else read(self.time_s, self.detail))


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


def _read_feedback(_time_s: float, detail: str) -> Feedback:
    felt, _, exercise = detail.strip().partition(" ")
    if felt not in tuple(Felt):
        raise ValueError(f"{felt!r} is no feeling; there are: {' '.join(Felt)}")
    return Feedback(Felt(felt), exercise.strip() or None)


def _read_answer(_time_s: float, detail: str) -> IntakeAnswer:
    question, equals, answer = (part.strip().lower() for part in detail.partition("="))
    if not (question and equals and answer):
        raise ValueError(f"an answer is written like injury=no: {detail!r} is not")
    return IntakeAnswer(question, answer)


def _read_begun(_time_s: float, detail: str) -> Begun:
    exercise, _, side = detail.strip().partition(" ")
    if not exercise or side not in ("", Side.LEFT, Side.RIGHT):
        raise ValueError(f"an exercise is begun by its name and a side, such as seated-figure-4 left: not {detail!r}")
    return Begun(exercise, Side(side) if side else None)


_READERS: Final[Mapping[Action, Callable[[float, str], Said]]] = MappingProxyType(
    {
        Action.FEEDBACK: _read_feedback,
        Action.PAIN: parse_pain,
        Action.INTAKE: _read_answer,
        Action.STRETCH: _read_begun,
        Action.POSE: lambda _, detail: parse_mounting(detail),
    }
)
"""How the detail of an action is read; that of every other one is a text."""
