"""No path leads past a red flag: whatever is said, done, met or lost, in any order, through the whole pipeline."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assembly import build_pipeline
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.inputs import OF_THE_DESKTOP, Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge, Reply
from monitor.coaching.outcomes import Outcome
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import SafetyNotice, Symptom
from monitor.coaching.sessions import PracticeOutcome
from monitor.motion.samples import SampleBlock
from monitor.pipeline import Event, Gap, Input, Pipeline
from monitor.posture.bouts import Bout
from monitor.posture.labels import PostureEpoch, Relabel
from monitor.posture.mounting import MountingChange
from tests.support.feeds import POSED
from tests.support.said import STRETCHES, sayings
from tests.support.stories import ZURICH, at

RATE_HZ = 12.5
RULES = NudgeRules(
    limit_s=60.0,
    ladder_s=(60.0,),
    snoozes_s=(30.0,) * 3,
    window_s=0.0,
    daily_cap=200,
    quiet=(0, 0),
    cooldown_s=0.0,
    settle_s=20.0,
)
"""Somebody who is nudged every minute, so that a few minutes after anything would show."""

PERSON = Profile(Side.LEFT, Side.LEFT, frozenset({"ball", "mat"}), standing_opt_in=True)
"""Everything may be offered to this person, so that nothing but the lock is in the way."""

MEASURED = (PostureEpoch, Bout, Gap, Relabel, MountingChange, Outcome, PracticeOutcome)
"""What goes on being measured while a red flag stands; besides it only notices and refusals."""

RED_ANSWERS = {
    *("bladder-or-bowel=yes", "saddle=yes", "worrying=yes"),
    *("weakness=sudden", "weakness=new", "weakness=unknown"),
    *("numbness=sudden", "numbness=new", "numbness=unknown"),
}
"""The answers of the intake that are red flags, as the guide has them, and the early signs that are ours; of unknown
onset counts, to be careful."""

POSES_G = {"sit": (0.0, 0.0, 1.0), "roll": (0.0, 0.83, 0.56), "stand": (1.0, 0.0, 0.0), "lie": (0.0, 1.0, 0.0)}

SAYS = st.one_of(
    sayings(text=st.one_of(st.just(""), st.text(max_size=8))),
    sayings(st.sampled_from([Action.STRETCH, Action.FEEDBACK, Action.INTAKE])),
    st.tuples(st.just(Action.RED_FLAG), st.sampled_from(Symptom)),
)

MEETS = st.tuples(st.sampled_from(Context), st.booleans())
LIVES = st.tuples(st.sampled_from([*POSES_G, "sit", "sit", "gap"]), st.integers(10, 150))
STARTS_AGAIN = st.just(("restart", 0))
STEPS = st.lists(st.one_of(SAYS, LIVES, LIVES, MEETS, STARTS_AGAIN), max_size=16)
CLOCKS = st.sampled_from(["08:00", "12:00", "18:29", "21:20", "23:58"])

Step = tuple[Action, str] | tuple[Context, bool] | tuple[str, int]


class Person:
    """Somebody with a pipeline, and what is known of red flags without asking it.

    Attributes:
        flagged: a red flag stands.
        told: every event so far.
        past: what a journal would hold.
    """

    def __init__(self, clock: str) -> None:
        self.now_s = at(clock)
        self.flagged = False
        self.told: list[Event] = []
        self.past: list[object] = []
        self.stages = self._start()

    def _start(self) -> Pipeline:
        return build_pipeline(PERSON, RULES, ZURICH, POSED, list(self.past))  # type: ignore[arg-type]

    def step(self, step: Step) -> list[Event]:
        """Take one step; what it brought about."""
        what, how = step
        if what == "restart":
            self.past += [event for event in self.stages.finish() if isinstance(event, PracticeOutcome)]
            self.stages = self._start()
            return []
        if isinstance(what, Action):
            said = UserAction(self.now_s, what, str(how))
            self._mark(said)
            if what not in OF_THE_DESKTOP:
                self.past.append(said)
            return self.feed(said)
        if isinstance(what, Context):
            return self.feed(ContextChange(self.now_s, what, active=bool(how)))
        begin_s, self.now_s = self.now_s, self.now_s + int(how)
        return [] if what == "gap" else self.feed(samples(begin_s, int(how), what))

    def _mark(self, said: UserAction) -> None:
        if said.action is Action.CLEAR_RED_FLAG:
            self.flagged = False
        elif said.action is Action.RED_FLAG or (said.action is Action.INTAKE and said.detail in RED_ANSWERS):
            self.flagged = True

    def feed(self, item: Input) -> list[Event]:
        """What one input brings about; what a journal keeps is kept."""
        events = self.stages.feed(item)
        self.past += [e for e in events if isinstance(e, Nudge | Reminder | Recommendation | PracticeOutcome)]
        self.told += events
        return events


def samples(start_s: float, seconds: int, pose: str) -> SampleBlock:
    """A thigh that nearly holds still in a pose, as still as a living one."""
    n = round(seconds * RATE_HZ)
    felt_g = np.tile(POSES_G[pose], (n, 1)) + 0.004 * np.random.default_rng(n).standard_normal((n, 3))
    return SampleBlock(start_s, RATE_HZ, felt_g)


def proposes(event: Event) -> bool:
    """Whether an event may ask somebody to do an exercise: all that is not known to be harmless does."""
    return not isinstance(event, (*MEASURED, SafetyNotice, Reply))


@settings(max_examples=100)
@given(clock=CLOCKS, steps=STEPS)
def test_no_path_leads_past_a_red_flag(clock: str, steps: list[Step]) -> None:
    """Actions of every kind, all contexts, postures, gaps, restarts, at any hour: nothing is proposed (F1, F2)."""
    person = Person(clock)
    for step in steps:
        events = person.step(step)

        assert person.flagged == person.stages.coach.locked
        assert not (person.flagged and any(map(proposes, events)))


@settings(max_examples=60)
@given(clock=CLOCKS, steps=STEPS, symptom=st.sampled_from(Symptom))
def test_from_any_state_a_red_flag_is_the_end_of_it(clock: str, steps: list[Step], symptom: Symptom) -> None:
    """After any past one says it, then tries each exercise, sits on, and starts again: still nothing (F1, F2)."""
    person = Person(clock)
    for step in [*steps, (Action.RESUME, ""), *((context, False) for context in Context)]:
        person.step(step)
    was_flagged = person.flagged
    events = person.step((Action.RED_FLAG, symptom))
    for step in [("sit", 150), *((Action.STRETCH, name) for name in STRETCHES), ("restart", 0), ("sit", 150)]:
        events += person.step(step)

    assert was_flagged or any(isinstance(event, SafetyNotice) for event in events)
    assert [] == [event for event in events if proposes(event)]
    assert [] == [event for event in events if isinstance(event, Reply) and event.granted]


def test_without_a_red_flag_the_same_person_is_proposed_to() -> None:
    """What the lock is tried on happens: a nudge, each exercise on request, a reminder; and again once cleared (F1)."""
    person = Person("18:29")
    nudged = person.step(("sit", 150))
    begun = [event for name in STRETCHES for event in person.step((Action.STRETCH, name))]
    person.step((Action.RED_FLAG, Symptom.WORRYING))
    locked = person.step(("sit", 150))
    person.step((Action.CLEAR_RED_FLAG, ""))
    cleared = person.step(("sit", 150))

    assert [Nudge, Recommendation] == [type(event) for event in nudged if proposes(event)][:2]
    assert {*CATALOGUE} == {event.exercise for event in begun if isinstance(event, Recommendation)}
    assert [] == [event for event in locked if proposes(event)]
    assert [] != [event for event in cleared if isinstance(event, Nudge)]
    assert any(isinstance(event, Reminder) for event in person.told)
