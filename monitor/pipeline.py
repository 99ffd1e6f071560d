"""The one way through the house: live, replayed and in a notebook it is the same call, `feed`."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.coaching.coach import Coach, CoachEvent
from monitor.coaching.inputs import Action, ContextChange, UserAction
from monitor.coaching.practice import PracticeTracker
from monitor.coaching.recommend import Recommendation
from monitor.coaching.sessions import PracticeOutcome
from monitor.motion.arrivals import Arrival
from monitor.motion.epochs import EpochBlock, Windower
from monitor.motion.quality import StreamQuality
from monitor.motion.samples import Rejected, SampleAssembler, SampleBlock
from monitor.posture.bouts import Bout, BoutTracker
from monitor.posture.classifier import PostureBlock, PostureClassifier, classifier_for
from monitor.posture.labels import Posture, PostureEpoch, Relabel
from monitor.posture.mounting import Change, Mounting, MountingChange
from monitor.posture.recent import Recent, Second
from monitor.posture.shifts import ShiftCounter


@dataclass(frozen=True, slots=True)
class Gap:
    """No epochs are known of `[start_s, end_s)`, UTC in POSIX seconds: neither sitting nor a break."""

    start_s: float
    end_s: float


Input = Arrival | SampleBlock | UserAction | ContextChange
Event = Rejected | Gap | MountingChange | PostureEpoch | Relabel | Bout | CoachEvent | PracticeOutcome


def assemble(arrivals: Iterable[Arrival]) -> Iterator[SampleBlock]:
    """The samples alone, of arrivals in the order in which they came; what cannot be used is left out."""
    assembler = SampleAssembler()
    for arrival in arrivals:
        yield from (made for made in assembler.feed(arrival) if isinstance(made, SampleBlock))


def classify_blocks(blocks: Iterable[SampleBlock], classifier: PostureClassifier) -> Iterator[PostureBlock]:
    """The lower half of the way, for samples alone: postures of blocks of samples in order of time."""
    windower = Windower()
    for block in blocks:
        for epochs in windower.feed(block):
            yield classifier.feed(epochs)
    for epochs in windower.finish():
        yield classifier.feed(epochs)


@dataclass(slots=True)
class Pipeline:
    """From what came to what happened; feed inputs in the order in which they came.

    Attributes:
        classifier: knows the wear site and the mounting.
        coach: knows the person and the rules.
        practice: knows what the wearable can see of an exercise, and follows those that are done.
        wear_site: where it is worn.
        sample_listener: is given every sample block as well, such as for a guided pose; decides nothing.
    """

    classifier: PostureClassifier
    coach: Coach
    practice: PracticeTracker
    bouts: BoutTracker = field(default_factory=BoutTracker)
    shifts: ShiftCounter = field(default_factory=ShiftCounter)
    wear_site: str = "thigh"
    sample_listener: Callable[[SampleBlock], None] | None = None
    _samples: SampleAssembler = field(default_factory=SampleAssembler)
    _windower: Windower = field(default_factory=Windower)
    _recent: Recent = field(default_factory=Recent)
    _end_s: float | None = None
    _worn: bool = True

    @property
    def quality(self) -> StreamQuality:
        """How well the stream comes."""
        return self._samples.quality

    def feed(self, item: Input) -> list[Event]:
        """What this input made happen, in order of time."""
        match item:
            case Arrival():
                return [event for made in self._samples.feed(item) for event in self._sampled(made)]
            case SampleBlock():
                return list(self._sampled(item))
            case UserAction(action=Action.POSE):
                return list(self._posed(item))
            case UserAction():
                events = self.coach.feed(item)
                self._heed(item)
                return list(self._begun(events))
            case ContextChange():
                return list(self.coach.feed(item))

    def remember(self, past: Sequence[UserAction | ContextChange | Event]) -> None:
        """Take what earlier runs saw, heard and said, in order, so that a restart is a gap and nothing else.

        What lies before the first second is remembered as such; from there on all is followed, second by second.  Each
        event stands behind the second, or behind what was said, that brought it about.
        """
        first = next((at for at, item in enumerate(past) if isinstance(item, PostureEpoch)), len(past))
        self.coach.recall(past[:first])
        cause: PostureEpoch | UserAction | ContextChange | None = None
        decided: list[Event] = []
        for item in past[first:]:
            if isinstance(item, PostureEpoch | UserAction | ContextChange):
                self._follow(cause, decided)
                cause, decided = item, []
            else:
                decided.append(item)
        self._follow(cause, decided)
        self._stop_if_locked(self._end_s or 0.0)  # one that a wrong clock put before the exercise ends it all the same
        self.coach.start()

    def catch_up(self, now_s: float) -> list[Event]:
        """What the time up to `now_s` (UTC in POSIX seconds), in which nothing was seen, has ended for certain."""
        if self._end_s is None or now_s - self._end_s < self.bouts.minimum_s:
            return []
        return list(map(self.shifts.counted, self.bouts.finish()))

    def _follow(self, cause: PostureEpoch | UserAction | ContextChange | None, decided: Sequence[Event]) -> None:
        match cause:
            case PostureEpoch():
                for bout in self.bouts.feed(cause):
                    self.shifts.counted(bout)
                if cause.shifted:
                    self.shifts.recall(cause.start_s)
                self._end_s = cause.end_s
                self._worn = cause.posture is not Posture.NON_WEAR
                if (progress := self.bouts.progress()) is not None:
                    self.practice.feed(progress, None)
                    self.coach.follow(progress, decided)
            case UserAction():
                self.coach.follow(cause, decided)
                self._heed(cause)
            case ContextChange():
                self.coach.follow(cause, decided)
        for event in decided:
            match event:
                case Bout():
                    self.bouts.settle(event)
                case MountingChange():
                    self.practice.mounting = event.mounting
                case Recommendation():
                    self.practice.begin(event)
                case PracticeOutcome():
                    self.practice.settle(event)

    def _heed(self, said: UserAction) -> None:
        """Take what is said of the exercise that is followed; a red flag ends it, also as an answer of the intake."""
        self.practice.heed(said)
        self._stop_if_locked(said.time_s)

    def _stop_if_locked(self, time_s: float) -> None:
        """End the exercise that is followed while a red flag stands."""
        if self.coach.locked:
            self.practice.heed(UserAction(time_s, Action.RED_FLAG))

    def last_minute(self) -> list[Second]:
        """The last minute as it was, oldest first, for who wants to look."""
        return [] if self._end_s is None else list(self._recent.before(self._end_s))

    def pause(self) -> list[Event]:
        """What the last second brings that a gap begins in; all that is open stays open."""
        return [event for block in self._windower.finish() for event in self._epochs(block)]

    def finish(self) -> list[Event]:
        """What was still open, closed where the input ended."""
        events = self.pause()
        practised = self._practised(self.practice.finish())
        return [*events, *self.coach.finish(), *practised, *map(self.shifts.counted, self.bouts.finish())]

    def _sampled(self, made: SampleBlock | Rejected) -> Iterator[Event]:
        if isinstance(made, Rejected):
            yield made
            return
        if self.sample_listener is not None:
            self.sample_listener(made)
        self._recent.feed_samples(made)
        for block in self._windower.feed(made):
            yield from self._epochs(block)

    def _epochs(self, block: EpochBlock) -> Iterator[Event]:
        postures = self.classifier.feed(block)
        self._recent.feed_epochs(block, postures)
        shifts_s = self.shifts.feed(block, postures)
        changes = deque(postures.changes)
        for offset, epoch in enumerate(postures.epochs()):
            yield from map(self.shifts.counted, self.bouts.feed(epoch))
            if self._end_s is not None and epoch.start_s > self._end_s:
                yield Gap(self._end_s, epoch.start_s)
            self._end_s = epoch.end_s
            if self._worn and epoch.posture is Posture.NON_WEAR:
                yield epoch.taken_off()
            self._worn = epoch.posture is not Posture.NON_WEAR
            yield replace(epoch, shifted=True) if epoch.start_s in shifts_s else epoch
            if (progress := self.bouts.progress()) is not None:
                yield from self._practised(self.practice.feed(progress, self._recent.second(offset)))
                yield from self._begun(self.coach.feed(progress))
            while changes and changes[0].time_s <= epoch.end_s:
                yield from self._mounted(changes.popleft())

    def _mounted(self, change: MountingChange) -> Iterator[Event]:
        self.practice.mounting = change.mounting
        yield change

    def _posed(self, said: UserAction) -> Iterator[Event]:
        """From now on it sits as a pose has told."""
        if not isinstance(mounting := said.said, Mounting):
            return
        before = self.practice.mounting
        turned_deg = 0.0 if before is None else before.off_deg(mounting)
        self.classifier = classifier_for(mounting, self.wear_site)
        yield from self._mounted(MountingChange(said.time_s, Change.POSED, mounting, turned_deg))

    def _begun(self, events: Iterable[CoachEvent]) -> Iterator[Event]:
        """What the coach said; each exercise is followed from then on, but what was done already."""
        for event in events:
            yield event
            if isinstance(event, PracticeOutcome):
                self.practice.settle(event)
            if isinstance(event, Recommendation):
                before = self._recent.before(event.time_s)
                yield from self._practised(self.practice.begin(event, before))

    def _practised(self, outcomes: Iterable[PracticeOutcome]) -> Iterator[Event]:
        """What became of an exercise, and what the coach makes of it."""
        for outcome in outcomes:
            yield outcome
            yield from self.coach.feed(outcome)
