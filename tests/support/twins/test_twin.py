"""What all twins share."""

import asyncio

import pytest
from bleak import BleakClient, BleakScanner

from firmware_protocol import BATTERY_LEVEL_UUID
from firmware_protocol.wearables import POLAR, wearable_advertised
from monitor.simulation.air import Air
from tests.support.air import clean_air
from tests.support.twins.hearing import in_the_air, person
from tests.support.twins.polar import H10, PolarModel, PolarTwin


async def test_it_is_found_by_what_it_advertises() -> None:
    """Name and service are those of the real one, and lead to its kind."""
    async with clean_air() as air:
        twin = PolarTwin(air.link, person(50.0))
        await air.add(twin)
        found = await BleakScanner.find_device_by_filter(
            lambda device, said: wearable_advertised(device.name or "", said.service_uuids) is POLAR,
            timeout=2.0,
            backend=air.backends.scanner,
        )

    assert found is not None
    assert (twin.address, "Polar H10 12345678") == (found.address, found.name)


async def test_its_battery_can_be_read() -> None:
    """Battery Level is there beside its own service."""
    async with clean_air() as air:
        twin = PolarTwin(air.link, person(50.0))
        await air.add(twin)
        async with BleakClient(twin.address, timeout=3.0, backend=air.backends.client) as client:
            assert b"\x57" == await client.read_gatt_char(BATTERY_LEVEL_UUID)
            assert twin.is_connected
        assert not twin.is_connected


def test_its_time_may_run_faster_than_ours() -> None:
    """At a time scale of 10 a minute of motion is over in six seconds."""

    async def work(air: Air) -> float:
        twin = PolarTwin(air.link, person(50.0), time_scale=10.0)
        await air.add(twin)
        assert 0.0 == twin.time_s
        twin.begin()
        began_s = asyncio.get_running_loop().time()
        await twin.exhausted.wait()
        assert 60.0 == pytest.approx(twin.time_s, abs=0.1)
        return asyncio.get_running_loop().time() - began_s

    assert 6.0 == pytest.approx(in_the_air(work), abs=0.01)


@pytest.mark.parametrize(
    ("name", "time_scale", "reason"),
    [("Polar with a name too long", 1.0, "must be at most 31"), ("Polar H10", 0.0, "time_scale is 0.0")],
)
async def test_what_cannot_be_is_refused(name: str, time_scale: float, reason: str) -> None:
    """An advertisement has 31 bytes, and time goes forward."""
    model = PolarModel(name, H10.settings, H10.kind, H10.factor, H10.frame_samples)
    async with clean_air() as air:
        with pytest.raises(ValueError, match=reason):
            PolarTwin(air.link, person(50.0), model=model, time_scale=time_scale)
