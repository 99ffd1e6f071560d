"""How fast the guest is just now: every wait and every goal of the bed follows it.

Standard library only: what is imported here is read through an emulated processor.
"""

import time
from typing import Final

LOOPS: Final = 200_000
REFERENCE_S: Final = 0.16
"""What `LOOPS` take in a guest on a quiet machine with two cores."""


class Pace:
    """Says how long what takes a second on a quiet machine takes here.

    Attributes:
        second_s: 1.0 on a quiet machine, or a faster one; as measured last.
    """

    def __init__(self) -> None:
        self.second_s = 1.0

    def measure(self) -> float:
        """Count, and compare with the time that it takes on a quiet machine."""
        began_s = time.perf_counter()
        total = 0
        for number in range(LOOPS):
            total += number & 7
        self.second_s = max(1.0, (time.perf_counter() - began_s) / REFERENCE_S)
        return self.second_s


PACE: Final = Pace()
"""Of this guest."""
