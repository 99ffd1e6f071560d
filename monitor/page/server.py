"""Serves the page within the daemon's own loop, and never at the daemon's expense."""

import asyncio
import socket
from types import TracebackType
from typing import Final, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import MonitorError
from monitor.page.app import build_app
from monitor.page.asked import Views
from monitor.page.guard import Pass

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


class PageServer:
    """The page, as long as the context lasts.

    Args:
        views: what it shows.
        port: on loopback; 0 for any that is free.

    Raises:
        PageError: on entering: the port is taken.
    """

    def __init__(self, views: Views, port: int = 0) -> None:
        self._views = views
        self._port = port
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self.url = ""

    async def __aenter__(self) -> Self:
        """Listen; `url` is then the address, with the token."""
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", self._port))
        except OSError as error:
            listening.close()
            raise PageError(f"the page cannot be served on port {self._port} ({error.strerror})") from error
        permit = Pass(listening.getsockname()[1])
        self.url = permit.url
        config = uvicorn.Config(
            build_app(self._views, permit, self._ending),
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
        self._server = uvicorn.Server(config)
        self._server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        self._serving = asyncio.create_task(self._server._serve([listening]))  # noqa: SLF001  no signals of its own
        while not (self._server.started or self._serving.done()):  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; live views are ended, and whoever still reads after that is cut off within a second."""
        self._ending.set()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
