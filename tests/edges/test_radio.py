"""Who is near, which one is meant, and why there may be no radio: real bleak over a virtual air, or a real D-Bus."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, AdvertisementDataCallback, BaseBleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from firmware_protocol import BATTERY_SERVICE_UUID, SERVICE_UUID
from monitor.edges.radio import AdapterError, Backends, Sighting, find_wearable, radio_errors, scan
from monitor.errors import WearableError
from monitor.simulation.air import Air
from tests.support.air import ADDRESS, clean_air, connected, put_on

OTHER = "C4:00:00:00:00:02"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="bleak speaks D-Bus on Linux only")


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """The air of one test, where neighbours have little time; it fails the test if a task is left."""
    monkeypatch.setattr("monitor.edges.radio.NEIGHBOURS_S", 0.2)
    async with clean_air() as air:
        yield air


async def test_scan_lists_what_is_near(air: Air) -> None:
    """Address, name and strength of each device, and as what it is supported."""
    await put_on(air)
    await put_on(air, address=OTHER, name="left")
    sightings = await scan(0.3, backend=air.backends)
    seen = {(sighting.address, sighting.name, sighting.kind) for sighting in sightings}
    assert {(ADDRESS, "sitmon", "sitmon profile"), (OTHER, "left", "sitmon profile")} == seen
    assert all(sighting.rssi_dbm < 0 for sighting in sightings)


def saying(*advertisements: tuple[str, AdvertisementData]) -> Backends:
    """A radio that hears exactly this, each from its address."""

    class Radio(BaseBleakScanner):
        def __init__(
            self, callback: AdvertisementDataCallback | None, uuids: list[str] | None, *_: Any, **__: Any
        ) -> None:
            super().__init__(callback, uuids)

        async def start(self) -> None:
            self.seen_devices = {}
            for address, said in advertisements:
                device = self.create_or_update_device(address, address, said.local_name, {}, said)
                self.call_detection_callbacks(device, said)

        async def stop(self) -> None:
            pass

    return Backends(Radio, BaseBleakClient)


def advertisement(name: str | None, rssi_dbm: int, *services: str, battery: bytes | None = None) -> AdvertisementData:
    """What one device advertises."""
    service_data = {} if battery is None else {BATTERY_SERVICE_UUID: battery}
    return AdvertisementData(name, {}, service_data, list(services), None, rssi_dbm, ())


async def test_supported_ones_come_first_then_the_strongest() -> None:
    """A weak wearable stands before a strong pair of headphones; among alike the signal decides."""
    radio = saying(
        ("A", advertisement("headphones", -40)),
        ("B", advertisement("far", -88, SERVICE_UUID)),
        ("C", advertisement("Polar H10 7F2A", -60)),
        ("D", advertisement(None, -90)),
    )
    sightings = await scan(0.0, backend=radio)
    assert ["C", "B", "A", "D"] == [sighting.address for sighting in sightings]
    assert [True, True, False, False] == [sighting.is_wearable for sighting in sightings]
    assert "Polar" in sightings[0].kind
    assert "" == sightings[3].name


@pytest.mark.parametrize(
    ("said", "percent"), [(b"\x57", 87), (b"\x00", 0), (b"\x64", 100), (b"\x65", None), (b"", None), (None, None)]
)
async def test_a_battery_may_be_advertised(said: bytes | None, percent: int | None) -> None:
    """Its charge is taken from the service data of Battery where that is one byte up to 100, else it is not known."""
    (sighting,) = await scan(0.0, backend=saying(("A", advertisement("x", -50, battery=said))))
    assert percent == sighting.battery_percent


async def test_a_name_cannot_write_into_the_terminal() -> None:
    """Escape sequences, line breaks and marks that turn the writing round are advertised by nobody honest."""
    (sighting,) = await scan(0.0, backend=saying(("A", advertisement("\x1b[2Jü\n\u202e✓", -50))))
    assert "?[2Jü??✓" == sighting.name


@pytest.mark.parametrize(
    ("details", "is_connected"),
    [({"props": {"Connected": True}}, True), ({"props": {"Connected": False}}, False), ({"props": {}}, False)],
)
def test_bluez_tells_whether_it_is_connected(details: dict[str, object], is_connected: bool) -> None:
    """One that this computer is connected to is known as such."""
    assert is_connected == Sighting(BLEDevice("A", "x", details), "x", -50).is_connected


@pytest.mark.parametrize("details", [None, (1, 2), {}], ids=["none", "a tuple", "nothing"])
def test_other_systems_do_not_tell(details: object) -> None:
    """What Windows and macOS keep beside a device is no trouble, and no connection."""
    assert not Sighting(BLEDevice("A", "x", details), "x", -50).is_connected


async def test_scan_of_an_empty_room_is_empty(air: Air) -> None:
    """Nobody near is no error of a scan."""
    assert [] == await scan(0.1, backend=air.backends)


async def test_a_connected_wearable_is_not_near(air: Air) -> None:
    """A wearable that somebody is connected to does not advertise (PROTOCOL.md 7)."""
    await put_on(air)
    async with connected(air):
        assert [] == await scan(0.25, backend=air.backends)


async def test_an_address_is_found_at_once(air: Air) -> None:
    """With an address nobody waits for neighbours, and upper or lower case is the same."""
    await put_on(air)
    await put_on(air, address=OTHER)
    async with asyncio.timeout(0.5):
        device = await find_wearable(OTHER.lower(), None, 5.0, backend=air.backends)
    assert OTHER == device.address


async def test_the_only_wearable_needs_no_address(air: Air) -> None:
    """One wearable near is the one that is meant."""
    await put_on(air)
    assert ADDRESS == (await find_wearable(None, None, 5.0, backend=air.backends)).address


async def test_a_name_chooses_among_several(air: Air) -> None:
    """Without an address the name decides."""
    await put_on(air)
    await put_on(air, address=OTHER, name="left")
    assert OTHER == (await find_wearable(None, "left", 5.0, backend=air.backends)).address


async def test_several_near_are_refused_and_listed(air: Air) -> None:
    """With two near and nothing to choose by, the line names both and says what to set."""
    await put_on(air)
    await put_on(air, address=OTHER, name="left")
    with pytest.raises(WearableError) as refusal:
        await find_wearable(None, None, 5.0, backend=air.backends)
    line = str(refusal.value)
    assert "2 wearables are near" in line
    assert f"sitmon ({ADDRESS})" in line
    assert f"left ({OTHER})" in line
    assert "set `address`" in line


async def test_not_found_says_what_was_heard_instead(air: Air) -> None:
    """The line names who was sought, for how long, and who is near."""
    await put_on(air)
    with pytest.raises(WearableError) as refusal:
        await find_wearable("C4:99:99:99:99:99", None, 0.3, backend=air.backends)
    assert not isinstance(refusal.value, AdapterError)
    assert (
        "C4:99:99:99:99:99 not found within 0.3 s: charge it, bring it near, and close any phone app that may hold it; "
        f"heard instead: sitmon ({ADDRESS})" == str(refusal.value)
    )


async def test_not_found_in_an_empty_room_says_so(air: Air) -> None:
    """Nothing heard is said, for it points at the adapter."""
    with pytest.raises(WearableError, match=r"^a wearable not found within 0\.1 s: .*heard instead: nothing$"):
        await find_wearable(None, None, 0.1, backend=air.backends)


async def test_a_crowded_room_fits_into_one_line(air: Air) -> None:
    """Of many devices only the first few are named, the rest counted."""
    for number in range(8):
        await put_on(air, address=f"C4:00:00:00:01:{number:02X}")
    with pytest.raises(WearableError, match=r"heard instead: (sitmon \([^)]*\), ){6}2 more$"):
        await find_wearable(ADDRESS, None, 0.3, backend=air.backends)


def test_a_sighting_reads_well_without_a_name() -> None:
    """A device that says no name is still told by its address."""
    assert "unnamed (AA:BB)" == str(Sighting(BLEDevice("AA:BB", None, {}), "", -70))


@pytest.mark.parametrize("reason", BleakBluetoothNotAvailableReason)
def test_every_reason_for_no_radio_is_one_line(reason: BleakBluetoothNotAvailableReason) -> None:
    """Whatever bleak says about the adapter, it is an AdapterError of one line that says what to do."""
    with pytest.raises(AdapterError) as refusal, radio_errors():
        raise BleakBluetoothNotAvailableError("somehow not", reason)
    line = str(refusal.value)
    assert "\n" not in line
    assert "Bluetooth" in line
    assert 1 == refusal.value.exit_status


@pytest.mark.parametrize(
    ("error", "is_adapter", "words"),
    [
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["no such name"]), True, "start bluez"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["not allowed"]), True, "group `bluetooth`"),
        (BleakDBusError("org.bluez.Error.InProgress", ["Operation already in progress"]), False, "off and on again"),
        (BleakError("something else"), False, "something else"),
        (FileNotFoundError(2, "No such file or directory"), True, "start bluez"),
        (PermissionError(13, "Permission denied"), True, "Permission denied"),
        (EOFError("bus went away"), True, "bus went away"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_refusals_of_the_system_are_one_line(error: Exception, is_adapter: bool, words: str) -> None:
    """What D-Bus or BlueZ say becomes a WearableError that says what to do, with the cause behind it."""
    with pytest.raises(WearableError) as refusal, radio_errors():
        raise error
    assert is_adapter == isinstance(refusal.value, AdapterError)
    assert words in str(refusal.value)
    assert error is refusal.value.__cause__


@on_linux
async def test_no_system_bus_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Real bleak on a machine without D-Bus: no traceback, but what to install, and that the demo needs nothing."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    with pytest.raises(AdapterError, match=r"^no Bluetooth here.*start bluez.*sitmon demo"):
        await scan(0.1)


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


needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon")


@pytest.fixture
async def bluez(system_bus: str) -> AsyncIterator[Any]:
    """Something that calls itself BlueZ on that bus, without an adapter."""
    aio = pytest.importorskip("dbus_fast.aio")
    bus = await aio.MessageBus(bus_address=system_bus).connect()
    await bus.request_name("org.bluez")
    yield bus
    bus.disconnect()


def sleeping_adapter() -> Any:
    """The little of a BlueZ adapter that bleak asks for: it can do Low Energy, and is switched off."""
    service = pytest.importorskip("dbus_fast.service")
    signatures = pytest.importorskip("dbus_fast.annotations")
    read_only = service.dbus_property(access=pytest.importorskip("dbus_fast").PropertyAccess.READ)

    def powered(_adapter: object) -> bool:
        return False

    def roles(_adapter: object) -> list[str]:
        return ["central"]

    powered.__annotations__["return"] = signatures.DBusBool
    roles.__annotations__["return"] = Annotated[list[str], signatures.DBusSignature("as")]
    powered.__name__, roles.__name__ = "Powered", "Roles"
    members = {"Powered": read_only(powered), "Roles": read_only(roles)}
    return type("Adapter", (service.ServiceInterface,), members)("org.bluez.Adapter1")


@on_linux
@needs_bus
@pytest.mark.system("dbus-daemon")
@pytest.mark.usefixtures("system_bus")
async def test_no_bluetooth_service_is_one_line() -> None:
    """Real bleak on a bus without BlueZ: the line says what to start."""
    with pytest.raises(AdapterError, match=r"Bluetooth service does not answer.*start bluez"):
        await scan(0.1)


@on_linux
@needs_bus
@pytest.mark.system("dbus-daemon")
@pytest.mark.usefixtures("bluez")
async def test_no_adapter_is_one_line() -> None:
    """Real bleak with BlueZ but no adapter: the line says to plug one in."""
    with pytest.raises(AdapterError, match=r"^no Bluetooth adapter found: plug one in"):
        await scan(0.1)


@on_linux
@needs_bus
@pytest.mark.system("dbus-daemon")
async def test_an_adapter_that_is_switched_off_is_one_line(bluez: Any) -> None:
    """Real bleak with an adapter that has no power: the line says how to switch it on."""
    bluez.export("/org/bluez/hci0", sleeping_adapter())
    with pytest.raises(AdapterError, match=r"^Bluetooth is switched off: switch it on"):
        await scan(0.1)
