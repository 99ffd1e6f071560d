"""A clock that is put while sitmon runs, and a disk that hangs at that moment."""

import asyncio
import time
from types import SimpleNamespace

import pytest

from monitor import watching
from monitor.coaching.inputs import Action
from monitor.edges import host_clock
from monitor.edges.journal import Journal, JournalWriter
from monitor.edges.settings import read_settings
from monitor.history import CLOCK_SET
from monitor.watching import Watching
from tests.support.air import eventually
from tests.support.commands import Commands

HANGS_S = 0.6
LINK = SimpleNamespace(address=None)


async def longest_turn_s(work: asyncio.Task[bool]) -> float:
    """How long the loop stood still at most while this was done."""
    longest_s, before_s = 0.0, time.monotonic()
    while not work.done():
        await asyncio.sleep(0.01)
        longest_s, before_s = max(longest_s, time.monotonic() - before_s), time.monotonic()
    return longest_s


def hang(_writer: JournalWriter, _timeout_s: float) -> bool:
    """A flush that the disk does not answer."""
    time.sleep(HANGS_S)
    return False


def hang_reading(*_: object) -> None:
    """A journal that the disk does not give."""
    time.sleep(HANGS_S)


@pytest.fixture
async def run(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> Watching:
    """A run that has heard of a pause, and whose wall clock was then put an hour ahead."""
    run = Watching(read_settings(), None)
    run.feeding = asyncio.create_task(run._daemon.run(never()))
    await run._daemon.say(Action.PAUSE)
    ahead_s = host_clock.time.time() + 3600.0
    monkeypatch.setattr(host_clock.time, "time", lambda: ahead_s)
    yield run
    run.feeding.cancel()
    await asyncio.gather(run.feeding, return_exceptions=True)
    run._journal.close()


async def never():  # noqa: ANN201
    """A wearable that sends nothing."""
    await asyncio.sleep(3600.0)
    yield


async def test_it_goes_on_by_the_new_time_with_what_it_knew(run: Watching) -> None:
    """The clock is followed, the stages are new, and the pause stands."""
    before = run._daemon.pipeline
    assert await run._begin_anew(LINK)

    assert run._daemon.pipeline is not before
    assert run._daemon.pipeline.coach.paused_since_s is not None
    assert abs(run._clock.off_s()) < 30.0


async def test_the_journal_tells_that_the_clock_was_set(run: Watching) -> None:
    """What was kept before then is known to stand by another clock, however much time passes until the next start."""
    assert await run._begin_anew(LINK)
    run._journal.flush(5.0)

    with Journal(run._settings.storage.journal, read_only=True) as journal:
        told = journal.last(CLOCK_SET)
        assert told is not None
        assert told.body["after_input"] == journal.last_input()
        assert told.body["ahead_s"] == pytest.approx(-3600.0, abs=30.0)
    assert abs(told.time_s - host_clock.time.time()) < 30.0


@pytest.mark.parametrize("where", ["flush", "read"])
async def test_a_disk_that_hangs_holds_nobody_up(run: Watching, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop turns meanwhile, nothing is changed, and it is tried again later."""
    if where == "flush":
        monkeypatch.setattr(JournalWriter, "flush", hang)
    else:
        monkeypatch.setattr(watching, "_derive", hang_reading)
        monkeypatch.setattr(watching, "READ_S", 0.1)
    before = run._daemon.pipeline
    work = asyncio.create_task(run._begin_anew(LINK))

    assert await longest_turn_s(work) < HANGS_S / 2
    assert not work.result()
    assert run._daemon.pipeline is before
    assert run._clock.off_s() > 3000.0
    said = await run._daemon.say(Action.RESUME)
    assert run._daemon.pipeline.coach.paused_since_s is None
    assert "" == said.not_kept


async def test_the_end_meanwhile_costs_nothing_that_was_said(run: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped while the journal is read: what waits in line is heard all the same."""
    monkeypatch.setattr(watching, "_derive", hang_reading)
    begin = asyncio.create_task(run._begin_anew(LINK))
    await eventually(lambda: not run._daemon.may_feed.is_set())
    said = run._daemon.say(Action.RESUME)
    await asyncio.sleep(0.2)
    assert run._daemon.pipeline.coach.paused_since_s is not None
    run.feeding.cancel()
    await said
    begin.cancel()

    assert run._daemon.pipeline.coach.paused_since_s is None
