"""Scores of sedentary against upright, second by second."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.labelled import Labelled
from monitor.posture.bouts import BoutTracker
from monitor.posture.labels import Posture, PostureEpoch

SEDENTARY, UPRIGHT, NEITHER, ABSENT = 1, 0, -1, -2
"""What a classifier says of a second: NEITHER is non-wear, and wrong; ABSENT is unknown or no epoch, and not scored."""

MEANS = {posture: SEDENTARY if posture.sedentary else UPRIGHT for posture in Posture} | {
    Posture.NON_WEAR: NEITHER,
    Posture.UNKNOWN: ABSENT,
}
"""What each posture says."""

LATEST_S = 10
"""A change that is not seen within so many seconds is missed."""

Said = NDArray[np.int64]


@dataclass(slots=True)
class Confusion:
    """Seconds by what was true and what was said; adds up."""

    sedentary: int = 0
    sedentary_right: int = 0
    upright: int = 0
    upright_right: int = 0
    said_sedentary: int = 0
    labelled: int = 0

    @classmethod
    def of(cls, truth: NDArray[np.bool_], said: Said) -> "Confusion":
        """Of one person: whether each second was sedentary, and what was said of it."""
        judged = said != ABSENT
        sits, says = truth[judged], said[judged]
        return cls(
            int(sits.sum()),
            int((sits & (says == SEDENTARY)).sum()),
            int((~sits).sum()),
            int((~sits & (says == UPRIGHT)).sum()),
            int((says == SEDENTARY).sum()),
            len(truth),
        )

    def __add__(self, other: "Confusion") -> "Confusion":
        return Confusion(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def sensitivity(self) -> float:
        """Share of the sedentary seconds that were told; NaN without any."""
        return self.sedentary_right / self.sedentary if self.sedentary else float("nan")

    @property
    def specificity(self) -> float:
        """Share of the upright seconds that were told; NaN without any."""
        return self.upright_right / self.upright if self.upright else float("nan")

    @property
    def balanced_accuracy(self) -> float:
        """Mean of sensitivity and specificity; NaN where one has no seconds."""
        return (self.sensitivity + self.specificity) / 2.0

    @property
    def f1(self) -> float:
        """F1 of sedentary."""
        return 2.0 * self.sedentary_right / max(self.sedentary + self.said_sedentary, 1)

    @property
    def coverage(self) -> float:
        """Share of the labelled seconds of which something was said."""
        return (self.sedentary + self.upright) / max(self.labelled, 1)

    @property
    def bias_min_per_h(self) -> float:
        """Sedentary minutes said too many in an hour."""
        return 60.0 * (self.said_sedentary - self.sedentary) / max(self.sedentary + self.upright, 1)


def pooled(parts: Iterable[Confusion]) -> Confusion:
    """All seconds together."""
    return sum(parts, start=Confusion())


@dataclass(frozen=True, slots=True)
class Result:
    """How a classifier did on one person.

    Attributes:
        rises_true, rises_said: sedentary-to-upright transitions, both sides by the minimum-event rule.
        rise_s, sit_s: seconds from a labelled rise, or sitting down, to the end of the first second that says so.
        missed: changes not seen within `LATEST_S`.
    """

    subject: Labelled
    confusion: Confusion
    rises_true: int
    rises_said: int
    rise_s: list[int] = field(default_factory=list)
    sit_s: list[int] = field(default_factory=list)
    missed: int = 0


def judge(subject: Labelled, said: Said) -> Result:
    """Score what was said of each scored second of a person."""
    truth = np.where(subject.sedentary, SEDENTARY, UPRIGHT)
    changes = _changes(subject.seconds, truth)
    said_of = dict(zip(subject.seconds.tolist(), said.tolist(), strict=True))
    waits = [(state, _wait(said_of, at_s, state)) for at_s, state in changes]
    return Result(
        subject,
        Confusion.of(subject.sedentary, said),
        sum(state == UPRIGHT for _, state in changes),
        sum(state == UPRIGHT for _, state in _changes(subject.seconds, said)),
        [wait for state, wait in waits if state == UPRIGHT and wait is not None],
        [wait for state, wait in waits if state == SEDENTARY and wait is not None],
        sum(wait is None for _, wait in waits),
    )


def _changes(seconds: NDArray[np.int64], said: Said) -> list[tuple[int, int]]:
    """When each transition between sedentary and upright happened, and to what, by the minimum-event rule."""
    posture = {
        SEDENTARY: Posture.SITTING,
        UPRIGHT: Posture.STANDING,
        NEITHER: Posture.NON_WEAR,
        ABSENT: Posture.UNKNOWN,
    }
    tracker, bouts = BoutTracker(), []
    for second, state in zip(seconds.tolist(), said.tolist(), strict=True):
        bouts += tracker.feed(PostureEpoch(float(second), posture[state], 1.0))
    bouts += tracker.finish()
    return [
        (int(after.start_s), SEDENTARY if after.posture.sedentary else UPRIGHT)
        for before, after in pairwise(bouts)
        if before.end_s == after.start_s and {before.posture, after.posture} == {Posture.SITTING, Posture.STANDING}
    ]


def _wait(said_of: dict[int, int], at_s: int, state: int) -> int | None:
    """Seconds from a change until the end of the first second that says so."""
    return next((wait for wait in range(1, LATEST_S + 1) if said_of.get(at_s + wait - 1) == state), None)
