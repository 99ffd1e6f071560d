"""Thresholds chosen on some people and judged on others: nobody judges their own choice."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from monitor.analysis.choosing import best, leave_one_out, sweep
from monitor.analysis.labelled import Labelled
from monitor.analysis.plots import draw_sweep
from monitor.posture.mounting import Mounting
from monitor.posture.thigh import ThighThresholds

AXIS = Mounting((1.0, 0.0, 0.0))
ANGLES = {angle: replace(ThighThresholds(), sit_deg=angle, rise_deg=angle - 3.0) for angle in (10.0, 25.0, 40.0, 59.0)}
scores_of_people = st.integers(3, 8).flatmap(
    lambda people: st.lists(
        st.lists(st.floats(0.5, 1.0), min_size=5, max_size=5), min_size=people, max_size=people
    ).map(lambda rows: pd.DataFrame(rows, columns=range(5)))
)


def person(name: str, sits_deg: float, stands_deg: float, *, seed: int = 1) -> Labelled:
    """Two minutes each of a thigh at these inclinations, with a little noise."""
    rate_hz, half = 20.0, 2 * 60 * 20
    angle = np.deg2rad(np.r_[np.full(half, stands_deg), np.full(half, sits_deg)])
    xyz_g = np.column_stack([np.cos(angle), np.zeros_like(angle), np.sin(angle)])
    xyz_g += np.random.default_rng(seed).normal(0.0, 0.01, xyz_g.shape)
    seconds = np.arange(240)
    labels = np.where(seconds < 120, 2, 1)
    return Labelled("", name, rate_hz, np.arange(2 * half) / rate_hz, xyz_g, seconds, labels, "thigh", AXIS)


# ------------------------------------------------------------------------------------ the sweep
def test_a_planted_optimum_is_found() -> None:
    """Who stands at 20 degrees and sits at 50 is told by the values between, and is not by 10 or 59."""
    scores = sweep([person("a", 50.0, 20.0), person("b", 52.0, 18.0, seed=2)], ANGLES)

    assert [("a", "b"), tuple(ANGLES)] == [tuple(scores.index), tuple(scores.columns)]
    assert (scores[[25.0, 40.0]] > 0.98).all(axis=None)
    assert (scores[[10.0, 59.0]] < 0.6).all(axis=None)
    assert 25.0 == best(scores)


def test_who_never_stands_has_no_score() -> None:
    """And has no say in the choice."""
    sat = person("sat", 50.0, 20.0)
    sat = replace(sat, seconds=sat.seconds[120:], labels=sat.labels[120:])
    scores = sweep([sat, person("a", 50.0, 20.0)], ANGLES)

    assert scores.loc["sat"].isna().all()
    assert best(scores) == best(scores.loc[["a"]])


# ------------------------------------------------------------------------------------ the choice
def test_of_a_plateau_the_middle_is_chosen() -> None:
    """Its edges are as good on these people, and not on the next."""
    scores = pd.DataFrame([[0.5, 0.9, 0.9, 0.9, 0.9, 0.9, 0.6]], columns=range(10, 80, 10))

    assert 40 == best(scores)


def test_a_peak_within_one_standard_error_is_chance() -> None:
    """0.951 is no better than its neighbours where people differ by five hundredths; alone in front it is."""
    rough = pd.DataFrame([[0.95, 0.95, 0.951, 0.95], [0.85, 0.85, 0.851, 0.85]], columns=[1, 2, 3, 4])
    clear = pd.DataFrame([[0.90, 0.90, 0.95, 0.90], [0.901, 0.90, 0.951, 0.90]], columns=[1, 2, 3, 4])

    assert [2, 3] == [best(rough), best(clear)]
    assert 3 == best(rough, standard_errors=0.0)


def test_of_equals_without_an_order_the_first_is_taken() -> None:
    """Names of classifiers have no middle."""
    scores = pd.DataFrame([[0.7, 0.9, 0.9, 0.9]], columns=["ours", "old", "new", "theirs"])

    assert "old" == best(scores, standard_errors=0.0)


# ------------------------------------------------------------------------------------ leaving one out
def test_one_who_disagrees_is_judged_by_what_the_others_chose() -> None:
    """And their own best value does not help them."""
    scores = pd.DataFrame(
        [[0.6, 0.9], [0.6, 0.9], [0.6, 0.9], [0.9, 0.5]], index=["a", "b", "c", "odd"], columns=["low", "high"]
    )
    folds = leave_one_out(scores, standard_errors=0.0)

    assert ["high"] * 4 == folds["chosen"].tolist()
    assert 0.5 == folds.loc["odd", "left_out"]
    assert pytest.approx(0.9) == folds.loc["odd", "on_the_others"]
    assert pytest.approx((0.9 + 0.9 + 0.5) / 3) == folds.loc["a", "on_the_others"]


@given(scores=scores_of_people, place=st.integers(0, 2), own=st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5))
def test_what_somebody_scored_never_changes_the_choice_for_them(
    scores: pd.DataFrame, place: int, own: list[float]
) -> None:
    """Whatever their labels had been."""
    other = scores.copy()
    other.iloc[place] = own

    assert leave_one_out(scores)["chosen"].iloc[place] == leave_one_out(other)["chosen"].iloc[place]


@given(
    rows=st.lists(st.lists(st.integers(32, 64), min_size=4, max_size=4), min_size=3, max_size=8),
    seed=st.integers(0, 99),
)
def test_the_order_of_people_does_not_matter(rows: list[list[int]], seed: int) -> None:
    """Each is judged by the same choice, wherever they stand in the table."""
    scores = pd.DataFrame(np.array(rows) / 64.0)
    mixed = scores.sample(frac=1.0, random_state=seed)

    assert leave_one_out(scores, 0.0)["chosen"].equals(leave_one_out(mixed, 0.0)["chosen"].sort_index())


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        (lambda: leave_one_out(pd.DataFrame([[0.9, 0.8]])), "two people"),
        (lambda: leave_one_out(pd.DataFrame([[0.9], [0.8]], index=["ann", "ann"])), "ann is there twice"),
        (lambda: best(pd.DataFrame([[float("nan")]])), "nobody has a score"),
    ],
)
def test_what_cannot_be_judged_is_refused(refused: Callable[[], object], says: str) -> None:
    """One line says why."""
    with pytest.raises(ValueError, match=says) as caught:
        refused()

    assert "\n" not in str(caught.value)


def test_luck_is_gone_on_those_left_out() -> None:
    """Of candidates that are all alike the winner looks better than it is, and only to those who chose it."""
    studies = [pd.DataFrame(np.random.default_rng(seed).normal(0.9, 0.03, (6, 100))) for seed in range(40)]

    assert np.mean([luck[best(luck, 0.0)].mean() for luck in studies]) > 0.925
    assert np.mean([leave_one_out(luck, 0.0)["left_out"].mean() for luck in studies]) == pytest.approx(0.9, abs=0.008)


# ------------------------------------------------------------------------------------ the picture
def test_the_picture_has_a_line_for_each_person_and_one_for_all() -> None:
    """And marks what was chosen."""
    scores = sweep([person("a", 50.0, 20.0), person("b", 52.0, 18.0)], ANGLES)
    axes = Figure().subplots()
    draw_sweep(axes, scores, 25.0)

    assert 2 + 1 + 1 == len(axes.lines)
    assert "25" == axes.texts[0].get_text()
