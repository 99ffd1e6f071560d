"""What is asked before the first exercise, and what the answers mean.

Each answer is a word that the user says (`UserAction` of INTAKE, `injury=yes`); the last one counts.  Nothing here is a
diagnosis: it sorts what is for a doctor at once, what is for a professional first, and what may go on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.profile import Side
from monitor.coaching.safety import Onset, Symptom, Urgency, triage
from monitor.texts import Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        text: as it is asked.
        answers: the words that answer it.
        why: why it is asked, in one sentence.
        asked: False for what is only answered, once there is something to answer.
    """

    text: Text
    answers: tuple[str, ...]
    why: Text
    asked: bool = True


ACKNOWLEDGED: Final = "acknowledged"
"""The answer that a professional has looked at it."""

_YES_NO = ("yes", "no")
_ONSETS = ("no", *map(str, Onset))

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "bladder-or-bowel": Question(
            Text("Have you lost control over bladder or bowel?"),
            _YES_NO,
            Text("It needs a doctor at once, and no stretch."),
        ),
        "saddle": Question(
            Text("Are you numb between the legs, unable to pass water, or are both legs weak or numb?"),
            _YES_NO,
            Text("These are early signs that nerves are pressed; they need a doctor at once. The question is ours."),
        ),
        "weakness": Question(
            Text("Is a leg weak? If so, did that come suddenly, is it new, or is it chronic?"),
            (*_ONSETS, ACKNOWLEDGED),
            Text("Sudden or new weakness needs a doctor at once."),
        ),
        "numbness": Question(
            Text("Is a leg numb? If so, did that come suddenly, is it new, or is it chronic?"),
            _ONSETS,
            Text("Numbness that has long been there is recorded; sudden or new, it needs a doctor at once."),
        ),
        "worrying": Question(
            Text("Is there anything else that is sudden or worries you?"),
            _YES_NO,
            Text("No list of warning signs is complete."),
        ),
        "injury": Question(
            Text("Did the pain begin with a specific injury, such as a fall or in sport?"),
            (*_YES_NO, ACKNOWLEDGED),
            Text(
                "After an injury a professional should look first; strength and massage wait until you say "
                "that one has."
            ),
        ),
        "condition": Question(
            Text(
                "Is a hip replaced or operated on, are you pregnant, have you a bone disease, or pain at the outer "
                "side of the hip that gets worse when you cross the legs?"
            ),
            (*_YES_NO, ACKNOWLEDGED),
            Text(
                "Then a professional should say which exercises fit; ours wait until you say that one has. The "
                "question is ours, not the guide's."
            ),
        ),
        "side": Question(
            Text("Which buttock hurts?"),
            tuple(map(str, Side)),
            Text("The stretch is for the side that hurts."),
        ),
        "wider": Question(
            Text("Do you want two more exercises, for the neighbours of the piriformis?"),
            _YES_NO,
            Text("They are ours, not the guide's, and nothing for a hip that was replaced or operated on."),
            asked=False,
        ),
        "radiating": Question(
            Text("Has a professional looked at the pain that goes down the leg?"),
            (ACKNOWLEDGED,),
            Text("Stretches and massage wait until one has."),
            asked=False,
        ),
    }
)
"""In the order in which they are asked: what is urgent first.  Worded so that *sudden or new* is asked for (F9).

The early signs of pressed nerves are those of Todd (doi 10.1007/s00586-010-1671-y) and the British patient cards.
"""

_SYMPTOMS = {
    "saddle": Symptom.SADDLE,
    "condition": Symptom.CONDITION,
    "bladder-or-bowel": Symptom.BLADDER_OR_BOWEL,
    "weakness": Symptom.LEG_WEAKNESS,
    "numbness": Symptom.LEG_NUMBNESS,
    "worrying": Symptom.WORRYING,
    "injury": Symptom.INJURY,
}


def parse_answer(detail: str) -> tuple[str, str]:
    """Read `injury=yes` as question and answer.

    Raises:
        ValueError: there is no such question, or it is not answered like that; one line says what is allowed.
    """
    name, _, answer = (part.strip().lower() for part in detail.partition("="))
    if name not in QUESTIONS:
        raise ValueError(f"{name!r} is no question of the intake; there are: {' '.join(QUESTIONS)}")
    if answer not in QUESTIONS[name].answers:
        raise ValueError(f"{name} is answered by one of: {' '.join(QUESTIONS[name].answers)}; not by {answer!r}")
    return name, answer


@dataclass(slots=True)
class Intake:
    """The answers so far.

    Attributes:
        answers: the last answer to each question that was answered.
    """

    answers: dict[str, str] = field(default_factory=dict)

    def answer(self, detail: str) -> Urgency | None:
        """Take one answer; what it asks for, or None if it asks for nothing.

        Raises:
            ValueError: see `parse_answer`.
        """
        name, answer = parse_answer(detail)
        self.answers[name] = answer
        return self._urgency(name)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The questions whose answers say that a professional should look first, in the order of asking (C1, F4)."""
        return tuple(
            name for name in QUESTIONS if name in self.answers and self._urgency(name) is Urgency.SEE_PROFESSIONAL
        )

    @property
    def agrees_to_wider(self) -> bool:
        """Whether the person wants what a wider plan gains, and nothing about the hip stands against it."""
        return self.answers.get("wider") == "yes" and self.answers.get("condition") in ("no", ACKNOWLEDGED)

    @property
    def affected_side(self) -> Side | None:
        """The side that hurts, if it was said."""
        return Side(self.answers["side"]) if "side" in self.answers else None

    def _urgency(self, name: str) -> Urgency | None:
        answer = self.answers[name]
        if name not in _SYMPTOMS or answer in ("no", ACKNOWLEDGED):
            return None
        return triage(_SYMPTOMS[name], Onset(answer) if answer in tuple(Onset) else Onset.UNKNOWN)


def fold_answer(intake: Intake, said: UserAction) -> Urgency | None:
    """Take one thing that a person said, if it answers a question; gives what the answer asks for.

    What was recorded may be older than the questions: an answer that this version does not know is passed over.
    """
    if said.action is not Action.INTAKE:
        return None
    try:
        return intake.answer(said.detail)
    except ValueError:
        return None


def fold_answers(said: Iterable[UserAction]) -> Intake:
    """Fold all that a person said, in order of saying, into the answers that count."""
    intake = Intake()
    for one in said:
        fold_answer(intake, one)
    return intake
