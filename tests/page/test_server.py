"""The local page answers its own browser and nobody else, and never at the daemon's expense.

Every request here goes over a real socket to the real server.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC

import pytest

from monitor.errors import JournalError
from monitor.page.guard import HEADERS, MOST_BODY, MOST_TOKENS, TOKEN_S, Pass
from monitor.page.server import MOST_CONNECTIONS, PATIENCE_S, PageError, serving
from monitor.pipeline import Event
from monitor.posture.labels import PostureEpoch
from monitor.running.daemon import Daemon
from tests.support.feeds import Screen, StillClock, arrivals, pipeline, source

Json = dict[str, object]


@dataclass
class Trying:
    """Steps that do nothing."""

    took: list[str] = field(default_factory=list)

    async def look_around(self) -> Json:
        """Nobody."""
        self.took.append("look_around")
        return {"near": []}

    async def pose(self) -> AsyncIterator[Json]:
        """Two cues, and then it was none."""
        self.took.append("pose")
        yield {"text": "Stand still.", "seconds": 4}
        yield {"text": "Hold it.", "seconds": 5}
        raise ValueError("That was no pose")

    async def notify(self) -> Json:
        """Pressed."""
        self.took.append("notify")
        return {"text": "pressed"}

    async def form(self) -> Json:
        """Nothing to fill in, and no service."""
        return {"fields": [], "service": {"installed": False}}

    async def fill(self, said: Mapping[str, object]) -> Json:
        """Remember it."""
        self.took.append(f"form {sorted(said)}")
        return {"replies": ["written"]}

    async def install(self) -> Json:
        """A system that cannot."""
        self.took.append("install")
        raise ValueError("No service is known here")


@dataclass
class Told:
    """Views that remember what was said."""

    said: list[tuple[str, str]] = field(default_factory=list)
    steps: Trying = field(default_factory=Trying)
    barred: Json = field(default_factory=dict)

    def now(self) -> Json:
        """Something to see."""
        return {"posture": "sitting", "secret": "of this person"}

    def bars(self) -> Json:
        """What holds exercises back, if anything."""
        return dict(self.barred)

    def exercises(self) -> list[Json]:
        """Nothing to choose from."""
        return []

    def day(self, date: str) -> Json:
        """A day, or a refusal."""
        if date == "1970-01-01":
            raise JournalError("journal.sqlite: it is away")
        if date != "2026-03-02":
            raise ValueError("a day is written like 2026-03-02")
        return {"date": date}

    def week(self) -> Json:
        """Nothing."""
        return {}

    def exercise(self, name: str, side: str) -> Json:
        """What was asked for."""
        return {"name": name, "side": side}

    def texts(self) -> dict[str, str]:
        """One text."""
        return {"title": "sitmon"}

    async def say(self, action: str, detail: str) -> Json:
        """Remember it."""
        self.said.append((action, detail))
        return {"replies": ["heard"], "not_kept": ""}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        """The body as JSON."""
        value: dict[str, object] = json.loads(self.body)
        return value


@dataclass
class Browser:
    """Speaks HTTP over a socket, as any program on this machine can."""

    port: int
    token: str
    session: str = ""

    async def ask(self, method: str, path: str, body: object = None, **changed: str | None) -> Answer:
        """One request with the headers of our own page, some of them changed or, with None, left out."""
        payload = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"}
        if self.session:
            headers["Authorization"] = f"Bearer {self.session}"
        if method == "POST":
            headers |= {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/json"}
            headers["Content-Length"] = str(len(payload))
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        lines = [
            f"{method} {path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items() if value is not None),
        ]
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + payload)
        raw = await asyncio.wait_for(reader.read(), 5.0)
        writer.close()
        return _answer(raw)

    @property
    def wants_live(self) -> bytes:
        """A request for the live view, as it goes over the line."""
        return (
            f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.session}\r\n\r\n"
        ).encode()

    async def enter(self) -> Answer:
        """Give the token, keep the session's secret."""
        answer = await self.ask("POST", "/session", {"token": self.token})
        self.session = str(answer.json.get("session", ""))
        return answer


