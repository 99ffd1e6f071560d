"""Any day of anybody, as that person hears it: what the coach says in the product's words, what is done in ours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from textwrap import fill

from monitor.assembly import words_for
from monitor.coaching.inputs import UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.trend import Judgement
from monitor.wording import Words
from monitor.wording.events import say_event, title_and_body
from monitor.wording.recommendations import say_why
from validation.lives.living import MONDAY, Life, Moment

INDENT = " " * 22


def tell_day(life: Life, day: int, language: str) -> str:
    """Tell one day, in the product's words of a language."""
    settings = replace(life.settings, person=replace(life.settings.person, language=language))
    words = words_for(settings)
    lines = [f"{life.person.name}, day {day}: {MONDAY + timedelta(days=day):%A %d %B %Y}", ""]
    for moment in life.moments:
        if moment.day == day:
            lines += _tell(moment, words)
    return "\n".join(lines)


def _tell(moment: Moment, words: Words) -> Iterator[str]:
    """A line of when, where and what; below it what was shown beside its title, and why."""
    told = list(_parts(moment, words))
    if told:
        yield f"{words.clock(moment.time_s)}  {moment.where:14} {told[0]}"
    yield from (fill(one, 120, initial_indent=INDENT, subsequent_indent=INDENT) for one in told[1:])


def _parts(moment: Moment, words: Words) -> Iterator[str]:
    match moment.what:
        case Nudge() | Reminder():
            return  # its recommendation says it
        case Recommendation() as said:
            yield from title_and_body(said, words)
            yield f"[{say_why(said, words)}]"
        case SafetyNotice() | Judgement() as card:
            yield from title_and_body(card, words)
        case UserAction() as said:
            yield f"> {said.action} {said.detail}".rstrip()
        case str() as done:
            yield f"({done})"
        case event:
            if text := say_event(event, words):
                yield text
