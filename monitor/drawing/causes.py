"""Drawings for the chapter on why it hurts: the muscle, the nerve beneath it, its neighbours, the hose and the rock.

Seen from behind, on the right.  Simple lines: they show what lies where, not how large it is in anybody.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from monitor.drawing.svg import ACCENT, BODY, INK, MUSCLE, PAPER, PROP, QUIET, frame


def _line(path: str, colour: str, width: float, more: str = "") -> str:
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width:g}"{more}/>'


def _shape(path: str, fill: str, edge: str = PAPER) -> str:
    return f'<path d="{path}" fill="{fill}" stroke="{edge}" stroke-width="1.5"/>'


_SACRUM: Final = _shape("M40 34Q72 26 102 34Q104 72 86 102L73 130L60 102Q40 72 40 34Z", BODY)
_HIP_BONE: Final = "".join(
    (
        _line("M102 38Q126 8 168 16Q194 28 178 68Q174 80 170 88", PROP, 2.2),
        _line("M132 118Q112 136 118 160Q128 172 138 158Q140 138 152 120", PROP, 2.2),
    )
)
_THIGH_BONE: Final = "".join(
    (
        _line("M166 100L196 104", BODY, 15),
        _line("M200 100L190 188", BODY, 17),
        f'<circle cx="164" cy="98" r="13" fill="{BODY}" stroke="{PAPER}" stroke-width="1.5"/>',
    )
)
_BONES: Final = (_SACRUM, _HIP_BONE, _THIGH_BONE)
_PIRIFORMIS: Final = _shape("M92 50Q132 52 198 86Q206 92 198 98Q136 104 80 98Q90 74 92 50Z", MUSCLE)
_NEIGHBOURS: Final = tuple(
    _shape(f"M126 {y}Q158 {y - 10} 200 {end}Q160 {y + 6} 126 {y + 11}Z", MUSCLE)
    for y, end in ((118, 99), (132, 103), (146, 107))
)
_NERVE: Final = _line("M96 70Q132 78 148 102Q158 140 154 190", ACCENT, 8)
_NERVE_BENEATH: Final = _line("M96 70Q132 78 148 102", PAPER, 2, ' class="beneath" stroke-dasharray="1 5"')

_HOSE: Final = (
    _line("M12 158L212 158", PROP, 2.2),
    _line("M20 98L20 150M20 112L36 112L36 122", QUIET, 5),
    _line("M36 124Q38 148 60 149L104 149", ACCENT, 16),
    _line("M100 153.5L152 153.5", ACCENT, 6),
    _line("M150 151L206 151Q216 151 218 155", ACCENT, 10),
    _shape("M92 149L98 118L116 104L140 108L158 126L160 149Z", PROP, INK),
    _line("M116 104L122 124L112 140M122 124L140 132", PAPER, 1.5),
    *(f'<circle cx="{x}" cy="{y}" r="2.6" class="drop" fill="{ACCENT}"/>' for x, y in ((222, 168), (224, 182))),
)

_DRAWINGS: Final[Mapping[str, Sequence[str]]] = {
    "muscle": (*_BONES, _PIRIFORMIS),
    "nerve": (*_BONES, _NERVE, _PIRIFORMIS, _NERVE_BENEATH),
    "hose": _HOSE,
    "neighbours": (*_BONES, *_NEIGHBOURS, _NERVE, _PIRIFORMIS, _NERVE_BENEATH),
}


def draw_cause(section: str, title: str, description: str) -> str | None:
    """Draw what a section of the chapter explains, as an SVG of 240 by 200; None if it has no drawing.

    Args:
        section: its name, as in `monitor.wording.causes.CHAPTER`.
        title: its heading, in the language of the reader.
        description: what is seen, for a screen reader.
    """
    parts = _DRAWINGS.get(section)
    return None if parts is None else frame(parts, title=title, description=description)
