"""The running sitmon, stopped and started again amid a recording: the later events are those of a gap."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from firmware_protocol import INFO_UUID
from monitor.assembly import build_pipeline
from monitor.coaching.profile import Profile, Side
from monitor.edges.journal import Journal
from monitor.history import recall
from monitor.motion.arrivals import Arrival
from monitor.pipeline import Event, Gap
from monitor.posture.labels import PostureEpoch
from monitor.posture.mounting import MountingChange
from monitor.records import event_time_s
from monitor.running.daemon import Daemon
from tests.support.feeds import POSED, RULES, Kept, Screen, StillClock, arrivals, source
from tests.support.stories import ZURICH

pytestmark = pytest.mark.slow

LIFE = "walk:40s sit:200s stand:25s sit:150s walk:30s sit:240s off:60s sit:180s stand:40s"
LOST = 16
"""So many GATT notifications between two parts are nobody's: half a minute."""


def parts(cuts: list[int]) -> list[list[Arrival]]:
    """A life in parts; each begins with what a link reads first."""
    items = list(arrivals(LIFE))
    info = next(item for item in items if item.characteristic == INFO_UUID)
    found = [items[: cuts[0]]]
    for begin, end in zip(cuts, [*cuts[1:], len(items)], strict=True):
        part = items[begin + LOST : end]
        found.append([replace(info, time_s=part[0].time_s - 0.01), *part])
    return found


async def lived(journal: Journal, pieces: list[list[Arrival]]) -> list[Event]:
    """Each piece watched by a daemon of its own, which begins with what was kept; all but seconds."""
    events: list[Event] = []
    found = [POSED]
    for piece in pieces:
        past = recall(journal, piece[0].time_s, ZURICH)
        stages = build_pipeline(Profile(Side.LEFT, Side.LEFT), RULES, ZURICH, found[-1], past)
        daemon = Daemon(stages, StillClock(piece[0].time_s), ZURICH, Screen(), Kept(journal), watch=events.append)
        daemon.keep_mounting = found.append
        await daemon.run(source(piece))
    told = [event for event in events if not isinstance(event, PostureEpoch | MountingChange | Gap)]
    return sorted(told, key=lambda event: (event_time_s(event), type(event).__name__))


@pytest.mark.parametrize("seed", range(6))
async def test_a_restart_amid_a_recording_is_a_gap(seed: int, tmp_path: Path) -> None:
    """Bouts, nudges, outcomes and what was followed: each as after a gap of that length."""
    pieces = parts(sorted(random.Random(seed).sample(range(60, 420, 31), 2)))

    with Journal(tmp_path / "gaps") as journal:
        gaps = await lived(journal, [[item for piece in pieces for item in piece]])
    with Journal(tmp_path / "restarts") as journal:
        restarts = await lived(journal, pieces)

    assert gaps == restarts
