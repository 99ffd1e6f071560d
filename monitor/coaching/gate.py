"""The gate: what may not be offered, and until when.

    red flag, or an answer that is one     nothing is offered until the user clears it (F1, F2)
    the pain began with an injury          strength and massage wait until a professional has looked (C1, F4)
    pain went down the leg                 that exercise waits until tomorrow (E5); after some times, a card

The gate errs toward locking: whatever is reported as a red flag locks, even in words it does not know.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from monitor.coaching.exercises import Exercise
from monitor.coaching.inputs import Action, Feedback, Felt, UserAction
from monitor.coaching.intake import Intake, fold_answer
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar, Card, SafetyNotice, Urgency

REFERRED_TIMES = 3
"""Times within a week that pain went down the leg, after which a professional should look (product default)."""

WEEK = timedelta(days=7)


class SafetyGate:
    """Knows what may be offered; feed everything that people say, in order of time.

    Args:
        tz: the time zone of the person, in which a day ends.
        past: what the user said before, in order of time; what still holds of it holds from the start.
    """

    def __init__(self, tz: tzinfo, past: Iterable[UserAction] = ()) -> None:
        self._tz = tz
        self._red_flags: set[str] = set()
        self._intake = Intake()
        self._radiated: list[tuple[date, str]] = []
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
        """Tell why an exercise may not be offered at `time_s`; None if it may."""
        if self.locked:
            return Bar.RED_FLAG
        if exercise.pillar in self._intake.withheld:
            return Bar.INJURY
        if not {(self._day(time_s), exercise.id), (self._day(time_s), "")}.isdisjoint(self._radiated):
            return Bar.RADIATED
        return None

    def feed(self, said: UserAction) -> list[SafetyNotice]:
        """The notice that this brings about, if any: once for each red flag, and for each card."""
        match said.action:
            case Action.CLEAR_RED_FLAG:
                self._red_flags.clear()
            case Action.RED_FLAG:
                return self._lock(said.time_s, said.detail)
            case Action.INTAKE:
                return self._ask(said)
            case Action.FEEDBACK:
                return self._hear(said)
        return []

    def _lock(self, time_s: float, red_flag: str) -> list[SafetyNotice]:
        if red_flag in self._red_flags:
            return []
        self._red_flags.add(red_flag)
        return [SafetyNotice(time_s, red_flag, Card.URGENT)]

    def _ask(self, said: UserAction) -> list[SafetyNotice]:
        urgency = fold_answer(self._intake, said)
        if urgency is Urgency.IMMEDIATE:
            return self._lock(said.time_s, said.detail)
        if urgency is Urgency.SEE_PROFESSIONAL:
            return [SafetyNotice(said.time_s, said.detail, Card.INJURY)]
        return []

    def _hear(self, said: UserAction) -> list[SafetyNotice]:
        if not isinstance(said.said, Feedback) or said.said.felt is not Felt.RADIATING:
            return []
        exercise = said.said.exercise or ""  # of none that is known: then of every one
        today = self._day(said.time_s)
        self._radiated = [(day, name) for day, name in self._radiated if today - day < WEEK]
        self._radiated.append((today, exercise))
        if len(self._radiated) != REFERRED_TIMES:
            return []
        return [SafetyNotice(said.time_s, Felt.RADIATING, Card.RADIATING)]

    def _day(self, time_s: float) -> date:
        return datetime.fromtimestamp(time_s, self._tz).date()
