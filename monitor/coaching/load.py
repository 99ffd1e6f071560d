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
from typing import Final

from monitor.coaching.durations import local_midnight_s
from monitor.coaching.sitting import SAT, SECOND_S
from monitor.posture.bouts import BoutProgress
from monitor.posture.labels import Posture

STANDING_PAYS: Final = 1.0
"""Seconds of sitting that a second of standing pays back: as much standing as sitting, half an hour each, lowered blood
sugar by a tenth (Thorp 2014, doi 10.1249/MSS.0000000000000337), while two minutes in each half hour did not (Bailey
2015, J Sci Med Sport 18:294)."""

MOVING_PAYS: Final = 6.0
"""The same of moving: five minutes of slow walking for each half hour of sitting lowered it, one minute did not (Duran
2023, doi 10.1249/MSS.0000000000003109)."""

PAYS: Final = {Posture.STANDING: STANDING_PAYS, Posture.MOVING: MOVING_PAYS}


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

    def after(self, posture: Posture, duration_s: float) -> "Load":
        """The same, after some more time in one posture."""
        load_s = max(0.0, self.load_s - PAYS.get(posture, 0.0) * duration_s)
        match posture:
            case Posture.SITTING:
                return replace(self, load_s=load_s + duration_s, sitting_s=self.sitting_s + duration_s)
            case Posture.STANDING:
                return replace(self, load_s=load_s, standing_s=self.standing_s + duration_s)
            case Posture.MOVING:
                return replace(self, load_s=load_s, moving_s=self.moving_s + duration_s)
        return self

    def without(self, desk_s: float) -> "Load":
        """The same, after so much of the sitting turned out to be a desk's."""
        load_s, sitting_s = max(0.0, self.load_s - desk_s), max(0.0, self.sitting_s - desk_s)
        return replace(self, load_s=load_s, sitting_s=sitting_s)

    @property
    def walk_s(self) -> float:
        """How much walking pays back what is left, in whole minutes."""
        return 60.0 * ceil(self.load_s / MOVING_PAYS / 60.0)


class LoadLedger:
    """Keeps the load of the local day; feed every second in order of time.

    Args:
        tz: the time zone of the person, in which a day ends.

    Attributes:
        load: of the day of the last second that was fed.
    """

    def __init__(self, tz: tzinfo) -> None:
        self._tz = tz
        self._day_end_s = float("-inf")
        self.load = Load()

    def feed(self, progress: BoutProgress) -> Load:
        """The load after one more second; time between seconds counts for nothing."""
        start_s = progress.time_s - SECOND_S
        if start_s >= self._day_end_s:
            self._begin_day(start_s)
        if progress.unworn is not None:
            self.load = self.load.without(progress.unworn.told_s(SAT))
        self.load = self.load.after(progress.posture, SECOND_S)
        return self.load

    def _begin_day(self, time_s: float) -> None:
        tomorrow = datetime.fromtimestamp(time_s, self._tz).date() + timedelta(days=1)
        self._day_end_s = local_midnight_s(tomorrow, self._tz)
        self.load = Load()
