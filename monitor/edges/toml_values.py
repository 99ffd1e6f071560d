"""Kinds of values in the TOML files that people write: what is allowed, how each is read, and how it is written."""

import difflib
import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from monitor.edges.zones import read_zone

T = TypeVar("T")
E = TypeVar("E", bound=str)
Vector = tuple[float, float, float]

_DURATION: Final = re.compile(r"(?:(\d{1,4})h)? ?(?:(\d{1,4})m)? ?(?:(\d{1,5})s)?", re.ASCII)
_UNPRINTABLE: Final = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of value.

    Attributes:
        allowed: what is allowed, as it follows "should be".
        parse: makes our value of one of TOML; None if that is not allowed.
        write: makes one of TOML of ours.
    """

    allowed: str
    parse: Callable[[Any], T | None]
    write: Callable[[T], object] = lambda value: value

    def __call__(self, value: object) -> T:
        """Read a value; `ValueError` says what is allowed."""
        if (made := self.parse(value)) is None:
            raise ValueError(f"should be {self.allowed}")
        return made

    def named(self, name: str, value: object) -> T:
        """Read the value of a key; `ValueError` names both, and says what is allowed."""
        try:
            return self(value)
        except ValueError as error:
            raise ValueError(f"{name} = {shown(value)} {error}") from None


def one_of(words: Iterable[E]) -> Kind[E]:
    """Allow one of these words, or members of an enumeration by their text."""
    known = {str(word): word for word in words}
    return Kind(either(known), lambda value: known.get(value) if isinstance(value, str) else None, str)


def set_of(words: Iterable[str]) -> Kind[frozenset[Any]]:
    """Allow a list of some of these words, or none; written in the order of the words."""
    known = {str(word): word for word in words}

    def _parse(value: object) -> frozenset[Any] | None:
        if not isinstance(value, list) or not all(isinstance(item, str) and item in known for item in value):
            return None
        return frozenset(known[item] for item in value)

    return Kind(f"a list of {either(known)}, or []", _parse, lambda chosen: [w for w in known if known[w] in chosen])


def whole(lowest: int, highest: int) -> Kind[int]:
    """Allow a whole number within these."""
    return Kind(
        f"a whole number from {lowest} to {highest}",
        lambda value: value if type(value) is int and lowest <= value <= highest else None,
    )


def number(lowest: float, highest: float, allowed: str) -> Kind[float]:
    """Allow a number within these, which neither nan nor infinity is."""
    return Kind(
        allowed, lambda value: float(value) if type(value) in (int, float) and lowest <= value <= highest else None
    )


def duration(lowest: str, highest: str, example: str = '"45m", "90s" or "1h30m"') -> Kind[float]:
    """Allow a duration within these, in seconds."""
    lowest_s, highest_s = parse_duration(lowest), parse_duration(highest)

    def _parse(value: object) -> float | None:
        seconds = _seconds(value) if isinstance(value, str) else None
        return seconds if seconds is not None and lowest_s <= seconds <= highest_s else None

    return Kind(f'a duration from "{lowest}" to "{highest}", such as {example}', _parse, format_duration)


def parse_duration(text: str) -> float:
    """Read `"45m"`, `"90s"` or `"1h30m"` as seconds.

    Raises:
        ValueError: it is not written like that.
    """
    if (seconds := _seconds(text)) is None:
        raise ValueError('should be a duration such as "45m", "90s" or "1h30m"')
    return seconds


def _seconds(text: str) -> float | None:
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def format_duration(seconds: float) -> str:
    """Write whole seconds so that `parse_duration` reads the same; `"1h30m"`."""
    minutes, s = divmod(int(seconds), 60)
    h, m = divmod(minutes, 60)
    return "".join(f"{n}{unit}" for n, unit in ((h, "h"), (m, "m"), (s, "s")) if n) or "0s"


def _direction(value: object) -> Vector | None:
    if not isinstance(value, list) or [type(item) in (int, float) for item in value] != [True] * 3:
        return None
    if not all(-2 < item < 2 for item in value) or not 0.9 < math.hypot(*value) < 1.1:
        return None
    x, y, z = map(float, value)
    return x, y, z


def _zone_name(value: object) -> str | None:
    try:
        read_zone(name := str(value))
    except ValueError:
        return None
    return name if isinstance(value, str) else None


def _path(value: object) -> Path | None:
    if not isinstance(value, str) or "\0" in value:
        return None
    try:
        path = Path(value).expanduser()
    except RuntimeError:  # the home folder of nobody
        return None
    return path if path.is_absolute() else None


FLAG: Final[Kind[bool]] = Kind("true or false", lambda value: value if isinstance(value, bool) else None)
TEXT: Final[Kind[str]] = Kind(
    "a text in quotes", lambda value: value if isinstance(value, str) and value.strip() else None
)
DIRECTION: Final[Kind[Vector]] = Kind(
    "a direction: three numbers whose squares add up to 1, such as [1.0, 0.0, 0.0]", _direction, list
)
ZONE: Final[Kind[str]] = Kind('a time zone such as "Europe/Zurich" or "+01:00"', _zone_name)
FOLDER: Final[Kind[Path]] = Kind('a folder with its whole path, such as "~/sitmon"', _path, str)
FILE: Final[Kind[Path]] = Kind('a file with its whole path, such as "~/my-set.toml"', _path, str)


def to_toml(value: object) -> str:
    """Write a value as TOML; what cannot be printed is escaped, so that a file or a terminal takes no harm."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub(_escaped, json.dumps(value, ensure_ascii=False))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(to_toml, value))}]"
    return "{ … }" if isinstance(value, dict) else str(value)  # a table is only ever shown, and may be deep


def _escaped(match: "re.Match[str]") -> str:
    sign = match[0]
    return sign if sign.isprintable() else f"\\u{ord(sign):04x}" if ord(sign) < 2**16 else f"\\U{ord(sign):08x}"


def shown(value: object) -> str:
    """A value as a fault shows it: like TOML, in at most 60 signs."""
    text = to_toml(value)
    return text if len(text) <= 60 else text[:57] + "..."


def shown_name(name: str) -> str:
    """A name as a fault shows it: in at most 40 signs, all of which can be printed."""
    return name if len(name) <= 40 and name.isprintable() else ascii(name)[:40]


def nearest(name: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that means nothing."""
    every = tuple(known)
    if close := difflib.get_close_matches(name, every, n=1):
        return f"did you mean {close[0]}?"
    return f"there are {', '.join(every)}"


def either(names: Iterable[str]) -> str:
    """`"a", "b" or "c"`."""
    *others, last = (f'"{name}"' for name in names)
    return f"{', '.join(others)} or {last}" if others else last
