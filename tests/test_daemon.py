"""The loop that runs all day: what comes is kept and fed, what happens is kept and shown, and nothing stops it."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncGenerator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from firmware_protocol import BATTERY_LEVEL_UUID, STREAM_UUID
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.nudges import Nudge
from monitor.coaching.outcomes import Outcome
from monitor.coaching.recommend import Recommendation
from monitor.coaching.safety import SafetyNotice
from monitor.edges.journal import Entry, InputEntry, Journal, JournalWriter, Trouble
from monitor.edges.link.incidents import LinkNotice
from monitor.edges.link.machine import LinkHealth, LinkState
from monitor.edges.recordings import RecordingWriter, read_recording
from monitor.errors import RecordingError, WearableError
from monitor.history import recall
from monitor.motion.arrivals import Arrival
from monitor.motion.samples import Rejected
from monitor.pipeline import Event
from monitor.posture.bouts import Bout
from monitor.posture.classifier import classifier_for
from monitor.posture.labels import Posture, PostureEpoch, Relabel
from monitor.posture.mounting import Change, Mounting, MountingChange
from monitor.running.daemon import QUEUE_ARRIVALS, Daemon
from tests.support.air import eventually
from tests.support.feeds import RULES, START_S, Kept, Screen, StillClock, arrivals, pipeline, source
from tests.support.recordings import ABOUT
from tests.support.simulated_time import SimulatedClock, run_simulated

SIT = "sit:150s stand:20s sit:30s"
GARBAGE = Arrival(START_S, STREAM_UUID, b"\xff\xff")


class Watched:
    """A daemon whose events are remembered; it goes to the end of what it watches, unless it is told otherwise."""

    def __init__(self, **parts: object) -> None:
        self.screen = Screen()
        self.events: list[Event] = []
        self.complaints: list[str] = []
        self.daemon = Daemon(
            pipeline(),
            StillClock(),
            UTC,
            self.screen,
            watch=self.events.append,
            complain=self.complaints.append,
            **({"finishes": True} | parts),  # type: ignore[arg-type]
        )

    def of(self, kind: type[object]) -> list[object]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


async def test_what_comes_is_decided_about_and_shown() -> None:
    """Two minutes of sitting are a nudge, its recommendation is shown, and the last bout is closed at the end."""
    watched = Watched()
    await watched.daemon.run(source(arrivals(SIT)))

    assert 1 == len(watched.of(Nudge))
    assert watched.of(Recommendation) == watched.screen.shown
    bouts = [bout.posture for bout in watched.of(Bout) if isinstance(bout, Bout)]
    assert [Posture.SITTING, Posture.STANDING, Posture.SITTING] == bouts


async def test_the_journal_and_the_recording_keep_all_of_it(tmp_path: Path) -> None:
    """The recording holds every input, the journal every event but the epochs, which it counts by the minute."""
    with Journal(tmp_path / "journal") as journal, RecordingWriter(tmp_path / "r", ABOUT) as recording:
        watched = Watched(journal=Kept(journal), recording=recording)
        await watched.daemon.run(source(arrivals(SIT)))
        rows = list(journal.events())
        minutes = list(journal.minutes())

    assert list(arrivals(SIT)) == [item for item in read_recording(tmp_path / "r") if isinstance(item, Arrival)]
    not_epochs = [event for event in watched.events if not isinstance(event, PostureEpoch)]
    assert len(not_epochs) == len(rows)
    assert {"bout", "mounting", "nudge", "recommendation", "outcome", "practice"} == {row.kind for row in rows}
    epochs = watched.of(PostureEpoch)
    assert len(epochs) == sum(sum(minute.seconds.values()) for minute in minutes)


async def test_a_strap_on_a_desk_is_relabelled_back_in_the_journal(tmp_path: Path) -> None:
    """After ten still minutes the whole stillness is non-wear, also its first minutes; a nudge never came of it."""
    with Journal(tmp_path / "journal") as journal:
        watched = Watched(journal=Kept(journal))
        await watched.daemon.run(source(arrivals("sit:30s off:15m")))
        minutes = list(journal.minutes())
        (row,) = journal.events("relabel")

    (relabel,) = [event for event in watched.events if isinstance(event, Relabel)]
    assert START_S + 30.0 <= relabel.start_s <= START_S + 45.0
    assert relabel.end_s == row.time_s
    assert "non-wear" == row.body["posture"]
    seconds = sum((Counter(minute.seconds) for minute in minutes), Counter())
    told = [event.posture for event in watched.events if isinstance(event, PostureEpoch)]
    assert relabel.end_s - relabel.start_s + told.count(Posture.NON_WEAR) == seconds[Posture.NON_WEAR]
    assert told[round(relabel.end_s - START_S) :].count(Posture.UNKNOWN) == seconds[Posture.UNKNOWN]
    assert [] == watched.of(Nudge)


async def test_a_nudge_that_was_shown_is_delivered(tmp_path: Path) -> None:
    """The desktop's word is fed and recorded like any other, so a replay knows it too."""
    with RecordingWriter(tmp_path / "r", ABOUT) as recording:
        watched = Watched(recording=recording)
        watched.screen.delay_s = 0.0
        await watched.daemon.run(source(arrivals(SIT), pause_every=1))
    (outcome,) = watched.of(Outcome)
    delivered = [item for item in read_recording(tmp_path / "r") if isinstance(item, UserAction)]

    assert [(Action.DELIVERED, "screen")] == [(item.action, item.detail) for item in delivered]
    assert isinstance(outcome, Outcome)
    assert outcome.stages.delivered


