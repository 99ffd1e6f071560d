"""The scores that we publish, on seconds that can be counted by hand."""

import math

import numpy as np
import pytest

from monitor.analysis.scoring import ABSENT, NEITHER, SEDENTARY, UPRIGHT, Confusion, judge, pooled
from validation.people import Subject

SITS, WALKS = 1, 4


def person(*runs: tuple[int, int]) -> Subject:
    """Somebody whose labelled seconds are these runs of (label, seconds)."""
    labels = np.repeat([label for label, _ in runs], [length for _, length in runs])
    return Subject("made", "up", 50.0, np.empty(0), np.empty((0, 3)), np.arange(len(labels)), labels)


def said(*runs: tuple[int, int]) -> np.ndarray:
    """What is said in runs of (state, seconds)."""
    return np.repeat([state for state, _ in runs], [length for _, length in runs])


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    """All of 90 sedentary and half of 10 upright seconds right is .75, not .95."""
    confusion = Confusion.of(np.arange(100) < 90, said((SEDENTARY, 95), (UPRIGHT, 5)))
    assert confusion.balanced_accuracy == pytest.approx(0.75)
    assert confusion.f1 == pytest.approx(2 * 90 / (90 + 95))
    assert confusion.bias_min_per_h == pytest.approx(60 * 5 / 100)


def test_non_wear_is_wrong_and_unknown_is_not_scored() -> None:
    """Non-wear counts against either class; unknown only lowers the coverage."""
    truth = np.arange(20) < 10
    confusion = Confusion.of(truth, said((NEITHER, 5), (SEDENTARY, 5), (NEITHER, 5), (UPRIGHT, 3), (ABSENT, 2)))
    assert confusion.balanced_accuracy == pytest.approx((5 / 10 + 3 / 8) / 2)
    assert confusion.coverage == pytest.approx(18 / 20)


def test_one_class_alone_has_no_balanced_accuracy() -> None:
    """Somebody who only sat is left out, not scored as perfect."""
    assert math.isnan(Confusion.of(np.ones(5, dtype=bool), said((SEDENTARY, 5))).balanced_accuracy)


def test_pooling_adds_seconds_not_scores() -> None:
    """A long recording weighs more than a short one."""
    right = Confusion.of(np.arange(80) < 40, said((SEDENTARY, 40), (UPRIGHT, 40)))
    wrong = Confusion.of(np.arange(20) < 10, said((UPRIGHT, 10), (SEDENTARY, 10)))
    assert pooled([right, wrong]).balanced_accuracy == pytest.approx(0.8)


def test_delay_is_told_to_the_end_of_the_first_right_second() -> None:
    """A rise said two seconds late is known three seconds after it; sitting down said at once, after one."""
    result = judge(person((SITS, 60), (WALKS, 60), (SITS, 60)), said((SEDENTARY, 62), (UPRIGHT, 58), (SEDENTARY, 60)))
    assert result.rise_s == [3]
    assert result.sit_s == [1]
    assert result.missed == 0


def test_a_change_that_is_never_said_is_missed() -> None:
    """Nothing within ten seconds is a miss, not a long delay."""
    result = judge(person((SITS, 60), (WALKS, 60)), said((SEDENTARY, 75), (UPRIGHT, 45)))
    assert result.missed == 1
    assert result.rise_s == []


@pytest.mark.parametrize(("flicker_s", "expected"), [(9, 0), (10, 1)])
def test_transitions_follow_the_minimum_event_rule(flicker_s: int, expected: int) -> None:
    """Nine seconds of upright are no transition, ten are."""
    result = judge(person((SITS, 120)), said((SEDENTARY, 60), (UPRIGHT, flicker_s), (SEDENTARY, 60 - flicker_s)))
    assert result.rises_true == 0
    assert expected == result.rises_said
