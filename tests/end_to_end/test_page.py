"""The local page in a real Chromium, before a daemon that goes on watching a simulated person."""

import asyncio
import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from monitor.assembly import Shower
from monitor.coaching.inputs import OF_SAFETY, OF_THE_DESKTOP, Action, Context, UserAction
from monitor.coaching.safety import Bar
from monitor.edges.desktop import Desktop
from monitor.page.views import ASKED_HERE
from monitor.running.answers import bars_now, status_of
from monitor.running.guide_opener import GuideOpener
from monitor.terminal.status_lines import running_lines
from monitor.texts import ENGLISH
from monitor.watching import take_answer
from monitor.wording.causes import CHAPTER, TIPS_HEADING
from monitor.wording.nudges import BAR_WORDS
from monitor.wording.safety import CLEARED_TEXT, URGENT_TEXT
from tests.support.desktop_session import DesktopSession
from tests.support.page import Served, axe_faults, browsing, enter, living, press, text, until
from tests.support.running import Link
from tests.support.words import WORDS

pytestmark = [pytest.mark.system("chromium"), pytest.mark.slow]

MORNING = "walk:4m sit:38m stand:3m sit:25m walk:6m sit:12m"


async def test_the_page_follows_the_running_daemon(tmp_path: Path, browser: Chrome) -> None:
    """What the body does is on the page within seconds: it sits, then it walks, and the trace of the minute moves."""

    def look(served: Served) -> list[str]:
        enter(browser, served.url)
        until(lambda: "sitting" in text(browser, "bout"))
        before = browser.find_element(By.CSS_SELECTOR, "#trace g").get_attribute("innerHTML")
        seen = [text(browser, "bout"), text(browser, "next")]
        until(lambda: "moving" in text(browser, "bout"))
        assert before != browser.find_element(By.CSS_SELECTOR, "#trace g").get_attribute("innerHTML")
        return [*seen, *(str(entry["message"]) for entry in browser.get_log("browser"))]  # type: ignore[no-untyped-call]

    async with living(tmp_path, "walk:2m sit:12m", "sit:30s walk:5m") as served:
        bout, next_, *complaints = await asyncio.to_thread(look, served)

    assert bout.endswith("min sitting")
    assert next_.startswith("Next nudge after ")
    assert [] == complaints


async def test_a_day_is_on_the_page(tmp_path: Path, browser: Chrome) -> None:
    """Bouts, nudges and their outcomes as a picture and as lines; the week's hours; the four pillars."""

    def look(served: Served) -> None:
        enter(browser, served.url)
        until(lambda: len(browser.find_elements(By.CSS_SELECTOR, "#week tr")) == 8)
        until(lambda: browser.find_elements(By.CSS_SELECTOR, "#events li"))
        kinds = {shape.get_attribute("class") for shape in browser.find_elements(By.CSS_SELECTOR, "#day rect")}
        assert {"sitting", "standing", "moving"} <= kinds
        assert "the sensor" in text(browser, "events")
        assert 7 == len(browser.find_elements(By.CSS_SELECTOR, "#week tr")) - 1
        assert 4 == len(browser.find_elements(By.CSS_SELECTOR, "#pillars dt"))

    async with living(tmp_path, MORNING, "sit:5m") as served:
        await asyncio.to_thread(look, served)


