"""What is asked before the first exercise, and what the answers mean.

Each answer is a word that the user says (`UserAction` of INTAKE, `injury=yes`); the last one counts.  Nothing here is a
diagnosis: it sorts what is for a doctor at once, what is for a professional first, and what may go on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from monitor.coaching.exercises import Pillar
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
    """

    text: Text
    answers: tuple[str, ...]
    why: Text


_YES_NO = ("yes", "no")
_ONSETS = ("no", *map(str, Onset))

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "bladder-or-bowel": Question(
            Text("Have you lost control over bladder or bowel?"),
            _YES_NO,
            Text("It needs a doctor at once, and no stretch."),
        ),
        "weakness": Question(
            Text("Is a leg weak? If so, did that come suddenly, is it new, or is it chronic?"),
            _ONSETS,
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
            ("yes", "no", "acknowledged"),
            Text(
                "After an injury a professional should look first; strength and massage wait until you say "
                "that one has."
            ),
        ),
        "side": Question(
            Text("Which buttock hurts?"),
            tuple(map(str, Side)),
            Text("The stretch is for the side that hurts."),
        ),
    }
)
"""In the order in which they are asked: what is urgent first.  Worded so that *sudden or new* is asked for (F9)."""

_SYMPTOMS = {
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
    def waits_for_professional(self) -> bool:
        """Whether a professional should look before strength and massage go on (C1, F4)."""
        return any(self._urgency(name) is Urgency.SEE_PROFESSIONAL for name in self.answers)

    @property
    def withheld(self) -> frozenset[Pillar]:
        """The pillars that wait."""
        return frozenset({Pillar.RELEASE, Pillar.STRENGTHEN}) if self.waits_for_professional else frozenset()

    @property
    def affected_side(self) -> Side | None:
        """The side that hurts, if it was said."""
        return Side(self.answers["side"]) if "side" in self.answers else None

    def _urgency(self, name: str) -> Urgency | None:
        answer = self.answers[name]
        if name not in _SYMPTOMS or answer in ("no", "acknowledged"):
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
