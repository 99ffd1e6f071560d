"""The plateau rule: weeks of practice that change nothing widen the plan, and then send to a professional (B4, F5, F6).

    practice and diary   |---- 4 weeks ----|---- 4 weeks ----|
    not less, diligent                     widen             refer      a card each, once
    clearly less                           neither, and after widening: begin anew
    too little practice                    said instead; it is not known whether practice helps
    too few entries in any of the weeks    said instead; nothing is judged

What is diligent says `monitor.coaching.adherence`.  Pain that is clearly worse widens the plan as well, and its card
sends to a professional at once: several weeks of care made nothing better, and the guide does not say to wait on.

*Less* is told by a line through the daily medians that a few bad evenings do not bend: slightly less than at its
beginning, or clearly less than as many weeks before.  The plan widens once it was neither for a week on end, since a
line through a noisy month may be flat for a day; a referral does not wait for that.

A sudden rise is not for this rule, which waits for weeks: it asks at once, whatever was practised, whether something
sudden or worrying comes with it, since a red flag must not wait (F1, F3).  It is a question, never the card of the
plateau.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from statistics import median
from typing import Final

from monitor.coaching.adherence import DILIGENT, Adherence, adherence
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

LITTLE_LEVEL: Final = 1.0
"""Pain that ends at this level or below is little, and no reason for a card (product default)."""

DAYS_A_WEEK: Final = 2
"""Days with an entry that a judgement needs in each of its weeks: a line through some busy weeks and some with an entry
or none between them may be flat, whatever the pain did (product default)."""

SUDDEN_POINTS: Final = 3.0
"""Two days with entries, so far above the usual level, are a sudden rise (product default)."""

USUAL_DAYS: Final = 21
"""The usual level is the median of so many days before; five of them with an entry (product defaults)."""

FLAT_DAYS: Final = 7
"""On so many days on end the pain must be told not to be less before the plan widens (product default)."""

NEIGHBOURS: Final = frozenset({Target.GEMELLI, Target.OBTURATOR_INTERNUS})
"""What else the guide says can be the culprit (B3)."""


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
class Appraisal:
    """How the pain stands.

    Attributes:
        kind: what it comes to.
        weeks: of practice that are judged.
        found: what those weeks say alone; another than `kind` where a card was said before.
        since: the local day on which that card was due; None if there was none.
        start, end: pain at the beginning and the end of the weeks, 0 to 10; None if too few entries tell.
        share, seen: of the plan, 0 to 1, that was practised, and that the sensor saw; None where it was not asked.
    """

    kind: Kind
    weeks: int
    found: Kind
    since: date | None = None
    start: float | None = None
    end: float | None = None
    share: float | None = None
    seen: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A card about the pain: the plan gets wider, a professional should look, or whether it rose suddenly.

    Attributes:
        time_s: when it was asked for, UTC in POSIX seconds.
        kind: which card.
        weeks: of practice that were judged.
        worse: the pain is worse, not only not less.
        points: by how much it rose suddenly, 0 to 10.
        targets: the muscles that the plan now works too.
        appraisal: how the pain stood; None of a sudden rise, and in the journal of an older sitmon.
    """

    time_s: float
    kind: Kind
    weeks: int | None = None
    worse: bool = False
    points: float | None = None
    targets: frozenset[Target] = frozenset()
    appraisal: Appraisal | None = None