async def test_from_the_notification_to_the_verified_stretch(
    tmp_path: Path, browser: Chrome, dunst: DesktopSession
) -> None:
    """A real nudge, its real button Start, the guide at the right exercise and side, a hold that the sensor times."""

    def start() -> None:
        until(lambda: dunst.count() > 0, 30.0)
        dunst.press("Start")

    def hold() -> list[str]:
        until(lambda: browser.find_elements(By.CSS_SELECTOR, "#guide[open]"))
        said = [text(browser, "guide-name")]
        while browser.find_element(By.ID, "after").is_displayed():
            press(browser, "#after")
        until(lambda: browser.find_element(By.ID, "felt").is_displayed(), 40.0)
        said.append(text(browser, "outcome"))
        press(browser, "[data-felt=good]")
        until(lambda: not browser.find_elements(By.CSS_SELECTOR, "#guide[open]"))
        return [*said, text(browser, "reply")]

    desktop = Desktop(lambda answer: take_answer(answer, served.daemon, guide))
    ahead = "sit:2m figure4-left:55s sit:6m"
    async with living(tmp_path, "walk:2m sit:29m45s", ahead, screen=Shower(desktop, WORDS)) as served:
        guide = GuideOpener(
            lambda: served.daemon.pipeline.coach.recommended, served.page, lambda url: browser.get(url) is None
        )
        await asyncio.to_thread(start)
        name, seen, reply = await asyncio.to_thread(hold)
        while (found := served.journal.last("practice")) is None:  # noqa: ASYNC110  the journal has no event for it
            await asyncio.sleep(0.1)
        outcomes = [event.body["willing"] for event in served.journal.events() if event.kind == "outcome"]
        await desktop.close()

    assert "Seated figure-4, left side" == name
    assert "Figure-4 pose, " in seen
    assert "seen by the sensor" in seen
    assert reply.startswith("Noted.")
    assert ("seated-figure-4", "left", "confirmed") == tuple(found.body[key] for key in ("exercise", "side", "result"))
    assert 45.0 == pytest.approx(float(str(found.body["hold_s"])), abs=13.0)
    assert [] == [willing for willing in outcomes if willing is False]


async def test_the_guide_is_led_by_the_keyboard_alone(tmp_path: Path, browser: Chrome) -> None:
    """Begin by Enter, on by the arrow keys, out by Escape; the focus is where the next key is wanted."""

    def lead(served: Served) -> None:
        enter(browser, served.url)
        until(lambda: browser.find_element(By.ID, "begin").is_displayed())
        browser.find_element(By.ID, "begin").send_keys(Keys.ENTER)
        until(lambda: browser.find_elements(By.CSS_SELECTOR, "#guide[open]"))
        assert "after" == browser.switch_to.active_element.get_attribute("id")
        first = text(browser, "guide-step")
        browser.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
        assert first != text(browser, "guide-step")
        browser.switch_to.active_element.send_keys(Keys.ARROW_LEFT)
        assert first == text(browser, "guide-step")
        browser.switch_to.active_element.send_keys(Keys.ESCAPE)
        until(lambda: not browser.find_elements(By.CSS_SELECTOR, "#guide[open]"))
        assert "begin" == browser.switch_to.active_element.get_attribute("id")

    async with living(tmp_path, "walk:2m sit:5m", "sit:8m") as served:
        await asyncio.to_thread(lead, served)


async def test_what_radiates_stops_the_exercise_for_today(tmp_path: Path, browser: Chrome) -> None:
    """The button for pain down the leg ends the guide, says why, and offers that exercise no more (E5)."""

    def stop(served: Served) -> str:
        enter(browser, served.url)
        until(lambda: browser.find_element(By.ID, "begin").is_displayed())
        press(browser, "#begin")
        until(lambda: browser.find_elements(By.CSS_SELECTOR, "#guide[open]"))
        press(browser, "#radiating")
        until(lambda: text(browser, "reply"))
        return text(browser, "reply")

    async with living(tmp_path, "walk:2m sit:5m", "sit:8m") as served:
        reply = await asyncio.to_thread(stop, served)

    assert reply.startswith("Stopped for today:")


def guides(browser: Chrome) -> bool:
    """Whether a guide is open."""
    return bool(browser.find_elements(By.CSS_SELECTOR, "#guide[open]"))


def begin(browser: Chrome) -> None:
    """Begin the exercise that is chosen, and wait for its guide."""
    press(browser, "#begin")
    until(lambda: guides(browser))


