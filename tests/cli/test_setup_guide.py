"""`sitmon setup` from one end to the other, and each of its steps by flags."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bleak.backends.device import BLEDevice

from monitor.cli import setup as setup_steps
from monitor.cli.setup import Setup, choose_hours, choose_wearable
from monitor.coaching.profile import Side
from monitor.edges.desktop import Answer
from monitor.edges.journal import Journal
from monitor.edges.radio import Sighting
from monitor.edges.settings import Settings, parse_settings, read_settings
from monitor.edges.settings.values import DesktopSettings
from monitor.errors import UsageError, WearableError
from monitor.page.steps import form_of, take_form
from monitor.setting_up import shown_and_answered
from monitor.texts import ENGLISH
from tests.support.commands import Commands
from tests.support.desktop_session import desktop_session, missing_parts
from tests.support.terminal import AtTerminal

NEAR = [
    Sighting(BLEDevice("C4:00:00:00:00:01", "headphones", {}), "headphones", -50),
    Sighting(BLEDevice("C4:00:00:00:00:02", "Thigh", {}), "Thigh", -60, "sitmon profile"),
    Sighting(BLEDevice("C4:00:00:00:00:03", "Polar", {}), "Polar", -70, "Polar"),
]


def heard(monkeypatch: pytest.MonkeyPatch, result: list[Sighting] | WearableError) -> None:
    """Let a look around end so."""

    async def scan(_seconds: float) -> list[Sighting]:
        if isinstance(result, WearableError):
            raise result
        return result

    monkeypatch.setattr(setup_steps, "scan", scan)


def typed(*lines: str) -> Callable[[str], str]:
    """A person who types these."""
    waiting = iter(lines)
    return lambda _question: next(waiting)


def test_flags_write_a_commented_file(sitmon: Commands) -> None:
    """Every step by flags: site, leg, side and hours are set where the template has them, and nothing else changes."""
    path = sitmon.folder / "new" / "sitmon.toml"
    said = sitmon(
        "setup", "--config", path, "--wearable", "C4:00:00:00:00:02", "--site", "pocket", "--leg", "right",
        "--side", "left", "--hours", "mon-fri 09:00-17:30",
    )  # fmt: skip

    assert (0, f"Written: {path}\n", "") == said.whole
    settings = read_settings(path)
    assert ("C4:00:00:00:00:02", "pocket", Side.RIGHT) == (
        settings.wearable.address,
        settings.wearable.wear_site,
        settings.wearable.leg,
    )
    assert Side.LEFT is settings.person.affected_side
    fresh = sitmon("settings").out.splitlines()
    changed = [(old, new) for old, new in zip(fresh, path.read_text().splitlines(), strict=True) if old != new]
    assert ["address", "wear_site", "leg", "affected_side", "working_hours"] == [new.split()[0] for _, new in changed]
    assert [old.partition("  # ")[2] for old, _ in changed] == [new.partition("  # ")[2] for _, new in changed]
    assert 0o600 == path.stat().st_mode & 0o777


def test_what_is_written_by_hand_stays(sitmon: Commands) -> None:
    """Comments, order and keys that nobody spoke of are as before."""
    path = sitmon.folder / "sitmon.toml"
    mine = f'# mine\n[storage]\nfolder = "{sitmon.store}"  # here\n\n[wearable]\nname = "Strap"\n'
    path.write_text(mine)
    sitmon("setup", "--leg", "left", "--side", "both")

    assert f'{mine}leg = "left"\n\n[person]\naffected_side = "both"\n' == path.read_text()


@pytest.mark.parametrize(
    ("before", "words", "complaint"),
    [
        ("", ("--hours", "whenever"), '[nudges] working_hours = "whenever" should be days and spans'),
        ("[wearable]\nleg = 1\n", ("--side", "left"), "[wearable] leg = 1 should be"),
        ("[wearable\n", ("--side", "left"), ":1:"),
    ],
)
def test_a_fault_changes_nothing(sitmon: Commands, before: str, words: tuple[str, ...], complaint: str) -> None:
    """One line says what is wrong, and the file is as it was."""
    path = sitmon.folder / "sitmon.toml"
    path.write_text(before)

    assert complaint in sitmon("setup", *words).complaint
    assert before == path.read_text()
    assert ["sitmon.toml"] == [one.name for one in sitmon.folder.iterdir()]


def test_a_folder_that_cannot_be_written_is_told(sitmon: Commands) -> None:
    """In one line, with the path."""
    (sitmon.folder / "file").write_text("")

    assert "cannot be" in sitmon("setup", "--config", sitmon.folder / "file" / "sitmon.toml", "--leg", "left").complaint


def test_the_whole_way(sitmon: Commands) -> None:
    """At a terminal, without a radio and without a desktop: what fails is told, the rest is asked and kept."""
    with AtTerminal(["setup"]) as terminal:
        terminal.until("Where do you wear it?")
        terminal.press("wrong\n")
        terminal.until("Please one of: thigh pocket hip back wrist")
        terminal.press("thigh\n")
        terminal.until("On which leg?")
        terminal.press("left\n")
        terminal.until("Which buttock hurts?")
        terminal.press("right\n")
        for question in (
            "bladder or bowel",
            "between the legs",
            "Is a leg weak?",
            "Is a leg numb?",
            "anything else",
            "specific injury",
            "operated on",
        ):
            terminal.until(question)
            terminal.press("no\n")
        terminal.until("Which buttock hurts?  (left / right / both)")
        terminal.press("right\n")
        terminal.until("Now?")
        terminal.press("no\n")
        terminal.until("When do you want to be nudged?")
        terminal.press("now and then\n")
        terminal.until("should be days and spans")
        terminal.press("mon-fri 09:00-17:30\n")
        terminal.until("Show one now?")
        terminal.press("no\n")
        terminal.until("Start sitmon now, and at each log-in?")
        terminal.press("no\n")
        screen = terminal.until("Done. Your settings:")
        assert 0 == terminal.end()

    assert "1 / 8  The wearable" in screen
    assert "Traceback" not in screen
    settings = read_settings()
    assert (Side.LEFT, Side.RIGHT) == (settings.wearable.leg, settings.person.affected_side)
    assert ((540, 1050),) == settings.nudges.working[0]
    with Journal(sitmon.store / "journal.sqlite", read_only=True) as journal:
        assert 8 == len(journal.inputs())


HOURS = "sun-thu 09:00-12:00 13:00-17:30, fri 10:00-24:00"


def test_enter_keeps_the_hours_that_are_set(tmp_path: Path) -> None:
    """What stands in brackets is what is set now; hours that cannot be are asked for again."""
    asked: list[str] = []
    waiting = iter(["", "whenever", HOURS, ""])

    def read(question: str) -> str:
        asked.append(question)
        return next(waiting)

    setup = Setup(tmp_path / "sitmon.toml", Settings(), read)
    for _ in range(3):
        choose_hours(setup)
    assert ["always", "always", "always"] == [question.partition("[")[2][:-2] for question in asked[:3]]
    assert "[mon-thu 09:00-12:00 13:00-17:30, fri 10:00-24:00, sun 09:00-12:00 13:00-17:30] " == asked[3][-80:]
    assert parse_settings(f'[nudges]\nworking_hours = "{HOURS}"').nudges == setup.settings.nudges


def test_the_form_of_the_page_shows_what_is_set(sitmon: Commands) -> None:
    """Each field with its question and what stands there now; what is written is shown the next time."""
    path = sitmon.folder / "sitmon.toml"

    def shown() -> list[tuple[object, object]]:
        return [(one["name"], one["now"]) for one in form_of(path, ENGLISH)["fields"]]

    assert [("site", "thigh"), ("leg", ""), ("side", ""), ("hours", "always")] == shown()
    take_form(
        path, {"site": "hip", "leg": "right", "side": "both", "hours": "sat 09:00-10:00", "wearable": ""}, ENGLISH
    )
    assert [("site", "hip"), ("leg", "right"), ("side", "both"), ("hours", "sat 09:00-10:00")] == shown()
    with pytest.raises(ValueError, match="limit cannot be set here"):
        take_form(path, {"limit": "1h"}, ENGLISH)


def test_one_of_those_near_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is supported is offered; the first one by Enter."""
    heard(monkeypatch, NEAR)
    setup = Setup(tmp_path / "sitmon.toml", Settings(), typed("7", "2", "", "none"))
    choose_wearable(setup)
    assert "C4:00:00:00:00:03" == setup.settings.wearable.address
    choose_wearable(setup)
    assert "C4:00:00:00:00:02" == setup.settings.wearable.address
    choose_wearable(setup)
    assert "C4:00:00:00:00:02" == read_settings(tmp_path / "sitmon.toml").wearable.address


