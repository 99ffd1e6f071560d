"""How a report looks: one HTML page that needs nothing else, and the same as PDF."""

import html
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.coaching.exercises import Pillar
from monitor.coaching.habit import ENOUGH_SEEN_S, HabitMean
from monitor.coaching.intake import QUESTIONS
from monitor.coaching.outcomes import Result
from monitor.coaching.profile import Side
from monitor.coaching.sessions import Count, Sides
from monitor.edges.settings import Settings
from monitor.errors import MonitorError
from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.posture.sites import SITE_NAMES, SITES
from monitor.report.drawings import INK, MARGIN_MM, QUIET, WIDTH_MM, DayLine, draw_days, draw_pain
from monitor.terminal.output import say_duration
from monitor.texts import Text, Translator
from monitor.wording.exercises import SIDE_NAMES
from monitor.wording.plan import PILLAR_NAMES

if TYPE_CHECKING:
    from fpdf import FPDF

RESULT_WORDS: Final = {
    Result.VERIFIED: Text("break, seen by the sensor"),
    Result.CLAIMED: Text("break, said by the person"),
    Result.NOT_TAKEN: Text("no break"),
    Result.NOT_OBSERVABLE: Text("not observable"),
}
TITLE: Final = Text("Sitting, practice and pain")
SITTING: Final = Text("Sitting")
WORN: Final = Text("Worn for {hours} h or more on {worn} of {days} days; the figures are a day's, on average of these.")
PRACTISED: Final = Text(
    "{pillar}: {verified} seen by the sensor, {claimed} said by the person; on {on} of {days} days."
)
PAIN: Final = Text("Pain, 0 to 10")
MEDIANS: Final = Text("Median of each week, the latest last: {weeks}. Entries: {entries}.")
FAR_APART: Final = Text("Median of the first four weeks: {first}; of the last four: {last}. Entries: {entries}.")
MANY_WEEKS: Final = 13
"""Of more weeks than a quarter has, only the first and the last are said in figures (product default)."""

METHOD: Final = Text("How this was measured, and what it cannot know")
LIMITS: Final = (
    Text("Postures come from an accelerometer, each second, by a rule that was checked on 20 labelled people."),
    Text("Time without data, or not worn, is unknown: it counts as neither sitting nor a break."),
    Text("An exercise counts as seen only where the sensor, as worn, can see it; all else is what the person said."),
    Text("Pain is what the person noted. This page is no diagnosis."),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page says; each number is one query on the journal.

    Attributes:
        first, last: local days, both included.
        seconds: of each posture.
        habit: mean of the days on which it was worn; None if there was none.
        first_week, last_week: the same of the first seven days, and of the last; None for less than two weeks too.
        lines: the last days, in order of time.
        results: of the nudges.
        practised, on_days: of each pillar; the days on which it was practised at all.
        sides: of all exercises.
        weeks: median pain of each seven days, the last ending with `last`; None without an entry.
        entries: of the diary.
        warnings: red flags, when they were cleared, and cards, in order of time.
        answers: the intake's, by question.
    """

    first: date
    last: date
    seconds: Mapping[Posture, int]
    habit: HabitMean | None
    first_week: HabitMean | None
    last_week: HabitMean | None
    lines: tuple[DayLine, ...]
    results: Mapping[Result, int]
    practised: Mapping[Pillar, Count]
    on_days: Mapping[Pillar, Count]
    sides: Sides
    weeks: tuple[float | None, ...]
    entries: int
    warnings: tuple[str, ...]
    answers: Mapping[str, str]

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading, a table (its first row is the head), lines, and a drawing as SVG."""

    head: str
    lines: list[str]
    table: tuple[tuple[str, ...], ...] = ()
    drawing: str = ""


def period_of(summary: Summary, settings: Settings) -> str:
    """The days, where it was worn, and where it hurts."""
    say = settings.tr
    side = settings.person.affected_side or (Side(summary.answers["side"]) if "side" in summary.answers else None)
    site, affected = SITE_NAMES[settings.wearable.wear_site], Text("not said") if side is None else SIDE_NAMES[side]
    text = Text("{first} to {last}. Worn at: {site}. Affected: {side}.")
    return say(text, first=summary.first, last=summary.last, site=site, side=affected)


def sections_of(summary: Summary, settings: Settings) -> list[Section]:
    """All that there is to say, in order."""
    say = settings.tr
    answers = [f"{say(QUESTIONS[name].text)} {answer}" for name, answer in summary.answers.items()]
    sitting, days = _sitting(summary, say), ""
    if any(line.spans for line in summary.lines):
        sitting.append(say(Text("Day by day, the last {days}:"), days=len(summary.lines)))
        days = draw_days(summary.lines, say, sitting[-1])
    pain = draw_pain(summary.weeks, say(PAIN)) if summary.entries else ""
    sections = [
        Section(say(SITTING), sitting, _habits(summary, say), days),
        Section(say(Text("Practice")), _practice(summary, say)),
        Section(say(Text("Nudges and what followed within 5 min")), ["; ".join(_nudges(summary, say))]),
        Section(say(PAIN), [_medians(summary, say)], (), pain),
        Section(say(Text("Warning signs")), list(summary.warnings) or [say(Text("None was reported."))]),
        Section(say(Text("Answers before the first exercise")), answers),
        Section(say(METHOD), [say(SITES[settings.wearable.wear_site].limit), *map(say, LIMITS)]),
    ]
    return [section for section in sections if section.lines]


def render_page(summary: Summary, settings: Settings) -> str:
    """The page: HTML that needs nothing else, and prints on A4."""
    say = settings.tr
    body = "".join(map(_section, sections_of(summary, settings)))
    title, period = html.escape(say(TITLE)), html.escape(period_of(summary, settings))
    return _PAGE.format(language=say.code, title=title, period=period, style=_STYLE, body=body)


def _section(section: Section) -> str:
    head = f"<h2>{html.escape(section.head)}</h2>"
    table = f"<table>{''.join(map(_row, section.table, itertools.count()))}</table>" if section.table else ""
    lines = f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in section.lines)}</ul>"
    return f"<section>{head}{table}{lines}{section.drawing}</section>"


