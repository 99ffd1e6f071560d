"""What can be called, and how."""

import argparse
import math
from pathlib import Path
from typing import NoReturn

from monitor import __version__
from monitor.coaching.inputs import Context
from monitor.coaching.profile import Side

_JSON = "one JSON object a line, for machines"


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong with a call in one line."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2."""
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options; every command's help ends with an example."""
    parser = Parser(
        prog="sitmon",
        description="Knows from a wearable whether you sit, and after too much of it shows the stretch that fits now.",
        epilog="First time?  `sitmon demo` needs no hardware and ends by itself.",
    )
    parser.add_argument("--version", action="version", version=f"sitmon {__version__}")
    parser.set_defaults(module=None)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_run(commands)
    _add_status(commands)
    _add_say(commands)
    _add_context(commands)
    _add_dashboard(commands)
    _add_report(commands)
    _add_scan(commands)
    _add_record(commands)
    _add_replay(commands)
    _add_classify(commands)
    _add_evaluate(commands)
    _add_simulate(commands)
    _add_settings(commands)
    _add_setup(commands)
    _add_red_flag(commands)
    _add_why(commands)
    _add_diary(commands)
    _add_plan(commands)
    _add_exercises(commands)
    _add_stretch(commands)
    return parser


_Commands = argparse._SubParsersAction  # noqa: SLF001  argparse has no public name for it


def _add(commands: "_Commands[Parser]", name: str, summary: str, example: str) -> Parser:
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number from 0")
    return int(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} should be a number above zero")
    return number


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings to use instead of your sitmon.toml")


def _add_demo(commands: "_Commands[Parser]") -> None:
    parser = _add(commands, "demo", "show a simulated morning, without hardware or settings", "sitmon demo --seed 3")
    parser.add_argument("--seed", type=_seed, default=1, help="another person, another chance (default 1)")
    parser.add_argument("--plain", action="store_true", help="lines instead of the live view, as when piped")
    parser.add_argument("--json", action="store_true", help=f"the events, {_JSON}")


def _add_run(commands: "_Commands[Parser]") -> None:
    parser = _add(commands, "run", "watch through your wearable, and speak up when it is time", "sitmon run --live")
    _add_config(parser)
    parser.add_argument("--live", action="store_true", help="show the live view in this terminal")


def _add_status(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands, "status", "say what the running sitmon sees, or what was last known", "sitmon status --json"
    )
    _add_config(parser)
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_say(commands: "_Commands[Parser]") -> None:
    for name, summary in {
        "snooze": "tell the running sitmon: not now, remind me again",
        "skip": "tell the running sitmon: not this one",
        "done": "tell the running sitmon that you did the stretch or the break",
        "pause": "let the running sitmon say nothing, until you resume",
        "resume": "let it speak again",
    }.items():
        parser = _add(commands, name, summary, f"sitmon {name}")
        _add_config(parser)
        parser.set_defaults(module="say")


def _add_report(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands, "report", "write one page for a professional, from the journal", "sitmon report --from 2026-03-01"
    )
    _add_config(parser)
    parser.add_argument("--from", dest="start", metavar="DAY", help="first day; by default four weeks before the last")
    parser.add_argument("--to", metavar="DAY", help="last day; by default today")
    parser.add_argument("--out", metavar="FILE", default="sitmon-report.html", help="by default sitmon-report.html")


def _add_dashboard(commands: "_Commands[Parser]") -> None:
    parser = _add(commands, "dashboard", "open the local page of the running sitmon", "sitmon dashboard")
    _add_config(parser)
    parser.add_argument(
        "--port", type=int, default=0, help="on which port of this machine; by default any that is free"
    )
    parser.add_argument("--url", action="store_true", help="write the address, open nothing")


def _add_context(commands: "_Commands[Parser]") -> None:
    parser = _add(commands, "context", "let nudges wait while you drive or meet", "sitmon context driving on")
    _add_config(parser)
    parser.add_argument("context", choices=[str(context) for context in Context if context is not Context.TYPING])
    parser.add_argument("state", choices=["on", "off"])


