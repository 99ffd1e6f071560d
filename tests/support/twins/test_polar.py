"""The Polar twin over the in-process link: it is understood, and it fails as real ones do."""

import asyncio

import pytest
from bleak import BleakClient
from bleak.exc import BleakGATTProtocolError

from firmware_protocol.wearables.polar_control import CONTROL_UUID, DATA_UUID, Op, Status, encode_settings
from monitor.edges.link.machine import LinkState
from monitor.simulation import bleak_backend
from monitor.simulation.air import Air
from tests.support.air import clean_air, eventually
from tests.support.twins.hearing import Heard, hearing, in_the_air, person, places_of
from tests.support.twins.polar import H10, OH1, VERITY_SENSE, VERITY_SENSE_1, PolarModel, PolarTwin

START = bytes.fromhex("02 02 00 01 32 00 01 01 10 00 02 01 08 00")
"""50 Hz, 16 bits, 8 g: what an H10 grants here."""


@pytest.mark.parametrize(
    ("model", "rate_hz", "first"),
    [(H10, 50.0, 36), (H10, 100.0, 36), (OH1, 50.0, 0), (VERITY_SENSE, 52.0, 0), (VERITY_SENSE_1, 52.0, 0)],
    ids=["H10", "H10 at 100 Hz", "OH1", "Verity Sense", "Verity Sense 1"],
)
def test_every_sample_comes_through_at_its_time(model: PolarModel, rate_hz: float, first: int) -> None:
    """All that it felt from the first packet on, to half a mg, without a gap; the H10's first frame tells its rate."""

    async def work(air: Air) -> tuple[Heard, PolarTwin, float]:
        twin = PolarTwin(air.link, person(rate_hz), model=model)
        async with hearing(air, twin, sample_rate_hz=100.0 if rate_hz == 100.0 else 50.0) as heard:
            await twin.exhausted.wait()
            return heard, twin, heard.link.health.silent_s

    heard, twin, silent_s = in_the_air(work)

    assert ([], []) == (heard.rejected, heard.gaps_s)
    assert [first] == places_of(heard.xyz_g, twin.motion.xyz_g, 0.00051)
    assert len(twin.motion.xyz_g) == first + len(heard.xyz_g)
    assert heard.arrivals[-1].time_s == pytest.approx(heard.blocks[-1].end_s, abs=0.1)
    assert silent_s < 1.0


def test_it_says_nothing_before_start_and_nothing_after_stop() -> None:
    """It might measure until its battery is empty; leaving stops it."""

    async def work(air: Air) -> tuple[int, bool, bool]:
        twin = PolarTwin(air.link, person(50.0))
        await air.add(twin)
        await asyncio.sleep(3.0)
        before = twin.sent
        async with hearing(air, twin) as heard:
            await eventually(lambda: heard.blocks)
            streamed = twin.is_streaming
        return before, streamed, twin.is_streaming

    assert (0, True, False) == in_the_air(work)


def test_a_lost_link_is_a_gap_and_nothing_else() -> None:
    """It streams on while nobody listens, refuses the start, is stopped and started: no sample twice, none invented."""

    async def work(air: Air) -> tuple[Heard, PolarTwin]:
        twin = PolarTwin(air.link, person(50.0))
        async with hearing(air, twin) as heard:
            await asyncio.sleep(15.0)
            await twin.drop(5.0)
            await twin.exhausted.wait()
            assert 1 == heard.link.health.reconnects
            return heard, twin

    heard, twin = in_the_air(work)

    (gap_s,) = heard.gaps_s
    assert 5.0 <= gap_s <= 5.0 + 2.0
    (before,), (after,) = (places_of(run_g, twin.motion.xyz_g, 0.00051) for run_g in heard.runs_g)
    assert (after - before - len(heard.runs_g[0])) / 50.0 == pytest.approx(gap_s, abs=0.05)


def test_a_battery_pulled_sets_its_clock_back_and_the_timeline_goes_on() -> None:
    """After it the sensor says 2019: its samples lie where they were taken all the same."""

    async def work(air: Air) -> Heard:
        twin = PolarTwin(air.link, person(50.0))
        async with hearing(air, twin) as heard:
            await asyncio.sleep(15.0)
            await twin.pull_battery(10.0)
            await twin.exhausted.wait()
            return heard

    heard = in_the_air(work)

    (gap_s,) = heard.gaps_s
    assert 10.0 <= gap_s <= 13.0
    assert heard.blocks[-1].end_s == pytest.approx(heard.arrivals[-1].time_s, abs=0.1)
    assert [] == heard.rejected


