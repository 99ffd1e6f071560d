"""`sitmon intake`: the questions before the first exercise, in the terminal or by flags."""

import argparse
import sys

from monitor.assembly import storage_paths
from monitor.cli.output import write_line
from monitor.cli.telling import tell
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.intake import QUESTIONS, Intake, fold_answers, parse_answer
from monitor.edges.journal import Journal
from monitor.edges.settings import Settings, read_settings
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
        _keep(settings, answer)
    if not answers:
        ask(settings, again=args.again)
    return 0


def answered(settings: Settings) -> Intake:
    """The answers so far, from the journal."""
    journal_path, _, _ = storage_paths(settings)
    if not journal_path.exists():
        return Intake()
    with Journal(journal_path, read_only=True) as journal:
        return fold_answers(item for item in journal.inputs() if isinstance(item, UserAction))


def _keep(settings: Settings, answer: str) -> None:
    for line in tell(settings, Action.INTAKE, answer):
        write_line(line)


def ask(settings: Settings, *, again: bool = False) -> None:
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
        _keep(settings, f"{name}={answer}")
