"""Who shows notifications on this desktop, and what it can do: for `sitmon doctor`, and without showing anything."""

import sys
from dataclasses import dataclass

from desktop_notifier import Capability, DesktopNotifier

from monitor.edges.desktop.notice import NotShown
from monitor.edges.desktop.server import ask_name, ask_server


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
    if not sys.platform.startswith("linux"):
        return await _ask_system()
    said = await ask_server()
    return said if isinstance(said, NotShown) else Abilities(await ask_name(), "actions" in said)


async def _ask_system() -> Abilities | NotShown:
    """What macOS and Windows say; never run on either."""
    notifier = DesktopNotifier(app_name="sitmon")
    can = await notifier.get_capabilities()
    if Capability.TITLE not in can:
        return NotShown("this system lets only signed apps show notifications")
    if not await notifier.has_authorisation():
        return NotShown("notifications are switched off for this program in the system's settings")
    return Abilities(sys.platform, Capability.BUTTONS in can)
