"""Events as lines that people read."""

from collections.abc import Iterator
from typing import Final

from monitor.coaching.durations import say_count, say_duration
from monitor.coaching.recommend import Recommendation
from monitor.coaching.trend import Judgement
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.labels import PostureEpoch, Relabel
from monitor.posture.mounting import Change, MountingChange
from monitor.records import event_time_s, kind_of
from monitor.terminal.output import clock
from monitor.texts import Text
from monitor.wording import Words
from monitor.wording.events import say_event
from monitor.wording.pain import say_judgement_card
from monitor.wording.recommendations import render_recommended, say_why

INDENT = " " * 10

_HEADS: Final = {"assignment": "lot", "judgement": "pain", "safety-notice": "SAFETY"}
"""What stands before the sentence of an event, where that is not the name of its kind."""

_CHANGES: Final = {
    Change.LEARNED: "how it sits is known now, from walking",
    Change.POSED: "how it sits is known now, from a pose",
    Change.REFINED: "how it sits is known better",
    Change.TURNED: "sits otherwise than before, turned by {turned:.0f}°: learned anew from walking",
    Change.SLIPPED: "has slipped by {turned:.0f}°: corrected",
}
"""What was found out of how the wearable sits."""


def narrate(event: Event, words: Words) -> Iterator[str]:
    """Tell one event in lines, the first with its local time."""
    lines = _lines(event, words)
    yield f"{clock(event_time_s(event), words.zone)}  {next(lines)}"
    for line in lines:
        yield INDENT + line


def _lines(event: Event, words: Words) -> Iterator[str]:
    zone = words.zone
    match event:
        case Bout(posture=posture, shifts=shifts):
            shifted = "" if shifts is None else f", {say_count(shifts, 'shift')}"
            yield f"{posture:<9} {say_duration(event.duration_s)}{shifted}, since {clock(event.start_s, zone)}"
        case PostureEpoch(posture=posture, confidence=confidence):
            yield f"{posture:<9} {confidence:.2f}"
        case Gap():
            yield f"gap       {say_duration(event.end_s - event.start_s)} unknown, since {clock(event.start_s, zone)}"
        case Relabel(posture=posture):
            yield f"{posture:<9} since {clock(event.start_s, zone)}, after all"
        case MountingChange():
            yield f"strap     {_CHANGES[event.change].format(turned=event.turned_deg)}"
        case Rejected(reason=reason):
            yield f"rejected  {reason}"
        case Recommendation():
            yield f"stretch   {words.exercise_name(event.exercise)}"
            yield from recommendation_lines(event, words)
        case _:
            kind = kind_of(event)
            yield f"{_HEADS.get(kind, kind):<9} {say_event(event, words)}"
            if isinstance(event, Judgement):
                yield say_judgement_card(event, words.tr)


def recommendation_lines(recommendation: Recommendation, words: Words) -> Iterator[str]:
    """Say steps, those cues that are not steps already, don'ts, hold and reason, one line each."""
    said = render_recommended(recommendation, words)
    for number, step in enumerate(said.steps, start=1):
        yield f"{number}. {step}"
    for cue in said.cues:
        if cue not in said.steps:
            yield f"!  {cue}"
    for dont in said.donts:
        yield f"x  {dont}"
    if recommendation.hold_s is not None:
        yield words(Text("Hold {hold} s."), hold=f"{recommendation.hold_s:.0f}")
    yield words(Text("Why: {why}"), why=say_why(recommendation, words))