async def test_a_strap_that_sits_otherwise_is_kept_and_told_once() -> None:
    """Put on the other way round, the first walk shows it: the user is told, and the next run begins with it."""
    kept: list[Mounting] = []
    watched = Watched(keep_mounting=kept.append)
    watched.daemon.pipeline.classifier = classifier_for(Mounting((-1.0, 0.0, 0.0)))
    await watched.daemon.run(source(arrivals("walk:60s sit:90s")))
    (turned,) = [change for change in watched.of(MountingChange) if change.change is Change.TURNED]

    assert ["The strap sits otherwise than before"] == [notice.title for notice in watched.screen.shown]
    assert turned.mounting in kept
    assert kept[-1].forward is not None  # from a minute of sitting


async def test_what_cannot_be_kept_of_the_strap_is_said_and_watching_goes_on() -> None:
    """One line, however often."""

    def keep(_: Mounting) -> None:
        raise WearableError("mountings.json cannot be written (disk full)")

    watched = Watched(keep_mounting=keep)
    await watched.daemon.run(source(arrivals("walk:60s sit:90s")))

    assert ["mountings.json cannot be written (disk full)"] == watched.complaints
    assert watched.of(Bout)


async def test_what_people_say_is_kept_and_fed(tmp_path: Path) -> None:
    """A red flag through the daemon is in the journal and the recording, silences the rest, and shows its notice."""
    with Journal(tmp_path / "journal") as journal, RecordingWriter(tmp_path / "r", ABOUT) as recording:
        watched = Watched(journal=Kept(journal), recording=recording)
        watched.daemon.say(Action.RED_FLAG, "leg-weakness")
        await watched.daemon.run(source(arrivals(SIT)))
        inputs = list(journal.inputs())

    said = UserAction(START_S, Action.RED_FLAG, "leg-weakness")
    assert [said] == inputs
    assert said in read_recording(tmp_path / "r")
    assert [] == watched.of(Nudge)
    assert watched.of(SafetyNotice) == watched.screen.shown != []


async def test_contexts_take_the_same_way() -> None:
    """What the desktop tells is fed in its turn: in a meeting nothing is said."""
    watched = Watched()
    watched.daemon.change(Context.MEETING, active=True)
    await watched.daemon.run(source(arrivals(SIT)))

    assert [] == watched.of(Nudge)


