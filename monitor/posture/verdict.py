"""What the rule of a wear site says of each second."""

from dataclasses import dataclass
from typing import Protocol

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.posture.runs import Flags


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of `n` consecutive seconds, each array of shape (n,).

    Attributes:
        known: False where the rule cannot tell; what the others say there does not count.
        sits: sedentary, else upright.
        lies: of the sedentary seconds, those that lie.
        moves: of the upright seconds, those that move.
        confidence: probability that `sits` is right, 0.5 to 1.
    """

    known: Flags
    sits: Flags
    lies: Flags
    moves: Flags
    confidence: Floats


class SiteRule(Protocol):
    """The rule of one wear site: the body's posture from each second and those up to it."""

    def feed(self, block: EpochBlock) -> Verdict:
        """What each epoch of the block says; feed epochs in order of time."""
