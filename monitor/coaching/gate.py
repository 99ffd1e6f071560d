"""The gate: what may not be done, until when, and who may release it.

    red flag, or an answer that is one    nothing, until the person clears it (F1, F2)
    a condition of ours                   our exercises, until a professional has looked; what is prescribed goes on
    an injury, a weak leg of long ago     strength and massage, until a professional has looked (C1, F4)
    pain went down the leg                all stretches and massage, for that day (E5), and then shorter for a week;
                                          the second time in a week they rest for two days; the third time they wait
                                          until a professional has looked
    what a wider plan gains               until the person agrees, and has said that no hip was operated on

The gate errs toward locking: whatever is reported as a red flag locks, even in words it does not know.
"""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Final

from monitor.coaching.diary import PainEntry, Quality
from monitor.coaching.exercises import Exercise, Pillar
from monitor.coaching.inputs import Action, Feedback, Felt, IntakeAnswer, UserAction
from monitor.coaching.intake import ACKNOWLEDGED, Intake, fold_answer
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar, Card, Onset, SafetyNotice, Urgency
from monitor.coaching.wider import OURS, WIDER

DAY_S: Final = 86_400.0

WEEK_S: Final = 7 * DAY_S
"""So long pain that went down the leg counts: while it does, what loads the nerve is held shorter (product default)."""

APART_S: Final = 3600.0
"""What is said of it within an hour is of the same pain, in the diary and of an exercise (product default)."""

REST_TIMES, REST_S = 2, 2 * DAY_S
REFERRED_TIMES: Final = 3
"""Times within a week after which it rests for two days, and after which a professional should look (product
defaults)."""

_CARDS: Final = {"injury": Card.INJURY, "weakness": Card.WEAKNESS, "condition": Card.CONDITION}


class SafetyGate:
    """Knows what may be done; feed everything that people say, in order of saying.

    Args:
        tz: the time zone of the person, in which a day ends.
        past: what the user said before, in order; what still holds of it holds from the start.
    """

    def __init__(self, tz: tzinfo, past: Iterable[UserAction] = ()) -> None:
        self._tz = tz
        self._red_flags: set[str] = set()
        self._intake = Intake()
        self._radiated_s: list[float] = []  # each time of the last week, since a professional looked last
        self._radiated: tuple[date, frozenset[str]] = (date.min, frozenset())  # the last day of it, what was named
        self._referred_s: float | None = None  # when the card came last; None if nobody need look
        self._numb_on = date.min
        for action in past:
            self.feed(action)

    @property
    def locked(self) -> bool:
        """True while no exercise may be offered."""
        return bool(self._red_flags)

    @property
    def intake(self) -> Intake:
        """The answers so far."""
        return self._intake

    @property
    def affected_side(self) -> Side | None:
        """The side that hurts, as answered."""
        return self._intake.affected_side

    def bars(self, exercise: Exercise, time_s: float) -> Bar | None:
        """Tell why an exercise may not be done at `time_s`; None if it may."""
        if self.locked:
            return Bar.RED_FLAG
        for name in self._intake.waits_for:
            if exercise.id in OURS if name == "condition" else exercise.pillar in (Pillar.RELEASE, Pillar.STRENGTHEN):
                return Bar(name)
        if exercise.id in WIDER and not (exercise.prescribed_by or self._intake.agrees_to_wider):
            return Bar.CONSENT
        return self._bars_radiating(exercise, time_s)

    def _bars_radiating(self, exercise: Exercise, time_s: float) -> Bar | None:
        day, named = self._radiated
        if exercise.id in named and day == self._day(time_s):
            return Bar.RADIATED
        if not loads_nerve(exercise):
            return None
        if self._referred_s is not None:
            return Bar.REFERRED
        if day == self._day(time_s):
            return Bar.RADIATED
        recent = self._recent(time_s)
        return Bar.RESTS if len(recent) >= REST_TIMES and time_s - recent[-1] < REST_S else None

    def eases(self, exercise: Exercise, time_s: float) -> bool:
        """Whether an exercise is to be held shorter, since pain went down the leg within a week."""
        return loads_nerve(exercise) and bool(self._recent(time_s))

    def feed(self, said: UserAction) -> list[SafetyNotice]:
        """The notice that this brings about, if any: once for each red flag, and for each card."""
        match said.said:
            case _ if said.action is Action.CLEAR_RED_FLAG:
                self._red_flags.clear()
            case _ if said.action is Action.RED_FLAG:
                return self._lock(said.time_s, said.detail)
            case IntakeAnswer():
                return self._ask(said)
            case Feedback(felt=Felt.RADIATING, exercise=exercise):
                return self._radiate(said.time_s, exercise)
            case PainEntry(radiating=True):
                return self._ask_if_numb(said.said) + self._radiate(said.time_s, None)
            case PainEntry():
                return self._ask_if_numb(said.said)
        return []

    def _lock(self, time_s: float, red_flag: str) -> list[SafetyNotice]:
        if red_flag in self._red_flags:
            return []
        self._red_flags.add(red_flag)
        return [SafetyNotice(time_s, red_flag, Card.URGENT)]

    def _ask(self, said: UserAction) -> list[SafetyNotice]:
        urgency = fold_answer(self._intake, said)
        answer = said.said
        if urgency is Urgency.IMMEDIATE:
            return self._lock(said.time_s, said.detail)
        if isinstance(answer, IntakeAnswer):
            if urgency is Urgency.SEE_PROFESSIONAL:
                return [SafetyNotice(said.time_s, said.detail, _CARDS[answer.question])]
            if (answer.question, answer.answer) == ("radiating", ACKNOWLEDGED):
                self._radiated_s, self._referred_s = [], None
        return []

    def _radiate(self, time_s: float, exercise: str | None) -> list[SafetyNotice]:
        """Take it that pain went down the leg, in an exercise that was named or in none."""
        day, named = self._radiated
        today = self._day(time_s)
        self._radiated = today, (named if day == today else frozenset()) | ({exercise} if exercise else set())
        self._radiated_s = self._recent(time_s)
        if self._radiated_s and time_s - self._radiated_s[-1] < APART_S:
            return []
        self._radiated_s.append(time_s)
        is_told = self._referred_s is not None and time_s - self._referred_s < WEEK_S
        if is_told or (self._referred_s is None and len(self._radiated_s) < REFERRED_TIMES):
            return []
        self._referred_s = time_s
        return [SafetyNotice(time_s, Felt.RADIATING, Card.RADIATING)]

    def _ask_if_numb(self, entry: PainEntry) -> list[SafetyNotice]:
        """Ask whether numbness is new, once a day, until it was said that it has long been there (F9)."""
        today = self._day(entry.time_s)
        known = self._intake.answers.get("numbness") == Onset.CHRONIC
        if entry.quality is not Quality.NUMB or known or self.locked or today == self._numb_on:
            return []
        self._numb_on = today
        return [SafetyNotice(entry.time_s, Quality.NUMB, Card.NUMBNESS)]

    def _recent(self, time_s: float) -> list[float]:
        """The times of the week before `time_s`, which may lie behind them after a clock was put back."""
        return [one for one in self._radiated_s if time_s - one < WEEK_S]

    def _day(self, time_s: float) -> date:
        return datetime.fromtimestamp(time_s, self._tz).date()


def loads_nerve(exercise: Exercise) -> bool:
    """Whether an exercise loads the deep rotators and the nerve beside them: every stretch and massage does."""
    return exercise.pillar in (Pillar.LENGTHEN, Pillar.RELEASE)
