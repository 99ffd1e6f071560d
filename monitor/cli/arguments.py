"""What every command's options are made of."""

import argparse
import math
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

JSON: Final = "one JSON object a line, for machines"

BARS: Final = ("plain", "waybar", "i3")
"""The forms of a desktop bar's line: text alone; waybar's JSON; the JSON of i3blocks and i3status-rust."""

SITES: Final = ("thigh", "pocket", "hip", "back", "wrist")
"""Where a wearable is worn; as `WEAR_SITES`, which is not loaded to answer --help."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong with a call in one line."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2."""
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001
"""What a command is added to; argparse has no public name for it."""


def add(commands: Commands, name: str, summary: str, example: str) -> Parser:
    """One more command, with a summary of one line and an example."""
    return commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def seed(text: str) -> int:
    """A whole number from 0.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number from 0")
    return int(text)


def whole(text: str) -> int:
    """A whole number from 1.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number from 1")
    return int(text)


def positive(text: str) -> float:
    """A number above zero.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} should be a number above zero")
    return number


def add_config(parser: argparse.ArgumentParser) -> None:
    """The option that names another file of settings."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings to use instead of your sitmon.toml")
