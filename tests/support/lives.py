"""Lives at random, lived through the stages second by second, with gaps, or with restarts in their place.

The postures are told, as if a classifier had; all else is the product's own: bouts, coach, practice, memory.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

import numpy as np

from monitor.assembly import build_pipeline
from monitor.coaching.inputs import OF_THE_DESKTOP, Action, Context, ContextChange, IntakeAnswer, UserAction
from monitor.coaching.profile import NudgeRules, Profile, Side
from monitor.edges.journal import Entry, EventEntry, InputEntry, Journal, JournalWriter, SecondsEntry
from monitor.history import Past, clock_set, recall
from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Features
from monitor.pipeline import Event, Pipeline
from monitor.posture.bouts import Bout
from monitor.posture.classifier import POSTURES, PostureBlock
from monitor.posture.labels import MUTE_S, NON_WEAR_S, SUSPECT_S, Posture, PostureEpoch
from monitor.records import body_of, event_time_s, kind_of
from tests.support.said import DETAILS

RULES: Final = NudgeRules(limit_s=300.0, ladder_s=(120.0, 240.0), snoozes_s=(180.0, 60.0), cooldown_s=60.0, skips=2)
"""Impatient: what takes hours takes minutes, so that a short life meets all of it."""

SAYS: Final = [action for action in Action if action not in (Action.POSE, Action.STRETCH, *OF_THE_DESKTOP)]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing of a life: seconds in a posture, a gap, or something said or met.

    Attributes:
        what: a posture, "gap", "clock" (it is put ahead or back), an action or a context.
        how: seconds; or the detail of an action; or whether a context begins.
        seed: of the chance in it.
    """

    what: Posture | Action | Context | str
    how: object
    seed: int = 0


def a_life(rng: random.Random, steps: int = 40, *, clock: bool = False) -> list[Step]:
    """Mostly sitting, interrupted in every way; with `clock`, the clock is set now and then."""
    life = [Step(Posture.SITTING, 5, rng.getrandbits(32))]
    for _ in range(steps):
        drawn, seed = rng.random(), rng.getrandbits(32)
        if drawn < 0.35:
            life.append(Step(Posture.SITTING, rng.randint(30, 500), seed))
        elif drawn < 0.6:
            life.append(Step(rng.choice(list(Posture)), rng.randint(1, 150), seed))
        elif drawn < 0.72:
            life.append(Step("gap", rng.choice([rng.randint(1, 15), rng.randint(10, 2400)])))
        elif drawn < 0.9:
            action = rng.choice(SAYS)
            life.append(Step(action, rng.choice(DETAILS.get(action, ["", "leg-weakness"]))))
        elif clock and drawn < 0.92:
            life.append(Step("clock", rng.choice([-3600, -7200, 3600, 40_000, -90_000, 365 * 86_400])))
        else:
            life.append(Step(rng.choice(list(Context)), rng.random() < 0.5))
    return life


@dataclass(slots=True)
class Lived:
    """One life as it is lived, and all that is kept of it.

    Attributes:
        zone: of the person.
        start_s: UTC in POSIX seconds.
        restarts: at the end of which gaps, counted from 0, the stages begin anew from what was kept.
        profile, rules: of the person.
        events: all that happened, in order, but seconds.
    """

    zone: tzinfo
    start_s: float
    restarts: frozenset[int] = frozenset()
    profile: Profile = field(default_factory=Profile)
    rules: NudgeRules = RULES
    events: list[Event] = field(default_factory=list)
    _kept: list[Past] = field(default_factory=list)
    _active: set[Context] = field(default_factory=set)
    _types: bool = False  # whether its desktop sees hands
    _now_s: float = 0.0
    _stepped_s: float = 0.0
    _stages: Pipeline = field(init=False)

    def live(self, life: list[Step]) -> list[Event]:
        """Live it; gives all that happened."""
        self._now_s = self.start_s
        self._stages = self._begun()
        gaps = 0
        for step in life:
            match step.what:
                case Posture():
                    self._spend(step)
                case Action():
                    self._take(UserAction(self._now_s, step.what, str(step.how)))
                case Context():
                    self._meet(step.what, active=bool(step.how))
                case "clock":
                    self._stepped_s = float(str(step.how))
                    self._now_s += self._stepped_s
                    self._tell_clock()
                    self._stages = self._begun()  # as the running sitmon does when its clock was set
                case _:
                    self._pass(float(str(step.how)), restarts=gaps in self.restarts)
                    gaps += 1
        return self.events

    def _begun(self) -> Pipeline:
        stages = build_pipeline(self.profile, self.rules, self.zone, None, self._past())
        stages.classifier = _Told()  # type: ignore[assignment]
        return stages

    def _past(self) -> list[Past]:
        return list(self._kept)

    def _spend(self, step: Step) -> None:
        for block in blocks(step, self._now_s):
            self._keep(self._stages._epochs(block))
            self._now_s = block.end_s

    def _meet(self, context: Context, *, active: bool) -> None:
        self._active = self._active | {context} if active else self._active - {context}
        self._types = self._types or context is Context.TYPING
        self._take(ContextChange(self._now_s, context, active))

    def _pass(self, seconds: float, *, restarts: bool) -> None:
        """Time passes unseen; whether or not sitmon begins anew meanwhile, the desktop tells what it is like now."""
        self._now_s += seconds
        if restarts:
            self._stages = self._begun()
        for context in Context:  # a desktop is asked anew; in a gap it has nothing new to tell
            if context in self._active or (context is Context.TYPING and self._types):
                self._take(ContextChange(self._now_s, context, active=context in self._active))

    def _take(self, item: UserAction | ContextChange) -> None:
        self._write(item)
        self._keep(self._stages.feed(item))
        if isinstance(item, UserAction) and isinstance(item.said, IntakeAnswer) and item.said.question == "side":
            self.profile = replace(self.profile, affected_side=Side(item.said.answer))  # as the settings show it then

    def _keep(self, events: list[Event] | Iterator[Event]) -> None:
        for event in events:
            if not isinstance(event, PostureEpoch):
                self.events.append(event)
            self._write(event)

    def _tell_clock(self) -> None:
        """Keep that the clock was set."""

    def _write(self, item: UserAction | ContextChange | Event) -> None:
        self._kept.append(item)  # type: ignore[arg-type]


