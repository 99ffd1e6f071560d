"""The thigh's rule: sitting or upright, and on which side it lies.

A sitting thigh lies level, a standing one hangs: the angle between thigh and gravity decides, with hysteresis.
Pedalling is the confounder, since a pedalling thigh is level half of the time and a coasting one rests there.  Three
plain rules take care of it: a second of pedalling never begins a sitting; after pedalling, sitting must last before
it is believed; and a few seconds of steady pedalling end a sitting.

All rules look back by the longest of their windows, a minute, and the state is the last decision.  That makes a
week at once and a second at a time the same computation.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.posture.labels import BRIDGE_S
from monitor.posture.mounting import Mounting
from monitor.posture.mounting_tracker import Mounted, MountingTracker
from monitor.posture.runs import Flags, run_length, trailing_count
from monitor.posture.verdict import Verdict, joined


@dataclass(frozen=True, slots=True)
class ThighThresholds:
    """When a thigh sits.

    Chosen by hand on 20 people of two populations and kept round; accuracy is flat around each (validation/accuracy.py
    --sweep), and the angles are those of the field (activPAL-like rules use 45 degrees; acti-motus 47.5).

    Attributes:
        sit_deg, rise_deg: inclination above which sitting may begin, and below which it ends.
        dwell_s: seconds above `sit_deg` before sitting begins.
        clear_deg, calm_sd_g: above this inclination and below this SD sitting begins at once.
        pedal_sd_g, pedal_min_deg, pedal_max_deg: a second of pedalling has a larger SD, at an inclination between.
        ride_s, ride_pedal_s: so many pedalling seconds among the last `ride_s` make a ride.
        ride_dwell_s: seconds above `sit_deg` without pedalling before sitting begins during a ride.
        pedal_window_s, pedal_count_s, pedal_end_sd_g: so many pedalling seconds of a larger SD among the last
            `pedal_window_s` end a sitting; a crossed leg that bounces does not.
        pose_share, pose_least_deg: where the guided pose sat low, sitting begins at this share of its inclination, but
            not below the least; hysteresis and clearance move along.
        carried_sd_g, carried_s, carried_count_s: so many seconds of sitting with a larger SD among the last `carried_s`
            are not believed: the wearable may be carried in a bag.  In the worst minute of sitting of 20 people there
            were 29, in all but one at most 11.
        move_sd_g: an upright second with a larger SD is moving.
        lie_roll_deg: a level thigh rolled further than this, below 90, from its sitting pose is lying: in 24 people
            seen in no second of sitting, but only in 7 to 59 % of lying (one thigh cannot tell the rest).
    """

    sit_deg: float = 48.0
    rise_deg: float = 45.0
    dwell_s: int = 3
    clear_deg: float = 60.0
    calm_sd_g: float = 0.35
    pedal_sd_g: float = 0.12
    pedal_min_deg: float = 25.0
    pedal_max_deg: float = 80.0
    ride_s: int = 30
    ride_pedal_s: int = 8
    ride_dwell_s: int = 20
    pedal_window_s: int = 6
    pedal_count_s: int = 5
    pedal_end_sd_g: float = 0.20
    pose_share: float = 0.65
    pose_least_deg: float = 30.0
    carried_sd_g: float = 0.12
    carried_s: int = 60
    carried_count_s: int = 45
    move_sd_g: float = 0.15
    lie_roll_deg: float = 65.0

    def fitted(self, mounting: Mounting | None) -> "ThighThresholds":
        """The rule for a person whose guided pose sat low, or stood leaning: the poses say where the middle is."""
        if mounting is None or mounting.sitting_deg is None:
            return self
        lower_deg = self.sit_deg - max(self.pose_least_deg, self.pose_share * mounting.sitting_deg)
        if lower_deg <= 0.0:
            return self
        return replace(
            self,
            sit_deg=self.sit_deg - lower_deg,
            rise_deg=self.rise_deg - lower_deg,
            clear_deg=self.clear_deg - lower_deg,
        )


ALIVE_G = 0.5
"""Least sum of the axes' means of a sensor that is alive: gravity gives 1 to 1.7 g, a sleeping logger zeros."""

