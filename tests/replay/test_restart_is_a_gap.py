"""A restart is a gap and nothing else: what was known before is known after, to the second.

`python -m tests.replay.test_restart_is_a_gap 2000` tries as many lives, each with the real journal between.
"""

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from monitor.coaching.nudges import Nudge, Reply
from monitor.coaching.outcomes import Outcome
from monitor.coaching.profile import Profile, Side
from monitor.posture.bouts import MINIMUM_EVENT_S
from tests.support.lives import Journalled, Lived, a_life, first_difference, kinds
from tests.support.stories import ZURICH, at

LIVES, JOURNALLED = 30, 12
ANSWERS_AT_ONCE = 1371
"""A life in which a nudge is answered in its very second, before a restart."""

CLOCK_UNSEEN = 1482
"""A life in which the clock is put back, and so much time then passes unseen that it comes to where it had been."""

PROFILE = Profile(Side.LEFT, Side.LEFT)


def lives(seed: int, folder: Path | None = None) -> tuple[Lived, Lived, bool]:
    """One life twice, with gaps, and with a restart in some of them; and whether all of these end a bout.

    With a folder both have a journal there, and a clock that is set now and then.
    """
    rng = random.Random(seed)
    life = a_life(rng, clock=folder is not None)
    gaps = [float(str(step.how)) for step in life if step.what == "gap"]
    start_s = at(rng.choice(["08:00", "11:30", "21:40", "23:30"]))
    restarts = frozenset(rng.sample(range(len(gaps)), min(len(gaps), rng.randint(1, 5))))
    if folder is None:
        both: tuple[Lived, Lived] = Lived(ZURICH, start_s, profile=PROFILE), Lived(ZURICH, start_s, restarts, PROFILE)
    else:
        both = (
            Journalled(ZURICH, start_s, profile=PROFILE, path=folder / "gaps.sqlite"),
            Journalled(ZURICH, start_s, restarts, PROFILE, path=folder / "restarts.sqlite"),
        )
    for one in both:
        one.live(life)
        if isinstance(one, Journalled):
            one.close()
    return *both, all(gaps[number] >= MINIMUM_EVENT_S for number in restarts)


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_restart_changes_nothing_that_a_gap_does_not(seed: int) -> None:
    """Bouts, nudges, replies, outcomes, exercises, cards: each as it would have been.

    Where the thigh rested is not kept: of a restart too short to end a bout, a shift may be missed.
    """
    without, restarted, ends_bouts = lives(seed)

    assert "" == first_difference(without.events, restarted.events, shifts=ends_bouts)


@pytest.mark.parametrize("seed", [*range(1000, 1000 + JOURNALLED), ANSWERS_AT_ONCE, CLOCK_UNSEEN])
def test_what_is_read_from_the_journal_is_what_was_known(seed: int, tmp_path: Path) -> None:
    """The same with the journal on disk between, and a clock that is put ahead and back by up to a year."""
    without, restarted, ends_bouts = lives(seed, tmp_path)

    assert "" == first_difference(without.events, restarted.events, shifts=ends_bouts)


def test_the_lives_meet_what_they_are_about() -> None:
    """Enough of each kind happens in them that a difference would show."""
    found = [event for seed in range(LIVES) for event in lives(seed)[1].events]

    assert min(sum(isinstance(event, kind) for event in found) for kind in (Nudge, Reply, Outcome)) > 20, kinds(found)


def main() -> int:
    """Try as many lives as asked for; print each difference."""
    count = int(sys.argv[1])
    different = 0
    for seed in range(count):
        with TemporaryDirectory() as folder:
            without, restarted, ends_bouts = lives(seed, Path(folder))
        if difference := first_difference(without.events, restarted.events, shifts=ends_bouts):
            different += 1
            sys.stdout.write(f"seed {seed}: {difference}\n")
    sys.stdout.write(f"{count} lives, {different} differences\n")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())
