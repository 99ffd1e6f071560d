"""The same decisions however the input comes: one by one, cut anywhere, or live through the daemon."""

from dataclasses import replace
from datetime import UTC
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli.replay import replay
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.journal import Journal
from monitor.edges.recordings import RecordingWriter, read_past, read_recording, write_past
from monitor.history import recall
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import SampleAssembler, SampleBlock
from monitor.pipeline import Event, Gap
from monitor.posture.bouts import Bout
from monitor.running.daemon import Daemon
from tests.support.feeds import START_S, Kept, Screen, StillClock, arrivals, pipeline, source
from tests.support.motions import cut_samples
from tests.support.recordings import ABOUT

pytestmark = pytest.mark.slow

LATER_S = 300.0
"""How long after the first run the second one begins."""

MORNING = "walk:20s sit:150s figure4-left:40s stand:20s gap:40s sit:140s off:30s sit:40s"


def fed(items: list[Arrival | SampleBlock | UserAction | ContextChange]) -> list[Event]:
    """Everything that new stages make of these inputs, fed one by one."""
    stages = pipeline()
    return [*(event for item in items for event in stages.feed(item)), *stages.finish()]


@cache
def blocks() -> list[SampleBlock]:
    """The morning as sample blocks, as they come out of arrivals."""
    assembler = SampleAssembler()
    made = [one for arrival in arrivals(MORNING) for one in assembler.feed(arrival)]
    return [one for one in made if isinstance(one, SampleBlock)]


@cache
def expected() -> list[Event]:
    """What the morning's blocks lead to, uncut."""
    return fed([*blocks()])


def test_the_morning_has_something_of_everything() -> None:
    """The input of this file makes gaps, bouts, nudges and outcomes, or the rest would prove little."""
    kinds = {type(event).__name__ for event in expected()}

    assert {
        "PostureEpoch",
        "MountingChange",
        "Bout",
        "Gap",
        "Nudge",
        "Recommendation",
        "Outcome",
        "PracticeOutcome",
    } == kinds


def test_arrivals_and_their_blocks_agree() -> None:
    """Packet by packet or as blocks of samples: the same events."""
    assert expected() == fed([*arrivals(MORNING)])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 24)), max_size=30))
def test_blocks_cut_anywhere(cuts: list[tuple[int, int]]) -> None:
    """Each block may come in any pieces; nothing changes, not the last bit."""
    at: dict[int, list[int]] = {}
    for number, cut in cuts:
        at.setdefault(number % len(blocks()), []).append(cut)
    pieces = [piece for number, block in enumerate(blocks()) for piece in cut_samples(block, at.get(number, []))]

    assert expected() == fed([*pieces])


def test_sample_by_sample() -> None:
    """The smallest pieces that there are, as a slow wearable would send them."""
    head = blocks()[:60]
    pieces = [piece for block in head for piece in cut_samples(block, range(1, len(block.xyz_g)))]

    assert len(pieces) > 10 * len(head)
    assert fed([*head]) == fed([*pieces])


@settings(max_examples=10)
@given(st.lists(st.integers(1, 200), max_size=5, unique=True))
def test_what_was_decided_stays_decided(ends: list[int]) -> None:
    """The events of the first part are the first events of the whole: no later input takes one back."""
    items = arrivals(MORNING)
    stages, told = pipeline(), 0
    whole: list[Event] = []
    for number, item in enumerate(items):
        whole += stages.feed(item)
        if number in ends:
            short = pipeline()
            part = [event for one in items[: number + 1] for event in short.feed(one)]
            assert part == whole[: len(part)] == whole
            told += 1
    assert told == sum(end < len(items) for end in ends)


async def test_live_is_replayed(tmp_path: Path) -> None:
    """The daemon's events, with what people said meanwhile, come again from the recording that it wrote."""
    live: list[Event] = []
    clock = StillClock()
    said = {60: Action.START, 100: Action.SNOOZE, 170: Action.RED_FLAG}

    def _watch(event: Event) -> None:
        live.append(event)
        second = len(live)
        clock.time_s = START_S + second
        if second in said:
            daemon.say(said[second], "leg-weakness" if said[second] is Action.RED_FLAG else "")

    with RecordingWriter(tmp_path / "r", ABOUT) as recording:
        daemon = Daemon(pipeline(), clock, UTC, Screen(), recording=recording, watch=_watch, finishes=True)
        daemon.change(Context.MEETING, active=False)
        await daemon.run(source(arrivals(MORNING), pause_every=1))

    assert live == list(replay(tmp_path / "r", pipeline()))
    kept = [item for item in read_recording(tmp_path / "r") if isinstance(item, UserAction)]
    assert sorted(said.values()) == sorted(item.action for item in kept)
    assert any(isinstance(event, Gap) for event in live)


async def test_live_over_a_bad_radio_is_replayed(tmp_path: Path) -> None:
    """Losses are replayed as they were."""
    live: list[Event] = []
    with RecordingWriter(tmp_path / "r", ABOUT) as recording:
        daemon = Daemon(pipeline(), StillClock(), UTC, Screen(), recording=recording, watch=live.append, finishes=True)
        await daemon.run(source(arrivals(MORNING, loss=0.1)))

    assert live == list(replay(tmp_path / "r", pipeline()))
    assert live != expected()


async def test_a_run_after_another_one_is_replayed(tmp_path: Path) -> None:
    """What a second run decides, with the first one's journal behind it, comes again from what it wrote beside."""
    with Journal(tmp_path / "journal.sqlite") as journal:
        first = Daemon(pipeline(), StillClock(), UTC, Screen(), Kept(journal))
        await first.run(source(arrivals("walk:20s sit:150s")))
        later_s = START_S + LATER_S
        past = recall(journal, later_s, UTC)
    live: list[Event] = []
    again = [replace(one, time_s=one.time_s + LATER_S) for one in arrivals(MORNING)]
    with RecordingWriter(tmp_path / "r", ABOUT) as recording:
        write_past(tmp_path / "r", past)
        clock = StillClock(later_s)
        daemon = Daemon(pipeline(past), clock, UTC, Screen(), recording=recording, watch=live.append, finishes=True)
        await daemon.run(source(again))
    replayed = list(replay(tmp_path / "r", pipeline(read_past(tmp_path / "r"))))

    assert any(isinstance(event, Bout) and event.start_s < later_s for event in live)
    assert live == replayed