SURE_LOGIT = 5.5
"""Log odds that a decision at the threshold is right, the sitter being still (fitted on 20 people, rounded)."""

SURE_LOGIT_PER_DEG = 0.2
"""What each degree away from the threshold adds to them (fitted on 20 people, rounded)."""

MARGIN_DEG = (-10.0, 20.0)
"""Degrees beyond the threshold, to the side of the decision, that count; negative where hysteresis holds the state."""

STIR_POWER = 2.5
"""The odds against sitting grow with this power of the SD: a sitting thigh is still (fitted on 20 people, rounded)."""

STIR_G = (0.01, 0.3)
"""SD in g within which that counts; the lower end is a still thigh with the sensor's noise."""

_SIT, _RISE, _NONE = np.array([1, 0, -1], dtype=np.int8)


@dataclass(slots=True)
class ThighRule:
    """Whether the body of a thigh sits, each second from the seconds up to it; feed epochs in order of time.

    Attributes:
        keeper: knows how the wearable sits on the thigh.
        thresholds: the rule's numbers, before they are fitted to a mounting.
    """

    keeper: MountingTracker = field(default_factory=MountingTracker)
    thresholds: ThighThresholds = field(default_factory=ThighThresholds)
    _fitted: tuple[Mounting | None, ThighThresholds] = (None, ThighThresholds())
    _memory: Floats = field(default_factory=lambda: np.empty((2, 0)))  # inclination and SD of the last half minute
    _jolts: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))  # of the last minute; empty if there is none
    _sits: bool | None = None
    _end_s: float = float("-inf")

    def __post_init__(self) -> None:
        self._fitted = (None, self.thresholds)

    def feed(self, block: EpochBlock) -> Verdict:
        """What each epoch of the block says, with those before it."""
        if block.start_s - self._end_s >= BRIDGE_S:
            self._forget()
        self._end_s = block.end_s
        verdict = joined([self._judge(part) for part in self.keeper.feed(block)])
        if self.keeper.changes:
            verdict = replace(verdict, changes=tuple(self.keeper.changes))
            self.keeper.changes.clear()
        return verdict

    def take_off(self) -> None:
        """The wearable was not worn: how it will sit, and what its body does next, is not known from before."""
        self.keeper.take_off()
        self._forget()

    def _judge(self, part: Mounted) -> Verdict:
        features, mounting = part.block.features, part.mounting
        rule = self._rule(mounting)
        known = np.add.reduce(np.abs(features.mean_g), axis=1) > (ALIVE_G if mounting else np.inf)
        sits, carried = self._decide(rule, part.inclination_deg, features.sd_g, known)
        return Verdict(
            known=known & ~(sits & carried),
            sits=sits,
            lies=_lies(features.mean_g, sits, mounting, rule),
            moves=features.sd_g > rule.move_sd_g,
            confidence=_confidence(part.inclination_deg, features.sd_g, sits, rule),
        )

    def _rule(self, mounting: Mounting | None) -> ThighThresholds:
        if mounting is not self._fitted[0]:
            self._fitted = (mounting, self.thresholds.fitted(mounting))
        return self._fitted[1]

    def _forget(self) -> None:
        """After a gap nothing is known of the body: the next second decides alone."""
        self._memory, self._jolts, self._sits = np.empty((2, 0)), np.zeros(0, dtype=bool), None

    def _decide(
        self, rule: ThighThresholds, inclination_deg: Floats, sd_g: Floats, known: Flags
    ) -> tuple[Flags, Flags]:
        """Whether each second sits, and whether it may be carried; seconds of an unknown axis take part as upright."""
        before = self._memory.shape[1]
        seconds = np.concatenate([self._memory, (np.where(known, inclination_deg, 0.0), sd_g)], axis=1)
        memory = max(rule.ride_s, rule.ride_dwell_s, rule.dwell_s, rule.pedal_window_s)
        self._memory = seconds[:, -memory:]
        events = _events(seconds[0], seconds[1], rule)[before:]
        if self._sits is None:
            self._sits = bool(seconds[0, before] > rule.sit_deg)
        sits = _last_event(events, self._sits)
        self._sits = bool(sits[-1])
        return sits, self._may_be_carried(sits & (sd_g > rule.carried_sd_g), rule)

    def _may_be_carried(self, jolts: Flags, rule: ThighThresholds) -> Flags:
        """Whether most seconds of the last minute were sitting with jolts."""
        before = len(self._jolts)
        if not before and not jolts.any():
            return jolts
        jolts = np.concatenate([self._jolts, jolts])
        self._jolts = jolts[-rule.carried_s :] if jolts[-rule.carried_s :].any() else np.zeros(0, dtype=bool)
        return trailing_count(jolts, rule.carried_s)[before:] >= rule.carried_count_s


