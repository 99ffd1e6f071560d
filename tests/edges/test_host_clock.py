"""The host's time."""

import time
from itertools import pairwise

import pytest

from monitor.edges.host_clock import HostClock


def test_begins_at_the_wall_clock() -> None:
    """Unless told otherwise the clock shows UTC."""
    assert time.time() == pytest.approx(HostClock().now_s(), abs=0.5)


def test_a_step_of_the_wall_clock_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """When somebody sets the wall clock back an hour, the clock goes on."""
    clock = HostClock()
    before_s = clock.now_s()
    stepped_s = time.time() - 3600.0
    monkeypatch.setattr(time, "time", lambda: stepped_s)
    assert 0.0 <= clock.now_s() - before_s < 1.0


def test_runs_as_fast_as_it_is_told() -> None:
    """At scale 240 a second of ours is four minutes, from the given start."""
    clock = HostClock(scale=240.0, start_s=1_000.0)
    began_s = time.monotonic()
    time.sleep(0.1)
    shown_s = clock.now_s()
    assert (time.monotonic() - began_s) * 240.0 == pytest.approx(shown_s - 1_000.0, abs=2.0)


def test_never_goes_back() -> None:
    """Readings never decrease."""
    clock = HostClock()
    readings = [clock.now_s() for _ in range(1000)]
    assert all(earlier <= later for earlier, later in pairwise(readings))


def test_counts_through_suspend_where_the_system_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads the clock that goes on in suspend, so that the gap of a night asleep is seen."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        pytest.skip("only Linux names this clock")
    clock = HostClock(start_s=0.0)
    real = time.clock_gettime

    def after_a_night(counter: int) -> float:
        return real(counter) + (28_800.0 if counter == time.CLOCK_BOOTTIME else 0.0)

    monkeypatch.setattr(time, "clock_gettime", after_a_night)
    assert clock.now_s() == pytest.approx(28_800.0, abs=1.0)
