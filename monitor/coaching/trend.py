"""The plateau rule: weeks of practice that change nothing widen the plan, and then send to a professional (B4, F5, F6).

    practice and diary   |---- 4 weeks ----|---- 4 weeks ----|
    not less, diligent                     widen             refer      a card each, once
    clearly less                           neither, and after widening: begin anew
    too little practice                    said instead; it is not known whether practice helps

What is diligent says `monitor.coaching.adherence`.  Pain that is clearly worse widens the plan as well, and its card
sends to a professional at once: several weeks of care made nothing better, and the guide does not say to wait on.

*Less* is told by a line through the daily medians that a few bad evenings do not bend: slightly less than at its
beginning, or clearly less than as many weeks before.  The plan widens once it was neither for a week on end, since a
line through a noisy month may be flat for a day; a referral does not wait for that.

A sudden rise is not for this rule, which waits for weeks: it asks at once, whatever was practised, whether something
sudden or worrying comes with it, since a red flag must not wait (F1, F3).  It is a question, never the card of the
plateau.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from statistics import median
from typing import Final

from monitor.coaching.adherence import DILIGENT, adherence
from monitor.coaching.diary import PainEntry
from monitor.coaching.exercises import Target
from monitor.coaching.pain_line import (
    CLEARLY_POINTS,
    CLEARLY_SHARE,
    SLIGHTLY_POINTS,
    SLIGHTLY_SHARE,
    PainLine,
    fit_line,
)
from monitor.coaching.plan import PlanTargets
from monitor.coaching.sessions import Ledger
from monitor.texts import ENGLISH, Text, Tongue

LITTLE_LEVEL: Final = 1.0
"""Pain that ends at this level or below is little, and no reason for a card (product default)."""

DAYS_A_WEEK: Final = 2
"""Days with an entry, of each week, that a judgement needs; in both halves of the time (product default)."""

SUDDEN_POINTS: Final = 3.0
"""Two days with entries, so far above the usual level, are a sudden rise (product default)."""

USUAL_DAYS: Final = 21
"""The usual level is the median of so many days before; five of them with an entry (product defaults)."""

FLAT_DAYS: Final = 7
"""On so many days on end the pain must be told not to be less before the plan widens (product default)."""

NEIGHBOURS: Final = frozenset({Target.GEMELLI, Target.OBTURATOR_INTERNUS})
"""What else the guide says can be the culprit (B3)."""

_PROFESSIONALS: Final = Text(
    "A doctor looks for other causes. A physiotherapist looks at how you move. "
    "A clinical massage therapist works on the deep soft tissue."
)
_FLAT: Final = Text("After {weeks} weeks of practice the pain is not less.")
_WORSE: Final = Text("After {weeks} weeks of practice the pain is worse.")
_WIDER: Final = Text(
    "The guide this follows says that then the neighbours of the piriformis, the gemelli and the obturator internus, "
    "can be what presses, and to be comprehensive: from now on the plan asks for more massage and strength."
)
_ANY_TIME: Final = Text("A professional can be asked at any time; nothing here has to come first.")
_WORSE_TOO: Final = Text("Since it is worse, see a professional now, beside the wider plan.")
_REFER: Final = Text(
    "After {weeks} more weeks, with more massage and strength in the plan, the pain is still not less. "
    "The guide this follows says to see a professional then."
)
_SUDDEN: Final = Text(
    "The pain has risen by {points} within days. If a leg is suddenly or newly weak or numb, if bladder or bowel "
    "control is lost, or if anything else about it is sudden or worrying, get medical help now, and tell it here: "
    "sitmon red-flag. Otherwise let a professional look at it soon."
)


class Kind(StrEnum):
    """What is to be said of the pain."""

    NOT_YET = "not yet"
    TOO_FEW_ENTRIES = "too few entries"
    TOO_LITTLE_PRACTICE = "not enough practice to judge"
    LITTLE_PAIN = "little pain"
    LESS = "less"
    WIDEN = "widen"
    REFER = "refer"
    SUDDEN = "sudden"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of the pain.

    Attributes:
        time_s: when it was asked for, UTC in POSIX seconds.
        kind: what.
        sentence: the same in one or two plain sentences, with the numbers behind it.
        title: at most 40 characters; empty where there is no card, as are the next two.
        body: at most 120 characters, complete in itself.
        card: the whole text.
        targets: the muscles that the plan now works too.
    """

    time_s: float
    kind: Kind
    sentence: str
    title: str = ""
    body: str = ""
    card: str = ""
    targets: frozenset[Target] = frozenset()


class _Stage(StrEnum):
    BEGUN = "begun"
    WIDENED = "widened"
    REFERRED = "referred"


