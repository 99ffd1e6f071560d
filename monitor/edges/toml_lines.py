"""Reading TOML with the line of each key; `tomllib` tells the values, and not where they stand."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.errors import MonitorError

KeyPath = tuple[str | int, ...]
"""Where a value stands, such as `("exercise", 1, "hold")`: names, and places within arrays from 0."""

Fault = tuple[int, str]
"""A line, from 1, and what is wrong there; line 0 where the file as a whole is wrong."""

LARGEST_FILE: Final = 1 << 20
"""Bytes of the largest file that is read (product default): what people write by hand is a page or two."""

DEEPEST: Final = 64
"""Most brackets, or names of one key, within one another (product default): our files have three."""

LONGEST_WORD: Final = 1000
"""Most signs of a number or a bare name (product default); `int` takes quadratic time, and ends at 4300 digits."""

_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}=,.\n]"
    r"|[^\s\[\]{}=,.\"'#]+",
    re.DOTALL,
)
_POSITION: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


class TomlError(ValueError):
    """A text is not TOML, or none that is read; `str()` says what is wrong.

    Attributes:
        line: on which it stands, from 1; 0 where the file as a whole is wrong.
    """

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Toml:
    """What a TOML text holds.

    Attributes:
        values: as `tomllib` gives them.
        lines: the line, from 1, on which each table, key and item of an array begins.
    """

    values: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    def line(self, *path: str | int) -> int:
        """Find the line of a key; if it does not stand there, that of the table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@contextmanager
def telling(
    where: str, fail: Callable[[str, Sequence[Fault]], MonitorError], missing: str = ""
) -> Iterator[list[Fault]]:
    """Gather what the block finds wrong in one file, and tell all of it at its end.

    Args:
        where: how the file is named.
        fail: makes the error of its text, one line a fault as `where:line: what`, and of the faults, both in order of
            lines.
        missing: what to say where there is no such file.

    Raises:
        MonitorError: what `fail` makes: of the faults, or of a file that cannot be read.
    """
    faults: list[Fault] = []
    cause: Exception | None = None
    try:
        yield faults
    except TomlError as error:
        faults, cause = [(error.line, str(error))], error
    except OSError as error:
        is_missing = missing and isinstance(error, FileNotFoundError)
        faults, cause = [(0, missing if is_missing else f"cannot be read ({error.strerror or error})")], error
    if faults:
        every = sorted(set(faults))
        text = "\n".join(f"{where}:{f'{line}:' if line else ''} {what}" for line, what in every)
        raise fail(text, every) from cause


def read_toml(path: Path) -> Toml:
    """Read a TOML file in UTF-8, with or without a byte order mark.

    Raises:
        OSError: the file cannot be read.
        TomlError: it is too large, not UTF-8, or not TOML.
    """
    with path.open("rb") as file:
        return parse_toml(file.read(LARGEST_FILE + 1))


def parse_toml(raw: bytes | str) -> Toml:
    """Parse the bytes of a TOML file, or its text.

    Raises:
        TomlError: it is too large, not UTF-8, nested too deeply, or not TOML.
    """
    text = (raw if isinstance(raw, str) else _decode(raw)).replace("\r\n", "\n")
    _refuse_endless(text)
    try:
        return Toml(tomllib.loads(text), find_lines(text))
    except ValueError as error:
        position, what = _POSITION.search(str(error)), _POSITION.sub("", str(error))
        line = int(position[1]) if position and position[1] else text.rstrip("\n").count("\n") + 1
        raise TomlError(
            line, f'not TOML: {what}; a line looks like name = "text", name = 12 or name = ["text", "text"]'
        ) from error


