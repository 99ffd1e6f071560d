"""The six exercises say what the guide says, in its order."""

from collections.abc import Set as AbstractSet

import pytest

from monitor.coaching.catalogue import CATALOGUE, DEEP_GLUTEAL, MOVEMENT_BREAK
from monitor.coaching.exercises import Exercise, ExerciseId, Level, Pillar, Place, SideRule, Source, Target
from monitor.coaching.profile import Side
from monitor.texts import ENGLISH
from monitor.wording.exercises import render

FIGURE_4S = (ExerciseId.SEATED_FIGURE_4, ExerciseId.SUPINE_FIGURE_4, ExerciseId.STANDING_FIGURE_4)


def in_order(texts: tuple[str, ...], *fragments: str) -> bool:
    """True if each fragment occurs in a later text than the one before."""
    positions = [next((i for i, text in enumerate(texts) if fragment in text), -1) for fragment in fragments]
    return -1 not in positions and positions == sorted(set(positions))


def test_the_six_exercises_of_the_guide_are_there() -> None:
    """Their ids are those that files and tables use, in the guide's order."""
    assert [
        "seated-figure-4",
        "supine-figure-4",
        "standing-figure-4",
        "ball-massage",
        "glute-bridge",
        "clamshell",
    ] == list(CATALOGUE)


def test_the_catalogue_cannot_be_changed() -> None:
    """It is read by all and written by none."""
    with pytest.raises(TypeError):
        CATALOGUE[ExerciseId.CLAMSHELL] = MOVEMENT_BREAK  # type: ignore[index]


def test_there_are_exactly_four_pillars() -> None:
    """Release, lengthen, strengthen, habit (H1)."""
    assert ["release", "lengthen", "strengthen", "habit"] == list(Pillar)


@pytest.mark.parametrize(
    ("exercise", "pillar"),
    [
        (ExerciseId.SEATED_FIGURE_4, Pillar.LENGTHEN),
        (ExerciseId.SUPINE_FIGURE_4, Pillar.LENGTHEN),
        (ExerciseId.STANDING_FIGURE_4, Pillar.LENGTHEN),
        (ExerciseId.BALL_MASSAGE, Pillar.RELEASE),
        (ExerciseId.GLUTE_BRIDGE, Pillar.STRENGTHEN),
        (ExerciseId.CLAMSHELL, Pillar.STRENGTHEN),
    ],
)
def test_massage_releases_stretch_lengthens_strength_strengthens(exercise: ExerciseId, pillar: Pillar) -> None:
    """Every exercise serves the pillar that the guide gives it (H1, D15)."""
    assert pillar is CATALOGUE[exercise].pillar


def test_the_break_serves_the_habit_pillar_and_is_not_one_of_the_six() -> None:
    """Sitting less is the fourth pillar, and no exercise of the guide (H1, H2)."""
    assert Pillar.HABIT is MOVEMENT_BREAK.pillar
    assert MOVEMENT_BREAK.id not in CATALOGUE


@pytest.mark.parametrize("exercise", [*CATALOGUE.values(), MOVEMENT_BREAK], ids=lambda exercise: exercise.id)
def test_each_why_is_one_attributed_sentence(exercise: Exercise) -> None:
    """The guide's claims are given as the guide's, in one plain sentence (B1)."""
    assert exercise.why.startswith("The guide this follows says that ")
    assert exercise.why.endswith(".")
    assert 1 == exercise.why.count(".")


def targeting(targets: AbstractSet[Target]) -> list[str]:
    """The exercises that work every one of these."""
    return [exercise.id for exercise in CATALOGUE.values() if targets <= exercise.targets]


def test_the_whole_deep_gluteal_set_can_be_asked_for() -> None:
    """Piriformis and its neighbours are a set of their own, and the figure-4s and the ball work it (B3)."""
    assert frozenset({Target.PIRIFORMIS, Target.GEMELLI, Target.OBTURATOR_INTERNUS}) == DEEP_GLUTEAL
    assert [*FIGURE_4S, ExerciseId.BALL_MASSAGE] == targeting(DEEP_GLUTEAL)


@pytest.mark.parametrize(
    ("target", "exercise"),
    [(Target.GLUTE_MAX, ExerciseId.GLUTE_BRIDGE), (Target.GLUTE_MED, ExerciseId.CLAMSHELL)],
)
def test_exercises_are_found_by_target(target: Target, exercise: ExerciseId) -> None:
    """The bridge works the gluteus maximus, the clamshell the medius (B3, G2, G3)."""
    assert [exercise] == targeting({target})


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_the_seated_figure_4_goes_in_the_guides_order(side: Side) -> None:
    """Chair, sit bones, ankle over knee, flexed foot, hinge, sweet spot, breath (D1 to D7)."""
    words = render(CATALOGUE[ExerciseId.SEATED_FIGURE_4], side, ENGLISH)

    assert in_order(
        words.steps,
        "sturdy chair",
        "both sit bones",
        f"{side} ankle on the {side.other} thigh, just above the knee",
        f"{side} foot flexed, toes toward the shin",
        "back perfectly straight, hinge at the hips",
        f"tolerable ache or tightness deep in the {side} buttock",
        "Hold still for 45 s: breathe long and deep",
    )


