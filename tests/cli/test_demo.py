"""`sitmon demo`: no hardware, no settings, and an end."""

import time

import pytest

from monitor.cli import demo
from monitor.errors import MonitorError, to_install
from monitor.simulation.script import duration_s, parse_script
from tests.support.commands import Commands, kinds, only

pytestmark = pytest.mark.slow


def test_the_demo_shows_a_morning(sitmon: Commands) -> None:
    """Under 45 s, by itself: nudges, recommendations with steps and reason, a stretch and breaks seen by the sensor.

    The slowest test of all, since it is the demo as people start it: virtual wearable, real bleak, everything.
    """
    before_s = time.monotonic()
    said = sitmon.run("demo", "--json")

    assert (0, "") == (said.status, said.err)
    assert time.monotonic() - before_s < 45.0
    assert 2 == len(only(said.records, "nudge")) == len(only(said.records, "recommendation"))
    assert ["verified", "verified"] == [outcome["result"] for outcome in only(said.records, "outcome")]
    assert [("seated-figure-4", "left", "confirmed")] == [
        (record["exercise"], record["side"], record["result"]) for record in only(said.records, "practice")
    ]
    assert all(record["asked"] and record["choice"] for record in only(said.records, "recommendation"))
    assert {"sitting", "standing", "moving"} == {bout["posture"] for bout in only(said.records, "bout")}
    assert [] == only(said.records, "gap") + only(said.records, "rejected")
    assert "epoch" not in kinds(said.records)
    assert not sitmon.store.exists()


def test_the_morning_fits_into_the_time() -> None:
    """The script at its speed leaves some seconds to start and to end in."""
    assert duration_s(parse_script(demo.SCRIPT)) / demo.TIME_SCALE < demo.LONGEST_S - 8.0


def test_a_morning_cut_short_fails(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the machine is too slow to show what the demo is for, it says so and does not pretend: exit status 1."""
    monkeypatch.setattr(demo, "LONGEST_S", 0.8)
    monkeypatch.setattr(demo, "SCRIPT", "walk:1m sit:5m")
    said = sitmon("demo", "--plain")

    assert 1 == said.status
    assert "too slow or too busy" in said.complaint


def test_without_the_virtual_wearable(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra says how to get it."""
    monkeypatch.setattr(demo, "find_spec", lambda _name: None)

    assert to_install("demo") in sitmon("demo").complaint


def test_the_time_of_the_morning_is_the_wearables() -> None:
    """The demo's clock shows nine o'clock plus what the wearable has measured."""
    clock = demo.WearableTime(demo.STARTED_S)
    clock.elapsed_s = lambda: 90.0

    assert demo.STARTED_S + 90.0 == clock.now_s()


async def test_a_fault_of_the_radio_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the virtual wearable cannot be reached the demo ends with that reason, not with an empty morning."""
    import argparse
    import asyncio
    from collections.abc import AsyncGenerator

    from monitor.motion.arrivals import Arrival

    class _Link:
        state = "lost"

        async def arrivals(self) -> AsyncGenerator[Arrival]:
            raise MonitorError("no air")
            yield

    args = argparse.Namespace(json=True, plain=False, seed=1)
    with pytest.raises(MonitorError, match="no air"):
        await demo._watch(args, _Link(), demo.WearableTime(demo.STARTED_S), asyncio.Event())  # type: ignore[arg-type]
