"""`sitmon intake`: the questions before the first exercise, in the terminal or by flags."""

import argparse
import sys
import time
from pathlib import Path

from monitor.coaching.inputs import Action
from monitor.coaching.intake import QUESTIONS, parse_answer
from monitor.edges.settings import Settings, read_settings, settings_path
from monitor.errors import UsageError
from monitor.running.telling import tell, write_side
from monitor.standing import fold
from monitor.terminal.output import write_line
from monitor.texts import Text


def run(args: argparse.Namespace) -> int:
    """Take the answers that are given, or ask for those that are missing.

    Raises:
        UsageError: an answer that is none, or nobody there to ask.
    """
    settings = read_settings(args.config)
    try:
        answers = ["=".join(parse_answer(answer)) for answer in args.answers]
    except ValueError as error:
        raise UsageError(str(error)) from error
    for answer in answers:
        keep_answer(settings, args.config, answer)
    if not answers:
        ask(settings, args.config, again=args.again)
    return 0


def keep_answer(settings: Settings, config: Path | None, answer: str) -> None:
    """Keep one answer, and say what follows from it; the side that hurts is written into the settings as well.

    Raises:
        MonitorError: it could not be kept, or written there.
    """
    for line in tell(settings, Action.INTAKE, answer):
        write_line(line)
    write_side(settings_path(config), answer)


def ask(settings: Settings, config: Path | None, *, again: bool = False) -> None:
    """Ask what is not answered yet, or all of it `again`, and keep each answer.

    Raises:
        UsageError: nobody is there to ask.
    """
    tr, intake = settings.tr, fold(settings, time.time()).intake
    open_questions = [name for name in QUESTIONS if again or name not in intake.answers]
    if not open_questions:
        write_line(tr(Text("Everything is answered; `sitmon intake --again` asks anew.")))
        return
    if not sys.stdin.isatty():
        raise UsageError(f"nobody is there to ask: answer by flags, such as `sitmon intake {open_questions[0]}=no`")
    for name in open_questions:
        question = QUESTIONS[name]
        write_line(f"{tr(question.text)}  ({' / '.join(question.answers)})")
        write_line(f"  {tr(question.why)}")
        while (answer := input("> ").strip().lower()) not in question.answers:
            write_line(tr(Text("Please one of: {answers}"), answers=" ".join(question.answers)))
        keep_answer(settings, config, f"{name}={answer}")
