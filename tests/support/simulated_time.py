"""Time that passes as fast as the work allows: an event loop whose clock jumps to the next timer when all is done.

With it, the whole way from the virtual wearable over the in-process link to the daemon runs a day in minutes, each
time-out and each rest at its exact length.  Only for what lives in this process: a socket is not waited for.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from monitor.edges.host_clock import HostClock

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """A selector that never waits: it notes instead how far time has to go."""

    skipped_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None and timeout > 0.0:
            self.skipped_s += timeout
        return ready


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop in simulated time, which begins at 0."""

    def __init__(self) -> None:
        self._selector_of_time = _Jumping()
        super().__init__(self._selector_of_time)

    def time(self) -> float:
        """Seconds of simulated time since the loop was made."""
        return self._selector_of_time.skipped_s


class SimulatedClock(HostClock):
    """The host's clock in a simulated loop; may be put to sleep.

    Args:
        start_s: UTC in POSIX seconds at the beginning.
    """

    def __init__(self, start_s: float) -> None:
        super().__init__(start_s=start_s)
        self.slept_s = 0.0

    def now_s(self) -> float:
        """UTC in POSIX seconds."""
        return self._start_s + self.slept_s + asyncio.get_running_loop().time()

    def asleep_s(self) -> float:
        """What was added to `slept_s`."""
        return self.slept_s


def run_simulated(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end in a simulated loop of its own."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work)
