"""`about.toml`: the birth certificate of a recording."""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.coaching.profile import Side
from monitor.edges.files import write_file
from monitor.edges.recordings.faults import as_recording_error
from monitor.edges.toml_lines import Fault, Toml, TomlError, read_toml, say_faults
from monitor.edges.toml_values import DIRECTION, ZONE, Kind, member_of, nearest, number, shown, shown_name, to_toml
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
        return "".join(f"{name} = {to_toml(value)}\n" for name, value in values if value not in (None, ""))


def read_about(folder: Path) -> About:
    """Read `about.toml` of a recording.

    Raises:
        RecordingError: it is missing, is not TOML, lacks a key, or holds an unknown key or a wrong value; one line for
            each fault, with the line it stands on.
    """
    path = folder / ABOUT
    try:
        toml = read_toml(path)
    except FileNotFoundError as error:
        raise RecordingError(f"{path}: missing; a recording cannot be replayed without it") from error
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read ({error.strerror})") from error
    except TomlError as error:
        raise RecordingError(say_faults(str(path), [(error.line, str(error))])) from error
    if faults := list(_faults(toml)):
        raise RecordingError(say_faults(str(path), faults))
    values: dict[str, Any] = {name: KINDS[name](value) for name, value in toml.values.items()}
    return About(**values)


def write_about(folder: Path, about: About) -> None:
    """Write `about.toml`, whole or not at all; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    try:
        write_file(folder / ABOUT, about.as_toml())
    except OSError as error:
        raise as_recording_error(folder / ABOUT, error) from error


def _faults(toml: Toml) -> Iterator[Fault]:
    for name, value in toml.values.items():
        if name not in KINDS:
            yield toml.line(name), f"{shown_name(name)} is no key of a recording; {nearest(name, KINDS)}"
        elif KINDS[name].parse(value) is None:
            yield toml.line(name), f"{name} = {shown(value)} should be {KINDS[name].allowed}"
    needed = (one.name for one in dataclasses.fields(About) if one.default is dataclasses.MISSING)
    if missing := [name for name in needed if name not in toml.values]:
        yield 0, f"{', '.join(missing)} missing; a recording cannot be replayed without"


def _time_with_offset(value: object) -> str | None:
    """A time of ISO 8601, as it stands; None if it is none, or has no offset."""
    try:
        return (
            value if isinstance(value, str) and datetime.datetime.fromisoformat(value).utcoffset() is not None else None
        )
    except ValueError:
        return None


_TEXT: Final[Kind[str]] = Kind("a text in quotes", lambda value: value if isinstance(value, str) else None)
_WHOLE: Final[Kind[int]] = Kind("a whole number", lambda value: value if type(value) is int else None)
_NUMBER: Final = number(-1e12, 1e12, "a number")

KINDS: Final[Mapping[str, Kind[Any]]] = {
    "device": _TEXT,
    "wear_site": _TEXT,
    "timezone": ZONE,
    "created": Kind('a time with its offset, such as "2026-03-02T09:00:00+01:00"', _time_with_offset),
    "made_by": _TEXT,
    "firmware": _TEXT,
    "worn_leg": member_of((Side.LEFT, Side.RIGHT)),
    "sample_rate_hz": _NUMBER,
    "range_g": _WHOLE,
    "counts_per_g": _WHOLE,
    "axis": DIRECTION,
    "forward": DIRECTION,
    "sitting_deg": _NUMBER,
    "start_s": _NUMBER,
    "seed": _WHOLE,
    "script": _TEXT,
    "arrivals_sha256": _TEXT,
}
"""What each key allows."""
