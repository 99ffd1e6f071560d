"""What a person tells: the buttons' words, a context, pain, how an exercise felt, the intake's answers, a red flag."""

import argparse
import difflib
import sys
import time
from pathlib import Path
from typing import Final

from monitor.assembly import known_exercises
from monitor.cli.answering import write_lines
from monitor.cli.exercises import find_exercise
from monitor.cli.options import CONFIG, command, flag, option
from monitor.coaching.diary import parse_pain
from monitor.coaching.inputs import Action, Context, Felt, UserAction
from monitor.coaching.intake import QUESTIONS, parse_answer
from monitor.coaching.profile import Side
from monitor.coaching.safety import Symptom
from monitor.coaching.sessions import PracticeOutcome, Reason
from monitor.edges.control import NotRunningError, ask
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import MonitorError, UsageError
from monitor.running.telling import check_kept, claim, say, tell, write_side
from monitor.standing import fold
from monitor.terminal.output import write_line
from monitor.texts import ENGLISH, Text
from monitor.wording.exercises import SIDE_NAMES
from monitor.wording.practice import FELT_ANSWERS
from monitor.wording.safety import CLEARED_TEXT, URGENT_BODY, URGENT_CALL, URGENT_TEXT, URGENT_TITLE

HEARD: Final = {
    Action.SNOOZE: Text("Snoozed."),
    Action.SKIP: Text("Skipped."),
    Action.DONE: Text("Noted as said by you. Whether the body moved, the sensor says."),
    Action.PAUSE: Text("Paused. Nothing is said until `sitmon resume`; the watching goes on."),
    Action.RESUME: Text("Going on."),
}
"""What follows from an action where the running sitmon itself has nothing to say to it."""

OTHERS: Final = ("worrying",)
"""Words that the intake has for what is among the symptoms by another name."""


# ---------------------------------------------------------------- to the running sitmon
@command("sitmon snooze", CONFIG)
@command("sitmon skip", CONFIG)
@command("sitmon done", CONFIG)
@command("sitmon pause", CONFIG)
@command("sitmon resume", CONFIG)
def press(args: argparse.Namespace) -> None:
    """Say what the buttons say, for desktops that draw none; without a running sitmon there is nobody to tell."""
    settings, action = read_settings(args.config), Action(args.command)
    write_lines(say(settings, action) or [settings.tr(HEARD[action])])


@command(
    "sitmon context driving on",
    CONFIG,
    option("context", choices=[str(context) for context in Context if context is not Context.TYPING]),
    option("state", choices=["on", "off"]),
)
def tell_context(args: argparse.Namespace) -> None:
    """Say what the desktop cannot know of the moment; it lasts until it is said to end, or sitmon is started again.

    A drive goes on then; it lasts twelve hours at most.
    """
    settings, began = read_settings(args.config), args.state == "on"
    check_kept(ask(settings.storage.socket, {"do": "context", "context": args.context, "active": began}))
    text = Text("Nudges wait until it is over.") if began else Text("It is over; what waited comes now.")
    write_line(settings.tr(text))


# ---------------------------------------------------------------- pain, and how it felt
@command(
    "sitmon pain 4 aching left desk",
    CONFIG,
    option("words", "the number, then any of the words that it knows", nargs="+", metavar="WORD"),
)
def note_pain(args: argparse.Namespace) -> None:
    """Keep one entry of the diary, in ten seconds."""
    try:
        entry = parse_pain(time.time(), " ".join(args.words))
    except ValueError as error:
        raise UsageError(str(error)) from error
    settings = read_settings(args.config)
    write_lines(tell(settings, Action.PAIN, entry.detail))
    write_line(settings.tr(Text("Noted: {entry}."), entry=entry.detail))
    if entry.radiating:
        write_line(settings.tr(FELT_ANSWERS[Felt.RADIATING]))


@command(
    "sitmon feedback too-strong",
    CONFIG,
    option("felt", choices=tuple(map(str, Felt))),
    option("exercise", "by default the last one; see `sitmon exercises`", nargs="?"),
)
def tell_feeling(args: argparse.Namespace) -> None:
    """Say how an exercise felt; without one it is about the one that was offered last."""
    settings = read_settings(args.config)
    if args.exercise:
        find_exercise(known_exercises(settings), args.exercise, settings.tr)
    lines = tell(settings, Action.FEEDBACK, f"{args.felt} {args.exercise or ''}".strip())
    write_lines([settings.tr(FELT_ANSWERS[args.felt]), *lines])


