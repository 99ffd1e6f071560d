"""The virtual wearable keeps to our profile, and fails as real ones do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import islice

import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import BleakError, BleakGATTProtocolError

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    CONTROL_UUID,
    HEARTBEAT_S,
    INFO_UUID,
    SERVICE_UUID,
    STREAM_UUID,
    Command,
    Configure,
    DeviceTick,
    Features,
    Identify,
    KeepLease,
    Op,
    PacketFlags,
    Reply,
    Resend,
    Start,
    Status,
    Stop,
    TimeSync,
    WearSite,
    decode_capabilities,
    encode_packet,
)
from monitor.simulation.air import Air
from monitor.simulation.numbering import TimedPacket
from tests.support.air import ADDRESS, START, TICK_HZ, Central, clean_air, connected, eventually, packets, put_on
from tests.support.faulty import CAPABILITIES, FaultyWearable

MANUFACTURER_UUID = "00002a29-0000-1000-8000-00805f9b34fb"


@pytest.fixture
async def air() -> AsyncIterator[Air]:
    """The air of one test; it fails the test if a task is left."""
    async with clean_air() as air:
        yield air


async def test_advertises_service_and_name_in_the_primary_packet(air: Air) -> None:
    """A passive scan for our service finds it, by name (PROTOCOL.md 7)."""
    await put_on(air, name="strap")
    device = await BleakScanner.find_device_by_filter(
        lambda _device, said: SERVICE_UUID in said.service_uuids, timeout=2.0, backend=air.backends.scanner
    )
    assert device is not None
    assert (ADDRESS, "strap") == (device.address, device.name)


async def test_tells_who_it_is(air: Air) -> None:
    """Info, battery and manufacturer can be read, before anything was started."""
    await put_on(air, battery_percent=42)
    async with connected(air) as central:
        assert CAPABILITIES == decode_capabilities(await central.client.read_gatt_char(INFO_UUID))
        assert b"\x2a" == await central.client.read_gatt_char(BATTERY_LEVEL_UUID)
        assert b"sitmon" == await central.client.read_gatt_char(MANUFACTURER_UUID)


async def test_streams_byte_for_byte_what_the_source_gives(air: Air) -> None:
    """Every packet arrives, in order, as it was encoded."""
    wearable = await put_on(air, source=packets(40), time_scale=40.0)
    async with connected(air) as central:
        await central.ask(START)
        await eventually(wearable.exhausted.is_set)
        await eventually(lambda: len(central.payloads) >= 40)
    assert [encode_packet(packet) for _, packet in packets(40)] == central.payloads[:40]


async def test_tells_what_is_due_next(air: Air) -> None:
    """A clock that must not run ahead of the wearable can follow its packets, from the first to the last."""
    wearable = await put_on(air, source=packets(3))
    due_s = [when_s for when_s, _ in packets(3)]
    assert due_s[0] == wearable.due_s
    async with connected(air) as central:
        await central.ask(START)
        await eventually(wearable.exhausted.is_set)
    assert due_s[-1] == wearable.due_s


async def test_loses_nothing_when_it_cannot_keep_up(air: Air) -> None:
    """Three thousand packets that are due at once are late, but all there."""
    await put_on(air, source=packets(3000, samples=38), time_scale=1e9)
    async with connected(air) as central:
        await central.ask(Start(50.0, 8, 38))
        await eventually(lambda: len(central.payloads) >= 3000)
    assert list(range(3000)) == [packet.sequence for packet in central.packets[:3000]]


async def test_says_nothing_before_start_and_nothing_after_stop(air: Air) -> None:
    """The stream lasts from Start to Stop (PROTOCOL.md 11, duty 2)."""
    wearable = await put_on(air)
    async with connected(air) as central:
        await asyncio.sleep(0.2)
        assert [] == central.payloads
        await central.ask(START)
        await eventually(lambda: central.payloads)
        assert wearable.is_streaming
        await central.ask(Stop())
        heard = len(central.payloads)
        await asyncio.sleep(0.2)
        assert heard == len(central.payloads)
        assert not wearable.is_streaming


async def test_start_is_answered_with_what_is_in_force(air: Air) -> None:
    """The reply names the source's packet size, whatever was asked for."""
    await put_on(air, source=packets(samples=10))
    async with connected(air) as central:
        reply = await central.ask(Start(50.0, 4, 83), request_id=200)
    assert Reply(Op.START, 200, Status.OK, Start(50.0, 4, 10)) == reply


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (Start(416.0, 8, 25), Status.NOT_SUPPORTED),
        (Start(50.0, 16, 25), Status.NOT_SUPPORTED),
        (KeepLease(60), Status.GONE),
        (Configure(WearSite.HIP), Status.NOT_SUPPORTED),
        (Resend(0, 10), Status.NOT_SUPPORTED),
        (bytes.fromhex("15 31"), Status.UNKNOWN_OP),
        (bytes.fromhex("01 31 ff ff ff"), Status.INVALID_ARGUMENT),
        (b"", Status.UNKNOWN_OP),
    ],
    ids=str,
)
async def test_refuses_with_the_status_that_is_due(air: Air, command: Command | bytes, status: Status) -> None:
    """A command that it cannot carry out is answered, too (PROTOCOL.md 5)."""
    wearable = await put_on(air)
    async with connected(air) as central:
        assert status == (await central.ask(command)).status
    assert not wearable.is_streaming


