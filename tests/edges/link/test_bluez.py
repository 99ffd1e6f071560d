"""What BlueZ tells on the system bus, and how it is answered: a real D-Bus, with a stand-in for bluetoothd."""

import asyncio
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from monitor.errors import WearableError
from tests.support.air import eventually

dbus_fast = pytest.importorskip("dbus_fast", reason="D-Bus is Linux's")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="BlueZ is Linux's"),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon"),
    pytest.mark.system("dbus-daemon"),
]

DEVICE = "/org/bluez/hci0/dev_C4_11_22_33_44_55"
STRANGER = "/org/bluez/hci0/dev_00_00_00_00_00_01"


@pytest.fixture
async def system_bus(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A D-Bus of our own, in the place of the system's."""
    daemon = await asyncio.create_subprocess_exec(
        "dbus-daemon", "--session", "--nofork", "--print-address", stdout=asyncio.subprocess.PIPE
    )
    assert daemon.stdout is not None
    address = (await daemon.stdout.readline()).decode().strip()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    await daemon.wait()


@dataclass
class Bluez:
    """What there is of bluetoothd: a name, and a list of agents.

    Attributes:
        bus: its connection.
        agent: the sender and path of who registered, and how able it says it is.
    """

    bus: Any
    agent: tuple[str, str, str] | None = None
    default: bool = False
    refuses: bool = False
    asked: list[str] = field(default_factory=list)

    def on_message(self, message: Any) -> Any:
        """Take what is called on the manager of agents."""
        if message.interface != "org.bluez.AgentManager1":
            return False
        self.asked.append(message.member)
        if self.refuses:
            return dbus_fast.Message.new_error(message, "org.bluez.Error.AlreadyExists", "no")
        if message.member == "RegisterAgent":
            self.agent = (message.sender, *message.body)
        self.default = self.default or message.member == "RequestDefaultAgent"
        return dbus_fast.Message.new_method_return(message)

    async def call_agent(self, member: str, signature: str = "", body: list[Any] | None = None) -> Any:
        """Ask the agent, as bluetoothd does while it pairs."""
        assert self.agent is not None
        sender, path, _ = self.agent
        return await self.bus.call(
            dbus_fast.Message(
                destination=sender,
                path=path,
                interface="org.bluez.Agent1",
                member=member,
                signature=signature,
                body=body or [],
            )
        )

    async def tell(self, member: str, signature: str, body: list[Any]) -> None:
        """Send a signal of an adapter."""
        interface = "org.freedesktop.DBus." + ("Properties" if member == "PropertiesChanged" else "ObjectManager")
        await self.bus.send(dbus_fast.Message.new_signal("/org/bluez/hci0", interface, member, signature, body))


async def begin_bluez(address: str) -> Bluez:
    """Something that calls itself BlueZ on that bus."""
    from dbus_fast.aio import MessageBus

    bus = await MessageBus(bus_address=address).connect()
    bluez = Bluez(bus)
    bus.add_message_handler(bluez.on_message)
    await bus.request_name("org.bluez")
    return bluez


@pytest.fixture
async def bluez(system_bus: str) -> AsyncIterator[Bluez]:
    """BlueZ, while the test lasts."""
    bluez = await begin_bluez(system_bus)
    yield bluez
    bluez.bus.disconnect()


@pytest.fixture
async def heard(system_bus: str) -> AsyncIterator[Counter[str]]:
    """How often the watch was told that the radio is lost, and back."""
    from monitor.edges.link.bluez import BluezWatch

    counts: Counter[str] = Counter()
    watch = BluezWatch(lambda: counts.update(["lost"]), lambda: counts.update(["back"]))
    await watch.listen()
    yield counts
    watch.close()


async def test_the_end_of_bluetoothd_is_heard_at_once(system_bus: str, heard: Counter[str]) -> None:
    """Bleak does not say it; the bus does, and says when it is back."""
    bluez = await begin_bluez(system_bus)
    await eventually(lambda: heard["back"] == 1)
    bluez.bus.disconnect()
    await eventually(lambda: heard["lost"] == 1)
    bluez = await begin_bluez(system_bus)
    await eventually(lambda: heard["back"] == 2)
    bluez.bus.disconnect()


async def test_an_adapter_that_comes_and_a_bond_that_is_made_are_heard(bluez: Bluez, heard: Counter[str]) -> None:
    """Plugged in, powered, or paired: it is worth a try.  Switched off, or scanning: nothing is said."""
    variant = dbus_fast.Variant
    before = heard["back"]
    await bluez.tell("PropertiesChanged", "sa{sv}as", ["org.bluez.Adapter1", {"Powered": variant("b", False)}, []])
    await bluez.tell("PropertiesChanged", "sa{sv}as", ["org.bluez.Adapter1", {"Discovering": variant("b", True)}, []])
    await bluez.tell("PropertiesChanged", "sa{sv}as", ["org.bluez.Adapter1", {"Powered": variant("b", True)}, []])
    await eventually(lambda: heard["back"] == before + 1)
    await bluez.tell("InterfacesAdded", "oa{sa{sv}}", ["/org/bluez/hci0/dev_1", {"org.bluez.Device1": {}}])
    await bluez.tell("InterfacesAdded", "oa{sa{sv}}", ["/org/bluez/hci1", {"org.bluez.Adapter1": {}}])
    await eventually(lambda: heard["back"] == before + 2)
    await bluez.tell("PropertiesChanged", "sa{sv}as", ["org.bluez.Device1", {"RSSI": variant("n", -60)}, []])
    await bluez.tell("PropertiesChanged", "sa{sv}as", ["org.bluez.Device1", {"Paired": variant("b", True)}, []])
    await eventually(lambda: heard["back"] == before + 3)
    await asyncio.sleep(0.1)
    assert (before + 3, 0) == (heard["back"], heard["lost"])


async def test_without_a_bus_nothing_is_heard_and_nobody_harmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch is a help, not a need: it can be begun again when there is a bus."""
    from monitor.edges.link.bluez import BluezWatch

    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    watch = BluezWatch(lambda: None, lambda: None)
    await watch.listen()
    await watch.listen()
    watch.close()


# ------------------------------------------------------------------------------------------- agent


async def test_our_agent_answers_for_the_one_that_is_paired(bluez: Bluez) -> None:
    """It is the default while it pairs, consents to just-works, and rejects what nobody can type."""
    from monitor.edges.link.bluez import pairing_agent

    async with pairing_agent("C4:11:22:33:44:55", None):
        assert bluez.agent is not None
        assert ("NoInputNoOutput", True) == (bluez.agent[2], bluez.default)
        consent = await bluez.call_agent("RequestAuthorization", "o", [DEVICE])
        compare = await bluez.call_agent("RequestConfirmation", "ou", [DEVICE, 123456])
        number = await bluez.call_agent("RequestPasskey", "o", [DEVICE])
        released = await bluez.call_agent("Release")

    method_return, error = dbus_fast.MessageType.METHOD_RETURN, dbus_fast.MessageType.ERROR
    assert [method_return, method_return, error, method_return] == [
        reply.message_type for reply in (consent, compare, number, released)
    ]


async def test_our_agent_consents_for_nobody_else(bluez: Bluez) -> None:
    """Another device that tries to pair in this minute is rejected."""
    from monitor.edges.link.bluez import pairing_agent

    async with pairing_agent("C4:11:22:33:44:55", None):
        reply = await bluez.call_agent("RequestAuthorization", "o", [STRANGER])
    assert "org.bluez.Error.Rejected" == reply.error_name


@pytest.mark.parametrize(("typed", "sent"), [(" 042137\n", 42137), ("no", None)])
async def test_a_number_that_the_wearable_shows_is_typed(bluez: Bluez, typed: str, sent: int | None) -> None:
    """Where somebody can type, BlueZ gets the number; what is none is rejected."""
    from monitor.edges.link.bluez import pairing_agent

    async with pairing_agent("C4:11:22:33:44:55", lambda _question: typed):
        assert bluez.agent is not None
        assert "KeyboardDisplay" == bluez.agent[2]
        reply = await bluez.call_agent("RequestPasskey", "o", [DEVICE])
    assert ([sent] if sent is not None else "org.bluez.Error.Rejected") == (
        reply.body if sent is not None else reply.error_name
    )


async def test_a_bluez_that_takes_no_agent_is_told(bluez: Bluez) -> None:
    """One line, with what it said."""
    from monitor.edges.link.bluez import pairing_agent

    bluez.refuses = True
    with pytest.raises(WearableError, match=r"takes no pairing agent \(org.bluez.Error.AlreadyExists\)"):
        async with pairing_agent("C4:11:22:33:44:55", None):
            pass


async def test_no_bus_to_pair_over_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, with what to start."""
    from monitor.edges.link.bluez import pairing_agent

    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(WearableError, match="system D-Bus does not answer"):
        async with pairing_agent("C4:11:22:33:44:55", None):
            pass