@command(
    "sitmon did seated-figure-4 left",
    CONFIG,
    option("exercise", "see `sitmon exercises`"),
    option("side", "by default the one whose turn it is", nargs="?", choices=(Side.LEFT.value, Side.RIGHT.value)),
)
def tell_done(args: argparse.Namespace) -> None:
    """Say that an exercise was done of one's own accord; it counts as said, not as seen."""
    settings = read_settings(args.config)
    now_s = time.time()
    coach = fold(settings, now_s)
    exercise = find_exercise(coach.exercises, args.exercise, settings.tr)
    did = UserAction(now_s, Action.DID, f"{exercise.id} {args.side or ''}".strip())
    outcome = next(one for one in coach.feed(did) if isinstance(one, PracticeOutcome))
    both = outcome.side is Side.BOTH
    try:
        say(settings, Action.DID, exercise.id if both else f"{exercise.id} {outcome.side}")
    except NotRunningError:
        claim(settings, exercise, outcome.side, Reason.SAID)
    name, side = settings.tr(exercise.name), settings.tr(SIDE_NAMES[outcome.side])
    text = Text("Noted as said by you: {exercise}.") if both else Text("Noted as said by you: {exercise}, {side}.")
    write_line(settings.tr(text, exercise=name, side=side))


# ---------------------------------------------------------------- the questions before the first exercise
@command(
    "sitmon intake injury=no side=left",
    CONFIG,
    option("answers", "without any, those that are missing are asked", nargs="*", metavar="NAME=ANSWER"),
    flag("--again", "ask everything anew"),
)
def take_in(args: argparse.Namespace) -> None:
    """Take the answers that are given, or ask for those that are missing."""
    settings = read_settings(args.config)
    try:
        answers = ["=".join(parse_answer(answer)) for answer in args.answers]
    except ValueError as error:
        raise UsageError(str(error)) from error
    for answer in answers:
        keep_answer(settings, args.config, answer)
    if not answers:
        ask_questions(settings, args.config, again=args.again)


def keep_answer(settings: Settings, config: Path | None, answer: str) -> None:
    """Keep one answer, and say what follows from it; the side that hurts is written into the settings as well.

    Raises:
        MonitorError: it could not be kept, or written there.
    """
    write_lines(tell(settings, Action.INTAKE, answer))
    write_side(settings_path(config), answer)


def ask_questions(settings: Settings, config: Path | None, *, again: bool = False) -> None:
    """Ask what is not answered yet, or all of it `again`, and keep each answer.

    Raises:
        UsageError: nobody is there to ask.
    """
    tr, intake = settings.tr, fold(settings, time.time()).intake
    open_questions = [
        name for name, question in QUESTIONS.items() if question.asked and (again or name not in intake.answers)
    ]
    if not open_questions:
        write_line(tr(Text("Everything is answered; `sitmon intake --again` asks anew.")))
        return
    if not sys.stdin.isatty():
        raise UsageError(f"nobody is there to ask: answer by flags, such as `sitmon intake {open_questions[0]}=no`")
    for name in open_questions:
        question = QUESTIONS[name]
        write_lines([f"{tr(question.text)}  ({' / '.join(question.answers)})", f"  {tr(question.why)}"])
        while (answer := input("> ").strip().lower()) not in question.answers:
            write_line(tr(Text("Please one of: {answers}"), answers=" ".join(question.answers)))
        keep_answer(settings, config, f"{name}={answer}")


# ---------------------------------------------------------------- red flags
@command(
    "sitmon red-flag leg-weakness",
    CONFIG,
    option("symptom", "such as leg-weakness, leg-numbness, bladder-or-bowel; or in your own words", nargs="*"),
    flag("--clear", "a professional has looked at it: exercises may go on"),
)
def raise_or_clear(args: argparse.Namespace) -> None:
    """Keep a red flag first, then say what to do; it holds until it is cleared.

    Raises:
        UsageError: a word that is no symptom: whoever means to raise the alarm is told how.
        MonitorError: it could not be kept; what to do is said all the same.
    """
    symptom, tr = _symptom(" ".join(args.symptom)), ENGLISH
    try:
        settings = read_settings(args.config)
        tr = settings.tr
        if not args.clear:
            tell(settings, Action.RED_FLAG, symptom)
    except MonitorError:  # comes second, and what to do has no word of what stays off: that is not known
        write_line(f"{tr(URGENT_TITLE)}. {tr(URGENT_BODY)} {tr(URGENT_CALL)}")
        raise
    if not args.clear:
        write_lines([tr(URGENT_TEXT), tr(Text("When a professional has looked at it: `sitmon red-flag --clear`."))])
    elif fold(settings, time.time()).locked:
        tell(settings, Action.CLEAR_RED_FLAG, "")
        write_line(tr(CLEARED_TEXT))
    else:
        write_line(tr(Text("No red flag stands.")))


def _symptom(word: str) -> str:
    """The symptom, as it is told; whoever says it in words of their own is heard.

    Raises:
        UsageError: it is a single word that is none: a typo or another command must not raise an alarm unseen.
    """
    known, word = (*map(str, Symptom), *OTHERS), word.strip()
    if not word or word in known or len(word.split()) > 1:
        return word
    if word in ("clear", "off", "status"):
        raise UsageError(f"nothing was raised or cleared: {word!r} is no symptom; to clear: sitmon red-flag --clear")
    close = difflib.get_close_matches(word, known, n=1)
    asked = f"did you mean {close[0]}?" if close else f"there are: {' '.join(known)}."
    raise UsageError(f"no alarm was raised: {word!r} is no symptom; {asked} Without a word it is raised as it is")