@dataclass(slots=True)
class Journalled(Lived):
    """The same with the real journal on disk between: what is known after a restart is what was read from there.

    Attributes:
        path: of the journal.
    """

    path: Path = Path()
    _writer: JournalWriter | None = None

    def _past(self) -> list[Past]:
        if self._writer is not None:
            self._writer.close()
        past, last = [], 0
        if self.path.exists():
            with Journal(self.path, read_only=True) as journal:
                past, last = recall(journal, self._now_s, self.zone), journal.last_input()
        self._writer = JournalWriter(self.path, lambda: self._now_s, hear_after=last)
        return past

    def _tell_clock(self) -> None:
        if self._writer is not None:
            self._writer.flush(10.0)
            with Journal(self.path, read_only=True) as journal:
                number = journal.last_input()
            self._writer.keep(clock_set(self._now_s, 0, number, -self._stepped_s))

    def _write(self, item: UserAction | ContextChange | Event) -> None:
        entry: Entry
        match item:
            case UserAction() | ContextChange():
                entry = InputEntry(item, 0)
            case PostureEpoch():
                entry = SecondsEntry((item,), 0)
            case _:
                entry = EventEntry(kind_of(item), event_time_s(item), 0, body_of(item, UTC))
        if self._writer is not None:
            self._writer.keep(entry)

    def close(self) -> None:
        """Let go of the journal."""
        if self._writer is not None:
            self._writer.close()


class _Told:
    """A classifier that is told: the code of each second's posture stands in its mean vector."""

    def feed(self, block: EpochBlock) -> PostureBlock:
        """The posture of each epoch, as it was written in."""
        codes = block.features.mean_g[:, 0].astype(np.int8)
        still_s = block.features.mean_g[:, 1].astype(np.int64)
        known = (codes != POSTURES.index(Posture.UNKNOWN)) & (codes != POSTURES.index(Posture.NON_WEAR))
        confidence = np.where(known, block.features.mean_g[:, 2], 0.0)
        return PostureBlock(block.start_s, codes, confidence, still_s, block.features.sd_g > 0.05)


def blocks(step: Step, start_s: float) -> Iterator[EpochBlock]:
    """The seconds of a step, in blocks as they come out of the windower; a posture that is kept may be a desk's."""
    rng, count = random.Random(step.seed), int(str(step.how))
    desk = rng.random() < 0.15
    rows, sds = [], []
    for second in range(count):
        still_s = second if desk else 0
        posture = step.what if still_s < SUSPECT_S else Posture.UNKNOWN if still_s < NON_WEAR_S else Posture.NON_WEAR
        sure = 0.5 if rng.random() < 0.05 else 0.995
        rows.append((POSTURES.index(Posture(posture)), still_s if still_s >= MUTE_S // 2 else 0, sure))
        sds.append(0.06 if not desk and rng.random() < 0.03 else 0.01)
    cuts = sorted({0, count, *(rng.randint(0, count) for _ in range(count // 40))})
    for first, last in pairwise(cuts):
        features = Features(np.array(rows[first:last], float), np.array(sds[first:last]), np.array(sds[first:last]))
        yield EpochBlock(start_s + first, features)


def first_difference(one: list[Event], other: list[Event], *, shifts: bool = True) -> str:
    """Where two lives part, in a line; empty if they do not.  Shifts in the chair count only if they are to."""
    for a, b in zip(one, other, strict=False):
        if not shifts and isinstance(a, Bout) and isinstance(b, Bout):
            a, b = replace(a, shifts=None), replace(b, shifts=None)
        if a != b:
            return f"{a} != {b}"
    return "" if len(one) == len(other) else f"one has {len(one)} events, the other {len(other)}"


def kinds(events: list[Event]) -> dict[str, int]:
    """How many of each kind there were."""
    names = sorted(type(event).__name__ for event in events)
    return {name: len(list(group)) for name, group in groupby(names)}
