"""The wearable's clock, set by the computer's.

A packet arrives some time after its last sample was taken: never before, often 20 ms after, sometimes a second.  So
the least of (arrival - device time) over the last two minutes is the offset between the clocks, late by the radio's
best case only.  No drift is estimated: at 100 ppm the two minutes cost 12 ms, and a fitted slope would cost more.
"""

from collections import deque
from dataclasses import dataclass, field

WINDOW_S = 10.0
"""Arrivals of so much device time are summed up by their least offset (product default)."""

WINDOWS = 12
"""Windows that are remembered: two minutes."""


@dataclass(slots=True)
class DeviceClock:
    """Host time of device time, from arrivals; device time runs forward from the wearable's boot."""

    _least: deque[float] = field(default_factory=lambda: deque(maxlen=WINDOWS))
    _window: int | None = None

    @property
    def known(self) -> bool:
        """Whether anything has arrived yet."""
        return bool(self._least)

    def feed(self, device_s: float, arrival_s: float) -> None:
        """An arrival at host time `arrival_s`, the last sample of which was taken at `device_s`."""
        offset_s, window = arrival_s - device_s, int(device_s // WINDOW_S)
        if window == self._window:
            self._least[-1] = min(self._least[-1], offset_s)
        else:
            self._window = window
            self._least.append(offset_s)

    def host_s(self, device_s: float) -> float:
        """Host time at which the device clock showed `device_s`.

        Raises:
            ValueError: nothing has arrived yet.
        """
        return device_s + min(self._least)


@dataclass(slots=True)
class Unwrapped:
    """A counter that wraps at 2^32, made one that does not: each value is the nearest to the one before."""

    value: int = 0

    def nearest(self, wrapped: int) -> int:
        """The unwrapped value nearest to the last accepted one; the last one is not changed."""
        step = (wrapped - self.value) % 2**32
        return self.value + (step if step < 2**31 else step - 2**32)
