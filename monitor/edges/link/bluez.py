"""What BlueZ tells on the system bus: that the Bluetooth service ended, that an adapter is back, that a bond was made.

bleak does not say that bluetoothd died: its clients stay connected, and nothing comes.  The watchdog of the stream
finds out by itself; to hear of it is quicker, and spares the polling while there is no adapter.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from dbus_fast import BusType, DBusFastError, Message, MessageType
from dbus_fast.aio import MessageBus

BLUEZ: Final = "org.bluez"
ADAPTER: Final = "org.bluez.Adapter1"
DEVICE: Final = "org.bluez.Device1"

_RULES: Final = (
    f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{BLUEZ}'",
    f"type='signal',sender='{BLUEZ}',member='InterfacesAdded'",
    f"type='signal',sender='{BLUEZ}',member='PropertiesChanged',arg0='{ADAPTER}'",
    f"type='signal',sender='{BLUEZ}',member='PropertiesChanged',arg0='{DEVICE}'",
)


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
                await bus.call(
                    Message(
                        destination="org.freedesktop.DBus",
                        path="/org/freedesktop/DBus",
                        interface="org.freedesktop.DBus",
                        member="AddMatch",
                        signature="s",
                        body=[rule],
                    )
                )
            self._bus = bus

    def close(self) -> None:
        """Listen no more."""
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    def _on_message(self, message: Message) -> None:
        """Tell what a signal means."""
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
