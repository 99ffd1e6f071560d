"""`sitmon red-flag`: stop every exercise, or clear that again."""

import argparse
import time

from monitor.assembly import red_flag_since, storage_paths
from monitor.cli.output import write_line
from monitor.coaching.inputs import Action, UserAction
from monitor.edges.control import NotRunningError, ask
from monitor.edges.journal import Journal
from monitor.edges.settings import read_settings
from monitor.errors import MonitorError
from monitor.records import utc_offset_s
from monitor.texts import Text
from monitor.wording.safety import URGENT_TEXT


def run(args: argparse.Namespace) -> int:
    """Say first what to do; then tell the running sitmon, or else the journal; both hold until it is cleared."""
    try:
        settings = read_settings(args.config)
    except MonitorError:  # what is wrong with the settings comes second
        write_line(URGENT_TEXT)
        raise
    if not args.clear:
        write_line(settings.tongue(URGENT_TEXT))
    journal_path, socket_path, _ = storage_paths(settings)
    action = Action.CLEAR_RED_FLAG if args.clear else Action.RED_FLAG
    try:
        ask(socket_path, {"do": "say", "action": action, "detail": args.symptom})
    except NotRunningError:
        said = UserAction(time.time(), action, args.symptom)
        with Journal(journal_path) as journal:
            if not args.clear or red_flag_since(journal) is not None:
                journal.write_input(said, utc_offset_s(said.time_s, settings.zone))
    if args.clear:
        write_line(settings.tongue(Text("Cleared. Exercises may be offered again.")))
    return 0
