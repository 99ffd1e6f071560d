"""Line drawings of the exercises: one figure, moved by joint angles, so that all poses look like one person.

A new exercise is a few numbers in `poses.py`.  The chapter on why it hurts has drawings of its own, in `causes.py`.
"""

from collections.abc import Sequence

from monitor.coaching.profile import Side
from monitor.drawing.causes import draw_cause
from monitor.drawing.poses import SCENES
from monitor.drawing.svg import draw

__all__ = ["draw_cause", "draw_steps"]


def draw_steps(exercise: str, side: Side, name: str, steps: Sequence[str]) -> list[str]:
    """One SVG for each step; none for an exercise that we have no poses of, such as a prescribed one.

    The right side is the left in a mirror.  Name and steps are in words, for screen readers.
    """
    scene = SCENES.get(exercise)
    if scene is None or len(scene.pictures) != len(steps):
        return []
    mirrored = side is Side.RIGHT
    return [draw(scene, n, title=name, description=step, mirrored=mirrored) for n, step in enumerate(steps)]
