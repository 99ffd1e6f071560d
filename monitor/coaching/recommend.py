"""What to recommend: which exercise, which side, how long, and why.

Each choice has its own reason.  The place and the hour say what is possible; what was prescribed comes first, then the
pillar that is due.  Within a pillar it is the turn of the exercise that was not done for the longest time, so that in
a week each has its turn; nothing is said three times running, nor its text more than three times a day.

    at the desk    chair and wall, and what else the person says is at hand: within working hours, or else by day
    elsewhere      a bed and a floor as well: lying down is for before bed, on waking and free days (D11)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from monitor.coaching.catalogue import MOVEMENT_BREAK
from monitor.coaching.eligible import LYING, find_eligible, suits
from monitor.coaching.exercises import Break, Exercise, ExerciseId, Harder, Pillar, Place, SideRule, Source
from monitor.coaching.feelings import Adjusted, Feelings
from monitor.coaching.gate import SafetyGate
from monitor.coaching.hours import Hours
from monitor.coaching.nudges import Nudge
from monitor.coaching.observability import could_see
from monitor.coaching.plan import Lead, Plan
from monitor.coaching.profile import Profile, Side, next_side
from monitor.coaching.progression import grow
from monitor.coaching.reminders import Reminder
from monitor.coaching.sessions import DuePillar, Ledger, Reason, week_of
from monitor.coaching.turns import Turn, Turns
from monitor.coaching.wider import WIDER

STAIRS_HURT_S: Final = 14 * 86_400.0
"""For so long after the diary named stairs, none are asked for (A2; product default)."""


class Choice(StrEnum):
    """Why this exercise: it begins, is prescribed or due by plan, or something stands in the way of others."""

    BEGINNING = "beginning"
    PRESCRIBED = "prescribed"
    DUE = "due"
    NOT_FELT = "not-felt"
    OTHERWISE = "otherwise"
    BARRED = "barred"
    UNSTABLE = "unstable"


class Where(StrEnum):
    """Why here: there is room as the person says, only the chair is needed, or the hour lets something be near."""

    AT_HAND = "at-hand"
    CHAIR = "chair"
    BED_NEAR = "bed-near"
    FLOOR_NEAR = "floor-near"
    WALL_WANTED = "wall-wanted"


class SideReason(StrEnum):
    """Why this side: it was named, both are and take turns, none is known, or it was prescribed."""

    NAMED = "named"
    TURNS = "turns"
    TO_BEGIN = "to-begin"
    UNNAMED = "unnamed"
    PRESCRIBED = "prescribed"


_WHERE = {
    Place.DESK: Where.CHAIR,
    Place.BED: Where.BED_NEAR,
    Place.FLOOR: Where.FLOOR_NEAR,
    Place.WALL: Where.WALL_WANTED,
}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An exercise for now and for one side, with why; what an older journal does not tell is None.

    Attributes:
        time_s: of what it answers, UTC in POSIX seconds.
        exercise: which.
        side: the side that is worked; both where both legs work alike.
        place: where to do it.
        hold_s: how long to hold; None if nothing is held.
        repetitions, sets: how often.
        asked: the nudge or reminder that it answers; None if there was none.
        begun: the person began it unasked.
        choice: why this exercise; None where `asked` says it, or nothing is to be said.
        due: the pillar that is due, if that is why.
        where: why here; None where nothing is to be said of it.
        side_reason: why this side; None if both legs work alike, or the person named the side just now.
        adjusted: how the dose is another than usual after what was done and felt; None if it is not.
        unseen: why the wearable, worn as it is, sees nothing of it; None if it does.
        other_words: an experiment says it in other words.
        per_week: times a week, as prescribed.
        hold_source: where the hold comes from; None where nothing is held.
        prescribed_by, prescribed: who prescribed which of its numbers, by their names.
        variant: which way to get up, of a movement break.
        harder: the harder way in which strength is done; None: as usual.
    """

    time_s: float
    exercise: str
    side: Side
    place: Place
    hold_s: float | None
    repetitions: int = 1
    sets: int = 1
    asked: Nudge | Reminder | None = None
    begun: bool = False
    choice: Choice | None = None
    due: DuePillar | None = None
    where: Where | None = None
    side_reason: SideReason | None = None
    adjusted: Adjusted | None = None
    unseen: Reason | None = None
    other_words: bool = False
    per_week: int | None = None
    hold_source: Source | None = None
    prescribed_by: str = ""
    prescribed: frozenset[str] = frozenset()
    variant: Break | None = None
    harder: Harder | None = None


