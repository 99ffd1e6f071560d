"""Every key of `sitmon.toml`, and what it allows.

A reader takes the TOML value and gives ours, or raises `ValueError` with what is allowed.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import Design
from monitor.coaching.hours import WEEKDAYS, Span, Week
from monitor.coaching.profile import Side, check_hold_s
from monitor.edges.languages import languages
from monitor.edges.zones import read_zone
from monitor.posture.labels import WEAR_SITES
from monitor.posture.mounting import Vector

Reader = Callable[[object], Any]

_DURATION: Final = re.compile(r"(?:(\d{1,4})h)? ?(?:(\d{1,4})m)? ?(?:(\d{1,5})s)?", re.ASCII)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_ADDRESS: Final = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


@dataclass(frozen=True, slots=True)
class Key:
    """How one key of a section is read.

    Attributes:
        fields: the attributes that it fills; if several, the reader gives a value for each.
        read: gives the value, or raises `ValueError` that says what is allowed.
    """

    fields: tuple[str, ...]
    read: Reader


def parse_duration(text: str) -> float:
    """Read `"45m"`, `"90s"` or `"1h30m"` as seconds.

    Raises:
        ValueError: it is not written like that.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise ValueError('should be a duration such as "45m", "90s" or "1h30m"')
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def format_duration(seconds: float) -> str:
    """Write whole seconds so that `parse_duration` reads the same; `"1h30m"`."""
    minutes, s = divmod(int(seconds), 60)
    h, m = divmod(minutes, 60)
    return "".join(f"{n}{unit}" for n, unit in ((h, "h"), (m, "m"), (s, "s")) if n) or "0s"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("should be a text in quotes")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("should be true or false")  # noqa: TRY004  one kind of error for one kind of fault
    return value


def _one_of(*allowed: str) -> Reader:
    def _read(value: object) -> str:
        if value not in allowed:
            raise ValueError(f"should be {_listed(allowed)}")
        return str(value)

    return _read


def _set_of(*allowed: str) -> Reader:
    def _read(value: object) -> frozenset[str]:
        if not isinstance(value, list) or any(item not in allowed for item in value):
            raise ValueError(f"should be a list of {_listed(allowed)}, or []")
        return frozenset(value)

    return _read


def _pillars(value: object) -> frozenset[Pillar]:
    names: frozenset[str] = _set_of(*Pillar)(value)
    return frozenset(map(Pillar, names))


def _side(*allowed: Side) -> Reader:
    read_text = _one_of(*(side.value for side in allowed))
    return lambda value: Side(read_text(value))


def _count(lowest: int, highest: int) -> Reader:
    def _read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise ValueError(f"should be a whole number from {lowest} to {highest}")
        return value

    return _read


def _share(lowest: float, highest: float) -> Reader:
    def _read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not lowest <= value <= highest:
            raise ValueError(f"should be a share from {lowest:g} to {highest:g}, such as {(lowest + highest) / 2:.2g}")
        return float(value)

    return _read


def _design(value: object) -> Design:
    return Design(_one_of(*(design.value for design in Design))(value))


def _seed(value: object) -> str:
    seed = _text(value)
    if len(seed.encode()) > 64:
        raise ValueError("should be a text of at most 64 bytes")
    return seed


def _duration(lowest: str, highest: str) -> Reader:
    def _read(value: object) -> float:
        seconds = parse_duration(value) if isinstance(value, str) else -1.0
        if not parse_duration(lowest) <= seconds <= parse_duration(highest):
            raise ValueError(f'should be a duration from "{lowest}" to "{highest}", such as "45m", "90s" or "1h30m"')
        return seconds

    return _read


def _durations(lowest: str, highest: str) -> Reader:
    read_one = _duration(lowest, highest)

    def _read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list) or not value:
            raise ValueError('should be a list of durations such as ["10m", "15m"]')
        return tuple(read_one(item) for item in value)

    return _read


def _hold(value: object) -> float:
    seconds = parse_duration(value) if isinstance(value, str) else -1.0
    try:
        check_hold_s(seconds)
    except ValueError:
        raise ValueError('should be from "30s" to "60s": the guide holds a stretch that long') from None
    return seconds


def _snoozes(value: object) -> tuple[object, ...]:
    if isinstance(value, str):  # as older settings have it
        return (_duration("1m", "4h")(value),) * 3
    snoozes_s: tuple[object, ...] = _durations("1m", "4h")(value)
    return snoozes_s


def _span(value: object) -> Span:
    if value == "none":
        return 0, 0
    if not isinstance(value, str) or (span := _parse_span(value)) is None:
        raise ValueError('should be a span such as "22:00-07:00", or "none"')
    return span


def _parse_span(text: str) -> Span | None:
    start, _, end = text.partition("-")
    times = [_CLOCK.fullmatch(part.strip()) for part in (start, end)]
    if times[0] is None or times[1] is None:
        return None
    start_min, end_min = (24 * 60 if t[1] is None else int(t[1]) * 60 + int(t[2]) for t in times if t)
    return start_min, end_min


def _load_limit(value: object) -> float:
    if value == "none":
        return math.inf
    limit_s: float = _duration("30m", "16h")(value)
    return limit_s


def _working_hours(value: object) -> Week:
    """`"mon-fri 09:00-12:00 13:00-17:30, sat 10:00-12:00"`; days that are not named have none."""
    if value == "always":
        return ()
    week: list[list[Span]] = [[] for _ in WEEKDAYS]
    for part in value.split(",") if isinstance(value, str) else [""]:
        days, spans = _parse_days(part)
        if not days or not spans:
            raise ValueError(
                'should be days and spans such as "mon-fri 09:00-12:00 13:00-17:30, sat 10:00-12:00", or "always"'
            )
        for day in days:
            week[day] += spans
    return tuple(map(tuple, week))


