"""`sitmon tray`: the menu, the icon, and a real one in a real tray."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec as real_find_spec
from pathlib import Path

import pytest

from monitor.cli import tray as module
from monitor.cli.tray import OFF, SIZE, Tray, draw_icon
from monitor.coaching.inputs import Action
from monitor.edges.settings import read_settings
from monitor.errors import to_install
from tests.cli.test_status import STREAMS
from tests.support.commands import Commands
from tests.support.desktop_session import start_screen
from tests.support.running import running, said_to

LINES = {"battery_percent": None, "wearable": None, "kind": "", "link_reason": "", "last_arrival_age_s": None}


def texts(tray: Tray) -> list[str]:
    """What stands in the menu."""
    return [text for text, _ in tray.entries()]


async def test_the_menu_says_how_things_are_and_does_what_it_says(sitmon: Commands) -> None:
    """Minutes first, then snooze, skip, pause; after a pause, the way back; each reaches the running sitmon."""
    tray = Tray(read_settings())
    async with running(sitmon) as daemon:
        await asyncio.to_thread(tray.look)
        first = texts(tray)
        pause = dict(tray.entries())["Pause nudges"]
        assert pause is not None
        await asyncio.to_thread(pause)
        await asyncio.to_thread(tray.look)
        then = texts(tray)
        heard = [item.action for item in said_to(daemon)]
    await asyncio.to_thread(tray.look)

    assert "1 min sitting; next nudge after 20 s more" == first[0]
    assert ["Snooze", "Skip", "Pause nudges", "Open the page", "Take this icon away"] == first[1:]
    assert "Let nudges come again" in then
    assert [Action.PAUSE] == heard
    assert ["sitmon is off", "Take this icon away"] == texts(tray)


def test_a_menu_of_a_sitmon_that_has_ended_complains(sitmon: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    """What is pressed too late is told in one line, and the icon stays."""
    tray = Tray(read_settings())
    tray.status = {**STREAMS, **LINES}
    for text, act in tray.entries():
        if text in ("Snooze", "Open the page") and act is not None:
            act()

    assert 2 == capsys.readouterr().err.count("sitmon is not running")


def test_the_icon_has_the_colour_of_the_posture_and_closes_its_ring() -> None:
    """Amber while sitting, grey when off; half of the way is half of the ring."""
    half = draw_icon({**STREAMS, **LINES, "next_nudge_s": 1800.0})
    off = draw_icon(OFF)
    middle, right, left = (SIZE // 2, SIZE // 2), (SIZE - 7, SIZE // 2), (6, SIZE // 2)

    assert (0xE0, 0xA0, 0x30, 255) == half.getpixel(middle)
    assert (255, 64) == (half.getpixel(right)[3], half.getpixel(left)[3])  # type: ignore[index]
    assert (0x80, 0x80, 0x80, 255) == off.getpixel(middle)
    assert (0xA3, 0x34, 0x1F, 255) == draw_icon({**STREAMS, **LINES, "red_flag": True}).getpixel(middle)


def test_what_is_missing_is_one_line(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra, or the desktop."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "`sitmon status --watch` shows the same" in sitmon("tray").complaint
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "pystray" else real_find_spec(name))
    assert to_install("tray") in sitmon("tray").complaint


@pytest.mark.system("trayer")
def test_it_stands_in_a_real_tray(sitmon: Commands, tmp_path: Path) -> None:
    """On a real screen with a real tray: the icon's grey disc, since no sitmon runs, is among the pixels."""
    if missing := [name for name in ("Xvfb", "trayer", "import") if shutil.which(name) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    from PIL import Image

    grey, colours = (0x80, 0x80, 0x80), set[object]()
    with contextlib.ExitStack() as daemons:
        environment = os.environ | {"DISPLAY": start_screen(tmp_path, daemons), "PYSTRAY_BACKEND": "xorg"}
        for command in (["trayer", "--edge", "top"], [sys.executable, "-m", "monitor", "tray"]):
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
            daemons.callback(process.wait, 5)
            daemons.callback(process.terminate)
            time.sleep(1.0)
        picture = tmp_path / "screen.png"
        end_s = time.monotonic() + 10.0
        while grey not in colours and time.monotonic() < end_s:
            subprocess.run(["import", "-window", "root", str(picture)], env=environment, check=True)
            colours = {colour for _, colour in Image.open(picture).convert("RGB").getcolors(1 << 20) or ()}

    assert grey in colours
