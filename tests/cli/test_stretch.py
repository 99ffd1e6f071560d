"""`sitmon stretch`: at a terminal of its own, with time made fast; beside a running sitmon, and without one."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cli.stretch import Lookout, read_bar, read_seen
from monitor.coaching.catalogue import CATALOGUE
from monitor.coaching.exercises import ExerciseId
from monitor.coaching.inputs import Action, Context, ContextChange, UserAction
from monitor.coaching.safety import Bar
from monitor.edges.control import Message, serve
from monitor.edges.journal import Journal
from monitor.edges.settings import read_settings
from monitor.terminal.guide import Seen
from monitor.wording.nudges import BAR_WORDS
from monitor.wording.safety import URGENT_TEXT
from tests.cli.test_exercises import SET
from tests.support.commands import Commands
from tests.support.terminal import AtTerminal

SEATED = CATALOGUE[ExerciseId.SEATED_FIGURE_4]
FAST = 60.0
ONCE = "[person]\nrepeats = 1\n"
LEFT = f'{ONCE}affected_side = "left"'


def say(sitmon: Commands, action: Action, detail: str = "", ago_s: float = 0.0) -> None:
    """Something that was said before."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write_input(UserAction(time.time() - ago_s, action, detail), 0)


def said(sitmon: Commands) -> list[tuple[str, str]]:
    """All that was said, in order."""
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        return [(item.action.value, item.detail) for item in journal.inputs() if isinstance(item, UserAction)]


@contextmanager
def running(sitmon: Commands, answer: Callable[[Message], Message]) -> Iterator[list[Message]]:
    """A small stand-in for the running sitmon; gives what it was asked."""
    asked: list[Message] = []
    loop, end, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def reply(request: Message) -> Message:
        asked.append(request)
        return answer(request)

    async def attend() -> None:
        async with serve(sitmon.store / "control.sock", reply):
            ready.set()
            await end.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[attend()])
    thread.start()
    try:
        assert ready.wait(5.0)
        yield asked
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()


# -------------------------------------------------------------------------------- at a terminal
def test_a_stretch_from_the_first_step_to_how_it_was(sitmon: Commands) -> None:
    """Precondition, steps, cues, a hold by the clock, one key; all is kept for the next run (D1 to D9, H4, H5)."""
    sitmon.configure(LEFT)
    with AtTerminal(["stretch"], FAST) as terminal:
        first = terminal.until("The time starts with Enter.")
        assert "Put the left ankle on the right thigh, just above the knee" in " ".join(first.split())
        assert first.index("Before you start: a sturdy chair") < first.index("  1. Sit tall")
        assert "  –  Do not round the back." in first
        terminal.press("\n")
        assert "s by the clock." in terminal.until("How was it?")
        terminal.press("g")

        assert 0 == terminal.end()
        assert "Noted as done.\nNoted." == terminal.screen.text.rstrip()[-21:]
        assert terminal.before == terminal.after
    assert [
        ("stretch", "seated-figure-4 left"),
        ("done", ""),
        ("feedback", "good seated-figure-4"),
    ] == said(sitmon)


def test_each_repeat_is_counted_and_all_are_one_session(sitmon: Commands) -> None:
    """Twice, if nothing is set: a rest between the two, and one word that it was done (D10)."""
    sitmon.configure('[person]\naffected_side = "left"')
    with AtTerminal(["stretch"], FAST) as terminal:
        assert "Hold still for 45 s, twice: breathe long" in terminal.until("The time starts with Enter.")
        terminal.press("\n")
        terminal.until("Rest. With Enter goes on: 2 of 2.")
        terminal.press("\n")
        terminal.until("How was it?")
        terminal.press("g")
        assert 0 == terminal.end()
    assert 1 == said(sitmon).count(("done", ""))


