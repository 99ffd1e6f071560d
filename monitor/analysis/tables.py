"""A journal as tables: one function for each, with the days of whoever wore the wearable.

Every row says when it was in UTC (`time`, datetime64[us, UTC]) and on which day of the person's clock (`day`, date).
The journal keeps with each event how far local time was ahead of UTC, so a day in another zone, or one with 23 or 25
hours, is cut at its own midnight.  Each table has its columns and their types in `SCHEMAS`, whatever the journal holds.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Final

import pandas as pd

from monitor.analysis.bouts import days_of
from monitor.analysis.days import MEASURES, measure, spells_by_day
from monitor.coaching.diary import parse_pain
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.sessions import Reason
from monitor.edges.journal import Journal, JournalRow, Minute
from monitor.posture.bouts import Bout, corrected
from monitor.posture.labels import Posture, Relabel
from monitor.records import event_as

STAGES: Final = ("delivered", "seen", "willing", "result", "latency_s", "break_s")
"""How far a nudge came, and what followed."""

TIME: Final = "datetime64[us, UTC]"
DAY: Final = "object"
"""A local date, `datetime.date`, which pandas has no type for."""

POSTURE_NAMES: Final = tuple(str(posture) for posture in Posture)

SCHEMAS: Final[Mapping[str, Mapping[str, str | pd.CategoricalDtype]]] = {
    "minutes": {"time": TIME, "day": DAY, "hour": "int64", **dict.fromkeys(POSTURE_NAMES, "int64")},
    "bouts": {
        "start": TIME,
        "end": TIME,
        "day": DAY,
        "posture": pd.CategoricalDtype(list(POSTURE_NAMES)),
        "duration_s": "float64",
        "shifts": "float64",
    },
    "nudges": {
        "time": TIME,
        "day": DAY,
        "hour": "int64",
        "sitting_s": "float64",
        "level": "int64",
        "exercise": "string",
        "side": "string",
        "arm": "string",
        "probability": "float64",
        "delivered": "boolean",
        "seen": "boolean",
        "willing": "boolean",
        "result": "string",
        "latency_s": "float64",
        "break_s": "float64",
    },
    "diary": {
        "time": TIME,
        "day": DAY,
        "level": "int64",
        "quality": "string",
        "side": "string",
        "situation": "string",
        "radiating": "bool",
    },
    "exercises": {
        "time": TIME,
        "day": DAY,
        "exercise": "string",
        "side": "string",
        "result": "string",
        "hold_s": "float64",
        "repetitions": "float64",
        "reason": "string",
    },
    "days": {"day": DAY, **MEASURES, "shifts_per_h": "float64"},
}
"""The columns of each table in their order, and the type of each."""


@dataclass(frozen=True, slots=True)
class JournalTables:
    """What a journal holds, ready to be made into tables.

    Attributes:
        rows: all events, in order of time.
        inputs: what was said.
        seconds: of each posture, minute by minute.
        zone: the person's, as the journal tells it.
    """

    rows: tuple[JournalRow, ...]
    inputs: tuple[UserAction, ...]
    seconds: tuple[Minute, ...]
    zone: tzinfo


def load_journal(path: Path | str) -> JournalTables:
    """Read a journal, whole; the daemon may go on writing meanwhile.

    Raises:
        JournalError: there is none, it is none or of a newer sitmon, or the disk refuses; one line.
    """
    with Journal(Path(path), read_only=True) as journal:
        rows = tuple(journal.known(journal.events()))
        said = [item for item in journal.inputs() if isinstance(item, UserAction)]
        minutes = tuple(journal.minutes())
    return JournalTables(rows, tuple(said), minutes, JournalZone(_known_offsets(rows, minutes)))


class JournalZone(tzinfo):
    """Local time as a journal tells it: as far ahead of UTC as when the nearest thing was kept.

    Args:
        known: POSIX seconds and offset in seconds, in any order.
    """

    def __init__(self, known: Iterable[tuple[float, int]]) -> None:
        self._known = sorted(set(known)) or [(0.0, 0)]

    def offset_s(self, time_s: float) -> int:
        """How far local time was ahead at a time, UTC in POSIX seconds; in seconds."""
        at = bisect_left(self._known, (time_s, 0))
        return min(self._known[max(0, at - 1) : at + 1], key=lambda one: abs(one[0] - time_s))[1]

    def utcoffset(self, when: datetime | None) -> timedelta:
        """The offset of a local time; of one that came twice, that of the first."""
        wall_s = 0.0 if when is None else when.replace(tzinfo=UTC).timestamp()
        near_s = wall_s - self.offset_s(wall_s)
        return timedelta(seconds=self.offset_s(near_s))

    def tzname(self, when: datetime | None) -> str:
        """Its offset, such as `UTC+01:00`."""
        return f"{timezone(self.utcoffset(when))}"

    def dst(self, when: datetime | None) -> None:
        """A journal tells nothing of it."""

    def fromutc(self, when: datetime) -> datetime:
        """The local time of a time in UTC."""
        return when + timedelta(seconds=self.offset_s(when.replace(tzinfo=UTC).timestamp()))


def _known_offsets(rows: Iterable[JournalRow], minutes: Iterable[Minute]) -> Iterator[tuple[float, int]]:
    """Where the journal says how far local time was ahead: at each event, and all the while that one took.

    Clocks change after midnight, so up to its end it is as it was at its beginning.
    """
    for row in rows:
        yield row.time_s, row.utc_offset_s
        start = row.body.get("start")
        if isinstance(start, str) and (offset := (began := datetime.fromisoformat(start)).utcoffset()) is not None:
            start_s, offset_s = began.timestamp(), int(offset.total_seconds())
            yield from ((start_s, offset_s), (max(start_s, row.time_s - 1.0), offset_s))
    for one in minutes:
        yield float(one.minute_s), one.utc_offset_s


def _when(time_s: float, zone: tzinfo) -> dict[str, object]:
    """The columns `time`, `day` and `hour`; a table takes those that it has."""
    local = datetime.fromtimestamp(time_s, zone)
    return {"time": datetime.fromtimestamp(time_s, UTC), "day": local.date(), "hour": local.hour}


def _table(name: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Build a table by its schema; what a row does not say is missing."""
    schema = SCHEMAS[name]
    return pd.DataFrame(list(rows), columns=list(schema)).astype(dict(schema))


