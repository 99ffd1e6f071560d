"""`sitmon stretch`: guides through an exercise in the terminal, breath by breath; the sensor looks on where it can."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from rich.live import Live

from monitor.assembly import known_exercises, storage_paths
from monitor.cli.exercises import OTHER_SIDE, find_exercise, find_sides, hang, tell_one
from monitor.cli.intake import keep_answer
from monitor.coaching.exercises import Exercise, ExerciseId
from monitor.coaching.feelings import Feelings
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.intake import fold_answers
from monitor.coaching.profile import Side
from monitor.coaching.sessions import PracticeOutcome, PracticeResult, Reason
from monitor.edges.control import Message, ask
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings, read_settings
from monitor.errors import MonitorError
from monitor.records import body_of, kind_of, utc_offset_s
from monitor.running.telling import running_status, tell
from monitor.standing import fold
from monitor.terminal.guide import IN_S, OUT_S, Ended, Guide, Seen
from monitor.terminal.keys import Keys, has_keys
from monitor.terminal.output import console, write_line
from monitor.texts import Text
from monitor.wording.exercises import render
from monitor.wording.nudges import say_bar
from monitor.wording.practice import FELT_ANSWERS
from monitor.wording.recommendations import ADJUSTED_TEXTS
from monitor.wording.safety import URGENT_TEXT

TICK_S: Final = 0.1
"""The screen is drawn so often."""

LOOK_S: Final = 0.5
"""The sensor is asked so often."""

BREATHING: Final = Text("Breathe in for {inward} s and out for {outward} s, all the while.")
AFTERWARDS: Final = Text("Afterwards say how it was, such as: sitmon feedback good {exercise}")
NOT_DONE: Final = Text("Stopped. Nothing is noted as done.")
DONE: Final = Text("Noted as done.")
WHICH_SIDE: Final = Text("Which side hurts?  l left   r right   b both   q quit")
SIDE_KEYS: Final = {"l": Side.LEFT, "r": Side.RIGHT, "b": Side.BOTH}

clock: Callable[[], float] = time.monotonic
"""The clock that holds are timed by."""


class KeyReader(Protocol):
    """Where keys come from."""

    def read(self, timeout_s: float) -> str:
        """The next key; empty if none came in time."""


def run(args: argparse.Namespace) -> int:
    """Guide through it, on each side that is to be worked; exit status 1 if it may not be done now.

    Raises:
        MonitorError: there is no such exercise, or what was said could not be kept.
    """
    settings = read_settings(args.config)
    said = _said(settings)
    exercise, why_dose = _choose(settings, args.name, said)
    refusal = _refusal(settings, exercise)
    if refusal is not None:
        write_line(refusal)
        return 1
    if why_dose:
        write_line(why_dose)
    asked = None if args.side is None else Side(args.side)
    sides = find_sides(exercise, asked, settings.person.affected_side or fold_answers(said).affected_side)
    if not has_keys():
        _print(settings, exercise, sides)
        return 0
    with Keys() as keys:
        return _guide(settings, exercise, sides or _ask_side(settings, args.config, keys), keys)


def look_through(settings: Settings, exercise: Exercise) -> Callable[[], Seen | None]:
    """Asks the running sitmon what the sensor saw of an exercise; gives None where it does not follow it."""
    _, socket_path, _ = storage_paths(settings)

    def _look() -> Seen | None:
        try:
            return read_seen(ask(socket_path, {"do": "practice"}), exercise)
        except MonitorError:
            return None

    return _look


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


def follow(guide: Guide, keys: KeyReader, look: Callable[[], Seen | None], draw: Callable[[Guide], None]) -> Ended:
    """Go through one exercise: read keys, look at the sensor, draw; until it has ended."""
    seen, look_at_s = None, clock()
    while True:
        key, now_s = keys.read(TICK_S), clock()
        if now_s >= look_at_s:
            seen, look_at_s = look(), now_s + LOOK_S
        ended = guide.feed(now_s, key, seen)
        if ended is not None:
            return ended
        draw(guide)


def _guide(settings: Settings, exercise: Exercise, sides: tuple[Side, ...], keys: KeyReader) -> int:
    """One side after the other, until one was not done: after pain that radiates, nothing goes on (E5)."""
    for side in sides:
        refused = _begin(settings, exercise, side)
        if refused:
            for line in refused:
                write_line(line)
            return 1
        write_line()
        for mark, line in tell_one(exercise, side, settings.tr, origins=False):
            write_line(hang(mark, line))
        ended = _follow_live(settings, exercise, side, keys)
        if ended.done and running_status(settings) is None:
            _claim(settings, exercise, side)
        for line in _end(settings, exercise, ended):
            write_line(line)
        if not ended.done:
            break
    return 0


def _follow_live(settings: Settings, exercise: Exercise, side: Side, keys: KeyReader) -> Ended:
    guide = Guide(exercise, render(exercise, side, settings.tr).cues, settings.tr)
    with Live(guide.render(), console=console(), auto_refresh=False, transient=True) as live:

        def draw(guide: Guide) -> None:
            live.update(guide.render(), refresh=True)

        return follow(guide, keys, look_through(settings, exercise), draw)


def _print(settings: Settings, exercise: Exercise, sides: tuple[Side, ...]) -> None:
    """What would be guided, for those who read it elsewhere."""
    tr = settings.tr
    for side in sides or (Side.LEFT,):
        for mark, line in tell_one(exercise, side, tr):
            write_line(hang(mark, line))
        if exercise.hold_s is not None:
            write_line(tr(BREATHING, inward=f"{IN_S:.0f}", outward=f"{OUT_S:.0f}"))
        write_line(tr(AFTERWARDS, exercise=exercise.id))
        if not sides:
            write_line(tr(OTHER_SIDE, side=side.other.value))


def _choose(settings: Settings, name: str | None, said: list[UserAction]) -> tuple[Exercise, str]:
    """The exercise with the dose that fits how it felt last, and why that is another than usual."""
    every = known_exercises(settings)
    if name is None:  # the guide begins with the seated figure-4 (H5), on a chair that is sturdy (D1)
        unstable = settings.person.unstable_chair
        name = ExerciseId.SUPINE_FIGURE_4 if unstable else ExerciseId.SEATED_FIGURE_4
    exercise = find_exercise(every, name, settings.tr)
    feelings = Feelings()
    for one in said:
        feelings.feed(one)
    adjusted, why = feelings.adjust(exercise, time.time())
    words = {"hold": f"{adjusted.hold_s or 0.0:.0f}", "repetitions": adjusted.repetitions}
    return adjusted, "" if why is None else settings.tr(ADJUSTED_TEXTS[why], **words)


def _refusal(settings: Settings, exercise: Exercise) -> str | None:
    """Why it may not be done now, in words for people; None if it may."""
    now_s = time.time()
    standing, status = fold(settings, now_s), running_status(settings)
    if standing.locked or (status is not None and status.get("red_flag") is True):
        return settings.tr(URGENT_TEXT)
    bar = standing.bars(exercise, now_s)
    return None if bar is None else say_bar(bar, settings.tr)


def _begin(settings: Settings, exercise: Exercise, side: Side) -> list[str]:
    """Tell that it begins, so that the sensor looks on; gives why not, if it is refused."""
    return tell(settings, Action.STRETCH, exercise.id if side is Side.BOTH else f"{exercise.id} {side}")


def _end(settings: Settings, exercise: Exercise, ended: Ended) -> list[str]:
    """Tell how it ended; gives what is answered to it."""
    tr = settings.tr
    lines = [] if ended.done or ended.felt else [tr(NOT_DONE)]
    if ended.done:
        lines += [tr(DONE), *tell(settings, Action.DONE, "")]
    if ended.felt:
        lines += [tr(FELT_ANSWERS[ended.felt]), *tell(settings, Action.FEEDBACK, f"{ended.felt} {exercise.id}")]
    return lines


def _claim(settings: Settings, exercise: Exercise, side: Side) -> None:
    """Without a running sitmon the journal takes note itself: it was said, and no sensor looked."""
    now_s = time.time()
    outcome = PracticeOutcome(now_s, now_s, exercise.id, side, PracticeResult.CLAIMED, Reason.NOT_RUNNING)
    journal_path, _, _ = storage_paths(settings)
    with Journal(journal_path) as journal:
        journal.write(kind_of(outcome), now_s, utc_offset_s(now_s, settings.zone), body_of(outcome, settings.zone))


def _ask_side(settings: Settings, config: Path | None, keys: KeyReader) -> tuple[Side, ...]:
    """The side that hurts, asked once and kept (D3); none if the person leaves."""
    write_line(settings.tr(WHICH_SIDE))
    while (key := keys.read(LOOK_S)) not in (*SIDE_KEYS, "q"):
        pass
    if key == "q":
        return ()
    side = SIDE_KEYS[key]
    keep_answer(settings, config, f"side={side}")
    return (Side.LEFT, Side.RIGHT) if side is Side.BOTH else (side,)


def _said(settings: Settings) -> list[UserAction]:
    """All that the person ever said, from the journal."""
    journal_path, _, _ = storage_paths(settings)
    if not journal_path.exists():
        return []
    with Journal(journal_path, read_only=True) as journal:
        return [item for item in journal.inputs() if isinstance(item, UserAction)]
