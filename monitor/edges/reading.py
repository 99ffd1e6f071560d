"""The front door for files that others wrote: whatever they hold, reading them has an end and a bound.

Lengths, depths, numbers and times are checked here before anybody believes them; what is refused is a `ValueError`
whose text is one clause, and the reader adds which file and where.
"""

import json
import math
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NoReturn

LARGEST_TEXT: Final = 64 << 20
"""Bytes of the largest file of text that is held as a whole (product default)."""

LONGEST_LINE: Final = 65536
"""Bytes of the longest line (product default): a row of numbers has some hundred."""

LONGEST_NAME: Final = 120
"""Signs of the longest name, device or place that is shown (product default)."""

DEEPEST: Final = 32
"""Most brackets within one another in JSON (product default): ours has three."""

MOST_TIMES: Final = 200
"""So many times its packed size may a large part of a zip have: samples of a sensor pack to a half or a tenth of it,
and `deflate` makes at most 1032 of one (product default)."""

SMALL_PART: Final = 16 << 20
"""Bytes up to which a part of a zip may be packed as well as it likes (product default)."""

EARLIEST_S: Final = -2_208_988_800.0
LATEST_S: Final = 253_370_764_800.0
"""The calendar that times are believed in, from 1900 to the last year that a date can hold, UTC in POSIX seconds."""


class NotFiniteError(ValueError):
    """A number is infinite, not a number at all, or beyond what a float holds."""


def read_bounded(path: Path, most: int = LARGEST_TEXT) -> bytes:
    """Read a whole file of at most `most` bytes.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is larger.
    """
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"is larger than {most >> 20} MB, which no file of this kind is")
    return content


def lines_of(file: IO[bytes], longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """Read lines of at most `longest` bytes, line end included.

    Raises:
        ValueError: a line is longer.
    """
    number = 0
    while line := file.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise ValueError(f"its line {number} is longer than {longest} bytes")
        yield line


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Read a whole part of a zip of at most `most` bytes, whatever the zip says of its size.

    Raises:
        ValueError: it is larger.
    """
    with archive.open(name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{plain(name)} is larger than {most >> 20} MB unpacked, which none of this kind is")
    return content


def check_packing(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a part of a zip that is large and packed better than anything measured can be.

    Raises:
        ValueError: it is.
    """
    part = archive.getinfo(name)
    if part.file_size > max(SMALL_PART, MOST_TIMES * part.compress_size):
        raise ValueError(
            f"{plain(name)} unpacks to {part.file_size >> 20} MB out of {part.compress_size >> 10} kB, which nothing "
            "measured does"
        )


def decode_json(raw: bytes | str) -> object:
    """Decode JSON without NaN and infinity, not nested more than `DEEPEST`.

    Raises:
        ValueError: it is no such JSON.
    """
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        value: object = _JSON.decode(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except NotFiniteError:
        raise
    except ValueError as error:
        raise ValueError(f"is not JSON ({error})") from None
    if text.count("[") + text.count("{") > DEEPEST and _depth(value) > DEEPEST:
        raise ValueError("is nested too deeply")
    return value


def finite(text: str) -> float:
    """Read a number that is one.

    Raises:
        ValueError: it is none, not finite, or beyond what a float holds.
    """
    value = float(text)
    if not math.isfinite(value):
        raise NotFiniteError(f"{plain(text)} is no finite number")
    return value


def time_s(value: object) -> float:
    """Take a time within the calendar, UTC in POSIX seconds.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and EARLIEST_S <= value <= LATEST_S:
        return float(value)
    raise ValueError("is not a time in seconds, of the years 1900 to 9998")


def plain(text: str, most: int = LONGEST_NAME) -> str:
    """A name out of a file, fit to be shown in one line: printable, and not longer than `most` signs."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _no_number(name: str) -> NoReturn:
    raise NotFiniteError(f"{name} is no finite number")


_JSON: Final = json.JSONDecoder(parse_constant=_no_number, parse_float=finite)


def _depth(value: object) -> int:
    """Most brackets within one another."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth
