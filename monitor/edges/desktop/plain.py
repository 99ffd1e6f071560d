"""Without buttons: by plyer, and on a terminal."""

import asyncio
import os
import shutil
import sys
from typing import Final, TextIO

from plyer import notification as plyer_notification
from plyer.platforms.linux.notification import NotifySendNotification

from monitor.edges.buses import Bus
from monitor.edges.desktop.notice import Backend, Notice, NotShown, Shown
from monitor.edges.desktop.server import as_body, ask_server

_SYNCHRONOUS: Final = "string:x-canonical-private-synchronous:sitmon"
"""Asks the server to put a notification in the place of our one before; unknown hints are ignored."""


class Plyer(Backend):
    """Shows by plyer, on each system that it knows; it gives no answers.

    plyer returns None whether or not anything was shown, so on Linux we ask for the server first, and take its
    notify-send way directly: the other ones fail in silence (a portal wherever a folder /app happens to be).
    """

    name = "plyer"

    def __init__(self, bus: Bus, expire_s: float) -> None:
        self._bus = bus
        self._expire_s = expire_s

    async def show(self, notice: Notice) -> Shown | NotShown:
        """Show it, in place of the one before where the desktop knows how, or say why not."""
        server = await ask_server(self._bus)
        if isinstance(server, NotShown):
            return server
        body = as_body(notice.body, server)
        if not sys.platform.startswith("linux"):
            notify = plyer_notification.notify
        elif shutil.which("notify-send"):
            notify = _NotifySend(self._expire_s).notify
            # It reads \n and the like in the body as C does, so that a backslash must be doubled.
            body = body.replace("\\", "\\\\")
        else:
            return NotShown("notify-send is not installed (package libnotify-bin)")
        # In a thread: it waits for another process, and on Windows for as long as the balloon is shown.
        await asyncio.to_thread(
            notify,
            title=_no_option(notice.title),
            message=_no_option(body),
            app_name="sitmon",
            timeout=int(self._expire_s),
        )
        return Shown(self.name, has_buttons=False)


class _NotifySend(NotifySendNotification):  # type: ignore[misc]  # plyer has no types
    """plyer's notify-send, which would leave each notification on the screen for ever, with an end."""

    def __init__(self, expire_s: float) -> None:
        self._expire_ms = str(int(expire_s * 1000))

    def _notify(self, **kwargs: object) -> None:
        super()._notify(**kwargs, expire_time=self._expire_ms, hint=_SYNCHRONOUS)


def _no_option(text: str) -> str:
    """A text that begins with a dash would be read as an option: begin it with a minus sign (U+2212) instead."""
    return "\u2212" + text[1:] if text.startswith("-") else text


class Terminal(Backend):
    """Writes plain text to a stream, when there is no desktop or somebody wants it so.

    What only a log keeps was shown to nobody.  Whoever wants it on the terminal may lead it elsewhere, and reads it
    there; but a service has no terminal.

    Args:
        stream: where it is written.
        wanted: the settings name this way.
    """

    name = "terminal"

    def __init__(self, stream: TextIO, *, wanted: bool) -> None:
        self._stream = stream
        self._wanted = wanted
        self._written: Notice | None = None

    async def show(self, notice: Notice) -> Shown | NotShown:
        """Write title and body, once; what a terminal could take for a command is left out."""
        is_read = self._stream.isatty() or (self._wanted and "NOTIFY_SOCKET" not in os.environ)
        if is_read or notice != self._written:
            text = "".join(sign for sign in f"{notice.title}\n  {notice.body}\n" if sign == "\n" or sign.isprintable())
            self._stream.write(text)
            self._stream.flush()
        self._written = notice
        return Shown(self.name, has_buttons=False) if is_read else NotShown("there is none here, only a log")
