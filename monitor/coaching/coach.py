"""The room as one stage: what the body does, what people say and where they are goes in; what to say comes out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from monitor.coaching.gate import SafetyGate, named
from monitor.coaching.inputs import Action, ContextChange, UserAction
from monitor.coaching.nudges import Nudge, NudgePolicy, Reply
from monitor.coaching.outcomes import Outcome, OutcomeTracker
from monitor.coaching.profile import NudgeRules, Profile
from monitor.coaching.recommend import Recommendation, recommend
from monitor.coaching.safety import SafetyNotice
from monitor.posture.bouts import BoutProgress
from monitor.texts import ENGLISH, Tongue

CoachInput = BoutProgress | UserAction | ContextChange
CoachEvent = SafetyNotice | Reply | Outcome | Nudge | Recommendation


class Coach:
    """Says what is to be said; feed everything in order of time.

    Args:
        profile: who.
        rules: when to speak.
        tz: the time zone of the person.
        past: what the journal holds of earlier runs, in order of time.  A red flag or a pause outlives a restart, so do
            the daily cap, the cooldown and whose turn it is, left or right.
        tongue: what is said is said in.
    """

    def __init__(
        self,
        profile: Profile,
        rules: NudgeRules,
        tz: tzinfo,
        past: Iterable[UserAction | Nudge | Recommendation] = (),
        tongue: Tongue = ENGLISH,
    ) -> None:
        self._profile = profile
        self._tz = tz
        self._gate = SafetyGate(tz, tongue=tongue)
        self._policy = NudgePolicy(rules, tz, profile.sitting_word, tongue)
        self._outcomes = OutcomeTracker()
        self._history: list[Recommendation] = []
        for item in past:
            self._recall(item)

    def _recall(self, item: UserAction | Nudge | Recommendation) -> None:
        match item:
            case UserAction():
                self._gate.feed(self._about(item))
                self._policy.recall(item)
            case Nudge():
                self._policy.recall(item)
            case Recommendation():
                self._history.append(item)

    @property
    def _person(self) -> Profile:
        """Who, with the side that was answered where the settings name none."""
        side = self._profile.affected_side or self._gate.affected_side
        return replace(self._profile, affected_side=side)

    def _about(self, said: UserAction) -> UserAction:
        """A feedback is about the exercise that was offered last, if it names none."""
        if said.action is not Action.FEEDBACK:
            return said
        return replace(said, detail=named(said.detail, self._history[-1].exercise if self._history else None))

    @property
    def locked(self) -> bool:
        """True while a red flag stands: no nudge, no recommendation."""
        return self._gate.locked

    @property
    def sitting_s(self) -> float:
        """Sitting observed since the last break."""
        return self._policy.sitting_s

    def wait_s(self, time_s: float) -> float:
        """Sitting still needed, as of `time_s`, before the next nudge; see `NudgePolicy.wait_s`."""
        return self._policy.wait_s(time_s)

    def held_by(self, time_s: float) -> str | None:
        """What holds every nudge back at `time_s`, in a few words; None if nothing does."""
        return self._policy.held_by(time_s)

    def is_held_back(self, time_s: float) -> bool:
        """Whether nothing is to be said at `time_s`: paused, quiet hours, or a context in which nobody wants it."""
        return self._policy.is_held_back(time_s)

    def feed(self, item: CoachInput) -> list[CoachEvent]:
        """What happens because of `item`, all at its time: notice, outcomes, then the nudge and its recommendation."""
        events: list[CoachEvent] = []
        if isinstance(item, UserAction):
            item = self._about(item)
            events += self._gate.feed(item)
        if not isinstance(item, ContextChange):
            events += self._outcomes.feed(item)
        for said in self._policy.feed(item, may_speak=not self._gate.locked):
            events.append(said)
            if isinstance(said, Reply):
                continue
            self._outcomes.feed(said)
            recommendation = recommend(said, self._person, self._history, self._tz, self._gate)
            self._history.append(recommendation)
            events.append(recommendation)
        return events

    def finish(self) -> list[Outcome]:
        """What becomes of the nudges that were still followed where the input ended."""
        return self._outcomes.finish()
