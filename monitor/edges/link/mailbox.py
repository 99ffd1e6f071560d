"""Where the radio's callback puts what came: bounded in number and in rate, whatever the wearable does."""

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import Final

from monitor.motion.arrivals import Arrival

MAILBOX_ARRIVALS: Final = 4096
"""Arrivals kept for a slow reader: 34 min at 2 a second."""

FLOOD_HZ: Final = 500.0
"""Arrivals taken in a second; the fastest wearables send 416 packets of one sample.  What comes faster is a flood, and
would only fill the disk."""

BURST_S: Final = 2.0
"""A delayed radio delivers this much at once (product default)."""


class Mailbox:
    """Arrivals between the radio and the reader.

    Attributes:
        dropped: thrown away because nobody took them in time.
        flooded: thrown away because they came faster than any wearable sends.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self.flooded = 0
        self._arrivals: deque[Arrival] = deque()
        self._news = asyncio.Event()
        self._allowance = FLOOD_HZ * BURST_S
        self._then_s = float("-inf")

    def put(self, arrival: Arrival, now_s: float) -> None:
        """Keep an arrival for the reader, or drop it and count; `now_s` of a clock that nobody sets."""
        fresh = (now_s - self._then_s) * FLOOD_HZ
        self._allowance, self._then_s = min(FLOOD_HZ * BURST_S, self._allowance + fresh), now_s
        if self._allowance < 1.0:
            self.flooded += 1
        elif len(self._arrivals) >= MAILBOX_ARRIVALS:
            self.dropped += 1
        else:
            self._allowance -= 1.0
            self._arrivals.append(arrival)
            self._news.set()

    def ring(self) -> None:
        """Wake the reader, though there may be nothing."""
        self._news.set()

    async def wait(self) -> None:
        """Until something came, or somebody rang."""
        await self._news.wait()
        self._news.clear()

    def empty(self) -> Iterator[Arrival]:
        """Take what is there, oldest first."""
        while self._arrivals:
            yield self._arrivals.popleft()