class Trend:
    """Judges the pain against the practice; feed every entry of the diary, and the ledger, in order of time.

    Whole local days are judged, one after the other: how often somebody asks changes nothing.

    Args:
        ledger: what was practised; fed by its owner, up to the moment that is judged.
        targets: what was planned; of a plan that was widened, what it was before, so that more was never asked for.
        tz: the time zone of the person.
        tongue: what is said is said in.
    """

    def __init__(self, ledger: Ledger, targets: PlanTargets, tz: tzinfo, tongue: Tongue = ENGLISH) -> None:
        self._ledger = ledger
        self._targets = targets
        self._tz = tz
        self._tongue = tongue
        self._weeks = targets.judged_weeks
        self._span = timedelta(days=7 * self._weeks)
        self._levels: dict[date, list[int]] = {}
        self._stage = _Stage.BEGUN
        self._since = date.min  # when the stage began
        self._start_level = 0.0  # of the pain, when it began to be flat
        self._flat_days = 0
        self._sudden_on = date.min
        self._judged_until: date | None = None
        self._reached: list[tuple[date, Judgement]] = []  # every card, with the day as of which it holds
        self._said_until = date.min

    def feed(self, entry: PainEntry) -> None:
        """Take one entry."""
        self._levels.setdefault(self._day(entry.time_s), []).append(entry.level)

    def recall(self, judgement: Judgement) -> None:
        """Take it that a judgement was said in an earlier run: its card does not come again."""
        self._said_until = max(self._said_until, self._day(judgement.time_s) - timedelta(days=1))

    @property
    def targets(self) -> PlanTargets:
        """What is planned now: more, once the plan was widened."""
        return self._targets if self._stage is _Stage.BEGUN else self._targets.widened()

    def judge(self, time_s: float) -> list[Judgement]:
        """The cards that are new as of yesterday, each once; none for most of the time."""
        yesterday = self._advance(time_s)
        new = [_at(time_s, said) for day, said in self._reached if day > self._said_until]
        self._said_until = max(self._said_until, yesterday)
        return new

    def look(self, time_s: float) -> Judgement:
        """How the pain stands as of yesterday, with the numbers; says no card."""
        yesterday = self._advance(time_s)
        found = self._appraise(yesterday)
        if self._stage is _Stage.BEGUN or found.kind in (Kind.LESS, Kind.LITTLE_PAIN):
            return _at(time_s, found)
        kind = Kind.WIDEN if self._stage is _Stage.WIDENED else Kind.REFER
        text = {
            Kind.WIDEN: Text("{sentence} The plan is wider since {day}."),
            Kind.REFER: Text("{sentence} A professional should look at it, since {day}."),
        }[kind]
        return Judgement(time_s, kind, self._tongue(text, sentence=found.sentence, day=f"{self._since:%Y-%m-%d}"))

    def _day(self, time_s: float) -> date:
        return datetime.fromtimestamp(time_s, self._tz).date()

    def _advance(self, time_s: float) -> date:
        """Judge each day that is over and was not judged yet; gives yesterday."""
        yesterday = self._day(time_s) - timedelta(days=1)
        day = self._began() if self._judged_until is None else self._judged_until + timedelta(days=1)
        while day is not None and day <= yesterday:
            self._live(day)
            self._judged_until = day
            day += timedelta(days=1)
        return yesterday

    def _began(self) -> date | None:
        """The first day of practice or diary."""
        days = [day for day in (self._ledger.first_day, next(iter(self._levels), None)) if day is not None]
        return min(days, default=None)

    def _live(self, day: date) -> None:
        """What one more day changes."""
        self._ask_if_sudden(day)
        found, line = self._appraise(day), self._line(day)
        self._flat_days = self._flat_days + 1 if found.kind is Kind.WIDEN else 0
        if line is None:
            return
        if self._stage is not _Stage.BEGUN and line.fell(CLEARLY_POINTS, CLEARLY_SHARE, since=self._start_level):
            self._stage, self._since = _Stage.BEGUN, day
            return
        if not self._flat_days or day - self._since < self._span:
            return
        if self._stage is _Stage.BEGUN and self._flat_days >= FLAT_DAYS:
            self._stage, self._since, self._start_level = _Stage.WIDENED, day, line.start
            self._reached.append((day, self._widen(found, line)))
        elif self._stage is _Stage.WIDENED:
            self._stage, self._since = _Stage.REFERRED, day
            self._reached.append((day, self._refer(found)))

    def _appraise(self, last: date) -> Judgement:
        """How the weeks up to a day are to be judged, on their own; WIDEN for all that is not less, and diligent."""
        say, weeks = self._tongue, self._weeks
        first = last - self._span + timedelta(days=1)
        began, practised = self._began(), self._ledger.first_day
        if began is None or began > first:
            return Judgement(
                0.0, Kind.NOT_YET, say(Text("The pain is judged after {weeks} weeks of practice."), weeks=weeks)
            )
        line = self._line(last)
        if line is None:
            text = Text(
                "Too few entries in the diary to judge the pain: it needs {days} days a week, for {weeks} weeks."
            )
            return Judgement(0.0, Kind.TOO_FEW_ENTRIES, say(text, days=DAYS_A_WEEK, weeks=weeks))
        start, end = map(say.decimal, (f"{line.start:.1f}", f"{line.end:.1f}"))
        fitted = {"start": start, "end": end, "weeks": weeks}
        if line.end <= LITTLE_LEVEL:
            return Judgement(0.0, Kind.LITTLE_PAIN, say(Text("Little pain: {end} of 10."), **fitted))
        moved = say(Text("Pain from {start} to {end} of 10 in {weeks} weeks."), **fitted)
        before = self._line(last - self._span)
        if line.fell(SLIGHTLY_POINTS, SLIGHTLY_SHARE) or (
            before is not None and line.fell(CLEARLY_POINTS, CLEARLY_SHARE, since=before.start)
        ):
            return Judgement(0.0, Kind.LESS, " ".join([moved, say(Text("It is less."))]))
        practice = adherence(self._ledger, self._targets, first, weeks)
        share, seen = (f"{100.0 * part:.0f} %" for part in (practice.share, practice.seen))
        if practice.share < DILIGENT or practised is None or practised > first:
            text = Text("Not enough practice to judge: {share} of the plan; it takes {enough}.")
            sentence = say(text, share=share, enough=f"{100.0 * DILIGENT:.0f} %")
            return Judgement(0.0, Kind.TOO_LITTLE_PRACTICE, f"{moved} {sentence} {say(_ANY_TIME)}")
        text = Text("Practised: {share} of the plan, {seen} seen by the sensor.")
        return Judgement(0.0, Kind.WIDEN, f"{moved} {say(text, share=share, seen=seen)}")

    def _line(self, last: date) -> PainLine | None:
        """The line through the weeks up to a day; None if there are too few entries in either half of them."""
        first, days = last - self._span + timedelta(days=1), self._span.days
        levels = [
            (day, level) for day in range(days) if (level := self._level(first + timedelta(days=day))) is not None
        ]
        halves = [sum(day < days / 2 for day, _ in levels), sum(day >= days / 2 for day, _ in levels)]
        return fit_line(levels, days) if 2 * min(halves) >= DAYS_A_WEEK * self._weeks else None

    def _level(self, day: date) -> float | None:
        levels = self._levels.get(day)
        return None if levels is None else float(median(levels))

    def _widen(self, found: Judgement, line: PainLine) -> Judgement:
        say = self._tongue
        head = say(_WORSE if line.rose else _FLAT, weeks=self._weeks)
        tail = [_WORSE_TOO, _PROFESSIONALS] if line.rose else [_ANY_TIME]
        body = (
            Text("Weeks of practice, and the pain is worse: see a professional. The plan gains massage and strength.")
            if line.rose
            else Text("Weeks of practice, and the pain is not less: the plan gains massage and strength.")
        )
        card = " ".join([head, say(_WIDER), *map(say, tail)])
        return Judgement(0.0, Kind.WIDEN, found.sentence, say(Text("The plan gets wider")), say(body), card, NEIGHBOURS)

    def _refer(self, found: Judgement) -> Judgement:
        say = self._tongue
        body = say(Text("Weeks of practice, also with massage and strength, and the pain is not less."))
        card = f"{say(_REFER, weeks=self._weeks)} {say(_PROFESSIONALS)}"
        return Judgement(0.0, Kind.REFER, found.sentence, say(Text("See a professional")), body, card)

    def _ask_if_sudden(self, day: date) -> None:
        """Ask once, if the last two days with entries are far above what was usual."""
        latest = _known(self._level(day - timedelta(days=ago)) for ago in range(3))
        usual = _known(self._level(day - timedelta(days=ago)) for ago in range(3, 3 + USUAL_DAYS))
        if len(latest) < 2 or len(usual) < 5 or day - self._sudden_on < self._span:
            return
        rise = min(latest[:2]) - median(usual)
        if rise < SUDDEN_POINTS:
            return
        self._sudden_on = day
        say, points = self._tongue, self._tongue.decimal(f"{rise:g}")
        sentence = say(Text("The pain has risen by {points} within days."), points=points)
        body = say(Text("Is anything about the pain sudden or worrying? Then get medical help now, and tell it here."))
        title, card = say(Text("The pain has risen")), say(_SUDDEN, points=points)
        self._reached.append((day, Judgement(0.0, Kind.SUDDEN, sentence, title, body, card)))


def _known(levels: Iterable[float | None]) -> list[float]:
    return [level for level in levels if level is not None]


def _at(time_s: float, said: Judgement) -> Judgement:
    """The same, said now."""
    return replace(said, time_s=time_s)
