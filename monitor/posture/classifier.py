"""Sitting, lying, standing or moving, unknown or not worn: one rule for each wear site, one for wear."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.posture.labels import NON_WEAR_S, SUSPECT_S, WEAR_SITES, Posture, PostureEpoch
from monitor.posture.mounting import Mounting, MountingChange
from monitor.posture.mounting_tracker import MountingTracker
from monitor.posture.runs import Flags
from monitor.posture.sites import SITES, LeanRule
from monitor.posture.thigh import ThighRule
from monitor.posture.verdict import SiteRule, Verdict, joined
from monitor.posture.wear import WearDetector

POSTURES = tuple(Posture)
"""The order behind the codes of `PostureBlock`."""

STIR_SD_G = 0.05
"""A second of sitting with a larger SD is one of movement (people: 4 in 100 seconds of sitting, and after half of all
seconds another follows within 53 s)."""

_CODE = {posture: code for code, posture in enumerate(POSTURES)}
_SEDENTARY = np.array([_CODE[Posture.SITTING], _CODE[Posture.LYING]], dtype=np.int8)
_UPRIGHT = np.array([_CODE[Posture.STANDING], _CODE[Posture.MOVING]], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class PostureBlock:
    """Postures of consecutive seconds.

    Attributes:
        start_s: start of the first second.
        codes: index into `POSTURES`, shape (n,).
        confidence: probability that sedentary or upright is right, 0 where neither is said, shape (n,).
        still_s: how long the wearable has been desk-still at the end of each second, shape (n,); see `WearDetector`.
        stirs: whether each second is one in which somebody who sits moves, if only a little, shape (n,).
        changes: what was found out in them of how the wearable sits, in order of time.
    """

    start_s: float
    codes: NDArray[np.int8]
    confidence: Floats
    still_s: NDArray[np.int64]
    stirs: Flags
    changes: tuple[MountingChange, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    def epoch(self, offset: int) -> PostureEpoch:
        """The second so many after the first."""
        others = (self.confidence[offset].item(), self.still_s[offset].item(), self.stirs[offset].item())
        return PostureEpoch(self.start_s + offset, POSTURES[self.codes[offset]], *others)

    def epochs(self) -> Iterator[PostureEpoch]:
        """One value a second."""
        columns = (self.codes.tolist(), self.confidence.tolist(), self.still_s.tolist(), self.stirs.tolist())
        for offset, (code, *others) in enumerate(zip(*columns, strict=True)):
            yield PostureEpoch(self.start_s + offset, POSTURES[code], *others)


@dataclass(slots=True)
class PostureClassifier:
    """The posture of each second, from the seconds up to it; feed epochs in order of time.

    A wearable that has been desk-still for long may be off (`unknown`), and then is (`non-wear`).

    Attributes:
        rule: tells the body's posture where the wearable is worn.
    """

    rule: SiteRule = field(default_factory=ThighRule)
    _wear: WearDetector = field(default_factory=WearDetector)
    _worn: bool = True

    def feed(self, block: EpochBlock) -> PostureBlock:
        """The posture of each epoch of the block."""
        still_s = self._wear.feed(block)
        stillest_s = int(still_s.max())
        off = still_s >= NON_WEAR_S
        said = self.rule.feed(block) if self._worn and stillest_s < NON_WEAR_S else self._taken_off(block, off)
        known = said.known
        if stillest_s >= SUSPECT_S:
            known = known & (still_s < SUSPECT_S)
        codes = np.where(said.sits, _SEDENTARY[said.lies.view(np.int8)], _UPRIGHT[said.moves.view(np.int8)])
        codes[~known] = _CODE[Posture.UNKNOWN]
        codes[off] = _CODE[Posture.NON_WEAR]
        stirs = block.features.sd_g > STIR_SD_G
        return PostureBlock(block.start_s, codes, np.where(known, said.confidence, 0.0), still_s, stirs, said.changes)

    def _taken_off(self, block: EpochBlock, off: Flags) -> Verdict:
        """What the rule says, told of each time that the wearable was taken off."""
        began = np.flatnonzero(off & np.concatenate([[self._worn], ~off[:-1]])).tolist()
        self._worn = not off[-1]
        verdicts = []
        for begin, end in pairwise([0, *began, len(block)]):
            if begin in began:
                self.rule.take_off()
            if end > begin:
                verdicts.append(self.rule.feed(block.part(begin, end)))
        return joined(verdicts)


def classifier_for(mounting: Mounting | None = None, wear_site: str = "thigh") -> PostureClassifier:
    """A new classifier for a wear site.

    Args:
        mounting: from `learn_mounting`; None learns it from walking, and says unknown until it is known.
        wear_site: one of `WEAR_SITES`.

    Raises:
        ValueError: an unknown wear site; one line names the known ones.
    """
    if wear_site not in WEAR_SITES:
        raise ValueError(f"wear site {wear_site!r} is not supported; choose from: {' '.join(WEAR_SITES)}")
    thresholds = SITES[wear_site].thresholds
    return PostureClassifier(
        ThighRule(MountingTracker(mounting)) if thresholds is None else LeanRule(thresholds, mounting)
    )
