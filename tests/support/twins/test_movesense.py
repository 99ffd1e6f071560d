"""The Movesense twin over the in-process link: it is understood, and it fails as real ones do."""

import asyncio

import pytest
from bleak import BleakClient

from firmware_protocol.wearables.movesense import (
    COMMAND_UUID,
    COUNTS_PER_G,
    DATA_UUID,
    encode_answer,
)
from monitor.edges.link.machine import LinkState
from monitor.simulation import bleak_backend
from monitor.simulation.air import Air
from tests.support.air import clean_air, eventually
from tests.support.twins.hearing import Heard, hearing, in_the_air, person, places_of
from tests.support.twins.movesense import MovesenseTwin

STEP_G = 0.51 / COUNTS_PER_G
"""Half a count of ours, and what a float32 may add."""


@pytest.mark.parametrize("is_old", [False, True], ids=["GSP 1", "before"])
@pytest.mark.parametrize("rate_hz", [13.0, 52.0, 104.0])
def test_every_sample_comes_through_at_its_time(rate_hz: float, is_old: bool) -> None:
    """All that it felt but its first message, to a quarter of a mg, without a gap."""

    async def work(air: Air) -> tuple[Heard, MovesenseTwin]:
        twin = MovesenseTwin(air.link, person(rate_hz), is_old=is_old)
        async with hearing(air, twin, sample_rate_hz={13.0: 12.5, 52.0: 50.0, 104.0: 100.0}[rate_hz]) as heard:
            await twin.exhausted.wait()
            return heard, twin

    heard, twin = in_the_air(work)

    assert ([], []) == (heard.rejected, heard.gaps_s)
    assert [4] == places_of(heard.xyz_g, twin.motion.xyz_g, STEP_G)
    assert len(twin.motion.xyz_g) == 4 + len(heard.xyz_g)
    assert heard.arrivals[-1].time_s == pytest.approx(heard.blocks[-1].end_s, abs=0.1)


def test_messages_in_parts_carry_the_same_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """At an MTU of 23 a message is cut into three, in the middle of samples; each sample keeps its time."""
    monkeypatch.setattr(bleak_backend, "MTU", 23)

    async def work(air: Air) -> tuple[Heard, MovesenseTwin]:
        twin = MovesenseTwin(air.link, person(52.0))
        async with hearing(air, twin) as heard:
            await twin.exhausted.wait()
            return heard, twin

    heard, twin = in_the_air(work)

    assert ([], []) == (heard.rejected, heard.gaps_s)
    assert [4] == places_of(heard.xyz_g, twin.motion.xyz_g, STEP_G)
    assert 20 == max(len(arrival.payload) for arrival in heard.arrivals)


def test_it_measures_only_while_somebody_subscribes() -> None:
    """Nothing before, one subscription meanwhile, none after leaving."""

    async def work(air: Air) -> tuple[int, int, int]:
        twin = MovesenseTwin(air.link, person(52.0))
        await air.add(twin)
        await asyncio.sleep(3.0)
        before = twin.sent
        async with hearing(air, twin) as heard:
            await eventually(lambda: heard.blocks)
            during = len(twin.subscriptions)
        return before, during, len(twin.subscriptions)

    assert (0, 1, 0) == in_the_air(work)


def test_a_lost_link_is_a_gap_and_nothing_else() -> None:
    """It ends the subscription by itself; a new one goes on, no sample twice, none invented."""

    async def work(air: Air) -> tuple[Heard, MovesenseTwin]:
        twin = MovesenseTwin(air.link, person(52.0))
        async with hearing(air, twin) as heard:
            await asyncio.sleep(15.0)
            await twin.drop(5.0)
            assert [] == twin.subscriptions
            await twin.exhausted.wait()
            return heard, twin

    heard, twin = in_the_air(work)

    (gap_s,) = heard.gaps_s
    assert 5.0 <= gap_s <= 5.0 + 2.0
    (before,), (after,) = (places_of(run_g, twin.motion.xyz_g, STEP_G) for run_g in heard.runs_g)
    assert (after - before - len(heard.runs_g[0])) / 52.0 == pytest.approx(gap_s, abs=0.05)


def test_a_stall_is_noticed_and_mended() -> None:
    """It hangs while connected: the stream is begun again, or the link; one subscription is left, not two."""

    async def work(air: Air) -> tuple[Heard, LinkState, list[int]]:
        twin = MovesenseTwin(air.link, person(52.0, 80))
        async with hearing(air, twin) as heard:
            await asyncio.sleep(15.0)
            twin.stall()
            await twin.exhausted.wait()
            return heard, heard.link.state, list(twin.subscriptions)

    heard, state, subscriptions = in_the_air(work)

    (gap_s,) = heard.gaps_s
    assert gap_s < 25.0
    assert (LinkState.STREAMING, 1) == (state, len(subscriptions))


def test_a_rate_that_it_does_not_have_is_refused_with_one_line() -> None:
    """The user is told what to choose, and the link ends."""

    async def work(air: Air) -> str:
        twin = MovesenseTwin(air.link, person(52.0))
        async with hearing(air, twin, sample_rate_hz=100.0, patient=False) as heard:
            return str(await heard.ending())

    assert "C4:4D:4F:56:45:53: it does not have this rate: choose 12.5, 25, 50 or 100 Hz" == in_the_air(work)


@pytest.mark.parametrize(
    ("commands", "answer"),
    [
        ([b"\x00\x64"], b"\x01\x64Hello"),
        ([b"\x01\x05/Meas/Acc/52"], encode_answer(5, 200)),
        ([b"\x01\x05/Meas/Acc/99"], encode_answer(5, 501)),
        ([b"\x01\x05/Meas/Smell"], encode_answer(5, 404)),
        ([b"\x01\x05/Meas/Acc/52"] * 4 + [b"\x01\x06/Meas/Acc/52"], encode_answer(6, 507)),
        ([b"\x01\x05/Meas/Acc/52"] * 4 + [b"\x02\x05", b"\x01\x06/Meas/Acc/52"], encode_answer(6, 200)),
    ],
    ids=["hello", "granted", "rate", "path", "fifth", "one less"],
)
async def test_it_answers_as_the_real_one_does(commands: list[bytes], answer: bytes) -> None:
    """With the reference of the command and a status of HTTP; four subscriptions, not more."""
    async with clean_air() as air:
        twin = MovesenseTwin(air.link, person(52.0))
        await air.add(twin)
        async with BleakClient(twin.address, timeout=3.0, backend=air.backends.client) as client:
            answers: list[bytes] = []
            await client.start_notify(DATA_UUID, lambda _characteristic, payload: answers.append(bytes(payload)))
            for command in commands:
                await client.write_gatt_char(COMMAND_UUID, command, response=True)
            await eventually(lambda: answer in answers)
