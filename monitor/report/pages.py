"""How a report looks: one HTML page that needs nothing else, and the same as PDF."""

import html
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from monitor.coaching.habit import ENOUGH_SEEN_S
from monitor.coaching.inputs import Felt
from monitor.coaching.outcomes import Result
from monitor.coaching.profile import Side
from monitor.edges.settings import Settings
from monitor.errors import MonitorError, to_install
from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.posture.sites import SITE_NAMES, SITES
from monitor.report.drawings import INK, MARGIN_MM, QUIET, WIDTH_MM, draw_days, draw_pain, draw_weeks
from monitor.report.signs import say_course, say_signs, say_standing
from monitor.report.summary import Summary
from monitor.report.words import (
    ANSWER_NAMES,
    FELT_NAMES,
    QUALITY_NAMES,
    QUESTION_NAMES,
    RESULT_NAMES,
    SITUATION_NAMES,
    say_day,
)
from monitor.terminal.output import say_duration
from monitor.texts import Text, Translator
from monitor.wording.exercises import SIDE_NAMES
from monitor.wording.plan import PILLAR_NAMES

if TYPE_CHECKING:
    from fpdf import FPDF

Word = TypeVar("Word", bound=str)

SCALES: Final = (1.0, 0.94, 0.88, 0.82, 0.76)
"""Of their size letters are at most made so small, that all stays on one sheet (product default)."""

TITLE: Final = Text("Sitting, practice and pain")
SITTING: Final = Text("Sitting")
WORN: Final = Text("Worn for {hours} h or more on {worn} of {days} days; the figures are a day's, on average of these.")
PAIN: Final = Text("Pain, 0 to 10")
MEDIANS: Final = Text("Median of each week, the latest last: {weeks}. Entries: {entries}.")
FAR_APART: Final = Text("Median of the first four weeks: {first}; of the last four: {last}. Entries: {entries}.")
MANY_WEEKS: Final = 13
"""Of more weeks than a quarter has, only the first and the last are said in figures (product default)."""

DRAWN_WEEKS: Final = 8
"""Of more weeks than these, weeks are drawn instead of days (product default)."""

