"""What a person says to the coach and asks of it, as commands."""

from monitor.cli.arguments import JSON, Commands, add, add_config
from monitor.coaching.inputs import Context
from monitor.coaching.profile import Side


def add_coach(commands: Commands) -> None:
    """All of them."""
    _add_say(commands)
    _add_context(commands)
    _add_red_flag(commands)
    _add_why(commands)
    _add_plan(commands)
    _add_report(commands)
    _add_export(commands)
    _add_exercises(commands)
    _add_stretch(commands)
    _add_diary(commands)


def _add_say(commands: Commands) -> None:
    for name, summary in {
        "snooze": "tell the running sitmon: not now, remind me again",
        "skip": "tell the running sitmon: not this one",
        "done": "tell the running sitmon that you did the stretch or the break",
        "pause": "let the running sitmon say nothing, until you resume",
        "resume": "let it speak again",
    }.items():
        parser = add(commands, name, summary, f"sitmon {name}")
        add_config(parser)
        parser.set_defaults(module="say")


def _add_context(commands: Commands) -> None:
    parser = add(commands, "context", "let nudges wait while you drive or meet", "sitmon context driving on")
    add_config(parser)
    parser.add_argument("context", choices=[str(context) for context in Context if context is not Context.TYPING])
    parser.add_argument("state", choices=["on", "off"])


def _add_red_flag(commands: Commands) -> None:
    parser = add(
        commands,
        "red-flag",
        "stop every exercise because of something sudden or new; or clear that again",
        "sitmon red-flag leg-weakness",
    )
    add_config(parser)
    parser.add_argument("symptom", nargs="?", default="", help="such as leg-weakness, leg-numbness, bladder-or-bowel")
    parser.add_argument("--clear", action="store_true", help="a professional has looked at it: exercises may go on")


def _add_why(commands: Commands) -> None:
    parser = add(
        commands, "why", "say why a nudge came, why this exercise and side, and what became of it", "sitmon why"
    )
    add_config(parser)
    parser.add_argument("id", nargs="?", type=int, metavar="ID", help="number of the nudge; by default the last one")
    parser.add_argument("--json", action="store_true", help=JSON)


def _add_plan(commands: Commands) -> None:
    parser = add(
        commands,
        "plan",
        "show how massage, stretch, strength and sitting less stand, and how the pain goes",
        "sitmon plan",
    )
    add_config(parser)
    parser.add_argument("--json", action="store_true", help=JSON)


def _add_report(commands: Commands) -> None:
    parser = add(
        commands, "report", "write one page for a professional, from the journal", "sitmon report --from 2026-03-01"
    )
    add_config(parser)
    parser.add_argument("--from", dest="start", metavar="DAY", help="first day; by default four weeks before the last")
    parser.add_argument("--to", metavar="DAY", help="last day; by default today")
    parser.add_argument("--out", metavar="FILE", default="sitmon-report.html", help=".html or .pdf")


def _add_export(commands: Commands) -> None:
    parser = add(commands, "export", "write the journal as tables for other programs", "sitmon export --out tables")
    add_config(parser)
    parser.add_argument("--out", metavar="DIR", default="sitmon-tables", help="by default sitmon-tables")
    form = parser.add_mutually_exclusive_group()
    for name in ("csv", "parquet", "json"):
        form.add_argument(f"--{name}", dest="format", action="store_const", const=name, help=f"as {name}")
    parser.set_defaults(format="csv")


def _add_exercises(commands: Commands) -> None:
    parser = add(
        commands,
        "exercises",
        "list the exercises, ours and what was prescribed; show one; or check a prescribed set",
        "sitmon exercises show seated-figure-4 --side left\n  sitmon exercises check my-set.toml",
    )
    add_config(parser)
    parser.add_argument("what", nargs="?", choices=("list", "show", "check"), default="list", help="by default list")
    parser.add_argument("name", nargs="?", metavar="NAME|FILE", help="of what is shown; or the file that is checked")
    parser.add_argument("--side", choices=tuple(map(str, Side)), help="to be shown; by default the one that hurts")
    parser.add_argument("--json", action="store_true", help=JSON)


def _add_stretch(commands: Commands) -> None:
    parser = add(
        commands,
        "stretch",
        "be guided through an exercise, with breath and time; the sensor looks on where it can",
        "sitmon stretch seated-figure-4 --side left",
    )
    add_config(parser)
    parser.add_argument("name", nargs="?", metavar="NAME", help="by default the seated figure-4; see sitmon exercises")
    parser.add_argument("--side", choices=tuple(map(str, Side)), help="by default the one that hurts")


def _add_diary(commands: Commands) -> None:
    pain = add(
        commands, "pain", "note how much it hurts: a number from 0 to 10, and words", "sitmon pain 4 aching left desk"
    )
    add_config(pain)
    pain.add_argument("words", nargs="+", metavar="WORD", help="the number, then any of the words that it knows")
    diary = add(commands, "diary", "the pain of the last weeks, as noted", "sitmon diary")
    add_config(diary)
    diary.add_argument("--json", action="store_true", help=JSON)
    feedback = add(commands, "feedback", "say how the exercise felt", "sitmon feedback too-strong")
    add_config(feedback)
    feedback.add_argument("felt", choices=("good", "too-strong", "not-felt", "released", "radiating"))
    feedback.add_argument("exercise", nargs="?", help="by default the last one; see `sitmon exercises`")
    intake = add(
        commands, "intake", "answer what is asked before the first exercise", "sitmon intake injury=no side=left"
    )
    add_config(intake)
    intake.add_argument(
        "answers", nargs="*", metavar="NAME=ANSWER", help="without any, those that are missing are asked"
    )
    intake.add_argument("--again", action="store_true", help="ask everything anew")
