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

    _least: deque[tuple[int, float]] = field(default_factory=deque)
    _first: tuple[int, float] | None = None

    @property
    def known(self) -> bool:
        """Whether anything has arrived yet."""
        return bool(self._least)

    @property
    def drift_ppm(self) -> float | None:
        """How much too fast the device clock runs, against the host's, since the first window; None before 2 min."""
        if self._first is None or not self._least:
            return None
        (first, began_s), (last, now_s) = self._first, self._least[-1]
        elapsed_s = (last - first) * WINDOW_S
        return (began_s - now_s) / elapsed_s * 1e6 if elapsed_s >= WINDOWS * WINDOW_S else None

    def feed(self, device_s: float, arrival_s: float) -> None:
        """An arrival at host time `arrival_s`, the last sample of which was taken at `device_s`."""
        offset_s, window = arrival_s - device_s, int(device_s // WINDOW_S)
        if self._least and window <= self._least[-1][0]:  # the same window, or a late packet
            last, least_s = self._least[-1]
            self._least[-1] = (last, min(least_s, offset_s))
            return
        if self._least and self._first is None:
            self._first = self._least[0]
        self._least.append((window, offset_s))
        while self._least[0][0] <= window - WINDOWS:  # after a silence, what drifted meanwhile goes too
            self._least.popleft()

    def host_s(self, device_s: float) -> float:
        """Host time at which the device clock showed `device_s`.

        Raises:
            ValueError: nothing has arrived yet.
        """
        if not self._least:
            raise ValueError("nothing has arrived yet: the device clock is not set")
        return device_s + min(offset_s for _, offset_s in self._least)


@dataclass(slots=True)
class Unwrapped:
    """A counter that wraps at 2^32, made one that does not: each value is the nearest to the one before."""

    value: int = 0

    def nearest(self, wrapped: int) -> int:
        """The unwrapped value nearest to the last accepted one; the last one is not changed."""
        step = (wrapped - self.value) % 2**32
        return self.value + (step if step < 2**31 else step - 2**32)
