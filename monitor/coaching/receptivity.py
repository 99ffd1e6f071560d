"""When this person answers nudges by moving, learned from what became of each, and what follows from it.

A moment is either just after a context (a meeting, a drive …) or else an hour of the day.  Each keeps its last nudges:
how many, and after how many the body was seen to move.  What was only claimed, could not be seen or was never shown
teaches nothing.

A nudge that is due in a moment that has proved bad may wait for one that has proved better: the next hour, or the end
of a context that often ends about now.  It never waits longer than the rules allow, never into hours in which nothing
is said, and is never dropped.  Of the nudges due in each hour at least a set share comes at once, which also keeps the
learning honest.  Nothing here is random.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from monitor.coaching.decisions import Learned, Moment, Nudge, Wait
from monitor.coaching.hours import Hours, clock_s
from monitor.coaching.inputs import Context, ContextChange
from monitor.coaching.outcomes import Outcome, Result

KEPT = 30
"""Nudges of each moment that count, the last ones: people change (product default)."""

JUST_ENDED_S = 300.0
"""How long a moment is just after a context (product default)."""

LOOK_BACK = 20
"""Of so many nudges in a row that were due in one hour, and of all while they are fewer, the floor is kept."""

HOPE_DAYS = 14
HOPE_SHARE = 1.0 / 3.0
"""The end of a context is waited for if it came at this time of day on at least so many of the last days with a nudge,
and on two at least (product default): who waits for a call that seldom comes only sits longer."""

DAY_S = 86400.0

AFTERWARDS = (Context.DRIVING, Context.MEETING, Context.LOCKED, Context.DO_NOT_DISTURB, Context.FULL_SCREEN)
"""The contexts after which there is a moment; the end of any other, such as typing, is none."""


@dataclass(frozen=True, slots=True)
class LearningRules:
    """Whether nudges wait for better moments, and within which bounds; all are product defaults.

    Attributes:
        enabled: nudges wait; what became of them is counted in any case.
        wait_s: longest time that a nudge waits.
        floor: share of the nudges due in each hour that comes at once, whatever was learned; 0 to 1.

    Raises:
        ValueError: the wait is negative, or the floor is not a share.
    """

    enabled: bool = False
    wait_s: float = 1200.0
    floor: float = 0.2

    def __post_init__(self) -> None:
        if self.wait_s < 0.0 or not 0.0 <= self.floor <= 1.0:
            raise ValueError("the wait is not negative, and the floor is from 0 to 1")


class Receptivity:
    """Learns when nudges are answered; feed everything in order of time, that of earlier runs first.

    Feed only nudges that were to be shown: one that an experiment withheld teaches nothing of the person.

    Args:
        rules: what follows from what is learned.
        tz: the time zone of the person.
        hours: when nothing is said; no nudge waits into them.
    """

    def __init__(self, rules: LearningRules, tz: tzinfo, hours: Hours) -> None:
        self._rules = rules
        self._tz = tz
        self._hours = hours
        self._moved: defaultdict[Moment, deque[bool]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._open: dict[float, Moment] = {}  # nudges whose outcome is not known yet
        self._active: set[Context] = set()
        self._ends: defaultdict[Context, deque[float]] = defaultdict(lambda: deque(maxlen=50))
        self._ended: tuple[Context, float] | None = None
        self._days: deque[date] = deque(maxlen=HOPE_DAYS)  # the last with a nudge
        self._at_once: defaultdict[int, deque[bool]] = defaultdict(lambda: deque(maxlen=LOOK_BACK - 1))
        self._wait: Wait | None = None
        self._waits_from: Learned | None = None

    def feed(self, item: ContextChange | Nudge | Outcome | Wait) -> None:
        """Take note of what happened."""
        match item:
            case ContextChange(active=True):
                self._active.add(item.context)
            case ContextChange() if item.context in self._active and item.context in AFTERWARDS:
                self._active.remove(item.context)
                self._ends[item.context].append(item.time_s)
                self._ended = item.context, item.time_s
            case Wait():
                self._wait, self._waits_from = item, self.learned_of(self._moment(item.time_s))
                self._at_once[self._local(item.time_s).hour].append(False)
            case Nudge():
                self._open[item.time_s] = self._moment(item.time_s)
                self._note_day(self._local(item.time_s).date())
                if self._wait is None or item.bout_start_s > self._wait.time_s:  # that one's sitting is over
                    self._at_once[self._local(item.time_s).hour].append(True)
                self._wait = None
            case Outcome():
                self._learn(item)

    def start(self) -> None:
        """Forget which contexts an earlier run was in: the desktop tells anew.  A drive goes on."""
        self._active &= {Context.DRIVING}

    def _note_day(self, day: date) -> None:
        if not self._days or self._days[-1] != day:
            self._days.append(day)

    def _learn(self, outcome: Outcome) -> None:
        moment = self._open.pop(outcome.nudge_time_s, None)
        known = outcome.result in (Result.VERIFIED, Result.NOT_TAKEN) and outcome.stages.delivered is not False
        if moment is not None and known:
            self._moved[moment].append(outcome.result is Result.VERIFIED)

    def learned_of(self, moment: Moment) -> Learned:
        """What became of the last nudges of a moment."""
        moved = self._moved.get(moment, ())
        return Learned(moment, sum(moved), len(moved))

    def consider(self, due_s: float) -> Wait | None:
        """The wait of a nudge that came due just now; None if it is to come at once.  Feed it back if it is heeded."""
        if not self._rules.enabled or not self._may_wait(self._local(due_s).hour):
            return None
        here = self.learned_of(self._moment(due_s))
        for until_s, moment in self._prospects(due_s):
            if (there := self.learned_of(moment)).is_better_than(here):
                return Wait(due_s, until_s, there, here)
        return None

    def wait_s(self, due_s: float, time_s: float) -> float:
        """How much longer, as of `time_s`, the nudge due since `due_s` waits; 0 if it is to come now."""
        if self._wait is None or self._wait.time_s != due_s or self.is_good_moment(time_s):
            return 0.0
        return max(0.0, self._wait.until_s - time_s)

    def is_good_moment(self, time_s: float) -> bool:
        """Whether `time_s` is better than the moment from which a nudge waits; True if none waits."""
        here = self._waits_from
        return self._wait is None or here is None or self.learned_of(self._moment(time_s)).is_better_than(here)

    def learned(self) -> list[Learned]:
        """List what was learned of each moment that has seen a nudge: hours first."""
        return [self.learned_of(one) for one in sorted(self._moved, key=lambda one: (isinstance(one, Context), one))]

    def _may_wait(self, hour: int) -> bool:
        """Whether the floor of that hour holds if one more nudge waits."""
        recent = self._at_once[hour]
        return sum(recent) >= self._rules.floor * (len(recent) + 1)

    def _prospects(self, due_s: float) -> Iterator[tuple[float, Moment]]:
        """The moments that may come soon enough, and until when a nudge waits for each."""
        latest_s = self._latest_s(due_s)
        local = self._local(due_s)
        next_hour_s = due_s + 3600.0 - (60.0 * local.minute + local.second + local.microsecond / 1e6)
        for then_s in (next_hour_s, self._ended[1] + JUST_ENDED_S + 1.0 if self._ended else due_s):
            if due_s < then_s <= latest_s:
                yield then_s, self._moment(then_s)
        if due_s < latest_s:
            for context in AFTERWARDS:
                if self._often_ends(context, due_s, latest_s):
                    yield latest_s, context

    def _latest_s(self, due_s: float) -> float:
        """Until when a nudge may wait: with two minutes to spare before the hours in which nothing is said."""
        open_s = due_s
        while open_s < due_s + self._rules.wait_s + 180.0 and not self._hours.closed_by(self._local(open_s)):
            open_s += 60.0
        return max(due_s, min(due_s + self._rules.wait_s, open_s - 180.0))

    def _often_ends(self, context: Context, due_s: float, latest_s: float) -> bool:
        """Whether the context ended at this time of day on enough of the last days."""
        due_clock_s = clock_s(self._local(due_s))
        ends = [self._local(end_s) for end_s in self._ends[context]]
        days = {end.date() for end in ends if (clock_s(end) - due_clock_s) % DAY_S <= latest_s - due_s}
        return len(days.intersection(self._days)) >= max(2.0, HOPE_SHARE * len(self._days))

    def _moment(self, time_s: float) -> Moment:
        if self._ended is not None and 0.0 <= time_s - self._ended[1] <= JUST_ENDED_S:
            return self._ended[0]
        return self._local(time_s).hour

    def _local(self, time_s: float) -> datetime:
        return datetime.fromtimestamp(time_s, self._tz)
