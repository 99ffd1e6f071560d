"""Is there anybody on this desktop who shows notifications, and what can it do?  Asked without showing anything.

plyer reports success when nothing was shown, so we ask before.  The question is the freedesktop one
(https://specifications.freedesktop.org/notification-spec/); other systems are asked by way of the library.
"""

import html
import sys
from dataclasses import dataclass
from typing import Any

from desktop_notifier import Capability, DesktopNotifier

from monitor.edges.buses import Bus
from monitor.edges.desktop.notice import NotShown
from monitor.edges.silence import NOTIFICATIONS


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the notifications of this desktop can do.

    Attributes:
        server: who shows them, with its version.
        has_buttons: Start, Snooze and Skip can be drawn.
    """

    server: str
    has_buttons: bool


async def ask_abilities() -> Abilities | NotShown:
    """Ask; on Linux the notification server, elsewhere the system by way of the library."""
    if not sys.platform.startswith("linux"):  # never run on either of the other two
        has_buttons = await ask_library(DesktopNotifier(app_name="sitmon"))
        return has_buttons if isinstance(has_buttons, NotShown) else Abilities(sys.platform, has_buttons)
    bus = Bus()
    try:
        can, about = await ask_server(bus), await _ask(bus, "GetServerInformation")
    finally:
        await bus.close()
    if isinstance(can, NotShown):
        return can
    return Abilities("" if isinstance(about, NotShown) else f"{about[0]} {about[2]}", "actions" in can)


async def ask_library(notifier: DesktopNotifier, *, request: bool = False) -> bool | NotShown:
    """Ask the library whether there will be buttons, or why there will be nothing; and, on request, the person."""
    can = await notifier.get_capabilities()
    if Capability.TITLE not in can:
        # macOS lets only signed apps in; the library then has a backend that shows nothing.
        return NotShown("this system lets only signed apps show notifications")
    if not await (notifier.request_authorisation() if request else notifier.has_authorisation()):
        return NotShown("notifications are switched off for this program in the system's settings")
    return Capability.BUTTONS in can


async def ask_server(bus: Bus) -> frozenset[str] | NotShown:
    """Ask the notification server what it can; a server that is only installed is started by the question.

    Returns:
        Its capabilities, such as `"body-markup"`; none outside of Linux.  `NotShown` if there is no session bus,
        or nobody on it who shows notifications.
    """
    if not sys.platform.startswith("linux"):
        return frozenset()
    said = await _ask(bus, "GetCapabilities")
    return said if isinstance(said, NotShown) else frozenset(said[0])


async def _ask(bus: Bus, member: str) -> list[Any] | NotShown:
    try:
        said = await bus.ask(*NOTIFICATIONS, NOTIFICATIONS[0], member, may_start=True)
    except TimeoutError:
        raise
    except OSError:
        return NotShown("no desktop session here (no session bus)")
    return NotShown("this desktop session has no notification server") if said is None else said


def as_body(text: str, capabilities: frozenset[str]) -> str:
    """Write plain text so that this server shows it as it is, markup signs included."""
    return html.escape(text, quote=False) if "body-markup" in capabilities else text
