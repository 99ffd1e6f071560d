"""How the pain stands, with the numbers behind it, and the cards that follow from it (B4, F5, F6)."""

from collections.abc import Iterator
from typing import Final

from monitor.coaching.adherence import DILIGENT
from monitor.coaching.trend import DAYS_A_WEEK, HIGH_LEVEL, WORSE, Appraisal, Judgement, Kind
from monitor.texts import Text, Translator

_PROFESSIONALS: Final = Text(
    "A doctor looks for other causes. A physiotherapist looks at how you move. "
    "A clinical massage therapist works on the deep soft tissue."
)
_FLAT: Final = Text("After {weeks} weeks of practice the pain is not less.")
_NOT_CLEARLY: Final = Text(
    "After {weeks} weeks of practice the pain is not clearly less yet: {start} to {end} of 10. "
    "Days differ, and it may be falling without showing it so soon."
)
_WORSE: Final = Text("After {weeks} weeks of practice the pain is worse.")
_WIDER: Final = Text(
    "The guide this follows says that then the neighbours of the piriformis, the gemelli and the obturator internus, "
    "can be what presses, and to be comprehensive: from now on the plan asks for more massage and strength. "
    "Two exercises of ours for the neighbours wait for your word: `sitmon intake wider=yes`."
)
_ANY_TIME: Final = Text("A professional can be asked at any time; nothing here has to come first.")
_REFER: Final = Text(
    "After {weeks} more weeks, with more massage and strength in the plan, the pain is still not less. "
    "The guide this follows says to see a professional then."
)
_REFER_DOUBTFUL: Final = Text(
    "After {weeks} more weeks, with more massage and strength in the plan, the pain is still not clearly less: "
    "{start} of 10 at first, {end} now. The guide this follows says to see a professional then."
)
_GROWN: Final = Text(
    "In the diary the pain has risen from {start} to {end} of 10 in {weeks} weeks. Let a professional look at it now, "
    "whatever was practised. The plan asks for no more because of it."
)
_PERHAPS: Final = Text(
    "In the diary the pain went from {start} to {end} of 10 in {weeks} weeks. Days differ too much to tell whether it "
    "grows. In doubt let a professional look at it, whatever was practised; the plan asks for no more because of it."
)
_HIGH: Final = Text(
    "In the diary the pain was around {level} of 10 or more for four weeks. That much pain is reason enough to see a "
    "professional, whatever was practised."
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
_BODIES: Final = {
    (Kind.WIDEN, Kind.NOT_CLEARLY_LESS): Text(
        "Weeks of practice, and the pain is not clearly less yet: the plan gains massage and strength."
    ),
    (Kind.WIDEN, Kind.NOT_LESS): Text(
        "Weeks of practice, and the pain is not less: the plan gains massage and strength."
    ),
    (Kind.REFER, Kind.NOT_CLEARLY_LESS): Text(
        "Weeks of practice, also with massage and strength, and the pain is not clearly less."
    ),
    (Kind.REFER, Kind.NOT_LESS): Text("Weeks of practice, also with massage and strength, and the pain is not less."),
    (Kind.REFER, Kind.WORSE): Text("Over weeks the pain in the diary has risen. See a professional, practised or not."),
    (Kind.REFER, Kind.PERHAPS_WORSE): Text(
        "It cannot be told whether the pain grows. In doubt let a professional look, practised or not."
    ),
    (Kind.REFER, Kind.HIGH): Text("Four weeks of much pain are reason enough to see a professional, practised or not."),
}
_SUDDEN_BODY: Final = Text(
    "Is anything about the pain sudden or worrying? Then get medical help now, and tell it here."
)
_FINDINGS: Final = {
    Kind.LESS: Text("It is less."),
    Kind.NOT_CLEARLY_LESS: Text("It is not clearly less yet."),
    Kind.WORSE: Text("It has risen."),
    Kind.PERHAPS_WORSE: Text("Whether it grows cannot be told yet."),
    Kind.HIGH: Text("It was around {level} or more for four weeks."),
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
    said = [tr(Text("Pain from {start} to {end} of 10 in {weeks} weeks."), start=start, end=end, weeks=pain.weeks)]
    if pain.found in _FINDINGS:
        said.append(tr(_FINDINGS[pain.found], level=f"{HIGH_LEVEL:.0f}"))
    return " ".join([*said, *_say_practice(pain, tr)])


def _say_practice(pain: Appraisal, tr: Translator) -> Iterator[str]:
    """How much was practised, where it bears on what was found."""
    share, seen = (f"{100.0 * (part or 0.0):.0f} %" for part in (pain.share, pain.seen))
    if pain.found is Kind.TOO_LITTLE_PRACTICE:
        text = Text("Not enough practice to judge: {share} of the plan; it takes {enough}.")
        yield tr(text, share=share, enough=f"{100.0 * DILIGENT:.0f} %")
        yield tr(_ANY_TIME)
    elif pain.found not in (Kind.LESS, Kind.HIGH, *WORSE):
        yield tr(Text("Practised: {share} of the plan, {seen} seen by the sensor."), share=share, seen=seen)


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
    return tr(_SUDDEN_BODY if said.kind is Kind.SUDDEN else _BODIES[said.kind, _found(said)])


def say_judgement_card(said: Judgement, tr: Translator) -> str:
    """Say the whole card; its title if an older journal does not tell the numbers."""
    if said.kind is Kind.SUDDEN and said.points is not None:
        return tr(_SUDDEN, points=_points(said, tr))
    if said.weeks is None:
        return say_judgement_title(said, tr)
    found, pain = _found(said), said.appraisal
    start, end = (tr.decimal(f"{level or 0.0:.1f}") for level in ((pain.start, pain.end) if pain else (None, None)))
    if found in WORSE and pain is not None:
        text = _GROWN if found is Kind.WORSE else _PERHAPS
        return f"{tr(text, start=start, end=end, weeks=pain.weeks)} {tr(_PROFESSIONALS)}"
    if found is Kind.HIGH:
        return f"{tr(_HIGH, level=f'{HIGH_LEVEL:.0f}')} {tr(_PROFESSIONALS)}"
    is_doubtful = found is Kind.NOT_CLEARLY_LESS
    if said.kind is Kind.REFER:
        text = _REFER_DOUBTFUL if is_doubtful else _REFER
        return f"{tr(text, weeks=said.weeks, start=start, end=end)} {tr(_PROFESSIONALS)}"
    text = _NOT_CLEARLY if is_doubtful else _WORSE if said.worse else _FLAT
    weeks = pain.weeks if is_doubtful and pain is not None else said.weeks
    return f"{tr(text, weeks=weeks, start=start, end=end)} {tr(_WIDER)} {tr(_ANY_TIME)}"


def _found(said: Judgement) -> Kind:
    """What a card rests on; an older sitmon knew pain that is not less only."""
    found = Kind.NOT_LESS if said.appraisal is None else said.appraisal.found
    return found if (said.kind, found) in _BODIES else Kind.NOT_LESS


def _points(said: Judgement, tr: Translator) -> str:
    return tr.decimal(f"{said.points or 0.0:g}")
