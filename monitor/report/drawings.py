"""The drawings of a report, as SVG: days as lines, and weeks of pain, of sitting and of practice below each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final

from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.report.words import say_day_briefly
from monitor.terminal.timeline import INKS
from monitor.texts import Text, Translator

MARGIN_MM: Final = 15.0
WIDTH_MM: Final = 210.0 - 2.0 * MARGIN_MM
"""What A4 leaves between its margins."""

INK, QUIET, RULE, ACCENT = "#22252a", "#5b6068", "#dedbd3", "#1f7a70"
HEIGHTS: Final = {Posture.LYING: 0.3, Posture.SITTING: 0.5, Posture.STANDING: 0.75, Posture.MOVING: 1.0}
"""Of the line's height: postures differ by more than their colour.  What is not here is not drawn."""

DAY_MM, LABEL_MM, BAR_MM, LEGEND_MM, LETTERS_MM = 4.0, 14.0, 2.5, 2.2, 2.6
PEN_MM: Final = 0.25
STRIP_MM: Final = 9.0
MANY_DOTS, MOST_DATES = 27, 9
"""From so many weeks on the dots are smaller; so many days are written below them (product defaults)."""

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


@dataclass(frozen=True, slots=True)
class WeekBars:
    """Seven days.

    Attributes:
        first: of these days.
        sat_h: sitting a day, in hours, on average of the days on which it was worn; None if there was none.
        practised: days with any practice.
    """

    first: date
    sat_h: float | None
    practised: int


def draw_days(days: Sequence[DayLine], say: Translator, title: str) -> str:
    """A line a day, with a mark for each nudge: filled where the sensor saw a break after it."""
    first_h = min([DAWN_H, *(begin // 60 for line in days for _, begin, _ in line.spans)])
    last_h = max([DUSK_H, *(-(-end // 60) for line in days for _, _, end in line.spans)])
    scale = (WIDTH_MM - LABEL_MM) / (60.0 * (last_h - first_h))
    shapes: list[str] = []
    for row, line in enumerate(days):
        foot = DAY_MM * (row + 1)
        shapes += [
            _words(0.0, foot, say_day_briefly(line.day, say)),
            _box(LABEL_MM, foot, WIDTH_MM - LABEL_MM, 0.1, RULE),
        ]
        for posture, begin, end in line.spans:
            shapes.append(_bar(posture, LABEL_MM + (begin - 60 * first_h) * scale, foot, (end - begin) * scale))
        for minute, seen in line.nudges:
            shapes.append(_dot(LABEL_MM + (minute - 60 * first_h) * scale, foot - BAR_MM - 0.6, 0.5, INK, filled=seen))
    foot = DAY_MM * len(days) + 3.6
    hours = range(first_h, last_h + 1, 2)
    for hour in hours:  # none is cut off at the edge
        anchor = "end" if hour == last_h else "middle"
        shapes.append(_words(LABEL_MM + 60 * (hour - first_h) * scale, foot, f"{hour}:00", anchor))
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


def draw_pain(weeks: Sequence[float | None], last: date, say: Translator, title: str) -> str:
    """The medians of the weeks as dots between 0 and 10, with the first day of each; nothing of one without entry."""
    top, foot = 2.0, 15.0
    shapes: list[str] = []
    for level in (0, 5, 10):
        y = foot - (foot - top) * level / 10.0
        shapes += [_words(LABEL_MM - 6.0, y + 0.9, f"{level}"), _box(LABEL_MM, y, WIDTH_MM - LABEL_MM, 0.1, RULE)]
    for week, median in enumerate(weeks):
        if median is not None:
            y = foot - (foot - top) * median / 10.0
            shapes.append(_dot(_week_mm(week, len(weeks)), y, 1.1 if len(weeks) < MANY_DOTS else 0.8, ACCENT))
    firsts = [last - timedelta(days=7 * ago + 6) for ago in reversed(range(len(weeks)))]
    return _drawing(title, foot + 4.8, [*shapes, *_dates(firsts, foot + 3.8, say)])


def draw_weeks(weeks: Sequence[WeekBars], say: Translator, title: str) -> str:
    """Sitting a day and days with practice, a bar a week, on the line of time on which the pain is drawn."""
    most_h = max([8.0, *(week.sat_h for week in weeks if week.sat_h is not None)])
    width = min(4.0, 0.7 * (WIDTH_MM - LABEL_MM) / max(1, len(weeks)))
    strips = (
        (14.0, most_h, Text("Hours of sitting a day"), INKS[Posture.SITTING].colour, [week.sat_h for week in weeks]),
        (28.0, 7.0, Text("Days with practice"), ACCENT, [float(week.practised) for week in weeks]),
    )
    shapes: list[str] = []
    for foot, most, text, colour, figures in strips:
        for level in (0.0, most):
            y = foot - STRIP_MM * level / most
            shapes += [
                _words(LABEL_MM - 6.0, y + 0.9, f"{level:.0f}"),
                _box(LABEL_MM, y, WIDTH_MM - LABEL_MM, 0.1, RULE),
            ]
        shapes.append(_words(LABEL_MM, foot - STRIP_MM - 0.9, say(text)))
        for number, figure in enumerate(figures):
            height = STRIP_MM * (figure or 0.0) / most
            shapes.append(_box(_week_mm(number, len(weeks)) - width / 2.0, foot - height, width, height, colour))
    return _drawing(title, 33.0, [*shapes, *_dates([week.first for week in weeks], 32.0, say)])


def _week_mm(week: int, weeks: int) -> float:
    """Where a week stands, in mm from the left."""
    return LABEL_MM + 3.0 + (WIDTH_MM - LABEL_MM - 9.0) / max(1, weeks - 1) * week


def _dates(firsts: Sequence[date], foot: float, say: Translator) -> Iterator[str]:
    """The first day of weeks, of as many as there is room for."""
    for week in range(0, len(firsts), -(-len(firsts) // MOST_DATES)):
        yield _words(_week_mm(week, len(firsts)), foot, say_day_briefly(firsts[week], say), "middle")


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
