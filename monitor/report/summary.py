"""What a report tells: facts alone, each a query on the journal or a fold of what was said."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, TypeVar

from monitor.assembly import known_exercises
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.diary import PainEntry, Quality, Situation, weekly_medians
from monitor.coaching.durations import local_midnight_s
from monitor.coaching.exercises import Exercise, Pillar
from monitor.coaching.gate import SafetyGate
from monitor.coaching.habit import Habit, HabitMean
from monitor.coaching.hours import minute_of
from monitor.coaching.inputs import Action, Feedback, Felt, IntakeAnswer, UserAction
from monitor.coaching.intake import ACKNOWLEDGED, Intake, fold_answer, fold_answers
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar, Urgency
from monitor.coaching.sessions import Count, Ledger, PracticeOutcome, Reason, Sides
from monitor.coaching.trend import Appraisal, Judgement
from monitor.edges.journal import Journal, Minute
from monitor.edges.settings import Settings
from monitor.overview import look, read_diary, sat_of
from monitor.posture.bouts import corrected
from monitor.posture.labels import Posture
from monitor.records import event_as
from monitor.report.drawings import HEIGHTS, DayLine, WeekBars

LINES: Final = 14
"""So many days, the last ones, are drawn (product default)."""

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Often:
    """How often something was noted, and on which day last."""

    times: int
    last: date


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign, or what became of one.

    Attributes:
        day: on which it was said.
        said: a red flag, that they were cleared, an answer of the intake, or what the pain asked for.
    """

    day: date
    said: UserAction | Judgement


@dataclass(frozen=True, slots=True)
class Safety:
    """What stands as of the last day.

    Attributes:
        red_flag: since when one stands; None if none does.
        flags: what was said that locks, in the order of saying; empty if none stands.
        waits_for: questions of the intake for whose sake exercises wait until a professional has looked.
        signs: of these days, in the order in which they came.
        radiating: pain down the leg, in the diary; None: never.
        stops: exercises that were stopped for it, by their names in files, empty where none was named.
        numb: numbness, in the diary; None: never.
    """

    red_flag: date | None
    flags: tuple[UserAction, ...]
    waits_for: tuple[str, ...]
    signs: tuple[Sign, ...]
    radiating: Often | None
    stops: Mapping[str, Often]
    numb: Often | None


@dataclass(frozen=True, slots=True)
class Pain:
    """What the diary tells.

    Attributes:
        weeks: median of each seven days, the last ending with the last day; None without an entry.
        entries: how many there are.
        qualities, situations, sides: how often each was named.
        appraisal: how it stands beside the practice.
    """

    weeks: tuple[float | None, ...]
    entries: int
    qualities: Mapping[Quality, int]
    situations: Mapping[Situation, int]
    sides: Mapping[Side, int]
    appraisal: Appraisal