async def test_a_command_without_subscription_is_an_att_error(air: Air) -> None:
    """Who cannot hear the reply is told so at once: ATT error 0xFD."""
    await put_on(air)
    central = Central(air)
    async with central.client:
        with pytest.raises(BleakGATTProtocolError) as refusal:
            await central.client.write_gatt_char(CONTROL_UUID, b"\x02\x01", response=True)
    assert 0xFD == refusal.value.code


async def test_identify_blinks_where_it_can(air: Air) -> None:
    """Identify is carried out if Info offers it, and is NOT_SUPPORTED if not."""
    wearable = await put_on(air)
    async with connected(air) as central:
        assert Status.OK == (await central.ask(Identify())).status
        wearable.capabilities = replace(CAPABILITIES, features=Features(0))
        assert Status.NOT_SUPPORTED == (await central.ask(Identify())).status
    assert 1 == wearable.identified


async def test_its_clock_counts_simulated_time(air: Air) -> None:
    """At a time scale of 60 the tick that TimeSync gives runs sixty times as fast as ours."""
    await put_on(air, time_scale=60.0)
    loop = asyncio.get_running_loop()
    async with connected(air) as central:
        await central.ask(START)
        before_s, first = loop.time(), (await central.ask(TimeSync(0))).actual
        await asyncio.sleep(0.5)
        after_s, second = loop.time(), (await central.ask(TimeSync(0))).actual
    assert isinstance(first, DeviceTick)
    assert isinstance(second, DeviceTick)
    assert (after_s - before_s) * 60.0 == pytest.approx((second.tick - first.tick) / TICK_HZ, rel=0.05)


async def test_the_lease_ends_the_stream(air: Air) -> None:
    """A second after KeepLease(1) nothing comes any more, and the lease is GONE; time scale or not."""
    wearable = await put_on(air)
    async with connected(air) as central:
        await central.ask(START)
        assert Reply(Op.KEEP_LEASE, 7, Status.OK, KeepLease(1)) == await central.ask(KeepLease(1))
        await asyncio.sleep(1.05)
        assert not wearable.is_streaming
        heard = len(central.payloads)
        assert heard > 10
        await asyncio.sleep(0.3)
        assert heard == len(central.payloads)
        assert Status.GONE == (await central.ask(KeepLease(1))).status


def quiet_source() -> list[TimedPacket]:
    """One packet, and the next one in a hundred seconds; samples are taken between them."""
    first, *_, (due_s, last) = islice(packets(), 201)
    return [first, (due_s, replace(last, sequence=1))]


async def test_a_heartbeat_comes_when_there_is_nothing_to_send(air: Air) -> None:
    """While it streams no silence is longer than 2 s, and a heartbeat tells index and tick (PROTOCOL.md 1)."""
    await put_on(air, source=quiet_source(), time_scale=1.0)
    loop = asyncio.get_running_loop()
    async with connected(air) as central:
        await central.ask(START)
        began_s = loop.time()
        await eventually(lambda: len(central.payloads) >= 3, within_s=2 * HEARTBEAT_S)
        assert loop.time() - began_s < 0.5 + 2 * HEARTBEAT_S
    heartbeats = [packet for packet in central.packets if packet.count == 0]
    assert heartbeats
    for beat in heartbeats:
        assert PacketFlags.HEARTBEAT == beat.flags
        assert beat.first_sample_index == pytest.approx(beat.tick / TICK_HZ * 50.0, abs=2.0)
    assert list(range(len(central.packets))) == [packet.sequence for packet in central.packets]


async def test_a_drop_loses_samples_and_says_so(air: Air) -> None:
    """After a lost link the stream goes on: sequence next, index further, OVERFLOW (PROTOCOL.md 1)."""
    wearable = await put_on(air)
    async with connected(air) as central:
        await central.ask(START)
        await eventually(lambda: len(central.payloads) >= 3)
        await wearable.drop(0.3)
        assert 1 == central.losses
        assert not wearable.is_connected
        assert wearable.is_streaming
    before = central.packets[-1]
    async with connected(air) as again:
        await eventually(lambda: again.payloads)
    after = again.packets[0]
    assert before.sequence + 1 == after.sequence
    assert before.first_sample_index + before.count < after.first_sample_index
    assert PacketFlags.OVERFLOW in after.flags