def _lies(mean_g: Floats, sits: Flags, mounting: Mounting | None, rule: ThighThresholds) -> Flags:
    """Whether a thigh is rolled about its axis away from its sitting pose, one way or the other."""
    if mounting is None or mounting.forward is None or mounting.sitting_deg is None:  # a learned front may be a side
        return np.zeros(len(mean_g), dtype=bool)
    if not sits.any():
        return sits
    (ax, ay, az), (fx, fy, fz) = mounting.axis, mounting.forward
    x, y, z = mean_g.T
    ahead = fx * x + fy * y + fz * z
    aside = (ay * fz - az * fy) * x + (az * fx - ax * fz) * y + (ax * fy - ay * fx) * z
    lies: Flags = np.abs(aside) > math.tan(math.radians(rule.lie_roll_deg)) * ahead
    return lies


def _events(inclination_deg: Floats, sd_g: Floats, rule: ThighThresholds) -> NDArray[np.int8]:
    """What each second, with those before it, says: sitting begins, sitting ends, or nothing."""
    level = inclination_deg > rule.sit_deg
    rises = inclination_deg < rule.rise_deg
    clear = (inclination_deg > rule.clear_deg) & (sd_g < rule.calm_sd_g) & level
    pedals = (sd_g > rule.pedal_sd_g) & (inclination_deg > rule.pedal_min_deg) & (inclination_deg < rule.pedal_max_deg)
    if not pedals.any():
        sits = (run_length(level) >= rule.dwell_s) | clear
    else:
        strongly = pedals & (sd_g > rule.pedal_end_sd_g)
        rides = trailing_count(pedals, rule.ride_s) >= rule.ride_pedal_s
        rests = run_length(level & ~pedals)
        sits = np.where(rides, rests >= rule.ride_dwell_s, (rests >= rule.dwell_s) | (clear & ~pedals))
        rises |= trailing_count(strongly, rule.pedal_window_s) >= rule.pedal_count_s
    events: NDArray[np.int8] = np.where(rises, _RISE, np.where(sits, _SIT, _NONE))
    return events


def _last_event(events: NDArray[np.int8], before: bool) -> Flags:
    """The state that the last event up to each second set."""
    numbered = np.arange(2, 2 * len(events) + 2, 2)  # an even number for each second, and one more where sitting begins
    numbered += events
    numbered[events == _NONE] = before
    sits: Flags = (np.maximum.accumulate(numbered) & 1).astype(bool)
    return sits


def _confidence(inclination_deg: Floats, sd_g: Floats, sits: Flags, rule: ThighThresholds) -> Floats:
    """Probability that each decision is right: the odds against it fall with the margin, and grow if a sitter stirs."""
    beyond_deg = inclination_deg - (rule.sit_deg + rule.rise_deg) / 2.0
    margin_deg = np.minimum(np.maximum(np.where(sits, beyond_deg, -beyond_deg), MARGIN_DEG[0]), MARGIN_DEG[1])
    log_odds_against = margin_deg * -SURE_LOGIT_PER_DEG - SURE_LOGIT
    if sits.any():
        stirs = np.minimum(np.maximum(sd_g, STIR_G[0]), STIR_G[1]) / STIR_G[0]
        log_odds_against += np.where(sits, STIR_POWER * np.log(stirs), 0.0)
    odds_against = np.exp(np.minimum(log_odds_against, 0.0, out=log_odds_against), out=log_odds_against)
    odds_against += 1.0
    confidence: Floats = np.divide(1.0, odds_against, out=odds_against)
    return confidence
