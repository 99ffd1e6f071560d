"""Desk-stillness is counted by the second: neither movement nor creep, gaps of ten seconds begin anew."""

from itertools import pairwise

import numpy as np
import pytest

from monitor.posture.labels import MUTE_S, NON_WEAR_S, SUSPECT_S
from monitor.posture.wear import BUMP_S, STILL_RANGE_G, STILL_SD_G, WearDetector
from tests.support.motions import still_epochs

DESK = np.tile([0.0, 0.0, 1.0], (1000, 1))


def _last(mean_g: np.ndarray, sd_g: np.ndarray | float = 0.003) -> int:
    return int(WearDetector().feed(still_epochs(mean_g, sd_g))[-1])


def test_each_still_second_counts() -> None:
    """After a thousand still seconds the run is a thousand seconds long."""
    assert 1000 == _last(DESK)


@pytest.mark.parametrize(("moving_s", "length_s"), [(BUMP_S, 1000), (BUMP_S + 1, 1000 - 200 - BUMP_S - 1)])
def test_a_bump_is_short(moving_s: int, length_s: int) -> None:
    """Two seconds of movement end no run, three do; a second at the threshold moves."""
    sd_g = np.full(1000, 0.003)
    sd_g[200 : 200 + moving_s] = STILL_SD_G

    assert length_s == _last(DESK, sd_g)


def test_a_movement_that_leads_elsewhere_is_no_bump() -> None:
    """One moving second, and gravity lies 7 mg off: the count begins anew after it."""
    sd_g = np.full(1000, 0.003)
    sd_g[299] = STILL_SD_G

    assert 700 == _last(DESK + np.where(np.arange(1000) < 300, 0.0, 1.1 * STILL_RANGE_G)[:, None], sd_g)


def test_what_gravity_does_in_a_bump_is_not_creep() -> None:
    """A chair is tilted and put back: the run goes on, and it went on while it was tilted."""
    sd_g, mean_g = np.full(1000, 0.003), DESK.copy()
    sd_g[500], mean_g[500] = 0.2, [0.3, 0.0, 0.9]
    still_s = WearDetector().feed(still_epochs(mean_g, sd_g))

    assert list(range(MUTE_S, 1001)) == still_s[MUTE_S - 1 :].tolist()


def test_who_stirs_may_be_nudged() -> None:
    """After a bump in the first five minutes nothing is held back for a minute; the run is remembered."""
    sd_g = np.full(1000, 0.003)
    sd_g[200] = 0.2
    still_s = WearDetector().feed(still_epochs(DESK, sd_g))

    assert [0] * MUTE_S == still_s[200 : 200 + MUTE_S].tolist()
    assert 201 + MUTE_S == still_s[200 + MUTE_S]


def test_each_second_is_counted_as_one_by_one() -> None:
    """Runs, bumps and creep of a restless desk, counted in the plainest way, are the same in blocks of any size."""
    rng = np.random.default_rng(5)
    for creep_g in (1e-5, 1e-4, 3e-4):
        mean_g = DESK[0] + np.cumsum(rng.normal(0.0, creep_g, (3000, 3)), axis=0)
        sd_g = np.where(rng.random(3000) < rng.choice([0.01, 0.1]), 0.1, 0.003)
        detector, edges = WearDetector(), [0, *sorted(rng.integers(1, 3000, 40)), 3000]
        cuts = [(begin, end) for begin, end in pairwise(edges) if end > begin]
        fed = [detector.feed(still_epochs(mean_g[begin:end], sd_g[begin:end], float(begin))) for begin, end in cuts]

        assert _plainly(mean_g, sd_g) == np.concatenate(fed).tolist()


def _plainly(mean_g: np.ndarray, sd_g: np.ndarray) -> list[int]:
    counts, since, moved_s = [], [], BUMP_S
    length_s = calm_s = 0
    for mean, sd in zip(mean_g, sd_g, strict=True):
        if sd < STILL_SD_G:
            crept = np.ptp([*since, mean], axis=0).max() > STILL_RANGE_G
            since = [mean] if crept or not length_s else [*since, mean]
            length_s, moved_s = (1 if len(since) == 1 else length_s + 1), 0
        elif moved_s < BUMP_S and length_s - moved_s >= MUTE_S:
            length_s, moved_s = length_s + 1, moved_s + 1
        else:
            length_s = 0
        calm_s = calm_s + 1 if sd < STILL_SD_G else 0
        told = length_s >= SUSPECT_S or (length_s >= MUTE_S and calm_s >= MUTE_S)
        counts.append(length_s if told else 0)
    return counts


@pytest.mark.parametrize(("creep_g", "length_s"), [(0.9 * STILL_RANGE_G, 1000), (1.1 * STILL_RANGE_G, 500)])
def test_creep_of_gravity_begins_the_count_anew(creep_g: float, length_s: int) -> None:
    """A thigh that creeps by more than 6 mg is alive, though each of its seconds is still."""
    assert length_s == _last(DESK + np.where(np.arange(1000) < 500, 0.0, creep_g)[:, None])


@pytest.mark.parametrize(("gap_s", "length_s"), [(9.0, 1000 + 1000), (10.0, 1000)])
def test_a_gap_of_ten_seconds_begins_the_count_anew(gap_s: float, length_s: int) -> None:
    """A shorter one interrupts nothing, nor does it count."""
    detector = WearDetector()
    detector.feed(still_epochs(DESK, 0.003))

    assert length_s == int(detector.feed(still_epochs(DESK, 0.003, 1000.0 + gap_s))[-1])


def test_a_breathing_thigh_never_comes_near() -> None:
    """Slow creep of 15 mg, as of the quietest sitters, never makes a run of ten minutes."""
    creep = 0.0075 * np.sin(2.0 * np.pi * np.arange(3600) / 700.0)
    still_s = WearDetector().feed(still_epochs(np.column_stack([creep, creep, np.ones(3600)]), 0.003))

    assert still_s.max() < NON_WEAR_S
