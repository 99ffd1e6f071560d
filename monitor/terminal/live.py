"""The live view: minutes in this bout, the day so far, the next step."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.text import Text as Line

from monitor.coaching.durations import say_duration
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.pipeline import Event, Gap, Pipeline
from monitor.posture.bouts import Bout
from monitor.posture.labels import POSTURE_WORDS, Posture, PostureEpoch, Relabel
from monitor.terminal.output import console
from monitor.terminal.timeline import INKS, draw_legend, draw_timeline
from monitor.texts import Text
from monitor.wording import Words
from monitor.wording.nudges import say_coming, say_outcome
from monitor.wording.recommendations import render_recommended, say_title, say_why
from monitor.wording.safety import URGENT_TEXT, say_safety

MARKS: Final = {Result.VERIFIED: "●", Result.CLAIMED: "○", Result.NOT_TAKEN: "–", Result.NOT_OBSERVABLE: "?"}
"""Verified is filled, claimed hollow: what the sensor saw and what was only said never look alike."""

STREAMING: Final = "streaming"
"""The state of a link that is well."""

AIRY_LINES: Final = 34
"""A terminal of so many lines has room for white space and the legend beside the longest recommendation."""


@dataclass(slots=True)
class LiveView:
    """What is shown; `watch` takes events, `render` draws.

    Attributes:
        pipeline: gives what is asked for the open bout and the next nudge.
        words: what sentences and times are told with.
        link_state: asked for the link's state, in a word.
        span_s: time that the timeline's whole width stands for.
    """

    pipeline: Callable[[], Pipeline]
    words: Words
    link_state: Callable[[], str] = lambda: STREAMING
    span_s: float = 8 * 3600.0
    note: str = ""
    seconds: list[Posture | None] = field(default_factory=list)
    nudges_s: list[float] = field(default_factory=list)
    bouts: list[Bout] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    recommendation: Recommendation | None = None
    safety: SafetyNotice | None = None
    first_s: float | None = None

    def watch(self, event: Event) -> None:
        """Take one event."""
        match event:
            case PostureEpoch():
                self.first_s = event.start_s if self.first_s is None else self.first_s
                self.seconds.append(event.posture)
            case Gap():
                self.seconds.extend([None] * round(event.end_s - event.start_s))
            case Relabel():
                count = min(round(event.end_s - event.start_s), len(self.seconds))
                self.seconds[len(self.seconds) - count :] = [event.posture] * count
            case Bout():
                self.bouts.append(event)
            case Nudge():
                self.nudges_s.append(event.time_s - (self.first_s or event.time_s))
            case Recommendation():
                self.recommendation = event
            case Outcome():
                self.outcomes.append(event)
            case SafetyNotice():
                self.safety = event

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.render(options.max_width, options.max_height)

    def render(self, width: int, height: int = AIRY_LINES) -> RenderableType:
        """The whole view, `width` cells wide; on less than `AIRY_LINES` lines without its white space."""
        if self.pipeline().coach.locked:
            text = self.words(URGENT_TEXT) if self.safety is None else say_safety(self.safety, self.words.tr)
            return Padding(Line(text, style="bold red"), (1, 2))
        airy = height >= AIRY_LINES
        parts = [self._now(), self._next(), self._timeline(width - 4)]
        if airy:
            parts.append(draw_legend(self.seconds, self.words.tr))
        if self.recommendation is not None and (airy or not self._is_answered()):
            parts.append(self._said(self.recommendation, width - 4))
        if self.outcomes:
            parts.append(self._answers())
        if self.note and (airy or self.recommendation is None or self._is_answered()):
            parts.append(Line(self.note, style="dim"))
        if airy:
            parts = [*parts[:1], *(piece for part in parts[1:] for piece in (part, Line()))]
        return Padding(Group(*parts), (int(airy), 2, 0, 2))

    def _now(self) -> Line:
        progress = self.pipeline().bouts.progress()
        if progress is None:
            watched = self.words(Text("{duration} watched"), duration=say_duration(len(self.seconds)))
            seen = watched if self.seconds else f"{self.link_state()} …"
            return Line(seen, style="bold")
        bout = progress.bout
        ink = INKS[bout.posture]  # colour in the block alone: as text, amber on white could not be read
        return Line(f"{ink.block} ", style=ink.colour).append(
            f"{say_duration(bout.duration_s)} {self.words(POSTURE_WORDS[bout.posture])}", style="default bold"
        )

    def _next(self) -> Line:
        progress = self.pipeline().bouts.progress()
        if progress is None:
            return Line(self.words(Text("No bout is open.")) if self.seconds else "", style="dim")
        local = datetime.fromtimestamp(progress.time_s, self.words.zone)
        if (state := self.link_state()) != STREAMING:
            text = Text("No data since {clock} ({state}).")
            return Line(self.words(text, clock=f"{local:%H:%M:%S}", state=state))
        line = Line(f"{local:%H:%M}", style="dim")
        learned = self.pipeline().practice.mounting is not None
        coming = self.pipeline().coach.coming(progress.time_s, progress.bout.posture, seen=True, learned=learned)
        said = say_coming(coming, self.words)
        return line.append(f"   {said}") if said else line

    def _timeline(self, width: int) -> Line:
        span_s = max(self.span_s, float(len(self.seconds)))
        line = draw_timeline(self.seconds, width, self.nudges_s, span_s=span_s)
        if self.first_s is not None:
            start, end = (datetime.fromtimestamp(self.first_s + offset, self.words.zone) for offset in (0.0, span_s))
            line.append(f"\n{start:%H:%M}{f'{end:%H:%M}':>{max(width - 5, 5)}}", style="dim")
        return line

    def _said(self, said: Recommendation, width: int) -> Line:
        """What to do first, why second; a step that is also a cue stands out instead of standing there twice."""
        text, exercise = Line(say_title(said, self.words), style="bold"), render_recommended(said, self.words)
        for number, step in enumerate(exercise.steps, start=1):
            style = "bold" if step in exercise.cues else "not bold"
            text.append(f"\n{_hang(f'{number}. ', step, width)}", style=style)
        for cue in exercise.cues:
            if cue not in exercise.steps:
                text.append(f"\n{_hang('!  ', cue, width)}")
        why = self.words(Text("Why: {why}"), why=say_why(said, self.words))
        return text.append(f"\n{_hang('', why, width)}", style="not bold dim")

    def _is_answered(self) -> bool:
        """Whether the last recommendation has its outcome."""
        last = self.recommendation
        return last is not None and any(outcome.nudge_time_s == last.time_s for outcome in self.outcomes)

    def _answers(self) -> Line:
        lines = []
        for outcome in self.outcomes[-3:]:
            local = datetime.fromtimestamp(outcome.time_s, self.words.zone)
            lines.append(f"{MARKS[outcome.result]} {local:%H:%M}  {say_outcome(outcome, self.words.tr)}")
        return Line("\n".join(lines))

    def summary(self) -> list[str]:
        """The end: what there was, in a few lines."""
        total = {posture: sum(b.duration_s for b in self.bouts if b.posture is posture) for posture in Posture}
        say = self.words
        times = ", ".join(f"{say_duration(s)} {say(POSTURE_WORDS[posture])}" for posture, s in total.items() if s)
        sitting = [bout.duration_s for bout in self.bouts if bout.posture is Posture.SITTING]
        verified = sum(outcome.result is Result.VERIFIED for outcome in self.outcomes)
        lines = [f"{times}." if times else say(Text("Nothing was seen."))]
        if sitting:
            text = Text("Longest sit {duration}; bouts of sitting: {bouts}.")
            lines.append(say(text, duration=say_duration(max(sitting)), bouts=len(sitting)))
        text = Text("Nudges: {nudges}; breaks seen by the sensor: {verified} of {answered}.")
        lines.append(say(text, nudges=len(self.nudges_s), verified=verified, answered=len(self.outcomes)))
        return lines


def _hang(mark: str, sentence: str, width: int) -> str:
    """A sentence behind its mark, broken so that nothing stands below the mark."""
    return textwrap.fill(sentence, width, initial_indent=f"  {mark}", subsequent_indent="  " + " " * len(mark))


def showing(view: LiveView, tick_s: float) -> Live:
    """A context that draws the view anew every `tick_s` while it lasts, in a thread of rich's own."""
    return Live(view, console=console(), refresh_per_second=1.0 / tick_s)
