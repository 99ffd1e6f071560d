"""`sitmon exercises`: what there is to do, ours and what was prescribed, and where each number comes from."""

import argparse
import difflib
import shutil
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from monitor.cli.answering import answer, columns
from monitor.cli.options import CONFIG, JSON, command, option
from monitor.coaching.coach import Coach
from monitor.coaching.exercises import Exercise, Place, SideRule, Source
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar
from monitor.edges.prescriptions import PrescriptionError, read_prescription
from monitor.edges.settings import Settings, read_settings
from monitor.errors import MonitorError, UsageError
from monitor.records import Record
from monitor.running.asking import running_status
from monitor.standing import fold
from monitor.texts import Text, Translator
from monitor.wording.exercises import SIDE_NAMES, render, say_origins
from monitor.wording.nudges import say_bar
from monitor.wording.plan import PILLAR_NAMES

PLACE_NAMES: Final = {
    Place.DESK: Text("at the desk"),
    Place.BED: Text("in bed"),
    Place.FLOOR: Text("on the floor"),
    Place.WALL: Text("at a wall"),
}
SOURCE_NAMES: Final = {
    Source.PRESCRIBED: Text("prescribed by {by}"),
    Source.GUIDE: Text("the guide, 30 to 60 s"),
    Source.ASSUMED: Text("assumed from the guide"),
    Source.PRODUCT_DEFAULT: Text("product default"),
}
HEADS: Final = (Text("Name"), Text("Pillar"), Text("Where"), Text("Dose"), Text("The dose is from"))
OTHER_SIDE: Final = Text("For the other side: --side {side}")
LONGEST_LINE: Final = 100
"""Characters, in a terminal that has room for more."""


@command(
    "sitmon exercises show seated-figure-4 --side left\n  sitmon exercises check my-set.toml",
    CONFIG,
    option("what", "by default list", nargs="?", choices=("list", "show", "check"), default="list"),
    option("name", "of what is shown; or the file that is checked", nargs="?", metavar="NAME|FILE"),
    option("--side", "to be shown; by default the one that hurts", choices=tuple(map(str, Side))),
    JSON,
)
def run(args: argparse.Namespace) -> int:
    """List them, show one, or check a file; exit status 1 if something is wrong with it, or a red flag stands."""
    settings = read_settings(args.config)
    if args.what == "check":
        return _check(args, settings)
    coach = fold(settings, time.time())
    if is_locked(settings, coach):  # no step, picture or dose is told then (F1, F2)
        urgent = say_bar(Bar.RED_FLAG, settings.tr)
        answer(args, [{"red_flag": True, "text": urgent}], [urgent])
        return 1
    if args.what == "show":
        _show(args, settings, coach)
    elif args.name is not None:
        raise UsageError(f"`list` takes no name; did you mean `sitmon exercises show {args.name}`?")
    else:
        agreed = [one for one in coach.exercises.values() if coach.bars(one, time.time()) is not Bar.CONSENT]
        answer(args, (record_of(one, settings.tr) for one in agreed), tell_all(agreed, settings.tr))
    return 0


def is_locked(settings: Settings, coach: Coach) -> bool:
    """Whether a red flag stands: by the journal, or by the running sitmon, which may hold one that is not kept yet.

    A running sitmon that does not answer knows nothing that the journal does not.
    """
    if coach.locked:
        return True
    try:
        status = running_status(settings)
    except MonitorError:
        return False
    return status is not None and status.get("red_flag") is True


def find_exercise(every: Mapping[str, Exercise], name: str, tr: Translator) -> Exercise:
    """The exercise of this name, as it stands in files or as people say it.

    Raises:
        UsageError: there is none.
    """
    for exercise in every.values():
        if name.casefold() in (exercise.id, tr(exercise.name).casefold()):
            return exercise
    close = difflib.get_close_matches(name.casefold(), every, n=1)
    nearest = f"did you mean {close[0]}?" if close else f"there are {', '.join(every)}"
    raise UsageError(f"there is no exercise {name!r}; {nearest}")


def find_sides(exercise: Exercise, asked: Side | None, affected: Side | None) -> tuple[Side, ...]:
    """The sides to work, one after the other: as `asked` for now, else the `affected` one; empty if nobody has said.

    Raises:
        UsageError: it was prescribed for the other side only.
    """
    if exercise.side_rule is SideRule.BOTH_LEGS:
        return (Side.BOTH,)
    if exercise.only_side is not None:
        if asked not in (None, exercise.only_side):
            raise UsageError(f"{exercise.id} was prescribed for the {exercise.only_side} side only")
        return (exercise.only_side,)
    side = asked or affected
    return (Side.LEFT, Side.RIGHT) if side is Side.BOTH else () if side is None else (side,)


def say_dose(exercise: Exercise, tr: Translator) -> str:
    """How long and how often, in a few words."""
    parts = [] if exercise.hold_s is None else [tr(Text("{hold} s"), hold=f"{exercise.hold_s:.0f}")]
    if _is_counted(exercise):
        amount = Text("{repetitions} times, sets: {sets}")
        parts.append(tr(amount, repetitions=exercise.repetitions, sets=exercise.sets))
    if exercise.per_week is not None:
        parts.append(tr(Text("times a week: {times}"), times=exercise.per_week))
    return ", ".join(parts)


def _is_counted(exercise: Exercise) -> bool:
    """Whether there is more to it than one hold."""
    return exercise.hold_s is None or exercise.repetitions * exercise.sets > 1