def _parse_days(text: str) -> tuple[range, list[Span]]:
    """Days and spans of `"mon-fri 09:00-12:00 13:00-17:30"`; no days or no spans if it is not written like that."""
    named, *texts = text.split() or [""]
    first, _, last = named.lower().partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        return range(0), []
    spans = [span for span in map(_parse_span, texts) if span is not None and span[0] < span[1]]
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1), spans if len(spans) == len(texts) else []


def _address(value: object) -> str:
    address = value.upper() if isinstance(value, str) else ""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(
            'should be an address such as "C4:8E:3A:00:12:7F" (on macOS the UUID that `sitmon scan` shows)'
        )
    return address


def _direction(value: object) -> Vector:
    numbers = value if isinstance(value, list) else []
    if [type(number) in (int, float) for number in numbers] != [True] * 3 or not 0.9 < math.hypot(*numbers) < 1.1:
        raise ValueError("should be a direction: three numbers whose squares add up to 1, such as [1.0, 0.0, 0.0]")
    x, y, z = (float(number) for number in numbers)
    return x, y, z


def _sitting_deg(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 40.0 <= value <= 140.0:
        raise ValueError("should be a number of degrees from 40 to 140")
    return float(value)


def _zone_name(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError('should be a time zone such as "Europe/Zurich" or "+01:00"')  # noqa: TRY004
    try:
        read_zone(value)
    except ValueError:
        raise ValueError('should be a time zone such as "Europe/Zurich" or "+01:00"') from None
    return value


def _folder(value: object) -> Path:
    folder = Path(_text(value)).expanduser()
    if not folder.is_absolute():
        raise ValueError('should be a folder with its whole path, such as "~/sitmon"')
    return folder


def _file(value: object) -> Path:
    try:
        file = Path(_text(value)).expanduser()
    except RuntimeError:  # the home folder of nobody
        file = Path()
    if not file.is_absolute():
        raise ValueError('should be a file with its whole path, such as "~/my-set.toml"')
    return file


def _listed(allowed: tuple[str, ...]) -> str:
    *others, last = (f'"{text}"' for text in allowed)
    return f"{', '.join(others)} or {last}" if others else last


def _key(field: str, read: Reader) -> Key:
    return Key((field,), read)


# The ranges are product defaults: wide enough for every use that we know, narrow enough to catch "30h" for "30m".
KEYS: Final[Mapping[str, Mapping[str, Key]]] = {
    "wearable": {
        "address": _key("address", _address),
        "name": _key("name", _text),
        "wear_site": _key("wear_site", _one_of(*WEAR_SITES)),
        "leg": _key("leg", _side(Side.LEFT, Side.RIGHT)),
        "axis": _key("axis", _direction),
        "forward": _key("forward", _direction),
        "sitting_deg": _key("sitting_deg", _sitting_deg),
    },
    "person": {
        "affected_side": _key("affected_side", _side(Side.LEFT, Side.RIGHT, Side.BOTH)),
        "equipment": _key("equipment", _set_of("ball", "mat")),
        "room": _key("room", _set_of("floor", "bed")),
        "standing_opt_in": _key("standing_opt_in", _flag),
        "unstable_chair": _key("unstable_chair", _flag),
        "hold": _key("hold_s", _hold),
        "prescription": _key("prescription", _file),
        "language": _key("language", _one_of(*languages())),
        "timezone": _key("timezone", _zone_name),
    },
    "nudges": {
        "limit": _key("limit_s", _duration("1m", "8h")),
        "ladder": _key("ladder_s", _durations("1m", "8h")),
        "snooze": _key("snoozes_s", _snoozes),
        "skips": _key("skips", _count(0, 200)),
        "daily_cap": _key("daily_cap", _count(0, 200)),
        "quiet_hours": _key("quiet", _span),
        "working_hours": _key("working", _working_hours),
        "lunch": _key("lunch", _span),
        "evening": _key("evening", _span),
        "load_limit": _key("load_limit_s", _load_limit),
        "window": _key("window_s", _duration("0s", "10m")),
        "carry_gap": _key("carry_gap_s", _duration("0s", "4h")),
        "cooldown": _key("cooldown_s", _duration("0s", "4h")),
        "settle": _key("settle_s", _duration("0s", "10m")),
    },
    "plan": {
        "stretches": _key("stretches_a_day", _count(1, 12)),
        "massages": _key("massages_a_week", _count(1, 7)),
        "strength_days": _key("strength_days", _count(1, 7)),
        "long_sittings": _key("prolonged_a_day", _count(0, 24)),
        "judged_after": _key("judged_weeks", _count(2, 26)),
        "baseline_week": _key("baseline_week", _flag),
        "off": _key("disabled", _pillars),
    },
    "learning": {
        "enabled": _key("enabled", _flag),
        "wait": _key("wait_s", _duration("0s", "1h")),
        "floor": _key("floor", _share(0.0, 1.0)),
    },
    "experiment": {
        "design": _key("design", _design),
        "probability": _key("probability", _share(0.05, 0.5)),
        "most": _key("most", _share(0.0, 0.5)),
        "seed": _key("seed", _seed),
    },
    "desktop": {
        "notifier": _key("notifier", _one_of("auto", "desktop-notifier", "plyer", "terminal")),
        "sound": _key("sound", _flag),
        "open_page": _key("open_page", _flag),
    },
    "storage": {
        "folder": _key("folder", _folder),
        "record": _key("record", _flag),
    },
}
