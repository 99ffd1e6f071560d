"""Whatever a person reads can be said in another language, and German is whole."""

import ast
import gettext
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import monitor
from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.coach import Coach
from monitor.coaching.exercises import SideRule
from monitor.coaching.inputs import Action, Context
from monitor.coaching.nudges import Nudge
from monitor.coaching.practice import PracticeTracker
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Card, SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.coaching.trend import Judgement
from monitor.edges.desktop import Notice, buttons
from monitor.edges.desktop.notice import BODY_LIMIT, TITLE_LIMIT
from monitor.edges.languages import LOCALE, languages, read_translator
from monitor.edges.link.incidents import Incidents
from monitor.edges.link.machine import LinkState
from monitor.edges.settings import parse_settings
from monitor.pipeline import Event
from monitor.running.daemon import STRAP_NOTICES
from monitor.texts import ENGLISH, Text, Translator
from monitor.wording.events import say_event, spoken, title_and_body
from monitor.wording.exercises import render
from monitor.wording.nudges import NONE_LEFT
from monitor.wording.pain import say_judgement_card
from monitor.wording.practice import say_reason
from monitor.wording.recommendations import render_recommended
from monitor.wording.safety import URGENT_BODY
from tests.support.stories import ZURICH, Story
from tests.support.words import words_in

ROOT = Path(monitor.__file__).parent
PLACE = re.compile(r"\{\w+\}")
TRANSLATED = [code for code in languages() if code != ENGLISH.code]
EXERCISES = (*CATALOGUE.values(), MOVEMENT_BREAK)