async def test_while_dropped_it_cannot_be_found(air: Air) -> None:
    """A wearable out of reach is not heard, and is heard again when it is back."""
    wearable = await put_on(air)
    away = asyncio.create_task(wearable.drop(0.6))
    await asyncio.sleep(0.1)
    assert [] == await BleakScanner.discover(timeout=0.3, backend=air.backends.scanner)
    await away
    assert [ADDRESS] == [d.address for d in await BleakScanner.discover(timeout=0.3, backend=air.backends.scanner)]


async def test_a_stall_is_connected_and_mute(air: Air) -> None:
    """Hung firmware sends nothing and answers nothing, and nobody says that the link is gone, until it is lost."""
    wearable = await put_on(air)
    async with connected(air) as central:
        await central.ask(START)
        await eventually(lambda: central.payloads)
        wearable.stall()
        await asyncio.sleep(0.05)
        heard = len(central.payloads)
        with pytest.raises(TimeoutError):
            await central.ask(KeepLease(60))
        assert (heard, 0) == (len(central.payloads), central.losses)
        assert central.client.is_connected
    async with connected(air) as again:
        await eventually(lambda: again.payloads)


async def test_a_reboot_draws_a_new_boot_id_and_counts_from_zero(air: Air) -> None:
    """Link, lease and counters are gone, boot_id is another one (PROTOCOL.md 1)."""
    wearable = await put_on(air)
    async with connected(air) as central:
        await central.ask(START)
        await eventually(lambda: len(central.payloads) >= 10)
        await wearable.reboot()
        assert 1 == central.losses
    assert not wearable.is_streaming
    async with connected(air) as again:
        info = decode_capabilities(await again.client.read_gatt_char(INFO_UUID))
        assert replace(CAPABILITIES, boot_id=info.boot_id) == info
        assert CAPABILITIES.boot_id != info.boot_id
        await again.ask(START)
        await eventually(lambda: again.payloads)
    first = again.packets[0]
    assert 0 == first.sequence
    assert first.tick < central.packets[-1].tick
    assert first.tick / TICK_HZ == pytest.approx(first.first_sample_index / 50.0, abs=0.05)


async def test_a_stopped_subscription_gets_nothing(air: Air) -> None:
    """Without a subscription to Stream no packet is sent, though the lease runs."""
    wearable = await put_on(air)
    async with connected(air) as central:
        await central.ask(START)
        await eventually(lambda: central.payloads)
        await central.client.stop_notify(STREAM_UUID)
        heard, sent = len(central.payloads), wearable.sent
        await asyncio.sleep(0.2)
        assert (heard, sent) == (len(central.payloads), wearable.sent)
        assert wearable.is_streaming


@pytest.mark.parametrize(
    ("traits", "complaint"),
    [
        ({"name": "too long a name"}, "at most 8 bytes"),
        ({"time_scale": 0.0}, "above zero"),
        ({"time_scale": float("nan")}, "above zero"),
        ({"source": []}, "at least one"),
    ],
)
async def test_impossible_wearables_are_refused(air: Air, traits: dict[str, object], complaint: str) -> None:
    """What cannot be simulated is a ValueError that says why."""
    with pytest.raises(ValueError, match=complaint):
        await put_on(air, **traits)


async def test_switched_off_while_connected_it_is_lost(air: Air) -> None:
    """Power off in the middle of a stream ends the link, once, and leaves nothing behind."""
    wearable = FaultyWearable(air.link, packets(), time_scale=15.0)
    await air.add(wearable)
    async with connected(air) as central:
        await central.ask(START)
        await eventually(lambda: central.payloads)
        await air.clear()
        await eventually(lambda: central.losses)
        assert 1 == central.losses
        with pytest.raises(BleakError):
            await central.client.read_gatt_char(INFO_UUID)


async def test_two_wearables_share_the_air(air: Air) -> None:
    """Two streams at once do not mix."""
    other = "C4:00:00:00:00:02"
    await put_on(air)
    await put_on(air, address=other, source=packets(samples=10))
    async with connected(air) as one, connected(air, other) as two:
        await one.ask(START)
        await two.ask(START)
        await eventually(lambda: len(one.payloads) >= 3 and len(two.payloads) >= 3)
    assert ({25}, {10}) == ({packet.count for packet in one.packets}, {packet.count for packet in two.packets})


async def test_a_central_that_only_listens_needs_no_lease(air: Air) -> None:
    """Connecting and leaving without a command leaves the wearable as it was: advertising, not streaming."""
    wearable = await put_on(air)
    async with BleakClient(ADDRESS, timeout=3.0, backend=air.backends.client):
        assert wearable.is_connected
    await eventually(lambda: not wearable.is_connected)
    assert not wearable.is_streaming
    assert await BleakScanner.find_device_by_address(ADDRESS, timeout=1.0, backend=air.backends.scanner)