def minutes(journal: JournalTables) -> pd.DataFrame:
    """Seconds of each posture, minute by minute.

    Returns:
        `time`, `day`, `hour` (int, local), and one column for each posture (int, seconds); a minute in which nothing
        was seen has no row.
    """
    rows: Iterator[dict[str, object]] = (
        _when(one.minute_s, journal.zone) | {str(posture): one.seconds.get(posture, 0) for posture in Posture}
        for one in journal.seconds
    )
    return _table("minutes", rows)


def bouts(journal: JournalTables, *, whole: bool = False) -> pd.DataFrame:
    """The bouts, as they turned out to be: what was non-wear after all is so here.

    Args:
        journal: read before.
        whole: leave bouts that cross local midnight in one piece; else each day has its own part.

    Returns:
        `start`, `end`, `day` (of the start), `posture`, `duration_s` (float), `shifts` (float, NaN where not counted;
        in the first piece of a bout that was cut).
    """
    rows: list[dict[str, object]] = []
    for piece in _corrected(journal.rows):
        days = days_of(piece.start_s, piece.end_s, journal.zone)
        first = next(days)
        for day, start_s, end_s in [(first[0], piece.start_s, piece.end_s)] if whole else [first, *days]:
            rows.append(
                {
                    "start": datetime.fromtimestamp(start_s, UTC),
                    "end": datetime.fromtimestamp(end_s, UTC),
                    "day": day,
                    "posture": str(piece.posture),
                    "duration_s": end_s - start_s,
                    "shifts": piece.shifts if start_s == piece.start_s else None,
                }
            )
    return _table("bouts", rows)


def _corrected(rows: Iterable[JournalRow]) -> list[Bout]:
    """Bouts, but for what was told otherwise later, in the order in which it was told; gives them in order of time."""
    told: list[Bout | Relabel] = []
    off: list[Bout] = []
    for row in sorted(rows, key=lambda row: row.id):
        if row.kind == "bout":
            told.append(event_as(Bout, row.time_s, row.body))
        elif row.kind == "relabel":
            told.append(wrong := event_as(Relabel, row.time_s, row.body))
            off.append(Bout(wrong.posture, wrong.start_s, wrong.end_s))
    return sorted([*corrected(told), *off], key=lambda bout: bout.start_s)


