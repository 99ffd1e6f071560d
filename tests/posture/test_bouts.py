"""Bouts tile the time that was seen, and nothing shorter than ten seconds counts."""

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.posture.bouts import BoutTracker
from monitor.posture.labels import Posture
from tests.support.motions import NAMES, bouts_of, seconds_of

RULES = [
    ("S20", "S20", "one posture is one bout"),
    ("S20 U9 S20", "S49", "nine seconds of standing are no break"),
    ("S20 U10 S20", "S20 U10 S20", "ten are one"),
    ("S20 U4 M7 S20", "S20 M11 S20", "a break is believed by its family, named after what it mostly was"),
    ("S20 M5 U5 S20", "S20 M10 S20", "of two that lasted alike the first gives the name"),
    ("S20 U5 S1 U5 S20", "S51", "a break that is interrupted begins anew"),
    ("S20 L9 S20", "S49", "nine seconds of lying are still the sitting"),
    ("S20 L10 S20", "S20 L10 S20", "ten are a bout of their own"),
    ("S20 L5 U5 S20", "S50", "lying and standing are no family"),
    ("U20 M9 U20", "U49", "a few steps are part of standing"),
    ("U20 M12 U20", "U20 M12 U20", "a walk is a bout of its own"),
    ("U3 S20", "S23", "what the input began with counts only if it lasts"),
    ("S4", "S4", "all that there is, is what there is"),
    ("S20 u12 S20", "S20 u12 S20", "unknown is never sitting"),
    ("S20 n12 S20", "S20 n12 S20", "non-wear is never sitting"),
    ("S20 u5 n5 S20", "S50", "unknown and non-wear do not add up to one another"),
    ("S20 .9 S20", "S49", "nine seconds that never came interrupt nothing"),
    ("S20 .10 S20", "S20 .10 S20", "ten do: a gap is neither sitting nor a break"),
    ("S20 U5 .12 U5 S20", "S25 .12 S25", "a break does not go on across a gap"),
    ("S20 .9 U20", "S29 U20", "a short gap belongs to what was before"),
]


def _line(written: str) -> str:
    return "".join(word[0] * int(word[1:]) for word in written.split())


@pytest.mark.parametrize(("seen", "told", "why"), RULES, ids=[rule[0] for rule in RULES])
def test_the_minimum_event_rule(seen: str, told: str, why: str) -> None:
    """The seconds on the left make the bouts on the right."""
    line, at = "", 0.0
    for bout in bouts_of(seconds_of(_line(seen))):
        line += "." * int(bout.start_s - at) + NAMES[bout.posture] * int(bout.duration_s)
        at = bout.end_s

    assert told == " ".join(f"{letter}{len(list(run))}" for letter, run in groupby(line)), why


@given(
    line=st.lists(st.tuples(st.sampled_from("SLUMnu."), st.integers(1, 30)), min_size=1, max_size=30),
    minimum_s=st.sampled_from([1.0, 5.0, 10.0]),
)
def test_bouts_tile_what_was_seen(line: list[tuple[str, int]], minimum_s: float) -> None:
    """Every second that came lies in exactly one bout; neighbours differ; only gaps of the minimum lie between."""
    epochs = seconds_of("".join(letter * count for letter, count in line))
    bouts = bouts_of(epochs, minimum_s)

    assert all(sum(bout.start_s <= epoch.start_s < bout.end_s for bout in bouts) == 1 for epoch in epochs)
    for before, after in pairwise(bouts):
        gap_s = after.start_s - before.end_s
        assert gap_s >= minimum_s or (gap_s == 0.0 and before.posture != after.posture)
    for position, bout in enumerate(bouts):
        ends_seen = position + 1 < len(bouts) and bouts[position + 1].start_s == bout.end_s
        assert bout.duration_s >= minimum_s or not ends_seen


def test_progress_tells_the_open_bout_second_by_second() -> None:
    """The open bout grows with each second; a change shows in the posture first, in the bout when it is believed."""
    tracker, told = BoutTracker(), []
    assert tracker.progress() is None
    for epoch in seconds_of(_line("S12 U11")):
        tracker.feed(epoch)
        progress = tracker.progress()
        if progress is not None:
            told.append((NAMES[progress.posture], NAMES[progress.bout.posture], progress.bout.duration_s))
            assert epoch.end_s == progress.time_s == progress.bout.end_s

    assert ("S", "S", 12.0) == told[11]
    assert ("U", "S", 21.0) == told[20]
    assert ("U", "U", 10.0) == told[21]
    assert ("U", "U", 11.0) == told[22]


def test_after_the_end_a_tracker_begins_anew() -> None:
    """Nothing of the old input is left."""
    tracker = BoutTracker()
    for epoch in seconds_of("S" * 20):
        tracker.feed(epoch)

    assert [Posture.SITTING] == [bout.posture for bout in tracker.finish()]
    assert tracker.progress() is None
    assert [] == tracker.finish()
