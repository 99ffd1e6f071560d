"""What is shown, whether it was, and what comes back."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.texts import ENGLISH, Text, Translator

TITLE_LIMIT: Final = 40
BODY_LIMIT: Final = 120
"""Characters that every desktop shows without cutting (product default; look and voice)."""


class Answer(StrEnum):
    """What became of a notice; the first three are its buttons."""

    START = "start"
    SNOOZE = "snooze"
    SKIP = "skip"
    CLICKED = "clicked"
    DISMISSED = "dismissed"
    EXPIRED = "expired"


OnAnswer = Callable[[str], None]
"""Called in the event loop with an `Answer`; must not raise."""

BUTTONS: Final = ((Answer.START, Text("Start")), (Answer.SNOOZE, Text("Snooze 10 min")), (Answer.SKIP, Text("Skip")))


def buttons(tr: Translator) -> tuple[tuple[str, str], ...]:
    """The three buttons of a nudge: pairs of answer and text."""
    return tuple((answer, tr(text)) for answer, text in BUTTONS)


@dataclass(frozen=True, slots=True)
class Notice:
    """A desktop notification to be shown.

    Attributes:
        title: 1 to 40 characters.
        body: at most 120 characters, plain text.
        buttons: pairs of answer and text.

    Raises:
        ValueError: a text is too long, or there is no title.
    """

    title: str
    body: str
    buttons: tuple[tuple[str, str], ...] = buttons(ENGLISH)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a notice needs a title")
        for name, text, limit in (("title", self.title, TITLE_LIMIT), ("body", self.body, BODY_LIMIT)):
            if len(text) > limit:
                raise ValueError(f"the {name} of a notice has {len(text)} characters, at most {limit} fit: {text!r}")


@dataclass(frozen=True, slots=True)
class Shown:
    """It is on the screen.

    Attributes:
        backend: which way it took: `"desktop-notifier"`, `"plyer"` or `"terminal"`.
        has_buttons: an answer may come.
    """

    backend: str
    has_buttons: bool


@dataclass(frozen=True, slots=True)
class NotShown:
    """It is not; `reason` says why, in one line."""

    reason: str


class Backend(ABC):
    """One way of showing a notice.  It may raise anything: `Desktop` is what catches."""

    name: str

    @abstractmethod
    async def show(self, notice: Notice) -> Shown | NotShown:
        """Show it in place of the one before, or say why not."""

    async def close(self) -> None:  # noqa: B027  most have nothing to let go of
        """Take away what is shown, if that is possible, and let go of the desktop."""
