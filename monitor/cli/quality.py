"""How well a recording comes, while it comes: rate, loss, gaps, drift, and whether what rests reads 1 g."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firmware_protocol.wearables import SITMON_PROFILE, Wearable, wearable_of
from monitor.coaching.durations import say_duration
from monitor.edges.link.machine import LinkHealth, LinkState
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected, SampleAssembler, SampleBlock
from monitor.records import Record

REST_S: Final = 10.0
REST_SD: Final = 0.013
"""Rest is 10 s in which no axis varies by more than 13 mg (standard deviation; van Hees 2014, doi
10.1152/japplphysiol.00421.2014): here 13 thousandths of what is read, for the unit itself is in doubt."""

TOLERANCE: Final = 0.05
"""How far from 1 g a wearable may read at rest (product default); the zero of cheap sensors is off by that much."""

_OTHER_UNITS: Final = {"m/s2": 9.80665, "mg": 1000.0}


@dataclass(slots=True)
class RestingScale:
    """Looks for rest in the samples, and checks the scale there.

    Attributes:
        rest_g: mean of |a| in the last 10 s of rest; None before there were any.
    """

    rest_g: float | None = None
    _run_g: list[NDArray[np.floating]] = field(default_factory=list)
    _start_s: float = 0.0
    _end_s: float = float("-inf")

    def feed(self, block: SampleBlock) -> None:
        """Take the next samples; a gap ends what was collected."""
        if block.start_s > self._end_s or not self._run_g:
            self._run_g, self._start_s = [], block.start_s
        self._run_g.append(block.xyz_g)
        self._end_s = block.end_s
        if self._end_s - self._start_s < REST_S:
            return
        xyz_g = np.concatenate(self._run_g)
        self._run_g = []
        mean_g = float(np.linalg.norm(xyz_g, axis=1).mean())
        if xyz_g.std(axis=0).max() <= REST_SD * mean_g:
            self.rest_g = mean_g

    @property
    def complaint(self) -> str:
        """What is wrong with the scale, in one line; empty if nothing is, or nothing is known yet."""
        if self.rest_g is None or _is_near(self.rest_g, 1.0):
            return ""
        for unit, one_g in _OTHER_UNITS.items():
            if _is_near(self.rest_g, one_g):
                return f"reads {self.rest_g:.2f} at rest: these are {unit}, not g"
        return f"reads {self.rest_g:.2f} g at rest, not 1: its scale or its zero is off; calibrate it"


@dataclass(slots=True)
class Quality:
    """What has come so far.

    Attributes:
        health: of the link, as it was last noted; None before that.
        wearable: the kind that speaks; None before it did.
        arrivals: that came, of any kind.
        samples: on the timeline.
        gaps: between them.
        missing_s: length of all gaps.
        scale: what rest tells.
    """

    health: LinkHealth | None = None
    wearable: Wearable | None = None
    arrivals: int = 0
    samples: int = 0
    gaps: int = 0
    missing_s: float = 0.0
    scale: RestingScale = field(default_factory=RestingScale)
    _assembler: SampleAssembler = field(default_factory=SampleAssembler)
    _first_s: float | None = None
    _end_s: float = 0.0

    def take(self, arrival: Arrival) -> None:
        """Count one arrival."""
        self.arrivals += 1
        self.wearable = wearable_of(arrival.characteristic) or self.wearable
        for made in self._assembler.feed(arrival):
            if not isinstance(made, Rejected):
                self._count(made)

    def _count(self, block: SampleBlock) -> None:
        if self._first_s is None:
            self._first_s = block.start_s
        elif block.start_s > self._end_s:
            self.gaps += 1
            self.missing_s += block.start_s - self._end_s
        self.samples += len(block.xyz_g)
        self._end_s = block.end_s
        self.scale.feed(block)

    @property
    def duration_s(self) -> float:
        """From the first sample to the end of the last."""
        return 0.0 if self._first_s is None else self._end_s - self._first_s

    @property
    def sample_rate_hz(self) -> float:
        """As measured, gaps left aside; 0 before the first sample."""
        seen_s = self.duration_s - self.missing_s
        return self.samples / seen_s if seen_s > 0.0 else 0.0

    @property
    def loss(self) -> float | None:
        """Share of the packets sent that never came, 0 to 1; None for a wearable that does not number them."""
        return self._assembler.quality.loss if self.wearable is SITMON_PROFILE else None

    @property
    def drift_ppm(self) -> float | None:
        """How much too fast the wearable's clock runs; None until it is known, or if it has none."""
        return self._assembler.quality.drift_ppm

    def as_record(self) -> Record:
        """The same for machines; null is what is not known."""
        health, drift_ppm, rest_g = self.health, self.drift_ppm, self.scale.rest_g
        return {
            "wearable": None if health is None else health.address,
            "kind": "" if self.wearable is None else self.wearable.name,
            "duration_s": round(self.duration_s, 3),
            "sample_rate_hz": round(self.sample_rate_hz, 2),
            "loss": None if self.loss is None else round(self.loss, 4),
            "gaps": self.gaps,
            "missing_s": round(self.missing_s, 3),
            "drift_ppm": None if drift_ppm is None else round(drift_ppm),
            "reconnects": 0 if health is None else health.reconnects,
            "rest_g": None if rest_g is None else round(rest_g, 3),
            "arrivals": self.arrivals,
            "rejected": self._assembler.quality.rejected,
            "dropped": 0 if health is None else health.dropped + health.flooded,
        }

    def now(self) -> str:
        """The line that is shown while it records: how the link is, then all the rest."""
        if self.health is None:
            return "…"
        state = str(self.health.state)
        if self.health.state is not LinkState.STREAMING:
            state = f"{state} for {say_duration(self.health.since_s)}"
        return f"{state}; so far {self}" if self.samples else state

    def __str__(self) -> str:
        said = [say_duration(self.duration_s), f"{self.sample_rate_hz:.1f} Hz"]
        if self.loss is not None:
            said.append(f"{100.0 * self.loss:.1f} % lost")
        said.append(f"{_count_of(self.gaps, 'gap')} ({self.missing_s:.1f} s)" if self.gaps else "no gap")
        if self.drift_ppm is not None:
            said.append(f"clock {self.drift_ppm:+.0f} ppm")
        if self.health is not None and self.health.reconnects:
            said.append(_count_of(self.health.reconnects, "reconnect"))
        if rejected := self._assembler.quality.rejected:
            said.append(f"{rejected} rejected")
        if self.scale.rest_g is not None:
            said.append(f"{self.scale.rest_g:.2f} g at rest")
        return ", ".join(said)


def _is_near(value: float, target: float) -> bool:
    return abs(value / target - 1.0) <= TOLERANCE


def _count_of(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