def test_a_stall_is_noticed_and_mended() -> None:
    """It hangs while connected, and answers nothing: the link is given up, and the stream is back."""

    async def work(air: Air) -> tuple[Heard, LinkState]:
        twin = PolarTwin(air.link, person(50.0, 120))
        async with hearing(air, twin) as heard:
            await asyncio.sleep(15.0)
            twin.stall()
            await twin.exhausted.wait()
            return heard, heard.link.state

    heard, state = in_the_air(work)

    (gap_s,) = heard.gaps_s
    assert gap_s < 25.0
    assert LinkState.STREAMING is state


def test_in_its_charger_it_refuses_with_one_line() -> None:
    """The user is told what to do, and the link ends."""

    async def work(air: Air) -> str:
        twin = PolarTwin(air.link, person(50.0))
        twin.in_charger = True
        async with hearing(air, twin, patient=False) as heard:
            return str(await heard.ending())

    assert "C4:50:4F:4C:41:52: it is in its charger: take it out" == in_the_air(work)


def test_smaller_packets_carry_the_same_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """At an MTU of 100 each frame is cut into several; every one has its own time."""
    monkeypatch.setattr(bleak_backend, "MTU", 100)

    async def work(air: Air) -> tuple[Heard, PolarTwin]:
        twin = PolarTwin(air.link, person(52.0), model=VERITY_SENSE)
        async with hearing(air, twin) as heard:
            await twin.exhausted.wait()
            return heard, twin

    heard, twin = in_the_air(work)

    assert [] == heard.gaps_s
    assert len(twin.motion.xyz_g) == len(heard.xyz_g)
    assert max(len(arrival.payload) for arrival in heard.arrivals if arrival.characteristic == DATA_UUID) <= 97


def test_the_smallest_packets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """At an MTU of 23 it does not start, and says so."""
    monkeypatch.setattr(bleak_backend, "MTU", 23)

    async def work(air: Air) -> str:
        async with hearing(air, PolarTwin(air.link, person(50.0)), patient=False) as heard:
            return str(await heard.ending())

    assert "the link carries too small packets for it" in in_the_air(work)


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("01 00", Status.INVALID_MEASUREMENT),
        ("09 02", Status.INVALID_OP),
        ("03 02", Status.ALREADY_IN_STATE),
        ("02 02", 5),
        ("02 02 00 01", 5),
        (START.hex().replace("3200", "6400"), 5),
        (START.hex(), Status.SUCCESS),
    ],
)
async def test_it_answers_as_the_real_one_does(command: str, status: int) -> None:
    """Each command with its op, its measurement and the status that is due."""
    async with clean_air() as air:
        twin = PolarTwin(air.link, person(50.0))
        await air.add(twin)
        async with BleakClient(twin.address, timeout=3.0, backend=air.backends.client) as client:
            answers: asyncio.Queue[bytes] = asyncio.Queue()
            await client.start_notify(CONTROL_UUID, lambda _characteristic, payload: answers.put_nowait(bytes(payload)))
            await client.write_gatt_char(CONTROL_UUID, bytes.fromhex(command), response=True)
            answer = await asyncio.wait_for(answers.get(), 1.0)

        assert (0xF0, *bytes.fromhex(command)[:2], status) == tuple(answer[:4])
        assert twin.is_streaming is (command == START.hex())


async def test_a_command_without_subscription_is_an_att_error() -> None:
    """Who cannot hear the answer is told so at once."""
    async with clean_air() as air:
        twin = PolarTwin(air.link, person(50.0))
        await air.add(twin)
        async with BleakClient(twin.address, timeout=3.0, backend=air.backends.client) as client:
            with pytest.raises(BleakGATTProtocolError) as refusal:
                await client.write_gatt_char(CONTROL_UUID, bytes((Op.STOP, 2)), response=True)

        assert 0xFD == refusal.value.code


async def test_it_feels_only_at_a_rate_that_it_has() -> None:
    """A motion at another rate is the test's mistake."""
    async with clean_air() as air:
        with pytest.raises(ValueError, match="52 Hz, which a Polar H10 does not offer"):
            PolarTwin(air.link, person(52.0))


async def test_a_long_answer_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into 20 bytes follows in another answer, and the first one says so in its fifth byte."""
    monkeypatch.setattr(bleak_backend, "MTU", 23)
    async with clean_air() as air:
        twin = PolarTwin(air.link, person(50.0))
        await air.add(twin)
        async with BleakClient(twin.address, timeout=3.0, backend=air.backends.client) as client:
            answers: list[bytes] = []
            await client.start_notify(CONTROL_UUID, lambda _characteristic, payload: answers.append(bytes(payload)))
            await client.write_gatt_char(CONTROL_UUID, bytes.fromhex("01 02"), response=True)
            await eventually(lambda: len(answers) == 2)

    assert ["f001020001", "f001020000"] == [answer[:5].hex() for answer in answers]
    assert encode_settings(H10.settings) == b"".join(answer[5:] for answer in answers)
