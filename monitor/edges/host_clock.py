"""The host's time for arrivals: UTC that steps only where the wall clock was put right."""

import time
from typing import Final

_COUNTER: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""A clock that goes on while the computer sleeps: BOOTTIME on Linux, MONOTONIC on macOS; else `monotonic()`."""


def _counter_s() -> float:
    """Seconds from some instant, counted through suspend, never set by anybody."""
    return time.monotonic() if _COUNTER is None else time.clock_gettime(_COUNTER)


class HostClock:
    """UTC, anchored to the wall clock and advanced by a counter that nobody sets.

    The wall clock is set, by a person or by NTP after a long sleep; a step in it would put samples before
    those that they follow, or make a gap that never was: whoever asks how far it was put off ours decides when to
    follow.  A clock that stood still in suspend would hide a gap that was.

    Args:
        scale: how fast time runs, 1.0 for the real world; 240.0 makes a second of ours four minutes.
        start_s: what the clock shows now, UTC in POSIX seconds; None for the wall clock.
    """

    def __init__(self, *, scale: float = 1.0, start_s: float | None = None) -> None:
        self._scale = scale
        self._is_wall = start_s is None and scale == 1.0
        self._start_s = time.time() if start_s is None else start_s
        self._began_s = _counter_s()

    def now_s(self) -> float:
        """UTC in POSIX seconds; never less than what it gave before, but for `follow`."""
        return self._start_s + (_counter_s() - self._began_s) * self._scale

    def off_s(self) -> float:
        """How far the wall clock is ahead of ours, in seconds; 0 for a clock that does not go by it."""
        return time.time() - self.now_s() if self._is_wall else 0.0

    def follow(self) -> None:
        """Go by the wall clock as it is now."""
        if self._is_wall:
            self._start_s, self._began_s = time.time(), _counter_s()

    def asleep_s(self) -> float:
        """How long the computer has slept in all, by the two counters that it keeps; 0 where it keeps only one."""
        return _counter_s() - time.monotonic()
