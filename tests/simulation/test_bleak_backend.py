"""The backend behaves as those that bleak brings along, also where things go wrong."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from bleak import BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    BATTERY_SERVICE_UUID,
    CONTROL_UUID,
    DEVICE_INFORMATION_UUID,
    INFO_UUID,
    SERVICE_UUID,
    STREAM_UUID,
)
from monitor.simulation.air import Air
from tests.support.air import ADDRESS, START, Central, clean_air, connected, eventually, put_on

NOBODY = "C4:99:99:99:99:99"


@pytest.fixture
async def air() -> AsyncIterator[Air]:
    """The air of one test; it fails the test if a task is left."""
    async with clean_air() as air:
        yield air


def ignore(_characteristic: BleakGATTCharacteristic, _payload: bytearray) -> None:
    """Take a value and do nothing with it."""


@pytest.mark.parametrize(("service_uuid", "heard"), [(SERVICE_UUID, [ADDRESS]), (BATTERY_SERVICE_UUID, [])])
async def test_scan_filters_by_service(air: Air, service_uuid: str, heard: list[str]) -> None:
    """Only what advertises one of the wanted services is reported."""
    await put_on(air)
    found = await BleakScanner.discover(timeout=0.3, service_uuids=[service_uuid], backend=air.backends.scanner)
    assert heard == [device.address for device in found]


async def test_scan_hears_an_advertisement_again_and_again(air: Air) -> None:
    """Each advertisement is reported, so that a scan that lasts knows who is still there."""
    await put_on(air)
    times = 0

    def notice(_device: object, _said: object) -> None:
        nonlocal times
        times += 1

    async with BleakScanner(notice, backend=air.backends.scanner):
        await asyncio.sleep(0.45)
    assert times >= 3


async def test_one_adapter_scans_once_at_a_time(air: Air) -> None:
    """A second scan is refused as BlueZ does, and the first one goes on."""
    await put_on(air)
    async with BleakScanner(backend=air.backends.scanner) as first:
        with pytest.raises(BleakError, match="in progress"):
            await BleakScanner(backend=air.backends.scanner).start()
        await eventually(lambda: first.discovered_devices)


async def test_connection_finds_mtu_and_services(air: Air) -> None:
    """All services, characteristics with their properties, and an MTU for 512 bytes are known after connect."""
    await put_on(air)
    async with BleakClient(ADDRESS, timeout=3.0, backend=air.backends.client) as client:
        assert client.is_connected
        assert 517 == client.mtu_size
        uuids = {service.uuid for service in client.services}
        assert {SERVICE_UUID, BATTERY_SERVICE_UUID, DEVICE_INFORMATION_UUID} <= uuids
        properties = {
            characteristic.uuid: set(characteristic.properties)
            for characteristic in client.services.characteristics.values()
        }
        assert {"read"} == properties[INFO_UUID]
        assert {"notify"} == properties[STREAM_UUID]
        assert {"write", "indicate"} == properties[CONTROL_UUID]
        info = client.services.get_characteristic(INFO_UUID)
        assert info is not None
        assert 514 == info.max_write_without_response_size


async def test_subscription_shows_in_its_descriptor(air: Air) -> None:
    """Subscribing writes the descriptor of Stream, which can be read."""
    await put_on(air)
    async with BleakClient(ADDRESS, timeout=3.0, backend=air.backends.client) as client:
        stream = client.services.get_characteristic(STREAM_UUID)
        assert stream is not None
        (cccd,) = stream.descriptors
        assert b"\x00\x00" == await client.read_gatt_descriptor(cccd.handle)
        await client.start_notify(stream, ignore)
        assert b"\x01\x00" == await client.read_gatt_descriptor(cccd.handle)


async def test_write_without_response_arrives(air: Air) -> None:
    """A command written without response is carried out like one with it."""
    wearable = await put_on(air)
    async with connected(air) as central:
        await central.client.write_gatt_char(CONTROL_UUID, b"\x06\x01", response=False)
        await eventually(lambda: wearable.identified)


async def test_absent_address_is_not_found(air: Air) -> None:
    """Connecting to an address that is not there ends within the time-out, as BlueZ ends it."""
    with pytest.raises(BleakDeviceNotFoundError):
        await BleakClient(NOBODY, timeout=0.2, backend=air.backends.client).connect()


async def test_vanished_device_times_out(air: Air) -> None:
    """A device that was scanned and has gone is a TimeoutError, and can be connected to when it is back."""
    wearable = await put_on(air)
    device = await BleakScanner.find_device_by_address(ADDRESS, timeout=1.0, backend=air.backends.scanner)
    assert device is not None
    away = asyncio.create_task(wearable.drop(0.4))
    await asyncio.sleep(0.05)
    with pytest.raises(TimeoutError):
        await BleakClient(device, timeout=0.2, backend=air.backends.client).connect()
    await away
    async with BleakClient(device, timeout=1.0, backend=air.backends.client) as client:
        assert client.is_connected


async def test_a_cancelled_connect_leaves_the_adapter_free(air: Air) -> None:
    """Giving up in the middle of connecting does not block the next attempt."""
    attempt = asyncio.create_task(BleakClient(NOBODY, timeout=9.0, backend=air.backends.client).connect())
    await asyncio.sleep(0.1)
    attempt.cancel()
    with pytest.raises(asyncio.CancelledError):
        await attempt
    await put_on(air)
    async with BleakClient(ADDRESS, timeout=1.0, backend=air.backends.client) as client:
        assert client.is_connected


@pytest.mark.parametrize("who", ["wearable", "central"])
async def test_the_loss_is_told_once(air: Air, who: str) -> None:
    """Whoever ends the link, the callback comes once, also if disconnect follows."""
    wearable = await put_on(air)
    central = Central(air)
    await central.client.connect()
    if who == "wearable":
        await wearable.drop(0.0)
    await central.client.disconnect()
    await central.client.disconnect()
    await eventually(lambda: central.losses)
    await asyncio.sleep(0.05)
    assert 1 == central.losses
    assert not central.client.is_connected
    assert 23 == central.client.mtu_size


async def test_after_the_loss_everything_says_not_connected(air: Air) -> None:
    """No operation hangs or succeeds on a lost link."""
    wearable = await put_on(air)
    central = Central(air)
    await central.client.connect()
    info = central.client.services.get_characteristic(INFO_UUID)
    assert info is not None
    await wearable.drop(0.0)
    for operation in (
        lambda: central.client.read_gatt_char(info),
        lambda: central.client.write_gatt_char(info, b"", response=True),
        lambda: central.client.start_notify(info, ignore),
        lambda: central.client.pair(),
    ):
        with pytest.raises(BleakError):
            await operation()


async def test_a_link_lost_in_the_middle_of_a_request_is_an_error(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pending request fails; it is neither a cancellation of ours nor a wait without end."""
    wearable = await put_on(air)
    async with connected(air) as central:
        monkeypatch.setattr(wearable._device.gatt_server, "on_att_read_request", lambda *_: None)
        reading = asyncio.create_task(central.client.read_gatt_char(BATTERY_LEVEL_UUID))
        await asyncio.sleep(0.05)
        assert not reading.done()
        await wearable.drop(0.0)
        with pytest.raises(BleakError, match="lost"):
            await reading


