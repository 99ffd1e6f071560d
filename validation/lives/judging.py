"""The figures of a life, and what must hold of them.

A day is the person's own, from waking to bed, also where midnight lies within; days on which a red flag stood are left
out of what asks for nudges or practice.  What somebody can do is judged here anew, not asked of the coach.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import median

from monitor.assembly import words_for
from monitor.coaching.catalogue import MOVEMENT_BREAK
from monitor.coaching.exercises import Exercise, ExerciseId, Level, Pillar, SideRule, Target
from monitor.coaching.inputs import Action, Feedback, Felt, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.plan import LEAST_STRENGTH_DAYS
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.sessions import PracticeOutcome
from monitor.coaching.wider import WIDER
from monitor.wording.events import title_and_body
from validation.lives.days import Where
from validation.lives.living import LYING_DOWN, Life

LATEST_MIN = 90
PLAN_SHARE = 0.95
LONGEST_RUN = 3

Run = tuple[int, str]
"""How often something came in a row, and what."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a life.

    Attributes:
        name: of the person.
        budget: how much is heard a day at most, as the person has set it.
        heard: nudges and reminders of each date.
        shares: of what was offered, by pillar.
        offered: how often each exercise was, by week, of those that the person can do; by side where both hurt.
        reached: whether each day that counts reached the plan; empty if the person does not follow it.
        last_min: minutes from the last nudge to the end of each working day; infinite if there was none.
        on_the_floor: what was offered at the desk and needs lying down.
        text_run, exercise_run: the longest; breaks are no exercise.
        text_a_day: how often one text came in one day at most.
        flagged, at_the_wheel: exercises offered while a red flag stood, and all that was heard at the wheel.
        after_pain: exercises offered on a day on which pain went down the leg in one for the same muscles.
    """

    name: str
    budget: int
    heard: Sequence[int]
    shares: dict[Pillar, float]
    offered: dict[str, Sequence[int]]
    reached: Sequence[bool]
    last_min: Sequence[float]
    on_the_floor: Sequence[str]
    text_run: Run
    exercise_run: Run
    text_a_day: int
    flagged: int
    at_the_wheel: int
    after_pain: int


def measure(life: Life, days: int) -> Figures:
    """Take the figures of a life of so many days."""
    words = words_for(life.settings)
    offers = [(moment, one) for moment in life.moments if isinstance(one := moment.what, Recommendation) and one.asked]
    flagged = _under_red_flag(life)
    red_days = {life.moments[at].day for at in flagged}
    pillars = Counter(_exercise(life, one.exercise).pillar for _, one in offers)
    practised = [one.exercise for _, one in offers if _exercise(life, one.exercise).pillar is not Pillar.HABIT]
    at_desk = LYING_DOWN - life.settings.profile.room
    texts = [(moment.day, title_and_body(one, words)[1]) for moment, one in offers]
    return Figures(
        name=life.person.name,
        budget=life.settings.nudges.daily_cap,
        heard=_heard(life),
        shares={pillar: pillars[pillar] / max(1, len(offers)) for pillar in Pillar},
        offered={
            f"{name} {side}".strip(): [
                sum(one.exercise == name and side in ("", one.side) and at.day // 7 == week for at, one in offers)
                for week in range(days // 7)
            ]
            for name, side in _owed(life)
        },
        reached=_reached(life, sorted({*range(days)} - red_days)) if life.person.follows else (),
        last_min=_last_min(life, red_days),
        on_the_floor=[
            f"{one.exercise} on day {moment.day} at {words.clock(moment.time_s)}"
            for moment, one in offers
            if moment.where is Where.DESK and one.place in at_desk
        ],
        text_run=_longest_run(text for _, text in texts),
        exercise_run=_longest_run(practised),
        text_a_day=max(Counter(texts).values(), default=0),
        flagged=sum(isinstance(life.moments[at].what, Recommendation) for at in flagged),
        at_the_wheel=sum(m.where is Where.WHEEL for m in life.moments if isinstance(m.what, Nudge | Recommendation)),
        after_pain=_after_pain(life),
    )


def _heard(life: Life) -> list[int]:
    """How many nudges and reminders came on each date that had one; dates are what budgets count."""
    heard_s = [moment.time_s for moment in life.of(Nudge) + life.of(Reminder)]
    dates = Counter(datetime.fromtimestamp(time_s, life.settings.zone).date() for time_s in heard_s)
    return [dates[day] for day in sorted(dates)]


def can_do(life: Life, exercise: Exercise) -> bool:
    """Whether the person can do an exercise at some hour of the week: nothing is missing, and it does not radiate."""
    profile = life.settings.profile
    if exercise.level is Level.ADVANCED and not profile.standing_opt_in:
        return False
    if exercise.id == ExerciseId.SEATED_FIGURE_4 and profile.unstable_chair:
        return False
    if exercise.id in WIDER and not exercise.prescribed_by:  # of a plan that got wider, once the person agrees
        return False
    sore = [life.exercises[name].targets for name in life.person.radiates]
    return exercise.equipment <= profile.equipment and not any(exercise.targets & targets for targets in sore)


def _owed(life: Life) -> Iterator[tuple[str, str]]:
    """The exercises that the person can do; for each side by itself where both hurt."""
    for name, exercise in life.exercises.items():
        sided = exercise.side_rule is not SideRule.BOTH_LEGS and exercise.only_side is None
        both = sided and life.settings.profile.affected_side is Side.BOTH
        if can_do(life, exercise):
            yield from ((name, side) for side in ((Side.LEFT, Side.RIGHT) if both else ("",)))


def _exercise(life: Life, name: str) -> Exercise:
    return life.exercises.get(name, MOVEMENT_BREAK)


def _under_red_flag(life: Life) -> list[int]:
    """The places of the moments in which a red flag stood."""
    found, stands = [], False
    for at, moment in enumerate(life.moments):
        if isinstance(moment.what, UserAction) and moment.what.action in (Action.RED_FLAG, Action.CLEAR_RED_FLAG):
            stands = moment.what.action is Action.RED_FLAG
        if stands:
            found.append(at)
    return found


def _after_pain(life: Life) -> int:
    """How many exercises were offered on a day on which pain went down the leg in one for the same muscles."""
    sore: set[tuple[int, Target]] = set()
    count = 0
    for moment in life.moments:
        said = moment.what
        if isinstance(said, Recommendation) and said.asked:
            count += any((moment.day, target) in sore for target in _exercise(life, said.exercise).targets)
        if isinstance(said, UserAction) and isinstance(said.said, Feedback) and said.said.felt is Felt.RADIATING:
            sore |= {(moment.day, target) for target in _exercise(life, said.said.exercise or "").targets}
    return count


def _last_min(life: Life, red_days: set[int]) -> list[float]:
    ends_s = {day: end_s for day, end_s in life.desk_ends_s.items() if day not in red_days}
    nudges = [(moment.day, moment.time_s) for moment in life.of(Nudge)]
    lasts_s = {
        day: max((time_s for on, time_s in nudges if on == day and time_s <= end_s), default=float("-inf"))
        for day, end_s in ends_s.items()
    }
    return [(end_s - lasts_s[day]) / 60.0 for day, end_s in ends_s.items()]


def _reached(life: Life, days: Iterable[int]) -> list[bool]:
    """Whether each day had its stretches, and left the week able to reach its days of massage and strength.

    Who wants no nudge outside working hours owes no stretch on a free day.
    """
    targets = life.settings.targets.prescribed(life.exercises.values())
    able = {exercise.pillar for exercise in life.exercises.values() if can_do(life, exercise)} - targets.disabled
    done = [
        (_exercise(life, moment.what.exercise).pillar, moment.day)
        for moment in life.moments
        if isinstance(moment.what, PracticeOutcome) and moment.what.is_done
    ]
    strength = min(targets.strength_days, LEAST_STRENGTH_DAYS)
    wanted = {Pillar.RELEASE: targets.massages_a_week, Pillar.STRENGTHEN: strength}

    def is_reached(day: int) -> bool:
        owes = Pillar.LENGTHEN in able and (not life.settings.nudges.working or day in life.desk_ends_s)
        week = range(day - day % 7, day + 1)
        return (not owes or done.count((Pillar.LENGTHEN, day)) >= targets.stretches_a_day) and all(
            sum((pillar, on) in done for on in week) + 7 - len(week) >= target
            for pillar, target in wanted.items()
            if pillar in able
        )

    return [is_reached(day) for day in days]


def _longest_run(texts: Iterable[str]) -> Run:
    return max(((len(list(group)), str(text)) for text, group in groupby(texts)), default=(0, ""))


def check(figures: Figures) -> dict[str, object]:
    """What must hold, each with what breaks it in this life; nothing true where it holds."""
    never = [f"{name} {' + '.join(map(str, weeks))}" for name, weeks in figures.offered.items() if 0 in weeks]
    days, good = len(figures.reached), sum(figures.reached)
    early = [minutes for minutes in figures.last_min if minutes > LATEST_MIN]
    over = [f"{count} on day {day}" for day, count in enumerate(figures.heard) if count > figures.budget]
    floor, (run, text) = figures.on_the_floor, figures.text_run
    return {
        "each exercise in force at least once a week": never and ", ".join(never),
        f"plan reached on {PLAN_SHARE:.0%} of days by who follows it": (good < PLAN_SHARE * days)
        and f"on {good} of {days}",
        f"last nudge within the last {LATEST_MIN} min of the working day": early
        and f"earlier on {len(early)} of {len(figures.last_min)}, by up to {max(early):.0f} min",
        "nothing on the floor at the desk": floor and f"{len(floor)} times, first {floor[0]}",
        f"no text more than {LONGEST_RUN} times running": run > LONGEST_RUN and f"{run} times: {text}",
        "all that is heard of a date within the budget": over and f"more than {figures.budget}: {', '.join(over)}",
        "nothing under a red flag": figures.flagged and f"{figures.flagged} exercises",
        "nothing at the wheel": figures.at_the_wheel and f"{figures.at_the_wheel} times",
        "nothing for the same muscles on a day of radiating pain": figures.after_pain
        and f"{figures.after_pain} exercises",
    }


def row(figures: Figures) -> dict[str, object]:
    """One row of the table, under its heads."""
    order = (Pillar.HABIT, Pillar.LENGTHEN, Pillar.RELEASE, Pillar.STRENGTHEN)
    last, days = sorted(figures.last_min), len(figures.reached)
    each = (
        f"{name.partition('-')[0]} {side}".strip() + f" {sum(weeks) / max(1, len(weeks)):.1f}"
        for (name, _, side), weeks in ((key.partition(" "), weeks) for key, weeks in figures.offered.items())
    )
    return {
        "person": figures.name,
        "heard a day": f"{min(figures.heard)} to {max(figures.heard)}",
        "walk, stretch, massage, strength in %": " ".join(f"{100 * figures.shares[pillar]:.0f}" for pillar in order),
        "each exercise, times a week": ", ".join(each),
        "plan": f"{sum(figures.reached) / days:.0%}" if days else "-",
        "last nudge, min before the end": f"{median(last):.0f}, worst {last[-1]:.0f}" if last else "-",
        "floor at desk": len(figures.on_the_floor),
        "one text running, a day": f"{figures.text_run[0]}, {figures.text_a_day}",
        "one exercise running": figures.exercise_run[0],
        "red flag": figures.flagged,
        "wheel": figures.at_the_wheel,
        "after pain": figures.after_pain,
    }
