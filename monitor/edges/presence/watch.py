"""Looks at all sources of the desktop, again and again, and tells what began and what ended."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

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

LOOK_S: Final = 5.0
"""How often it is looked (product default): a nudge waits for a pause in typing for a minute."""

PATIENCE_S: Final = 3.0
"""How long a source may take; one that hangs is not known, and holds nobody up (product default)."""


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


class ContextSink(Protocol):
    """What is told of a context."""

    def __call__(self, context: Context, *, active: bool) -> object:
        """It began, or ended; what it gives back is nobody's here."""


async def look_once(sources: Sequence[Source]) -> list[SourceState]:
    """How all of them see the moment; what fails or hangs is not known.  Never raises."""
    return list(await asyncio.gather(*(_asked(source) for source in sources)))


async def _asked(source: Source) -> SourceState:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return SourceState(source.name, *await source.look())
    except TimeoutError:
        return SourceState(source.name, None, f"no answer within {PATIENCE_S:.0f} s")
    except (OSError, ValueError, EOFError) as error:
        return SourceState(source.name, None, " ".join(str(error).split()) or type(error).__name__)


async def watch(sources: Sequence[Source], change: ContextSink, look_s: float = LOOK_S) -> None:
    """Tell each context that begins or ends, until cancelled.

    One that nobody knows any more has ended: a desktop that is gone holds nothing back for ever.  What a person said
    by hand is left alone, since only what changes here is told.  That hands rest is told at the first look, too: where
    hands can be seen, a nudge waits for them from the beginning.

    Args:
        sources: to be asked.
        change: is told the context, and whether it holds now.
        look_s: from one look to the next.
    """
    before: set[Context] = set()
    begins = True
    while True:
        states = await look_once(sources)
        now = {state.context for state in states if state.active}
        told = now ^ before
        if begins and any(state.context is Context.TYPING and state.active is not None for state in states):
            told.add(Context.TYPING)
        begins = False
        for context in sorted(told):
            change(context, active=context in now)
        before = now
        await asyncio.sleep(look_s)
