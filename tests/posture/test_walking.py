"""Walking is found, and nothing else is taken for it."""

import numpy as np
import pytest

from monitor.posture.walking import WALK_WINDOW_S, WalkFinder
from monitor.simulation.sensor import random_rotation
from tests.support.motions import epochs_of
from tests.support.simulated import simulate


def _ends(script: str, seed: int) -> list[float]:
    """When the windows of walking end, in seconds since the script began."""
    motion = simulate(script, seed=seed, strap_rotation=random_rotation(seed))
    blocks, finder = epochs_of(list(motion.blocks())), WalkFinder()
    return [block.start_s + end + 1.0 - blocks[0].start_s for block in blocks for end in finder.feed(block).ends]


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_is_found_in_windows_that_do_not_overlap(seed: int) -> None:
    """A minute of walking gives a window for most of its eight seconds, whatever the strap's rotation."""
    ends = _ends("stand:10s walk:60s stand:10s", seed)

    assert 5 <= len(ends) <= 7
    assert all(10.0 < end <= 71.0 for end in ends)
    assert all(gap % WALK_WINDOW_S == 0.0 for gap in np.diff(ends))


def test_a_walk_does_not_go_on_across_a_gap() -> None:
    """Seven seconds, a gap and seven more are no eight seconds of walking."""
    assert not [end for seed in range(3) for end in _ends("walk:7s gap:20s walk:7s", seed)]


@pytest.mark.parametrize(
    "script", ["sit:5m", "fidget:5m", "drive:5m", "lie:5m", "figure4-left:2m", "stand:5m", "off:5m"]
)
def test_nothing_else_is_taken_for_walking(script: str) -> None:
    """Whoever does not walk is not seen walking."""
    assert not [end for seed in range(3) for end in _ends(script, seed)]
