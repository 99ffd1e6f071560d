"""Was the break really taken?  Each nudge is followed until the body, the user or the clock has answered.

Four stages lead there, each known by its own means: delivered (the desktop says), seen (somebody clicked, answered or
waved it away), willing (START or DONE; a snooze and a skip say no), done (what the wearable saw, or was told).

nudge            deadline
  |----- window -----|
  |   [ upright bout began in the window .............)            verified: latency and length as measured
  |  sitting, nothing unseen                                       not_taken
  |  sitting, the user said done                                   claimed
  |  long enough unseen to hide a break                            not_observable
  |  as still as on a desk                                         waits until it stirs again, or is suspected: unseen

Nobody stands as still as a strap on a hook: a break that comes to that is over, and was one up to its last stir.  What
hung there for less than a minute cannot be told from standing, and passes for it: who takes a strap off often stands.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.coaching.decisions import Nudge
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.sitting import SECOND_S, UNSEEN, find_unseen
from monitor.posture.bouts import MINIMUM_EVENT_S, BoutProgress
from monitor.posture.labels import MUTE_S

OUTCOME_WINDOW_S = 300.0
"""How long after a nudge a break still counts as its answer: 30 % of prompts were answered within 5 min, but only 14 %
within one (Compernolle 2021, older adults, thigh-worn; doi 10.2196/26387)."""

BREAK_REPORT_S = 600.0
"""A break that goes on this long is reported without waiting for its end (product default)."""


class Result(StrEnum):
    """What became of a nudge, and how it is known."""

    VERIFIED = "verified"
    NOT_TAKEN = "not_taken"
    CLAIMED = "claimed"
    NOT_OBSERVABLE = "not_observable"


@dataclass(frozen=True, slots=True)
class Stages:
    """How far a nudge came before the body answered; None where nobody said anything.

    Attributes:
        delivered: it was shown.
        seen: somebody answered it, if only by waving it away; False if it expired.
        willing: the answer was yes.
    """

    delivered: bool | None = None
    seen: bool | None = None
    willing: bool | None = None

    def after(self, said: Action) -> "Stages":
        """These stages, after one more thing was said of the nudge."""
        match said:
            case Action.DELIVERED | Action.NOT_DELIVERED:
                return replace(self, delivered=said is Action.DELIVERED)
            case Action.SEEN:
                return replace(self, seen=True)
            case Action.EXPIRED:
                return replace(self, seen=self.seen or False)
            case Action.START | Action.DONE:
                return replace(self, seen=True, willing=True)
            case Action.SNOOZE | Action.SKIP:
                return replace(self, seen=True, willing=self.willing or False)
        return self


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one nudge.

    Attributes:
        time_s: when that was known, UTC in POSIX seconds.
        nudge_time_s: which nudge.
        result: what, and how it is known: seen by the wearable, said by the user, or not observable.
        latency_s: from the nudge to the beginning of the break; None unless verified.
        break_s: measured length of the break, at least that long if it was 600 or cut by a gap; None unless verified.
        stages: how far the nudge came before.
    """

    time_s: float
    nudge_time_s: float
    result: Result
    latency_s: float | None = None
    break_s: float | None = None
    stages: Stages = Stages()


