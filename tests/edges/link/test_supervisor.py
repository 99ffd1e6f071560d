"""The link to the wearable: the real one, over real bleak, to a virtual wearable that misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bleak.exc import BleakError

from firmware_protocol import (
    BATTERY_LEVEL_UUID,
    INFO_UUID,
    SERVICE_UUID,
    STREAM_UUID,
    AccelPacket,
    Start,
    Status,
    Stop,
    decode_capabilities,
    decode_packet,
    encode_packet,
)
from firmware_protocol.wearables import SITMON_PROFILE
from monitor.edges.host_clock import HostClock
from monitor.edges.link import machine, mailbox, peripheral
from monitor.edges.link import supervisor as module
from monitor.edges.link.machine import LinkState
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.radio import find_wearable
from monitor.errors import WearableError
from monitor.motion.arrivals import Arrival
from monitor.simulation.air import Air
from monitor.simulation.virtual_wearable import VirtualWearable
from tests.support.air import ADDRESS, clean_air, eventually, packets, put_on
from tests.support.faulty import CAPABILITIES

OTHER = "C4:00:00:00:00:02"


@pytest.fixture
async def air(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Air]:
    """The air of one test, where nobody waits long; it fails the test if a task is left."""
    monkeypatch.setattr(machine, "BACK_OFF_S", (0.05, 0.2))
    monkeypatch.setattr(machine, "AGAIN_S", 0.05)
    monkeypatch.setattr("monitor.edges.radio.NEIGHBOURS_S", 0.2)
    async with clean_air() as air:
        yield air


def link_to(air: Air, address: str | None = ADDRESS, **choices: Any) -> WearableLink:
    """A link that does not look long."""
    return WearableLink(address, None, **{"clock": HostClock(), "backend": air.backends, "find_s": 1.0, **choices})


@asynccontextmanager
async def heard_by(link: WearableLink) -> AsyncIterator[list[Arrival]]:
    """Read a link beside the test, and stop it in the end."""
    heard: list[Arrival] = []

    async def read() -> None:
        async for arrival in link.arrivals():
            heard.append(arrival)

    reader = asyncio.create_task(read())
    try:
        yield heard
    finally:
        await link.stop()
        await asyncio.wait_for(reader, 1.0)


def of_another_kind(monkeypatch: pytest.MonkeyPatch, **traits: Any) -> None:
    """Take the virtual wearable for one with other traits."""
    monkeypatch.setattr(peripheral, "wearable_with", lambda _services: replace(SITMON_PROFILE, **traits))


def packets_in(heard: list[Arrival]) -> list[AccelPacket]:
    """The packets among the arrivals."""
    return [decode_packet(arrival.payload) for arrival in heard if arrival.characteristic == STREAM_UUID]


def of(heard: list[Arrival], characteristic: str) -> list[Arrival]:
    """The arrivals of one characteristic."""
    return [arrival for arrival in heard if arrival.characteristic == characteristic]


async def first_error_of(link: WearableLink) -> WearableError:
    """What the link tells the user."""
    with pytest.raises(WearableError) as told:
        async for _ in link.arrivals():
            pass
    assert "\n" not in str(told.value)
    assert LinkState.IDLE is link.state
    return told.value


# ----------------------------------------------------------------------------------- the good day


async def test_info_and_battery_come_before_the_stream(air: Air) -> None:
    """The first arrival of a connection is the battery, the second Info, then come packets."""
    await put_on(air, battery_percent=42)
    async with heard_by(link_to(air)) as heard:
        await eventually(lambda: len(heard) >= 4)
    assert [BATTERY_LEVEL_UUID, INFO_UUID, STREAM_UUID] == [arrival.characteristic for arrival in heard[:3]]
    assert b"\x2a" == heard[0].payload
    assert CAPABILITIES == decode_capabilities(heard[1].payload)


async def test_packets_arrive_in_order_byte_for_byte(air: Air) -> None:
    """Nothing is lost, doubled, swapped or changed between the wearable and the reader."""
    wearable = await put_on(air, source=packets(60), time_scale=60.0)
    link = link_to(air)
    async with heard_by(link) as heard:
        await eventually(wearable.exhausted.is_set)
        await eventually(lambda: len(packets_in(heard)) >= 60)
    assert [encode_packet(packet) for _, packet in packets(60)] == [a.payload for a in of(heard, STREAM_UUID)][:60]
    assert (0, 0, 0) == (link.health.dropped, link.health.flooded, link.health.reconnects)


async def test_arrivals_are_stamped_by_the_given_clock(air: Air) -> None:
    """Times come from the host clock, once, and never go back."""
    await put_on(air)
    clock = HostClock(scale=240.0, start_s=1_000_000.0)
    async with heard_by(link_to(air, clock=clock)) as heard:
        await eventually(lambda: len(heard) >= 10)
        now_s = clock.now_s()
    times_s = [arrival.time_s for arrival in heard[:10]]
    assert 1_000_000.0 < times_s[0] < times_s[9] <= now_s
    assert all(earlier <= later for earlier, later in pairwise(times_s))


async def test_states_are_told_in_order(air: Air) -> None:
    """A watcher sees each state once on the way up, and idle in the end."""
    await put_on(air)
    told: list[tuple[LinkState, str]] = []
    async with heard_by(link_to(air, on_state=lambda state, reason: told.append((state, reason)))) as heard:
        await eventually(lambda: packets_in(heard))
    way = [LinkState.SCANNING, LinkState.CONNECTING, LinkState.SUBSCRIBING, LinkState.STREAMING, LinkState.IDLE]
    assert [(state, "") for state in way] == told


async def test_without_an_address_it_binds_to_the_first(air: Air) -> None:
    """The wearable found once is the one sought from then on, whoever else comes near."""
    wearable = await put_on(air)
    link = link_to(air, None)
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        assert ADDRESS == link.address
        await put_on(air, address=OTHER)
        await wearable.drop(0.1)
        await eventually(lambda: link.health.reconnects)
    assert 2 == len(of(heard, INFO_UUID))


async def test_battery_is_read_again(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """The battery level arrives again after its time."""
    monkeypatch.setattr(module, "BATTERY_EVERY_S", 0.2)
    await put_on(air)
    async with heard_by(link_to(air)) as heard:
        await eventually(lambda: len(of(heard, BATTERY_LEVEL_UUID)) >= 3)


# ---------------------------------------------------------------------------------- lease and stop


async def test_the_lease_is_kept(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream with a lease of one second lives longer than that, for it is renewed (PROTOCOL.md 11, duty 3)."""
    monkeypatch.setattr("firmware_protocol.wearables.sitmon_profile.LEASE_DEFAULT_S", 1)
    of_another_kind(monkeypatch, keep_s=0.25)
    wearable = await put_on(air)
    link = link_to(air)
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        await asyncio.sleep(1.2)
        assert wearable.is_streaming
        assert LinkState.STREAMING is link.state
    assert 0 == link.health.reconnects


