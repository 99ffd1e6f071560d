"""Notices on a real desktop: dunst on a session bus and a screen of its own; the buttons are really pressed."""

import asyncio
import html
import io
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.edges.desktop import Desktop, Notice, NotShown, Shown
from tests.support.desktop_session import DesktopSession, desktop_session, missing_parts

pytestmark = pytest.mark.system("dunst")

NOTICE = Notice("34 min sitting", "Left ankle over right knee, 45 s. Keep the left foot flexed.")


@pytest.fixture(scope="module")
def dunst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DesktopSession]:
    """A desktop session with dunst, shared by the tests of this file."""
    if missing := missing_parts("dunst"):
        pytest.skip(f"needs {missing}")
    with desktop_session(tmp_path_factory.mktemp("dunst"), "dunst") as session:
        yield session


@pytest.fixture
def session(dunst: DesktopSession, monkeypatch: pytest.MonkeyPatch) -> DesktopSession:
    """The session, as the one this process runs in, with an empty screen."""
    for name, value in dunst.environment.items():
        monkeypatch.setenv(name, value)
    dunst.history()
    return dunst


@pytest.fixture
def answers() -> list[str]:
    """What came back."""
    return []


@pytest_asyncio.fixture
async def desktop(session: DesktopSession, answers: list[str]) -> AsyncIterator[Desktop]:
    """A desktop that asks for an answer for a minute."""
    desktop = Desktop(answers.append)
    yield desktop
    await desktop.close()


async def settle(answers: list[str], count: int = 1) -> list[str]:
    """Wait until so many answers came, at most 3 s, and a moment more for one too many."""
    for _ in range(60):
        if len(answers) >= count:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)
    return answers


@pytest.mark.parametrize(("button", "answer"), [("Start", "start"), ("Snooze 10 min", "snooze"), ("Skip", "skip")])
async def test_each_button_gives_its_answer(
    session: DesktopSession, desktop: Desktop, answers: list[str], button: str, answer: str
) -> None:
    """The person presses a button and the coach hears it, once."""
    assert Shown("desktop-notifier", has_buttons=True) == await desktop.show(NOTICE)
    await asyncio.to_thread(session.press, button)

    assert [answer] == await settle(answers)


async def test_a_click_and_a_dismissal_are_told_apart(
    session: DesktopSession, desktop: Desktop, answers: list[str]
) -> None:
    """A click on the notification itself is `clicked`; closing it is `dismissed`."""
    await desktop.show(NOTICE)
    await asyncio.to_thread(session.run, "dunstctl", "action", "0")
    assert ["clicked"] == await settle(answers)

    await desktop.show(NOTICE)
    await asyncio.to_thread(session.run, "dunstctl", "close")
    assert ["clicked", "dismissed"] == await settle(answers, 2)


async def test_no_answer_is_an_answer_too(session: DesktopSession, answers: list[str]) -> None:
    """After its time a notice is `expired`, by our own timer; a late press still counts."""
    desktop = Desktop(answers.append, expire_s=0.3)
    await desktop.show(NOTICE)
    assert ["expired"] == await settle(answers)

    await asyncio.to_thread(session.press, "Start")
    assert ["expired", "start"] == await settle(answers, 2)
    await desktop.close()


async def test_after_an_answer_nothing_expires(session: DesktopSession, answers: list[str]) -> None:
    """An answered notice does not expire besides."""
    desktop = Desktop(answers.append, expire_s=0.6)
    await desktop.show(NOTICE)
    await asyncio.to_thread(session.press, "Skip")
    await asyncio.sleep(0.8)

    assert ["skip"] == answers
    await desktop.close()


async def test_a_new_notice_takes_the_place_of_the_one_before(
    session: DesktopSession, desktop: Desktop, answers: list[str]
) -> None:
    """Two nudges, one notification on the screen, and the old one gives no answer by going."""
    await desktop.show(NOTICE)
    await desktop.show(Notice("44 min sitting", "Stand up for a minute."))

    assert [] == await settle(answers, 0)
    assert 1 == session.count()
    assert "44 min sitting" == session.history()[-1][0]


async def test_leaving_takes_the_notice_away(session: DesktopSession, answers: list[str]) -> None:
    """A daemon that stops leaves nothing on the screen that would not answer any more."""
    desktop = Desktop(answers.append)
    await desktop.show(NOTICE)
    await desktop.close()

    assert 0 == session.count()
    assert [] == answers


async def test_plyer_really_shows(session: DesktopSession) -> None:
    """The portable baseline, taken by name: dunst has title and body, and a second one takes its place."""
    desktop = Desktop(print, notifier="plyer")

    assert Shown("plyer", has_buttons=False) == await desktop.show(NOTICE)
    await desktop.show(Notice("44 min sitting", "Stand up for a minute."))
    assert 1 == session.count()
    assert ("44 min sitting", "Stand up for a minute.") == session.history()[-1]


