"""What sitting leaves behind over a day, and what pays it back: a measure beside the raw minutes, never in their place.

    sitting            adds its own time
    standing, moving   pay back, moving more than standing; never below nothing
    lying              neither: what lies on the buttock is little, and nothing is moved
    unseen             neither: a gap, non-wear and unknown prove nothing; what was a desk all along is taken back

No study has measured the load on the tissue of the buttock.  The rates are a rule of thumb, taken from what breaks did
to blood sugar, and said to be one.  A new local day begins with nothing: a night is seldom worn.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from math import ceil

from monitor.coaching.durations import local_midnight_s
from monitor.coaching.sitting import SAT, SECOND_S
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import Posture


@dataclass(frozen=True, slots=True)
class LoadRules:
    """How much a second on the feet pays back, in seconds of sitting.

    Attributes:
        standing: 1: as much standing as sitting, half an hour each, lowered blood sugar by a tenth (Thorp 2014, doi
            10.1249/MSS.0000000000000337), while two minutes in each half hour did not (Bailey 2015, J Sci Med Sport
            18:294).
        moving: 6: five minutes of slow walking for each half hour of sitting lowered it, one minute did not
            (Duran 2023, doi 10.1249/MSS.0000000000003109).

    Raises:
        ValueError: a rate is below zero, or five minutes of walking pay back no more than one of standing.
    """

    standing: float = 1.0
    moving: float = 6.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.standing < 5.0 * self.moving:
            raise ValueError("rates are from zero, and one minute of standing pays back less than five of walking")


LOAD_RULES = LoadRules()
"""The rule of thumb."""


@dataclass(frozen=True, slots=True)
class Load:
    """A day so far.

    Attributes:
        load_s: sitting that nothing has paid back yet, 0 or more.
        sitting_s, standing_s, moving_s: as seen, whatever has been paid back.
    """

    load_s: float = 0.0
    sitting_s: float = 0.0
    standing_s: float = 0.0
    moving_s: float = 0.0

    def after(self, posture: Posture, duration_s: float, rules: LoadRules = LOAD_RULES) -> "Load":
        """The same, after some more time in one posture."""
        match posture:
            case Posture.SITTING:
                return replace(self, load_s=self.load_s + duration_s, sitting_s=self.sitting_s + duration_s)
            case Posture.STANDING:
                paid_s = rules.standing * duration_s
                return replace(self, load_s=max(0.0, self.load_s - paid_s), standing_s=self.standing_s + duration_s)
            case Posture.MOVING:
                paid_s = rules.moving * duration_s
                return replace(self, load_s=max(0.0, self.load_s - paid_s), moving_s=self.moving_s + duration_s)
        return self

    def without(self, desk_s: float) -> "Load":
        """The same, after so much of the sitting turned out to be a desk's."""
        load_s, sitting_s = max(0.0, self.load_s - desk_s), max(0.0, self.sitting_s - desk_s)
        return replace(self, load_s=load_s, sitting_s=sitting_s)

    def walk_s(self, rules: LoadRules = LOAD_RULES) -> float:
        """How much walking pays back what is left, in whole minutes."""
        return 60.0 * ceil(self.load_s / rules.moving / 60.0)


class LoadLedger:
    """Keeps the load of the local day; feed every second in order of time.

    Args:
        tz: the time zone of the person, in which a day ends.
        rules: what pays back how much.

    Attributes:
        load: of the day of the last second that was fed.
    """

    def __init__(self, tz: tzinfo, rules: LoadRules = LOAD_RULES) -> None:
        self._tz = tz
        self._rules = rules
        self._day_end_s = float("-inf")
        self.load = Load()

    def feed(self, progress: BoutProgress) -> Load:
        """The load after one more second; time between seconds counts for nothing."""
        start_s = progress.time_s - SECOND_S
        if start_s >= self._day_end_s:
            self._begin_day(start_s)
        if progress.unworn is not None:
            self.load = self.load.without(progress.unworn.told_s(SAT))
        self.load = self.load.after(progress.posture, SECOND_S, self._rules)
        return self.load

    def _begin_day(self, time_s: float) -> None:
        tomorrow = datetime.fromtimestamp(time_s, self._tz).date() + timedelta(days=1)
        self._day_end_s = local_midnight_s(tomorrow, self._tz)
        self.load = Load()
