"""How values of `sitmon.toml` are read: each reader gives ours, or raises `ValueError` with what is allowed."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from monitor.coaching.exercises import Pillar
from monitor.coaching.experiment import Design
from monitor.coaching.hours import WEEKDAYS, Span, Week
from monitor.coaching.profile import Side, check_hold_s
from monitor.edges.zones import read_zone

Reader = Callable[[object], Any]
"""Takes a value of TOML and gives ours, or raises `ValueError` with what is allowed."""

_DURATION: Final = re.compile(r"(?:(\d{1,4})h)? ?(?:(\d{1,4})m)? ?(?:(\d{1,5})s)?", re.ASCII)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_ADDRESS: Final = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


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


def as_text(value: object) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("should be a text in quotes")
    return value


def as_flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("should be true or false")  # noqa: TRY004  one kind of error for one kind of fault
    return value


def one_of(*allowed: str) -> Reader:
    """One of these words."""

    def _read(value: object) -> str:
        if value not in allowed:
            raise ValueError(f"should be {_listed(allowed)}")
        return str(value)

    return _read


def set_of(*allowed: str) -> Reader:
    """A list of some of these words."""

    def _read(value: object) -> frozenset[str]:
        if not isinstance(value, list) or any(item not in allowed for item in value):
            raise ValueError(f"should be a list of {_listed(allowed)}, or []")
        return frozenset(value)

    return _read


def as_pillars(value: object) -> frozenset[Pillar]:
    """A list of pillars."""
    names: frozenset[str] = set_of(*Pillar)(value)
    return frozenset(map(Pillar, names))


def as_side(*allowed: Side) -> Reader:
    """One of these sides."""
    read_text = one_of(*(side.value for side in allowed))
    return lambda value: Side(read_text(value))


def as_count(lowest: int, highest: int) -> Reader:
    """A whole number within these."""

    def _read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise ValueError(f"should be a whole number from {lowest} to {highest}")
        return value

    return _read


def as_share(lowest: float, highest: float) -> Reader:
    """A share within these."""

    def _read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not lowest <= value <= highest:
            raise ValueError(f"should be a share from {lowest:g} to {highest:g}, such as {(lowest + highest) / 2:.2g}")
        return float(value)

    return _read


def as_design(value: object) -> Design:
    """How an experiment is drawn."""
    return Design(one_of(*(design.value for design in Design))(value))


def as_seed(value: object) -> str:
    """A seed of at most 64 bytes."""
    seed = as_text(value)
    if len(seed.encode()) > 64:
        raise ValueError("should be a text of at most 64 bytes")
    return seed


def as_duration(lowest: str, highest: str) -> Reader:
    """A duration within these, in seconds."""

    def _read(value: object) -> float:
        seconds = parse_duration(value) if isinstance(value, str) else -1.0
        if not parse_duration(lowest) <= seconds <= parse_duration(highest):
            raise ValueError(f'should be a duration from "{lowest}" to "{highest}", such as "45m", "90s" or "1h30m"')
        return seconds

    return _read


def as_durations(lowest: str, highest: str) -> Reader:
    """A list of durations within these, in seconds."""
    read_one = as_duration(lowest, highest)

    def _read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list) or not value:
            raise ValueError('should be a list of durations such as ["10m", "15m"]')
        return tuple(read_one(item) for item in value)

    return _read


def as_hold(value: object) -> float:
    """How long a stretch is held, in seconds; as long as the guide allows."""
    seconds = parse_duration(value) if isinstance(value, str) else -1.0
    try:
        check_hold_s(seconds)
    except ValueError:
        raise ValueError('should be from "30s" to "60s": the guide holds a stretch that long') from None
    return seconds


def as_snoozes(value: object) -> tuple[object, ...]:
    """The lengths of the snoozes in seconds, as a list or as one that holds for all three."""
    if isinstance(value, str):  # as older settings have it
        return (as_duration("1m", "4h")(value),) * 3
    snoozes_s: tuple[object, ...] = as_durations("1m", "4h")(value)
    return snoozes_s


def as_span(value: object) -> Span:
    """A span of local time, in minutes since midnight."""
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


def as_load_limit(value: object) -> float:
    """A load in seconds; `none` is infinite."""
    if value == "none":
        return math.inf
    limit_s: float = as_duration("30m", "16h")(value)
    return limit_s


def as_working_hours(value: object) -> Week:
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


def as_address(value: object) -> str:
    """A Bluetooth address, or what macOS has instead."""
    address = value.upper() if isinstance(value, str) else ""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(
            'should be an address such as "C4:8E:3A:00:12:7F" (on macOS the UUID that `sitmon scan` shows)'
        )
    return address


def as_direction(value: object) -> tuple[float, float, float]:
    """A direction of length 1."""
    numbers = value if isinstance(value, list) else []
    if [type(number) in (int, float) for number in numbers] != [True] * 3 or not 0.9 < math.hypot(*numbers) < 1.1:
        raise ValueError("should be a direction: three numbers whose squares add up to 1, such as [1.0, 0.0, 0.0]")
    x, y, z = (float(number) for number in numbers)
    return x, y, z


def as_sitting_deg(value: object) -> float:
    """An angle in degrees."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 40.0 <= value <= 140.0:
        raise ValueError("should be a number of degrees from 40 to 140")
    return float(value)


def as_zone_name(value: object) -> str:
    """The name of a time zone."""
    if not isinstance(value, str):
        raise ValueError('should be a time zone such as "Europe/Zurich" or "+01:00"')  # noqa: TRY004
    try:
        read_zone(value)
    except ValueError:
        raise ValueError('should be a time zone such as "Europe/Zurich" or "+01:00"') from None
    return value


def _expanded(text: str) -> Path:
    """With the home folder for ~; empty if it is the home folder of nobody."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path()


def as_folder(value: object) -> Path:
    """A folder by its whole path."""
    folder = _expanded(as_text(value))
    if not folder.is_absolute():
        raise ValueError('should be a folder with its whole path, such as "~/sitmon"')
    return folder


def as_file(value: object) -> Path:
    """A file by its whole path."""
    file = _expanded(as_text(value))
    if not file.is_absolute():
        raise ValueError('should be a file with its whole path, such as "~/my-set.toml"')
    return file


def as_command(value: object) -> tuple[str, ...]:
    """A program and its arguments."""
    if not isinstance(value, list) or not value or not all(isinstance(part, str) and part for part in value):
        raise ValueError('should be a list of program and arguments, such as ["/home/me/on-nudge.sh", "--quiet"]')
    return tuple(value)


def as_topic(value: object) -> str:
    """A topic of MQTT, or the prefix of some."""
    topic = as_text(value)
    if re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", topic) is None:
        raise ValueError('should be letters, digits, - and _, such as "sitmon"')
    return topic


def as_topic_or_none(value: object) -> str:
    """A topic, or an empty text for none."""
    return "" if value == "" else as_topic(value)


def as_url(value: object) -> str:
    """The address of a server, without a path."""
    url = as_text(value)
    if re.fullmatch(r"https?://[^/\s]+/?", url) is None:
        raise ValueError('should be an address such as "http://127.0.0.1:5600"')
    return url


def _listed(allowed: tuple[str, ...]) -> str:
    *others, last = (f'"{text}"' for text in allowed)
    return f"{', '.join(others)} or {last}" if others else last
