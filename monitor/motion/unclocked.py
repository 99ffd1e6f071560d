"""Samples of a wearable that sends no time: placed by their arrival, as far as that is honest.

Arrivals jitter by the connection interval and come in bursts, so they never become sample times.  They only hold
a steady timeline: each packet follows the one before, a little longer or shorter, so that the timeline keeps to
the mean arrival.  A packet much too late begins behind a gap.  One that would lie well after its own arrival
came in a burst: where it belongs nobody knows any more, and it is refused.
"""

from dataclasses import dataclass

ARRIVAL_DOUBT_S = 0.5
"""How far a packet may come from where it is expected (product default): twice the longest usual connection interval
and its retries.  Half an epoch, so that no posture is more than that misplaced."""

GAIN = 0.1
"""Share of that distance that one packet makes good (product default): a change is followed in ten packets."""

MAX_STRETCH = 0.1
"""Most that this changes the sample period: RC oscillators of cheap wearables are off by up to 5 %."""

HOLD_S = 2.0
"""How long a value that is sent on change is known to stand, while nothing comes (product default): the link is
probed after half of it, and the answer is the value once more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where samples go.

    Attributes:
        start_s: time of the first one.
        duration_s: from it to where the next packet's would begin.
        held: how many times the value before is to be repeated in front of them.
    """

    start_s: float
    duration_s: float
    held: int = 0


def place_by_arrival(end_s: float, arrival_s: float, count: int, sample_rate_hz: float, *, held: bool) -> Place | None:
    """Find the place of `count` samples, >= 1, that came at `arrival_s` behind a timeline that ends at `end_s`.

    Args:
        end_s: minus infinity at the beginning.
        arrival_s: when they came, UTC in POSIX seconds.
        count: how many they are.
        sample_rate_hz: nominal.
        held: they are sent when they change; until then the last one stands.

    Returns:
        None if they came in a burst and their time is not known.
    """
    nominal_s = count / sample_rate_hz
    late_s = arrival_s - (end_s + nominal_s)
    if late_s < -ARRIVAL_DOUBT_S:
        return None
    if late_s > (HOLD_S if held else ARRIVAL_DOUBT_S):
        return Place(max(arrival_s - nominal_s, end_s), nominal_s)
    repeats = max(0, round(late_s * sample_rate_hz)) if held else 0
    repeated_s, most_s = repeats / sample_rate_hz, MAX_STRETCH * nominal_s
    stretch_s = min(max(GAIN * (late_s - repeated_s), -most_s), most_s)
    return Place(end_s, nominal_s + repeated_s + stretch_s, repeats)