async def test_without_renewal_the_wearable_stops_by_itself(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that disappears without a word leaves no wearable streaming."""
    monkeypatch.setattr("monitor.simulation.virtual_wearable.LEASE_DEFAULT_S", 1)
    of_another_kind(monkeypatch, keep_s=10.0)
    wearable = await put_on(air)
    link = link_to(air)
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        await asyncio.sleep(1.05)
        assert not wearable.is_streaming


@pytest.mark.parametrize("way", ["stop", "close", "cancel"])
async def test_leaving_stops_the_wearable(air: Air, way: str) -> None:
    """Stopping the link, closing its iterator or cancelling its reader all say Stop and part (duty 6)."""
    wearable = await put_on(air)
    link = link_to(air)

    async def read() -> None:
        async with aclosing(link.arrivals()) as arrivals:
            async for arrival in arrivals:
                if way == "close" and arrival.characteristic == STREAM_UUID:
                    break

    reader = asyncio.create_task(read())
    await eventually(lambda: wearable.sent >= 1)
    if way == "stop":
        await link.stop()
    if way == "cancel":
        reader.cancel()
    await asyncio.wait({reader}, timeout=2.0)
    assert reader.done()
    assert not wearable.is_streaming
    await eventually(lambda: not wearable.is_connected)
    assert LinkState.IDLE is link.state


async def test_a_stopped_link_can_be_read_again(air: Air) -> None:
    """After stop the same link starts anew, with nothing left from before."""
    await put_on(air)
    link = link_to(air)
    for _ in range(2):
        async with heard_by(link) as heard:
            await eventually(lambda: packets_in(heard))
        assert BATTERY_LEVEL_UUID == heard[0].characteristic


async def test_stopping_what_never_began_is_quiet(air: Air) -> None:
    """Stop without arrivals is no error."""
    await link_to(air).stop()


# ------------------------------------------------------------------------------------------ losses


async def test_after_a_drop_it_returns_and_nothing_comes_twice(air: Air) -> None:
    """Two losses: each is followed by Info and the stream, and no packet is heard twice."""
    wearable = await put_on(air)
    told: list[tuple[LinkState, str]] = []
    link = link_to(air, on_state=lambda state, reason: told.append((state, reason)))
    async with heard_by(link) as heard:
        for losses in (1, 2):
            await eventually(lambda: len(packets_in(heard)) >= 5)
            await wearable.drop(0.1)
            await eventually(lambda expected=losses: link.health.reconnects == expected)
        sent = len(packets_in(heard))
        await eventually(lambda: len(packets_in(heard)) >= sent + 5)
    sequences = [packet.sequence for packet in packets_in(heard)]
    assert list(range(len(sequences))) == sequences
    assert 3 == len(of(heard, INFO_UUID)) == len({arrival.time_s for arrival in of(heard, INFO_UUID)})
    assert (LinkState.LOST, f"the link to {ADDRESS} was lost") in told


async def test_a_hung_wearable_is_probed_and_left(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """Firmware that hangs, and answers nothing, is probed, parted from and found again."""
    of_another_kind(monkeypatch, silence_s=0.6)
    monkeypatch.setattr(peripheral, "ANSWER_S", 0.3)
    told: list[LinkState] = []
    wearable = await put_on(air, source=packets(samples=2), time_scale=1.0)
    link = link_to(air, samples_per_packet=2, on_state=lambda state, _: told.append(state))
    async with heard_by(link) as heard:
        await eventually(lambda: len(packets_in(heard)) >= 5)
        told.clear()
        wearable.stall()
        await eventually(lambda: link.state is LinkState.STALLED, within_s=2.0)
        assert f"{ADDRESS} fell silent for 0.6 s" == link.health.reason
        await eventually(lambda: link.health.reconnects == 1)
        before = len(packets_in(heard))
        await eventually(lambda: len(packets_in(heard)) >= before + 5)
    assert [LinkState.STALLED, LinkState.LOST, LinkState.SCANNING] == told[:3]


async def test_a_wearable_that_forgot_to_stream_is_begun_again(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that answers but sends nothing is started once more on the same link."""
    of_another_kind(monkeypatch, silence_s=0.3, keep_s=float("inf"))
    told: list[LinkState] = []
    wearable = await put_on(air, source=packets(samples=2), time_scale=1.0)
    link = link_to(air, samples_per_packet=2, on_state=lambda state, _: told.append(state))
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        told.clear()
        assert (Status.OK, None) == wearable._carry_out(Stop())
        await eventually(lambda: LinkState.STREAMING in told)
        before = len(packets_in(heard))
        await eventually(lambda: len(packets_in(heard)) >= before + 5)
    assert [LinkState.STALLED, LinkState.STREAMING] == told[:2]
    assert 0 == link.health.reconnects


async def test_slow_packets_are_not_taken_for_silence(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a packet each half second, silence begins at five of them, not at the shortest."""
    of_another_kind(monkeypatch, silence_s=0.1)
    told: list[LinkState] = []
    await put_on(air, time_scale=1.0)
    async with heard_by(link_to(air, on_state=lambda state, _: told.append(state))) as heard:
        await eventually(lambda: len(packets_in(heard)) >= 3)
    assert LinkState.STALLED not in told


async def test_a_wearable_that_speaks_on_change_may_be_still(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an answered probe is as good as a packet, stillness is no loss, and each probe tells that it lives."""
    of_another_kind(monkeypatch, silence_s=0.2, speaks_on_change=True, keep_s=float("inf"))
    told: list[LinkState] = []
    wearable = await put_on(air, source=packets(samples=1), time_scale=1.0)
    link = link_to(air, samples_per_packet=1, on_state=lambda state, _: told.append(state))
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        wearable._carry_out(Stop())
        await eventually(lambda: len(of(heard, INFO_UUID)) >= 4)
        assert link.health.silent_s < 0.5
    assert LinkState.LOST not in told


async def test_a_computer_that_slept_begins_anew(air: Air) -> None:
    """After a sleep the old link is not trusted, whatever the radio says."""

    class SleepyClock(HostClock):
        slept_s = 0.0

        def asleep_s(self) -> float:
            return self.slept_s

    clock = SleepyClock()
    await put_on(air)
    told: list[tuple[LinkState, str]] = []
    link = link_to(air, clock=clock, on_state=lambda state, reason: told.append((state, reason)))
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        clock.slept_s = 3600.0
        await eventually(lambda: link.health.reconnects == 1)
    assert (LinkState.LOST, "the computer slept for 3600 s") in told


async def test_a_reboot_arrives_as_another_boot_id(air: Air) -> None:
    """After a reboot Info arrives before the first packet that counts from zero (duty 1)."""
    wearable = await put_on(air)
    link = link_to(air)
    async with heard_by(link) as heard:
        await eventually(lambda: len(packets_in(heard)) >= 5)
        await wearable.reboot()
        await eventually(lambda: link.health.reconnects == 1)
        at = heard.index(of(heard, INFO_UUID)[1])
        await eventually(lambda: packets_in(heard[at:]))
    boots = [decode_capabilities(arrival.payload).boot_id for arrival in of(heard, INFO_UUID)]
    assert 2 == len(set(boots))
    assert 0 == packets_in(heard[at:])[0].sequence


async def test_a_lease_that_ended_is_taken_anew(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the wearable says that the stream is gone, it is started again."""
    of_another_kind(monkeypatch, keep_s=0.3)
    wearable = await put_on(air)
    link = link_to(air)
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        assert (Status.OK, None) == wearable._carry_out(Stop())
        await eventually(lambda: link.state is LinkState.LOST)
        assert f"{ADDRESS}: it no longer streams (GONE): it will be started again" == link.health.reason
        await eventually(lambda: link.health.reconnects == 1)
        assert wearable.is_streaming


async def test_what_is_refused_at_first_is_waited_out_later(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it has streamed, a wearable out of reach and an adapter without power are states, not errors."""
    wearable = await put_on(air)
    told: list[LinkState] = []
    link = link_to(air, find_s=0.2, on_state=lambda state, _: told.append(state))

    async def no_power(_scanner: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
        told.clear()
        away = asyncio.create_task(wearable.drop(0.8))
        await eventually(lambda: told.count(LinkState.SCANNING) == 1)
        with monkeypatch.context() as world:
            world.setattr(air.backends.scanner, "start", no_power)
            await eventually(lambda: LinkState.NO_ADAPTER in told)
        await away
        await eventually(lambda: link.health.reconnects == 1)


async def test_a_slow_reader_loses_the_newest_and_it_is_counted(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full mailbox drops, counts, and neither blocks the radio nor grows."""
    monkeypatch.setattr(mailbox, "MAILBOX_ARRIVALS", 5)
    wearable = await put_on(air)
    link = link_to(air)
    async with aclosing(link.arrivals()) as arrivals:
        heard = [await anext(arrivals)]
        await eventually(lambda: wearable.sent >= 12)
        heard += [await anext(arrivals) for _ in range(5)]
        assert link.health.dropped >= 5
    assert [BATTERY_LEVEL_UUID, INFO_UUID] == [arrival.characteristic for arrival in heard[:2]]


# -------------------------------------------------------------------------------- told to the user


async def test_not_found_is_told(air: Air) -> None:
    """A wearable that is not there in the first scan ends the run with one line."""
    await put_on(air, address=OTHER)
    told = await first_error_of(link_to(air, find_s=0.3))
    assert f"{ADDRESS} not found within 0.3 s" in str(told)
    assert OTHER in str(told)


async def test_several_near_are_told(air: Air) -> None:
    """Two wearables and no address: the run ends with the list."""
    await put_on(air)
    await put_on(air, address=OTHER)
    assert "set `address`" in str(await first_error_of(link_to(air, None)))


async def test_no_adapter_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Real bleak where there is no Bluetooth at all: one line, at once."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    told = await first_error_of(WearableLink(ADDRESS, None, clock=HostClock(), find_s=0.3))
    assert "Bluetooth" in str(told)


async def test_what_it_lacks_is_not_asked_of_it(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A board that offers 52 Hz and 4 g is asked for these, where 50 Hz and 8 g are wanted."""
    asked: list[Start] = []
    start = VirtualWearable._start
    monkeypatch.setattr(VirtualWearable, "_start", lambda self, wanted: asked.append(wanted) or start(self, wanted))
    await put_on(air, capabilities=replace(CAPABILITIES, sample_rates_hz=(26.0, 52.0), ranges_g=(2, 4), max_samples=19))
    async with heard_by(link_to(air)) as heard:
        await eventually(lambda: packets_in(heard))
    assert [Start(52.0, 4, 19)] == asked


async def test_a_refused_start_is_told(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wearable that will not start is told with its status."""
    monkeypatch.setattr(VirtualWearable, "_start", lambda *_: (Status.NOT_SUPPORTED, None))
    await put_on(air)
    assert f"{ADDRESS}: it refuses to start (NOT_SUPPORTED): restart it" == str(await first_error_of(link_to(air)))


async def test_a_foreign_device_is_told(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device under the configured address that has not our service is no wearable of ours."""
    monkeypatch.setattr("monitor.simulation.attributes.SERVICE_UUID", "6e400001-b5a3-f393-e0a9-e50e24dcca9e")
    await put_on(air)
    told = "is no wearable that sitmon supports: see `sitmon scan`, and check `address`"
    assert f"{ADDRESS} {told}" == str(await first_error_of(link_to(air)))


async def test_another_version_is_told(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wearable of version 2 alone is recognised by the family of its UUID (PROTOCOL.md 10)."""
    monkeypatch.setattr("monitor.simulation.attributes.SERVICE_UUID", SERVICE_UUID.replace("7ae901", "7ae902"))
    await put_on(air)
    assert f"{ADDRESS}: it speaks version 2 of the profile, this sitmon speaks 1: update the older one" == str(
        await first_error_of(link_to(air))
    )


async def test_an_info_that_cannot_be_read_is_told(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """Firmware that does not keep to the profile is named as such, with the field."""
    monkeypatch.setattr(VirtualWearable, "_read_info", lambda _wearable: b"\x02")
    await put_on(air)
    told = str(await first_error_of(link_to(air)))
    assert f"{ADDRESS} answers what nobody understands (Info: major is 2, must be 1): update it" == told


async def test_three_attempts_to_connect_are_made_before_it_is_told(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A radio that fails is tried again, twice, and then told with its own words."""
    await put_on(air)
    attempts = 0

    async def fail(_client: object, _pair: bool) -> None:
        nonlocal attempts
        attempts += 1
        raise BleakError("le-connection-abort-by-local")

    monkeypatch.setattr(air.backends.client, "connect", fail)
    told = await first_error_of(link_to(air))
    assert f"{ADDRESS} is lost (le-connection-abort-by-local): bring it near" == str(told)
    assert 3 == attempts


async def test_a_failed_first_attempt_is_nothing_to_tell(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the second attempt succeeds, the user never hears of the first."""
    await put_on(air)
    client, failures = air.backends.client, iter([BleakError("once")])
    connect = client.connect

    async def fail_once(self: Any, pair: bool) -> None:
        for failure in failures:
            raise failure
        await connect(self, pair)

    monkeypatch.setattr(client, "connect", fail_once)
    link = link_to(air)
    async with heard_by(link) as heard:
        await eventually(lambda: packets_in(heard))
    assert 0 == link.health.reconnects


async def test_a_wearable_without_battery_level_still_streams(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """Battery Level is welcome, not needed."""
    monkeypatch.setattr(module, "BATTERY_LEVEL_UUID", "0000ffff-0000-1000-8000-00805f9b34fb")
    await put_on(air)
    async with heard_by(link_to(air)) as heard:
        await eventually(lambda: packets_in(heard))
    assert [INFO_UUID, STREAM_UUID] == [arrival.characteristic for arrival in heard[:2]]


async def test_parting_from_a_dead_radio_is_bounded(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disconnect that never ends, as with a dead bluetoothd, does not hold up the daemon."""
    monkeypatch.setattr("monitor.edges.link.peripheral.PART_S", 0.1)
    wearable = await put_on(air)
    device = await find_wearable(ADDRESS, None, 1.0, backend=air.backends)
    connection = module.Peripheral(device, lambda *_: None, backend=air.backends)
    await connection.connect()

    async def hang(_client: object) -> None:
        await asyncio.sleep(60.0)

    with monkeypatch.context() as world:
        world.setattr(air.backends.client, "disconnect", hang)
        async with asyncio.timeout(0.5):
            await connection.part()
    assert wearable.is_connected
    await connection.part()
    await eventually(lambda: not wearable.is_connected)
