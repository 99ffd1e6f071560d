"""A journal as tables: one function for each, with the days of whoever wore the wearable.

Every row says when it was in UTC (`time`, datetime64[us, UTC]) and on which day of the person's clock (`day`, date).
The journal keeps with each event how far local time was ahead of UTC, so a day in another zone, or one with 23 or 25
hours, is cut at its own midnight.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pandas as pd

from monitor.analysis.bouts import days_of
from monitor.analysis.metrics import LONG_S, MEASURES, VALID_DAY_S, breaks_per_hour, prolonged
from monitor.coaching.diary import parse_pain
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.sessions import Reason
from monitor.edges.journal import Journal, JournalRow, Minute
from monitor.posture.bouts import Bout, corrected
from monitor.posture.labels import Posture, Relabel
from monitor.records import event_as

STAGES: Final = ("delivered", "seen", "willing", "result", "latency_s", "break_s")
"""How far a nudge came, and what followed."""

JOIN_S: Final = 1.0
"""Bouts that follow each other within so much are neighbours."""


@dataclass(frozen=True, slots=True)
class JournalTables:
    """What a journal holds, ready to be made into tables.

    Attributes:
        rows: all events, in order of time.
        inputs: what was said, each with the offset of local time in seconds that held at the nearest event.
        seconds: of each posture, minute by minute.
    """

    rows: tuple[JournalRow, ...]
    inputs: tuple[tuple[UserAction, int], ...]
    seconds: tuple[Minute, ...]


def load_journal(path: Path | str) -> JournalTables:
    """Read a journal, whole; the daemon may go on writing meanwhile.

    Raises:
        JournalError: there is none, it is none or of a newer sitmon, or the disk refuses; one line.
    """
    with Journal(Path(path), read_only=True) as journal:
        rows = tuple(journal.known(journal.events()))
        said = [item for item in journal.inputs() if isinstance(item, UserAction)]
        minutes = tuple(journal.minutes())
    known = sorted(
        [(row.time_s, row.utc_offset_s) for row in rows] + [(float(one.minute_s), one.utc_offset_s) for one in minutes]
    )
    return JournalTables(rows, tuple((item, _offset_at(item.time_s, known)) for item in said), minutes)


def _offset_at(time_s: float, known: list[tuple[float, int]]) -> int:
    """How far local time was ahead, as the nearest event or minute says; 0 in an empty journal."""
    at = bisect_left(known, (time_s, 0))
    near = known[max(0, at - 1) : at + 1]
    return min(near, key=lambda one: abs(one[0] - time_s))[1] if near else 0


def _when(time_s: float, offset_s: int) -> dict[str, object]:
    """The columns `time`, `day` and `hour`; a table takes those that it has."""
    local = datetime.fromtimestamp(time_s + offset_s, UTC)
    return {"time": datetime.fromtimestamp(time_s, UTC), "day": local.date(), "hour": local.hour}


def _table(rows: list[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=list(columns))
    for column in ("time", "start", "end"):
        if column in columns:
            made[column] = pd.to_datetime(made[column], utc=True).astype("datetime64[us, UTC]")
    return made


def minutes(journal: JournalTables) -> pd.DataFrame:
    """Seconds of each posture, minute by minute.

    Returns:
        `time`, `day`, `hour` (int, local), and one column for each posture (int, seconds); a minute in which nothing
        was seen has no row.
    """
    columns = ("time", "day", "hour", *(str(posture) for posture in Posture))
    rows: list[dict[str, object]] = [
        _when(one.minute_s, one.utc_offset_s) | {str(posture): one.seconds.get(posture, 0) for posture in Posture}
        for one in journal.seconds
    ]
    return _table(rows, columns)


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
    for piece in _relabelled(journal.rows):
        zone = timezone(timedelta(seconds=piece.offset_s))
        days = days_of(piece.start_s, piece.end_s, zone)
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
    return _table(rows, ("start", "end", "day", "posture", "duration_s", "shifts")).astype({"shifts": "float64"})


@dataclass(frozen=True, slots=True)
class _Piece(Bout):
    """A bout, and how far local time was ahead of UTC."""

    offset_s: int = 0


def _relabelled(rows: tuple[JournalRow, ...]) -> list[_Piece]:
    """Bouts and what was told otherwise later, in the order in which it was told; gives them in order of time."""
    told: list[_Piece | Relabel] = []
    off: list[_Piece] = []
    for row in sorted(rows, key=lambda row: row.id):
        if row.kind == "bout":
            bout = event_as(Bout, row.time_s, row.body)
            told.append(_Piece(bout.posture, bout.start_s, bout.end_s, bout.shifts, row.utc_offset_s))
        elif row.kind == "relabel":
            told.append(wrong := event_as(Relabel, row.time_s, row.body))
            off.append(_Piece(wrong.posture, wrong.start_s, wrong.end_s, None, row.utc_offset_s))
    return sorted([*corrected(told), *off], key=lambda piece: piece.start_s)


def nudges(journal: JournalTables) -> pd.DataFrame:
    """The funnel: what was said, whether it was delivered, seen, wanted, done, and what the sensor saw.

    Returns:
        One row a nudge: `time`, `day`, `hour` (int, local), `sitting_s` (float), `level` (int), `exercise`, `side`
        (str, None if nothing was recommended), `delivered`, `seen`, `willing` (bool, None where nobody said), `result`
        (`verified`, `claimed`, `not_taken`, `not_observable`; None while it is open), `latency_s`, `break_s` (float,
        NaN unless verified).
    """
    recommended = {round(row.time_s): row for row in journal.rows if row.kind == "recommendation"}
    answered = {
        round(datetime.fromisoformat(str(row.body["nudge_time"])).timestamp()): row.body
        for row in journal.rows
        if row.kind == "outcome"
    }
    rows = [
        _nudge_row(row, recommended.get(round(row.time_s)), answered.get(round(row.time_s), {}))
        for row in journal.rows
        if row.kind == "nudge"
    ]
    named = ("time", "day", "hour", "sitting_s", "level", "exercise", "side")
    numbers = {"sitting_s": "float64", "latency_s": "float64", "break_s": "float64"}
    return _table(rows, (*named, *STAGES)).astype(numbers)


def _nudge_row(row: JournalRow, recommended: JournalRow | None, outcome: Mapping[str, object]) -> dict[str, object]:
    offered: Mapping[str, object] = {} if recommended is None else recommended.body
    return {
        **_when(row.time_s, row.utc_offset_s),
        "sitting_s": row.body["sitting_s"],
        "level": row.body["level"],
        **{name: offered.get(name) for name in ("exercise", "side")},
        **{name: outcome.get(name) for name in STAGES},
    }


def diary(journal: JournalTables) -> pd.DataFrame:
    """The pain diary.

    Returns:
        `time`, `day`, `level` (int, 0 to 10), `quality`, `side`, `situation` (str or None), `radiating` (bool); what
        cannot be read is passed over.
    """
    rows: list[dict[str, object]] = []
    for item, offset_s in journal.inputs:
        if item.action is not Action.PAIN:
            continue
        try:
            entry = parse_pain(item.time_s, item.detail)
        except ValueError:
            continue
        rows.append(
            {
                **_when(item.time_s, offset_s),
                "level": entry.level,
                "quality": entry.quality,
                "side": None if entry.side is None else str(entry.side),
                "situation": entry.situation,
                "radiating": entry.radiating,
            }
        )
    return _table(rows, ("time", "day", "level", "quality", "side", "situation", "radiating"))


def exercises(journal: JournalTables) -> pd.DataFrame:
    """What became of each exercise.

    Returns:
        `time`, `day`, `exercise`, `side`, `result` (`confirmed`, `too_short`, `not_credited`, `not_seen`, `claimed`,
        `not_observable`), `hold_s` (float, NaN where none can be seen), `repetitions` (float, likewise), `reason` (str,
        as in `Reason`; None where an older journal does not tell).
    """
    names = ("exercise", "side", "result", "hold_s", "repetitions")
    rows: list[dict[str, object]] = [
        {
            **_when(row.time_s, row.utc_offset_s),
            **{name: row.body.get(name) for name in names},
            "reason": reason if (reason := row.body.get("reason")) in tuple(Reason) else None,
        }
        for row in journal.rows
        if row.kind == "practice"
    ]
    return _table(rows, ("time", "day", *names, "reason")).astype({"hold_s": "float64", "repetitions": "float64"})


def daily_metrics(journal: JournalTables) -> pd.DataFrame:
    """The measures of each local day.

    A break is a sedentary bout that an upright one follows within a second; what ended in a gap or in non-wear is none.

    Returns:
        Indexed by `day`: `worn_s`, `sedentary_s`, `upright_s` (float), `sedentary_share` (of wear), `breaks` (int),
        `breaks_per_h`, `longest_s`, `bouts_30_min`, `bouts_60_min` (int), `time_30_min_s`, `time_60_min_s`,
        `shifts_per_h`, the columns of `metrics.MEASURES`, and `valid` (bool: worn for ten hours).
    """
    every = bouts(journal)
    if every.empty:
        return pd.DataFrame(columns=["worn_s", "sedentary_s", "valid"])
    every["kind"] = every["posture"].map({str(posture): posture.family for posture in Posture})
    follows = (every["start"].shift(-1) - every["end"]).dt.total_seconds().abs() <= JOIN_S
    broken = (every["kind"] == "sedentary") & (every["kind"].shift(-1) == "upright") & follows
    return pd.DataFrame({day: _day_row(of_day, broken.loc[of_day.index]) for day, of_day in every.groupby("day")}).T


def _day_row(of_day: pd.DataFrame, broken: "pd.Series[bool]") -> dict[str, object]:
    sat = of_day[of_day["kind"] == "sedentary"]
    lengths_s = sat["duration_s"].to_numpy()
    sedentary_s = float(lengths_s.sum())
    upright_s = float(of_day.loc[of_day["kind"] == "upright", "duration_s"].sum())
    worn_s, counted = sedentary_s + upright_s, sat[sat["shifts"].notna()]
    counted_h = float(counted["duration_s"].sum()) / 3600.0
    row: dict[str, object] = {
        "worn_s": worn_s,
        "sedentary_s": sedentary_s,
        "upright_s": upright_s,
        "sedentary_share": sedentary_s / worn_s if worn_s else float("nan"),
        "breaks": int(broken.sum()),
        "breaks_per_h": breaks_per_hour(int(broken.sum()), sedentary_s),
        "longest_s": float(lengths_s.max(initial=0.0)),
        "shifts_per_h": float(counted["shifts"].sum()) / counted_h if counted_h else float("nan"),
        **{name: measure(lengths_s) for name, measure in MEASURES.items()},
        "valid": worn_s >= VALID_DAY_S,
    }
    for from_s in LONG_S:
        number, time_s = prolonged(lengths_s, from_s)
        row |= {f"bouts_{from_s / 60:.0f}_min": number, f"time_{from_s / 60:.0f}_min_s": time_s}
    return row


def _days(journal: JournalTables) -> pd.DataFrame:
    return daily_metrics(journal).rename_axis("day").reset_index()


TABLES: Final[dict[str, Callable[[JournalTables], pd.DataFrame]]] = {
    "minutes": minutes,
    "bouts": bouts,
    "nudges": nudges,
    "diary": diary,
    "exercises": exercises,
    "days": _days,
}
"""Every table by its name, as `sitmon export` writes them."""
