"""Who the coach speaks to, and by which rules: plain values that settings fill and replays repeat."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """A side of the body, or both."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of the person.

    Attributes:
        affected_side: which buttock hurts; None until the user said so.
        worn_leg: which leg wears the wearable; None if unknown or not on a leg.
        equipment: what is at hand, such as `"ball"`, `"mat"`.
        standing_opt_in: the standing variant is wanted (D13: locked until then).
        unstable_chair: the chair has wheels or is not sturdy (D1).
    """

    affected_side: Side | None = None
    worn_leg: Side | None = None
    equipment: frozenset[str] = frozenset()
    standing_opt_in: bool = False
    unstable_chair: bool = False


@dataclass(frozen=True, slots=True)
class NudgeRules:
    """When to speak.  All values are product defaults: the guide names no minutes.

    Attributes:
        limit_s: uninterrupted sitting before the first nudge (30 min; Diaz 2017, doi 10.7326/M17-0212,
            is observational; Duran 2023, doi 10.1249/MSS.0000000000003109, breaks each 30 min).
        ladder_s: waits between one nudge and the next while the body has not moved; the last repeats.
        snooze_s: how long one snooze lasts.
        carry_gap_s: a gap, non-wear or unknown up to this long neither adds to the sitting time nor ends it;
            a longer one starts the count anew.
        daily_cap: nudges a local day.
        quiet_start_min, quiet_end_min: quiet hours in minutes after local midnight; they may span midnight;
            equal means none.
    """

    limit_s: float = 1800.0
    ladder_s: tuple[float, ...] = (600.0, 900.0, 1200.0, 1800.0)
    snooze_s: float = 600.0
    carry_gap_s: float = 1800.0
    daily_cap: int = 12
    quiet_start_min: int = 22 * 60
    quiet_end_min: int = 7 * 60
