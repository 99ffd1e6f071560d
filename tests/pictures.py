"""Takes the pictures that stand in the documents, in a real Chromium: of the page before a daemon, and of a report.

python -m tests.pictures [FOLDER]          by default docs/
"""

import asyncio
import sys
import tempfile
import time
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Final

from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from monitor.cli import run_command
from monitor.drawing.poses import SCENES
from monitor.drawing.svg import HEIGHT, WIDTH, draw
from tests.support.page import Served, browsing, enter, living, press, until
from tests.support.weeks import FIRST, simulate_journal

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
DAY: Final = (
    "walk:4m sit:32m stand:3m sit:25m walk:6m sit:32m figure4-left:50s sit:1m stand:4m walk:2m sit:31m30s walk:3m "
    "sit:21m"
)
VIEWS: Final = (("page", 1100, 1500, False), ("page-dark", 1100, 1500, True), ("page-phone", 390, 1700, False))


def take(served: Served, folder: Path) -> None:
    """The page in light, dark and on a phone, and one step of the guide."""
    for name, width, height, dark in VIEWS:
        with browsing(width, height, dark=dark) as browser:
            enter(browser, served.url)
            time.sleep(2.5)
            browser.save_screenshot(str(folder / f"{name}.png"))
            shrink(folder / f"{name}.png")
            if name == "page":
                guide(browser, folder)
                set_up(browser, folder)


def guide(browser: Chrome, folder: Path) -> None:
    """The dialogue alone, at the crossing of the legs."""
    browser.execute_script("openGuide('seated-figure-4', 'left')")  # type: ignore[no-untyped-call]
    time.sleep(1.0)
    for _ in range(2):
        browser.find_element(By.ID, "after").click()
    time.sleep(0.3)
    browser.find_element(By.ID, "guide").screenshot(str(folder / "guide.png"))
    shrink(folder / "guide.png")


def set_up(browser: Chrome, folder: Path) -> None:
    """The steps alone, while a pose is held."""
    browser.execute_script("document.getElementById('guide').close()")  # type: ignore[no-untyped-call]
    browser.set_window_size(820, 900)
    press(browser, "#set-up summary")
    until(lambda: browser.find_elements(By.NAME, "injury"))
    press(browser, "#pose")
    until(lambda: browser.find_element(By.ID, "pose-cue").text)
    box = browser.find_element(By.ID, "set-up").rect
    clip = {"x": 0, "y": box["y"], "width": 820, "height": box["height"] + 20, "scale": 1}
    made = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    (folder / "set-up.png").write_bytes(b64decode(made["data"]))
    shrink(folder / "set-up.png")


def report(folder: Path, scratch: Path) -> None:
    """What `sitmon report` writes of four weeks of a simulated person."""
    settings, page = scratch / "sitmon.toml", scratch / "report.html"
    settings.write_text(f'[person]\ntimezone = "UTC"\naffected_side = "left"\n[storage]\nfolder = "{scratch}"\n')
    simulate_journal(scratch / "journal.sqlite", days=28)
    month = ["--from", FIRST.isoformat(), "--to", (FIRST + timedelta(days=27)).isoformat()]
    run_command(["report", "--config", str(settings), *month, "--out", str(page)])
    with browsing(760, 1500, dark=False) as browser:
        browser.get(page.as_uri())
        browser.save_screenshot(str(folder / "report.png"))
    shrink(folder / "report.png")


def shrink(path: Path) -> None:
    """64 colours are enough for what we draw, and a third of the bytes."""
    Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)


def sheet() -> str:
    """Every drawing on one sheet, a row for each exercise; for light and dark readers alike."""
    rows = []
    for row, scene in enumerate(SCENES.values()):
        for column in range(len(scene.pictures)):
            picture = draw(scene, column, title="", description="").replace(
                "<svg ", f'<svg x="{column * WIDTH:g}" y="{row * HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}" ', 1
            )
            rows.append(picture)
    width, height = WIDTH * max(len(scene.pictures) for scene in SCENES.values()), HEIGHT * len(SCENES)
    paper = '<rect width="100%" height="100%" fill="#fbfaf7"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{paper}{"".join(rows)}</svg>\n'


async def main(folder: Path) -> None:
    """Live through a morning, then take them all."""
    (folder / "exercises.svg").write_text(sheet(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        report(folder, Path(scratch))
    with tempfile.TemporaryDirectory() as scratch:
        async with living(Path(scratch), DAY, "sit:10m") as served:
            await asyncio.to_thread(take, served, folder)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS))
