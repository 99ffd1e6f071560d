"""A drawing for each step of each exercise: poses that are right, and SVG that is clean."""

import re
from math import dist
from xml.etree import ElementTree

import pytest

from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.exercises import Exercise, SideRule
from monitor.coaching.profile import Side
from monitor.drawing import draw_steps
from monitor.drawing.figure import Pose, body_of
from monitor.drawing.poses import (
    BRIDGE,
    CROSSED,
    HINGED,
    LIE,
    LIE_CROSSED,
    LIE_HANDS,
    LIE_PULLED,
    ON_SIDE,
    OPEN,
    SCENES,
    SIT,
    STAND,
    STAND_CROSSED,
    STAND_SEATED,
)
from monitor.drawing.svg import HEIGHT, WIDTH
from monitor.texts import ENGLISH
from monitor.wording.exercises import render

EVERY = [*CATALOGUE.values(), MOVEMENT_BREAK]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(exercise: Exercise, side: Side) -> list[str]:
    """Its drawings, with the words of that side."""
    return draw_steps(str(exercise.id), side, str(exercise.name), render(exercise, side, ENGLISH).steps)


@pytest.mark.parametrize("exercise", EVERY, ids=lambda exercise: str(exercise.id))
@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_each_step_has_its_drawing(exercise: Exercise, side: Side) -> None:
    """As many as there are steps, each described by its own step, well-formed, without script and without strangers."""
    if exercise.side_rule is SideRule.BOTH_LEGS:
        side = Side.BOTH
    steps = render(exercise, side, ENGLISH).steps
    pictures = drawn(exercise, side)

    assert len(steps) == len(pictures)
    for step, picture in zip(steps, pictures, strict=True):
        root = ElementTree.fromstring(picture)
        assert (exercise.name, step) == (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc"))
        assert "img" == root.get("role")
        assert None is re.search(r"script|href|url\(|style=|font|on\w+=", picture)


@pytest.mark.parametrize("exercise", CATALOGUE.values(), ids=lambda exercise: str(exercise.id))
def test_right_is_left_in_a_mirror(exercise: Exercise) -> None:
    """The same shapes, turned over as a whole; words are not mirrored, since there are none in the picture."""
    if exercise.side_rule is SideRule.BOTH_LEGS:
        return
    flip = f' transform="matrix(-1 0 0 1 {WIDTH:g} 0)"'
    for left, right in zip(drawn(exercise, Side.LEFT), drawn(exercise, Side.RIGHT), strict=True):
        shapes = [re.sub(r"<title>.*</desc>", "", picture) for picture in (left, right)]
        assert shapes[0] == shapes[1].replace(flip, "")
        assert "<text" not in left


@pytest.mark.parametrize("name", SCENES)
def test_nobody_is_cut_off(name: str) -> None:
    """Heads, knees and feet are within the picture."""
    for picture in draw_steps(name, Side.LEFT, "", [""] * len(SCENES[name].pictures)):
        root = ElementTree.fromstring(picture)
        for path in root.iter(f"{SVG}path"):
            if "--figure," in str(path.get("stroke")):
                numbers = [float(number) for number in re.findall(r"-?[\d.]+", str(path.get("d")))]
                assert all(-1.0 <= x <= WIDTH + 1.0 for x in numbers[::2])
                assert all(-1.0 <= y <= HEIGHT + 1.0 for y in numbers[1::2])


@pytest.mark.parametrize("pose", [CROSSED, HINGED, LIE_CROSSED, LIE_HANDS, LIE_PULLED, STAND_CROSSED, STAND_SEATED])
def test_the_ankle_lies_on_the_other_knee(pose: Pose) -> None:
    """Within a hand's breadth of the right knee, and the left knee is out to the side: a 4 (D2)."""
    body = body_of(pose)

    assert dist(body.left_leg[2], body.right_leg[1]) < 0.13
    assert body.left_leg[1][0] > body.left_leg[0][0] + 0.08


@pytest.mark.parametrize(
    ("pose", "feet"),
    [
        (SIT, ("left_leg", "right_leg")), (CROSSED, ("right_leg",)), (HINGED, ("right_leg",)),
        (LIE, ("left_leg", "right_leg")), (LIE_CROSSED, ("right_leg",)), (BRIDGE, ("left_leg", "right_leg")),
        (STAND, ("left_leg", "right_leg")), (STAND_CROSSED, ("right_leg",)), (STAND_SEATED, ("right_leg",)),
    ],
)  # fmt: skip
def test_feet_stand_on_the_floor(pose: Pose, feet: tuple[str, ...]) -> None:
    """Ankle and toes are a shoe's height above it, no more and no less."""
    for foot in feet:
        *_, ankle, toes = getattr(body_of(pose), foot)
        assert 0.04 <= ankle[2] <= 0.13
        assert 0.0 <= toes[2] <= 0.12


def test_the_back_stays_straight_and_the_hips_do_what_is_said() -> None:
    """Hinging brings the chest to the shin (D5), a bridge lifts the hips, a pulled thigh comes near, a shell opens."""
    sat, hinged, lying, pulled = map(body_of, (CROSSED, HINGED, LIE_HANDS, LIE_PULLED))

    assert dist(hinged.neck, hinged.left_leg[2]) < dist(sat.neck, sat.left_leg[2]) - 0.1
    assert 0.2 < body_of(BRIDGE).waist[2] - body_of(LIE).waist[2]
    assert dist(pulled.neck, pulled.right_leg[1]) < dist(lying.neck, lying.right_leg[1]) - 0.1
    assert 0.2 < body_of(OPEN).left_leg[1][2] - body_of(ON_SIDE).left_leg[1][2]
    assert 0.03 > dist(body_of(OPEN).left_leg[2], body_of(ON_SIDE).left_leg[2])


def test_hands_hold_the_thigh_that_they_pull() -> None:
    """Both wrists are at the right thigh when it is pulled."""
    body = body_of(LIE_PULLED)
    hip, knee = body.right_leg[0], body.right_leg[1]
    middle = tuple((a + b) / 2 for a, b in zip(hip, knee, strict=True))

    assert [True, True] == [dist(arm[2], middle) < 0.16 for arm in (body.left_arm, body.right_arm)]


def test_what_we_have_no_poses_of_has_no_drawing() -> None:
    """A prescribed exercise, or one whose steps are others."""
    assert [] == draw_steps("wall-slide", Side.LEFT, "Wall slide", ["Slide."])
    assert [] == draw_steps("clamshell", Side.LEFT, "Clamshell", ["One step."])
