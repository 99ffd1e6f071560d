"""What a source says of the moment."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from monitor.coaching.inputs import Context

NAMES: Final = {
    "lock": Context.LOCKED,
    "do-not-disturb": Context.DO_NOT_DISTURB,
    "microphone": Context.MEETING,
    "camera": Context.MEETING,
    "full-screen": Context.FULL_SCREEN,
    "inhibitors": Context.DO_NOT_DISTURB,
    "typing": Context.TYPING,
}
"""The sources, and the context that each tells of.  Inhibitors are programs that keep the screen awake, films and
presentations, but podcast players too: they count only if somebody wants them to."""

TYPING_S: Final = 4.0
"""Input within so many seconds is typing (product default)."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source sees the moment.

    Attributes:
        name: one of `NAMES`.
        active: whether it is so; None if that is not known.
        why: who says so, or why nobody does.
    """

    name: str
    active: bool | None
    why: str

    @property
    def context(self) -> Context:
        """What it is about."""
        return NAMES[self.name]


Seen = tuple[bool | None, str]
"""Whether it is so, None if that is not known; and who says so, or why nobody does."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be asked.

    Attributes:
        name: one of `NAMES`.
        look: tells how it is now; may raise `OSError` or `ValueError` for what it could not read.
    """

    name: str
    look: Callable[[], Awaitable[Seen]]
