"""Draws a picture as SVG: rounded limbs with a light edge, what moves in the accent colour, dotted where it was.

Colours are variables of the page's style sheet with a fallback each, so that a drawing fits light and dark, and stands
alone too.  No script, no font, nothing from elsewhere.
"""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, dist, hypot, radians, sin
from typing import Final

import numpy as np

from monitor.drawing.figure import HEAD_RADIUS_M, Body, Point, body_of
from monitor.drawing.poses import Limb, Picture, Prop, Scene

Flat = tuple[float, float]
Spot = Point | tuple[float, float, float]

WIDTH, HEIGHT = 240.0, 200.0
MARGIN: Final = 14.0
EDGE_M: Final = 0.03
"""Of the light edge around each limb, which shows what lies in front of what."""

BODY, ACCENT, INK = "var(--figure, #b9c0c9)", "var(--accent, #1f7a70)", "var(--ink, #22252a)"
PAPER, PROP, MUSCLE = "var(--paper, #fbfaf7)", "var(--figure-prop, #8a8f97)", "var(--figure-muscle, #d9773f)"
QUIET: Final = "var(--quiet, #5b6068)"

WIDTHS_M: Final = {"leg": (0.135, 0.1, 0.075), "arm": (0.08, 0.066)}
TRUNK_WIDTH_M, NECK_WIDTH_M, BALL_M = 0.17, 0.09, 0.05


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the onlooker stands, and how large it is drawn."""

    azimuth_deg: float
    elevation_deg: float
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def flat(self, p: Spot) -> Flat:
        """Where a point is on the paper."""
        az, el = radians(self.azimuth_deg), radians(self.elevation_deg)
        right = cos(az) * p[0] - sin(az) * p[1]
        up = -sin(el) * (sin(az) * p[0] + cos(az) * p[1]) + cos(el) * p[2]
        return self.left + self.scale * right, self.top - self.scale * up

    def near(self, p: Spot) -> float:
        """How near a point is."""
        az, el = radians(self.azimuth_deg), radians(self.elevation_deg)
        return cos(el) * (sin(az) * p[0] + cos(az) * p[1]) + sin(el) * p[2]


def draw(scene: Scene, number: int, *, title: str, description: str, mirrored: bool = False) -> str:
    """The picture of a step, numbered from 0, as an SVG of 240 by 200; a screen reader says title and description."""
    picture = scene.pictures[number]
    camera = camera_for(scene, scene.azimuth_deg if picture.azimuth_deg is None else picture.azimuth_deg)
    behind = (prop for prop in scene.props if prop is not Prop.BALL)
    before = (prop for prop in scene.props if prop is Prop.BALL)
    parts = [
        *(part for prop in behind for part in _prop(prop, camera)),
        *_ghost(picture, camera),
        *_figure(picture, camera),
        *(part for prop in before for part in _prop(prop, camera)),
        *_marks(picture, camera),
    ]
    return frame(parts, title=title, description=description, mirrored=mirrored)


def frame(parts: Iterable[str], *, title: str, description: str, mirrored: bool = False) -> str:
    """Make one SVG of 240 by 200 of its parts; a screen reader says title and description."""
    flip = f' transform="matrix(-1 0 0 1 {WIDTH:g} 0)"' if mirrored else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img">'
        f"<title>{html.escape(title)}</title><desc>{html.escape(description)}</desc>"
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round"{flip}>{"".join(parts)}</g></svg>'
    )


def camera_for(scene: Scene, azimuth_deg: float) -> Camera:
    """One place and one size for all pictures that are seen from there, so that nothing jumps between them."""
    camera = Camera(azimuth_deg, scene.elevation_deg)
    points = [camera.flat(p) for one in scene.pictures for p in _outline(body_of(one.pose))]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    scale = min((WIDTH - 2 * MARGIN) / (max(xs) - min(xs)), (HEIGHT - 2 * MARGIN) / (max(ys) - min(ys)))
    left = WIDTH / 2 - scale * (min(xs) + max(xs)) / 2
    return Camera(azimuth_deg, scene.elevation_deg, scale, left, HEIGHT - MARGIN - scale * max(ys))


def _outline(body: Body) -> Iterator[Point]:
    """Points around a body, its flesh and the floor included."""
    joints = (*body.left_leg, *body.right_leg, *body.left_arm, *body.right_arm, body.neck)
    for radius, middles in ((0.09, joints), (1.2 * HEAD_RADIUS_M, (body.head,))):
        for middle in middles:
            around = middle + radius * np.vstack([np.eye(3), -np.eye(3)])
            around[-1, 2] = max(0.0, around[-1, 2])
            yield from around


def _path(points: Iterable[Flat], attributes: str, end: str = "") -> str:
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{line}{end}" {attributes}/>'


def _circle(middle: Flat, radius: float, attributes: str) -> str:
    return f'<circle cx="{middle[0]:.1f}" cy="{middle[1]:.1f}" r="{radius:.1f}" {attributes}/>'


# ---------------------------------------------------------------- the figure
def _figure(picture: Picture, camera: Camera) -> Iterator[str]:
    body = body_of(picture.pose)
    pieces: list[tuple[float, str]] = []
    for limb in (Limb.LEFT_LEG, Limb.RIGHT_LEG, Limb.LEFT_ARM, Limb.RIGHT_ARM):
        joints: Sequence[Point] = getattr(body, limb)
        colour = ACCENT if limb in picture.moves else BODY
        widths = WIDTHS_M["leg" if limb.endswith("leg") else "arm"]
        for bone, width_m in zip(pairwise(joints), widths, strict=True):
            near = (camera.near(bone[0]) + camera.near(bone[1])) / 2
            pieces.append((near, _bone(map(camera.flat, bone), width_m * camera.scale, colour, camera)))
    trunk = ACCENT if Limb.TRUNK in picture.moves else BODY
    pieces.append(((camera.near(body.waist) + camera.near(body.neck)) / 2, _trunk(body, camera, trunk)))
    pieces.append((camera.near(body.head), _head(body, camera)))
    if picture.muscle:  # the deep muscles lie between the sacrum and the hip: of the left side, behind the hip joint
        edge = f'class="muscle" fill="{MUSCLE}" fill-opacity="0.85" stroke="{PAPER}" stroke-width="1.5"'
        muscle = _circle(camera.flat(body.buttock), 0.07 * camera.scale, edge)
        pieces.append((max(near for near, _ in pieces), muscle))
    yield from (piece for _, piece in sorted(pieces, key=lambda one: one[0]))


def _bone(ends: Iterable[Flat], width: float, colour: str, camera: Camera) -> str:
    """A limb's part, with an edge along its sides alone, so that a joint is not cut."""
    start, end = ends
    edge = f'stroke="{PAPER}" stroke-width="{width + EDGE_M * camera.scale:.1f}" stroke-linecap="butt"'
    return _path((start, end), edge) + _path((start, end), f'stroke="{colour}" stroke-width="{width:.1f}"')


