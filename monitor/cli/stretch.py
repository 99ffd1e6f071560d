"""`sitmon stretch`: guides through an exercise in the terminal, breath by breath; the sensor looks on where it can."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rich.live import Live

from monitor.cli.answering import write_lines
from monitor.cli.exercises import OTHER_SIDE, find_exercise, find_sides, hang, is_locked, tell_one
from monitor.cli.options import CONFIG, command, option
from monitor.cli.say import keep_answer
from monitor.coaching.catalogue import harden
from monitor.coaching.coach import Coach
from monitor.coaching.exercises import Exercise, ExerciseId
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Bar
from monitor.coaching.sessions import Reason
from monitor.edges.control import Message, NotRunningError, ask
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings, read_settings
from monitor.errors import MonitorError
from monitor.running.asking import running_status
from monitor.running.telling import claim, tell
from monitor.standing import fold
from monitor.terminal.guide import IN_S, OUT_S, Ended, Guide, Seen
from monitor.terminal.keys import Keys, has_keys
from monitor.terminal.output import console, write_line
from monitor.texts import Text, Translator
from monitor.wording.exercises import render
from monitor.wording.nudges import say_bar
from monitor.wording.practice import FELT_ANSWERS
from monitor.wording.recommendations import ADJUSTED_TEXTS

TICK_S: Final = 0.1
"""The screen is drawn so often."""

LOOK_S: Final = 0.5
"""So often the sensor is asked, and whether something was said that ends the exercise."""

HANGS_S: Final = 20.0
"""A running sitmon that does not answer is asked again after so long: each time costs seconds."""

SIDE_KEYS: Final = {"l": Side.LEFT, "r": Side.RIGHT, "b": Side.BOTH}

clock: Callable[[], float] = time.monotonic
"""The clock that holds are timed by."""


@command(
    "sitmon stretch seated-figure-4 --side left",
    CONFIG,
    option("name", "by default the seated figure-4; see sitmon exercises", nargs="?", metavar="NAME"),
    option("--side", "by default the one that hurts", choices=tuple(map(str, Side))),
)
def run(args: argparse.Namespace) -> int:
    """Guide through it, on each side that is to be worked; exit status 1 if it may not be done now."""
    settings = read_settings(args.config)
    now_s = time.time()
    coach = fold(settings, now_s)
    # the guide begins with the seated figure-4 (H5), on a chair that is sturdy (D1)
    usual = ExerciseId.SUPINE_FIGURE_4 if settings.person.unstable_chair else ExerciseId.SEATED_FIGURE_4
    exercise = find_exercise(coach.exercises, args.name or usual, settings.tr)
    bar = Bar.RED_FLAG if is_locked(settings, coach) else coach.bars(exercise, now_s)
    if bar is not None:
        write_line(say_bar(bar, settings.tr))
        return 1
    exercise = _adjusted(exercise, coach, now_s, settings.tr)
    sides = find_sides(exercise, args.side and Side(args.side), coach.affected_side)
    if not has_keys():
        _print(settings, exercise, sides)
        return 0
    with Keys() as keys:
        return _guide(settings, exercise, sides or _ask_side(settings, args.config, keys), keys)


def _adjusted(exercise: Exercise, coach: Coach, now_s: float, tr: Translator) -> Exercise:
    """The exercise with the dose that fits how it felt last; says why, if that is another than usual."""
    *_, begun = coach.feed(UserAction(now_s, Action.STRETCH, exercise.id))
    if not isinstance(begun, Recommendation) or begun.adjusted is None:
        return exercise
    hold = f"{begun.hold_s or 0.0:.0f}"
    write_line(tr(ADJUSTED_TEXTS[begun.adjusted], hold=hold, repetitions=begun.repetitions))
    return harden(replace(exercise, hold_s=begun.hold_s, repetitions=begun.repetitions), begun.harder)


def read_seen(answer: Message, exercise: Exercise) -> Seen | None:
    """What the sensor saw, from the running sitmon's answer; None if it sees nothing of this exercise."""
    if answer.get("seen") is not True or answer.get("exercise", exercise.id) != exercise.id:
        return None
    held_s, repetitions = answer.get("held_s"), answer.get("repetitions")
    return Seen(
        float(held_s) if isinstance(held_s, int | float) else None,
        repetitions if isinstance(repetitions, int) else None,
        answer.get("bouncing") is True,
    )


def _guide(settings: Settings, exercise: Exercise, sides: tuple[Side, ...], keys: Keys) -> int:
    """One side after the other, until one was not done: after pain that radiates, or a bar, nothing goes on (E5)."""
    for side in sides:
        # told first, so that the sensor looks on
        refused = tell(settings, Action.STRETCH, exercise.id if side is Side.BOTH else f"{exercise.id} {side}")
        if refused:
            write_lines(refused)
            return 1
        write_line()
        write_lines(hang(*said) for said in tell_one(exercise, side, settings.tr, origins=False))
        ended = _follow(settings, exercise, side, keys)
        if ended.done and running_status(settings) is None:
            claim(settings, exercise, side, Reason.NOT_RUNNING)
        write_lines(_end(settings, exercise, ended))
        if ended.bar is not None:
            return 1
        if not ended.done:
            break
    return 0


