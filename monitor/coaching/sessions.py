"""The second ledger: stretching, massage and strength.  None of it is a break, and no break is any of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from monitor.coaching.exercises import Exercise, Pillar
from monitor.coaching.profile import Side


class PracticeResult(StrEnum):
    """What became of an exercise, and how it is known; what was seen and what was only said never mix."""

    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    TOO_SHORT = "too_short"
    NOT_CREDITED = "not_credited"
    NOT_SEEN = "not_seen"
    NOT_OBSERVABLE = "not_observable"


class Reason(StrEnum):
    """Why an exercise has its result: what was seen of it, or why nothing could be."""

    HELD = "held"
    OWN_ACCORD = "own-accord"
    SAID = "said"
    HELD_BRIEFLY = "held-briefly"
    INWARD = "inward"
    CROSSED_BEFORE = "crossed-before"
    TOO_LONG = "too-long"
    BOUNCED = "bounced"
    REPEATED = "repeated"
    REPEATED_LESS = "repeated-less"
    NOT_SEEN = "not-seen"
    MOSTLY_UNSEEN = "mostly-unseen"
    NOT_RUNNING = "not-running"
    OTHER_LEG = "other-leg"
    UNKNOWN_LEG = "unknown-leg"
    LIKE_REST = "like-rest"
    LIKE_SITTING = "like-sitting"
    LIKE_STANDING = "like-standing"
    NO_PRESSURE = "no-pressure"
    NO_FRONT = "no-front"
    NO_AXIS = "no-axis"
    NOT_OURS = "not-ours"
    IN_A_POCKET = "in-a-pocket"
    AT_THE_HIP = "at-the-hip"
    AT_THE_BACK = "at-the-back"
    AT_THE_WRIST = "at-the-wrist"


@dataclass(frozen=True, slots=True)
class PracticeOutcome:
    """What became of one exercise, prompted or of one's own accord.

    Attributes:
        time_s: when that was known, UTC in POSIX seconds.
        recommendation_time_s: which recommendation; of one's own accord, when it began.
        exercise, side: what was prompted.
        result: what became of it.
        reason: why that; None in the journal of an older sitmon.
        hold_s: longest still hold that was seen, in seconds; None where no hold can be seen.
        repetitions: repetitions that were seen; None where none can be seen.
        bouncing: whether a bounce of 1 to 2 Hz was seen in the hold (D9).
        asked: least hold in seconds, or repetitions, that was asked for; None where nothing could be seen.
        rolled_s: how long the thigh stayed rolled, in seconds, held still or not.
    """

    time_s: float
    recommendation_time_s: float
    exercise: str
    side: Side
    result: PracticeResult
    reason: Reason | None
    hold_s: float | None = None
    repetitions: int | None = None
    bouncing: bool = False
    asked: float | None = None
    rolled_s: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether it counts as done: seen by the sensor, or said by the person."""
        return self.result in (PracticeResult.CONFIRMED, PracticeResult.CLAIMED)


@dataclass(frozen=True, slots=True)
class Count:
    """How often; what the sensor saw and what was only said stand apart."""

    verified: int = 0
    claimed: int = 0

    @property
    def done(self) -> int:
        """Both together."""
        return self.verified + self.claimed


@dataclass(frozen=True, slots=True)
class Sides:
    """How often each side had its turn."""

    left: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """Stretches and strength sessions of seven days, and the warning where there is one (G1).

    Attributes:
        stretches, strength: sessions.
        one_sided: many stretches, and no strength.
    """

    stretches: int
    strength: int
    one_sided: bool = False


@dataclass(frozen=True, slots=True)
class DuePillar:
    """A pillar that is due, and how much of it is done.

    Attributes:
        pillar: which.
        done, target: stretches of today, or days of this week; both 0 for sitting less, which is not counted.
    """

    pillar: Pillar
    done: int = 0
    target: int = 0


ONE_SIDED_STRETCHES: Final = 5
"""So many stretches in seven days without any strength are worth a word (product default; the guide names none)."""


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the ISO week in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


