"""How the wearable sits at each moment: told by a pose or learned from walking, and watched ever after.

    unknown --walking--> learned --more walking, standing, sitting--> refined
    known   --brisk walking points elsewhere--> doubted --three windows that agree--> learned anew ("turned")
                                                        --one that fits again-------> known
    known   --brisk walking has come to point elsewhere by a little--> corrected by that turn ("slipped")
    known   --the wearable was off--> doubted

While it is unknown or doubted, no posture is said: nothing is ever silently wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats, directions
from monitor.posture.evidence import Seat, Upright
from monitor.posture.mounting import Change, Mounting, MountingChange, Vector, angle_deg, vector_of
from monitor.posture.walking import WalkFinder

TURNED_DEG = 40.0
"""Brisk walking that points further from the axis than this contradicts it (windows of 20 adults: at most 25)."""

TURNED_OVER_DEG = 75.0
"""Walking that is not brisk contradicts it only beyond this: pedalling that passes for walking lies at 45 to 65."""

TURNED_WINDOWS = 3
"""Windows of contradicting walks, and of no other, after which the mounting is learned anew (product default)."""

SLIPPED_DEG = 18.0
"""Brisk walking that has moved this far from how it pointed at first shows a slipped strap (20 adults, walking and
running: at most 12)."""

SLIPPED_WINDOWS = 4
"""Windows of brisk walking that are averaged for that (product default)."""

TOLD_DEG = 3.0
"""A refinement by less is not told (product default): it changes no decision."""


@dataclass(frozen=True, slots=True)
class Mounted:
    """Consecutive seconds of a block during which the wearable sat alike.

    Attributes:
        block: those seconds.
        mounting: None while it is not known or doubted.
        inclination_deg: angle of each second's gravity to the axis, shape (n,); 0 while there is no axis.
    """

    block: EpochBlock
    mounting: Mounting | None
    inclination_deg: Floats


@dataclass(slots=True)
class MountingTracker:
    """Keeps the mounting; feed epochs in order of time.

    Attributes:
        mounting: from a guided pose, or of an earlier day; None learns it.
        changes: what has changed, in order of time; whoever reads them clears them.
    """

    mounting: Mounting | None = None
    changes: list[MountingChange] = field(default_factory=list)
    _axis: Floats = field(default_factory=lambda: np.zeros(3))  # the mounting's, as an array
    _told: Mounting | None = None
    _doubted: bool = False
    _walks: WalkFinder = field(default_factory=WalkFinder)
    _upright: Upright | None = None  # what the axis is being learned from, or nothing if a pose has told it
    _seat: Seat | None = None  # what the front is being learned from
    _against: list[Floats] = field(default_factory=list)
    _brisk: list[Floats] = field(default_factory=list)  # the first windows of brisk walking, and then the latest

    def __post_init__(self) -> None:
        self._told = self.mounting
        if self.mounting is None:
            self._upright = Upright()
        else:
            self._axis = np.array(self.mounting.axis)
        if self.mounting is None or self.mounting.forward is None:
            self._seat = Seat()

    def take_off(self) -> None:
        """The wearable was off: only a walk will show that it sits as before, and it may face elsewhere."""
        self._doubted = self.mounting is not None
        if self.mounting is None:
            self._upright = Upright()
        self._seat = Seat()

    def feed(self, block: EpochBlock) -> Iterator[Mounted]:
        """The block in parts during which the wearable sat alike."""
        walks, begin = self._walks.feed(block), 0
        columns = (walks.ends.tolist(), walks.directions, walks.sd_g.tolist(), walks.brisk.tolist())
        for end, direction, sd_g, brisk in zip(*columns, strict=True):
            if (settle := self._weigh(direction, sd_g, brisk=brisk)) is None:
                continue
            if end > begin:
                yield from self._parts(block.part(begin, end))
            begin = end
            settle(block.start_s + end + 1.0)
        if begin < len(block):
            yield from self._parts(block.part(begin, len(block)))

    def _parts(self, part: EpochBlock) -> Iterator[Mounted]:
        if self.mounting is None:
            yield Mounted(part, None, np.zeros(len(part)))
            return
        inclination_deg = part.inclination_deg(self._axis)
        if self._upright is not None:
            self._upright.stand(part, inclination_deg)
        begin = 0
        if self._seat is not None and not self._doubted:
            for end in self._seat.sit(part, inclination_deg):
                yield Mounted(part.part(begin, end), self.mounting, inclination_deg[begin:end])
                begin = end
                self._face(part.start_s + begin)
        if begin < len(part):
            mounting = None if self._doubted else self.mounting
            yield Mounted(part.part(begin, len(part)), mounting, inclination_deg[begin:])

    def _weigh(self, direction: Floats, sd_g: float, *, brisk: bool) -> Callable[[float], None] | None:
        """What is to be done at the end of this window of walking; None if nothing is."""
        if self.mounting is not None:
            off_deg = angle_deg(direction, self._axis)
            if off_deg > (TURNED_DEG if brisk else TURNED_OVER_DEG):
                self._against.append(direction)
                return self._turn if len(self._against) >= TURNED_WINDOWS else self._mistrust
            if off_deg > TURNED_DEG:
                return None  # perhaps a bicycle
            self._against.clear()
            if self._doubted:
                return self._trust
            if brisk and self._slips(direction):
                return self._slip
        if self._upright is not None and self._upright.walk(direction, sd_g, brisk=brisk):
            return self._learn
        return None

    def _slips(self, direction: Floats) -> bool:
        if len(self._brisk) == 2 * SLIPPED_WINDOWS:
            del self._brisk[SLIPPED_WINDOWS]
        self._brisk.append(direction)
        if len(self._brisk) < 2 * SLIPPED_WINDOWS:
            return False
        return angle_deg(*self._first_and_latest()) > SLIPPED_DEG

    def _first_and_latest(self) -> tuple[Floats, Floats]:
        first, latest = self._brisk[:SLIPPED_WINDOWS], self._brisk[SLIPPED_WINDOWS:]
        return directions(np.add.reduce(first)), directions(np.add.reduce(latest))

    def _mistrust(self, _time_s: float) -> None:
        self._doubted = True

    def _trust(self, _time_s: float) -> None:
        self._doubted = False

    def _learn(self, time_s: float) -> None:
        if self._upright is not None:
            change = Change.LEARNED if self.mounting is None else Change.REFINED
            forward = None if self.mounting is None else self.mounting.forward
            axis = self._upright.axis
            self._settle(time_s, change, Mounting(axis, None if forward is None else _square_to(axis, forward)))

    def _turn(self, time_s: float) -> None:
        self._begin_anew(self._against)
        if self._upright is not None:
            self._settle(time_s, Change.TURNED, Mounting(self._upright.axis))
        self._brisk.clear()
        self._seat = Seat()

    def _slip(self, time_s: float) -> None:
        first, latest = self._first_and_latest()
        if self.mounting is not None:
            self._settle(time_s, Change.SLIPPED, _turned(self.mounting, first, latest))
        del self._brisk[:SLIPPED_WINDOWS]
        if self._upright is not None:
            self._begin_anew(self._brisk)

    def _begin_anew(self, windows: list[Floats]) -> None:
        """Learn the axis from these windows of brisk walking, and from what comes after."""
        self._upright = Upright()
        for direction in windows:
            self._upright.walk(direction, 1.0, brisk=True)

    def _face(self, time_s: float) -> None:
        if self._seat is not None and self.mounting is not None:
            axis, front = self.mounting.axis, self._seat.front
            forward = None if front is None else _square_to(axis, front)
            self._settle(time_s, Change.REFINED, replace(self.mounting, forward=forward))

    def _settle(self, time_s: float, change: Change, mounting: Mounting) -> None:
        told = self._told
        turned_deg = 0.0 if told is None else told.off_deg(mounting)
        if change is not Change.REFINED or turned_deg >= TOLD_DEG or not _faces_alike(told, mounting):
            self.changes.append(MountingChange(time_s, change, mounting, turned_deg))
            self._told = mounting
        self.mounting, self._axis, self._doubted = mounting, np.array(mounting.axis), False
        self._against.clear()


def _faces_alike(told: Mounting | None, mounting: Mounting) -> bool:
    if told is None or told.forward is None or mounting.forward is None:
        return told is not None and told.forward == mounting.forward
    return angle_deg(told.forward, mounting.forward) < TOLD_DEG


def _square_to(axis: Vector, vector: Vector) -> Vector:
    """The part of a vector that is square to a unit vector, itself a unit vector."""
    up, along = np.array(axis), np.array(vector)
    return vector_of(directions(along - (along @ up) * up))


def _turned(mounting: Mounting, before: Floats, after: Floats) -> Mounting:
    """A mounting after the strap has turned by the shortest turn from one unit vector to another."""
    return replace(
        mounting,
        axis=_turned_vector(mounting.axis, before, after),
        forward=None if mounting.forward is None else _turned_vector(mounting.forward, before, after),
    )


def _turned_vector(vector: Vector, before: Floats, after: Floats) -> Vector:
    """`vector` under the shortest turn from `before` to `after` (Rodrigues), which must not be opposite."""
    v, cosine = np.array(vector), float(before @ after)
    axle = np.cross(before, after)
    return vector_of(v * cosine + np.cross(axle, v) + axle * (axle @ v) / (1.0 + cosine))