async def test_a_wearable_that_is_not_found_ends_it() -> None:
    """The fault of the source comes out, and what was seen before is closed."""

    async def _failing() -> AsyncGenerator[Arrival]:
        async for arrival in source(arrivals(SIT)[:40]):
            yield arrival
        raise WearableError("gone")

    watched = Watched()
    with pytest.raises(WearableError, match="gone"):
        await watched.daemon.run(_failing())
    assert 1 == len(watched.of(Bout))


async def test_stopping_closes_everything_in_good_order(tmp_path: Path) -> None:
    """Cancelled amid the stream: the source is closed, what had come is kept and fed, the open bout is closed."""
    closed = asyncio.Event()

    async def _endless() -> AsyncGenerator[Arrival]:
        try:
            async for arrival in source(arrivals(SIT)[:40]):
                yield arrival
            await asyncio.Event().wait()
        finally:
            closed.set()

    with RecordingWriter(tmp_path / "r", ABOUT) as recording:
        watched = Watched(recording=recording)
        task = asyncio.create_task(watched.daemon.run(_endless()))
        await eventually(lambda: watched.daemon.last_arrival_s == arrivals(SIT)[39].time_s)
        watched.daemon.say(Action.SNOOZE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert closed.is_set()
    assert 1 == len(watched.of(Bout))
    assert UserAction(START_S, Action.SNOOZE) == list(read_recording(tmp_path / "r"))[-1]


async def test_no_notification_is_lost_at_the_end() -> None:
    """What is being shown when the stream ends is shown to its end."""
    watched = Watched()
    ends_with_nudge = [arrival for arrival in arrivals(SIT) if arrival.time_s < START_S + 123.0]
    await watched.daemon.run(source(ends_with_nudge))

    assert 1 == len(watched.screen.shown)


async def test_a_slow_reader_holds_the_source_back() -> None:
    """No more than so many arrivals wait, however fast they come."""
    ahead = 0

    async def _eager() -> AsyncGenerator[Arrival]:
        nonlocal ahead
        for number in range(QUEUE_ARRIVALS + 50):
            ahead = number
            yield GARBAGE

    watched = Watched()
    reader = asyncio.create_task(watched.daemon._read(_eager()))
    await asyncio.sleep(0.05)
    assert QUEUE_ARRIVALS == ahead
    watched.daemon.say(Action.DONE)  # what people say finds room all the same
    reader.cancel()
    await asyncio.gather(reader, return_exceptions=True)


class Refusing(Kept):
    """A journal whose disk refuses everything, and says so after a while."""

    trouble = Trouble(START_S, "the disk is full")

    def __init__(self) -> None:
        self.kept: list[Entry] = []

    def keep(self, entry: Entry) -> Future[int]:
        """Let it wait."""
        self.kept.append(entry)
        return Future()


class Broken:
    """A recording on a disk that refuses everything."""

    def write(self, *_: object) -> None:
        """Refuse."""
        raise RecordingError("the disk is gone")


async def test_a_full_disk_never_stops_the_watching() -> None:
    """What cannot be recorded is complained of once; the recommendation is shown all the same."""
    watched = Watched(journal=Refusing(), recording=Broken())
    await watched.daemon.run(source(arrivals(SIT)))

    assert ["the disk is gone"] == watched.complaints
    assert 1 == len(watched.screen.shown)


async def test_what_the_journal_cannot_keep_is_heeded_and_said_to_be_not_kept() -> None:
    """A red flag stops the exercises at once; whoever said it is told that it is not kept, and why."""
    watched = Watched(journal=Refusing())
    run = asyncio.create_task(watched.daemon.run(silence()))
    heeded = await watched.daemon.say(Action.RED_FLAG, "leg-weakness")
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)

    assert "the disk is full" == heeded.not_kept
    assert [SafetyNotice] == [type(event) for event in heeded.events]
    assert watched.daemon.pipeline.coach.locked


