"""Who the coach speaks to, and by which rules: plain values that settings fill and replays repeat."""

import math
from dataclasses import dataclass
from enum import StrEnum

from monitor.coaching.hours import Hours, Span, Week

HOLD_RANGE_S = (30.0, 60.0)
"""Shortest and longest hold of a stretch or of steady pressure, as the guide has it."""


REPEATS_RANGE = (1, 5)
"""How often a stretch may be repeated (product default: the guide names no number)."""


class Side(StrEnum):
    """A side of the body, or both."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> "Side":
        """The opposite side; both stays both."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, self)


def next_side(affected: Side | None, last: Side | None, worn_leg: Side | None) -> Side:
    """Whose turn it is: the affected side; else both in turn, beginning where the wearable can see it."""
    if affected in (Side.LEFT, Side.RIGHT):
        return affected
    return last.other if last is not None else Side.RIGHT if worn_leg is Side.RIGHT else Side.LEFT


def check_hold_s(hold_s: float) -> None:
    """Refuse a hold outside the guide's range.

    Raises:
        ValueError: `hold_s` is not within 30 to 60 s; one line that says so and why.
    """
    shortest_s, longest_s = HOLD_RANGE_S
    if not shortest_s <= hold_s <= longest_s:
        raise ValueError(
            f"a hold of {hold_s:g} s is not possible: the guide this follows says {shortest_s:g} to {longest_s:g} s"
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of the person.

    Attributes:
        affected_side: which buttock hurts; None until the user said so.
        worn_leg: which leg wears the wearable; None if unknown or not on a leg.
        equipment: what is at hand, such as `"ball"`, `"mat"`.
        standing_opt_in: the standing variant is wanted (D13: locked until then).
        unstable_chair: the chair has wheels or is not sturdy (D1).
        hold_s: how long a stretch is held, 30 to 60 (D7); 45, the middle of that, is a product default.
        repeats: how often a stretch is held in one session, each side by itself; 2 is a product default.
        room: where there is room by day beside the chair and a wall: `"floor"`, `"bed"`.
        wear_site: where the wearable is worn.

    Raises:
        ValueError: `hold_s` is outside the guide's range, or `repeats` outside ours.
    """

    affected_side: Side | None = None
    worn_leg: Side | None = None
    equipment: frozenset[str] = frozenset()
    standing_opt_in: bool = False
    unstable_chair: bool = False
    hold_s: float = 45.0
    repeats: int = 2
    room: frozenset[str] = frozenset()
    wear_site: str = "thigh"

    def __post_init__(self) -> None:
        check_hold_s(self.hold_s)
        fewest, most = REPEATS_RANGE
        if not fewest <= self.repeats <= most:
            raise ValueError(f"a stretch is repeated {fewest} to {most} times, not {self.repeats}")


@dataclass(frozen=True, slots=True)
class NudgeRules:
    """When to speak.  All values are product defaults: the guide names no minutes.

    Attributes:
        limit_s: uninterrupted sitting before the first nudge (30 min; Diaz 2017, doi 10.7326/M17-0212,
            is observational; Duran 2023, doi 10.1249/MSS.0000000000003109, breaks each 30 min).
        ladder_s: waits between one nudge and the next while the body has not moved; the last repeats.
        snoozes_s: how long each snooze of one sitting lasts; there are no more until the body has moved.
        skips: skips a local day.
        window_s: how long a nudge that is due waits for a natural pause: hands that rest, or a shift in the chair.
        carry_gap_s: a gap, non-wear or unknown up to this long neither adds to the sitting time nor ends it;
            a longer one starts the count anew.
        daily_cap: what is heard in a local day at most, see `monitor.coaching.budget`.
        quiet, working, lunch: see `monitor.coaching.hours.Hours`.
        load_limit_s: sitting of a day that moving has not paid back, after which a nudge comes even before the limit of
            this sitting; infinite: never.
        evening: when the plan may ask by itself for what needs room to lie down, once a day; empty for never.
        cooldown_s: least time between two nudges, whatever lies between them.
        settle_s: sitting that must be seen after a gap, non-wear or unknown of 10 s or more before a nudge, so that
            none comes out of a gap.

    Raises:
        ValueError: a time that must be above zero is not, the ladder has no rung, or hours are none.
    """

    limit_s: float = 1800.0
    ladder_s: tuple[float, ...] = (600.0, 900.0, 1200.0, 1800.0)
    snoozes_s: tuple[float, ...] = (600.0, 600.0, 300.0)
    skips: int = 4
    window_s: float = 60.0
    carry_gap_s: float = 1800.0
    daily_cap: int = 12
    quiet: Span = (22 * 60, 7 * 60)
    working: Week = ()
    lunch: Span = (0, 0)
    load_limit_s: float = math.inf
    evening: Span = (18 * 60 + 30, 21 * 60 + 30)
    cooldown_s: float = 300.0
    settle_s: float = 60.0

    def __post_init__(self) -> None:
        waits_s = (self.limit_s, *self.snoozes_s, *self.ladder_s)
        if not self.ladder_s or not self.snoozes_s or not all(wait_s > 0.0 for wait_s in waits_s):
            raise ValueError("limit_s and each of at least one ladder_s and snoozes_s must be above zero")
        self.hours  # noqa: B018  refuses hours that are none

    @property
    def hours(self) -> Hours:
        """The hours in which to speak."""
        return Hours(self.quiet, self.working, self.lunch)
