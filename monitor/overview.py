"""How plan and pain stand, from the journal: what terminal, page and report show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from monitor.assembly import red_flag_since
from monitor.coaching.diary import PainEntry, parse_pain
from monitor.coaching.exercises import Exercise, Pillar
from monitor.coaching.gate import SafetyGate
from monitor.coaching.habit import Habit
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.plan import PillarStatus, Plan, PlanTargets
from monitor.coaching.profile import Side
from monitor.coaching.recommend import DAY_ENDS, find_eligible
from monitor.coaching.sessions import Balance, Ledger, PracticeOutcome, Sides
from monitor.coaching.trend import Appraisal, Trend
from monitor.edges.journal import Journal, JournalRow
from monitor.edges.settings import Settings
from monitor.posture.bouts import Bout
from monitor.posture.labels import Relabel
from monitor.records import Record, event_as
from monitor.texts import Tongue
from monitor.wording.plan import say_pillar

SIDES_DAYS: Final = 28
"""Over so many days left and right are counted."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the plan shows.

    Attributes:
        pillars: how each stands.
        sides: left and right of the last four weeks.
        next_side: whose turn it is; None where one side is worked alone.
        balance: stretches beside strength.
        pain: how it stands.
        targets: what is planned, as prescribed and as wide as it has become.
        red_flag: one stands.
        baseline: the first week is still watched.
    """

    pillars: tuple[PillarStatus, ...]
    sides: Sides
    next_side: Side | None
    balance: Balance
    pain: Appraisal
    targets: PlanTargets
    red_flag: bool
    baseline: bool


def look(journal: Journal, settings: Settings, exercises: Mapping[str, Exercise], now_s: float) -> Overview:
    """Look at the plan in force as the journal has it, at a time; `exercises` are those in force."""
    zone = settings.zone
    ledger, habit = Ledger(zone, exercises), Habit(zone, settings.nudges.carry_gap_s)
    for row in journal.known(journal.events("practice", until_s=now_s)):
        ledger.feed(event_as(PracticeOutcome, row.time_s, row.body))
    for row in journal.known(sorted([*journal.events("bout"), *journal.events("relabel")], key=lambda row: row.id)):
        if row.time_s < now_s:
            habit.feed(sat_of(row))
    trend = Trend(ledger, settings.targets.prescribed(exercises.values()), zone)
    for entry in read_diary(journal):
        if entry.time_s < now_s:
            trend.feed(entry)
    pain = trend.look(now_s)
    said = [item for item in journal.inputs(until_s=now_s) if isinstance(item, UserAction)]
    affected = settings.person.affected_side or SafetyGate(zone, said).affected_side
    able = {exercise.pillar for exercise, _ in find_eligible(settings.profile, DAY_ENDS, exercises)} | {Pillar.HABIT}
    plan, today = Plan(trend.targets, zone), ledger.day_of(now_s)
    return Overview(
        pillars=plan.status(ledger, habit, now_s, able),
        sides=ledger.sides(today - timedelta(days=SIDES_DAYS - 1), today),
        next_side=None if affected in (Side.LEFT, Side.RIGHT) else ledger.due_side(Pillar.LENGTHEN),
        balance=ledger.balance(today),
        pain=pain,
        targets=trend.targets,
        red_flag=red_flag_since(journal) is not None,
        baseline=plan.is_baseline(habit.first_day, now_s),
    )


def pillar_record(one: PillarStatus, say: Tongue) -> Record:
    """Tell how a pillar stands, for machines and for the page."""
    return {
        "done": one.done,
        "claimed": one.claimed,
        "target": one.target,
        "state": str(one.state),
        "sentence": say_pillar(one, say),
        "weeks": list(one.weeks),
    }


def read_diary(journal: Journal) -> list[PainEntry]:
    """All entries, in order of time; what an older sitmon wrote and this one cannot read is passed over."""
    entries = []
    for item in journal.inputs():
        if isinstance(item, UserAction) and item.action is Action.PAIN:
            try:
                entries.append(parse_pain(item.time_s, item.detail))
            except ValueError:
                continue
    return entries


def sat_of(row: JournalRow) -> Bout | Relabel:
    """Read back a bout, or a time that was relabelled, which is what habits are counted from."""
    if row.kind == "bout":
        return event_as(Bout, row.time_s, row.body)
    return event_as(Relabel, row.time_s, row.body)
