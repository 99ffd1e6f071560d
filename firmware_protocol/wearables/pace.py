"""The sample rate of a wearable that does not say it, out of its own clock.

The command that chose the rate is not among what comes, and a recording may begin after it.  So the rate is learnt:
samples over the time that they took, rounded to one of the rates that the wearable has.  Lost samples make it look
slower, never faster; so a higher rate is believed at once, a lower one after several times in a row.
"""

from dataclasses import dataclass
from typing import Final

SLOWER_IN_A_ROW: Final = 3
"""How often a lower rate must be measured to be believed (product default)."""


@dataclass(slots=True)
class Pace:
    """Learns the rate.

    Attributes:
        rates_hz: those that it may be.
        max_error: how far what was measured may be from the rate that it is taken for, as a share of it; well below
            one half, or a lost packet would not be noticed.
        rate_hz: the one that it is; None until that is known.
    """

    rates_hz: tuple[float, ...]
    max_error: float
    rate_hz: float | None = None
    _slower: int = 0

    def offer(self, rates_hz: tuple[float, ...]) -> None:
        """The wearable says which rates it has; if it is only one, that is it."""
        self.rates_hz = rates_hz
        if self.rate_hz not in rates_hz:
            self.rate_hz = rates_hz[0] if len(rates_hz) == 1 else None

    def feed(self, count: int, elapsed_s: float) -> bool:
        """So many samples came in so much time, above zero; whether that is the rate, so that none is missing."""
        measured_hz = count / elapsed_s
        nearest_hz = min(self.rates_hz, key=lambda rate_hz: abs(measured_hz / rate_hz - 1.0))
        if abs(measured_hz / nearest_hz - 1.0) > self.max_error:
            return False
        is_slower = self.rate_hz is not None and nearest_hz < self.rate_hz
        self._slower = self._slower + 1 if is_slower else 0
        if not is_slower or self._slower >= SLOWER_IN_A_ROW:
            self.rate_hz, self._slower = nearest_hz, 0
        return self.rate_hz == nearest_hz
