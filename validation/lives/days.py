"""What a day holds, from waking to bed, in hours of the local clock; 30.5 is half past six on the morning after."""

from dataclasses import dataclass
from enum import StrEnum


class Doing(StrEnum):
    """How time is spent."""

    SITS = "sits"
    MEETS = "meets"
    DRIVES = "drives"
    IS_UP = "is up"


class Where(StrEnum):
    """Where somebody is."""

    DESK = "at the desk"
    HOME = "at home"
    WHEEL = "at the wheel"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a day; what lies between two is spent out of reach of the computer, so that nothing is seen of it.

    Attributes:
        start_h, end_h: hours after local midnight of the day on which the person woke.
        doing, where: see there.
    """

    start_h: float
    end_h: float
    doing: Doing
    where: Where


Day = tuple[Span, ...]


def spans(doing: Doing, where: Where, *hours: tuple[float, float]) -> list[Span]:
    """Do the same at several hours."""
    return [Span(*one, doing, where) for one in hours]


def _in_order(*parts: list[Span]) -> Day:
    return tuple(sorted((span for part in parts for span in part), key=lambda span: span.start_h))


_MORNING = spans(Doing.IS_UP, Where.HOME, (7.0, 7.5))
_EVENING = [
    *spans(Doing.IS_UP, Where.HOME, (18.5, 19.0), (19.75, 20.0)),
    *spans(Doing.SITS, Where.HOME, (19.0, 19.75), (20.0, 22.25)),
]
_OFFICE = _in_order(
    _MORNING,
    spans(Doing.SITS, Where.HOME, (7.5, 7.75)),
    spans(Doing.SITS, Where.DESK, (9.0, 10.0), (10.75, 12.5), (13.25, 17.5)),
    spans(Doing.MEETS, Where.DESK, (10.0, 10.75)),
    _EVENING,
)
_ROAD = _in_order(
    _MORNING,
    spans(Doing.DRIVES, Where.WHEEL, (7.5, 9.0), (10.5, 12.0), (13.0, 14.5), (17.0, 18.25)),
    spans(Doing.SITS, Where.DESK, (9.0, 10.5), (14.5, 17.0)),
    _EVENING,
)
_FREE = _in_order(
    spans(Doing.IS_UP, Where.HOME, (9.0, 9.5)),
    spans(Doing.SITS, Where.HOME, (9.5, 10.25), (13.0, 13.75), (14.0, 16.0)),
    _EVENING,
)
_NIGHT = _in_order(
    spans(Doing.IS_UP, Where.HOME, (15.5, 16.0), (30.75, 31.0)),
    spans(Doing.SITS, Where.HOME, (16.0, 16.75), (19.0, 19.75), (20.0, 21.0)),
    spans(Doing.SITS, Where.DESK, (22.0, 25.5), (26.0, 30.0)),
)
_NIGHT_OFF = _in_order(
    spans(Doing.IS_UP, Where.HOME, (15.5, 16.0)),
    spans(Doing.SITS, Where.HOME, (16.0, 16.75), (19.0, 19.75), (20.0, 21.5), (22.0, 25.0)),
)

Week = tuple[Day, ...]
OFFICE_WEEK: Week = (_OFFICE,) * 5 + (_FREE,) * 2
ROAD_WEEK: Week = (_ROAD,) * 5 + (_FREE,) * 2
NIGHT_WEEK: Week = (_NIGHT,) * 5 + (_NIGHT_OFF,) * 2
