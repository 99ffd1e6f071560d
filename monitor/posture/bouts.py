"""Runs of one posture, with the minimum-event rule.

    seconds   S S S S S u S S S S S U U U U U U U U U U U M M M
    bouts     [--------- sitting ----------)[---- standing ...
                        ^ too short to count  ^ counts after `minimum_s`, from its own beginning

A change is believed only when the body has stayed with it for the minimum time; the new bout then begins where the
change began.  Sitting and lying are one family, standing and moving another: a break is believed by its family (six
seconds of standing and five of walking are a break of eleven), and named after what it was for the most of its first
ten seconds.

What a strap on a desk told is no bout: once that is known, the open one has ended where the strap was laid down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from monitor.posture.labels import BRIDGE_S, Posture, PostureEpoch, Relabel
from monitor.posture.suspicion import OffBodySuspicion, Unworn

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
        doubt_since_s: since when the wearable may lie on a desk; None while there is no doubt.
        unworn: what is known with that second to have been a desk's; it is told once, and to be taken back.
    """

    time_s: float
    posture: Posture
    bout: Bout
    confidence: float = 1.0
    still_s: int = 0
    stirs: bool = False
    doubt_since_s: float | None = None
    unworn: Unworn | None = None


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
    _suspicion: OffBodySuspicion = field(default_factory=OffBodySuspicion)
    _unworn: Unworn | None = None
    _open: Bout | None = None
    _change: _Run | None = None
    _last: PostureEpoch | None = None

    def feed(self, epoch: PostureEpoch) -> list[Bout]:
        """The bouts that this second closed."""
        closed = self.finish() if self._last and epoch.start_s - self._last.end_s >= self.minimum_s else []
        self._last, self._unworn = epoch, self._suspicion.feed(epoch)
        if self._open is None:
            self._open = Bout(epoch.posture, epoch.start_s, epoch.end_s)
            return closed
        if self._unworn is not None and epoch.posture != self._open.posture:
            return closed + self._take_back(self._open, self._unworn.since_s, epoch)
        self._open = Bout(self._open.posture, self._open.start_s, epoch.end_s)
        if epoch.posture == self._open.posture:
            self._change = None
            return closed
        return closed + self._consider(epoch)

    def goes_on(self, epoch: PostureEpoch, least_still_s: int, most_still_s: int) -> bool:
        """Whether it belongs to the open bout, as do all after it that are so still; no change is under way."""
        if self._open is None or self._last is None or self._change is not None:
            return False
        calm = self._suspicion.is_calm(least_still_s, most_still_s)
        return calm and epoch.posture == self._open.posture and epoch.start_s - self._last.end_s < self.minimum_s

    def go_on(self, epoch: PostureEpoch) -> None:
        """Take a second that goes on with the open bout, as all those before it did, which need not be fed then."""
        if self._open is not None:
            self._open, self._last = replace(self._open, end_s=epoch.end_s), epoch

    def _take_back(self, told: Bout, since_s: float, epoch: PostureEpoch) -> list[Bout]:
        """The open bout ended where the strap was laid down, or was none; this second belongs to the next."""
        self._change = None
        if since_s - told.start_s < self.minimum_s:
            self._open = Bout(epoch.posture, told.start_s, epoch.end_s)
            return []
        self._open = Bout(epoch.posture, since_s, epoch.end_s)
        return [replace(told, end_s=since_s)]

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
        last, doubt_since_s = self._last, self._suspicion.since_s
        return BoutProgress(
            last.end_s,
            last.posture,
            self._open,
            last.confidence,
            last.still_s,
            last.stirs,
            doubt_since_s,
            self._unworn,
        )

    def settle(self, bout: Bout) -> None:
        """Take it that a bout was closed: if it is the open one, the next second opens another."""
        if self._open is not None and (self._open.start_s, self._open.end_s) == (bout.start_s, bout.end_s):
            self.finish()

    def finish(self) -> list[Bout]:
        """Close the open bout at the last second seen: the input ends here, or a gap begins."""
        closed = [] if self._open is None else [self._open]
        self._open = self._change = self._last = None
        return closed


AnyBout = TypeVar("AnyBout", bound=Bout)

TAKEN_BACK = 8
"""So many bouts may end in what turns out not to have been worn: a bout lasts ten seconds at least, and of what is as
still as on a desk hardly one ends."""


def corrected(told: Iterable[AnyBout | Relabel]) -> list[AnyBout]:
    """The bouts without what turned out wrong of them, in the order in which they were told.

    Whatever was relabelled is taken out of those that were closed by then, and out of the one that was still open.
    """
    bouts: list[AnyBout] = []
    wrong: Relabel | None = None
    for item in told:
        if isinstance(item, Relabel):
            bouts[-TAKEN_BACK:] = [part for bout in bouts[-TAKEN_BACK:] for part in _without(bout, item)]
            wrong = item
        else:
            bouts += [item] if wrong is None else _without(item, wrong)
            wrong = None
    return bouts


def _without(bout: AnyBout, wrong: Relabel) -> Iterator[AnyBout]:
    """What is left of a bout when a time is taken out of it; its shifts stay with the part before."""
    if bout.end_s <= wrong.start_s or wrong.end_s <= bout.start_s:
        yield bout
        return
    if bout.start_s < wrong.start_s:
        yield replace(bout, end_s=wrong.start_s)
    if wrong.end_s < bout.end_s:
        yield replace(bout, start_s=wrong.end_s, shifts=None)