def _trunk(body: Body, camera: Camera, colour: str) -> str:
    points = [camera.flat(p) for p in (body.shoulders[0], body.shoulders[1], body.hips[1], body.hips[0])]
    middle = (sum(x for x, _ in points) / 4, sum(y for _, y in points) / 4)
    drawn = [(middle[0] + 0.72 * (x - middle[0]), middle[1] + 0.9 * (y - middle[1])) for x, y in points]
    width = TRUNK_WIDTH_M * camera.scale
    edge = _path(drawn, f'stroke="{PAPER}" stroke-width="{width + EDGE_M * camera.scale:.1f}"', "Z")
    return edge + _path(drawn, f'fill="{colour}" stroke="{colour}" stroke-width="{width:.1f}"', "Z")


def _head(body: Body, camera: Camera) -> str:
    head, radius = camera.flat(body.head), HEAD_RADIUS_M * camera.scale
    neck = f'stroke="{BODY}" stroke-width="{NECK_WIDTH_M * camera.scale:.1f}"'
    edge = _circle(head, radius + EDGE_M * camera.scale / 2, f'fill="{PAPER}"')
    return _path((camera.flat(body.neck), head), neck) + edge + _circle(head, radius, f'fill="{BODY}"')


# ---------------------------------------------------------------- where it was, and where it goes
def _moved(picture: Picture) -> Iterator[tuple[tuple[Point, ...], tuple[Point, ...]]]:
    """Joints of what moves, before and now."""
    if picture.before is None:
        return
    before, now = body_of(picture.before), body_of(picture.pose)
    for limb in picture.moves:
        if limb is Limb.TRUNK:
            yield (before.waist, before.neck, before.head), (now.waist, now.neck, now.head)
        else:
            yield getattr(before, limb), getattr(now, limb)


def _ghost(picture: Picture, camera: Camera) -> Iterator[str]:
    for before, _ in _moved(picture):
        dotted = f'class="ghost" stroke="{QUIET}" stroke-width="2.5" stroke-dasharray="1 6"'
        yield _path(map(camera.flat, before), dotted)


