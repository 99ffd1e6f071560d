"""How long the body has sat since it last moved.

What counts, second by second:

    sitting    adds to the count
    lying      neither adds nor breaks.  It is sedentary, but the load is another, the person may be asleep, and a thigh
               alone confuses the two: that no nudge comes while lying is a product default
    upright    a break, once it has lasted for the minimum-event time: the count starts anew
    unseen     gap, non-wear, unknown: neither sitting nor a break.  The count is carried on for `carry_gap_s`, then
               lost.  With an upright second beside it, it may hide most of a break, and is taken for one

A strap on a desk may point as if somebody sat: what was counted of it is taken back once that is known, see
`monitor.posture.suspicion`.
"""

from monitor.posture.bouts import MINIMUM_EVENT_S, BoutProgress
from monitor.posture.labels import Posture

SECOND_S = 1.0
SAT = frozenset({Posture.SITTING})
UNSEEN = frozenset({Posture.NON_WEAR, Posture.UNKNOWN})
"""The postures that say nothing of the body."""


def find_unseen(last_s: float | None, progress: BoutProgress) -> tuple[float, float]:
    """The time `[start_s, end_s)` up to `progress` that says nothing of the body; empty if there is none.

    Args:
        last_s: end of the last second before; None if `progress` is the first.
        progress: the second now.
    """
    second_start_s = progress.time_s - SECOND_S
    start_s = second_start_s if last_s is None else min(last_s, second_start_s)
    return start_s, progress.time_s if progress.posture in UNSEEN else second_start_s


class SittingCount:
    """How long the body has sat since it last moved.

    Args:
        carry_gap_s: longest unseen time that the count survives.

    Attributes:
        start_s: when the counted sitting began; None while there is none.
        sitting_s: sitting observed since.
        left_out_s: lying and unseen time since, a desk's too.
        settled_s: sitting observed since the last unseen time that was long enough to hide a break.
    """

    def __init__(self, carry_gap_s: float) -> None:
        self._carry_gap_s = carry_gap_s
        self._last_s: float | None = None
        self._unseen_s = 0.0  # the unseen time that still lasts
        self._away_s = 0.0  # since the last sedentary second ...
        self._rose = False  # ... and whether an upright second was among it
        self.settled_s = 0.0
        self._start_anew()

    def _start_anew(self) -> None:
        self.start_s: float | None = None
        self.sitting_s = 0.0
        self.left_out_s = 0.0

    def feed(self, progress: BoutProgress) -> bool:
        """Count one second; True if the count started anew with it, because of a break or a long unseen time."""
        unseen_start_s, unseen_end_s = find_unseen(self._last_s, progress)
        taken_s = self._take_back(progress)
        self._pass_unseen(taken_s + unseen_end_s - unseen_start_s)
        self._last_s = progress.time_s
        self._away_s += taken_s + progress.time_s - unseen_start_s - SECOND_S * progress.posture.sedentary
        self._rose = self._rose or progress.posture.upright
        anew = self._unseen_s > self._carry_gap_s or self._moved(progress)
        if anew:
            self._start_anew()
        if progress.posture not in UNSEEN:
            self._unseen_s = 0.0
        if progress.posture.sedentary:
            self._sit(progress)
        return anew

    def _take_back(self, progress: BoutProgress) -> float:
        """How much of what was counted was a desk's, as is known now."""
        taken_s = 0.0 if progress.unworn is None else min(progress.unworn.told_s(SAT), self.sitting_s)
        self.sitting_s -= taken_s
        if taken_s and not self.sitting_s:
            self._start_anew()
        return taken_s

    def _pass_unseen(self, unseen_s: float) -> None:
        if unseen_s > 0.0:
            self._unseen_s += unseen_s
            self.left_out_s += unseen_s
        if self._unseen_s >= MINIMUM_EVENT_S:  # a lost packet now and then is no gap
            self.settled_s = 0.0

    def _moved(self, progress: BoutProgress) -> bool:
        # The open bout is the break.  But a gap cuts bouts short: then the time away from the seat decides.
        in_break = progress.posture.upright and progress.bout.posture.upright
        return in_break or (self._rose and self._away_s >= MINIMUM_EVENT_S)

    def _sit(self, progress: BoutProgress) -> None:
        self._away_s, self._rose = 0.0, False
        if progress.posture is Posture.LYING:
            self.left_out_s += SECOND_S
            return
        if self.start_s is None:
            self.start_s = progress.time_s - SECOND_S
            self.left_out_s = 0.0
        self.sitting_s += SECOND_S
        self.settled_s += SECOND_S
