"""The seated figure-4 of the worn leg: the ankle on the other knee rolls the thigh outward, and it is held.

    roll outward of             30 deg  ___________          held: rolled, seated, still, not bouncing
    what is usual in                   |           |         over when the thigh has been back for more than 2 s
    this sitting              _________|           |_____    inward, its mirror image, is the wrong way

Gravity sees the roll about the thigh's axis and its inclination, nothing else of the leg.  What is usual is learned
from the last minute of sitting; without it no roll is called a figure-4.  So who sits down with crossed legs and stays
like that is not taken for somebody who stretches.

No labelled recording of a figure-4 exists: the angles are reasoned from anatomy, and held against ordinary sitting only
(validation/practice.py).
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from monitor.motion.features import Floats, inclination_deg
from monitor.posture.angles import ThighFrame
from monitor.posture.labels import BRIDGE_S
from monitor.posture.recent import LOOKBACK_S, Second
from monitor.posture.swings import count_swings

ROLL_DEG = 35.0
"""Least roll away from what is usual.  A shank that lies level turns the thigh bone by 50 to 90 degrees, of which 35 to
70 are expected at the strap (reasoned).  In 6.4 h of sitting none was rolled as far for 10 s, either way; see
docs/method.md for what less, and another pose, would do."""

NEUTRAL_DEG = 20.0
"""Least roll away from the mounting's front: a thigh that was rolled the other way and comes back crosses nothing
(reasoned: less than the least roll by what a guided pose may be off)."""

MOST_ROLL_DEG = 80.0
"""Beyond it the body lies on its side (reasoned)."""

LEVEL_DEG = (60.0, 115.0)
"""Inclination of a seated thigh whose ankle lies on the other knee; the knee of a stiff hip stays up (reasoned)."""

STILL_SD_G = 0.08
"""A held second has a smaller SD: breath and tremor make 0.01, settling into the stretch up to 0.05 (reasoned)."""

LIFELESS_G = 0.0007
"""A hold whose five-second means differ by less than this from one to the next, as SD, is a desk's: the sensor's noise
makes 0.0003 of a desk at 50 Hz and 0.0005 at 12.5 Hz, breath and tremor 0.0009 of the quietest of 100 simulated holds.
Of half-minutes of sitting at ease, of people whose sensor shows its noise, 3 of 252 are as dead."""

LIFELESS_S = 20
"""Fewer quiet seconds are not judged so (product default)."""

LIFE_PART_S = 5
"""Seconds in a row that make one mean."""

QUIET_SD_G = 0.02
"""A second with a smaller SD is judged by where it points; see `monitor.posture.wear`."""

NOISE_SD_G = 0.001
"""Least mean SD of what can be judged: a sensor that shows no noise is too coarse to show breath (12 people wore such
a one, and it stood perfectly still in a quarter of their sitting)."""

INTERRUPTION_S = 2
"""So many seconds in a row of stirring interrupt no hold; they are not counted as held (product default)."""

USUAL_S = 20
"""Least seconds of sitting, of the last minute, that say what is usual (product default)."""

USUAL_DEG = 45.0
"""A thigh rolled further than this from the guided pose is crossed or lies, and does not say what is usual (people: the
roll of sitting has its 95th percentile at 20 to 36)."""

UPRIGHT_S = 3
"""Seconds upright that end a sitting, and what was usual in it; fewer may be a doubt (product default)."""

BOUNCE_S = 4
"""Seconds looked at for a bounce: four turns at 1 Hz."""

BOUNCE_SWINGS = (6, 18)
"""Swings within them that are a bounce of 1 to 2 Hz (D9), with some room; a jiggling foot makes 24 and more."""

BOUNCE_SWING_G = 0.05
"""Least swing of a bounce: 1 degree up and down at the thigh, with its acceleration; heart and breath make 0.003."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A thigh that was rolled for a while.

    Attributes:
        start_s, end_s: its first rolled second, and the end of its last.
        outward: rolled outward, as in a figure-4, or inward.
        seen_s: seconds rolled.
        held_s: most seconds held in one go.
        bouncing: whether a bounce was noticed; what bounces is not held.
        alive: False if for a while not even breath moved it: a strap that lies somewhere; what is dead is not held.
    """

    start_s: float
    end_s: float
    outward: bool
    seen_s: int
    held_s: int
    bouncing: bool
    alive: bool = True


class Life:
    """Tells a body from a desk by how a hold moves, in means of some seconds: noise and a drift count little."""

    def __init__(self) -> None:
        self._part: list[Second] = []
        self._means_g: list[Floats] = []
        self._noise_g = 0.0

    def add(self, second: Second) -> None:
        """One more second, held."""
        if second.sd_g >= QUIET_SD_G:
            self._part.clear()
            return
        self._part.append(second)
        if len(self._part) == LIFE_PART_S:
            self._means_g.append(np.add.reduce([second.mean_g for second in self._part]) / LIFE_PART_S)
            self._noise_g += sum(second.sd_g for second in self._part)
            self._part.clear()

    @property
    def can_tell(self) -> bool:
        """Whether there was enough to judge, and the sensor is fine enough."""
        quiet_s = LIFE_PART_S * len(self._means_g)
        return quiet_s >= LIFELESS_S and self._noise_g >= NOISE_SD_G * quiet_s

    @property
    def is_missing(self) -> bool:
        """Whether this was a desk, as far as the sensor can tell."""
        if not self.can_tell:
            return False
        steps_g = np.diff(self._means_g, axis=0)
        return bool((steps_g * steps_g).sum() < 2.0 * len(steps_g) * LIFELESS_G**2)


class _Roll:
    """A thigh that is rolled right now."""

    def __init__(self, start_s: float, *, outward: bool) -> None:
        self.outward = outward
        self.away_s = 0  # seconds back, in a row
        self._start_s = self._end_s = start_s
        self._seen_s = self._run_s = self._best_s = self._loose_s = 0
        self._bouncing, self._alive, self._life = False, True, Life()
        self._parts: deque[Floats] = deque(maxlen=BOUNCE_S)

    @property
    def hold(self) -> Hold:
        """What was held so far."""
        dead = self._life.is_missing
        best_s = self._best_s if dead else max(self._best_s, self._run_s)
        alive = self._alive and not dead
        return Hold(self._start_s, self._end_s, self.outward, self._seen_s, best_s, self._bouncing, alive)

    def add(self, second: Second) -> None:
        """One more second, rolled."""
        if second.start_s != self._end_s or second.parts_g is None:
            self._parts.clear()
        if second.parts_g is not None:
            self._parts.append(second.parts_g)
        self._end_s, self.away_s = second.end_s, 0
        self._seen_s += 1
        if _bounces(self._parts):
            self._bouncing = True
            self._end_run(self._run_s - BOUNCE_S + 1)  # the bounce began with the seconds looked at
        elif second.sd_g < STILL_SD_G:
            self._run_s, self._loose_s = self._run_s + 1, 0
            self._life.add(second)
        else:
            self._loosen()

    def leave(self) -> None:
        """One more second, back."""
        self.away_s += 1
        self._loosen()

    def _loosen(self) -> None:
        self._loose_s += 1
        if self._loose_s > INTERRUPTION_S:
            self._end_run(self._run_s)

    def _end_run(self, held_s: int) -> None:
        if self._life.is_missing:
            held_s, self._alive = 0, False
        self._best_s, self._run_s, self._life = max(self._best_s, held_s), 0, Life()


@dataclass(slots=True)
class Figure4Watch:
    """Watches one thigh for holds; feed the seconds in order of time, without those that say nothing of the body.

    Attributes:
        thigh: which way it points.
        roll_deg: least roll; see `ROLL_DEG`.
    """

    thigh: ThighFrame
    roll_deg: float = ROLL_DEG
    _usual_deg: deque[float] = field(default_factory=lambda: deque(maxlen=int(LOOKBACK_S)))
    _upright_s: int = 0
    _end_s: float = float("-inf")
    _roll: _Roll | None = None

    @property
    def hold(self) -> Hold | None:
        """The hold that is not over yet."""
        return None if self._roll is None else self._roll.hold

    def feed(self, second: Second) -> list[Hold]:
        """The hold that this second ended, if any."""
        over = []
        if second.start_s - self._end_s >= BRIDGE_S:
            over = self.finish()
            self._usual_deg.clear()
        self._end_s = second.end_s
        away_deg = self._away_deg(second)
        if away_deg == 0.0:
            self._settle(second)
            return over + self._leave()
        if self._roll is not None and self._roll.outward != (away_deg > 0.0):
            over += self.finish()
        self._roll = self._roll or _Roll(second.start_s, outward=away_deg > 0.0)
        self._roll.add(second)
        return over

    def forget(self) -> None:
        """What was seen last was no body: the open hold is none, and nothing is usual."""
        self._roll = None
        self._usual_deg.clear()

    def finish(self) -> list[Hold]:
        """The hold that is open, closed where the input ended."""
        over = [] if self._roll is None else [self._roll.hold]
        self._roll = None
        return over

    def _leave(self) -> list[Hold]:
        if self._roll is None:
            return []
        self._roll.leave()
        return self.finish() if self._roll.away_s > INTERRUPTION_S else []

    def _settle(self, second: Second) -> None:
        """Learn what is usual in this sitting."""
        self._upright_s = self._upright_s + 1 if second.posture.upright else 0
        if self._upright_s >= UPRIGHT_S:
            self._usual_deg.clear()
        if second.posture.sedentary and abs(roll_deg := self._roll_deg(second)) <= USUAL_DEG:
            self._usual_deg.append(roll_deg)

    def _away_deg(self, second: Second) -> float:
        """How far the seated thigh is rolled away from what is usual, outward above zero; 0 if it is not so held."""
        if not second.posture.sedentary or len(self._usual_deg) < USUAL_S:
            return 0.0
        level_deg = float(inclination_deg(second.mean_g[None], np.array(self.thigh.axis))[0])
        roll_deg = self._roll_deg(second)
        away_deg = (roll_deg - float(np.median(self._usual_deg)) + 180.0) % 360.0 - 180.0
        from_neutral_deg = roll_deg if away_deg > 0.0 else -roll_deg
        rolled = self.roll_deg <= abs(away_deg) <= MOST_ROLL_DEG and from_neutral_deg >= NEUTRAL_DEG
        return away_deg if rolled and LEVEL_DEG[0] <= level_deg <= LEVEL_DEG[1] else 0.0

    def _roll_deg(self, second: Second) -> float:
        return float(self.thigh.roll_deg(second.mean_g[None])[0])


def _bounces(parts_g: deque[Floats]) -> bool:
    """Whether the thigh went up and down at 1 to 2 Hz in the last seconds, along the line on which it moved most."""
    if len(parts_g) < BOUNCE_S:
        return False
    curve = np.concatenate(parts_g)
    curve = curve - curve.mean(axis=0)
    line = np.linalg.svd(curve, full_matrices=False)[2][0]
    least, most = BOUNCE_SWINGS
    return least <= count_swings((curve @ line).tolist(), BOUNCE_SWING_G) <= most
