"""The words of a report for what journals keep in one word: days, symptoms, answers, and how things felt."""

from datetime import date
from typing import Final

from monitor.coaching.diary import Quality, Situation
from monitor.coaching.inputs import Felt
from monitor.coaching.outcomes import Result
from monitor.coaching.safety import Symptom
from monitor.texts import Text, Translator

_MONTHS: Final = (
    Text("Jan"),
    Text("Feb"),
    Text("Mar"),
    Text("Apr"),
    Text("May"),
    Text("Jun"),
    Text("Jul"),
    Text("Aug"),
    Text("Sep"),
    Text("Oct"),
    Text("Nov"),
    Text("Dec"),
)
RESULT_NAMES: Final = {
    Result.VERIFIED: Text("break, seen by the sensor"),
    Result.CLAIMED: Text("break, said by the person"),
    Result.NOT_TAKEN: Text("no break"),
    Result.NOT_OBSERVABLE: Text("not observable"),
}
QUALITY_NAMES: Final = {
    Quality.ACHING: Text("aching"),
    Quality.NUMB: Text("numb"),
    Quality.STABBING: Text("stabbing"),
    Quality.TINGLING: Text("tingling"),
    Quality.BURNING: Text("burning"),
    Quality.TIGHT: Text("tight"),
}
SITUATION_NAMES: Final = {
    Situation.DESK: Text("at the desk"),
    Situation.DRIVING: Text("driving"),
    Situation.STAIRS: Text("on stairs"),
    Situation.STANDING: Text("standing"),
    Situation.OTHER: Text("otherwise"),
}
FELT_NAMES: Final = {
    Felt.GOOD: Text("good"),
    Felt.RELEASED: Text("released"),
    Felt.TOO_STRONG: Text("too strong"),
    Felt.NOT_FELT: Text("not felt"),
}
"""How an exercise felt; one that was stopped for pain down the leg is a warning sign instead."""

SYMPTOM_NAMES: Final = {
    Symptom.LEG_NUMBNESS: Text("numbness in a leg"),
    Symptom.LEG_WEAKNESS: Text("weakness in a leg"),
    Symptom.BLADDER_OR_BOWEL: Text("control over bladder or bowel lost"),
    Symptom.WORRYING: Text("something sudden or worrying"),
    Symptom.INJURY: Text("an injury"),
    Symptom.SADDLE: Text("numb between the legs, cannot pass water, or both legs weak or numb"),
    Symptom.CONDITION: Text("operated hip, pregnancy, bone disease, or pain at the outer hip"),
}
"""What is reported as a red flag; whatever else a person wrote stands as it was written."""

QUESTION_NAMES: Final = {
    "bladder-or-bowel": SYMPTOM_NAMES[Symptom.BLADDER_OR_BOWEL],
    "saddle": SYMPTOM_NAMES[Symptom.SADDLE],
    "weakness": SYMPTOM_NAMES[Symptom.LEG_WEAKNESS],
    "numbness": SYMPTOM_NAMES[Symptom.LEG_NUMBNESS],
    "worrying": SYMPTOM_NAMES[Symptom.WORRYING],
    "injury": Text("began with an injury"),
    "condition": SYMPTOM_NAMES[Symptom.CONDITION],
    "side": Text("side that hurts"),
    "radiating": Text("pain down the leg, again and again"),
}
ANSWER_NAMES: Final = {
    "yes": Text("yes"),
    "no": Text("no"),
    "sudden": Text("sudden"),
    "new": Text("new"),
    "chronic": Text("long there"),
    "unknown": Text("not known since when"),
    "acknowledged": Text("a professional has looked"),
    "left": Text("left side"),
    "right": Text("right side"),
    "both": Text("both sides"),
}


def say_day(day: date, tr: Translator) -> str:
    """Say a day as the language writes it: `2 Mar 2026`."""
    return tr(Text("{day} {month} {year}"), day=day.day, month=_MONTHS[day.month - 1], year=day.year)


def say_day_briefly(day: date, tr: Translator) -> str:
    """Say a day without its year: `2 Mar`."""
    return tr(Text("{day} {month}"), day=day.day, month=_MONTHS[day.month - 1])
