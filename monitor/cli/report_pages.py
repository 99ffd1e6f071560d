"""How a report looks: one HTML page that needs nothing else, and the same as PDF."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from monitor.cli.output import say_duration
from monitor.coaching.exercises import Pillar
from monitor.coaching.habit import HabitMean
from monitor.coaching.intake import QUESTIONS
from monitor.coaching.outcomes import Result
from monitor.coaching.plan import PILLAR_NAMES
from monitor.coaching.profile import SIDE_NAMES, Side
from monitor.coaching.sessions import Count, Sides
from monitor.edges.settings import Settings
from monitor.errors import MonitorError
from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.posture.sites import SITES
from monitor.texts import Text, Tongue

RESULT_WORDS: Final = {
    Result.VERIFIED: Text("break, seen by the sensor"),
    Result.CLAIMED: Text("break, said by the person"),
    Result.NOT_TAKEN: Text("no break"),
    Result.NOT_OBSERVABLE: Text("not observable"),
}
TITLE: Final = Text("Sitting, practice and pain")
PERIOD: Final = Text("{first} to {last}. Worn at: {site}. Affected: {side}.")
NOTHING: Final = Text("not said")
SITTING: Final = Text("Sitting")
PER_DAY: Final = Text("Per day worn: sittings of 30 min and more {prolonged}, longest {longest}, got up {got_up}.")
UNWORN: Final = Text("No day with the wearable.")
PRACTICE: Final = Text("Practice")
PRACTISED: Final = Text("{pillar}: {verified} seen by the sensor, {claimed} said by the person.")
SIDED: Final = Text("Left {left}, right {right}.")
NUDGES: Final = Text("Nudges and what followed within 5 min")
PAIN: Final = Text("Pain, 0 to 10")
MEDIANS: Final = Text("Median of each week, the latest last: {weeks}. Entries: {entries}.")
WARNINGS: Final = Text("Warning signs")
NONE: Final = Text("None was reported.")
ANSWERS: Final = Text("Answers before the first exercise")
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
        results: of the nudges.
        practised: of each pillar.
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
    results: Mapping[Result, int]
    practised: Mapping[Pillar, Count]
    sides: Sides
    weeks: tuple[float | None, ...]
    entries: int
    warnings: tuple[str, ...]
    answers: Mapping[str, str]


def period_of(summary: Summary, settings: Settings) -> str:
    """The days, where it was worn, and where it hurts."""
    say = settings.tongue
    side = settings.person.affected_side or (Side(summary.answers["side"]) if "side" in summary.answers else None)
    site = settings.wearable.wear_site
    return say(
        PERIOD, first=summary.first, last=summary.last, site=site, side=NOTHING if side is None else SIDE_NAMES[side]
    )


def sections_of(summary: Summary, settings: Settings) -> list[tuple[str, list[str]]]:
    """Headings, and the lines below each."""
    say = settings.tongue
    sections = [
        (say(SITTING), _sitting(summary, say)),
        (say(PRACTICE), _practice(summary, say)),
        (say(NUDGES), [f"{say(RESULT_WORDS[result])}: {summary.results.get(result, 0)}" for result in Result]),
        (say(PAIN), [_medians(summary, say)]),
        (say(WARNINGS), list(summary.warnings) or [say(NONE)]),
        (say(ANSWERS), [f"{say(QUESTIONS[name].text)} {answer}" for name, answer in summary.answers.items()]),
        (say(METHOD), [say(SITES[settings.wearable.wear_site].limit), *map(say, LIMITS)]),
    ]
    return [(head, lines) for head, lines in sections if lines]


def render_page(summary: Summary, settings: Settings) -> str:
    """The page: HTML that needs nothing else, and prints on A4."""
    say = settings.tongue
    body = "".join(
        f"<section><h2>{html.escape(head)}</h2>{_drawn(summary) if head == say(PAIN) else ''}"
        f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul></section>"
        for head, lines in sections_of(summary, settings)
    )
    title, period = html.escape(say(TITLE)), html.escape(period_of(summary, settings))
    return _PAGE.format(language=say.code, title=title, period=period, style=_STYLE, body=body)


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
    pdf.set_title(settings.tongue(TITLE))
    pdf.set_lang(settings.tongue.code)
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font("sans", style, fonts / name)
    pdf.set_margin(18.0)
    pdf.add_page()

    def write(text: str, size_pt: float, height_mm: float, style: str = "") -> None:
        pdf.set_font("sans", style, size_pt)
        pdf.multi_cell(0, height_mm, text, align="L", new_x="LMARGIN", new_y="NEXT")

    write(settings.tongue(TITLE), 17.0, 9.0, "B")
    pdf.set_text_color(91, 96, 104)
    write(period_of(summary, settings), 10.0, 5.5)
    pdf.set_text_color(34, 37, 42)
    for head, lines in sections_of(summary, settings):
        pdf.ln(3.0)
        write(head, 11.0, 6.5, "B")
        for line in lines:
            write(f"•  {line}", 10.0, 5.2)
    return bytes(pdf.output())


def _sitting(summary: Summary, say: Tongue) -> list[str]:
    lines = [f"{say(POSTURE_WORDS[posture])}: {say_duration(count)}" for posture, count in summary.seconds.items()]
    if summary.habit is None:
        return [*lines, say(UNWORN)]
    mean = summary.habit
    prolonged, got_up = f"{mean.prolonged:.1f}", f"{mean.got_up:.1f}"
    return [say(PER_DAY, prolonged=prolonged, longest=say_duration(mean.longest_s), got_up=got_up), *lines]


def _practice(summary: Summary, say: Tongue) -> list[str]:
    counted = [
        say(PRACTISED, pillar=PILLAR_NAMES[pillar], verified=count.verified, claimed=count.claimed)
        for pillar, count in summary.practised.items()
    ]
    return [*counted, say(SIDED, left=summary.sides.left, right=summary.sides.right)]


def _medians(summary: Summary, say: Tongue) -> str:
    weeks = "  ".join("–" if level is None else f"{level:g}" for level in summary.weeks)
    return say(MEDIANS, weeks=weeks, entries=summary.entries)


def _drawn(summary: Summary) -> str:
    """The weekly medians as dots on a line; nothing where there are none."""
    known = [(week, level) for week, level in enumerate(summary.weeks) if level is not None]
    if not known:
        return ""
    step = 300.0 / max(1, len(summary.weeks) - 1)
    points = [(10.0 + step * week, 70.0 - 6.0 * level) for week, level in known]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>' for x, y in points)
    axes = '<path d="M10 10h300M10 70h300"/>'
    return f'<svg viewBox="0 0 320 80" aria-hidden="true">{axes}<polyline points="{line}"/>{dots}</svg>'


_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;color:#22252a;max-width:44rem;"
    "margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:1.2rem 0 .2rem}"
    "ul{margin:0;padding-left:1.1rem}p{color:#5b6068}svg{width:20rem;height:5rem;display:block}"
    "path{stroke:#dedbd3;fill:none}polyline{fill:none;stroke:#1f7a70;stroke-width:2}circle{fill:#1f7a70}"
    "@page{size:A4;margin:15mm}@media print{body{margin:0;font-size:11pt}}"
)
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    "</head><body><h1>{title}</h1><p>{period}</p>{body}</body></html>\n"
)