class Ledger:
    """What was practised, by local day; feed every outcome in order of time, all queries change nothing.

    A session is an exercise that was confirmed by the sensor, or claimed by the person; all else is kept, and counts
    for nothing.

    Args:
        tz: the time zone of the person, in which a day ends.
        exercises: those that count; an outcome of any other is passed over.
    """

    def __init__(self, tz: tzinfo, exercises: Mapping[str, Exercise]) -> None:
        self._tz = tz
        self._exercises = exercises
        self._outcomes: dict[date, list[PracticeOutcome]] = {}
        self._last_s: dict[tuple[str, Side], float] = {}

    def feed(self, outcome: PracticeOutcome) -> None:
        """Take one outcome."""
        if outcome.exercise not in self._exercises:
            return
        self._outcomes.setdefault(self.day_of(outcome.time_s), []).append(outcome)
        if outcome.is_done:
            self._last_s[outcome.exercise, outcome.side] = outcome.time_s

    def day_of(self, time_s: float) -> date:
        """The local day of a time."""
        return datetime.fromtimestamp(time_s, self._tz).date()

    @property
    def first_day(self) -> date | None:
        """The day of the first outcome; None before there is one."""
        return next(iter(self._outcomes), None)

    def sessions(self, first: date, last: date, pillar: Pillar | None = None) -> Iterator[tuple[date, PracticeOutcome]]:
        """The sessions from one day to another, both included, of one pillar or of all, in order of time."""
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            for outcome in self._outcomes.get(day, ()):
                if outcome.is_done and pillar in (None, self._exercises[outcome.exercise].pillar):
                    yield day, outcome

    def count(self, first: date, last: date, pillar: Pillar) -> Count:
        """Sessions of a pillar from one day to another, both included."""
        results = Counter(outcome.result for _, outcome in self.sessions(first, last, pillar))
        return Count(results[PracticeResult.CONFIRMED], results[PracticeResult.CLAIMED])

    def days(self, first: date, last: date, pillar: Pillar) -> Count:
        """Days with a session of a pillar: two in one day are one day, verified if one of them is (G4; our rule)."""
        results: dict[date, set[PracticeResult]] = {}
        for day, outcome in self.sessions(first, last, pillar):
            results.setdefault(day, set()).add(outcome.result)
        verified = sum(PracticeResult.CONFIRMED in found for found in results.values())
        return Count(verified, len(results) - verified)

    def times(self, exercise: str, first: date, last: date) -> int:
        """How often an exercise was done from one day to another, both included."""
        return sum(outcome.exercise == exercise for _, outcome in self.sessions(first, last))

    @property
    def latest_s(self) -> float | None:
        """When anything was done last; None if nothing ever was."""
        return max(self._last_s.values(), default=None)

    def last_s(self, exercise: str, side: Side) -> float | None:
        """When an exercise was done last for a side; None if never."""
        return self._last_s.get((exercise, side))

    def sides(self, first: date, last: date, pillar: Pillar | None = None) -> Sides:
        """How often each side had its turn from one day to another, both included."""
        counts = Counter(outcome.side for _, outcome in self.sessions(first, last, pillar))
        return Sides(counts[Side.LEFT], counts[Side.RIGHT])

    @property
    def last_side(self) -> Side | None:
        """The side that was asked for last, done or not; None if there was none."""
        asked = (outcome.side for day in reversed(self._outcomes.values()) for outcome in reversed(day))
        return next((side for side in asked if side is not Side.BOTH), None)

    def balance(self, day: date) -> Balance:
        """Count stretches beside strength in the seven days that end with `day`, with the warning of G1."""
        first = day - timedelta(days=6)
        stretches, strength = (self.count(first, day, pillar).done for pillar in (Pillar.LENGTHEN, Pillar.STRENGTHEN))
        return Balance(stretches, strength, one_sided=stretches >= ONE_SIDED_STRETCHES and not strength)
