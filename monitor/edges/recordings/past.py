"""What was already known when a recording began.

Without it a replay would not know whose turn it is, left or right, how long ago the last nudge was, or that a red flag
stands.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from monitor.coaching.exercises import ExerciseId, Place
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.profile import Side
from monitor.coaching.recommend import Recommendation
from monitor.edges.recordings.faults import as_recording_error
from monitor.errors import RecordingError

PAST: Final = "past.jsonl"

Past = UserAction | Nudge | Recommendation


def write_past(folder: Path, past: Iterable[Past]) -> None:
    """Write `past.jsonl`, one item a line, in order of time; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    try:
        with os.fdopen(os.open(folder / PAST, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            for item in past:
                file.write(json.dumps({"kind": type(item).__name__, **asdict(item)}, separators=(",", ":")) + "\n")
    except OSError as error:
        raise as_recording_error(folder / PAST, error) from error


def read_past(folder: Path) -> list[Past]:
    """Read `past.jsonl`; a recording without one began with nothing known.

    Raises:
        RecordingError: a line is not one of ours; names it.
    """
    path = folder / PAST
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise RecordingError(f"{path}: cannot be read ({error})") from error
    past: list[Past] = []
    for number, line in enumerate(lines, start=1):
        try:
            past.append(_item(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RecordingError(f"{path}:{number}: not what was known before a recording ({error})") from error
    return past


def _item(fields: dict[str, Any]) -> Past:
    kind = fields.pop("kind")
    if kind == UserAction.__name__:
        return UserAction(float(fields["time_s"]), Action(fields["action"]), str(fields["detail"]))
    if kind == Nudge.__name__:
        return Nudge(**fields)
    if kind == Recommendation.__name__:
        texts = {name: tuple(fields[name]) for name in ("steps", "cues", "donts")}
        chosen = {
            "exercise": ExerciseId(fields["exercise"]),
            "side": Side(fields["side"]),
            "place": Place(fields["place"]),
        }
        return Recommendation(**{**fields, **texts, **chosen})
    raise ValueError(f"unknown kind {kind!r}")
