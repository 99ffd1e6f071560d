"""ActivityWatch's server, as far as its interface goes: buckets and heartbeats over real HTTP."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise

import pytest

from monitor.edges.integrations import UnreachableError, keep_going
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
    running = asyncio.create_task(keep_going(ActivityWatch(url(server), lambda: SITS), str))
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
        running = asyncio.create_task(keep_going(ActivityWatch(url(server), lambda: SITS), str))
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
    assert None is heartbeat_of({**SITS, "link": "scanning"})
    assert None is heartbeat_of({"link": "streaming"})
    assert "sitting" == heartbeat_of(SITS)


async def test_what_was_seen_during_an_outage_is_told_after_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one piece for each posture, without a hole, and without what was not seen."""
    monkeypatch.setattr(module, "LOOK_S", 0.02)
    monkeypatch.setattr(module, "PULSE_S", 0.2)
    server.status, status, told = 500, dict(SITS), list[str]()
    running = asyncio.create_task(keep_going(ActivityWatch(url(server), lambda: status), told.append, (0.02,)))
    await eventually(lambda: told)
    await asyncio.sleep(0.3)
    status |= {"bout": "moving"}
    await asyncio.sleep(0.3)
    away = len(server.posted)
    server.status = 200
    await eventually(lambda: sum("heartbeat" in path for path, _ in server.posted[away:]) > 4)
    running.cancel()
    beats = [beat for path, beat in server.posted[away:] if "heartbeat" in path]
    spans = [
        (datetime.fromisoformat(str(beat["timestamp"])).timestamp(), float(str(beat["duration"]))) for beat in beats
    ]

    assert ["sitting", "moving"] == [beat["data"]["posture"] for beat in beats[:2]]  # type: ignore[index]
    assert all(start_s - (before_s + took_s) < 0.2 for (before_s, took_s), (start_s, _) in pairwise(spans))
    assert spans[0][1] > 0.2


async def test_nothing_that_answers_there_ends_the_telling() -> None:
    """Not even a server that speaks another protocol: it is told once, and tried again."""
    answers = [b"SSH-2.0-x\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", b"\xff\xfe\x00"]
    asked, told = list[bytes](), list[str]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(4000))
        writer.write(answers[len(asked) % len(answers)])
        writer.close()

    foreign = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = foreign.sockets[0].getsockname()[1]
    running = asyncio.create_task(
        keep_going(ActivityWatch(f"http://127.0.0.1:{port}", lambda: SITS), told.append, (0.01,))
    )
    await eventually(lambda: len(asked) >= 8)
    assert not running.done()
    running.cancel()
    foreign.close()

    assert told == list(dict.fromkeys(told))
    assert all(line.startswith("activity-watch: ") for line in told)