def _row(texts: tuple[str, ...], number: int) -> str:
    first, *others = map(html.escape, texts)
    head, cell = ('<th scope="row">{}</th>', "<td>{}</td>") if number else ('<th scope="col">{}</th>',) * 2
    return f"<tr>{head.format(first)}{''.join(map(cell.format, others))}</tr>"


def render_pdf(summary: Summary, settings: Settings) -> bytes:
    """The same on A4, for whoever wants a file to send or print.

    Raises:
        MonitorError: the extra package is missing.
    """
    if find_spec("fpdf") is None or find_spec("matplotlib") is None:
        raise MonitorError("a PDF needs more packages: pip install 'sitting-monitor[analysis]'; or write an .html")
    import matplotlib as mpl  # for its font, which has the letters of most tongues
    from fpdf import FPDF

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    pdf = FPDF(format="A4")
    pdf.set_title(settings.tr(TITLE))
    pdf.set_lang(settings.tr.code)
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font("sans", style, fonts / name)
    pdf.set_margin(MARGIN_MM)
    pdf.set_auto_page_break(True, MARGIN_MM)
    pdf.add_page()
    _write(pdf, settings.tr(TITLE), 17.0, "B")
    _write(pdf, period_of(summary, settings), 9.5, colour=QUIET)
    for section in sections_of(summary, settings):
        pdf.ln(2.5)
        _write(pdf, section.head, 11.0, "B")
        _tabulate(pdf, section.table)
        for line in section.lines:
            _write(pdf, f"•  {line}", 9.0 if section.head != settings.tr(METHOD) else 8.0)
        if section.drawing:
            pdf.ln(1.5)
            svg = section.drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
            pdf.image(BytesIO(svg.encode()), w=WIDTH_MM)
    return bytes(pdf.output())


