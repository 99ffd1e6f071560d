"""What was already known when a recording began.

Without it a replay would not know whose turn it is, left or right, how long ago the last nudge was, or that a red flag
stands.
"""

import json
import os
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Final

from monitor.coaching.inputs import ContextChange, UserAction
from monitor.edges.recordings.faults import as_recording_error
from monitor.edges.recordings.lines import decode_line, decode_object, encode_line
from monitor.errors import RecordingError
from monitor.records import REMEMBERED, Remembered, event_time_s, record_of, remembered_of

PAST: Final = "past.jsonl"

Past = UserAction | ContextChange | Remembered


def write_past(folder: Path, past: Iterable[Past]) -> None:
    """Write `past.jsonl`, one item a line, in order of time; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    try:
        with os.fdopen(os.open(folder / PAST, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(map(_line, past))
    except OSError as error:
        raise as_recording_error(folder / PAST, error) from error


def read_past(folder: Path) -> list[Past]:
    """Read `past.jsonl`; a recording without one began with nothing known.

    Raises:
        RecordingError: a line is not one of ours; names it.
    """
    path = folder / PAST
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read ({error})") from error
    past: list[Past] = []
    for number, line in enumerate(lines, start=1):
        try:
            past.append(_item(line))
        except (ValueError, KeyError) as error:
            raise RecordingError(f"{path}:{number}: not what was known before a recording ({error})") from error
    return past


def _line(item: Past) -> bytes:
    """Actions as everywhere in a recording, events as everywhere in the journal."""
    if isinstance(item, UserAction | ContextChange):
        return encode_line(item)
    return json.dumps({"t": event_time_s(item), **record_of(item, UTC)}, separators=(",", ":")).encode() + b"\n"


def _item(line: bytes) -> Past:
    fields = decode_object(line)
    if (kind := fields.get("event")) in REMEMBERED:
        return remembered_of(str(kind), float(str(fields["t"])), fields)
    said = decode_line(line)
    if not isinstance(said, UserAction | ContextChange):
        raise ValueError("neither said nor an event that is remembered")  # noqa: TRY004  one kind of fault
    return said
