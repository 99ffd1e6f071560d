"""The table of what a wearable sees has a row for everything, and no row promises too much."""

from itertools import product

import pytest

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.observability import FOLLOWED, Sees, could_see, find_observability
from monitor.coaching.profile import Side
from monitor.coaching.sessions import Reason
from monitor.coaching.wider import WIDER
from monitor.posture.mounting import X_AXIS, Mounting
from monitor.wording.practice import REASON_TEXTS
from tests.support.feeds import POSED

SITES = ("thigh", "pocket", "hip", "back", "wrist")
LEGS = (Side.LEFT, Side.RIGHT, None)


def test_every_exercise_is_followed_but_the_break() -> None:
    """Those of the guide, and of ours for a wider plan, each once."""
    assert sorted({*CATALOGUE, *WIDER} - {ExerciseId.MOVEMENT_BREAK}) == sorted(FOLLOWED)


def seen_by(site: str, leg: Side | None, exercise: str) -> Sees | Reason:
    """What a wearable there, of which all is known, sees of it for the left side."""
    return find_observability(exercise, Side.LEFT, wear_site=site, worn_leg=leg, mounting=POSED)


def test_what_is_not_seen_has_a_reason_in_words() -> None:
    """One plain sentence each, wherever it is worn and whatever is asked for; before it is prompted it is the same."""
    for site, leg, exercise in product(SITES, LEGS, FOLLOWED):
        found = seen_by(site, leg, exercise)
        assert could_see(exercise, Side.LEFT, wear_site=site, worn_leg=leg) == (None if found in Sees else found)
        assert found in Sees or REASON_TEXTS[Reason(found)].endswith(".")


def test_only_a_thigh_sees() -> None:
    """Bridges from either leg; figure-4 and clamshell from the leg that works."""
    every = {row: seen_by(*row) for row in product(SITES, LEGS, FOLLOWED)}

    assert {
        ("thigh", Side.LEFT, ExerciseId.SEATED_FIGURE_4): Sees.HOLD,
        ("thigh", Side.LEFT, ExerciseId.CLAMSHELL): Sees.REPETITIONS,
        **{("thigh", leg, ExerciseId.GLUTE_BRIDGE): Sees.REPETITIONS for leg in LEGS},
    } == {row: found for row, found in every.items() if isinstance(found, Sees)}
    assert [Reason.UNKNOWN_LEG, Reason.OTHER_LEG] == [
        every["thigh", leg, ExerciseId.CLAMSHELL] for leg in (None, Side.RIGHT)
    ]


@pytest.mark.parametrize(
    ("exercise", "mounting", "found"),
    [
        (ExerciseId.SEATED_FIGURE_4, POSED, Sees.HOLD),
        (ExerciseId.SEATED_FIGURE_4, X_AXIS, Reason.NO_FRONT),
        (ExerciseId.CLAMSHELL, X_AXIS, Reason.NO_FRONT),
        (ExerciseId.GLUTE_BRIDGE, X_AXIS, Sees.REPETITIONS),
        (ExerciseId.GLUTE_BRIDGE, None, Reason.NO_AXIS),
    ],
)
def test_what_is_known_of_the_strap_limits_what_is_seen(
    exercise: ExerciseId, mounting: Mounting | None, found: Sees | Reason
) -> None:
    """A roll needs the thigh's front, a lift only its axis."""
    assert found is find_observability(exercise, Side.RIGHT, wear_site="thigh", worn_leg=Side.RIGHT, mounting=mounting)


def test_what_was_prescribed_cannot_be_seen_and_says_so() -> None:
    """No sensor rule exists for it: it is never guessed (G5)."""
    found = find_observability("wall-slide", Side.BOTH, wear_site="thigh", worn_leg=Side.LEFT, mounting=POSED)

    assert Reason.NOT_OURS is found
    assert found is could_see("wall-slide", Side.LEFT, wear_site="wrist", worn_leg=None)
    assert could_see(ExerciseId.MOVEMENT_BREAK, Side.BOTH, wear_site="thigh", worn_leg=None) is None
