"""What to say: which exercise, which side, how long, and why, in words that can be shown as they are.

Each choice has its own sentence.  The place and the hour say what is possible; the plan says which pillar is due; what
was felt, what was done and what was offered last decide among the rest.

    by day            chair and wall, and what else the person says is at hand
    early and late    a bed and a floor as well: lying down is for before bed and on waking (D11)
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from typing import Final

from monitor.coaching.catalogue import CATALOGUE, MOVEMENT_BREAK
from monitor.coaching.evening import Reminder
from monitor.coaching.exercises import Exercise, ExerciseId, Level, Pillar, Place, SideRule, render
from monitor.coaching.feelings import Feelings
from monitor.coaching.gate import SafetyGate
from monitor.coaching.nudges import Nudge
from monitor.coaching.observability import could_see
from monitor.coaching.profile import SIDE_WORDS, Profile, Side
from monitor.coaching.words import say_duration
from monitor.texts import ENGLISH, Text, Tongue

DAY_STARTS: Final = time(8)
DAY_ENDS: Final = time(20)
"""Outside these a bed may be near: the guide says before bed or on waking (D11); the hours are product defaults."""

RESTFUL: Final = frozenset({ExerciseId.SUPINE_FIGURE_4})
"""For before bed and on waking, even where there is room by day (D11)."""

Due = Callable[[float, frozenset[Pillar]], Sequence[tuple[Pillar, str]]]
"""Which of some pillars are due at a time, the most due first, each with its reason: `monitor.coaching.plan.Plan`."""

_PLACE_REASONS = {
    Place.DESK: Text("It needs only the chair."),
    Place.BED: Text("A bed may be near at this hour."),
    Place.FLOOR: Text("There may be room to lie down at this hour."),
    Place.WALL: Text("You asked for standing, and a wall is enough."),
}
_AT_HAND = Text("You said that there is room for it.")
_BEGINNING = Text("The guide this follows begins with it.")
_BARRED = Text("The exercises wait for now, after what you said.")
_UNSTABLE = Text("No exercise suits a chair that is not sturdy.")
_NOT_FELT = Text("The stretch was not felt, and the ball reaches what it does not.")
_OTHERWISE = Text("Something else than last time: sitting less is a pillar of its own.")
_NAMED = Text("{Side}: the side that you named.")
_TURNS = Text("{Side}: the two sides take turns.")
_TO_BEGIN = Text("{Side} to begin with; please tell which side hurts.")
_UNNAMED = Text("{Side}: you named no side, so the two take turns.")
_PRESCRIBED_SIDE = Text("{Side}: the side that it was prescribed for.")
_YOURSELF = Text("You began it yourself.")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An exercise for now, in words for one side.

    Attributes:
        time_s: of what it answers, UTC in POSIX seconds.
        exercise: which.
        name: its name in prose.
        side: the side that is worked; both where both legs work alike.
        place: where to do it.
        steps: the precondition, then what to do, in order.
        cues: every safety cue, in full.
        donts: what not to do.
        hold_s: how long to hold; None if nothing is held.
        why: one sentence each: why now, why this exercise, why here, why this side, why this dose, what is seen of it.
        title: at most 40 characters.
        body: at most 120 characters: the movement, then every safety cue.
        repetitions, sets: how often.
    """

    time_s: float
    exercise: str
    name: str
    side: Side
    place: Place
    steps: tuple[str, ...]
    cues: tuple[str, ...]
    donts: tuple[str, ...]
    hold_s: float | None
    why: str
    title: str
    body: str
    repetitions: int = 1
    sets: int = 1


