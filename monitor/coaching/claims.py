"""What a person says was done: without any prompt, or after the time in which a prompted exercise is followed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from monitor.coaching.inputs import Begun, UserAction
from monitor.coaching.nudges import Reply
from monitor.coaching.recommend import Recommender
from monitor.coaching.sessions import Ledger, PracticeOutcome, PracticeResult, Reason

UNSEEN = frozenset({PracticeResult.NOT_SEEN, PracticeResult.NOT_OBSERVABLE})


@dataclass(slots=True)
class Claims:
    """Takes people at their word; feed every outcome in order of time.

    Attributes:
        ledger: is told of it.
        recommender: knows the exercises, what was recommended last, and whose side it is.
    """

    ledger: Ledger
    recommender: Recommender
    _latest: PracticeOutcome | None = field(default=None, init=False)

    def settle(self, outcome: PracticeOutcome) -> None:
        """Take an outcome, of now or of an earlier run."""
        self._latest = outcome
        self.ledger.feed(outcome)

    def did(self, said: UserAction) -> PracticeOutcome | Reply:
        """An exercise that a person says was done, without any prompt."""
        exercises = self.recommender.exercises
        if not isinstance(said.said, Begun) or said.said.exercise not in exercises:
            return Reply(said.time_s, said.action, granted=False, exercise=said.detail)
        exercise = exercises[said.said.exercise]
        side = self.recommender.begin(said.time_s, exercise, said.said.side).side
        claimed = (PracticeResult.CLAIMED, Reason.SAID)
        outcome = PracticeOutcome(said.time_s, said.time_s, exercise.id, side, *claimed)
        self.settle(outcome)
        return outcome

    def done_late(self, time_s: float) -> Iterator[PracticeOutcome]:
        """The exercise that was asked for last and not seen while it was followed, if it is said to be done now.

        Who is asked to lie down in the evening seldom does so within five minutes.
        """
        last, told = self.recommender.last, self._latest
        if last is None or told is None or told.result not in UNSEEN:
            return
        is_today = self.ledger.day_of(last.time_s) == self.ledger.day_of(time_s)
        if is_today and (told.recommendation_time_s, told.exercise) == (last.time_s, last.exercise):
            claimed = replace(told, time_s=time_s, result=PracticeResult.CLAIMED, reason=Reason.SAID)
            self.settle(claimed)
            yield claimed
