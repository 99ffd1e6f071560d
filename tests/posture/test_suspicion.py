"""What a desk told is known to be one, once, and no second more is taken back than was told."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.posture.bouts import MINIMUM_EVENT_S, Bout, BoutTracker
from monitor.posture.labels import MUTE_S, SUSPECT_S, Posture, PostureEpoch
from monitor.posture.suspicion import OffBodySuspicion, Unworn
from tests.support.stories import Story, at

SITTING, WALKING, UNKNOWN = Posture.SITTING, Posture.MOVING, Posture.UNKNOWN
BODILY = frozenset(Posture)


def second(end_s: float, still_s: int = 0, *, stirs: bool = False, posture: Posture = SITTING) -> PostureEpoch:
    """A second that ends then."""
    return PostureEpoch(end_s - 1.0, posture, 1.0, still_s, stirs=stirs)


def bouts(day: Story) -> list[tuple[Posture, float, float]]:
    """The bouts of a story, from nine o'clock."""
    tracker = BoutTracker()
    told: list[Bout] = [bout for epoch in day.epochs for bout in tracker.feed(epoch)] + tracker.finish()
    return [(bout.posture, bout.start_s - at("09:00"), bout.end_s - at("09:00")) for bout in told]


def test_doubt_begins_after_a_still_minute_and_ends_with_a_stir() -> None:
    """Since the still run began; a mere end of the run is no stir."""
    doubt = OffBodySuspicion()
    told = [doubt.feed(second(float(end_s), end_s if end_s >= MUTE_S else 0)) for end_s in range(1, 100)]

    assert ({None}, 0.0) == (set(told), doubt.since_s)
    assert (None, 0.0) == (doubt.feed(second(100.0)), doubt.since_s)
    assert (None, None) == (doubt.feed(second(101.0, stirs=True)), doubt.since_s)


def test_a_desk_is_told_once() -> None:
    """Also if the first that is heard of it is that it is one; the next desk is told again."""
    doubt = OffBodySuspicion()

    assert Unworn(700.0, ()) == doubt.feed(second(1000.0, SUSPECT_S))
    assert (None, None) == (doubt.feed(second(1001.0, SUSPECT_S + 1)), doubt.since_s)
    assert (None, None) == (doubt.feed(second(1002.0, stirs=True)), doubt.since_s)
    found = doubt.feed(second(1100.0 + SUSPECT_S, SUSPECT_S))
    assert (1100.0, 0.0) == (found.since_s, found.told_s(BODILY)) if found else None


def test_only_what_was_told_is_taken_back() -> None:
    """Once, no second more, and of the postures that are asked for."""
    doubt = OffBodySuspicion()
    for end_s in range(1, 1000, 2):
        doubt.feed(second(float(end_s), posture=SITTING if end_s < 980 else WALKING))
    found = doubt.feed(second(1200.0, SUSPECT_S, posture=UNKNOWN))

    assert found is not None
    assert (50.0, 40.0, 10.0) == (found.told_s(BODILY), found.told_s({SITTING}), found.told_s({WALKING}))
    assert 25.0 == found.told_s(BODILY, since_s=950.0)
    again = doubt.feed(second(1201.0, 0, stirs=True)) or doubt.feed(second(1501.0, SUSPECT_S))
    assert (1201.0, 0.0) == (again.since_s, again.told_s(BODILY)) if again else None


def test_a_sitting_bout_ends_where_the_strap_was_laid_down() -> None:
    """26 min of sitting, then a desk for 12 min: 1560 s, not the 1860 that were told before it was known."""
    day = Story(lambda _: []).walk(minutes=1).stir(seconds=1560).rest(SITTING, minutes=12).walk(minutes=1)

    assert [
        (WALKING, 0.0, 60.0),
        (SITTING, 60.0, 1620.0),
        (UNKNOWN, 1620.0, 2219.0),
        (Posture.NON_WEAR, 2219.0, 2340.0),
        (WALKING, 2340.0, 2400.0),
    ] == bouts(day)


def test_a_bout_of_nothing_but_a_desk_is_none() -> None:
    """Who walked, and laid the strap down, has not sat; four still minutes that end with a stir are sitting."""
    walked = Story(lambda _: []).walk(minutes=1).rest(SITTING, minutes=6)
    still = Story(lambda _: []).stir(seconds=60).rest(SITTING, minutes=4).stir(seconds=60)

    assert [(WALKING, 0.0, 60.0), (UNKNOWN, 60.0, 420.0)] == bouts(walked)
    assert [(SITTING, 0.0, 360.0)] == bouts(still)


@given(st.lists(st.tuples(st.integers(int(MINIMUM_EVENT_S), 400), st.integers(0, 700)), min_size=1, max_size=6))
def test_bouts_hold_what_was_sat_to_the_second_and_nothing_of_a_desk(steps: list[tuple[int, int]]) -> None:
    """Stillness that was ended by a stir in time is sitting; a desk adds nothing, and bouts go on without a hole."""
    day, sat_s = Story(lambda _: []), 0.0
    for sits_s, rests_s in steps:
        day.stir(seconds=sits_s).rest(SITTING, seconds=rests_s).stir(seconds=MINIMUM_EVENT_S)
        sat_s += sits_s + MINIMUM_EVENT_S + (rests_s if rests_s < SUSPECT_S else 0)
    told = bouts(day)

    assert sat_s == sum(end_s - start_s for posture, start_s, end_s in told if posture is SITTING)
    assert [end_s for _, _, end_s in told[:-1]] == [start_s for _, start_s, _ in told[1:]]