def test_nothing_on_the_screen_blinks(sitmon: Commands) -> None:
    """Neither by the terminal's own blinking nor by wiping the whole screen."""
    sitmon.configure(LEFT)
    with AtTerminal(["stretch"], FAST) as terminal:
        terminal.until("The time starts with Enter.")
        terminal.press("\n")
        terminal.until("How was it?")
        terminal.press("q")
        terminal.end()

        assert not {"2J", "?1049h"} & set(terminal.screen.codes)
        assert not any(code.endswith("m") and "5" in code[:-1].split(";")[:1] for code in terminal.screen.codes)
        assert {"?25l", "?25h"} <= set(terminal.screen.codes)


def test_pain_down_the_leg_stops_it_for_the_day(sitmon: Commands) -> None:
    """One key ends it, on both sides; nothing is done, and today it is refused (E5)."""
    with AtTerminal(["stretch", "clamshell", "--side", "both"], 1.0) as terminal:
        terminal.until("Enter when you begin.")
        terminal.press("\nr")
        assert 0 == terminal.end()
        assert "Stopped for today: what shoots or tingles down the leg is no stretch." in terminal.screen.text
        assert "Clamshell, right side" not in terminal.screen.text
    assert [("stretch", "clamshell left"), ("feedback", "radiating clamshell")] == said(sitmon)

    assert (1, f"{BAR_WORDS[Bar.RADIATED]}\n", "") == sitmon("stretch", "clamshell").whole
    assert (1, f"{BAR_WORDS[Bar.RADIATED]}\n", "") == sitmon("stretch").whole  # it loads the same nerve
    assert 0 == sitmon("stretch", "glute-bridge").status


def test_leaving_notes_nothing_as_done(sitmon: Commands) -> None:
    """By its key, after an arrow that is no answer; the terminal is left as it was."""
    sitmon.configure(LEFT)
    with AtTerminal(["stretch"]) as terminal:
        terminal.until("The time starts with Enter.")
        terminal.press("\x1b[A\x1b[1;5D\nq")
        assert 0 == terminal.end()
        assert terminal.before == terminal.after
        assert terminal.screen.text.rstrip().endswith("Stopped. Nothing is noted as done.")
    assert [("stretch", "seated-figure-4 left")] == said(sitmon)


def test_an_interrupt_leaves_the_terminal_as_it_was(sitmon: Commands) -> None:
    """Ctrl-C ends it like any other command."""
    sitmon.configure(LEFT)
    with AtTerminal(["stretch"]) as terminal:
        terminal.until("The time starts with Enter.")
        terminal.process.send_signal(signal.SIGINT)
        assert 130 == terminal.end()
        assert terminal.before == terminal.after
        assert "Traceback" not in terminal.screen.text
    assert [("stretch", "seated-figure-4 left")] == said(sitmon)


def test_the_side_is_asked_once(sitmon: Commands) -> None:
    """And kept; both sides are done one after the other (D3)."""
    sitmon.configure(ONCE)
    with AtTerminal(["stretch"], FAST) as terminal:
        terminal.until("Which side hurts?")
        terminal.press("xb")
        terminal.until("Seated figure-4, left side")
        terminal.until("The time starts with Enter.")
        terminal.press("\n")
        terminal.until("How was it?")
        terminal.press("\n")
        terminal.until("Seated figure-4, right side")
        terminal.press("q")
        assert 0 == terminal.end()
    assert [
        ("intake", "side=both"),
        ("stretch", "seated-figure-4 left"),
        ("done", ""),
        ("stretch", "seated-figure-4 right"),
    ] == said(sitmon)
    with AtTerminal(["stretch"], FAST) as terminal:
        terminal.until("Seated figure-4, left side")
        assert "Which side hurts?" not in terminal.screen.text