def test_the_leg_that_moves_and_the_leg_that_stays_are_both_named() -> None:
    """A tired person reads which ankle goes where and which foot stays (D3)."""
    step = render(CATALOGUE[ExerciseId.SEATED_FIGURE_4], Side.RIGHT, ENGLISH).steps[2]

    expected = (
        "Put the right ankle on the left thigh, just above the knee, so that the legs make a 4; the left foot stays on "
        "the floor."
    )
    assert expected == step


@pytest.mark.parametrize("exercise", FIGURE_4S)
def test_every_figure_4_protects_the_knee(exercise: ExerciseId) -> None:
    """The flexed foot is a step, a cue and part of the short form, each time with its purpose (D4)."""
    words = render(CATALOGUE[exercise], Side.LEFT, ENGLISH)
    full = "Keep the left foot flexed, toes toward the shin: this protects the knee."

    assert full in words.steps
    assert full in words.cues
    assert "Flex the left foot to protect the knee." in words.short


@pytest.mark.parametrize("exercise", FIGURE_4S)
def test_no_figure_4_may_be_bounced(exercise: ExerciseId) -> None:
    """Bouncing is useless and can injure (D9)."""
    assert any("Do not bounce" in dont and "can injure" in dont for dont in CATALOGUE[exercise].donts)


@pytest.mark.parametrize("exercise", [ExerciseId.SEATED_FIGURE_4, ExerciseId.STANDING_FIGURE_4])
def test_the_back_is_not_rounded(exercise: ExerciseId) -> None:
    """Where one hinges at the hips the back stays straight (D8)."""
    assert "Do not round the back." in CATALOGUE[exercise].donts


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_the_supine_figure_4_goes_in_the_guides_order(side: Side) -> None:
    """On the back, one leg crossed, hands round the other thigh, gently to the chest, relaxed (D11, D12)."""
    words = render(CATALOGUE[ExerciseId.SUPINE_FIGURE_4], side, ENGLISH)

    assert in_order(
        words.steps,
        "whole back is supported",
        "Lie on your back",
        f"{side} ankle on the {side.other} thigh, just above the knee",
        f"both hands round the {side.other} thigh, the bottom leg of the 4",
        f"Pull the {side.other} thigh gently to the chest",
        "whole body relax",
    )


def test_with_the_left_side_affected_the_hands_go_round_the_right_thigh() -> None:
    """The bottom leg is explained by its side (D12)."""
    steps = " ".join(render(CATALOGUE[ExerciseId.SUPINE_FIGURE_4], Side.LEFT, ENGLISH).steps)

    assert "hands round the right thigh" in steps
    assert "round the left thigh" not in steps


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_the_standing_figure_4_begins_at_the_wall(side: Side) -> None:
    """Wall, one leg, ankle over knee, flexed foot, then down as onto an invisible chair (D14)."""
    words = render(CATALOGUE[ExerciseId.STANDING_FIGURE_4], side, ENGLISH)

    assert in_order(
        words.steps,
        "a wall within reach",
        "hold it with one hand until the end",
        f"Stand on the {side.other} leg and put the {side} ankle on the {side.other} thigh, just above the knee",
        "foot flexed",
        f"Bend the {side.other} leg and send the hips back, as if onto an invisible chair",
    )


def test_every_rendering_of_the_standing_figure_4_has_the_wall() -> None:
    """Steps, cues and short form all say to hold it (D14)."""
    words = render(CATALOGUE[ExerciseId.STANDING_FIGURE_4], Side.RIGHT, ENGLISH)

    assert "Hold the wall the whole time." == words.cues[0]
    assert "Hold a wall." in words.short
    assert any("wall" in step for step in words.steps[1:])


def test_only_the_standing_figure_4_is_advanced() -> None:
    """It is for athletes and balance training; all others are for everybody (D13)."""
    assert [ExerciseId.STANDING_FIGURE_4] == [e.id for e in CATALOGUE.values() if e.level is Level.ADVANCED]


def test_the_ball_massage_goes_in_the_guides_order() -> None:
    """Ball, weight, roll, stop rolling, breathe until it releases (E2, E3)."""
    words = render(CATALOGUE[ExerciseId.BALL_MASSAGE], Side.LEFT, ENGLISH)

    assert in_order(
        words.steps,
        "tennis or massage ball",
        "ball under the soft part of the left buttock: not under the sit bone, the tailbone or the outer hip bone",
        "body weight",
        "Roll gently until you find the sorest spot",
        "Stop rolling and keep a steady pressure",
        "Breathe deeply for 45 s, or until the spot melts or releases",
    )