def _marks(picture: Picture, camera: Camera) -> Iterator[str]:
    body = body_of(picture.pose)
    if (ways := [way for before, now in _moved(picture) for way in zip(before, now, strict=True)]) != []:
        before, now = max(ways, key=lambda way: dist(*way))  # one arrow says it, where it moves most
        yield _arrow(camera.flat(before), camera.flat(now), both=picture.to_and_fro)
    if picture.foot:
        ankle, toes, knee = (camera.flat(body.left_leg[k]) for k in (2, 3, 1))
        shin = (ankle[0] - knee[0], ankle[1] - knee[1])
        tip = (toes[0] - 0.6 * shin[0], toes[1] - 0.6 * shin[1])
        yield _path((ankle, toes), f'stroke="{ACCENT}" stroke-width="{0.075 * camera.scale:.1f}"')
        yield _arrow(toes, tip)
    if picture.to_and_fro and picture.before is None:
        x, y = camera.flat(body.hips[0])
        yield _arrow((x - 26, y + 16), (x + 26, y + 16), both=True, straight=True)
    if picture.breath:
        for number in range(2):
            faint = f'stroke="{ACCENT}" stroke-width="1.6" stroke-opacity="{0.7 - 0.35 * number:.2f}"'
            yield _circle(camera.flat(body.head), 0.16 * camera.scale + 6.0 * number, f'class="breath" {faint}')


def _arrow(start: Flat, end: Flat, *, both: bool = False, straight: bool = False) -> str:
    """A bent line with a head, or two."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    bow = 0.0 if straight else 0.22
    bend = ((start[0] + end[0]) / 2 + bow * dy, (start[1] + end[1]) / 2 - bow * dx)
    path = f"M{start[0]:.1f} {start[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    heads = _arrow_head(bend, end) + (_arrow_head(bend, start) if both else "")
    edge = f'<path d="{path}" stroke="{PAPER}" stroke-width="6"/>'
    return f'<g class="arrow">{edge}<path d="{path}" stroke="{INK}" stroke-width="2.4"/>{heads}</g>'


def _arrow_head(bend: Flat, end: Flat) -> str:
    dx, dy = end[0] - bend[0], end[1] - bend[1]
    length = hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    corners = [(end[0] + 2 * ux, end[1] + 2 * uy)]
    corners += [(end[0] - 8 * ux + side * 5 * uy, end[1] - 8 * uy - side * 5 * ux) for side in (1.0, -1.0)]
    return _path(corners, f'fill="{INK}" stroke="{PAPER}" stroke-width="1"', "Z")


# ---------------------------------------------------------------- what stands there
_LINES: Final[dict[Prop, Sequence[Sequence[Spot]]]] = {
    Prop.CHAIR: (
        ((0.23, 0.2, 0.44), (0.23, -0.22, 0.44), (-0.23, -0.22, 0.44), (-0.23, 0.2, 0.44), (0.23, 0.2, 0.44)),
        *(((x, y, 0.44), (x, y, 0.0)) for x in (0.21, -0.21) for y in (0.18, -0.2)),
        ((0.23, -0.22, 0.44), (0.23, -0.27, 0.88), (-0.23, -0.27, 0.88), (-0.23, -0.22, 0.44)),
    ),
    Prop.MAT: [((0.34, 0.75, 0.0), (0.34, -0.85, 0.0), (-0.34, -0.85, 0.0), (-0.34, 0.75, 0.0), (0.34, 0.75, 0.0))],
    Prop.MAT_ACROSS: [((-0.95, 0.5, 0.0), (-0.95, -0.35, 0.0), (0.8, -0.35, 0.0), (0.8, 0.5, 0.0), (-0.95, 0.5, 0.0))],
    Prop.WALL: [
        ((-0.62, 0.75, 0.0), (-0.62, 0.75, 1.62), (-0.62, -0.65, 1.62), (-0.62, -0.65, 0.0), (-0.62, 0.75, 0.0))
    ],
}


def _prop(prop: Prop, camera: Camera) -> Iterator[str]:
    if prop is Prop.BALL:
        edge = f'class="ball" fill="{ACCENT}" stroke="{PAPER}" stroke-width="2"'
        yield _circle(camera.flat((0.1, -0.02, 0.05)), BALL_M * camera.scale, edge)
        return
    for points in _LINES[prop]:
        fill = f' fill="{PROP}" fill-opacity="0.16"' if points[0] == points[-1] else ""
        yield _path(map(camera.flat, points), f'stroke="{PROP}" stroke-width="2.2"{fill}')