METHOD: Final = Text("How this was measured, and what it cannot know")
LIMITS: Final = (
    Text("Postures come from an accelerometer, each second, by a rule that was checked on 20 labelled people."),
    Text("Time without data, or not worn, is unknown: it counts as neither sitting nor a break."),
    Text("An exercise counts as seen only where the sensor, as worn, can see it; all else is what the person said."),
    Text("Pain is what the person noted. This page is no diagnosis."),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading, a table (its first row is the head), lines, and a drawing as SVG.

    Attributes:
        alarms: what is read first.
    """

    head: str
    lines: list[str]
    table: tuple[tuple[str, ...], ...] = ()
    drawing: str = ""
    alarms: tuple[str, ...] = ()


def period_of(summary: Summary, settings: Settings) -> str:
    """The days, where it was worn, and where it hurts."""
    say = settings.tr
    side = settings.person.affected_side or (Side(summary.answers["side"]) if "side" in summary.answers else None)
    site, affected = SITE_NAMES[settings.wearable.wear_site], Text("not said") if side is None else SIDE_NAMES[side]
    text = Text("{first} to {last}. Worn at: {site}. Affected: {side}.")
    days = {"first": say_day(summary.first, say), "last": say_day(summary.last, say)}
    return say(text, **days, site=site, side=affected)


def sections_of(summary: Summary, settings: Settings) -> list[Section]:
    """All that there is to say: what must not be missed first, then pain, practice and sitting, then what lies behind.

    What was answered with no is one line, so that all of it stays on one sheet.
    """
    say, safety = settings.tr, summary.safety
    standing, signs = say_standing(safety, say), say_signs(summary, say)
    if not standing and not signs:
        signs = [say(Text("None was reported."))]
    title, pain = say(PAIN), summary.pain
    drawn = draw_pain(pain.weeks, summary.last, say, title) if pain.entries else ""
    site = settings.wearable.wear_site
    limit = f"{say(SITE_NAMES[site]).capitalize()}: {say(SITES[site].limit)}"
    sections = [
        Section(say(Text("Warning signs")), signs, alarms=standing),
        Section(title, _pain(summary, say), (), drawn),
        Section(say(Text("Course")), say_course(summary, say)),
        Section(say(Text("Practice")), _practice(summary, say), _practised(summary, say)),
        _sitting(summary, say),
        Section(say(Text("Answers before the first exercise")), _answers(summary.answers, say)),
        Section(say(METHOD), [limit, *map(say, LIMITS)]),
    ]
    return [one for one in sections if one.lines or one.alarms or one.table]


def render_page(summary: Summary, settings: Settings) -> str:
    """The page: HTML that needs nothing else, and prints on A4."""
    say = settings.tr
    body = "".join(map(_section, sections_of(summary, settings)))
    title, period = html.escape(say(TITLE)), html.escape(period_of(summary, settings))
    return _PAGE.format(language=say.code, title=title, period=period, style=_STYLE, body=body)


def _section(section: Section) -> str:
    head = f"<h2>{html.escape(section.head)}</h2>"
    table = f"<table>{''.join(map(_row, section.table, itertools.count()))}</table>" if section.table else ""
    alarms = "".join(f"<p><strong>{html.escape(alarm)}</strong></p>" for alarm in section.alarms)
    items = "".join(f"<li>{html.escape(line)}</li>" for line in section.lines)
    lines = f"<ul>{items}</ul>" if items else ""
    return f"<section>{head}{alarms}{table}{lines}{section.drawing}</section>"


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
        raise MonitorError(f"a PDF needs more packages: {to_install('analysis')}; or write an .html")
    return next(page for scale in SCALES if (page := _one_sheet(summary, settings, scale)) is not None)


def _one_sheet(summary: Summary, settings: Settings, scale: float) -> bytes | None:
    """The PDF with letters of so much of their size; None if that is no single sheet, unless they get no smaller."""
    import matplotlib as mpl  # for its font, which has the letters of most tongues
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    pdf = FPDF(format="A4")
    pdf.set_title(settings.tr(TITLE))
    pdf.set_lang(settings.tr.code)
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font("sans", style, fonts / name)
    pdf.set_margin(MARGIN_MM)
    pdf.set_auto_page_break(True, MARGIN_MM)
    pdf.add_page()
    _write(pdf, settings.tr(TITLE), 17.0 * scale, "B")
    _write(pdf, period_of(summary, settings), 9.5 * scale, colour=QUIET)
    for section in sections_of(summary, settings):
        _write_section(pdf, section, scale, is_method=section.head == settings.tr(METHOD))
    if pdf.page > 1 and scale != SCALES[-1]:
        for font in pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()
        return None
    return bytes(pdf.output())


def _write_section(pdf: "FPDF", section: Section, scale: float, *, is_method: bool) -> None:
    pdf.ln(2.5 * scale)
    _write(pdf, section.head, 11.0 * scale, "B")
    for alarm in section.alarms:
        _write(pdf, alarm, 9.0 * scale, "B")
    _tabulate(pdf, section.table, scale)
    for line in section.lines:
        _write(pdf, f"•  {line}", (8.0 if is_method else 9.0) * scale)
    if section.drawing:
        pdf.ln(1.5 * scale)
        untitled = re.sub("<title>.*?</title>", "", section.drawing)
        svg = untitled.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        pdf.image(BytesIO(svg.encode()), x=MARGIN_MM, w=WIDTH_MM * scale)


def _write(pdf: "FPDF", text: str, size_pt: float, style: str = "", colour: str = INK) -> None:
    pdf.set_font("sans", style, size_pt)
    pdf.set_text_color(colour)
    pdf.multi_cell(0, 0.5 * size_pt, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _tabulate(pdf: "FPDF", table: tuple[tuple[str, ...], ...], scale: float) -> None:
    for row, texts in enumerate(table):
        pdf.set_font("sans", "" if row else "B", 9.0 * scale)
        pdf.set_text_color(INK if row else QUIET)
        for column, text in enumerate(texts):
            pdf.cell(32.0 if column else WIDTH_MM - 4 * 32.0, 4.6 * scale, text, align="R" if column else "L")
        pdf.ln(4.6 * scale)


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


def _sitting(summary: Summary, say: Translator) -> Section:
    known = [(posture, summary.seconds[posture]) for posture in Posture if summary.seconds.get(posture)]
    times = ", ".join(f"{say(POSTURE_WORDS[posture])} {say_duration(seconds)}" for posture, seconds in known)
    habit, hours = summary.habit, f"{ENOUGH_SEEN_S / 3600.0:g}"
    text = Text("On no day was it worn for {hours} h or more.") if habit is None else WORN
    lines = [say(text, hours=hours, worn=0 if habit is None else habit.days, days=summary.days)]
    if times:
        lines.append(say(Text("In all: {times}."), times=times))
    text = Text("Nudges and what followed within 5 min: {results}.")
    lines.append(say(text, results="; ".join(_nudges(summary, say))))
    drawing = ""
    if len(summary.weeks) > DRAWN_WEEKS:
        lines.append(say(Text("Week by week:")))
        drawing = draw_weeks(summary.weeks, say, lines[-1])
    elif any(line.spans for line in summary.lines):
        lines.append(say(Text("Day by day, the last {days}:"), days=len(summary.lines)))
        drawing = draw_days(summary.lines, say, lines[-1])
    return Section(say(SITTING), lines, _habits(summary, say), drawing)


def _practised(summary: Summary, say: Translator) -> tuple[tuple[str, ...], ...]:
    """Of each pillar what was seen beside what was only said, on how many days, and left beside right."""
    heads = (Text("Seen by the sensor"), Text("Only said"), Text("On days"), Text("Left, right"))
    rows = [("", *map(say, heads))]
    for pillar, one in summary.practised.items():
        sides = f"{one.sides.left}, {one.sides.right}" if one.sides.left or one.sides.right else "–"
        days = say(Text("{on} of {days}"), on=one.days.done, days=summary.days)
        rows.append((say(PILLAR_NAMES[pillar]), str(one.sessions.verified), str(one.sessions.claimed), days, sides))
    return tuple(rows)


def _practice(summary: Summary, say: Translator) -> list[str]:
    lines = []
    if summary.unasked:
        text = Text("Figure-4 stretches of one's own accord, seen by the sensor: {count}.")
        lines.append(say(text, count=summary.unasked))
    felt = _tally(
        {one: summary.felt[one] for one in Felt if one in FELT_NAMES and summary.felt.get(one)}, FELT_NAMES, say
    )
    if felt:
        lines.append(say(Text("How exercises felt: {felt}."), felt=felt))
    return lines


def _tally(counts: Mapping[Word, int], names: Mapping[Word, Text], say: Translator) -> str:
    """How often each, in one line."""
    return ", ".join(f"{say(names[word])} {count}" for word, count in counts.items())


def _nudges(summary: Summary, say: Translator) -> Iterator[str]:
    every = sum(summary.results.values())
    for result in Result:
        count = summary.results.get(result, 0)
        yield f"{say(RESULT_NAMES[result])}: {count}" + (f" ({100 * count / every:.0f} %)" if count else "")


def _pain(summary: Summary, say: Translator) -> list[str]:
    """The weeks in figures, then what it was like, when and where, as the diary has it."""
    pain = summary.pain
    noted = (
        (Text("Like: {words}."), _tally(pain.qualities, QUALITY_NAMES, say)),
        (Text("When: {words}."), _tally(pain.situations, SITUATION_NAMES, say)),
        (Text("Where: {words}."), _tally(pain.sides, SIDE_NAMES, say)),
    )
    words = " ".join(say(text, words=words) for text, words in noted if words)
    return [_medians(summary, say), *([words] if words else [])]


def _answers(answers: Mapping[str, str], say: Translator) -> list[str]:
    """What was answered, each in few words; all that is no, in one line."""
    denied = [say(QUESTION_NAMES[name]) for name, answer in answers.items() if answer == "no"]
    others = [
        f"{say(QUESTION_NAMES[name])}: {say(ANSWER_NAMES[answer])}"
        for name, answer in answers.items()
        if answer != "no"
    ]
    lines = [f"{'; '.join(others)}."] if others else []
    return [*lines, *([say(Text("Answered with no: {what}."), what="; ".join(denied))] if denied else [])]


def _medians(summary: Summary, say: Translator) -> str:
    weeks = ["–" if level is None else say.decimal(f"{level:g}") for level in summary.pain.weeks]
    if len(weeks) > MANY_WEEKS:
        return say(FAR_APART, first=" · ".join(weeks[:4]), last=" · ".join(weeks[-4:]), entries=summary.pain.entries)
    return say(MEDIANS, weeks=" · ".join(weeks), entries=summary.pain.entries)


_STYLE: Final = (
    f"body{{font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;color:{INK};max-width:44rem;"
    "margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:1.2rem 0 .2rem}"
    f"ul{{margin:0;padding-left:1.1rem}}p{{color:{QUIET};margin:.3rem 0}}strong{{color:{INK}}}"
    "section{break-inside:avoid}svg{width:100%;height:auto;display:block;margin-top:.6rem}"
    "table{border-collapse:collapse;margin:.3rem 0 .5rem}th,td{text-align:right;padding:.1rem 0 .1rem 1.6rem}"
    f"th:first-child{{text-align:left;padding-left:0;font-weight:400}}th[scope=col]{{color:{QUIET}}}"
    "@page{size:A4;margin:8mm 15mm}"
    "@media print{body{margin:0;padding:0;max-width:none;font:8pt/1.2 system-ui,sans-serif}h1{font-size:14pt}"
    "h2{font-size:9.5pt;margin:.25rem 0 0}p{margin:.1rem 0}table{margin:.1rem 0}th,td{padding-top:0;padding-bottom:0}"
    "svg{margin-top:.25rem}section:last-child{font-size:7.5pt}}"
)
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    "</head><body><h1>{title}</h1><p>{period}</p>{body}</body></html>\n"
)