def test_what_was_too_strong_is_held_for_less(sitmon: Commands) -> None:
    """And says why; never for less than the guide's 30 s (D6, D7, H4)."""
    sitmon.configure(LEFT)
    say(sitmon, Action.FEEDBACK, "too-strong seated-figure-4", ago_s=86_400.0)
    out = sitmon("stretch").out

    assert out.startswith("Held 30 s only: last time it was too strong.\n")
    assert "Hold still for 30 s" in out


def test_what_was_prescribed_is_guided_too(sitmon: Commands) -> None:
    """As it was prescribed, with our stop (G5, E5)."""
    path = sitmon.folder / "set.toml"
    path.write_text(SET.replace('images = ["start.png"]', ""))
    sitmon.configure(f'[person]\nprescription = "{path}"')
    with AtTerminal(["stretch", "wall slide"], FAST) as terminal:
        terminal.until("The time starts with Enter.")
        terminal.press("\n")
        terminal.until("How was it?")
        terminal.press("r")
        terminal.end()
    assert ("feedback", "radiating wall-slide") == said(sitmon)[-1]
    assert f"{BAR_WORDS[Bar.RADIATED]}\n" == sitmon("stretch", "wall-slide").out


# -------------------------------------------------------------------------------- beside a running sitmon
def test_the_sensor_starts_and_ends_the_time(sitmon: Commands) -> None:
    """Without a key: the hold that it sees is the time; begin, end and feeling are kept, and heard by it (D7)."""
    sitmon.configure(LEFT)
    looks = iter([0.0, 0.0, 3.0, 17.0, 31.0])

    def answer(request: Message) -> Message:
        if request["do"] == "practice":
            held_s = next(looks, 45.0)
            return {"followed": True, "exercise": "seated-figure-4", "seen": True, "held_s": held_s, "bouncing": False}
        return {"replies": []} if request["do"] == "heard" else {"running": True, "red_flag": False}

    with running(sitmon, answer) as asked, AtTerminal(["stretch"], 10.0) as terminal:
        terminal.until("seen by the sensor")
        terminal.until("Figure-4 pose, 45 s, seen by the sensor.")
        terminal.press("n")
        assert 0 == terminal.end()

    told = [("stretch", "seated-figure-4 left"), ("done", ""), ("feedback", "not-felt seated-figure-4")]
    assert told == said(sitmon)
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        assert [row.id for row in journal.input_rows()] == [
            request["number"] for request in asked if request["do"] == "heard"
        ]
        assert [] == list(journal.events("practice"))  # the running sitmon says what the sensor saw


def test_what_the_running_sitmon_refuses_is_not_begun(sitmon: Commands) -> None:
    """With its own words."""
    sitmon.configure(LEFT)

    def answer(request: Message) -> Message:
        return {"replies": ["It waits until tomorrow."]} if request["do"] == "heard" else {"red_flag": False}

    with running(sitmon, answer), AtTerminal(["stretch"], FAST) as terminal:
        assert 1 == terminal.end()
        assert "It waits until tomorrow." == terminal.screen.text.strip()


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ({"followed": False}, None),
        ({"seen": False, "held_s": None, "reason": "The sensor is on the other leg."}, None),
        ({"seen": True, "held_s": 12, "repetitions": None, "bouncing": True}, Seen(12.0, None, bouncing=True)),
        ({"seen": True, "held_s": None, "repetitions": 3, "exercise": "seated-figure-4"}, Seen(None, 3)),
        ({"seen": True, "held_s": 12.0, "exercise": "clamshell"}, None),
        ({"seen": "yes", "held_s": "long"}, None),
        ({"seen": True, "held_s": "long", "repetitions": "many"}, Seen()),
    ],
)
def test_only_what_was_seen_of_this_exercise_counts(answer: Message, seen: Seen | None) -> None:
    """Another exercise, another leg, or nonsense is no hold."""
    assert seen == read_seen(answer, SEATED)


