"""The live view: minutes in this bout, the day so far, the next step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from monitor.cli.narrate import say_outcome
from monitor.cli.output import console
from monitor.cli.timeline import INKS, draw_legend, draw_timeline
from monitor.coaching.nudges import Nudge, say_duration
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.pipeline import Event, Gap, Pipeline
from monitor.posture.bouts import Bout
from monitor.posture.labels import Posture, PostureEpoch

MARKS = {Result.VERIFIED: "●", Result.CLAIMED: "○", Result.NOT_TAKEN: "–", Result.NOT_OBSERVABLE: "?"}
"""Verified is filled, claimed hollow: what the sensor saw and what was only said never look alike."""


@dataclass(slots=True)
class LiveView:
    """What is shown; `watch` takes events, `render` draws.

    Attributes:
        pipeline: asked for the open bout and the time to the next nudge.
        zone: of the person.
        link_state: asked for the link's state, in a word.
        span_s: time that the timeline's whole width stands for.
    """

    pipeline: Pipeline
    zone: tzinfo
    link_state: Callable[[], str] = lambda: "streaming"
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
        yield self.render(options.max_width)

    def render(self, width: int) -> RenderableType:
        """The whole view, `width` cells wide."""
        if self.safety is not None:
            return Padding(Text(self.safety.text, style="bold red"), (1, 2))
        parts = [self._now(), Text(), self._timeline(width - 4), Text(), self._said(), self._answers()]
        if self.note:
            parts += [Text(), Text(self.note, style="dim")]
        return Padding(Group(*parts), (1, 2))

    def _now(self) -> Text:
        progress = self.pipeline.bouts.progress()
        if progress is None:
            return Text(f"{self.link_state()} …", style="bold")
        bout = progress.bout
        local = datetime.fromtimestamp(progress.time_s, self.zone)
        text = Text(f"{say_duration(bout.duration_s)} {bout.posture}", style=f"bold {INKS[bout.posture].colour}")
        text.append(f"   {local:%H:%M:%S}", style="dim")
        wait_s = self.pipeline.coach.wait_s(progress.time_s)
        if bout.posture is Posture.SITTING:
            text.append("   nudge due" if wait_s == 0.0 else f"   next nudge after {say_duration(wait_s)} more of it")
        return text

    def _timeline(self, width: int) -> Text:
        span_s = max(self.span_s, float(len(self.seconds)))
        line = draw_timeline(self.seconds, width, self.nudges_s, span_s=span_s)
        if self.first_s is not None:
            start, end = (datetime.fromtimestamp(self.first_s + offset, self.zone) for offset in (0.0, span_s))
            line.append(f"\n{start:%H:%M}{f'{end:%H:%M}':>{max(width - 5, 5)}}\n", style="dim")
        return line.append_text(draw_legend())

    def _said(self) -> Text:
        if self.recommendation is None:
            return Text()
        said = self.recommendation
        text = Text(f"{said.title}\n", style="bold")
        for number, step in enumerate(said.steps, start=1):
            text.append(f"  {number}. {step}\n")
        for cue in said.cues:
            text.append(f"  ! {cue}\n", style="bold")
        hold = "" if said.hold_s is None else f"Hold {said.hold_s:.0f} s.  "
        return text.append(f"  {hold}Why: {said.why}\n", style="dim")

    def _answers(self) -> Text:
        text = Text()
        for outcome in self.outcomes[-3:]:
            local = datetime.fromtimestamp(outcome.time_s, self.zone)
            text.append(f"{MARKS[outcome.result]} {local:%H:%M}  {say_outcome(outcome)}\n")
        return text

    def summary(self) -> list[str]:
        """The end: what there was, in a few lines."""
        total = {posture: sum(b.duration_s for b in self.bouts if b.posture is posture) for posture in Posture}
        times = ", ".join(f"{say_duration(s)} {posture}" for posture, s in total.items() if s)
        sitting = [bout.duration_s for bout in self.bouts if bout.posture is Posture.SITTING]
        verified = sum(outcome.result is Result.VERIFIED for outcome in self.outcomes)
        lines = [f"{times}." if times else "Nothing was seen."]
        if sitting:
            lines.append(f"Longest sit {say_duration(max(sitting))}, in {len(sitting)} bouts of sitting.")
        lines.append(f"{len(self.nudges_s)} nudges; {verified} of {len(self.outcomes)} breaks seen by the sensor.")
        return lines


@contextmanager
def showing(view: LiveView, tick_s: float) -> Iterator[None]:
    """Draw the view anew every `tick_s` while the context lasts, in a thread of rich's own."""
    with Live(view, console=console(), refresh_per_second=1.0 / tick_s):
        yield
