"""Bridges and clamshells are counted, and nothing else is."""

from math import cos, radians, sin

import numpy as np
import pytest

from monitor.posture.angles import ThighFrame
from monitor.posture.labels import Posture
from monitor.posture.recent import Second
from monitor.posture.repetitions import (
    KNEE_UP_DEG,
    SWING_DEG,
    Angles,
    RepetitionCounter,
    bridge_angles,
    clamshell_angles,
)
from monitor.posture.swings import count_swings

AXIS = (1.0, 0.0, 0.0)
BRIDGE = bridge_angles(AXIS)
CLAM = clamshell_angles(ThighFrame(AXIS, (0.0, 0.0, 1.0), right=True))


def count(
    angles: Angles,
    degrees: tuple[float, float],
    period_s: float,
    *,
    seconds: int = 60,
    posture: Posture = Posture.LYING,
    unseen: range = range(0),
) -> int:
    """Repetitions between two angles, from the first to the second and back in each period."""
    counter = RepetitionCounter(angles)
    low_deg, high_deg = degrees
    for second in range(seconds):
        if second in unseen:
            continue
        time_s = second + np.arange(8) / 8.0
        at_deg = low_deg + (high_deg - low_deg) * (0.5 - 0.5 * np.cos(2 * np.pi * time_s / period_s))
        parts_g = np.array([_lifted(deg) if angles is BRIDGE else _opened(deg) for deg in at_deg])
        counter.feed(Second(float(second), posture, parts_g.mean(axis=0), 0.05, parts_g))
    return counter.count


def _lifted(knee_up_deg: float) -> list[float]:
    return [cos(radians(knee_up_deg)), 0.0, sin(radians(knee_up_deg))]


def _opened(roll_deg: float) -> list[float]:
    return [0.0, -sin(radians(roll_deg)), cos(radians(roll_deg))]


@pytest.mark.parametrize(
    ("angles", "degrees"),
    [(BRIDGE, (140.0, 110.0)), (CLAM, (-90.0, -50.0))],
    ids=["bridge", "clamshell"],
)
@pytest.mark.parametrize(("period_s", "repetitions"), [(3.0, 20), (4.0, 15), (6.0, 10)])
def test_each_repetition_counts_once(
    angles: Angles, degrees: tuple[float, float], period_s: float, repetitions: int
) -> None:
    """A minute of them, whatever their pace, good to the one that the end may cut."""
    assert abs(count(angles, degrees, period_s) - repetitions) <= 1


@pytest.mark.parametrize(
    ("angles", "degrees", "period_s", "why"),
    [
        (BRIDGE, (140.0, 140.0 - SWING_DEG + 2.0), 4.0, "too small"),
        (BRIDGE, (140.0, 110.0), 40.0, "slower than a repetition: a change of position"),
        (BRIDGE, (KNEE_UP_DEG - 40.0, KNEE_UP_DEG - 2.0), 4.0, "the legs are stretched out"),
        (CLAM, (-10.0, 30.0), 4.0, "on the back"),
        (CLAM, (90.0, 50.0), 4.0, "on the other side, the worn leg below"),
    ],
)
def test_what_is_no_repetition(angles: Angles, degrees: tuple[float, float], period_s: float, why: str) -> None:
    """Out of position, out of pace or too small, nothing is counted."""
    assert 0 == count(angles, degrees, period_s), why


def test_nobody_does_bridges_upright() -> None:
    """The same swing while walking is a stride."""
    assert 0 == count(BRIDGE, (140.0, 110.0), 4.0, posture=Posture.MOVING)


def test_what_was_not_seen_is_not_counted() -> None:
    """Of a minute, half of which never came, half is counted."""
    assert abs(count(BRIDGE, (140.0, 110.0), 4.0, unseen=range(15, 45)) - 7) <= 1


def test_swings_are_counted_whatever_happens_between() -> None:
    """Up and down by enough, with a small wobble on the way, is two."""
    assert 2 == count_swings([0, 4, 3, 6, 11, 8, 9, 0], 10.0)
    assert 0 == count_swings([0, 4, 0, 9, 0], 10.0)
