"""The one way through the house: five stages, one call."""

from dataclasses import replace
from datetime import UTC

import numpy as np
import pytest

from firmware_protocol import STREAM_UUID
from monitor.coaching.inputs import Action, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome, Result
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import Card, SafetyNotice
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected, SampleBlock
from monitor.pipeline import Event, Gap, classify_blocks
from monitor.posture.bouts import Bout
from monitor.posture.classifier import classifier_for
from monitor.posture.labels import Posture, PostureEpoch
from monitor.posture.mounting import X_AXIS, Change, Mounting, MountingChange
from monitor.records import event_time_s, record_of
from monitor.terminal.narrate import narrate
from tests.support.feeds import START_S, arrivals, pipeline
from tests.support.words import WORDS

SITTING_G = [0.0, 0.0, 1.0]
STANDING_G = [1.0, 0.0, 0.0]


def block(start_s: float, seconds: int, direction_g: list[float], rate_hz: float = 20.0) -> SampleBlock:
    """Samples of a thigh that nearly holds still: as still as a living one."""
    n = round(seconds * rate_hz)
    felt_g = np.tile(direction_g, (n, 1)) + 0.004 * np.random.default_rng(int(start_s) % 1000).standard_normal((n, 3))
    felt_g[:: round(30 * rate_hz)] += 0.2  # now and then it twitches
    return SampleBlock(START_S + start_s, rate_hz, felt_g)


def run(*items: Arrival | SampleBlock | UserAction) -> list[Event]:
    """Everything that new stages make of these inputs."""
    stages = pipeline()
    return [*(event for item in items for event in stages.feed(item)), *stages.finish()]


def of(events: list[Event], kind: type[Event]) -> list[Event]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def test_who_shifts_every_minute_still_sits() -> None:
    """A quarter of an hour in ever another place on the chair is one bout, with its shifts, and no break (A4)."""
    rolled_g = [0.0, np.sin(np.radians(7.0)), np.cos(np.radians(7.0))]
    minutes = [block(60.0 * minute, 60, rolled_g if minute % 2 else SITTING_G) for minute in range(15)]
    (bout,) = of(run(*minutes), Bout)

    assert bout == Bout(Posture.SITTING, START_S, START_S + 900.0, shifts=14)
    assert 14 == record_of(bout, UTC)["shifts"]
    assert ["08:15:00  sitting   15 min, 14 shifts, since 08:00:00"] == list(narrate(bout, replace(WORDS, zone=UTC)))


def test_from_samples_to_an_outcome() -> None:
    """Sitting too long is a nudge with its recommendation at once, standing up then its outcome."""
    events = run(block(0, 130, SITTING_G), block(130, 30, STANDING_G), block(160, 20, SITTING_G))

    (nudge,), (recommendation,), (outcome,) = (of(events, kind) for kind in (Nudge, Recommendation, Outcome))
    assert event_time_s(nudge) == event_time_s(recommendation) == START_S + 120.0
    assert isinstance(outcome, Outcome)
    assert (Result.VERIFIED, 10.0, 30.0) == (outcome.result, outcome.latency_s, outcome.break_s)
    assert [Posture.SITTING, Posture.STANDING, Posture.SITTING] == [
        bout.posture for bout in of(events, Bout) if isinstance(bout, Bout)
    ]


def test_each_second_is_told_once() -> None:
    """Epochs tile the time that was seen, in order."""
    starts_s = [event_time_s(event) for event in of(run(block(0, 60, SITTING_G)), PostureEpoch)]

    assert [START_S + second for second in range(60)] == starts_s


@pytest.mark.parametrize("gap_s", [1, 9, 10, 600])
def test_a_gap_is_told_and_never_filled(gap_s: int) -> None:
    """However long: one gap from the last second before to the first after it, and no epoch within."""
    events = run(block(0, 30, SITTING_G), block(30 + gap_s, 30, SITTING_G))

    assert [Gap(START_S + 30.0, START_S + 30.0 + gap_s)] == of(events, Gap)
    assert 60 == len(of(events, PostureEpoch))