def _follow(settings: Settings, exercise: Exercise, side: Side, keys: Keys) -> Ended:
    """Go through one exercise: read keys, look at the sensor and at what is said, draw; until it has ended."""
    guide, lookout = Guide(exercise, render(exercise, side, settings.tr).cues, settings.tr), Lookout(settings, exercise)
    seen, bar, look_at_s = None, None, clock()
    with Live(guide.render(), console=console(), auto_refresh=False, transient=True) as live:
        while True:
            key, now_s = keys.read(TICK_S), clock()
            if now_s >= look_at_s:
                (seen, bar), look_at_s = lookout.look(), now_s + LOOK_S
            if (ended := guide.feed(now_s, key, seen, bar)) is not None:
                return ended
            live.update(guide.render(), refresh=True)


@dataclass(slots=True)
class Lookout:
    """Looks whether an exercise may go on, and what the sensor sees of it.

    What was said stands in the journal, whoever said it and whether or not a sitmon runs: that is looked at first.
    """

    settings: Settings
    exercise: Exercise
    _last: int | None = None
    _bar: Bar | None = None
    _ask_at_s: float = 0.0

    def look(self) -> tuple[Seen | None, Bar | None]:
        """What the sensor saw, None where it does not follow the exercise; and why that may not go on."""
        bar, now_s = self._said(), time.monotonic()
        if bar is not None or now_s < self._ask_at_s:
            return None, bar
        try:
            answer = ask(self.settings.storage.socket, {"do": "practice", "exercise": self.exercise.id})
        except NotRunningError:
            return None, None
        except MonitorError:
            self._ask_at_s = time.monotonic() + HANGS_S
            return None, None
        return read_seen(answer, self.exercise), read_bar(answer)

    def _said(self) -> Bar | None:
        """Why it may not go on by what the journal holds, folded anew whenever that is more."""
        path = self.settings.storage.journal
        if not path.exists():
            return None
        try:
            with Journal(path, read_only=True) as journal:
                last = journal.last_input()
            if last != self._last:
                now_s = time.time()
                self._last, self._bar = last, fold(self.settings, now_s).bars(self.exercise, now_s)
        except MonitorError:
            pass  # the running sitmon is asked all the same, and the next look tries again
        return self._bar


def read_bar(answer: Message) -> Bar | None:
    """Why an exercise may not go on, from the running sitmon's answer; None if it says nothing of it."""
    bar = answer.get("bar")
    return Bar(bar) if isinstance(bar, str) and bar in tuple(Bar) else None


def _print(settings: Settings, exercise: Exercise, sides: tuple[Side, ...]) -> None:
    """What would be guided, for those who read it elsewhere."""
    tr = settings.tr
    for side in sides or (Side.LEFT,):
        write_lines(hang(*said) for said in tell_one(exercise, side, tr))
        if exercise.hold_s is not None:
            breathing = Text("Breathe in for {inward} s and out for {outward} s, all the while.")
            write_line(tr(breathing, inward=f"{IN_S:.0f}", outward=f"{OUT_S:.0f}"))
        write_line(
            tr(Text("Afterwards say how it was, such as: sitmon feedback good {exercise}"), exercise=exercise.id)
        )
        if not sides:
            write_line(tr(OTHER_SIDE, side=side.other.value))


def _end(settings: Settings, exercise: Exercise, ended: Ended) -> list[str]:
    """Tell how it ended; gives what is answered to it."""
    tr = settings.tr
    lines = [] if ended.bar is None else [say_bar(ended.bar, tr)]
    if not ended.done and not ended.felt:
        lines.append(tr(Text("Stopped. Nothing is noted as done.")))
    if ended.done:
        lines += [tr(Text("Noted as done.")), *tell(settings, Action.DONE, "")]
    if ended.felt:
        lines += [tr(FELT_ANSWERS[ended.felt]), *tell(settings, Action.FEEDBACK, f"{ended.felt} {exercise.id}")]
    return lines


def _ask_side(settings: Settings, config: Path | None, keys: Keys) -> tuple[Side, ...]:
    """The side that hurts, asked once and kept (D3); none if the person leaves."""
    write_line(settings.tr(Text("Which side hurts?  l left   r right   b both   q quit")))
    while (key := keys.read(LOOK_S)) not in (*SIDE_KEYS, "q"):
        pass
    if key == "q":
        return ()
    side = SIDE_KEYS[key]
    keep_answer(settings, config, f"side={side}")
    return (Side.LEFT, Side.RIGHT) if side is Side.BOTH else (side,)
