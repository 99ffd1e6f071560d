"""The person's standing: the one coach, folded from the journal and the settings in force, where no sitmon runs.

Whoever is asked about the person asks this: what stands, what may be begun, what follows from what is said now.  A
sitmon that runs answers from its own coach, which was folded in the same way.
"""

from dataclasses import dataclass
from typing import Self

from monitor.assembly import known_exercises
from monitor.coaching.coach import Coach, CoachEvent
from monitor.coaching.exercises import Exercise
from monitor.coaching.inputs import UserAction
from monitor.coaching.intake import Intake
from monitor.coaching.safety import Bar
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings
from monitor.history import Past, recall


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the person as of a moment.

    Attributes:
        coach: knows what earlier runs left behind; the last seconds of posture left out, which say nothing lasting.
        now_s: that moment, UTC in POSIX seconds.
        passed_over: what the journal holds and this version cannot read, in lines.
    """

    coach: Coach
    now_s: float
    passed_over: tuple[str, ...] = ()

    @classmethod
    def fold(cls, settings: Settings, now_s: float, *, before: int | None = None) -> Self:
        """Fold what there is as of `now_s`, UTC in POSIX seconds; a journal that is not there yet knows nothing.

        With `before`, the number of an input, what was said is folded up to that one.

        Raises:
            MonitorError: the journal or the prescribed set cannot be read.
        """
        past: list[Past] = []
        passed_over: tuple[str, ...] = ()
        if settings.storage.journal.exists():
            with Journal(settings.storage.journal, read_only=True) as journal:
                past = recall(journal, now_s, settings.zone, seconds=False, before=before)
                passed_over = journal.passed_over
        exercises = known_exercises(settings)
        coach = Coach(
            settings.profile,
            settings.nudges,
            settings.zone,
            past,
            targets=settings.targets.prescribed(exercises.values()),
            learning=settings.learning,
            experiment=settings.experiment,
            exercises=exercises,
        )
        return cls(coach, now_s, passed_over)

    @property
    def intake(self) -> Intake:
        """The answers so far."""
        return self.coach.intake

    def bars(self, exercise: Exercise) -> Bar | None:
        """Tell why an exercise may not be begun now; None if it may."""
        return self.coach.bars(exercise, self.now_s)

    def heed(self, said: UserAction) -> list[CoachEvent]:
        """Give what follows from what is said now."""
        return self.coach.feed(said)