@pytest.mark.parametrize(("gap_s", "bouts"), [(9, 1), (10, 2)])
def test_a_gap_ends_a_bout_once_it_could_hide_one(gap_s: int, bouts: int) -> None:
    """A gap shorter than the minimum event is bridged, a longer one parts two bouts."""
    events = run(block(0, 30, SITTING_G), block(30 + gap_s, 30, SITTING_G))

    assert bouts == len(of(events, Bout))


def test_garbage_is_rejected_and_changes_nothing() -> None:
    """Foreign bytes among the arrivals are told, each; everything else is as if they had not come."""
    clean = arrivals("sit:40s")
    dirty = [one for arrival in clean for one in (arrival, Arrival(arrival.time_s, STREAM_UUID, b"\x00garbage"))]
    events = run(*dirty)

    assert len(clean) == len(of(events, Rejected))
    assert run(*clean) == [event for event in events if not isinstance(event, Rejected)]


def test_an_unknown_characteristic_is_no_fault() -> None:
    """What other services send is passed over in silence."""
    foreign = Arrival(START_S, "0000ffff-0000-1000-8000-00805f9b34fb", b"hello")

    assert [] == run(foreign)


def test_what_people_say_is_heard_at_once() -> None:
    """A red flag answers before the next sample comes, and nothing is said after it."""
    said = UserAction(START_S + 60.0, Action.RED_FLAG, "leg-weakness")
    stages = pipeline()
    stages.feed(block(0, 60, SITTING_G))

    assert [SafetyNotice(START_S + 60.0, "leg-weakness", Card.URGENT)] == stages.feed(said)
    assert [] == of(stages.feed(block(60, 200, SITTING_G)), Nudge)


def test_a_pose_counts_from_then_on() -> None:
    """What was sitting is standing once a pose has told how it sits."""
    posed = UserAction(START_S + 60.0, Action.POSE, Mounting((0.0, 0.0, 1.0)).as_text())
    items = [block(0.0, 60, SITTING_G), posed, block(60.0, 60, SITTING_G)]

    events = run(*items)

    (change,) = of(events, MountingChange)
    epochs = {event.start_s - START_S: event.posture for event in events if isinstance(event, PostureEpoch)}
    assert (Change.POSED, (0.0, 0.0, 1.0)) == (change.change, change.mounting.axis)
    assert 90.0 == pytest.approx(change.turned_deg)
    assert {Posture.SITTING} == {posture for at, posture in epochs.items() if at < 59.0}
    assert {Posture.STANDING} == {posture for at, posture in epochs.items() if at > 62.0}


def test_who_overhears_the_samples_hears_them_all() -> None:
    """Each block once, as it was; and the decisions are the same."""
    blocks = [block(30.0 * part, 30, SITTING_G) for part in range(4)]
    heard: list[SampleBlock] = []
    overheard, alone = pipeline(), pipeline()
    overheard.sample_listener = heard.append

    events = [[event for one in blocks for event in stages.feed(one)] for stages in (overheard, alone)]

    assert blocks == heard
    assert events[0] == events[1]


def test_nothing_in_nothing_out() -> None:
    """Without input nothing happens, at the end neither."""
    assert [] == run()


def test_two_pipelines_share_nothing() -> None:
    """What one was fed does not show in another."""
    one, other = pipeline(), pipeline()
    one.feed(block(0, 130, SITTING_G))

    assert other.bouts.progress() is None
    assert 0.0 == other.coach.sitting_s
    assert 130.0 - 1.0 <= one.coach.sitting_s <= 130.0


def test_the_lower_half_agrees_with_the_whole() -> None:
    """Samples alone get the postures that the whole pipeline gives them."""
    blocks = [block(0, 50, SITTING_G), block(50, 30, STANDING_G), block(100, 20, SITTING_G)]
    alone = [epoch for part in classify_blocks(blocks, classifier_for(X_AXIS)) for epoch in part.epochs()]

    assert of(run(*blocks), PostureEpoch) == alone
