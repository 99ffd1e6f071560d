"""Who may ask the page for anything.

Loopback alone protects from nobody in the same browser: any site can send requests to 127.0.0.1, and a name that is
made to point there (DNS rebinding) even reads the answers.  So a request must

    name us exactly            Host is our address or localhost, with our port          else 421
    come from our own page     Origin, on everything that changes state                 else 403
    say JSON                   Content-Type, so that no form of another site can send   else 415
    carry the secret           a cookie, SameSite=Strict, given for the token           else 401
    be small                   4 KiB of body                                            else 413

The token is new at each start.  It reaches the browser in the fragment of the address, which no server ever sees, and
is given back once, for the cookie.
"""

import secrets
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY: Final = 4096
"""Bytes of a body: what a person says is short (product default)."""

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
"""Where the token is given for the cookie."""

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
}
"""On every answer.  There is no header that lets another site in (CORS), and none may be added."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a request must show.

    Attributes:
        port: of this server.
        token: the secret of this start, 43 characters.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        """The only names under which we answer."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    @property
    def cookie(self) -> str:
        """Its name; cookies know no ports, so ours is in it."""
        return f"sitmon_{self.port}"

    @property
    def url(self) -> str:
        """The address of the page, with the token where no server sees it."""
        return f"http://127.0.0.1:{self.port}/#{self.token}"

    def refusal(self, request: Request) -> tuple[int, str] | None:
        """Why a request is refused: status and one line; None if it may pass."""
        if request.headers.getlist("host") not in ([host] for host in self.hosts):
            return 421, "this is not the name of this page"
        if request.method not in READS:
            if (refusal := self._refusal_of_change(request)) is not None:
                return refusal
        elif request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "another site asked"
        if request.url.path in OPEN or request.url.path == SESSION or self._is_token(request.cookies.get(self.cookie)):
            return None
        return 401, "open the page anew: sitmon dashboard"

    def _refusal_of_change(self, request: Request) -> tuple[int, str] | None:
        if request.headers.get("origin") not in {f"http://{host}" for host in self.hosts}:
            return 403, "another site asked"
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return 415, "only JSON is heard"
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BODY:
            return 413, f"at most {MOST_BODY} bytes, and their number said before"
        return None

    def _is_token(self, given: object) -> bool:
        return isinstance(given, str) and secrets.compare_digest(given.encode(), self.token.encode())

    def session(self, given: object) -> Response:
        """The cookie, for the token."""
        if not self._is_token(given):
            return JSONResponse({"error": "open the page anew: sitmon dashboard"}, 401)
        response = JSONResponse({})
        response.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
        return response


class Guard:
    """Stands before the page: refuses what does not show the pass, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, permit: Pass) -> None:
        self._app = app
        self._permit = permit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":  # no websocket is ever opened
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._permit.refusal(Request(scope))
        if refusal is None:
            await self._app(scope, receive, send_with_headers)
            return
        status, why = refusal
        await JSONResponse({"error": why}, status)(scope, receive, send_with_headers)
