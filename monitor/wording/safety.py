"""What a red flag and the cards that send to a professional say.

The guide's red flags are "such as": the list is not complete, and no text here claims that it is.
"""

from typing import Final

from monitor.coaching.safety import Card, SafetyNotice
from monitor.texts import Text, Translator

URGENT_TITLE: Final = Text("Get medical help now")
URGENT_BODY: Final = Text(
    "Sudden leg weakness or numbness, lost bladder or bowel control, anything sudden or worrying: get help now."
)
URGENT_CALL: Final = Text("Call your local emergency number or go to an emergency department.")
URGENT_TEXT: Final = Text(
    "Get medical help now. "
    "Sudden or new weakness or numbness in a leg, loss of bladder or bowel control, "
    "or anything sudden or worrying needs immediate medical attention: "
    "call your local emergency number or go to an emergency department. "
    "All exercise nudges have stopped and stay off until you clear this."
)

INJURY_CARD: Final = Text(
    "Did the pain begin with a specific injury, such as a fall or in sport? "
    "Then see a professional before you go on with exercises: a doctor to look for other causes, a physiotherapist for "
    "how you move, a clinical massage therapist for the deep soft tissue. "
    "This is not urgent, unless something sudden or worrying comes with it."
)
"""The card of F4, not urgent; the three roles are those of F6."""

REFERRAL_TITLE: Final = Text("See a professional first")
INJURY_BODY: Final = Text(
    "Pain that began with an injury: let a professional look before strength work and massage go on."
)
RADIATING_BODY: Final = Text(
    "Pain went down the leg several times this week: let a professional look before you go on."
)
RADIATING_CARD: Final = Text(
    "Pain shot or tingled down the leg several times this week. "
    "See a professional before you go on with exercises: a doctor to look for other causes, a physiotherapist for how "
    "you move, a clinical massage therapist for the deep soft tissue. "
    "If it comes with sudden or new weakness or numbness, get medical help now."
)
"""The card for pain that keeps going down the leg (E5); the three roles are those of F6."""

_NOTICES: Final = {
    Card.URGENT: (URGENT_TITLE, URGENT_BODY),
    Card.INJURY: (REFERRAL_TITLE, INJURY_BODY),
    Card.RADIATING: (REFERRAL_TITLE, RADIATING_BODY),
}
_TEXTS: Final = {Card.URGENT: URGENT_TEXT, Card.INJURY: INJURY_CARD, Card.RADIATING: RADIATING_CARD}


def say_safety_briefly(notice: SafetyNotice, tr: Translator) -> tuple[str, str]:
    """Say what a safety notice asks for in at most 40 characters, and it in at most 120, complete in itself."""
    title, body = _NOTICES[notice.card or Card.URGENT]
    return tr(title), tr(body)


def say_safety(notice: SafetyNotice, tr: Translator) -> str:
    """Say the whole message; what an older journal does not tell is named as it was reported."""
    return notice.red_flag if notice.card is None else tr(_TEXTS[notice.card])