def _answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = body.partition(b"\r\n")[2].rpartition(b"\r\n0\r\n")[0]
    return Answer(int(first.split()[1]), headers, body)


def replayed(script: str) -> list[Event]:
    """What a pipeline alone makes of a scripted person."""
    stages = pipeline()
    return [*(event for arrival in arrivals(script) for event in stages.feed(arrival)), *stages.finish()]


@asynccontextmanager
async def served() -> AsyncIterator[tuple[Browser, Told]]:
    """A page, and a browser that has not entered."""
    told = Told()
    async with serving(told) as permit:
        address, _, token = permit.new_url().partition("/#")
        yield Browser(int(address.rpartition(":")[2]), token), told


# -------------------------------------------------------------------------------- the way in
async def test_the_token_opens_the_page_once_for_another_secret() -> None:
    """Nothing of the person is seen before; a token that was taken is worth nothing, and neither is it the secret."""
    async with served() as (browser, told):
        before = await browser.ask("GET", "/now")
        entered = await browser.enter()
        after = await browser.ask("GET", "/now")
        said = await browser.ask("POST", "/say", {"action": "snooze", "detail": ""})
        again = [await browser.ask("POST", "/session", {"token": browser.token}) for _ in range(3)]
        browser.session = browser.token
        with_token = await browser.ask("GET", "/now")

    assert 401 == before.status
    assert b"secret" not in before.body
    assert browser.token not in entered.body.decode()
    assert "set-cookie" not in entered.headers
    assert (200, "sitting") == (after.status, after.json["posture"])
    assert (200, ["heard"]) == (said.status, said.json["replies"])
    assert [401] * 3 == [answer.status for answer in again]
    assert 401 == with_token.status
    assert [("snooze", "")] == told.said


def test_a_token_waits_for_its_time_and_only_so_many_wait() -> None:
    """Each address has its own; one that nobody took, and the ninth last, open nothing."""
    now_s = [0.0]
    permit = Pass(80, lambda: now_s[0])
    first, *others = (permit.new_url().partition("#")[2] for _ in range(MOST_TOKENS + 1))

    assert 401 == permit.session(first).status_code
    assert 200 == permit.session(others[0]).status_code
    now_s[0] = TOKEN_S + 1.0
    assert [401] * len(others) == [permit.session(token).status_code for token in others]


async def test_the_empty_page_is_for_everybody_and_holds_nothing() -> None:
    """Page, style, script and icon; each with the headers that keep other sites out."""
    async with served() as (browser, _):
        for path in ("/", "/page.css", "/page.js", "/icon.svg"):
            answer = await browser.ask("GET", path)

            assert 200 == answer.status
            assert all(answer.headers[name.lower()] == value for name, value in HEADERS.items())
            assert not any(name.startswith("access-control") for name in answer.headers)


async def test_a_wrong_token_opens_nothing() -> None:
    """Nor does one that is no text."""
    async with served() as (browser, _):
        for token in ("", "x" * 43, 7, None, ["a"]):
            answer = await browser.ask("POST", "/session", {"token": token})

            assert 401 == answer.status
            assert "session" not in answer.json


async def test_what_cannot_be_read_is_one_line() -> None:
    """A journal that is away is told as such; the page goes on with all else."""
    async with served() as (browser, _):
        await browser.enter()
        day = await browser.ask("GET", "/day/1970-01-01")
        now = await browser.ask("GET", "/now")

    assert (503, {"error": "journal.sqlite: it is away"}) == (day.status, day.json)
    assert 200 == now.status


async def test_each_start_has_its_own_token() -> None:
    """Who had the address yesterday has nothing today."""
    async with served() as (first, _), served() as (second, _):
        await first.enter()
        second.session = first.session

        assert 401 == (await second.ask("GET", "/now")).status


async def test_the_token_is_never_sent_to_a_server() -> None:
    """It stands behind the #, which browsers keep for themselves."""
    async with serving(Told()) as permit:
        address, mark, token = permit.new_url().partition("#")

    assert ("#", 43) == (mark, len(token))
    assert address.startswith("http://127.0.0.1:")


