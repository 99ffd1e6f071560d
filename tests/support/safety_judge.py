"""Judges a life by what a person would know of safety: it remembers what was said, and reads what is shown.

It asks none of the stages, so that it cannot err with them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from monitor.assembly import build_pipeline
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.diary import PainEntry
from monitor.coaching.exercises import Exercise, ExerciseId, Pillar, Place
from monitor.coaching.experiment import Assignment
from monitor.coaching.inputs import OF_THE_DESKTOP, Action, Begun, Context, ContextChange, Feedback, Felt, UserAction
from monitor.coaching.nudges import Nudge, Reply, Wait
from monitor.coaching.prescriptions import Dose, Prescription, Written, make_own, prescribe, put_in_force
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import Card, SafetyNotice
from monitor.coaching.trend import Judgement
from monitor.edges.languages import languages, read_translator
from monitor.pipeline import Event, Pipeline
from monitor.posture.labels import Posture, PostureEpoch
from monitor.wording import Words
from monitor.wording.events import title_and_body
from monitor.wording.recommendations import render_recommended, say_why
from tests.support.lives import Journalled, Lived, _Told
from tests.support.stories import ZURICH

FAULTS: Final = {
    "red-flag": "told, begun or going on under a red flag",
    "wheel": "told or begun at the wheel",
    "radiated": "of the same rotators and nerve on a day on which pain went down the leg",
    "side": "to another side than the one said last",
    "hold": "a hold outside 30 to 60 s that nobody prescribed",
    "cue": "shown without one of its cues, in English or German",
    "lying": "lying down at the desk",
    "budget": "nudges of a day beyond its budget",
    "text": "the same text more than three times a day",
    "running": "the same exercise three times running, or way to get up twice",
    "barred": "what waits for a professional",
}
"""What may never happen; the fault of each life is counted under its name."""

RED_ANSWERS: Final = {
    *("bladder-or-bowel=yes", "saddle=yes", "worrying=yes"),
    *(f"{symptom}={onset}" for symptom in ("weakness", "numbness") for onset in ("sudden", "new", "unknown")),
}
WAITS: Final = {"injury": "yes", "weakness": "chronic", "condition": "yes"}
"""The answers after which a professional should look first."""

FIGURE_4: Final = {ExerciseId.SEATED_FIGURE_4, ExerciseId.SUPINE_FIGURE_4, ExerciseId.STANDING_FIGURE_4}
STOPS: Final = {"en": ("shoots or tingles", "radiates or tingles"), "de": ("Schießen", "ins Bein zieht")}
CUES: Final = (
    (FIGURE_4, {"en": "protect the knee", "de": "Knie"}),
    ({ExerciseId.STANDING_FIGURE_4}, {"en": "Hold a wall", "de": "Wand halten"}),
    ({ExerciseId.BALL_MASSAGE}, {"en": "bone", "de": "Knochen"}),
    ({"wall-slide", "step-up"}, {"en": "Knees over toes", "de": "Knees over toes"}),
)
"""The words of the cues in each language: the shortest form has every one of them, and the stop."""

NERVE: Final = {Pillar.LENGTHEN, Pillar.RELEASE}
WALKED_S, LONGEST_DRIVE_S, RECALLED_S = 60, 12 * 3600.0, 30 * 86_400.0

SAYS: Final = (
    *(Action.STRETCH,) * 6,
    *(Action.INTAKE, Action.FEEDBACK, Action.PAIN) * 3,
    *(Action.RED_FLAG, *(Action.CLEAR_RED_FLAG,) * 3),
    *(action for action in Action if action not in (Action.POSE, *OF_THE_DESKTOP)),
)
"""What is said, the more often the more it may bring about."""

SLIDE: Final = Written(
    name="Wall slide",
    pillar=Pillar.LENGTHEN,
    places=(Place.WALL,),
    side=None,
    steps=("Slide down; the {side} heel stays.",),
    cues=(("Keep the knees over the toes.", "Knees over toes."),),
)


@cache
def sets() -> tuple[Mapping[str, Exercise], ...]:
    """The exercises in force of those without a prescription and with one."""
    by = "Anna Keller"
    seated, bridge = CATALOGUE[ExerciseId.SEATED_FIGURE_4], CATALOGUE[ExerciseId.GLUTE_BRIDGE]
    own = make_own(SLIDE, Dose(hold_s=20.0, repetitions=3), by)
    other = make_own(replace(SLIDE, name="Step up", pillar=Pillar.STRENGTHEN, side=Side.RIGHT), Dose(per_week=7), by)
    doses = (prescribe(seated, Dose(hold_s=20.0, per_week=14), by), prescribe(bridge, Dose(sets=4, per_week=3), by))
    return CATALOGUE, CATALOGUE, put_in_force(Prescription(by, (own, other))), put_in_force(Prescription(by, doses))


@cache
def words(exercises_at: int) -> tuple[Words, ...]:
    """Every language, with one of the sets."""
    return tuple(Words(read_translator(code), ZURICH, sets()[exercises_at]) for code in languages())


def cue_words(exercise: str, code: str) -> list[str]:
    """The words that an exercise is never shown without."""
    return [said[code] for exercises, said in CUES if exercise in exercises]


@dataclass(slots=True)
class Judged(Journalled):
    """A life in which each event is held against what a person would know.

    Attributes:
        exercises_at: which of the sets is in force.
        found: the faults, each with what it was.
        counts: how much of what there was.
    """

    exercises_at: int = 0
    found: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _flagged: bool = False
    _told_flag_s: int = 0  # seconds seen since it stands
    _drives_since_s: float | None = None
    _walked_s: int = 0
    _radiated: date | None = None
    _radiated_s: float = 0.0
    _referred: bool = False
    _side: Side | None = None
    _named_side: bool = False
    _answers: dict[str, str] = field(default_factory=dict)
    _heard_s: list[float] = field(default_factory=list)
    _texts: Counter[tuple[date, str]] = field(default_factory=Counter)
    _last: list[Recommendation] = field(default_factory=list)

    def _begun(self) -> Pipeline:
        exercises = sets()[self.exercises_at]
        past = Journalled._past(self) if self.path != Path() else Lived._past(self)
        stages = build_pipeline(
            self.profile, self.rules, self.zone, None, past, self.profile.wear_site, exercises=exercises
        )
        stages.classifier = _Told()  # type: ignore[assignment]
        self._put_right()
        return stages

    def _write(self, item: UserAction | ContextChange | Event) -> None:
        (Lived if self.path == Path() else Journalled)._write(self, item)

    def _put_right(self) -> None:
        """What a clock said that was ahead happened now, if at all: the day of it may come again."""
        self._heard_s = [time_s for time_s in self._heard_s if time_s <= self._now_s]
        if self._radiated_s > self._now_s:
            self._radiated_s += self._stepped_s  # so long ago it was
            self._radiated = self._day(self._radiated_s)
        if self._drives_since_s is not None:
            self._drives_since_s = min(self._drives_since_s, self._now_s)
        today = self._day(self._now_s)
        if any(day > today for day, _ in self._texts) or any(one.time_s > self._now_s for one in self._last):
            self._texts.clear()  # of what a wrong clock dated, the order is not known
            self._last.clear()
        self._last = [one for one in self._last if self._now_s - one.time_s < RECALLED_S]
        self._told_flag_s = 0

    def _pass(self, seconds: float, *, restarts: bool) -> None:
        """A gap; with a restart at its end where its seconds are negative."""
        Journalled._pass(self, abs(seconds), restarts=restarts or seconds < 0.0)

    def _take(self, item: UserAction | ContextChange) -> None:
        if isinstance(item, UserAction):
            self._hear(item)
        elif item.context is Context.DRIVING:
            self._drives_since_s = item.time_s if item.active else None
        Journalled._take(self, item)
        self._now_s += 0.01  # nobody says two things in one moment

    def _hear(self, said: UserAction) -> None:
        self._named_side = isinstance(said.said, Begun) and said.said.side is not None
        was_flagged = self._flagged
        match said.action:
            case Action.CLEAR_RED_FLAG:
                self._flagged = False
            case Action.RED_FLAG:
                self._flagged = True
            case Action.INTAKE:
                question, _, answer = said.detail.partition("=")
                self._answers[question] = answer
                self._flagged = self._flagged or said.detail in RED_ANSWERS
                self._referred = self._referred and question != "radiating"
                self._side = Side(answer) if question == "side" else self._side
        if self._flagged and not was_flagged:
            self._told_flag_s = 0
        radiates = isinstance(said.said, Feedback) and said.said.felt is Felt.RADIATING
        if radiates or (isinstance(said.said, PainEntry) and said.said.radiating):
            self._radiated, self._radiated_s = self._day(said.time_s), said.time_s

    def _keep(self, events: list[Event] | Iterator[Event]) -> None:
        Journalled._keep(self, [self._judge(event) for event in events])
        if self._flagged != self._stages.coach.locked:
            self._blame("red-flag", "it stands, and is not known" if self._flagged else "it was cleared, and stands")
        if self._flagged and self._told_flag_s > 1 and self._stages.practice.is_open:
            self._blame("red-flag", "an exercise goes on")

    def _judge(self, event: Event) -> Event:
        self.counts[type(event).__name__] += 1
        match event:
            case PostureEpoch():
                self._see(event)
            case SafetyNotice(card=Card.RADIATING):
                self._referred = True
            case Nudge() | Reminder() | Recommendation() | Wait() | Assignment() | Judgement():
                self._judge_moment(event)
            case Reply(action=Action.STRETCH, granted=True) if self._flagged:
                self._blame("red-flag", str(event))
        if isinstance(event, Nudge):
            self._judge_budget(event)
        if isinstance(event, Recommendation):
            self._judge_exercise(event)
            self._judge_words(event)
            if not event.begun:
                self._judge_variety(event)
            self._last.append(event)
        return event

    def _see(self, epoch: PostureEpoch) -> None:
        self._walked_s = self._walked_s + 1 if epoch.posture is Posture.MOVING else 0
        self._told_flag_s += 1
        if self._walked_s >= WALKED_S:
            self._drives_since_s = None

    def _judge_moment(self, event: Nudge | Reminder | Recommendation | Wait | Assignment | Judgement) -> None:
        if self._flagged:
            self._blame("red-flag", str(event))
        drives = self._drives_since_s is not None and event.time_s - self._drives_since_s <= LONGEST_DRIVE_S
        if drives and not isinstance(event, Judgement):
            self._blame("wheel", str(event))

    def _judge_budget(self, nudge: Nudge) -> None:
        self._heard_s.append(nudge.time_s)
        today = self._day(nudge.time_s)
        if sum(self._day(time_s) == today for time_s in self._heard_s) > self.rules.daily_cap:
            self._blame("budget", str(nudge))

    def _judge_exercise(self, said: Recommendation) -> None:
        exercise = sets()[self.exercises_at].get(said.exercise)
        if exercise is None:  # to get up
            return
        loads = exercise.pillar in NERVE
        if loads and self._radiated == self._day(said.time_s):
            self._blame("radiated", str(said))
        if (loads and self._referred) or any(self._waits(name, exercise) for name in WAITS):
            self._blame("barred", str(said))
        side = self._side or self.profile.affected_side
        free = exercise.only_side is not None or (said.begun and self._named_side) or said.side is Side.BOTH
        if side in (Side.LEFT, Side.RIGHT) and side is not said.side and not free:
            self._blame("side", str(said))
        if said.hold_s is not None and "hold_s" not in exercise.prescribed and not 30.0 <= said.hold_s <= 60.0:
            self._blame("hold", str(said))
        lies = said.place in (Place.BED, Place.FLOOR) and said.place not in self.profile.room
        if not said.begun and (lies or exercise.id == ExerciseId.SUPINE_FIGURE_4) and self._is_at_desk(said):
            self._blame("lying", str(said))

    def _waits(self, name: str, exercise: Exercise) -> bool:
        bound = exercise.id in CATALOGUE if name == "condition" else exercise.pillar is not Pillar.LENGTHEN
        return bound and self._answers.get(name) == WAITS[name]

    def _is_at_desk(self, said: Recommendation) -> bool:
        """Within working hours; where none are set by day, but in the evening if the person wants it asked for then."""
        local = datetime.fromtimestamp(said.time_s, self.zone)
        now_min = 60 * local.hour + local.minute
        if self.rules.working:
            return any(start <= now_min < end for start, end in self.rules.working[local.weekday()])
        return 8 * 60 <= now_min < 20 * 60 and not isinstance(said.asked, Reminder)

    def _judge_words(self, said: Recommendation) -> None:
        for tongue in words(self.exercises_at):
            code = tongue.tr.code
            _, body = title_and_body(said, tongue)
            shown = render_recommended(said, tongue)
            wanted = cue_words(said.exercise, code)
            stops = any(stop in body for stop in STOPS[code])
            whole = len(shown.cues) >= len(wanted) + 1 and bool(say_why(said, tongue) or said.begun)
            if not stops or not whole or not all(word in body for word in wanted):
                self._blame("cue", f"{code}: {body}")

    def _judge_variety(self, said: Recommendation) -> None:
        exercise = sets()[self.exercises_at].get(said.exercise)
        if exercise is not None and exercise.prescribed_by:
            return
        text = self._day(said.time_s), title_and_body(said, words(self.exercises_at)[0])[1]
        self._texts[text] += 1
        if self._texts[text] > 3:
            self._blame("text", f"{self._texts[text]} times: {text[1]}")
        if exercise is not None and [said.exercise] * 2 == [one.exercise for one in self._last[-2:]]:
            self._blame("running", str(said))
        if said.variant is not None and self._last and self._last[-1].variant is said.variant:
            self._blame("running", str(said))

    def _day(self, time_s: float) -> date:
        return datetime.fromtimestamp(time_s, self.zone).date()

    def _blame(self, fault: str, what: str) -> None:
        self.found.append((fault, what))
