"""An experiment with oneself: now and then a nudge that is due is withheld, or said in other words, as a lot decides.

Off unless somebody switches it on.  The lot is a keyed hash of the nudge's time, so a replay draws alike; it is drawn
for nudges alone, never for what concerns safety.  Whoever takes part is told which nudges were withheld.

A nudge that is withheld counts as spoken for all that follows: the ladder, the cooldown, the daily cap.  The five
minutes after it are then as quiet as those after one that was shown, and the two can be compared (micro-randomised
trial: Klasnja 2015, doi 10.1037/hea0000305; Qian 2022, arXiv:2107.03544).
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from monitor.coaching.nudges import Nudge

LOOK_BACK = 10
"""Of so many nudges in a row, and of all those since the beginning while they are fewer, at most the allowed share is
withheld (product default)."""


class Design(StrEnum):
    """What is tried."""

    OFF = "off"
    WITHHOLD = "withhold"
    WORDS = "words"


class Arm(StrEnum):
    """What the lot gave a nudge: SHOWN or WITHHELD, or one of two wordings."""

    SHOWN = "shown"
    WITHHELD = "withheld"
    WORDING_A = "wording-a"
    WORDING_B = "wording-b"


@dataclass(frozen=True, slots=True)
class ExperimentRules:
    """What is tried, and how far it may go; all are product defaults.

    Attributes:
        design: of the experiment; off unless chosen.
        probability: that a nudge is withheld, or said in wording B; above 0, at most 0.5.
        most: share of nudges that is withheld at most, 0 to 0.5; see `LOOK_BACK`.
        seed: key of the lot, 1 to 64 bytes; another seed draws another experiment.

    Raises:
        ValueError: one of them is outside of that.
    """

    design: Design = Design.OFF
    probability: float = 0.3
    most: float = 0.5
    seed: str = "sitmon"

    def __post_init__(self) -> None:
        if not 0.0 < self.probability <= 0.5 or not 0.0 <= self.most <= 0.5:
            raise ValueError("the probability is above 0 and at most 0.5, the share withheld from 0 to 0.5")
        if not 1 <= len(self.seed.encode()) <= blake2b.MAX_KEY_SIZE:
            raise ValueError(f"the seed is a text of 1 to {blake2b.MAX_KEY_SIZE} bytes")


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the lot gave one nudge.

    Attributes:
        time_s: of the nudge, UTC in POSIX seconds.
        arm: which.
        probability: that it was this arm, given all before; 1 where there was nothing to draw, because enough had been
            withheld, and the nudge says nothing of the effect.
    """

    time_s: float
    arm: Arm
    probability: float


class Experiment:
    """Draws the lots; feed every nudge in order of time.

    Args:
        rules: what is tried.
    """

    def __init__(self, rules: ExperimentRules) -> None:
        self._rules = rules
        self._withheld: deque[bool] = deque(maxlen=LOOK_BACK - 1)

    def recall(self, assignment: Assignment) -> None:
        """Take a lot of now or of an earlier run into account: what may be withheld depends on what was."""
        self._withheld.append(assignment.arm is Arm.WITHHELD)

    def assign(self, item: object) -> Assignment | None:
        """The lot of `item`; None, which is to say it, if the experiment is off or `item` is anything but a nudge."""
        if self._rules.design is Design.OFF or not isinstance(item, Nudge):
            return None
        assignment = self._draw(item.time_s)
        self.recall(assignment)
        return assignment

    def _draw(self, time_s: float) -> Assignment:
        usual, rare = Arm.SHOWN, Arm.WITHHELD
        if self._rules.design is Design.WORDS:
            usual, rare = Arm.WORDING_A, Arm.WORDING_B
        elif not self._may_withhold():
            return Assignment(time_s, Arm.SHOWN, 1.0)
        if draw(self._rules.seed, time_s) < self._rules.probability:
            return Assignment(time_s, rare, self._rules.probability)
        return Assignment(time_s, usual, 1.0 - self._rules.probability)

    def _may_withhold(self) -> bool:
        return sum(self._withheld) + 1 <= self._rules.most * (len(self._withheld) + 1)


def draw(seed: str, time_s: float) -> float:
    """A number from 0 up to 1, the same for the same seed and the same millisecond."""
    milliseconds = str(round(time_s * 1000.0)).encode()
    drawn = blake2b(milliseconds, digest_size=6, key=seed.encode()).digest()
    return int.from_bytes(drawn, "big") / 2.0**48
