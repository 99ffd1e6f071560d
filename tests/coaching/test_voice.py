"""No text of the coach frightens, flatters, blames, diagnoses or promises."""

import re
from itertools import product

import pytest

from monitor.cli.say import HEARD
from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.coach import Coach
from monitor.coaching.exercises import SideRule
from monitor.coaching.intake import QUESTIONS
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.texts import ENGLISH
from monitor.wording import safety
from monitor.wording.exercises import render, say_origins
from monitor.wording.practice import FELT_ANSWERS
from tests.support.stories import ZURICH, Story
from tests.support.words import body_of, title_of, why_of

BANNED = {
    "an exclamation mark": r"!",
    "a promise of safety": r"\b(safe|safely|harmless|risk-free|no risk)\b",
    "a promise of healing": r"\b(cures?|cured|heals?|healed|guaranteed?|fix(es)? your|pain-free)\b",
    "a diagnosis": r"\b(diagnos\w+|you have|you suffer|syndrome|sciatica|herniat\w+)\b",
    "talking out of care": r"\b(no need (to|for)|instead of (a|your|seeing)|(nothing to|don't) worry|wait and see)\b",
    "flattery": r"\b(great job|well done|awesome|amazing|congratulations|perfect score)\b",
    "blame": r"\b(you failed|you missed|lazy|you should have|shame|again you|streak)\b",
    "a claim of completeness": r"\b(all red flags|complete list|only these)\b",
    "an order to bear pain": r"\b(push through|no pain|ignore (the )?pain|bite)\b",
}


def exercise_texts() -> list[str]:
    """Every text of every exercise, in every rendering."""
    texts = []
    for exercise in (*CATALOGUE.values(), MOVEMENT_BREAK):
        sides = [Side.BOTH] if exercise.side_rule is SideRule.BOTH_LEGS else [Side.LEFT, Side.RIGHT]
        for side in sides:
            words = render(exercise, side, ENGLISH)
            texts += [*words.steps, *words.cues, *words.donts, words.short]
        texts += [exercise.name, exercise.why, *say_origins(exercise, ENGLISH), str(exercise.side_rule)]
    return texts


def recommendation_texts() -> list[str]:
    """Titles, bodies and reasons of a day for every kind of person."""
    texts = []
    for affected, standing, unstable in product((None, *Side), (False, True), (False, True)):
        profile = Profile(affected_side=affected, standing_opt_in=standing, unstable_chair=unstable)
        for start in ("10:00", "20:00"):
            day = Story(Coach(profile, NudgeRules(), ZURICH).feed, start).sit(minutes=42)
            texts += [text for r in day.of(Recommendation) for text in (title_of(r), body_of(r), why_of(r))]
    return texts


SAFETY_TEXTS = [
    *(text for name, text in vars(safety).items() if name.endswith(("_TITLE", "_BODY", "_TEXT", "_CARD"))),
    *(text for question in QUESTIONS.values() for text in (question.text, question.why)),
    *HEARD.values(),
    *FELT_ANSWERS.values(),
]
TEXTS = sorted({*exercise_texts(), *recommendation_texts(), *SAFETY_TEXTS})


@pytest.mark.parametrize("pattern", BANNED.values(), ids=BANNED.keys())
def test_no_text_holds_a_banned_phrase(pattern: str) -> None:
    """The app never talks anyone out of care, never diagnoses, never says safe (F7)."""
    assert [] == [text for text in TEXTS if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize(
    "text",
    [
        "Well done!",
        "This is safe.",
        "You have sciatica.",
        "No need to see a doctor.",
        "It cures pain.",
        "Push through.",
    ],
)
def test_the_lint_finds_what_it_bans(text: str) -> None:
    """A phrase that must not be said is found (F7)."""
    assert any(re.search(pattern, text, re.IGNORECASE) for pattern in BANNED.values())


def test_the_lint_reads_enough() -> None:
    """Steps, cues, reasons and messages are all among what is read."""
    assert len(TEXTS) > 80
    assert any(text.startswith("34 min") or "min sitting since" in text for text in TEXTS)


def test_no_text_has_loose_ends() -> None:
    """No placeholder, no doubled blank or stop, no blank at either end."""
    assert [] == [text for text in TEXTS if re.search(r"[{}]|  |\.\.|\?\.|None", text) or text.strip() != text]


def test_claims_are_attributed_to_the_guide() -> None:
    """Whoever claims what an exercise does, it is the guide (B1)."""
    claims = [text for text in TEXTS if re.search(r"\b(lengthen|reaches knots|forget|root cause)\b", text)]

    assert claims
    assert all(text.startswith("The guide this follows says that ") for text in claims)
