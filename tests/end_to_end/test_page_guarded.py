"""The way into the page in a real Chromium: by a file, once; what is left of it, and what other sites get."""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from monitor.page.handover import HANDOVERS
from tests.support.page import browsing, enter, living, text, until

pytestmark = pytest.mark.system("chromium")


@contextmanager
def other_site() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server of somebody else on another port of this machine, and the headers that it was sent."""
    seen: list[dict[str, str]] = []

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(dict(self.headers))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title><p>elsewhere")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", seen
        finally:
            server.shutdown()


def entered(browser: Chrome) -> bool:
    """Whether the page shows what belongs to the person."""
    return bool(browser.find_elements(By.CSS_SELECTOR, "main:not([aria-busy]):not([hidden])"))


def seen(file: Path) -> tuple[int, str]:
    """Who may read a file, and what stands in it."""
    return file.stat().st_mode & 0o777, file.read_text(encoding="utf-8")


async def test_a_file_of_the_owner_alone_opens_the_page_once(tmp_path: Path) -> None:
    """The browser gets a file's name; the page stays open when it is loaded anew, and the file opens no other."""

    def look(address: str) -> str:
        with browsing() as first, browsing() as second:
            enter(first, address)
            first.refresh()
            until(lambda: entered(first))
            second.get(address)
            until(lambda: any("sitmon dashboard" in one.text for one in second.find_elements(By.ID, "shut")))
            assert not entered(second)
            return first.current_url

    async with living(tmp_path, "walk:1m sit:2m", "sit:2m") as served:
        address = await served.page.hand_over(0)
        file = Path(unquote(urlparse(address).path))
        mode, content = await asyncio.to_thread(seen, file)
        shown = await asyncio.to_thread(look, address)
    token = content.partition("#")[2].partition('"')[0]

    assert 0o600 == mode
    assert len(token) > 40
    assert token not in address
    assert "#" not in shown
    assert [] == await asyncio.to_thread(lambda: list(tmp_path.glob(HANDOVERS)))


async def test_what_is_left_in_the_tab_is_of_no_use_elsewhere(tmp_path: Path, browser: Chrome) -> None:
    """A server on another port gets no secret, and a page from there can neither read nor say anything."""
    attack = """
        const [address, done] = arguments;
        const get = fetch(address + "now").then((answer) => answer.text(), () => "refused");
        const post = fetch(address + "say", { method: "POST", mode: "no-cors", body: '{"action":"pause"}' })
          .then((answer) => answer.type, () => "refused");
        Promise.all([get, post]).then((all) => done([...all, sessionStorage.length, document.cookie]));
    """

    def look(url: str, elsewhere: str) -> list[object]:
        enter(browser, url)
        secret = browser.execute_script("return sessionStorage.getItem('session')")  # type: ignore[no-untyped-call]
        cookies = browser.get_cookies()
        browser.get(elsewhere)
        address = url.partition("#")[0]
        return [secret, cookies, *browser.execute_async_script(attack, address)]  # type: ignore[no-untyped-call]

    with other_site() as (elsewhere, seen):
        async with living(tmp_path, "walk:1m sit:2m", "sit:2m") as served:
            url = await served.page.open(0)
            secret, cookies, read, said, stored, cookie = await asyncio.to_thread(look, url, elsewhere)
            paused = served.daemon.pipeline.coach.paused_since_s is not None

    assert isinstance(secret, str)
    assert len(secret) > 40
    assert secret not in url
    assert [] == cookies
    assert ["refused", 0, ""] == [read, stored, cookie]
    assert said in ("opaque", "refused")
    assert not paused
    assert seen
    assert not any(secret in value for headers in seen for value in headers.values())


async def test_a_page_that_was_not_opened_by_sitmon_says_how(tmp_path: Path, browser: Chrome) -> None:
    """An address of yesterday, or one from which the token is gone."""

    def look(port: int) -> str:
        browser.get("about:blank")
        browser.get(f"http://127.0.0.1:{port}/")
        until(lambda: text(browser, "shut"))
        return text(browser, "shut")

    async with living(tmp_path, "walk:1m sit:2m", "sit:2m") as served:
        port = urlparse(await served.page.open(0)).port
        assert port is not None

        assert "sitmon dashboard" in await asyncio.to_thread(look, port)