class _Watch:
    """Follows one nudge."""

    def __init__(self, nudge_time_s: float) -> None:
        self.nudge_time_s = nudge_time_s
        self.claimed = False
        self.stages = Stages()
        self._deadline_s = nudge_time_s + OUTCOME_WINDOW_S
        self._unseen_s = 0.0
        self._seated_until_s = nudge_time_s
        self._break_start_s: float | None = None
        self._upright_until_s = self._stirred_until_s = nudge_time_s
        self._doubted_s: float | None = None  # since when, after the nudge, the strap may hang or lie
        self._hung_until_s = float("-inf")  # until then it was in doubt, and upright

    def feed(self, progress: BoutProgress, unseen: tuple[float, float]) -> Outcome | None:
        """The outcome, if this second settles it; `unseen` is the unseen time up to its end."""
        lost = progress.posture in UNSEEN or unseen[1] - unseen[0] >= MINIMUM_EVENT_S
        doubted_s, self._doubted_s = self._doubted_s, self._doubt(progress, lost=lost)
        if self._doubted_s is not None:
            return self._wait(progress)
        if doubted_s is not None and (lost or self._hung_until_s > doubted_s):  # else a body that sits has stirred
            unseen = doubted_s, unseen[1]
        if progress.posture.upright and progress.stirs:
            self._stirred_until_s = progress.time_s
        if self._break_start_s is not None:
            return self._measure(progress, self._break_start_s, unseen)
        self._break_start_s = self._began(progress)
        if self._break_start_s is not None:
            self._upright_until_s = progress.time_s
            return None
        self._unseen_s += max(0.0, min(unseen[1], self._deadline_s) - unseen[0])
        return self._give_up(progress)

    def _doubt(self, progress: BoutProgress, *, lost: bool) -> float | None:
        """Since when, after the nudge, the strap may hang or lie: no doubt outlives a gap, or a body on its feet."""
        if lost or progress.doubt_since_s is None or (progress.posture.upright and progress.still_s < MUTE_S):
            return None
        if self._doubted_s is None and progress.still_s >= MUTE_S:
            return max(progress.time_s - progress.still_s, self.nudge_time_s)
        return self._doubted_s

    def _wait(self, progress: BoutProgress) -> Outcome | None:
        """A second too still for a body on its feet; one that sits may be as still, and the next stir will tell."""
        if not progress.posture.upright:
            return None
        self._hung_until_s = self._seated_until_s = progress.time_s
        start_s, self._break_start_s = self._break_start_s, None
        if start_s is None or self._stirred_until_s - start_s < MINIMUM_EVENT_S:
            return None
        return self._verified(progress.time_s, start_s, self._stirred_until_s)

    def _began(self, progress: BoutProgress) -> float | None:
        """When the break began that is believed with this second."""
        bout = progress.bout
        if not progress.posture.upright:
            self._seated_until_s = progress.time_s
        # After a gap the open bout is what its first second was, until ten seconds say otherwise.
        upright_s = progress.time_s - max(bout.start_s, self._seated_until_s)
        start_s = max(bout.start_s, self._hung_until_s)
        in_window = self.nudge_time_s <= bout.start_s and start_s < self._deadline_s
        return start_s if bout.posture.upright and upright_s >= MINIMUM_EVENT_S and in_window else None

    def _measure(self, progress: BoutProgress, start_s: float, unseen: tuple[float, float]) -> Outcome | None:
        cut = progress.time_s - SECOND_S - unseen[0] >= MINIMUM_EVENT_S  # a shorter gap cannot hide a bout
        if progress.bout.posture.upright and not cut:
            if progress.posture.upright:
                self._upright_until_s = progress.time_s
            if self._upright_until_s - start_s < BREAK_REPORT_S:
                return None
        return self._verified(progress.time_s, start_s, self._upright_until_s)

    def _verified(self, time_s: float, start_s: float, end_s: float) -> Outcome:
        latency_s, break_s = start_s - self.nudge_time_s, end_s - start_s
        return Outcome(time_s, self.nudge_time_s, Result.VERIFIED, latency_s, break_s, self.stages)

    def close(self, time_s: float) -> Outcome:
        """The outcome where the input ended: a break that was under way is seen, all else is not."""
        if self._break_start_s is not None:
            return self._verified(time_s, self._break_start_s, self._upright_until_s)
        result = Result.CLAIMED if self.claimed else Result.NOT_OBSERVABLE
        return Outcome(time_s, self.nudge_time_s, result, stages=self.stages)

    def _give_up(self, progress: BoutProgress) -> Outcome | None:
        # An upright second may belong to a break that began in time and is not yet long enough to count.
        still_open = progress.posture.upright and progress.time_s < self._deadline_s + MINIMUM_EVENT_S
        if progress.time_s < self._deadline_s or still_open:
            return None
        result = Result.NOT_OBSERVABLE if self._unseen_s >= MINIMUM_EVENT_S else Result.NOT_TAKEN
        result = Result.CLAIMED if self.claimed else result
        return Outcome(progress.time_s, self.nudge_time_s, result, stages=self.stages)


class OutcomeTracker:
    """Follows every nudge to its outcome; feed everything in order of time."""

    def __init__(self) -> None:
        self._watches: list[_Watch] = []
        self._last_s: float | None = None

    def feed(self, item: BoutProgress | Nudge | UserAction) -> list[Outcome]:
        """The outcomes that this item settles, in the order of their nudges."""
        match item:
            case Nudge():
                self._watches.append(_Watch(item.time_s))
            case UserAction():
                self._heed(item.action)
            case BoutProgress():
                return self._follow(item)
        return []

    def settle(self, outcome: Outcome) -> None:
        """Take it that the outcome of a nudge was told: it is followed no longer."""
        self._watches = [watch for watch in self._watches if watch.nudge_time_s != outcome.nudge_time_s]

    def finish(self) -> list[Outcome]:
        """The outcomes of the nudges that were still followed where the input ended."""
        watches, self._watches = self._watches, []
        return [watch.close(max(self._last_s or 0.0, watch.nudge_time_s)) for watch in watches]

    def _heed(self, said: Action) -> None:
        """Done answers every nudge that is open; all else is said of the last one, the only one on the screen."""
        if said is Action.DONE:
            for watch in self._watches:
                watch.claimed = True
        for watch in self._watches[-1:]:
            watch.stages = watch.stages.after(said)

    def _follow(self, progress: BoutProgress) -> list[Outcome]:
        unseen = find_unseen(self._last_s, progress)
        self._last_s = progress.time_s
        followed = [(watch, watch.feed(progress, unseen)) for watch in self._watches]
        self._watches = [watch for watch, outcome in followed if outcome is None]
        return [outcome for _, outcome in followed if outcome is not None]
