"""Is there anybody on this desktop who shows notifications?

plyer reports success when nothing was shown, so we ask before.  The question is the freedesktop one
(https://specifications.freedesktop.org/notification-spec/); other systems need none.
"""

import html
import sys
from typing import Any, Final

from monitor.edges.desktop.notice import NotShown

_NAME: Final = "org.freedesktop.Notifications"
_PATH: Final = "/org/freedesktop/Notifications"


async def ask_server() -> frozenset[str] | NotShown:
    """Ask the notification server what it can; a server that is only installed is started by the question.

    Returns:
        Its capabilities, such as `"body-markup"`; none outside of Linux.  `NotShown` if there is no session bus,
        or nobody on it who shows notifications.
    """
    if not sys.platform.startswith("linux"):
        return frozenset()
    said = await _ask("GetCapabilities")
    return said if isinstance(said, NotShown) else frozenset(said[0])


async def ask_name() -> str:
    """Ask the notification server for its name and version; empty if there is none."""
    said = await _ask("GetServerInformation")
    return "" if isinstance(said, NotShown) else f"{said[0]} {said[2]}"


async def _ask(member: str) -> list[Any] | NotShown:
    # Imported here since only Linux has it.
    from dbus_fast import Message, MessageType
    from dbus_fast.aio import MessageBus
    from dbus_fast.errors import AuthError, InvalidAddressError

    try:
        bus = await MessageBus().connect()
    except (InvalidAddressError, AuthError, OSError, EOFError, KeyError):
        return NotShown("no desktop session here (no session bus)")
    try:
        reply = await bus.call(Message(destination=_NAME, path=_PATH, interface=_NAME, member=member))
    finally:
        bus.disconnect()
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
    if reply is None or reply.message_type is not MessageType.METHOD_RETURN:
        return NotShown("this desktop session has no notification server")
    return reply.body


def as_body(text: str, capabilities: frozenset[str]) -> str:
    """Write plain text so that this server shows it as it is, markup signs included."""
    return html.escape(text, quote=False) if "body-markup" in capabilities else text
