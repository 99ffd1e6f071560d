"""Runs of one posture, with the minimum-event rule.

    seconds   S S S S S u S S S S S U U U U U U U U U U U M M M
    bouts     [--------- sitting ----------)[---- standing ...
                        ^ too short to count  ^ counts after `minimum_s`, from its own beginning

A change is believed only when the body has stayed with it for the minimum time; the new bout then begins where the
change began.  Sitting and lying are one family, standing and moving another: a break is believed by its family (six
seconds of standing and five of walking are a break of eleven), and named after what it was for the most of its first
ten seconds.
"""

from dataclasses import dataclass, field, replace

from monitor.posture.labels import BRIDGE_S, Posture, PostureEpoch

MINIMUM_EVENT_S = BRIDGE_S
"""Shortest posture, or gap, that counts (activPAL's default for sitting and upright)."""


@dataclass(frozen=True, slots=True)
class Bout:
    """An uninterrupted run of one posture.

    Attributes:
        posture: of it.
        start_s, end_s: `[start_s, end_s)`, UTC in POSIX seconds.
        shifts: shifts in the chair, see `ShiftCounter`; None where nobody counted.
    """

    posture: Posture
    start_s: float
    end_s: float
    shifts: int | None = None

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class BoutProgress:
    """What the body is doing as of `time_s`: the last second's posture, and the bout that is still open.

    Attributes:
        time_s: end of the last second seen, UTC in POSIX seconds.
        posture: of that second.
        bout: the open bout, `end_s == time_s`; its posture may still differ from `posture` while a change
            has not lasted for the minimum-event time.
        confidence: 0 to 1, of that second.
        still_s: how long the wearable has been as still as on a desk.
        stirs: it moved in that second, if only a little.
    """

    time_s: float
    posture: Posture
    bout: Bout
    confidence: float = 1.0
    still_s: int = 0
    stirs: bool = False


@dataclass(slots=True)
class _Run:
    """Seconds of one family since `start_s`, by posture."""

    family: str
    start_s: float
    seconds: dict[Posture, float] = field(default_factory=dict)

    @property
    def posture(self) -> Posture:
        return max(self.seconds, key=lambda posture: self.seconds[posture])

    @property
    def length_s(self) -> float:
        return sum(self.seconds.values())  # seconds that were seen: a gap within proves nothing

    def add(self, posture: Posture) -> None:
        self.seconds[posture] = self.seconds.get(posture, 0.0) + 1.0


@dataclass(slots=True)
class BoutTracker:
    """Turns seconds into bouts; feed epochs in order of time.

    The bouts tile the time that was seen, and bridge gaps shorter than `minimum_s`.

    Attributes:
        minimum_s: shortest posture that counts, in seconds.
    """

    minimum_s: float = MINIMUM_EVENT_S
    _open: Bout | None = None
    _change: _Run | None = None
    _last: PostureEpoch | None = None

    def feed(self, epoch: PostureEpoch) -> list[Bout]:
        """The bouts that this second closed."""
        closed = self.finish() if self._last and epoch.start_s - self._last.end_s >= self.minimum_s else []
        self._last = epoch
        if self._open is None:
            self._open = Bout(epoch.posture, epoch.start_s, epoch.end_s)
            return closed
        self._open = Bout(self._open.posture, self._open.start_s, epoch.end_s)
        if epoch.posture == self._open.posture:
            self._change = None
            return closed
        return closed + self._consider(epoch)

    def goes_on(self, epoch: PostureEpoch) -> bool:
        """Whether it belongs to the open bout, and no change is under way."""
        if self._open is None or self._last is None or self._change is not None:
            return False
        return epoch.posture == self._open.posture and epoch.start_s - self._last.end_s < self.minimum_s

    def go_on(self, epoch: PostureEpoch) -> None:
        """Take a second that goes on with the open bout, as all those before it did, which need not be fed then."""
        if self._open is not None:
            self._open, self._last = replace(self._open, end_s=epoch.end_s), epoch

    def _consider(self, epoch: PostureEpoch) -> list[Bout]:
        """Whether the change that this second belongs to has lasted long enough to close the open bout."""
        if self._change is None or not self._continues(epoch.posture):
            self._change = _Run(epoch.posture.family, epoch.start_s)
        self._change.add(epoch.posture)
        if self._open is None or self._change.length_s < self.minimum_s:
            return []
        change, self._change = self._change, None
        closed = Bout(self._open.posture, self._open.start_s, change.start_s)
        if closed.duration_s < self.minimum_s:  # what the input began with was itself too short to count
            self._open = Bout(change.posture, closed.start_s, epoch.end_s)
            return []
        self._open = Bout(change.posture, change.start_s, epoch.end_s)
        return [closed]

    def _continues(self, posture: Posture) -> bool:
        """Whether a second belongs to the change under way: same family, or, within the open bout's, same posture."""
        if self._change is None or self._open is None or posture.family != self._change.family:
            return False
        return self._change.family != self._open.posture.family or posture in self._change.seconds

    def progress(self) -> BoutProgress | None:
        """What the body is doing as of the last second fed; None before the first."""
        if self._last is None or self._open is None:
            return None
        last = self._last
        return BoutProgress(last.end_s, last.posture, self._open, last.confidence, last.still_s, last.stirs)

    def settle(self, bout: Bout) -> None:
        """Take it that a bout was closed: if it is the open one, the next second opens another."""
        if self._open is not None and (self._open.start_s, self._open.end_s) == (bout.start_s, bout.end_s):
            self.finish()

    def finish(self) -> list[Bout]:
        """Close the open bout at the last second seen: the input ends here, or a gap begins."""
        closed = [] if self._open is None else [self._open]
        self._open = self._change = self._last = None
        return closed
