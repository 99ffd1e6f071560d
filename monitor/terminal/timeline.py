"""The timeline: one line a day; each posture has its own colour and its own height, so neither is needed alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rich.text import Text as Line

from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.texts import Text, Translator


@dataclass(frozen=True, slots=True)
class Ink:
    """How a posture is drawn: a block of some height, and a colour that works on dark and on light."""

    block: str
    colour: str


INKS: Final = {
    Posture.SITTING: Ink("▄", "#E0A030"),
    Posture.LYING: Ink("▂", "#C58A6A"),
    Posture.STANDING: Ink("▆", "#2A9D8F"),
    Posture.MOVING: Ink("█", "#6BA539"),
    Posture.UNKNOWN: Ink("╱", "#808080"),
    Posture.NON_WEAR: Ink("_", "#808080"),
}
GAP: Final = INKS[Posture.UNKNOWN]
NUDGE: Final = "▿"


def draw_timeline(
    seconds: Sequence[Posture | None], width: int, nudges_s: Iterable[float] = (), *, span_s: float | None = None
) -> Line:
    """Draw seconds of posture in `width` cells, with a row of nudge marks above.

    Args:
        seconds: one posture a second; None is a gap.
        width: cells of the line.
        nudges_s: seconds after the first one at which a nudge came.
        span_s: time that the whole line stands for; by default as long as `seconds` is.
    """
    span = max(span_s or len(seconds), 1.0)
    marks = [" "] * width
    for nudge_s in nudges_s:
        marks[min(int(nudge_s / span * width), width - 1)] = NUDGE
    line = Line().append("".join(marks) + "\n", style="bold")
    edges = [round(cell * span / width) for cell in range(width + 1)]
    for begin, end in pairwise(edges):
        piece = seconds[begin : max(end, begin + 1)]
        if not piece:
            line.append("·", style="dim")
            continue
        most = max(dict.fromkeys(piece), key=piece.count)  # of what is equally frequent, the first
        ink = GAP if most is None else INKS[most]
        line.append(ink.block, style=ink.colour)
    return line


def draw_legend(seconds: Iterable[Posture | None], tr: Translator) -> Line:
    """Which block is which posture: of those that there are; a gap looks like unknown, which it is."""
    seen = {posture or Posture.UNKNOWN for posture in seconds}
    legend = Line()
    for posture, ink in INKS.items():
        if posture in seen:
            legend.append(ink.block * 2, style=ink.colour)
            legend.append(f" {tr(POSTURE_WORDS[posture])}   ", style="dim")
    nudge = tr(Text("nudge"))
    return legend.append(f"{NUDGE} {nudge}", style="dim")