def inputs(served: Served) -> list[tuple[str, str]]:
    """What was said of safety, as kept."""
    said = [item for item in served.journal.inputs(actions=OF_SAFETY) if isinstance(item, UserAction)]
    return [(item.action.value, item.detail) for item in said]


async def test_a_red_flag_is_raised_within_the_guide_and_cleared_with_a_second_thought(
    tmp_path: Path, browser: Chrome
) -> None:
    """By the keyboard alone: a list, one press; the guide ends, the urgent text stands, nothing can be begun (F1, F2).

    A key that is still down confirms nothing.  To clear it a professional must have looked.
    """

    def focused() -> str | None:
        return browser.switch_to.active_element.get_attribute("id")

    def live(served: Served) -> None:
        enter(browser, served.url)
        begin(browser)
        browser.find_element(By.ID, "guide-raise").send_keys(Keys.ENTER)
        until(lambda: browser.find_elements(By.CSS_SELECTOR, "#alarm[open]"))
        assert "alarm-heading" == focused()
        browser.switch_to.active_element.send_keys(Keys.ENTER)
        assert guides(browser)
        assert [] == inputs(served)
        browser.switch_to.active_element.send_keys(Keys.TAB)
        assert "leg-weakness" == browser.switch_to.active_element.get_attribute("data-flag")
        browser.switch_to.active_element.send_keys(Keys.ENTER)
        until(lambda: text(browser, "flag") == str(URGENT_TEXT))
        assert not guides(browser)
        assert "flag" == focused()
        assert "" == browser.find_element(By.ID, "guide-step").get_attribute("textContent")
        assert not any(
            browser.find_element(By.ID, name).is_displayed() for name in ("begin", "which", "pillars", "skip")
        )
        assert [("red-flag", "leg-weakness")] == inputs(served)

        press(browser, "#clear")
        press(browser, "#looked-no")
        assert text(browser, "flag")
        press(browser, "#clear")
        press(browser, "#looked-yes")
        until(lambda: text(browser, "reply") == str(CLEARED_TEXT))
        until(lambda: browser.find_element(By.ID, "begin").is_displayed())
        assert "" == text(browser, "flag")
        assert ("clear-red-flag", "") == inputs(served)[-1]

    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        await asyncio.to_thread(live, served)


async def test_what_is_said_elsewhere_ends_an_open_guide_within_a_second(tmp_path: Path, browser: Chrome) -> None:
    """A red flag, a drive, pain down the leg: it says why and who may release it; at the wheel none begins (E5, F1)."""
    loop = asyncio.get_running_loop()

    def ended_by(task: Callable[[], object]) -> str:
        begin(browser)
        began_s = time.monotonic()
        loop.call_soon_threadsafe(task)
        until(lambda: not guides(browser))
        assert time.monotonic() - began_s < 1.0
        return text(browser, "reply")

    def live(served: Served) -> list[str]:
        daemon = served.daemon
        enter(browser, served.url)
        ended_by(lambda: daemon.say(Action.RED_FLAG, "leg-numbness"))
        until(lambda: text(browser, "flag") == str(URGENT_TEXT))
        loop.call_soon_threadsafe(lambda: daemon.say(Action.CLEAR_RED_FLAG))
        until(lambda: browser.find_element(By.ID, "begin").is_displayed())
        said = [ended_by(lambda: daemon.change(Context.DRIVING, active=True))]
        press(browser, "#begin")
        until(lambda: text(browser, "recommended") == str(BAR_WORDS[Bar.DRIVING]))
        assert not guides(browser)
        loop.call_soon_threadsafe(lambda: daemon.change(Context.DRIVING, active=False))
        until(lambda: text(browser, "recommended") != str(BAR_WORDS[Bar.DRIVING]))
        return [*said, ended_by(lambda: daemon.say(Action.PAIN, "6 radiating"))]

    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        said = await asyncio.to_thread(live, served)

    assert [str(BAR_WORDS[bar]) for bar in (Bar.DRIVING, Bar.RADIATED)] == said