# -------------------------------------------------------------------------------- attacks
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "", None],
)
async def test_a_foreign_name_is_refused(host: str | None) -> None:
    """A name that somebody makes point at us (DNS rebinding) gets nothing, not even with the session's secret."""
    async with served() as (browser, _):
        await browser.enter()
        answer = await browser.ask("GET", "/now", Host=None if host is None else host.format(port=browser.port))

    assert answer.status in (400, 421)  # no Host at all is no HTTP
    assert b"secret" not in answer.body


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}", None]
)
async def test_a_foreign_origin_changes_nothing(origin: str | None) -> None:
    """Another site's script cannot speak in the person's name."""
    async with served() as (browser, told):
        await browser.enter()
        foreign = None if origin is None else origin.format(port=browser.port)
        answer = await browser.ask("POST", "/say", {"action": "done"}, Origin=foreign)

    assert 403 == answer.status
    assert [] == told.said


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_cannot_read_either(site: str) -> None:
    """Browsers say where a request comes from."""
    async with served() as (browser, _):
        await browser.enter()

        assert 403 == (await browser.ask("GET", "/now", Sec_Fetch_Site=site)).status


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "", None])
async def test_only_json_is_heard(kind: str | None) -> None:
    """A form of another site, which no browser asks us about first, cannot send it."""
    async with served() as (browser, told):
        await browser.enter()
        answer = await browser.ask("POST", "/say", {"action": "done"}, Content_Type=kind)

    assert 415 == answer.status
    assert [] == told.said


async def test_a_missing_or_wrong_secret_is_refused_everywhere() -> None:
    """Every way to what belongs to the person asks for it."""
    async with served() as (browser, told):
        for secret in ("", "wrong", browser.token, "\x01"):
            browser.session = secret
            for path in ("/now", "/live", "/week", "/texts", "/day/2026-03-02", "/exercise/clamshell/left"):
                assert (await browser.ask("GET", path)).status in (400, 401)
            assert (await browser.ask("POST", "/say", {"action": "done"})).status in (400, 401)

    assert [] == told.said


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/static/../guard.py",
        "/page.js/../server.py",
        "//etc/passwd",
        "/%2e%2e/guard.py",
        "/exercise/..%2f..%2fetc/left",
    ],
)
async def test_no_path_leads_outside(path: str) -> None:
    """There are four files, looked up by name."""
    async with served() as (browser, _):
        await browser.enter()
        answer = await browser.ask("GET", path)

    assert b"root:" not in answer.body
    assert b"import" not in answer.body
    assert answer.status in (200, 400, 401, 404)
    assert 200 != answer.status or "exercise" in path


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b"\xff", 400), (b'"x"', 400), (b" " * (MOST_BODY + 1), 413), (b"", 400)],
)
async def test_what_is_no_small_json_object_is_one_line(body: bytes, status: int) -> None:
    """A body that makes no sense is answered, and nothing else happens."""
    async with served() as (browser, told):
        await browser.enter()
        answer = await browser.ask("POST", "/say", body)

    assert status == answer.status
    assert isinstance(answer.json["error"], str)
    assert [] == told.said


async def test_a_body_of_unknown_length_is_not_read() -> None:
    """Else it might never end."""
    async with served() as (browser, _):
        await browser.enter()
        answer = await browser.ask("POST", "/say", {"action": "done"}, Content_Length=None, Transfer_Encoding="chunked")

    assert 413 == answer.status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_other_methods_do_nothing(method: str) -> None:
    """Not even asked first, as browsers do for other sites (CORS)."""
    async with served() as (browser, told):
        await browser.enter()
        answer = await browser.ask(method, "/say")

    assert answer.status in (403, 405)
    assert "access-control-allow-origin" not in answer.headers
    assert [] == told.said


