"""How a setting is declared: once, beside its type and default; reader, template, form and reference follow.

Then the kinds of values that only settings have: hours of the day and the week, addresses, commands, topics.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeVar

from monitor.coaching.hours import DAY_MIN, WEEKDAYS, Span, Week
from monitor.coaching.profile import HOLD_RANGE_S
from monitor.edges.toml_values import Kind, duration, format_duration
from monitor.texts import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        kind: what is allowed, and how it is read and written.
        comment: what it does, in a few words; units stand in `kind`, or here.
        key: its name in the file; empty: that of its field, without the unit of seconds.
        example: a value of TOML that shows how it is written, where nothing is the default.
        is_off: the template has a # in front of it although there is a default.
        form: its name in the page's form; empty: it is not there.
        question: as set-up and page ask for it.
        field: the attribute that it fills.
        default: of that attribute.
    """

    kind: Kind[Any]
    comment: str
    key: str = ""
    example: object = None
    is_off: bool = False
    form: str = ""
    question: Text = Text("")
    field: str = ""
    default: object = None

    def written(self, section: object) -> object:
        """Write what a section holds as a value of TOML; None if it is not set."""
        value = getattr(section, self.field)
        return None if value is None else self.kind.write(value)


def setting(default: T, kind: Kind[Any], comment: str, example: object = None, **more: Any) -> T:  # noqa: ANN401
    """A field of a section; see `Setting`."""
    return field(default=default, metadata={"said": Setting(kind, comment, example=example, **more)})


def section(make: Callable[[], T], intro: str = "", settings: Mapping[str, Setting] | None = None) -> T:
    """A section.

    Args:
        make: makes it as it is where the file says nothing.
        intro: what is to be known of all of it.
        settings: those of a rule of the coach, by its attribute; our own values declare theirs themselves.
    """
    return field(default_factory=make, metadata={"intro": intro, "settings": settings or {}})


# ---------------------------------------------------------------- durations
def durations(lowest: str, highest: str, *, alone: int = 0) -> Kind[tuple[float, ...]]:
    """Allow a list of durations within these, in seconds; one that stands `alone` counts for so many."""
    one = duration(lowest, highest)

    def _parse(value: object) -> tuple[float, ...] | None:
        items = [value] * alone if isinstance(value, str) else value if isinstance(value, list) else []
        made = [seconds for seconds in map(one.parse, items) if seconds is not None]
        return tuple(made) if made and len(made) == len(items) else None

    return Kind(
        f'a list of durations from "{lowest}" to "{highest}", such as ["10m", "15m"]',
        _parse,
        lambda waits_s: list(map(format_duration, waits_s)),
    )


_SHORTEST, _LONGEST = (f"{hold_s:.0f}s" for hold_s in HOLD_RANGE_S)
HOLD: Final[Kind[float]] = Kind(
    f'from "{_SHORTEST}" to "{_LONGEST}": the guide holds a stretch that long',
    duration(_SHORTEST, _LONGEST).parse,
    format_duration,
)

_LOAD: Final = duration("30m", "16h")
LOAD_LIMIT: Final[Kind[float]] = Kind(
    f'{_LOAD.allowed}, or "none"',
    lambda value: math.inf if value == "none" else _LOAD.parse(value),
    lambda limit_s: "none" if math.isinf(limit_s) else format_duration(limit_s),
)


# ---------------------------------------------------------------- hours
_CLOCK: Final = r"((?:[01]?\d|2[0-3]):[0-5]\d|24:00)"
_SPAN: Final = re.compile(rf"\s*{_CLOCK}\s*-\s*{_CLOCK}\s*", re.ASCII)


def _parse_span(text: str) -> Span | None:
    """Two times of a clock, as minutes since midnight; None if it is not written like `22:00-07:00`."""
    if (match := _SPAN.fullmatch(text)) is None:
        return None
    start_min, end_min = (int(clock[:-3]) * 60 + int(clock[-2:]) for clock in match.groups())
    return start_min, end_min