def _write(pdf: "FPDF", text: str, size_pt: float, style: str = "", colour: str = INK) -> None:
    pdf.set_font("sans", style, size_pt)
    pdf.set_text_color(colour)
    pdf.multi_cell(0, 0.53 * size_pt, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _tabulate(pdf: "FPDF", table: tuple[tuple[str, ...], ...]) -> None:
    for row, texts in enumerate(table):
        pdf.set_font("sans", "" if row else "B", 9.0)
        pdf.set_text_color(INK if row else QUIET)
        for column, text in enumerate(texts):
            pdf.cell(34.0 if column else 66.0, 4.8, text, align="R" if column else "L")
        pdf.ln(4.8)


def _habits(summary: Summary, say: Translator) -> tuple[tuple[str, ...], ...]:
    """The mean day, and whether the last ones are others than the first."""
    columns = [
        (Text("All days"), summary.habit),
        (Text("First 7 days"), summary.first_week),
        (Text("Last 7 days"), summary.last_week),
    ]
    known = [(head, mean) for head, mean in columns if mean is not None]
    if not known:
        return ()
    return (
        ("", *(say(head) for head, _ in known)),
        (say(SITTING), *(say_duration(mean.sat_s) for _, mean in known)),
        (say(Text("Sittings of 30 min and more")), *(say.decimal(f"{mean.prolonged:.1f}") for _, mean in known)),
        (say(Text("Longest sitting")), *(say_duration(mean.longest_s) for _, mean in known)),
        (say(Text("Got up")), *(say.decimal(f"{mean.got_up:.1f}") for _, mean in known)),
    )


def _sitting(summary: Summary, say: Translator) -> list[str]:
    known = [(posture, summary.seconds[posture]) for posture in Posture if summary.seconds.get(posture)]
    times = ", ".join(f"{say(POSTURE_WORDS[posture])} {say_duration(seconds)}" for posture, seconds in known)
    habit, hours = summary.habit, f"{ENOUGH_SEEN_S / 3600.0:g}"
    text = Text("On no day was it worn for {hours} h or more.") if habit is None else WORN
    worn = say(text, hours=hours, worn=0 if habit is None else habit.days, days=summary.days)
    return [worn, *([say(Text("In all: {times}."), times=times)] if times else [])]


def _practice(summary: Summary, say: Translator) -> list[str]:
    counted = []
    for pillar, count in summary.practised.items():
        on = summary.on_days[pillar]
        numbers = {"verified": count.verified, "claimed": count.claimed, "on": on.verified + on.claimed}
        counted.append(say(PRACTISED, pillar=PILLAR_NAMES[pillar], days=summary.days, **numbers))
    return [*counted, say(Text("Left {left}, right {right}."), left=summary.sides.left, right=summary.sides.right)]


def _nudges(summary: Summary, say: Translator) -> Iterator[str]:
    every = sum(summary.results.values())
    for result in Result:
        count = summary.results.get(result, 0)
        yield f"{say(RESULT_WORDS[result])}: {count}" + (f" ({100 * count / every:.0f} %)" if count else "")


def _medians(summary: Summary, say: Translator) -> str:
    weeks = ["–" if level is None else say.decimal(f"{level:g}") for level in summary.weeks]
    if len(weeks) > MANY_WEEKS:
        return say(FAR_APART, first=" · ".join(weeks[:4]), last=" · ".join(weeks[-4:]), entries=summary.entries)
    return say(MEDIANS, weeks=" · ".join(weeks), entries=summary.entries)


_STYLE: Final = (
    f"body{{font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;color:{INK};max-width:44rem;"
    "margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:1.2rem 0 .2rem}"
    f"ul{{margin:0;padding-left:1.1rem}}p{{color:{QUIET}}}section{{break-inside:avoid}}"
    f"svg{{width:100%;height:auto;display:block;margin-top:.6rem}}"
    "table{border-collapse:collapse;margin:.3rem 0 .5rem}th,td{text-align:right;padding:.1rem 0 .1rem 1.6rem}"
    f"th:first-child{{text-align:left;padding-left:0;font-weight:400}}th[scope=col]{{color:{QUIET}}}"
    "@page{size:A4;margin:15mm}"
    "@media print{body{margin:0;max-width:none;font:9pt/1.35 system-ui,sans-serif}h2{margin:.6rem 0 0}}"
)
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    "</head><body><h1>{title}</h1><p>{period}</p>{body}</body></html>\n"
)
