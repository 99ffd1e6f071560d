"""The room as one stage: what the body does, what people say and where they are goes in; what to say comes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo

from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.claims import Claims
from monitor.coaching.coming import Coming, Next
from monitor.coaching.diary import PainEntry, Situation
from monitor.coaching.durations import local_midnight_s
from monitor.coaching.exercises import Exercise
from monitor.coaching.experiment import Arm, Assignment, Experiment, ExperimentRules
from monitor.coaching.gate import SafetyGate
from monitor.coaching.hours import Closed, Hold
from monitor.coaching.inputs import Action, Begun, ContextChange, Feedback, IntakeAnswer, UserAction
from monitor.coaching.intake import Intake
from monitor.coaching.load import Load
from monitor.coaching.nudges import Nudge, NudgePolicy, Reply, Wait
from monitor.coaching.outcomes import Outcome, OutcomeTracker
from monitor.coaching.plan import Plan, PlanTargets
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.coaching.receptivity import LearningRules, Receptivity
from monitor.coaching.recommend import Recommendation, Recommender
from monitor.coaching.reminders import Evening, Reminder
from monitor.coaching.safety import Bar, SafetyNotice
from monitor.coaching.sessions import Ledger, PracticeOutcome
from monitor.coaching.trend import Appraisal, Judgement, Trend
from monitor.posture.bouts import Bout, BoutProgress
from monitor.posture.labels import Posture

CoachInput = BoutProgress | UserAction | ContextChange | PracticeOutcome
CoachEvent = (
    SafetyNotice | Reply | Judgement | Outcome | Nudge | Wait | Assignment | Reminder | Recommendation | PracticeOutcome
)
Said = UserAction | ContextChange


class Coach:
    """Says what is to be said; feed everything in the order in which it happens.

    Attributes:
        red_flag_since_s: since when a red flag stands, UTC in POSIX seconds; None if none does.
        paused_since_s: since when the person wants silence; None if they do not.
        ledger, trend, plan: what was practised, how the pain goes, and what is planned.

    A door that notebooks use too: its defaults are the product's, and no other stage has any.

    Args:
        profile: who.
        rules: when to speak.
        tz: the time zone of the person.
        past: what the journal holds of earlier runs, in order of time.  A red flag or a pause outlives a restart, so do
            the daily cap, the cooldown, the ledger, how exercises felt and whose turn it is, left or right.
        targets: what the plan wants; None: as is usual.
        learning: whether nudges wait for better moments; None: they do not.
        experiment: whether some are withheld to see what they do; None: none is.
        exercises: all that can be done, by their names in files; an attribute too.
    """

    def __init__(
        self,
        profile: Profile,
        rules: NudgeRules,
        tz: tzinfo,
        past: Iterable[object] = (),
        *,
        targets: PlanTargets | None = None,
        learning: LearningRules | None = None,
        experiment: ExperimentRules | None = None,
        exercises: Mapping[str, Exercise] = CATALOGUE,
    ) -> None:
        self.red_flag_since_s: float | None = None
        self.paused_since_s: float | None = None
        self._profile = profile
        self.exercises = exercises
        self.ledger = Ledger(tz, exercises)
        self.trend = Trend(self.ledger, targets or PlanTargets(), tz)
        self.plan = Plan(self.trend.targets, tz, rules.hours)
        self._judge_at_s = float("-inf")
        self._first_day: date | None = None
        self._tz = tz
        self._gate = SafetyGate(tz)
        self._receptivity = Receptivity(learning or LearningRules(), tz, rules.hours)
        self._experiment = Experiment(experiment or ExperimentRules())
        self._policy = NudgePolicy(rules, tz, profile.wear_site, self._receptivity)
        self._outcomes = OutcomeTracker()
        self._evening = Evening(rules.evening, tz)
        self._recommender = Recommender(profile, tz, rules.hours, self._gate, self.plan, self.ledger, exercises)
        self._claims = Claims(self.ledger, self._recommender)
        self.recall(past)

    def recall(self, past: Iterable[object]) -> None:
        """Take what happened so long ago that no second of it is kept; what says the coach nothing is passed over."""
        for item in past:
            self._recall(item)

    def start(self) -> None:
        """Begin where earlier runs ended: the desktop tells anew what it is like now."""
        self._policy.start()
        self._receptivity.start()

    def _recall(self, item: object) -> None:
        match item:
            case UserAction():
                self._note(self._about(item))
                self._policy.recall(item)
                self._note_pain(item)
            case Outcome() | Wait():
                self._receptivity.feed(item)
            case Nudge() | ContextChange():
                self._policy.recall(item)
                self._receptivity.feed(item)
            case Assignment():
                self._experiment.recall(item)
            case Judgement():
                self.trend.recall(item)
            case Reminder():
                self._evening.recall(item)
                self._policy.recall(item)
            case Recommendation():
                self._recommender.recall(item)
            case PracticeOutcome():
                self._claims.settle(item)
            case Bout(start_s=start_s):
                self._first_day = self._first_day or self.ledger.day_of(start_s)

    def follow(self, item: Said | BoutProgress, decided: Sequence[object] = ()) -> None:
        """Take what happened in an earlier run, and what it brought about then: all is counted, nothing is decided.

        Args:
            item: what happened, in order.
            decided: what was said then because of it, or between it and what happened next, in order.
        """
        match item:
            case UserAction():
                said = self._about(item)
                self._note(said)
                self._outcomes.feed(said)
                self._policy.follow(said)
                if said.action is Action.PAIN:
                    self._note_pain(said)
                    self._go_on_judging(said.time_s)
            case ContextChange():
                self._receptivity.feed(item)
                self._policy.follow(item)
            case BoutProgress():
                self._follow_second(item, next((one for one in decided if isinstance(one, Nudge | Wait)), None))
        withheld = any(isinstance(one, Assignment) and one.arm is Arm.WITHHELD for one in decided)
        for event in decided:
            self._take_over(event, withheld=withheld)

    def _follow_second(self, progress: BoutProgress, decided: Nudge | Wait | None) -> None:
        self._first_day = self._first_day or self.ledger.day_of(progress.time_s)
        if progress.time_s >= self._judge_at_s and self._judge_next(progress.time_s):
            self._go_on_judging(progress.time_s)
        self._outcomes.feed(progress)
        self._policy.follow(progress, decided, may_speak=self._may_speak(progress.time_s))
        if not isinstance(decided, Nudge):
            self._evening.is_open(progress, self.ledger.latest_s)

    def _take_over(self, event: object, *, withheld: bool) -> None:
        """Take what was said in an earlier run as said."""
        match event:
            case Nudge():
                self._outcomes.feed(event)
                if not withheld:
                    self._receptivity.feed(event)
            case Outcome():
                self._outcomes.settle(event)
                self._recall(event)
            case Wait() | Assignment() | Judgement() | Reminder() | Recommendation() | PracticeOutcome():
                self._recall(event)

    def appraise(self, time_s: float) -> Appraisal:
        """Tell how the pain stands as of the days that are over; the plan is as wide as it has become."""
        pain = self.trend.look(time_s)
        self.plan.targets = self.trend.targets
        return pain

    def _go_on_judging(self, time_s: float) -> None:
        """Judge the days up to now as they were judged then; what was to be said of them was said."""
        if not self._gate.locked:
            self.appraise(time_s)

    def _note(self, said: UserAction) -> list[SafetyNotice]:
        """Take note of what stands since when, and of how exercises felt; gives what the gate has to say of it."""
        notices = self._gate.feed(said)
        self._recommender.feelings.feed(said)
        self.red_flag_since_s = (self.red_flag_since_s or said.time_s) if self._gate.locked else None
        if said.action in (Action.PAUSE, Action.RESUME):
            self.paused_since_s = (self.paused_since_s or said.time_s) if said.action is Action.PAUSE else None
        return notices

    def _note_pain(self, said: UserAction) -> None:
        """Take an entry of the diary."""
        if isinstance(said.said, PainEntry):
            self.trend.feed(said.said)
            if said.said.situation is Situation.STAIRS:
                self._recommender.stairs_hurt_s = said.time_s

    def _judge(self, time_s: float) -> Iterator[Judgement]:
        """What the pain asks for; while a red flag stands, that comes first."""
        if not self._gate.locked:
            yield from self.trend.judge(time_s)
        self.plan.targets = self.trend.targets

    def _may_speak(self, time_s: float) -> bool:
        """No red flag stands, and it is not the week that is only watched."""
        return not self._gate.locked and not self.plan.is_baseline(self._first_day, time_s)

    def _about(self, said: UserAction) -> UserAction:
        """A feedback is about the exercise that was offered last, if it names none."""
        last = self._recommender.last
        if not isinstance(said.said, Feedback) or said.said.exercise is not None or last is None:
            return said
        return replace(said, detail=f"{said.said.felt} {last.exercise}")

    @property
    def intake(self) -> Intake:
        """The answers so far."""
        return self._gate.intake

    def bars(self, exercise: Exercise, time_s: float) -> Bar | None:
        """Tell why an exercise may not be done at `time_s`; None if it may."""
        bar = self._gate.bars(exercise, time_s)
        return Bar.DRIVING if bar is None and self._policy.is_driving(time_s) else bar

    def dose(self, exercise: Exercise, time_s: float) -> Exercise:
        """Give an exercise the dose that fits what was done and felt."""
        return self._recommender.dose(exercise, time_s)[0]

    @property
    def locked(self) -> bool:
        """True while a red flag stands: no nudge, no recommendation."""
        return self._gate.locked

    @property
    def sitting_s(self) -> float:
        """Sitting observed since the last break."""
        return self._policy.sitting_s

    @property
    def affected_side(self) -> Side | None:
        """Which buttock hurts, by the newest word; None until somebody said so."""
        return self._profile.affected_side or self._gate.affected_side

    @property
    def recommended(self) -> Recommendation | None:
        """What was recommended last, now or in an earlier run."""
        return self._recommender.last

    @property
    def load(self) -> Load:
        """What sitting has left behind today, and nothing has paid back yet."""
        return self._policy.load

    def wait_s(self, time_s: float) -> float:
        """Sitting still needed, as of `time_s`, before the next nudge; see `NudgePolicy.wait_s`."""
        return self._policy.wait_s(time_s)

    def held_by(self, time_s: float) -> Closed | None:
        """Tell what holds every nudge back at `time_s`; None if nothing does."""
        if self.locked:
            return Closed(Hold.RED_FLAG)
        if self.plan.is_baseline(self._first_day, time_s):
            return Closed(Hold.FIRST_WEEK)
        return self._policy.held_by(time_s)

    def coming(self, time_s: float, posture: Posture | None, *, seen: bool, learned: bool) -> Coming:
        """Tell what comes next, or why nothing does.

        Args:
            time_s: now, UTC in POSIX seconds; while somebody is seen, the end of the last second.
            posture: of the open bout; None if there is none.
            seen: whether the wearable sends.
            learned: whether it is known how the wearable sits.
        """
        if (closed := self.held_by(time_s)) is not None:
            return Coming(Next.HELD, held_by=closed)
        if not seen:
            return Coming(Next.UNSEEN)
        if posture is Posture.SITTING:
            return self._coming_while_sitting(time_s)
        if posture is Posture.UNKNOWN:
            return Coming(Next.UNCLEAR if learned else Next.UNLEARNED)
        return Coming(Next.UNWORN if posture is Posture.NON_WEAR else Next.NOTHING)

    def _coming_while_sitting(self, time_s: float) -> Coming:
        if (wait_s := self.wait_s(time_s)) > 0.0:
            return Coming(Next.NUDGE, wait_s)
        waits = self._policy.better_moment(time_s)
        return Coming(Next.DUE) if waits is None else Coming(Next.HELD, held_by=waits)

    def is_held_back(self, time_s: float) -> bool:
        """Whether nothing is to be said at `time_s`: paused, quiet hours, or a context in which nobody wants it."""
        return self._policy.is_held_back(time_s)

    def feed(self, item: CoachInput) -> list[CoachEvent]:
        """What happens because of `item`, all at its time: notice, outcomes, then the nudge and its recommendation."""
        match item:
            case PracticeOutcome():
                self._claims.settle(item)
                return []
            case UserAction():
                return list(self._hear(self._about(item)))
            case ContextChange():
                self._receptivity.feed(item)
                self._policy.feed(item)
                return []
            case BoutProgress():
                return list(self._watch(item))

    def _hear(self, said: UserAction) -> Iterator[CoachEvent]:
        yield from self._note(said)
        if isinstance(said.said, IntakeAnswer) and said.said.question == "side" and self._gate.affected_side:
            self._profile = replace(self._profile, affected_side=self._gate.affected_side)
            self._recommender.profile = self._profile  # the newest word; the settings have it from the next start on
        yield from self._outcomes.feed(said)
        yield from self._policy.feed(said)
        if said.action is Action.STRETCH:
            yield self._begin(said)
        if said.action is Action.DID:
            yield self._claims.did(said)
        if said.action is Action.DONE:
            yield from self._claims.done_late(said.time_s)
        if said.action is Action.PAIN:
            self._note_pain(said)
            yield from self._judge(said.time_s)

    def _watch(self, progress: BoutProgress) -> Iterator[CoachEvent]:
        self._first_day = self._first_day or self.ledger.day_of(progress.time_s)
        if progress.time_s >= self._judge_at_s and self._judge_next(progress.time_s):
            yield from self._judge(progress.time_s)
        for outcome in self._outcomes.feed(progress):
            yield outcome
            self._receptivity.feed(outcome)
        for said in self._policy.feed(progress, may_speak=self._may_speak(progress.time_s)):
            yield said
            if isinstance(said, Nudge):
                yield from self._follow(said)
                return
        if self._evening.is_open(progress, self.ledger.latest_s) and self._may_remind(progress.time_s):
            reminder = self._evening.remind(progress.time_s, self._recommender.wanted_at_home(progress.time_s))
            if reminder is not None:
                self._policy.recall(reminder)
                yield reminder
                yield self._recommend(reminder)

    def _judge_next(self, time_s: float) -> bool:
        """Whether the pain is looked at now: once a local day, when somebody is there and nothing holds it back."""
        if self._policy.is_held_back(time_s):
            self._judge_at_s = time_s + 60.0
            return False
        self._judge_at_s = local_midnight_s(self.ledger.day_of(time_s) + timedelta(days=1), self._tz)
        return True

    def _follow(self, nudge: Nudge) -> Iterator[CoachEvent]:
        """What a nudge brings: its lot, if it is drawn, and its recommendation, unless that is withheld."""
        self._outcomes.feed(nudge)
        lot = self._experiment.assign(nudge)
        if lot is not None:
            yield lot
        if lot is None or lot.arm is not Arm.WITHHELD:
            self._receptivity.feed(nudge)
            yield self._recommend(nudge, other_words=lot is not None and lot.arm is Arm.WORDING_B)

    def _may_remind(self, time_s: float) -> bool:
        """Nothing is reminded of before the first nudge, which is the guide's beginning (H5)."""
        return self._recommender.last is not None and self._may_speak(time_s) and self._policy.may_remind(time_s)

    def _recommend(self, asked: Nudge | Reminder, *, other_words: bool = False) -> Recommendation:
        recommendation = self._recommender.recommend(asked, other_words=other_words)
        self._recommender.recall(recommendation)
        return recommendation

    def _begin(self, said: UserAction) -> Recommendation | Reply:
        """An exercise that a person begins unasked, such as `seated-figure-4 left`; refused where the gate bars it."""
        if not isinstance(said.said, Begun) or said.said.exercise not in self.exercises:
            return Reply(said.time_s, said.action, granted=False, exercise=said.detail)
        exercise = self.exercises[said.said.exercise]
        if (bar := self.bars(exercise, said.time_s)) is not None:
            return Reply(said.time_s, said.action, granted=False, exercise=said.detail, bar=bar)
        begun = self._recommender.begin(said.time_s, exercise, said.said.side)
        self._recommender.recall(begun)
        return begun

    def finish(self) -> list[Outcome]:
        """What becomes of the nudges that were still followed where the input ended."""
        return self._outcomes.finish()
