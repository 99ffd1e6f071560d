"""`about.toml`: the birth certificate of a recording."""

import dataclasses
import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from monitor.coaching.profile import Side
from monitor.edges.files import writable, write_file
from monitor.edges.reading import EARLIEST_S, LATEST_S
from monitor.edges.toml_lines import read_toml, telling
from monitor.edges.toml_values import DIRECTION, ZONE, Kind, nearest, number, one_of, shown_name, to_toml
from monitor.edges.zones import read_zone
from monitor.errors import RecordingError
from monitor.posture.mounting import Mounting, Vector

ABOUT: Final = "about.toml"


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
_NUMBER: Final = number(EARLIEST_S, LATEST_S, "a number")
_CREATED: Final = Kind('a time with its offset, such as "2026-03-02T09:00:00+01:00"', _time_with_offset)


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

    device: Annotated[str, _TEXT]
    wear_site: Annotated[str, _TEXT]
    timezone: Annotated[str, ZONE]
    created: Annotated[str, _CREATED]
    made_by: Annotated[str, _TEXT]
    firmware: Annotated[str, _TEXT] = ""
    worn_leg: Annotated[Side | None, one_of((Side.LEFT, Side.RIGHT))] = None
    sample_rate_hz: Annotated[float | None, _NUMBER] = None
    range_g: Annotated[int | None, _WHOLE] = None
    counts_per_g: Annotated[int | None, _WHOLE] = None
    axis: Annotated[Vector | None, DIRECTION] = None
    forward: Annotated[Vector | None, DIRECTION] = None
    sitting_deg: Annotated[float | None, _NUMBER] = None
    start_s: Annotated[float | None, _NUMBER] = None
    seed: Annotated[int | None, _WHOLE] = None
    script: Annotated[str | None, _TEXT] = None
    arrivals_sha256: Annotated[str | None, _TEXT] = None

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
    path, values = folder / ABOUT, dict[str, Any]()
    missing = "missing; a recording cannot be replayed without it"
    with telling(str(path), lambda text, _: RecordingError(text), missing) as faults:
        toml = read_toml(path)
        for name, value in toml.values.items():
            try:
                values[name] = _kind_of(name).named(name, value)
            except ValueError as error:
                faults.append((toml.line(name), str(error)))
        needed = (one.name for one in dataclasses.fields(About) if one.default is dataclasses.MISSING)
        if lacking := [name for name in needed if name not in toml.values]:
            faults.append((0, f"{', '.join(lacking)} missing; a recording cannot be replayed without"))
    return About(**values)


def _kind_of(name: str) -> Kind[Any]:
    kinds: dict[str, Kind[Any]] = {one.name: one.type.__metadata__[0] for one in dataclasses.fields(About)}  # type: ignore[union-attr]
    if name not in kinds:
        raise ValueError(f"{shown_name(name)} is no key of a recording; {nearest(name, kinds)}")
    return kinds[name]


def write_about(folder: Path, about: About) -> None:
    """Write `about.toml`, whole or not at all; the folder must exist.

    Raises:
        RecordingError: the disk is full or the folder cannot be written.
    """
    with writable(folder / ABOUT):
        write_file(folder / ABOUT, about.as_toml())
