"""`sitmon plan`: how the four pillars stand, whose turn it is, left or right, and how the pain goes with it."""

import argparse
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.assembly import red_flag_since, storage_paths
from monitor.cli.diary import read_diary
from monitor.cli.output import write_json, write_line
from monitor.coaching.exercises import Pillar
from monitor.coaching.gate import SafetyGate
from monitor.coaching.habit import Habit
from monitor.coaching.inputs import UserAction
from monitor.coaching.plan import PILLAR_NAMES, STATE_WORDS, PillarStatus, Plan, State
from monitor.coaching.profile import SIDE_NAMES, Side
from monitor.coaching.recommend import DAY_ENDS, find_eligible
from monitor.coaching.sessions import Balance, Ledger, Sides
from monitor.coaching.trend import Judgement, Trend
from monitor.edges.journal import Journal, JournalRow
from monitor.edges.settings import Settings, read_settings
from monitor.posture.labels import Posture, Relabel
from monitor.records import Record
from monitor.remembered import bout_of, practice_of
from monitor.texts import Text

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
BALANCE: Final = Text("In seven days: stretches {stretches}, strength {strength}.")
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
        origins: where each number comes from.
        red_flag: one stands.
        baseline: the first week is still watched.
    """

    pillars: tuple[PillarStatus, ...]
    sides: Sides
    next_side: Side | None
    balance: Balance
    pain: Judgement
    origins: tuple[str, ...]
    red_flag: bool
    baseline: bool


def run(args: argparse.Namespace) -> int:
    """Show the plan as of now."""
    settings = read_settings(args.config)
    journal_path, _, _ = storage_paths(settings)
    with Journal(journal_path, read_only=True) as journal:
        overview = look(journal, settings, time.time())
    if args.json:
        for record in records(overview):
            write_json(record)
        return 0
    for line in tell(overview, settings):
        write_line(line)
    return 0


def look(journal: Journal, settings: Settings, now_s: float) -> Overview:
    """The plan as the journal has it, at a time."""
    tongue, zone = settings.tongue, settings.zone
    ledger, habit = Ledger(zone), Habit(zone, settings.nudges.carry_gap_s)
    for row in journal.events("practice", until_s=now_s):
        ledger.feed(practice_of(row.time_s, row.body))
    for row in sorted([*journal.events("bout"), *journal.events("relabel")], key=lambda row: row.id):
        if row.time_s < now_s:
            habit.feed(bout_of(row.time_s, row.body) if row.kind == "bout" else relabel_of(row))
    trend = Trend(ledger, settings.targets, zone, tongue)
    for entry in read_diary(journal):
        if entry.time_s < now_s:
            trend.feed(entry)
    pain = trend.look(now_s)
    said = [item for item in journal.inputs(until_s=now_s) if isinstance(item, UserAction)]
    affected = settings.person.affected_side or SafetyGate(zone, said, tongue).affected_side
    able = {exercise.pillar for exercise, _ in find_eligible(settings.profile, DAY_ENDS)} | {Pillar.HABIT}
    plan, today = Plan(trend.targets, zone, tongue), ledger.day_of(now_s)
    return Overview(
        pillars=plan.status(ledger, habit, now_s, able),
        sides=ledger.sides(today - timedelta(days=SIDES_DAYS - 1), today),
        next_side=None if affected in (Side.LEFT, Side.RIGHT) else ledger.due_side(Pillar.LENGTHEN),
        balance=ledger.balance(today, tongue),
        pain=pain,
        origins=trend.targets.origins(tongue),
        red_flag=red_flag_since(journal) is not None,
        baseline=plan.is_baseline(habit.first_day, now_s),
    )


def tell(overview: Overview, settings: Settings) -> Iterator[str]:
    """The plan in lines: what stands in the way first, then the pillars, then what lies behind them."""
    say = settings.tongue
    if overview.red_flag:
        yield say(RED_FLAG)
    if overview.baseline:
        yield say(BASELINE)
    rows = [(say(PILLAR_NAMES[one.pillar]), marks(one), say(STATE_WORDS[one.state])) for one in overview.pillars]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for one, cells in zip(overview.pillars, rows, strict=True):
        yield "  ".join([*(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)), one.sentence])
    yield say(LEGEND, verified=VERIFIED, claimed=CLAIMED, open=OPEN)
    yield ""
    counted = (f"{say(PILLAR_NAMES[one.pillar])} {' '.join(map(str, one.weeks))}" for one in overview.pillars)
    yield say(WEEKS, weeks=", ".join(counted))
    turn = "" if overview.next_side is None else " " + say(NEXT_SIDE, side=SIDE_NAMES[overview.next_side])
    yield say(SIDES, left=overview.sides.left, right=overview.sides.right) + turn
    yield overview.balance.warning or say(
        BALANCE, stretches=overview.balance.stretches, strength=overview.balance.strength
    )
    yield overview.pain.sentence
    yield ""
    yield say(ORIGINS)
    yield from (f"  {origin}" for origin in overview.origins)


def marks(one: PillarStatus) -> str:
    """One mark for each that was seen, said, or is still to do; none for sittings, of which fewer are better."""
    if one.pillar is Pillar.HABIT or one.state is State.OFF:
        return ""
    return VERIFIED * (one.done - one.claimed) + CLAIMED * one.claimed + OPEN * max(0, one.target - one.done)


def records(overview: Overview) -> Iterator[Record]:
    """The same for machines: one object for each pillar, then one for each of the rest."""
    for one in overview.pillars:
        yield {"about": "pillar", **asdict(one)}
    yield {"about": "sides", **asdict(overview.sides), "next": overview.next_side}
    yield {"about": "balance", **asdict(overview.balance)}
    yield {"about": "pain", "kind": overview.pain.kind, "sentence": overview.pain.sentence}
    yield {"about": "origins", "sentences": list(overview.origins)}
    yield {"about": "now", "red_flag": overview.red_flag, "baseline": overview.baseline}


def relabel_of(row: JournalRow) -> Relabel:
    """Read a relabelled time back from its record."""
    start_s, end_s = (datetime.fromisoformat(str(row.body[name])).timestamp() for name in ("start", "end"))
    return Relabel(start_s, end_s, Posture(str(row.body["posture"])))
