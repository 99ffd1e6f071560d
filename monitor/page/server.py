"""Serves the page within the daemon's own loop, and never at the daemon's expense."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import MonitorError
from monitor.page.app import build_app
from monitor.page.guard import Pass

if TYPE_CHECKING:
    from monitor.page.views import PageViews

MOST_CONNECTIONS: Final = 64
"""Open at once; what comes beyond is closed at once.  A page holds two, a person has a handful of tabs."""

PATIENCE_S: Final = 5.0
"""How long a connection may take to ask for something; who opens one and is silent is sent away."""

LARGEST_HEAD: Final = 16_384
"""Bytes of a request's head."""


class PageError(MonitorError):
    """The page cannot be served."""


class _Connection(H11Protocol):
    """A connection that has its time, and of which there are only so many."""

    open_now = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        type(self).open_now += 1
        if self.open_now > MOST_CONNECTIONS:
            transport.abort()
            return
        super().connection_made(transport)
        self.loop.call_later(PATIENCE_S, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        type(self).open_now -= 1
        if getattr(self, "transport", None) is not None:
            super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        asked: object = self.cycle  # of nothing yet, until a request's head is read
        if asked is None and not self.transport.is_closing():
            self.transport.abort()


@asynccontextmanager
async def serving(views: "PageViews", port: int = 0) -> AsyncIterator[str]:
    """Serve the page on loopback as long as the context lasts, on any free port if it is 0; gives its address.

    The token stands in the address.  Live views are ended with the context, and whoever still reads after that is cut
    off within a second.

    Raises:
        PageError: the port is taken.
    """
    listening, ending = _listen(port), asyncio.Event()
    permit = Pass(listening.getsockname()[1])
    config = uvicorn.Config(
        build_app(views, permit, ending),
        http=_Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=MOST_CONNECTIONS,
        timeout_keep_alive=int(PATIENCE_S),
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listening]))  # noqa: SLF001  no signals of its own
    while not (server.started or serving.done()):  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield permit.url
    finally:
        ending.set()
        server.should_exit = True
        await serving


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise PageError(f"the page cannot be served on port {port} ({error.strerror})") from error
    return listening
