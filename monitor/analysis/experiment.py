"""Did the nudges work?  The effect of a nudge on a break within five minutes, from one's own experiment.

Two witnesses are asked, and only what both say is called found:

    interval    difference of the two shares, each nudge weighted by 1 / its chance of the arm that it got; its error is
                told by leaving out one day after the other, since nudges of one day resemble each other (jackknife)
    test        the same difference, had the lots fallen otherwise while the body did the same: how often chance alone
                makes one as large (randomisation test)

Both arms are measured alike, by the bouts that the wearable saw, and never by what somebody said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from monitor.coaching.experiment import Arm, Assignment, Design, Experiment, ExperimentRules
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import OUTCOME_WINDOW_S
from monitor.posture.bouts import MINIMUM_EVENT_S, Bout
from monitor.posture.labels import Posture
from monitor.texts import Text, Translator
from monitor.wording.nudges import ARM_WORDS

LEAST_NUDGES, LEAST_DAYS = 20, 7
"""Nudges of each arm, and days with some of it, below which no effect is told (product default)."""

LEVEL = 0.95
"""Of the interval."""

FOUND_BELOW = 0.01
"""What the test must say for an effect to be found (product default): stricter than the interval, because whoever looks
every week looks many times."""

REDRAWN = 2000
"""How often the lots are drawn anew for the test; from a fixed seed, so that the same trials give the same answer."""

ARMS = Arm.SHOWN, Arm.WITHHELD

UNSEEN = frozenset({Posture.NON_WEAR, Posture.UNKNOWN})

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TooFew:
    """There is not enough to tell an effect.

    Attributes:
        treated, control: nudges of each arm whose answer was seen.
        days: with some of each.
        arms: which two.
    """

    treated: int
    control: int
    days: int
    arms: tuple[Arm, Arm] = ARMS

    def say(self, *, tr: Translator) -> str:
        """What there is, and what is needed."""
        return tr(
            Text(
                "Too little to tell. Nudges so far: {treated} {one}, {control} {other}, days: {days}. "
                "Needed: {nudges} of each, days: {least_days}."
            ),
            treated=self.treated,
            one=ARM_WORDS[self.arms[0]],
            control=self.control,
            other=ARM_WORDS[self.arms[1]],
            days=self.days,
            nudges=LEAST_NUDGES,
            least_days=LEAST_DAYS,
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """What the first arm does that the second does not.

    Attributes:
        treated_share, control_share: of nudges that a break within five minutes followed, by arm, weighted; 0 to 1.
        effect: their difference.
        low, high: its 95 % interval.
        p_value: how often chance alone would make a difference as large; 0 to 1.
        nudges: how many it rests on.
        days: on how many days.
        arms: which two.
    """

    treated_share: float
    control_share: float
    effect: float
    low: float
    high: float
    p_value: float
    nudges: int
    days: int
    arms: tuple[Arm, Arm] = ARMS

    @property
    def is_found(self) -> bool:
        """Whether interval and test agree that there is a difference."""
        return not self.low <= 0.0 <= self.high and self.p_value < FOUND_BELOW

    def say(self, *, tr: Translator) -> str:
        """The estimate in plain sentences, with its interval, and whether it is more than chance."""
        told = tr(
            Text(
                "A break within 5 min followed: {one} {treated}, {other} {control}. "
                "Difference in points: {effect}, between {low} and {high} (interval: 95 %)."
            ),
            one=ARM_WORDS[self.arms[0]],
            treated=f"{self.treated_share:.0%}",
            other=ARM_WORDS[self.arms[1]],
            control=f"{self.control_share:.0%}",
            effect=_points(self.effect),
            low=_points(self.low),
            high=_points(self.high),
        )
        if self.is_found:
            return " ".join([told, tr(Text("That is more than chance would do."))])
        return " ".join([told, tr(Text("Chance alone might do that: no effect is shown, and none is ruled out."))])


def read_trials(assignments: Iterable[Assignment], bouts: Iterable[Bout], zone: tzinfo) -> pd.DataFrame:
    """What followed each lot, as the wearable saw it.

    Args:
        assignments: the lots.
        bouts: all bouts of the time, in any order.
        zone: in which days are counted.

    Returns:
        One row a lot, in order of time: `time_s`, `day` (date), `arm`, `probability`, and `broke` (boolean): whether an
        upright bout began within five minutes; missing where too much was unseen to tell.
    """
    seen = sorted((bout for bout in bouts if bout.posture not in UNSEEN), key=lambda bout: bout.start_s)
    rows = [
        (
            lot.time_s,
            datetime.fromtimestamp(lot.time_s, zone).date(),
            str(lot.arm),
            lot.probability,
            _broke(lot.time_s, seen),
        )
        for lot in sorted(assignments, key=lambda lot: lot.time_s)
    ]
    return _table(rows)


def _broke(time_s: float, seen: list[Bout]) -> bool | None:
    end_s = time_s + OUTCOME_WINDOW_S
    near = [bout for bout in seen if bout.start_s < end_s and bout.end_s > time_s]
    if any(bout.posture.upright and bout.start_s >= time_s for bout in near):
        return True
    seen_s = sum(min(bout.end_s, end_s) - max(bout.start_s, time_s) for bout in near)
    return False if OUTCOME_WINDOW_S - seen_s < MINIMUM_EVENT_S else None


def _table(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["time_s", "day", "arm", "probability", "broke"])
    return table.astype({"time_s": float, "probability": float, "broke": "boolean"})


def estimate_effect(trials: pd.DataFrame, arms: tuple[Arm, Arm] = ARMS) -> Effect | TooFew:
    """What the first of two arms does that the second does not.

    Lots that were no lots (probability 1) and answers that nobody saw are left out.

    Args:
        trials: as `read_trials` gives them.
        arms: the two that are compared.
    """
    used = trials[trials["arm"].isin(arms) & (trials["probability"] < 1.0) & trials["broke"].notna()]
    treated = (used["arm"] == arms[0]).to_numpy()
    days = pd.factorize(used["day"])[0]
    n_days = min(len(np.unique(days[one])) for one in (treated, ~treated))
    if min(treated.sum(), (~treated).sum()) < LEAST_NUDGES or n_days < LEAST_DAYS:
        return TooFew(int(treated.sum()), int((~treated).sum()), n_days, arms)
    broke = used["broke"].to_numpy(dtype=float)
    chance = np.where(treated, used["probability"], 1.0 - used["probability"])  # of the first arm
    first, second = (float(weights @ broke) for weights in _weights(treated, chance))
    effect, reach = first - second, _reach(treated, chance, broke, days)
    p_value = _test(effect, chance, broke)
    return Effect(first, second, effect, effect - reach, effect + reach, p_value, len(used), days.max() + 1, arms)


def _reach(treated: NDArray[np.bool_], chance: Numbers, broke: Numbers, days: NDArray[np.intp]) -> float:
    """Half the interval: how much the difference changes where one day after the other is left out."""
    shares = []
    for weights in (treated / chance, ~treated / (1.0 - chance)):
        weight, followed = np.bincount(days, weights), np.bincount(days, weights * broke)
        shares.append((followed.sum() - followed) / (weight.sum() - weight))
    without = shares[0] - shares[1]
    error = np.sqrt((len(without) - 1) * np.var(without))
    return float(stats.t.ppf(0.5 + LEVEL / 2.0, len(without) - 1) * error)


def _weights(treated: NDArray[np.bool_], chance: Numbers) -> tuple[Numbers, Numbers]:
    """For each arm, what each nudge weighs in its share; adds up to 1 along the last axis."""
    first, second = treated / chance, ~treated / (1.0 - chance)
    return first / first.sum(-1, keepdims=True), second / second.sum(-1, keepdims=True)


def _test(effect: float, chance: Numbers, broke: Numbers) -> float:
    """How often the lots, drawn anew, make a difference as large although the body did the same."""
    drawn = np.random.default_rng(0).random((REDRAWN, len(chance))) < chance
    drawn = drawn[drawn.any(axis=1) & ~drawn.all(axis=1)]
    first, second = _weights(drawn, chance)
    as_large = np.abs((first - second) @ broke) >= abs(effect) - 1e-12
    return float((1 + as_large.sum()) / (1 + len(drawn)))


def simulate_trials(
    effect: float, *, days: int = 60, nudges_a_day: int = 8, base: float = 0.3, seed: int = 1
) -> pd.DataFrame:
    """Trials of a person who does not exist, whose nudges have a known effect; lots as the daemon draws them.

    Args:
        effect: added to the share of breaks by a nudge that is shown, such as 0.2 for 20 points.
        days: from 2 March 2026 on.
        nudges_a_day: due, one in each hour from 9:00 UTC on.
        base: share of breaks without a nudge; that of a single day lies up to 0.15 beside it.
        seed: of lots and person.
    """
    rng = np.random.default_rng(seed)
    experiment = Experiment(ExperimentRules(Design.WITHHOLD, seed=f"{seed}"))
    rows: list[tuple[object, ...]] = []
    for day in range(days):
        start_s = 1772442000.0 + 86400.0 * day
        base_today = base + rng.uniform(-0.15, 0.15)
        for n in range(nudges_a_day):
            time_s = start_s + 3600.0 * n + float(rng.integers(1800))
            lot = experiment.assign(Nudge(time_s, time_s - 1800.0, 1800.0, 1))
            if lot is not None:
                broke = rng.random() < base_today + effect * (lot.arm is Arm.SHOWN)
                rows.append((time_s, f"{start_s:.0f}", str(lot.arm), lot.probability, bool(broke)))
    return _table(rows).assign(day=lambda trials: pd.to_datetime(trials["day"].astype(int), unit="s").dt.date)


def _points(share: float) -> str:
    return f"{100.0 * share:+.0f}"
