"""What to recommend: which exercise, which side, how long, and why.

Each choice has its own reason.  The place and the hour say what is possible; the plan says which pillar is due; what
was felt, what was done and what was offered last decide among the rest.

    by day            chair and wall, and what else the person says is at hand
    early and late    a bed and a floor as well: lying down is for before bed and on waking (D11)
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, tzinfo
from enum import StrEnum
from typing import Final

from monitor.coaching.catalogue import MOVEMENT_BREAK
from monitor.coaching.exercises import Exercise, ExerciseId, Level, Pillar, Place, SideRule, Source
from monitor.coaching.feelings import Adjusted, Feelings
from monitor.coaching.gate import SafetyGate
from monitor.coaching.nudges import Nudge
from monitor.coaching.observability import could_see
from monitor.coaching.profile import Profile, Side, next_side
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import DuePillar, Reason

DAY_STARTS: Final = time(8)
DAY_ENDS: Final = time(20)
"""Outside these a bed may be near: the guide says before bed or on waking (D11); the hours are product defaults."""

RESTFUL: Final = frozenset({ExerciseId.SUPINE_FIGURE_4})
"""For before bed and on waking, even where there is room by day (D11)."""

Due = Callable[[float, frozenset[Pillar]], Sequence[DuePillar]]
"""Which of some pillars are due at a time, the most due first: `monitor.coaching.plan.Plan`."""


class Choice(StrEnum):
    """Why this exercise: the guide begins with it, the plan has it due, or something stands in the way of others."""

    BEGINNING = "beginning"
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
        adjusted: how the dose is another than usual after what was felt last; None if it is not.
        unseen: why the wearable, worn as it is, sees nothing of it; None if it does.
        other_words: an experiment says it in other words.
        per_week: times a week, as prescribed.
        hold_source: where the hold comes from; None where nothing is held.
        prescribed_by, prescribed: who prescribed which of its numbers, by their names.
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


def find_eligible(
    profile: Profile,
    local: time,
    exercises: Mapping[str, Exercise],
    may: Callable[[Exercise], bool] = lambda _: True,
) -> list[tuple[Exercise, Place]]:
    """The exercises that fit the person and the hour, each with its place, in the guide's order; empty if none does.

    Lying versions only early and late, never as the prompt at the desk (D11); standing only after opt-in (D13); the
    ball only if owned (E1); seated only on a chair that is sturdy (D1); and only what `may` be offered at all.
    """
    by_day = DAY_STARTS <= local < DAY_ENDS
    near = {Place.DESK, Place.WALL} | (set(profile.room) if by_day else {Place.BED, Place.FLOOR})
    eligible = []
    for exercise in exercises.values():
        place = next((place for place in exercise.places if place in near), None)
        if (
            place is not None
            and _suits(exercise, profile)
            and may(exercise)
            and not (by_day and exercise.id in RESTFUL)
        ):
            eligible.append((exercise, place))
    return eligible


def _suits(exercise: Exercise, profile: Profile) -> bool:
    if exercise.level is Level.ADVANCED and not profile.standing_opt_in:
        return False
    if exercise.id == ExerciseId.SEATED_FIGURE_4 and profile.unstable_chair:
        return False
    return exercise.equipment <= profile.equipment


@dataclass(frozen=True, slots=True)
class _Chosen:
    exercise: Exercise
    place: Place
    choice: Choice | None = None
    due: DuePillar | None = None
    where: Where | None = None


@dataclass(slots=True)
class Recommender:
    """Chooses; feed everything that it should know in order of time.

    Attributes:
        profile: who.
        tz: the time zone of the person.
        gate: knows what may not be offered now, and the side that was answered.
        due: which pillars are due.
        exercises: all that can be done, by their names in files.
        feelings: how exercises felt.
    """

    profile: Profile
    tz: tzinfo
    gate: SafetyGate
    due: Due
    exercises: Mapping[str, Exercise]
    feelings: Feelings = field(default_factory=Feelings)
    _last: Recommendation | None = None
    _last_sided: Side | None = None

    @property
    def last(self) -> Recommendation | None:
        """What was recommended last."""
        return self._last

    def may(self, exercise: Exercise, time_s: float) -> bool:
        """Whether an exercise may be offered: nothing bars it, and it does not rest."""
        return self.gate.bars(exercise, time_s) is None and not self.feelings.rests(exercise.id, time_s)

    def recall(self, said: Recommendation) -> None:
        """Take what was recommended into account, now or in an earlier run."""
        self._last = said
        if said.side is not Side.BOTH:
            self._last_sided = said.side

    def recommend(self, asked: Nudge | Reminder, *, other_words: bool = False) -> Recommendation:
        """Choose what to do about a nudge, or about a reminder of the plan; other words lead with the exercise."""
        made = self._make(asked.time_s, self._choose(asked), None)
        return replace(made, asked=asked, other_words=other_words)

    def begin(self, time_s: float, exercise: Exercise, side: Side | None) -> Recommendation | Bar:
        """Take that a person begins an exercise unasked, with the side as named; or why it may not be begun."""
        barred = self.gate.bars(exercise, time_s)
        if barred is not None:
            return barred
        return replace(self._make(time_s, _Chosen(exercise, exercise.places[0]), side), begun=True)

    def _make(self, time_s: float, chosen: _Chosen, side: Side | None) -> Recommendation:
        exercise, adjusted = self.feelings.adjust(chosen.exercise.held(self.profile.hold_s), time_s)
        side_reason = None
        if exercise.side_rule is SideRule.BOTH_LEGS:
            side = Side.BOTH
        elif side is None or exercise.only_side is not None:
            side, side_reason = self._choose_side(exercise)
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
        )

    def _choose(self, asked: Nudge | Reminder) -> _Chosen:
        """The exercise and its place, each with why."""
        now_s = asked.time_s

        def may(exercise: Exercise) -> bool:
            return self.may(exercise, now_s)

        seated = self.exercises[ExerciseId.SEATED_FIGURE_4]
        if isinstance(asked, Nudge) and self._last is None and _suits(seated, self.profile) and may(seated):
            return _Chosen(seated, Place.DESK, Choice.BEGINNING, where=Where.CHAIR)  # H5
        if isinstance(asked, Reminder):
            there = find_eligible(self.profile, DAY_ENDS, self.exercises, may)
            return self._remind([(exercise, place) for exercise, place in there if exercise.pillar is asked.pillar])
        local = datetime.fromtimestamp(now_s, self.tz).time()
        eligible, offered = find_eligible(self.profile, local, self.exercises, may), False
        for choice, due in self._pillars(eligible, now_s):
            if due.pillar is Pillar.HABIT:
                return _Chosen(MOVEMENT_BREAK, Place.DESK, Choice.OTHERWISE if offered else choice, due)
            if (found := self._among(eligible, due.pillar)) is not None:
                return self._at(*found, local, choice, due)
            offered = True
        if eligible:
            return self._at(*eligible[0], local)
        barred = find_eligible(self.profile, local, self.exercises)
        return _Chosen(MOVEMENT_BREAK, Place.DESK, Choice.BARRED if barred else Choice.UNSTABLE)

    def _remind(self, there: Sequence[tuple[Exercise, Place]]) -> _Chosen:
        """Of the pillar that is reminded of; its reason says why it is due."""
        last = None if self._last is None else self._last.exercise
        exercise, place = next((one for one in there if one[0].id != last), there[0])
        return self._at(exercise, place, DAY_ENDS)

    def _at(
        self, exercise: Exercise, place: Place, local: time, choice: Choice | None = None, due: DuePillar | None = None
    ) -> _Chosen:
        at_hand = DAY_STARTS <= local < DAY_ENDS and place in self.profile.room
        return _Chosen(exercise, place, choice, due, Where.AT_HAND if at_hand else _WHERE[place])

    def _pillars(self, eligible: Sequence[tuple[Exercise, Place]], now_s: float) -> Iterator[tuple[Choice, DuePillar]]:
        """The pillars in the order in which they are served: the ball after what was not felt (E6), then the plan's."""
        able = {exercise.pillar for exercise, _ in eligible}
        last = self._last
        if last is not None and Pillar.RELEASE in able and self.feelings.was_not_felt(last.exercise, now_s):
            yield Choice.NOT_FELT, DuePillar(Pillar.RELEASE)
        for due in self.due(now_s, frozenset(able | {Pillar.HABIT})):
            yield Choice.DUE, due

    def _among(self, eligible: Sequence[tuple[Exercise, Place]], pillar: Pillar) -> tuple[Exercise, Place] | None:
        """The exercise of a pillar that was not the last one offered; None if there is no other."""
        last = None if self._last is None else self._last.exercise
        return next(((one, place) for one, place in eligible if one.pillar is pillar and one.id != last), None)

    def _choose_side(self, exercise: Exercise) -> tuple[Side, SideReason]:
        """The side and why: the affected one; else both in turn, beginning where the wearable can see it.

        While no side is known both take turns as well: to favour one would miss the sore side for half of all people.
        """
        if exercise.only_side is not None:
            return exercise.only_side, SideReason.PRESCRIBED
        affected, last = self.profile.affected_side or self.gate.affected_side, self._last_sided
        side = next_side(affected, last, self.profile.worn_leg)
        if affected is side:
            return side, SideReason.NAMED
        if affected is Side.BOTH:
            return side, SideReason.TURNS
        return side, SideReason.TO_BEGIN if last is None else SideReason.UNNAMED
