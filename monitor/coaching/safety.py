"""What asks for a doctor, for a professional, or for nothing.

The guide's red flags are "such as": the list is not complete, and nothing here claims that it is.
"""

from dataclasses import dataclass
from enum import StrEnum


class Symptom(StrEnum):
    """What a person may report beside the ache itself."""

    LEG_NUMBNESS = "leg-numbness"
    LEG_WEAKNESS = "leg-weakness"
    BLADDER_OR_BOWEL = "bladder-or-bowel"
    WORRYING = "sudden-or-worrying"
    INJURY = "injury"
    SADDLE = "saddle"
    CONDITION = "condition"


class Onset(StrEnum):
    """How a symptom came."""

    SUDDEN = "sudden"
    NEW = "new"
    CHRONIC = "chronic"
    UNKNOWN = "unknown"


class Urgency(StrEnum):
    """What a symptom asks for."""

    IMMEDIATE = "immediate"
    SEE_PROFESSIONAL = "see-professional"
    RECORD = "record"


def triage(symptom: Symptom, onset: Onset) -> Urgency:
    """What to do about a symptom (F1 to F4, F9); the early signs at the saddle, and conditions, are ours.

    Numbness that has long been there is recorded: the guide counts it among the usual complaints.  Sudden, new or of
    unknown onset it is a red flag, since asking twice costs less than missing one.  Of long-standing weakness the guide
    says nothing; that a professional should see it is a product default.
    """
    if symptom in (Symptom.BLADDER_OR_BOWEL, Symptom.SADDLE, Symptom.WORRYING):
        return Urgency.IMMEDIATE
    if symptom in (Symptom.INJURY, Symptom.CONDITION):
        return Urgency.SEE_PROFESSIONAL
    if onset is not Onset.CHRONIC:
        return Urgency.IMMEDIATE
    return Urgency.RECORD if symptom is Symptom.LEG_NUMBNESS else Urgency.SEE_PROFESSIONAL


class Bar(StrEnum):
    """Why an exercise may not be done now.

    RED_FLAG until it is cleared; INJURY, WEAKNESS, CONDITION and REFERRED until a professional has looked; RADIATED for
    the day on which pain went down the leg, RESTS for the days after it did so again; CONSENT until the person agrees
    to what a wider plan gains; DRIVING at the wheel.
    """

    RED_FLAG = "red-flag"
    INJURY = "injury"
    WEAKNESS = "weakness"
    CONDITION = "condition"
    REFERRED = "referred"
    RADIATED = "radiated"
    RESTS = "rests"
    CONSENT = "consent"
    DRIVING = "driving"


class Card(StrEnum):
    """What a safety notice says: help at once, a professional first and for what reason, or a question to answer."""

    URGENT = "urgent"
    INJURY = "injury"
    WEAKNESS = "weakness"
    CONDITION = "condition"
    RADIATING = "radiating"
    NUMBNESS = "numbness"


@dataclass(frozen=True, slots=True)
class SafetyNotice:
    """The urgent message, once for each red flag that is set, or a card that asks for something.

    Attributes:
        time_s: UTC in POSIX seconds.
        red_flag: which, as reported; empty if not said.
        card: what is to be said; only the urgent one locks.  None in the journal of an older sitmon.
    """

    time_s: float
    red_flag: str
    card: Card | None = None
