"""Events as plain records, and records read back as events: what replays print and the journal keeps.

Each kind of event stands once in `KINDS`; both directions follow from the fields of its dataclass.  A point in time is
ISO 8601 with offset under its name without `_s`; a value that is always there lies flat among its owner's fields, one
that may be missing is an object of its own, and an event within an event is a record.

Reading is for journals of any age: a field that is not there has its default, one that is unknown is passed over, and a
word that this sitmon does not know of an optional fact is a fact that is not known.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.coaching.experiment import Assignment
from monitor.coaching.nudges import Nudge, Reply, Wait
from monitor.coaching.outcomes import Outcome
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.coaching.safety import SafetyNotice
from monitor.coaching.sessions import PracticeOutcome
from monitor.coaching.trend import Judgement
from monitor.motion.samples import Rejected
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.posture.labels import PostureEpoch, Relabel
from monitor.posture.mounting import MountingChange

Record = dict[str, object]
Remembered = Nudge | Wait | Assignment | Reminder | Recommendation | Outcome | PracticeOutcome | Judgement | Bout
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class EventKind:
    """What is declared of one kind of event.

    Attributes:
        name: as in records.
        made_of: its dataclass.
        recalled_days: how far back a later run recalls it, in days (product default); 0: not at all.
        hooked: a command of one's own may be run on it.
        shown: a day of the page shows it.
    """

    name: str
    made_of: type[Event]
    recalled_days: int = 0
    hooked: bool = False
    shown: bool = False


KINDS: Final = {
    kind.name: kind
    for kind in (
        EventKind("epoch", PostureEpoch),
        EventKind("bout", Bout, hooked=True, shown=True),
        EventKind("gap", Gap, hooked=True, shown=True),
        EventKind("relabel", Relabel),
        EventKind("mounting", MountingChange),
        EventKind("rejected", Rejected),
        EventKind("nudge", Nudge, 60, hooked=True, shown=True),
        EventKind("wait", Wait, 60),
        EventKind("assignment", Assignment, 60),
        EventKind("judgement", Judgement, 400, hooked=True, shown=True),
        EventKind("reminder", Reminder, 2, hooked=True, shown=True),
        EventKind("reply", Reply),
        EventKind("recommendation", Recommendation, 30, hooked=True),
        EventKind("outcome", Outcome, 60, hooked=True, shown=True),
        EventKind("practice", PracticeOutcome, 400, hooked=True, shown=True),
        EventKind("safety-notice", SafetyNotice, hooked=True, shown=True),
    )
}
"""Every kind of event.  So far back each is recalled: sides alternate and novelty wears off within weeks, what somebody
answers to is learned over two months, and pain is judged by a year of practice."""

REMEMBERED: Final = tuple(kind.name for kind in KINDS.values() if issubclass(kind.made_of, get_args(Remembered)))
"""The kinds of events of which a later run remembers some; of bouts the first."""

MOMENTS: Final = frozenset({"start_s", "end_s", "bout_start_s", "until_s", "nudge_time_s", "recommendation_time_s"})
"""The fields that are points in time; every other number stays one."""

DIGITS: Final = {"confidence": 3, "turned_deg": 1}
"""The fields that are rounded, and to how many digits."""

LEFT_OUT: Final = frozenset({"shifts", "last_of", "variant", "harder"})
"""The fields that a record leaves out where they are None, as most are."""

_NAMES: Final[Mapping[Any, str]] = {kind.made_of: kind.name for kind in KINDS.values()}


def iso_time(time_s: float, zone: tzinfo) -> str:
    """Write a time as local time with its offset, to the millisecond if it has any."""
    local = datetime.fromtimestamp(round(time_s, 3), zone)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


def utc_offset_s(time_s: float, zone: tzinfo) -> int:
    """Tell how far local time was ahead of UTC, in seconds."""
    offset = datetime.fromtimestamp(time_s, zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def event_time_s(event: Event) -> float:
    """Tell when it happened, UTC in POSIX seconds: a bout, a gap and a relabelled time when they ended."""
    match event:
        case Bout(end_s=end_s) | Gap(end_s=end_s) | Relabel(end_s=end_s):
            return end_s
        case PostureEpoch(start_s=start_s):
            return start_s
        case _:
            return event.time_s


def kind_of(event: Event) -> str:
    """Name the kind of an event, as in records."""
    return _NAMES[type(event)]


def record_of(event: Event, zone: tzinfo) -> Record:
    """Write one event as `{"event": kind, "time": …, …}`, in terms that JSON knows."""
    return {"event": kind_of(event), "time": iso_time(event_time_s(event), zone), **body_of(event, zone)}


def body_of(event: Event, zone: tzinfo) -> Record:
    """Write what a record holds beside kind and time, which the journal has in columns of their own."""
    body = dict(_flat(event, zone, _time_field(type(event))))
    if isinstance(event, Bout | Gap | Relabel):
        body["duration_s"] = round(event.end_s - event.start_s, 3)
    return body


def event_of(kind: str, time_s: float, body: Mapping[str, object]) -> Event:
    """Read an event back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return event_as(KINDS[kind].made_of, time_s, body)


def remembered_of(kind: str, time_s: float, body: Mapping[str, object]) -> Remembered:
    """Read back an event of which a later run remembers some.

    Raises:
        KeyError, ValueError: it is not a record of ours, or of a kind that nothing is remembered of.
    """
    event = event_of(kind, time_s, body)
    if not isinstance(event, Remembered):
        raise ValueError(f"nothing is remembered of the kind {kind}")  # noqa: TRY004  one kind of fault
    return event


def event_as(made_of: type[E], time_s: float, body: Mapping[str, object]) -> E:
    """Read an event of one kind back from its record.

    Raises:
        KeyError, ValueError: it is not a record of ours.
    """
    return _read(made_of, body, {} if (name := _time_field(made_of)) is None else {name: time_s})


def _time_field(made_of: Any) -> str | None:  # noqa: ANN401 - any dataclass
    """The field that is the record's own time; None for what has a beginning and an end in its record."""
    names = {field.name for field, _ in _fields(made_of)}
    return "time_s" if "time_s" in names else None if "end_s" in names else "start_s"


def _find_fields(made_of: Any) -> tuple[tuple[Field[Any], Any], ...]:  # noqa: ANN401 - any dataclass
    types = get_type_hints(made_of)
    return tuple((field, types[field.name]) for field in fields(made_of))


_fields: Final[Callable[[Any], tuple[tuple[Field[Any], Any], ...]]] = cache(_find_fields)
"""The fields of a dataclass, each with its type."""


def _key(name: str) -> str:
    return name.removesuffix("_s") if name in MOMENTS else name


# --------------------------------------------------------------------------------- to a record
def _flat(value: object, zone: tzinfo, without: str | None = None) -> Iterator[tuple[str, object]]:
    for field, hint in _fields(type(value)):
        if field.name != without:
            part = getattr(value, field.name)
            if is_dataclass(hint):
                yield from _flat(part, zone)
            elif part is not None or field.name not in LEFT_OUT:
                yield _key(field.name), _write(field.name, part, zone)


def _write(name: str, value: object, zone: tzinfo) -> object:
    if isinstance(value, Enum | date):
        return str(value)
    if name in MOMENTS and isinstance(value, int | float):
        return iso_time(value, zone)
    if isinstance(value, float):
        return round(value, DIGITS[name]) if name in DIGITS else value
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple):
        return [_write(name, one, zone) for one in value]
    if is_dataclass(value):
        return record_of(value, zone) if type(value) in _NAMES else dict(_flat(value, zone))  # type: ignore[arg-type]
    return value


# ------------------------------------------------------------------------------- from a record
def _read(made_of: type[E], body: Mapping[str, object], known: Mapping[str, object]) -> E:
    values = dict(known)
    for field, hint in _fields(made_of):
        if field.name in known:
            continue
        if is_dataclass(hint):
            values[field.name] = _read(hint, body, {})  # type: ignore[arg-type]
        elif (key := _key(field.name)) in body:
            values[field.name] = _value(hint, field.name, body[key])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise KeyError(key)
    return made_of(**values)


def _value(hint: Any, name: str, told: object) -> object:  # noqa: ANN401 - a type of any kind
    kind = get_origin(hint) or hint
    if kind in (Union, UnionType):
        return _either(get_args(hint), name, told)
    if kind is float and name in MOMENTS:
        return datetime.fromisoformat(_as(str, told)).timestamp()
    if kind in (tuple, frozenset):
        inner = get_args(hint)[0]
        return kind(_value(inner, name, one) for one in _as(list, told))
    if is_dataclass(kind):
        return _nested(kind, _as(dict, told))  # type: ignore[arg-type]
    return _PLAIN[kind](told) if kind in _PLAIN else kind(_as(str, told))


def _either(hints: tuple[Any, ...], name: str, told: object) -> object:
    """Read it as the first of several types that it is; None stands for a fact that is not known."""
    if told is None and NoneType in hints:
        return None
    types = [hint for hint in hints if hint is not NoneType]
    for hint in types:
        with contextlib.suppress(KeyError, ValueError):
            return _value(hint, name, told)
    is_word = isinstance(told, str) and all(isinstance(hint, type) and issubclass(hint, Enum) for hint in types)
    if is_word and NoneType in hints:
        return None
    raise ValueError(f"{name} cannot be {told!r}")


def _nested(made_of: type[E], told: Mapping[str, object]) -> E:
    if made_of not in _NAMES:
        return _read(made_of, told, {})
    if told["event"] != _NAMES[made_of]:
        raise ValueError(f"{told['event']!r} is another kind of event")
    return event_as(made_of, datetime.fromisoformat(_as(str, told["time"])).timestamp(), told)


def _as(made_of: type[E], told: object) -> E:
    """The same, of a type that it must be."""
    if not isinstance(told, made_of):
        raise ValueError(f"{told!r} is not what is written there")  # noqa: TRY004  one kind of error for one fault
    return told


def _number(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise ValueError(f"{told!r} is not a number")  # noqa: TRY004  one kind of error for one kind of fault
    return float(told)


_PLAIN: Final[Mapping[Any, Callable[[object], object]]] = {
    float: _number,
    int: lambda told: told if type(told) is int else int(_number(told)),
    bool: lambda told: _as(bool, told),
    str: lambda told: _as(str, told),
    date: lambda told: date.fromisoformat(_as(str, told)),
}
