"""Clocks that are wrong: the wearable's runs too fast or too slow, the computer's is set while sitmon watches."""

import time
from dataclasses import replace
from itertools import accumulate

import pytest

from monitor.coaching.profile import Side
from monitor.edges import host_clock
from monitor.edges.host_clock import HostClock
from monitor.motion.arrivals import Arrival
from monitor.posture.bouts import Bout
from monitor.simulation.body import simulate_motion
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.script import parse_script
from monitor.simulation.stream import arrivals_of
from tests.support.feeds import START_S, pipeline

pytestmark = pytest.mark.slow

SCRIPT = "sit:50m walk:5m sit:60m stand:10m sit:55m walk:10m sit:50m"
"""Four hours: at 100 ppm the clocks are 1.4 s apart in the end."""


def arrivals(clock_drift_ppm: float = 0.0) -> list[Arrival]:
    """What came of these four hours."""
    motion = simulate_motion(parse_script(SCRIPT), leg=Side.LEFT, seed=1, sample_rate_hz=12.5)
    capabilities = simulated_capabilities(1, motion.sensor)
    came = arrivals_of(motion, start_s=START_S, capabilities=capabilities, clock_drift_ppm=clock_drift_ppm)
    return list(came)


def bout_ends_s(came: list[Arrival]) -> list[float]:
    """When each bout ended, in seconds since the script began; the last one ends with the script."""
    stages = pipeline()
    events = [event for arrival in came for event in stages.feed(arrival)] + stages.finish()
    return [event.end_s - START_S for event in events if isinstance(event, Bout)]


@pytest.fixture(scope="module")
def true_ends_s() -> list[float]:
    """The ends with clocks that agree; they lie where the script has them, or a moment later."""
    ends_s = bout_ends_s(arrivals())
    assert list(accumulate(float(step.duration_s) for step in parse_script(SCRIPT))) == pytest.approx(ends_s, abs=2.0)
    return ends_s


@pytest.mark.parametrize("clock_drift_ppm", [100.0, -100.0])
def test_a_device_clock_that_is_off(clock_drift_ppm: float, true_ends_s: list[float]) -> None:
    """Off by 100 ppm for four hours: every bout ends within a second of the truth."""
    assert true_ends_s == pytest.approx(bout_ends_s(arrivals(clock_drift_ppm)), abs=1.0)


def test_a_host_clock_that_is_set_while_watching(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person or NTP sets the computer's clock by an hour, either way: arrivals go on as if nothing were."""
    clock = HostClock()
    before_s = clock.now_s()
    for step_s in (3600.0, -3600.0):
        wall_s = time.time() + step_s
        monkeypatch.setattr(host_clock.time, "time", lambda wall_s=wall_s: wall_s)
        assert 0.0 <= clock.now_s() - before_s < 5.0


def test_a_recording_of_a_clock_that_was_set_back(true_ends_s: list[float]) -> None:
    """Recorded by a clock that was set back by an hour, the bouts are the body's, in the time of the first half."""
    came = arrivals()
    half = len(came) // 2
    stepped = came[:half] + [replace(one, time_s=one.time_s - 3600.0) for one in came[half:]]
    assert true_ends_s == pytest.approx(bout_ends_s(stepped), abs=1.0)