def _add_scan(commands: "_Commands[Parser]") -> None:
    parser = _add(commands, "scan", "list the Bluetooth devices near, supported ones first", "sitmon scan --seconds 10")
    _add_config(parser)
    parser.add_argument("--seconds", type=_positive, default=6.0, help="how long to listen (default 6)")
    parser.add_argument("--no-battery", action="store_true", help="connect to nobody to read a battery")
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_record(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands, "record", "record what the wearable sends, without nudges", "sitmon record -o monday --for 1h"
    )
    _add_config(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="folder to record into")
    parser.add_argument("--for", dest="duration", metavar="TIME", help='how long, such as "90s" or "1h30m"')
    parser.add_argument("--json", action="store_true", help=f"what was recorded, {_JSON}")


def _add_replay(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands, "replay", "decide again what was decided during a recording", "sitmon replay monday --set limit=45m"
    )
    parser.add_argument("recording", type=Path, metavar="DIR", help="folder of the recording")
    _add_config(parser)
    parser.add_argument("--epochs", action="store_true", help="also each second's posture")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="what another setting had decided, beside what was; such as limit=45m; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_classify(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "classify",
        "print the bouts in a recording, an .npz or a CSV of samples",
        "sitmon classify walk.csv --sample-rate 50 --axis x",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="folder of a recording, .npz, or CSV with x, y, z in g")
    parser.add_argument("--wear-site", help="where it was worn, if the file does not say: thigh pocket hip back wrist")
    parser.add_argument(
        "--axis",
        choices=("file", "learn", "x", "y", "z", "-x", "-y", "-z"),
        default="file",
        help="which sensor axis points up along the thigh while standing; `learn` finds it from walking; "
        "by default what the file says of itself, else learn",
    )
    parser.add_argument("--sample-rate", type=_positive, metavar="HZ", help="of a CSV without times")
    parser.add_argument("--epochs", action="store_true", help="each second's posture instead of bouts")
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_evaluate(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "evaluate",
        "say how well postures are told on labelled recordings: accuracy, transitions, agreement",
        "sitmon evaluate recordings --mounting learn --rotate 1 --picture evaluation.png",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds .npz or recordings with labels")
    parser.add_argument("--wear-site", default="thigh", help="only recordings from there (default thigh)")
    parser.add_argument(
        "--mounting",
        choices=("known", "pose", "learn"),
        default="known",
        help="as the recording says, from a pose in it, or learned from walking (default known)",
    )
    parser.add_argument("--rotate", metavar="SEED", help="turn each strap in another way, the same for the same number")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw confusion and reliability, PNG, SVG or PDF")
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_simulate(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "simulate",
        "write the recording of a simulated person",
        'sitmon simulate "sit:40m stand:70s walk:5m sit:35m" --leg left --seed 1 -o morning',
    )
    parser.add_argument(
        "script",
        help="steps such as sit:40m stand:70s walk:5m cycle:10m figure4-left:45s bridge:40s off:20m gap:5m; taken off "
        "it lies on a desk (off), a bumped chair (off-chair), in a buzzing charger (off-charger), cools (off-cooling), "
        "hangs (off-hook) or is carried (off-bag)",
    )
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="folder to write, must not exist")
    parser.add_argument("--wear-site", default="thigh", help="only the thigh is simulated so far")
    parser.add_argument(
        "--leg", choices=("left", "right"), default="left", help="the thigh that wears it (default left)"
    )
    parser.add_argument("--seed", type=_seed, default=1, help="another person, another chance (default 1)")
    parser.add_argument("--start", metavar="TIME", help="when it began, ISO 8601 with offset (default 09:00 UTC today)")
    parser.add_argument(
        "--sample-rate", type=float, default=50.0, metavar="HZ", help="12.5, 25, 50 or 100 (default 50)"
    )
    parser.add_argument("--rotate", metavar="SEED", help="turn the strap: a number for one of all rotations")
    parser.add_argument("--no-pose", action="store_true", help="leave the mounting to be learned from walking")
    parser.add_argument("--drift-ppm", type=float, default=0.0, help="how much the wearable's clock is too fast")
    parser.add_argument("--loss", type=float, default=0.0, metavar="SHARE", help="share of packets lost, 0 to 1")
    parser.add_argument(
        "--duplicates", type=float, default=0.0, metavar="SHARE", help="share of packets that come twice"
    )
    parser.add_argument(
        "--reorder", type=float, default=0.0, metavar="SHARE", help="share of packets that are overtaken"
    )
    parser.add_argument("--reboot-at", metavar="TIME", help="the wearable reboots so long after the start")
    parser.add_argument("--json", action="store_true", help=f"what was written, {_JSON}")


