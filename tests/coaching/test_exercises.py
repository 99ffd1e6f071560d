"""How an exercise is put into words."""

from dataclasses import FrozenInstanceError, replace

import pytest

from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.exercises import Exercise, ExerciseId, SideRule, Source
from monitor.coaching.profile import Side
from monitor.texts import ENGLISH
from monitor.wording.exercises import render, say_origins

ALL = [*CATALOGUE.values(), MOVEMENT_BREAK]
SIDED = [exercise for exercise in ALL if exercise.side_rule is not SideRule.BOTH_LEGS]
TWO_LEGGED = [exercise for exercise in ALL if exercise.side_rule is SideRule.BOTH_LEGS]
SEATED = CATALOGUE[ExerciseId.SEATED_FIGURE_4]


def renderings(exercise: Exercise) -> list[tuple[Side, str]]:
    """Every text of every rendering, with its side."""
    sides = [Side.BOTH] if exercise.side_rule is SideRule.BOTH_LEGS else [Side.LEFT, Side.RIGHT]
    words = [(side, render(exercise, side, ENGLISH)) for side in sides]
    return [(side, text) for side, word in words for text in (*word.steps, *word.cues, *word.donts, word.short)]


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.id)
def test_no_placeholder_is_left_in_any_text(exercise: Exercise) -> None:
    """Every placeholder is resolved to a word or a number (D3)."""
    assert [] == [text for _, text in renderings(exercise) if "{" in text or "}" in text]


@pytest.mark.parametrize("exercise", SIDED, ids=lambda exercise: exercise.id)
def test_left_and_right_are_mirror_images(exercise: Exercise) -> None:
    """What is said for the left is said for the right with the two words exchanged, and nothing else (D3)."""
    left, right = render(exercise, Side.LEFT, ENGLISH), render(exercise, Side.RIGHT, ENGLISH)

    def mirror(text: str) -> str:
        swapped = text.replace("left", "\0").replace("right", "left").replace("\0", "right")
        return swapped.replace("Left", "\0").replace("Right", "Left").replace("\0", "Right")

    assert right.steps == tuple(mirror(step) for step in left.steps)
    assert right.cues == tuple(mirror(cue) for cue in left.cues)
    assert right.short == mirror(left.short)
    assert right.short != left.short


@pytest.mark.parametrize("exercise", SIDED, ids=lambda exercise: exercise.id)
def test_an_exercise_of_one_side_cannot_be_rendered_for_both(exercise: Exercise) -> None:
    """Both sides means two exercises; one text for both would name the wrong leg half of the time (D3)."""
    with pytest.raises(ValueError, match=f"^{exercise.id} works one side at a time"):
        render(exercise, Side.BOTH, ENGLISH)


@pytest.mark.parametrize("exercise", TWO_LEGGED, ids=lambda exercise: exercise.id)
def test_an_exercise_of_both_legs_names_no_side(exercise: Exercise) -> None:
    """Where both legs work alike no leg is named."""
    assert [] == [text for _, text in renderings(exercise) if " left " in text or " right " in text]


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.id)
@pytest.mark.parametrize("hold_s", [30.0, 45.0, 60.0])
def test_the_short_form_is_short_and_holds_every_safety_cue(exercise: Exercise, hold_s: float) -> None:
    """At most 120 characters, and no safety cue is dropped for it (D4, D14, E4, E5)."""
    held = exercise if exercise.hold_s is None else replace(exercise, hold_s=hold_s)
    sides = [Side.BOTH] if exercise.side_rule is SideRule.BOTH_LEGS else [Side.LEFT, Side.RIGHT]
    for side in sides:
        short = render(held, side, ENGLISH).short

        assert len(short) <= 120
        for cue in exercise.cues:
            assert cue.short.format(side=side) in short


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.id)
def test_every_exercise_has_a_safety_cue(exercise: Exercise) -> None:
    """At the least the stop for pain that runs down the leg (E5)."""
    cues = render(exercise, Side.BOTH if exercise in TWO_LEGGED else Side.LEFT, ENGLISH).cues

    assert any(cue.startswith("Stop") and "down the leg" in cue for cue in cues)


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.id)
def test_the_precondition_stands_before_the_first_step(exercise: Exercise) -> None:
    """Step 0 is what must be given before one starts (D1)."""
    side = Side.BOTH if exercise in TWO_LEGGED else Side.LEFT

    assert exercise.precondition == render(exercise, side, ENGLISH).steps[0]
    assert exercise.precondition.startswith("Before you start: ")


@pytest.mark.parametrize("hold_s", [29.0, 61.0])
def test_no_exercise_can_be_held_outside_the_guides_range(hold_s: float) -> None:
    """The range binds the exercise itself, not only the settings (D7)."""
    with pytest.raises(ValueError, match="30 to 60 s"):
        replace(SEATED, hold_s=hold_s)


def test_the_chosen_hold_is_what_is_said() -> None:
    """A hold of 60 s is 60 s in the steps and in the short form (D7)."""
    words = render(replace(SEATED, hold_s=60.0), Side.LEFT, ENGLISH)

    assert "Hold still for 60 s" in words.steps[-1]
    assert "Left ankle just above right knee, 60 s." in words.short


def test_numbers_of_ours_are_never_given_to_the_guide() -> None:
    """Repetitions and sets say that they are a product default (D10, G5)."""
    for exercise in CATALOGUE.values():
        assert say_origins(exercise, ENGLISH)[-1].endswith("product default, not from the guide.")


def test_a_hold_that_the_guide_does_not_name_is_called_assumed() -> None:
    """Supine and standing borrow the range and say so; seated and the ball have it from the guide (D16)."""
    sources = {exercise.id: exercise.hold_source for exercise in CATALOGUE.values() if exercise.hold_s is not None}

    assert {
        ExerciseId.SEATED_FIGURE_4: Source.GUIDE,
        ExerciseId.SUPINE_FIGURE_4: Source.ASSUMED,
        ExerciseId.STANDING_FIGURE_4: Source.ASSUMED,
        ExerciseId.BALL_MASSAGE: Source.GUIDE,
    } == sources
    assert say_origins(CATALOGUE[ExerciseId.SUPINE_FIGURE_4], ENGLISH)[0].startswith("Hold 45 s: assumed")
    assert "assumed" not in say_origins(SEATED, ENGLISH)[0]


def test_an_exercise_without_a_hold_speaks_of_none() -> None:
    """Where nothing is held no origin of a hold is given."""
    assert ("10 repetitions, 2 sets: product default, not from the guide.",) == say_origins(
        CATALOGUE[ExerciseId.GLUTE_BRIDGE], ENGLISH
    )


def test_exercises_are_frozen() -> None:
    """Nobody can rewrite an exercise in passing."""
    with pytest.raises(FrozenInstanceError):
        SEATED.name = "something else"  # type: ignore[misc]
