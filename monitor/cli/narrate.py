"""Events as lines that people read."""

from collections.abc import Iterator
from datetime import tzinfo

from monitor.cli.output import clock
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.evening import Reminder
from monitor.coaching.experiment import Assignment
from monitor.coaching.nudges import Nudge, Reply, Wait
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import SIDE_NAMES, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.coaching.trend import Judgement
from monitor.coaching.words import say_count, say_duration
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.labels import PostureEpoch, Relabel
from monitor.posture.mounting import Change, MountingChange
from monitor.records import event_time_s
from monitor.texts import ENGLISH, Text, Tongue

INDENT = " " * 10


def narrate(event: Event, zone: tzinfo, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """The lines that tell one event, the first with its local time."""
    lines = _lines(event, zone, tongue)
    yield f"{clock(event_time_s(event), zone)}  {next(lines)}"
    for line in lines:
        yield INDENT + line


def _lines(event: Event, zone: tzinfo, tongue: Tongue) -> Iterator[str]:
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
            yield f"strap     {say_mounting(event)}"
        case Rejected(reason=reason):
            yield f"rejected  {reason}"
        case Nudge(reason=reason):
            yield f"nudge     {reason}"
        case Wait(reason=reason):
            yield f"wait      {reason}"
        case Assignment():
            yield f"lot       {event.say(tongue=tongue)}"
        case Reminder(reason=reason):
            yield f"reminder  {reason}"
        case Judgement(sentence=sentence, card=card):
            yield f"pain      {sentence}"
            if card:
                yield card
        case Reply(text=text):
            yield f"reply     {text}"
        case Recommendation():
            yield f"stretch   {event.name}"
            yield from recommendation_lines(event, tongue)
        case Outcome():
            yield f"outcome   {say_outcome(event, tongue)}"
        case PracticeOutcome():
            yield f"practice  {say_practice(event, tongue)}"
        case SafetyNotice(text=text):
            yield f"SAFETY    {text}"


def recommendation_lines(recommendation: Recommendation, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """Steps, those cues that are not steps already, don'ts, hold and reason, one line each."""
    for number, step in enumerate(recommendation.steps, start=1):
        yield f"{number}. {step}"
    for cue in recommendation.cues:
        if cue not in recommendation.steps:
            yield f"!  {cue}"
    for dont in recommendation.donts:
        yield f"x  {dont}"
    if recommendation.hold_s is not None:
        yield tongue(Text("Hold {hold} s."), hold=f"{recommendation.hold_s:.0f}")
    yield tongue(Text("Why: {why}"), why=recommendation.why)


def say_practice(outcome: PracticeOutcome, tongue: Tongue = ENGLISH) -> str:
    """What became of an exercise, and how it is known, such as `Seated figure-4, right side: Held 46 s.`."""
    known = CATALOGUE.get(outcome.exercise)
    name = outcome.exercise if known is None else known.name
    if outcome.side is Side.BOTH:
        return tongue(Text("{exercise}: {reason}"), exercise=name, reason=outcome.reason)
    side = SIDE_NAMES[outcome.side]
    return tongue(Text("{exercise}, {side}: {reason}"), exercise=name, side=side, reason=outcome.reason)


def say_mounting(event: MountingChange) -> str:
    """What was found out of how the wearable sits, in a few words."""
    match event.change:
        case Change.LEARNED:
            return "how it sits is known now, from walking"
        case Change.POSED:
            return "how it sits is known now, from a pose"
        case Change.REFINED:
            return "how it sits is known better"
        case Change.TURNED:
            return f"sits otherwise than before, turned by {event.turned_deg:.0f}°: learned anew from walking"
        case Change.SLIPPED:
            return f"has slipped by {event.turned_deg:.0f}°: corrected"


def say_outcome(outcome: Outcome, tongue: Tongue = ENGLISH) -> str:
    """What became of a nudge, and how it is known, in one sentence."""
    if outcome.result is Result.VERIFIED:
        latency, length = say_duration(outcome.latency_s or 0.0), say_duration(outcome.break_s or 0.0)
        text = Text("Break of {length}, {latency} after the nudge: seen by the sensor.")
        return tongue(text, length=length, latency=latency)
    return tongue(_NO_BREAK[outcome.result])


_NO_BREAK = {
    Result.CLAIMED: Text("You said that it was done; the sensor saw no break."),
    Result.NOT_TAKEN: Text("No break within 5 min: the sensor saw you stay seated."),
    Result.NOT_OBSERVABLE: Text("Not observable: the sensor did not see the minutes after the nudge."),
}
