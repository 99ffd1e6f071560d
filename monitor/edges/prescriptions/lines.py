"""On which line of a TOML text each key stands; `tomllib` does not tell."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

Path = tuple[str | int, ...]
"""Where a value stands, such as `("exercise", 1, "hold")`: names, and the place within an array of tables."""

_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)


def find_lines(text: str) -> Mapping[Path, int]:
    """The line, from 1, on which each table and key begins.

    Args:
        text: TOML that `tomllib` reads.
    """
    lines: dict[Path, int] = {}
    header: Path = ()
    counts: Counter[Path] = Counter()
    for number, statement in _statements(text):
        table = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            header = path = _numbered(_names(table), counts, is_new=statement.lstrip().startswith("[["))
        else:
            path = header + _names(table)
        for length in range(1, len(path) + 1):
            lines.setdefault(path[:length], number)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header, or key with its value, with the line on which it begins."""
    start = depth = 0
    number = 1
    for token in _TOKEN.finditer(text + "\n"):
        sign = token.group()
        depth += (sign in "[{") - (sign in "]}") if len(sign) == 1 else 0
        if sign != "\n" or depth:
            continue
        statement = text[start : token.start()]
        if statement.strip() and not statement.lstrip().startswith("#"):
            yield number, statement
        number += text.count("\n", start, token.end())
        start = token.end()


def _names(table: object) -> Path:
    """The names that lead to the value of a single statement; of an inline table those within are not told apart."""
    names: list[str] = []
    while isinstance(table, dict) and len(table) == 1:
        ((name, table),) = table.items()
        names.append(name)
    return tuple(names)


def _numbered(names: Path, counts: "Counter[Path]", *, is_new: bool) -> Path:
    """The path of a header, in which every array of tables has the number of its last table."""
    path: Path = ()
    for depth, name in enumerate(names, start=1):
        path += (name,)
        if is_new and depth == len(names):
            counts[path] += 1
        if path in counts:
            path += (counts[path] - 1,)
    return path