async def test_what_plyer_shows_goes_by_itself(session: DesktopSession) -> None:
    """Plyer alone would leave it on the screen for ever."""
    await Desktop(print, notifier="plyer", expire_s=0.5).show(NOTICE)
    assert 1 == session.count()
    await asyncio.sleep(1.2)

    assert 0 == session.count()


@pytest.mark.parametrize("notifier", ["desktop-notifier", "plyer"])
@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("a < b & c", "<b>bold</b> & <i>x</i> &amp; &lt;"),
        ("50 % done", "100 % %s %b \\n C:\\new \\101"),
        ("„Zürich“ ‖a‖ ± 34 min", "漢字 🙂 é"),
        ("title", ""),
        ('"quoted"', "it's $HOME `date` $(date)"),
    ],
)
async def test_text_is_shown_as_it_is(session: DesktopSession, notifier: str, title: str, body: str) -> None:
    """Neither markup nor escapes nor options: what we say is what is read, whichever way it goes."""
    desktop = Desktop(print, notifier=notifier)
    await desktop.show(Notice(title, body))

    shown_title, shown_body = session.history()[-1]
    assert (title, body) == (shown_title, html.unescape(shown_body))
    await desktop.close()


@pytest.mark.parametrize("dashed", ["-u critical", "--help", "-", "--"])
async def test_a_dash_is_no_option(session: DesktopSession, dashed: str) -> None:
    """Plyer hands texts to a program: one that begins with a dash was taken for an option and nothing was shown."""
    await Desktop(print, notifier="plyer").show(Notice(dashed, dashed))

    expected = "\u2212" + dashed[1:]
    assert (expected, expected) == session.history()[-1]


async def test_without_notify_send_plyer_says_so(session: DesktopSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package that is missing is named."""
    monkeypatch.setenv("PATH", "/nowhere")

    outcome = await Desktop(print, notifier="plyer").show(NOTICE)
    assert NotShown("plyer: notify-send is not installed (package libnotify-bin)") == outcome


async def test_a_desktop_that_comes_back_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Sessions end and begin under a running daemon: the terminal meanwhile, buttons again at once."""
    if missing := missing_parts("dunst"):
        pytest.skip(f"needs {missing}")
    terminal, ways = io.StringIO(), []
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    desktop = Desktop(answers.append, terminal=terminal)
    for name in "abc":
        (tmp_path / name).mkdir()
        with desktop_session(tmp_path / name, "dunst") as session:
            for variable, value in session.environment.items():
                monkeypatch.setenv(variable, value)
            ways.append(await desktop.show(NOTICE))
        if name == "a":
            ways.append(await desktop.show(NOTICE))
    await desktop.close()

    names = [way.backend for way in ways if isinstance(way, Shown)]
    assert ["desktop-notifier", "terminal", "desktop-notifier", "desktop-notifier"] == names
    assert ("", "") == capfd.readouterr()


@pytest.mark.system("xfce4-notifyd")
async def test_buttons_are_drawn_on_a_desktop_that_draws_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    """xfce4-notifyd has buttons, and the picture of the screen, else all black, holds a notification."""
    if missing := missing_parts("xfce4-notifyd"):
        pytest.skip(f"needs {missing}")
    with desktop_session(tmp_path, "xfce4-notifyd") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        desktop = Desktop(answers.append)
        assert Shown("desktop-notifier", has_buttons=True) == await desktop.show(NOTICE)
        await asyncio.sleep(0.7)
        picture = session.screenshot(tmp_path / "shown.png")
        colours = int(session.run("identify", "-format", "%k", str(picture)))
        await desktop.close()

    assert colours > 20


@pytest.mark.system("xfce4-notifyd")
@pytest.mark.parametrize(("share", "answer"), [(0.18, "start"), (0.5, "snooze"), (0.82, "skip")])
async def test_each_button_that_xfce_draws_can_be_pressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], share: float, answer: str
) -> None:
    """A real pointer goes to the real button, left, middle and right, and clicks."""
    if missing := missing_parts("xfce4-notifyd"):
        pytest.skip(f"needs {missing}")
    with desktop_session(tmp_path, "xfce4-notifyd") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        desktop = Desktop(answers.append)
        await desktop.show(NOTICE)
        window = session.run("xdotool", "search", "--sync", "--onlyvisible", "--name", "xfce4-notifyd").split()[0]
        await asyncio.sleep(0.7)  # it fades in
        geometry = session.run("xdotool", "getwindowgeometry", "--shell", window)
        width, height = (int(re.findall(rf"{name}=(\d+)", geometry)[0]) for name in ("WIDTH", "HEIGHT"))
        x, y = round(share * width), height - 31  # the buttons stand in the last row
        session.run("xdotool", "mousemove", "--window", window, str(x), str(y), "click", "1")
        heard = await settle(answers)
        await desktop.close()

    assert [answer] == heard