# -------------------------------------------------------------------------------- what ends an open guide
ENDING = [
    (UserAction(0.0, Action.RED_FLAG, "leg-weakness"), Bar.RED_FLAG),
    (UserAction(0.0, Action.INTAKE, "saddle=yes"), Bar.RED_FLAG),
    (UserAction(0.0, Action.PAIN, "7 radiating"), Bar.RADIATED),
    (UserAction(0.0, Action.FEEDBACK, "radiating ball-massage"), Bar.RADIATED),
    (UserAction(0.0, Action.INTAKE, "condition=yes"), Bar.CONDITION),
    (ContextChange(0.0, Context.DRIVING, active=True), Bar.DRIVING),
]


@pytest.mark.parametrize(("said", "bar"), ENDING, ids=[f"{bar}-{number}" for number, (_, bar) in enumerate(ENDING)])
def test_what_is_said_elsewhere_ends_an_open_guide(
    sitmon: Commands, said: UserAction | ContextChange, bar: Bar
) -> None:
    """Within a second, without a running sitmon, with why and who may release it; nothing is noted as done (F1, E5)."""
    sitmon.configure(LEFT)
    with AtTerminal(["stretch"]) as terminal:
        terminal.until("The time starts with Enter.")
        terminal.press("\n")
        terminal.until("by the clock")
        with Journal(sitmon.store / "journal.sqlite") as journal:
            journal.write_input(replace(said, time_s=time.time()), 0)
        began_s = time.monotonic()
        terminal.until(str(BAR_WORDS[bar])[:20])

        assert time.monotonic() - began_s < 1.0
        assert 1 == terminal.end()
        assert (bar is Bar.RED_FLAG) == ("Get medical help now." in terminal.screen.text)
        assert "Stopped. Nothing is noted as done." in terminal.screen.text
        assert "Breathe" not in terminal.screen.text
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        assert Action.DONE not in [item.action for item in journal.inputs() if isinstance(item, UserAction)]


def test_what_the_running_sitmon_alone_knows_ends_it_too(sitmon: Commands) -> None:
    """A red flag that it holds, since it could not be kept yet (F1)."""
    sitmon.configure(LEFT)
    bars = iter([None, None])

    def answer(request: Message) -> Message:
        if request["do"] == "practice":
            return {"followed": False, "bar": next(bars, "red-flag")}
        return {"replies": []} if request["do"] == "heard" else {"running": True, "red_flag": False}

    with running(sitmon, answer), AtTerminal(["stretch"]) as terminal:
        assert 1 == terminal.end()
        assert "Get medical help now." in terminal.screen.text


