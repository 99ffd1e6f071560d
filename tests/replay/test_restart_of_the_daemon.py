"""The running sitmon, killed and started again amid a recording: the later events are those of a gap."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from monitor.edges.journal import Journal
from monitor.history import recall
from monitor.motion.arrivals import Arrival
from monitor.pipeline import Event, Gap, Pipeline
from monitor.posture.labels import PostureEpoch
from monitor.posture.mounting import MountingChange
from monitor.records import event_time_s
from monitor.running.daemon import Daemon
from tests.support.feeds import Kept, Screen, StillClock, arrivals, pipeline, source
from tests.support.stories import ZURICH

LOST = 16
"""So many GATT notifications of each part but the first are nobody's."""

LIFE = "walk:40s sit:200s stand:25s sit:150s walk:30s sit:240s off:60s sit:180s stand:40s"


async def watched(items: list[Arrival], cuts: list[int], *, restarts: bool) -> list[Event]:
    """All but seconds of a life that is cut into parts, with a restart between two of them, or with a gap alone."""
    events: list[Event] = []
    with TemporaryDirectory() as folder, Journal(Path(folder) / "journal.sqlite") as journal:
        stages: Pipeline | None = None
        for begin, end in zip([0, *cuts], [*cuts, len(items)], strict=True):
            part = items[begin + LOST * bool(begin) : end]
            if restarts or stages is None:
                stages = pipeline([])
                stages.remember(recall(journal, part[0].time_s, ZURICH))
            clock = StillClock(part[0].time_s)
            daemon = Daemon(stages, clock, ZURICH, Screen(), Kept(journal), watch=events.append)
            await daemon.run(source(part))
    return [event for event in events if not isinstance(event, PostureEpoch | MountingChange | Gap)]


@pytest.mark.parametrize("seed", range(6))
async def test_a_restart_amid_a_recording_is_a_gap(seed: int) -> None:
    """Bouts, nudges, outcomes and what was followed: each as after a gap of that length."""
    items = list(arrivals(LIFE))
    rng = random.Random(seed)
    cuts = sorted(rng.sample(range(60, len(items) - 60, 31), 2))

    gaps = await watched(items, cuts, restarts=False)
    restarts = await watched(items, cuts, restarts=True)

    by_time = lambda event: (event_time_s(event), type(event).__name__)  # noqa: E731
    assert sorted(gaps, key=by_time) == sorted(restarts, key=by_time)
