"""The two drawings of a report, as SVG: the days as lines, and the pain week by week."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.terminal.timeline import INKS
from monitor.texts import Text, Translator

MARGIN_MM: Final = 15.0
WIDTH_MM: Final = 210.0 - 2.0 * MARGIN_MM
"""What A4 leaves between its margins."""

INK, QUIET, RULE, ACCENT = "#22252a", "#5b6068", "#dedbd3", "#1f7a70"
HEIGHTS: Final = {Posture.LYING: 0.3, Posture.SITTING: 0.5, Posture.STANDING: 0.75, Posture.MOVING: 1.0}
"""Of the line's height: postures differ by more than their colour.  What is not here is not drawn."""

DAY_MM, LABEL_MM, BAR_MM, LEGEND_MM, LETTERS_MM = 4.6, 14.0, 2.8, 2.2, 2.6
PEN_MM: Final = 0.25
DAWN_H, DUSK_H = 8, 20
"""Hours that a line shows at least (product default)."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One local day.

    Attributes:
        day: of the calendar.
        spans: posture, first and last minute of the day's clock `[begin, end)`, in order of time.
        nudges: minute of the day's clock, and whether the sensor saw a break.
    """

    day: date
    spans: tuple[tuple[Posture, int, int], ...]
    nudges: tuple[tuple[int, bool], ...]


def draw_days(days: Sequence[DayLine], say: Translator, title: str) -> str:
    """A line a day, with a mark for each nudge: filled where the sensor saw a break after it."""
    first_h = min([DAWN_H, *(begin // 60 for line in days for _, begin, _ in line.spans)])
    last_h = max([DUSK_H, *(-(-end // 60) for line in days for _, _, end in line.spans)])
    scale = (WIDTH_MM - LABEL_MM) / (60.0 * (last_h - first_h))
    shapes: list[str] = []
    for row, line in enumerate(days):
        foot = DAY_MM * (row + 1)
        shapes += [_words(0.0, foot, f"{line.day:%m-%d}"), _box(LABEL_MM, foot, WIDTH_MM - LABEL_MM, 0.1, RULE)]
        for posture, begin, end in line.spans:
            shapes.append(_bar(posture, LABEL_MM + (begin - 60 * first_h) * scale, foot, (end - begin) * scale))
        for minute, seen in line.nudges:
            shapes.append(_dot(LABEL_MM + (minute - 60 * first_h) * scale, foot - BAR_MM - 0.5, 0.55, INK, filled=seen))
    foot = DAY_MM * len(days) + 3.6
    hours = range(first_h, last_h + 1, 2)
    shapes += [_words(LABEL_MM + 60 * (hour - first_h) * scale, foot, f"{hour}:00", "middle") for hour in hours]
    shapes += _legend(say, {posture for line in days for posture, _, _ in line.spans}, foot + 5.0)
    return _drawing(title, foot + 6.5, shapes)


def _legend(say: Translator, postures: set[Posture], foot: float) -> Iterator[str]:
    left = LABEL_MM
    for posture in (one for one in HEIGHTS if one in postures):
        yield _bar(posture, left, foot, LEGEND_MM)
        yield _words(left + 3.2, foot, say(POSTURE_WORDS[posture]))
        left += 26.0
    nudge = say(Text("nudge"))
    for seen, text in ((True, Text("break seen")), (False, Text("none seen"))):
        yield _dot(left + 1.0, foot - 0.9, 0.8, INK, filled=seen)
        yield _words(left + 3.2, foot, f"{nudge}: {say(text)}")
        left += 40.0


def draw_pain(weeks: Sequence[float | None], title: str) -> str:
    """The medians of the weeks as dots between 0 and 10; nothing of a week without an entry."""
    top, foot = 2.0, 20.0
    step = (WIDTH_MM - LABEL_MM - 4.0) / max(1, len(weeks) - 1)
    shapes: list[str] = []
    for level in (0, 5, 10):
        y = foot - (foot - top) * level / 10.0
        shapes += [_words(LABEL_MM - 6.0, y + 0.9, f"{level}"), _box(LABEL_MM, y, WIDTH_MM - LABEL_MM, 0.1, RULE)]
    for week, median in enumerate(weeks):
        if median is not None:
            y = foot - (foot - top) * median / 10.0
            shapes.append(_dot(LABEL_MM + 2.0 + step * week, y, 1.1 if len(weeks) < 27 else 0.8, ACCENT))
    return _drawing(title, foot + 2.0, shapes)


def _drawing(title: str, height: float, shapes: Iterable[str]) -> str:
    """The SVG of shapes in mm, those in front last, on a strip as wide as the page; the title is for screen readers."""
    letters = f'font-size="{LETTERS_MM}" fill="{QUIET}"'
    head = f'<svg viewBox="0 0 {WIDTH_MM:g} {height:g}" role="img">'
    return f"{head}<title>{escape(title)}</title><g {letters}>{''.join(shapes)}</g></svg>"


def _bar(posture: Posture, x: float, foot: float, width: float) -> str:
    height = BAR_MM * HEIGHTS[posture]
    return _box(x, foot - height, width, height, INKS[posture].colour)


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{colour}"/>'


def _dot(x: float, y: float, radius: float, colour: str, *, filled: bool = True) -> str:
    inked = f'fill="{colour if filled else "#fff"}" stroke="{colour}" stroke-width="{PEN_MM}"'
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius}" {inked}/>'


def _words(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}">{escape(text)}</text>'
