"""Lives the days of one person through the stages of the product, and keeps what was heard and done.

Postures are told, as if a classifier had; the thigh's vectors, the bouts, the practice and the coach are the product's.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import numpy as np

from monitor.assembly import known_exercises, pipeline_for
from monitor.coaching.exercises import Pillar, Place
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.recommend import Recommendation
from monitor.edges.settings import parse_settings
from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.motion.samples import SampleBlock
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.classifier import POSTURES, PostureBlock
from monitor.posture.labels import Posture, PostureEpoch, Relabel
from validation.lives import bodies
from validation.lives.days import Doing, Span, Where
from validation.lives.people import Person

MONDAY = date(2026, 1, 12)
FORTNIGHT, QUARTER = 14, 84
BLOCK_S = 60
SILENT = PostureEpoch | Bout | Gap | Relabel
LYING_DOWN = frozenset({Place.FLOOR, Place.BED})
CONTEXTS = {Doing.MEETS: Context.MEETING, Doing.DRIVES: Context.DRIVING}


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that was heard, said or done.

    Attributes:
        time_s: UTC in POSIX seconds.
        day: counted from 0, from waking to bed.
        where: the person was.
        what: heard, said, or done, in a few words.
    """

    time_s: float
    day: int
    where: Where
    what: Event | UserAction | str


