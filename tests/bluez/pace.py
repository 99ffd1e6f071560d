"""How fast the guest is: every wait and every goal of the bed follows it.

Standard library only: what is imported here is read through an emulated processor.
"""

import threading
import time
from collections import deque
from typing import Final

LOOPS: Final = 10_000
REFERENCE_S: Final = 0.008
"""What `LOOPS` take in a guest on a quiet machine with two cores."""

EVERY_S: Final = 0.25
WITHIN: Final = 8
"""So many counts in a row, two seconds of them, make one figure: a single one may meet a busy moment."""


class Pace:
    """Says how long what takes a second on a quiet machine takes here; counts now and then, in a thread of its own.

    Attributes:
        second_s: 1.0 on a quiet machine, or a faster one; of the last two seconds.
        worst_s: the most that it was since `forget`.
    """

    def __init__(self) -> None:
        self.second_s = self.worst_s = 1.0
        self._latest: deque[float] = deque(maxlen=WITHIN)

    def begin(self) -> None:
        """Measure from now on, for as long as this process lives."""
        for _ in range(WITHIN):
            self._count()
        threading.Thread(target=self._go_on, daemon=True).start()

    def forget(self) -> None:
        """Begin anew with the worst."""
        self.worst_s = self.second_s

    def _go_on(self) -> None:
        while True:
            time.sleep(EVERY_S)
            self._count()

    def _count(self) -> None:
        began_s = time.perf_counter()
        total = 0
        for number in range(LOOPS):
            total += number & 7
        self._latest.append((time.perf_counter() - began_s) / REFERENCE_S)
        self.second_s = max(1.0, sum(self._latest) / len(self._latest))
        self.worst_s = max(self.worst_s, self.second_s)


PACE: Final = Pace()
"""Of this guest."""
