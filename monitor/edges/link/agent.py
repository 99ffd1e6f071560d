"""Who answers BlueZ while it pairs: without an agent it refuses, and on a server or a bare desktop there is none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from dbus_fast import BusType, DBusFastError, Message, MessageType
from dbus_fast.aio import MessageBus

from monitor.errors import WearableError

PATH: Final = "/org/sitmon/agent"
AGENT: Final = "org.bluez.Agent1"
_REJECTED: Final = "org.bluez.Error.Rejected"

Ask = Callable[[str], str]
"""Asks the user a question, in another thread, and gives what was typed."""


@asynccontextmanager
async def pairing_agent(address: str, ask: Ask | None) -> AsyncIterator[None]:
    """Be the agent for one wearable as long as the block lasts; every other device is refused.

    Args:
        address: of the one that is to be paired.
        ask: for a wearable that shows a number; None where nobody can type one.

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
        await _call(bus, "RegisterAgent", "os", [PATH, "NoInputNoOutput" if ask is None else "KeyboardDisplay"])
        await _call(bus, "RequestDefaultAgent", "o", [PATH])
        yield
    finally:
        bus.disconnect()  # BlueZ takes the agent off its list, and the desktop's is asked again


async def _call(bus: MessageBus, member: str, signature: str, body: list[str]) -> None:
    """Call BlueZ's list of agents.

    Raises:
        WearableError: it refuses.
    """
    reply = await bus.call(
        Message(
            destination="org.bluez",
            path="/org/bluez",
            interface="org.bluez.AgentManager1",
            member=member,
            signature=signature,
            body=body,
        )
    )
    if reply is None or reply.message_type is MessageType.ERROR:
        why = "no answer" if reply is None else f"{reply.error_name}"
        raise WearableError(f"the Bluetooth service takes no pairing agent ({why}): is bluez running?")


class _Agent:
    """Answers what BlueZ asks while it pairs (doc/org.bluez.Agent.rst)."""

    def __init__(self, address: str, ask: Ask | None, bus: MessageBus) -> None:
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

    async def _type_number(self, message: Message, ask: Ask) -> None:
        """Let the user type the number that the wearable shows."""
        typed = await asyncio.to_thread(ask, "The number that the wearable shows: ")
        if typed.strip().isdigit():
            await self._bus.send(Message.new_method_return(message, "u", [int(typed)]))
        else:
            await self._bus.send(Message.new_error(message, _REJECTED, "no number"))
