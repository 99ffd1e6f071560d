"""`sitmon dashboard`: the page opens in the browser, by a file and not by an address on a command line."""

import asyncio
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlparse

import pytest

from monitor.cli import dashboard
from monitor.edges.control import serve
from monitor.running.answers import answer
from tests.support.commands import Commands
from tests.support.page import Served, living
from tests.support.running import Link, call


@asynccontextmanager
async def with_a_page(sitmon: Commands) -> AsyncIterator[Served]:
    """A daemon with its page, at the socket where the commands look."""
    async with (
        living(sitmon.folder, "walk:1m sit:1m", "sit:1m") as served,
        serve(sitmon.store / "control.sock", lambda said: answer(said, served.daemon, Link(), served.page)),  # type: ignore[arg-type]
    ):
        yield served


class Console:
    """Standard output as a terminal has it."""

    def isatty(self) -> bool:
        """Somebody looks."""
        return True


async def test_the_browser_is_given_a_file_and_no_secret(sitmon: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads the browser's command line learns the name of a file that is its owner's alone."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) is None)
    monkeypatch.setattr(dashboard, "sys", SimpleNamespace(stdout=Console()))
    async with with_a_page(sitmon):
        said = await call(sitmon, "dashboard")
        path = Path(unquote(urlparse(opened[0]).path))
        content = await asyncio.to_thread(path.read_text, encoding="utf-8")

    assert 0 == said.status, said.err
    assert ["file"] == [urlparse(address).scheme for address in opened]
    token = content.partition("#")[2].partition('"')[0]
    assert len(token) > 40
    assert token not in opened[0]


async def test_each_address_is_another_one(sitmon: Commands) -> None:
    """With --url, or where nobody looks: one line, for one opening."""
    async with with_a_page(sitmon):
        first, second = [(await call(sitmon, "dashboard", *words)).out.strip() for words in (["--url"], [])]

    assert first.partition("#")[0] == second.partition("#")[0]
    assert first != second


@pytest.mark.parametrize("port", ["-1", "65536", "99999", "1e3", "x", "\u0663", ""])
def test_a_port_that_is_none_is_one_line(sitmon: Commands, port: str) -> None:
    """It is refused before anybody is asked."""
    said = sitmon("dashboard", f"--port={port}")

    assert 2 == said.status
    assert "they go from 0 to 65535" in said.err
    assert "Traceback" not in said.err
