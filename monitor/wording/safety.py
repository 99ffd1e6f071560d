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

CLEARED_TEXT: Final = Text(
    "Cleared. Exercises may be offered again. Begin gently, and stop if anything of it comes back."
)

INJURY_CARD: Final = Text(
    "The pain began with an injury, such as a fall or in sport: let a professional look first. "
    "A doctor looks for other causes, a physiotherapist at how you move, a clinical massage therapist at the deep soft "
    "tissue. Until then strength and massage wait, and gentle stretches may go on. "
    "When one has looked: `sitmon intake injury=acknowledged`. "
    "This is not urgent, unless something sudden or worrying comes with it."
)
"""The card of F4, not urgent; the three roles are those of F6."""

WEAKNESS_CARD: Final = Text(
    "A leg that has long been weak should be looked at: by a doctor for its cause, by a physiotherapist for how you "
    "move. Until then strength and massage wait. When one has looked: `sitmon intake weakness=acknowledged`. "
    "If the weakness is sudden, new or grows, get medical help now."
)
"""That long-standing weakness should be seen is a product default."""

CONDITION_CARD: Final = Text(
    "Which exercises fit you, a professional should say first: a doctor, or a physiotherapist. "
    "Until then ours wait; getting up and walking goes on, and so does what was prescribed to you. "
    "When one has looked: `sitmon intake condition=acknowledged`. The question is ours, not the guide's."
)

NUMBNESS_TEXT: Final = Text(
    "Is the numbness sudden, new, or has it long been there? Sudden or new numbness in a leg, or numbness between the "
    "legs, needs a doctor at once: `sitmon intake numbness=sudden` or `numbness=new`. "
    "If it has long been there: `sitmon intake numbness=chronic`."
)
"""Asked where numbness is noted that nobody has called old (F9)."""

REFERRAL_TITLE: Final = Text("See a professional first")
INJURY_BODY: Final = Text(
    "Pain that began with an injury: let a professional look before strength work and massage go on."
)
WEAKNESS_BODY: Final = Text("A leg that has long been weak: let a professional look before strength and massage go on.")
CONDITION_BODY: Final = Text(
    "Let a professional say which exercises fit you; until then ours wait, and walking goes on."
)
NUMBNESS_TITLE: Final = Text("Is the numbness new?")
NUMBNESS_BODY: Final = Text("Sudden or new numbness needs a doctor at once. Tell sitmon: sudden, new or chronic.")
RADIATING_BODY: Final = Text(
    "Pain went down the leg several times this week: let a professional look before you go on."
)
RADIATING_CARD: Final = Text(
    "Pain shot or tingled down the leg several times this week. "
    "Stretches and massage wait until a professional has looked: a doctor for other causes, a physiotherapist for how "
    "you move, a clinical massage therapist for the deep soft tissue. "
    "Then say `sitmon intake radiating=acknowledged`. "
    "If it comes with sudden or new weakness or numbness, get medical help now."
)
"""The card for pain that keeps going down the leg (E5); the three roles are those of F6."""

_CARDS: Final = {
    Card.URGENT: (URGENT_TITLE, URGENT_BODY, URGENT_TEXT),
    Card.INJURY: (REFERRAL_TITLE, INJURY_BODY, INJURY_CARD),
    Card.WEAKNESS: (REFERRAL_TITLE, WEAKNESS_BODY, WEAKNESS_CARD),
    Card.CONDITION: (REFERRAL_TITLE, CONDITION_BODY, CONDITION_CARD),
    Card.RADIATING: (REFERRAL_TITLE, RADIATING_BODY, RADIATING_CARD),
    Card.NUMBNESS: (NUMBNESS_TITLE, NUMBNESS_BODY, NUMBNESS_TEXT),
}
"""Title, body and whole text of each card."""


def say_safety_briefly(notice: SafetyNotice, tr: Translator) -> tuple[str, str]:
    """Say what a safety notice asks for in at most 40 characters, and it in at most 120, complete in itself."""
    title, body, _ = _CARDS[notice.card or Card.URGENT]
    return tr(title), tr(body)


def say_safety(notice: SafetyNotice, tr: Translator) -> str:
    """Say the whole message; what an older journal does not tell is named as it was reported."""
    return notice.red_flag if notice.card is None else tr(_CARDS[notice.card][2])
