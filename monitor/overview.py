"""How plan and pain stand, from the journal: what terminal, page and report show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from monitor.assembly import coach_for
from monitor.coaching.coach import Coach
from monitor.coaching.diary import PainEntry
from monitor.coaching.eligible import find_eligible
from monitor.coaching.exercises import Pillar
from monitor.coaching.habit import FIRST_WEEK_DAYS, Habit
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.plan import WEEKS_SHOWN, Off, PillarStatus, PlanTargets
from monitor.coaching.profile import Side, next_side
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import Balance, Sides
from monitor.coaching.trend import Appraisal
from monitor.edges.journal import Journal, JournalRow
from monitor.edges.settings import Settings
from monitor.history import DAY_S, recall
from monitor.posture.bouts import Bout, corrected
from monitor.posture.labels import Relabel
from monitor.records import Record, event_as
from monitor.texts import Translator
from monitor.wording.plan import say_pillar

FIRST_DAYS: Final = FIRST_WEEK_DAYS + 1
HABIT_DAYS: Final = 7 * (WEEKS_SHOWN + 1)
"""Of so many of the last days sittings are counted: of the weeks that are shown, and of the one that is under way."""

SIDES_DAYS: Final = 28
"""Over so many days left and right are counted."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the plan shows.

    Attributes:
        pillars: how each stands.
        sides: left and right of the last four weeks.
        next_side: whose turn it is; None where one side is worked alone, and while a red flag stands.
        balance: stretches beside strength; no warning where strength waits.
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


def look(journal: Journal, settings: Settings, now_s: float, *, is_past: bool = False) -> Overview:
    """Look at the plan in force as the journal has it, at a time, UTC in POSIX seconds, that may be over.

    Raises:
        PrescriptionError: something is wrong with the prescribed set.
    """
    zone = settings.zone
    coach = coach_for(settings, recall(journal, now_s, zone, seconds=False, is_past=is_past))  # as `standing.fold` does
    habit = Habit(zone, settings.nudges.carry_gap_s)
    for bout in corrected(map(sat_of, journal.known(_sat(journal, now_s)))):
        habit.feed(bout)
    pain, ledger, affected = coach.appraise(now_s), coach.ledger, coach.affected_side
    turn = next_side(affected, ledger.last_side, settings.profile.worn_leg)
    able = {exercise.pillar for exercise, _ in find_eligible(settings.profile, coach.exercises, at_desk=False)}
    today = ledger.day_of(now_s)
    stand = coach.plan.status(ledger, habit, now_s, able | {Pillar.HABIT})
    pillars = tuple(_withheld(stand, coach, settings, now_s))
    balance, waits = ledger.balance(today), {one.pillar for one in pillars if one.off is Off.WAITS}
    return Overview(
        pillars=pillars,
        sides=ledger.sides(today - timedelta(days=SIDES_DAYS - 1), today),
        next_side=None if affected in (Side.LEFT, Side.RIGHT) or coach.locked else turn,
        balance=replace(balance, one_sided=balance.one_sided and Pillar.STRENGTHEN not in waits),
        pain=pain,
        targets=coach.plan.targets,
        red_flag=coach.locked,
        baseline=coach.plan.is_baseline(habit.first_day, now_s),
    )


def _withheld(stand: Iterable[PillarStatus], coach: Coach, settings: Settings, now_s: float) -> Iterator[PillarStatus]:
    """How the pillars stand, each off of which the coach would let nothing be done now; a drive ends by itself."""
    fit = find_eligible(settings.profile, coach.exercises, at_desk=False)
    found = [(exercise.pillar, coach.bars(exercise, now_s)) for exercise, _ in fit]
    for one in stand:
        bars = [None if bar is Bar.DRIVING else bar for pillar, bar in found if pillar is one.pillar]
        if coach.locked:
            yield one.waiting(Bar.RED_FLAG)
        elif one.off is None and bars and (bar := bars[0]) is not None and None not in bars:
            yield one.waiting(bar)
        else:
            yield one


def pillar_record(one: PillarStatus, say: Translator) -> Record:
    """Tell how a pillar stands, for machines and for the page."""
    return {
        "done": one.done,
        "claimed": one.claimed,
        "target": one.target,
        "state": str(one.state),
        "sentence": say_pillar(one, say),
        "weeks": list(one.weeks),
    }


def _sat(journal: Journal, now_s: float) -> list[JournalRow]:
    """Bouts, and what was relabelled, of the own first week and of the last ones: what habits are told of."""
    first = journal.first("bout")
    if first is None:
        return []
    spans = [(first.time_s - DAY_S, first.time_s + FIRST_DAYS * DAY_S), (now_s - HABIT_DAYS * DAY_S, now_s)]
    found = {row.id: row for kind in ("bout", "relabel") for span in spans for row in journal.events(kind, *span)}
    return [row for _, row in sorted(found.items()) if row.time_s < now_s]


def read_diary(journal: Journal, since_s: float | None = None) -> list[PainEntry]:
    """All entries since a time, UTC in POSIX seconds, in the order in which they were made."""
    said = (item.said for item in journal.inputs(since_s, actions=[Action.PAIN]) if isinstance(item, UserAction))
    return [entry for entry in said if isinstance(entry, PainEntry)]


def sat_of(row: JournalRow) -> Bout | Relabel:
    """Read back a bout, or a time that was relabelled, which is what habits are counted from."""
    if row.kind == "bout":
        return event_as(Bout, row.time_s, row.body)
    return event_as(Relabel, row.time_s, row.body)