async def test_what_is_kept_is_acknowledged(tmp_path: Path) -> None:
    """The answer comes after the commit, and says nothing of trouble."""
    with Journal(tmp_path / "journal") as journal:
        watched = Watched(journal=Kept(journal))
        run = asyncio.create_task(watched.daemon.run(silence()))
        heeded = await watched.daemon.say(Action.PAUSE)
        kept = journal.inputs()
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)

    assert "" == heeded.not_kept
    assert [UserAction(START_S, Action.PAUSE)] == kept


async def test_what_another_process_kept_is_heard_once_and_answered_by_its_number(tmp_path: Path) -> None:
    """Its place among the seconds is noted, so that a restart hears it there again."""
    said = UserAction(START_S, Action.RED_FLAG, "leg-weakness")
    with Journal(tmp_path / "journal") as journal:
        number = journal.keep(InputEntry(said, 0))
    with closing(JournalWriter(tmp_path / "journal", lambda: START_S, hear_after=number)) as writer:
        watched = Watched(journal=writer)
        await watched.daemon.run(source(arrivals("sit:30s")))
        run = asyncio.create_task(watched.daemon.run(silence()))
        watched.daemon.hear(number, said)
        events = await watched.daemon.heard(number)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
    with Journal(tmp_path / "journal", read_only=True) as journal:
        (row,), (*_, last) = journal.input_rows(), journal.seconds_rows()

    assert [SafetyNotice] == [type(event) for event in events]
    assert (number, last.place + len(last.epochs) - 1) == (row.id, row.after_second)


async def test_a_stop_is_a_gap_that_begins(tmp_path: Path) -> None:
    """Stopped, nothing is closed; what the time until the next start has ended is told by that one."""
    with Journal(tmp_path / "journal") as journal:
        first = Watched(journal=Kept(journal), finishes=False)
        await first.daemon.run(source(arrivals("sit:60s")))
        again = Watched(journal=Kept(journal), finishes=False)
        again.daemon.pipeline.remember(recall(journal, START_S + 61.0))
        again.daemon.clock.time_s = START_S + 90.0  # type: ignore[attr-defined]
        await again.daemon.run(source([]))
        kept = journal.events("bout")

    assert [] == first.of(Bout)
    assert [again.of(Bout)[0].duration_s] == [row.body["duration_s"] for row in kept]  # type: ignore[attr-defined]


async def test_garbage_is_counted_and_journalled_once_a_minute(tmp_path: Path) -> None:
    """A hostile wearable fills no disk: a thousand bad packets in 100 s are a thousand events and two rows."""
    hostile = [Arrival(START_S + at / 10.0, STREAM_UUID, b"\xff") for at in range(1000)]
    with Journal(tmp_path / "journal") as journal:
        watched = Watched(journal=Kept(journal))
        await watched.daemon.run(source(hostile))
        rows = list(journal.events("rejected"))

    assert (1000, 1000) == (len(watched.of(Rejected)), watched.daemon.rejected)
    assert [1, 601] == [row.body["so_far"] for row in rows]


@pytest.mark.parametrize(("payload", "percent"), [(b"\x5f", 95), (b"\x00", 0), (b"\xff", None), (b"", None)])
async def test_the_battery_is_known_if_it_says_something_possible(payload: bytes, percent: int | None) -> None:
    """A charge above 100 %, or none at all, is unknown."""
    watched = Watched()
    await watched.daemon.run(source([Arrival(START_S, BATTERY_LEVEL_UUID, payload)]))

    assert (percent, START_S) == (watched.daemon.battery_percent, watched.daemon.last_arrival_s)


# -------------------------------------------------------------------------------------------- link


async def test_each_change_of_the_link_is_journalled(tmp_path: Path) -> None:
    """When, to what, and why: so that a day with gaps can be explained."""
    with Journal(tmp_path / "journal") as journal:
        watched = Watched(journal=Kept(journal))
        watched.daemon.note_link("lost", "it fell silent")
        (row,) = journal.events("link")

    assert ("link", {"state": "lost", "reason": "it fell silent"}) == (row.kind, row.body)
    assert StillClock().now_s() == row.time_s
    Watched().daemon.note_link("lost", "")  # without a journal there is nothing to keep


