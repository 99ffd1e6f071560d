"""The postures, and the posture of one second."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.texts import Text

BRIDGE_S = 10.0
"""A gap shorter than this, the minimum-event rule's time, interrupts nothing: neither a bout, nor a still run, nor the
classifier's memory.  No second of it becomes an epoch either."""

MUTE_S = 60
"""After so long a still run no nudge is given until the next movement: 7 % of the sitting and lying of 20 worn thighs,
but nearly all of a desk's (product default)."""

SUSPECT_S = 300
"""After so long a still run the wearable may be off, and the posture is unknown: never in 35 h of 20 worn thighs."""

NON_WEAR_S = 600
"""After so long a still run the wearable counts as off, since the run's beginning: never in 35 h of 20 worn thighs."""

WEAR_SITES = ("thigh", "pocket", "hip", "back", "wrist")
"""Where a wearable may be worn, the best first; what each can know says `monitor.posture.sites.SITES`."""


class Posture(StrEnum):
    """What the body is doing; the text is what users, files and tables see."""

    SITTING = "sitting"
    LYING = "lying"
    STANDING = "standing"
    MOVING = "moving"
    NON_WEAR = "non-wear"
    UNKNOWN = "unknown"

    @property
    def sedentary(self) -> bool:
        """Sitting or lying: what a sedentary bout is made of (SBRN, doi 10.1186/s12966-017-0525-8)."""
        return self in (Posture.SITTING, Posture.LYING)

    @property
    def upright(self) -> bool:
        """Standing or moving: what a break is made of."""
        return self in (Posture.STANDING, Posture.MOVING)

    @property
    def family(self) -> str:
        """What belongs together in a break: "sedentary", "upright", or the posture itself."""
        if self.sedentary:
            return "sedentary"
        return "upright" if self.upright else self.value


SITTING_WORD = Text("sitting")
"""How sitting is called where it is seen well."""

POSTURE_WORDS = {
    Posture.SITTING: SITTING_WORD,
    Posture.LYING: Text("lying"),
    Posture.STANDING: Text("standing"),
    Posture.MOVING: Text("moving"),
    Posture.NON_WEAR: Text("non-wear"),
    Posture.UNKNOWN: Text("unknown"),
}
"""The postures as people read them."""


@dataclass(frozen=True, slots=True)
class PostureEpoch:
    """The posture during one second `[start_s, start_s + 1)`.

    Attributes:
        start_s: whole second, UTC in POSIX seconds (or seconds of a file's own time).
        posture: what the body did.
        confidence: 0 to 1; 0 for `UNKNOWN`.
        still_s: how long the wearable has been as still as on a desk at the end of the second; 0 on a living body.
        stirs: it moved in this second, if only a little.
        shifted: a shift in the chair was known with it; see `ShiftCounter`.
    """

    start_s: float
    posture: Posture
    confidence: float
    still_s: int = 0
    stirs: bool = False
    shifted: bool = False

    @property
    def end_s(self) -> float:
        """End of the second."""
        return self.start_s + 1.0

    def taken_off(self) -> "Relabel":
        """On the first second of non-wear: it was off ever since it lay still, though it was told as worn."""
        return Relabel(self.end_s - self.still_s, self.start_s, Posture.NON_WEAR)


@dataclass(frozen=True, slots=True)
class Relabel:
    """What was told of `[start_s, end_s)`, UTC in POSIX seconds, turned out wrong: it was this posture."""

    start_s: float
    end_s: float
    posture: Posture
