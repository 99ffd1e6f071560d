"""`sitmon plan`: how the four pillars stand, whose turn it is, left or right, and how the pain goes with it."""

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from monitor.assembly import known_exercises, red_flag_since, storage_paths
from monitor.cli.diary import read_diary
from monitor.cli.output import write_json, write_line
from monitor.coaching.exercises import Exercise, Pillar
from monitor.coaching.gate import SafetyGate
from monitor.coaching.habit import Habit
from monitor.coaching.inputs import UserAction
from monitor.coaching.plan import PillarStatus, Plan, PlanTargets, State
from monitor.coaching.profile import Side
from monitor.coaching.recommend import DAY_ENDS, find_eligible
from monitor.coaching.sessions import Balance, Ledger, PracticeOutcome, Sides
from monitor.coaching.trend import Appraisal, Trend
from monitor.edges.journal import Journal, JournalRow
from monitor.edges.settings import Settings, read_settings
from monitor.posture.bouts import Bout
from monitor.posture.labels import Relabel
from monitor.records import Record, event_as
from monitor.texts import Text, Tongue
from monitor.wording.exercises import SIDE_NAMES
from monitor.wording.pain import say_appraisal
from monitor.wording.plan import PILLAR_NAMES, STATE_WORDS, say_balance, say_pillar, say_plan_origins

SIDES_DAYS: Final = 28
"""Over so many days left and right are counted."""

VERIFIED, CLAIMED, OPEN = "●", "○", "·"
"""Marks of the plan: seen by the sensor, said by you, still to do."""

LEGEND: Final = Text("{verified} seen by the sensor  {claimed} you said so  {open} still to do")
RED_FLAG: Final = Text(
    "A red flag stands: nothing of this is asked for. When a professional agrees: sitmon red-flag --clear"
)
BASELINE: Final = Text("Your first week is watched without nudges, to compare with.")
WEEKS: Final = Text("Days with it in each of four weeks, this one last: {weeks}")
SIDES: Final = Text("In four weeks: left {left}, right {right}.")
NEXT_SIDE: Final = Text("Next: {side}.")
ORIGINS: Final = Text("Where the numbers come from:")


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


def run(args: argparse.Namespace) -> int:
    """Show the plan as of now.

    Raises:
        PrescriptionError: something is wrong with the prescribed set.
    """
    settings = read_settings(args.config)
    journal_path, _, _ = storage_paths(settings)
    with Journal(journal_path, read_only=True) as journal:
        overview = look(journal, settings, known_exercises(settings), time.time())
    if args.json:
        for record in records(overview, settings.tongue):
            write_json(record)
        return 0
    for line in tell(overview, settings.tongue):
        write_line(line)
    return 0


def look(journal: Journal, settings: Settings, exercises: Mapping[str, Exercise], now_s: float) -> Overview:
    """Look at the plan in force as the journal has it, at a time; `exercises` are those in force."""
    zone = settings.zone
    ledger, habit = Ledger(zone, exercises), Habit(zone, settings.nudges.carry_gap_s)
    for row in journal.events("practice", until_s=now_s):
        ledger.feed(event_as(PracticeOutcome, row.time_s, row.body))
    for row in sorted([*journal.events("bout"), *journal.events("relabel")], key=lambda row: row.id):
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


def tell(overview: Overview, say: Tongue) -> Iterator[str]:
    """Tell the plan in lines: what stands in the way first, then the pillars, then what lies behind them."""
    if overview.red_flag:
        yield say(RED_FLAG)
    if overview.baseline:
        yield say(BASELINE)
    rows = [(say(PILLAR_NAMES[one.pillar]), marks(one), say(STATE_WORDS[one.state])) for one in overview.pillars]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for one, cells in zip(overview.pillars, rows, strict=True):
        table = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        yield "  ".join([*table, say_pillar(one, say)])
    yield say(LEGEND, verified=VERIFIED, claimed=CLAIMED, open=OPEN)
    yield ""
    counted = (f"{say(PILLAR_NAMES[one.pillar])} {' '.join(map(str, one.weeks))}" for one in overview.pillars)
    yield say(WEEKS, weeks=", ".join(counted))
    turn = "" if overview.next_side is None else " " + say(NEXT_SIDE, side=SIDE_NAMES[overview.next_side])
    yield say(SIDES, left=overview.sides.left, right=overview.sides.right) + turn
    yield say_balance(overview.balance, say)
    yield say_appraisal(overview.pain, say)
    yield ""
    yield say(ORIGINS)
    yield from (f"  {origin}" for origin in say_plan_origins(overview.targets, say))


def marks(one: PillarStatus) -> str:
    """One mark for each that was seen, said, or is still to do; none for sittings, of which fewer are better."""
    if one.pillar is Pillar.HABIT or one.state is State.OFF:
        return ""
    return VERIFIED * (one.done - one.claimed) + CLAIMED * one.claimed + OPEN * max(0, one.target - one.done)


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


def records(overview: Overview, say: Tongue) -> Iterator[Record]:
    """The same for machines: one object for each pillar, then one for each of the rest."""
    for one in overview.pillars:
        yield {"about": "pillar", "pillar": str(one.pillar), **pillar_record(one, say)}
    yield {"about": "sides", **asdict(overview.sides), "next": overview.next_side}
    balance = overview.balance
    warning = say_balance(balance, say) if balance.one_sided else None
    yield {"about": "balance", "stretches": balance.stretches, "strength": balance.strength, "warning": warning}
    yield {"about": "pain", "kind": overview.pain.kind, "sentence": say_appraisal(overview.pain, say)}
    yield {"about": "origins", "sentences": list(say_plan_origins(overview.targets, say))}
    yield {"about": "now", "red_flag": overview.red_flag, "baseline": overview.baseline}


def sat_of(row: JournalRow) -> Bout | Relabel:
    """Read back a bout, or a time that was relabelled, which is what habits are counted from."""
    if row.kind == "bout":
        return event_as(Bout, row.time_s, row.body)
    return event_as(Relabel, row.time_s, row.body)
