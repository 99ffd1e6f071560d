"""What was told of a body and was a desk's: known after five minutes that no body is so still, and then taken back.

    told       S S S S s s s s s s s s s s s u
    still              1 . . . 60  . . . . 300        people who sit are as still for up to four minutes, and stir then
    doubt              [since_s ------------)         once it has lasted for a minute
    taken back         [--------------------)         all at once, with the first second that is suspected

This one stage stands before the bouts; whatever counts seconds takes back what it says, and looks for no desk itself.
"""

from collections import deque
from collections.abc import Container
from dataclasses import dataclass, field

from monitor.posture.labels import MUTE_S, SUSPECT_S, Posture, PostureEpoch


@dataclass(frozen=True, slots=True)
class Unworn:
    """A desk that was found out: what was told since then was no body's.

    Attributes:
        since_s: UTC in POSIX seconds.
        told: the seconds since then, as they were told; none of them is taken back twice.
    """

    since_s: float
    told: tuple[PostureEpoch, ...]

    def told_s(self, postures: Container[Posture], since_s: float = float("-inf")) -> float:
        """How much of these postures was told, in seconds, since a time."""
        return float(sum(epoch.posture in postures and epoch.end_s > since_s for epoch in self.told))


@dataclass(slots=True)
class OffBodySuspicion:
    """Since when the wearable may lie on a desk: it was as still as there for a minute, and has not stirred since.

    Attributes:
        since_s: UTC in POSIX seconds; None while there is no doubt, or no longer one.
    """

    since_s: float | None = None
    _found: bool = False
    _told: deque[PostureEpoch] = field(default_factory=deque)

    def feed(self, epoch: PostureEpoch) -> Unworn | None:
        """What was a desk's, if this second shows that it was one; each desk is told once."""
        suspected = epoch.still_s >= SUSPECT_S
        if epoch.still_s >= MUTE_S and self.since_s is None and not self._found:
            self.since_s = epoch.end_s - epoch.still_s
        unworn = None
        if suspected and self.since_s is not None:
            unworn = Unworn(self.since_s, tuple(told for told in self._told if told.end_s > self.since_s))
            self._told.clear()
        if suspected or (epoch.stirs and epoch.still_s < MUTE_S):
            self.since_s = None
        self._found = suspected
        self._told.append(epoch)
        if self.since_s is None and len(self._told) > SUSPECT_S:
            self._told.popleft()
        return unworn

    def is_calm(self, least_still_s: int, most_still_s: int) -> bool:
        """Whether seconds so still change nothing, however many follow: there is no doubt, or it was found out."""
        if self.since_s is not None:
            return False
        return least_still_s >= SUSPECT_S if self._found else most_still_s < MUTE_S
