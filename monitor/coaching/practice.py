"""Was the exercise really done?  Each prompted one is followed to exactly one end.

    prompt                        window ends
      |------- 5 min -------------|              START begins the window anew, DONE ends it
      |      [ held 46 s ]                        confirmed, as soon as it is over
      |      [ held 12 s ]        |               too_short
      |      [ bounced, inward, for minutes ]     not_credited; so is what began before the prompt
      |                           |               not_seen
      |  unseen for the most of it                not_observable; so is what the wearable cannot see at all
      |  as still as on a desk     |  . . . . .    waits until it stirs again, or is suspected: unseen

Whoever says done, or how it felt, where nothing was seen has claimed it: claimed is not confirmed.  A figure-4 that is
held without a prompt counts by the same rule, which none of 6.4 h of people's sitting meets (validation/practice.py).

This is the second ledger: an exercise done on the chair ends no sedentary bout, and a break is no exercise.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import Action, Feedback, Felt, UserAction
from monitor.coaching.observability import find_observability
from monitor.coaching.outcomes import OUTCOME_WINDOW_S
from monitor.coaching.profile import HOLD_RANGE_S, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.coaching.sitting import UNSEEN
from monitor.posture.angles import ThighFrame
from monitor.posture.bouts import BoutProgress
from monitor.posture.figure4 import Figure4Watch, Hold
from monitor.posture.labels import BRIDGE_S, Posture
from monitor.posture.mounting import Mounting
from monitor.posture.recent import Second
from monitor.posture.repetitions import RepetitionCounter, bridge_angles, clamshell_angles

_SEATED = ExerciseId.SEATED_FIGURE_4

LONGEST_HOLD_S = 180
"""A roll held for longer is a way of sitting, not a stretch (product default: three times the guide's longest hold;
people who crossed their legs for good sat so for 182 and 349 s)."""

BODILY = frozenset(Posture) - UNSEEN
"""The postures in which a body was seen."""

SEEN_S = 5
"""A roll of so many seconds is a try (product default)."""

TRIED_REPETITIONS = 3
"""Fewer repetitions may be a change of position (product default)."""

MISCOUNT = 1
"""A set of so many repetitions fewer is credited: the count is good to one."""

REST_S = 90.0
"""A set is followed by the next within this time, or the exercise is over (product default)."""

WORKING_S = 10.0
"""Repetitions go on if the last was no longer ago (product default)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of an exercise so far, as in its outcome; `result` is NOT_SEEN as long as nothing was."""

    result: PracticeResult
    reason: Reason | None
    hold_s: float | None = None
    repetitions: int | None = None
    bouncing: bool = False
    asked: float | None = None
    rolled_s: float | None = None


class _Observer:
    """Looks at the seconds of one exercise that say something of the body; this one sees nothing, and knows why."""

    def __init__(self, reason: Reason | None) -> None:
        self._reason = reason

    def feed(self, second: Second) -> None:
        """Look at one second."""

    def take_back(self, since_s: float) -> None:
        """What was seen since then was a desk, and is forgotten."""

    def is_going_on(self, time_s: float) -> bool:  # noqa: ARG002 - one signature for all
        """Whether the exercise is being done right now."""
        return False

    def is_complete(self, time_s: float) -> bool:  # noqa: ARG002 - one signature for all
        """Whether it was done, and is over."""
        return False

    def finding(self) -> Finding:
        """What was seen so far."""
        return Finding(PracticeResult.NOT_OBSERVABLE, self._reason)


class _HoldWatch(_Observer):
    """Looks for the figure-4; `before` says how this body sits, and what began in it is no answer."""

    def __init__(self, thigh: ThighFrame, asked_s: float, before: Iterable[Second]) -> None:
        self._watch = Figure4Watch(thigh)
        self._asked_s = asked_s
        self._holds: list[Hold] = []
        for second in before:
            if second.posture not in UNSEEN:
                self._watch.feed(second)

    def feed(self, second: Second) -> None:
        self._holds += self._watch.feed(second)

    def take_back(self, since_s: float) -> None:
        self._holds = [hold for hold in self._holds if hold.end_s <= since_s]
        self._watch.forget()

    def is_going_on(self, time_s: float) -> bool:
        hold = self._watch.hold
        return hold is not None and self._is_answer(hold) and time_s - hold.end_s < BRIDGE_S

    def is_complete(self, time_s: float) -> bool:  # noqa: ARG002 - one signature for all
        return any(map(self._is_stretch, self._holds))

    def finding(self) -> Finding:
        holds = self._holds if self._watch.hold is None else [*self._holds, self._watch.hold]
        tries = [hold for hold in holds if hold.seen_s >= SEEN_S and (hold.alive or hold.held_s >= SEEN_S)]
        if not tries:
            return Finding(PracticeResult.NOT_SEEN, Reason.NOT_SEEN, hold_s=0.0, asked=HOLD_RANGE_S[0])
        best = max(tries, key=lambda hold: (self._is_stretch(hold), self._is_answer(hold), hold.held_s, hold.seen_s))
        result, reason = self._judge(best)
        held_s, rolled_s = float(best.held_s), float(best.seen_s)
        return Finding(result, reason, held_s, bouncing=best.bouncing, asked=HOLD_RANGE_S[0], rolled_s=rolled_s)

    def _is_answer(self, hold: Hold) -> bool:
        return hold.start_s >= self._asked_s and hold.outward and hold.seen_s <= LONGEST_HOLD_S

    def _is_stretch(self, hold: Hold) -> bool:
        return self._is_answer(hold) and is_stretch(hold)

    def _judge(self, hold: Hold) -> tuple[PracticeResult, Reason]:
        if self._is_stretch(hold):
            return PracticeResult.CONFIRMED, Reason.HELD
        if self._is_answer(hold) and not hold.bouncing:
            return PracticeResult.TOO_SHORT, Reason.HELD_BRIEFLY
        return PracticeResult.NOT_CREDITED, self._fault(hold)

    def _fault(self, hold: Hold) -> Reason:
        if not hold.outward:
            return Reason.INWARD
        if hold.start_s < self._asked_s:
            return Reason.CROSSED_BEFORE
        return Reason.TOO_LONG if hold.seen_s > LONGEST_HOLD_S else Reason.BOUNCED


def is_stretch(hold: Hold) -> bool:
    """Tell whether a hold is a stretch, by the rule that none of the sitting of people who never stretched meets."""
    return hold.outward and hold.seen_s <= LONGEST_HOLD_S and hold.held_s >= HOLD_RANGE_S[0]


class _RepetitionWatch(_Observer):
    """Counts the repetitions of a bridge or a clamshell."""

    def __init__(self, counter: RepetitionCounter, said: Recommendation) -> None:
        self._counter = counter
        self._set = said.repetitions
        self._all = said.repetitions * said.sets

    def feed(self, second: Second) -> None:
        self._counter.feed(second)

    def is_going_on(self, time_s: float) -> bool:
        return self._idle_s(time_s) <= WORKING_S

    def is_complete(self, time_s: float) -> bool:
        rest_s = WORKING_S if self._counter.count >= self._all - MISCOUNT else REST_S
        return self._counter.count >= self._set - MISCOUNT and self._idle_s(time_s) > rest_s

    def finding(self) -> Finding:
        count = self._counter.count
        result, reason = PracticeResult.NOT_SEEN, Reason.NOT_SEEN
        if count >= self._set - MISCOUNT:
            result, reason = PracticeResult.CONFIRMED, Reason.REPEATED
        elif count >= TRIED_REPETITIONS:
            result, reason = PracticeResult.TOO_SHORT, Reason.REPEATED_LESS
        return Finding(result, reason, repetitions=count, asked=float(self._set))

    def _idle_s(self, time_s: float) -> float:
        return float("inf") if self._counter.last_s is None else time_s - self._counter.last_s


class _Practice:
    """Follows one recommendation."""

    def __init__(self, recommendation: Recommendation, watch: _Observer) -> None:
        self.recommendation = recommendation
        self._watch = watch
        self._start_s = recommendation.time_s
        self._end_s = recommendation.time_s + OUTCOME_WINDOW_S
        self._ended = self._claimed = False
        self._seen_s = 0.0

    def is_same(self, recommendation: Recommendation) -> bool:
        """Whether this is the same exercise of the same side, which goes on."""
        said = self.recommendation
        return not self._ended and (said.exercise, said.side) == (recommendation.exercise, recommendation.side)

    def restart(self, time_s: float) -> None:
        """The window begins anew; what was seen stays."""
        self._start_s, self._end_s, self._seen_s = time_s, time_s + OUTCOME_WINDOW_S, 0.0

    def heed(self, said: UserAction) -> None:
        """START begins the window anew; DONE, SKIP, a red flag and how it felt end it."""
        if said.action is Action.START and not self._ended:
            self.restart(said.time_s)
        elif said.action in (Action.DONE, Action.SKIP, Action.RED_FLAG) or self._felt(said):
            self._end_s, self._ended = min(self._end_s, said.time_s), True
            stopped = said.action in (Action.SKIP, Action.RED_FLAG) or (
                isinstance(said.said, Feedback) and said.said.felt is Felt.RADIATING
            )
            self._claimed = self._claimed or not stopped

    def _felt(self, said: UserAction) -> bool:
        """Whether this says how this exercise felt: then it was done, and is over (E3)."""
        return isinstance(said.said, Feedback) and said.said.exercise in (None, self.recommendation.exercise)

    def look(self) -> Finding:
        """What was seen so far."""
        return self._watch.finding()

    def feed(self, progress: BoutProgress, second: Second | None) -> PracticeOutcome | None:
        """The outcome, if this second settles it; none does of which no more is known than its posture."""
        if (unworn := progress.unworn) is not None:
            self._seen_s -= min(self._seen_s, unworn.told_s(BODILY, self._start_s))
            self._watch.take_back(unworn.since_s)
        if second is not None and second.start_s >= self._end_s:
            waits = self._watch.is_going_on(second.start_s) or progress.doubt_since_s is not None
            if self._ended or not waits:
                return self.close(second.start_s)
        if progress.posture in BODILY:
            self._seen_s += 1.0
            if second is not None:
                self._watch.feed(second)
        return None if second is None or not self._watch.is_complete(second.end_s) else self.close(second.end_s)

    def close(self, time_s: float, *, cut: bool = False) -> PracticeOutcome:
        """The outcome as of now; `cut` if the rest of the window will never be seen."""
        found = self._watch.finding()
        result, reason = found.result, found.reason
        could_s = (self._end_s if cut else min(self._end_s, time_s)) - self._start_s
        if result is PracticeResult.NOT_SEEN and 2.0 * self._seen_s < could_s:
            result, reason = PracticeResult.NOT_OBSERVABLE, Reason.MOSTLY_UNSEEN
        if self._claimed and result in (PracticeResult.NOT_SEEN, PracticeResult.NOT_OBSERVABLE):
            result = PracticeResult.CLAIMED
        said, told = self.recommendation, asdict(found) | {"result": result, "reason": reason}
        return PracticeOutcome(max(time_s, said.time_s), said.time_s, said.exercise, said.side, **told)


def _unasked(time_s: float, hold: Hold, leg: Side) -> PracticeOutcome:
    held_s, least_s = float(hold.held_s), HOLD_RANGE_S[0]
    return PracticeOutcome(
        time_s,
        hold.start_s,
        _SEATED,
        leg,
        PracticeResult.CONFIRMED,
        Reason.OWN_ACCORD,
        hold_s=held_s,
        asked=least_s,
        rolled_s=float(hold.seen_s),
    )


class PracticeTracker:
    """Follows every prompted exercise to its one outcome; feed everything in order of time.

    Args:
        worn_leg: the leg that wears the wearable; None if unknown or on no leg.
        mounting: how the wearable sits; None while that is not known.
        wear_site: where the wearable is worn.
    """

    def __init__(self, worn_leg: Side | None, mounting: Mounting | None, wear_site: str) -> None:
        self._worn_leg = worn_leg
        self.mounting = mounting
        self._wear_site = wear_site
        self._open: _Practice | None = None
        self._unasked: tuple[Mounting, Figure4Watch] | None = None
        self._settled_s = float("-inf")  # when the last outcome of a seated figure-4 was told
        self._last_s = 0.0

    @property
    def is_open(self) -> bool:
        """Whether an exercise is being followed."""
        return self._open is not None

    def begin(self, recommendation: Recommendation, before: Iterable[Second] = ()) -> list[PracticeOutcome]:
        """Follow a recommendation from now on.

        Args:
            recommendation: what was prompted.
            before: the seconds before it, oldest first: how this body sits.

        Returns:
            The outcome of the one before, which this one ends.  Who begins what a nudge has just asked for goes on with
            it: there is one exercise and one outcome, that of the nudge.
        """
        if self._open is not None and self._open.is_same(recommendation):
            self._open.restart(recommendation.time_s)
            return []
        outcomes = self._close(recommendation.time_s)
        if recommendation.exercise == _SEATED:  # what began before it is no answer
            self._unasked = None
        if recommendation.exercise == ExerciseId.MOVEMENT_BREAK:
            return outcomes
        found = find_observability(
            recommendation.exercise,
            recommendation.side,
            wear_site=self._wear_site,
            worn_leg=self._worn_leg,
            mounting=self.mounting,
        )
        if isinstance(found, Reason) or self.mounting is None:
            watch = _Observer(found if isinstance(found, Reason) else None)
        else:
            watch = self._watch_for(recommendation, self.mounting, before)
        self._open = _Practice(recommendation, watch)
        return outcomes

    def look(self) -> tuple[Recommendation, Finding] | None:
        """The exercise that is being followed, and what was seen of it so far; None if none is."""
        return None if self._open is None else (self._open.recommendation, self._open.look())

    def heed(self, said: UserAction) -> None:
        """Take what a person says; the next second settles it."""
        if self._open is not None:
            self._open.heed(said)

    def feed(self, progress: BoutProgress, second: Second | None) -> list[PracticeOutcome]:
        """The outcome that this second settles, if any.

        How a second of an earlier run looked closely is not kept: it is None, and nothing of the exercise is seen.  A
        figure-4 that nobody asked for is a stretch as well.
        """
        outcomes: list[PracticeOutcome] = []
        if second is not None and (self._open is None or self._open.recommendation.exercise != _SEATED):
            outcomes += self._look_unasked(progress, second)
        if self._open is None:
            return outcomes
        self._last_s = progress.time_s
        if (outcome := self._open.feed(progress, second)) is None:
            return outcomes
        self._open = None
        return [*outcomes, self._settled(outcome)]

    def _look_unasked(self, progress: BoutProgress, second: Second) -> list[PracticeOutcome]:
        """A figure-4 of one's own accord, once it is over."""
        leg, mounting = self._worn_leg, self.mounting
        if progress.unworn is not None:
            self._unasked = None
        if self._wear_site != "thigh" or leg not in (Side.LEFT, Side.RIGHT):
            return []
        if mounting is None or mounting.forward is None or progress.posture not in BODILY:
            return []
        if self._unasked is None or self._unasked[0] is not mounting:
            frame = ThighFrame(mounting.axis, mounting.forward, leg is Side.RIGHT)
            self._unasked = mounting, Figure4Watch(frame)
        watch = self._unasked[1]
        held = [hold for hold in watch.feed(second) if is_stretch(hold)]
        since_s = self._settled_s + OUTCOME_WINDOW_S  # before, it belongs to what was just told of
        return [self._settled(_unasked(second.end_s, hold, leg)) for hold in held if hold.start_s >= since_s]

    def _settled(self, outcome: PracticeOutcome) -> PracticeOutcome:
        if outcome.exercise == _SEATED:
            self._settled_s = outcome.time_s
        return outcome

    def settle(self, outcome: PracticeOutcome) -> None:
        """Take it that the outcome of an exercise was told: it is followed no longer."""
        self._settled(outcome)
        if self._open is not None and self._open.recommendation.time_s == outcome.recommendation_time_s:
            self._open = None

    def finish(self) -> list[PracticeOutcome]:
        """The outcome of what was still followed where the input ended."""
        return self._close(self._last_s, cut=True)

    def _close(self, time_s: float, *, cut: bool = False) -> list[PracticeOutcome]:
        practice, self._open = self._open, None
        return [] if practice is None else [self._settled(practice.close(time_s, cut=cut))]

    def _watch_for(self, said: Recommendation, mounting: Mounting, before: Iterable[Second]) -> _Observer:
        exercise = said.exercise
        if exercise == ExerciseId.GLUTE_BRIDGE or mounting.forward is None:  # all others need a forward
            return _RepetitionWatch(RepetitionCounter(bridge_angles(mounting.axis)), said)
        thigh = ThighFrame(mounting.axis, mounting.forward, self._worn_leg is Side.RIGHT)
        if exercise == ExerciseId.CLAMSHELL:
            return _RepetitionWatch(RepetitionCounter(clamshell_angles(thigh)), said)
        return _HoldWatch(thigh, said.time_s, before)
