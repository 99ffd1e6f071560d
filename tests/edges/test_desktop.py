"""Notices without a desktop: limits, the terminal, and whatever goes wrong."""

import asyncio
import io
from pathlib import Path
from typing import ClassVar

import pytest
from desktop_notifier import Capability, Notification
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.desktop import Answer, Desktop, Notice, NotShown, Shown, buttons, desktop, with_buttons
from monitor.edges.desktop.plain import Plyer
from monitor.edges.desktop.with_buttons import WithButtons
from monitor.texts import ENGLISH
from tests.support.desktop_session import desktop_session, missing_parts


class Terminal(io.StringIO):
    """What somebody reads."""

    def isatty(self) -> bool:
        """It is one."""
        return True


NOTICE = Notice("34 min sitting", "Left ankle over right knee, 45 s. Keep the left foot flexed.")


@pytest.fixture
def without_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was started outside of any desktop session."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)


@pytest.mark.parametrize(
    ("title", "body", "what"),
    [("", "b", "needs a title"), ("  ", "b", "needs a title"), ("x" * 41, "", "title"), ("t", "x" * 121, "body")],
)
def test_a_notice_that_would_be_cut_cannot_exist(title: str, body: str, what: str) -> None:
    """40 characters of title and 120 of body fit on every desktop, more is refused."""
    with pytest.raises(ValueError, match=what):
        Notice(title, body)
    Notice("x" * 40, "x" * 120)


def test_the_buttons_are_answers() -> None:
    """Each button's name is an answer, and the texts are the three of our design."""
    assert [Answer.START, Answer.SNOOZE, Answer.SKIP] == [Answer(name) for name, _ in buttons(ENGLISH)]
    assert ["Start", "Snooze 10 min", "Skip"] == [text for _, text in buttons(ENGLISH)]


def test_an_unknown_way_is_the_callers_mistake() -> None:
    """The names are those of the settings."""
    with pytest.raises(ValueError, match="must be auto or one of desktop-notifier, plyer, terminal"):
        Desktop(print, notifier="growl")


async def test_the_terminal_gets_plain_text() -> None:
    """Title and body on two lines; no answer can come."""
    stream = io.StringIO()
    shown = await Desktop(print, notifier="terminal", terminal=stream).show(NOTICE)

    assert Shown("terminal", has_buttons=False) == shown
    assert "34 min sitting\n  Left ankle over right knee, 45 s. Keep the left foot flexed.\n" == stream.getvalue()


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.text(max_size=120))
def test_the_terminal_gets_no_commands(title: str, body: str) -> None:
    """Whatever the text, no control character but the line ends reaches the terminal."""
    stream = io.StringIO()
    asyncio.run(Desktop(print, notifier="terminal", terminal=stream).show(Notice(title, body)))

    assert stream.getvalue().replace("\n", "").isprintable()


@pytest.mark.usefixtures("without_desktop")
async def test_without_a_desktop_the_terminal_is_used() -> None:
    """No session bus: the notice goes to the terminal, nothing is raised."""
    stream = Terminal()
    shown = await Desktop(print, terminal=stream).show(NOTICE)

    assert Shown("terminal", has_buttons=False) == shown
    assert stream.getvalue().startswith("34 min sitting\n")


@pytest.mark.usefixtures("without_desktop")
async def test_what_only_a_log_keeps_was_shown_to_nobody() -> None:
    """Standard error that is no terminal gets the text, once however often it is tried, and is no screen."""
    stream = io.StringIO()
    desktop = Desktop(print, terminal=stream)
    shown = [await desktop.show(NOTICE) for _ in range(3)]

    assert all(
        isinstance(one, NotShown) and one.reason.endswith("terminal: there is none here, only a log") for one in shown
    )
    assert 1 == stream.getvalue().count("34 min sitting")


async def test_a_service_has_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the settings want the terminal: what a service writes is a log."""
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere")

    assert isinstance(await Desktop(print, notifier="terminal", terminal=io.StringIO()).show(NOTICE), NotShown)


@pytest.mark.usefixtures("without_desktop")
@pytest.mark.parametrize("notifier", ["desktop-notifier", "plyer"])
async def test_a_named_way_without_a_desktop_says_why_not(notifier: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Who names one way gets that one or the reason; plyer alone would have claimed success."""
    outcome = await Desktop(print, notifier=notifier).show(NOTICE)

    assert NotShown(f"{notifier}: no desktop session here (no session bus)") == outcome
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "nonsense", "unix:path=", "tcp:host=127.0.0.1,port=1"])
async def test_an_address_where_no_bus_is_counts_as_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A left-over or broken address is no desktop, whatever is wrong with it."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    outcome = await Desktop(print, notifier="plyer").show(NOTICE)

    assert isinstance(outcome, NotShown)
    assert "no session bus" in outcome.reason


@pytest.mark.system("dbus-daemon")
@pytest.mark.parametrize("notifier", ["desktop-notifier", "plyer", "auto"])
async def test_a_bus_without_a_server_shows_nothing(
    notifier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A session in which nobody shows notifications: the reason by name, the terminal by default."""
    if missing := missing_parts("nobody"):
        pytest.skip(f"needs {missing}")
    stream = Terminal()
    with desktop_session(tmp_path, "nobody") as session:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session.environment["DBUS_SESSION_BUS_ADDRESS"])
        outcome = await Desktop(print, notifier=notifier, terminal=stream).show(NOTICE)

    if notifier == "auto":
        assert Shown("terminal", has_buttons=False) == outcome
    else:
        assert NotShown(f"{notifier}: this desktop session has no notification server") == outcome
        assert "" == stream.getvalue()
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize("error", [KeyError("x"), OSError(5, "I/O"), RuntimeError(), NotImplementedError("none found")])
async def test_whatever_a_way_raises_the_next_one_is_tried(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """No error of a desktop library leaves `show`."""

    async def fail(self: object, notice: Notice) -> Shown:
        raise error

    monkeypatch.setattr(WithButtons, "show", fail)
    monkeypatch.setattr(Plyer, "show", fail)
    stream = Terminal()

    assert Shown("terminal", has_buttons=False) == await Desktop(print, terminal=stream).show(NOTICE)


async def test_a_way_that_hangs_does_not_hold_us_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the patience is over the next way is tried."""

    async def hang(self: object, notice: Notice) -> Shown:
        await asyncio.sleep(60)
        return Shown("never", has_buttons=False)

    monkeypatch.setattr(WithButtons, "show", hang)
    monkeypatch.setattr(Plyer, "show", hang)
    monkeypatch.setattr(desktop, "_PATIENCE_S", 0.05)

    assert Shown("terminal", has_buttons=False) == await Desktop(print, terminal=Terminal()).show(NOTICE)


@pytest.mark.usefixtures("without_desktop")
async def test_when_nothing_works_every_reason_is_told() -> None:
    """Even a closed terminal raises nothing; one reason a way."""
    stream = io.StringIO()
    stream.close()
    outcome = await Desktop(print, terminal=stream).show(NOTICE)

    assert isinstance(outcome, NotShown)
    reasons = outcome.reason.split("; ")
    assert ["desktop-notifier", "plyer", "terminal"] == [reason.split(":")[0] for reason in reasons]
    assert reasons[-1].startswith("terminal: ValueError I/O operation on closed file")


async def test_being_stopped_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon that is told to stop while it shows a notice stops."""

    async def hang(self: object, notice: Notice) -> Shown:
        await asyncio.sleep(60)
        return Shown("never", has_buttons=False)

    monkeypatch.setattr(WithButtons, "show", hang)
    task = asyncio.create_task(Desktop(print).show(NOTICE))
    await asyncio.sleep(0.01)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


class Bundle:
    """desktop-notifier on a Mac, in a signed bundle: it draws buttons."""

    sent: ClassVar[list[Notification]] = []

    def __init__(self, **_: object) -> None:
        self._backend = object()

    async def get_capabilities(self) -> frozenset[Capability]:
        """What the system draws."""
        return frozenset({Capability.TITLE, Capability.BUTTONS})

    async def request_authorisation(self) -> bool:
        """Granted."""
        return True

    async def send_notification(self, notification: Notification) -> None:
        """Keep it."""
        self.sent.append(notification)

    async def get_current_notifications(self) -> list[str]:
        """All of them."""
        return [one.identifier for one in self.sent]

    async def clear(self, _: str) -> None:
        """Keep it all the same."""


async def test_a_mac_without_its_run_loop_draws_no_button_that_answers_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The notice is shown, without buttons, and none is claimed: a nudge then counts as one without them."""
    monkeypatch.setattr(with_buttons, "DesktopNotifier", Bundle)
    monkeypatch.setattr("sys.platform", "darwin")
    answers: list[str] = []
    desktop = Desktop(answers.append, expire_s=0.0)
    shown = await desktop.show(Notice("Time to move", "Stand up", (("start", "Start"),)))
    await asyncio.sleep(0.05)
    await desktop.close()

    assert Shown("desktop-notifier", has_buttons=False) == shown
    assert [()] == [one.buttons for one in Bundle.sent]
    assert [] == answers