def find_eligible(
    profile: Profile,
    local: time,
    may: Callable[[Exercise], bool] = lambda _: True,
    exercises: Mapping[str, Exercise] = CATALOGUE,
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
class _Choice:
    exercise: Exercise
    place: Place
    reasons: tuple[str, ...]


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
        tongue: what is said is said in.
    """

    profile: Profile
    tz: tzinfo
    gate: SafetyGate
    due: Due
    exercises: Mapping[str, Exercise] = field(default_factory=lambda: CATALOGUE)
    feelings: Feelings = field(default_factory=Feelings)
    tongue: Tongue = ENGLISH
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
        """What to do about a nudge, or about a reminder of the plan; other words lead with the exercise."""
        choice = self._choose(asked)
        title = Text("{exercise}. {duration} {sitting}") if other_words else Text("{duration} {sitting}. {exercise}")
        title = title if isinstance(asked, Nudge) else Text("{exercise}")
        sat = say_duration(asked.sitting_s) if isinstance(asked, Nudge) else ""
        words = {"duration": sat, "sitting": self.profile.sitting_word, "exercise": choice.exercise.name}
        return self._render(asked.time_s, choice, asked.reason, self.tongue(title, **words))

    def begin(self, time_s: float, exercise: Exercise, side: Side | None) -> Recommendation | str:
        """What a person begins unasked, with the side as named; or why it may not be begun, in one sentence."""
        barred = self.gate.bars(exercise, time_s)
        if barred is not None:
            return barred
        choice = _Choice(exercise, exercise.places[0], ())
        return self._render(time_s, choice, self.tongue(_YOURSELF), self.tongue(exercise.name), side)

    def _render(
        self, time_s: float, choice: _Choice, reason: str, title: str, side: Side | None = None
    ) -> Recommendation:
        say, exercise = self.tongue, choice.exercise
        exercise = exercise.held(self.profile.hold_s)
        exercise, felt = self.feelings.adjust(exercise, time_s)
        reasons = [reason, *choice.reasons]
        if exercise.side_rule is SideRule.BOTH_LEGS:
            side = Side.BOTH
        elif side is None or exercise.only_side is not None:
            side, why_side = self._choose_side(exercise)
            reasons.append(say(why_side, Side=say(SIDE_WORDS[side]).capitalize()))
        if felt is not None:
            reasons.append(say(felt, hold=f"{exercise.hold_s or 0.0:.0f}", repetitions=exercise.repetitions))
        seen = could_see(exercise.id, side, wear_site=self.profile.wear_site, worn_leg=self.profile.worn_leg)
        if seen is not None:
            reasons.append(say(seen))
        words = render(exercise, side, say)
        return Recommendation(
            time_s=time_s,
            exercise=exercise.id,
            name=say(exercise.name),
            side=side,
            place=choice.place,
            steps=words.steps,
            cues=words.cues,
            donts=words.donts,
            hold_s=exercise.hold_s,
            why=" ".join(reasons),
            title=title,
            body=words.short,
            repetitions=exercise.repetitions,
            sets=exercise.sets,
        )

    def _choose(self, asked: Nudge | Reminder) -> _Choice:
        """The exercise, its place, and one sentence for each of the two."""
        say, now_s = self.tongue, asked.time_s

        def may(exercise: Exercise) -> bool:
            return self.may(exercise, now_s)

        seated = self.exercises[ExerciseId.SEATED_FIGURE_4]
        if isinstance(asked, Nudge) and self._last is None and _suits(seated, self.profile) and may(seated):
            return _Choice(seated, Place.DESK, (say(_BEGINNING), say(_PLACE_REASONS[Place.DESK])))  # H5
        if isinstance(asked, Reminder):
            there = find_eligible(self.profile, DAY_ENDS, may, self.exercises)
            return self._remind([(exercise, place) for exercise, place in there if exercise.pillar is asked.pillar])
        local = datetime.fromtimestamp(now_s, self.tz).time()
        eligible, offered = find_eligible(self.profile, local, may, self.exercises), False
        for pillar, reason in self._pillars(eligible, now_s):
            if pillar is Pillar.HABIT:
                return _Choice(MOVEMENT_BREAK, Place.DESK, (say(_OTHERWISE) if offered else reason,))
            if (found := self._among(eligible, pillar)) is not None:
                return self._at(*found, reason, local)
            offered = True
        if eligible:
            return self._at(*eligible[0], "", local)
        barred = find_eligible(self.profile, local, exercises=self.exercises)
        return _Choice(MOVEMENT_BREAK, Place.DESK, (say(_BARRED if barred else _UNSTABLE),))

    def _remind(self, there: Sequence[tuple[Exercise, Place]]) -> _Choice:
        """Of the pillar that is reminded of; its reason says why it is due."""
        last = None if self._last is None else self._last.exercise
        exercise, place = next((one for one in there if one[0].id is not last), there[0])
        return self._at(exercise, place, "", DAY_ENDS)

    def _at(self, exercise: Exercise, place: Place, reason: str, local: time) -> _Choice:
        at_hand = DAY_STARTS <= local < DAY_ENDS and place in self.profile.room
        where = self.tongue(_AT_HAND if at_hand else _PLACE_REASONS[place])
        return _Choice(exercise, place, (reason, where) if reason else (where,))

    def _pillars(self, eligible: Sequence[tuple[Exercise, Place]], now_s: float) -> Iterator[tuple[Pillar, str]]:
        """The pillars in the order in which they are served: the ball after what was not felt (E6), then the plan's."""
        able = {exercise.pillar for exercise, _ in eligible}
        last = self._last
        if last is not None and Pillar.RELEASE in able and self.feelings.was_not_felt(last.exercise, now_s):
            yield Pillar.RELEASE, self.tongue(_NOT_FELT)
        yield from self.due(now_s, frozenset(able | {Pillar.HABIT}))

    def _among(self, eligible: Sequence[tuple[Exercise, Place]], pillar: Pillar) -> tuple[Exercise, Place] | None:
        """The exercise of a pillar that was not the last one offered; None if there is no other."""
        last = None if self._last is None else self._last.exercise
        return next(((one, place) for one, place in eligible if one.pillar is pillar and one.id is not last), None)

    def _choose_side(self, exercise: Exercise) -> tuple[Side, Text]:
        """The side and why: the affected one; else both in turn, beginning where the wearable can see it.

        While no side is known both take turns as well: to favour one would miss the sore side for half of all people.
        """
        if exercise.only_side is not None:
            return exercise.only_side, _PRESCRIBED_SIDE
        affected, last = self.profile.affected_side or self.gate.affected_side, self._last_sided
        if affected in (Side.LEFT, Side.RIGHT):
            return affected, _NAMED
        first = Side.RIGHT if self.profile.worn_leg is Side.RIGHT else Side.LEFT
        side = first if last is None else last.other
        if affected is Side.BOTH:
            return side, _TURNS
        return side, _TO_BEGIN if last is None else _UNNAMED
