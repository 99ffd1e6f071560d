"""How much of the plan was practised, and how that is known.

What the sensor confirmed counts, and so does what the person says, whether or not a sensor looked: this decides about
care, not about praise.  A stiff hip rolls too little to be seen, and whoever has one must not wait longer for help.
What was seen is told beside it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from monitor.coaching.exercises import Pillar
from monitor.coaching.plan import PlanTargets
from monitor.coaching.sessions import Ledger, PracticeResult

DILIGENT: Final = 0.6
"""Share of the plan from which practice is diligent (product default; the guide names no number)."""


@dataclass(frozen=True, slots=True)
class Adherence:
    """How much of the plan was practised.

    Attributes:
        share: 0 to 1, seen by the sensor or said by the person.
        seen: 0 to 1, of what the sensor saw.
    """

    share: float
    seen: float


def adherence(ledger: Ledger, targets: PlanTargets, first: date, weeks: int) -> Adherence:
    """How much of the plan was practised in so many weeks from a day on: of all pillars, or of stretches if more."""
    wanted = {
        Pillar.RELEASE: targets.massages_a_week,
        Pillar.LENGTHEN: 7 * targets.stretches_a_day,
        Pillar.STRENGTHEN: targets.strength_days,
    }
    shares: dict[Pillar, tuple[float, float]] = {}
    for pillar, number in wanted.items():
        if pillar in targets.unwanted:
            continue
        done = [0, 0]
        for week in range(weeks):
            monday = first + timedelta(days=7 * week)
            sessions = list(ledger.sessions(monday, monday + timedelta(days=6), pillar))
            seen = [(day, outcome) for day, outcome in sessions if outcome.result is PracticeResult.CONFIRMED]
            for index, some in enumerate((sessions, seen)):
                days = [day for day, _ in some]
                done[index] += min(number, len(days if pillar is Pillar.LENGTHEN else set(days)))
        shares[pillar] = done[0] / (weeks * number), done[1] / (weeks * number)
    if not shares:
        return Adherence(0.0, 0.0)
    means = [sum(share[index] for share in shares.values()) / len(shares) for index in (0, 1)]
    stretches = shares.get(Pillar.LENGTHEN, (0.0, 0.0))
    return Adherence(*(stretches if stretches[0] > means[0] else means))