# -------------------------------------------------------------------------------- the crowd
async def test_ten_thousand_connections_are_sent_away_and_nothing_is_lost() -> None:
    """Only so many stay open; meanwhile the daemon in the same loop loses no second of what its wearable sends."""
    expected = [event for event in replayed("sit:60s stand:20s sit:40s") if isinstance(event, PostureEpoch)]
    seen: list[Event] = []
    daemon = Daemon(pipeline(), StillClock(), UTC, Screen(delay_s=0.0), watch=seen.append, finishes=True)
    async with served() as (browser, _):
        await browser.enter()
        watching = asyncio.create_task(daemon.run(source(arrivals("sit:60s stand:20s sit:40s"), pause_every=1)))
        held = []
        for _ in range(200):
            opened = [await asyncio.open_connection("127.0.0.1", browser.port) for _ in range(50)]
            held.append(opened[0][1])
            for _, writer in opened[1:]:
                writer.close()
        await watching
        for writer in held:
            writer.close()
        await asyncio.sleep(0.1)
        after = await browser.ask("GET", "/now")

    assert 200 == after.status
    assert len(held) > MOST_CONNECTIONS
    assert expected == [event for event in seen if isinstance(event, PostureEpoch)]


async def test_who_opens_and_is_silent_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow client has its time, and no more."""
    monkeypatch.setattr("monitor.page.server.PATIENCE_S", 0.2)
    async with served() as (browser, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", browser.port)
        writer.write(b"GET /now HTTP/1.1\r\nHost: 127")
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await asyncio.wait_for(reader.readexactly(1), 5.0)
        writer.close()

    assert PATIENCE_S > 0.2


async def test_a_reader_that_reads_slowly_delays_nobody() -> None:
    """The live view waits for whoever is slow, and the others see on."""
    async with served() as (browser, _):
        await browser.enter()
        _, slow = await asyncio.open_connection("127.0.0.1", browser.port)
        slow.write(browser.wants_live)
        await asyncio.sleep(0.1)

        assert 200 == (await browser.ask("GET", "/now")).status
        slow.close()


async def test_the_live_view_tells_how_things_are() -> None:
    """One event a second, the first at once."""
    async with served() as (browser, _):
        await browser.enter()
        reader, writer = await asyncio.open_connection("127.0.0.1", browser.port)
        writer.write(browser.wants_live)
        raw = await asyncio.wait_for(reader.readuntil(b'"of this person"}'), 5.0)
        writer.close()

    assert b"application/x-ndjson" in raw
    assert b'{"posture": "sitting"' in raw


async def test_a_port_that_is_taken_is_one_line() -> None:
    """It says which."""
    async with served() as (browser, _):
        with pytest.raises(PageError, match=rf"port {browser.port} "):
            async with serving(Told(), browser.port):
                pass


SET_UP = ("/set-up/pose", "/set-up/wearable", "/set-up/test", "/set-up/service")


@pytest.mark.parametrize("path", SET_UP)
async def test_the_set_up_is_for_the_own_page_alone(path: str) -> None:
    """Another site, a stranger without the secret, or a mere look do nothing."""
    async with served() as (browser, views):
        stranger = Browser(browser.port, "")
        await browser.enter()
        answers = [
            await browser.ask("POST", path, {}, Origin="http://evil.example"),
            await stranger.ask("POST", path, {}),
            await browser.ask("GET", path),
        ]

    assert [403, 401, 405] == [answer.status for answer in answers]
    assert [] == views.steps.took


async def test_a_pose_is_told_line_by_line_and_so_is_its_failure() -> None:
    """One JSON object a line; the last says what was wrong."""
    async with served() as (browser, _):
        await browser.enter()
        answer = await browser.ask("POST", "/set-up/pose", {})

    lines = [json.loads(line) for line in answer.body.decode().splitlines() if line.startswith("{")]
    assert ["Stand still.", "Hold it."] == [line.get("text") for line in lines[:-1]]
    assert {"error": "That was no pose"} == lines[-1]


async def test_a_step_that_cannot_be_taken_says_why() -> None:
    """Status 400 and one line."""
    async with served() as (browser, _):
        await browser.enter()
        answer = await browser.ask("POST", "/set-up/service", {})

    assert (400, {"error": "No service is known here"}) == (answer.status, answer.json)