def _parse_span_or_none(value: object) -> Span | None:
    if value == "none":
        return 0, 0
    span = _parse_span(value) if isinstance(value, str) else None
    return (0, 0) if span is not None and span[0] == span[1] else span


def _write_span(span: Span) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


def _parse_week(value: object) -> Week | None:
    if value == "always":
        return ()
    week: list[list[Span]] = [[] for _ in WEEKDAYS]
    for part in value.split(",") if isinstance(value, str) else [""]:
        days, spans = _parse_days(part)
        if not days or not spans:
            return None
        for day in days:
            for start, end in spans:  # what goes over midnight is of two days
                week[day] += [(start, min(end, DAY_MIN) if start < end else DAY_MIN)] if start < DAY_MIN else []
                week[(day + 1) % 7] += [(0, end)] if start > end > 0 else []
    return tuple(map(tuple, week))


def _parse_days(text: str) -> tuple[list[int], list[Span]]:
    """Days and spans of `"sun-thu 09:00-12:00 13:00-17:30"`; no days or no spans if it is not written like that."""
    named, *texts = text.split() or [""]
    first, _, last = named.lower().partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        return [], []
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    spans = [span for span in map(_parse_span, texts) if span is not None and span[0] != span[1]]
    days = [(begin + offset) % 7 for offset in range((end - begin) % 7 + 1)]
    return days, spans if len(spans) == len(texts) else []


def _write_week(week: Week) -> str:
    """Days that follow each other and have the same hours are written as one range."""
    parts: list[str] = []
    for spans, days in groupby(zip(WEEKDAYS, week, strict=False), key=itemgetter(1)):
        first, *others = (name for name, _ in days)
        names = "-".join([first, *others[-1:]])
        parts += [" ".join([names, *map(_write_span, spans)])] if spans else []
    return ", ".join(parts) or "always"


SPAN: Final[Kind[Span]] = Kind(
    'a span such as "22:00-07:00", or "none"',
    _parse_span_or_none,
    lambda span: "none" if span[0] == span[1] else _write_span(span),
)
WEEK: Final[Kind[Week]] = Kind(
    'days and spans such as "mon-fri 09:00-12:00 13:00-17:30, sat 10:00-12:00", or "always"',
    _parse_week,
    _write_week,
)


# ---------------------------------------------------------------- names of things outside
_ADDRESS: Final = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def _matching(pattern: str, allowed: str) -> Kind[str]:
    return Kind(allowed, lambda value: value if isinstance(value, str) and re.fullmatch(pattern, value) else None)


ADDRESS: Final[Kind[str]] = Kind(
    'an address such as "C4:8E:3A:00:12:7F" (on macOS the UUID that `sitmon scan` shows)',
    lambda value: value.upper() if isinstance(value, str) and _ADDRESS.fullmatch(value.upper()) else None,
)
SEED: Final[Kind[str]] = Kind(
    "a text of at most 64 bytes",
    lambda value: value if isinstance(value, str) and value.strip() and len(value.encode()) <= 64 else None,
)
COMMAND: Final[Kind[tuple[str, ...]]] = Kind(
    'a list of program and arguments, such as ["/home/me/on-nudge.sh", "--quiet"]',
    lambda value: (
        tuple(value)
        if isinstance(value, list) and value and all(isinstance(part, str) and part.strip("\0") for part in value)
        else None
    ),
    list,
)
TOPIC: Final = _matching(r"[^+#$/\x00-\x1f][^+#\x00-\x1f]*(?<!/)", 'a topic without + and #, such as "sitmon"')
TOPIC_OR_NONE: Final[Kind[str]] = Kind(
    f'{TOPIC.allowed}, or ""', lambda value: "" if value == "" else TOPIC.parse(value)
)
URL: Final = _matching(r"https?://[^/\s]+/?", 'an address such as "http://127.0.0.1:5600"')
