"""What the journal holds of earlier runs, put into the order in which it happened, for the stages to remember.

    events     what was decided           each behind the second, or the saying, that brought it about
    inputs     what people said           in the order of saying, whatever the clock showed
    seconds    what the body did          since midnight, and back to a moment at which nothing was under way

What lies before the seconds is remembered as such, as far back as it still counts.  What the clock put ahead of now,
or of the moment at which it was set back, cannot have happened then: it happened before what was kept after it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.coaching.durations import local_midnight_s
from monitor.coaching.inputs import OF_SAFETY, Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge, Wait
from monitor.coaching.recommend import Recommendation
from monitor.coaching.reminders import Reminder
from monitor.edges.journal import EventEntry, Journal, JournalRow
from monitor.posture.bouts import MINIMUM_EVENT_S, Bout
from monitor.posture.labels import PostureEpoch
from monitor.records import KINDS, Remembered, remembered_of

Past = UserAction | ContextChange | PostureEpoch | Remembered
"""What of earlier runs still matters."""

DAY_S: Final = 86_400.0

ACTION_DAYS: Final = {Action.PAIN: 400, Action.FEEDBACK: 400}
"""How far back it counts what was said (product defaults), pain down the leg among it, which waits for a professional;
of safety it counts for ever, as does a pause."""

CONTEXT_DAYS: Final = 14
"""How far back it counts when contexts ended: as far as `monitor.coaching.receptivity` looks."""

SECONDS_S: Final = 30 * 3600.0
"""So far back seconds are read at most: a day and the sitting that it began in."""

REST_S: Final = 60.0
"""After so long on the feet nothing of a sitting is under way (product default) ..."""

LONGEST_CARRY_S: Final = 4 * 3600.0
"""... nor after so long unseen: no setting carries a sitting over more."""

AHEAD_S: Final = 60.0
"""What lies ahead of now by more than this was written while the clock was wrong (product default)."""


PlaceOf = Callable[[int | None, float], int]

CLOCK_SET: Final = "clock"
"""The kind of event that tells that the clock was set while sitmon ran; what was kept before stands above it."""


class _Kept(NamedTuple):
    """Something kept, the place of the last second before it, if that is known, and its time by what clocks tell."""

    item: Past
    after_second: int | None
    time_s: float


@dataclass(frozen=True, slots=True)
class _ClockSet:
    """The clock was set to a time, UTC in POSIX seconds, after this event, this input, and this second.

    Before it was ahead by so many seconds; less than zero, if it was behind.
    """

    time_s: float
    ahead_s: float
    event: int
    said: int
    second: int

    @classmethod
    def read(cls, row: JournalRow) -> "_ClockSet":
        said, ahead_s = row.body.get("after_input"), row.body.get("ahead_s")
        return cls(
            row.time_s,
            ahead_s if isinstance(ahead_s, float) else 0.0,
            row.id,
            said if isinstance(said, int) else 0,
            row.after_second or 0,
        )


def clock_set(time_s: float, utc_offset_s: int, after_input: int, ahead_s: float) -> EventEntry:
    """Build what the journal keeps when the clock was set while sitmon ran.

    Args:
        time_s: what it shows now, UTC in POSIX seconds.
        utc_offset_s: of local time, in seconds.
        after_input: the number of the last input that was kept by the old clock.
        ahead_s: how far ahead that was, in seconds.
    """
    return EventEntry(CLOCK_SET, time_s, utc_offset_s, {"after_input": after_input, "ahead_s": ahead_s})


class _Placed(NamedTuple):
    """Something kept, behind so many of the seconds; what was written while the clock was wrong, before all of them."""

    place: int
    time_s: float
    item: Past
    was_s: float


def _holds_back(item: Past) -> bool:
    """Whether it holds nudges back for the day, which nothing may do that was written while the clock was wrong."""
    if isinstance(item, UserAction):
        return item.action in (Action.SNOOZE, Action.SKIP)
    return isinstance(item, Nudge | Wait | Reminder)


def _comes_by_itself(item: Past) -> bool:
    """Whether seconds alone bring it about."""
    if isinstance(item, Recommendation):
        return isinstance(item.asked, Nudge | Reminder)
    return isinstance(item, Nudge | Wait | Reminder)


def recall(
    journal: Journal,
    now_s: float,
    zone: tzinfo | None = None,
    *,
    seconds: bool = True,
    before: int | None = None,
    is_past: bool = False,
) -> list[Past]:
    """Give what the journal holds of earlier runs that still matters, in the order in which it happened.

    Args:
        journal: open for reading; what it cannot read is passed over there.
        now_s: UTC in POSIX seconds.
        zone: of the person, in which a day began; None: a day ago.
        seconds: whether the last ones are wanted too, by which a sitting goes on.
        before: the number of an input: what was said is given up to that one; None: all of it.
        is_past: now is a moment that is over, and what lies ahead of it came later; else a clock that was wrong put it
            there.
    """
    clocks = [_ClockSet.read(row) for row in journal.events(CLOCK_SET)]
    places, told = _seconds(journal, now_s, zone, clocks) if seconds else ([], [])
    since_s = told[0].start_s if told else now_s - DAY_S
    place_of, began_s = _places(places, told), told[0].start_s if told else now_s
    placed = [
        one
        for kept in (_inputs(journal, now_s, since_s, before, clocks), _events(journal, now_s, clocks))
        for one in _placed(place_of, [one for one in kept if not is_past or one.time_s < now_s], now_s)
        # Written before the seconds began, with a time that is later: by a clock that was put back.
        if one.place or one.was_s <= min(began_s, one.time_s) + AHEAD_S or not _holds_back(one.item)
    ]
    return _arranged(told, placed)


def _seconds(
    journal: Journal, now_s: float, zone: tzinfo | None, clocks: Sequence[_ClockSet]
) -> tuple[list[int], list[PostureEpoch]]:
    """The seconds since a moment before today at which nothing was under way, each with its place; none lies ahead."""
    places: list[int] = []
    told: list[PostureEpoch] = []
    for row in journal.seconds_rows(now_s - SECONDS_S):
        told += row.epochs
        places += range(row.place, row.place + len(row.epochs))
    back = [at for at, (one, other) in enumerate(pairwise(told), 1) if other.start_s < one.start_s]
    if back:  # the clock was put back: what came before is not on this timeline
        places, told = places[back[-1] :], told[back[-1] :]
    for clock in clocks:
        behind = bisect_right(places, clock.second)
        if behind and told[behind - 1].start_s > clock.time_s + AHEAD_S:  # it was put back behind these
            places, told = places[behind:], told[behind:]
    if not told or told[-1].start_s > now_s + AHEAD_S:
        return [], []
    today_s = now_s - DAY_S
    if zone is not None:
        today_s = local_midnight_s(datetime.fromtimestamp(now_s, zone).date(), zone)
    first = bisect_left(told, today_s, key=lambda epoch: epoch.start_s)
    begin = _at_rest(told, first)
    return places[begin:], told[begin:]


def _at_rest(told: Sequence[PostureEpoch], first: int) -> int:
    """The last place up to `first` before which nothing of a sitting was under way; 0 if there is none."""
    upright_s = 0.0
    at_rest = 0
    for place in range(first):
        if place and told[place].start_s - told[place - 1].end_s > LONGEST_CARRY_S:
            at_rest = place
        upright_s = upright_s + 1.0 if told[place].posture.upright else 0.0
        if upright_s == REST_S + MINIMUM_EVENT_S:
            at_rest = max(at_rest, place - round(2.0 * upright_s))  # from before it rose: so the bouts are named alike
    return at_rest


def _inputs(
    journal: Journal, now_s: float, since_s: float, before: int | None, clocks: Sequence[_ClockSet]
) -> list[_Kept]:
    """What was said and still counts, in the order of saying; of typing, what lies among the seconds."""
    recent = journal.input_rows(now_s - CONTEXT_DAYS * DAY_S)
    found = {row.id: row for row in recent if row.item.time_s >= since_s or _is_of_days(row.item)}
    lasting = [*OF_SAFETY, Action.PAUSE, Action.RESUME]
    found |= {row.id: row for row in journal.input_rows(actions=lasting)}
    for action, days in ACTION_DAYS.items():
        found |= {row.id: row for row in journal.input_rows(now_s - days * DAY_S, actions=[action])}
    return [
        _Kept(row.item, row.after_second, _right_s(row.item, [clock for clock in clocks if row.id <= clock.said]))
        for _, row in sorted(found.items())
        if before is None or row.id < before
    ]


def _is_of_days(item: UserAction | ContextChange) -> bool:
    return isinstance(item, ContextChange) and item.context is not Context.TYPING


def _events(journal: Journal, now_s: float, clocks: Sequence[_ClockSet]) -> list[_Kept]:
    """What was decided and still counts, in the order in which it was kept, and the last second before it was."""
    rows = [
        row
        for kind in KINDS.values()
        if kind.recalled_days
        for row in journal.events(kind.name, now_s - kind.recalled_days * DAY_S)
    ]
    if (first := journal.first("bout")) is not None:
        rows.append(first)
    found: list[_Kept] = []
    for row in sorted(rows, key=lambda row: row.id):
        try:
            item = remembered_of(row.kind, row.time_s, row.body)
        except (KeyError, ValueError):  # of a newer sitmon, or damaged
            journal.pass_over(row)
        else:
            set_after = [clock for clock in clocks if row.id < clock.event]
            found.append(_Kept(item, row.after_second, _right_s(item, set_after)))
    return found


def _time_s(item: Past) -> float:
    """When it was, UTC in POSIX seconds; a bout when it ended."""
    return item.end_s if isinstance(item, Bout | PostureEpoch) else item.time_s


def _right_s(item: Past, clocks: Sequence[_ClockSet]) -> float:
    """The time of something kept, put right by each time that the clock was set back after it."""
    time_s = _time_s(item)
    for clock in clocks:
        if time_s > clock.time_s + AHEAD_S:
            time_s -= clock.ahead_s
    return time_s


def _put_right(times_s: Sequence[float], now_s: float) -> list[float]:
    """Times in the order of keeping; what lies ahead of now ends with the next that does not, as far apart as it was.

    A clock that is wrong goes on as fast as any other: what came three times in a day still did.
    """
    right_s, ahead_s = now_s, None
    found = []
    for time_s in reversed(times_s):
        if time_s <= now_s + AHEAD_S:
            right_s, ahead_s = time_s, None
        else:
            ahead_s = time_s - right_s if ahead_s is None else ahead_s
            right_s = min(right_s, time_s - ahead_s)
        found.append(right_s)
    return found[::-1]


def _placed(place_of: PlaceOf, every: Sequence[_Kept], now_s: float) -> Iterator[_Placed]:
    """Each behind the second after which it was kept, by its time where that is not known, with its time put right."""
    for (item, after, _), time_s in zip(every, _put_right([one.time_s for one in every], now_s), strict=True):
        was_s = _time_s(item)
        if was_s == time_s:
            yield _Placed(place_of(after, time_s), time_s, item, was_s)
        elif not isinstance(item, Bout | PostureEpoch):
            yield _Placed(0, time_s, replace(item, time_s=time_s), was_s)


def _arranged(told: list[PostureEpoch], placed: list[_Placed]) -> list[Past]:
    """All of it in one order: by place, there by time; what was said stands before what it brought about.

    Nobody's saying brings about a nudge, or its wait: what was said at that very moment answers it.  Whatever a clock
    that was wrong has made of the times, what was said stays in the order of saying: a red flag outlives its clearing
    of before.
    """
    arranged: list[Past] = []
    said = iter([one.item for one in placed if isinstance(one.item, UserAction | ContextChange)])
    done = 0
    for one in sorted(placed, key=lambda one: (one.place, one.time_s, not _comes_by_itself(one.item))):
        arranged += told[done : one.place]
        done = max(done, one.place)
        arranged.append(next(said) if isinstance(one.item, UserAction | ContextChange) else one.item)
    return arranged + told[done:]


def _places(places: Sequence[int], told: Sequence[PostureEpoch]) -> PlaceOf:
    """Gives how many of these seconds came before something that was kept; by time, where that is not known."""
    behind = {place: count for count, place in enumerate(places, 1)}

    def place_of(after_second: int | None, time_s: float) -> int:
        if after_second is not None:
            return behind.get(after_second, 0)
        return bisect_left(told, time_s + 1e-3, key=lambda epoch: epoch.end_s)

    return place_of
