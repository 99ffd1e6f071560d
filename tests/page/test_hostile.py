"""Whoever runs on this machine may cost the page a bounded share, and says nothing and reads nothing by it.

Every request here goes over a real socket to the real server, byte for byte.
"""

import asyncio
import contextlib
import logging
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.page.guard import MOST_BODY
from monitor.page.server import MOST_CONNECTIONS, PageError, serving
from tests.page.test_server import Browser, Told, served
from tests.support.page import living

CHUNK = b"10000\r\n" + b"a" * 65536 + b"\r\n"


def head(browser: Browser, path: str, *more: str, method: str = "POST") -> bytes:
    """The head of a request of our own page, with these lines more."""
    host = f"127.0.0.1:{browser.port}"
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", "Content-Type: application/json"]
    return "\r\n".join([*lines, f"Authorization: Bearer {browser.session}", *more]).encode() + b"\r\n\r\n"


async def sent(browser: Browser, *parts: bytes) -> tuple[int, bytes]:
    """Send the parts as long as anybody listens: how many bytes were taken, and what came back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", browser.port)
    taken, answer = 0, b""
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            taken += len(part)
        answer = await asyncio.wait_for(reader.read(), 8.0)
    except ConnectionError:
        pass
    writer.close()
    return taken, answer


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 10", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked",),
        ("Content-Length: 10", "Content-Length: 10", "Transfer-Encoding: chunked"),
    ],
)
@pytest.mark.parametrize(("path", "method"), [("/session", "POST"), ("/say", "POST"), ("/", "GET"), ("/now", "GET")])
async def test_a_body_without_an_end_is_cut_off(path: str, method: str, lines: tuple[str, ...]) -> None:
    """Whatever its length is said to be beside, and to whatever it is sent, and by whom; the page goes on."""
    async with served() as (browser, told):
        await browser.enter()
        taken, _ = await sent(browser, head(browser, path, *lines, method=method), *[CHUNK] * 400)
        after = await browser.ask("GET", "/now")

    assert taken < 8 * 2**20  # what the kernel holds, not we
    assert 200 == after.status
    assert [] == told.said


@pytest.mark.parametrize("length", [MOST_BODY + 1, 2**31, 2**64])
async def test_a_large_body_is_refused_by_its_length(length: int) -> None:
    """Before any of it is read."""
    async with served() as (browser, _):
        _, answer = await sent(browser, head(browser, "/session", f"Content-Length: {length}"))

    assert b"413" in answer.partition(b"\r\n")[0]


@pytest.mark.parametrize("knows_the_secret", [False, True])
async def test_who_asks_half_is_sent_away(monkeypatch: pytest.MonkeyPatch, *, knows_the_secret: bool) -> None:
    """Half a head, half a body, and a second half after a whole one: all have their time, and no more."""
    monkeypatch.setattr("monitor.page.server.PATIENCE_S", 0.3)
    async with served() as (browser, told):
        if knows_the_secret:
            await browser.enter()
        half = head(browser, "/say", "Content-Length: 40") + b"{"
        whole = head(browser, "/say", "Content-Length: 2") + b"{}"
        for parts in ((half[:30],), (half,), (whole + half,), (b"",)):
            async with asyncio.timeout(4.0):
                await sent(browser, *parts)

    assert [] == told.said or knows_the_secret


async def test_a_crowd_that_holds_on_shuts_nobody_out() -> None:
    """Three times as many as there is room for, half of them asking half: the page opens, and what is open stays."""
    async with served() as (browser, _):
        await browser.enter()
        live, writer = await asyncio.open_connection("127.0.0.1", browser.port)
        writer.write(browser.wants_live)
        await live.readuntil(b'"of this person"}')
        held = []
        for number in range(3 * MOST_CONNECTIONS):
            _, one = await asyncio.open_connection("127.0.0.1", browser.port)
            if number % 2:
                one.write(head(browser, "/session", "Content-Length: 4000") + b"{")
            held.append(one)
        opened = [await browser.ask("GET", path) for path in ("/", "/page.js", "/now")]
        goes_on = await asyncio.wait_for(live.readuntil(b'"of this person"}'), 5.0)
        for one in (*held, writer):
            one.close()

    assert [200, 200, 200] == [answer.status for answer in opened]
    assert b"sitting" in goes_on


@pytest.mark.parametrize("body", [b"[" * 4000, b'{"a":' * 700, b'{"action":"pain","detail":"\\ud800"}', b"9" * 4096])
@pytest.mark.parametrize("path", ["/session", "/say", "/form"])
async def test_json_that_nobody_says_is_one_line(path: str, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Deep, torn or with half a sign: refused with one line, and none in the log."""
    async with served() as (browser, told):
        await browser.enter()
        answer = await browser.ask("POST", path, body)

    assert 400 == answer.status
    assert "\n" not in str(answer.json["error"])
    assert [] == told.said
    assert [] == [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("date", ["9999-12-31", "0001-01-01", "99999-01-01", "2026-02-30", "-1", "%00", "%ff"])
async def test_a_day_that_no_calendar_has_is_one_line(tmp_path: Path, date: str) -> None:
    """The views of a real daemon are asked."""
    async with living(tmp_path, "sit:20s", "sit:1s") as lived:
        permit = await asyncio.to_thread(lambda: lived.url)
        address, _, token = permit.partition("/#")
        browser = Browser(int(address.rpartition(":")[2]), token)
        await browser.enter()
        answer = await browser.ask("GET", f"/day/{date}")

    assert answer.status in (200, 400)
    assert 200 != answer.status or date == "0001-01-01"
    assert "\n" not in answer.body.decode().strip()


@pytest.mark.parametrize("port", [-1, 65536, 99999, 2**40])
async def test_a_port_that_is_none_is_one_line(port: int) -> None:
    """It says which there are."""
    with pytest.raises(PageError, match="from 0 to 65535"):
        async with serving(Told(), port):
            pass


PIECES = (
    "POST /session HTTP/1.1,GET / HTTP/1.1,GET /now HTTP/1.0,PRI * HTTP/2.0,Host: 127.0.0.1:PORT,"
    "Origin: http://127.0.0.1:PORT,Content-Type: application/json,Content-Length: 5,Content-Length: -5,"
    "Content-Length: 99999999,Connection: close,Transfer-Encoding: chunked,Transfer-Encoding: gzip,"
    "Expect: 100-continue,Upgrade: websocket,Connection: Upgrade,Sec-Fetch-Site: cross-site,,,,5,hello,zz,0"
)
"""Lines of requests."""

ODD = [b'{"token":1}', b"{}", b"\r\n\r\n", b"\x00", b"\xff\xfe", b"a" * 17000]
FRAGMENTS = st.lists(
    st.sampled_from([*(f"{line}\r\n".encode() for line in PIECES.split(",")), *ODD]),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRAGMENTS, min_size=1, max_size=6))
def test_no_bytes_bring_a_traceback_or_an_end(caplog: pytest.LogCaptureFixture, every: list[list[bytes]]) -> None:
    """Whatever pieces of requests come in whatever order: nothing in the log, and the next request is answered."""

    async def attack() -> int:
        async with served() as (browser, _):
            for parts in every:
                reader, writer = await asyncio.open_connection("127.0.0.1", browser.port)
                writer.write(b"".join(parts).replace(b"PORT", str(browser.port).encode()))
                writer.write_eof()
                with contextlib.suppress(ConnectionError):
                    await asyncio.wait_for(reader.read(), 5.0)
                writer.close()
            return (await browser.ask("GET", "/")).status

    caplog.clear()
    assert 200 == asyncio.run(attack())
    assert [] == [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
