"""The set-up on the page, in a real Chromium: what is chosen is written, and what has to be tried is tried."""

import asyncio
import os
from pathlib import Path

import pytest
from bleak.backends.device import BLEDevice
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from monitor.coaching.inputs import Action, UserAction
from monitor.edges.radio import Sighting
from monitor.edges.settings import read_settings
from monitor.errors import WearableError
from monitor.page import steps as page_steps
from tests.support.desktop_session import DesktopSession
from tests.support.page import Served, axe_faults, browsing, enter, living, press, text, until
from tests.support.running import Link

pytestmark = [pytest.mark.system("chromium"), pytest.mark.slow]

QUIET = ("walk:2m sit:5m", "sit:8m")


def opened(browser: Chrome, served: Served) -> None:
    """The page with its set-up open."""
    enter(browser, served.url)
    press(browser, "#set-up summary")
    until(lambda: browser.find_elements(By.NAME, "injury"))


def choose(browser: Chrome, name: str, value: str) -> None:
    """Choose from a list."""
    Select(browser.find_element(By.NAME, name)).select_by_value(value)


def answered(browser: Chrome, name: str, before: str = "") -> str:
    """What a step says, once it says something else than before."""
    until(lambda: text(browser, name) not in ("", before), 40.0)
    return text(browser, name)


async def test_what_is_chosen_is_written(tmp_path: Path, browser: Chrome) -> None:
    """Place, leg, side and hours reach the file; a wrong span is told; an answer reaches the journal."""

    def fill(served: Served) -> list[str]:
        opened(browser, served)
        choose(browser, "site", "pocket")
        said = [answered(browser, "said-site")]
        choose(browser, "side", "both")
        until(lambda: text(browser, "said-side").startswith("Written."))
        said.append(text(browser, "said-side"))
        for hours in ("whenever", "mon-fri 09:00-17:30"):
            before = text(browser, "said-hours")
            field = browser.find_element(By.NAME, "hours")
            field.clear()
            field.send_keys(hours + Keys.TAB)
            said.append(answered(browser, "said-hours", before))
        choose(browser, "injury", "yes")
        answered(browser, "said-questions")
        return said

    async with living(tmp_path, *QUIET) as served:
        site, side, wrong, written = await asyncio.to_thread(fill, served)
        answers = [item.detail for item in served.journal.inputs() if isinstance(item, UserAction)]

    settings = read_settings(tmp_path / "sitmon.toml")
    assert 'working_hours = "whenever" should be days and spans' in wrong
    assert {"Written. It holds from the next start of sitmon."} == {site, side, written}
    assert ("pocket", "both") == (settings.wearable.wear_site, settings.person.affected_side)
    assert ((540, 1050),) == settings.nudges.working[0]
    assert ["side=both", "injury=yes"] == answers


async def test_the_pose_is_taken_on_the_page(tmp_path: Path, browser: Chrome) -> None:
    """It says what to do and for how long, ends by what the thigh did, and counts at once and after a restart."""

    def take(served: Served, loop: asyncio.AbstractEventLoop) -> list[str]:
        opened(browser, served)
        press(browser, "#pose")
        loop.call_soon_threadsafe(served.goes_on.set)
        said = []
        for start in ("Stand still", "Hold it", "Now sit down", "Hold it"):
            until(lambda start=start: text(browser, "pose-cue").startswith(start))
            said.append(text(browser, "pose-left"))
        return [answered(browser, "said-pose"), *said]

    async with living(tmp_path, "walk:2m sit:5m", "stand:9s sit:60s", waits=True) as served:
        said, *seconds = await asyncio.to_thread(take, served, asyncio.get_running_loop())
        told = [event.body for event in served.journal.events() if event.kind == "mounting"][-1]
        inputs = [item for item in served.journal.inputs() if isinstance(item, UserAction)]
        mounting = served.daemon.pipeline.practice.mounting

    assert said.startswith("Good: the thigh turned by ")
    assert said.endswith(f"From now on {Link.address} is known like that.")
    assert all(0 < int(left) <= 5 for left in seconds)
    assert mounting is not None
    assert 0.9 < mounting.axis[0]
    assert ("posed", list(mounting.axis)) == (told["change"], pytest.approx(told["axis"]))
    assert [Action.POSE] == [item.action for item in inputs]


async def test_who_keeps_sitting_is_told_and_may_begin_again(tmp_path: Path, browser: Chrome) -> None:
    """No pose, one line, nothing changed, and the button is there again; a second page meanwhile is told as well."""

    def take(served: Served, loop: asyncio.AbstractEventLoop) -> tuple[str, str]:
        opened(browser, served)
        press(browser, "#pose")
        until(lambda: browser.find_element(By.ID, "pose-cue").is_displayed())
        with browsing(800, 900) as second:
            opened(second, served)
            press(second, "#pose")
            elsewhere = answered(second, "said-pose")
        loop.call_soon_threadsafe(served.goes_on.set)
        return answered(browser, "said-pose"), elsewhere

    patience_s, page_steps.PATIENCE_S = page_steps.PATIENCE_S, 60.0  # type: ignore[misc]  two browsers take their time
    try:
        async with living(tmp_path, *QUIET, waits=True) as served:
            said, elsewhere = await asyncio.to_thread(take, served, asyncio.get_running_loop())
            before = served.daemon.pipeline.practice.mounting
    finally:
        page_steps.PATIENCE_S = patience_s  # type: ignore[misc]

    assert said.startswith("That was not standing and then sitting")
    assert "The pose is being taken already, on another page." == elsewhere
    assert browser.find_element(By.ID, "pose").is_enabled()
    assert before is not None