class Life:
    """One person's days; `live` lives them.

    Attributes:
        person: whose.
        settings, exercises: as the person's files have them.
        moments: what was heard, said and done, in order.
        desk_ends_s: when the working day ended, of each day with one.

    Args:
        person: whose.
        seed: of all chance in it.
    """

    def __init__(self, person: Person, seed: int = 1) -> None:
        self.person = person
        self.settings = parse_settings(person.toml)
        self.exercises = known_exercises(self.settings)
        self.moments: list[Moment] = []
        self.desk_ends_s: dict[int, float] = {}
        self._stages = pipeline_for(self.settings, bodies.WORN, [])
        self._told = _Told()
        self._stages.classifier = self._told  # type: ignore[assignment]
        self._random = Random(f"{person.name} {seed}")
        self._rng = np.random.default_rng(seed)
        self._asked: deque[Recommendation] = deque()
        self._sayings = deque(person.says)
        self._day, self._where = 0, Where.HOME
        self._now_s = self.time_s(0, person.week[0][0].start_h)

    def live(self, days: int = FORTNIGHT) -> "Life":
        """Live so many days."""
        for number in range(days):
            self._day = number
            for span in self.person.week[number % 7]:
                self._where = span.where
                self._live_span(span, self.time_s(number, span.end_h))
                if span.where is Where.DESK:
                    self.desk_ends_s[number] = self.time_s(number, span.end_h)
            level = round(min(10.0, max(0.0, self._random.gauss(self.person.pain(number), 1.0))))
            self._say(Action.PAIN, f"{level} {self.person.diary}")
        return self

    def time_s(self, day: int, hour: float) -> float:
        """The time of an hour of the local clock, counted from midnight of a day, UTC in POSIX seconds."""
        midnight = datetime.combine(MONDAY + timedelta(days=day + int(hour // 24)), datetime.min.time())
        return (midnight + timedelta(hours=hour % 24)).replace(tzinfo=self.settings.zone).timestamp()

    def _live_span(self, span: Span, end_s: float) -> None:
        start_s = self.time_s(self._day, span.start_h)
        if start_s > self._now_s:
            self._pass_to(start_s)
        context = CONTEXTS.get(span.doing)
        self._tell(context, active=True)
        match span.doing:
            case Doing.IS_UP:
                self._be_up(end_s)
            case Doing.SITS:
                self._sit(end_s)
            case _:
                self._stay(Posture.SITTING, end_s)
        self._keep(self._stages.pause())  # the last second is over as well
        self._tell(context, active=False)

    def _tell(self, context: Context | None, *, active: bool) -> None:
        if context is not None:
            self._keep(self._stages.feed(ContextChange(self._now_s, context, active)))

    def _pass_to(self, time_s: float) -> None:
        """Time passes out of reach."""
        self._keep(self._stages.catch_up(time_s))
        self._now_s = max(self._now_s, time_s)
        self._asked.clear()  # who leaves has got up
        self._say_what_is_to_be_said()

    def _be_up(self, end_s: float) -> None:
        while self._now_s < end_s:
            posture = self._random.choice([Posture.STANDING, Posture.MOVING])
            self._spend(posture, int(min(self._random.randint(60, 300), end_s - self._now_s)))
            self._answer()

    def _sit(self, end_s: float) -> None:
        """Sit, and get up after 40 to 70 min of one's own accord."""
        while self._now_s < end_s:
            rose = self._stay(Posture.SITTING, min(end_s, self._now_s + 60 * self._random.randint(40, 70)))
            if not rose and self._now_s < end_s:
                self._rise("gets up", self._random.randint(120, 300))

    def _stay(self, posture: Posture, end_s: float) -> bool:
        """Stay until then, or until a nudge brings the body up; whether one did."""
        while self._now_s < end_s:
            self._spend(posture, int(min(BLOCK_S, end_s - self._now_s)))
            self._say_what_is_to_be_said()
            if self._answer():
                return True
        return False

    def _answer(self) -> bool:
        """Answer what was recommended since; whether the body got up for it."""
        rose = False
        while self._asked:
            rose = self._respond(self._asked.popleft()) or rose
        return rose

    def _say_what_is_to_be_said(self) -> None:
        while self._sayings and self._now_s >= self.time_s(self._sayings[0][0], self._sayings[0][1]):
            self._say(*self._sayings.popleft()[2:])

    def _respond(self, said: Recommendation) -> bool:
        """Snooze, do the exercise, get up, or none of it; whether the body got up."""
        nudged = isinstance(said.asked, Nudge)
        if nudged and self._random.random() < self.person.snoozes:
            self._say(Action.SNOOZE)
            return False
        does = self._is_practice(said) and self._random.random() < self.person.does
        rises = nudged and self._random.random() < self.person.rises
        if does or rises:
            self._spend(Posture.SITTING, self.person.after_s)
        if does and self._has_room(said):
            self._do(said)
        if rises:
            self._rise("gets up for it", self._random.randint(120, 240))
        return rises

    def _is_practice(self, said: Recommendation) -> bool:
        """Whether it is one of the exercises, and no way to take a break."""
        return said.exercise in self.exercises and self.exercises[said.exercise].pillar is not Pillar.HABIT

    def _has_room(self, said: Recommendation) -> bool:
        return said.place not in LYING_DOWN or self._where is Where.HOME or said.place in self.settings.profile.room

    def _do(self, said: Recommendation) -> None:
        """Do an exercise to its end, or until pain goes down the leg; then say how it felt."""
        self._say(Action.START)
        self._note(f"does it: {said.exercise} {said.side}")
        radiates = said.exercise in self.person.radiates
        for posture, vectors in bodies.exercise(said, self.settings.profile.worn_leg, self.person.roll_deg, self._rng):
            self._move(posture, vectors[: 15 * bodies.RATE_HZ] if radiates else vectors)
            if radiates:
                self._say(Action.FEEDBACK, f"radiating {said.exercise}")
                return
        self._spend(Posture.SITTING, 15)
        if self.person.claims:
            self._say(Action.DONE)
            if self._random.random() < 0.5:
                self._say(Action.FEEDBACK, f"good {said.exercise}")
        self._spend(Posture.SITTING, 5)

    def _rise(self, how: str, seconds: int) -> None:
        self._note(f"{how}, {seconds // 60} min")
        self._spend(Posture.STANDING, 20)
        self._spend(Posture.MOVING, seconds - 20)

    def _spend(self, posture: Posture, seconds: int) -> None:
        if seconds > 0:
            self._move(posture, bodies.stay(posture, seconds, self._rng))

    def _move(self, posture: Posture, vectors: Floats) -> None:
        """Let a movement pass through the stages."""
        block = SampleBlock(self._now_s, float(bodies.RATE_HZ), vectors)
        self._told.stays.append((block.end_s, posture))
        self._keep(self._stages.feed(block))
        self._now_s = block.end_s

    def _say(self, action: Action, detail: str = "") -> None:
        said = UserAction(self._now_s, action, detail)
        self._note(said)
        self._keep(self._stages.feed(said))

    def _note(self, what: Event | UserAction | str, time_s: float | None = None) -> None:
        self.moments.append(Moment(self._now_s if time_s is None else time_s, self._day, self._where, what))

    def _keep(self, events: Iterable[Event]) -> None:
        for event in events:
            if not isinstance(event, SILENT):
                self._note(event, getattr(event, "time_s", self._now_s))
            if isinstance(event, Recommendation):
                self._asked.append(event)

    def of(self, kind: type) -> list[Moment]:
        """The moments of one kind."""
        return [moment for moment in self.moments if isinstance(moment.what, kind)]


class _Told:
    """A classifier that is told the posture of each second."""

    def __init__(self) -> None:
        self.stays: deque[tuple[float, Posture]] = deque()

    def feed(self, block: EpochBlock) -> PostureBlock:
        """The postures, as they were told; somebody who sits stirs every forty seconds."""
        codes = np.array([self._code(block.start_s + offset) for offset in range(len(block))], np.int8)
        seconds = (block.start_s + np.arange(len(block))).astype(np.int64)
        stirs = (seconds % 40 == 39) | (codes == POSTURES.index(Posture.MOVING))
        return PostureBlock(block.start_s, codes, np.full(len(block), 0.995), np.zeros(len(block), np.int64), stirs)

    def _code(self, second_s: float) -> int:
        while self.stays[0][0] <= second_s:
            self.stays.popleft()
        return POSTURES.index(self.stays[0][1])