def nudges(journal: JournalTables) -> pd.DataFrame:
    """The funnel: what was said, whether it was delivered, seen, wanted, done, and what the sensor saw.

    Returns:
        One row a nudge: `time`, `day`, `hour` (int, local), `sitting_s` (float), `level` (int), `exercise`, `side`
        (str, missing if nothing was recommended), `arm` (str) and `probability` (float) where a lot was drawn, and a
        nudge that was `withheld` was not said, `delivered`, `seen`, `willing` (boolean, missing where nobody said),
        `result` (`verified`, `claimed`, `not_taken`, `not_observable`; missing while it is open), `latency_s`,
        `break_s` (float, NaN unless verified).
    """
    recommended, lots = (
        {round(row.time_s): row.body for row in journal.rows if row.kind == kind}
        for kind in ("recommendation", "assignment")
    )
    became = {
        round(datetime.fromisoformat(str(row.body["nudge_time"])).timestamp()): row.body
        for row in journal.rows
        if row.kind == "outcome"
    }
    rows = (
        {
            **_when(row.time_s, journal.zone),
            **_of(row.body, "sitting_s", "level"),
            **_of(recommended.get(round(row.time_s), {}), "exercise", "side"),
            **_of(lots.get(round(row.time_s), {}), "arm", "probability"),
            **_of(became.get(round(row.time_s), {}), *STAGES),
        }
        for row in journal.rows
        if row.kind == "nudge"
    )
    return _table("nudges", rows)


def _of(body: Mapping[str, object], *names: str) -> dict[str, object]:
    """These fields; None where there is none."""
    return {name: body.get(name) for name in names}


def diary(journal: JournalTables) -> pd.DataFrame:
    """The pain diary.

    Returns:
        `time`, `day`, `level` (int, 0 to 10), `quality`, `side`, `situation` (str or None), `radiating` (bool); what
        cannot be read is passed over.
    """
    rows: list[dict[str, object]] = []
    for item in journal.inputs:
        if item.action is not Action.PAIN:
            continue
        try:
            entry = parse_pain(item.time_s, item.detail)
        except ValueError:
            continue
        rows.append(
            {
                **_when(item.time_s, journal.zone),
                "level": entry.level,
                "quality": entry.quality,
                "side": None if entry.side is None else str(entry.side),
                "situation": entry.situation,
                "radiating": entry.radiating,
            }
        )
    return _table("diary", rows)


def exercises(journal: JournalTables) -> pd.DataFrame:
    """What became of each exercise.

    Returns:
        `time`, `day`, `exercise`, `side`, `result` (`confirmed`, `too_short`, `not_credited`, `not_seen`, `claimed`,
        `not_observable`), `hold_s` (float, NaN where none can be seen), `repetitions` (float, likewise), `reason` (str,
        as in `Reason`; None where an older journal does not tell).
    """
    rows: list[dict[str, object]] = [
        {
            **_when(row.time_s, journal.zone),
            **_of(row.body, "exercise", "side", "result", "hold_s", "repetitions"),
            "reason": reason if (reason := row.body.get("reason")) in tuple(Reason) else None,
        }
        for row in journal.rows
        if row.kind == "practice"
    ]
    return _table("exercises", rows)


def daily_metrics(journal: JournalTables) -> pd.DataFrame:
    """The measures of each local day.

    A break is a sedentary bout that an upright one follows within a second; what ended in a gap or in non-wear is none.

    Returns:
        Indexed by `day`: the columns of `monitor.analysis.days.MEASURES`, and `shifts_per_h` (float, per hour of
        sitting in which they were counted; in the first day of a bout that crosses midnight).
    """
    return days(journal).set_index("day")


def days(journal: JournalTables) -> pd.DataFrame:
    """The same with `day` among the columns, as `sitmon export` writes it."""
    every = _corrected(journal.rows)
    by_day, shifts = spells_by_day(every, journal.zone), _shifts_per_h(every, journal.zone)
    return _table(
        "days", ({"day": day, **measure(by_day[day]), "shifts_per_h": shifts.get(day)} for day in sorted(by_day))
    )


def _shifts_per_h(every: Iterable[Bout], zone: tzinfo) -> dict[date, float]:
    """Shifts in the chair per hour of sitting in which they were counted, by the day on which it began."""
    shifts, sat_s = defaultdict[date, float](float), defaultdict[date, float](float)
    for bout in every:
        if bout.shifts is not None and bout.posture.sedentary:
            day, start_s, end_s = next(days_of(bout.start_s, bout.end_s, zone))
            shifts[day] += bout.shifts
            sat_s[day] += end_s - start_s
    return {day: 3600.0 * shifts[day] / sat_s[day] for day in shifts}


TABLES: Final[dict[str, Callable[[JournalTables], pd.DataFrame]]] = {
    "minutes": minutes,
    "bouts": bouts,
    "nudges": nudges,
    "diary": diary,
    "exercises": exercises,
    "days": days,
}
"""Every table by its name, as `sitmon export` writes them."""
