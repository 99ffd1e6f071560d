"""By desktop-notifier: with the buttons Start, Snooze and Skip, where the desktop can."""

import asyncio
import contextlib
import logging
import math
import sys
from functools import partial
from typing import Any, Final

from desktop_notifier import DEFAULT_SOUND, Button, DesktopNotifier, Notification

from monitor.edges.buses import Bus
from monitor.edges.desktop.notice import Answer, Backend, Notice, NotShown, OnAnswer, Shown
from monitor.edges.desktop.server import as_body, ask_library, ask_server
from monitor.edges.silence import NOTIFICATIONS

_LIBRARY_LOG: Final = logging.getLogger("desktop_notifier.backends.base")


class WithButtons(Backend):
    """Shows one notice at a time and hands answers to `on_answer`.

    Expiry is ours: no server tells desktop-notifier of it.  `Answer.EXPIRED` means that none has come for
    `expire_s`; where the desktop keeps the notification, a late answer may still follow.

    Its number is the server's, and ends with it: a server that was started anew counts from 1 again, and what has our
    number there is another program's.  So all numbers are forgotten when the server's name passes on.

    Args:
        bus: where the server is asked.
        on_answer: called in the event loop.
        expire_s: how long a notice asks for an answer.
        sound: play the desktop's default sound.
        insist: show it even where the desktop draws no buttons.
    """

    name = "desktop-notifier"

    def __init__(self, bus: Bus, on_answer: OnAnswer, expire_s: float, *, sound: bool, insist: bool) -> None:
        self._server = bus
        self._on_answer = on_answer
        self._expire_s = expire_s
        self._sound = sound
        self._insist = insist
        self._notifier: DesktopNotifier | None = None
        self._shown: str | None = None
        self._owner = ""
        self._watched: Any = None
        self._forgetting: asyncio.Future[None] | None = None
        self._expiry: asyncio.TimerHandle | None = None

    async def show(self, notice: Notice) -> Shown | NotShown:
        """Show it in place of the one before, or say why not."""
        server = await ask_server(self._server)
        if isinstance(server, NotShown):
            return server
        owner = await self._server.owner(NOTIFICATIONS[0]) if sys.platform.startswith("linux") else ""
        if owner != self._owner or (self._bus is not None and not self._bus.connected):
            await self._forget()  # another server, or another session
        if self._notifier is None:
            self._notifier, self._owner = DesktopNotifier(app_name="sitmon", app_icon=None), owner
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
        await self._watch_owner()
        if has_buttons or _answers_come():
            self._expiry = asyncio.get_running_loop().call_later(self._expire_s, self._on_answer, Answer.EXPIRED)
        return Shown(self.name, has_buttons)

    async def close(self) -> None:
        """Take away what is shown, if there still is a desktop, and leave the bus."""
        self._stop_waiting()
        if self._owner and await self._server.owner(NOTIFICATIONS[0]) == self._owner:
            await self._clear()
        await self._forget()

    async def _forget(self) -> None:
        """Let go of what was shown as it is, with the library that remembers its number."""
        self._stop_waiting()
        bus, self._notifier, self._shown, self._owner = self._bus, None, None, ""
        if bus is not None:
            bus.disconnect()
            with contextlib.suppress(OSError, EOFError):  # it may have been cut already
                await bus.wait_for_disconnect()

    @property
    def _bus(self) -> Any:  # noqa: ANN401  a MessageBus, but of a library that only Linux has
        """The library's connection, which it has no way to close or to ask about; None elsewhere and before."""
        return getattr(self._notifier._backend, "bus", None) if self._notifier else None  # noqa: SLF001

    async def _watch_owner(self) -> None:
        """Hear on the library's own connection when the server's name passes on; once for each connection."""
        bus = self._bus
        if bus is None or bus is self._watched:
            return
        from dbus_fast import Message, MessageType

        def hear(message: Any) -> None:  # noqa: ANN401
            if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
                name, _, owner = message.body
                if name == NOTIFICATIONS[0] and owner != self._owner and self._bus is bus:
                    self._forgetting = asyncio.ensure_future(self._forget())

        self._watched = bus
        bus.add_message_handler(hear)
        rule = f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{NOTIFICATIONS[0]}'"
        about = "org.freedesktop.DBus"
        await bus.call(
            Message(destination=about, path="/org/freedesktop/DBus", interface=about, member="AddMatch",
                    signature="s", body=[rule])
        )  # fmt: skip

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