async def test_another_exercise_is_chosen_and_a_refusal_says_who_releases_it(tmp_path: Path, browser: Chrome) -> None:
    """From a list, with its side; after an injury strength is refused, with how to release it here (C1, F4, M10)."""

    def live(served: Served) -> list[str]:
        enter(browser, served.url)
        which = Select(browser.find_element(By.ID, "which"))
        before = which.first_selected_option.text
        which.select_by_visible_text("Clamshell, right side")
        begin(browser)
        name = text(browser, "guide-name")
        press(browser, "#close")
        until(lambda: not guides(browser))
        loop.call_soon_threadsafe(lambda: served.daemon.say(Action.INTAKE, "injury=yes"))
        until(lambda: served.daemon.pipeline.coach.intake.waits_for)
        which.select_by_visible_text("Glute bridge")
        press(browser, "#begin")
        until(lambda: text(browser, "reply"))
        assert not guides(browser)
        return [before, name, text(browser, "reply")]

    loop = asyncio.get_running_loop()
    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        before, name, reply = await asyncio.to_thread(live, served)

    assert ("Seated figure-4, left side", "Clamshell, right side") == (before, name)
    assert f"{BAR_WORDS[Bar.INJURY]} {ASKED_HERE}" == reply


async def test_a_red_flag_that_nobody_hears_says_so_beside_what_to_do(tmp_path: Path, browser: Chrome) -> None:
    """What to do stands at once; after three seconds without an answer, that it is not kept (F1)."""

    def live(served: Served) -> str:
        enter(browser, served.url)
        served.daemon.may_feed.clear()
        press(browser, "#raise")
        press(browser, "[data-flag=saddle]")
        at_once = text(browser, "flag")
        assert at_once.startswith("Get medical help now. ")
        until(lambda: "NOT kept" in text(browser, "flag"), 6.0)
        loop.call_soon_threadsafe(served.daemon.may_feed.set)
        return text(browser, "flag")

    loop = asyncio.get_running_loop()
    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        line = await asyncio.to_thread(live, served)

    assert line.endswith("It is NOT kept: sitmon does not answer. Say it in a terminal as well: sitmon red-flag")


async def test_while_the_journal_is_not_kept_the_page_says_so(tmp_path: Path, browser: Chrome) -> None:
    """One line says since when and why; what is said is heard and told as not kept, until it is: then the line goes.

    An exercise that is begun meanwhile goes on.
    """

    def look(served: Served) -> list[str]:
        enter(browser, served.url)
        before = text(browser, "not-kept")
        holder = sqlite3.connect(served.path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        until(lambda: text(browser, "not-kept"), 30.0)
        line = text(browser, "not-kept")
        assert line in running_lines(status_of(served.daemon, Link()), ENGLISH)  # type: ignore[arg-type]  as in `sitmon status`
        press(browser, "#levels button:nth-child(5)")
        until(lambda: text(browser, "noted"))
        press(browser, "#begin")
        until(lambda: "NOT kept" in text(browser, "reply"))
        is_guided = browser.find_elements(By.CSS_SELECTOR, "#guide[open]")
        press(browser, "#close")
        holder.close()
        until(lambda: not text(browser, "not-kept"), 30.0)
        return [before, line, text(browser, "noted"), str(bool(is_guided))]

    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        before, line, noted, is_guided = await asyncio.to_thread(look, served)
        said = [item.action for item in served.journal.inputs() if isinstance(item, UserAction)]

    assert "" == before
    assert re.fullmatch(r"Not kept since \d\d:\d\d: .*database is locked; another program holds it.*", line)
    assert noted.startswith("Heard, and NOT kept yet; that is tried again: ")
    assert "True" == is_guided
    assert [Action.PAIN, Action.STRETCH] == [action for action in said if action not in OF_THE_DESKTOP]


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (390, False)], ids=["light", "dark", "phone"])
async def test_nothing_keeps_anybody_out(tmp_path: Path, width: int, *, dark: bool) -> None:
    """axe-core finds no fault of serious or critical impact: page, guide, red flag; light, dark, on a phone."""

    def look(served: Served) -> list[str]:
        with browsing(width, 1600, dark=dark) as browser:
            enter(browser, served.url)
            until(lambda: browser.find_elements(By.CSS_SELECTOR, "#events li"))
            faults = axe_faults(browser)
            press(browser, "#begin")
            until(lambda: browser.find_elements(By.CSS_SELECTOR, "#guide[open]"))
            for pressed in ("#guide-raise", "[data-flag=saddle]", "#clear"):
                faults += axe_faults(browser)
                press(browser, pressed)
                until(lambda: text(browser, "flag") == str(URGENT_TEXT) or pressed == "#guide-raise")  # noqa: B023
            faults += axe_faults(browser)
            assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")  # type: ignore[no-untyped-call]
            return faults

    async with living(tmp_path, MORNING, "sit:5m") as served:
        assert [] == await asyncio.to_thread(look, served)


