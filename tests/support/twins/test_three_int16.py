"""Twins of those that send three int16 over the supervised link: what has no clock still gives an honest timeline."""

import asyncio

import numpy as np
import pytest

from monitor.coaching.profile import Side
from monitor.motion.unclocked import ARRIVAL_DOUBT_S
from monitor.simulation.air import Air
from monitor.simulation.body import Motion, simulate_motion
from monitor.simulation.script import parse_script
from tests.support.twins.hearing import Heard, hearing, in_the_air, person, places_of
from tests.support.twins.three_int16 import PINETIME_LIMIT_LSB, MicrobitTwin, PineTimeTwin, ThingyTwin

WATCH_HZ = 1024 / 100
"""InfiniTime looks at its sensor each 100 ticks."""


def still(seconds: int) -> Motion:
    """Nobody moves, and the sensor has no noise: not one count changes."""
    motion = simulate_motion(parse_script(f"sit:{seconds}s"), leg=Side.LEFT, seed=1, sample_rate_hz=WATCH_HZ)
    motion.xyz_g[:] = motion.xyz_g[0]
    return motion


async def hear_all(air: Air, twin: PineTimeTwin | MicrobitTwin | ThingyTwin) -> Heard:
    """All that a twin feels, to the end."""
    async with hearing(air, twin) as heard:
        await twin.exhausted.wait()
        await asyncio.sleep(1.5)
    return heard


def test_a_micro_bit_comes_through_without_a_gap() -> None:
    """A minute at 50 Hz, each sample once and in order, on a timeline that keeps to the arrivals."""

    async def work(air: Air) -> tuple[Heard, MicrobitTwin]:
        twin = MicrobitTwin(air.link, person(50.0))
        return await hear_all(air, twin), twin

    heard, twin = in_the_air(work)

    assert 20 == twin.period_ms
    assert ([], []) == (heard.rejected, heard.gaps_s)
    assert len(places_of(heard.xyz_g, twin.motion.xyz_g, 0.0006)) == 1
    assert abs(heard.blocks[-1].end_s - heard.arrivals[-1].time_s) < ARRIVAL_DOUBT_S


def test_a_micro_bit_that_was_away_leaves_a_gap_as_long_as_that() -> None:
    """Five seconds out of reach are five seconds and a reconnection, not stretched samples."""

    async def work(air: Air) -> Heard:
        twin = MicrobitTwin(air.link, person(50.0))
        async with hearing(air, twin) as heard:
            await asyncio.sleep(15.0)
            await twin.drop(5.0)
            await twin.exhausted.wait()
        return heard

    heard = in_the_air(work)
    (gap_s,) = heard.gaps_s
    assert 5.0 <= gap_s <= 8.0


def test_a_shy_micro_bit_is_told_in_words() -> None:
    """Without pairing it refuses its period; what to do is one line."""

    async def work(air: Air) -> str:
        async with hearing(air, MicrobitTwin(air.link, person(50.0), shy=True), patient=False) as heard:
            return str(await heard.ending())

    assert "talks to bonded computers only: put it into pairing mode, then `sitmon setup --pair" in in_the_air(work)


def test_a_watch_comes_through_with_what_it_left_out() -> None:
    """Unchanged values were not sent, and are on the timeline; what a walk drives beyond 2 g is cut off."""

    async def work(air: Air) -> tuple[Heard, PineTimeTwin]:
        twin = PineTimeTwin(air.link, person(WATCH_HZ))
        return await hear_all(air, twin), twin

    heard, twin = in_the_air(work)
    felt_g = np.clip(twin.motion.xyz_g, -(PINETIME_LIMIT_LSB + 1) / 1024, PINETIME_LIMIT_LSB / 1024)

    assert ([], []) == (heard.rejected, heard.gaps_s)
    assert np.abs(twin.motion.xyz_g).max() > 2.0  # the walk goes beyond the range
    assert np.abs(heard.xyz_g).max() == pytest.approx(np.abs(felt_g).max(), abs=0.0006)
    minute_g = heard.xyz_g[-len(felt_g) :]
    assert 60.0 == pytest.approx(len(heard.xyz_g) / WATCH_HZ, abs=3.0)
    seconds_felt = felt_g[:590].reshape(-1, 10, 3).mean(axis=1)
    seconds_heard = minute_g[: len(minute_g) // 10 * 10].reshape(-1, 10, 3).mean(axis=1)[: len(seconds_felt)]
    assert np.median(np.abs(seconds_heard - seconds_felt[: len(seconds_heard)])) < 0.05


def test_a_watch_that_lies_still_is_there_all_the_time() -> None:
    """Not one notification in a minute: probed each second, it has no gap and is not lost."""

    async def work(air: Air) -> tuple[Heard, int, int]:
        twin = PineTimeTwin(air.link, still(60))
        async with hearing(air, twin) as heard:
            await twin.exhausted.wait()
            return heard, twin.sent, heard.link.health.reconnects

    heard, sent, reconnects = in_the_air(work)

    assert sent <= 1
    assert ([], []) == (heard.rejected, heard.gaps_s)
    assert 0 == reconnects
    assert 58.0 <= heard.blocks[-1].end_s - heard.blocks[0].start_s <= 62.0
    assert np.ptp(heard.xyz_g[20:], axis=0) == pytest.approx([0.0, 0.0, 0.0])


def test_a_watch_out_of_reach_is_no_stillness() -> None:
    """Ten seconds away are a gap, not the last value for ten seconds."""

    async def work(air: Air) -> Heard:
        twin = PineTimeTwin(air.link, person(WATCH_HZ, seconds=60))
        async with hearing(air, twin) as heard:
            await asyncio.sleep(20.0)
            await twin.drop(10.0)
            await twin.exhausted.wait()
        return heard

    heard = in_the_air(work)
    (gap_s,) = heard.gaps_s
    assert 10.0 <= gap_s <= 13.0


def test_a_thingy_comes_through_without_a_gap() -> None:
    """A minute at 50 Hz: it was configured, and of its raw values the acceleration is taken."""

    async def work(air: Air) -> tuple[Heard, ThingyTwin]:
        twin = ThingyTwin(air.link, person(50.0))
        return await hear_all(air, twin), twin

    heard, twin = in_the_air(work)

    assert ([], []) == (heard.rejected, heard.gaps_s)
    assert len(places_of(heard.xyz_g, twin.motion.xyz_g, 0.0006)) == 1


def test_a_thingy_that_is_quiet_for_a_while_is_not_left() -> None:
    """Four silent seconds: it answers the probe, is told anew what to send, and the link stands."""

    async def work(air: Air) -> tuple[Heard, int]:
        motion = person(50.0, seconds=20)
        motion.xyz_g[500:700] = np.nan
        twin = ThingyTwin(air.link, motion)
        async with hearing(air, twin) as heard:
            await twin.exhausted.wait()
            return heard, heard.link.health.reconnects

    heard, reconnects = in_the_air(work)
    assert 0 == reconnects
    (gap_s,) = heard.gaps_s
    assert 4.0 == pytest.approx(gap_s, abs=ARRIVAL_DOUBT_S)
