"""What the rule of a wear site says of each second."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.posture.mounting import MountingChange
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
        changes: what was found out on the way of how the wearable sits, in order of time.
    """

    known: Flags
    sits: Flags
    lies: Flags
    moves: Flags
    confidence: Floats
    changes: tuple[MountingChange, ...] = ()


def joined(verdicts: list[Verdict]) -> Verdict:
    """One verdict of consecutive ones, at least one."""
    if len(verdicts) == 1:
        return verdicts[0]
    return Verdict(
        known=np.concatenate([verdict.known for verdict in verdicts]),
        sits=np.concatenate([verdict.sits for verdict in verdicts]),
        lies=np.concatenate([verdict.lies for verdict in verdicts]),
        moves=np.concatenate([verdict.moves for verdict in verdicts]),
        confidence=np.concatenate([verdict.confidence for verdict in verdicts]),
        changes=tuple(change for verdict in verdicts for change in verdict.changes),
    )


class SiteRule(Protocol):
    """The rule of one wear site: the body's posture from each second and those up to it."""

    def feed(self, block: EpochBlock) -> Verdict:
        """What each epoch of the block says; feed epochs in order of time."""

    def take_off(self) -> None:
        """The wearable was not worn: how it will sit, and what its body does next, is not known from before."""
