"""How the pain stands, with the numbers behind it, and the cards that follow from it (B4, F5, F6)."""

from typing import Final

from monitor.coaching.adherence import DILIGENT
from monitor.coaching.trend import DAYS_A_WEEK, Appraisal, Judgement, Kind
from monitor.texts import Text, Translator

_PROFESSIONALS: Final = Text(
    "A doctor looks for other causes. A physiotherapist looks at how you move. "
    "A clinical massage therapist works on the deep soft tissue."
)
_FLAT: Final = Text("After {weeks} weeks of practice the pain is not less.")
_WORSE: Final = Text("After {weeks} weeks of practice the pain is worse.")
_WIDER: Final = Text(
    "The guide this follows says that then the neighbours of the piriformis, the gemelli and the obturator internus, "
    "can be what presses, and to be comprehensive: from now on the plan asks for more massage and strength."
)
_ANY_TIME: Final = Text("A professional can be asked at any time; nothing here has to come first.")
_WORSE_TOO: Final = Text("Since it is worse, see a professional now, beside the wider plan.")
_REFER: Final = Text(
    "After {weeks} more weeks, with more massage and strength in the plan, the pain is still not less. "
    "The guide this follows says to see a professional then."
)
_RISEN: Final = Text("The pain has risen by {points} within days.")
_SUDDEN: Final = Text(
    "The pain has risen by {points} within days. If a leg is suddenly or newly weak or numb, if bladder or bowel "
    "control is lost, or if anything else about it is sudden or worrying, get medical help now, and tell it here: "
    "sitmon red-flag. Otherwise let a professional look at it soon."
)
_TITLES: Final = {
    Kind.WIDEN: Text("The plan gets wider"),
    Kind.REFER: Text("See a professional"),
    Kind.SUDDEN: Text("The pain has risen"),
}
_WIDE_BODY: Final = Text("Weeks of practice, and the pain is not less: the plan gains massage and strength.")
_WORSE_BODY: Final = Text(
    "Weeks of practice, and the pain is worse: see a professional. The plan gains massage and strength."
)
_BODIES: Final = {
    Kind.REFER: Text("Weeks of practice, also with massage and strength, and the pain is not less."),
    Kind.SUDDEN: Text("Is anything about the pain sudden or worrying? Then get medical help now, and tell it here."),
}
_SINCE: Final = {
    Kind.WIDEN: Text("{sentence} The plan is wider since {day}."),
    Kind.REFER: Text("{sentence} A professional should look at it, since {day}."),
}


def say_appraisal(pain: Appraisal, tr: Translator) -> str:
    """Say how the pain stands, in one or two plain sentences with the numbers."""
    sentence = _say_weeks(pain, tr)
    if pain.since is None:
        return sentence
    return tr(_SINCE[pain.kind], sentence=sentence, day=f"{pain.since:%Y-%m-%d}")


def _say_weeks(pain: Appraisal, tr: Translator) -> str:
    """What the weeks say alone."""
    if pain.found is Kind.NOT_YET:
        return tr(Text("The pain is judged after {weeks} weeks of practice."), weeks=pain.weeks)
    if pain.found is Kind.TOO_FEW_ENTRIES:
        text = Text("Too few entries in the diary to judge the pain: it needs {days} days a week, for {weeks} weeks.")
        return tr(text, days=DAYS_A_WEEK, weeks=pain.weeks)
    start, end = (tr.decimal(f"{level or 0.0:.1f}") for level in (pain.start, pain.end))
    if pain.found is Kind.LITTLE_PAIN:
        return tr(Text("Little pain: {end} of 10."), end=end)
    text = Text("Pain from {start} to {end} of 10 in {weeks} weeks.")
    return f"{tr(text, start=start, end=end, weeks=pain.weeks)} {_say_practice(pain, tr)}"


def _say_practice(pain: Appraisal, tr: Translator) -> str:
    if pain.found is Kind.LESS:
        return tr(Text("It is less."))
    share, seen = (f"{100.0 * (part or 0.0):.0f} %" for part in (pain.share, pain.seen))
    if pain.found is Kind.TOO_LITTLE_PRACTICE:
        text = Text("Not enough practice to judge: {share} of the plan; it takes {enough}.")
        return f"{tr(text, share=share, enough=f'{100.0 * DILIGENT:.0f} %')} {tr(_ANY_TIME)}"
    return tr(Text("Practised: {share} of the plan, {seen} seen by the sensor."), share=share, seen=seen)


def say_judgement(said: Judgement, tr: Translator) -> str:
    """Say what a card rests on, in one or two sentences; empty if an older journal does not tell."""
    if said.points is not None:
        return tr(_RISEN, points=_points(said, tr))
    return "" if said.appraisal is None else say_appraisal(said.appraisal, tr)


def say_judgement_title(said: Judgement, tr: Translator) -> str:
    """Say what a card asks for, in at most 40 characters; empty of a kind that is no card."""
    return tr(_TITLES[said.kind]) if said.kind in _TITLES else ""


def say_judgement_body(said: Judgement, tr: Translator) -> str:
    """Say a card in at most 120 characters, complete in itself."""
    if said.kind is Kind.WIDEN:
        return tr(_WORSE_BODY if said.worse else _WIDE_BODY)
    return tr(_BODIES[said.kind])


def say_judgement_card(said: Judgement, tr: Translator) -> str:
    """Say the whole card; its title if an older journal does not tell the numbers."""
    if said.kind is Kind.SUDDEN and said.points is not None:
        return tr(_SUDDEN, points=_points(said, tr))
    if said.weeks is None:
        return say_judgement_title(said, tr)
    if said.kind is Kind.REFER:
        return f"{tr(_REFER, weeks=said.weeks)} {tr(_PROFESSIONALS)}"
    tail = [_WORSE_TOO, _PROFESSIONALS] if said.worse else [_ANY_TIME]
    return " ".join([tr(_WORSE if said.worse else _FLAT, weeks=said.weeks), tr(_WIDER), *map(tr, tail)])


def _points(said: Judgement, tr: Translator) -> str:
    return tr.decimal(f"{said.points or 0.0:g}")
