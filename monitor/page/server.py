"""Serves the page within the daemon's own loop, and never at the daemon's expense."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import MonitorError
from monitor.page.app import build_app
from monitor.page.guard import Pass

if TYPE_CHECKING:
    from monitor.page.views import PageViews

MOST_CONNECTIONS: Final = 64
"""Open at once: half of them for who has shown the session's secret, half for strangers.  A page holds two, a person
has a handful of tabs."""

PATIENCE_S: Final = 5.0
"""How long a connection lives that has not asked, whole and with the session's secret (product default)."""

LARGEST_HEAD: Final = 16_384
"""Bytes of a request's head."""


class PageError(MonitorError):
    """The page cannot be served."""


class _Crowd:
    """The open connections: each has its time, and one too many takes the place of the oldest of its kind.

    So whoever opens connections and holds them, or asks half, shuts out himself: a browser that comes later asks
    within milliseconds, and is then among those that are known.
    """

    def __init__(self) -> None:
        self._strangers: dict[object, asyncio.Transport] = {}
        self._known: dict[object, asyncio.Transport] = {}

    def come(self, transport: asyncio.Transport) -> None:
        """Let a stranger in, for its time."""
        address = transport.get_extra_info("peername")
        _join(self._strangers, address, transport)
        asyncio.get_running_loop().call_later(PATIENCE_S, self._end_if_strange, address, transport)

    def know(self, address: object) -> None:
        """Let a stranger stay: it has asked, and showed the session's secret."""
        if (transport := self._strangers.pop(address, None)) is not None:
            _join(self._known, address, transport)

    def leave(self, transport: asyncio.Transport) -> None:
        """Forget a connection that ended."""
        for those in (self._strangers, self._known):
            for address in [address for address, one in those.items() if one is transport]:
                del those[address]

    def _end_if_strange(self, address: object, transport: asyncio.Transport) -> None:
        if self._strangers.get(address) is transport:
            transport.abort()


def _join(those: dict[object, asyncio.Transport], address: object, transport: asyncio.Transport) -> None:
    while len(those) >= MOST_CONNECTIONS // 2:
        those.pop(next(iter(those))).abort()
    those[address] = transport


def _connection_in(crowd: _Crowd) -> type[asyncio.Protocol]:
    """The kind of connection that uvicorn is to make.  Only asyncio's own methods of a protocol are used."""

    class Connection(H11Protocol):
        _transport: asyncio.Transport

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            self._transport = transport
            crowd.come(transport)
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            crowd.leave(self._transport)
            super().connection_lost(exc)

    return Connection


class _Server(uvicorn.Server):
    """A server within another's loop: the signals are the daemon's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serving(views: "PageViews", port: int = 0) -> AsyncIterator[Pass]:
    """Serve the page on loopback as long as the context lasts, on any free port if it is 0; gives what opens it.

    Live views are ended with the context, and whoever still reads after that is cut off within a second.

    Raises:
        PageError: the port is taken, or there is none of that number.
    """
    listening, ending, crowd = _listen(port), asyncio.Event(), _Crowd()
    permit = Pass(listening.getsockname()[1])
    config = uvicorn.Config(
        build_app(views, permit, ending, crowd.know),
        http=_connection_in(crowd),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",  # a request that is no HTTP is answered, and no line of the log
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=MOST_CONNECTIONS,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    while not (server.started or serving.done()):  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield permit
    finally:
        ending.set()
        server.should_exit = True
        await serving


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listening.close()
        reason = error.strerror if isinstance(error, OSError) else "ports go from 0 to 65535"
        raise PageError(f"the page cannot be served on port {port} ({reason})") from error
    return listening