def say_source(exercise: Exercise, tr: Translator) -> str:
    """Where the dose comes from, in a few words; each source once."""
    sources = {Source.PRESCRIBED} if exercise.prescribed else set[Source]()
    if exercise.hold_s is not None:
        sources.add(exercise.hold_source)
    if _is_counted(exercise) and not exercise.prescribed >= {"repetitions", "sets"}:
        sources.add(Source.PRODUCT_DEFAULT)
    named = [name for source, name in SOURCE_NAMES.items() if source in sources]
    return "; ".join(tr(name, by=exercise.prescribed_by) for name in named)


def tell_all(every: Iterable[Exercise], tr: Translator) -> Iterator[str]:
    """A line for each."""
    rows = [
        (one.id, tr(PILLAR_NAMES[one.pillar]), _say_places(one, tr), say_dose(one, tr), say_source(one, tr))
        for one in every
    ]
    yield from columns([tuple(map(tr, HEADS)), *rows])


def _say_places(exercise: Exercise, tr: Translator) -> str:
    return ", ".join(tr(PLACE_NAMES[place]) for place in exercise.places)


def tell_one(exercise: Exercise, side: Side, tr: Translator, *, origins: bool = True) -> Iterator[tuple[str, str]]:
    """The whole text for one side, with or without the origins of its numbers: pairs of a mark and what is behind."""
    words = render(exercise, side, tr)
    title = tr(exercise.name)
    yield "", title if side is Side.BOTH else f"{title}, {tr(SIDE_NAMES[side])}"
    yield "", ", ".join((tr(PILLAR_NAMES[exercise.pillar]), _say_places(exercise, tr), say_dose(exercise, tr)))
    precondition, *steps = words.steps
    yield "", precondition
    if exercise.equipment:
        yield "", tr(Text("At hand: {things}."), things=", ".join(sorted(exercise.equipment)))
    yield "", ""
    yield from ((f"{number}.", step) for number, step in enumerate(steps, start=1))
    yield from (("!", cue) for cue in words.cues)
    yield from (("–", dont) for dont in words.donts)
    yield "", ""
    yield from (("", tr(Text("Picture: {path}"), path=image)) for image in exercise.images)
    yield "", tr(Text("Why: {why}"), why=tr(exercise.why))
    if origins:
        yield from (("", origin) for origin in say_origins(exercise, tr))


def record_of(exercise: Exercise, tr: Translator, side: Side | None = None) -> Record:
    """The same for machines; with its words if a side is given."""
    record: Record = {
        "exercise": exercise.id,
        "name": tr(exercise.name),
        "pillar": exercise.pillar,
        "places": list(exercise.places),
        "equipment": sorted(exercise.equipment),
        "hold_s": exercise.hold_s,
        "repetitions": exercise.repetitions,
        "sets": exercise.sets,
        "per_week": exercise.per_week,
        "prescribed_by": exercise.prescribed_by or None,
        "prescribed": sorted(exercise.prescribed),
        "origins": list(say_origins(exercise, tr)),
    }
    if side is not None:
        words = render(exercise, side, tr)
        record |= {
            "side": side,
            "steps": list(words.steps),
            "cues": list(words.cues),
            "donts": list(words.donts),
            "why": tr(exercise.why),
            "images": list(exercise.images),
        }
    return record


def _show(args: argparse.Namespace, settings: Settings, coach: Coach) -> None:
    """Show one, after what holds it back, if anything does."""
    if args.name is None:
        raise UsageError(f"which one?  There are {', '.join(coach.exercises)}")
    tr = settings.tr
    exercise = find_exercise(coach.exercises, args.name, tr)
    if (bar := coach.bars(exercise, time.time())) is not None:
        answer(args, [], [say_bar(bar, tr), ""])
    if bar is Bar.CONSENT:
        return
    known = find_sides(exercise, args.side and Side(args.side), coach.affected_side)
    for side in known or (Side.LEFT,):
        answer(args, [record_of(exercise, tr, side)], (hang(*said) for said in tell_one(exercise, side, tr)))
        if not known:
            answer(args, [], [tr(OTHER_SIDE, side=side.other)])
        elif side is not known[-1]:
            answer(args, [], ["", ""])


def _check(args: argparse.Namespace, settings: Settings) -> int:
    path = settings.person.prescription if args.name is None else Path(args.name)
    if path is None:
        raise UsageError("which file?  The settings name none: sitmon exercises check my-set.toml")
    try:
        prescription = read_prescription(path)
    except PrescriptionError as error:
        if not args.json:
            raise
        answer(args, ({"file": str(path), "line": line or None, "fault": what} for line, what in error.faults), [])
        return error.exit_status
    names = ", ".join(exercise.id for exercise in prescription.exercises)
    text = Text("{path}: nothing is wrong. Prescribed by {by}: {names}.")
    answer(args, [], [settings.tr(text, path=path, by=prescription.by, names=names)])
    return 0


def hang(mark: str, said: str, indent: str = "  ") -> str:
    """A sentence behind its mark, in a terminal broken so that nothing stands below the mark."""
    head = f"{indent}{mark:<3}" if mark else ""
    if not sys.stdout.isatty():
        return head + said
    width = min(shutil.get_terminal_size().columns - 1, LONGEST_LINE)
    return textwrap.fill(said, max(width, 20), initial_indent=head, subsequent_indent=" " * len(head))
