"""The device clock is late by the radio's best case, and remembers for two minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.motion.clock import WINDOW_S, WINDOWS, DeviceClock, Unwrapped


def test_unset_it_says_so() -> None:
    """Before the first arrival there is no host time."""
    clock = DeviceClock()

    assert not clock.known
    with pytest.raises(ValueError, match="not set"):
        clock.host_s(1.0)


def test_the_quickest_arrival_rules() -> None:
    """Of all lateness the least counts."""
    clock = DeviceClock()
    for device_s, late_s in [(1.0, 0.4), (2.0, 0.02), (3.0, 0.7), (13.0, 0.3)]:
        clock.feed(device_s, 100.0 + device_s + late_s)

    assert pytest.approx(105.02) == clock.host_s(5.0)


@pytest.mark.parametrize("step_s", [WINDOW_S, WINDOW_S * WINDOWS])
def test_it_forgets_after_two_minutes(step_s: float) -> None:
    """Of device time, however few arrivals it held."""
    clock = DeviceClock()
    clock.feed(0.0, 100.0)
    device_s = 0.0
    while device_s < WINDOW_S * WINDOWS:
        assert 100.0 == clock.host_s(0.0)
        device_s += step_s
        clock.feed(device_s, 100.5 + device_s)

    assert 100.5 == clock.host_s(0.0)


def test_a_late_packet_takes_no_memory() -> None:
    """Packets that alternate across the border of two windows do not push out the others."""
    clock = DeviceClock()
    clock.feed(5.0, 105.0)
    for at in range(50):
        clock.feed(20.1 - at % 2, 121.0)

    assert 100.0 == clock.host_s(0.0)


@given(start=st.integers(0, 2**40), step=st.integers(-(2**31), 2**31 - 1))
def test_the_nearest_value_is_meant(start: int, step: int) -> None:
    """A wrapped counter is read as the value nearest to the last."""
    assert start + step == Unwrapped(start).nearest((start + step) % 2**32)
