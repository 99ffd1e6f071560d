"""`sitmon plan`: how the four pillars stand, whose turn it is, left or right, and how the pain goes with it."""

import argparse
import time
from collections.abc import Iterator
from dataclasses import asdict

from monitor.cli.answering import answer, columns
from monitor.cli.options import CONFIG, JSON, command
from monitor.coaching.exercises import Pillar
from monitor.coaching.plan import PillarStatus, State
from monitor.edges.journal import Journal
from monitor.edges.settings import read_settings
from monitor.overview import Overview, look, pillar_record
from monitor.records import Record
from monitor.texts import Text, Translator
from monitor.wording.exercises import SIDE_NAMES
from monitor.wording.pain import say_appraisal
from monitor.wording.plan import PILLAR_NAMES, STATE_WORDS, say_balance, say_pillar, say_plan_origins

VERIFIED, CLAIMED, OPEN = "●", "○", "·"
"""Marks of the plan: seen by the sensor, said by you, still to do."""


@command("sitmon plan", CONFIG, JSON)
def run(args: argparse.Namespace) -> None:
    """Show the plan as of now."""
    settings = read_settings(args.config)
    with Journal(settings.storage.journal, read_only=True) as journal:
        overview = look(journal, settings, time.time())
    answer(args, records(overview, settings.tr), tell(overview, settings.tr))


def tell(overview: Overview, say: Translator) -> Iterator[str]:
    """Tell the plan in lines: what stands in the way first, then the pillars, then what lies behind them."""
    if overview.red_flag:
        yield say(
            Text("A red flag stands: nothing of this is asked for. When a professional agrees: sitmon red-flag --clear")
        )
    if overview.baseline:
        yield say(Text("Your first week is watched without nudges, to compare with."))
    yield from columns(
        [
            (say(PILLAR_NAMES[one.pillar]), *state_of(one, overview, say), say_pillar(one, say))
            for one in overview.pillars
        ]
    )
    legend = Text("{verified} seen by the sensor  {claimed} you said so  {open} still to do")
    yield say(legend, verified=VERIFIED, claimed=CLAIMED, open=OPEN)
    yield ""
    counted = (f"{say(PILLAR_NAMES[one.pillar])} {' '.join(map(str, one.weeks))}" for one in overview.pillars)
    yield say(Text("Days with it in each of four weeks, this one last: {weeks}"), weeks=", ".join(counted))
    said = [say(Text("In four weeks: left {left}, right {right}."), **asdict(overview.sides))]
    if overview.next_side is not None:
        said.append(say(Text("Next: {side}."), side=SIDE_NAMES[overview.next_side]))
    yield " ".join(said)
    yield say_balance(overview.balance, say)
    yield say_appraisal(overview.pain, say)
    yield ""
    yield say(Text("Where the numbers come from:"))
    yield from (f"  {origin}" for origin in say_plan_origins(overview.targets, say))


def state_of(one: PillarStatus, overview: Overview, say: Translator) -> tuple[str, str]:
    """Marks of what is done and to do, and the word for how that stands; of neither while a red flag stands."""
    return ("", "") if overview.red_flag else (marks(one), say(STATE_WORDS[one.state]))


def marks(one: PillarStatus) -> str:
    """One mark for each that was seen, said, or is still to do; none for sittings, of which fewer are better."""
    if one.pillar is Pillar.HABIT or one.state is State.OFF:
        return ""
    return VERIFIED * (one.done - one.claimed) + CLAIMED * one.claimed + OPEN * max(0, one.target - one.done)


def records(overview: Overview, say: Translator) -> Iterator[Record]:
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