def minded(hour: int, context: Context | None = None) -> list[LinkNotice]:
    """What an hour without data, and then data again, brings to the screen, beginning at this hour of the day."""

    async def mind() -> list[LinkNotice]:
        loop = asyncio.get_running_loop()
        rules = replace(RULES, quiet=(22 * 60, 7 * 60))
        screen, clock = Screen(), SimulatedClock(START_S - 8 * 3600.0 + hour * 3600.0)
        daemon = Daemon(pipeline(rules=rules), clock, UTC, screen, battery_percent=4)
        if context is not None:
            daemon.pipeline.feed(ContextChange(clock.now_s(), context, True))

        def health() -> LinkHealth:
            is_lost = loop.time() < 3600.0
            state = LinkState.SCANNING if is_lost else LinkState.STREAMING
            silent_s = loop.time() if is_lost else 0.5
            return LinkHealth(state, 0.0, "", "", None, silent_s, reconnects=0, dropped=0, flooded=0)

        minding = asyncio.create_task(daemon.watch_silence(health, "Thigh strap"))
        await asyncio.sleep(4000.0)
        minding.cancel()
        return [shown for shown in screen.shown if isinstance(shown, LinkNotice)]

    return run_simulated(mind())


def test_a_long_silence_is_told_once_and_so_is_its_end() -> None:
    """Two desktop notifications for one incident, however long it lasts."""
    lost, back = minded(hour=10)
    assert ("No data from Thigh strap for 3 min", "Its battery was at 4 %. Charge it.") == (lost.title, lost.body)
    assert ("Thigh strap is back", "Missing: 59 min. Sitting is watched again.") == (back.title, back.body)


def test_a_silence_in_quiet_hours_or_in_a_meeting_is_not_told() -> None:
    """What holds a nudge back holds this back, too; over before them, it was nothing."""
    assert [] == minded(hour=23)
    assert [] == minded(hour=10, context=Context.MEETING)


async def test_a_journal_keeps_the_local_offset(tmp_path: Path) -> None:
    """After lunch is a question of local time, so the offset is kept with each event; its time stands beside."""
    with Journal(tmp_path / "journal") as journal:
        watched = Watched(journal=Kept(journal))
        await watched.daemon.run(source(arrivals(SIT)))
        rows = journal.events()

    assert {0} == {row.utc_offset_s for row in rows}
    assert all({"event", "time"}.isdisjoint(row.body) for row in rows)


def test_the_journal_is_what_it_says(tmp_path: Path) -> None:
    """It is plain SQLite, which other tools read."""
    with Journal(tmp_path / "journal"):
        pass
    rows = sqlite3.connect(tmp_path / "journal")
    assert "ok" == rows.execute("PRAGMA integrity_check").fetchone()[0]
    rows.close()


async def test_the_pulse_comes_from_the_loop_that_works() -> None:
    """It is heard while the wearable is silent, and behind what waits to be fed: a loop that hangs has no pulse."""
    watched, order = Watched(), []
    watched.daemon.watch = lambda _: order.append("fed")
    for item in arrivals("sit:20s"):
        watched.daemon._queue.put_nowait(item)
    pulse = asyncio.create_task(watched.daemon.watchdog_ticks(lambda: order.append("turned"), 0.01))
    await asyncio.sleep(0.05)
    assert [] == order

    run = asyncio.create_task(watched.daemon.run(silence()))
    await eventually(lambda: order.count("turned") >= 8)
    pulse.cancel()
    run.cancel()
    await asyncio.gather(pulse, run, return_exceptions=True)

    assert "fed" in order[: order.index("turned")]


async def silence() -> AsyncGenerator[Arrival]:
    """A wearable that never says anything."""
    await asyncio.Event().wait()
    yield GARBAGE
