"""The effect of nudges from one's own experiment: what was planted is recovered, what was not is not found."""

from collections.abc import Callable
from datetime import UTC, date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from monitor.analysis.experiment import LEAST_DAYS, LEAST_NUDGES, Effect, TooFew, estimate_effect, read_trials
from monitor.analysis.experiment import simulate_trials as simulate
from monitor.coaching.experiment import Arm, Assignment
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture
from monitor.texts import ENGLISH, Translator

SEEDS = range(100)
SIT, STAND, WALK, OFF = Posture.SITTING, Posture.STANDING, Posture.MOVING, Posture.NON_WEAR
WORDS = Arm.WORDING_B, Arm.WORDING_A


def effect_of(trials: pd.DataFrame) -> Effect:
    """An effect, where there is enough to tell one."""
    effect = estimate_effect(trials)
    assert isinstance(effect, Effect)
    return effect


def table(
    shown: tuple[int, int], withheld: tuple[int, int], *, days: int = 10, probability: float = 0.5
) -> pd.DataFrame:
    """So many breaks of so many nudges in each arm, dealt to the days in turn."""
    rows = [
        (60.0 * n, date(2026, 3, 2) + timedelta(days=n % days), arm, chance, n < broke)
        for arm, chance, (broke, nudges) in (
            ("shown", 1.0 - probability, shown),
            ("withheld", probability, withheld),
        )
        for n in range(nudges)
    ]
    columns = ["time_s", "day", "arm", "probability", "broke"]
    return pd.DataFrame(rows, columns=columns).astype({"broke": "boolean"})