@dataclass(frozen=True, slots=True)
class Practised:
    """What was done of a pillar: sessions, the days with one, and how often each side had its turn."""

    sessions: Count
    days: Count
    sides: Sides


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page says; each number is one query on the journal.

    Attributes:
        first, last: local days, both included.
        seconds: of each posture.
        habit: mean of the days on which it was worn; None if there was none.
        first_week, last_week: the same of the first seven days, and of the last; None for less than two weeks too.
        lines: the last days, in order of time.
        weeks: sitting and practice of each seven days, as `pain.weeks` has them.
        results: of the nudges.
        practised: of each pillar.
        unasked: exercises of one's own accord that the sensor saw.
        felt: how exercises felt.
        pain: what the diary tells.
        safety: what stands.
        answers: the intake's, by question.
        exercises: all that can be done, by their names in files.
    """

    first: date
    last: date
    seconds: Mapping[Posture, int]
    habit: HabitMean | None
    first_week: HabitMean | None
    last_week: HabitMean | None
    lines: tuple[DayLine, ...]
    weeks: tuple[WeekBars, ...]
    results: Mapping[Result, int]
    practised: Mapping[Pillar, Practised]
    unasked: int
    felt: Mapping[Felt, int]
    pain: Pain
    safety: Safety
    answers: Mapping[str, str]
    exercises: Mapping[str, Exercise]

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1


def summarise(journal: Journal, settings: Settings, first: date, last: date) -> Summary:
    """Ask the journal for every number of some local days."""
    zone, exercises = settings.zone, known_exercises(settings)
    start_s, end_s = local_midnight_s(first, zone), local_midnight_s(last + timedelta(days=1), zone)
    minutes = journal.minutes(start_s, end_s)
    seconds: Counter[Posture] = Counter()
    for minute in minutes:
        seconds.update(minute.seconds)
    habit = _habit(journal, settings, start_s, end_s)
    done = [
        event_as(PracticeOutcome, row.time_s, row.body)
        for row in journal.known(journal.events("practice", start_s, end_s))
    ]
    ledger = Ledger(zone, exercises)
    for one in done:
        ledger.feed(one)
    became = journal.known(journal.events("outcome", start_s, end_s))
    outcomes = [event_as(Outcome, row.time_s, row.body) for row in became]
    said = [item for item in journal.inputs() if isinstance(item, UserAction)]
    of_these = [item for item in said if start_s <= item.time_s < end_s]
    known = [item for item in said if item.time_s < end_s]
    week, long_enough = timedelta(days=6), last - first >= timedelta(days=13)
    count = max(1, ((last - first).days + 7) // 7)
    ends = [last - timedelta(days=7 * ago) for ago in reversed(range(count))]
    return Summary(
        first,
        last,
        seconds,
        habit.mean(first, last),
        habit.mean(first, first + week) if long_enough else None,
        habit.mean(last - week, last) if long_enough else None,
        tuple(_lines(minutes, outcomes, max(first, last - timedelta(days=LINES - 1)), last, zone)),
        tuple(_bars(habit, ledger, end - week, end) for end in ends),
        Counter(outcome.result for outcome in outcomes),
        _practised(ledger, first, last),
        sum(one.is_done and one.reason is Reason.OWN_ACCORD for one in done),
        Counter(item.said.felt for item in of_these if isinstance(item.said, Feedback)),
        _pain(journal, settings, (start_s, end_s), (last, count)),
        _safety(journal, known, (start_s, end_s), zone),
        fold_answers(known).answers,
        exercises,
    )


def _practised(ledger: Ledger, first: date, last: date) -> Mapping[Pillar, Practised]:
    span = (first, last)
    return {
        pillar: Practised(ledger.count(*span, pillar), ledger.days(*span, pillar), ledger.sides(*span, pillar))
        for pillar in Pillar
        if pillar is not Pillar.HABIT
    }


def _habit(journal: Journal, settings: Settings, start_s: float, end_s: float) -> Habit:
    habit = Habit(settings.zone, settings.nudges.carry_gap_s)
    sat = [*journal.events("bout", start_s, end_s), *journal.events("relabel", start_s, end_s)]
    for bout in corrected(map(sat_of, sorted(journal.known(sat), key=lambda row: row.id))):
        habit.feed(bout)
    return habit


def _bars(habit: Habit, ledger: Ledger, first: date, last: date) -> WeekBars:
    mean = habit.mean(first, last)
    practised = {day for day, _ in ledger.sessions(first, last)}
    return WeekBars(first, None if mean is None else mean.sat_s / 3600.0, len(practised))


def _pain(journal: Journal, settings: Settings, span_s: tuple[float, float], weeks: tuple[date, int]) -> Pain:
    entries = [entry for entry in read_diary(journal) if span_s[0] <= entry.time_s < span_s[1]]
    return Pain(
        tuple(weekly_medians(entries, *weeks, settings.zone)),
        len(entries),
        _counted(entry.quality for entry in entries),
        _counted(entry.situation for entry in entries),
        _counted(entry.side for entry in entries),
        look(journal, settings, span_s[1], is_past=True).pain,
    )


def _counted(words: Iterable[Word | None]) -> Mapping[Word, int]:
    """How often each was named, the most frequent first."""
    return dict(Counter(word for word in words if word is not None).most_common())


def _safety(journal: Journal, known: Sequence[UserAction], span_s: tuple[float, float], zone: tzinfo) -> Safety:
    """What stands at the end of the days, and what was said of it on them; both in the order of saying."""
    gate, intake, flags = SafetyGate(zone), Intake(), list[UserAction]()
    signs: list[tuple[float, UserAction | Judgement]] = []
    for item in known:
        gate.feed(item)
        urgency = fold_answer(intake, item)
        if item.action is Action.RED_FLAG or urgency is Urgency.IMMEDIATE:
            flags.append(item)
        if not gate.locked:
            flags.clear()
        is_answer = urgency in (Urgency.IMMEDIATE, Urgency.SEE_PROFESSIONAL)
        if item.time_s >= span_s[0] and (is_answer or _is_sign(item)):
            signs.append((item.time_s, item))
    rows = journal.known(journal.events("judgement", *span_s))
    signs += [(row.time_s, event_as(Judgement, row.time_s, row.body)) for row in rows]
    referred = any(gate.bars(exercise, span_s[1] - 1.0) is Bar.REFERRED for exercise in CATALOGUE.values())
    entries = [item.said for item in known if item.time_s >= span_s[0] and isinstance(item.said, PainEntry)]
    stops: dict[str, list[float]] = {}
    for item in known:
        if item.time_s >= span_s[0] and isinstance(item.said, Feedback) and item.said.felt is Felt.RADIATING:
            stops.setdefault(item.said.exercise or "", []).append(item.time_s)
    return Safety(
        datetime.fromtimestamp(flags[0].time_s, zone).date() if flags else None,
        tuple(flags),
        gate.intake.waits_for + (("radiating",) if referred else ()),
        tuple(
            Sign(datetime.fromtimestamp(time_s, zone).date(), said)
            for time_s, said in sorted(signs, key=lambda one: one[0])
        ),
        _often([entry.time_s for entry in entries if entry.radiating], zone),
        {name: often for name, times_s in stops.items() if (often := _often(times_s, zone)) is not None},
        _often([entry.time_s for entry in entries if entry.quality is Quality.NUMB], zone),
    )


def _is_sign(item: UserAction) -> bool:
    """Whether it is a red flag, that it was cleared, or that a professional has looked."""
    looked = isinstance(item.said, IntakeAnswer) and item.said.answer == ACKNOWLEDGED
    return looked or item.action in (Action.RED_FLAG, Action.CLEAR_RED_FLAG)


def _often(times_s: Sequence[float], zone: tzinfo) -> Often | None:
    return Often(len(times_s), datetime.fromtimestamp(max(times_s), zone).date()) if times_s else None


def _lines(
    minutes: Iterable[Minute], outcomes: Iterable[Outcome], first: date, last: date, zone: tzinfo
) -> Iterator[DayLine]:
    """Days as they are drawn: each minute is what the most of it was."""
    start_s = local_midnight_s(first, zone)
    mostly: dict[date, dict[int, Posture]] = {}
    for minute in minutes:
        if minute.minute_s >= start_s and minute.seconds:
            at = datetime.fromtimestamp(minute.minute_s, zone)
            most = max(minute.seconds, key=minute.seconds.__getitem__)
            mostly.setdefault(at.date(), {})[minute_of(at)] = most
    nudges: dict[date, list[tuple[int, bool]]] = {}
    for outcome in outcomes:
        at = datetime.fromtimestamp(outcome.nudge_time_s, zone)
        nudges.setdefault(at.date(), []).append((minute_of(at), outcome.result is Result.VERIFIED))
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        yield DayLine(day, tuple(_spans(mostly.get(day, {}))), tuple(nudges.get(day, ())))


def _spans(mostly: Mapping[int, Posture]) -> Iterator[tuple[Posture, int, int]]:
    """Minutes of one posture that follow each other, as one; those that are not drawn are left out."""
    begin, end, now = 0, 0, Posture.UNKNOWN
    for minute, posture in [*sorted(mostly.items()), (-1, Posture.UNKNOWN)]:
        if (minute, posture) == (end, now):
            end += 1
            continue
        if now in HEIGHTS:
            yield now, begin, end
        begin, end, now = minute, minute + 1, posture
