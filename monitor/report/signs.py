"""The sentences of a report for what must not be missed, and for how it went on."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from monitor.coaching.inputs import Action, IntakeAnswer, UserAction
from monitor.coaching.intake import ACKNOWLEDGED
from monitor.coaching.trend import Judgement, Kind
from monitor.report.summary import Often, Safety, Sign, Summary
from monitor.report.words import ANSWER_NAMES, QUESTION_NAMES, SYMPTOM_NAMES, say_day
from monitor.texts import Text, Translator
from monitor.wording.pain import say_appraisal, say_judgement_title

MOST_SIGNS: Final = 5
"""So many signs, the latest, are told one by one (product default)."""


def say_standing(safety: Safety, tr: Translator) -> tuple[str, ...]:
    """Say what stands in the way of exercises as of the last day."""
    said = []
    if safety.red_flag is not None:
        text = Text("A red flag stands since {day}, no exercise is offered: {what}.")
        what = "; ".join(dict.fromkeys(_say_flag(flag, tr) for flag in safety.flags))
        said.append(tr(text, day=say_day(safety.red_flag, tr), what=what))
    if safety.waits_for:
        what = "; ".join(tr(QUESTION_NAMES[name]) for name in safety.waits_for)
        said.append(tr(Text("Waits until a professional has looked: {what}."), what=what))
    return tuple(said)


def say_signs(summary: Summary, tr: Translator) -> list[str]:
    """Say each warning sign: those of which each counts with its day, the others in counts."""
    safety = summary.safety
    told = [line for sign in safety.signs if not _is_course(sign) if (line := _say_sign(sign, tr))]
    before = len(told) - MOST_SIGNS
    lines = [tr(Text("Earlier ones: {count}."), count=before)] if before > 0 else []
    return [*lines, *told[-MOST_SIGNS:], *_say_noted(summary, tr)]


def say_course(summary: Summary, tr: Translator) -> list[str]:
    """Say how pain and plan went on."""
    said = [_say_judgement(sign.day, sign.said, tr) for sign in summary.safety.signs if _is_course(sign)]
    return [*filter(None, said), *([say_appraisal(summary.pain.appraisal, tr)] if summary.pain.entries else [])]


def _is_course(sign: Sign) -> bool:
    """Whether the plan gets wider: that is no warning."""
    return isinstance(sign.said, Judgement) and sign.said.kind is Kind.WIDEN


def _say_judgement(day: date, said: UserAction | Judgement, tr: Translator) -> str:
    title = say_judgement_title(said, tr) if isinstance(said, Judgement) else ""
    return tr(Text("{when}: {what}"), when=say_day(day, tr), what=title) if title else ""


def _say_sign(sign: Sign, tr: Translator) -> str:
    said, when = sign.said, say_day(sign.day, tr)
    if isinstance(said, Judgement):
        return _say_judgement(sign.day, said, tr)
    if said.action is Action.CLEAR_RED_FLAG:
        return tr(Text("{when}: cleared by the person"), when=when)
    if isinstance(said.said, IntakeAnswer):
        what = QUESTION_NAMES[said.said.question]
        if said.said.answer == ACKNOWLEDGED:
            return tr(Text("{when}: a professional has looked: {what}"), when=when, what=what)
        answer = ANSWER_NAMES[said.said.answer]
        return tr(Text("{when}: answered: {what}: {answer}"), when=when, what=what, answer=answer)
    return tr(Text("{when}: reported: {what}"), when=when, what=_say_flag(said, tr))


def _say_flag(said: UserAction, tr: Translator) -> str:
    """Say what is a red flag: as it was reported or answered, in other words where they are known."""
    if isinstance(said.said, IntakeAnswer):
        return tr(QUESTION_NAMES[said.said.question])
    name = next((name for symptom, name in SYMPTOM_NAMES.items() if symptom == said.detail), None)
    return (said.detail or tr(Text("not said"))) if name is None else tr(name)


def _say_noted(summary: Summary, tr: Translator) -> Iterator[str]:
    """What was noted of pain down the leg and of numbness: how often, and when last."""
    safety = summary.safety
    if safety.radiating is not None:
        text = Text("Pain down the leg, in the diary: {times}, last on {day}.")
        yield _say_often(text, safety.radiating, tr)
    if safety.stops:
        every = Often(sum(one.times for one in safety.stops.values()), max(one.last for one in safety.stops.values()))
        which = ", ".join(f"{_say_exercise(name, summary, tr)} {one.times}" for name, one in safety.stops.items())
        text = Text("Exercises stopped for pain down the leg: {times}, last on {day} ({which}).")
        yield _say_often(text, every, tr, which=which)
    if safety.numb is not None:
        yield _say_often(Text("Numbness, in the diary: {times}, last on {day}."), safety.numb, tr)


def _say_often(text: Text, often: Often, tr: Translator, **values: str) -> str:
    return tr(text, times=often.times, day=say_day(often.last, tr), **values)


def _say_exercise(name: str, summary: Summary, tr: Translator) -> str:
    if not name:
        return tr(Text("none named"))
    exercise = summary.exercises.get(name)
    return name if exercise is None else tr(exercise.name)
