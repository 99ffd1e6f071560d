"""What systemd is told by the running sitmon: sd_notify(3), sd_watchdog_enabled(3), in a few lines.

Each message is one datagram to the socket that systemd names.  Nobody else names one, and then nothing is told.
"""

import contextlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_TURNS_IN_TIME: Final = 3
"""How often the watchdog is fed before it would bite; systemd advises two at least."""

_UNWATCHED_S: Final = 60.0


@dataclass(slots=True)
class Watched:
    """That systemd watches this process.

    Attributes:
        address: of its socket; begins with NUL where it is abstract.
        every_s: how often it wants to hear that the work goes on, with something to spare.
    """

    address: str
    every_s: float
    is_ready: bool = False

    def turned(self) -> None:
        """Tell that the loop has turned; the first time, that all is ready."""
        self._tell("WATCHDOG=1" if self.is_ready else "READY=1\nWATCHDOG=1")
        self.is_ready = True

    def stopping(self) -> None:
        """Tell that the end begins, as it was asked for."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        """Send it; who cannot be told need not be: then the watchdog bites, as it should."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            ear.setblocking(False)
            ear.sendto(state.encode(), self.address)


def watched(environ: Mapping[str, str] = os.environ) -> Watched | None:
    """Say who watches this process, by systemd's variables; None if nobody does."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return None
    usec = environ.get("WATCHDOG_USEC", "")
    is_meant = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    every_s = int(usec) / 1e6 / _TURNS_IN_TIME if is_meant and usec.isdecimal() and int(usec) else _UNWATCHED_S
    return Watched("\0" + address[1:] if address.startswith("@") else address, every_s)
