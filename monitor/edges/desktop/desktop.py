"""Showing a notice by the best way that works, and never failing at it."""

import asyncio
import contextlib
import os
import sys
from typing import Final, TextIO

from monitor.edges.buses import Bus, Session
from monitor.edges.desktop.notice import Backend, Notice, NotShown, OnAnswer, Shown
from monitor.edges.desktop.plain import Plyer, Terminal
from monitor.edges.desktop.with_buttons import WithButtons
from monitor.edges.silence import silent_by

EXPIRE_S: Final = 60.0
"""How long a notice asks for an answer (product default)."""

_PATIENCE_S: Final = 8.0
"""A notification server that is started by our asking needs a second or two; a dead one must not hold us up."""


class Desktop:
    """Shows notices, one at a time: a new one takes the place of the one before.

    Args:
        on_answer: called in the event loop with `start`, `snooze`, `skip`, `clicked`, `dismissed` or `expired`,
            if `Shown.has_buttons`; it must not raise.
        notifier: `"auto"`, or the only way to try: `"desktop-notifier"`, `"plyer"` or `"terminal"`.
        sound: play the desktop's sound with it, where there are buttons.
        expire_s: how long a notice asks for an answer.
        terminal: where the plain text goes; by default to standard error.

    Raises:
        ValueError: `notifier` is none of these.
    """

    def __init__(
        self,
        on_answer: OnAnswer,
        *,
        notifier: str = "auto",
        sound: bool = False,
        expire_s: float = EXPIRE_S,
        terminal: TextIO | None = None,
    ) -> None:
        self._bus = Bus()
        ways: tuple[Backend, ...] = (
            WithButtons(self._bus, on_answer, expire_s, sound=sound, insist=notifier != "auto"),
            Plyer(self._bus, expire_s),
            Terminal(terminal or sys.stderr, wanted=notifier != "auto"),
        )
        self._session = Session(self._bus, follow="NOTIFY_SOCKET" in os.environ)
        self._ways = [way for way in ways if notifier in ("auto", way.name)]
        if not self._ways:
            raise ValueError(f"notifier is {notifier!r}, must be auto or one of {', '.join(w.name for w in ways)}")

    async def show(self, notice: Notice) -> Shown | NotShown:
        """Show a notice; never raises, and takes at most some seconds for each way.

        What may wait (it has buttons) is not sent into silence: a desktop that does not disturb shows it to nobody.

        Returns:
            How it was shown, or why not, one reason for each way.
        """
        try:
            return await self._show(notice)
        finally:  # a connection that is kept would have to be watched for its end
            await self._bus.close()

    async def _show(self, notice: Notice) -> Shown | NotShown:
        if sys.platform.startswith("linux") and not isinstance(self._ways[0], Terminal):
            await self._session.look()
            if notice.buttons and (silent := await self._silent_by()):
                return NotShown(f"the desktop does not disturb now ({silent})")
        reasons = []
        for way in self._ways:
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    outcome = await way.show(notice)
            # Desktops fail in more ways than we can name (libraries of three systems, servers of a dozen
            # desktops, a bus that comes and goes), and none of them may stop the watching.
            except Exception as error:  # noqa: BLE001
                outcome = NotShown(f"{type(error).__name__} {error}".strip())
            if isinstance(outcome, Shown):
                return outcome
            reasons.append(f"{way.name}: {outcome.reason}")
        return NotShown("; ".join(reasons))

    async def _silent_by(self) -> str:
        """Name who shows nothing just now; whoever does not answer in time does not say so."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await silent_by(self._bus)
        except TimeoutError:
            return ""

    async def close(self) -> None:
        """Take away what is shown and let go of the desktop, within seconds even if that hangs."""
        for way in self._ways:
            with contextlib.suppress(OSError):  # a TimeoutError is one
                async with asyncio.timeout(_PATIENCE_S):
                    await way.close()
        await self._bus.close()
