"""How the pain goes, judged once a week: when the plan widens, and when a professional should look (B4, F5, F6).

    whatever was practised   risen by 2 points                    refer: more load would be the wrong answer
                             7 of 10 and more for four weeks      refer
    practised for weeks      shown to be less                     nothing, and after widening: begin anew
                             a point higher, it may be chance     refer, rather than more load
                             all else                             widen; four weeks later, if flat seems likelier, refer
    too little practice      said instead; it is not known whether practice helps
    too few entries          said instead, and never a card

What is diligent says `monitor.coaching.adherence`; what is less, and how surely, `monitor.coaching.pain_line`.  *Not
less* is said where the noise of this person's days allows it, else *not clearly less yet*.  The plan widens on either,
since a month of ordinary days cannot tell them apart, and the guide does not say to wait on; of a rise the doubt is
decided for the person as well.  All is judged on Sundays, of the days that are over, so that a day more or a restart
changes nothing, and each statement has one budget of error for all Sundays together.

A sudden rise is not for this rule, which waits for weeks: it asks at once, whatever was practised, whether something
sudden or worrying comes with it, since a red flag must not wait (F1, F3).  It is a question, never the card of the
plateau; and it is asked of what is sudden for this person, whose days may scatter by as much.
"""

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
    SLIGHTLY_POINTS,
    PainLine,
    fit_line,
    middle_mean,
    spread,
)
from monitor.coaching.plan import PlanTargets
from monitor.coaching.sessions import Ledger

LITTLE_LEVEL: Final = 1.0
"""Pain that ends at this level or below is little, and no reason for a card (product default)."""

HIGH_LEVEL: Final = 7.0
"""Pain of this level and more is severe (Serlin 1995, doi 10.1016/0304-3959(94)00178-H)."""

HIGH_DAYS: Final = 28
"""So long it must be as high to bring a card (product default)."""

RISE_DAYS: Final = 49
"""From so many days on a rise counts as soon as one of 2 points is not excluded; before, only where the line itself
rose by them (product default: docs/coach.md has what else would be had)."""

FEW_A_WEEK, DAYS_A_WEEK = 2, 4
"""Days with an entry.  With fewer than the first in any week nothing is judged: a line through some busy weeks and some
empty ones may be flat, whatever the pain did.  With fewer than the second, in either half of the time, only what is
shown in spite of it (product defaults)."""

EXCLUDED: Final = 1.645
"""What lies so many times the doubt away is excluded, but for one chance in twenty."""

MOST_DAYS: Final = 84
"""The line goes back so far at most: what fell long ago is not less now (product default)."""

SUNDAY_EVE: Final = 5
"""The weekday that is over when the pain is judged (product default)."""

SUDDEN_POINTS: Final = 3.0
"""Two days with entries, so far above the usual level, are a sudden rise (product default)."""

SUDDEN_SPREADS: Final = 3.25
"""And so many times as far as the days of the last twelve weeks scatter: a rise that is usual is not sudden.  Chosen
so that of people whose pain stays 5 % at most are asked in twelve weeks, with a day noise of 1.5 points and a memory of
.7 (`python -m validation.pain`)."""

USUAL_DAYS: Final = 21
"""The usual level is the median of so many days before; five of them with an entry (product defaults)."""

NEIGHBOURS: Final = frozenset({Target.GEMELLI, Target.OBTURATOR_INTERNUS})
"""What else the guide says can be the culprit (B3)."""


class Kind(StrEnum):
    """What is to be said of the pain."""

    NOT_YET = "not yet"
    TOO_FEW_ENTRIES = "too few entries"
    TOO_LITTLE_PRACTICE = "not enough practice to judge"
    LITTLE_PAIN = "little pain"
    LESS = "less"
    NOT_CLEARLY_LESS = "not clearly less yet"
    NOT_LESS = "not less"
    PERHAPS_WORSE = "perhaps worse"
    WORSE = "worse"
    HIGH = "high"
    WIDEN = "widen"
    REFER = "refer"
    SUDDEN = "sudden"


WORSE: Final = frozenset({Kind.PERHAPS_WORSE, Kind.WORSE})