def test_the_ball_is_kept_off_bone_in_every_rendering() -> None:
    """Cues, don'ts and short form say it (E4)."""
    words = render(CATALOGUE[ExerciseId.BALL_MASSAGE], Side.RIGHT, ENGLISH)

    assert "Never press directly on bone: not on the sit bone, the tailbone or the outer hip bone." in words.cues
    assert "Do not press directly on bone." in words.donts
    assert "Never press on bone." in words.short


def test_the_ball_stops_at_radiating_pain_in_every_rendering() -> None:
    """Cues, don'ts and short form say it, and that this was it for the day (E5)."""
    words = render(CATALOGUE[ExerciseId.BALL_MASSAGE], Side.RIGHT, ENGLISH)

    assert any("radiates or tingles" in cue and "for today" in cue for cue in words.cues)
    assert any("radiates" in dont for dont in words.donts)
    assert "Stop if pain radiates or tingles." in words.short


def test_only_the_ball_massage_needs_equipment() -> None:
    """All else works with what is in a room (E1)."""
    assert {ExerciseId.BALL_MASSAGE: frozenset({"ball"})} == {
        exercise.id: exercise.equipment for exercise in CATALOGUE.values() if exercise.equipment
    }


def test_the_bridge_goes_in_the_guides_order() -> None:
    """On the back, knees bent, squeeze, lift (G2)."""
    words = render(CATALOGUE[ExerciseId.GLUTE_BRIDGE], Side.BOTH, ENGLISH)

    assert in_order(words.steps, "on your back with both knees bent", "Squeeze the glutes", "Lift the hips")
    assert words.steps[3].endswith(
        "press through the heels until shoulders, hips and knees make a line; do not arch the lower back. Lower slowly."
    )


def test_with_the_right_side_affected_the_clamshell_lies_on_the_left() -> None:
    """The affected leg is the top one, so the body lies on the other side (G3)."""
    words = render(CATALOGUE[ExerciseId.CLAMSHELL], Side.RIGHT, ENGLISH)

    assert "Lie on your left side with both knees bent, the right leg on top." == words.steps[1]
    assert words.steps[2].startswith("Keep the heels together and the hips stacked. Open the right knee, the top one")
    assert "heels together: open the right knee" in words.short
    assert words.short.startswith("Lie on your left side")


@pytest.mark.parametrize("exercise", [ExerciseId.GLUTE_BRIDGE, ExerciseId.CLAMSHELL])
def test_strength_has_repetitions_and_sets_in_its_steps(exercise: ExerciseId) -> None:
    """The numbers that are said are those of the data (G5)."""
    chosen = CATALOGUE[exercise]
    side = Side.BOTH if chosen.side_rule is SideRule.BOTH_LEGS else Side.LEFT

    assert f"{chosen.repetitions} times, rest, and do {chosen.sets} sets" in render(chosen, side, ENGLISH).steps[-1]
    assert chosen.hold_s is None


@pytest.mark.parametrize(
    ("exercise", "place"),
    [
        (ExerciseId.SEATED_FIGURE_4, Place.DESK),
        (ExerciseId.SUPINE_FIGURE_4, Place.BED),
        (ExerciseId.STANDING_FIGURE_4, Place.WALL),
        (ExerciseId.BALL_MASSAGE, Place.FLOOR),
        (ExerciseId.GLUTE_BRIDGE, Place.FLOOR),
        (ExerciseId.CLAMSHELL, Place.FLOOR),
    ],
)
def test_each_exercise_has_its_place(exercise: ExerciseId, place: Place) -> None:
    """The best place comes first, and nothing that lies down is for the desk (D11)."""
    assert place is CATALOGUE[exercise].places[0]
    assert (place is Place.DESK) == (Place.DESK in CATALOGUE[exercise].places)


def test_cues_say_whose_they_are() -> None:
    """D4 and the wall are the guide's; the flexed foot lying or standing is borrowed; the general stop is ours."""
    sources = {exercise.id: [cue.source for cue in exercise.cues] for exercise in CATALOGUE.values()}

    assert [Source.GUIDE, Source.PRODUCT_DEFAULT] == sources[ExerciseId.SEATED_FIGURE_4]
    assert [Source.ASSUMED, Source.PRODUCT_DEFAULT] == sources[ExerciseId.SUPINE_FIGURE_4]
    assert [Source.GUIDE, Source.ASSUMED, Source.PRODUCT_DEFAULT] == sources[ExerciseId.STANDING_FIGURE_4]
    assert [Source.GUIDE, Source.GUIDE] == sources[ExerciseId.BALL_MASSAGE]