async def test_what_was_done_already_is_said_with_how_it_felt(tmp_path: Path, browser: Chrome) -> None:
    """Any exercise of the list, for its side; it counts as said, and how it felt counts too (H3)."""

    def look(served: Served) -> list[str]:
        enter(browser, served.url)
        Select(browser.find_element(By.ID, "which")).select_by_visible_text("Clamshell, right side")
        press(browser, "#did")
        until(lambda: browser.find_element(By.ID, "felt-now").is_displayed())
        press(browser, "[data-felt-now=too-strong]")
        until(lambda: not browser.find_element(By.ID, "felt-now").is_displayed())
        until(lambda: "Less is enough" in text(browser, "reply"))
        return [text(browser, "reply")]

    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        await asyncio.to_thread(look, served)
        done = served.journal.last("practice")
        said = [item for item in served.journal.inputs() if isinstance(item, UserAction)]

    assert done is not None
    assert ("clamshell", "right", "claimed") == tuple(done.body[name] for name in ("exercise", "side", "result"))
    assert "too-strong clamshell" in [item.detail for item in said]


async def test_why_it_hurts_stands_behind_the_reason_of_a_nudge(tmp_path: Path, browser: Chrome) -> None:
    """One press from the exercise for now: the whole chapter with its drawings, and the habits (B1 to B3, C1 to C3)."""

    def look(served: Served) -> tuple[list[str], int, list[str]]:
        enter(browser, served.url)
        assert not browser.find_element(By.ID, "chapter").is_displayed()
        press(browser, "#why-open")
        until(lambda: browser.find_elements(By.CSS_SELECTOR, "#chapter li"))
        heads = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#chapter h3")]
        drawings = len(browser.find_elements(By.CSS_SELECTOR, "#chapter svg"))
        return heads, drawings, axe_faults(browser)

    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        heads, drawings, faults = await asyncio.to_thread(look, served)

    assert [*(str(one.heading) for one in CHAPTER), str(TIPS_HEADING)] == heads
    assert sum(one.picture is not None for one in CHAPTER) == drawings
    assert [] == faults


async def test_the_page_ends_a_drive(tmp_path: Path, browser: Chrome) -> None:
    """Where it says that nothing is begun at the wheel, it asks whether the drive is over (A3)."""

    def look(served: Served) -> None:
        enter(browser, served.url)
        until(lambda: browser.find_element(By.ID, "drive-over").is_displayed())
        press(browser, "#drive-over")
        until(lambda: not browser.find_element(By.ID, "drive-over").is_displayed())

    async with living(tmp_path, "walk:2m sit:5m", "sit:30m") as served:
        await served.daemon.change(Context.DRIVING, active=True)
        await asyncio.to_thread(look, served)

        assert Bar.DRIVING not in bars_now(served.daemon).values()
