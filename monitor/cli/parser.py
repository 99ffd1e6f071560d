"""What can be called: every command's name, one line about it, and the module that declares it when it is called."""

import argparse
from importlib import import_module
from typing import Final, NoReturn

from monitor import __version__
from monitor.cli.options import CALLS
from monitor.terminal.output import clean

COMMANDS: Final = {
    "demo": "show a simulated morning, without hardware or settings",
    "run": "watch through your wearable, and speak up when it is time",
    "status": "say what the running sitmon sees, or what was last known",
    "dashboard": "open the local page of the running sitmon",
    "tray": "show an icon in the desktop's tray, with minutes and a menu",
    "settings": "print a commented settings file to begin with",
    "setup": "go through wearable, place, side, pose, hours and a test notification; or take one of these steps again",
    "privacy": "list every file that is kept, and purge it when you say so",
    "service": "have `sitmon run` started at log-in, and again if it fails",
    "doctor": "look at everything that sitmon needs, and say what to do where it lacks",
    "snooze": "tell the running sitmon: not now, remind me again",
    "skip": "tell the running sitmon: not this one",
    "done": "tell the running sitmon that you did the stretch or the break",
    "pause": "let the running sitmon say nothing, until you resume",
    "resume": "let it speak again",
    "context": "let nudges wait while you drive or meet",
    "red-flag": "stop every exercise because of something sudden or new; or clear that again",
    "why": "say why a nudge came, why this exercise and side, and what became of it",
    "why-it-hurts": "read why it hurts: muscle, nerve and sitting, in a short chapter; and small habits",
    "plan": "show how massage, stretch, strength and sitting less stand, and how the pain goes",
    "report": "write one page for a professional, from the journal",
    "export": "write the journal as tables for other programs",
    "exercises": "list the exercises, ours and what was prescribed; show one; or check a prescribed set",
    "stretch": "be guided through an exercise, with breath and time; the sensor looks on where it can",
    "pain": "note how much it hurts: a number from 0 to 10, and words",
    "diary": "the pain of the last weeks, as noted",
    "did": "say that you did an exercise of your own accord",
    "feedback": "say how the exercise felt",
    "intake": "answer what is asked before the first exercise",
    "scan": "list the Bluetooth devices near, supported ones first",
    "record": "record what the wearable sends, without nudges",
    "replay": "decide again what was decided during a recording",
    "classify": "print the bouts in a recording, an .npz or a CSV of samples",
    "evaluate": "say how well postures are told on labelled recordings: accuracy, transitions, agreement",
    "import": "make recordings of other makers' files: ActiGraph GT3X, Axivity CWA, GENEActiv BIN, CSV, npz, "
    "activPAL events",
    "simulate": "write the recording of a simulated person",
    "cohort": "measure thousands of recordings: one table, a row for each person and day",
}

MODULES: Final = {
    **dict.fromkeys(("snooze", "skip", "done", "pause", "resume", "context", "red-flag"), "say"),
    **dict.fromkeys(("pain", "did", "feedback", "intake"), "say"),
    "import": "importing",
    "why-it-hurts": "why_it_hurts",
}
"""Where a command stands, if not in the module of its name."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong with a call in one line."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2."""
        self.exit(2, f"{self.prog}: {clean(message)}; see `{self.prog} --help`\n")


def build_parser(called: str) -> argparse.ArgumentParser:
    """All commands; the one that is `called`, if there is one of that name, with its options and an example."""
    parser = Parser(
        prog="sitmon",
        description="Knows from a wearable whether you sit, and after too much of it shows the stretch that fits now.",
        epilog="First time?  `sitmon demo` needs no hardware and ends by itself.",
    )
    parser.add_argument("--version", action="version", version=f"sitmon {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        one = commands.add_parser(name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter)
        if name == called:
            import_module(f"monitor.cli.{MODULES.get(name, name)}")
            one.description = f"{summary[0].upper()}{summary[1:]}."
            one.epilog = f"example:\n  {CALLS[name].example}"
            one.set_defaults(run=CALLS[name].run)
            for add in CALLS[name].options:
                add(one)
    return parser
