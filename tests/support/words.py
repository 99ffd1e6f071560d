"""What was decided, in the words in which people read it."""

from zoneinfo import ZoneInfo

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.recommend import Recommendation
from monitor.coaching.trend import Judgement
from monitor.texts import ENGLISH, Translator
from monitor.wording import Words
from monitor.wording.events import say_event, title_and_body
from monitor.wording.exercises import RenderedExercise
from monitor.wording.pain import say_judgement_card
from monitor.wording.recommendations import render_recommended, say_why

ZURICH = ZoneInfo("Europe/Zurich")
WORDS = Words(ENGLISH, ZURICH, CATALOGUE)
"""English, as a clock in Zurich shows times, with our own exercises."""


def words_in(tr: Translator) -> Words:
    """The same in another tr."""
    return Words(tr, ZURICH, CATALOGUE)


def reason_of(event: object) -> str:
    """An event in one or two sentences."""
    return say_event(event, WORDS)  # type: ignore[arg-type]


def why_of(said: Recommendation) -> str:
    """Why it was recommended."""
    return say_why(said, WORDS)


def title_of(said: object) -> str:
    """The title of its desktop notification."""
    return title_and_body(said, WORDS)[0]  # type: ignore[arg-type]


def body_of(said: object) -> str:
    """The body of its desktop notification."""
    return title_and_body(said, WORDS)[1]  # type: ignore[arg-type]


def card_of(said: Judgement) -> str:
    """The whole card about the pain."""
    return say_judgement_card(said, ENGLISH)


def rendered(said: Recommendation) -> RenderedExercise:
    """Steps, cues and the rest of a recommendation."""
    return render_recommended(said, WORDS)
