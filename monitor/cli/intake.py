"""`sitmon intake`: the questions before the first exercise, in the terminal or by flags."""

import argparse
import sys
from pathlib import Path

from monitor.assembly import storage_paths
from monitor.cli.output import write_line
from monitor.cli.telling import tell
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.intake import QUESTIONS, Intake, fold_answers, parse_answer
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings, read_settings, settings_path, write_settings
from monitor.errors import UsageError
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


def answered(settings: Settings) -> Intake:
    """The answers so far, from the journal."""
    journal_path, _, _ = storage_paths(settings)
    if not journal_path.exists():
        return Intake()
    with Journal(journal_path, read_only=True) as journal:
        return fold_answers(item for item in journal.inputs() if isinstance(item, UserAction))


def keep_answer(settings: Settings, config: Path | None, answer: str) -> None:
    """Keep one answer, and say what follows from it; the side that hurts is written into the settings as well.

    Raises:
        MonitorError: it could not be kept, or written there.
    """
    for line in tell(settings, Action.INTAKE, answer):
        write_line(line)
    write_side(settings_path(config), answer)


def write_side(path: Path, answer: str) -> None:
    """Write an answer that names the side into the settings: they are its one home, and show the newest word.

    Raises:
        SettingsError: they cannot be written.
    """
    question, _, side = answer.partition("=")
    if question == "side":
        write_settings(path, {"person.affected_side": side})


def ask(settings: Settings, config: Path | None, *, again: bool = False) -> None:
    """Ask what is not answered yet, or all of it `again`, and keep each answer.

    Raises:
        UsageError: nobody is there to ask.
    """
    tongue, intake = settings.tongue, answered(settings)
    open_questions = [name for name in QUESTIONS if again or name not in intake.answers]
    if not open_questions:
        write_line(tongue(Text("Everything is answered; `sitmon intake --again` asks anew.")))
        return
    if not sys.stdin.isatty():
        raise UsageError(f"nobody is there to ask: answer by flags, such as `sitmon intake {open_questions[0]}=no`")
    for name in open_questions:
        question = QUESTIONS[name]
        write_line(f"{tongue(question.text)}  ({' / '.join(question.answers)})")
        write_line(f"  {tongue(question.why)}")
        while (answer := input("> ").strip().lower()) not in question.answers:
            write_line(tongue(Text("Please one of: {answers}"), answers=" ".join(question.answers)))
        keep_answer(settings, config, f"{name}={answer}")