class Trend:
    """Judges the pain against the practice; feed every entry of the diary, and the ledger, in order of time.

    Whole local days are judged, one after the other: how often somebody asks changes nothing.

    Args:
        ledger: what was practised; fed by its owner, up to the moment that is judged.
        targets: what was planned; of a plan that was widened, what it was before, so that more was never asked for.
        tz: the time zone of the person.
    """

    def __init__(self, ledger: Ledger, targets: PlanTargets, tz: tzinfo) -> None:
        self._ledger = ledger
        self._targets = targets
        self._tz = tz
        self._weeks = targets.judged_weeks
        self._span = timedelta(days=7 * self._weeks)
        self._levels: dict[date, list[int]] = {}
        self._card: Kind | None = None  # the last that was due: WIDEN, then REFER; None: it begins
        self._since = date.min  # when that was due
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
        return self._targets if self._card is None else self._targets.widened()

    def judge(self, time_s: float) -> list[Judgement]:
        """The cards that are new as of yesterday, each once; none for most of the time."""
        yesterday = self._advance(time_s)
        new = [replace(said, time_s=time_s) for day, said in self._reached if day > self._said_until]
        self._said_until = max(self._said_until, yesterday)
        return new

    def look(self, time_s: float) -> Appraisal:
        """How the pain stands as of yesterday, with the numbers; says no card."""
        yesterday = self._advance(time_s)
        found = self._appraise(yesterday)
        if self._card is None or found.kind in (Kind.LESS, Kind.LITTLE_PAIN):
            return found
        return replace(found, kind=self._card, since=self._since)

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
        if self._card is not None and line.fell(CLEARLY_POINTS, CLEARLY_SHARE, since=self._start_level):
            self._card, self._since = None, day
            return
        if not self._flat_days or day - self._since < self._span:
            return
        if self._card is None and self._flat_days >= FLAT_DAYS:
            self._card, self._since, self._start_level = Kind.WIDEN, day, line.start
            widen = Judgement(0.0, Kind.WIDEN, self._weeks, line.rose, None, NEIGHBOURS, found)
            self._reached.append((day, widen))
        elif self._card is Kind.WIDEN:
            self._card, self._since = Kind.REFER, day
            self._reached.append((day, Judgement(0.0, Kind.REFER, self._weeks, appraisal=found)))

    def _appraise(self, last: date) -> Appraisal:
        """How the weeks up to a day are to be judged, on their own; WIDEN for all that is not less, and diligent."""
        weeks = self._weeks
        first = last - self._span + timedelta(days=1)
        began, practised = self._began(), self._ledger.first_day
        if began is None or began > first:
            return Appraisal(Kind.NOT_YET, weeks, Kind.NOT_YET)
        line = self._line(last)
        if line is None:
            return Appraisal(Kind.TOO_FEW_ENTRIES, weeks, Kind.TOO_FEW_ENTRIES)

        def as_(kind: Kind, practice: Adherence | None = None) -> Appraisal:
            share, seen = (None, None) if practice is None else (practice.share, practice.seen)
            return Appraisal(kind, weeks, kind, None, line.start, line.end, share, seen)

        if line.end <= LITTLE_LEVEL:
            return as_(Kind.LITTLE_PAIN)
        before = self._line(last - self._span)
        if line.fell(SLIGHTLY_POINTS, SLIGHTLY_SHARE) or (
            before is not None and line.fell(CLEARLY_POINTS, CLEARLY_SHARE, since=before.start)
        ):
            return as_(Kind.LESS)
        practice = adherence(self._ledger, self._targets, first, weeks)
        if practice.share < DILIGENT or practised is None or practised > first:
            return as_(Kind.TOO_LITTLE_PRACTICE, practice)
        return as_(Kind.WIDEN, practice)

    def _line(self, last: date) -> PainLine | None:
        """The line through the weeks up to a day; None if there are too few entries in any of them."""
        first, days = last - self._span + timedelta(days=1), self._span.days
        levels = [
            (day, level) for day in range(days) if (level := self._level(first + timedelta(days=day))) is not None
        ]
        entries = Counter(day // 7 for day, _ in levels)
        return fit_line(levels, days) if all(entries[week] >= DAYS_A_WEEK for week in range(self._weeks)) else None

    def _level(self, day: date) -> float | None:
        levels = self._levels.get(day)
        return None if levels is None else float(median(levels))

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
        self._reached.append((day, Judgement(0.0, Kind.SUDDEN, points=rise)))


def _known(levels: Iterable[float | None]) -> list[float]:
    return [level for level in levels if level is not None]