async def test_without_samples_the_pose_ends_with_a_line(
    tmp_path: Path, browser: Chrome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wearable that is silent is not waited for."""
    monkeypatch.setattr(page_steps, "PATIENCE_S", 1.0)

    def take(served: Served) -> str:
        opened(browser, served)
        press(browser, "#pose")
        return answered(browser, "said-pose")

    async with living(tmp_path, *QUIET, waits=True) as served:
        said = await asyncio.to_thread(take, served)
        assert served.daemon.pipeline.sample_listener is None

    assert "No samples come: bring the wearable near, wake it, and begin again" == said


async def test_the_wearable_is_chosen_from_those_near(
    tmp_path: Path, browser: Chrome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one in use is marked though it does not advertise while it streams; another is written when it is chosen."""

    async def scan(_: float) -> list[Sighting]:
        device = BLEDevice("C4:00:00:00:00:09", "thigh", None)
        return [Sighting(device, "thigh", -50, "sitmon profile"), Sighting(device, "a lamp", -60)]

    def look(served: Served) -> list[str]:
        opened(browser, served)
        press(browser, "#look")
        until(lambda: browser.find_elements(By.NAME, "wearable"))
        field = Select(browser.find_element(By.NAME, "wearable"))
        said = [str(field.first_selected_option.text), *(option.text for option in field.options)]
        field.select_by_value("C4:00:00:00:00:09")
        until(lambda: text(browser, "said-wearable").startswith("Written."))
        return [*said, text(browser, "said-wearable")]

    monkeypatch.setattr(page_steps, "scan", scan)
    async with living(tmp_path, *QUIET) as served:
        used, *choices, said = await asyncio.to_thread(look, served)

    assert Link.address == used
    assert [Link.address, "thigh (sitmon profile)"] == choices
    assert said.startswith("Written.")
    assert "C4:00:00:00:00:09" == read_settings(tmp_path / "sitmon.toml").wearable.address


async def test_a_radio_that_refuses_is_one_line(
    tmp_path: Path, browser: Chrome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the button may be pressed again."""

    async def scan(_: float) -> list[Sighting]:
        raise WearableError("there is no Bluetooth adapter: plug one in")

    def look(served: Served) -> str:
        opened(browser, served)
        press(browser, "#look")
        until(lambda: "adapter" in text(browser, "said-wearable"))
        return text(browser, "said-wearable")

    monkeypatch.setattr(page_steps, "scan", scan)
    async with living(tmp_path, *QUIET) as served:
        assert "There is no Bluetooth adapter: plug one in" == await asyncio.to_thread(look, served)


async def test_the_test_notification_says_which_button_was_pressed(
    tmp_path: Path, browser: Chrome, dunst: DesktopSession
) -> None:
    """A real notification of a real server, and its real button."""

    def ask(served: Served) -> str:
        opened(browser, served)
        press(browser, "#test")
        until(lambda: dunst.count() > 0, 30.0)
        dunst.press("Snooze")
        return answered(browser, "said-test", text(browser, "said-test"))

    async with living(tmp_path, *QUIET) as served:
        assert "It works: snooze was pressed." == await asyncio.to_thread(ask, served)


SYSTEMCTL = """#!/bin/sh
echo "$@" >> "{folder}/asked"
"""


async def test_it_is_started_at_each_log_in_and_not_twice_now(
    tmp_path: Path, browser: Chrome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit is written and enabled; nothing is started, since this sitmon holds wearable and journal."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "systemctl").write_text(SYSTEMCTL.format(folder=tmp_path))
    (tools / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def install(served: Served) -> list[str]:
        opened(browser, served)
        said = [answered(browser, "said-service")]
        press(browser, "#install")
        said.append(answered(browser, "said-service", said[0]))
        assert not browser.find_element(By.ID, "install").is_displayed()
        opened(browser, served)
        return [*said, answered(browser, "said-service")]

    async with living(tmp_path, *QUIET) as served:
        said = await asyncio.to_thread(install, served)

    asked = (tmp_path / "asked").read_text()
    assert "sitmon does not start by itself yet." == said[0]
    assert said[1].startswith("From the next log-in on, sitmon starts by itself.")
    assert "sitmon starts at each log-in." == said[2]
    assert (tmp_path / "config" / "systemd" / "user" / "sitmon.service").exists()
    assert "--user enable sitmon.service" in asked
    assert "start" not in asked


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (390, False)], ids=["light", "dark", "phone"])
async def test_the_open_set_up_keeps_nobody_out(tmp_path: Path, width: int, *, dark: bool) -> None:
    """axe-core finds no fault of serious or critical impact, and nothing is wider than the screen."""

    def look(served: Served) -> list[str]:
        with browsing(width, 1600, dark=dark) as browser:
            opened(browser, served)
            assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")  # type: ignore[no-untyped-call]
            return axe_faults(browser)

    async with living(tmp_path, *QUIET) as served:
        assert [] == await asyncio.to_thread(look, served)
