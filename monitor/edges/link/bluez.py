"""What is said with BlueZ on the system bus: that its service ended or is back, and who answers it while it pairs.

bleak does not say that bluetoothd died: its clients stay connected, and nothing comes.  The watchdog of the stream
finds out by itself; to hear of it is quicker, and spares the polling while there is no adapter.  And without an agent
BlueZ refuses to pair; on a server or a bare desktop there is none.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from dbus_fast import BusType, DBusFastError, Message, MessageType
from dbus_fast.aio import MessageBus

from monitor.errors import WearableError

BLUEZ: Final = "org.bluez"
ADAPTER: Final = "org.bluez.Adapter1"
DEVICE: Final = "org.bluez.Device1"

_DBUS: Final = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_AGENTS: Final = (BLUEZ, "/org/bluez", "org.bluez.AgentManager1")
AGENT: Final = "org.bluez.Agent1"
PATH: Final = "/org/sitmon/agent"
_REJECTED: Final = "org.bluez.Error.Rejected"

_RULES: Final = (
    f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{BLUEZ}'",
    f"type='signal',sender='{BLUEZ}',member='InterfacesAdded'",
    f"type='signal',sender='{BLUEZ}',member='PropertiesChanged',arg0='{ADAPTER}'",
    f"type='signal',sender='{BLUEZ}',member='PropertiesChanged',arg0='{DEVICE}'",
)


async def _call(bus: MessageBus, to: tuple[str, str, str], member: str, signature: str, *body: str) -> Message | None:
    """Call a method that takes texts; `to` is destination, path and interface."""
    destination, path, interface = to
    return await bus.call(Message(destination, path, interface, member, signature=signature, body=list(body)))


class BluezWatch:
    """Listens on the system bus, if there is one; where there is none it tells nothing, and harms nobody.

    Args:
        on_lost: called when the Bluetooth service ended.
        on_back: called when it began, when an adapter came or was switched on, and when a device was paired.
    """

    def __init__(self, on_lost: Callable[[], None], on_back: Callable[[], None]) -> None:
        self._on_lost = on_lost
        self._on_back = on_back
        self._bus: MessageBus | None = None

    async def listen(self) -> None:
        """Begin, or begin again after the bus was lost; does nothing while it listens."""
        if self._bus is not None and self._bus.connected:
            return
        self._bus = None
        with suppress(OSError, EOFError, DBusFastError):
            bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
            bus.add_message_handler(self._on_message)
            for rule in _RULES:
                await _call(bus, _DBUS, "AddMatch", "s", rule)
            self._bus = bus

    def close(self) -> None:
        """Listen no more."""
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    def _on_message(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        match message.member, message.body:
            case "NameOwnerChanged", [str(name), _, str(owner)] if name == BLUEZ:
                if owner:
                    self._on_back()
                else:
                    self._on_lost()
            case "InterfacesAdded", [_, dict(interfaces)] if ADAPTER in interfaces:
                self._on_back()
            case "PropertiesChanged", [str(interface), dict(changed), *_]:
                news = changed.get({ADAPTER: "Powered", DEVICE: "Paired"}.get(interface, ""))
                if news is not None and news.value:
                    self._on_back()


@asynccontextmanager
async def pairing_agent(address: str, ask: Callable[[str], str] | None) -> AsyncIterator[None]:
    """Be the agent for one wearable as long as the block lasts; every other device is refused.

    `ask` is for a wearable that shows a number; None where nobody can type one.

    Raises:
        WearableError: the Bluetooth service does not take us as an agent.
    """
    try:
        bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    except (OSError, EOFError, DBusFastError) as error:
        raise WearableError(f"the system D-Bus does not answer ({error}): start bluez") from error
    agent = _Agent(address, ask, bus)
    bus.add_message_handler(agent.on_message)
    try:
        await _register(bus, "RegisterAgent", "os", PATH, "NoInputNoOutput" if ask is None else "KeyboardDisplay")
        await _register(bus, "RequestDefaultAgent", "o", PATH)
        yield
    finally:
        bus.disconnect()  # BlueZ takes the agent off its list, and the desktop's is asked again


async def _register(bus: MessageBus, member: str, signature: str, *body: str) -> None:
    """Call BlueZ's list of agents."""
    reply = await _call(bus, _AGENTS, member, signature, *body)
    if reply is None or reply.message_type is MessageType.ERROR:
        why = "no answer" if reply is None else f"{reply.error_name}"
        raise WearableError(f"the Bluetooth service takes no pairing agent ({why}): is bluez running?")


class _Agent:
    """Answers what BlueZ asks while it pairs (doc/org.bluez.Agent.rst)."""

    def __init__(self, address: str, ask: Callable[[str], str] | None, bus: MessageBus) -> None:
        self._device = f"/dev_{address.upper().replace(':', '_')}"
        self._ask = ask
        self._bus = bus
        self._typing: set[asyncio.Task[None]] = set()

    def on_message(self, message: Message) -> Message | bool:
        """Take a call; what is not for the agent is left to others."""
        if message.message_type is not MessageType.METHOD_CALL or message.interface != AGENT:
            return False
        if message.member in {"Release", "Cancel", "DisplayPasskey", "DisplayPinCode"}:
            return Message.new_method_return(message)
        if not str(message.body[0]).endswith(self._device):
            return Message.new_error(message, _REJECTED, "sitmon pairs another device")
        if message.member in {"RequestAuthorization", "RequestConfirmation", "AuthorizeService"}:
            return Message.new_method_return(message)
        if message.member == "RequestPasskey" and self._ask is not None:
            task = asyncio.get_running_loop().create_task(self._type_number(message, self._ask))
            self._typing.add(task)
            task.add_done_callback(self._typing.discard)
            return True
        return Message.new_error(message, _REJECTED, "sitmon cannot answer this")

    async def _type_number(self, message: Message, ask: Callable[[str], str]) -> None:
        typed = await asyncio.to_thread(ask, "The number that the wearable shows: ")
        if typed.strip().isdigit():
            await self._bus.send(Message.new_method_return(message, "u", [int(typed)]))
        else:
            await self._bus.send(Message.new_error(message, _REJECTED, "no number"))