@dataclass(frozen=True, slots=True)
class _Chosen:
    exercise: Exercise
    place: Place
    choice: Choice | None = None
    due: DuePillar | None = None
    where: Where | None = None
    variant: Break | None = None
    side: Side | None = None


@dataclass(slots=True)
class Recommender:
    """Chooses; feed everything that it should know in order of time.

    Attributes:
        profile: who.
        tz: the time zone of the person.
        hours: when the person is at the desk.
        gate: knows what may not be offered now, and the side that was answered.
        plan: says which pillars are due.
        ledger: knows what was done.
        exercises: all that can be done, by their names in files.
        feelings: how exercises felt.
        stairs_hurt_s: when the diary named stairs last, UTC in POSIX seconds; None if never.
        last: what was recommended last.
    """

    profile: Profile
    tz: tzinfo
    hours: Hours
    gate: SafetyGate
    plan: Plan
    ledger: Ledger
    exercises: Mapping[str, Exercise]
    feelings: Feelings = field(default_factory=Feelings)
    stairs_hurt_s: float | None = None
    last: Recommendation | None = field(default=None, init=False)
    _turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self._turns = Turns(self.ledger)

    def may(self, exercise: Exercise, time_s: float) -> bool:
        """Whether an exercise may be offered: nothing bars it, and it does not rest."""
        return self.gate.bars(exercise, time_s) is None and not self.feelings.rests(exercise.id, time_s)

    def recall(self, said: Recommendation) -> None:
        """Take what was recommended into account, now or in an earlier run."""
        self.last = said
        self._turns.say(said.time_s, said.exercise, said.variant, said.side)

    def recommend(self, asked: Nudge | Reminder, *, other_words: bool = False) -> Recommendation:
        """Choose what to do about a nudge, or about a reminder of the plan; other words lead with the exercise."""
        made = self._make(asked.time_s, self._choose(asked), None)
        return replace(made, asked=asked, other_words=other_words)

    def begin(self, time_s: float, exercise: Exercise, side: Side | None) -> Recommendation:
        """Take that a person begins an exercise unasked, with the side as named; whether it may be, others say."""
        return replace(self._make(time_s, _Chosen(exercise, exercise.places[0]), side), begun=True)

    def dose(self, exercise: Exercise, time_s: float) -> tuple[Exercise, Adjusted | None]:
        """Give an exercise the dose that fits what was done and felt, and why that is another than usual."""
        usual = exercise.held(self.profile.hold_s).repeated(self.profile.repeats)
        grown, why = grow(usual, self.ledger, self.feelings, time_s)
        felt, adjusted = self.feelings.adjust(grown, time_s, eased=self.gate.eases(exercise, time_s))
        return felt, adjusted or why

    def _make(self, time_s: float, chosen: _Chosen, side: Side | None) -> Recommendation:
        exercise, adjusted = self.dose(chosen.exercise, time_s)
        side_reason = None
        if side is None or exercise.side_rule is SideRule.BOTH_LEGS or exercise.only_side is not None:
            side = chosen.side or self._choose_side(exercise, time_s)
            side_reason = self._explain_side(exercise, side)
        return Recommendation(
            time_s=time_s,
            exercise=exercise.id,
            side=side,
            place=chosen.place,
            hold_s=exercise.hold_s,
            repetitions=exercise.repetitions,
            sets=exercise.sets,
            choice=chosen.choice,
            due=chosen.due,
            where=chosen.where,
            side_reason=side_reason,
            adjusted=adjusted,
            unseen=could_see(exercise.id, side, wear_site=self.profile.wear_site, worn_leg=self.profile.worn_leg),
            per_week=exercise.per_week,
            hold_source=None if exercise.hold_s is None else exercise.hold_source,
            prescribed_by=exercise.prescribed_by,
            prescribed=exercise.prescribed,
            variant=chosen.variant,
            harder=exercise.harder,
        )

    def wanted_at_home(self, time_s: float) -> list[DuePillar]:
        """The pillars of which something that needs room is wanted, the most wanted first.

        First what only home has room for, in the plan's order, but what was asked for and not done comes behind;
        then a stretch that is due, then what this week would else not have once.  Of what a week asks for, one a day
        goes before the stretches of the day: the others can wait for tomorrow, and these cannot.
        """
        there = self._fresh(self._find(time_s, at_desk=False), time_s)
        lying = [one for one in there if one[1] in LYING]
        able = frozenset(exercise.pillar for exercise, _, _ in there) - {Pillar.LENGTHEN}
        due = self.plan.due(self.ledger, time_s, able | {exercise.pillar for exercise, _, _ in lying})

        def ignored_s(pillar: Pillar) -> float:
            return self._turns.ignored_s([one for one in there if one[0].pillar is pillar])

        today, late = self.ledger.day_of(time_s), self._turns.find_late(lying, time_s)
        weekly = any(self.ledger.count(today, today, one).done for one in (Pillar.STRENGTHEN, Pillar.RELEASE))
        due.sort(key=lambda one: ((one.pillar is Pillar.LENGTHEN) is not weekly, ignored_s(one.pillar)))
        return due + [self.plan.tally(exercise.pillar, self.ledger, today) for exercise, _, _ in late]

    def _fresh(self, possible: Iterable[tuple[Exercise, Place]], time_s: float) -> list[Turn]:
        """What may be said once more, for each side that is to be worked."""
        return [
            (exercise, place, side)
            for exercise, place in possible
            if self._turns.is_fresh(exercise, time_s)
            for side in self._sides_of(exercise)
        ]

    def _find(self, time_s: float, *, at_desk: bool) -> list[tuple[Exercise, Place]]:
        """What may be offered there."""
        return find_eligible(
            self.profile,
            self.exercises,
            at_desk=at_desk,
            may=lambda exercise: self._wants(exercise) and self.may(exercise, time_s),
        )

    def _wants(self, exercise: Exercise) -> bool:
        """Whether the plan lets it be offered: some only when it is wider, no stretch of ours while strength leads."""
        if exercise.id in WIDER and not (exercise.prescribed_by or self.plan.targets.is_wider):
            return False
        leads = self.plan.targets.lead is Lead.STRENGTH
        return not leads or exercise.pillar is not Pillar.LENGTHEN or bool(exercise.prescribed_by)

    def _choose(self, asked: Nudge | Reminder) -> _Chosen:
        """The exercise and its place, each with why."""
        now_s = asked.time_s
        if isinstance(asked, Reminder):
            return self._remind(asked)
        seated = self.exercises[ExerciseId.SEATED_FIGURE_4]
        if self.last is None and suits(seated, self.profile) and self._wants(seated) and self.may(seated, now_s):
            return _Chosen(seated, Place.DESK, Choice.BEGINNING, where=Where.CHAIR)  # H5
        local = datetime.fromtimestamp(now_s, self.tz)
        at_desk = self.hours.is_at_desk(local)
        possible = self._find(now_s, at_desk=at_desk)
        eligible = self._fresh(possible, now_s)
        if (late := self._prescribed(eligible, local)) is not None:
            return self._at(*late, at_desk=at_desk)
        offered = False
        for choice, due in self._pillars(eligible, now_s):
            if due.pillar is Pillar.HABIT:
                return self._break(now_s, Choice.OTHERWISE if offered else choice, due)
            among = [one for one in eligible if one[0].pillar is due.pillar]
            if (turn := self._turns.choose(among, now_s)) is not None:
                return self._at(*turn, choice, due, at_desk=at_desk)
            offered = True
        if (turn := self._turns.choose(eligible, now_s)) is not None:
            return self._at(*turn, at_desk=at_desk)
        fits = find_eligible(self.profile, self.exercises, at_desk=at_desk, may=self._wants)
        return self._break(now_s, Choice.BARRED if fits and not possible else Choice.OTHERWISE)

    def _remind(self, asked: Reminder) -> _Chosen:
        """Of the pillar that is reminded of, what needs room first; its reason says why it is due."""
        now_s = asked.time_s
        there = [one for one in self._fresh(self._find(now_s, at_desk=False), now_s) if one[0].pillar is asked.pillar]
        lying = [one for one in there if one[1] in LYING]
        turn = self._turns.choose(lying or there, now_s)
        if turn is None:  # nothing wakes a pillar of which nothing fits
            return self._break(now_s, Choice.BARRED)
        return self._at(*turn, at_desk=False)

    def _break(self, time_s: float, choice: Choice, due: DuePillar | None = None) -> _Chosen:
        """The way to get up that was said least today, and not for the longest time."""
        hurt_s = self.stairs_hurt_s
        stairs_hurt = hurt_s is not None and time_s - hurt_s < STAIRS_HURT_S
        ways = [way for way in Break if not (stairs_hurt and way is Break.STAIRS)]
        variant = self._turns.choose_break(ways, time_s)
        if choice is Choice.DUE and self.profile.unstable_chair:
            stretch = self.plan.due(self.ledger, time_s, frozenset({Pillar.LENGTHEN}))
            choice = Choice.UNSTABLE if stretch else choice
        return _Chosen(MOVEMENT_BREAK, Place.DESK, choice, due, variant=variant)

    def _at(
        self,
        exercise: Exercise,
        place: Place,
        side: Side,
        choice: Choice | None = None,
        due: DuePillar | None = None,
        *,
        at_desk: bool,
    ) -> _Chosen:
        at_hand = at_desk and place in self.profile.room
        return _Chosen(exercise, place, choice, due, Where.AT_HAND if at_hand else _WHERE[place], side=side)

    def _pillars(self, eligible: Sequence[Turn], now_s: float) -> Iterator[tuple[Choice, DuePillar]]:
        """The pillars in the order in which they are served: the ball after what was not felt (E6), then the plan's."""
        able = frozenset(exercise.pillar for exercise, _, _ in eligible)
        last = self.last
        if last is not None and Pillar.RELEASE in able and self.feelings.was_not_felt(last.exercise, now_s):
            yield Choice.NOT_FELT, DuePillar(Pillar.RELEASE)
        for due in self.plan.due(self.ledger, now_s, able | {Pillar.HABIT}):
            yield Choice.DUE, due

    def _prescribed(
        self, eligible: Sequence[Turn], local: datetime
    ) -> tuple[Exercise, Place, Side, Choice, DuePillar] | None:
        """Of what was prescribed so many times a week, the exercise that is furthest behind; None if none is."""
        lags: dict[str, float] = {}
        for exercise, _, _ in eligible:
            if exercise.per_week is not None and (lag := self._lag(exercise, exercise.per_week, local)) > 0.0:
                lags[exercise.id] = lag
        furthest = max(lags, key=lags.__getitem__, default=None)
        turn = self._turns.choose([one for one in eligible if one[0].id == furthest], local.timestamp())
        if turn is None:
            return None
        done = self.ledger.times(turn[0].id, *week_of(local.date()))
        return *turn, Choice.PRESCRIBED, DuePillar(turn[0].pillar, done, turn[0].per_week or 0)

    def _lag(self, exercise: Exercise, per_week: int, local: datetime) -> float:
        """How far a prescribed exercise is behind, as a share of its week; 0 if it is not due now."""
        today = local.date()
        done, monday = self.ledger.times(exercise.id, today, today), week_of(today)[0]
        before = self.ledger.times(exercise.id, monday, today) - done
        a_day = -(-per_week // 7)
        room = a_day * self.hours.desk_share(local)
        if done >= a_day or done > room or before + done >= per_week:
            return 0.0
        behind = per_week * (today.weekday() + 1) / 7 - before - done
        return max(0.0, behind) / per_week

    @property
    def _affected(self) -> Side | None:
        return self.profile.affected_side or self.gate.affected_side

    def _sides_of(self, exercise: Exercise) -> tuple[Side, ...]:
        """The sides that are to be worked: the affected one; else both, first the one that the wearable can see.

        While no side is known both take turns as well: to favour one would miss the sore side for half of all people.
        """
        if exercise.side_rule is SideRule.BOTH_LEGS:
            return (Side.BOTH,)
        first = exercise.only_side or next_side(self._affected, None, self.profile.worn_leg)
        return (first,) if first in (exercise.only_side, self._affected) else (first, first.other)

    def _choose_side(self, exercise: Exercise, time_s: float) -> Side:
        """The side whose turn it is."""
        sides = self._sides_of(exercise)
        turn = self._turns.choose([(exercise, exercise.places[0], side) for side in sides], time_s)
        return sides[0] if turn is None else turn[2]

    def _explain_side(self, exercise: Exercise, side: Side) -> SideReason | None:
        """Why a side was chosen; None where both legs work alike."""
        if exercise.side_rule is SideRule.BOTH_LEGS:
            return None
        if exercise.only_side is not None:
            return SideReason.PRESCRIBED
        if self._affected is side:
            return SideReason.NAMED
        if self._affected is Side.BOTH:
            return SideReason.TURNS
        return SideReason.UNNAMED if self._turns.has_named_a_side else SideReason.TO_BEGIN