def literals() -> Iterator[tuple[Path, ast.Call]]:
    """Every `Text(...)` in the code, with the file it stands in."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text" and node.args:
                yield path, node


def in_the_code() -> set[str]:
    """Every text, as it stands in the code."""
    return {
        str(node.args[0].value)
        for _, node in literals()
        if isinstance(node.args[0], ast.Constant) and node.args[0].value
    }


def catalogue_of(code: str) -> Catalog:
    """What translators wrote."""
    with (LOCALE / code / "LC_MESSAGES" / "sitmon.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> dict[str, Message]:
    """Every text that a catalogue holds."""
    return {str(message.id): message for message in catalogue_of(code) if message.id}


# -------------------------------------------------------------------------------- the catalogues
def test_german_is_there() -> None:
    """English is the language of the keys, German comes with it."""
    assert ("en", "de") == languages()


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_text_is_missing(code: str) -> None:
    """Each text of the code has its translation, sure and not empty; and none is left over.  `make texts` gathers."""
    known = messages(code)

    assert set() == in_the_code() - set(known)
    assert set() == set(known) - in_the_code()
    assert [] == [text for text, message in known.items() if not message.string or message.fuzzy]


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_compiled_is_what_was_translated(code: str) -> None:
    """`make texts` was run after the last change."""
    compiled = gettext.translation("sitmon", LOCALE, [code])

    assert {} == {
        text: message.string for text, message in messages(code).items() if compiled.gettext(text) != message.string
    }


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_number_is_lost_in_translation(code: str) -> None:
    """Each place of the English text stands in the translation, and no other; `{Side}` is `{side}` at the head."""
    for text, message in messages(code).items():
        there, here = ({place.lower() for place in PLACE.findall(str(said))} for said in (text, message.string))

        assert there == here, text


def test_texts_can_be_gathered() -> None:
    """A text is one literal: not put together, not hidden within another string, where no tool would find it."""
    for path, node in literals():
        assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
    hidden = [
        f"{path}:{inner.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        for outer in ast.walk(ast.parse(path.read_text()))
        if isinstance(outer, ast.JoinedStr)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "Text"
    ]

    assert [] == hidden


# -------------------------------------------------------------------------------- the tr
def test_a_text_that_nobody_translated_is_english() -> None:
    """Better the other language than nothing."""
    assert "Quite new: 3." == read_translator("de")(Text("Quite new: {number}."), number=3)


def test_a_number_is_written_as_the_language_does() -> None:
    """With a point in English, with a comma in German."""
    assert ["4.5", "4,5", "12"] == [
        ENGLISH.decimal("4.5"),
        read_translator("de").decimal("4.5"),
        read_translator("de").decimal("12"),
    ]


def test_texts_within_texts_are_translated_too() -> None:
    """A posture in a sentence speaks the language of the sentence."""
    said = read_translator("de")(
        Text("{duration} {sitting} since {clock}"), duration="34 min", sitting=Text("sitting"), clock="10:12"
    )

    assert "34 min Sitzen seit 10:12" == said


def test_the_language_is_a_setting() -> None:
    """`language = "de"`, and what is not there is refused with what is."""
    assert "de" == parse_settings('[person]\nlanguage = "de"').tr.code
    with pytest.raises(Exception, match='should be "en" or "de"'):
        parse_settings('[person]\nlanguage = "tlh"')


# -------------------------------------------------------------------------------- nothing passes by the catalogue
LOUD = Translator("xx", lambda text: f"⟦{text}⟧")
"""A tr whose every translation can be told: what stands outside of its brackets never went through it."""


def outside(said: str) -> str:
    """What stands outside of all brackets."""
    while "⟦" in said:
        said = re.sub(r"⟦[^⟦⟧]*⟧", "", said)
    return said


def read(event: Event, tr: Translator) -> Iterator[tuple[str, str]]:
    """What people read of an event."""
    words = words_in(tr)
    yield from spoken(event, words).items()
    if isinstance(event, Recommendation):
        said = render_recommended(event, words)
        yield from (("steps", text) for text in (*said.steps, *said.cues, *said.donts))
    if isinstance(event, Judgement):
        yield "card", say_judgement_card(event, tr)


def lived() -> list[Event]:
    """Everything that a coach says on a long day with a lot going on, for several kinds of people."""
    heard: list[Event] = []
    for affected, equipment, unstable in product((None, Side.LEFT), (frozenset({"ball"}), frozenset[str]()), (0, 1)):
        profile = Profile(
            affected_side=affected, worn_leg=Side.LEFT, equipment=equipment, unstable_chair=bool(unstable)
        )
        day = Story(Coach(profile, NudgeRules(), ZURICH).feed, "08:00")
        day.sit(minutes=35).say(Action.SNOOZE).sit(minutes=12).say(Action.SKIP)
        day.begin(Context.MEETING).sit(minutes=60).end(Context.MEETING).sit(minutes=10)
        day.say(Action.FEEDBACK, "too-strong").sit(minutes=30).say(Action.FEEDBACK, "not-felt").sit(minutes=60)
        day.say(Action.INTAKE, "injury=yes").say(Action.STRETCH, "glute-bridge").say(Action.INTAKE, "injury=no")
        day.lie(minutes=3).sit(minutes=40).say(Action.STRETCH, "handstand").gap(minutes=360)
        day.stand(minutes=2).sit(minutes=100).say(Action.PAIN, "5 aching")
        for _ in range(3):
            day.say(Action.FEEDBACK, "radiating seated-figure-4")
        heard += day.say(Action.RED_FLAG, "leg-weakness").heard  # type: ignore[arg-type]
    return heard


def test_nothing_that_is_read_passes_by_the_catalogue() -> None:
    """On a long day each title, reason, step, reply and card was said by the tr, word for word."""
    texts = [(type(event).__name__, name, said) for event in lived() for name, said in read(event, LOUD)]

    assert {"Recommendation", "Nudge", "Reply", "SafetyNotice", "Reminder"} <= {kind for kind, _, _ in texts}
    assert [] == [text for text in texts if re.search(r"[A-Za-z]", outside(text[2]))]
    assert [] == [text for text in texts if "⟦" not in text[2]]


def test_what_the_link_and_the_strap_tell_goes_through_it_too() -> None:
    """Titles and bodies of the notices that are not the coach's."""
    for state, battery in product(LinkState, (None, 4, 60)):
        told = Incidents("Strap", LOUD).feed(200.0, state, battery)
        assert told is not None
        assert told.title.startswith("⟦")
        assert "" == outside(told.body).strip()
    assert all(isinstance(text, Text) for pair in STRAP_NOTICES.values() for text in pair)
    assert all(isinstance(text, Text) for text in NONE_LEFT.values())
    assert all(text.startswith("⟦") for _, text in buttons(LOUD))


