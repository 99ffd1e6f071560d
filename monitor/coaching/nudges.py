"""When to speak: after a limit of sitting that no break interrupted, and then ever more rarely until the body moved.

Only a second of sitting is spoken to; how sitting is counted says `sitting.py`.  A doubt always makes for silence.

Contexts, hours, snooze and pause hold a nudge back without dropping it: the sitting goes on counting, and the nudge
comes after they end, and says what held it back.  What is due waits a moment for a natural pause: the hands rest, or,
where nobody tells of hands, the sitter shifts in the chair.  Snoozes and skips are numbered: who has none left is told
so, and what gives them back.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, tzinfo
from math import isfinite

from monitor.coaching.budget import Budget
from monitor.coaching.decisions import Cause, Learned, Moment, Nudge, Reply, Wait
from monitor.coaching.hours import Closed, Hold, minute_of
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.load import Load, LoadLedger
from monitor.coaching.profile import NudgeRules
from monitor.coaching.receptivity import Receptivity
from monitor.coaching.reminders import Reminder
from monitor.coaching.sitting import SittingCount
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import MUTE_S, Posture

__all__ = ["Cause", "Learned", "Moment", "Nudge", "NudgePolicy", "Reply", "Wait"]

MIN_CONFIDENCE = 0.8
"""In a second of sitting less sure than this nothing is said (product default): at the lower back, the worst site that
was measured, such seconds are right in 98 of 100 (8 people), less sure ones in half."""

MENTIONED_S = 60.0
"""Time within the sitting that was left out of the count, or for which a nudge was held back, is mentioned from this
length on (product default)."""

LONGEST_DRIVE_S = 12 * 3600.0
"""A drive that nobody ended holds nothing back from then on (product default): the word was forgotten."""

WALKED_S = 60.0
"""Whoever walks for so long on end drives no longer (product default)."""

CONTEXT_HOLDS = {
    Context.DRIVING: Hold.DRIVING,
    Context.MEETING: Hold.MEETING,
    Context.LOCKED: Hold.LOCKED,
    Context.DO_NOT_DISTURB: Hold.DO_NOT_DISTURB,
    Context.FULL_SCREEN: Hold.FULL_SCREEN,
}
"""What holds a nudge back while a context lasts; if several do, the first of these is named."""


class NudgePolicy:
    """Decides when to speak; feed everything in order of time.

    Args:
        rules: the numbers.
        tz: the time zone of the person, for hours and the daily cap.
        wear_site: where the wearable is worn.
        learns: what lets a nudge wait for a better moment.
    """

    def __init__(self, rules: NudgeRules, tz: tzinfo, wear_site: str, learns: Receptivity) -> None:
        self._learns = learns
        self._load = LoadLedger(tz)
        self._load_limit_s = rules.load_limit_s
        self._wear_site = wear_site
        self._rules = rules
        self._hours = rules.hours
        self._tz = tz
        self._count = SittingCount(rules.carry_gap_s)
        self._contexts: dict[Context, float] = {}  # since when
        self._walked_s = 0.0  # on end, up to now
        self._types: bool | None = None  # not known until a desktop tells
        self._paused = False
        self._open_from_s = float("-inf")
        self._snoozed_until_s = float("-inf")
        self._last_nudge_s = float("-inf")
        self._budget = Budget(rules.daily_cap, rules.hours, rules.evening, tz)
        self._skips_on: Counter[date] = Counter()
        self._climb_anew()

    def _climb_anew(self) -> None:
        self._level = 0
        self._snoozes = 0
        self._limit_s = self._rules.limit_s  # sitting before the next nudge ...
        self._wait_until_s = float("-inf")  # ... which the ladder does not allow before this time
        self._due_since_s: float | None = None
        self._held_s = 0.0  # how long it has been due and held back, and by what
        self._held_by: Hold | None = None
        self._due_s = 0.0  # seconds in a row in which a nudge that is due could have come

    @property
    def sitting_s(self) -> float:
        """Sitting observed since the last break."""
        return self._count.sitting_s

    @property
    def load(self) -> Load:
        """What sitting has left behind today, and nothing has paid back yet."""
        return self._load.load

    def is_driving(self, time_s: float) -> bool:
        """Whether the person drives at `time_s`, as they said."""
        return self._is_in(Context.DRIVING, time_s)

    def recall(self, item: Nudge | Reminder | UserAction | ContextChange) -> None:
        """Take what happened in an earlier run into account: cooldown, daily caps, a snooze and a pause outlive it.

        Of contexts a drive does, which only the driver can end (A3); the desktop tells the others anew.
        """
        match item:
            case ContextChange(context=Context.DRIVING, active=True):
                self._contexts[item.context] = item.time_s
            case ContextChange(context=Context.DRIVING):
                self._contexts.pop(item.context, None)
            case Nudge() | Reminder():
                self._last_nudge_s = item.time_s
                self._budget.spend(item.time_s, item.level if isinstance(item, Nudge) else 1)
            case UserAction(action=Action.SNOOZE | Action.SKIP):
                self._heed(item)
            case UserAction(action=Action.PAUSE | Action.RESUME):
                self._paused = item.action is Action.PAUSE

    def feed(
        self, item: BoutProgress | UserAction | ContextChange, *, may_speak: bool = True
    ) -> list[Nudge] | list[Reply] | list[Wait]:
        """The nudge that is due now, its wait for a better moment, or the reply to what was said, if any.

        Args:
            item: what happened.
            may_speak: False while a safety lock stands: the sitting is counted, nothing is said.
        """
        match item:
            case UserAction():
                return self._heed(item)
            case ContextChange():
                self._change(item)
            case BoutProgress() if self._is_due_in(item, may_speak=may_speak):
                return self._speak_or_wait(item)
        return []

    def follow(
        self,
        item: BoutProgress | UserAction | ContextChange,
        decided: Nudge | Wait | None = None,
        *,
        may_speak: bool = True,
    ) -> None:
        """Take what happened in an earlier run, and what was decided then: all is counted alike, nothing is decided.

        Args:
            item: what happened.
            decided: what it brought about then.
            may_speak: as for `feed`.
        """
        match item:
            case UserAction():
                self._heed(item)
            case ContextChange():
                self._change(item)
            case BoutProgress():
                is_due = self._is_due_in(item, may_speak=may_speak)
                match decided:
                    case Nudge():
                        self._spoke(decided)
                    case Wait():
                        self._due_since_s = decided.time_s
                    case None if is_due:
                        self._pass_over(item)

    def start(self) -> None:
        """Forget what the desktop said in an earlier run: it tells anew.  A drive goes on."""
        self._contexts = {context: s for context, s in self._contexts.items() if context is Context.DRIVING}
        self._types = None

    def _change(self, change: ContextChange) -> None:
        match change:
            case ContextChange(context=Context.TYPING, active=active):
                self._types = active
            case ContextChange(time_s=time_s, context=context, active=True):
                self._contexts[context] = time_s
            case ContextChange(time_s=time_s, context=context):
                self._contexts.pop(context, None)
                self._open_from_s = time_s

    def _is_due_in(self, progress: BoutProgress, *, may_speak: bool) -> bool:
        """Count one second; whether a nudge is due in it."""
        self._walked_s = self._walked_s + 1.0 if progress.posture is Posture.MOVING else 0.0
        if self._walked_s >= WALKED_S and self._contexts.pop(Context.DRIVING, None) is not None:
            self._open_from_s = progress.time_s
        self._load.feed(progress)
        if self._load.load.load_s < self._rules.load_limit_s:
            self._load_limit_s = self._rules.load_limit_s
        if self._count.feed(progress):
            self._climb_anew()
        sits = progress.posture is Posture.SITTING
        if not (sits and progress.confidence >= MIN_CONFIDENCE and progress.still_s < MUTE_S):
            self._due_s = 0.0  # a strap on a desk is never sure for a whole window
            return False
        return may_speak and self._due(progress.time_s)

    def _pass_over(self, progress: BoutProgress) -> None:
        """Take a second in which a nudge was due and did not come."""
        if self._due_since_s is None:
            self._due_since_s = progress.time_s
        if self._learns.wait_s(self._due_since_s, progress.time_s) == 0.0:
            self._is_moment(progress)

    def _speak_or_wait(self, item: BoutProgress) -> list[Nudge] | list[Wait]:
        """What is due comes at the next natural pause, unless a better moment was learned of."""
        if self._due_since_s is None:
            self._due_since_s = item.time_s
            if (wait := self._learns.consider(item.time_s)) is not None:
                self._learns.feed(wait)
                return [wait]
        if self._learns.wait_s(self._due_since_s, item.time_s) > 0.0:
            return []
        return [self._speak(item.time_s)] if self._is_moment(item) else []

    def _heed(self, said: UserAction) -> list[Reply]:
        match said.action:
            case Action.SNOOZE:
                return [self._snooze(said)]
            case Action.SKIP:
                return [self._skip(said)]
            case Action.START | Action.DONE:  # acknowledged, but the body still sits
                self._level = 0
                self._wait_until_s = said.time_s + self._rules.ladder_s[0]
            case Action.PAUSE:
                self._paused = True
            case Action.RESUME:
                self._paused = False
                self._open_from_s = said.time_s
        return []

    def _snooze(self, said: UserAction) -> Reply:
        """A snooze takes the place of the ladder's wait; each of a sitting may be of another length."""
        if self._snoozes >= len(self._rules.snoozes_s):
            return Reply(said.time_s, said.action, granted=False, left=0)
        self._snoozed_until_s = said.time_s + self._rules.snoozes_s[self._snoozes]
        self._wait_until_s = float("-inf")
        self._snoozes += 1
        left = len(self._rules.snoozes_s) - self._snoozes
        return Reply(said.time_s, said.action, granted=True, left=left, until_s=self._snoozed_until_s)

    def _skip(self, said: UserAction) -> Reply:
        """A skip asks for as much sitting again."""
        today = self._local(said.time_s).date()
        if self._skips_on[today] >= self._rules.skips:
            return Reply(said.time_s, said.action, granted=False, left=0)
        self._skips_on[today] += 1
        self._climb_anew()
        self._limit_s = self._count.sitting_s + self._rules.limit_s
        left = self._rules.skips - self._skips_on[today]
        return Reply(said.time_s, said.action, granted=True, left=left, sitting_s=self._rules.limit_s)

    def wait_s(self, time_s: float) -> float:
        """Sitting still needed, as of `time_s`, before the next nudge; 0 if it is due.

        Pause, contexts and hours, and a day whose nudges are used up, are left aside: they hold a nudge back, they do
        not set its time.
        """
        return max(self._sitting_wait_s(time_s), self._budget.wait_s(time_s, self._level + 1))

    def _sitting_wait_s(self, time_s: float) -> float:
        """The wait that this sitting asks for; the day's budget may ask for a longer one."""
        return max(
            min(self._limit_s - self._count.sitting_s, self._load_limit_s - self._load.load.load_s),
            self._rules.settle_s - self._count.settled_s,
            self._wait_until_s - time_s,
            self._snoozed_until_s - time_s,
            self._last_nudge_s + self._rules.cooldown_s - time_s,
            0.0,
        )

    def _due(self, time_s: float) -> bool:
        if self._sitting_wait_s(time_s) > 0.0 or self._is_saved(time_s):
            self._due_since_s = None
            return False
        held_by = self._closed_by(time_s)
        if held_by is not None:
            self._held_s += 1.0
            self._held_by = held_by.what
        # Seconds come late: one that was over before the context ended belongs to it.
        return held_by is None and time_s >= self._open_from_s

    def _is_moment(self, item: BoutProgress) -> bool:
        """Whether this is a natural pause, or a nudge that is due has waited for one long enough."""
        self._due_s += 1.0
        pauses = item.stirs if self._types is None else not self._types
        return pauses or self._due_s > self._rules.window_s

    def is_held_back(self, time_s: float) -> bool:
        """Whether nothing is to be said at `time_s`: a pause, a context, the hours."""
        return self._closed_by(time_s) is not None

    def may_remind(self, time_s: float) -> bool:
        """Whether the plan may ask for something at `time_s`: not so soon after a nudge, and nothing holds it back.

        Free time holds nothing back here: it is when there is time for what needs a floor.  Working hours do.
        """
        if self._hours.working and self._hours.is_at_desk(self._local(time_s)):
            return False
        closed = self._closed_by(time_s)
        is_free = closed is None or closed.what is Hold.FREE_TIME
        cooled = time_s >= max(self._last_nudge_s + self._rules.cooldown_s, self._snoozed_until_s)
        return is_free and cooled and not self._budget.is_used_up(time_s)

    def held_by(self, time_s: float) -> Closed | None:
        """Tell what holds every nudge back at `time_s`: pause, context, hours or cap; None if nothing does."""
        if (closed := self._closed_by(time_s)) is not None:
            return closed
        return Closed(Hold.DAILY_CAP) if self._budget.is_used_up(time_s) else None

    def better_moment(self, time_s: float) -> Closed | None:
        """Tell until when, as of `time_s`, the nudge that is due waits for a better moment; None if it does not."""
        if self._due_since_s is None:
            return None
        wait_s = self._learns.wait_s(self._due_since_s, time_s)
        local = self._local(time_s + wait_s)
        return Closed(Hold.BETTER_MOMENT, minute_of(local)) if wait_s > 0.0 else None

    def _is_saved(self, time_s: float) -> bool:
        """Whether the day's budget keeps the next nudge for later, or has none left."""
        return self._budget.is_used_up(time_s) or self._budget.wait_s(time_s, self._level + 1) > 0.0

    def _closed_by(self, time_s: float) -> Closed | None:
        if self._paused:
            return Closed(Hold.PAUSE)
        holds = (hold for context, hold in CONTEXT_HOLDS.items() if self._is_in(context, time_s))
        if (hold := next(holds, None)) is not None:
            return Closed(hold)
        return self._hours.closed_by(self._local(time_s))

    def _is_in(self, context: Context, time_s: float) -> bool:
        since_s = self._contexts.get(context)
        return since_s is not None and (context is not Context.DRIVING or time_s - since_s <= LONGEST_DRIVE_S)

    def _local(self, time_s: float) -> datetime:
        return datetime.fromtimestamp(time_s, self._tz)

    def _speak(self, time_s: float) -> Nudge:
        start_s = time_s if self._count.start_s is None else self._count.start_s
        nudge = self._reason(Nudge(time_s, start_s, self._count.sitting_s, self._level + 1))
        self._spoke(nudge)
        return nudge

    def _spoke(self, nudge: Nudge) -> None:
        """Take note of a nudge: the next one waits as the ladder says."""
        self.recall(nudge)
        ladder_s = self._rules.ladder_s
        self._wait_until_s = nudge.time_s + ladder_s[min(nudge.level, len(ladder_s)) - 1]
        self._level = nudge.level
        self._held_s = self._due_s = 0.0
        self._due_since_s = None
        self._load_limit_s = max(self._load_limit_s, self._load.load.load_s + self._rules.limit_s)

    def _reason(self, nudge: Nudge) -> Nudge:
        """The same, with why it comes now."""
        due_since_s, load_limit_s = self._due_since_s, self._rules.load_limit_s
        waited_s = 0.0 if due_since_s is None else nudge.time_s - due_since_s
        return replace(
            nudge,
            cause=Cause.LOAD if nudge.sitting_s < self._limit_s else Cause.LIMIT,
            limit_s=self._rules.limit_s,
            load_s=self._load.load.load_s,
            load_limit_s=load_limit_s if isfinite(load_limit_s) else None,
            left_out_s=self._count.left_out_s,
            held_s=self._held_s,
            held_by=self._held_by if self._held_s else None,
            waited_s=waited_s if waited_s > self._rules.window_s + MENTIONED_S else 0.0,
            wear_site=self._wear_site,
            last_of=self._rules.daily_cap if self._budget.is_last(nudge.time_s) else None,
        )
