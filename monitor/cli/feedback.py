"""`sitmon feedback`: how the exercise felt; one word is enough."""

import argparse
from typing import Final

from monitor.cli.output import write_line
from monitor.cli.telling import tell
from monitor.coaching.inputs import Action
from monitor.edges.settings import read_settings

HEARD: Final = {
    "good": "Noted.",
    "too-strong": "Noted. Less is enough: stop at a clear, deep, tolerable ache.",
    "not-felt": "Noted.",
    "released": "Noted as released: that counts as done.",
    "radiating": "Stopped for today: what shoots or tingles down the leg is no stretch.",
}
"""What can be felt, and what is answered to it."""


def run(args: argparse.Namespace) -> int:
    """Keep it; without an exercise it is about the one that was offered last."""
    detail = f"{args.felt} {args.exercise}" if args.exercise else args.felt
    lines = tell(read_settings(args.config), Action.FEEDBACK, detail)
    write_line(HEARD[args.felt])
    for line in lines:
        write_line(line)
    return 0
