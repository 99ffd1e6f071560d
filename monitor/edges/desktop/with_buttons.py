"""By desktop-notifier: with the buttons Start, Snooze and Skip, where the desktop can."""

import asyncio
import contextlib
import logging
import math
import sys
from functools import partial
from typing import Any, Final

from desktop_notifier import DEFAULT_SOUND, Button, DesktopNotifier, Notification

from monitor.edges.desktop.notice import Answer, Backend, Notice, NotShown, OnAnswer, Shown
from monitor.edges.desktop.server import as_body, ask_library, ask_server

_LIBRARY_LOG: Final = logging.getLogger("desktop_notifier.backends.base")


class WithButtons(Backend):
    """Shows one notice at a time and hands answers to `on_answer`.

    Expiry is ours: no server tells desktop-notifier of it.  `Answer.EXPIRED` means that none has come for
    `expire_s`; where the desktop keeps the notification, a late answer may still follow.

    Args:
        on_answer: called in the event loop.
        expire_s: how long a notice asks for an answer.
        sound: play the desktop's default sound.
        insist: show it even where the desktop draws no buttons.
    """

    name = "desktop-notifier"

    def __init__(self, on_answer: OnAnswer, expire_s: float, *, sound: bool, insist: bool) -> None:
        self._on_answer = on_answer
        self._expire_s = expire_s
        self._sound = sound
        self._insist = insist
        self._notifier: DesktopNotifier | None = None
        self._shown: str | None = None
        self._expiry: asyncio.TimerHandle | None = None

    async def show(self, notice: Notice) -> Shown | NotShown:
        """Show it in place of the one before, or say why not."""
        server = await ask_server()
        if isinstance(server, NotShown):
            return server
        if self._bus is not None and not self._bus.connected:
            await self.close()  # the session ended and another one began
        if self._notifier is None:
            self._notifier = DesktopNotifier(app_name="sitmon", app_icon=None)
        has_buttons = await ask_library(self._notifier, request=True)
        if isinstance(has_buttons, NotShown):
            return has_buttons
        has_buttons = has_buttons and _answers_come()
        if not (has_buttons or self._insist or not _answers_come()):
            return NotShown("this desktop draws no buttons")
        await self._clear()
        failure = await self._send(self._notifier, self._notification(notice, server))
        if failure is not None:
            return failure
        if has_buttons or _answers_come():
            self._expiry = asyncio.get_running_loop().call_later(self._expire_s, self._on_answer, Answer.EXPIRED)
        return Shown(self.name, has_buttons)

    async def close(self) -> None:
        """Take away what is shown, if there still is a desktop, and leave the bus."""
        self._stop_waiting()
        if not isinstance(await ask_server(), NotShown):
            await self._clear()
        bus, self._notifier = self._bus, None
        if bus is not None:
            bus.disconnect()
            with contextlib.suppress(OSError, EOFError):  # it may have been cut already
                await bus.wait_for_disconnect()

    @property
    def _bus(self) -> Any:  # noqa: ANN401  a MessageBus, but of a library that only Linux has
        """The library's connection, which it has no way to close or to ask about; None elsewhere and before."""
        return getattr(self._notifier._backend, "bus", None) if self._notifier else None  # noqa: SLF001

    def _notification(self, notice: Notice, server: frozenset[str]) -> Notification:
        return Notification(
            title=notice.title,
            message=as_body(notice.body, server),
            buttons=tuple(
                Button(title=text, identifier=answer, on_pressed=partial(self._answer, answer))
                for answer, text in (notice.buttons if _answers_come() else ())
            ),
            on_clicked=partial(self._answer, Answer.CLICKED),
            on_dismissed=partial(self._answer, Answer.DISMISSED),
            sound=DEFAULT_SOUND if self._sound else None,
            timeout=math.ceil(self._expire_s),
        )

    async def _send(self, notifier: DesktopNotifier, notification: Notification) -> NotShown | None:
        """Send it.  The library never raises, it logs with a traceback: catch that and make it the reason."""
        reasons: list[str] = []

        def _keep(record: logging.LogRecord) -> bool:
            error = record.exc_info[1] if record.exc_info else None
            reasons.append(str(error or record.getMessage()))
            return False

        _LIBRARY_LOG.addFilter(_keep)
        try:
            await notifier.send_notification(notification)
        finally:
            _LIBRARY_LOG.removeFilter(_keep)
        if notification.identifier in await notifier.get_current_notifications():
            self._shown = notification.identifier
            return None
        return NotShown(", ".join(reasons) or "the desktop did not take it")

    async def _clear(self) -> None:
        self._stop_waiting()
        shown, self._shown = self._shown, None
        if self._notifier is None or (self._bus is not None and not self._bus.connected):
            return
        if shown is not None and shown in await self._notifier.get_current_notifications():
            with contextlib.suppress(KeyError):  # it went by itself just now
                await self._notifier.clear(shown)

    def _stop_waiting(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None

    def _answer(self, answer: str) -> None:
        self._stop_waiting()
        self._on_answer(answer)


def _answers_come() -> bool:
    """Whether a press comes back: macOS gives it to Cocoa's run loop of the main thread, and ours runs asyncio's.

    So no button is drawn there that answers nothing (desktop-notifier 6.2, `backends/macos.py`).
    """
    return sys.platform != "darwin"
