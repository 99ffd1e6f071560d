"""What was already known when a recording began.

Without it a replay would not know whose turn it is, left or right, how long ago the last nudge was, or that a red flag
stands.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Final

from monitor.coaching.inputs import ContextChange, UserAction
from monitor.edges.files import readable, replacing, writable
from monitor.edges.reading import lines_of, time_s
from monitor.edges.recordings.lines import decode_line, decode_object, encode_line
from monitor.errors import RecordingError
from monitor.packed import pack, unpack
from monitor.posture.labels import PostureEpoch
from monitor.records import REMEMBERED, Remembered, event_time_s, record_of, remembered_of

PAST: Final = "past.jsonl"

Past = UserAction | ContextChange | PostureEpoch | Remembered

RUN_S: Final = 60
"""Consecutive seconds that stand in one line at most."""


def write_past(folder: Path, past: Iterable[Past]) -> None:
    """Write `past.jsonl`, one item a line, in order of time, whole or not at all; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    with writable(folder / PAST), replacing(folder / PAST) as file:
        file.writelines(map(_line, _in_runs(past)))


def read_past(folder: Path) -> list[Past]:
    """Read `past.jsonl`; a recording without one began with nothing known.

    Raises:
        RecordingError: a line is not one of ours; names it.
    """
    path, past, number = folder / PAST, list[Past](), 1
    try:
        with readable(path), suppress(FileNotFoundError), path.open("rb") as file:
            for line in lines_of(file):
                past += _items(line)
                number += 1
    except (ValueError, KeyError, OverflowError) as error:  # int(1e999) is the last
        raise RecordingError(f"{path}:{number}: not what was known before a recording ({error})") from error
    return past


def _in_runs(past: Iterable[Past]) -> Iterator[list[Past]]:
    """The items one by one, but consecutive seconds together."""
    run: list[Past] = []
    for item in past:
        last = run[-1] if run else None
        follows = isinstance(item, PostureEpoch) and isinstance(last, PostureEpoch) and last.end_s == item.start_s
        if run and not (follows and len(run) < RUN_S):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _line(run: list[Past]) -> bytes:
    """Actions as everywhere in a recording, events as everywhere in the journal, seconds packed."""
    item = run[0]
    if isinstance(item, UserAction | ContextChange):
        return encode_line(item)
    seconds = [epoch for epoch in run if isinstance(epoch, PostureEpoch)]
    if isinstance(item, PostureEpoch):
        return json.dumps({"t": item.start_s, "seconds": pack(seconds).hex()}, separators=(",", ":")).encode() + b"\n"
    return json.dumps({"t": event_time_s(item), **record_of(item, UTC)}, separators=(",", ":")).encode() + b"\n"


def _items(line: bytes) -> list[Past]:
    fields = decode_object(line)
    if "seconds" in fields:
        return list(unpack(int(time_s(fields["t"])), bytes.fromhex(str(fields["seconds"]))))
    if (kind := fields.get("event")) in REMEMBERED:
        return [remembered_of(str(kind), time_s(fields["t"]), fields)]
    said = decode_line(line)
    if not isinstance(said, UserAction | ContextChange):
        raise ValueError("neither said nor an event that is remembered")  # noqa: TRY004  one kind of fault
    return [said]
