"""The two drawings of a report: the days as lines, and the pain week by week; as SVG, and on a sheet of PDF."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.terminal.timeline import INKS
from monitor.texts import Text, Translator

if TYPE_CHECKING:
    from fpdf import FPDF

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

NUDGE: Final = Text("nudge")
SEEN: Final = Text("break seen")
UNSEEN: Final = Text("none seen")


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, in mm from the upper left corner."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle: filled, or hollow."""

    x: float
    y: float
    radius: float
    colour: str
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """Text whose first letter stands at `x` on the line `y`; from the middle if centred."""

    x: float
    y: float
    text: str
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in mm on a strip as wide as the page.

    Attributes:
        title: what it is, for those who do not see it.
        height: in mm.
        shapes: those in front come last.
    """

    title: str
    height: float
    shapes: tuple[Box | Dot | Words, ...]


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


def draw_days(days: Sequence[DayLine], say: Translator, title: str) -> Drawing:
    """A line a day, with a mark for each nudge: filled where the sensor saw a break after it."""
    first_h = min([DAWN_H, *(begin // 60 for line in days for _, begin, _ in line.spans)])
    last_h = max([DUSK_H, *(-(-end // 60) for line in days for _, _, end in line.spans)])
    scale = (WIDTH_MM - LABEL_MM) / (60.0 * (last_h - first_h))
    shapes: list[Box | Dot | Words] = []
    for row, line in enumerate(days):
        foot = DAY_MM * (row + 1)
        shapes.append(Words(0.0, foot, f"{line.day:%m-%d}"))
        shapes.append(Box(LABEL_MM, foot, WIDTH_MM - LABEL_MM, 0.1, RULE))
        for posture, begin, end in line.spans:
            height = BAR_MM * HEIGHTS[posture]
            left, width = LABEL_MM + (begin - 60 * first_h) * scale, (end - begin) * scale
            shapes.append(Box(left, foot - height, width, height, INKS[posture].colour))
        for minute, seen in line.nudges:
            shapes.append(Dot(LABEL_MM + (minute - 60 * first_h) * scale, foot - BAR_MM - 0.5, 0.55, INK, seen))
    foot = DAY_MM * len(days) + 3.6
    hours = range(first_h, last_h + 1, 2)
    shapes += [Words(LABEL_MM + 60 * (hour - first_h) * scale, foot, f"{hour}:00", centred=True) for hour in hours]
    shapes += _legend(say, {posture for line in days for posture, _, _ in line.spans}, foot + 5.0)
    return Drawing(title, foot + 6.5, tuple(shapes))


def _legend(say: Translator, postures: set[Posture], foot: float) -> Iterator[Box | Dot | Words]:
    left = LABEL_MM
    for posture in (one for one in HEIGHTS if one in postures):
        height = BAR_MM * HEIGHTS[posture]
        yield Box(left, foot - height, LEGEND_MM, height, INKS[posture].colour)
        yield Words(left + 3.2, foot, say(POSTURE_WORDS[posture]))
        left += 26.0
    for seen, text in ((True, SEEN), (False, UNSEEN)):
        words = f"{say(NUDGE)}: {say(text)}"
        yield Dot(left + 1.0, foot - 0.9, 0.8, INK, seen)
        yield Words(left + 3.2, foot, words)
        left += 40.0


def draw_pain(weeks: Sequence[float | None], title: str) -> Drawing:
    """The medians of the weeks as dots between 0 and 10; nothing of a week without an entry."""
    top, foot = 2.0, 20.0
    step = (WIDTH_MM - LABEL_MM - 4.0) / max(1, len(weeks) - 1)
    shapes: list[Box | Dot | Words] = []
    for level in (0, 5, 10):
        y = foot - (foot - top) * level / 10.0
        shapes += [Words(LABEL_MM - 6.0, y + 0.9, f"{level}"), Box(LABEL_MM, y, WIDTH_MM - LABEL_MM, 0.1, RULE)]
    for week, median in enumerate(weeks):
        if median is not None:
            y = foot - (foot - top) * median / 10.0
            shapes.append(Dot(LABEL_MM + 2.0 + step * week, y, 1.1 if len(weeks) < 27 else 0.8, ACCENT))
    return Drawing(title, foot + 2.0, tuple(shapes))


def as_svg(drawing: Drawing) -> str:
    """For the page."""
    return (
        f'<svg viewBox="0 0 {WIDTH_MM:g} {drawing.height:g}" role="img"><title>{escape(drawing.title)}</title>'
        f"{''.join(map(_svg, drawing.shapes))}</svg>"
    )


def _svg(shape: Box | Dot | Words) -> str:
    match shape:
        case Box(x, y, width, height, colour):
            return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{colour}"/>'
        case Dot(x, y, radius, colour, filled):
            inked = f'fill="{colour if filled else "#fff"}" stroke="{colour}" stroke-width="{PEN_MM}"'
            return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius}" {inked}/>'
        case Words(x, y, text, centred):
            anchor = ' text-anchor="middle"' if centred else ""
            return f'<text x="{x:.2f}" y="{y:.2f}"{anchor}>{escape(text)}</text>'


def on_sheet(pdf: "FPDF", drawing: Drawing) -> None:
    """Draw it where the sheet is written on, and go on below; on the next sheet if it does not fit on this one."""
    if pdf.will_page_break(drawing.height):
        pdf.add_page()
    left, top = pdf.l_margin, pdf.get_y()
    pdf.set_font("sans", "", LETTERS_MM * 72.0 / 25.4)
    pdf.set_line_width(PEN_MM)
    _pdf(pdf, drawing.shapes, left, top)
    pdf.set_text_color(INK)
    pdf.set_y(top + drawing.height)


def _pdf(pdf: "FPDF", shapes: Iterable[Box | Dot | Words], left: float, top: float) -> None:
    for shape in shapes:
        match shape:
            case Box(x, y, width, height, colour):
                pdf.set_fill_color(colour)
                pdf.rect(left + x, top + y, width, height, style="F")
            case Dot(x, y, radius, colour, filled):
                pdf.set_draw_color(colour)
                pdf.set_fill_color(colour if filled else "#ffffff")
                pdf.ellipse(left + x - radius, top + y - radius, 2.0 * radius, 2.0 * radius, style="DF")
            case Words(x, y, text, centred):
                pdf.set_text_color(QUIET)
                pdf.text(left + x - (pdf.get_string_width(text) / 2.0 if centred else 0.0), top + y, text)
