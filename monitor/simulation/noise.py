"""The irregular part of all that a body does: drift, tremor, restlessness.  Seeded, so that it can be repeated."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def minimum_jerk(progress: Floats) -> Floats:
    """The way from 0 to 1 that a voluntary movement takes; before 0 and after 1 it rests.

    Of all ways between two points of rest the one with the least jerk (Flash and Hogan 1985,
    doi 10.1523/JNEUROSCI.05-07-01688.1985).
    """
    p = np.clip(progress, 0.0, 1.0)
    way: Floats = p * p * p * (10.0 - 15.0 * p + 6.0 * p * p)
    return way


@dataclass(frozen=True, slots=True)
class Noise:
    """Draws random curves of `n` samples, the length of one step.

    Attributes:
        rng: where the chance comes from; each draw moves it on.
        n: samples in each curve.
        sample_rate_hz: their rate.
    """

    rng: np.random.Generator
    n: int
    sample_rate_hz: float

    @property
    def duration_s(self) -> float:
        """Length of each curve in seconds."""
        return self.n / self.sample_rate_hz

    @property
    def time_s(self) -> Floats:
        """Time of each sample since the step began, shape (n,)."""
        return np.arange(self.n) / self.sample_rate_hz

    def wander(self, every_s: float) -> Floats:
        """A smooth curve around 0, SD about 1, that takes a new direction every `every_s` seconds."""
        place = self.time_s / every_s
        knots = self.rng.standard_normal(int(place[-1]) + 2)
        whole = place.astype(int)
        part = place - whole
        part *= part * (3.0 - 2.0 * part)
        curve: Floats = knots[whole] + (knots[whole + 1] - knots[whole]) * part
        return curve

    def band(self, low_hz: float, high_hz: float) -> Floats:
        """Noise of SD 1 with frequencies between the two only; zero if the step is too short to hold one."""
        spectrum = np.zeros(self.n // 2 + 1, dtype=np.complex128)
        hz = np.arange(len(spectrum)) * (self.sample_rate_hz / self.n)
        inside = np.flatnonzero((hz >= low_hz) & (hz <= min(high_hz, 0.49 * self.sample_rate_hz)))
        if not len(inside):
            return np.zeros(self.n)
        spectrum[inside] = np.exp(2j * np.pi * self.rng.random(len(inside)))
        curve: Floats = np.fft.irfft(spectrum, self.n) * (self.n / np.sqrt(2.0 * len(inside)))
        return curve

    def gate(self, rise_s: float, fall_s: float) -> Floats:
        """From 0 up to 1 at the beginning, and back to 0 at the end; each at most a third of the step."""
        third_s = self.duration_s / 3.0
        rise = minimum_jerk(self.time_s / min(rise_s, third_s))
        fall = minimum_jerk((self.duration_s - 1.0 / self.sample_rate_hz - self.time_s) / min(fall_s, third_s))
        both: Floats = rise * fall
        return both

    def bursts(self, per_min: float, shortest_s: float, longest_s: float) -> Floats:
        """0, with bumps to between 0.4 and 1 at random, `per_min` of them a minute on average."""
        curve = np.zeros(self.n)
        for begin_s in self._events(per_min):
            length_s, height = self.rng.uniform(shortest_s, longest_s), self.rng.uniform(0.4, 1.0)
            first = int(begin_s * self.sample_rate_hz)
            bump = curve[first : first + max(2, int(length_s * self.sample_rate_hz))]
            np.maximum(bump, height * np.sin(np.pi * np.linspace(0.0, 1.0, len(bump))) ** 2, out=bump)
        return curve

    def shifts(self, per_min: float, spread: float) -> Floats:
        """0, then at random moments a move to another level, in 0.6 to 1.6 s; levels have about SD `spread`.

        Most moves are small and a few are large, within 4 times `spread`; each level remembers half of the one before.
        """
        curve = np.zeros(self.n)
        level = 0.0
        for begin_s in self._events(per_min):
            size = spread * (2.0 if self.rng.random() < 0.15 else 0.65)
            wanted = float(np.clip(0.5 * level + size * self.rng.standard_normal(), -4.0 * spread, 4.0 * spread))
            takes_s = self.rng.uniform(0.6, 1.6)
            first = int(begin_s * self.sample_rate_hz)
            last = first + int(np.ceil(takes_s * self.sample_rate_hz))
            progress = (self.time_s[first:last] - begin_s) / takes_s
            curve[first:last] = level + (wanted - level) * minimum_jerk(progress)
            curve[last:] = level = wanted
        return curve

    def _events(self, per_min: float) -> Iterator[float]:
        """Moments at random, at least 2 s apart, that many a minute on average."""
        now_s = 0.0
        while True:
            now_s += 2.0 + self.rng.exponential(max(60.0 / per_min - 2.0, 0.1))
            if now_s >= self.duration_s - 2.0:
                return
            yield now_s
