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
    """What to do about a symptom (F1 to F4, F9).

    Numbness that has long been there is recorded: the guide counts it among the usual complaints.  Sudden, new or of
    unknown onset it is a red flag, since asking twice costs less than missing one.  Of long-standing weakness the guide
    says nothing; that a professional should see it is a product default.
    """
    if symptom in (Symptom.BLADDER_OR_BOWEL, Symptom.WORRYING):
        return Urgency.IMMEDIATE
    if symptom is Symptom.INJURY:
        return Urgency.SEE_PROFESSIONAL
    if onset is not Onset.CHRONIC:
        return Urgency.IMMEDIATE
    return Urgency.RECORD if symptom is Symptom.LEG_NUMBNESS else Urgency.SEE_PROFESSIONAL


class Bar(StrEnum):
    """Why an exercise may not be offered: a red flag stands, an injury was not looked at, or it radiated today."""

    RED_FLAG = "red-flag"
    INJURY = "injury"
    RADIATED = "radiated"


class Card(StrEnum):
    """What a safety notice says: help at once, or a professional after an injury or pain that keeps radiating."""

    URGENT = "urgent"
    INJURY = "injury"
    RADIATING = "radiating"


@dataclass(frozen=True, slots=True)
class SafetyNotice:
    """The urgent message, once for each red flag that is set, or a card that sends to a professional.

    Attributes:
        time_s: UTC in POSIX seconds.
        red_flag: which, as reported; empty if not said.
        card: what is to be said; only the urgent one locks.  None in the journal of an older sitmon.
    """

    time_s: float
    red_flag: str
    card: Card | None = None
