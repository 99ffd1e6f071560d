"""Sites that are worse than the thigh: what they see, and one rule for all of them.

A body that sits leans its pelvis back and its thigh forward, drops its arm into its lap, and is still.  So two things
are weighed: how far gravity leans from where it points while walking, and how still the last seconds were.  Their sum
is the log odds of sitting; where these are near even, nothing is said.  Sitting therefore never turns into standing,
nor back, without doubt in between, which is all the hysteresis that the rule needs.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats, directions, inclination_deg
from monitor.posture.labels import BRIDGE_S, SITTING_WORD
from monitor.posture.leaning import Gait, ReferenceLearner, Trailing, whole
from monitor.posture.mounting import Mounting
from monitor.posture.runs import Flags
from monitor.posture.thigh import ALIVE_G
from monitor.posture.verdict import Verdict
from monitor.texts import Text

SURE = 0.7
"""Less confidence than this is unknown (product default, the same for all sites): at the lower back a fifth of the
seconds, which takes balanced accuracy from .92 to .96 (8 people); the pocket and the wrist hardly lose any."""

MOST_LOGIT = 4.0
"""Log odds beyond which no site is believed, a confidence of .98: people do at a desk what no recording held."""

STILL_G = (0.005, 1.0)
"""SD in g within which stillness counts; the lower end is a sensor's noise, the upper one running."""

EVEN_SD_G = 0.1
"""SD at which `LeanThresholds.even_deg` is given; a unit, and not a choice."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is weighed at the end of `n` consecutive seconds, each array of shape (n,).

    Attributes:
        known: False where nobody knows yet where gravity points in the upright body.
        lean_deg: how far the site leans from there, averaged, 0 to 90.
        liveliness: mean of log10(SD / `EVEN_SD_G`): -1 is a body as still as on a chair, 0 one that fidgets.
    """

    known: Flags
    lean_deg: Floats
    liveliness: Floats


@dataclass(frozen=True, slots=True)
class LeanThresholds:
    """When the body of a site sits; logistic regression on people of one set each, rounded.

    Attributes:
        gait: what walking looks like there.
        lean_s, still_s: seconds over which leaning, and stillness, are averaged; the pelvis hardly leans, and takes
            longer to tell.
        per_deg: log odds of sitting that each degree of leaning adds.
        per_decade: log odds of sitting that a tenth of the SD adds.
        even_deg: leaning at which the odds are even, at an SD of `EVEN_SD_G`.
        most_sitting: log odds beyond which sitting is not believed: the arm of a standing body may rest as well, and
            the surest seconds of wrists said to sit were right in 88 % only.
    """

    gait: Gait
    lean_s: int
    still_s: int
    per_deg: float
    per_decade: float
    even_deg: float
    most_sitting: float = MOST_LOGIT

    def log_odds(self, evidence: Evidence) -> Floats:
        """Log odds that the body sits, shape (n,)."""
        log_odds = self.per_deg * (evidence.lean_deg - self.even_deg) - self.per_decade * evidence.liveliness
        most: Floats = np.minimum(log_odds, self.most_sitting)
        return most


POCKET = LeanThresholds(Gait(0.2, 15.0, 2.0, either_way_up=True), 5, 5, 0.32, 3.0, 43.5)
BACK = LeanThresholds(Gait(0.12, 10.0), 10, 20, 0.075, 3.0, 37.5)
WRIST = LeanThresholds(Gait(0.2, 15.0, 2.0), 5, 5, 0.09, 2.4, 62.0, most_sitting=2.2)


@dataclass(frozen=True, slots=True)
class Site:
    """What a wearable can tell from where it is worn.

    Attributes:
        limit: one sentence for users: what it does not see, and how sure that is.
        sitting_word: how sitting that it sees is called.
        thresholds: of the rule here; None for the thigh, which has its own.
    """

    limit: Text
    thresholds: LeanThresholds | None = None
    sitting_word: Text = SITTING_WORD


SITE_NAMES: Final = {
    "thigh": Text("thigh"),
    "pocket": Text("pocket"),
    "hip": Text("hip"),
    "back": Text("lower back"),
    "wrist": Text("wrist"),
}

