"""When to speak: after a limit of sitting that no break interrupted, and then ever more rarely until the body moved.

What counts, second by second:

    sitting    adds to the count; only in such a second is anything said
    lying      neither adds nor breaks.  It is sedentary, but the load is another, the person may be asleep, and a thigh
               alone confuses the two: that no nudge comes while lying is a product default
    upright    a break, once it has lasted for the minimum-event time: the count starts anew
    unseen     gap, non-wear, unknown: neither sitting nor a break.  The count is carried on for `carry_gap_s`, then
               lost.  With an upright second beside it, it may hide most of a break, and is taken for one

So a doubt always makes for silence.  Contexts, snooze and pause hold a nudge back without dropping it: the sitting goes
on counting, and the nudge comes with the next second of sitting after they end.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.profile import NudgeRules
from monitor.posture.bouts import MINIMUM_EVENT_S, BoutProgress
from monitor.posture.labels import Posture
from monitor.posture.wear import MUTE_S

SECOND_S = 1.0
UNSEEN = frozenset({Posture.NON_WEAR, Posture.UNKNOWN})
"""The postures that say nothing of the body."""

MIN_CONFIDENCE = 0.4
"""In a second of sitting less sure than this nothing is said (product default)."""

MENTIONED_S = 60.0
"""Time within the sitting that was left out of the count is mentioned from this length on (product default)."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """The decision to speak.

    Attributes:
        time_s: UTC in POSIX seconds.
        bout_start_s: when the sitting began that no break has interrupted since.
        sitting_s: sitting observed since then; less than `time_s - bout_start_s` if something was left out.
        level: 1 for the first nudge of this sitting, one more for each that followed.
        reason: one plain sentence.
    """

    time_s: float
    bout_start_s: float
    sitting_s: float
    level: int
    reason: str


def say_duration(duration_s: float) -> str:
    """A duration as people say it, rounded down: `45 s`, `34 min`, `1 h 20`."""
    if duration_s < 60.0:
        return f"{duration_s:.0f} s"
    hours, minutes = divmod(int(duration_s // 60.0), 60)
    return f"{hours} h {minutes:02d}" if hours else f"{minutes} min"


def find_unseen(last_s: float | None, progress: BoutProgress) -> tuple[float, float]:
    """The time `[start_s, end_s)` up to `progress` that says nothing of the body; empty if there is none.

    Args:
        last_s: end of the last second before; None if `progress` is the first.
        progress: the second now.
    """
    second_start_s = progress.time_s - SECOND_S
    start_s = second_start_s if last_s is None else min(last_s, second_start_s)
    return start_s, progress.time_s if progress.posture in UNSEEN else second_start_s


class SittingCount:
    """How long the body has sat since it last moved.

    Args:
        carry_gap_s: longest unseen time that the count survives.

    Attributes:
        start_s: when the counted sitting began; None while there is none.
        sitting_s: sitting observed since.
        left_out_s: lying and unseen time since.
        settled_s: sitting observed since the last unseen time that was long enough to hide a break.
    """

    def __init__(self, carry_gap_s: float) -> None:
        self._carry_gap_s = carry_gap_s
        self._last_s: float | None = None
        self._unseen_s = 0.0  # the unseen time that still lasts
        self._away_s = 0.0  # since the last sedentary second ...
        self._rose = False  # ... and whether an upright second was among it
        self.settled_s = 0.0
        self._start_anew()

    def _start_anew(self) -> None:
        self.start_s: float | None = None
        self.sitting_s = 0.0
        self.left_out_s = 0.0

    def feed(self, progress: BoutProgress) -> bool:
        """Count one second; True if the count started anew with it, because of a break or a long unseen time."""
        unseen_start_s, unseen_end_s = find_unseen(self._last_s, progress)
        self._pass_unseen(unseen_end_s - unseen_start_s)
        self._last_s = progress.time_s
        self._away_s += progress.time_s - unseen_start_s - SECOND_S * progress.posture.sedentary
        self._rose = self._rose or progress.posture.upright
        anew = self._unseen_s > self._carry_gap_s or self._moved(progress)
        if anew:
            self._start_anew()
        if progress.posture not in UNSEEN:
            self._unseen_s = 0.0
        if progress.posture.sedentary:
            self._sit(progress)
        return anew

    def _pass_unseen(self, unseen_s: float) -> None:
        if unseen_s > 0.0:
            self._unseen_s += unseen_s
            self.left_out_s += unseen_s
        if self._unseen_s >= MINIMUM_EVENT_S:  # a lost packet now and then is no gap
            self.settled_s = 0.0

    def _moved(self, progress: BoutProgress) -> bool:
        # The open bout is the break.  But a gap cuts bouts short: then the time away from the seat decides.
        in_break = progress.posture.upright and progress.bout.posture.upright
        return in_break or (self._rose and self._away_s >= MINIMUM_EVENT_S)

    def _sit(self, progress: BoutProgress) -> None:
        self._away_s, self._rose = 0.0, False
        if progress.posture is Posture.LYING:
            self.left_out_s += SECOND_S
            return
        if self.start_s is None:
            self.start_s = progress.time_s - SECOND_S
            self.left_out_s = 0.0
        self.sitting_s += SECOND_S
        self.settled_s += SECOND_S


class NudgePolicy:
    """Decides when to speak; feed everything in order of time.

    Args:
        rules: the numbers.
        tz: the time zone of the person, for quiet hours, the daily cap and the words.
    """

    def __init__(self, rules: NudgeRules, tz: tzinfo) -> None:
        self._rules = rules
        self._tz = tz
        self._count = SittingCount(rules.carry_gap_s)
        self._contexts: set[Context] = set()
        self._paused = False
        self._snoozed_until_s = float("-inf")
        self._last_nudge_s = float("-inf")
        self._nudges_on: Counter[date] = Counter()
        self._climb_anew()

    def _climb_anew(self) -> None:
        self._level = 0
        self._limit_s = self._rules.limit_s  # sitting before the next nudge ...
        self._wait_until_s = float("-inf")  # ... which the ladder does not allow before this time

    @property
    def sitting_s(self) -> float:
        """Sitting observed since the last break."""
        return self._count.sitting_s

    def recall(self, nudge: Nudge) -> None:
        """Take a nudge of an earlier run into account: cooldown and daily cap outlive a restart."""
        self._last_nudge_s = nudge.time_s
        self._nudges_on[self._local(nudge.time_s).date()] += 1

    def feed(self, item: BoutProgress | UserAction | ContextChange, *, may_speak: bool = True) -> list[Nudge]:
        """The nudge that is due now, if any.

        Args:
            item: what happened.
            may_speak: False while a safety lock stands: the sitting is counted, nothing is said.
        """
        match item:
            case UserAction():
                self._heed(item)
            case ContextChange(context=context, active=True):
                self._contexts.add(context)
            case ContextChange(context=context):
                self._contexts.discard(context)
            case BoutProgress():
                if self._count.feed(item):
                    self._climb_anew()
                sure = item.posture is Posture.SITTING and item.confidence >= MIN_CONFIDENCE and item.still_s < MUTE_S
                if may_speak and sure and self._due(item.time_s):
                    return [self._speak(item.time_s)]
        return []

    def _heed(self, said: UserAction) -> None:
        match said.action:
            case Action.SNOOZE:  # takes the place of the ladder's wait
                self._snoozed_until_s = said.time_s + self._rules.snooze_s
                self._wait_until_s = float("-inf")
            case Action.SKIP:
                self._climb_anew()
                self._limit_s = self._count.sitting_s + self._rules.limit_s
            case Action.START | Action.DONE:  # acknowledged, but the body still sits
                self._level = 0
                self._wait_until_s = said.time_s + self._rules.ladder_s[0]
            case Action.PAUSE:
                self._paused = True
            case Action.RESUME:
                self._paused = False

    def wait_s(self, time_s: float) -> float:
        """Sitting still needed, as of `time_s`, before the next nudge; 0 if it is due.

        Pause, contexts, quiet hours and the daily cap are left aside: they hold a nudge back, they do not set its time.
        """
        return max(
            self._limit_s - self._count.sitting_s,
            self._rules.settle_s - self._count.settled_s,
            self._wait_until_s - time_s,
            self._snoozed_until_s - time_s,
            self._last_nudge_s + self._rules.cooldown_s - time_s,
            0.0,
        )

    def _due(self, time_s: float) -> bool:
        return (
            self.wait_s(time_s) == 0.0
            and not self.is_held_back(time_s)
            and self._nudges_on[self._local(time_s).date()] < self._rules.daily_cap
        )

    def is_held_back(self, time_s: float) -> bool:
        """Whether nothing is to be said at `time_s`: paused, quiet hours, or a context in which nobody wants it."""
        return self._paused or bool(self._contexts) or self._quiet(time_s)

    def _quiet(self, time_s: float) -> bool:
        start_min, end_min = self._rules.quiet_start_min, self._rules.quiet_end_min
        local = self._local(time_s)
        now_min = local.hour * 60 + local.minute
        if start_min <= end_min:
            return start_min <= now_min < end_min
        return now_min >= start_min or now_min < end_min

    def _local(self, time_s: float) -> datetime:
        return datetime.fromtimestamp(time_s, self._tz)

    def _speak(self, time_s: float) -> Nudge:
        start_s = time_s if self._count.start_s is None else self._count.start_s
        nudge = Nudge(time_s, start_s, self._count.sitting_s, self._level + 1, self._reason(start_s))
        self.recall(nudge)
        ladder_s = self._rules.ladder_s
        self._wait_until_s = time_s + ladder_s[min(self._level, len(ladder_s) - 1)]
        self._level = nudge.level
        return nudge

    def _reason(self, start_s: float) -> str:
        reason = f"{say_duration(self._count.sitting_s)} sitting since {self._local(start_s):%H:%M}"
        if self._count.left_out_s < MENTIONED_S:
            return f"{reason}."
        return f"{reason}, with {say_duration(self._count.left_out_s)} lying or unobserved left out."
