"""`sitmon status` and `sitmon red-flag`: with a running sitmon, without one, and after one."""

import asyncio
import signal

import pytest

from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.edges.control import Message, ask
from monitor.edges.journal import Journal
from monitor.errors import MonitorError
from monitor.running.answers import LONGEST_DETAIL
from monitor.terminal.status_lines import bar_line
from monitor.texts import ENGLISH
from monitor.watching import ACTIONS
from monitor.wording.safety import CLEARED_TEXT, URGENT_TEXT
from tests.support.commands import Commands
from tests.support.feeds import START_S
from tests.support.running import Written, call, running, said_to


async def looked_at(sitmon: Commands) -> dict[str, object]:
    """What the running sitmon sees of an exercise."""
    return await asyncio.to_thread(ask, sitmon.store / "control.sock", {"do": "practice"})


async def test_a_running_sitmon_tells_what_it_sees(sitmon: Commands) -> None:
    """Minutes in this bout first, then the time to the next nudge, then wearable, link and battery."""
    async with running(sitmon):
        said = await call(sitmon, "status")

    assert (0, "") == (said.status, said.err)
    assert [
        "1 min sitting; next nudge after 20 s more",
        "C4:11:22:33:44:55 (sitmon profile): streaming, battery 80 %",
        "last heard 0.5 s ago, reconnects: 2, lost: 0.0 %",
        "Sitting today: 1 min; standing: 0 s; moving: 0 s. "
        "By our rule of thumb, 1 min of sitting is not paid back yet; 1 min of walking would do.",
    ] == said.out.splitlines()


async def test_a_running_sitmon_tells_machines(sitmon: Commands) -> None:
    """The same as one JSON object."""
    async with running(sitmon):
        (record,) = (await call(sitmon, "status", "--json")).records

    expected = {"running": True, "link": "streaming", "battery_percent": 80, "posture": "sitting", "bout": "sitting"}
    assert expected == {key: record[key] for key in expected}
    assert (100.0, 100.0, 20.0, False) == (
        record["bout_s"],
        record["sitting_s"],
        record["next_nudge_s"],
        record["red_flag"],
    )


async def test_a_bar_gets_one_line(sitmon: Commands) -> None:
    """Text for polybar, JSON for waybar and i3blocks; with a class to colour, and how far the next nudge is."""
    async with running(sitmon):
        plain = await call(sitmon, "status", "--bar", "plain")
        (waybar,) = (await call(sitmon, "status", "--bar", "waybar")).records
        (blocks,) = (await call(sitmon, "status", "--bar", "i3")).records

    assert (0, "1 min sitting\n", "") == plain.whole
    assert ("1 min sitting", "sitting", 83) == (waybar["text"], waybar["class"], waybar["percentage"])
    assert "next nudge after 20 s more" in str(waybar["tooltip"])
    expected = {"full_text": "1 min sitting", "text": "1 min sitting", "short_text": "1 min"}
    assert expected | {"urgent": False, "state": "Info"} == blocks


def test_a_bar_gets_a_line_without_sitmon_too(sitmon: Commands) -> None:
    """A bar drops what fails, so the exit status is 0, and the line says that it is off."""
    assert (0, "sitmon is off\n", "") == sitmon("status", "--bar", "plain").whole


STREAMS = {
    "running": True, "red_flag": False, "link": "streaming", "bout": "sitting", "bout_text": "30 min", "bout_s": 1800.0,
    "next_nudge_s": 0.0, "held_by": None, "next": "due", "next_text": "a nudge is due",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "kind", "text"),
    [
        ({}, "due", "30 min sitting"),
        ({"next": "held", "held_by": "a meeting"}, "held", "30 min sitting; held back: a meeting"),
        ({"next": "nudge", "next_nudge_s": 60.0}, "sitting", "30 min sitting"),
        ({"next": "nothing", "bout": "moving"}, "moving", "30 min moving"),
        ({"link": "scanning"}, "silent", "looking for it"),
        ({"red_flag": True}, "red-flag", "red flag"),
    ],
)
def test_a_bar_knows_how_things_are(changed: Message, kind: str, text: str) -> None:
    """Each state has its class; what is due and a red flag are urgent, and nothing else is."""
    lines = {"battery_percent": None, "wearable": None, "kind": "", "link_reason": "", "last_arrival_age_s": None}
    status: Message = {**STREAMS, **lines, **changed}

    waybar, blocks = bar_line(status, "waybar", ENGLISH), bar_line(status, "i3", ENGLISH)

    assert isinstance(waybar, dict)
    assert isinstance(blocks, dict)
    assert (kind, text) == (waybar["class"], waybar["text"]) == (kind, blocks["full_text"])
    assert (kind in ("due", "red-flag")) is blocks["urgent"]


