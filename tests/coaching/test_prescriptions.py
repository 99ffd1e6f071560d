"""What a professional prescribes: their numbers over ours, our stop above their cues."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.coaching.catalogue import CATALOGUE, STOP
from monitor.coaching.exercises import Exercise, ExerciseId, Pillar, Place
from monitor.coaching.prescriptions import (
    Dose,
    Given,
    Prescription,
    Written,
    make_own,
    name_in_files,
    prescribe,
    put_in_force,
)
from monitor.coaching.profile import Side
from monitor.coaching.wider import WIDER
from monitor.texts import ENGLISH, Translator
from monitor.wording.exercises import render, say_origins

BY = "Anna Keller"
NO_DOSE = Dose()
BRIDGE = CATALOGUE[ExerciseId.GLUTE_BRIDGE]
SEATED = CATALOGUE[ExerciseId.SEATED_FIGURE_4]
DOSES = st.builds(
    Dose,
    hold_s=st.none() | st.floats(1.0, 600.0),
    repetitions=st.none() | st.integers(1, 100),
    sets=st.none() | st.integers(1, 20),
    per_week=st.none() | st.integers(1, 42),
)


def wall_slide(side: Side | None = None, dose: Dose = NO_DOSE) -> Exercise:
    """An exercise that is none of ours."""
    written = Written(
        name="Wall slide",
        pillar=Pillar.STRENGTHEN,
        places=(Place.WALL,),
        side=side,
        steps=("Slide down; the {side} heel stays, the {other} one lifts.",),
        cues=(("Keep the knees over the toes.", "Knees over toes."),),
    )
    return make_own(written, dose, BY)


def test_prescribed_numbers_replace_ours_and_say_by_whom() -> None:
    """Those that are not prescribed stay ours, and stay called so (G5, D10)."""
    bridge = prescribe(BRIDGE, Dose(sets=3, per_week=4), BY)

    assert (10, 3, 4) == (bridge.repetitions, bridge.sets, bridge.per_week)
    assert (
        "3 sets: prescribed by Anna Keller.",
        "4 times a week: prescribed by Anna Keller.",
        "10 repetitions: product default, not from the guide.",
    ) == say_origins(bridge, ENGLISH)


@pytest.mark.parametrize("hold_s", [5.0, 20.0, 90.0])
def test_a_prescribed_hold_may_be_outside_of_the_guides_range(hold_s: float) -> None:
    """And it is called prescribed; the guide's range still binds ours (D7, G5)."""
    seated = prescribe(SEATED, Dose(hold_s=hold_s), BY)

    assert hold_s == seated.hold_s
    assert f"Hold {hold_s:.0f} s: prescribed by Anna Keller." == say_origins(seated, ENGLISH)[0]
    with pytest.raises(ValueError, match="30 to 60 s"):
        replace(prescribe(SEATED, Dose(sets=2), BY), hold_s=hold_s)


def test_the_persons_own_hold_does_not_replace_a_prescribed_one() -> None:
    """The setting is for our exercises; what a professional prescribed is theirs to change (G5)."""
    assert 60.0 == SEATED.held(60.0).hold_s
    assert 20.0 == prescribe(SEATED, Dose(hold_s=20.0), BY).held(60.0).hold_s
    assert None is BRIDGE.held(60.0).hold_s
    with pytest.raises(ValueError, match="30 to 60 s"):
        SEATED.held(20.0)


@given(DOSES, st.sampled_from([*CATALOGUE.values()]))
def test_whatever_is_prescribed_is_said_and_no_cue_is_lost(dose: Dose, exercise: Exercise) -> None:
    """Every number that was prescribed stands in a step, and all our cues in both forms (D4, E4, E5, G5)."""
    prescribed = prescribe(exercise, dose, BY)
    side = Side.BOTH if exercise == BRIDGE else Side.LEFT
    words, said = render(prescribed, side, ENGLISH), " ".join(render(prescribed, side, ENGLISH).steps)

    assert render(exercise, side, ENGLISH).cues == words.cues
    assert exercise.cues == prescribed.cues
    assert len(words.short) <= 120
    for number in (dose.repetitions, dose.sets, None if dose.hold_s is None else round(dose.hold_s)):
        assert number is None or str(number) in said


@given(DOSES)
def test_our_stop_stands_above_the_cues_of_others(dose: Dose) -> None:
    """Whatever is prescribed: pain that shoots down the leg stops it, also in the short form (E5)."""
    words = render(wall_slide(dose=dose), Side.LEFT, ENGLISH)

    assert ("Stop if pain shoots, tingles or goes numb down the leg.", "Keep the knees over the toes.") == words.cues
    assert "Wall slide. Stop if pain shoots or tingles. Knees over toes." == words.short
    assert STOP == wall_slide().cues[0]


def test_the_leg_is_named_in_the_words_of_others_too() -> None:
    """Each side by itself, with the leg that moves and the leg that stays (D3)."""
    assert "Slide down; the right heel stays, the left one lifts." == render(wall_slide(), Side.RIGHT, ENGLISH).steps[1]
    assert None is wall_slide().only_side
    assert Side.LEFT is wall_slide(Side.LEFT).only_side
    with pytest.raises(ValueError, match="one side at a time"):
        render(wall_slide(), Side.BOTH, ENGLISH)
    assert render(wall_slide(Side.BOTH), Side.BOTH, ENGLISH)


def test_the_words_of_others_are_said_as_they_are() -> None:
    """A catalogue of texts does not know them; our own words around them are translated."""
    loud = Translator("xx", lambda text: text if isinstance(text, Given) else text.upper().replace("{SIDE}", "{side}"))

    assert "Slide down; the LEFT heel stays, the RIGHT one lifts." == render(wall_slide(), Side.LEFT, loud).steps[1]


def test_a_set_in_force_stands_beside_ours() -> None:
    """Ours in the guide's order, with the doses prescribed, then the others; without a set there are ours alone."""
    bridge = prescribe(BRIDGE, Dose(sets=3), BY)
    every = put_in_force(Prescription(BY, (wall_slide(), bridge)))

    assert [*map(str, CATALOGUE), *map(str, WIDER), "wall-slide"] == [*every]
    assert bridge == every["glute-bridge"]
    assert SEATED == every[ExerciseId.SEATED_FIGURE_4]
    assert {**CATALOGUE, **WIDER} == put_in_force(None)


@pytest.mark.parametrize(
    ("name", "written"),
    [("Wall slide", "wall-slide"), ("  Übung  Nr. 2 ", "übung-nr-2"), ("Bird–dog", "bird-dog"), ("…", "")],
)
def test_names_in_files_are_easy_to_type(name: str, written: str) -> None:
    """Small letters, digits and hyphens."""
    assert written == name_in_files(name)