def test_the_journal_is_folded_only_when_more_was_said(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a journal that cannot be read is looked at again: what was known holds."""
    sitmon.configure(LEFT)
    lookout = Lookout(read_settings(None), SEATED)
    assert (None, None) == lookout.look()  # no journal yet
    say(sitmon, Action.RED_FLAG)
    assert (None, Bar.RED_FLAG) == lookout.look()

    monkeypatch.setattr("monitor.cli.stretch.fold", lambda *_: pytest.fail("nothing more was said"))
    assert (None, Bar.RED_FLAG) == lookout.look()
    (sitmon.store / "journal.sqlite").write_bytes(b"no journal")
    assert (None, Bar.RED_FLAG) == lookout.look()


@pytest.mark.parametrize("answer", [{}, {"bar": None}, {"bar": "nonsense"}, {"bar": 7}])
def test_an_answer_without_a_bar_ends_nothing(answer: Message) -> None:
    """Such as that of an older sitmon."""
    assert read_bar(answer) is None


# -------------------------------------------------------------------------------- refusals, and without a terminal
@pytest.mark.parametrize("name", [(), ("clamshell",)])
def test_at_the_wheel_nothing_is_guided(sitmon: Commands, name: tuple[str, ...]) -> None:
    """It says why, and how that ends; afterwards all goes on."""
    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write_input(ContextChange(time.time(), Context.DRIVING, active=True), 0)
    assert (1, f"{BAR_WORDS[Bar.DRIVING]}\n", "") == sitmon("stretch", *name).whole

    with Journal(sitmon.store / "journal.sqlite") as journal:
        journal.write_input(ContextChange(time.time(), Context.DRIVING, active=False), 0)
    assert 0 == sitmon("stretch", *name).status


@pytest.mark.parametrize("name", [(), ("glute-bridge",), ("wall-slide",)])
def test_a_red_flag_refuses_everything_with_the_urgent_text(sitmon: Commands, name: tuple[str, ...]) -> None:
    """Ours and what was prescribed, until it is cleared (F1, F2)."""
    path = sitmon.folder / "set.toml"
    path.write_text(SET.replace('images = ["start.png"]', ""))
    sitmon.configure(f'[person]\nprescription = "{path}"')
    say(sitmon, Action.RED_FLAG, "leg-weakness", ago_s=864_000.0)
    assert (1, f"{URGENT_TEXT} {BAR_WORDS[Bar.RED_FLAG]}\n", "") == sitmon("stretch", *name).whole

    say(sitmon, Action.CLEAR_RED_FLAG)
    assert 0 == sitmon("stretch", *name).status


def test_a_red_flag_of_the_running_sitmon_refuses_too(sitmon: Commands) -> None:
    """Whoever knows of it (F1)."""
    with running(sitmon, lambda _: {"running": True, "red_flag": True}):
        assert (1, f"{URGENT_TEXT} {BAR_WORDS[Bar.RED_FLAG]}\n", "") == sitmon("stretch").whole


def test_after_an_injury_strength_waits_and_stretching_does_not(sitmon: Commands) -> None:
    """Also of what was prescribed, until a professional has looked and that is said (C1, F4)."""
    path = sitmon.folder / "set.toml"
    path.write_text(SET.replace('images = ["start.png"]', ""))
    sitmon.configure(f'[person]\nprescription = "{path}"')
    say(sitmon, Action.INTAKE, "injury=yes")
    for name in ("glute-bridge", "wall-slide"):
        assert (1, f"{BAR_WORDS[Bar.INJURY]}\n", "") == sitmon("stretch", name).whole
    assert 0 == sitmon("stretch").status

    say(sitmon, Action.INTAKE, "injury=acknowledged")
    assert 0 == sitmon("stretch", "wall-slide").status


def test_without_a_terminal_steps_and_times_are_printed(sitmon: Commands) -> None:
    """Plainly, whole, and nothing is noted (D7)."""
    sitmon.configure(LEFT)
    out = sitmon("stretch", "--side", "right").out.splitlines()

    assert "Seated figure-4, right side" == out[0]
    assert "  6. Hold still for 45 s: breathe long and deep, and release a little more with each exhale." in out
    sitmon.configure("[person]\nrepeats = 3")
    assert "  6. Hold still for 45 s, 3 times: breathe long" in sitmon("stretch", "--side", "right").out
    assert [
        "Breathe in for 4 s and out for 6 s, all the while.",
        "Afterwards say how it was, such as: sitmon feedback good seated-figure-4",
    ] == out[-2:]
    assert "\x1b" not in "".join(out)
    assert not (sitmon.store / "journal.sqlite").exists()


def test_on_a_chair_that_is_not_sturdy_one_lies_down(sitmon: Commands) -> None:
    """What is guided by default needs no chair then (D1)."""
    sitmon.configure("[person]\nunstable_chair = true")

    assert "Supine figure-4, left side" == sitmon("stretch").out.splitlines()[0]
    assert "For the other side: --side right" == sitmon("stretch").out.splitlines()[-1]


def test_an_unknown_exercise_is_told(sitmon: Commands, tmp_path: Path) -> None:
    """In one line, with what may have been meant."""
    assert "sitmon: there is no exercise 'clam'; did you mean clamshell?" == sitmon("stretch", "clam").complaint
