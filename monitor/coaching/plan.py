"""The plan: four pillars over the week, what of each is done, and which is due (A5, H1).

    lengthen      stretches a day              behind, when fewer are done than the day has had room for
    release       days with massage a week     behind from Thursday on, or when too few days are left to spread them
    strengthen    days with strength a week    the same; two sessions in one day are one day (G4, our rule)
    habit         prolonged sittings a day     behind, when they are more than in the own first week (H2)

Progress is forgiving: a day that was missed is one day, and zeroes nothing (H3).  What counts is what the sensor saw or
the person said; the two are told apart wherever they are shown.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from monitor.coaching.exercises import Exercise, Pillar
from monitor.coaching.habit import FIRST_WEEK_DAYS, Habit, HabitDay, HabitMean
from monitor.coaching.hours import Hours
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import Count, DuePillar, Ledger, week_of

THURSDAY: Final = 3
"""From this weekday on a week below its target is behind (product default)."""

LEAST_STRENGTH_DAYS, MOST_STRENGTH_DAYS = 3, 4
"""The guide says 3 to 4 days a week, spread out (G4): three are met, also where more are planned; more than
four are told, and never praised."""

WEEKS_SHOWN: Final = 4

WORSE_BY: Final = 0.5
"""So many more prolonged sittings a day than in the first week are more than chance (product default)."""


class State(StrEnum):
    """How a pillar stands."""

    BEHIND = "behind"
    ON_THE_WAY = "on the way"
    MET = "met"
    UNKNOWN = "not known yet"
    OFF = "off"


class Off(StrEnum):
    """Why a pillar is off."""

    NOTHING_FITS = "nothing-fits"
    NOT_WANTED = "not-wanted"
    WAITS = "waits"


class Lead(StrEnum):
    """What the plan leads with: all as is usual, or strength, where stretching irritates."""

    USUAL = "usual"
    STRENGTH = "strength"


@dataclass(frozen=True, slots=True)
class PlanTargets:
    """How much of each pillar, and how it is judged.

    Attributes:
        stretches_a_day: product default; the guide names none (D10).
        massages_a_week: days; product default.
        strength_days: days a week; the guide says 3 to 4, spread out (G4).
        prolonged_a_day: sittings of at least 30 min, at most; product default.
        disabled: pillars that are not wanted.
        baseline_week: whether the first week passes without nudges, to compare with.
        judged_weeks: weeks of diligent practice until the pain is judged; the guide says several (F5), the number is a
            product default.
        lead: where stretching irritates, strength is due before all else, and our stretches stay away; the guide says
            nothing of it, and it is a choice of the person.
        is_wider: weeks of practice changed nothing, and the plan gained massage and strength.
        as_prescribed: the names of those numbers that were prescribed.

    Raises:
        ValueError: a number is not above zero, or a week has not so many days.
    """

    stretches_a_day: int = 2
    massages_a_week: int = 3
    strength_days: int = 3
    prolonged_a_day: int = 3
    disabled: frozenset[Pillar] = frozenset()
    baseline_week: bool = False
    judged_weeks: int = 4
    lead: Lead = Lead.USUAL
    is_wider: bool = False
    as_prescribed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if min(self.stretches_a_day, self.massages_a_week, self.strength_days, self.judged_weeks) < 1:
            raise ValueError("what is not wanted is disabled; each target is at least one")
        if max(self.massages_a_week, self.strength_days) > 7 or self.prolonged_a_day < 0:
            raise ValueError("a week has seven days, and no day less than no sitting")

    @property
    def unwanted(self) -> frozenset[Pillar]:
        """The pillars that are never due: those that were disabled, and the stretches while strength leads."""
        return self.disabled | (frozenset({Pillar.LENGTHEN}) if self.lead is Lead.STRENGTH else frozenset())

    def widened(self) -> "PlanTargets":
        """With more massage and strength: what the plan gains after weeks of practice that changed nothing (B4).

        Strength goes to the upper end of the guide's 3 to 4; two more days with massage are a product default.
        """
        wider = {
            "strength_days": max(self.strength_days, MOST_STRENGTH_DAYS),
            "massages_a_week": min(7, self.massages_a_week + 2),
        }
        ours = {name for name, number in wider.items() if number != getattr(self, name)}
        return replace(self, **wider, is_wider=True, as_prescribed=self.as_prescribed - ours)  # type: ignore[arg-type]  # both are numbers

    def prescribed(self, exercises: Iterable[Exercise]) -> "PlanTargets":
        """With as much of each pillar as was prescribed of one of its exercises (G5)."""
        most: dict[Pillar, int] = {}
        for exercise in exercises:
            most[exercise.pillar] = max(most.get(exercise.pillar, 0), exercise.per_week or 0)
        asked = {
            "stretches_a_day": -(-most.get(Pillar.LENGTHEN, 0) // 7),
            "massages_a_week": min(7, most.get(Pillar.RELEASE, 0)),
            "strength_days": min(7, most.get(Pillar.STRENGTHEN, 0)),
        }
        numbers = {name: number for name, number in asked.items() if number}
        return replace(self, **numbers, as_prescribed=frozenset(numbers))  # type: ignore[arg-type]  # all are numbers


@dataclass(frozen=True, slots=True)
class HabitStatus:
    """How was sat, today and beside the own first week.

    Attributes:
        today: so far.
        first: mean of the first seven days.
        recent: mean of the last seven days; None while the first week goes on, or if too little was worn.
        in_first_week: it goes on.
    """

    today: HabitDay
    first: HabitMean
    recent: HabitMean | None
    in_first_week: bool


@dataclass(frozen=True, slots=True)
class PillarStatus:
    """How one pillar stands.

    Attributes:
        pillar: which.
        done: stretches of today, days of this ISO week, prolonged sittings of today; what was seen and said together.
        claimed: how many of these were only said.
        target: how many are wanted; of prolonged sittings, how many at most.
        state: how it stands.
        weeks: days with it in each of the last four times seven days, the latest last; of the habit, days on which the
            prolonged sittings were no more than wanted.
        off: why it is off; None if it is not.
        sessions: this week; more than days with it, where a day had two.
        habit: how was sat; None for the other pillars, and before there is a day to tell of.
        waits_for: what bars every exercise of it, where it is off because it waits; else None.
    """

    pillar: Pillar
    done: int
    claimed: int
    target: int
    state: State
    weeks: tuple[int, ...]
    off: Off | None = None
    sessions: int = 0
    habit: HabitStatus | None = None
    waits_for: Bar | None = None

    def waiting(self, bar: Bar) -> "PillarStatus":
        """The same, off while `bar` stands: nobody is behind in what is withheld."""
        return replace(self, state=State.OFF, off=Off.WAITS, waits_for=bar)


class Plan:
    """Says how the pillars stand and which are due; it remembers nothing, the ledgers do.

    Args:
        targets: how much of each.
        tz: the time zone of the person.
        hours: the stretches of a day are spread over its time at the desk.
    """

    def __init__(self, targets: PlanTargets, tz: tzinfo, hours: Hours) -> None:
        self.targets = targets
        self._hours = hours
        self._tz = tz

    def is_baseline(self, first_day: date | None, time_s: float) -> bool:
        """Whether the first week is still going on, and is wanted without nudges.

        Args:
            first_day: on which the wearable was first worn; None before there is one.
            time_s: now.
        """
        if not self.targets.baseline_week:
            return False
        return first_day is None or (self._local(time_s).date() - first_day).days < FIRST_WEEK_DAYS

    def status(
        self, ledger: Ledger, habit: Habit, time_s: float, able: AbstractSet[Pillar]
    ) -> tuple[PillarStatus, ...]:
        """How each of the four pillars stands.

        Args:
            ledger: what was practised.
            habit: how was sat.
            time_s: now.
            able: pillars for which there is an exercise with what is at hand.
        """
        local = self._local(time_s)
        began = min((day for day in (ledger.first_day, habit.first_day) if day is not None), default=local.date())
        return tuple(self._status(pillar, ledger, habit, local, began, pillar in able) for pillar in Pillar)

    def due(self, ledger: Ledger, time_s: float, able: AbstractSet[Pillar]) -> list[DuePillar]:
        """Tell which pillars are due, the most due first.

        What has not been done at all this week comes first, so that no pillar is forgotten (B5, C3); then what is
        furthest behind for this hour and weekday.  Sitting less is always due, after all else.

        Args:
            ledger: what was practised.
            time_s: now.
            able: those of which something can be done here and now.
        """
        local = self._local(time_s)
        monday, sunday = week_of(local.date())
        due: list[tuple[bool, float, DuePillar]] = []
        for pillar in (Pillar.STRENGTHEN, Pillar.RELEASE, Pillar.LENGTHEN):
            if pillar not in able or pillar in self.targets.unwanted:
                continue
            lag = self._lag(pillar, ledger, local)
            if lag is not None:
                leads = self.targets.lead is Lead.STRENGTH and pillar is Pillar.STRENGTHEN
                started = not leads and ledger.count(monday, sunday, pillar).done > 0
                due.append((started, float("-inf") if leads else -lag, self.tally(pillar, ledger, local.date())))
        due.sort(key=lambda one: one[:2])
        found = [one for _, _, one in due]
        if Pillar.HABIT in able and Pillar.HABIT not in self.targets.disabled:
            found.append(DuePillar(Pillar.HABIT))
        return found

    def tally(self, pillar: Pillar, ledger: Ledger, today: date) -> DuePillar:
        """Count what is done of a pillar, today or this week, beside how much is wanted."""
        return DuePillar(pillar, self._count(pillar, ledger, today).done, self._target(pillar))

    def _local(self, time_s: float) -> datetime:
        return datetime.fromtimestamp(time_s, self._tz)

    def _count(self, pillar: Pillar, ledger: Ledger, today: date) -> Count:
        if pillar is Pillar.LENGTHEN:
            return ledger.count(today, today, pillar)
        return ledger.days(*week_of(today), pillar)

    def _target(self, pillar: Pillar) -> int:
        return {
            Pillar.RELEASE: self.targets.massages_a_week,
            Pillar.LENGTHEN: self.targets.stretches_a_day,
            Pillar.STRENGTHEN: self.targets.strength_days,
            Pillar.HABIT: self.targets.prolonged_a_day,
        }[pillar]

    def _lag(self, pillar: Pillar, ledger: Ledger, local: datetime) -> float | None:
        """How much of what is left of the day or week a pillar needs, 0 to 1; None if it is not due."""
        today, target = local.date(), self._target(pillar)
        if pillar is Pillar.LENGTHEN:
            done, wanted = ledger.count(today, today, pillar).done, target * self._hours.desk_share(local)
            return (
                (target - done) / target * self._hours.desk_share(local) if done < target and done <= wanted else None
            )
        missing = target - ledger.days(*week_of(today), pillar).done
        if missing <= 0 or ledger.count(today, today, pillar).done:
            return None
        left = days_left(today)
        yesterday = today - timedelta(days=1)
        if ledger.count(yesterday, yesterday, pillar).done and spread(missing) < left:
            return None  # it is better spread out, and tomorrow is early enough
        return min(1.0, missing / left)

    def _status(
        self, pillar: Pillar, ledger: Ledger, habit: Habit, local: datetime, began: date, able: bool
    ) -> PillarStatus:
        today, target = local.date(), self._target(pillar)
        sat, sessions = None, 0
        if pillar is Pillar.HABIT:
            done, claimed = habit.day(today).prolonged, 0
            state, sat = self._judge_habit(habit, today)
        else:
            count = self._count(pillar, ledger, today)
            done, claimed = count.done, count.claimed
            state = self._judge(pillar, ledger, count, local)
            if state is State.BEHIND and week_of(today)[0] < began:
                state = State.ON_THE_WAY  # the first week was never a whole one
            sessions = ledger.count(*week_of(today), pillar).done
        off = self._off(pillar, able or bool(done))
        weeks = self._weeks(pillar, ledger, habit, today)
        return PillarStatus(pillar, done, claimed, target, State.OFF if off else state, weeks, off, sessions, sat)

    def _off(self, pillar: Pillar, able: bool) -> Off | None:
        if not able:
            return Off.NOTHING_FITS
        return Off.NOT_WANTED if pillar in self.targets.unwanted else None

    def _judge(self, pillar: Pillar, ledger: Ledger, count: Count, local: datetime) -> State:
        target = self._target(pillar)
        if count.done >= (min(target, LEAST_STRENGTH_DAYS) if pillar is Pillar.STRENGTHEN else target):
            return State.MET
        if pillar is Pillar.LENGTHEN:
            return State.BEHIND if count.done < int(target * self._hours.desk_share(local)) else State.ON_THE_WAY
        today = local.date()
        left = days_left(today) - bool(ledger.count(today, today, pillar).done)
        late = today.weekday() >= THURSDAY or spread(target - count.done) > left
        return State.BEHIND if late else State.ON_THE_WAY

    def _judge_habit(self, habit: Habit, today: date) -> tuple[State, HabitStatus | None]:
        first, began = habit.first_week(), habit.first_day
        if began is None or first is None:
            return State.UNKNOWN, None
        recent = habit.mean(today - timedelta(days=7), today - timedelta(days=1))
        if (today - began).days < FIRST_WEEK_DAYS:
            return State.ON_THE_WAY, HabitStatus(habit.day(today), first, None, in_first_week=True)
        state = State.UNKNOWN if recent is None else self._compare(recent, first)
        return state, HabitStatus(habit.day(today), first, recent, in_first_week=False)

    def _compare(self, recent: HabitMean, first: HabitMean) -> State:
        if recent.prolonged <= self.targets.prolonged_a_day:
            return State.MET
        return State.BEHIND if recent.prolonged > first.prolonged + WORSE_BY else State.ON_THE_WAY

    def _weeks(self, pillar: Pillar, ledger: Ledger, habit: Habit, today: date) -> tuple[int, ...]:
        """Days with a pillar in each of the last weeks of seven days: what a missed day changes by one at most (H3)."""
        ends = [today - timedelta(days=7 * ago) for ago in reversed(range(WEEKS_SHOWN))]
        if pillar is not Pillar.HABIT:
            return tuple(ledger.days(end - timedelta(days=6), end, pillar).done for end in ends)
        return tuple(habit.good_days(end - timedelta(days=6), end, self.targets.prolonged_a_day) for end in ends)


def days_left(today: date) -> int:
    """Days of the ISO week that are left, today among them."""
    return (week_of(today)[1] - today).days + 1


def spread(days: int) -> int:
    """How many days so many days with practice take, with a day of rest between each two."""
    return 2 * days - 1