async def test_who_watches_sees_the_change(sitmon: Commands) -> None:
    """`--watch` writes a line when it changes, and goes on when sitmon ends."""
    async with running(sitmon):
        process = sitmon.start("status", "--watch", "--bar", "plain")
        assert process.stdout is not None
        first = await asyncio.to_thread(process.stdout.readline)
    then = await asyncio.to_thread(process.stdout.readline)
    process.send_signal(signal.SIGINT)

    assert ("1 min sitting\n", "sitmon is off\n") == (first, then)
    assert 130 == await asyncio.to_thread(process.wait, 10)
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()


async def test_before_the_first_second(sitmon: Commands) -> None:
    """A sitmon that has seen nothing yet says so, with no bout and no battery."""
    async with running(sitmon, first=2) as daemon:
        daemon.battery_percent = None
        said = await call(sitmon, "status")

    assert 0 == said.status
    assert said.out.startswith("C4:11:22:33:44:55 (sitmon profile): streaming, battery unknown\n")


async def test_a_red_flag_reaches_the_running_sitmon(sitmon: Commands) -> None:
    """It is said to the daemon, which locks; the urgent text comes at once; clearing it unlocks (F1, F2)."""
    async with running(sitmon):
        said = await call(sitmon, "red-flag", "leg-numbness")
        flagged = await call(sitmon, "status")
        cleared = await call(sitmon, "red-flag", "--clear")
        after = await call(sitmon, "status", "--json")

    assert said.out.startswith("Get medical help now.")
    assert "A red flag stands: no exercise is offered." in flagged.out
    assert "next nudge" not in flagged.out
    assert f"{CLEARED_TEXT}\n" == cleared.out
    assert False is after.records[0]["red_flag"]


async def test_a_long_red_flag_is_cut_not_refused(sitmon: Commands) -> None:
    """However much another program writes, it is a red flag."""
    async with running(sitmon) as daemon:
        said: Message = {"do": "say", "action": "red-flag", "detail": "é" * 2000}
        heard = await asyncio.to_thread(ask, sitmon.store / "control.sock", said)
        (item,) = said_to(daemon)

    assert ("", True) == (heard["not_kept"], daemon.pipeline.coach.locked)

    assert isinstance(item, UserAction)
    assert (Action.RED_FLAG, "é" * LONGEST_DETAIL) == (item.action, item.detail)


@pytest.mark.parametrize(
    "request_",
    [{}, {"do": "dance"}, {"do": "say"}, {"do": "say", "action": "shout", "detail": ""}, {"do": 1}],
    ids=str,
)
async def test_unknown_requests_are_refused(sitmon: Commands, request_: dict[str, object]) -> None:
    """A newer or foreign client is told; the daemon goes on."""
    async with running(sitmon) as daemon:
        with pytest.raises(MonitorError, match="refuses"):
            await asyncio.to_thread(ask, sitmon.store / "control.sock", request_)
        assert daemon._queue.empty()
        assert 0 == (await call(sitmon, "status")).status


def test_nothing_ever_ran(sitmon: Commands) -> None:
    """Without a journal it says where to begin, makes none, and exits with 1."""
    said = sitmon("status")

    assert 1 == said.status
    assert "never was: start it with `sitmon run`" in said.out
    assert not sitmon.store.exists()
    assert [{"running": False, "last": None}] == sitmon("status", "--json").records