@pytest.mark.parametrize("result", [[], NEAR[:1], WearableError("no adapter: switch it on")])
def test_without_a_wearable_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], result: list[Sighting]
) -> None:
    """Nobody is asked, nothing is written, and the way back is told."""
    heard(monkeypatch, result)
    choose_wearable(Setup(tmp_path / "sitmon.toml", Settings(), typed()))

    assert "`sitmon setup --wearable` looks again." in capsys.readouterr().out
    assert not (tmp_path / "sitmon.toml").exists()


def test_without_a_desktop_the_test_notification_is_told() -> None:
    """Which ways were tried, and why each failed."""
    settings = Settings(desktop=DesktopSettings(notifier="plyer"))

    with pytest.raises(UsageError, match="no notification could be shown: plyer: "):
        asyncio.run(shown_and_answered(settings, ENGLISH))


@pytest.mark.system("dunst")
@pytest.mark.parametrize(("button", "answer"), [("Start", Answer.START), ("Skip", Answer.SKIP), ("", Answer.EXPIRED)])
def test_the_button_that_is_pressed_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, button: str, answer: Answer
) -> None:
    """On a real desktop; who presses none is told so after a while."""
    if missing := missing_parts("dunst"):
        pytest.skip(f"needs {missing}")
    with desktop_session(tmp_path, "dunst") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)

        def press() -> None:
            while not session.count():
                pass
            session.press(button)

        pressing = threading.Thread(target=press, daemon=True)
        if button:
            pressing.start()
        settings = replace(Settings(), desktop=DesktopSettings(notifier="desktop-notifier"))
        found = asyncio.run(shown_and_answered(settings, ENGLISH, patience_s=30.0 if button else 1.0))

    assert answer is found
