"""The two D-Buses of Linux, which Bluetooth and the desktop are reached by; and the session that lies behind one.

Whoever is started before the session, or outside of it, has none of its variables.  The bus of a session lies in the
runtime folder all the same (https://www.freedesktop.org/software/systemd/man/latest/pam_systemd.html), and the user
manager of systemd is told the rest by the desktop once there is one (systemctl(1), `import-environment`).
"""

import asyncio
import contextlib
import os
from pathlib import Path
from typing import Any, Final

PATIENCE_S: Final = 3.0
"""How long a bus may take to greet us (product default): a dead one must not hold anybody up."""

ADDRESS: Final = "DBUS_SESSION_BUS_ADDRESS"

OF_THE_SESSION: Final = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP", "XAUTHORITY", "XDG_SESSION_TYPE")
"""What the user manager knows of the session, and what shows on its screen needs."""

PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_MANAGER: Final = ("org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager")
_ITSELF: Final = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class Bus:
    """One of the two buses, connected when it is first asked, and again after it was lost or another one is in force.

    Args:
        system: the system bus, else the session bus.
    """

    def __init__(self, *, system: bool = False) -> None:
        self._system = system
        self._bus: Any = None
        self._address = ""

    async def ask(
        self,
        name: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        *body: object,
        may_start: bool = False,
    ) -> list[Any] | None:
        """Ask somebody on the bus, starting nobody unless that may be; None if nobody answers to this.

        Raises:
            OSError: there is no bus.
        """
        from dbus_fast import Message, MessageFlag, MessageType

        bus = await self._connected()
        flags = MessageFlag.NONE if may_start else MessageFlag.NO_AUTOSTART
        message = Message(
            destination=name, path=path, interface=interface, member=member, signature=signature, body=list(body),
            flags=flags,
        )  # fmt: skip
        try:
            reply = await bus.call(message)
        except EOFError as error:
            raise ConnectionError("the bus went away") from error
        return None if reply is None or reply.message_type is not MessageType.METHOD_RETURN else reply.body

    async def call(self, name: str, path: str, interface: str, member: str, signature: str = "", *body: object) -> Any:  # noqa: ANN401  whatever it answers
        """The first value of the answer; None if nobody answers to this.

        Raises:
            OSError: there is no bus.
        """
        from dbus_fast import Variant

        answer = await self.ask(name, path, interface, member, signature, *body)
        value = answer[0] if answer else None
        return value.value if isinstance(value, Variant) else value

    async def read(self, name: str, path: str, interface: str, key: str) -> Any:  # noqa: ANN401
        """A property; None if nobody has it."""
        return await self.call(name, path, PROPERTIES, "Get", "ss", interface, key)

    async def owner(self, name: str) -> str:
        """Who has this name on the bus now; empty if nobody has.

        Raises:
            OSError: there is no bus.
        """
        return await self.call(*_ITSELF, "GetNameOwner", "s", name) or ""

    async def close(self) -> None:
        """Leave the bus; it is connected again when it is asked."""
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()
            with contextlib.suppress(OSError, EOFError):  # it may have been cut already
                await bus.wait_for_disconnect()

    async def _connected(self) -> Any:  # noqa: ANN401  a MessageBus
        from dbus_fast import BusType
        from dbus_fast.aio import MessageBus
        from dbus_fast.errors import AuthError, InvalidAddressError

        adopt_bus()
        address = "" if self._system else os.environ.get(ADDRESS, "")
        if self._bus is not None and self._bus.connected and address == self._address:
            return self._bus
        try:
            async with asyncio.timeout(PATIENCE_S):
                kind = BusType.SYSTEM if self._system else BusType.SESSION
                bus = await MessageBus(bus_type=kind).connect()
        except (AuthError, InvalidAddressError, EOFError, KeyError, ValueError) as error:
            raise OSError(f"no {'system' if self._system else 'session'} bus ({error})") from error
        before, self._bus, self._address = self._bus, bus, address
        if before is not None and before.connected:
            before.disconnect()
        return bus


def adopt_bus() -> None:
    """Take the bus that lies in the runtime folder for the session's, as sd-bus and GLib do, where none is named."""
    folder = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    if not os.environ.get(ADDRESS) and (bus := Path(folder) / "bus").is_socket():
        os.environ[ADDRESS] = f"unix:path={bus}"


class Session:
    """The desktop's session as this process sees it: the variables that lead to bus and screen.

    Args:
        bus: of the session.
        follow: go by the user manager, which outlives each session; else only what is missing is taken from it.
    """

    def __init__(self, bus: Bus, *, follow: bool) -> None:
        self._bus = bus
        self._follow = follow
        self._adopted: set[str] = set()

    async def look(self) -> None:
        """Take over what the user manager knows of the session now; what is not known stays as it is.  Never raises."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                told = await self._bus.read(*_MANAGER, "Environment")
        except (OSError, EOFError):  # TimeoutError is an OSError
            return
        known = dict(line.partition("=")[::2] for line in told or () if isinstance(line, str))
        for name in OF_THE_SESSION:
            ours = self._follow or name in self._adopted or not os.environ.get(name)
            if not ours:
                continue
            if value := known.get(name):
                os.environ[name] = value
                self._adopted.add(name)
            elif name in self._adopted:  # that session has ended
                self._adopted.discard(name)
                os.environ.pop(name, None)


async def bus_trouble(*, system: bool) -> str:
    """Say why the system bus, else the session bus, does not answer; empty if it does.  For Linux only."""
    bus = Bus(system=system)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await bus.owner(_ITSELF[0])
    except OSError as error:
        return " ".join(str(error).split()) or type(error).__name__
    await bus.close()
    return ""
