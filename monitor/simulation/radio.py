"""How notifications travel: at connection events, in order, mostly.

A packet waits for the next connection event.  An event that fails (the other device did not hear) delays it to the
one after, and several packets then come at once.  The link itself repeats what was lost; what the central's
stack drops, doubles or swaps is up to chance here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from monitor.errors import UsageError

T = TypeVar("T")

SPACING_S: Final = 0.002
"""Least time between two packets: one of 25 samples, its acknowledgement and the spaces take 2 ms at 1 Mbit/s."""

HOST_S: Final = 0.002
"""Mean time from the air to the program (product default; exponential)."""

MOST_MISSED: Final = 20
"""Connection events that may fail in a row; after more of them a real link would be lost (product default)."""


@dataclass(frozen=True, slots=True)
class Radio:
    """How good the link is.

    Attributes:
        connection_interval_s: time between connection events, 0.0075 to 4 s (Bluetooth Core, Vol 6 Part B, 4.5.1).
        missed: share of connection events that fail.
        loss: share of packets that never come.
        duplicates: share of packets that come twice.
        reorder: share of packets that come after the one that follows them.

    Raises:
        UsageError: a share outside 0 to 1, or an interval that Bluetooth does not have.
    """

    connection_interval_s: float = 0.1
    missed: float = 0.05
    loss: float = 0.0
    duplicates: float = 0.0
    reorder: float = 0.0

    def __post_init__(self) -> None:
        for name in ("missed", "loss", "duplicates", "reorder"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise UsageError(f"{name} is {getattr(self, name):g}; allowed are shares from 0 to 1")
        if not 0.0075 <= self.connection_interval_s <= 4.0:
            raise UsageError(f"connection interval is {self.connection_interval_s:g} s; allowed are 0.0075 to 4 s")

    def deliver(self, sent: Iterable[tuple[float, T]], rng: np.random.Generator) -> Iterator[tuple[float, T]]:
        """When each packet comes, given when it was ready, in order of coming; times never go back."""
        held: T | None = None
        last_s = float("-inf")
        offset_s = rng.uniform(0.0, self.connection_interval_s)
        for ready_s, packet in sent:
            if rng.random() < self.loss:
                continue
            last_s = max(self._event_s(ready_s, offset_s, rng), last_s + SPACING_S)
            if held is None and rng.random() < self.reorder:
                held = packet
                continue
            coming = [packet] if held is None else [packet, held]
            held = None
            for one in coming:
                for _ in range(2 if rng.random() < self.duplicates else 1):
                    yield last_s, one
                    last_s += SPACING_S
        if held is not None:
            yield last_s, held

    def _event_s(self, ready_s: float, offset_s: float, rng: np.random.Generator) -> float:
        """When the first connection event that works, from `ready_s` on, has reached the host."""
        failed = 0
        while rng.random() < self.missed and failed < MOST_MISSED:
            failed += 1
        event = np.ceil((ready_s - offset_s) / self.connection_interval_s) + failed
        return float(offset_s + event * self.connection_interval_s + rng.exponential(HOST_S))
