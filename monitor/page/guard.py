"""Who may ask the page for anything.

Loopback alone protects from nobody in the same browser: any site can send requests to 127.0.0.1, and a name that is
made to point there (DNS rebinding) even reads the answers.  So a request must

    name us exactly            Host is our address or localhost, with our port          else 421
    come from our own page     Origin, on everything that changes state                 else 403
    say JSON                   Content-Type, so that no form of another site can send   else 415
    be small                   4 KiB of body, counted as they come                      else 413
    carry the secret           the session's, in a header                               else 401

Each opening of the page has a token of its own.  It reaches the browser in the fragment of the address, which no
server ever sees, is taken once, and is worth nothing afterwards: it may stand in the browser's history.  What it is
taken for is another secret, the session's.  The page keeps that in the session storage of its tab, which belongs to
this address and this port alone; a cookie would be sent to every port of this machine.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY: Final = 4096
"""Bytes of a body: what a person says is short (product default)."""

TOO_LARGE: Final = f"at most {MOST_BODY} bytes, and their number said before"
"""What is told of a larger body."""

TOKEN_S: Final = 300.0
"""How long a token waits to be taken: time to copy an address by hand (product default)."""

MOST_TOKENS: Final = 8
"""So many tokens wait at once; one more takes the place of the oldest (product default)."""

OPEN: Final = {
    "/": "text/html",
    "/page.css": "text/css",
    "/page.js": "text/javascript",
    "/setup.js": "text/javascript",
    "/icon.svg": "image/svg+xml",
}
"""What everybody may read, and its kind: the empty page, without anything of the person; every file that is served.
Paths are looked up here and never put together, so that none can lead outside."""

SESSION: Final = "/session"
"""Where the token is taken for the session's secret."""

READS: Final = frozenset({"GET", "HEAD"})

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
    "Connection": "close",
}
"""On every answer.  A connection is for one request, so that the time of a connection is the time of its request.
There is no header that lets another site in (CORS), and none may be added."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a request must show.

    Attributes:
        port: of this server.
        now_s: a clock in seconds, which is never set.
    """

    port: int
    now_s: Callable[[], float] = time.monotonic
    _secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), init=False, repr=False)
    _tokens: dict[str, float] = field(default_factory=dict, init=False, repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        """The only names under which we answer."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    def new_url(self) -> str:
        """Make an address of the page that opens it once, with a token where no server sees it."""
        while len(self._tokens) >= MOST_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        token = secrets.token_urlsafe(32)
        self._tokens[token] = self.now_s() + TOKEN_S
        return f"http://127.0.0.1:{self.port}/#{token}"

    def refusal(self, request: Request) -> tuple[int, str] | None:
        """Why a request is refused, by its head alone: status and one line; None if it may pass."""
        if request.headers.getlist("host") not in ([host] for host in self.hosts):
            return 421, "this is not the name of this page"
        if request.method not in READS:
            if (refusal := self._refusal_of_change(request)) is not None:
                return refusal
        elif _is_foreign(request):
            return 403, "another site asked"
        elif _length_of(request) != 0:
            return 413, "nothing is sent with a question"
        if request.url.path in OPEN or request.url.path == SESSION or self.knows(request):
            return None
        return 401, "open the page anew: sitmon dashboard"

    def _refusal_of_change(self, request: Request) -> tuple[int, str] | None:
        if request.headers.get("origin") not in {f"http://{host}" for host in self.hosts}:
            return 403, "another site asked"
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return 415, "only JSON is heard"
        if "content-length" not in request.headers or not 0 <= _length_of(request) <= MOST_BODY:
            return 413, TOO_LARGE
        return None

    def knows(self, request: Request) -> bool:
        """Whether a request carries the session's secret."""
        given = request.headers.getlist("authorization")
        return len(given) == 1 and _same(given[0], f"Bearer {self._secret}")

    def session(self, given: object) -> Response:
        """Take a token, and give the session's secret for it."""
        for token, until_s in list(self._tokens.items()):
            if until_s < self.now_s():
                del self._tokens[token]
            elif isinstance(given, str) and _same(given, token):
                del self._tokens[token]
                return JSONResponse({"session": self._secret})
        return JSONResponse({"error": "this address was used already, or is old: sitmon dashboard"}, 401)


def _is_foreign(request: Request) -> bool:
    """Whether a browser says that another site asks; the empty page itself may be opened from anywhere."""
    site, mode, to = (request.headers.get(f"sec-fetch-{what}", "none") for what in ("site", "mode", "dest"))
    is_opened = request.url.path == "/" and (mode, to) == ("navigate", "document")
    return site not in ("none", "same-origin") and not is_opened


def _length_of(request: Request) -> int:
    """How many bytes of a body are said to come; -1 if that is not said, or twice, or in two ways."""
    if "transfer-encoding" in request.headers:
        return -1
    said = request.headers.getlist("content-length") or ["0"]
    return int(said[0]) if len(said) == 1 and said[0].isascii() and said[0].isdecimal() else -1


def _same(given: str, secret: str) -> bool:
    """Whether two texts are the same, in a time that does not tell how far they are."""
    return secrets.compare_digest(given.encode(errors="replace"), secret.encode())


class Guard:
    """Stands before the page: refuses what does not show the pass, and puts the headers on every answer.

    Args:
        app: the page.
        permit: what a request must show.
        known: is told the address of who asked whole, and showed the session's secret.
    """

    def __init__(self, app: ASGIApp, permit: Pass, known: Callable[[object], None]) -> None:
        self._app = app
        self._permit = permit
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":  # no websocket is ever opened
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        request = Request(scope)
        refusal, body = self._permit.refusal(request), b""
        if refusal is None and request.method not in READS:
            refusal, body = await _read(receive)
        if refusal is not None:
            await JSONResponse({"error": refusal[1]}, refusal[0])(scope, receive, send_with_headers)
            return
        if self._permit.knows(request):
            self._known(scope.get("client"))
        await self._app(scope, _again(body, receive), send_with_headers)


async def _read(receive: Receive) -> tuple[tuple[int, str] | None, bytes]:
    """Read a body, and no more of it than is heard: a refusal if it is larger, or ends before it is whole."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return (400, "half of a request"), b""
        body += message.get("body", b"")
        more = bool(message.get("more_body", False))
        if len(body) > MOST_BODY:
            return (413, TOO_LARGE), b""
    return None, body


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already, and then what comes after it."""
    given: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return given.pop() if given else await receive()

    return receive_again