async def test_what_is_not_permitted_is_a_protocol_error(air: Air) -> None:
    """The ATT error of the wearable keeps its code: 2, read not permitted; 3, write not permitted."""
    await put_on(air)
    async with BleakClient(ADDRESS, timeout=3.0, backend=air.backends.client) as client:
        with pytest.raises(BleakGATTProtocolError) as reading:
            await client.read_gatt_char(CONTROL_UUID)
        with pytest.raises(BleakGATTProtocolError) as writing:
            await client.write_gatt_char(INFO_UUID, b"!", response=True)
    assert (2, 3) == (reading.value.code, writing.value.code)


async def test_notifications_start_once_and_stop(air: Air) -> None:
    """Subscribing twice is refused, unsubscribing twice is not, and both can be done again."""
    await put_on(air)
    async with connected(air) as central:
        with pytest.raises(BleakError, match="already started"):
            await central.client.start_notify(STREAM_UUID, ignore)
        await central.client.stop_notify(STREAM_UUID)
        await central.client.stop_notify(STREAM_UUID)
        again: list[bytes] = []
        await central.client.start_notify(STREAM_UUID, lambda _, payload: again.append(bytes(payload)))
        await central.ask(START)
        await eventually(lambda: again)
    assert [] == central.payloads


async def test_what_cannot_notify_is_refused(air: Air) -> None:
    """Subscribing to Info, which can only be read, is an error of bleak's kind."""
    await put_on(air)
    async with BleakClient(ADDRESS, timeout=3.0, backend=air.backends.client) as client:
        with pytest.raises(BleakError):
            await client.start_notify(INFO_UUID, ignore)


async def test_pairing_just_works(air: Air) -> None:
    """A wearable that does not ask for a key can be paired with."""
    await put_on(air)
    async with BleakClient(ADDRESS, timeout=3.0, backend=air.backends.client) as client:
        await client.pair()
        assert b"\x57" == await client.read_gatt_char(BATTERY_LEVEL_UUID)
        await client.unpair()
