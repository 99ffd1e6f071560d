"""Reading a recording: lazily, and through its damages."""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from monitor.edges.recordings.lines import (
    LONGEST_LINE,
    VERSION,
    Damage,
    Item,
    decode_line,
    decode_object,
)
from monitor.errors import RecordingError

PLAIN: Final = "arrivals.jsonl"
COMPRESSED: Final = "arrivals.jsonl.gz"


def read_recording(folder: Path) -> Iterator[Item]:
    """Read the items of a recording one by one, in the order in which they were written.

    A torn last line (the writer was killed, or is writing now) and any foreign line come as `Damage`, in
    their place; reading goes on after them.  Memory does not grow with the length of the recording.

    Raises:
        RecordingError: at the first item: there is no recording, or it is of another format or version;
            later: the disk cannot be read.
    """
    path = find_arrivals(folder)
    try:
        with _open(path) as file:
            _check_header(file.readline(LONGEST_LINE), path)
            yield from _items(file)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise RecordingError(f"{path}: cannot be read ({reason})") from error


def find_arrivals(folder: Path) -> Path:
    """Find the file with the arrivals; the plain one counts first, since only that one still grows.

    Raises:
        RecordingError: there is none.
    """
    for name in (PLAIN, COMPRESSED):
        if (folder / name).is_file():
            return folder / name
    raise RecordingError(f"{folder}: no recording here; a recording is a folder with {PLAIN} and about.toml")


def _open(path: Path) -> BinaryIO:
    if path.name == COMPRESSED:
        return io.BufferedReader(gzip.GzipFile(path))
    return path.open("rb")


def _check_header(line: bytes, path: Path) -> None:
    try:
        header = decode_object(line)
    except ValueError:
        header = {}
    if header.get("format") != "sitmon-recording":
        raise RecordingError(f"{path}: not a recording; its first line should be a sitmon-recording header")
    if header.get("version") != VERSION:
        raise RecordingError(
            f"{path}: written by a newer sitmon (version {header.get('version')!r}, this one reads {VERSION}); "
            "update sitmon"
        )


def _items(file: BinaryIO) -> Iterator[Item]:
    line_number = 1
    try:
        while line := file.readline(LONGEST_LINE):
            line_number += 1
            yield _item(line, line_number)
            while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Damage(line_number + 1, f"the compressed file is torn ({error})")


def _item(line: bytes, line_number: int) -> Item:
    if not line.endswith(b"\n"):
        return Damage(line_number, "too long" if len(line) == LONGEST_LINE else "torn last line")
    try:
        return decode_line(line)
    except ValueError as error:
        return Damage(line_number, str(error))
