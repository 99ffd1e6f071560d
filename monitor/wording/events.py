"""Events in one sentence each, and as title and body of a desktop notification."""

from collections.abc import Iterable

from monitor.coaching.experiment import Assignment
from monitor.coaching.nudges import Nudge, Reply, Wait
from monitor.coaching.outcomes import Outcome
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.coaching.trend import Judgement
from monitor.pipeline import Event
from monitor.wording import Words
from monitor.wording.nudges import (
    NONE_LEFT,
    say_lot,
    say_nudge,
    say_outcome,
    say_reminder,
    say_reply,
    say_wait,
)
from monitor.wording.pain import say_judgement, say_judgement_body, say_judgement_card, say_judgement_title
from monitor.wording.practice import say_practice
from monitor.wording.recommendations import render_recommended, say_title, say_why
from monitor.wording.safety import say_safety, say_safety_briefly


def say_event(event: Event, words: Words) -> str:
    """Say an event in one or two sentences; empty for what numbers tell alone, and for what too little is known of."""
    match event:
        case Nudge():
            return say_nudge(event, words)
        case Wait():
            return say_wait(event, words)
        case Assignment():
            return say_lot(event, words)
        case Reminder():
            return say_reminder(event, words)
        case Reply():
            return say_reply(event, words)
        case Outcome():
            return say_outcome(event, words.tr)
        case PracticeOutcome():
            return say_practice(event, words)
        case SafetyNotice():
            return say_safety(event, words.tr)
        case Judgement():
            return say_judgement(event, words.tr)
    return ""


def answer_to(event: Event, words: Words) -> str:
    """Say what a person is told of an event right away; empty if nothing."""
    match event:
        case Reply() | SafetyNotice():
            return say_event(event, words)
        case Judgement():
            return say_judgement_card(event, words.tr)
    return ""


def answers_to(events: Iterable[Event], words: Words) -> list[str]:
    """Say what a person is told of events right away, a text each."""
    return [text for event in events if (text := answer_to(event, words))]


def spoken(event: Event, words: Words) -> dict[str, str]:
    """Say an event for programs of one's own: `text`, `title` and `body`, as far as there is something to say."""
    said = {"text": say_event(event, words)}
    if isinstance(event, Recommendation | SafetyNotice | Judgement):
        said["title"], said["body"] = title_and_body(event, words)
    if isinstance(event, Recommendation):
        said["text"] = say_why(event, words)
    return {name: text for name, text in said.items() if text}


def title_and_body(shown: Recommendation | SafetyNotice | Judgement | Reply, words: Words) -> tuple[str, str]:
    """Say what a desktop notification shows: at most 40 characters, and at most 120 that are complete in themselves."""
    match shown:
        case Recommendation():
            return say_title(shown, words), render_recommended(shown, words).short
        case SafetyNotice():
            return say_safety_briefly(shown, words.tr)
        case Judgement():
            return say_judgement_title(shown, words.tr), say_judgement_body(shown, words.tr)
        case Reply():
            return words(NONE_LEFT[shown.action]), say_reply(shown, words)