@pytest.fixture(scope="module")
def planted() -> list[Effect]:
    """What is told of a hundred people whose nudges have an effect of 20 points."""
    return [effect_of(simulate(0.2, seed=seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def nothing() -> list[Effect]:
    """What is told of a hundred people whose nudges do nothing."""
    return [effect_of(simulate(0.0, seed=seed)) for seed in SEEDS]


def test_a_planted_effect_is_recovered_inside_its_interval() -> None:
    """Twenty points, sixty days, eight nudges a day: the interval holds them, and not zero."""
    effect = effect_of(simulate(0.2))

    assert 0.0 < effect.low < 0.2 < effect.high
    assert effect.is_found


def test_intervals_hold_what_was_planted_as_often_as_they_say(planted: list[Effect], nothing: list[Effect]) -> None:
    """At 95 % fewer than 89 of 100 would be one chance in two hundred."""
    assert sum(effect.low <= 0.2 <= effect.high for effect in planted) >= 89
    assert sum(effect.low <= 0.0 <= effect.high for effect in nothing) >= 89


def test_a_planted_zero_is_not_found(nothing: list[Effect]) -> None:
    """In at least 95 of 100."""
    assert sum(not effect.is_found for effect in nothing) >= 95


def test_a_planted_effect_is_found_by_most(planted: list[Effect]) -> None:
    """After sixty days; and the estimates lie around what was planted, not beside it."""
    assert sum(effect.is_found for effect in planted) >= 80
    assert np.mean([effect.effect for effect in planted]) == pytest.approx(0.2, abs=0.02)


def test_a_harm_is_found_like_a_benefit() -> None:
    """Nudges that keep somebody seated are told as such."""
    effect = effect_of(simulate(-0.25, base=0.5))

    assert effect.is_found
    assert effect.high < 0.0


def test_with_even_chances_it_is_the_plain_difference() -> None:
    """24 of 40 against 10 of 40."""
    effect = effect_of(table((24, 40), (10, 40)))

    assert (0.6, 0.25) == pytest.approx((effect.treated_share, effect.control_share))
    assert (80, 10) == (effect.nudges, effect.days)
    assert effect.high - effect.effect == pytest.approx(effect.effect - effect.low)


def test_equal_shares_are_no_effect_at_all() -> None:
    """The test cannot tell them from any other lots."""
    effect = effect_of(table((20, 40), (20, 40)))

    assert (0.0, 1.0) == (effect.effect, effect.p_value)
    assert not effect.is_found


def test_the_test_agrees_with_counting() -> None:
    """Of 80 lots of even chance, a difference of 35 points comes by chance about twice in a thousand."""
    plain = stats.norm.sf(0.35 / np.sqrt(0.425 * 0.575 / 20.0)) * 2.0

    assert effect_of(table((24, 40), (10, 40))).p_value == pytest.approx(plain, abs=0.003)


def test_chances_that_changed_do_not_mislead() -> None:
    """Where fewer were withheld on the good days, plain shares would make an effect of nothing."""
    good, bad = table((56, 80), (14, 20), probability=0.2), table((10, 50), (10, 50))
    effect = effect_of(pd.concat([good, bad]))

    assert effect.effect == pytest.approx(0.0, abs=0.005)
    assert 66 / 130 - 24 / 70 > 0.15


def test_days_that_resemble_themselves_widen_the_interval() -> None:
    """The same nudges tell less if those that were shown on a day all went alike than if they were mixed."""
    mixed = table((30, 60), (20, 60), days=12)
    alike = mixed.assign(day=[*np.repeat(range(12), 5), *np.tile(range(12), 5)])
    widths = [effect.high - effect.low for effect in map(effect_of, (mixed, alike))]

    assert effect_of(mixed).effect == effect_of(alike).effect
    assert widths[1] > 1.5 * widths[0]


@pytest.mark.parametrize(
    ("trials", "said"),
    [
        (table((5, 9), (1, 4), days=3), "Nudges so far: 9 shown, 4 withheld, days: 3."),
        (table((5, 90), (1, LEAST_NUDGES - 1)), f"Nudges so far: 90 shown, {LEAST_NUDGES - 1} withheld, days: 10."),
        (table((50, 90), (20, 90), days=LEAST_DAYS - 1), f"90 shown, 90 withheld, days: {LEAST_DAYS - 1}."),
        (table((0, 0), (0, 0)), "Nudges so far: 0 shown, 0 withheld, days: 0."),
        (table((50, 90), (20, 40)).assign(probability=1.0), "0 shown, 0 withheld"),
        (table((50, 90), (20, 40)).assign(broke=pd.NA).astype({"broke": "boolean"}), "0 shown, 0 withheld"),
    ],
)
def test_with_too_little_it_refuses(trials: pd.DataFrame, said: str) -> None:
    """It says what there is and what is needed; lots that were none and answers that nobody saw do not count."""
    refused = estimate_effect(trials)

    assert isinstance(refused, TooFew)
    assert said in refused.say(tr=ENGLISH)
    assert refused.say(tr=ENGLISH).endswith("Needed: 20 of each, days: 7.")


def test_two_wordings_are_compared_like_shown_and_withheld() -> None:
    """The other lots of the table are left alone."""
    words = table((24, 40), (10, 40)).replace({"shown": "wording-b", "withheld": "wording-a"})
    effect = estimate_effect(pd.concat([words, table((0, 40), (40, 40))]), WORDS)

    assert isinstance(effect, Effect)
    assert effect.effect == pytest.approx(0.35)
    assert effect.say(tr=ENGLISH).startswith("A break within 5 min followed: wording B 60%, wording A 25%.")


@pytest.mark.parametrize(
    ("make", "end"),
    [
        (lambda: table((24, 40), (10, 40)), "That is more than chance would do."),
        (lambda: table((20, 40), (20, 40)), "Chance alone might do that: no effect is shown, and none is ruled out."),
    ],
)
def test_an_effect_is_said_with_its_interval(make: Callable[[], pd.DataFrame], end: str) -> None:
    """Shares, difference, interval, and whether it is more than chance; also in another tr."""
    effect = effect_of(make())

    assert f"Difference in points: {100 * effect.effect:+.0f}, between {100 * effect.low:+.0f}" in effect.say(
        tr=ENGLISH
    )
    assert effect.say(tr=ENGLISH).endswith(end)
    assert effect.say(tr=Translator("xx", lambda text: text.replace("followed", "folgte"))).count("folgte") == 1


def test_the_same_trials_give_the_same_answer() -> None:
    """To the last bit: what is drawn for the test is drawn from a fixed seed."""
    assert estimate_effect(simulate(0.1)) == estimate_effect(simulate(0.1))
    assert not simulate(0.1).equals(simulate(0.1, seed=2))


NOON_S = 1772452800.0


def bouts(*runs: tuple[Posture | None, float]) -> list[Bout]:
    """Bouts from half an hour before the nudge on; None is a gap."""
    at_s, made = NOON_S - 1800.0, []
    for posture, duration_s in runs:
        if posture is not None:
            made.append(Bout(posture, at_s, at_s + duration_s))
        at_s += duration_s
    return made


@pytest.mark.parametrize(
    ("lived", "broke"),
    [
        (bouts((SIT, 1860), (STAND, 70), (SIT, 600)), True),
        (bouts((SIT, 2099), (WALK, 70), (SIT, 600)), True),
        (bouts((SIT, 2100), (WALK, 70), (SIT, 600)), False),
        (bouts((SIT, 3600)), False),
        (bouts((STAND, 1830), (SIT, 600)), False),
        (bouts((SIT, 1900), (None, 5), (SIT, 600)), False),
        (bouts((SIT, 1900), (None, 20), (SIT, 600)), None),
        (bouts((SIT, 1900), (OFF, 60), (SIT, 600)), None),
        (bouts((SIT, 1900), (None, 60), (WALK, 60), (SIT, 60)), True),
        (bouts((SIT, 1900)), None),
        ([], None),
    ],
)
def test_what_followed_is_read_from_the_bouts(lived: list[Bout], broke: bool | None) -> None:
    """A break begins within five minutes, or none does, or too much was unseen to tell."""
    trials = read_trials([Assignment(NOON_S, Arm.WITHHELD, 0.3)], lived[::-1], UTC)

    assert [broke] == [None if one is pd.NA else one for one in trials["broke"]]


def test_lots_become_rows_in_order_of_time() -> None:
    """With the day on which they fell, where the person was."""
    lots = [Assignment(NOON_S + 86400.0, Arm.SHOWN, 0.7), Assignment(NOON_S, Arm.WITHHELD, 0.3)]
    trials = read_trials(lots, [], UTC)

    assert [NOON_S, NOON_S + 86400.0] == trials["time_s"].tolist()
    assert [date(2026, 3, 2), date(2026, 3, 3)] == trials["day"].tolist()
    assert ["withheld", "shown"] == trials["arm"].tolist()


def test_nobody_took_part() -> None:
    """An empty table is one of the same columns, and too little to tell."""
    trials = read_trials([], [], UTC)

    assert list(simulate(0.0, days=1).columns) == list(trials.columns)
    assert isinstance(estimate_effect(trials), TooFew)