SITES: Final = {
    "thigh": Site(Text("Best of all; lying is seen only on the side, and after a guided pose.")),
    "pocket": Site(
        Text(
            "A front trouser pocket tells sitting from standing well while the phone stays in it; lying counts "
            "as sitting."
        ),
        POCKET,
    ),
    "hip": Site(
        Text(
            "Nobody's hip was measured: the rule is the lower back's, and what it says is a guess until "
            "somebody checks."
        ),
        BACK,
    ),
    "back": Site(
        Text(
            "The lower back hardly tells upright sitting from quiet standing: much is unknown. Lying counts as sitting."
        ),
        BACK,
    ),
    "wrist": Site(
        Text(
            "A wrist sees an arm that rests or moves, not a body: what it calls sitting is likely so, and may "
            "be standing."
        ),
        WRIST,
        Text("likely sitting"),
    ),
}
"""What each wear site can know."""


@dataclass(slots=True)
class LeanRule:
    """Whether the body sits, each second from the seconds up to it; feed epochs in order of time.

    Unknown until the body has walked for some seconds, or a pose was given.  Lying counts as sitting.

    Attributes:
        thresholds: the site's numbers.
        mounting: from a guided pose; its axis stands in for the reference until the body has walked.
    """

    thresholds: LeanThresholds
    mounting: Mounting | None = None
    _reference: ReferenceLearner = field(init=False)
    _ups: Trailing = field(init=False)
    _stills: Trailing = field(init=False)
    _end_s: float = float("-inf")

    def __post_init__(self) -> None:
        self._reference = ReferenceLearner(self.thresholds.gait)
        self._ups = Trailing(self.thresholds.lean_s)
        self._stills = Trailing(self.thresholds.still_s)

    def feed(self, block: EpochBlock) -> Verdict:
        """What each epoch of the block says, with those before it."""
        features, evidence = block.features, self.weigh(block)
        log_odds = self.thresholds.log_odds(evidence)
        confidence = confidence_of(log_odds)
        return Verdict(
            known=evidence.known & (confidence >= SURE),
            sits=log_odds > 0.0,
            lies=np.zeros(len(block), dtype=bool),
            moves=features.sd_g > self.thresholds.gait.least_sd_g,
            confidence=confidence,
        )

    def weigh(self, block: EpochBlock) -> Evidence:
        """What is weighed at the end of each epoch of the block, in place of `feed`."""
        if block.start_s - self._end_s >= BRIDGE_S:
            self._forget()
        self._end_s = block.end_s
        upright, known = self._upright(block)
        alive = np.add.reduce(np.abs(block.features.mean_g), axis=1) > ALIVE_G
        lean_deg = self._lean_deg(block.features.mean_g, upright)
        return Evidence(known & alive, lean_deg, self._liveliness(block.features.sd_g))

    def take_off(self) -> None:
        """The wearable was not worn: how it will sit, and what its body does next, is not known from before."""
        self._reference.forget()
        self.mounting = None
        self._forget()

    def _forget(self) -> None:
        """After a gap nothing is known of the body: the next second decides alone."""
        self._ups.forget()
        self._stills.forget()

    def _upright(self, block: EpochBlock) -> tuple[Floats, Flags]:
        """Where gravity points in an upright body, as of each epoch, and whether that is known."""
        walked, known = self._reference.feed(block)
        if self.mounting is None:
            return walked, known
        return np.where(known[:, None], walked, np.array(self.mounting.axis)), np.ones_like(known)

    def _lean_deg(self, mean_g: Floats, upright: Floats) -> Floats:
        lean_deg = inclination_deg(self._ups.means(whole(directions(mean_g))), upright)
        if self.thresholds.gait.either_way_up:
            return np.minimum(lean_deg, 180.0 - lean_deg)
        return np.minimum(lean_deg, 90.0)

    def _liveliness(self, sd_g: Floats) -> Floats:
        decades = np.log10(np.minimum(np.maximum(sd_g, STILL_G[0]), STILL_G[1]) / EVEN_SD_G)
        mean: Floats = self._stills.means(whole(decades)[:, None])[:, 0]
        return mean


def confidence_of(log_odds: Floats) -> Floats:
    """Probability that a decision by the sign of these log odds is right, .5 to .98."""
    confidence: Floats = 1.0 / (1.0 + np.exp(-np.minimum(np.abs(log_odds), MOST_LOGIT)))
    return confidence
