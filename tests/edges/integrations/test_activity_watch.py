"""ActivityWatch's server, as far as its interface goes: buckets and heartbeats over real HTTP."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from monitor.edges.integrations import UnreachableError
from monitor.edges.integrations import activity_watch as module
from monitor.edges.integrations.activity_watch import KIND, ActivityWatch, heartbeat_of
from tests.support.air import eventually

SITS: dict[str, object] = {"posture": "sitting", "bout": "sitting", "link": "streaming", "red_flag": True}


class Server(HTTPServer):
    """Remembers what was posted; a bucket that is there already is answered with 304, as the real one does."""

    def __init__(self, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posted: list[tuple[str, dict[str, object]]] = []
        self.status = status


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server

    def do_POST(self) -> None:
        """Remember it."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = [path for path, _ in self.server.posted]
        self.server.posted.append((self.path, body))
        status = 304 if self.path in known and "heartbeat" not in self.path else self.server.status
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """One that takes everything."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def url(server: Server) -> str:
    """Where it is."""
    return f"http://127.0.0.1:{server.server_port}/"


async def test_the_posture_is_told_in_heartbeats(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket first, then heartbeats that the server joins; nothing but the posture is in them."""
    monkeypatch.setattr(module, "LOOK_S", 0.02)
    running = asyncio.create_task(ActivityWatch(url(server), lambda: SITS).run())
    await eventually(lambda: len(server.posted) >= 3)
    running.cancel()

    (bucket, about), (path, beat), *_ = server.posted
    assert (KIND, "sitmon") == (about["type"], about["client"])
    assert f"{bucket}/heartbeat?pulsetime=15" == path
    assert {"posture": "sitting"} == beat["data"]


async def test_a_bucket_that_is_there_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on every start but the first."""
    monkeypatch.setattr(module, "LOOK_S", 0.02)
    for count in (2, 5):
        running = asyncio.create_task(ActivityWatch(url(server), lambda: SITS).run())
        await eventually(lambda count=count: len(server.posted) >= count)
        running.cancel()


async def test_what_refuses_or_is_not_there_is_one_line(server: Server) -> None:
    """With what to do."""
    server.status = 500
    with pytest.raises(UnreachableError, match="refuses"):
        await ActivityWatch(url(server), lambda: SITS).run()
    with pytest.raises(UnreachableError, match="is aw-server running"):
        await ActivityWatch("http://127.0.0.1:9", lambda: SITS).run()


def test_a_gap_stays_a_gap() -> None:
    """While nothing comes from the wearable nothing is told, so no event is drawn across it."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert None is heartbeat_of({**SITS, "link": "scanning"}, now)
    assert None is heartbeat_of({"link": "streaming"}, now)
    expected = {"timestamp": "2026-03-02T09:00:00+00:00", "duration": 0, "data": {"posture": "sitting"}}
    assert expected == heartbeat_of(SITS, now)
