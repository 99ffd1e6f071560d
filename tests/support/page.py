"""The local page of a daemon that has lived through a morning and goes on living, and a real browser to look at it."""

import asyncio
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import ElementClickInterceptedException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from monitor.assembly import Shower
from monitor.coaching.profile import NudgeRules, Side
from monitor.edges.journal import Journal, JournalWriter
from monitor.edges.settings import Settings, parse_settings
from monitor.motion.arrivals import Arrival
from monitor.page.on_demand import PageOnDemand
from monitor.page.views import PageViews
from monitor.running.daemon import Daemon
from monitor.simulation.body import simulate_motion
from monitor.simulation.device import simulated_capabilities
from monitor.simulation.script import duration_s, parse_script
from monitor.simulation.stream import arrivals_of
from tests.support.feeds import Screen, pipeline
from tests.support.running import Link

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
_AHEAD_H = 14 - time.gmtime().tm_hour
AFTERNOON = f"Etc/GMT{-_AHEAD_H:+d}" if _AHEAD_H else "Etc/GMT"
"""A zone in which it is two in the afternoon: a morning that was just lived is of today at any hour."""

PACE = 8.0
"""So many times as fast as life does the wearable send once the past is over."""


class PacedClock:
    """UTC as the wearable's life has it."""

    def __init__(self, time_s: float) -> None:
        self.time_s = time_s

    def now_s(self) -> float:
        """UTC in POSIX seconds."""
        return self.time_s


@dataclass
class Served:
    """A page that is served.

    Attributes:
        loop: in which the page is served.
        daemon: behind it.
        page: what opens it.
        path: of the journal.
        journal: what the daemon has written, to be read.
        goes_on: life waits for it before it goes on, where it was asked to.
    """

    loop: asyncio.AbstractEventLoop
    daemon: Daemon
    page: PageOnDemand
    path: Path
    journal: Journal
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """An address that opens the page once; asked for from another thread."""
        return asyncio.run_coroutine_threadsafe(self.page.open(0), self.loop).result(10.0)


def settings_for(folder: Path, language: str) -> Settings:
    """Those of one person."""
    return parse_settings(
        f'[person]\ntimezone = "{AFTERNOON}"\naffected_side = "left"\nlanguage = "{language}"\nequipment = ["ball"]\n'
        f'[wearable]\nleg = "left"\n[storage]\nfolder = "{folder}"\n'
    )


@asynccontextmanager
async def living(
    folder: Path,
    past: str,
    ahead: str,
    language: str = "en",
    screen: Shower | Screen | None = None,
    *,
    waits: bool = False,
) -> AsyncIterator[Served]:
    """A daemon that has lived through `past`, until now, and lives through `ahead`, and its page.

    Args:
        folder: of the journal.
        past: script of a simulated person with the strap on the left thigh.
        ahead: how it goes on.
        language: of the page.
        screen: what shows nudges; by default one that nobody looks at.
        waits: whether it goes on only when it is told to.
    """
    settings = settings_for(folder, language)
    motion = simulate_motion(parse_script(f"{past} {ahead}"), leg=Side.LEFT, seed=3, sample_rate_hz=12.5)
    gone_s = duration_s(parse_script(past))
    now_s = time.time()
    capabilities = simulated_capabilities(3, motion.sensor)
    items = list(arrivals_of(motion, start_s=now_s - gone_s, capabilities=capabilities, seed=3))
    clock = PacedClock(items[0].time_s)
    lived, goes_on = asyncio.Event(), asyncio.Event()
    if not waits:
        goes_on.set()

    async def source() -> AsyncGenerator[Arrival]:
        for number, item in enumerate(items):
            clock.time_s = max(clock.time_s, item.time_s)
            if item.time_s > now_s:
                lived.set()
                await goes_on.wait()
                await asyncio.sleep((item.time_s - items[number - 1].time_s) / PACE)
            elif number % 100 == 0:
                await asyncio.sleep(0)
            yield item
        lived.set()
        await asyncio.sleep(3600.0)

    stages = pipeline(rules=NudgeRules(quiet=(0, 0)))
    async with AsyncExitStack() as stack:
        path = folder / "journal.sqlite"
        writer = stack.enter_context(JournalWriter(path, clock.now_s))
        journal = stack.enter_context(Journal(path, read_only=True))
        shower = screen or Screen(delay_s=0.0)
        daemon = Daemon(stages, clock, settings.zone, shower, writer, tr=settings.tr)
        running = asyncio.create_task(daemon.run(source()))
        await lived.wait()
        page = PageOnDemand(PageViews(daemon, Link(), settings, path, folder / "sitmon.toml"), stack, folder)  # type: ignore[arg-type]
        try:
            yield Served(asyncio.get_running_loop(), daemon, page, path, journal, goes_on)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@contextmanager
def browsing(width: int = 1200, height: int = 1400, *, dark: bool = False) -> Iterator[webdriver.Chrome]:
    """A real Chromium, without a head; skips where there is none."""
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("needs chromium and chromium-driver")
    options = Options()
    options.binary_location = CHROMIUM
    for flag in (
        "headless=new",
        "no-sandbox",
        "disable-dev-shm-usage",
        "hide-scrollbars",
        f"window-size={width},{height}",
    ):
        options.add_argument(f"--{flag}")
    browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": AFTERNOON})
        if width < 500:
            metrics = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        if dark:
            scheme = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
        yield browser
    finally:
        browser.quit()


def enter(browser: webdriver.Chrome, url: str) -> None:
    """Open the page and wait until all of it is there."""
    browser.get("about:blank")  # from the page to itself with another fragment would be no way at all
    browser.get(url)
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "main:not([aria-busy]):not([hidden])"))


def press(browser: webdriver.Chrome, selector: str) -> None:
    """Click as a person does: where the page moved meanwhile, since it is alive, once more."""

    def pressed() -> bool:
        try:
            browser.find_element(By.CSS_SELECTOR, selector).click()
        except ElementClickInterceptedException:
            return False
        return True

    until(pressed)


def text(browser: webdriver.Chrome, name: str) -> str:
    """What an element says."""
    return browser.find_element(By.ID, name).text


def until(found: Callable[[], object], patience_s: float = 20.0) -> None:
    """Wait for it to be so.

    Raises:
        AssertionError: it never was.
    """
    end_s = time.monotonic() + patience_s
    while not found():
        if time.monotonic() > end_s:
            raise AssertionError(f"waited {patience_s:g} s in vain")
        time.sleep(0.05)


AXE = Path(__file__).parents[2] / "build" / "node_modules" / "axe-core" / "axe.min.js"


def axe_faults(browser: webdriver.Chrome) -> list[str]:
    """What axe-core finds of serious or critical impact on the page as it is, and where; skips where it is missing."""
    if not AXE.exists():
        pytest.skip("needs axe-core: npm install --prefix build axe-core")
    browser.execute_script(AXE.read_text(encoding="utf-8"))  # type: ignore[no-untyped-call]
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")  # type: ignore[no-untyped-call]
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