def test_after_it_ran(sitmon: Commands) -> None:
    """Of a sitmon that ran it says when it last saw something, and the last bout."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write("bout", START_S, 3600, {"posture": "sitting", "duration_s": 60.0})
    (record,) = sitmon("status", "--json").records

    assert (False, {"posture": "sitting", "duration_s": 60.0}) == (record["running"], record["last_bout"])
    assert "not running; it last saw something on 2026-03-02 at" in sitmon("status").out


def test_an_empty_journal(sitmon: Commands) -> None:
    """A journal in which nothing stands is no reason to fail."""
    with Journal(sitmon.store / "journal.sqlite"):
        pass

    assert "nothing was seen yet" in sitmon("status").out


def test_a_journal_that_is_none(sitmon: Commands) -> None:
    """A broken journal is named in one line."""
    sitmon.store.mkdir()
    (sitmon.store / "journal.sqlite").write_text("hello" * 100)

    assert str(sitmon.store / "journal.sqlite") in sitmon("status").complaint


def test_a_red_flag_without_a_running_sitmon(sitmon: Commands) -> None:
    """It is kept in the journal until cleared; clearing what does not stand keeps nothing (F2)."""
    assert sitmon("red-flag", "leg-weakness").out.startswith("Get medical help now.")
    assert True is sitmon("status", "--json").records[0]["red_flag"]
    assert 0 == sitmon("red-flag", "--clear").status == sitmon("red-flag", "--clear").status
    assert False is sitmon("status", "--json").records[0]["red_flag"]
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        assert [Action.RED_FLAG, Action.CLEAR_RED_FLAG] == [
            item.action for item in journal.inputs() if isinstance(item, UserAction)
        ]


def test_buttons_say_what_stands_on_them() -> None:
    """Start, Snooze and Skip are told to the coach as such; a click beside them says that it was seen."""
    assert {
        "start": "start",
        "snooze": "snooze",
        "skip": "skip",
        "clicked": "seen",
        "dismissed": "seen",
        "expired": "expired",
    } == {str(button): str(action) for button, action in ACTIONS.items()}


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("snooze", "Snoozed until 08:11. Snoozes left in this sitting: 2."),
        ("skip", "Skipped: nothing for the next 2 min of sitting. Skips left today: 3."),
        ("done", "said by you"),
        ("pause", "until `sitmon resume`"),
        ("resume", "Going on."),
    ],
)
async def test_what_buttons_say_can_be_typed(sitmon: Commands, word: str, heard: str) -> None:
    """Every button has its command, and says what follows from it."""
    async with running(sitmon) as daemon:
        said = await call(sitmon, word)
        (action,) = said_to(daemon)

    assert (0, "") == (said.status, said.err)
    assert heard in said.out
    assert isinstance(action, UserAction)
    assert Action(word) is action.action


@pytest.mark.parametrize("word", ["snooze", "skip", "done", "pause", "resume"])
def test_without_a_running_sitmon_nobody_hears(sitmon: Commands, word: str) -> None:
    """One line says so, and how to start it."""
    said = sitmon(word)

    assert 1 == said.status
    assert "sitmon: sitmon is not running: start it with `sitmon run`" == said.err.strip()


async def test_a_drive_is_said_by_hand(sitmon: Commands) -> None:
    """Nudges wait while it lasts, and the status says for what (A2, A3)."""
    async with running(sitmon) as daemon:
        began = await call(sitmon, "context", "driving", "on")
        status = await call(sitmon, "status")
        over = await call(sitmon, "context", "driving", "off")
        after = await call(sitmon, "status", "--json")

    assert (0, "Nudges wait until it is over.\n") == (began.status, began.out)
    assert "nudges are held back: a drive" in status.out
    assert "It is over; what waited comes now.\n" == over.out
    assert after.records[0]["held_by"] is None
    assert isinstance(daemon.recording, Written)
    written = [item for item in daemon.recording.items if isinstance(item, ContextChange)]
    assert [(Context.DRIVING, True), (Context.DRIVING, False)] == [(item.context, item.active) for item in written]


async def test_what_is_seen_of_an_exercise_can_be_asked_for(sitmon: Commands) -> None:
    """Nothing before one is begun; then which, and what was seen so far."""
    async with running(sitmon) as daemon:
        none = await looked_at(sitmon)
        await daemon.say(Action.STRETCH, "seated-figure-4 left")
        begun = await looked_at(sitmon)

    assert {"followed": False} == none
    assert ("seated-figure-4", "left", True, None) == tuple(
        begun[key] for key in ("exercise", "side", "seen", "result")
    )


@pytest.mark.parametrize("words", [("numb between the legs",), ("numb", "between", "the", "legs")])
def test_a_red_flag_in_words_of_ones_own_is_raised(sitmon: Commands, words: tuple[str, ...]) -> None:
    """A sentence is no typo: quoted or not, it locks at once, and what to do is said."""
    said = sitmon("red-flag", *words)

    assert (0, True) == (said.status, str(URGENT_TEXT) in said.out)
    assert True is sitmon("status", "--json").records[0]["red_flag"]


def test_a_single_word_that_is_none_raises_nothing_and_asks(sitmon: Commands) -> None:
    """A slip of the finger must not stop everything unseen."""
    said = sitmon("red-flag", "leg-weaknes")

    assert (2, "") == (said.status, said.out)
    assert "no alarm was raised: 'leg-weaknes' is no symptom; did you mean leg-weakness?" in said.complaint