@dataclass(frozen=True, slots=True)
class Appraisal:
    """How the pain stands.

    Attributes:
        kind: what it comes to.
        weeks: that are judged; before there are enough, those that it takes.
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
        weeks: of practice that were judged; of a referral after a wider plan, of practice with that.
        worse: the pain is worse, not only not less; in the journal of an older sitmon of a plan that widened.
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
    """

    def __init__(self, ledger: Ledger, targets: PlanTargets, tz: tzinfo) -> None:
        self._ledger = ledger
        self._targets = targets
        self._tz = tz
        self._weeks = targets.judged_weeks
        self._span = timedelta(days=7 * self._weeks)
        self._levels: dict[date, list[int]] = {}
        self._found = Appraisal(Kind.NOT_YET, self._weeks, Kind.NOT_YET)
        self._stage = _Stage.BEGUN
        self._since = date.min  # when the stage began
        self._referred_worse = False
        self._is_wider = False
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
        """What is planned now: more, once the plan was widened, and while the pain has not become worse since."""
        return self._targets.widened() if self._is_wider else self._targets

    def judge(self, time_s: float) -> list[Judgement]:
        """The cards that are new as of yesterday, each once; none for most of the time."""
        yesterday = self._advance(time_s)
        new = [replace(said, time_s=time_s) for day, said in self._reached if day > self._said_until]
        self._said_until = max(self._said_until, yesterday)
        return new

    def look(self, time_s: float) -> Appraisal:
        """How the pain stood when it was judged last, with the numbers; says no card."""
        self._advance(time_s)
        if self._stage is _Stage.BEGUN:
            return self._found
        return replace(self._found, kind=Kind.WIDEN if self._stage is _Stage.WIDENED else Kind.REFER, since=self._since)

    def _day(self, time_s: float) -> date:
        return datetime.fromtimestamp(time_s, self._tz).date()

    def _advance(self, time_s: float) -> date:
        """Live each day that is over and was not lived yet; gives yesterday."""
        yesterday = self._day(time_s) - timedelta(days=1)
        day = self._began() if self._judged_until is None else self._judged_until + timedelta(days=1)
        while day is not None and day <= yesterday:
            self._ask_if_sudden(day)
            if day.weekday() == SUNDAY_EVE:
                self._judge_week(day)
            self._judged_until = day
            day += timedelta(days=1)
        return yesterday

    def _began(self) -> date | None:
        """The first day of practice or diary."""
        days = [day for day in (self._ledger.first_day, next(iter(self._levels), None)) if day is not None]
        return min(days, default=None)

    def _judge_week(self, day: date) -> None:
        """What one more week changes."""
        line = self._line(day)
        found = self._found = self._appraise(day, line)
        waited = day - self._since >= self._span
        if found.kind in (Kind.LESS, Kind.LITTLE_PAIN):
            if self._stage is not _Stage.BEGUN:
                self._begin(_Stage.BEGUN, day)
            self._is_wider = self._referred_worse = False
        elif found.kind in WORSE:
            self._is_wider = False
            if self._stage is not _Stage.REFERRED or (waited and not self._referred_worse):
                self._refer(day)
        elif found.kind is Kind.HIGH:
            if self._stage is not _Stage.REFERRED:
                self._refer(day)
        elif line is not None and waited and found.kind in (Kind.NOT_LESS, Kind.NOT_CLEARLY_LESS):
            self._go_on(day, line)

    def _go_on(self, day: date, line: PainLine) -> None:
        """What follows weeks of practice that changed nothing: more, but not for what may be growing."""
        if self._stage is _Stage.REFERRED:
            return
        if line.rise >= SLIGHTLY_POINTS:
            worse = Kind.WORSE if line.is_more else Kind.PERHAPS_WORSE
            self._found = replace(self._found, kind=worse, found=worse)
            self._is_wider = False
            self._refer(day)
        elif self._stage is _Stage.BEGUN and not line.seems_less:
            self._begin(_Stage.WIDENED, day)
            self._is_wider = True
            widen = Judgement(0.0, Kind.WIDEN, self._weeks, targets=NEIGHBOURS, appraisal=self._found)
            self._reached.append((day, widen))
        elif self._stage is _Stage.WIDENED and line.seems_flat:
            self._refer(day)

    def _begin(self, stage: _Stage, day: date) -> None:
        self._stage, self._since = stage, day

    def _refer(self, day: date) -> None:
        weeks = (day - self._since).days // 7 if self._stage is _Stage.WIDENED else self._weeks
        self._begin(_Stage.REFERRED, day)
        self._referred_worse = self._found.kind in WORSE
        refer = Judgement(0.0, Kind.REFER, weeks, self._referred_worse, appraisal=self._found)
        self._reached.append((day, refer))

    def _appraise(self, last: date, line: PainLine | None) -> Appraisal:
        """How the weeks up to a day are to be judged, on their own."""
        first = last - self._span + timedelta(days=1)
        began, practised = self._began(), self._ledger.first_day
        if began is None or began > first:
            return Appraisal(Kind.NOT_YET, self._weeks, Kind.NOT_YET)
        if line is None:
            return Appraisal(Kind.TOO_FEW_ENTRIES, self._weeks, Kind.TOO_FEW_ENTRIES)
        practice = adherence(self._ledger, self._targets, first, self._weeks)
        is_diligent = practice.share >= DILIGENT and practised is not None and practised <= first
        kind = self._kind(last, line, is_diligent=is_diligent)
        return Appraisal(kind, line.days // 7, kind, None, line.start, line.end, practice.share, practice.seen)

    def _kind(self, last: date, line: PainLine, *, is_diligent: bool) -> Kind:
        """What a line comes to, beside the practice."""
        is_dense = self._is_dense(last, line.days)
        if line.end <= LITTLE_LEVEL:
            return Kind.LITTLE_PAIN
        if _has_risen(line, is_dense=is_dense):
            return Kind.WORSE if line.is_more else Kind.PERHAPS_WORSE
        if line.is_less:
            return Kind.LESS
        falls = line.seems_less or (line.fell and not is_dense)
        month = middle_mean([level for _, level in self._days(last, HIGH_DAYS)])
        if min(month, line.end) >= HIGH_LEVEL and not falls:
            return Kind.HIGH
        if not is_dense and not (line.is_not_less and (line.is_more or line.rise < SLIGHTLY_POINTS)):
            return Kind.TOO_FEW_ENTRIES
        if not is_diligent:
            return Kind.TOO_LITTLE_PRACTICE
        return Kind.NOT_LESS if line.is_not_less else Kind.NOT_CLEARLY_LESS

    def _line(self, last: date) -> PainLine | None:
        """The line through as long a time up to a day as has enough entries; None if there are too few."""
        began = self._began()
        most = min(MOST_DAYS, (last - began).days + 1) if began is not None else 0
        for days in range(most, self._span.days - 1, -7):
            if self._has_entries(last, days):
                return fit_line(tuple(self._days(last, days)), days)
        return None

    def _days(self, last: date, days: int) -> list[tuple[int, float]]:
        """The levels of so many days up to one, each with its number, from 0."""
        levels = ((day, self._level(last - timedelta(days=days - 1 - day))) for day in range(days))
        return [(day, level) for day, level in levels if level is not None]

    def _has_entries(self, last: date, days: int) -> bool:
        """Whether each week of the days up to one has some entries."""
        weeks = [self._days(last - timedelta(days=ago), 7) for ago in range(0, days, 7)]
        return all(len(week) >= FEW_A_WEEK for week in weeks)

    def _is_dense(self, last: date, days: int) -> bool:
        """Whether either half of the days up to one has entries enough for any judgement."""
        numbers = [day for day, _ in self._days(last, days)]
        halves = [sum(day < days / 2 for day in numbers), sum(day >= days / 2 for day in numbers)]
        return 2 * min(halves) >= DAYS_A_WEEK * (days // 7)

    def _level(self, day: date) -> float | None:
        levels = self._levels.get(day)
        return None if levels is None else float(median(levels))

    def _ask_if_sudden(self, day: date) -> None:
        """Ask once, if the last two days with entries are far above what was usual."""
        latest = [level for _, level in self._days(day, 3)][-2:]
        before = day - timedelta(days=3)
        usual = [level for _, level in self._days(before, USUAL_DAYS)]
        if len(latest) < 2 or len(usual) < 5 or day - self._sudden_on < self._span:
            return
        rise = min(latest) - median(usual)
        if rise < SUDDEN_POINTS or rise < SUDDEN_SPREADS * spread(
            [level for _, level in self._days(before, MOST_DAYS)]
        ):
            return
        self._sudden_on = day
        self._reached.append((day, Judgement(0.0, Kind.SUDDEN, points=rise)))


def _has_risen(line: PainLine, *, is_dense: bool) -> bool:
    """Whether the pain rose by two points, or may have; of few entries it must be shown."""
    if line.rise >= CLEARLY_POINTS:
        return is_dense or line.is_more
    return is_dense and line.days >= RISE_DAYS and 0.0 < line.rise >= CLEARLY_POINTS - EXCLUDED * line.doubt