def find_lines(text: str) -> Mapping[KeyPath, int]:
    """Find the line, from 1, on which each table, key and item of an array begins.

    Args:
        text: TOML that `tomllib` reads.
    """
    tokens, lines = _Tokens(text), dict[KeyPath, int]()
    counts: Counter[KeyPath] = Counter()
    header: KeyPath = ()
    while tokens.sign:
        if tokens.sign == "\n":
            tokens.step()
        elif tokens.sign == "[":
            line = tokens.line
            header = _read_header(tokens, counts)
            _note(lines, header, line)
        else:
            _read_pair(tokens, header, lines)
    return lines


class _Tokens:
    """Goes over the tokens of a text, without its comments.

    Attributes:
        sign: the token at hand; empty at the end.
        line: on which it begins.
    """

    def __init__(self, text: str) -> None:
        self._rest = _each_token(text)
        self.step()

    def step(self) -> None:
        """Go on to the next token."""
        self.sign, self.line = next(self._rest, ("", 0))


def _each_token(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if not sign.startswith("#"):
            yield sign, line
        line += sign.count("\n")


def _read_header(tokens: _Tokens, counts: "Counter[KeyPath]") -> KeyPath:
    """The path of `[a.b]` or `[[a.b]]`, in which every array of tables has the place of its last table."""
    tokens.step()
    if is_new := tokens.sign == "[":
        tokens.step()
    names = _read_names(tokens)
    if is_new:
        tokens.step()
    path: KeyPath = ()
    for depth, name in enumerate(names, start=1):
        path += (name,)
        if is_new and depth == len(names):
            counts[path] += 1
        if path in counts:
            path += (counts[path] - 1,)
    return path


def _read_names(tokens: _Tokens) -> KeyPath:
    """The names of a dotted key, up to and with the sign that ends it."""
    names: list[str] = []
    while tokens.sign not in ("=", "]"):
        if tokens.sign[0] in "\"'":
            names += tomllib.loads(f"{tokens.sign} = 0")
        elif tokens.sign != ".":
            names.append(tokens.sign)
        tokens.step()
    tokens.step()
    return tuple(names)


def _read_pair(tokens: _Tokens, table: KeyPath, lines: dict[KeyPath, int]) -> None:
    line = tokens.line
    path = table + _read_names(tokens)
    _note(lines, path, line)
    _read_value(tokens, path, lines)


def _read_value(tokens: _Tokens, path: KeyPath, lines: dict[KeyPath, int]) -> None:
    if tokens.sign not in ("[", "{"):
        while tokens.sign not in (",", "]", "}", "\n", ""):  # 1.5 and 07:32 are several tokens
            tokens.step()
        return
    is_array, place = tokens.sign == "[", 0
    tokens.step()
    while tokens.sign not in ("]", "}"):
        if tokens.sign in (",", "\n"):
            place += tokens.sign == ","
            tokens.step()
        elif is_array:
            _note(lines, (*path, place), tokens.line)
            _read_value(tokens, (*path, place), lines)
        else:
            _read_pair(tokens, path, lines)
    tokens.step()


def _note(lines: dict[KeyPath, int], path: KeyPath, line: int) -> None:
    """Note the line of a path, and of each part of it that begins there."""
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], line)


def _decode(raw: bytes) -> str:
    if len(raw) > LARGEST_FILE:
        raise TomlError(0, "is larger than 1 MB, which no file of this kind is; name another file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TomlError(raw.count(b"\n", 0, error.start) + 1, "is not text in UTF-8; save it as UTF-8") from error


def _refuse_endless(text: str) -> None:
    """Refuse what would take all of the stack, or hours, before `tomllib` begins with it."""
    depth = dots = 0
    for sign, line in _each_token(text):
        if len(sign) == 1 and sign in "[]{}=,.\n":
            depth = max(0, depth + (sign in "[{") - (sign in "]}"))
            dots = dots + 1 if sign == "." else 0
        elif len(sign) > LONGEST_WORD and sign[0] not in "\"'":
            raise TomlError(line, f"not TOML of this kind: a number or name has more than {LONGEST_WORD} signs")
        if max(depth, dots) > DEEPEST:
            raise TomlError(line, "is nested too deeply; sections and lists are all that is needed")
