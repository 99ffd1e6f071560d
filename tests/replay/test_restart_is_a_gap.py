"""A restart is a gap and nothing else: what was known before is known after, to the second."""

import random

import pytest

from monitor.coaching.experiment import Assignment
from monitor.coaching.nudges import Nudge, Reply
from monitor.coaching.outcomes import Outcome
from monitor.coaching.profile import Profile, Side
from monitor.posture.bouts import MINIMUM_EVENT_S
from tests.support.lives import Lived, a_life, first_difference, kinds
from tests.support.stories import ZURICH, at

LIVES = 40


def lives(seed: int) -> tuple[Lived, Lived, bool]:
    """One life twice, with gaps, and with a restart in some of them; and whether all of these end a bout."""
    rng = random.Random(seed)
    life = a_life(rng)
    gaps = [float(str(step.how)) for step in life if step.what == "gap"]
    start_s = at(rng.choice(["08:00", "11:30", "21:40", "23:30"]))
    restarts = frozenset(rng.sample(range(len(gaps)), min(len(gaps), rng.randint(1, 5))))
    profile = Profile(Side.LEFT, Side.LEFT)
    both = Lived(ZURICH, start_s, profile=profile), Lived(ZURICH, start_s, restarts, profile)
    for one in both:
        one.live(life)
    return *both, all(gaps[number] >= MINIMUM_EVENT_S for number in restarts)


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_restart_changes_nothing_that_a_gap_does_not(seed: int) -> None:
    """Bouts, nudges, replies, outcomes, exercises, cards: each as it would have been.

    Where the thigh rested is not kept: of a restart too short to end a bout, a shift may be missed.
    """
    without, restarted, ends_bouts = lives(seed)

    assert "" == first_difference(without.events, restarted.events, shifts=ends_bouts)


def test_the_lives_meet_what_they_are_about() -> None:
    """Enough of each kind happens in them that a difference would show."""
    found = [event for seed in range(LIVES) for event in lives(seed)[1].events]

    assert min(sum(isinstance(event, kind) for event in found) for kind in (Nudge, Reply, Outcome)) > 20, kinds(found)
    assert not any(isinstance(event, Assignment) for event in found)