# -------------------------------------------------------------------------------- German as it is read
@pytest.mark.parametrize("code", TRANSLATED)
def test_the_short_forms_fit_a_desktop_notification(code: str) -> None:
    """Whatever the side, title and body are as short as every desktop shows them, with all their cues (D4)."""
    tr = read_translator(code)
    for exercise in EXERCISES:
        for side in [Side.BOTH] if exercise.side_rule is SideRule.BOTH_LEGS else [Side.LEFT, Side.RIGHT]:
            body = render(exercise, side, tr).short

            assert len(body) <= BODY_LIMIT, body
    shown = [event for event in lived() if isinstance(event, Recommendation)]
    for event in [*shown, *(SafetyNotice(0.0, "", card) for card in Card)]:
        title, body = title_and_body(event, words_in(tr))
        assert 0 < len(title) <= TITLE_LIMIT
        assert 0 < len(body) <= BODY_LIMIT
    for title, body in STRAP_NOTICES.values():
        Notice(tr(title), tr(body), buttons(tr))


def test_a_german_recommendation_reads_well() -> None:
    """Which leg goes where cannot be mixed up, and the reasons are sentences (D3, D4)."""
    profile = Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT)
    day, german = (
        Story(Coach(profile, NudgeRules(window_s=0.0), ZURICH).feed).sit(minutes=30),
        words_in(read_translator("de")),
    )
    said = spoken(day.of(Recommendation)[0], german)

    assert "30 min Sitzen. Figur-4 im Sitzen" == said["title"]
    assert (
        "Linker Knöchel kurz über dem rechten Knie, 2×45 s. Linken Fuß anziehen: Knieschutz. "
        "Stopp bei Schießen oder Kribbeln."
    ) == said["body"]
    assert (
        "30 min Sitzen seit 09:00. Der Leitfaden, dem sitmon folgt, beginnt damit. Es braucht nur den Stuhl. "
        "Links: die Seite, die du genannt hast."
    ) == said["text"]
    assert "30 min Sitzen seit 09:00." == say_event(day.of(Nudge)[0], german)


def test_what_the_sensor_saw_is_said_in_german() -> None:
    """Also where it cannot see."""
    profile = Profile(affected_side=Side.LEFT, worn_leg=Side.LEFT)
    coach = Coach(profile, NudgeRules(window_s=0.0), ZURICH)
    tracker = PracticeTracker(Side.RIGHT, None, "thigh")
    tracker.begin(Story(coach.feed).sit(minutes=30).of(Recommendation)[0])
    (outcome,) = tracker.finish()

    assert isinstance(outcome, PracticeOutcome)
    assert "Der Sensor ist am anderen Bein, das sich bei dieser Übung kaum bewegt." == say_reason(
        outcome, read_translator("de")
    )


def test_no_safety_sign_is_lost_in_german() -> None:
    """Lost control in the short form of a red flag, and pain that radiates in the ball's (E5, F2)."""
    german = read_translator("de")
    ball = render(CATALOGUE["ball-massage"], Side.LEFT, german).short

    assert "Kontrollverlust über Blase oder Darm" in german(URGENT_BODY)
    assert "Stopp, wenn es ins Bein zieht oder kribbelt." in ball


GERMAN_BANNED = {
    "an exclamation mark": r"!",
    "a promise of safety": r"\b(ungefährlich|unbedenklich|risikofrei|kein Risiko|harmlos)\b",
    "a promise of healing": r"\b(heil(t|en|ung)|garantiert|schmerzfrei|kurier\w+)\b",
    "a diagnosis": r"\b(Diagnos\w+|du hast (ein|eine|einen) |du leidest|Syndrom|Ischias|Bandscheib\w+)\b",
    "talking out of care": r"\b(nicht nötig|statt (zum|zur|einer) (Arzt|Ärztin)|keine Sorge|abwarten)\b",
    "flattery": r"\b(super|toll|großartig|gut gemacht|Glückwunsch|perfekt)\b",
    "blame": r"\b(versagt|verpasst|faul|hättest|selbst schuld|schäm\w*)\b",
    "the formal you": r"\b(Sie|Ihre?[nmrs]?|Ihnen) (sollten|müssen|können|haben|sind)\b",
}


@pytest.mark.parametrize("pattern", GERMAN_BANNED.values(), ids=GERMAN_BANNED.keys())
def test_no_german_text_holds_a_banned_phrase(pattern: str) -> None:
    """The same tone as in English (F7)."""
    assert [] == [
        message.string
        for message in messages("de").values()
        if isinstance(message.string, str) and re.search(pattern, message.string, re.IGNORECASE)
    ]
