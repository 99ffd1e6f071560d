"""What a command is declared with: an example, its options, and the function that it calls."""

import argparse
import math
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")
Run: TypeAlias = Callable[[argparse.Namespace], int | None]
"""Does a command; gives its exit status if that may be another than 0, or raises a `MonitorError` if it cannot."""

Option: TypeAlias = Callable[["argparse._ActionsContainer"], object]  # noqa: SLF001  it has no public name
"""Adds itself to a parser, or to a group in it."""


class Call(NamedTuple):
    """How a command is called: what does it, calls to copy, and all that it takes."""

    run: Run
    example: str
    options: tuple[Option, ...]


CALLS: Final[dict[str, Call]] = {}
"""The commands whose modules are loaded, by name."""


def command(example: str, *options: Option) -> Callable[[Run], Run]:
    """Declare a function as the command that stands in the example."""

    def declare(run: Run) -> Run:
        CALLS[example.split()[1]] = Call(run, example, options)
        return run

    return declare


# ---------------------------------------------------------------- options
def option(names: str, said: str | None = None, **how: Any) -> Option:  # noqa: ANN401  as argparse's add_argument
    """Declare an option by its names, or what stands without one, and what is said of it."""
    return lambda container: container.add_argument(*names.split(), help=said, **how)


def flag(name: str, said: str) -> Option:
    """Declare an option that is there or is not."""
    return option(name, said, action="store_true")


def either(*options: Option) -> Option:
    """Declare options of which only one can be taken."""

    def add(container: "argparse._ActionsContainer") -> None:
        group = container.add_mutually_exclusive_group()
        for one in options:
            one(group)

    return add


def as_json(what: str = "") -> Option:
    """Declare the option that machines take."""
    return flag("--json", f"{what}{', ' if what else ''}one JSON object a line, for machines")


CONFIG: Final = option("--config", "settings to use instead of your sitmon.toml", type=Path, metavar="FILE")
JSON: Final = as_json()


# ---------------------------------------------------------------- values
def reading(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Make a type of option of a reader: what its ValueError says is told behind the text."""

    def read(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r} {error}") from None

    return read


def whole(least: int) -> Callable[[str], int]:
    """Make the type of whole numbers from `least`."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise ValueError(f"should be a whole number from {least}")
        return int(text)

    return reading(read)


@reading
def port(text: str) -> int:
    """Read the number of a port, 0 for any that is free."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len("65535") and int(text) <= 65535):
        raise ValueError("is no port; they go from 0 to 65535")
    return int(text)


@reading
def positive(text: str) -> float:
    """Read a number above zero."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.0 < number < math.inf:
        raise ValueError("should be a number above zero")
    return number


@reading
def moment(text: str) -> datetime:
    """Read a time with an offset."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a time; write it like 2026-03-02T09:00:00+01:00") from None
    if read.tzinfo is None:
        raise ValueError(f"has no offset; write it like {text}+01:00")
    if not 1970 < read.year < 2100:
        raise ValueError("is not within 1971 to 2099")
    return read


@reading
def day(text: str) -> date:
    """Read a local day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("should be a day such as 2026-03-01") from None
