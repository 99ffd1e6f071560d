"""What asks for a doctor, for a professional, or for nothing, and the words for it.

The guide's red flags are "such as": the list is not complete, and no text here claims that it is.
"""

from dataclasses import dataclass
from enum import StrEnum

from monitor.texts import ENGLISH, Text, Tongue


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


URGENT_TITLE = Text("Get medical help now")
URGENT_BODY = Text(
    "Sudden leg weakness or numbness, lost bladder or bowel control, anything sudden or worrying: get help now."
)
URGENT_TEXT = Text(
    "Get medical help now. "
    "Sudden or new weakness or numbness in a leg, loss of bladder or bowel control, "
    "or anything sudden or worrying needs immediate medical attention: "
    "call your local emergency number or go to an emergency department. "
    "All exercise nudges have stopped and stay off until you clear this."
)

INJURY_CARD = Text(
    "Did the pain begin with a specific injury, such as a fall or in sport? "
    "Then see a professional before you go on with exercises: a doctor to look for other causes, a physiotherapist for "
    "how you move, a clinical massage therapist for the deep soft tissue. "
    "This is not urgent, unless something sudden or worrying comes with it."
)
"""The card of F4, not urgent; the three roles are those of F6."""


REFERRAL_TITLE = Text("See a professional first")
INJURY_BODY = Text("Pain that began with an injury: let a professional look before strength work and massage go on.")
RADIATING_BODY = Text("Pain went down the leg several times this week: let a professional look before you go on.")
RADIATING_CARD = Text(
    "Pain shot or tingled down the leg several times this week. "
    "See a professional before you go on with exercises: a doctor to look for other causes, a physiotherapist for how "
    "you move, a clinical massage therapist for the deep soft tissue. "
    "If it comes with sudden or new weakness or numbness, get medical help now."
)
"""The card for pain that keeps going down the leg (E5); the three roles are those of F6."""


@dataclass(frozen=True, slots=True)
class SafetyNotice:
    """The urgent message, once for each red flag that is set, or a card that sends to a professional.

    Attributes:
        time_s: UTC in POSIX seconds.
        red_flag: which, as reported; empty if not said; `injury` and `radiating` are cards, and lock nothing.
        title: at most 40 characters.
        body: at most 120 characters, complete in itself.
        text: the whole message.
    """

    time_s: float
    red_flag: str
    title: str
    body: str
    text: str


def urgent_notice(time_s: float, red_flag: str, tongue: Tongue = ENGLISH) -> SafetyNotice:
    """The message of a red flag."""
    return SafetyNotice(time_s, red_flag, tongue(URGENT_TITLE), tongue(URGENT_BODY), tongue(URGENT_TEXT))


def injury_card(time_s: float, detail: str, tongue: Tongue = ENGLISH) -> SafetyNotice:
    """The card of F4: the pain began with an injury."""
    return SafetyNotice(time_s, detail, tongue(REFERRAL_TITLE), tongue(INJURY_BODY), tongue(INJURY_CARD))


def radiating_card(time_s: float, detail: str, tongue: Tongue = ENGLISH) -> SafetyNotice:
    """The card for pain that keeps going down the leg (E5)."""
    return SafetyNotice(time_s, detail, tongue(REFERRAL_TITLE), tongue(RADIATING_BODY), tongue(RADIATING_CARD))