def _add_settings(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands, "settings", "print a commented settings file to begin with", "sitmon settings > sitmon.toml"
    )
    _add_config(parser)
    parser.add_argument("--check", action="store_true", help="read yours instead, and say every fault with its line")


def _add_setup(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "setup",
        "pair a wearable, tell how it sits, put our app onto a Bangle.js or Puck.js, or change to another wearable",
        "sitmon setup --pair",
    )
    _add_config(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--pair", nargs="?", const="", metavar="ADDRESS", help="make a bond; without an address, with the only one near"
    )
    what.add_argument(
        "--bangle", nargs="?", const="", metavar="ADDRESS", help="upload our app to a Bangle.js 2 or Puck.js"
    )
    what.add_argument(
        "--pose", action="store_true", help="stand for 5 s, sit for 5 s: how the wearable sits is then known at once"
    )
    what.add_argument("--forget", action="store_true", help="belong to the next wearable that is near, not to this one")


def _add_red_flag(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "red-flag",
        "stop every exercise because of something sudden or new; or clear that again",
        "sitmon red-flag leg-weakness",
    )
    _add_config(parser)
    parser.add_argument("symptom", nargs="?", default="", help="such as leg-weakness, leg-numbness, bladder-or-bowel")
    parser.add_argument("--clear", action="store_true", help="a professional has looked at it: exercises may go on")


def _add_why(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands, "why", "say why a nudge came, why this exercise and side, and what became of it", "sitmon why"
    )
    _add_config(parser)
    parser.add_argument("id", nargs="?", type=int, metavar="ID", help="number of the nudge; by default the last one")
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_plan(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "plan",
        "show how massage, stretch, strength and sitting less stand, and how the pain goes",
        "sitmon plan",
    )
    _add_config(parser)
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_exercises(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "exercises",
        "list the exercises, ours and what was prescribed; show one; or check a prescribed set",
        "sitmon exercises show seated-figure-4 --side left\n  sitmon exercises check my-set.toml",
    )
    _add_config(parser)
    parser.add_argument("what", nargs="?", choices=("list", "show", "check"), default="list", help="by default list")
    parser.add_argument("name", nargs="?", metavar="NAME|FILE", help="of what is shown; or the file that is checked")
    parser.add_argument("--side", choices=tuple(map(str, Side)), help="to be shown; by default the one that hurts")
    parser.add_argument("--json", action="store_true", help=_JSON)


def _add_stretch(commands: "_Commands[Parser]") -> None:
    parser = _add(
        commands,
        "stretch",
        "be guided through an exercise, with breath and time; the sensor looks on where it can",
        "sitmon stretch seated-figure-4 --side left",
    )
    _add_config(parser)
    parser.add_argument("name", nargs="?", metavar="NAME", help="by default the seated figure-4; see sitmon exercises")
    parser.add_argument("--side", choices=tuple(map(str, Side)), help="by default the one that hurts")


def _add_diary(commands: "_Commands[Parser]") -> None:
    pain = _add(
        commands, "pain", "note how much it hurts: a number from 0 to 10, and words", "sitmon pain 4 aching left desk"
    )
    _add_config(pain)
    pain.add_argument("words", nargs="+", metavar="WORD", help="the number, then any of the words that it knows")
    diary = _add(commands, "diary", "the pain of the last weeks, as noted", "sitmon diary")
    _add_config(diary)
    diary.add_argument("--json", action="store_true", help=_JSON)
    feedback = _add(commands, "feedback", "say how the exercise felt", "sitmon feedback too-strong")
    _add_config(feedback)
    feedback.add_argument("felt", choices=("good", "too-strong", "not-felt", "released", "radiating"))
    feedback.add_argument("exercise", nargs="?", help="by default the last one; see `sitmon exercises`")
    intake = _add(
        commands, "intake", "answer what is asked before the first exercise", "sitmon intake injury=no side=left"
    )
    _add_config(intake)
    intake.add_argument(
        "answers", nargs="*", metavar="NAME=ANSWER", help="without any, those that are missing are asked"
    )
    intake.add_argument("--again", action="store_true", help="ask everything anew")
