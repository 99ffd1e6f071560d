"""`about.toml`: the birth certificate of a recording."""

import dataclasses
import datetime
import json
import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.coaching.profile import Side
from monitor.edges.files import write_file
from monitor.edges.recordings.faults import as_recording_error
from monitor.edges.zones import read_zone
from monitor.errors import RecordingError
from monitor.posture.mounting import Mounting, Vector

ABOUT: Final = "about.toml"


@dataclass(frozen=True, slots=True)
class About:
    """Where a recording comes from, and what a replay must know to decide as was decided then.

    Attributes:
        device: name of the wearable.
        wear_site: where it was worn, such as `"thigh"`.
        timezone: zone in which quiet hours and days were counted: IANA name, or offset such as `"+01:00"`.
        created: when the recording was begun, ISO 8601 with offset.
        made_by: how it came to be, such as `"sitmon record"`; for converted data the source and its licence.
        firmware: version of the wearable's firmware; empty if unknown.
        worn_leg: the leg that wore it, if it was a leg and is known.
        sample_rate_hz: nominal, if known.
        range_g: full scale of the sensor, plus and minus, if known.
        counts_per_g: sensor counts for one g, if known.
        axis, forward, sitting_deg: how the wearable sat on the thigh, as in `monitor.posture.mounting.Mounting`;
            without an axis a replay learns it from walking, as was done then.
        start_s: what `labels.csv` counts from, UTC in POSIX seconds.
        seed: of the random numbers of a simulated person.
        script: of a simulated person.
        arrivals_sha256: of the file with the arrivals as it lies there, if it is closed for good.

    Raises:
        ValueError: the time zone is unknown or `created` has no offset.
    """

    device: str
    wear_site: str
    timezone: str
    created: str
    made_by: str
    firmware: str = ""
    worn_leg: Side | None = None
    sample_rate_hz: float | None = None
    range_g: int | None = None
    counts_per_g: int | None = None
    axis: Vector | None = None
    forward: Vector | None = None
    sitting_deg: float | None = None
    start_s: float | None = None
    seed: int | None = None
    script: str | None = None
    arrivals_sha256: str | None = None

    def __post_init__(self) -> None:
        read_zone(self.timezone)
        if datetime.datetime.fromisoformat(self.created).utcoffset() is None:
            raise ValueError(f'created is {self.created!r}, which has no offset; add one such as "+01:00"')

    @property
    def zone(self) -> datetime.tzinfo:
        """The time zone to replay in."""
        return read_zone(self.timezone)

    @property
    def mounting(self) -> Mounting | None:
        """How the wearable sat; None if it was not known."""
        return None if self.axis is None else Mounting(self.axis, self.forward, self.sitting_deg)

    def as_toml(self) -> str:
        """Write as the text of `about.toml`; what is unknown is left out."""
        values = ((f.name, getattr(self, f.name)) for f in dataclasses.fields(self))
        return "".join(f"{name} = {_toml(value)}\n" for name, value in values if value not in (None, ""))


def read_about(folder: Path) -> About:
    """Read `about.toml` of a recording.

    Raises:
        RecordingError: it is missing, is not TOML, lacks a key, or holds an unknown key or a wrong value.
    """
    path = folder / ABOUT
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _about(table)
    except FileNotFoundError as error:
        raise RecordingError(f"{path}: missing; a recording cannot be replayed without it") from error
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:  # of TOML, of UTF-8 and of our own checks
        raise RecordingError(f"{path}: {error}") from error


def write_about(folder: Path, about: About) -> None:
    """Write `about.toml`, whole or not at all; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    try:
        write_file(folder / ABOUT, about.as_toml())
    except OSError as error:
        raise as_recording_error(folder / ABOUT, error) from error


def _about(table: Mapping[str, object]) -> About:
    required = [f.name for f in dataclasses.fields(About) if f.default is dataclasses.MISSING]
    if unknown := sorted(set(table) - set(_READERS)):
        raise ValueError(f"unknown key {', '.join(unknown)}; known are {', '.join(_READERS)}")
    if missing := [name for name in required if name not in table]:
        raise ValueError(f"{', '.join(missing)} missing")
    values = {name: _READERS[name](name, value) for name, value in table.items()}
    return About(**values)  # type: ignore[arg-type]  # each value went through the reader of its key


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} = {value!r} should be a text in quotes")  # noqa: TRY004  one kind of fault
    return value


def _whole(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} = {value!r} should be a whole number")  # noqa: TRY004
    return value


def _number(name: str, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e12:  # nan is no number
        raise ValueError(f"{name} = {value!r} should be a number")
    return float(value)


def _vector(name: str, value: object) -> Vector:
    if not isinstance(value, list) or len(value) != 3:
        raise ValueError(f"{name} = {value!r} should be a list of three numbers")
    x, y, z = (_number(name, item) for item in value)
    if not 0.9 < math.hypot(x, y, z) < 1.1:
        raise ValueError(f"{name} = {value!r} should be a direction: three numbers whose squares add up to 1")
    return x, y, z


def _side(name: str, value: object) -> Side:
    if value not in ("left", "right"):
        raise ValueError(f'{name} = {value!r} should be "left" or "right"')
    return Side(value)


_READERS: Final[Mapping[str, Callable[[str, object], object]]] = {
    "device": _text,
    "wear_site": _text,
    "timezone": _text,
    "created": _text,
    "made_by": _text,
    "firmware": _text,
    "worn_leg": _side,
    "sample_rate_hz": _number,
    "range_g": _whole,
    "counts_per_g": _whole,
    "axis": _vector,
    "forward": _vector,
    "sitting_deg": _number,
    "start_s": _number,
    "seed": _whole,
    "script": _text,
    "arrivals_sha256": _text,
}


def _toml(value: object) -> str:
    if isinstance(value, str):
        # A JSON string is a TOML string, but for DEL, which JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(list(value) if isinstance(value, tuple) else value)
