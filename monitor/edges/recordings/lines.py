"""`arrivals.jsonl`: a line for each thing that can be fed, written and read back unchanged, through all damages.

    {"format":"sitmon-recording","version":1}
    {"t":1772438400.25,"c":"2a19","b":"5f"}
    {"t":1772440260.5,"action":"snooze","detail":""}
    {"t":1772440300.0,"context":"meeting","active":true}

`t` is UTC in POSIX seconds, with as many digits as the float has: a time that were rounded could fall on the
other side of a second, and the replay would decide differently.  Characteristics of the standard are written
in their short form.
"""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.reading import NotFiniteError, decode_json, time_s
from monitor.errors import RecordingError
from monitor.motion.arrivals import Arrival

PLAIN: Final = "arrivals.jsonl"
COMPRESSED: Final = "arrivals.jsonl.gz"
HEADER: Final = b'{"format":"sitmon-recording","version":1}\n'
VERSION: Final = 1
LONGEST_LINE: Final = 65536
"""Bytes.  An attribute value has at most 512 (Bluetooth Core), so a longer line is not one of ours."""

_STANDARD_BASE: Final = "-0000-1000-8000-00805f9b34fb"
LONGEST_SKIPPED: Final = 64 << 20
"""Bytes of a line without end that are looked through for the next one (product default)."""

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{4}|[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that could not be read and was passed over.

    Attributes:
        line_number: counted from 1, the header line.
        what: what is wrong with it, in a few words.
    """

    line_number: int
    what: str


Item = Arrival | UserAction | ContextChange | Damage
"""What reading a recording gives."""


def encode_line(item: Arrival | UserAction | ContextChange) -> bytes:
    """Write one item as a whole line, newline included.

    Raises:
        ValueError: the time is none of the calendar, or the line would be longer than `LONGEST_LINE`.
    """
    fields: dict[str, object] = {"t": _time(item.time_s)}
    match item:
        case Arrival():
            fields |= {"c": _shorten(item.characteristic), "b": item.payload.hex()}
        case UserAction():
            fields |= {"action": item.action.value, "detail": item.detail}
        case ContextChange():
            fields |= {"context": item.context.value, "active": item.active}
    line = json.dumps(fields, separators=(",", ":")).encode() + b"\n"
    if len(line) > LONGEST_LINE:
        raise ValueError(f"the line has {len(line)} bytes, at most {LONGEST_LINE} fit")
    return line


def decode_line(line: bytes) -> Arrival | UserAction | ContextChange:
    """Read one line back; `decode_line(encode_line(item)) == item`.

    Raises:
        ValueError: it is not a line of ours, whatever the bytes; says what is wrong with it.
    """
    fields = decode_object(line)
    time_s = _time(fields.pop("t", None))
    match fields:
        case {"c": str(uuid), "b": str(payload), **others} if not others:
            return Arrival(time_s, _expand(uuid), _bytes(payload))
        case {"action": str(action), "detail": str(detail), **others} if not others:
            return UserAction(time_s, Action(action), detail)
        case {"context": str(context), "active": bool(active), **others} if not others:
            return ContextChange(time_s, Context(context), active)
    raise ValueError("neither an arrival nor a user action nor a context change")


def decode_object(line: bytes) -> dict[str, object]:
    """Read one JSON object; `ValueError` for all else, deep nesting included."""
    try:
        value = decode_json(line)
    except NotFiniteError:
        raise
    except ValueError:
        raise ValueError("not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  one kind of error for one kind of fault
    return value


def _time(value: object) -> float:
    try:
        return time_s(value)
    except ValueError as error:
        raise ValueError(f'"t" {error}') from None


def _bytes(payload: str) -> bytes:
    try:
        return bytes.fromhex(payload)
    except ValueError:
        raise ValueError('"b" is not hex') from None


def _shorten(uuid: str) -> str:
    head = uuid.removesuffix(_STANDARD_BASE)
    return head.removeprefix("0000") if len(head) == 8 else uuid


def _expand(uuid: str) -> str:
    uuid = uuid.lower()
    if not _UUID.fullmatch(uuid):
        raise ValueError(f'"c" is not a UUID: {uuid[:40]!r}')
    return uuid if len(uuid) == 36 else uuid.rjust(8, "0") + _STANDARD_BASE


def read_recording(folder: Path) -> Iterator[Item]:
    """Read the items of a recording one by one, in the order in which they were written.

    A torn last line (the writer was killed, or is writing now) and any foreign line come as `Damage`, in
    their place; reading goes on after them.  Memory does not grow with the length of the recording.

    Raises:
        RecordingError: at the first item: there is no recording, or it is of another format or version;
            later: the disk cannot be read.
    """
    path = next((folder / name for name in (PLAIN, COMPRESSED) if (folder / name).is_file()), None)
    if path is None:
        raise RecordingError(f"{folder}: no recording here; a recording is a folder with {PLAIN} and about.toml")
    try:
        # The plain one counts first, since only that one still grows.
        with path.open("rb") if path.name == PLAIN else io.BufferedReader(gzip.GzipFile(path)) as file:
            _check_header(file.readline(LONGEST_LINE), path)
            yield from _items(file)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise RecordingError(f"{path}: cannot be read ({reason})") from error


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
            skipped = 0
            while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
                skipped += len(line)
                if skipped > LONGEST_SKIPPED:
                    yield Damage(line_number, "has no end; what lies behind it is not read")
                    return
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Damage(line_number + 1, f"the compressed file is torn ({error})")


def _item(line: bytes, line_number: int) -> Item:
    if not line.endswith(b"\n"):
        return Damage(line_number, "too long" if len(line) == LONGEST_LINE else "torn last line")
    try:
        return decode_line(line)
    except ValueError as error:
        return Damage(line_number, str(error))
