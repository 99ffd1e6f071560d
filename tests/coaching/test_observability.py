"""The table of what a wearable sees has a row for everything, and no row promises too much."""

from itertools import product

import pytest

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.observability import FOLLOWED, TABLE, Sees, WornOn, could_see, find_observability
from monitor.coaching.profile import Side
from monitor.coaching.sessions import Reason
from monitor.posture.mounting import X_AXIS, Mounting
from monitor.wording.practice import REASON_TEXTS
from tests.support.feeds import POSED

SITES = ("thigh", "pocket", "hip", "back", "wrist")


def test_every_exercise_is_followed_but_the_break() -> None:
    """Those of the catalogue, each once."""
    assert sorted({*CATALOGUE} - {ExerciseId.MOVEMENT_BREAK}) == sorted(FOLLOWED)


def test_every_site_leg_and_exercise_has_its_row() -> None:
    """All that can be worn and asked for, and nothing else."""
    assert {*product(SITES, WornOn, FOLLOWED)} == {*TABLE}


def test_what_is_not_seen_has_a_reason_and_what_is_seen_needs_none() -> None:
    """One plain sentence each, which the words have."""
    for row in TABLE.values():
        assert (row.sees is Sees.NOTHING) is (row.reason is not None)
        assert row.reason is None or REASON_TEXTS[row.reason].endswith(".")


def test_only_a_thigh_sees() -> None:
    """Bridges from either leg; figure-4 and clamshell from the leg that works."""
    assert {
        ("thigh", WornOn.WORKED_LEG, ExerciseId.SEATED_FIGURE_4): Sees.HOLD,
        ("thigh", WornOn.WORKED_LEG, ExerciseId.CLAMSHELL): Sees.REPETITIONS,
        **{("thigh", leg, ExerciseId.GLUTE_BRIDGE): Sees.REPETITIONS for leg in WornOn},
    } == {row: found.sees for row, found in TABLE.items() if found.sees is not Sees.NOTHING}


@pytest.mark.parametrize(
    ("exercise", "mounting", "sees"),
    [
        (ExerciseId.SEATED_FIGURE_4, POSED, Sees.HOLD),
        (ExerciseId.SEATED_FIGURE_4, X_AXIS, Sees.NOTHING),
        (ExerciseId.CLAMSHELL, X_AXIS, Sees.NOTHING),
        (ExerciseId.GLUTE_BRIDGE, X_AXIS, Sees.REPETITIONS),
        (ExerciseId.GLUTE_BRIDGE, None, Sees.NOTHING),
    ],
)
def test_what_is_known_of_the_strap_limits_what_is_seen(
    exercise: ExerciseId, mounting: Mounting | None, sees: Sees
) -> None:
    """A roll needs the thigh's front, a lift only its axis."""
    found = find_observability(exercise, Side.RIGHT, wear_site="thigh", worn_leg=Side.RIGHT, mounting=mounting)

    assert sees is found.sees


def test_what_was_prescribed_cannot_be_seen_and_says_so() -> None:
    """No sensor rule exists for it: it is never guessed (G5)."""
    found = find_observability("wall-slide", Side.BOTH, wear_site="thigh", worn_leg=Side.LEFT, mounting=POSED)

    assert Sees.NOTHING is found.sees
    assert Reason.NOT_OURS is found.reason
    assert found.reason == could_see("wall-slide", Side.LEFT, wear_site="wrist", worn_leg=None)
    assert could_see(ExerciseId.MOVEMENT_BREAK, Side.BOTH, wear_site="thigh", worn_leg=None) is None
